"""Rules of the operations that mix: elementwise, products, sums and other reductions, normalisation, attention."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import torch

from cnn.tracing.calls import Call, Traced, rule
from cnn.tracing.joining import hidden, join, mixed
from cnn.tracing.known import nonzero, silencing, value_of
from cnn.tracing.reach import Reach, Unsupported
from derivations.convolution.positions import Positions, progression

__all__ = ["Mask"]


@rule("pointwise")
def pointwise(call: Call) -> Reach:
    """Each element sees what the elements it is made of saw."""
    return join(call.operands, call.shape)


@rule(
    *("clone", "_to_copy", "alias", "detach", "contiguous", "lift_fresh", "native_dropout", "_prelu_kernel"),
    *("rrelu_with_noise", "_fused_dropout", "to", "_conj", "copy", "rsub", "lerp", "relu6"),
    *("hardswish", "hardsigmoid", "hardtanh", "leaky_relu", "elu", "celu", "selu", "mish", "silu", "softplus", "gelu"),
    *(
        "softshrink",
        "hardshrink",
        "threshold",
        "log_sigmoid_forward",
        "rrelu",
        "relu",
        "prelu",
        "clamp",
        "pow",
        "add_relu",
    ),
)
def elementwise(call: Call) -> Reach:
    """Each element sees itself."""
    if call.name == "copy":
        source = call["src"]
        return (source.reach if isinstance(source, Traced) else call.reach("self").nothing(source.shape)).expand(
            call.shape
        )
    return join(call.operands, call.shape)


@rule("add")
def added(call: Call) -> Reach:
    """Elementwise; but a constant that all but silences a softmax is refused."""
    _refuse_silencing(call)
    return join(call.operands, call.shape)


@rule("where", "masked_fill")
def chosen(call: Call) -> Reach:
    """Each element sees what it is taken from; a condition that depends on the input is seen, too."""
    condition = call["condition" if call.name == "where" else "mask"]
    if isinstance(condition, Traced):
        return join(call.operands, call.shape)
    if condition.device.type == "meta":
        raise Unsupported(f"{call.name} with a condition on the meta device, which has no values")
    chosen = condition.expand(call.shape).numpy()
    first = "self" if call.name == "where" else "value"
    second = "other" if call.name == "where" else "self"
    parts = [
        hidden(call.reach(name).expand(call.shape), mask)
        for name, mask in ((first, ~chosen), (second, chosen))
        if call.is_traced(name)
    ]
    return join(parts, call.shape)


@rule("tril", "triu")
def triangle(call: Call) -> Reach:
    """Each element sees itself, or nothing beyond the diagonal (see known)."""
    return call.reach("self")


@rule(
    *(f"{like}_like" for like in ("zeros", "ones", "empty", "full", "rand", "randn", "randint")),
    *(f"new_{kind}" for kind in ("zeros", "ones", "empty", "full", "empty_strided")),
    *("fill", "zero", "bernoulli", "uniform", "normal", "random"),
)
def made_new(call: Call) -> Reach:
    """Values that do not depend on the input."""
    return call.operands[0].nothing(call.shape)


@rule("cumsum", "cumprod", "logcumsumexp", "cummax", "cummin")
def cumulative(call: Call) -> Reach:
    """Each position sees those up to its own."""
    reach = call.reach("self")
    return reach.along(call["dim"] % len(reach.dims), Prefix())


@dataclass(frozen=True, slots=True)
class Prefix:
    """Output u reads 0..u."""

    def output_size(self, i: int) -> int:
        """As long as the input."""
        return i

    def window(self, i: int) -> None:
        """No window: the reads grow."""

    def reads(self, i: int) -> list[Positions]:
        """Everything up to the output."""
        return [progression(0, 1, u + 1) for u in range(i)]


# reductions

DIMENSIONS = ("dim", "dims", "axis")


@rule(
    *(
        "mean",
        "sum",
        "amax",
        "amin",
        "aminmax",
        "max",
        "min",
        "var",
        "std",
        "var_mean",
        "std_mean",
        "prod",
        "logsumexp",
    ),
    *(
        "argmax",
        "argmin",
        "any",
        "all",
        "norm",
        "linalg_vector_norm",
        "median",
        "nanmean",
        "nansum",
        "kthvalue",
        "mode",
    ),
)
def reduction(call: Call) -> Reach:
    """Each output sees everything along the reduced dimensions."""
    if len(call.operands) == 2:  # torch.maximum written as max
        return join(call.operands, call.shape)
    reach = call.operands[0]
    dims = next((call.arguments[name] for name in DIMENSIONS if call.arguments.get(name) is not None), None)
    if dims is None or (isinstance(dims, (list, tuple)) and not dims):
        dims = list(range(len(reach.dims)))
    keep = bool(call.get("keepdim", False))
    if call.name in {"var", "std"} and prod(reach.shape) == prod(call.shape):
        return reach.nothing(call.shape)  # one value does not vary
    return reach.reduce([dims] if isinstance(dims, int) else dims, keep=keep)


@rule("_softmax", "_log_softmax", "softmax", "log_softmax", "_safe_softmax", "sort", "topk", "argsort")
def along_all(call: Call) -> Reach:
    """Each output sees everything along one dimension."""
    reach = call.operands[0]
    return reach.reduce([call["dim"]]).expand(call.shape) if reach.dims else reach


# normalisation


@rule(
    *("native_batch_norm", "_native_batch_norm_legit", "_native_batch_norm_legit_no_training", "cudnn_batch_norm"),
    *("_batch_norm_with_update", "_batch_norm_no_update", "batch_norm"),
)
def batch_norm(call: Call) -> list[Reach]:
    """In eval elementwise; in training each channel sees all of itself, over the batch and all positions."""
    training, reach = _training(call), call.operands[0]
    others = [call.reach(a) for a in ("weight", "bias") if call.is_traced(a)]
    if others:
        raise Unsupported("batch norm with a weight that depends on the input has no rule")
    seen = reach.reduce([d for d in range(len(reach.dims)) if d != 1]).expand(reach.shape) if training else reach
    return [seen, *(reach.nothing(out.shape) for out in call.out[1:])]


def _training(call: Call) -> bool:
    name = "training" if "training" in call.arguments else "train"
    return bool(call.get(name, "no_training" not in call.name and "no_update" not in call.name))


def _batch_norm_shapes(call: Call) -> tuple[torch.Tensor, ...]:
    """The shapes, without torch's slow way to them."""
    data = call["input"].meta
    if data.dim() < 2:
        raise Unsupported("batch norm needs channels in the second dimension")
    channels = next((t.shape[0] for t in call.tensors[1:]), data.shape[1])
    if channels != data.shape[1]:
        raise Unsupported(
            f"num_features (={channels}) of the batch norm is not the input's channels (={data.shape[1]})"
        )
    saved = data.new_empty(data.shape[1] if _training(call) else 0)
    extra = [saved] if len(call.func._schema.returns) == 4 else []  # noqa: SLF001
    return (torch.empty_like(data), saved, saved, *extra)


batch_norm.shapes = _batch_norm_shapes  # type: ignore[attr-defined]


@rule("native_layer_norm", "_fused_rms_norm", "layer_norm")
def layer_norm(call: Call) -> list[Reach]:
    """Each output sees everything along the normalised dimensions."""
    reach = call.reach("input")
    dims = range(len(reach.dims) - len(call["normalized_shape"]), len(reach.dims))
    alone = prod(call["normalized_shape"]) == 1  # less itself it is 0
    seen = reach.nothing(reach.shape) if alone and "rms" not in call.name else reach.reduce(dims).expand(reach.shape)
    return [seen, *(reach.nothing(out.shape) for out in call.out[1:])]


@rule("native_group_norm", "group_norm")
def group_norm(call: Call) -> list[Reach]:
    """Each output sees its group of channels at all positions."""
    reach, groups = call.reach("input"), call["group"] if "group" in call.arguments else call["num_groups"]
    seen = mixed(reach.reduce(range(2, len(reach.dims))), 1, groups, reach.shape[1])
    return [seen.expand(reach.shape), *(reach.nothing(out.shape) for out in call.out[1:])]


# matrix products


@dataclass(frozen=True, slots=True)
class Mask:
    """Output u reads the positions in masks[u]."""

    masks: tuple[Positions, ...]

    def output_size(self, i: int) -> int:
        """One output per mask."""
        return len(self.masks)

    def window(self, i: int) -> None:
        """No window."""

    def reads(self, i: int) -> list[Positions]:
        """The positions let through."""
        return list(self.masks)


PATTERNS = 64  # of zeros, that may differ within a batch


def product(call: Call, first: str, second: str, *, transposed: bool = False) -> Reach:
    """(..., n, k) by (..., k, m): element (i, j) sees row i of the left and column j of the right.

    Not, of either, what the other multiplies by 0.
    """
    parts = []
    for name, other in ((first, second), (second, first)):
        if not call.is_traced(name):
            continue
        reach, k = call.reach(name), len(call.reach(name).dims) - (1 if name == first else 2)
        live = nonzero(call[other])
        if live is None:
            parts.append(reach.reduce([k]))
            continue
        live = live.expand(call[other].shape)
        rows = live if other == first or transposed else live.transpose(-1, -2)
        flat = rows.reshape(-1, rows.shape[-2] * rows.shape[-1])
        patterns, which = flat.unique(dim=0, return_inverse=True)
        if len(patterns) > 1 and (len(patterns) > PATTERNS or rows.shape[:-2] != reach.shape[:-2]):
            raise Unsupported(f"{call.name} with an operand whose zeros differ within the batch has no rule")
        for number, pattern in enumerate(patterns):
            lets = pattern.reshape(rows.shape[-2:])
            part = reach.along(k, Mask(tuple(Positions.of(row.nonzero().flatten().tolist()) for row in lets)))
            if len(patterns) > 1:
                others = (which != number).reshape(*reach.shape[:-2], 1, 1)
                part = hidden(part, others.expand(part.shape).numpy())
            parts.append(part)
    return join(parts, call.shape)


@rule("mm", "bmm", "addmm", "baddbmm", "matmul")
def matrix_product(call: Call) -> Reach:
    """A matrix product, with what is added to it."""
    names = {"addmm": ("mat1", "mat2"), "baddbmm": ("batch1", "batch2"), "matmul": ("self", "other")}
    left, right = names.get(call.name, ("self", "mat2"))
    call.work(prod(call.shape) * call[left].shape[-1])
    call.facts = {"matrix": (tuple(call[left].shape), tuple(call[right].shape))}
    if call.get("beta", 1) == 0 or call.get("alpha", 1) == 0:
        raise Unsupported(f"{call.name} with beta or alpha = 0 has no rule")
    if call.name in {"addmm", "baddbmm"}:
        _refuse_silencing(call)
    added = [call.reach("self")] if call.name in {"addmm", "baddbmm"} and call.is_traced("self") else []
    products = [product(call, left, right)] if call.is_traced(left) or call.is_traced(right) else []
    return join([*products, *added], call.shape)


@rule("linear")
def linear(call: Call) -> Reach:
    """Each output sees all features."""
    if call.is_traced("weight"):
        raise Unsupported("a linear layer whose weight depends on the input has no rule")
    reach = call.reach("input")
    call.work(prod(call.shape) * reach.shape[-1])
    call.facts = {"matrix": (reach.shape, tuple(call["weight"].shape)[::-1])}
    return product(call, "input", "weight", transposed=True).expand(call.shape)


@rule("mv", "dot", "vdot", "addmv")
def vector_product(call: Call) -> Reach:
    """A matrix by a vector, or two vectors."""
    left, right = (
        ("self", "vec") if call.name == "mv" else ("mat", "vec") if call.name == "addmv" else ("self", "tensor")
    )
    if call.name == "vdot":
        right = "other"
    call.work(prod(call[left].shape))
    parts = [call.reach(left).reduce([-1], keep=False), call.reach(right).reduce([0], keep=False)]
    if call.name == "addmv" and call.is_traced("self"):
        parts.append(call.reach("self"))
    return join(parts, call.shape)


@rule("_trilinear")
def trilinear(call: Call) -> Reach:
    """Three tensors multiplied, each with dimensions of size 1 put in, then summed: a bilinear layer."""
    parts, shape = [], ()
    for name, places in (("i1", "expand1"), ("i2", "expand2"), ("i3", "expand3")):
        part = call.reach(name)
        for dim in call[places]:
            part = part.insert(dim)
        shape = torch.broadcast_shapes(shape, part.shape)
        parts += [part] if call.is_traced(name) else []
    return join(parts, shape).reduce(call["sumdim"], keep=False)


@rule("_fft_r2c", "_fft_c2c", "_fft_c2r")
def fourier(call: Call) -> Reach:
    """Every frequency sees everything along the transformed dimensions, and is seen by everything."""
    reach = call.reach("self").reduce(call["dim"])
    return reach.expand(call.shape)


def _refuse_silencing(call: Call) -> None:
    """A sum with a large negative constant all but hides positions from a softmax, in a way that has no rule."""
    for name in ("other", "self"):
        value = call.arguments.get(name)
        if value is None or isinstance(value, Traced):
            continue
        values = value_of(value)
        if bool((silencing(values) & values.isfinite()).any()):
            raise Unsupported(f"{call.name} with {values.min():g} all but hides positions from a softmax: no rule")
