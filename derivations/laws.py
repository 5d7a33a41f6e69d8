"""The named laws: support, density or probabilities, moments, symmetry. Everything is exact.

>>> from sympy import Symbol
>>> sigma = Symbol("sigma", positive=True)
>>> Normal(0, sigma**2).moment(4)
3*sigma**4
>>> Uniform(-2, 4).moment(1)
1
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sympy import (
    Expr,
    Integer,
    Interval,
    Rational,
    Set,
    binomial,
    erf,
    exp,
    expand,
    factorial,
    factorial2,
    gamma,
    log,
    oo,
    pi,
    rf,
    sqrt,
)  # fmt: skip

from derivations.discrete_laws import Bernoulli, Binomial, DiscreteUniform, Finite, Geometric, Poisson, Rademacher
from derivations.law import Law
from derivations.positive_laws import Beta, ExGaussian, Wald

__all__ = [
    "LAWS",
    "Bernoulli",
    "Beta",
    "Binomial",
    "DiscreteUniform",
    "ExGaussian",
    "Exponential",
    "Finite",
    "Gamma",
    "Geometric",
    "Laplace",
    "Law",
    "LogNormal",
    "Normal",
    "Poisson",
    "Rademacher",
    "Uniform",
    "Wald",
]


def _binomial_shift(location: Expr, centred: Any, order: int) -> Expr:
    """E[(location + Y)^order] from the moments of Y."""
    return expand(sum(binomial(order, k) * location ** (order - k) * centred(k) for k in range(order + 1)))


@dataclass(frozen=True, slots=True)
class Normal(Law):
    """N(mean, variance); the second parameter is the variance.

    >>> Normal(1, 4).moment(2)
    5
    """

    mean: Any
    variance_: Any

    @property
    def conditions(self) -> dict[str, Any]:
        return {"variance > 0": self.variance_ > 0}

    @property
    def support(self) -> Set:
        return Interval(-oo, oo)

    def transform(self, at: Expr) -> Expr | None:
        return exp(self.mean * at + self.variance_ * at**2 / 2)

    def moment(self, order: int) -> Expr:
        def centred(k: int) -> Any:
            return 0 if k % 2 else self.variance_ ** (k // 2) * factorial2(k - 1)

        return _binomial_shift(self.mean, centred, order)

    def absolute_moment(self, order: int) -> Expr | None:
        if order % 2 == 0:
            return self.moment(order)
        if self.mean != 0:
            return None
        return sqrt(self.variance_) ** order * sqrt(2 / pi) * 2 ** ((order - 1) // 2) * factorial((order - 1) // 2)

    def positive_part(self, order: int) -> Expr | None:
        """By parts: m times the one of an order less, and k - 1 variances times the one of two less.

        >>> Normal(0, 1).positive_part(2), Normal(1, 4).positive_part(0)
        (1/2, erf(sqrt(2)/4)/2 + 1/2)
        """
        mean, square = self.mean, self.variance_
        found = [(1 + erf(mean / sqrt(2 * square))) / 2]
        found.append(mean * found[0] + square * self.density(Integer(0)))
        for k in range(2, order + 1):
            found.append(expand(mean * found[k - 1] + (k - 1) * square * found[k - 2]))
        return found[order]

    def power_moment(self, order: Expr) -> Expr | None:
        """E|X|^order about 0.

        >>> from sympy import Symbol
        >>> k = Symbol("k", integer=True, positive=True)
        >>> Normal(0, 1).power_moment(2 * k).subs(k, 3)
        15
        """
        if self.mean != 0:
            return None
        if order.is_even:
            return self.variance_ ** (order / 2) * factorial(order) / (2 ** (order / 2) * factorial(order / 2))
        return (2 * self.variance_) ** (order / 2) * gamma((order + 1) / 2) / sqrt(pi)

    def power_exists(self, order: Expr) -> Expr | None:
        return 1 + order

    def density(self, point: Expr) -> Expr:
        return exp(-((point - self.mean) ** 2) / (2 * self.variance_)) / sqrt(2 * pi * self.variance_)

    @property
    def symmetric(self) -> bool:
        return bool(self.mean == 0)


@dataclass(frozen=True, slots=True)
class Uniform(Law):
    """U(low, high).

    >>> from sympy import Symbol
    >>> a = Symbol("a", positive=True)
    >>> Uniform(-a, a).variance
    a**2/3
    """

    low: Any
    high: Any

    @property
    def conditions(self) -> dict[str, Any]:
        return {"low < high": self.low < self.high}

    @property
    def support(self) -> Set:
        return Interval(self.low, self.high)

    def moment(self, order: int) -> Expr:
        total = sum(self.low**k * self.high ** (order - k) for k in range(order + 1))
        return expand(total) / (order + 1)

    def absolute_moment(self, order: int) -> Expr | None:
        if order % 2 == 0 or self.low.is_nonnegative:
            return self.moment(order)
        return self.high**order / (order + 1) if self.symmetric else None

    def positive_part(self, order: int) -> Expr | None:
        if self.low.is_nonpositive and self.high.is_nonnegative:
            return self.high ** (order + 1) / (order + 1) / (self.high - self.low)
        return Law.positive_part(self, order)

    def power_moment(self, order: Expr) -> Expr | None:
        if self.symmetric:
            return self.high**order / (order + 1)
        if not self.low.is_nonnegative:
            return None
        below = 0 if self.low == 0 else self.low ** (order + 1)
        return (self.high ** (order + 1) - below) / ((order + 1) * (self.high - self.low))

    def power_exists(self, order: Expr) -> Expr | None:
        return 1 + order

    def density(self, point: Expr) -> Expr | None:
        return 1 / (self.high - self.low)

    def transform(self, at: Expr) -> Expr | None:
        return (exp(at * self.high) - exp(at * self.low)) / (at * (self.high - self.low))

    def transform_exists(self, at: Expr) -> Expr | None:
        return at**2  # the formula is another one at 0

    @property
    def symmetric(self) -> bool:
        return bool(expand(self.low + self.high) == 0)


@dataclass(frozen=True, slots=True)
class Laplace(Law):
    """Density exp(-|t - location|/scale)/(2 scale)."""

    location: Any
    scale: Any

    @property
    def conditions(self) -> dict[str, Any]:
        return {"scale > 0": self.scale > 0}

    @property
    def support(self) -> Set:
        return Interval(-oo, oo)

    def transform(self, at: Expr) -> Expr | None:
        return exp(self.location * at) / (1 - self.scale**2 * at**2)

    def transform_exists(self, at: Expr) -> Expr | None:
        return 1 - self.scale**2 * at**2

    def moment(self, order: int) -> Expr:
        def centred(k: int) -> Any:
            return 0 if k % 2 else factorial(k) * self.scale**k

        return _binomial_shift(self.location, centred, order)

    def absolute_moment(self, order: int) -> Expr | None:
        return factorial(order) * self.scale**order if self.location == 0 else Law.absolute_moment(self, order)

    def power_moment(self, order: Expr) -> Expr | None:
        return gamma(1 + order) * self.scale**order if self.location == 0 else None

    def power_exists(self, order: Expr) -> Expr | None:
        return 1 + order

    def density(self, point: Expr) -> Expr | None:
        return exp(-abs(point - self.location) / self.scale) / (2 * self.scale)

    @property
    def symmetric(self) -> bool:
        return bool(self.location == 0)


@dataclass(frozen=True, slots=True)
class Exponential(Law):
    """Density rate exp(-rate t) on t >= 0."""

    rate: Any

    @property
    def conditions(self) -> dict[str, Any]:
        return {"rate > 0": self.rate > 0}

    @property
    def support(self) -> Set:
        return Interval(0, oo)

    def transform(self, at: Expr) -> Expr | None:
        return self.rate / (self.rate - at)

    def transform_exists(self, at: Expr) -> Expr | None:
        return self.rate - at

    def moment(self, order: int) -> Expr:
        return factorial(order) / self.rate**order

    def absolute_moment(self, order: int) -> Expr | None:
        return self.moment(order)

    def power_moment(self, order: Expr) -> Expr | None:
        return gamma(1 + order) / self.rate**order

    def power_exists(self, order: Expr) -> Expr | None:
        return 1 + order

    def density(self, point: Expr) -> Expr | None:
        return self.rate * exp(-self.rate * point)


@dataclass(frozen=True, slots=True)
class Gamma(Law):
    """Density rate^shape t^(shape - 1) exp(-rate t)/Gamma(shape) on t >= 0."""

    shape: Any
    rate: Any

    @property
    def conditions(self) -> dict[str, Any]:
        return {"shape > 0": self.shape > 0, "rate > 0": self.rate > 0}

    @property
    def support(self) -> Set:
        return Interval(0, oo)

    def transform(self, at: Expr) -> Expr | None:
        return (self.rate / (self.rate - at)) ** self.shape

    def transform_exists(self, at: Expr) -> Expr | None:
        return self.rate - at

    def moment(self, order: int) -> Expr:
        return expand(rf(self.shape, order)) / self.rate**order

    def absolute_moment(self, order: int) -> Expr | None:
        return self.moment(order)

    def power_moment(self, order: Expr) -> Expr | None:
        return gamma(self.shape + order) / gamma(self.shape) / self.rate**order

    def power_exists(self, order: Expr) -> Expr | None:
        return self.shape + order

    def density(self, point: Expr) -> Expr | None:
        return self.rate**self.shape * point ** (self.shape - 1) * exp(-self.rate * point) / gamma(self.shape)


@dataclass(frozen=True, slots=True)
class LogNormal(Law):
    """exp(Y) for Y ~ N(mean, variance) of the logarithm."""

    log_mean: Any
    log_variance: Any

    @property
    def conditions(self) -> dict[str, Any]:
        return {"variance > 0": self.log_variance > 0}

    @property
    def support(self) -> Set:
        return Interval(0, oo)

    def moment(self, order: int) -> Expr:
        return exp(order * self.log_mean + Rational(order**2, 2) * self.log_variance)

    def absolute_moment(self, order: int) -> Expr | None:
        return self.moment(order)

    def power_moment(self, order: Expr) -> Expr | None:
        return exp(order * self.log_mean + order**2 * self.log_variance / 2)

    def density(self, point: Expr) -> Expr | None:
        spread = 2 * self.log_variance
        return exp(-((log(point) - self.log_mean) ** 2) / spread) / (point * sqrt(pi * spread))


LAWS: dict[str, type[Law]] = {
    law.__name__: law
    for law in (
        Normal, Uniform, Laplace, Exponential, Gamma, LogNormal, Beta, Wald, ExGaussian, Bernoulli, Binomial, Geometric,
        Poisson,
        DiscreteUniform, Rademacher,
    )
}  # fmt: skip
