"""Moments that generate others: E[exp(t X)], E[z^X], E[X^s] and E[X^s log(X)^k] of a variable with a stated law; and
E[1/(X + d)] of whole numbers.

>>> from sympy import symbols
>>> from derivations.laws import Poisson
>>> from derivations.terms import E, random_variables
>>> (x,), (z, rate) = [random_variables("x")], symbols("z rate", positive=True)
>>> transform(E(z**x), {x: Poisson(rate)}, [])
exp(rate*(z - 1))

E[X^s log(X)] is the derivative of E[X^s] by s:

>>> from sympy import log
>>> from derivations.laws import Exponential
>>> transform(E(log(x)), {x: Exponential(rate)}, [])
-log(rate) - EulerGamma
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sympy import Abs, Add, Dummy, Integer, Mul, Pow, exp, expand, gamma, log, sign

from derivations.law import Law
from derivations.laws import Binomial
from derivations.terms import E, cells
from verify.closed_forms.series import series

__all__ = ["logarithms_apart", "transform"]

MOST_LOGARITHMS = 4


def transform(moment: Any, laws: Mapping[Any, Law], guards: list[Any]) -> Any:
    """The value of E[c exp(a X + b)] or E[c X^s log(X)^k], or None; what must be positive goes into the guards."""
    inside = cells(moment)
    law = laws.get(next(iter(inside))) if len(inside) == 1 else None
    if not isinstance(moment, E) or law is None:
        return None
    (variable,) = inside
    for way in (_exponential, _reciprocal, _power):
        if (value := way(moment.args[0], variable, law, guards)) is not None:
            return value
    return None


def _reciprocal(term: Any, variable: Any, law: Law, guards: list[Any]) -> Any:
    """E[c X^j/(X + d)] of a variable on whole numbers, where X + d is positive: the series of its values."""
    powers = [part for part in term.atoms(Pow) if part.has(variable) and not part.exp.is_positive]
    lowest = law.support.inf
    positive = all(p.exp == -1 and (d := p.base - variable).is_Integer and (lowest + d).is_positive for p in powers)
    k = Dummy("k", integer=True, nonnegative=True)
    mass = None if law.continuous else law.probability(k)
    if not powers or not positive or mass is None:
        return None
    highest = law.trials if isinstance(law, Binomial) else law.support.sup
    value = series(term.xreplace({variable: k}) * mass, k, lowest, highest, guards)
    return None if value is None or value.has(k) else value


def _exponential(term: Any, variable: Any, law: Law, guards: list[Any]) -> Any:
    """E[c exp(a X + b)]."""
    outside, exponent, needed = Integer(1), Integer(0), []
    for factor in Mul.make_args(term):
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


def _power(term: Any, variable: Any, law: Law, guards: list[Any]) -> Any:
    """E of a sum of c X^s log(X)^k, where a logarithm or an exponent that is a letter stands in it."""
    x, s, signed = Dummy("x", positive=True), Dummy("s", real=True), Dummy("signed", real=True)
    needed: list[Any] = []

    def apart(argument: Any) -> Any:
        scale, rest = argument.as_independent(x, as_Add=False)
        if rest == x and scale != 1:
            needed.append(scale)
            return log(scale) + log(x)
        return log(argument)

    both_signs = law.continuous and not law.support.inf.is_nonnegative
    if both_signs and not law.symmetric:
        return None
    inside = term.xreplace({Abs(variable): x, variable: signed * x if both_signs else x}).replace(log, apart)
    inside = expand(inside.xreplace({sign(signed): signed, Abs(signed): Integer(1)}))  # it is 1 or -1
    total, needs = Integer(0), False
    for part in Add.make_args(inside):
        scale, order, logs = Integer(1), Integer(0), 0
        for factor in Mul.make_args(part):
            base, power = factor.as_base_exp()
            if not factor.has(x):
                scale *= factor
            elif base == x and not power.has(x):
                order += power
            elif base == log(x) and law.continuous and power.is_Integer and 0 < power <= MOST_LOGARITHMS:
                logs += int(power)
            else:
                return None
        turned = scale.as_powers_dict().get(signed, Integer(0))
        if (scale / signed**turned).has(signed):
            return None
        if turned.is_odd:
            needs = True  # the mean is 0 by symmetry
            continue
        if not turned.is_even:
            return None
        scale = scale.xreplace({signed: Integer(1)})
        value = law.power_moment(order + s if logs else order)
        if value is None:
            return None
        needs = needs or logs > 0 or not order.is_Integer
        exists = law.power_exists(order)
        needed += [exists] if exists is not None else []
        total += scale * value.diff(s, logs).xreplace({s: Integer(0)})
    if any(g.has(signed) for g in needed):
        return None  # the logarithm or a root of what takes both signs
    guards += [g for g in needed if needs and not g.is_positive]
    return total if needs else None


def logarithms_apart(term: Any, laws: Mapping[Any, Law], guards: list[Any]) -> Any:
    """log(a b^c exp(d)) = log(a) + c log(b) + d for what is positive; letters that must be so are guards.

    >>> from sympy import symbols
    >>> from derivations.laws import Exponential
    >>> from derivations.terms import random_variables
    >>> x, r = random_variables("x"), symbols("r", positive=True)
    >>> logarithms_apart(log(r * exp(-r * x)), {x: Exponential(r)}, [])
    -x*r + log(r)
    """

    def apart(argument: Any) -> Any:
        total, left = Integer(0), Integer(1)
        for factor in Mul.make_args(argument):
            base, power = factor.as_base_exp()
            law = laws.get(base)
            if isinstance(factor, exp):
                total += factor.args[0]
            elif law is not None and law.support.inf.is_nonnegative and not power.has(base):
                total += power * log(base)
            elif not cells(factor) & laws.keys() and (base.is_Symbol or base.is_positive or isinstance(base, gamma)):
                guards.extend([] if base.is_positive or base.is_number else [base])
                total += power * log(base)
            else:
                left *= factor
        return total + (log(left) if left != 1 else 0)

    return term.replace(log, apart)
