"""Rules of the operations that move elements: views, slices, flips, concatenations, shuffles, constant indices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import torch

from cnn.tracing.calls import Call, Traced, rule
from cnn.tracing.joining import concatenate, join
from cnn.tracing.reach import Reach, Unsupported
from derivations.convolution.positions import Positions
from derivations.convolution.window import IDENTITY, Window

__all__ = ["Selection"]


@dataclass(frozen=True, slots=True)
class Selection:
    """Output u is the input at places[u]."""

    places: tuple[int, ...]

    def output_size(self, i: int) -> int:
        """As many as there are places."""
        return len(self.places)

    def window(self, i: int) -> Window | None:
        """Places in an arithmetic progression slide; others do not."""
        if len(self.places) < 2:
            return IDENTITY.moved(self.places[0]) if self.places else None
        step = self.places[1] - self.places[0]
        even = all(place == self.places[0] + u * step for u, place in enumerate(self.places))
        return IDENTITY.moved(self.places[0], step) if even and step else None

    def reads(self, i: int) -> list[Positions]:
        """The one place of each output."""
        return [Positions(place, 1) for place in self.places]


def _dim(call: Call, reach: Reach, name: str = "dim") -> int:
    return int(call[name]) % max(len(reach.dims), 1)


def pick(reach: Reach, dim: int, places: Sequence[int]) -> Reach:
    """These indices of one dimension, in this order."""
    if list(places) == list(range(reach.shape[dim])):
        return reach
    return reach.along(dim, Selection(tuple(places)))


@rule("view", "_unsafe_view", "reshape", "_reshape_alias", "unflatten")
def view(call: Call) -> Reach:
    """The same elements in order."""
    return call.reach("self").reshape(call.shape)


@rule("as_strided")
def as_strided(call: Call) -> Reach:
    """Other strides; only where they say the same, as for dimensions of size 1."""
    data = call["self"]
    same = all(n == 1 or a == b for n, a, b in zip(data.shape, data.stride(), call["stride"], strict=False))
    if tuple(call["size"]) != tuple(data.shape) or not same:
        raise Unsupported("as_strided with other strides has no rule")
    return data.reach


@rule("permute")
def permute(call: Call) -> Reach:
    """Dimensions in a new order."""
    reach = call.reach("self")
    return reach.permute([d % len(reach.dims) for d in call["dims"]])


@rule("transpose", "t")
def transpose(call: Call) -> Reach:
    """Two dimensions exchanged."""
    reach = call.reach("self")
    order = list(range(len(reach.dims)))
    a, b = (call["dim0"], call["dim1"]) if "dim0" in call.arguments else (0, len(order) - 1)
    order[a], order[b] = order[b], order[a]
    return reach.permute(order)


@rule("expand", "broadcast_to")
def expand(call: Call) -> Reach:
    """Repeated along dimensions of size 1."""
    return call.reach("self").expand(call.shape)


@rule("unsqueeze")
def unsqueeze(call: Call) -> Reach:
    """A new dimension of size 1."""
    return call.reach("self").insert(call["dim"] % len(call.shape))


@rule("squeeze")
def squeeze(call: Call) -> Reach:
    """Dimensions of size 1 left out."""
    reach = call.reach("self")
    dims = call.get("dim", list(range(len(reach.dims))))
    for dim in sorted({d % len(reach.dims) for d in ([dims] if isinstance(dims, int) else dims)}, reverse=True):
        if reach.shape[dim] == 1:
            reach = reach.drop(dim)
    return reach


@rule("slice")
def slices(call: Call) -> Reach:
    """Every step-th element of an interval."""
    reach = call.reach("self")
    dim = _dim(call, reach)
    start = call.get("start", 0)
    size = reach.shape[dim]
    start = min(max(start + size if start < 0 else start, 0), size)
    return pick(reach, dim, range(start, start + call["step"] * call.shape[dim], call["step"]))


@rule("select")
def select(call: Call) -> Reach:
    """One index of a dimension, which is left out."""
    reach = call.reach("self")
    dim = _dim(call, reach)
    index = call["index"]
    if isinstance(index, Traced):
        raise Unsupported("an index that depends on the input has no rule")
    return reach.select(dim, int(index) % reach.shape[dim])


@rule("unbind")
def unbind(call: Call) -> list[Reach]:
    """Every index of a dimension, which is left out."""
    reach = call.reach("self")
    dim = _dim(call, reach)
    return [reach.select(dim, index) for index in range(reach.shape[dim])]


@rule("split", "split_with_sizes", "unsafe_split", "unsafe_split_with_sizes", "chunk", "tensor_split")
def split(call: Call) -> list[Reach]:
    """Consecutive parts of a dimension."""
    reach = call.reach("self")
    dim, start, parts = _dim(call, reach), 0, []
    for out in call.out:
        parts.append(pick(reach, dim, range(start, start + out.shape[dim])))
        start += out.shape[dim]
    return parts


@rule("cat", "concat")
def cat(call: Call) -> Reach:
    """One after the other."""
    tensors = [t for t in call["tensors"] if tuple(t.shape) != (0,)]
    reaches = [_reach(call, tensor) for tensor in tensors]
    return concatenate(reaches, call["dim"] % len(call.shape))


@rule("stack")
def stack(call: Call) -> Reach:
    """One after the other along a new dimension."""
    dim = call["dim"] % len(call.shape)
    return concatenate([_reach(call, tensor).insert(dim) for tensor in call["tensors"]], dim)


def _reach(call: Call, tensor: torch.Tensor) -> Reach:
    return tensor.reach if isinstance(tensor, Traced) else call.tracer.origin.nothing(tuple(tensor.shape))


@rule("flip")
def flip(call: Call) -> Reach:
    """Dimensions reversed."""
    reach = call.reach("self")
    for dim in call["dims"]:
        reach = pick(reach, dim % len(reach.dims), range(reach.shape[dim] - 1, -1, -1))
    return reach


@rule("roll")
def roll(call: Call) -> Reach:
    """Elements moved around a dimension."""
    reach = call.reach("self")
    dims, shifts = call["dims"], call["shifts"]
    if not dims:
        shape = reach.shape
        total = prod(shape)
        places = [(u - shifts[0]) % total for u in range(total)]
        return pick(reach.reshape([total]), 0, places).reshape(shape)
    for dim, shift in zip(dims, shifts, strict=True):
        size = reach.shape[dim]
        reach = pick(reach, dim % len(reach.dims), [(u - shift) % size for u in range(size)])
    return reach


@rule("repeat", "tile")
def repeat(call: Call) -> Reach:
    """The whole tensor again and again."""
    reach = call.reach("self")
    times = call.get("repeats", call.get("dims"))
    for _ in range(len(times) - len(reach.dims)):
        reach = reach.insert(0)
    for dim, count in enumerate(times):
        if count != 1:
            reach = pick(reach, dim, [*range(reach.shape[dim])] * count)
    return reach


@rule("pixel_shuffle")
def pixel_shuffle(call: Call) -> Reach:
    """Channel c r r + a r + b at (h, w) goes to channel c at (h r + a, w r + b)."""
    reach, r = call.reach("self"), call["upscale_factor"]
    *lead, channels, height, width = reach.shape
    n = len(lead)
    reach = reach.reshape([*lead, channels // r**2, r, r, height, width])
    return reach.permute([*range(n), n, n + 3, n + 1, n + 4, n + 2]).reshape(call.shape)


@rule("pixel_unshuffle")
def pixel_unshuffle(call: Call) -> Reach:
    """The inverse of the pixel shuffle."""
    reach, r = call.reach("self"), call["downscale_factor"]
    *lead, channels, height, width = reach.shape
    n = len(lead)
    reach = reach.reshape([*lead, channels, height // r, r, width // r, r])
    return reach.permute([*range(n), n, n + 2, n + 4, n + 1, n + 3]).reshape(call.shape)


@rule("channel_shuffle", "native_channel_shuffle")
def channel_shuffle(call: Call) -> Reach:
    """Channels dealt out to groups."""
    reach, groups = call.reach("self"), call["groups"]
    batch, channels, *sizes = reach.shape
    dealt = reach.reshape([batch, groups, channels // groups, *sizes])
    return dealt.permute([0, 2, 1, *range(3, 3 + len(sizes))]).reshape(call.shape)


@rule("glu")
def glu(call: Call) -> Reach:
    """The first half times the sigmoid of the second."""
    reach = call.reach("self")
    dim, half = _dim(call, reach), call.shape[_dim(call, reach)]
    return join([pick(reach, dim, range(half)), pick(reach, dim, range(half, 2 * half))], call.shape)


@rule("diagonal")
def diagonal(call: Call) -> Reach:
    """The diagonal of two dimensions, as a new last one."""
    reach, offset = call.reach("self"), call.get("offset", 0)
    n = len(reach.dims)
    a, b = call.get("dim1", 0) % n, call.get("dim2", 1) % n
    others = [d for d in range(n) if d not in {a, b}]
    width = reach.shape[b]
    reach = reach.permute([*others, a, b]).reshape([*(reach.shape[d] for d in others), reach.shape[a] * width])
    first = offset if offset >= 0 else -offset * width
    return pick(reach, n - 2, range(first, first + (width + 1) * call.shape[-1], width + 1))


@rule("rot90")
def rot90(call: Call) -> Reach:
    """Quarter turns of the plane of two dimensions."""
    reach = call.reach("self")
    a, b = (d % len(reach.dims) for d in call["dims"])
    order = list(range(len(reach.dims)))
    order[a], order[b] = b, a
    for _ in range(call.get("k", 1) % 4):
        reach = pick(reach, b, range(reach.shape[b] - 1, -1, -1)).permute(order)
    return reach
