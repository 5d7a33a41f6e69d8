"""Rules of unfold and fold: one tap of a window at a time."""

from __future__ import annotations

from dataclasses import dataclass

from cnn.tracing.calls import Call, rule
from cnn.tracing.joining import join, spread
from cnn.tracing.reach import Reach
from cnn.tracing.windows import check_conditions, per_axis
from derivations.convolution.layers import Convolution
from derivations.convolution.positions import NOTHING, Positions
from derivations.convolution.window import IDENTITY, Window

__all__ = ["Tap"]


@dataclass(frozen=True, slots=True)
class Tap:
    """One tap of a window: output u reads u stride - offset, nowhere off the input.

    `back` the other way round: output u reads j with u = j stride - offset, if there is one.
    """

    size: int
    stride: int
    offset: int
    back: bool = False

    def output_size(self, i: int) -> int:
        """The count of windows; back, the size asked for."""
        return self.size

    def window(self, i: int) -> Window:
        """One position, moving by the stride; back, one in `stride` outputs."""
        if self.back:
            return Window.transposed(kernel=1, stride=self.stride).moved(self.offset)
        return IDENTITY.moved(-self.offset, self.stride)

    def reads(self, i: int) -> list[Positions]:
        """The position, where it is on the input."""
        if self.back:
            whole = (divmod(u + self.offset, self.stride) for u in range(self.size))
            places = [-1 if rest else j for j, rest in whole]
        else:
            places = [u * self.stride - self.offset for u in range(self.size)]
        return [Positions(place, 1) if 0 <= place < i else NOTHING for place in places]


def _unfolding(call: Call) -> list[Convolution]:
    parts = (call["kernel_size"], call["stride"], call["padding"], call["dilation"])
    return [
        Convolution(kernel_size=k, stride=s, padding=(p, p), dilation=d)
        for k, s, p, d in zip(*(per_axis(part, 2) for part in parts), strict=True)
    ]


@rule("im2col")
def im2col(call: Call) -> Reach:
    """Element (c, tap, window) is the input at that tap of that window."""
    reach = call.reach("self")
    for axis, layer in enumerate(_unfolding(call)):
        o = layer.output_size(reach.shape[2 + axis])
        taps = [Tap(o, layer.stride, layer.padding[0] - t * layer.dilation) for t in range(layer.kernel_size)]
        reach = spread(reach, 2 + axis, taps)
    return reach.permute([0, 1, 4, 5, 2, 3]).reshape(call.shape)


def _check_im2col(call: Call) -> None:
    check_conditions(call, _unfolding(call), call["self"].shape[-2:])


im2col.before = _check_im2col  # type: ignore[attr-defined]


@rule("col2im")
def col2im(call: Call) -> Reach:
    """Every output is the sum of the taps that land on it."""
    sizes = per_axis(call["output_size"], 2)
    layers = _unfolding(call)
    windows = [layer.output_size(size) for layer, size in zip(layers, sizes, strict=True)]
    kernel = [layer.kernel_size for layer in layers]
    reach = call.reach("self")
    batch, channels = call.shape[:2]
    reach = reach.reshape([batch, channels, *kernel, *windows])
    for axis in (1, 0):
        layer = layers[axis]
        parts = []
        for t in range(layer.kernel_size):
            part = reach.along(2 + axis, Tap(1, 1, -t)).drop(2 + axis)
            back = Tap(sizes[axis], layer.stride, layer.padding[0] - t * layer.dilation, back=True)
            parts.append(part.along(len(part.dims) - (2 - axis), back))
        reach = join(parts, parts[0].shape)
    return reach


@rule("unfold")
def tensor_unfold(call: Call) -> Reach:
    """x.unfold(dimension, size, step): windows along a dimension, the taps in a new last one."""
    reach = call.reach("self")
    dim = call["dimension"] % max(len(reach.dims), 1)
    return spread(reach, dim, [Tap(call.shape[dim], call["step"], -t) for t in range(call["size"])])
