"""Integrals and expectations as Arb balls: a midpoint and a radius within which the true value is certain to lie.

An integrand is cut at its kinks (`kinks.py`) and integrated on every smooth piece by `acb.integral`, which bounds
its own error (Johansson, Numerical integration in arbitrary-precision ball arithmetic, 2018). An infinite range is cut
far out, where a bound on the integrand's growth (`tails.py`) certifies what is left out. Nothing of this is shared
with the derivations but the names of functions and laws.

>>> from derivations.terms import relu
>>> y = Symbol("y", real=True)
>>> second_moment = expectation(relu(y) ** 2, y, Normal(0, 4))
>>> compare(second_moment, 2), compare(second_moment, 1), second_moment.rad() < 1e-30
('confirmed', 'refuted', True)
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, Literal

import sympy
from flint import acb, arb, ctx
from sympy import Expr, Symbol, exp, oo, pi, sqrt

from derivations.laws import Exponential, Laplace, Law, Normal, Uniform
from verify.intervals.balls import BallFunction, DeclinedError, ball_function, constant_ball
from verify.intervals.kinks import pieces
from verify.intervals.tails import Growth, growth_beyond

__all__ = ["DeclinedError", "Growth", "compare", "expectation", "gaussian_moment", "integral"]

GUARD_BITS = 40
FARTHEST_CUT = 10_000

_T = Symbol("t", real=True)
_NORMAL = exp(-(_T**2) / 2) / sqrt(2 * pi)


def expectation(expression: Any, x: Symbol, law: Law, *, digits: int = 30) -> arb:
    """E[expression] for x with this law: normal, uniform, Laplace or exponential, its parameters numbers.

    The radius is at most 10^-digits where the integrand is smooth but for kinks that can be located; elsewhere it is
    what it is, and certain all the same. What cannot be certified raises `DeclinedError`, which names it.

    >>> y = Symbol("y", real=True)
    >>> compare(expectation(y**2, y, Uniform(-3, 3)), 3)
    'confirmed'
    >>> compare(expectation(sympy.Piecewise((y, y > 0), (y / 10, True)) ** 2, y, Laplace(0, 1)), "101/100")
    'confirmed'
    >>> expectation(sympy.exp(y**2), y, Normal(0, 1))
    Traceback (most recent call last):
    verify.intervals.balls.DeclinedError: exp(t**2) grows too fast for its mean to be certified over an infinite range
    """
    f = _readable(expression, x)
    with ctx.workprec(_precision(digits)):
        match law:
            case Uniform(low, high):
                return integral(f, x, low, high, digits=digits) / constant_ball(high - low)
            case Normal(mean, variance):
                _require_positive(variance, law)
                sides = (f.xreplace({x: mean + side * sqrt(variance) * _T}) for side in (1, -1))
                return sum((_half_line(side, _NORMAL, digits) for side in sides), arb(0))
            case Laplace(location, scale):
                _require_positive(scale, law)
                sides = (f.xreplace({x: location + side * scale * _T}) for side in (1, -1))
                return sum((_half_line(side, exp(-_T) / 2, digits) for side in sides), arb(0))
            case Exponential(rate):
                _require_positive(rate, law)
                return _half_line(f.xreplace({x: _T / rate}), exp(-_T), digits)
    raise DeclinedError(f"no certified expectation under {law}; known: Normal, Uniform, Laplace, Exponential")


def integral(expression: Any, x: Symbol, low: Any, high: Any, *, digits: int = 30) -> arb:
    """The integral from low to high, both finite; infinite ranges need a law (`expectation`).

    >>> y = Symbol("y", real=True)
    >>> compare(integral(abs(y), y, -1, 2), "5/2")
    'confirmed'
    """
    f, low, high = _readable(expression, x), sympy.sympify(low, strict=True), sympy.sympify(high, strict=True)
    with ctx.workprec(_precision(digits)):
        if not constant_ball(low) < constant_ball(high):
            raise DeclinedError(f"the lower limit {low} is not below the upper limit {high}; exchange them")
        total = arb(0)
        for piece in pieces(f, x, low, high):
            ends = constant_ball(piece.low), constant_ball(piece.high)
            total += _integrate(ball_function(piece.expression, x), *ends, digits)
        return total


def gaussian_moment(g: BallFunction, *, growth: Growth, kinks: Sequence[Any] = (), digits: int = 30) -> arb:
    """E[g(z)] for z with the law N(0, 1), for a function of balls that no expression is at hand for.

    `g(z, analytic)` encloses g on the ball z, as `acb.integral` wants it. `growth` must bound |g(z)| in t = |z| for
    every |z| >= 1 and is taken on trust. `kinks` are the points where g is not analytic.

    >>> bounded = Growth(arb(1), arb(0), arb(0))
    >>> compare(gaussian_moment(lambda z, _: z.tanh(), growth=bounded), 0)
    'confirmed'
    """
    with ctx.workprec(_precision(digits)):
        weight, total = ball_function(_NORMAL, _T), arb(0)
        for side in (1, -1):
            ends = sorted((ball for kink in kinks if (ball := constant_ball(side * kink)) > 0), key=float)
            cut, remainder = _cut([arb(0), *ends], lambda _: growth, _NORMAL, digits)

            def half(z: acb, analytic: bool, side: int = side) -> acb:
                return g(side * z, analytic) * weight(z, analytic)

            total += remainder
            for low, high in pairwise([arb(0), *ends, cut]):
                total += _integrate(half, low, high, digits)
        return total


def compare(found: arb, expected: Any, *, digits: int = 30) -> Literal["confirmed", "refuted", "inconclusive"]:
    """Whether an exact number is the one that a ball encloses.

    - refuted: it lies outside the ball.
    - confirmed: whatever number of the ball is the true one, the two agree to 10^-digits (relatively, above 1).
    - inconclusive: the ball is too wide.

    >>> compare(arb("0.5 +/- 0.001"), "1/2"), compare(arb("0.5 +/- 0.001"), "1/2", digits=2)
    ('inconclusive', 'confirmed')
    """
    expected = sympy.sympify(expected, strict=True) if not isinstance(expected, str) else sympy.Rational(expected)
    with ctx.workprec(_precision(digits)):
        value = constant_ball(expected)
        if not found.overlaps(value):
            return "refuted"
        tolerance = arb(10) ** -digits * arb.max(arb(1), abs(value))
        return "confirmed" if abs(found - value) < tolerance else "inconclusive"


def _readable(expression: Any, x: Symbol) -> Expr:
    expression = sympy.sympify(expression, strict=True)
    for symbol in sorted(expression.free_symbols - {x}, key=str):
        raise DeclinedError(f"{symbol} has no value in {expression}; substitute a number for it")
    return expression


def _require_positive(parameter: Expr, law: Law) -> None:
    if not constant_ball(parameter) > 0:
        raise DeclinedError(f"{parameter} in {law} must be positive")


def _precision(digits: int) -> int:
    return math.ceil(digits * math.log2(10)) + GUARD_BITS


def _goal(digits: int) -> arb:
    """The absolute error that each of the few parts of an integral may have."""
    return arb(10) ** -digits / 2**10


def _half_line(f: Expr, weight: Expr, digits: int) -> arb:
    """The integral of f(t) weight(t) over t >= 0."""
    parts = pieces(f, _T, sympy.Integer(0), oo)
    functions = [ball_function(part.expression * weight, _T) for part in parts]
    starts = [constant_ball(part.low) for part in parts]
    cut, total = _cut(starts, lambda cut: growth_beyond(parts[-1].expression, _T, cut), weight, digits)
    for function, (low, high) in zip(functions, pairwise([*starts, cut]), strict=True):
        total += _integrate(function, low, high, digits)
    return total


def _cut(starts: Sequence[arb], growth: Callable[[arb], Growth], weight: Expr, digits: int) -> tuple[arb, arb]:
    """A cut beyond the starts of all pieces, and a ball about 0 that holds what lies beyond the cut.

    The weight is log-concave, so that the rate -(ln weight)' at which it decays does not fall beyond the cut.
    """
    w, decay = ball_function(weight, _T), ball_function(-sympy.diff(weight, _T) / weight, _T)
    cut = 2 + starts[-1].ceil().upper()
    while cut < FARTHEST_CUT:
        remainder = growth(cut).remainder(cut, weight=w(acb(cut), False).real, decay=decay(acb(cut), False).real)
        if remainder is not None and remainder < _goal(digits):
            return cut, arb(0, remainder)
        cut = (cut * 5 / 4).ceil().upper()
    raise DeclinedError("the integrand may outgrow the decay of the density; its mean cannot be certified")


def _integrate(f: BallFunction, low: arb, high: arb, digits: int) -> arb:
    goal = _goal(digits)
    total = acb.integral(f, acb(low), acb(high), rel_tol=goal, abs_tol=goal)
    where = f"from {float(low):g} to {float(high):g}"
    if not total.is_finite():
        raise DeclinedError(f"the integral {where} did not converge: it may be infinite, or the integrand not real")
    if not total.imag.contains(0):
        raise DeclinedError(f"the integrand is not real {where}")
    return total.real
