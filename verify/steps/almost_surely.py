"""A variable with E[Y^2] = 0, or with mean and variance 0, is 0 with probability 1.

Moments and probabilities do not change where 0 stands for it.

>>> from sympy import Eq
>>> from derivations.hypotheses import Holds
>>> from derivations.terms import E, P, random_variables
>>> x, y = random_variables("x y")
>>> without_null((Holds(Eq(E(y**2), 0)),), E(x * y + x), P(Eq(x * y, 0)))
((), (E(x), 1))
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import Eq, Expr, Integer
from sympy.core.relational import Relational

from derivations.hypotheses import Holds, Hypothesis
from derivations.terms import E, Head, P, RandomVariable, Var, cells, subterms

__all__ = ["without_null"]


def without_null(
    hypotheses: Sequence[Hypothesis], *sides: Any
) -> tuple[tuple[Hypothesis, ...], tuple[Any, ...]] | None:
    """The hypotheses without the variables that are 0 with probability 1, and the sides with 0 for them; or None."""
    relations = [h.relation for h in hypotheses if isinstance(h, Holds) and not h.forall]
    null = {v for relation in relations if (v := _null(relation)) is not None}
    centred = {moment.args[0] for moment in _vanishing(relations) if isinstance(moment, E)}
    null |= {moment.args[0] for moment in _vanishing(relations) if isinstance(moment, Var)} & centred
    if not null or any(not isinstance(part, Head) and null & cells(part) for part in _outside(sides)):
        return None
    kept = tuple(h for h in hypotheses if not null & h.free_symbols)
    return kept, tuple(_replaced(side, dict.fromkeys(null, Integer(0))) for side in sides)


def _outside(sides: Sequence[Any]) -> list[Any]:
    """The letters that stand in no moment."""
    inside = {part for side in sides for h in subterms(side) if isinstance(h, Head) for part in subterms(h)}
    return [part for side in sides for part in subterms(side) if not part.args and part not in inside]


def _vanishing(relations: Sequence[Relational]) -> list[Any]:
    """The moments of single variables that are stated to be 0."""
    sides = [(a, b) for r in relations if isinstance(r, Eq) for a, b in (r.args, r.args[::-1])]
    return [a for a, b in sides if b == 0 and isinstance(a, E | Var) and isinstance(a.args[0], RandomVariable)]


def _null(relation: Relational) -> Any:
    """The Y of E[Y^2] = 0, or None."""
    if not isinstance(relation, Eq):
        return None
    for moment, value in (relation.args, relation.args[::-1]):
        power = moment.args[0] if isinstance(moment, E) and value == 0 else None
        if power is not None and power.is_Pow and power.exp.is_Integer and power.exp % 2 == 0 and power.exp > 0:
            return power.base if isinstance(power.base, RandomVariable) else None
    return None


def _replaced(term: Any, table: dict[Any, Any]) -> Any:
    if isinstance(term, P):
        event = term.args[0].xreplace(table)
        return Integer(1) if event == True else Integer(0) if event == False else P(event)  # noqa: E712
    if isinstance(term, E | Var):
        return term.func(term.args[0].xreplace(table))
    if isinstance(term, Head):
        return term.func(*(part.xreplace(table) for part in term.args))
    return term.func(*(_replaced(part, table) for part in term.args)) if isinstance(term, Expr) and term.args else term
