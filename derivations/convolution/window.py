"""Windows that slide: which input positions each output sees, the output's index symbolic.

A `Window` is the map  u = period q + phase  ->  shift q + phases[phase]  on all integers u, clipped nowhere. Every
layer of a convolutional network is one (a transposed convolution has period s, a flip shift -1), and so is every
composition of them, and every union at the same rate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

from derivations.convolution.positions import NOTHING, Positions, progression

__all__ = ["IDENTITY", "PERIOD_LIMIT", "Window"]

PERIOD_LIMIT = 1 << 14  # phases


@dataclass(frozen=True, slots=True)
class Window:
    """Output `period * q + r` sees `phases[r]` moved by `shift * q`; canonical, so equal maps are equal objects.

    >>> conv = Window.sliding(kernel=3, stride=2, padding=1)
    >>> print(conv(0), conv(5), conv.jump)
    {-1, 0, 1} {9, 10, 11} 2
    >>> print(conv.after(conv)(0))      # two layers: what an output of the second sees of the first one's input
    [-3, 3]
    """

    shift: int
    phases: tuple[Positions, ...]

    @classmethod
    def of(cls, period: int, shift: int, phase: Callable[[int], Positions]) -> Window:
        """The window whose output r, 0 <= r < period, sees `phase(r)`; reduced to its smallest period."""
        return cls(shift, tuple(phase(r) for r in range(period))).reduced()

    @classmethod
    def sliding(cls, *, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> Window:
        """Output u sees u stride - padding + dilation t, for t = 0..kernel-1: convolution, pooling, unfold."""
        return cls(stride, (progression(-padding, dilation, kernel),))

    @classmethod
    def transposed(cls, *, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> Window:
        """Output u sees every j with u = j stride - padding + dilation t for a tap t = 0..kernel-1.

        >>> print([str(s) for s in Window.transposed(kernel=2, stride=3).phases])
        ['{0}', '{0}', '{}']
        """

        def phase(r: int) -> Positions:
            landed = (r + padding - dilation * t for t in range(kernel))
            return Positions.of(place // stride for place in landed if not place % stride)

        return cls.of(stride, 1, phase)

    @property
    def period(self) -> int:
        """After how many outputs the picture repeats."""
        return len(self.phases)

    @property
    def jump(self) -> Fraction:
        """Input steps per output step."""
        return Fraction(self.shift, self.period)

    def __call__(self, output: int) -> Positions:
        """The positions output `output` sees, unclipped."""
        turn, phase = divmod(output, self.period)
        return self.phases[phase].shift(self.shift * turn)

    def after(self, outer: Window) -> Window | None:
        """What an output of `outer` sees through this window: outer's outputs read this one's outputs.

        None where the period would pass PERIOD_LIMIT.
        """
        period = outer.period
        if outer.shift:
            period *= self.period // gcd(self.period, abs(outer.shift))
        if period > PERIOD_LIMIT:
            return None
        shift = outer.shift * period // outer.period // self.period * self.shift

        def phase(r: int) -> Positions:
            return self.union_over(outer(r))

        return Window.of(period, shift, phase)

    def union_over(self, outputs: Positions) -> Positions:
        """What all of these outputs together see."""
        seen = NOTHING
        for part in outputs.progressions():
            if self.period == 1 and self.shift >= 0:
                seen |= self(part.first).repeat(self.shift * part.step, part.count)
            else:
                for output in part:
                    seen |= self(output)
        return seen

    def union(self, other: Window) -> Window | None:
        """Both seen at once; None where they move at different rates, for then no window describes the union.

        >>> a, b = Window.sliding(kernel=5, padding=0), Window.sliding(kernel=5, padding=4)
        >>> a.union(b).span
        9
        """
        if self == other:
            return self
        period = lcm(self.period, other.period)
        if self.jump != other.jump or period > PERIOD_LIMIT:
            return None
        return Window.of(period, self.shift * (period // self.period), lambda r: self(r) | other(r))

    def moved(self, start: int, step: int = 1) -> Window:
        """The window of the slice [start::step] of the outputs: output u is the old output start + step u."""
        moved = self.after(Window(step, (progression(start, 1, 1),)))
        assert moved is not None  # the period only divides
        return moved

    def reduced(self) -> Window:
        """The same map with its smallest period."""
        period = self.period
        for divisor in sorted({d for d in _divisors(period) if not self.shift * d % period}):
            step = self.shift * divisor // period
            if all(self.phases[r] == self.phases[r - divisor].shift(step) for r in range(divisor, period)):
                return Window(step, self.phases[:divisor])
        return self

    @property
    def span(self) -> int:
        """The widest field over the phases: last minus first plus one."""
        return max(phase.span for phase in self.phases)

    @property
    def span_min(self) -> int:
        """The narrowest field over the phases; 0 where some outputs see nothing."""
        return min(phase.span for phase in self.phases)

    @property
    def count(self) -> int:
        """The most positions any phase touches."""
        return max(phase.count for phase in self.phases)

    @property
    def start(self) -> int | None:
        """The first position output 0 sees, unclipped; None where it sees nothing."""
        return self.phases[0].first if self.phases[0].bits else None

    @property
    def centre(self) -> Fraction | None:
        """The middle of what output 0 sees."""
        first = self.phases[0]
        return Fraction(first.first + first.last, 2) if first.bits else None

    def __str__(self) -> str:
        def line(r: int) -> str:
            index = "u" if self.period == 1 else f"{self.period}q" + (f"+{r}" if r else "")
            moving = {0: "", 1: "q + ", -1: "-q + "}.get(self.shift, f"{self.shift}q + ")
            return f"{index} -> {moving.replace('q', 'u') if self.period == 1 else moving}{self.phases[r]}"

        return "; ".join(line(r) for r in range(self.period))


IDENTITY = Window(1, (Positions(0, 1),))


def _divisors(number: int) -> Iterable[int]:
    return (d for d in range(1, number + 1) if not number % d)
