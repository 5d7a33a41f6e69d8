"""E[g(X)] of a variable with a stated density, where the integral of g times the density has a known closed form.

>>> from sympy import Symbol, exp
>>> from derivations.laws import Uniform
>>> from derivations.terms import E, random_variables
>>> x = random_variables("x")
>>> integrated(E(x * exp(x)), {x: Uniform(0, 1)}, [])
1
>>> integrated(E(1 / x), {x: Uniform(0, 1)}, [])
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sympy import (
    Add,
    Dummy,
    Integral,
    Interval,
    Mul,
    Number,
    NumberSymbol,
    Pow,
    Symbol,
    cos,
    exp,
    log,
    nan,
    oo,
    sin,
    zoo,
)  # fmt: skip

from derivations.law import Law
from derivations.terms import E, cells, subterms
from verify.closed_forms.calculus import closed, is_open

__all__ = ["integrated"]

SMOOTH: Final = (Add, Mul, Pow, exp, log, sin, cos, Symbol, Number, NumberSymbol)


def integrated(moment: Any, laws: Mapping[Any, Law], guards: list[Any]) -> Any:
    """The value of the moment, or None; what must be positive for it to exist goes into the guards.

    Polynomials have moments that are known without an integral.
    """
    inside = cells(moment)
    law = laws.get(next(iter(inside))) if len(inside) == 1 else None
    if not isinstance(moment, E) or law is None or not law.continuous or not isinstance(law.support, Interval):
        return None
    (variable,) = inside
    (term,) = moment.args
    if term.is_polynomial(variable) or not all(isinstance(part, SMOOTH) for part in subterms(term)):
        return None
    at = Dummy("at", real=True, nonnegative=True if law.support.inf.is_nonnegative else None)
    density = law.density(at)
    if density is None:
        return None
    needed: list[Any] = []
    value = closed(Integral(term.xreplace({variable: at}) * density, (at, law.support.inf, law.support.sup)), needed)
    if is_open(value) or value.has(at, oo, zoo, nan):
        return None
    guards += needed
    return value
