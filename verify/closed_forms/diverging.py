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

from sympy import Dummy, Gt, Integer, Mul, Poly, PolynomialError, fraction, roots, together

from derivations.entailment import entails
from derivations.hypotheses import HasLaw, Hypothesis, Independent
from derivations.laws import Gamma, Law
from derivations.positive_laws import Beta
from derivations.terms import Element, bound_symbols, cells, subterms
from verify.closed_forms.growth import grows_too_fast
from verify.inequalities.parameters import domains

__all__ = ["diverges", "has_atom_at_a_zero", "takes_both_signs"]

SMALL = 4  # values of a law of infinitely many that are tried


def _parameters(law: Law) -> dict[Any, Any]:
    """A positive number for every parameter that a law asks to be positive: for the 2 l of Exponential(2 l), too."""
    asked = (c for c in law.conditions.values() if isinstance(c, Gt) and c.rhs == 0)
    return {c.lhs: Dummy(positive=True) for c in asked}


def diverges(hypotheses: Sequence[Hypothesis], term: Any, times: int = 1) -> bool:
    """Whether E of the absolute value of a term, or of that power of it, is surely infinite.

    It grows faster than a density falls, or has a pole where a density is positive. The pole is one of a variable with
    a stated law; what is divided by it is not 0 there, or independent of it.
    """
    if any(bound_symbols(part) for part in subterms(term)):
        return False
    lawful = ((y, _law(hypotheses, y)) for y in cells(term))
    if any(law is not None and grows_too_fast(term, y, law, times) for y, law in lawful):
        return True
    top, bottom = fraction(together(term))
    for y in cells(bottom):
        law = _law(hypotheses, y)
        if law is None or not law.continuous or cells(bottom) != {y}:
            continue
        others = cells(top) - {y}
        apart = all(cells(factor) <= {y} or y not in cells(factor) for factor in Mul.make_args(top))
        if others and not (apart and entails(hypotheses, Independent(y, tuple(others))) is not None):
            continue
        positive = domains(hypotheses)
        letter = Dummy(real=True)
        above, below = (part.xreplace({y: letter}) for part in (top, bottom))
        for zero, order in _zeros(below, letter).items():
            density = law.density(zero)
            dense = density is not None and density.xreplace(_parameters(law)).xreplace(positive).is_positive
            shape = law.shape if isinstance(law, Gamma) else law.first if isinstance(law, Beta) else None
            if zero == 0 and shape is not None:  # a density like y^(shape - 1)
                dense = (order - shape).xreplace(positive).is_nonnegative
            inside = dense and law.support.contains(zero) == True  # noqa: E712
            if inside and not above.xreplace({letter: zero}).is_zero:
                return True
    return False


def has_atom_at_a_zero(hypotheses: Sequence[Hypothesis], divisor: Any) -> bool:
    """Whether a divisor is 0 with a positive probability: a variable with a stated law that has an atom there."""
    for y in cells(divisor):
        law = _law(hypotheses, y)
        if law is None or law.continuous or cells(divisor) != {y}:
            continue
        first = (Integer(k) for k in range(SMALL) if law.support.contains(k) == True)  # noqa: E712
        for point in first if law.points is None else law.points:
            chance = law.probability(point) if divisor.xreplace({y: point}) == 0 else None
            if chance is not None and chance.is_zero is not True:
                return True
    return False


def takes_both_signs(hypotheses: Sequence[Hypothesis], term: Any) -> bool:
    """Whether a multiple of a variable is negative with a positive probability, and positive too."""
    scale, cell = term.as_coeff_Mul()
    law = _law(hypotheses, cell) if cells(term) == {cell} and scale != 0 else None
    if law is None or not law.continuous:
        return False
    return bool(law.support.inf.is_extended_negative and law.support.sup.is_extended_positive)


def _law(hypotheses: Sequence[Hypothesis], cell: Any) -> Law | None:
    return next(
        (
            h.law
            for h in hypotheses
            if isinstance(h, HasLaw) and (h.term == cell or (isinstance(cell, Element) and h.term == cell.family))
        ),
        None,
    )


def _zeros(bottom: Any, letter: Any) -> dict[Any, int]:
    """The real zeros with their orders."""
    try:
        return {zero: order for zero, order in roots(Poly(bottom, letter)).items() if zero.is_real}
    except PolynomialError:
        return {}
