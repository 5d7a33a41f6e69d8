"""Logarithms of products as sums: log(a b^c exp(d)) = log(a) + c log(b) + d, log(prod f) = sum log(f).

>>> from sympy import Symbol
>>> from derivations.terms import family, positive_integers
>>> n, i = positive_integers("n i")
>>> x, r = family("x", n, kind="positive"), Symbol("r", positive=True)
>>> logarithms_of_factors(log(Product(r * exp(-r * x[i]), (i, 1, n))), [])
Sum(-r*x[i] + log(r), (i, 1, n))
"""

from __future__ import annotations

from typing import Any

from sympy import Integer, Mul, Pow, Product, Sum, exp, expand, factorial, log

__all__ = ["logarithms_of_factors"]


def logarithms_of_factors(term: Any, guards: list[Any]) -> Any:
    """The term with its logarithms taken factor by factor; what is not known to be positive must be, and is a guard."""
    return term.replace(lambda part: isinstance(part, log), lambda part: _apart(part.args[0], guards))


def _apart(argument: Any, guards: list[Any]) -> Any:
    if isinstance(argument, exp):
        return expand(argument.args[0])
    if isinstance(argument, Mul) and not any(factor.is_negative for factor in argument.args):
        return sum((_apart(factor, guards) for factor in argument.args), start=Integer(0))
    if isinstance(argument, Product):
        return Sum(_apart(argument.function, guards), *argument.limits)
    if isinstance(argument, Pow) and argument.exp.is_real and not argument.base.is_negative:
        return argument.exp * _apart(argument.base, guards)
    if not (argument.is_positive or isinstance(argument, factorial)) and argument not in guards:
        guards.append(argument)
    return log(argument)
