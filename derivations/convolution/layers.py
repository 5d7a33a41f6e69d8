"""What each layer does to one axis, exactly as torch does it: size, conditions, and which inputs each output reads.

Every layer is a frozen record of integers with `output_size(i)`, which refuses what torch refuses and names the
condition that fails; `window(i)`, the unclipped map from an output to the inputs it reads; and `reads(i)`, the same
clipped to the input that is really there. A size is the count of window positions: of the t >= 0 with
t s + d(k-1) + 1 <= i + 2p.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from derivations.convolution.positions import Positions
from derivations.convolution.window import Window
from derivations.errors import UserError

__all__ = [
    "AxisLayer",
    "AxisMap",
    "Convolution",
    "ConvolutionTFSame",
    "Pooling",
    "Transposed",
    "at_least_one",
    "clipped",
    "same_padding",
    "taps_in_bounds",
    "tf_same_padding",
]


class AxisMap(Protocol):
    """Which positions of one axis of length i each output reads."""

    def output_size(self, i: int) -> int:
        """The output's length; UserError with the failing condition where torch refuses."""
        ...

    def window(self, i: int) -> Window | None:
        """The unclipped map from an output to the inputs it reads; None where it is no window."""
        ...

    def reads(self, i: int) -> list[Positions]:
        """For each output the inputs it reads, within [0, i)."""
        ...


class AxisLayer(AxisMap, Protocol):
    """What every layer of a chain answers about one axis."""

    def least_input(self, o: int) -> int:
        """The least input with an output of at least `o`; UserError where there is none."""
        ...


def same_padding(kernel_size: int, dilation: int = 1) -> tuple[int, int]:
    """The padding of torch's padding='same' at stride 1: d(k-1) in all, the odd one on the right.

    >>> same_padding(3), same_padding(4), same_padding(2, dilation=3)
    ((1, 1), (1, 2), (1, 2))
    """
    total = dilation * (kernel_size - 1)
    return total // 2, total - total // 2


def tf_same_padding(i: int, kernel_size: int, stride: int = 1, dilation: int = 1) -> tuple[int, int]:
    """TensorFlow's SAME: as much as makes the output ceil(i/s), the odd one on the right.

    >>> tf_same_padding(224, 3, stride=2), tf_same_padding(5, 2, stride=4)
    ((0, 1), (0, 1))
    """
    total = max((-(-i // stride) - 1) * stride + dilation * (kernel_size - 1) + 1 - i, 0)
    return total // 2, total - total // 2


def taps_in_bounds(
    *, outputs: int, first: int, last: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1
) -> int:
    """How many pairs (output u, tap t) have  first <= u s - p + d t <= last.

    For one tap the u are an interval, so the count is a sum of k differences of floors.

    >>> taps_in_bounds(outputs=5, first=0, last=4, kernel_size=3, padding=1)
    13
    """
    total = 0
    for t in range(kernel_size):
        offset = padding - dilation * t
        low = max(0, -(-(first + offset) // stride))
        high = min(outputs - 1, (last + offset) // stride)
        total += max(0, high - low + 1)
    return total


def at_least_one(**values: int) -> None:
    """Refuse sizes and parameters that must be positive and are not."""
    for name, value in values.items():
        if value < 1:
            raise UserError(f"{name} = {value} must be at least 1")


def clipped(window: Window, i: int, o: int) -> list[Positions]:
    """What outputs 0..o-1 see within [0, i)."""
    seen = (window(u) for u in range(o))
    return [s if s.first >= 0 and s.last < i else Positions.from_bits(0, s.clip(i)) for s in seen]


@dataclass(frozen=True, slots=True, kw_only=True)
class Convolution:
    """o = floor((i + p_left + p_right - d(k-1) - 1)/s) + 1; also torch's unfold.

    >>> Convolution(kernel_size=3, stride=2, padding=(1, 1)).output_size(224)
    112
    >>> Convolution(kernel_size=5, dilation=2).output_size(5)
    Traceback (most recent call last):
    derivations.errors.UserError: window d(k-1)+1 = 9 is larger than the padded input i = 5
    """

    kernel_size: int
    stride: int = 1
    padding: tuple[int, int] = (0, 0)
    dilation: int = 1

    @property
    def extent(self) -> int:
        """The dilated window, d(k-1)+1."""
        return self.dilation * (self.kernel_size - 1) + 1

    def check(self) -> None:
        """Refuse parameters that torch refuses whatever the input."""
        at_least_one(kernel_size=self.kernel_size, stride=self.stride, dilation=self.dilation)
        if min(self.padding) < 0:
            raise UserError(f"padding = {min(self.padding)} is negative; crop with a slice instead")

    def output_size(self, i: int) -> int:
        """The count of window positions."""
        self.check()
        at_least_one(input_size=i)
        padded = i + sum(self.padding)
        if padded < self.extent:
            name = _padded_name(self.padding)
            raise UserError(f"window d(k-1)+1 = {self.extent} is larger than the padded input {name} = {padded}")
        return (padded - self.extent) // self.stride + 1

    def window(self, i: int) -> Window:
        """The map u -> u s - p + {0, d, ..., d(k-1)}."""
        return Window.sliding(
            kernel=self.kernel_size, stride=self.stride, padding=self.padding[0], dilation=self.dilation
        )

    def reads(self, i: int) -> list[Positions]:
        """The window, clipped."""
        return clipped(self.window(i), i, self.output_size(i))

    def taps(self, i: int, first: int = 0, last: int | None = None) -> int:
        """Pairs (output, tap) whose tap falls on [first, last], the whole input unless told: not on padding."""
        return taps_in_bounds(
            outputs=self.output_size(i),
            first=first,
            last=i - 1 if last is None else last,
            kernel_size=self.kernel_size,
            stride=self.stride,
            padding=self.padding[0],
            dilation=self.dilation,
        )

    def tap_sizes(self) -> list[tuple[tuple[int, int, int, int], int]]:
        """For each tap, as formulas (m, b, c, e) of the input: one behind the last output at which it is on the input,
        and the first such output.

        A tap is off the input behind it at the last outputs only if the padding there reaches it.
        """
        left, right = self.padding
        found = []
        for t in range(self.kernel_size):
            room = min(left - self.dilation * t - 1, left + right - self.extent)
            found.append(((1, room, self.stride, 1), max(0, -((self.dilation * t - left) // self.stride))))
        return found

    def least_input(self, o: int) -> int:
        """The least input with an output of at least `o`."""
        return max(1, (o - 1) * self.stride + self.extent - sum(self.padding))

    def affine(self) -> tuple[int, int, int, int]:
        """(m, b, c, e): the output is m floor((i + b)/c) + e."""
        return 1, sum(self.padding) - self.extent, self.stride, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ConvolutionTFSame:
    """A convolution with TensorFlow's SAME padding, which follows the input: o = ceil(i/s).

    >>> ConvolutionTFSame(kernel_size=3, stride=2).output_size(7)
    4
    """

    kernel_size: int
    stride: int = 1
    dilation: int = 1

    def at(self, i: int) -> Convolution:
        """The convolution that it is on an input of size i."""
        at_least_one(kernel_size=self.kernel_size, stride=self.stride, dilation=self.dilation, input_size=i)
        return Convolution(
            kernel_size=self.kernel_size,
            stride=self.stride,
            padding=tf_same_padding(i, self.kernel_size, self.stride, self.dilation),
            dilation=self.dilation,
        )

    def output_size(self, i: int) -> int:
        """The size ceil(i/s)."""
        return self.at(i).output_size(i)

    def window(self, i: int) -> Window:
        """The window with the padding of this size."""
        return self.at(i).window(i)

    def reads(self, i: int) -> list[Positions]:
        """The window, clipped."""
        return self.at(i).reads(i)

    def taps(self, i: int) -> int:
        """Pairs (output, tap) not on padding."""
        return self.at(i).taps(i)

    def least_input(self, o: int) -> int:
        """The least input with an output of at least `o`."""
        return max(1, (o - 1) * self.stride + 1)

    def affine(self) -> tuple[int, int, int, int]:
        """(m, b, c, e): the output is m floor((i + b)/c) + e."""
        return 1, -1, self.stride, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooling:
    """Max or average pooling; ceil_mode rounds up, then drops a last window that would start past i + p.

    Both are one floor: with D = d(k-1),  o = floor((i + b)/s) + 1,  b = 2p - D - 1,  and in ceil_mode
    b = min(2p - D - 2 + s, p - 1), because the last start t s is at most i + 2p - D - 2 + s and at most i + p - 1.

    >>> Pooling(kernel_size=3, stride=2, ceil_mode=True).output_size(6)
    3
    >>> Pooling(kernel_size=2, stride=3, ceil_mode=True).output_size(3)   # the second window would start at 3
    1
    >>> Pooling(kernel_size=3, padding=2).output_size(9)
    Traceback (most recent call last):
    derivations.errors.UserError: padding p = 2 is over half the pooling window k = 3: 2p <= k fails
    """

    kernel_size: int
    stride: int | None = None
    padding: int = 0
    dilation: int = 1
    ceil_mode: bool = False

    @property
    def step(self) -> int:
        """The stride, which is the kernel size unless told."""
        return self.kernel_size if self.stride is None else self.stride

    @property
    def numerator(self) -> int:
        """The b in o = floor((i + b)/s) + 1."""
        room = 2 * self.padding - self.dilation * (self.kernel_size - 1) - 1
        return min(room + self.step - 1, self.padding - 1) if self.ceil_mode else room

    def check(self) -> None:
        """Refuse parameters that torch refuses whatever the input."""
        at_least_one(kernel_size=self.kernel_size, stride=self.step, dilation=self.dilation)
        if self.padding < 0:
            raise UserError(f"padding = {self.padding} is negative; crop with a slice instead")
        if 2 * self.padding > self.kernel_size:
            raise UserError(
                f"padding p = {self.padding} is over half the pooling window k = {self.kernel_size}: 2p <= k fails"
            )

    def output_size(self, i: int) -> int:
        """The count of windows kept."""
        self.check()
        at_least_one(input_size=i)
        o = (i + self.numerator) // self.step + 1
        if o < 1:
            extent, padded = self.dilation * (self.kernel_size - 1) + 1, i + 2 * self.padding
            if not self.ceil_mode:
                name = _padded_name((self.padding, self.padding))
                raise UserError(f"window d(k-1)+1 = {extent} is larger than the padded input {name} = {padded}")
            raise UserError(
                f"window d(k-1)+1 = {extent} is larger than the padded input rounded up to the stride: "
                f"i+2p+s-1 = {padded + self.step - 1}"
            )
        return o

    def window(self, i: int) -> Window:
        """The map u -> u s - p + {0, d, ..., d(k-1)}."""
        return Window.sliding(kernel=self.kernel_size, stride=self.step, padding=self.padding, dilation=self.dilation)

    def reads(self, i: int) -> list[Positions]:
        """The window, clipped."""
        return clipped(self.window(i), i, self.output_size(i))

    def least_input(self, o: int) -> int:
        """The least input with an output of at least `o`."""
        return max(1, (o - 1) * self.step - self.numerator)

    def affine(self) -> tuple[int, int, int, int]:
        """(m, b, c, e): the output is m floor((i + b)/c) + e."""
        return 1, self.numerator, self.step, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Transposed:
    """o = (i - 1) s - 2p + d(k-1) + output_padding + 1, with output_padding < s or < d.

    >>> Transposed(kernel_size=3, stride=2, padding=1, output_padding=1).output_size(7)
    14
    >>> Transposed(kernel_size=3, output_padding=1).output_size(7)
    Traceback (most recent call last):
    derivations.errors.UserError: output_padding = 1 must be smaller than the stride s = 1 or the dilation d = 1
    """

    kernel_size: int
    stride: int = 1
    padding: int = 0
    output_padding: int = 0
    dilation: int = 1

    def check(self) -> None:
        """Refuse parameters that torch refuses whatever the input."""
        at_least_one(kernel_size=self.kernel_size, stride=self.stride, dilation=self.dilation)
        if min(self.padding, self.output_padding) < 0:
            raise UserError(f"padding = {self.padding} and output_padding = {self.output_padding} must not be negative")
        if self.output_padding >= self.stride and self.output_padding >= self.dilation:
            raise UserError(
                f"output_padding = {self.output_padding} must be smaller than the stride s = {self.stride} "
                f"or the dilation d = {self.dilation}"
            )

    @property
    def offset(self) -> int:
        """The e in o = s i + e."""
        return self.dilation * (self.kernel_size - 1) + self.output_padding + 1 - 2 * self.padding - self.stride

    def output_size(self, i: int) -> int:
        """The s (i - 1) + 1 stretched positions, convolved with full padding less p."""
        self.check()
        at_least_one(input_size=i)
        o = self.stride * i + self.offset
        if o < 1:
            raise UserError(
                f"padding cuts the whole output: (i-1)s - 2p + d(k-1) + output_padding + 1 = {o} is less than 1"
            )
        return o

    def window(self, i: int) -> Window:
        """The map u -> every j with u = j s - p + d t for a tap t."""
        return Window.transposed(
            kernel=self.kernel_size, stride=self.stride, padding=self.padding, dilation=self.dilation
        )

    def reads(self, i: int) -> list[Positions]:
        """The window, clipped."""
        return clipped(self.window(i), i, self.output_size(i))

    def taps(self, i: int) -> int:
        """Pairs (input, tap) that land on the output rather than on what padding cuts away."""
        return taps_in_bounds(
            outputs=i,
            first=0,
            last=self.output_size(i) - 1,
            kernel_size=self.kernel_size,
            stride=self.stride,
            padding=self.padding,
            dilation=self.dilation,
        )

    def tap_sizes(self) -> list[tuple[tuple[int, int, int, int], int]]:
        """For each tap, as formulas (m, b, c, e) of the input: one behind the last input that it lands on the output,
        and the first such input.
        """
        found = []
        for t in range(self.kernel_size):
            place = self.padding - self.dilation * t
            behind = min(0, (self.offset - 1 + place) // self.stride + 1)
            found.append(((1, 0, 1, behind), max(0, -(-place // self.stride))))
        return found

    def least_input(self, o: int) -> int:
        """The least input with an output of at least `o`."""
        return max(1, -((self.offset - o) // self.stride))

    def affine(self) -> tuple[int, int, int, int]:
        """(m, b, c, e): the output is m floor((i + b)/c) + e."""
        return self.stride, 0, 1, self.offset


def _padded_name(padding: tuple[int, int]) -> str:
    if padding == (0, 0):
        return "i"
    return "i+2p" if padding[0] == padding[1] else f"i+{padding[0]}+{padding[1]}"
