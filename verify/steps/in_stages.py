r"""Sides compared layer by layer: what a hypothesis says of a defined name is used before the name is written out.

Where x is independent of w and x = max(0, u), the moments of w x are first those of w and of x, and then those of x are
written in u. That u is symmetric, as a sum of symmetric u is, is found beforehand, from what u stands for.

>>> from derivations.hypotheses import Independent, Symmetric
>>> from derivations.terms import E, random_variables, relu
>>> w, x, u, v = random_variables("w x u v")
>>> given = (Independent(w, x), Definition(x, relu(u)), Definition(u, 2 * v), Symmetric(v))
>>> equal_in_stages(given, E(w**2 * x**2), 2 * E(w**2) * E(v**2))
True
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, Final

from sympy import Expr, PolynomialError
from sympy.core.relational import Relational

from derivations.entailment import entails, unfold
from derivations.errors import UserError
from derivations.hypotheses import Definition, Hypothesis, Independent, Symmetric
from derivations.normal_form import NormalForm
from derivations.polynomial import OutsideFragment
from derivations.terms import Element, cells, is_random

LONGEST: Final = 150  # operations in a side: what goes on growing is not going to be equal

__all__ = ["depth", "equal_in_stages", "layers_in"]


def equal_in_stages(hypotheses: Sequence[Hypothesis], lhs: Any, rhs: Any) -> bool:
    """Whether the sides are found to be equal after some of the definitions in them, the outermost first."""
    return _equal_in_stages(tuple(hypotheses), lhs, rhs)


@lru_cache(maxsize=256)
def _equal_in_stages(hypotheses: tuple[Hypothesis, ...], lhs: Any, rhs: Any) -> bool:
    stages = list(_stages(hypotheses, (lhs, rhs)))
    if len(stages) < 2:
        return False
    plain = tuple(h for h in hypotheses if not isinstance(h, Definition))
    known = (*plain, *_symmetric(hypotheses), *_independent(hypotheses))
    sides: tuple[Any, ...] = (lhs, rhs)
    with contextlib.suppress(OutsideFragment, UserError, PolynomialError):
        plainly = NormalForm(known)
        for stage in ((), *stages):
            form = NormalForm((*known, *stage)) if stage else plainly
            sides = tuple(map(form.value, sides))
            if any(side.count_ops() > LONGEST for side in sides):
                return False
            if plainly.equal(*sides) is True:
                return True
    return False


def _stages(hypotheses: Sequence[Hypothesis], sides: tuple[Any, Any]) -> Iterator[tuple[Definition, ...]]:
    """The definitions of what stands in the sides, then of what stands in these alone, and so on."""
    left = [h for h in hypotheses if isinstance(h, Definition)]
    terms: list[Any] = list(sides)
    while True:
        reached = _reached(left, terms)
        inner = [h for h in reached if any(_holds(other.term, h) for other in reached if other is not h)]
        outer = [h for h in reached if h not in inner]
        if not outer:
            return
        yield tuple(outer)
        left = [h for h in left if h not in outer]
        terms += [h.term for h in outer]


def depth(hypotheses: Sequence[Hypothesis], sides: tuple[Any, Any]) -> int:
    """How many definitions stand in one another, at the most, in what the sides are made of."""
    return len(list(_stages(hypotheses, sides)))


def layers_in(hypotheses: Sequence[Hypothesis], sides: tuple[Any, Any]) -> list[Any]:
    """The variables and families that the outermost definitions are made of, where these are made of others."""
    stages = list(_stages(hypotheses, sides))
    found = {c for h in (stages[0] if len(stages) > 1 else ()) for c in cells(h.term)}
    return sorted({c.family if isinstance(c, Element) else c for c in found}, key=str)


def _reached(definitions: Sequence[Definition], terms: Sequence[Any]) -> list[Definition]:
    """The definitions that the terms need, through one another."""
    found: list[Definition] = []
    parts = list(terms)
    while parts:
        part = parts.pop()
        more = [h for h in definitions if h not in found and _holds(part, h)]
        found += more
        parts += [h.term for h in more]
    return found


def _holds(term: Any, definition: Definition) -> bool:
    named = definition.name
    whole = isinstance(named, Element) and (definition.forall or named.free_symbols)
    return bool(term.has(named.family if whole else named))


def _symmetric(hypotheses: Sequence[Hypothesis]) -> Iterator[Symmetric]:
    """The defined names that are symmetric, as what they stand for shows."""
    for made in (h for h in hypotheses if isinstance(h, Definition) and is_random(h.name)):
        value = made.term
        if isinstance(value, Relational) or not isinstance(value, Expr):
            continue
        if any(entails(hypotheses, Symmetric(v)) is not None for v in (value, unfold(hypotheses, value)[0])):
            whole = isinstance(made.name, Element) and made.name.indices == made.forall
            yield Symmetric(made.name.family if whole else made.name)


def _independent(hypotheses: Sequence[Hypothesis]) -> Iterator[Independent]:
    """What the definitions are made of, where it is independent though it is defined itself."""
    definitions = [h for h in hypotheses if isinstance(h, Definition)]
    for made in definitions:
        parts = {c.family if isinstance(c, Element) else c for c in cells(made.term)}
        if len(parts) > 1 and any(_holds(part, h) for part in parts for h in definitions):
            found = Independent(*sorted(parts, key=str))
            if entails(hypotheses, found) is not None:
                yield found
