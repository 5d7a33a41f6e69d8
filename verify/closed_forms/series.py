r"""Series with closed forms that are known: of k^j r^k / (k + d)!, of k^j r^k, of r^k/(k + d), those of a binomial.

>>> from sympy import factorial, oo, symbols
>>> r, k = symbols("r k", positive=True)
>>> series(r**k / factorial(k) / (k + 1), k, Integer(0), oo, [])
(exp(r) - 1)/r
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sympy import (
    Add,
    Integer,
    Mul,
    Symbol,
    bernoulli,
    binomial,
    exp,
    expand,
    expand_mul,
    factorial,
    ff,
    log,
    oo,
    together,
)
from sympy.functions.combinatorial.numbers import stirling

__all__ = ["MAX_ORDER", "MAX_TERMS", "series"]

MAX_TERMS: Final = 60
MAX_ORDER: Final = 12


def series(function: Any, k: Any, low: Any, high: Any, guards: list[Any]) -> Any:
    """The sum over k from `low` to `high`, or None; what must be positive for it to exist goes into `guards`."""
    if low.is_Integer and high.is_Integer and 0 <= high - low <= MAX_TERMS:
        return Add(*(function.xreplace({k: Integer(i)}) for i in range(int(low), int(high) + 1)))
    if not function.has(k):
        return function * (high - low + 1) if (high - low + 1).is_nonnegative else None
    if not low.is_Integer and high != oo and function.is_polynomial(k) and function.as_poly(k).degree() <= MAX_ORDER:
        if not (high - low + 1).is_positive:
            guards.append(high - low + 1)
        ends = (
            (j[0], c, bernoulli(j[0] + 1, high + 1) - bernoulli(j[0] + 1, low)) for j, c in function.as_poly(k).terms()
        )
        return Add(*(c * expand(gap, func=True) / (j + 1) for j, c, gap in ends))
    below = [f for f in Mul.make_args(function) if f.is_Pow and f.exp == -1 and (f.base - k).is_Integer]
    function = expand_mul(expand(function / Mul(*below), power_base=True, func=False))
    values = [_one_series(Mul(part, *below), k, low, high, guards) for part in Add.make_args(function)]
    return None if any(v is None for v in values) else Add(*values)


def _one_series(part: Any, k: Any, low: Any, high: Any, guards: list[Any]) -> Any:
    c, ratio, order, shift, size, rest = Integer(1), Integer(1), 0, None, None, Integer(1)
    below: list[int] = []
    for factor in Mul.make_args(part):
        base, power = factor.as_base_exp()
        if not factor.has(k):
            c *= factor
        elif isinstance(base, factorial) and power == -1 and (base.args[0] - k).is_Integer and shift is None:
            shift = int(base.args[0] - k)
        elif isinstance(factor, binomial) and factor.args[1] == k and not factor.args[0].has(k) and size is None:
            size = factor.args[0]
        elif power == -1 and (base - k).is_Integer:
            below.append(int(base - k))
        elif not base.has(k) and power.is_polynomial(k) and power.as_poly(k).degree() == 1:
            ratio *= base ** power.coeff(k, 1)
            c *= base ** power.coeff(k, 0)
        elif factor.is_polynomial(k):
            rest *= factor
        else:
            return None
    polynomial = rest.as_poly(k) if rest.has(k) else None
    order = polynomial.degree() if polynomial is not None else 0
    if order > MAX_ORDER or not low.is_Integer or low < 0:
        return None
    if below:
        value = _divided(ratio, below, (shift, size), (low, high), guards) if rest.is_number else None
        return None if value is None else c * rest * value
    coefficients = [(int(m[0]), v) for m, v in polynomial.terms()] if polynomial is not None else [(0, rest)]
    if size is not None and shift is None and low == 0 and high == size:
        top, bottom = together(1 + ratio).as_numer_denom()
        return c * sum(
            (v * stirling(j, i) * ff(size, i) * ratio**i * top ** (size - i) * bottom ** (i - size)
             for j, v in coefficients for i in range(j + 1)), Integer(0),
        )  # fmt: skip
    if shift is None and size is None and high == oo and ratio != 1 and low <= MAX_TERMS:
        if not (1 - ratio**2).is_positive:
            guards.append(1 - ratio**2)
        whole = sum(
            (v * stirling(j, i) * factorial(i) * ratio**i / (1 - ratio) ** (i + 1)
             for j, v in coefficients for i in range(j + 1)), Integer(0),
        )  # fmt: skip
        first = Add(*(v * Integer(i) ** j * ratio**i for i in range(int(low)) for j, v in coefficients))
        return c * (whole - first)
    if shift is None or size is not None or high != oo or low + shift < 0:
        return None
    return c * _exponential(ratio, shift, low, coefficients)


def _exponential(ratio: Any, shift: int, low: Any, coefficients: Sequence[tuple[int, Any]]) -> Any:
    """The sum from `low` on of the polynomial in k times r^k/(k + shift)!."""
    order = max(j for j, _ in coefficients)
    # with z = k + shift: the whole series without its first terms
    z = Symbol("z")
    moved = expand(Add(*(v * (z - shift) ** j for j, v in coefficients)))
    whole = exp(ratio) * sum(
        (v * stirling(j, i) * ratio**i
         for j in range(order + 1) for i in range(j + 1) if (v := moved.coeff(z, j)) != 0), Integer(0),
    )  # fmt: skip
    first = Add(*(moved.xreplace({z: Integer(i)}) * ratio**i / factorial(i) for i in range(int(low) + shift)))
    return ratio ** (-shift) * (whole - first)


def _divided(ratio: Any, below: list[int], of: tuple[int | None, Any], ends: tuple[Any, Any], guards: list[Any]) -> Any:
    """The sum of r^k divided by numbers k + d: beside (k + d - 1)!, beside binomial(n, k), or of r^k/(k + d)."""
    (shift, size), (low, high) = of, ends
    while shift is not None and shift + 1 in below:
        below.remove(shift + 1)
        shift += 1
    if not below and shift is not None and size is None and high == oo and low + shift >= 0:
        return _exponential(ratio, shift, low, [(0, Integer(1))])
    if below == [1] and size is not None and shift is None and (low, high) == (0, size):
        return ((1 + ratio) ** (size + 1) - 1) / ((size + 1) * ratio)
    if len(below) == 1 and shift is None and size is None and high == oo and 1 <= low + below[0] <= MAX_TERMS:
        guards += [] if (1 - ratio**2).is_positive else [1 - ratio**2]
        first = Add(*(ratio**i / i for i in range(1, int(low) + below[0])))
        return ratio ** (-below[0]) * (-log(1 - ratio) - first)
    return None
