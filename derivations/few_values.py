"""Events about a variable of few values, as polynomials in it: 1{Y = 1} = Y for a Bernoulli variable.

>>> from sympy import Eq, Symbol
>>> from derivations.facts import Facts
>>> from derivations.hypotheses import HasLaw
>>> from derivations.laws import Bernoulli, Rademacher
>>> from derivations.terms import random_variables
>>> x, y = random_variables("x y")
>>> among_points(Eq(x, 1), Facts((HasLaw(x, Bernoulli(Symbol("p"))),))), among_points(Eq(y, 1), Facts(()))
(x, None)
>>> among_points(y > 0, Facts((HasLaw(y, Rademacher()),)))
y/2 + 1/2
"""

from __future__ import annotations

from typing import Any, Final

from sympy import Add, Expr, Mul, expand

from derivations.facts import Facts
from derivations.terms import cells

__all__ = ["among_points"]

MAX_VALUES: Final = 6


def among_points(event: Any, facts: Facts) -> Expr | None:
    """The indicator of an event about one variable with a law of few values; None for other events."""
    found = cells(event)
    if len(found) != 1 or not facts.has_points:
        return None
    (cell,) = found
    law = facts.law(cell)
    points = law.points if law is not None else None
    if points is None or len(points) > MAX_VALUES:
        return None
    holds = [event.xreplace({cell: point}) for point in points]
    if any(value not in (True, False) for value in holds):
        return None
    ones = [point for point, value in zip(points, holds, strict=True) if value == True]  # noqa: E712
    return expand(Add(*(Mul(*((cell - q) / (p - q) for q in points if q != p)) for p in ones)))
