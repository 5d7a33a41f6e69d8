"""What each layer does to one axis, exactly as torch does it: size, conditions, and which inputs each output reads.

Every layer is a frozen record of integers with `output_size(i)`, which refuses what torch refuses and names the
condition that fails; `window(i)`, the unclipped map from an output to the inputs it reads; and `reads(i)`, the same
clipped to the input that is really there. A size is the count of window positions: of the t >= 0 with
t s + d(k-1) + 1 <= i + 2p.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import floor, gcd
from typing import Literal, Protocol

from derivations.convolution.positions import Positions, progression
from derivations.convolution.window import IDENTITY, PERIOD_LIMIT, Window
from derivations.errors import UserError

__all__ = [
    "Adaptive",
    "AxisLayer",
    "Convolution",
    "Interpolation",
    "Padding",
    "Pooling",
    "Transposed",
    "same_padding",
    "taps_in_bounds",
    "tf_same_padding",
]

SIZE_LIMIT = 1 << 40
PadMode = Literal["constant", "reflect", "replicate", "circular"]
Interpolator = Literal["nearest", "nearest-exact", "linear", "cubic", "area"]


class AxisLayer(Protocol):
    """What every layer answers about one axis of length i."""

    def output_size(self, i: int) -> int:
        """The output's length; UserError with the failing condition where torch refuses."""
        ...

    def window(self, i: int) -> Window | None:
        """The unclipped map from an output to the inputs it reads; None where it is no window."""
        ...

    def reads(self, i: int) -> list[Positions]:
        """For each output the inputs it reads, within [0, i)."""
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


def _positive(**values: int) -> None:
    for name, value in values.items():
        if value < 1:
            raise UserError(f"{name} = {value} must be at least 1")


def _clipped(window: Window, i: int, o: int) -> list[Positions]:
    return [Positions.from_bits(0, window(u).clip(i)) for u in range(o)]


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
        _positive(kernel_size=self.kernel_size, stride=self.stride, dilation=self.dilation)
        if min(self.padding) < 0:
            raise UserError(f"padding = {min(self.padding)} is negative; crop with a slice instead")

    def output_size(self, i: int) -> int:
        """The count of window positions."""
        self.check()
        _positive(input_size=i)
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
        return _clipped(self.window(i), i, self.output_size(i))

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

    def least_input(self, o: int) -> int:
        """The least input with an output of at least `o`."""
        return max(1, (o - 1) * self.stride + self.extent - sum(self.padding))

    def affine(self) -> tuple[int, int, int, int]:
        """(m, b, c, e): the output is m floor((i + b)/c) + e."""
        return 1, sum(self.padding) - self.extent, self.stride, 1


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
        _positive(kernel_size=self.kernel_size, stride=self.step, dilation=self.dilation)
        if self.padding < 0:
            raise UserError(f"padding = {self.padding} is negative; crop with a slice instead")
        if 2 * self.padding > self.kernel_size:
            raise UserError(
                f"padding p = {self.padding} is over half the pooling window k = {self.kernel_size}: 2p <= k fails"
            )

    def output_size(self, i: int) -> int:
        """The count of windows kept."""
        self.check()
        _positive(input_size=i)
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
        return _clipped(self.window(i), i, self.output_size(i))

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
        _positive(kernel_size=self.kernel_size, stride=self.stride, dilation=self.dilation)
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
        _positive(input_size=i)
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
        return _clipped(self.window(i), i, self.output_size(i))

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

    def least_input(self, o: int) -> int:
        """The least input with an output of at least `o`."""
        return max(1, -((self.offset - o) // self.stride))

    def affine(self) -> tuple[int, int, int, int]:
        """(m, b, c, e): the output is m floor((i + b)/c) + e."""
        return self.stride, 0, 1, self.offset


@dataclass(frozen=True, slots=True, kw_only=True)
class Adaptive:
    """Adaptive pooling to `size` bins, bin j = [floor(j i/o), ceil((j+1) i/o)).

    >>> [str(seen) for seen in Adaptive(size=3).reads(7)]
    ['{0, 1, 2}', '{2, 3, 4}', '{4, 5, 6}']
    """

    size: int

    def output_size(self, i: int) -> int:
        """As asked."""
        _positive(output_size=self.size, input_size=i)
        return self.size

    def window(self, i: int) -> Window | None:
        """The bins continued past the input: period o/gcd(i, o), shift i/gcd(i, o)."""
        o, g = self.size, gcd(i, self.size)
        if o // g > PERIOD_LIMIT:
            return None
        return Window.of(o // g, i // g, lambda j: progression(j * i // o, 1, -(-(j + 1) * i // o) - j * i // o))

    def reads(self, i: int) -> list[Positions]:
        """The bins."""
        o = self.output_size(i)
        return [progression(j * i // o, 1, -(-(j + 1) * i // o) - j * i // o) for j in range(o)]

    def least_input(self, o: int) -> int:
        """Any input gives the size asked for; none gives more."""
        if o > self.size:
            raise UserError(f"an adaptive layer gives size {self.size}, never {o}")
        return 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpolation:
    """Resampling to a `size`, or by a float `scale`: then o is the floor of torch's FLOAT product (100 x 0.29 is 28).

    >>> Interpolation(scale=0.29).output_size(100)
    28
    >>> print(Interpolation(scale=2.0, mode="linear").window(8))
    2q -> q + {-1, 0}; 2q+1 -> q + {0, 1}
    """

    size: int | None = None
    scale: float | None = None
    mode: Interpolator = "nearest"
    align_corners: bool = False

    def output_size(self, i: int) -> int:
        """The size asked for or the floor of the float product."""
        _positive(input_size=i)
        o = self.size if self.size is not None else int(float(i) * float(self.scale or 0))
        if o < 1:
            what = "size" if self.size is not None else f"floor(i x scale) = floor({i} x {self.scale})"
            raise UserError(f"interpolation to {what} = {o} leaves no output; at least 1 is needed")
        return o

    def source(self, i: int, u: int) -> Fraction:
        """Where output u lies on the input's axis, before the floor."""
        o = self.output_size(i)
        if self.align_corners:
            return Fraction((i - 1) * u, o - 1) if o > 1 else Fraction(0)
        ratio = Fraction(i, o) if self.scale is None else 1 / Fraction(str(self.scale))
        if self.mode == "nearest":
            return ratio * u
        half = Fraction(1, 2)
        return ratio * (u + half) - (half if self.mode != "nearest-exact" else 0)

    def window(self, i: int) -> Window | None:
        """The taps with a weight that is not zero, periodic with the denominator of the ratio."""
        if self.mode == "area":
            return Adaptive(size=self.output_size(i)).window(i)
        slope = self.source(i, 1) - self.source(i, 0)
        if slope.denominator > PERIOD_LIMIT:
            return None

        def phase(u: int) -> Positions:
            source = self.source(i, u)
            low = floor(source)
            if self.mode.startswith("nearest") or source == low:
                return progression(low, 1, 1)
            return progression(low, 1, 2) if self.mode == "linear" else progression(low - 1, 1, 4)

        return Window.of(slope.denominator, slope.numerator, phase)

    def reads(self, i: int) -> list[Positions]:
        """The taps; those past an end fall on the end."""
        window = self.window(i)
        if window is None:
            raise UserError(f"interpolation by {self.scale} has over {PERIOD_LIMIT} phases; give a simpler factor")
        return [Positions.of(min(max(j, 0), i - 1) for j in window(u)) for u in range(self.output_size(i))]

    def least_input(self, o: int) -> int:
        """The least input with an output of at least `o`: the float product does not fall as i grows."""
        if self.size is not None:
            return Adaptive(size=self.size).least_input(o)
        low, high = 1, 2
        while int(float(high) * float(self.scale or 0)) < o:
            high *= 2
            if high > SIZE_LIMIT:
                raise UserError(f"no input below {SIZE_LIMIT} gives size {o} by the factor {self.scale}")
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if int(float(middle) * float(self.scale or 0)) >= o else (middle + 1, high)
        return low

    def affine(self) -> tuple[int, int, int, int]:
        """(m, b, c, e), for a factor or its inverse that is whole: then the float product is exact."""
        ratio = Fraction(self.scale or 0)
        if self.size is not None or ratio.numerator < 1 or ratio.denominator & (ratio.denominator - 1):
            raise UserError("only interpolation by a factor has a formula in the input's size")
        if ratio.denominator > 1 << 10 or ratio.numerator > 1 << 20:
            raise UserError(f"the float product with {self.scale} has no formula in whole numbers; give i as a number")
        if ratio.numerator == 1 or ratio.denominator == 1:
            return ratio.numerator, 0, ratio.denominator, 0
        raise UserError(f"the floor of i x {ratio} does not combine with other floors; give the size as a number")


@dataclass(frozen=True, slots=True, kw_only=True)
class Padding:
    """Padding as a layer of its own; a negative amount crops. Values come from the mode.

    >>> [str(s) for s in Padding(amount=(2, 0), mode="reflect").reads(3)]
    ['{2}', '{1}', '{0}', '{1}', '{2}']
    """

    amount: tuple[int, int]
    mode: PadMode = "constant"

    def output_size(self, i: int) -> int:
        """The input plus both amounts."""
        _positive(input_size=i)
        if self.mode == "reflect" and max(self.amount) >= i:
            raise UserError(f"reflection padding {max(self.amount)} must be smaller than the input i = {i}")
        if self.mode == "circular" and max(self.amount) > i:
            raise UserError(f"circular padding {max(self.amount)} wraps more than once around the input i = {i}")
        o = i + sum(self.amount)
        if o < 1 or min(self.amount) < -i:
            raise UserError(f"cropping {-min(self.amount)} leaves no output of the input i = {i}")
        return o

    def window(self, i: int) -> Window:
        """The map u -> u - left."""
        return IDENTITY.moved(-self.amount[0])

    def reads(self, i: int) -> list[Positions]:
        """Where each output's value comes from; nowhere for constant padding."""
        o = self.output_size(i)
        match self.mode:
            case "constant":
                return _clipped(self.window(i), i, o)
            case "replicate":
                return [progression(min(max(u - self.amount[0], 0), i - 1), 1, 1) for u in range(o)]
            case "circular":
                return [progression((u - self.amount[0]) % i, 1, 1) for u in range(o)]
            case _:
                fold = [abs(u - self.amount[0]) for u in range(o)]
                return [progression(min(j, 2 * (i - 1) - j), 1, 1) for j in fold]

    def least_input(self, o: int) -> int:
        """The least input with an output of at least `o` that the mode accepts."""
        needs = {"reflect": max(self.amount) + 1, "circular": max(self.amount)}.get(self.mode, -min(self.amount))
        return max(1, needs, o - sum(self.amount))

    def affine(self) -> tuple[int, int, int, int]:
        """(m, b, c, e): the output is m floor((i + b)/c) + e."""
        return 1, 0, 1, sum(self.amount)


def _padded_name(padding: tuple[int, int]) -> str:
    if padding == (0, 0):
        return "i"
    return "i+2p" if padding[0] == padding[1] else f"i+{padding[0]}+{padding[1]}"
