"""A variable with E[Y^2] = 0, or with mean and variance 0, is 0 with probability 1.

Moments and probabilities do not change where 0 stands for it.

>>> from sympy import Eq
>>> from derivations.hypotheses import Holds
>>> from derivations.terms import E, P, random_variables
>>> x, y = random_variables("x y")
>>> without_null((Holds(Eq(E(y**2), 0)),), E(x * y + x), P(Eq(x * y, 0))).sides
(E(x), 1)
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sympy import Eq, Expr, Integer, Symbol

from derivations.hypotheses import Definition, HasDensity, HasLaw, Holds, Hypothesis, NoAtom, index_of
from derivations.notation import text
from derivations.terms import Cov, E, Element, Family, Head, P, RandomVariable, Var, cells, subterms
from verify.worlds.counterexample import Counterexample, Law

__all__ = ["WithoutNull", "without_null"]


@dataclass(frozen=True, slots=True)
class WithoutNull:
    """A step in which 0 stands for the variables and families that are 0 with probability 1."""

    hypotheses: tuple[Hypothesis, ...]
    sides: tuple[Any, ...]
    null: tuple[Any, ...]

    def shown_in(self, point: Counterexample | None) -> Counterexample | None:
        """A counterexample with what is 0 in it."""
        if point is None:
            return None
        names = [text(owner[index_of(owner)] if isinstance(owner, Family) else owner) for owner in self.null]
        laws = (Law((name,), (((Integer(0),), Integer(1)),)) for name in names)
        return replace(point, laws=(*point.laws, *laws))


def without_null(hypotheses: Sequence[Hypothesis], *sides: Any) -> WithoutNull | None:
    """The hypotheses without the variables that are 0 with probability 1, and the sides with 0 for them; or None."""
    stated = [h for h in hypotheses if isinstance(h, Holds)]
    null = {v for h in stated for moment in _vanishing(h) if (v := _null(moment, h.forall)) is not None}
    centred, constant = (
        {_owner(m.args[0], h.forall) for h in stated for m in _vanishing(h) if isinstance(m, kind)} for kind in (E, Var)
    )
    null |= (centred & constant) - {None}
    if not null or any(not isinstance(part, Head) and _of(null, part) for part in _outside(sides)):
        return None
    if any(_may_contradict(h, null) for h in hypotheses):
        return None
    kept = tuple(
        Definition(h.name, _without(null, h.term), forall=h.forall) if isinstance(h, Definition) else h
        for h in hypotheses if not _says_of(h, null)
    )  # fmt: skip
    return WithoutNull(kept, tuple(_replaced(side, null) for side in sides), tuple(sorted(null, key=str)))


def _may_contradict(hypothesis: Hypothesis, null: Collection[Any]) -> bool:
    """Whether it says more of one that is 0 than that, such as a law."""
    if isinstance(hypothesis, Holds) and _says_of(hypothesis, null):
        return hypothesis.relation.func(*(_replaced(side, null) for side in hypothesis.relation.args)) != True  # noqa: E712
    return isinstance(hypothesis, HasLaw | HasDensity | NoAtom) and _says_of(hypothesis, null)


def _says_of(hypothesis: Hypothesis, null: Collection[Any]) -> bool:
    """Whether it is about one that is 0, and no definition of another."""
    if isinstance(hypothesis, Definition):
        return bool(_of(null, hypothesis.name))
    names = {owner for owner in null if isinstance(owner, Symbol)}
    families = {owner for owner in null if isinstance(owner, Family)}
    groups = {item for group in getattr(hypothesis, "groups", ()) for item in group}
    told = groups | {getattr(hypothesis, "family", None), getattr(hypothesis, "term", None)}
    inside = cells(hypothesis.relation) if isinstance(hypothesis, Holds) else set()
    return bool(names & hypothesis.free_symbols or families & told or _of(families, *inside))


def _of(null: Collection[Any], *terms: Any) -> dict[Any, Any]:
    """0 for each variable and member in the terms that is 0."""
    inside = set().union(*map(cells, terms)) if terms else set()
    return {c: Integer(0) for c in inside if (c.family if isinstance(c, Element) else c) in null}


def _without(null: Collection[Any], term: Any) -> Any:
    return term.xreplace(_of(null, term))


def _outside(sides: Sequence[Any]) -> list[Any]:
    """The letters and members that stand in no moment."""
    inside = {part for side in sides for h in subterms(side) if isinstance(h, Head) for part in subterms(h)}
    parts = (part for side in sides for part in subterms(side) if not part.args or isinstance(part, Element))
    return [part for part in parts if part not in inside]


def _vanishing(stated: Holds) -> list[Any]:
    """The moments that are stated to be 0."""
    if not isinstance(stated.relation, Eq):
        return []
    sides = (stated.relation.args, stated.relation.args[::-1])
    return [moment for moment, value in sides if value == 0 and isinstance(moment, E | Var)]


def _null(moment: Any, forall: tuple[Any, ...]) -> Any:
    """The Y of E[Y^2] = 0, or None."""
    power = moment.args[0]
    if not isinstance(moment, E) or not power.is_Pow or not power.exp.is_Integer or power.exp % 2 or power.exp <= 0:
        return None
    return _owner(power.base, forall)


def _owner(cell: Any, forall: tuple[Any, ...]) -> Any:
    """A variable, or the family of which every member is meant; None of what is neither."""
    if isinstance(cell, Element):
        return cell.family if forall and set(cell.indices) == set(forall) and len(forall) == len(cell.indices) else None
    return cell if isinstance(cell, RandomVariable) else None


def _replaced(term: Any, null: Collection[Any]) -> Any:
    if isinstance(term, P):
        event = _without(null, term.args[0])
        return Integer(1) if event == True else Integer(0) if event == False else P(event)  # noqa: E712
    if isinstance(term, Head):
        parts = [_without(null, part) for part in term.args]
        return Integer(0) if isinstance(term, E | Var | Cov) and 0 in parts else term.func(*parts)
    return term.func(*(_replaced(part, null) for part in term.args)) if isinstance(term, Expr) and term.args else term
