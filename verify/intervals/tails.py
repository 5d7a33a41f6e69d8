"""Bounds on an integrand far out, so that an integral to infinity can be cut with a certified remainder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce

import sympy
from flint import arb
from sympy import Expr, Symbol

from derivations.terms import leaky_relu, relu, step
from verify.intervals.balls import DeclinedError, constant_ball

__all__ = ["Growth", "growth_beyond"]

INFINITY = arb.pos_inf()


@dataclass(frozen=True, slots=True)
class Growth:
    """|f(t)| <= constant (1 + t)^power e^(rate t) for every t >= 0 from some cut on; none of the three is negative."""

    constant: arb
    power: arb
    rate: arb

    def __add__(self, other: Growth) -> Growth:
        """The growth of |f| + |g|."""
        power, rate = _largest(self.power, other.power), _largest(self.rate, other.rate)
        return Growth(self.constant + other.constant, power, rate)

    def __mul__(self, other: Growth) -> Growth:
        """The growth of |f g|."""
        return Growth(self.constant * other.constant, self.power + other.power, self.rate + other.rate)

    def __pow__(self, r: arb) -> Growth:
        """The growth of |f|^r for r > 0."""
        return Growth(self.constant**r, self.power * r, self.rate * r)

    def remainder(self, cut: arb, *, weight: arb, decay: arb) -> arb | None:
        """A bound on the integral of |f| w from the cut on, where w has this weight at the cut and -(ln w)' >= decay.

        From the cut on, the logarithm of the bound on |f| w falls at least as fast as kappa t with
        kappa = decay - rate - power/(1 + cut), so that its integral is at most its first value over kappa. None where
        kappa is not positive.
        """
        kappa = decay - self.rate - self.power / (1 + cut)
        if not kappa > 0:
            return None
        return (self.constant * (1 + cut) ** self.power * (self.rate * cut).exp() * weight / kappa).upper()


@dataclass(frozen=True, slots=True)
class _Bound:
    """low <= f(t) <= high and the growth of |f|, from the cut on; low and high are exact, finite or not."""

    low: arb
    high: arb
    growth: Growth


def growth_beyond(expression: Expr, x: Symbol, cut: arb) -> Growth:
    """The growth of the expression for x >= cut.

    Bounds on the values and on the growth are carried from the leaves to the root; the values, so that a denominator
    can be seen to stay away from 0. What has no such bound, exp(x^2) for one, is declined by name.

    >>> y = Symbol("y")
    >>> silu = growth_beyond(-y / (1 + sympy.exp(y)), y, arb(10))
    >>> bool(silu.constant < 0.001), float(silu.power), float(silu.rate)
    (True, 1.0, 0.0)
    """
    return _bound(expression, x, cut).growth


def _bound(e: Expr, x: Symbol, cut: arb) -> _Bound:
    if e == x:
        return _known(Growth(arb(1), arb(1), arb(0)), cut, INFINITY)
    if x not in e.free_symbols:
        return _between(value := constant_ball(e), value)
    if isinstance(e, sympy.Pow) and x in e.exp.free_symbols:
        return _bound(sympy.exp(e.exp * sympy.log(e.base), evaluate=False), x, cut)
    parts = [_bound(argument, x, cut) for argument in e.args]
    u = parts[0]
    match e:
        case sympy.Add():
            return reduce(_sum, parts)
        case sympy.Mul():
            return reduce(_product, parts)
        case sympy.Pow():
            return _power(u, e.exp, e)
        case sympy.exp():
            return _exponential(u, e)
        case sympy.log():
            return _logarithm(u, e)
        case sympy.sinh() | sympy.cosh():
            both = _sum(_exponential(u, e), _exponential(_negative(u), e))
            return _known(both.growth, arb(1) if isinstance(e, sympy.cosh) else -INFINITY, INFINITY)
        case sympy.tanh():
            return _increasing(arb.tanh, u, arb(1))
        case sympy.erf():
            return _increasing(arb.erf, u, arb(1))
        case sympy.erfc():
            return _sum(_between(arb(1), arb(1)), _negative(_increasing(arb.erf, u, arb(1))))
        case sympy.atan():
            return _increasing(arb.atan, u, arb.pi() / 2)
        case sympy.sin() | sympy.cos() | sympy.sign():
            return _between(arb(-1), arb(1))
        case sympy.Heaviside() | step():
            return _between(arb(0), arb(1))
        case sympy.Abs() | relu():
            return _known(u.growth, arb(0), INFINITY)
        case sympy.Max() | sympy.Min():
            return _known(reduce(Growth.__add__, (part.growth for part in parts)), -INFINITY, INFINITY)
        case leaky_relu():
            slope = parts[1].growth + Growth(arb(1), arb(0), arb(0))
            return _known(u.growth * slope, -INFINITY, INFINITY)
    raise DeclinedError(f"no bound on {e} for large {x}; its mean cannot be certified over an infinite range")


def _known(growth: Growth, low: arb, high: arb) -> _Bound:
    """A function of which all this is known: a growth that is none bounds the values, bounded values the growth."""
    if growth.power.is_zero() and growth.rate.is_zero():
        low, high = _largest(low, -growth.constant.upper()), _smallest(high, growth.constant.upper())
    if low.is_finite() and high.is_finite():
        growth = Growth(_largest(abs(low), abs(high)), arb(0), arb(0))
    return _Bound(low, high, growth)


def _between(low: arb, high: arb) -> _Bound:
    low, high = low.lower(), high.upper()
    return _Bound(low, high, Growth(_largest(abs(low), abs(high)), arb(0), arb(0)))


def _negative(u: _Bound) -> _Bound:
    return _Bound(-u.high, -u.low, u.growth)


def _sum(f: _Bound, g: _Bound) -> _Bound:
    return _known(f.growth + g.growth, _lower(f.low + g.low), _upper(f.high + g.high))


def _product(f: _Bound, g: _Bound) -> _Bound:
    corners = [_times(a, b) for a in (f.low, f.high) for b in (g.low, g.high)]
    low, high = reduce(_smallest, map(_lower, corners)), reduce(_largest, map(_upper, corners))
    return _known(f.growth * g.growth, low, high)


def _power(u: _Bound, r: Expr, e: Expr) -> _Bound:
    if r.is_negative:
        u = _power(u, -r, e)
        if not (u.low > 0 or u.high < 0):
            raise DeclinedError(f"no bound on {e}: its denominator is not seen to stay away from 0")
        ends = [1 / end if end.is_finite() else arb(0) for end in (u.high, u.low)]
        return _between(*ends)
    if r.is_Integer:
        powered = reduce(_product, [u] * int(r))
        return powered if r % 2 else _known(powered.growth, _largest(powered.low, arb(0)), powered.high)
    if not u.low >= 0:
        raise DeclinedError(f"no bound on {e}: its base is not seen to stay positive")
    exponent = constant_ball(r)
    high = (u.high**exponent).upper() if u.high.is_finite() else INFINITY
    return _known(u.growth**exponent, (u.low**exponent).lower(), high)


def _exponential(u: _Bound, e: Expr) -> _Bound:
    """exp(u): e^high where u is bounded above, else c e^(rate t) with |u| <= rate (1 + t)."""
    low = u.low.exp().lower() if u.low.is_finite() else arb(0)
    if u.high.is_finite():
        return _between(low, u.high.exp())
    if u.growth.rate > 0 or u.growth.power > 1:
        raise DeclinedError(f"{e} grows too fast for its mean to be certified over an infinite range")
    rate = u.growth.constant
    return _known(Growth(rate.exp(), arb(0), rate), low, INFINITY)


def _logarithm(u: _Bound, e: Expr) -> _Bound:
    """log(u) is at least log(low), and at most log(constant) + (power + rate) (1 + t)."""
    if not u.low > 0:
        raise DeclinedError(f"no bound on {e}: its argument is not seen to stay positive")
    low, above = u.low.log(), _largest(u.growth.constant.log().upper(), arb(0))
    growth = Growth(abs(low) + above + u.growth.power + u.growth.rate, arb(1), arb(0))
    return _known(growth, low.lower(), u.high.log().upper() if u.high.is_finite() else INFINITY)


def _increasing(f: Callable[[arb], arb], u: _Bound, limit: arb) -> _Bound:
    """f(u) for an odd increasing f with this limit at infinity."""
    low = f(u.low) if u.low.is_finite() else -limit
    high = f(u.high) if u.high.is_finite() else limit
    return _between(low, high)


def _times(a: arb, b: arb) -> arb:
    return arb(0) if a.is_zero() or b.is_zero() else a * b  # 0 times an unbounded factor is 0


def _lower(u: arb) -> arb:
    return u.lower() if u.is_finite() else u


def _upper(u: arb) -> arb:
    return u.upper() if u.is_finite() else u


def _largest(a: arb, b: arb) -> arb:
    return a if a >= b else b if b >= a else a.union(b).upper()


def _smallest(a: arb, b: arb) -> arb:
    return -_largest(-a, -b)
