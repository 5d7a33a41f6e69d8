"""The named laws: support, density or probabilities, moments, symmetry. Everything is exact.

>>> from sympy import Symbol
>>> sigma = Symbol("sigma", positive=True)
>>> Normal(0, sigma**2).moment(4)
3*sigma**4
>>> Uniform(-2, 4).moment(1)
1
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Self

from sympy import (
    Expr,
    Interval,
    Rational,
    Set,
    Symbol,
    binomial,
    cancel,
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
    sympify,
)  # fmt: skip
from sympy import Range as IntegerRange
from sympy.functions.combinatorial.numbers import stirling

from derivations.errors import UserError

__all__ = [
    "LAWS",
    "Bernoulli",
    "Binomial",
    "Exponential",
    "Finite",
    "Gamma",
    "Laplace",
    "Law",
    "LogNormal",
    "Normal",
    "Poisson",
    "Rademacher",
    "Uniform",
]


@dataclass(frozen=True, slots=True)
class Law:
    """The law of a real random variable; parameters are sympy expressions."""

    def __post_init__(self) -> None:
        for field in fields(self):
            object.__setattr__(self, field.name, sympify(getattr(self, field.name), strict=True))
        for words, condition in self.conditions.items():
            if condition == False:  # noqa: E712
                raise UserError(f"there is no {self}: it needs {words}")

    @property
    def conditions(self) -> dict[str, Any]:
        """What the parameters must satisfy, in words and as a relation that sympy may know to be false."""
        return {}

    @property
    def parameters(self) -> tuple[Expr, ...]:
        """The parameters in the order of the constructor."""
        return tuple(getattr(self, field.name) for field in fields(self))

    def substitute(self, mapping: dict[Any, Any]) -> Self:
        """The same law with parameters replaced."""
        return type(self)(*(parameter.xreplace(mapping) for parameter in self.parameters))

    @property
    def support(self) -> Set:
        """The smallest closed set of probability 1, as a sympy set."""
        raise NotImplementedError

    def moment(self, order: int) -> Expr:
        """E[X^order]."""
        raise NotImplementedError

    def absolute_moment(self, order: int) -> Expr | None:
        """E|X|^order, or None where no closed form is known here."""
        return self.moment(order) if order % 2 == 0 else None

    def density(self, point: Expr) -> Expr | None:
        """The density on the support, or None for a law with atoms."""
        return None

    def probability(self, point: Expr) -> Expr | None:
        """P(X = point) on the support of a discrete law, else None."""
        return None

    def positive_part(self, order: int) -> Expr | None:
        """E[X^order; X > 0], P(X > 0) for order 0, or None where no closed form is known here.

        >>> Uniform(-1, 3).positive_part(1)
        9/8
        """
        mass = self.mass_at_0
        if self.support.inf.is_nonnegative:
            return self.moment(order) if order else 1 - mass
        if self.support.sup.is_nonpositive:
            return sympify(0)
        if not self.symmetric:
            return None
        whole = self.absolute_moment(order) if order else 1 - mass
        return None if whole is None else whole / 2

    @property
    def mass_at_0(self) -> Expr:
        """P(X = 0)."""
        mass = self.probability(sympify(0))
        return sympify(0) if mass is None or sympify(0) not in self.support else mass

    @property
    def points(self) -> tuple[Rational, ...] | None:
        """All values, where they are finitely many known numbers."""
        return None

    @property
    def symmetric(self) -> bool:
        """Whether X and -X have the same law."""
        return False

    @property
    def continuous(self) -> bool:
        """Whether the law has a density, and so no atom."""
        return self.density(Symbol("t", real=True)) is not None

    @property
    def variance(self) -> Expr:
        """Var(X)."""
        return cancel(expand(self.moment(2) - self.moment(1) ** 2))


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

    def density(self, point: Expr) -> Expr | None:
        return exp(-((point - self.mean) ** 2) / (2 * self.variance_)) / sqrt(2 * pi * self.variance_)

    @property
    def symmetric(self) -> bool:
        return bool(self.mean == 0)


@dataclass(frozen=True, slots=True)
class Uniform(Law):
    """U(low, high).

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

    def density(self, point: Expr) -> Expr | None:
        return 1 / (self.high - self.low)

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

    def moment(self, order: int) -> Expr:
        def centred(k: int) -> Any:
            return 0 if k % 2 else factorial(k) * self.scale**k

        return _binomial_shift(self.location, centred, order)

    def absolute_moment(self, order: int) -> Expr | None:
        return factorial(order) * self.scale**order if self.location == 0 else Law.absolute_moment(self, order)

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

    def moment(self, order: int) -> Expr:
        return factorial(order) / self.rate**order

    def absolute_moment(self, order: int) -> Expr | None:
        return self.moment(order)

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

    def moment(self, order: int) -> Expr:
        return expand(rf(self.shape, order)) / self.rate**order

    def absolute_moment(self, order: int) -> Expr | None:
        return self.moment(order)

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

    def density(self, point: Expr) -> Expr | None:
        spread = 2 * self.log_variance
        return exp(-((log(point) - self.log_mean) ** 2) / spread) / (point * sqrt(pi * spread))


@dataclass(frozen=True, slots=True)
class Bernoulli(Law):
    """1 with probability p, else 0."""

    p: Any

    @property
    def conditions(self) -> dict[str, Any]:
        return {"p >= 0": self.p >= 0, "p <= 1": self.p <= 1}

    @property
    def support(self) -> Set:
        return IntegerRange(0, 2)

    def moment(self, order: int) -> Expr:
        return self.p if order else sympify(1)

    @property
    def points(self) -> tuple[Rational, ...] | None:
        return (Rational(0), Rational(1))

    def absolute_moment(self, order: int) -> Expr | None:
        return self.moment(order)

    def probability(self, point: Expr) -> Expr | None:
        return self.p**point * (1 - self.p) ** (1 - point)


@dataclass(frozen=True, slots=True)
class Binomial(Law):
    """The number of successes in `trials` independent trials of probability p."""

    trials: Any
    p: Any

    @property
    def conditions(self) -> dict[str, Any]:
        return {"trials >= 1": self.trials >= 1, "p >= 0": self.p >= 0, "p <= 1": self.p <= 1}

    @property
    def support(self) -> Set:
        return IntegerRange(0, self.trials + 1) if self.trials.is_Integer else IntegerRange(0, oo)

    def moment(self, order: int) -> Expr:
        def falling(k: int) -> Any:
            product = sympify(1)
            for i in range(k):
                product *= self.trials - i
            return product

        return expand(sum(stirling(order, k) * falling(k) * self.p**k for k in range(order + 1)))

    def absolute_moment(self, order: int) -> Expr | None:
        return self.moment(order)

    def probability(self, point: Expr) -> Expr | None:
        return binomial(self.trials, point) * self.p**point * (1 - self.p) ** (self.trials - point)


@dataclass(frozen=True, slots=True)
class Poisson(Law):
    """Poisson with the given mean."""

    rate: Any

    @property
    def conditions(self) -> dict[str, Any]:
        return {"mean > 0": self.rate > 0}

    @property
    def support(self) -> Set:
        return IntegerRange(0, oo)

    def moment(self, order: int) -> Expr:
        return expand(sum(stirling(order, k) * self.rate**k for k in range(order + 1)))

    def absolute_moment(self, order: int) -> Expr | None:
        return self.moment(order)

    def probability(self, point: Expr) -> Expr | None:
        return self.rate**point * exp(-self.rate) / factorial(point)


@dataclass(frozen=True, slots=True)
class Rademacher(Law):
    """1 or -1, each with probability 1/2."""

    @property
    def support(self) -> Set:
        return IntegerRange(-1, 3, 2)

    @property
    def points(self) -> tuple[Rational, ...] | None:
        return (Rational(-1), Rational(1))

    def moment(self, order: int) -> Expr:
        return sympify((order + 1) % 2)

    def absolute_moment(self, order: int) -> Expr | None:
        return sympify(1)

    def probability(self, point: Expr) -> Expr | None:
        return Rational(1, 2)

    @property
    def symmetric(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Finite(Law):
    """Finitely many values, each with its probability: Finite(((value, probability), ...)).

    >>> Finite(((1, Rational(2, 3)), (-2, Rational(1, 3)))).moment(1)
    0
    """

    atoms: Any

    def __post_init__(self) -> None:
        Law.__post_init__(self)
        if sum(probability for _, probability in self.atoms) != 1 or any(p.is_negative for _, p in self.atoms):
            raise UserError(f"probabilities must be at least 0 and add up to 1, got {self.atoms}")

    def moment(self, order: int) -> Expr:
        return sympify(sum(probability * value**order for value, probability in self.atoms))

    def absolute_moment(self, order: int) -> Expr | None:
        return sympify(sum(probability * abs(value) ** order for value, probability in self.atoms))

    def probability(self, point: Expr) -> Expr | None:
        return sympify(sum(p for value, p in self.atoms if value == point))

    @property
    def support(self) -> Set:
        from sympy import FiniteSet

        return FiniteSet(*(value for value, probability in self.atoms if probability))

    @property
    def points(self) -> tuple[Rational, ...] | None:
        values = tuple(dict.fromkeys(value for value, probability in self.atoms if probability))
        return values if all(value.is_Rational for value in values) else None

    def positive_part(self, order: int) -> Expr | None:
        if any(value.is_positive is None for value, _ in self.atoms):
            return None
        return sympify(sum(probability * value**order for value, probability in self.atoms if value.is_positive))

    @property
    def symmetric(self) -> bool:
        return all(self.probability(value) == self.probability(-value) for value, _ in self.atoms)


LAWS: dict[str, type[Law]] = {
    law.__name__: law
    for law in (Normal, Uniform, Laplace, Exponential, Gamma, LogNormal, Bernoulli, Binomial, Poisson, Rademacher)
}
