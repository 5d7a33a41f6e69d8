"""Moments that generate others: E[exp(t X)] and E[z^X] of a variable with a stated law.

>>> from sympy import symbols
>>> from derivations.laws import Poisson
>>> from derivations.terms import E, random_variables
>>> (x,), (z, rate) = [random_variables("x")], symbols("z rate", positive=True)
>>> transform(E(z**x), {x: Poisson(rate)}, [])
exp(rate*(z - 1))
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sympy import Add, Integer, Mul, exp, expand, log

from derivations.law import Law
from derivations.terms import E, cells

__all__ = ["transform"]


def transform(moment: Any, laws: Mapping[Any, Law], guards: list[Any]) -> Any:
    """The value of E[c exp(a X + b)], or None for any other moment; what must be positive goes into the guards."""
    inside = cells(moment)
    law = laws.get(next(iter(inside))) if len(inside) == 1 else None
    if not isinstance(moment, E) or law is None:
        return None
    (variable,) = inside
    outside, exponent, needed = Integer(1), Integer(0), []
    for factor in Mul.make_args(moment.args[0]):
        base, power = factor.as_base_exp()
        if not factor.has(variable):
            outside *= factor
        elif isinstance(factor, exp):
            exponent += factor.args[0]
        elif not base.has(variable):
            exponent += power * log(base)
            needed += [] if base.is_positive else [base]
        else:
            return None
    exponent = expand(exponent)
    slope = exponent.coeff(variable, 1)
    rest = exponent - slope * variable
    if slope == 0 or rest.has(variable) or slope.has(variable):
        return None
    value = law.transform(slope)
    if value is None:
        return None
    exists = law.transform_exists(slope)
    guards += needed + ([] if exists is None or exists.is_positive else [exists])
    return outside * exp(Add(rest)) * value
