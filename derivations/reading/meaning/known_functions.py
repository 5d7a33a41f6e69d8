"""The functions of one argument that have a meaning, what has none here, and how large a term may become.

>>> from sympy import Rational
>>> APPLIED["relu"](-2), digits(Rational(1, 144))
(0, 3)
"""

from __future__ import annotations

from math import comb, prod
from typing import Any, Final

from sympy import (
    acos,
    asin,
    asinh,
    atan,
    atanh,
    cos,
    cosh,
    cot,
    coth,
    csc,
    erf,
    erfc,
    exp,
    log,
    sec,
    sign,
    sin,
    sinh,
    sqrt,
    tan,
    tanh,
)

from derivations import terms as t
from derivations.reading.syntax import tree
from derivations.reading.syntax.tree import Node

__all__ = [
    "APPLIED", "MAX_EXPONENT", "MAX_NUMBER", "MAX_TERMS", "NOT_COVERED", "OF_MATRICES", "digits", "expanded_terms",
]  # fmt: skip

MAX_EXPONENT: Final = 64
MAX_NUMBER: Final = 10**200
MAX_TERMS: Final = 2_000  # of the sum that a power or product is once multiplied out

APPLIED: Final[dict[str, Any]] = {
    "exp": exp, "log": log, "ln": log, "sin": sin, "cos": cos, "tan": tan, "cot": cot, "sec": sec, "csc": csc,
    "sinh": sinh, "cosh": cosh, "tanh": tanh, "coth": coth, "arcsin": asin, "asin": asin, "arccos": acos, "acos": acos,
    "arctan": atan, "atan": atan, "arctanh": atanh, "atanh": atanh, "arcsinh": asinh, "erf": erf, "erfc": erfc,
    "sign": sign, "abs": t.Abs, "relu": t.relu, "step": t.step, "heaviside": t.step, "sqrt": sqrt,
    "sigmoid": lambda x: 1 / (1 + exp(-x)), "logistic": lambda x: 1 / (1 + exp(-x)),
    "softplus": lambda x: log(1 + exp(x)), "silu": lambda x: x / (1 + exp(-x)), "swish": lambda x: x / (1 + exp(-x)),
}  # fmt: skip
OF_MATRICES: Final = frozenset(["tr", "det", "diag", "rank", "vec"])
NOT_COVERED: Final[dict[type[Node], str]] = {
    tree.Integral: "an integral", tree.Limit: "a limit", tree.Extremum: "a maximum or minimum over a set",
    tree.Derivative: "a derivative", tree.Elementwise: "the elementwise product", tree.Norm: "a norm",
    tree.Transpose: "a transpose of a vector or matrix", tree.Tuple: "a list", tree.SetOf: "a set",
    tree.Cases: "a definition by cases",
    tree.Dots: "a row of dots", tree.Words: "text", tree.Interval: "an interval",
}  # fmt: skip


def digits(number: Any) -> int:
    """How many digits the longer of numerator and denominator has."""
    return max(len(str(part)) for part in number.as_numer_denom())


def _of_power(base: Any, exponent: int) -> int:
    inside = expanded_terms(base)
    return comb(inside + exponent - 1, exponent) if inside > 1 else 1


def expanded_terms(term: Any) -> int:
    """How many terms the expression has once it is multiplied out, at most."""
    if term.is_Add:
        return sum(map(expanded_terms, term.args))
    if term.is_Mul:
        return prod(map(expanded_terms, term.args))
    if term.is_Pow and term.exp.is_Integer:
        return _of_power(term.base, abs(int(term.exp)))
    return 1
