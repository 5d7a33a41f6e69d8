"""The laws that worlds draw: with the mean, variance, symmetry and atoms asked for, and generic in all else."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Any

from sympy import Rational, expand, sqrt, sympify

from derivations.laws import Exponential, Finite, Gamma, Laplace, Law, Normal, Uniform
from verify.worlds.world import NoWorldError

__all__ = ["LawDrawer", "Shifted", "affine", "finite_law", "moved", "rotated"]

finite_law = lru_cache(maxsize=4096)(Finite)  # the same few laws are drawn again and again


@dataclass(frozen=True, slots=True)
class Shifted(Law):
    """X + offset."""

    base: Any
    offset: Any

    def __post_init__(self) -> None:
        object.__setattr__(self, "offset", sympify(self.offset))

    def moment(self, order: int) -> Any:
        """E[(X + offset)^order]."""
        from sympy import binomial

        return sympify(
            sum(binomial(order, k) * self.offset ** (order - k) * self.base.moment(k) for k in range(order + 1))
        )


@dataclass(frozen=True, slots=True)
class LawDrawer:
    """Draws laws: of few rational values where `finite`, such as a person checks by hand where `plain`."""

    rng: Random
    finite: bool
    plain: bool

    def draw(
        self, *, symmetric: bool, centred: bool, variance: Any = None, atom: bool = False, no_atom: bool = False
    ) -> Law:
        """A generic law with the properties asked for."""
        pick = self.rng.choice
        if self.plain and variance is None and not atom:
            return self._plain_law(symmetric=symmetric, centred=centred, no_atom=no_atom)
        if variance is not None and not variance.is_Rational and self.finite:
            raise NoWorldError(f"a law of variance {variance} with rational values")
        if not self.finite and not atom:
            return self._continuous(symmetric=symmetric, centred=centred, variance=variance)
        if self.plain and variance is not None and (simple := self._of_variance(variance, symmetric=symmetric)):
            return simple if centred or symmetric else moved(simple, Rational(pick([0, 1])))
        if symmetric:
            a = Rational(pick([1, 2, 3]), pick([1, 2]))
            if variance is not None:
                a = Rational(next(k for k in range(1, 10**6) if k * k > variance))
                p = variance / (2 * a**2)
            else:
                p = Rational(1, 2) if no_atom else Rational(1, 4) if atom else Rational(pick([1, 2]), 5)
            middle = ((0, 1 - 2 * p),) if p != Rational(1, 2) else ()
            return finite_law(((a, p), (-a, p), *middle))
        a, b = pick([(1, 2), (3, 1), (2, 5), (1, 4), (2, 1)])
        a, b = Rational(a), Rational(b)
        if variance is not None:
            b = variance / a
        p = b / (a + b)
        if atom:
            return finite_law(((a, p / 2), (-b, (1 - p) / 2), (0, Rational(1, 2))))
        law = finite_law(((a, p), (-b, 1 - p)))
        return law if centred else moved(law, Rational(pick([1, 2]), 3))

    def _of_variance(self, variance: Any, *, symmetric: bool) -> Law | None:
        """Two values a square root of the variance away from 0, or one that is nearer and one that is farther."""
        spread = sqrt(variance)
        if not spread.is_Rational:
            return None
        near = self.rng.choice([spread, spread, spread / 2])
        if near == spread:
            return finite_law(((-spread, Rational(1, 2)), (spread, Rational(1, 2))))
        return None if symmetric else finite_law(((near, Rational(4, 5)), (-4 * near, Rational(1, 5))))

    def _plain_law(self, *, symmetric: bool, centred: bool, no_atom: bool) -> Law:
        """A law of two or three small values."""
        half, third = Rational(1, 2), Rational(1, 3)
        if symmetric:
            sign = finite_law(((-1, half), (1, half)))
            with_zero = finite_law(((-1, half / 2), (0, half), (1, half / 2)))
            four = finite_law(tuple((v, half / 2) for v in (-2, -1, 1, 2)))
            return sign if no_atom else self.rng.choice([sign, with_zero, four])
        if centred:
            return self.rng.choice([
                finite_law(((1, 2 * third), (-2, third))), finite_law(((-1, half), (1, half))),
                finite_law(((-1, half), (0, half / 2), (2, half / 2))),
            ])  # fmt: skip
        return self.rng.choice([
            finite_law(((0, half), (1, half))), finite_law(((1, half), (2, half))), finite_law(((-1, half), (2, half))),
            finite_law(((0, third), (1, third), (3, third))), finite_law(((-2, half), (1, half))),
            finite_law(((0, half), (half, half))),
        ])  # fmt: skip

    def _continuous(self, *, symmetric: bool, centred: bool, variance: Any) -> Law:
        pick = self.rng.choice
        if symmetric:
            if variance is not None:
                return Normal(0, variance)
            scale = Rational(pick([2, 3, 4]), 3)
            return pick([Normal(0, scale**2), Laplace(0, scale), Uniform(-scale, scale)])
        if variance is None:
            variance = Rational(pick([1, 2, 3]), 2)
        rate = Rational(next(k for k in range(1, 10**6) if k * k * variance >= 2))
        law = Shifted(Gamma(variance * rate**2, rate), -variance * rate)
        return law if centred else moved(law, Rational(pick([1, 2]), 2))


def rotated(turning: Any, place: int) -> Any:
    """The value of -1, 0, 1 moved on by `place` in a cycle, as a polynomial."""
    t = turning
    lagrange = {-1: t * (t - 1) / 2, 0: 1 - t**2, 1: t * (t + 1) / 2}
    return expand(sum(basis * ((value + 1 + place) % 3 - 1) for value, basis in lagrange.items()))


def moved(law: Law, offset: Any) -> Law:
    """The law of X + offset."""
    if isinstance(law, Finite):
        return finite_law(tuple((value + offset, p) for value, p in law.atoms))
    if isinstance(law, Shifted):
        return Shifted(law.base, law.offset + offset)
    return Shifted(law, offset)


def affine(law: Law, scale: Any, offset: Any) -> Law | None:
    """The law of scale X + offset, where it has the same name."""
    match law:
        case Normal(mean, variance):
            return Normal(scale * mean + offset, scale**2 * variance)
        case Laplace(location, width):
            return Laplace(scale * location + offset, abs(scale) * width)
        case Uniform(low, high):
            ends = (scale * low + offset, scale * high + offset)
            return Uniform(*(ends if scale > 0 else ends[::-1]))
        case Exponential(rate) if offset == 0 and scale > 0:
            return Exponential(rate / scale)
    return None
