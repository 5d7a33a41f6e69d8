"""Rules of the operations that mix: elementwise, products, sums and other reductions, normalisation, attention."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import torch

from cnn.tracing.capture import OVERRIDES, Call, Traced, rule
from cnn.tracing.joining import join
from cnn.tracing.moves import pick
from cnn.tracing.reach import Reach, Unsupported
from derivations.convolution.positions import Positions, progression

__all__: list[str] = []


@rule("pointwise")
def pointwise(call: Call) -> Reach:
    """Each element sees what the elements it is made of saw."""
    return join(call.operands, call.shape)


@rule(
    *("clone", "_to_copy", "alias", "detach", "contiguous", "lift_fresh", "native_dropout", "_prelu_kernel"),
    *("rrelu_with_noise", "_fused_dropout", "to", "_conj", "view_as_real", "copy", "rsub", "lerp", "relu6"),
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


@rule("masked_fill", "add", "where", "masked_fill_")
def masked(call: Call) -> Reach:
    """Elementwise; but a constant that silences a softmax is refused."""
    _refuse_silencing(call)
    return join(call.operands, call.shape)


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

    def least_input(self, o: int) -> int:
        """As long as the output."""
        return o


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
    seen = reach.reduce(dims).expand(reach.shape)
    return [seen, *(reach.nothing(out.shape) for out in call.out[1:])]


@rule("native_group_norm", "group_norm")
def group_norm(call: Call) -> list[Reach]:
    """Each output sees its group of channels at all positions."""
    reach, groups = call.reach("input"), call["group"] if "group" in call.arguments else call["num_groups"]
    seen = reach.reduce(range(2, len(reach.dims))).mixed(1, groups, reach.shape[1])
    return [seen.expand(reach.shape), *(reach.nothing(out.shape) for out in call.out[1:])]


# matrix products


def product(left: Reach, right: Reach, shape: tuple[int, ...]) -> Reach:
    """(..., n, k) by (..., k, m): element (i, j) sees row i of the left and column j of the right."""
    return join([left.reduce([len(left.dims) - 1]), right.reduce([len(right.dims) - 2])], shape)


@rule("mm", "bmm", "addmm", "baddbmm", "matmul")
def matrix_product(call: Call) -> Reach:
    """A matrix product, with what is added to it."""
    names = ("self", "mat2") if call.name in {"mm", "bmm"} else ("mat1", "mat2")
    if call.name == "baddbmm":
        names = ("batch1", "batch2")
    if call.name == "matmul":
        names = ("self", "other")
    left, right = (call[name] for name in names)
    call.work(prod(call.shape) * left.shape[-1])
    call.facts = {"matrix": (tuple(left.shape), tuple(right.shape))}
    parts = [product(call.reach(names[0]), call.reach(names[1]), call.shape)]
    if call.name == "baddbmm":
        _refuse_silencing(call)
    if call.name in {"addmm", "baddbmm"} and call.is_traced("self"):
        parts.append(call.reach("self"))
    return join(parts, call.shape)


@rule("linear")
def linear(call: Call) -> Reach:
    """Each output sees all features."""
    if call.is_traced("weight"):
        raise Unsupported("a linear layer whose weight depends on the input has no rule")
    reach = call.reach("input")
    call.work(prod(call.shape) * reach.shape[-1])
    call.facts = {"matrix": (reach.shape, tuple(call["weight"].shape)[::-1])}
    return reach.reduce([len(reach.dims) - 1]).expand(call.shape)


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


# attention


@rule(
    *("_scaled_dot_product_flash_attention_for_cpu", "_scaled_dot_product_attention_math"),
    *("_scaled_dot_product_flash_attention", "_scaled_dot_product_efficient_attention"),
    *("_scaled_dot_product_fused_attention_overrideable", "scaled_dot_product_attention"),
)
def attention(call: Call) -> list[Reach]:
    """A query sees its own row and all keys and values, or those its mask lets through."""
    query, key, value = (call.reach(name) for name in ("query", "key", "value"))
    call.work(_attention_macs(query.shape, value.shape))
    mask = call.get("attn_mask", call.get("attn_bias"))
    allowed = _allowed(mask, bool(call["is_causal"]), query.shape, key.shape)
    seen = _attended(query, key, value, call.shape, allowed=allowed, mask=mask)
    return [seen, *(query.nothing(out.shape) for out in call.out[1:])]


def _attention_macs(query: tuple[int, ...], value: tuple[int, ...]) -> int:
    """Queries by keys, then weights by values."""
    return prod(query[:-1]) * value[-2] * (query[-1] + value[-1])


def _attended(
    query: Reach, key: Reach, value: Reach, shape: tuple[int, ...], *, allowed: Mask | None, mask: object
) -> Reach:
    rows = len(shape) - 2
    keys = key.reduce([rows + 1])
    if allowed is None:
        parts = [query.reduce([rows + 1]), keys.reduce([rows]), value.reduce([rows])]
    else:
        parts = [query.reduce([rows + 1]), keys.along(rows, allowed), value.along(rows, allowed)]
    if isinstance(mask, Traced):
        parts.append(mask.reach.reduce([mask.dim() - 1]))
    return join(parts, shape)


def _attention_whole(query: Traced, key: object, value: object, *rest: object, **options: object) -> Traced | None:
    """Attention met whole: torch takes some calls apart into a mask of minus infinity and a softmax."""
    names = ("attn_mask", "dropout_p", "is_causal", "scale", "enable_gqa")
    given = dict(zip(names, rest, strict=False)) | options
    if not isinstance(key, Traced) or not isinstance(value, Traced) or given.get("enable_gqa"):
        return None
    if query.dim() != key.dim() or query.shape[:-2] != key.shape[:-2] or key.shape[:-1] != value.shape[:-1]:
        return None
    shape = (*query.shape[:-1], value.shape[-1])
    mask = given.get("attn_mask")
    allowed = _allowed(mask, bool(given.get("is_causal")), query.reach.shape, key.reach.shape)
    reach = _attended(query.reach, key.reach, value.reach, shape, allowed=allowed, mask=mask)
    macs = _attention_macs(tuple(query.shape), tuple(value.shape))
    return query.tracer.compose("scaled_dot_product_attention", reach, query.dtype, macs)


OVERRIDES[torch.nn.functional.scaled_dot_product_attention] = _attention_whole


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

    def least_input(self, o: int) -> int:
        """Not asked of a traced layer."""
        raise NotImplementedError


def _allowed(mask: object, causal: bool, query: tuple[int, ...], key: tuple[int, ...]) -> Mask | None:
    """The keys each query may see; None for all."""
    length, keys = query[-2], key[-2]
    if causal:
        return Mask(tuple(progression(0, 1, min(u + 1, keys)) for u in range(length)))
    if mask is None or isinstance(mask, Traced):  # what would silence a position has been refused where it was made
        return None
    assert isinstance(mask, torch.Tensor)
    if mask.device.type == "meta":
        raise Unsupported("an attention mask on the meta device has no values to tell what it hides")
    let = mask if mask.dtype == torch.bool else ~silencing(mask)
    if bool(let.all()):
        return None
    let = let.expand(*let.shape[:-2], length, keys).reshape(-1, length, keys)
    if not bool((let == let[0]).all()):
        raise Unsupported("an attention mask that differs between the heads has no rule")
    return Mask(tuple(Positions.of(row.nonzero().flatten().tolist()) for row in let[0]))


def silencing(values: torch.Tensor) -> torch.Tensor:
    """Where values are so negative that their exponential is 0: a softmax sees nothing there."""
    return values.float().exp() == 0


def _refuse_silencing(call: Call) -> None:
    """A constant that hides positions from a softmax takes away influence in a way that has no rule."""
    for name in ("other", "self", "value"):
        value = call.arguments.get(name)
        if value is None or isinstance(value, (Traced, torch.nn.Parameter, bool, list, tuple)):
            continue
        constant = value if isinstance(value, torch.Tensor) else torch.tensor(float(value))
        if constant.device.type == "meta" or constant.is_complex() or constant.dtype == torch.bool:
            continue
        if bool(silencing(constant).any()):
            raise Unsupported(f"{call.name} with minus infinity, or near it, hides positions from a softmax: no rule")


@rule("gather", "take_along_dim")
def gather(call: Call) -> Reach:
    """Constant indices along a dimension, the same for all other indices."""
    index = call["index"]
    if isinstance(index, Traced):
        raise Unsupported("an index that depends on the input has no rule")
    reach = call.reach("self")
    dim = call["dim"] % len(reach.dims)
    rows = index.movedim(dim, -1).reshape(-1, index.shape[dim])
    if not bool((rows == rows[0]).all()) or any(
        index.shape[d] != reach.shape[d] for d in range(len(reach.dims)) if d != dim
    ):
        raise Unsupported("gather with indices that differ between the rows has no rule")
    return pick(reach, dim, rows[0].tolist())
