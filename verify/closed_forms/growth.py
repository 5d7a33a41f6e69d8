"""Moments of exponentials and tangents under stated laws: E[e^(X^2)] does not exist where X ~ N(0, 1).

An integral of e^g(y) against a density that falls as e^(-h(y)) is finite where g - h falls to -infinity. What is shown
here is only that it does not; a coefficient whose sign is open shows nothing.

>>> from sympy import exp, tan
>>> from derivations.laws import Exponential, Normal
>>> from derivations.terms import random_variables
>>> x = random_variables("x")
>>> [grows_too_fast(exp(c * x**2), x, Normal(0, 1), 1) for c in (1, -1)]
[True, False]
>>> grows_too_fast(x * exp(x), x, Exponential(1), 1), grows_too_fast(exp(x), x, Exponential(2), 1)
(True, False)
>>> grows_too_fast(tan(x), x, Normal(0, 1), 1)
True
"""

from __future__ import annotations

from typing import Any, Final

from sympy import (
    Add,
    Integer,
    Mul,
    Poly,
    PolynomialError,
    Pow,
    Rational,
    cos,
    cosh,
    cot,
    exp,
    expand,
    log,
    oo,
    sin,
    sinh,
    tan,
)

from derivations.laws import Exponential, Gamma, Laplace, Law, LogNormal, Normal
from derivations.terms import cells

__all__ = ["grows_too_fast"]

WITH_POLES: Final = (tan, cot)


def grows_too_fast(term: Any, y: Any, law: Law, times: int) -> bool:
    """Whether E of the absolute value of `term**times` is surely infinite, as y alone makes it.

    A product is looked at where its other factors with y are powers of y, so that none of them makes up for it.
    """
    ends = (law.support.inf, law.support.sup)
    for part in Add.make_args(expand(term)):
        own = [f for f in Mul.make_args(part) if y in cells(f)]
        wild = [f for f in own if not f.is_polynomial(y)]
        if len(wild) != 1:
            continue
        if _has_poles(wild[0], y) and ends == (-oo, oo) and law.continuous:
            return True
        for exponent in _exponents(wild[0]):
            if any(_rises(times * exponent, y, law, end) for end in ends if end in (-oo, oo)):
                return True
    return False


def _has_poles(factor: Any, y: Any) -> bool:
    """tan(a y + b), 1/cos(a y + b)."""
    if isinstance(factor, Pow) and factor.exp.is_negative and isinstance(factor.base, sin | cos):
        factor = factor.base
    elif not isinstance(factor, WITH_POLES):
        return False
    inside = factor.args[0]
    return bool(inside.is_polynomial(y) and Poly(inside, y).degree() == 1 and cells(inside) == {y})


def _exponents(factor: Any) -> tuple[Any, ...]:
    if isinstance(factor, exp):
        return (factor.args[0],)
    if isinstance(factor, sinh | cosh):
        return factor.args[0], -factor.args[0]
    if isinstance(factor, Pow) and factor.base.is_number and factor.base.is_positive:
        return (factor.exp * log(factor.base),)
    return ()


def _rises(exponent: Any, y: Any, law: Law, end: Any) -> bool:
    """Whether the exponent, with that of the density, goes to infinity where y does, or stays constant there."""
    try:
        degrees = {m[0]: c for m, c in Poly(expand(exponent), y).terms()}
    except PolynomialError:
        return False
    top = max(degrees)
    if top == 0:
        return False
    fall, coefficient = _fall(law)
    if fall < top:
        leading = degrees[top]
    elif fall == top and coefficient is not None:
        leading = degrees[top] - (coefficient if end == oo or fall % 2 == 0 else -coefficient)
    else:
        return False
    towards = leading if end == oo or top % 2 == 0 else -leading
    return bool(towards.is_positive or (towards.is_zero and top == fall))


def _fall(law: Law) -> tuple[Any, Any]:
    """A power of |y| in the exponent of a density, which falls no faster at some end; and its coefficient."""
    match law:
        case Normal():
            return Integer(2), 1 / (2 * law.variance_)
        case Exponential() | Gamma():
            return Integer(1), law.rate
        case Laplace():
            return Integer(1), 1 / law.scale
        case LogNormal():
            return Integer(0), None
    return Rational(3, 2), None
