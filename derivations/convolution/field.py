"""What the outputs along one axis of a tensor see of the network's input: exact, clipped and unclipped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from derivations.convolution.layers import AxisMap
from derivations.convolution.positions import Positions
from derivations.convolution.window import IDENTITY, Window
from derivations.errors import UserError

__all__ = ["Field", "Line", "field_of", "field_of_sets", "field_of_window"]

ROWS_CHEAP, ROWS_LIMIT = 1 << 26, 1 << 32  # bits of rows: up to which they are simply listed, and over which refused
Kind = Literal["window", "global", "adaptive", "fixed"]


@dataclass(frozen=True, slots=True)
class Field:
    """The receptive field along one axis of the network's input.

    kind     window: slides with the output, the same at every input size; adaptive: moves with the output and depends
             on the input's size (adaptive bins, or no regular pattern: ask for the regions); global: every output sees
             all of the axis; fixed: every output sees the same part of it
    span     last minus first input position seen plus one, the widest over the outputs; `span_min` the narrowest
    count    the most positions an output truly touches; less than the span where the field has holes
    jump     input steps per output step; None where the outputs do not move
    period   after how many outputs the pattern repeats; None where it does not
    start    the first position output 0 sees, unclipped for a window; None where it sees nothing
    """

    kind: Kind
    span: int
    span_min: int
    count: int
    jump: Fraction | None
    period: int | None
    start: int | None

    def to_dict(self) -> dict[str, object]:
        """The record as JSON: the jump a fraction as a string.

        >>> from derivations.convolution.layers import Convolution
        >>> field_of(Line.identity(9).through(Convolution(kernel_size=3, stride=2))).to_dict()["jump"]
        '2'
        """
        return {
            "kind": self.kind,
            "span": self.span,
            "span_min": self.span_min,
            "count": self.count,
            "jump": None if self.jump is None else str(self.jump),
            "period": self.period,
            "start": self.start,
        }

    def __str__(self) -> str:
        if self.kind == "global":
            return f"all {self.span}"
        holes = "" if self.count == self.span else f" ({self.count} seen)"
        span = f"{self.span}" if self.span == self.span_min else f"{self.span_min}..{self.span}"
        return f"{'' if self.kind == 'window' else self.kind + ' '}{span}{holes}"


class Line:
    """The outputs 0..size-1 along one axis and what each sees of an input axis of length `extent`.

    `window` is the unclipped picture (None where there is none); `rows()` the exact one, a bit mask per output, worked
    out only when asked for.
    """

    __slots__ = ("_image", "_images", "_make", "_rows", "adaptive", "extent", "size", "window")

    def __init__(
        self,
        extent: int,
        size: int,
        make: Callable[[], list[int]],
        *,
        image: Callable[[int], int] | None = None,
        window: Window | None = None,
        adaptive: bool = False,
    ) -> None:
        self.extent, self.size, self.window, self.adaptive = extent, size, window, adaptive
        self._image = image
        self._images: dict[int, int] = {}
        self._make: Callable[[], list[int]] | None = make
        self._rows: list[int] | None = None

    @classmethod
    def identity(cls, extent: int) -> Line:
        """The input itself."""
        return cls(extent, extent, lambda: [1 << u for u in range(extent)], image=lambda mask: mask, window=IDENTITY)

    @classmethod
    def constant(cls, extent: int, mask: int, *, adaptive: bool = False) -> Line:
        """Outputs that all see the positions in `mask`."""
        return cls(extent, 1, lambda: [mask], adaptive=adaptive)

    def rows(self) -> list[int]:
        """For each output a bit mask of the input positions it sees.

        >>> from derivations.convolution.layers import Convolution
        >>> [bin(row) for row in Line.identity(4).through(Convolution(kernel_size=3, padding=(1, 1))).rows()]
        ['0b11', '0b111', '0b1110', '0b1100']
        """
        if self._rows is None:
            assert self._make is not None
            if self.size * self.extent > ROWS_LIMIT:
                raise UserError(
                    f"what each of {self.size} outputs sees of {self.extent} inputs is too much to list; "
                    "give a smaller input"
                )
            self._rows, self._make = self._make(), None
            assert len(self._rows) == self.size, (len(self._rows), self.size)
        return self._rows

    def through(self, layer: AxisMap, *, adaptive: bool = False) -> Line:
        """What the layer's outputs see."""
        outer = layer.window(self.size)
        size = layer.output_size(self.size)
        window = self.window.after(outer) if self.window is not None and outer is not None else None

        def make() -> list[int]:
            return [self.seen_by(reads) for reads in layer.reads(self.size)]

        def image(outputs: int) -> int:
            reads, inner = layer.reads(self.size), 0
            for u in _members(outputs):
                inner |= reads[u].bits << reads[u].first
            return self.image(inner)

        return Line(self.extent, size, make, image=image, window=window, adaptive=self.adaptive or adaptive)

    def take(self, outputs: Iterable[Iterable[int]], *, window: Window | None = None) -> Line:
        """New outputs, each seeing what these old ones see; `window` is the same map unclipped, if it is one."""
        groups = [tuple(group) for group in outputs]

        def make() -> list[int]:
            return [self.seen_by(group) for group in groups]

        def image(chosen: int) -> int:
            inner = 0
            for u in _members(chosen):
                for output in groups[u]:
                    inner |= 1 << output
            return self.image(inner)

        after = self.window.after(window) if self.window is not None and window is not None else None
        return Line(self.extent, len(groups), make, image=image, window=after, adaptive=self.adaptive)

    def image(self, outputs: int) -> int:
        """What the outputs whose bits are set in this mask together see, without listing the rows of a long line."""
        if self._rows is not None or self._image is None or self.size * self.extent <= ROWS_CHEAP:
            return self.seen_by(_members(outputs))
        if outputs not in self._images:
            self._images[outputs] = self._image(outputs)
        return self._images[outputs]

    def seen_by(self, outputs: Iterable[int]) -> int:
        """What these outputs together see."""
        rows, mask = self.rows(), 0
        for output in outputs:
            mask |= rows[output]
        return mask

    @staticmethod
    def union(lines: Iterable[Line]) -> Line:
        """What the lines see together, output by output; a line of size 1 stands for outputs that see the same."""
        parts = list(lines)
        if len(parts) == 1:
            return parts[0]
        size = max(part.size for part in parts)
        window = parts[0].window
        for part in parts[1:]:
            window = window.union(part.window) if window is not None and part.window is not None else None

        def make() -> list[int]:
            rows = [part.rows() if part.size == size else part.rows() * size for part in parts]
            return [_union(column) for column in zip(*rows, strict=True)]

        def image(outputs: int) -> int:
            return _union(part.image(outputs if part.size == size else int(outputs > 0)) for part in parts)

        adaptive = any(part.adaptive for part in parts)
        return Line(parts[0].extent, size, make, image=image, window=window, adaptive=adaptive)

    def everything(self) -> int:
        """What all outputs together see."""
        return self.image((1 << self.size) - 1)


def _members(mask: int) -> Iterable[int]:
    """The numbers of the bits set."""
    return (place for place, bit in enumerate(reversed(f"{mask:b}")) if bit == "1")


def _union(masks: Iterable[int]) -> int:
    seen = 0
    for mask in masks:
        seen |= mask
    return seen


def field_of(line: Line, *, constant: bool = False) -> Field:
    """The record of a line; `constant` says that its one row stands for all outputs.

    >>> from derivations.convolution.layers import Convolution
    >>> print(field_of(Line.identity(9).through(Convolution(kernel_size=3, dilation=2))))
    5 (3 seen)
    """
    if line.window is not None and line.window.shift and not constant:
        return field_of_window(line.window, adaptive=line.adaptive)
    rows = line.rows()
    if len(set(rows)) == 1 and (constant or line.window is None):
        seen = Positions.from_bits(0, rows[0])
        kind: Kind = "global" if seen.count == line.extent else "fixed"
        return Field(kind, seen.span, seen.span, seen.count, None, 1, seen.first if seen.bits else None)
    return field_of_sets([Positions.from_bits(0, row) for row in rows])


def field_of_sets(sets: Sequence[Positions]) -> Field:
    """The record of outputs that see the given sets of positions, which follow no pattern.

    >>> print(field_of_sets([Positions.from_bits(0, 0b1), Positions.from_bits(0, 0b11)]))
    adaptive 1..2
    """
    return Field(
        "adaptive",
        max(s.span for s in sets),
        min(s.span for s in sets),
        max(s.count for s in sets),
        None,
        None,
        sets[0].first if sets[0].bits else None,
    )


def field_of_window(window: Window, *, adaptive: bool = False) -> Field:
    """The record of a window that slides."""
    kind: Kind = "adaptive" if adaptive else "window"
    return Field(kind, window.span, window.span_min, window.count, window.jump, window.period, window.start)
