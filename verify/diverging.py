"""Moments that do not exist under the stated laws: the mean of 1/X, where the law of X does not spare the zeros.

>>> from derivations.hypotheses import HasLaw
>>> from derivations.laws import Normal, Uniform
>>> from derivations.terms import random_variables
>>> x = random_variables("x")
>>> diverges([HasLaw(x, Normal(0, 1))], 1 / x), diverges([HasLaw(x, Uniform(1, 2))], 1 / x)
(True, False)
>>> diverges([HasLaw(x, Normal(0, 1))], x / (x**2 + 1))
False
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import Dummy, Mul, Poly, PolynomialError, fraction, roots, together

from derivations.entailment import entails
from derivations.hypotheses import HasLaw, Hypothesis, Independent
from derivations.laws import Law
from derivations.terms import Element, bound_symbols, cells, subterms
from verify.parameters import domains

__all__ = ["diverges", "has_atom_at_a_zero"]


def diverges(hypotheses: Sequence[Hypothesis], term: Any) -> bool:
    """Whether E of the absolute value of a term is surely infinite: it has a pole where a density is positive.

    The pole is one of a variable with a stated law; what is divided by it is not 0 there, or independent of it.
    """
    if any(bound_symbols(part) for part in subterms(term)):
        return False
    top, bottom = fraction(together(term))
    for y in cells(bottom):
        law = _law(hypotheses, y)
        if law is None or not law.continuous or cells(bottom) != {y}:
            continue
        others = cells(top) - {y}
        apart = all(cells(factor) <= {y} or y not in cells(factor) for factor in Mul.make_args(top))
        if others and not (apart and entails(hypotheses, Independent(y, tuple(others))) is not None):
            continue
        positive = domains([law])
        letter = Dummy(real=True)
        above, below = (part.xreplace({y: letter}) for part in (top, bottom))
        for zero in _zeros(below, letter):
            density = law.density(zero)
            dense = density is not None and density.xreplace(positive).is_positive
            inside = dense and law.support.contains(zero) == True  # noqa: E712
            if inside and not above.xreplace({letter: zero}).is_zero:
                return True
    return False


def has_atom_at_a_zero(hypotheses: Sequence[Hypothesis], divisor: Any) -> bool:
    """Whether a divisor is 0 with a positive probability: a variable with a stated law that has an atom there."""
    for y in cells(divisor):
        law = _law(hypotheses, y)
        if law is None or law.points is None or cells(divisor) != {y}:
            continue
        for point in law.points:
            if divisor.xreplace({y: point}) == 0 and law.probability(point).is_zero is not True:
                return True
    return False


def _law(hypotheses: Sequence[Hypothesis], cell: Any) -> Law | None:
    return next(
        (
            h.law
            for h in hypotheses
            if isinstance(h, HasLaw) and (h.term == cell or (isinstance(cell, Element) and h.term == cell.family))
        ),
        None,
    )


def _zeros(bottom: Any, letter: Any) -> list[Any]:
    try:
        return [zero for zero in roots(Poly(bottom, letter)) if zero.is_real]
    except PolynomialError:
        return []
