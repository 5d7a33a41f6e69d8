"""Rules of the operations that read and write at constant indices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import prod
from typing import Any

import numpy as np
import torch

from cnn.tracing.calls import Call, Traced, rule
from cnn.tracing.joining import hidden, join
from cnn.tracing.mixing import Mask
from cnn.tracing.moves import pick
from cnn.tracing.reach import Reach, Unsupported
from derivations.convolution.positions import Positions

__all__: list[str] = []


def _dim(call: Call, reach: Reach) -> int:
    return int(call["dim"]) % max(len(reach.dims), 1)


@rule("index_select")
def index_select(call: Call) -> Reach:
    """Constant indices of a dimension."""
    reach = call.reach("self")
    return pick(reach, _dim(call, reach), _places(call["index"], reach.shape[_dim(call, reach)]))


def _places(index: Any, size: int) -> list[int]:
    if isinstance(index, Traced):
        raise Unsupported("an index that depends on the input has no rule")
    return [int(j) % size for j in index.flatten().tolist()]


def _flattened(call: Call, reach: Reach) -> tuple[Reach, int, tuple[int, ...], list[int]]:
    """The indexed dimensions as one, its place, the shape of the indices, and the places that they mean."""
    indices: list[Any] = []
    for one in call["indices"]:
        if isinstance(one, Traced):
            raise Unsupported("an index that depends on the input has no rule")
        indices += one.nonzero().unbind(1) if one is not None and one.dtype in MASKS else [one]
    used = [dim for dim, one in enumerate(indices) if one is not None]
    if used != list(range(used[0], used[0] + len(used))):
        raise Unsupported("index tensors that are not side by side have no rule")
    sizes = reach.shape[used[0] : used[-1] + 1]
    places = torch.zeros(1, dtype=torch.long)
    for dim, size in zip(used, sizes, strict=True):
        places = places * size + indices[dim] % size
    shape = tuple(torch.broadcast_shapes(*(indices[dim].shape for dim in used)))
    flat = reach.reshape([*reach.shape[: used[0]], prod(sizes), *reach.shape[used[-1] + 1 :]])
    return flat, used[0], shape, [int(j) for j in places.expand(shape).flatten()]


@rule("index", "_unsafe_index")
def index(call: Call) -> Reach:
    """x[..., indices, ...] with constant indices side by side, broadcast together."""
    if any(one is not None and one.dtype in MASKS for one in call["indices"]):
        raise Unsupported("indexing with a mask has no rule")
    flat, dim, shape, places = _flattened(call, call.reach("self"))
    return pick(flat, dim, places).reshape([*flat.shape[:dim], *shape, *flat.shape[dim + 1 :]])


@rule("index_put")
def index_put(call: Call) -> Reach:
    """x[..., indices, ...] = values, or += values."""
    flat, dim, shape, places = _flattened(call, call.reach("self"))
    adds = bool(call.get("accumulate", False))
    if not adds and len(set(places)) < len(places):
        raise Unsupported("a write to one place twice has no rule")
    values = call.reach("values").expand([*flat.shape[:dim], *shape, *flat.shape[dim + 1 :]])
    values = values.reshape([*flat.shape[:dim], len(places), *flat.shape[dim + 1 :]])
    return _written(flat, dim, values, places, adds=adds).reshape(call.shape)


@rule("index_add", "index_copy")
def index_add(call: Call) -> Reach:
    """The positions of a dimension of `source` added to, or written over, those at constant indices."""
    reach, dim = call.reach("self"), _dim(call, call.reach("self"))
    places = _places(call["index"], reach.shape[dim])
    return _written(reach, dim, call.reach("source"), places, adds=call.name == "index_add")


@rule("scatter_add")
def scatter_add(call: Call) -> Reach:
    """The same, with indices for every element, which must be the same along the dimension."""
    reach, source, dim = call.reach("self"), call.reach("src"), _dim(call, call.reach("self"))
    if isinstance(call["index"], Traced) or call["index"].shape != source.shape:
        raise Unsupported("scatter_add at indices that depend on the input, or at fewer than it is given, has no rule")
    return _written(reach, dim, source, _one_row(call, call["index"], dim, reach.shape), adds=True)


def _written(whole: Reach, dim: int, values: Reach, places: Iterable[int], *, adds: bool) -> Reach:
    """Position t of `values` along a dimension at places[t] of the whole."""
    reads: list[list[int]] = [[] for _ in range(whole.shape[dim])]
    for t, place in enumerate(places):
        reads[place].append(t)
    put = values.along(dim, Mask(tuple(map(Positions.of, reads))))
    if not adds:
        overwritten = np.zeros(whole.shape, bool)
        overwritten[(slice(None),) * dim + ([place for place, read in enumerate(reads) if read],)] = True
        whole = hidden(whole, overwritten)
    return join([whole, put], whole.shape)


@rule("embedding")
def embedding(call: Call) -> Reach:
    """Each vector sees its index."""
    if call.is_traced("weight"):
        raise Unsupported("an embedding whose table depends on the input has no rule")
    reach = call.reach("indices")
    return reach.insert(len(reach.dims)).expand(call.shape)


@rule("gather", "take_along_dim")
def gather(call: Call) -> Reach:
    """Constant indices along a dimension, the same for all other indices."""
    index = call["index"]
    if isinstance(index, Traced):
        raise Unsupported("an index that depends on the input has no rule")
    reach = call.reach("self")
    dim = call["dim"] % len(reach.dims)
    return pick(reach, dim, _one_row(call, index, dim, reach.shape))


def _one_row(call: Call, index: torch.Tensor, dim: int, shape: Sequence[int]) -> list[int]:
    """The indices along a dimension, which are the same for all others."""
    rows = index.movedim(dim, -1).reshape(-1, index.shape[dim])
    if not bool((rows == rows[0]).all()) or any(index.shape[d] != n for d, n in enumerate(shape) if d != dim):
        raise Unsupported(f"{call.name} with indices that differ between the rows has no rule")
    return [int(j) for j in rows[0]]


MASKS = (torch.bool, torch.uint8)
