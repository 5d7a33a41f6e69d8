"""Random variables in order, X <= Y or Z >= 0 with probability 1: then their means are in this order.

E is linear, and never negative of what is never negative: a gap that is c E[Y - X] with c >= 0 is not negative. A
product of two variables that are never negative is never negative either.

>>> from sympy import Le
>>> from derivations.hypotheses import Holds
>>> from derivations.terms import E, random_variables
>>> x, y = random_variables("x y")
>>> by_order((Holds(Le(x, y)),), "<=", 2 * E(x), 2 * E(y))
'the mean of what is never negative, y - x'
>>> by_order((Holds(Le(x, y)),), "<=", 2 * E(y), 2 * E(x))
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations_with_replacement
from typing import Any

from sympy import Ge, Gt, Integer, Le, Lt, cancel

from derivations.errors import UserError
from derivations.hypotheses import Holds, Hypothesis
from derivations.normal_form import NormalForm
from derivations.notation import text
from derivations.terms import E, Head, is_random, subterms

__all__ = ["by_order"]


def _apart(hypotheses: Sequence[Hypothesis]) -> tuple[tuple[Hypothesis, ...], tuple[Holds, ...]]:
    """The other hypotheses, and the orders between random variables, outside of all moments."""
    orders = tuple(h for h in hypotheses if isinstance(h, Holds) and not h.forall and _gap(h) is not None)
    return tuple(h for h in hypotheses if h not in orders), orders


def _gap(hypothesis: Holds) -> Any:
    """What is never negative; None where the relation is no order of random variables."""
    relation = hypothesis.relation
    if not isinstance(relation, Ge | Gt | Le | Lt):
        return None
    gap = relation.gts - relation.lts
    moments = any(isinstance(part, Head) for part in subterms(gap))
    return gap if is_random(gap) and not moments else None


def by_order(hypotheses: Sequence[Hypothesis], relation: str, lhs: Any, rhs: Any) -> str | None:
    """Why the relation between two numbers follows from the orders, or None."""
    others, orders = _apart(hypotheses)
    if relation not in {"<=", ">="} or not orders:
        return None
    gap = lhs - rhs if relation == ">=" else rhs - lhs
    form, signs = NormalForm(others), [_gap(h) for h in orders]
    products = [a * b for a, b in combinations_with_replacement(signs, 2)]
    for never_negative in (*signs, *products):
        try:
            ratio = cancel(form.value(gap) / form.value(E(never_negative)))
            if (ratio.is_number and ratio >= 0) or ratio.is_nonnegative:
                return f"the mean of what is never negative, {text(never_negative)}"
            if form.equal(gap, E(never_negative)) is True or form.equal(gap, Integer(0)) is True:
                return f"the mean of what is never negative, {text(never_negative)}"
        except UserError:
            continue
    return None
