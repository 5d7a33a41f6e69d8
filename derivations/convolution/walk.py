"""Walking a chain of layers: sizes, fields, parameters and multiplications after each, for numbers or for a letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from derivations.convolution.chain import POINTWISE, ChainLayer
from derivations.convolution.count import Count
from derivations.convolution.field import Field, Line, field_of, field_of_window
from derivations.convolution.layers import (
    AxisLayer,
    Convolution,
    ConvolutionTFSame,
    Transposed,
)
from derivations.convolution.options import (
    divisible,
    interpolations,
    kernel,
    one,
    option,
    per_axis,
    poolings,
    symmetric,
    windows,
)
from derivations.convolution.resampling import Adaptive, Interpolation, Padding
from derivations.convolution.sizes import Size, SizeSum, letter, number
from derivations.convolution.window import IDENTITY, Window
from derivations.errors import UserError

__all__ = ["Axis", "Row", "Walk", "walk"]

SIZE_LIMIT = 1 << 19  # positions per axis
Channels = int | str
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis on the way: its size, what it sees (a line for numbers, a window for a letter), the layers passed."""

    size: Size
    line: Line | None
    window: Window | None
    constant: bool = False  # every output sees the same
    adaptive: bool = False
    passed: tuple[AxisLayer, ...] = ()
    counted_from: int = 1  # the least input from which the formulas of multiplications in bounds hold

    def field(self) -> Field | None:
        """The receptive field; None where, for a letter, it depends on the size."""
        if self.line is not None:
            return field_of(self.line, constant=self.constant)
        return None if self.constant or self.window is None else field_of_window(self.window)


@dataclass(frozen=True, slots=True)
class Row:
    """The state after one layer. Shapes are (channels, *sizes), or (features,) once flat; no batch axis."""

    layer: ChainLayer | None
    channels: Channels
    axes: tuple[Axis, ...]
    flat: Count | None
    params: Count
    macs: Count
    macs_in_bounds: Count

    @property
    def shape(self) -> tuple[int | str, ...]:
        """Numbers where there are numbers, else formulas."""
        if self.flat is not None:
            value = self.flat.number
            return (str(self.flat) if value is None else value,)
        return (self.channels, *(a.size(0) if a.size.is_number else str(a.size) for a in self.axes))

    @property
    def fields(self) -> tuple[Field | None, ...]:
        """The receptive field along each axis of the input."""
        return tuple(axis.field() for axis in self.axes)


@dataclass(frozen=True, slots=True)
class Walk:
    """A whole chain walked: the input's row and one per layer."""

    rows: tuple[Row, ...]

    @property
    def last(self) -> Row:
        """The row of the output."""
        return self.rows[-1]

    def total(self, of: str) -> Count:
        """The sum over the layers of `params`, `macs` or `macs_in_bounds`."""
        total = Count()
        for row in self.rows:
            total += getattr(row, of)
        return total

    def smallest_input(self, axis: int) -> int:
        """The least size of this axis with which every layer has an output."""
        return self._least(axis, 1)

    def inputs_giving(self, axis: int, size: int) -> tuple[int, int | None] | None:
        """(first, last) of the input sizes along `axis` for which the output has `size`; last None: and all above.

        No layer's size falls as its input grows, so they are an interval. None where there are none.

        >>> from derivations.convolution.chain import read_chain
        >>> walk(read_chain("conv k3 s2; maxpool k2"), (1, "i")).inputs_giving(0, 7)
        (29, 32)
        """
        try:
            first = self._least(axis, size)
        except UserError:
            return None
        try:
            above: int | None = self._least(axis, size + 1) - 1
        except UserError:
            above = None
        if above is not None and above < first:
            return None
        out = first
        for layer in self.last.axes[axis].passed:
            out = layer.output_size(out)
        return (first, above) if out == size else None

    def _least(self, axis: int, size: int) -> int:
        for layer in reversed(self.last.axes[axis].passed):
            size = max(layer.least_input(size), layer.least_input(1))
        return size


def walk(layers: Sequence[ChainLayer], shape: Sequence[int | str]) -> Walk:
    """Walk the chain on an input (channels, *sizes), each a number or a letter. UserError names the layer that fails.

    >>> from derivations.convolution.chain import read_chain
    >>> last = walk(read_chain("conv k4 c3 nobias; relu; avgpool k2; linear 4 nobias"), (1, 13, 13)).last
    >>> last.shape, str(last.fields[0])
    ((4,), 'all 13')
    """
    channels, *sizes = shape
    if not sizes:
        raise UserError("the input needs channels and at least one size, as in 3,224,224")
    for size in shape:
        if isinstance(size, int) and not 1 <= size <= SIZE_LIMIT:
            raise UserError(f"input size {size} is not in 1..{SIZE_LIMIT}")
    exact = all(isinstance(size, int) for size in sizes)
    axes = tuple(
        Axis(
            number(size) if isinstance(size, int) else letter(size),
            Line.identity(size) if exact and isinstance(size, int) else None,
            IDENTITY,
        )
        for size in sizes
    )
    rows = [Row(None, channels, axes, None, Count(), Count(), Count())]
    for layer in layers:
        try:
            rows.append(_step(layer, rows[-1]))
        except UserError as error:
            raise layer.error(str(error)) from None
    return Walk(tuple(rows))


def _step(layer: ChainLayer, row: Row) -> Row:
    row = replace(row, layer=layer, params=Count(), macs=Count(), macs_in_bounds=Count())
    channels, kind = row.channels, layer.kind.rstrip("123d") if layer.kind.startswith("conv") else layer.kind
    if kind in POINTWISE:
        return replace(row, params=Count.of(1) if kind == "prelu" else Count())
    if kind == "linear":
        return _linear(layer, row)
    if row.flat is not None:
        raise UserError("the layer needs an axis to work on, and the map is flat here; move flatten after it")
    match kind:
        case "flatten":
            return replace(row, flat=Count.of(channels, *(a.size for a in row.axes)))
        case "batchnorm" | "groupnorm" | "layernorm" | "instancenorm":
            return _norm(layer, row, kind)
        case "conv" | "depthwise" | "convtranspose":
            return _convolution(layer, row, kind)
        case "maxpool" | "avgpool":
            pools = poolings(layer, row)
            return replace(row, axes=tuple(map(_through, row.axes, pools)))
        case "pad":
            modes = layer.words or ("constant",)
            amounts = per_axis(layer.padding or ((0, 0),), row, "padding")
            pads = [Padding(amount=amount, mode=modes[-1]) for amount in amounts]  # type: ignore[arg-type]
            return replace(row, axes=tuple(map(_through, row.axes, pads)))
        case "upsample":
            return replace(row, axes=tuple(map(_through, row.axes, interpolations(layer, row))))
        case "pixelshuffle" | "pixelunshuffle":
            return _shuffled(layer, row, kind)
    sizes = (1,) if kind == "globalavgpool" else layer.argument
    if sizes is None:
        raise UserError("the output size is missing, as in adaptiveavgpool 7")
    bins = [Adaptive(size=size) for size in per_axis(sizes, row, "output size")]
    return replace(row, axes=tuple(map(_through, row.axes, bins)))


def _through(axis: Axis, layer: AxisLayer) -> Axis:
    """One axis through one layer; a line carries its own conditions, a letter needs the layer's formula."""
    passed = (*axis.passed, layer)
    if isinstance(layer, Adaptive):
        if layer.size == 1:
            return _gathered(replace(axis, size=number(1), passed=passed))
        if axis.line is None and not axis.size.is_number:
            layer.output_size(1)
            return replace(axis, size=number(layer.size), window=None, adaptive=True, passed=passed)
    if axis.size.is_number:
        i = axis.size(0)
        size = number(layer.output_size(i))
        follows = isinstance(layer, Adaptive) and layer.size != i
        line = axis.line.through(layer, adaptive=follows) if axis.line is not None and not axis.constant else axis.line
        outer = layer.window(i)
    else:
        size, line = axis.size.through(_affine(layer)), None
        outer = layer.window(layer.least_input(2))
    window = axis.window.after(outer) if axis.window is not None and outer is not None else None
    return replace(axis, size=size, line=line, window=window, passed=passed)


def _affine(layer: AxisLayer) -> tuple[int, int, int, int]:
    if isinstance(layer, ConvolutionTFSame):
        raise UserError("tfsame padding differs with the input's size; give the size as a number")
    if isinstance(layer, Interpolation) and layer.align_corners:
        raise UserError("aligned corners make a factor that differs with the size; give the size as a number")
    formula: tuple[int, int, int, int] = layer.affine()  # type: ignore[attr-defined]
    layer.output_size(layer.least_input(1))  # refuses parameters that no size can help
    return formula


def _gathered(axis: Axis) -> Axis:
    """Every output sees what all outputs saw."""
    if axis.constant or axis.line is None:
        return replace(axis, constant=True)
    return replace(axis, line=Line.constant(axis.line.extent, axis.line.everything()), constant=True)


def _convolution(layer: ChainLayer, row: Row, kind: str) -> Row:
    named = layer.kind[-2] if layer.kind[-1] == "d" and layer.kind[-2].isdigit() else None
    if named and int(named) != len(row.axes):
        raise UserError(f"{layer.kind} needs {named} axes and the input has {len(row.axes)}")
    taps_along, stride, dilation = kernel(layer, row), option(layer, row, "s", 1), option(layer, row, "d", 1)
    fan_in, groups = row.channels, one(layer, "g", 1)
    fan_out: Channels = one(layer, "c", 0) if "c" in layer.numbers else fan_in
    if kind == "depthwise":
        if isinstance(fan_in, str) and fan_out != fan_in:
            raise UserError("a channel multiplier needs the channels as a number")
        per_group: Channels = 1
        if isinstance(fan_in, int) and isinstance(fan_out, int):
            divisible(fan_out, fan_in, "out_channels", "in_channels")
    elif groups == 1:
        per_group = fan_in if kind == "conv" else fan_out
    elif isinstance(fan_in, str) or isinstance(fan_out, str):
        raise UserError("groups need the channels as numbers")
    else:
        divisible(fan_in, groups, "in_channels", "groups")
        divisible(fan_out, groups, "out_channels", "groups")
        per_group = (fan_in if kind == "conv" else fan_out) // groups
    outer = fan_out if kind != "convtranspose" else fan_in
    weight = Count.of(outer, per_group, *taps_along)
    if kind == "convtranspose":
        layers: list[Transposed | Convolution | ConvolutionTFSame] = [
            Transposed(kernel_size=k, stride=s, padding=p[0], output_padding=q, dilation=d)
            for k, s, p, q, d in zip(
                taps_along, stride, symmetric(layer, row), option(layer, row, "op", 0), dilation, strict=True
            )
        ]
    else:
        layers = windows(layer, row, taps_along, stride, dilation)
    axes = tuple(map(_through, row.axes, layers))
    counted = row.axes if kind == "convtranspose" else axes
    taps, axes = zip(*map(_taps, layers, row.axes, axes), strict=True)
    return replace(
        row,
        axes=axes,
        channels=fan_out,
        params=weight + (Count() if "nobias" in layer.words else Count.of(fan_out)),
        macs=Count.of(outer, per_group, *taps_along, *(a.size for a in counted)),
        macs_in_bounds=Count.of(outer, per_group, *taps),
    )


def _taps(layer: Transposed | Convolution | ConvolutionTFSame, before: Axis, after: Axis) -> tuple[int | SizeSum, Axis]:
    """Taps in bounds along an axis; a formula of the letter holds once every tap has an output with it."""
    if before.size.is_number or isinstance(layer, ConvolutionTFSame):
        return layer.taps(before.size(0)), after
    found = [(before.size.through(formula), first) for formula, first in layer.tap_sizes()]
    least = max(_least_with(size, first) for size, first in found)
    total = SizeSum.of([size for size, _ in found], -sum(first for _, first in found))
    return total, replace(after, counted_from=max(after.counted_from, least))


def _least_with(size: Size, least: int) -> int:
    """The least input for which a size, which does not fall, is at least this."""
    low, high = 1, 1
    while size(high) < least:
        low, high = high, 2 * high
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if size(middle) >= least else (middle + 1, high)
    return low


def _shuffled(layer: ChainLayer, row: Row, kind: str) -> Row:
    if layer.argument is None or len(layer.argument) != 1 or layer.argument[0] < 1:
        raise UserError(f"{kind} needs its factor, as in {kind} 2")
    (r,) = layer.argument
    if isinstance(row.channels, str) or len(row.axes) != 2:
        raise UserError(f"{kind} needs two axes and the channels as a number")
    if kind == "pixelshuffle":
        divisible(row.channels, r * r, "channels", "factor squared")
        steps: list[AxisLayer] = [Transposed(kernel_size=r, stride=r)] * 2
        return replace(row, channels=row.channels // r**2, axes=tuple(map(_through, row.axes, steps)))
    for axis in row.axes:
        if not axis.size.is_number:
            raise UserError("pixelunshuffle refuses sizes its factor does not divide; give the size as a number")
        divisible(axis.size(0), r, "size", "factor")
    steps = [Convolution(kernel_size=r, stride=r)] * 2
    return replace(row, channels=row.channels * r**2, axes=tuple(map(_through, row.axes, steps)))


def _norm(layer: ChainLayer, row: Row, kind: str) -> Row:
    if kind == "groupnorm" and isinstance(row.channels, int):
        divisible(row.channels, one(layer, "g", 1), "channels", "groups")
    affine = "noaffine" not in layer.words and (kind != "instancenorm" or "affine" in layer.words)
    shape = (row.channels, *(a.size for a in row.axes)) if kind == "layernorm" else (row.channels,)
    axes = row.axes if kind == "batchnorm" else tuple(map(_gathered, row.axes))
    return replace(row, axes=axes, params=Count.of(2, *shape) if affine else Count())


def _linear(layer: ChainLayer, row: Row) -> Row:
    if layer.argument is None or len(layer.argument) != 1 or layer.argument[0] < 1:
        raise UserError("the number of out features is missing, as in linear 10")
    (features,) = layer.argument
    flat = row.flat or Count.of(row.channels, *(a.size for a in row.axes))
    weight = flat.times(features)
    return replace(
        row,
        axes=tuple(map(_gathered, row.axes)),
        flat=Count.of(features),
        params=weight + (Count() if "nobias" in layer.words else Count.of(features)),
        macs=weight,
        macs_in_bounds=weight,
    )
