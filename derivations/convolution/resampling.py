"""Layers that follow the input's size or move its values: adaptive pooling, interpolation, padding."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import floor, gcd
from typing import Literal

from derivations.convolution.layers import at_least_one, clipped
from derivations.convolution.positions import Positions, progression
from derivations.convolution.window import IDENTITY, PERIOD_LIMIT, Window
from derivations.errors import UserError

__all__ = ["Adaptive", "Interpolation", "Interpolator", "Padding"]

SIZE_LIMIT = 1 << 40
PadMode = Literal["constant", "reflect", "replicate", "circular"]
Interpolator = Literal["nearest", "nearest-exact", "linear", "cubic", "area"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Adaptive:
    """Adaptive pooling to `size` bins, bin j = [floor(j i/o), ceil((j+1) i/o)).

    >>> [str(seen) for seen in Adaptive(size=3).reads(7)]
    ['{0, 1, 2}', '{2, 3, 4}', '{4, 5, 6}']
    """

    size: int

    def output_size(self, i: int) -> int:
        """As asked."""
        at_least_one(output_size=self.size, input_size=i)
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
        at_least_one(input_size=i)
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
        at_least_one(input_size=i)
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
                return clipped(self.window(i), i, o)
            case "replicate":
                return [progression(min(max(u - self.amount[0], 0), i - 1), 1, 1) for u in range(o)]
            case "circular":
                first, kept = max(0, -self.amount[0]), i + min(0, self.amount[0]) + min(0, self.amount[1])
                return [progression(first + (u - max(0, self.amount[0])) % kept, 1, 1) for u in range(o)]  # crops first
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
