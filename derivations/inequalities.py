"""Inequalities from the signs of their terms, or from one stated inequality with room to spare. Trusted."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sympy import Abs, Dummy, Expr, Integer, Symbol, expand
from sympy.core.relational import Eq, Ge, Gt, Le, Lt, Ne, Relational

from derivations.hypotheses import Hypothesis
from derivations.instances import Support
from derivations.terms import Element, bound_in

__all__ = ["inequality_support"]

NOTHING: Support = frozenset()


def inequality_support(stated: list[tuple[Hypothesis, Relational]], relation: Relational) -> Support | None:
    """From the signs of the symbols, or from one stated inequality with room to spare."""
    stated = [(hypothesis, known) for hypothesis, whole in stated for known in _without_bars(whole)]
    slack = _slack(relation)
    if slack is None:
        apart = expand(relation.lhs - relation.rhs)
        if apart.is_nonzero or not isinstance(relation, Ne):
            return NOTHING if apart.is_nonzero else None
        said = ((hypothesis, expand(known.lhs - known.rhs)) for hypothesis, known in stated if isinstance(known, Ne))
        return next((frozenset({hypothesis}) for hypothesis, gap in said if apart in (gap, -gap)), None)
    gap, strict = slack
    if _at_least_zero(gap, strict=strict):
        return NOTHING
    signed, support = _with_stated_signs(stated, gap)
    if support and _at_least_zero(signed, strict=strict):
        return support
    for hypothesis, known in stated:
        if isinstance(known, Ne | Eq):
            continue
        known_slack = _slack(known)
        if known_slack is None:
            continue
        room = expand(gap - known_slack[0])
        if _at_least_zero(room, strict=strict and not known_slack[1]):
            return frozenset({hypothesis})
    return None


def _without_bars(relation: Relational) -> list[Relational]:
    """The relation; for |x| < c, that x < c and -x < c too."""
    gap, _ = _slack(relation) or (Integer(0), False)
    for part in sorted(gap.atoms(Abs), key=str):
        factor = gap.coeff(part)
        if factor.is_number and factor.is_negative and not (gap - factor * part).has(part):
            return [relation, *(relation.xreplace({part: sign * part.args[0]}) for sign in (1, -1))]
    return [relation]


def _with_stated_signs(stated: list[tuple[Hypothesis, Relational]], gap: Expr) -> tuple[Expr, Support]:
    """The gap with letters of these signs for the constants that are stated to be positive, or not negative."""
    table: dict[Any, Any] = {}
    used: set[Hypothesis] = set()
    for hypothesis, known in stated:
        letter, strict = (None if isinstance(known, Ne | Eq) else _slack(known)) or (None, False)
        known_letter = isinstance(letter, Symbol | Element) and gap.has(letter) and not _bound_in(gap, letter)
        if known_letter and (letter not in table or strict):
            table[letter] = Dummy(positive=True) if strict else Dummy(nonnegative=True)
            used.add(hypothesis)
    return gap.xreplace(table), frozenset(used)


@lru_cache(maxsize=4096)
def _at_least_zero(gap: Expr, *, strict: bool) -> bool:
    """Gap >= 0, or gap > 0: from the signs of its terms, a positive integer n being 1 + a natural number."""
    if gap.is_positive or (gap.is_nonnegative and not strict):
        return True
    counts = [n for n in gap.atoms(Symbol, Element) if _is_count(n) and not _bound_in(gap, n)]
    ones = {n: 1 + Dummy(integer=True, nonnegative=True) for n in counts}
    above = expand(gap.xreplace(ones))
    return bool(above.is_positive or (above.is_nonnegative and not strict))


def _bound_in(term: Expr, part: Any) -> bool:
    """Whether a symbol of the part is bound somewhere in the term."""
    return not bound_in(term).isdisjoint(part.free_symbols)


def _is_count(term: Any) -> bool:
    return bool(term.is_integer and term.is_positive)


@lru_cache(maxsize=4096)
def _slack(relation: Relational) -> tuple[Expr, bool] | None:
    """The relation as `gap >= 0` or, strictly, `gap > 0`; over integers a strict one is gap - 1 >= 0."""
    if not isinstance(relation, Ge | Gt | Le | Lt):
        return None
    gap = expand(relation.gts - relation.lts)
    strict = isinstance(relation, Gt | Lt)
    if strict and gap.is_integer:
        return gap - Integer(1), False
    return gap, strict
