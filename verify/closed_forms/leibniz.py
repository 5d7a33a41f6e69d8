r"""The derivative of integrals by a letter in their limits or their integrands.

>>> from sympy import Function, Integral, oo, symbols
>>> a, t, f = *symbols("a t"), Function("f")
>>> by_leibniz(Integral((a - t) * f(t), (t, 0, a)), (a,))
Integral(f(t), (t, 0, a))
>>> by_leibniz(Integral(f(t), (t, -oo, a**2)), (a,))
2*a*f(a**2)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import Add, Derivative, Dummy, Integer, Integral, Mul, Pow, expand, log, nan, oo, zoo
from sympy import Sum as PlainSum
from sympy.core.function import AppliedUndef

__all__ = ["by_leibniz"]


def by_leibniz(term: Any, letters: Sequence[Any]) -> Any:
    """The derivative by the letters, one after the other; None where the rule is not seen to hold.

    Integrands are polynomials in the letter: what is integrated by parts of it exists, or nothing is claimed to.
    """
    if not term.has(Integral) or term.has(Derivative, PlainSum):
        return None
    for letter in letters:
        parts = [_derivative(part, letter) for part in Add.make_args(term)]
        if any(part is None for part in parts):
            return None
        term = Add(*parts)
    return term


def _derivative(part: Any, letter: Any) -> Any:
    """The derivative of a product with at most one integral."""
    integrals = [factor for factor in Mul.make_args(part) if factor.has(Integral)]
    if not integrals:
        return part.diff(letter)
    if len(integrals) != 1 or not isinstance(integrals[0], Integral) or len(integrals[0].limits[0]) != 3:
        return None
    (whole,), rest = integrals, part / integrals[0]
    if len(whole.limits) != 1:
        return None
    function, (t, low, high) = whole.function, whole.limits[0]
    plain = function.xreplace({letter: (held := Dummy())})
    if t == letter or not _is_polynomial(plain, held) or not _exists(function, t, (low, high)):
        return None
    moving = [(sign, end) for sign, end in ((1, high), (-1, low)) if end not in (oo, -oo) and end.diff(letter) != 0]
    ends = Add(*(sign * function.xreplace({t: end}) * end.diff(letter) for sign, end in moving))
    if ends.has(oo, zoo, nan):
        return None
    inside = expand(function.diff(letter)) if function.has(letter) else Integer(0)
    under = Integral(inside, (t, low, high)) if inside != 0 else Integer(0)
    return rest.diff(letter) * whole + rest * (ends + under)


def _exists(function: Any, t: Any, ends: Sequence[Any]) -> bool:
    """Whether nothing but an unknown function can make the integral diverge."""
    powers = [part for part in function.atoms(Pow) if part.base.has(t)]
    rough = any(part.has(t) for part in function.atoms(log))
    rough = rough or any(not (part.exp.is_Integer and part.exp.is_positive) for part in powers)
    bounded = all(end not in (oo, -oo) for end in ends)
    return not rough and not any(end.has(Integral) for end in ends) and (bounded or function.has(AppliedUndef))


def _is_polynomial(function: Any, letter: Any) -> bool:
    """Whether a function is a polynomial in the letter, with any coefficients."""
    return not function.has(letter) or bool(function.is_polynomial(letter))
