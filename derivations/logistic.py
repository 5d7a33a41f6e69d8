"""The logistic function 1/(1 + exp(-u)) through tanh, which is odd.

>>> from sympy import exp, symbols
>>> u = symbols("u", real=True)
>>> logistic(1 + exp(-u)), without_odds(exp(u) / (1 + exp(u)))
(tanh(u/2)/2 + 1/2, (1 - 1/(exp(u) + 1),))
"""

from __future__ import annotations

from sympy import Expr, Pow, Rational, exp, tanh

__all__ = ["logistic", "without_odds"]


def logistic(base: Expr) -> Expr | None:
    """1/(1 + exp(u)) = 1/2 - tanh(u/2)/2, which shows what is odd in it."""
    rest = base - 1
    return Rational(1, 2) - tanh(rest.args[0] / 2) / 2 if isinstance(rest, exp) else None


def without_odds(product: Expr) -> tuple[Expr, ...]:
    """The factors, with 1 - 1/(1 + exp(u)) for exp(u)/(1 + exp(u))."""
    for factor in product.args:
        odds = factor.base - 1 if isinstance(factor, Pow) and factor.exp == -1 else None
        if isinstance(odds, exp) and odds in product.args:
            return (*(f for f in product.args if f not in {odds, factor}), 1 - factor)
    return tuple(product.args)
