"""The named laws with atoms: their probabilities and moments. Everything is exact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sympy import (
    Expr,
    FiniteSet,
    Interval,
    Rational,
    Set,
    bernoulli,
    binomial,
    cancel,
    exp,
    expand,
    factorial,
    oo,
    sympify,
)
from sympy import Range as IntegerRange
from sympy.functions.combinatorial.numbers import stirling

from derivations.errors import UserError
from derivations.law import Law

__all__ = ["Bernoulli", "Binomial", "DiscreteUniform", "Finite", "Geometric", "Poisson", "Rademacher"]

MOST_VALUES = 60


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

    def transform(self, at: Expr) -> Expr | None:
        return 1 - self.p + self.p * exp(at)

    def moment(self, order: int) -> Expr:
        return self.p if order else sympify(1)

    @property
    def points(self) -> tuple[Rational, ...] | None:
        return (Rational(0), Rational(1))

    def absolute_moment(self, order: int) -> Expr | None:
        return self.moment(order)

    def power_moment(self, order: Expr) -> Expr | None:
        return self.p

    def power_exists(self, order: Expr) -> Expr | None:
        return order

    def probability(self, point: Expr) -> Expr | None:
        return self.p**point * (1 - self.p) ** (1 - point)


@dataclass(frozen=True, slots=True)
class Binomial(Law):
    """The number of successes in `trials` independent trials of probability p."""

    trials: Any
    p: Any

    @property
    def conditions(self) -> dict[str, Any]:
        whole = self.trials.is_integer is not False
        return {
            "a whole number of trials": whole,
            "trials >= 1": self.trials >= 1,
            "p >= 0": self.p >= 0,
            "p <= 1": self.p <= 1,
        }

    @property
    def support(self) -> Set:
        return IntegerRange(0, self.trials + 1) if self.trials.is_Integer else IntegerRange(0, oo)

    @property
    def points(self) -> tuple[Rational, ...] | None:
        if not self.trials.is_Integer or self.trials >= MOST_VALUES:
            return None
        return tuple(Rational(k) for k in range(int(self.trials) + 1))

    def transform(self, at: Expr) -> Expr | None:
        return (1 - self.p + self.p * exp(at)) ** self.trials

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
class DiscreteUniform(Law):
    """A whole number from `low` to `high`, each with one probability.

    >>> from sympy import Symbol
    >>> n = Symbol("n", integer=True, positive=True)
    >>> DiscreteUniform(1, n).variance
    n**2/12 - 1/12
    """

    low: Any
    high: Any

    @property
    def conditions(self) -> dict[str, Any]:
        whole = self.low.is_integer is not False and self.high.is_integer is not False
        return {"whole ends": whole, "low <= high": self.low <= self.high}

    @property
    def size(self) -> Expr:
        """How many values there are."""
        return self.high - self.low + 1

    @property
    def support(self) -> Set:
        if self.low.is_Integer and self.high.is_Integer:
            return IntegerRange(self.low, self.high + 1)
        return Interval(self.low, self.high)

    @property
    def points(self) -> tuple[Rational, ...] | None:
        if not self.size.is_Integer or not self.low.is_Integer or self.size > MOST_VALUES:
            return None
        return tuple(Rational(k) for k in range(int(self.low), int(self.high) + 1))

    def moment(self, order: int) -> Expr:
        ends = bernoulli(order + 1, self.high + 1) - bernoulli(order + 1, self.low)
        return cancel(expand(ends, func=True) / (order + 1) / self.size)

    def probability(self, point: Expr) -> Expr | None:
        return 1 / self.size


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

    def transform(self, at: Expr) -> Expr | None:
        return exp(self.rate * (exp(at) - 1))

    def moment(self, order: int) -> Expr:
        return expand(sum(stirling(order, k) * self.rate**k for k in range(order + 1)))

    def absolute_moment(self, order: int) -> Expr | None:
        return self.moment(order)

    def probability(self, point: Expr) -> Expr | None:
        return self.rate**point * exp(-self.rate) / factorial(point)


@dataclass(frozen=True, slots=True)
class Geometric(Law):
    """The number of independent trials of probability p up to the first success, from 1 on; or, from 0, of failures.

    >>> Geometric(Rational(1, 3)).moment(1), Geometric(Rational(1, 3), 0).moment(1), Geometric(Rational(1, 3)).variance
    (3, 2, 6)
    """

    p: Any
    first: Any = 1

    @property
    def conditions(self) -> dict[str, Any]:
        return {"p > 0": self.p > 0, "p <= 1": self.p <= 1}

    @property
    def support(self) -> Set:
        return IntegerRange(self.first, oo)

    def transform(self, at: Expr) -> Expr | None:
        return self.p * exp(self.first * at) / (1 - (1 - self.p) * exp(at))

    def transform_exists(self, at: Expr) -> Expr | None:
        return 1 - (1 - self.p) * exp(at)

    def moment(self, order: int) -> Expr:
        odds = (1 - self.p) / self.p
        failures = [sum(stirling(k, j) * factorial(j) * odds**j for j in range(k + 1)) for k in range(order + 1)]
        return cancel(sum(binomial(order, k) * self.first ** (order - k) * failures[k] for k in range(order + 1)))

    def absolute_moment(self, order: int) -> Expr | None:
        return self.moment(order)

    def probability(self, point: Expr) -> Expr | None:
        return self.p * (1 - self.p) ** (point - self.first)


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
        if expand(sum(probability for _, probability in self.atoms)) != 1 or any(p.is_negative for _, p in self.atoms):
            raise UserError(f"probabilities must be at least 0 and add up to 1, got {self.atoms}")

    @property
    def conditions(self) -> dict[str, Any]:
        return {f"{p} >= 0": p >= 0 for _, p in self.atoms if not p.is_number}

    def moment(self, order: int) -> Expr:
        return sympify(sum(probability * value**order for value, probability in self.atoms))

    def absolute_moment(self, order: int) -> Expr | None:
        return sympify(sum(probability * abs(value) ** order for value, probability in self.atoms))

    def probability(self, point: Expr) -> Expr | None:
        return sympify(sum(p for value, p in self.atoms if value == point))

    @property
    def support(self) -> Set:
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
