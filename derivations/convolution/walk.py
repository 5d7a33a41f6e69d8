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
    Pooling,
    Transposed,
    same_padding,
)
from derivations.convolution.resampling import Adaptive, Interpolation, Interpolator, Padding
from derivations.convolution.sizes import Size, letter, number
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
    macs_in_bounds: Count | None

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

    def total(self, of: str) -> Count | None:
        """The sum over the layers of `params`, `macs` or `macs_in_bounds`; None where a layer's is not known."""
        total = Count()
        for row in self.rows:
            part: Count | None = getattr(row, of)
            if part is None:
                return None
            total += part
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
            pools = _poolings(layer, row)
            return replace(row, axes=tuple(map(_through, row.axes, pools)))
        case "pad":
            modes = layer.words or ("constant",)
            amounts = _per_axis(layer.padding or ((0, 0),), row, "padding")
            pads = [Padding(amount=amount, mode=modes[-1]) for amount in amounts]  # type: ignore[arg-type]
            return replace(row, axes=tuple(map(_through, row.axes, pads)))
        case "upsample":
            return replace(row, axes=tuple(map(_through, row.axes, _interpolations(layer, row))))
        case "pixelshuffle" | "pixelunshuffle":
            return _shuffled(layer, row, kind)
    sizes = (1,) if kind == "globalavgpool" else layer.argument
    if sizes is None:
        raise UserError("the output size is missing, as in adaptiveavgpool 7")
    bins = [Adaptive(size=size) for size in _per_axis(sizes, row, "output size")]
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


def _per_axis(values: Sequence[T], row: Row, what: str) -> list[T]:
    if len(values) not in {1, len(row.axes)}:
        raise UserError(
            f"{what} has {len(values)} numbers and the input {len(row.axes)} axes; give one or one per axis"
        )
    return list(values) * (len(row.axes) // len(values))


def _option(layer: ChainLayer, row: Row, letter_: str, default: int) -> list[int]:
    return _per_axis(layer.numbers.get(letter_, (default,)), row, letter_)


def _one(layer: ChainLayer, letter_: str, default: int) -> int:
    values = layer.numbers.get(letter_, (default,))
    if len(values) != 1 or values[0] < 1:
        raise UserError(f"{letter_} is one positive number")
    return values[0]


def _kernel(layer: ChainLayer, row: Row) -> list[int]:
    if "k" not in layer.numbers:
        raise UserError("the kernel size is missing; write k3, or k3x5 for one per axis")
    return _option(layer, row, "k", 1)


def _convolution(layer: ChainLayer, row: Row, kind: str) -> Row:
    named = layer.kind[-2] if layer.kind[-1] == "d" and layer.kind[-2].isdigit() else None
    if named and int(named) != len(row.axes):
        raise UserError(f"{layer.kind} needs {named} axes and the input has {len(row.axes)}")
    kernel, stride, dilation = _kernel(layer, row), _option(layer, row, "s", 1), _option(layer, row, "d", 1)
    fan_in, groups = row.channels, _one(layer, "g", 1)
    fan_out: Channels = _one(layer, "c", 0) if "c" in layer.numbers else fan_in
    if kind == "depthwise":
        if isinstance(fan_in, str) and fan_out != fan_in:
            raise UserError("a channel multiplier needs the channels as a number")
        per_group: Channels = 1
        if isinstance(fan_in, int) and isinstance(fan_out, int):
            _divisible(fan_out, fan_in, "out_channels", "in_channels")
    elif groups == 1:
        per_group = fan_in if kind == "conv" else fan_out
    elif isinstance(fan_in, str) or isinstance(fan_out, str):
        raise UserError("groups need the channels as numbers")
    else:
        _divisible(fan_in, groups, "in_channels", "groups")
        _divisible(fan_out, groups, "out_channels", "groups")
        per_group = (fan_in if kind == "conv" else fan_out) // groups
    outer = fan_out if kind != "convtranspose" else fan_in
    weight = Count.of(outer, per_group, *kernel)
    if kind == "convtranspose":
        layers: list[Transposed | Convolution | ConvolutionTFSame] = [
            Transposed(kernel_size=k, stride=s, padding=p[0], output_padding=q, dilation=d)
            for k, s, p, q, d in zip(
                kernel, stride, _symmetric(layer, row), _option(layer, row, "op", 0), dilation, strict=True
            )
        ]
    else:
        layers = _windows(layer, row, kernel, stride, dilation)
    axes = tuple(map(_through, row.axes, layers))
    counted = row.axes if kind == "convtranspose" else axes
    taps = [
        step.taps(axis.size(0)) if axis.size.is_number else None for step, axis in zip(layers, row.axes, strict=True)
    ]
    return replace(
        row,
        axes=axes,
        channels=fan_out,
        params=weight + (Count() if "nobias" in layer.words else Count.of(fan_out)),
        macs=Count.of(outer, per_group, *kernel, *(a.size for a in counted)),
        macs_in_bounds=Count.of(outer, per_group, *(t for t in taps if t is not None)) if None not in taps else None,
    )


def _windows(
    layer: ChainLayer, row: Row, kernel: list[int], stride: list[int], dilation: list[int]
) -> list[Transposed | Convolution | ConvolutionTFSame]:
    word = next((word for word in ("same", "valid", "tfsame") if word in layer.words), None)
    if word and layer.padding:
        raise UserError(f"{word} and p both say the padding; give one")
    if word == "tfsame":
        return [
            ConvolutionTFSame(kernel_size=k, stride=s, dilation=d)
            for k, s, d in zip(kernel, stride, dilation, strict=True)
        ]
    if word == "same" and max(stride) > 1:
        raise UserError(f"same padding needs stride 1, as in torch, and s = {max(stride)}; use tfsame")
    padding = _per_axis(layer.padding or ((0, 0),), row, "padding")
    if word == "same":
        padding = [same_padding(k, d) for k, d in zip(kernel, dilation, strict=True)]
    return [
        Convolution(kernel_size=k, stride=s, padding=p, dilation=d)
        for k, s, p, d in zip(kernel, stride, padding, dilation, strict=True)
    ]


def _symmetric(layer: ChainLayer, row: Row) -> list[tuple[int, int]]:
    padding = _per_axis(layer.padding or ((0, 0),), row, "padding")
    if any(left != right for left, right in padding):
        raise UserError("padding of this layer is the same at both ends; put pad before it for other amounts")
    return padding


def _poolings(layer: ChainLayer, row: Row) -> list[Pooling]:
    kernel = _kernel(layer, row)
    stride = _per_axis(layer.numbers["s"], row, "s") if "s" in layer.numbers else kernel
    dilation = _option(layer, row, "d", 1)
    return [
        Pooling(kernel_size=k, stride=s, padding=p[0], dilation=d, ceil_mode="ceil" in layer.words)
        for k, s, p, d in zip(kernel, stride, _symmetric(layer, row), dilation, strict=True)
    ]


def _interpolations(layer: ChainLayer, row: Row) -> list[Interpolation]:
    if (layer.argument is None) == (not layer.factor):
        raise UserError("upsample takes a factor such as x2 or a size such as 14x14, one of them")
    word = next((word for word in layer.words if word != "corners"), "nearest")
    mode: Interpolator = "linear" if word.endswith("linear") else "cubic" if word == "bicubic" else "nearest"
    corners = "corners" in layer.words
    if corners and mode == "nearest":
        raise UserError("corners goes with linear, bilinear, trilinear or bicubic")
    if layer.argument is not None:
        sizes = _per_axis(layer.argument, row, "output size")
        return [Interpolation(size=size, mode=mode, align_corners=corners) for size in sizes]
    factors = _per_axis(layer.factor, row, "factor")
    return [Interpolation(scale=float(factor), mode=mode, align_corners=corners) for factor in factors]


def _shuffled(layer: ChainLayer, row: Row, kind: str) -> Row:
    if layer.argument is None or len(layer.argument) != 1 or layer.argument[0] < 1:
        raise UserError(f"{kind} needs its factor, as in {kind} 2")
    (r,) = layer.argument
    if isinstance(row.channels, str) or len(row.axes) != 2:
        raise UserError(f"{kind} needs two axes and the channels as a number")
    if kind == "pixelshuffle":
        _divisible(row.channels, r * r, "channels", "factor squared")
        steps: list[AxisLayer] = [Transposed(kernel_size=r, stride=r)] * 2
        return replace(row, channels=row.channels // r**2, axes=tuple(map(_through, row.axes, steps)))
    for axis in row.axes:
        if not axis.size.is_number:
            raise UserError("pixelunshuffle refuses sizes its factor does not divide; give the size as a number")
        _divisible(axis.size(0), r, "size", "factor")
    steps = [Convolution(kernel_size=r, stride=r)] * 2
    return replace(row, channels=row.channels * r**2, axes=tuple(map(_through, row.axes, steps)))


def _norm(layer: ChainLayer, row: Row, kind: str) -> Row:
    if kind == "groupnorm" and isinstance(row.channels, int):
        _divisible(row.channels, _one(layer, "g", 1), "channels", "groups")
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


def _divisible(value: int, by: int, what: str, by_what: str) -> None:
    if value % by:
        raise UserError(f"{what} (={value}) must be divisible by {by_what} (={by})")
