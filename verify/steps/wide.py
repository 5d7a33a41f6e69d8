r"""Steps with integrals, series, limits and derivatives: a wider vocabulary than that of moments, and its decisions.

Moments are replaced by what the stated laws make of them, integrals and series by closed forms; what is left is
compared as one rational function of exponentials, powers and gamma functions, or range by range through the integrands.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Any

from sympy import Eq, Gt, Integral, Le, Pow, Symbol

from derivations.entailment import follows
from derivations.errors import UserError
from derivations.hypotheses import Holds, Hypothesis
from derivations.notation import text as shown
from derivations.terms import Element, Head, cells, family, subterms
from verify.closed_forms.calculus import closed, is_open, same_ranges
from verify.closed_forms.vanishing import possible_at, vanishes
from verify.inequalities.parameters import domains
from verify.inequalities.reals import NoPieces, Reals
from verify.steps.apart import point_apart
from verify.steps.lawful_moments import letters_of_moments, without_moments

__all__ = ["closed_sides", "needed_by", "wide_equal", "with_guards"]


def wide_equal(hypotheses: Sequence[Hypothesis], lhs: Any, rhs: Any) -> tuple[bool | None, str, Any]:
    """Whether the two sides are equal, None where it is not known; why; for False a point where they differ, and for
    True what must be positive for the sides to exist.
    """
    if not any(isinstance(part, Head) for side in (lhs, rhs) for part in subterms(side)) and cells(lhs) | cells(rhs):
        equal, why, needed = wide_equal(hypotheses, *map(_value_by_value, (lhs, rhs)))
        return (True, why, needed) if equal else (None, "a random variable stands outside its moments", None)
    try:
        guards: list[Any] = []
        left, right = without_moments(hypotheses, guards, lhs, rhs)
        said = letters_of_moments(hypotheses, guards)
        left, right = left.xreplace(said), right.xreplace(said)
    except UserError as error:
        return None, str(error), None
    if isinstance(left, Integral) and len(left.limits[0]) == 1 and not is_open(right):
        t = left.limits[0][0]
        roots = {p.base: Symbol(p.base.name, positive=True) for p in right.atoms(Pow) if _is_root_of_letter(p, t)}
        if vanishes((right.diff(t) - left.function).xreplace(roots), guards):
            why = with_guards("an antiderivative, up to a constant: differentiated back", [*guards, *roots])
            return True, why, [*guards, *roots]
        return None, _LEFT, None
    left, right = closed(left, guards), closed(right, guards)
    orders, stated = _orders(hypotheses)
    denied = next((g for g in guards if follows(orders, Le(g.xreplace(stated), 0)) is not None), None)
    if denied is not None:
        return None, f"undefined: it needs {shown(denied)} > 0, which what is stated denies", None
    guards[:] = [g for g in guards if not _is_met(orders, g.xreplace(stated))]
    if possible_at(guards) is None:
        return None, "its integrals and limits are not seen to exist together", None
    gap = left - right
    if not is_open(gap):
        if vanishes(gap, guards):
            return True, with_guards("both sides have one closed form under the stated laws", guards), guards
        point = point_apart(hypotheses, left, right, guards)
        return (False, "closed forms", point) if point else (None, "the closed forms are not seen to be equal", None)
    groups = same_ranges(gap)
    if groups is not None and all(vanishes(part, guards) for part in groups.values()):
        return True, with_guards("the integrands are equal over the same range", guards), guards
    return None, _LEFT, None


def _is_met(orders: Sequence[Hypothesis], guard: Any) -> bool:
    """Whether what is stated makes it positive: 1 - (1 - p)^2 where 0 < p < 1."""
    if follows(orders, Gt(guard, 0)) is not None:
        return True
    stated = [h.relation for h in orders if isinstance(h, Holds) and h.free_symbols <= guard.free_symbols]
    with contextlib.suppress(NoPieces):
        return bool(stated) and Reals().is_positive(stated, guard)
    return False


def _value_by_value(side: Any) -> Any:
    """A side without moments, with a number for each random variable: what holds for all of these holds for it."""
    table = {
        cell: family(str(cell.family), *cell.family.sizes, kind="real")[cell.indices]
        if isinstance(cell, Element) else Symbol(str(cell), real=True)
        for cell in cells(side)
    }  # fmt: skip
    return side.xreplace(table)


def _orders(hypotheses: Sequence[Hypothesis]) -> tuple[list[Hypothesis], dict[Any, Any]]:
    """The inequalities that are stated, and letters in their domains as they stand in those."""
    orders: list[Hypothesis] = [h for h in hypotheses if isinstance(h, Holds) and not isinstance(h.relation, Eq)]
    return orders, {plain: letter for letter, plain in domains(hypotheses).items()}


def closed_sides(hypotheses: Sequence[Hypothesis], *sides: Any) -> tuple[Any, ...]:
    """The sides in closed form under the stated laws; UserError where they have none that is known."""
    guards: list[Any] = []
    made = tuple(closed(side, guards) for side in without_moments(hypotheses, guards, *sides))
    if any(map(is_open, made)):
        raise UserError(_LEFT)
    return made


def with_guards(reason: str, guards: Sequence[Any]) -> str:
    """The reason with what must be positive for the sides to exist."""
    needed = needed_by(guards)
    return f"{reason}, where {' and '.join(needed)}" if needed else reason


def needed_by(guards: Sequence[Any]) -> tuple[str, ...]:
    """What must be positive, in words."""
    return tuple(dict.fromkeys(f"{shown(guard)} > 0" for guard in guards))


def _is_root_of_letter(power: Any, variable: Any) -> bool:
    letter = power.base.is_Symbol and power.base != variable and power.base.is_positive is None
    return bool(letter and power.exp.is_Rational and not power.exp.is_Integer)


_LEFT = "an integral or series without a closed form that is known here"
