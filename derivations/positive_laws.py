"""Laws on a part of the line that textbooks treat beside the common ones: beta, inverse Gaussian, normal + exponential.

>>> from sympy import symbols
>>> a, b = symbols("a b", positive=True)
>>> Beta(a, b).moment(1)
a/(a + b)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sympy import Expr, Interval, Rational, Set, binomial, exp, expand, factorial, factorial2, gamma, oo, pi, rf, sqrt

from derivations.law import Law

__all__ = ["Beta", "ExGaussian", "Wald"]


@dataclass(frozen=True, slots=True)
class Beta(Law):
    """Density t^(first - 1) (1 - t)^(second - 1) Gamma(first + second)/(Gamma(first) Gamma(second)) on 0 < t < 1."""

    first: Any
    second: Any

    @property
    def conditions(self) -> dict[str, Any]:
        return {"first shape > 0": self.first > 0, "second shape > 0": self.second > 0}

    @property
    def support(self) -> Set:
        return Interval(0, 1)

    def moment(self, order: int) -> Expr:
        return rf(self.first, order) / rf(self.first + self.second, order)

    def absolute_moment(self, order: int) -> Expr | None:
        return self.moment(order)

    def power_moment(self, order: Expr) -> Expr | None:
        whole = self.first + self.second
        return gamma(self.first + order) * gamma(whole) / gamma(self.first) / gamma(whole + order)

    def power_exists(self, order: Expr) -> Expr | None:
        return self.first + order

    def density(self, point: Expr) -> Expr | None:
        scale = gamma(self.first + self.second) / gamma(self.first) / gamma(self.second)
        return scale * point ** (self.first - 1) * (1 - point) ** (self.second - 1)


@dataclass(frozen=True, slots=True)
class Wald(Law):
    """The first time that a Brownian motion with drift `drift` is at `barrier`: inverse Gaussian.

    >>> Wald(2, 3).variance
    3/8
    """

    drift: Any
    barrier: Any

    @property
    def conditions(self) -> dict[str, Any]:
        return {"drift > 0": self.drift > 0, "barrier > 0": self.barrier > 0}

    @property
    def support(self) -> Set:
        return Interval(0, oo)

    def moment(self, order: int) -> Expr:
        mean, ratio = self.barrier / self.drift, 1 / (2 * self.barrier * self.drift)
        if not order:
            return Rational(1)
        terms = (factorial(order - 1 + k) / factorial(k) / factorial(order - 1 - k) * ratio**k for k in range(order))
        return expand(mean**order * sum(terms))

    def absolute_moment(self, order: int) -> Expr | None:
        return self.moment(order)

    def density(self, point: Expr) -> Expr | None:
        exponent = -((self.barrier - self.drift * point) ** 2) / (2 * point)
        return self.barrier / sqrt(2 * pi * point**3) * exp(exponent)

    def transform(self, at: Expr) -> Expr | None:
        return exp(self.drift * self.barrier - sqrt(self.barrier**2 * (self.drift**2 - 2 * at)))

    def transform_exists(self, at: Expr) -> Expr | None:
        return self.drift**2 - 2 * at


@dataclass(frozen=True, slots=True)
class ExGaussian(Law):
    """The sum of a normal variable of the given mean and standard deviation and an independent exponential one.

    >>> ExGaussian(1, 2, 1).variance
    5
    """

    mean: Any
    deviation: Any
    rate: Any

    @property
    def conditions(self) -> dict[str, Any]:
        return {"standard deviation > 0": self.deviation > 0, "rate > 0": self.rate > 0}

    @property
    def support(self) -> Set:
        return Interval(-oo, oo)

    def moment(self, order: int) -> Expr:
        def normal(k: int) -> Any:
            even = range(0, k + 1, 2)
            return sum(binomial(k, i) * self.mean ** (k - i) * self.deviation**i * factorial2(i - 1) for i in even)

        parts = (binomial(order, k) * normal(k) * factorial(order - k) / self.rate ** (order - k)
                 for k in range(order + 1))  # fmt: skip
        return expand(sum(parts))

    @property
    def continuous(self) -> bool:
        return True

    def transform(self, at: Expr) -> Expr | None:
        return self.rate / (self.rate - at) * exp(self.mean * at + self.deviation**2 * at**2 / 2)

    def transform_exists(self, at: Expr) -> Expr | None:
        return self.rate - at
