"""What a claim about integers says: its parameters, the equations that determine names, the conditions that are left.

>>> from derivations.catalogue import derive
>>> about = IntegerClaim.of(derive("conv-output-size").claim)
>>> about.parameters, about.conditions
((d, i, k, p, s), (i + 2*p >= d*(k - 1) + 1,))
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sympy import Abs, Add, Eq, Integer, Max, Min, Mod, Mul, Pow, Rational, Symbol, Tuple, ceiling, expand, floor, oo
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational
from sympy.logic.boolalg import BooleanFalse, BooleanTrue

from derivations.claims import Claim, Relation
from derivations.hypotheses import Definition, Holds, Hypothesis
from derivations.terms import (
    Count,
    Element,
    Family,
    Indicator,
    Largest,
    Product,
    RandomVariable,
    Smallest,
    Sum,
    free_symbols,
    subterms,
)  # fmt: skip

__all__ = ["IntegerClaim", "Naming", "about_integers", "terms_of"]

SPOKEN = (
    Add, Mul, Pow, Rational, Symbol, Tuple, Element, AppliedUndef, Relational, floor, ceiling, Mod, Max, Min, Abs,
    Sum, Product, Count, Largest, Smallest, Indicator, BooleanTrue, BooleanFalse,
)  # fmt: skip
COUNTS = (floor, ceiling, Mod, Sum, Product, Count, Largest, Smallest, Indicator)


def terms_of(hypothesis: Hypothesis) -> tuple[Any, ...]:
    """The terms of an equation, an inequality or a definition; nothing for what speaks of chance."""
    if isinstance(hypothesis, Holds):
        return (hypothesis.relation,)
    return (hypothesis.name, hypothesis.term) if isinstance(hypothesis, Definition) else ()


def about_integers(claim: Claim) -> bool:
    """Whether a claim speaks of integers alone: nothing random, and something that is counted, rounded or summed."""
    spoken: list[Any] = [claim.relation.lhs, claim.relation.rhs]
    if claim.relation.symbol == "in":
        return False
    for hypothesis in claim.hypotheses:
        terms = terms_of(hypothesis)
        if not terms:
            return False
        spoken += terms
    parts = [part for term in spoken for part in subterms(term) if part is not oo]
    whole = any(isinstance(part, COUNTS) for part in parts) or any(part.is_Symbol and part.is_integer for part in parts)
    return whole and all(_spoken(part) for part in parts)


def _spoken(part: Any) -> bool:
    if isinstance(part, RandomVariable) or (isinstance(part, Element) and part.family.kind == "random"):
        return False
    if isinstance(part, Pow):
        return isinstance(part.exp, Integer) or (part.exp.is_integer and part.exp.is_nonnegative)
    return isinstance(part, SPOKEN)


@dataclass(frozen=True, slots=True)
class Naming:
    """An equation that says what a name stands for: a(q + 1, v) for all q and v, or c_in."""

    name: Any
    forall: tuple[Symbol, ...]
    term: Any

    def match(self, indices: tuple[Any, ...]) -> dict[Symbol, Any] | None:
        """The values of the quantified indices at which `name` has these indices, before their domain is looked at."""
        found: dict[Symbol, Any] = {}
        for pattern, index in zip(arguments(self.name), indices, strict=True):
            bound = free_symbols(pattern) & set(self.forall)
            if not bound:
                if expand(pattern - index) != 0:
                    return None
                continue
            (symbol,) = bound
            value = expand(index - (pattern - symbol))
            if found.setdefault(symbol, value) != value:
                return None
        return found if set(found) == set(self.forall) else None


def arguments(term: Any) -> tuple[Any, ...]:
    """The indices of a family member, the arguments of a function."""
    return tuple(term.indices) if isinstance(term, Element) else tuple(term.args)


def owner(term: Any) -> Any:
    """The family or the function."""
    return term.family if isinstance(term, Element) else term.func


@dataclass(frozen=True, slots=True)
class IntegerClaim:
    """A claim with the equations among its hypotheses taken as what they are: definitions of names.

    `namings` are tried in order. `solved` gives single symbols as terms in the others; it is substituted already.
    """

    relation: Relation
    namings: tuple[Naming, ...]
    conditions: tuple[Any, ...]
    solved: tuple[tuple[Symbol, Any], ...]
    parameters: tuple[Symbol, ...]

    @classmethod
    def of(cls, claim: Claim, *, without: Hypothesis | None = None) -> IntegerClaim:
        """Read a claim; `without` one of its conditions, to see whether it is needed."""
        stated: list[Naming] = []
        defined: list[Naming] = []
        conditions: list[Any] = []
        solved: dict[Symbol, Any] = {}
        for hypothesis in claim.hypotheses:
            if isinstance(hypothesis, Definition):
                if hypothesis.forall or not isinstance(hypothesis.name, Symbol):
                    defined.append(Naming(hypothesis.name, hypothesis.forall, hypothesis.term))
                else:
                    value = hypothesis.term.xreplace(solved)
                    solved = {name: term.xreplace({hypothesis.name: value}) for name, term in solved.items()}
                    solved[hypothesis.name] = value
            elif isinstance(hypothesis, Holds) and hypothesis != without:
                relation = hypothesis.relation
                if isinstance(relation, Eq) and isinstance(relation.lhs, Element | AppliedUndef):
                    stated.append(Naming(relation.lhs, hypothesis.forall, relation.rhs))
                elif isinstance(relation, Eq) and _solves(relation, solved):
                    value = relation.rhs.xreplace(solved)
                    solved = {name: term.xreplace({relation.lhs: value}) for name, term in solved.items()}
                    solved[relation.lhs] = value
                    conditions += _domain(relation)
                else:
                    conditions.append(relation)
        lhs, rhs = (side.xreplace(solved) for side in (claim.relation.lhs, claim.relation.rhs))
        left = tuple(c.xreplace(solved) for c in conditions)
        namings = tuple(Naming(n.name, n.forall, n.term.xreplace(solved)) for n in (*stated, *defined))
        free = set().union(*map(free_symbols, (lhs, rhs, *left, *solved.values())))
        free |= without.free_symbols if without is not None else set()
        free |= {s for n in namings for s in (free_symbols(n.name) | free_symbols(n.term)) - set(n.forall)}
        parameters = tuple(sorted((s for s in free if isinstance(s, Symbol) and s not in solved), key=str))
        return cls(
            Relation(lhs, claim.relation.symbol, rhs), namings, tuple(c for c in left if c is not True and c != True),  # noqa: E712
            tuple(solved.items()), parameters,
        )  # fmt: skip

    def with_values(self, values: Mapping[Symbol, Any]) -> IntegerClaim:
        """The claim for particular values of some parameters."""
        change = dict(values)
        return IntegerClaim(
            Relation(self.relation.lhs.xreplace(change), self.relation.symbol, self.relation.rhs.xreplace(change)),
            tuple(Naming(n.name, n.forall, n.term.xreplace(change)) for n in self.namings),
            tuple(c for c in (c.xreplace(change) for c in self.conditions) if c != True),  # noqa: E712
            tuple((name, term.xreplace(change)) for name, term in self.solved),
            tuple(s for s in self.parameters if s not in change),
        )


def _solves(relation: Any, solved: Mapping[Symbol, Any]) -> bool:
    """Whether the equation gives a symbol as a term in others, beside those already solved for."""
    name, value = relation.lhs, relation.rhs.xreplace(dict(solved))
    return isinstance(name, Symbol) and name not in solved and name not in free_symbols(value)


def _domain(relation: Any) -> list[Any]:
    """That the symbol which is solved for lies in its domain, where its value does not by itself."""
    symbol, value = relation.args
    if symbol.is_positive and not value.is_positive:
        return [value >= 1 if symbol.is_integer else value > 0]
    return [value >= 0] if symbol.is_nonnegative and not value.is_nonnegative else []


def kind_of(symbol: Any) -> str:
    """Positive, natural, integer or real: the domain of a symbol or of a family's members."""
    if isinstance(symbol, Family):
        return symbol.kind
    if not symbol.is_integer:
        return "real"
    return "positive" if symbol.is_positive else "natural" if symbol.is_nonnegative else "integer"
