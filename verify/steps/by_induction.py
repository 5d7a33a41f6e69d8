r"""Sums and products up to a letter n in closed form, by induction on n: one term more adds what it should.

>>> from sympy import Product, Sum, symbols
>>> i, n = symbols("i n", integer=True, positive=True)
>>> r = symbols("r", real=True)
>>> by_induction(Sum(r**i, (i, 1, n)), r * (1 - r**n) / (1 - r))
'by induction on n'
>>> by_induction(Sum(r**i, (i, 1, n)), (1 - r**n) / (1 - r)) is None
True
>>> by_induction(Product(r, (i, 1, n)), r**n)
'by induction on n'
"""

from __future__ import annotations

from typing import Any

from sympy import Dummy, Integer, Product, Sum, diff, nan, zoo

from derivations.terms import Head, is_random, subterms
from verify.closed_forms.vanishing import vanishes

__all__ = ["by_induction"]


def by_induction(lhs: Any, rhs: Any) -> str | None:
    """Why two sides with one sum or one product between them are equal; None where that is not found."""
    gap = lhs - rhs
    found = {part for part in subterms(gap) if isinstance(part, Sum | Product)}
    if len(found) != 1 or is_random(gap) or any(isinstance(part, Head) for part in subterms(gap)):
        return None
    (whole,) = found
    (index, low, high), *more = whole.limits
    letters = [s for s in high.free_symbols if s.is_integer and diff(high, s) == 1 and not low.has(s)]
    if more or len(letters) != 1:
        return None
    (n,) = letters
    term = whole.function if not whole.function.has(n) else whole.function.xreplace({index: low + high - index})
    if term.has(n):
        return None  # not even from the last term to the first
    value = Dummy()
    equation = gap.xreplace({whole: value})
    slope, rest = diff(equation, value), equation.xreplace({value: Integer(0)})
    if slope.has(value):
        return None
    if isinstance(whole, Sum) and not slope.has(n):
        term, slope = slope * term, Integer(1)
    if slope.is_nonzero is not True:
        return None
    empty = low - 1 - (high - n)  # n for which nothing is summed
    least = Integer(1 if n.is_positive else 0)
    if not empty.is_Integer or empty > least or not n.is_nonnegative:
        return None  # a range that may run backwards
    closed = -rest / slope
    following, first = (term.xreplace({index: at}) for at in (high + 1, low))
    after, none = closed.xreplace({n: n + 1}), closed.xreplace({n: empty})
    sums = isinstance(whole, Sum)
    begins = none - (0 if sums else 1) if not none.has(zoo, nan) else closed.xreplace({n: empty + 1}) - first
    goes_on = after - closed - following if sums else after - closed * following
    return f"by induction on {n}" if vanishes(begins) and vanishes(goes_on) else None
