"""Claims, right or wrong: what theorems prove and checks test. And the kernel's two refusals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sympy import nan, oo, zoo

from derivations.errors import UserError
from derivations.hypotheses import Hypothesis
from derivations.shown import Shown
from derivations.terms import as_term

__all__ = ["Claim", "DoesNotApply", "KernelError", "Relation"]

RELATIONS = ("=", "<=", "in")


class KernelError(UserError):
    """The kernel refuses: what was asked for is not a proof."""


class DoesNotApply(KernelError):
    """A rule does not apply to a term; the message says what it needs."""


@dataclass(frozen=True, slots=True)
class Relation:
    """lhs = rhs, lhs <= rhs, or lhs in rhs."""

    lhs: Any
    symbol: str
    rhs: Any

    def __post_init__(self) -> None:
        object.__setattr__(self, "lhs", as_term(self.lhs))
        object.__setattr__(self, "rhs", as_term(self.rhs))
        if undefined := [side for side in (self.lhs, self.rhs) if side.has(nan, zoo) or side in (oo, -oo)]:
            raise KernelError(f"a relation is between numbers; {undefined[0]} is none, as after a division by 0")
        if self.symbol not in RELATIONS:
            raise KernelError(f"unknown relation {self.symbol!r}; known: {', '.join(RELATIONS)}")

    def __str__(self) -> str:
        return f"{self.lhs} {self.symbol} {self.rhs}"


@dataclass(frozen=True, slots=True, repr=False)
class Claim(Shown):
    """Hypotheses and a relation, right or wrong. Checks take claims."""

    hypotheses: tuple[Hypothesis, ...]
    relation: Relation

    def same_as(self, other: Claim) -> bool:
        """Equal relation and equal sets of hypotheses."""
        return self.relation == other.relation and set(self.hypotheses) == set(other.hypotheses)
