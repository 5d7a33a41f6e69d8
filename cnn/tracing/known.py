"""Elements whose value is known although their tensor depends on the input: zeros of a padding, of a mask, of a gap.

Such an element sees nothing, and what it is multiplied by is not seen through it. `call.known` has NaN where the value
depends on the input, or on parameters, which stand for numbers that are not 0.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import Any

import torch
from torch.utils._pytree import tree_map

from cnn.tracing.calls import Call, Traced
from cnn.tracing.reach import Unsupported, dead

__all__ = ["SILENCING", "known_values", "nonzero", "run_on", "silencing", "value_of"]

Values = torch.Tensor
UNKNOWN = torch.tensor(float("nan"), dtype=torch.float64)
RULES: dict[str, Callable[[Call], Values | list[Values] | None]] = {}


def _rule(*names: str) -> Callable[[Any], Any]:
    def register(function: Any) -> Any:
        RULES.update(dict.fromkeys(names, function))
        return function

    return register


def known_values(call: Call) -> list[Values | None]:
    """The values known of every output of an operation; None where none is."""
    nothing: list[Values | None] = [None] * len(call.out)
    found = RULES.get(call.name)
    if all(isinstance(t, torch.nn.Parameter) or (isinstance(t, Traced) and t.known is None) for t in call.tensors):
        makes = MAKERS.get(call.name)
        if makes is None or not makes(call):
            return nothing
    if found is None:
        if torch.Tag.pointwise not in call.func.tags and call.name not in ELEMENTWISE:
            raise Unsupported(f"{call.name} of a tensor with constant parts, such as padding, has no rule")
        found = _elementwise
    made = found(call)
    if isinstance(made, list):
        return [_or_none(values) for values in made]
    return [None if made is None else _or_none(made.expand(call.shape)), *nothing[1:]]


def _or_none(values: Values) -> Values | None:
    return None if bool(values.isnan().all()) else values


def value_of(value: Any) -> Values:
    """The known values of an operand: of a tensor that depends on the input, a parameter, a constant or a number."""
    if isinstance(value, Traced):
        return UNKNOWN if value.known is None else value.known
    if isinstance(value, torch.Tensor):
        if isinstance(value, torch.nn.Parameter) or isinstance(value._base, torch.nn.Parameter) or value.is_complex():  # noqa: SLF001
            return UNKNOWN
        if value.device.type == "meta":
            raise Unsupported("a constant on the meta device has no values to tell whether they are 0")
        return value.double()
    if isinstance(value, complex):
        return UNKNOWN if value else torch.tensor(0.0, dtype=torch.float64)
    return torch.tensor(float(value), dtype=torch.float64)


def nonzero(value: Any) -> torch.Tensor | None:
    """Where an operand is not known to be 0; None: everywhere."""
    zero = value_of(value) == 0
    return ~zero if bool(zero.any()) else None


def silencing(values: Values) -> torch.Tensor:
    """Where values are so negative that their exponential is 0: a softmax sees nothing there."""
    return values.float().exp() == 0


def run_on(call: Call, change: Callable[[Any], Any]) -> Any:
    """The operation itself on other operands."""
    arguments = {name: tree_map(change, value) for name, value in call.arguments.items()}
    return call.func(**arguments)


def _full(value: Any) -> Any:
    if isinstance(value, Traced) or (isinstance(value, torch.Tensor) and value.is_floating_point()):
        values = value_of(value)
        return values if values.shape == value.shape else values.expand(value.shape).contiguous()
    return value


def _refuse_infinite(call: Call, *operands: Any) -> None:
    for operand in operands:
        if bool(value_of(operand).isinf().any()):
            raise Unsupported(f"{call.name} of infinite constants has no rule")


# the same values elsewhere


@_rule(
    *("permute", "transpose", "t", "expand", "broadcast_to", "unsqueeze", "squeeze", "slice", "select", "flip", "roll"),
    *("repeat", "tile", "index_select", "index", "_unsafe_index", "gather", "constant_pad_nd", "unfold", "im2col"),
    *(f"{mode}_pad{n}d" for mode in ("reflection", "replication") for n in "123"),
    *("pixel_shuffle", "pixel_unshuffle", "channel_shuffle", "native_channel_shuffle", "tril", "triu", "stack", "cat"),
    *("diagonal", "rot90", "index_put", "index_add", "index_copy", "scatter_add"),
    *(f"{kind}{n}d" for kind in ("upsample_nearest", "_upsample_nearest_exact") for n in "123"),
)
def _moved(call: Call) -> Values:
    return run_on(call, _full)


@_rule("unbind", "split", "split_with_sizes", "unsafe_split", "unsafe_split_with_sizes", "chunk", "tensor_split")
def _parts(call: Call) -> list[Values]:
    return list(run_on(call, _full))


@_rule("view", "_unsafe_view", "reshape", "_reshape_alias", "unflatten", "as_strided")
def _viewed(call: Call) -> Values:
    return _full(call["self"]).reshape(call.shape)


@_rule("clone", "alias", "detach", "contiguous", "lift_fresh", "_to_copy", "to", "copy")
def _same(call: Call) -> Values:
    return value_of(call["src"] if call.name == "copy" else call.tensors[0])


@_rule("where", "masked_fill")
def _chosen(call: Call) -> Values:
    name = "condition" if call.name == "where" else "mask"
    if isinstance(call[name], Traced):
        if call[name].known is not None:
            raise Unsupported(f"{call.name} with a condition that is constant in parts has no rule")
        return UNKNOWN
    first, second = (call["self"], call["other"]) if call.name == "where" else (call["value"], call["self"])
    return torch.where(call[name], value_of(first), value_of(second))


@_rule(
    *(f"{like}_like" for like in ("zeros", "ones", "full")),
    *("new_zeros", "new_ones", "new_full", "zero", "fill", "bernoulli"),
)
def _new(call: Call) -> Values:
    if call.name == "bernoulli":
        return value_of(0) if call.get("p") == 0 else UNKNOWN
    value = 1 if "ones" in call.name else call.get("fill_value", call.get("value", 0))
    return value_of(value).expand(call.shape).contiguous()


# element by element


def _elementwise(call: Call) -> Values:
    """F of what is known; f of several operands, if it does not tell one from another's value."""
    if len([t for t in call.tensors if isinstance(t, Traced)]) > 1 and call.name not in PLAIN:
        raise Unsupported(f"{call.name} of a tensor with constant parts, such as padding, has no rule")
    operands = [value_of(t) for t in call.tensors]
    if len(operands) > 1:
        _refuse_infinite(call, *operands)
    values = run_on(call, lambda v: value_of(v).clone() if isinstance(v, torch.Tensor) else v)
    values = (values[0] if isinstance(values, tuple) else values).double()
    for operand in operands:
        values = torch.where(operand.isnan(), UNKNOWN, values)
    return values


@_rule("native_dropout", "_prelu_kernel", "prelu", "rrelu_with_noise")
def _zeros_stay(call: Call) -> Values:
    return torch.where(value_of(call.tensors[0]) == 0, 0.0, UNKNOWN)


@_rule("mul")
def _product(call: Call) -> Values:
    a, b = value_of(call["self"]), value_of(call["other"])
    return torch.where((a == 0) | (b == 0), 0.0, a * b)


@_rule("div")
def _quotient(call: Call) -> Values:
    a, b = value_of(call["self"]), value_of(call["other"])
    if _one_value(call["self"], call["other"]):
        return value_of(1)
    return torch.where((a == 0) | b.isinf(), 0.0, UNKNOWN)


@_rule("add", "sub", "rsub")
def _sum(call: Call) -> Values:
    """Minus infinity stays what it is, whatever is added."""
    a, b, alpha = value_of(call["self"]), value_of(call["other"]), call.get("alpha", 1)
    if alpha == 0:
        raise Unsupported(f"{call.name} with alpha = 0 has no rule")
    if call.name == "rsub":
        a, b = b, a
    if call.name != "add":
        alpha = -alpha
    if alpha == -1 and _one_value(call["self"], call["other"]):
        return value_of(0)
    b = alpha * b
    return torch.where(a.isinf(), a, torch.where(b.isinf(), b, a + b))


def _one_value(a: Any, b: Any) -> bool:
    """Whether two operands are one tensor, or copies of one."""
    return isinstance(a, Traced) and isinstance(b, Traced) and a.value is b.value and a.shape == b.shape


@_rule("pow")
def _power(call: Call) -> Values:
    if isinstance(call["exponent"], torch.Tensor) or isinstance(call["self"], (int, float)):
        return _elementwise(call)
    return value_of(1) if call["exponent"] == 0 else _elementwise(call)


@_rule("addcmul", "addcdiv", "lerp")
def _three(call: Call) -> Values:
    alone = call.get("weight") in {0, 1} if isinstance(call.get("weight"), (int, float)) else call.get("value") == 0
    if alone or any(nonzero(t) is not None for t in call.tensors) or bool((value_of(call.tensors[-1]) == 1).any()):
        raise Unsupported(f"{call.name} with an operand that is 0 or 1 somewhere has no rule")
    return UNKNOWN


@_rule("glu")
def _gated(call: Call) -> Values:
    first = _full(call["self"]).narrow(call["dim"], 0, call.shape[call["dim"]])
    return torch.where(first == 0, 0.0, UNKNOWN)


# what mixes several elements: 0 where all of them are


@_rule(
    *("mean", "sum", "amax", "amin", "max", "min", "norm", "linalg_vector_norm", "cumsum"),
    *(f"{kind}_pool{n}d" for kind in ("avg", "max") for n in "123"),
    *(f"{kind}adaptive_{pool}_pool{n}d" for kind in ("", "_") for pool in ("avg", "max") for n in "123"),
    *(f"max_pool{n}d_with_indices" for n in "123"),
    *(f"upsample_{kind}" for kind in ("linear1d", "bilinear2d", "trilinear3d")),
    "_upsample_bilinear2d_aa",
    "col2im",
)
def _gathered(call: Call) -> Values | None:
    if call.name in {"max", "min"} and len(call.tensors) > 1:
        return _elementwise(call)
    largest = any(word in call.name for word in ("max", "min"))
    if call.tensors[0].known is None and call.name != "col2im":  # type: ignore[attr-defined]
        return _at_dead(call) if "pool" in call.name else None
    if not largest:
        _refuse_infinite(call, call.tensors[0])
    values = _full(call.tensors[0])
    one = call.tensors[0]
    live = (values != 0).double() if not largest else values.nan_to_num(nan=1.0)  # NaN is not 0
    made = run_on(call, lambda v: live if v is one else v)
    made = made[0] if isinstance(made, tuple) else made
    return torch.where(made == 0, 0.0, torch.where(made == -inf, -inf, UNKNOWN)) if largest else _zeros(made)


@_rule("_fft_r2c", "_fft_c2c", "_fft_c2r")
def _transformed(call: Call) -> Values:
    live = (_full(call["self"]) != 0).double().amax([int(d) for d in call["dim"]], keepdim=True)
    return _zeros(live.expand(call.shape))


def _zeros(live: Values) -> Values:
    return torch.where(live == 0, 0.0, UNKNOWN)


def _at_dead(call: Call) -> Values | None:
    """Where a window lies on padding altogether: 0, the largest of nothing minus infinity."""
    layers, sizes = call.facts["layers"], call.facts["sizes"]
    found = [dead(layer, size) for layer, size in zip(layers, sizes, strict=True)]
    if not any(found):
        return None
    values, nothing = UNKNOWN.expand(call.shape).clone(), -inf if "max" in call.name else 0.0
    for axis, places in enumerate(found):
        values.index_fill_(len(call.shape) - len(found) + axis, torch.tensor(places, dtype=torch.long), nothing)
    return values


@_rule("convolution", "_convolution", "convolution_overrideable")
def _convolved(call: Call) -> Values | None:
    weight = call["weight"]
    if nonzero(weight) is not None:
        raise Unsupported("a convolution whose weights are 0 at some taps, as by a mask, has no rule")
    data = call["input"]
    _refuse_infinite(call, data)
    if call.get("bias") is not None:
        return None
    if data.known is None:
        return _at_dead(call)
    live, ones = (_full(data) != 0).double(), torch.ones(weight.shape, dtype=torch.float64)
    return _zeros(run_on(call, lambda v: live if v is data else ones if v is weight else v))


@_rule("mm", "bmm", "matmul", "linear", "addmm", "baddbmm")
def _matrix(call: Call) -> Values | None:
    names = {"addmm": ("mat1", "mat2"), "baddbmm": ("batch1", "batch2"), "linear": ("input", "weight")}
    left, right = (
        call[name] for name in names.get(call.name, ("self", "mat2" if "mat2" in call.arguments else "other"))
    )
    a, b = nonzero(left), nonzero(right)
    _refuse_infinite(call, left, right)
    added = call.get("bias") if call.name == "linear" else call["self"] if call.name in {"addmm", "baddbmm"} else None
    if added is not None:
        values = value_of(added)
        return torch.where(values.isinf(), values, UNKNOWN)
    if a is None and b is None:
        return None
    ones = [
        torch.ones(t.shape) if live is None else live.expand(t.shape).float() for t, live in ((left, a), (right, b))
    ]
    return _zeros((ones[0] @ (ones[1].T if call.name == "linear" else ones[1])).double())


@_rule("_softmax", "_log_softmax", "softmax", "log_softmax", "_safe_softmax")
def _softmax(call: Call) -> Values:
    """What is silenced is 0; what is alone is 1."""
    dim, logarithm = call["dim"], "log" in call.name
    silent = silencing(_full(call.tensors[0])) if call.tensors[0].dim() else torch.tensor(False)
    heard = (~silent).sum(dim, keepdim=True) if silent.dim() else torch.tensor(1)
    if bool((heard == 0).any()):
        raise Unsupported("a softmax with every value silenced has no rule")
    alone = torch.where(heard == 1, 0.0 if logarithm else 1.0, UNKNOWN)
    return torch.where(silent, -inf if logarithm else 0.0, alone)


@_rule(
    *("native_batch_norm", "_native_batch_norm_legit", "_native_batch_norm_legit_no_training", "cudnn_batch_norm"),
    *("_batch_norm_with_update", "_batch_norm_no_update", "batch_norm"),
)
def _normalised(_: Call) -> None:
    """A padding normalised with trained statistics is a number that is not 0."""


@_rule("native_layer_norm", "native_group_norm", "_fused_rms_norm")
def _normalised_alone(call: Call) -> None:
    if call.get("bias") is None:
        raise Unsupported(f"{call.name} without a bias, of a tensor with constant parts such as padding, has no rule")


PLAIN = frozenset(("maximum", "minimum", "eq", "ne", "lt", "le", "gt", "ge", "hypot"))  # no operand silences another
ELEMENTWISE = frozenset(
    (
        *("relu6", "hardswish", "hardsigmoid", "hardtanh", "leaky_relu", "elu", "celu", "selu", "mish", "silu"),
        *("softplus", "gelu", "softshrink", "hardshrink", "threshold", "log_sigmoid_forward", "clamp"),
    )
)
SILENCING = frozenset(  # operations by which an element comes to see nothing, beside those that move and those that mix
    (
        *("mul", "div", "add", "sub", "rsub", "pow", "glu", "tril", "triu"),
        *("_softmax", "_log_softmax", "softmax", "log_softmax", "_safe_softmax"),
        *("mm", "bmm", "matmul", "linear", "addmm", "baddbmm"),
    )
)


def _always(_: Call) -> bool:
    return True


def _by_number(call: Call) -> bool:
    """Whether the second operand is a number, or the tensor itself."""
    other = call.arguments.get("other", call.arguments.get("exponent", call.get("p")))
    return not isinstance(other, torch.Tensor) or _one_value(call["self"], other)


def _alone(call: Call) -> bool:
    """Whether a softmax has one value to choose from."""
    data = call.tensors[0]
    return not data.dim() or data.shape[call["dim"]] == 1


def _may_be_dead(call: Call) -> bool:
    """Whether a window can lie on padding altogether: padding as wide as it, or taps that step over the input."""
    if call.get("bias") is not None:
        return False
    if call.get("transposed"):
        return True
    layers, sizes = call.facts["layers"], call.facts["sizes"]
    for layer, size in zip(layers, sizes, strict=True):
        reach = layer.dilation * (layer.kernel_size - 1)
        padding = max(layer.padding) if isinstance(layer.padding, tuple) else layer.padding
        if padding > reach or (padding and size < layer.dilation):
            return True
    return False


MAKERS: dict[str, Callable[[Call], bool]] = {  # operations that make known values of operands without, and when
    **dict.fromkeys(("mul", "div", "sub", "rsub", "pow", "bernoulli"), _by_number),
    **dict.fromkeys(
        ("convolution", "_convolution", *(f"{k}_pool{n}d" for k in ("avg", "max") for n in "123")), _may_be_dead
    ),
    **dict.fromkeys((f"max_pool{n}d_with_indices" for n in "123"), _may_be_dead),
    **dict.fromkeys(("_softmax", "_log_softmax", "softmax", "log_softmax"), _alone),
    **dict.fromkeys(
        ("addcmul", "addcdiv", "lerp", "masked_fill", "where", "constant_pad_nd", "tril", "triu", "im2col", "col2im"),
        _always,
    ),
    **dict.fromkeys((f"{like}_like" for like in ("zeros", "ones", "full")), _always),
    **dict.fromkeys(("new_zeros", "new_ones", "new_full", "zero", "fill"), _always),
}
