"""The layers along each axis that one layer of text stands for, and what is wrong with its options."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

from derivations.convolution.chain import ChainLayer
from derivations.convolution.layers import Convolution, ConvolutionTFSame, Pooling, Transposed, same_padding
from derivations.convolution.resampling import Interpolation, Interpolator
from derivations.errors import UserError

if TYPE_CHECKING:
    from derivations.convolution.walk import Row

__all__ = ["divisible", "interpolations", "kernel", "one", "option", "per_axis", "poolings", "symmetric", "windows"]

T = TypeVar("T")


def per_axis(values: Sequence[T], row: Row, what: str) -> list[T]:
    """One value for each axis."""
    if len(values) not in {1, len(row.axes)}:
        raise UserError(
            f"{what} has {len(values)} numbers and the input {len(row.axes)} axes; give one or one per axis"
        )
    return list(values) * (len(row.axes) // len(values))


def option(layer: ChainLayer, row: Row, letter_: str, default: int) -> list[int]:
    """An option of whole numbers, one for each axis."""
    return per_axis(layer.numbers.get(letter_, (default,)), row, letter_)


def one(layer: ChainLayer, letter_: str, default: int) -> int:
    """An option that is one positive number."""
    values = layer.numbers.get(letter_, (default,))
    if len(values) != 1 or values[0] < 1:
        raise UserError(f"{letter_} is one positive number")
    return values[0]


def kernel(layer: ChainLayer, row: Row) -> list[int]:
    """The kernel size, which must be given."""
    if "k" not in layer.numbers:
        raise UserError("the kernel size is missing; write k3, or k3x5 for one per axis")
    return option(layer, row, "k", 1)


def windows(
    layer: ChainLayer, row: Row, kernel: list[int], stride: list[int], dilation: list[int]
) -> list[Transposed | Convolution | ConvolutionTFSame]:
    """The convolution along each axis."""
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
    padding = per_axis(layer.padding or ((0, 0),), row, "padding")
    if word == "same":
        padding = [same_padding(k, d) for k, d in zip(kernel, dilation, strict=True)]
    return [
        Convolution(kernel_size=k, stride=s, padding=p, dilation=d)
        for k, s, p, d in zip(kernel, stride, padding, dilation, strict=True)
    ]


def symmetric(layer: ChainLayer, row: Row) -> list[tuple[int, int]]:
    """Padding that is the same at both ends."""
    padding = per_axis(layer.padding or ((0, 0),), row, "padding")
    if any(left != right for left, right in padding):
        raise UserError("padding of this layer is the same at both ends; put pad before it for other amounts")
    return padding


def poolings(layer: ChainLayer, row: Row) -> list[Pooling]:
    """The pooling along each axis."""
    sizes = kernel(layer, row)
    stride = per_axis(layer.numbers["s"], row, "s") if "s" in layer.numbers else sizes
    dilation = option(layer, row, "d", 1)
    return [
        Pooling(kernel_size=k, stride=s, padding=p[0], dilation=d, ceil_mode="ceil" in layer.words)
        for k, s, p, d in zip(sizes, stride, symmetric(layer, row), dilation, strict=True)
    ]


def interpolations(layer: ChainLayer, row: Row) -> list[Interpolation]:
    """The interpolation along each axis."""
    if (layer.argument is None) == (not layer.factor):
        raise UserError("upsample takes a factor such as x2 or a size such as 14x14, one of them")
    word = next((word for word in layer.words if word != "corners"), "nearest")
    mode: Interpolator = "linear" if word.endswith("linear") else "cubic" if word == "bicubic" else "nearest"
    corners = "corners" in layer.words
    if corners and mode == "nearest":
        raise UserError("corners goes with linear, bilinear, trilinear or bicubic")
    if layer.argument is not None:
        sizes = per_axis(layer.argument, row, "output size")
        return [Interpolation(size=size, mode=mode, align_corners=corners) for size in sizes]
    factors = per_axis(layer.factor, row, "factor")
    return [Interpolation(scale=float(factor), mode=mode, align_corners=corners) for factor in factors]


def divisible(value: int, by: int, what: str, by_what: str) -> None:
    """Refuse what does not divide."""
    if value % by:
        raise UserError(f"{what} (={value}) must be divisible by {by_what} (={by})")
