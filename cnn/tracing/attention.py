"""Rules of attention: what a query sees, through a mask or without."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import torch

from cnn.tracing.calls import OVERRIDES, Call, Traced, rule
from cnn.tracing.joining import join
from cnn.tracing.known import silencing
from cnn.tracing.mixing import Mask
from cnn.tracing.reach import Reach, Unsupported
from derivations.convolution.positions import NOTHING, Positions, progression

__all__: list[str] = []


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
    tensors = [*(call[name] for name in ("query", "key", "value")), mask]
    seen = _attended(query, key, value, call.shape, allowed=allowed, tensors=tensors)
    return [seen, *(query.nothing(out.shape) for out in call.out[1:])]


def _attention_macs(query: tuple[int, ...], value: tuple[int, ...]) -> int:
    """Queries by keys, then weights by values."""
    return prod(query[:-1]) * value[-2] * (query[-1] + value[-1])


def _attended(
    query: Reach, key: Reach, value: Reach, shape: tuple[int, ...], *, allowed: Mask | None, tensors: Sequence[object]
) -> Reach:
    rows, mask = len(shape) - 2, tensors[-1]
    keys, queries = key.reduce([rows + 1]), query.reduce([rows + 1])
    if allowed is None:
        parts = [value.reduce([rows])]
        parts += [queries, keys.reduce([rows])] if key.shape[rows] > 1 else []
    else:  # the weight of a key that is alone is 1, whatever it is
        several = tuple(mask if mask.count > 1 else NOTHING for mask in allowed.masks)
        own = Mask(tuple(Positions(u, 1) if mask.bits else NOTHING for u, mask in enumerate(several)))
        parts = [queries.along(rows, own), keys.along(rows, Mask(several)), value.along(rows, allowed)]
    if any(isinstance(t, Traced) and t.known is not None for t in tensors):
        raise Unsupported("attention over a tensor with constant parts, such as padding, has no rule")
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
    tensors = (query, key, value, mask)
    reach = _attended(query.reach, key.reach, value.reach, shape, allowed=allowed, tensors=tensors)
    macs = _attention_macs(tuple(query.shape), tuple(value.shape))
    return query.tracer.compose("scaled_dot_product_attention", reach, query.dtype, macs)


OVERRIDES[torch.nn.functional.scaled_dot_product_attention] = _attention_whole


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
    if not bool(let.any(-1).all()):
        raise Unsupported("an attention mask that hides every key from a query has no rule")
    if bool(let.all()):
        return None
    let = let.expand(*let.shape[:-2], length, keys).reshape(-1, length, keys)
    if not bool((let == let[0]).all()):
        raise Unsupported("an attention mask that differs between the heads has no rule")
    return Mask(tuple(Positions.of(row.nonzero().flatten().tolist()) for row in let[0]))
