"""What every law can be asked; the laws themselves are in `laws` and `discrete_laws`."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Self

from sympy import Expr, Rational, Set, Symbol, cancel, expand, sympify

from derivations.errors import UserError

__all__ = ["Law"]


@dataclass(frozen=True, slots=True)
class Law:
    """The law of a real random variable; parameters are sympy expressions."""

    def __post_init__(self) -> None:
        for field in fields(self):
            object.__setattr__(self, field.name, sympify(getattr(self, field.name), strict=True))
        if any(getattr(parameter, "is_extended_real", None) is False for parameter in self.parameters):
            raise UserError(f"there is no {self}: its parameters are real numbers")
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

    def transform(self, at: Expr) -> Expr | None:
        """E[exp(at X)], the moment-generating function, or None where no closed form is known here."""
        return None

    def transform_exists(self, at: Expr) -> Expr | None:
        """What must be positive for E[exp(at X)] to be finite; None where it always is."""
        return None

    def power_moment(self, order: Expr) -> Expr | None:
        """E[X^order] of a positive variable for any real order, or None where no closed form is known here."""
        return None

    def power_exists(self, order: Expr) -> Expr | None:
        """What must be positive for E[X^order] to be finite; None where it always is."""
        return None

    def positive_part(self, order: int) -> Expr | None:
        """E[X^order; X > 0], P(X > 0) for order 0, or None where no closed form is known here.

        >>> from derivations.laws import Uniform
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
