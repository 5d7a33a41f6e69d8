"""From a sympy expression in one variable to a function of Arb balls, node by node."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

import sympy
from flint import acb, arb, ctx, fmpq
from sympy import Expr, Symbol

from derivations.errors import UserError
from derivations.terms import leaky_relu, relu, step

__all__ = ["Ball", "BallFunction", "DeclinedError", "ball_function", "constant_ball", "decline_floats"]

Ball = acb
BallFunction = Callable[[Ball, bool], Ball]

LARGEST_EXPRESSION = 2_000  # nodes
LARGEST_EXPONENT = 1_000


class DeclinedError(UserError):
    """An integrand for which nothing can be certified; the message names the part that stands in the way."""


def _atan(z: Ball, analytic: bool) -> Ball:
    cut = z.real.contains(0) and not z.imag.abs_upper() < 1  # the imaginary axis beyond i and -i
    return acb(arb.nan()) if analytic and cut else z.atan()


# Meromorphic: evaluation at a pole gives a ball that is not finite, so that these need no look at `analytic`.
_MEROMORPHIC: dict[type, Callable[[Ball], Ball]] = {
    sympy.exp: acb.exp,
    sympy.sin: acb.sin,
    sympy.cos: acb.cos,
    sympy.tan: acb.tan,
    sympy.sinh: acb.sinh,
    sympy.cosh: acb.cosh,
    sympy.tanh: acb.tanh,
    sympy.coth: acb.coth,
    sympy.erf: acb.erf,
    sympy.erfc: acb.erfc,
}


def _log(z: Ball, analytic: bool) -> Ball:
    return acb(arb.nan()) if _negative(z, analytic) else z.log(analytic=analytic)


def _negative(z: Ball, analytic: bool) -> bool:
    """Whether z is on the path of integration where logarithms and roots are not real."""
    return not analytic and z.imag.is_zero() and z.real < 0


# With a branch cut, or analytic in pieces: not finite where `analytic` is asked for and does not hold.
_WITH_CUTS: dict[type, Callable[[Ball, bool], Ball]] = {
    sympy.log: _log,
    sympy.atan: _atan,
    sympy.Abs: lambda z, analytic: z.real_abs(analytic=analytic),
    sympy.sign: lambda z, analytic: z.real_sgn(analytic=analytic),
    step: lambda z, analytic: z.real_heaviside(analytic=analytic),
    sympy.Heaviside: lambda z, analytic: z.real_heaviside(analytic=analytic),
    relu: lambda z, analytic: z.real_max(acb(0), analytic=analytic),
}
_EXTREMES: dict[type, Callable[[Ball, Ball, bool], Ball]] = {
    sympy.Max: lambda a, b, analytic: a.real_max(b, analytic=analytic),
    sympy.Min: lambda a, b, analytic: a.real_min(b, analytic=analytic),
}
_KNOWN = {sympy.Add, sympy.Mul, leaky_relu, *_MEROMORPHIC, *_WITH_CUTS, *_EXTREMES}
_CONSTANTS: dict[Expr, Callable[[], arb]] = {
    sympy.pi: arb.pi,
    sympy.E: arb.const_e,
    sympy.EulerGamma: arb.const_euler,
}


def ball_function(expression: Expr, x: Symbol) -> BallFunction:
    """f(z, analytic) as `acb.integral` wants it: it encloses the expression on the ball z in place of x.

    Constants are enclosed at the precision at hand when this is called. A function that is not known is declined by
    name, and so is a floating-point number, which stands for no exact one.

    >>> y = Symbol("y")
    >>> f = ball_function(relu(y) * sympy.tanh(y), y)
    >>> f(acb(-2), False).is_zero()
    True
    >>> ball_function(sympy.gamma(y), y)
    Traceback (most recent call last):
    verify.intervals.balls.DeclinedError: no certified evaluation of gamma(y); known: Abs, Heaviside, Max, Min, atan,
    cos, cosh, coth, erf, erfc, exp, leaky_relu, log, relu, sign, sin, sinh, step, tan, tanh
    """
    decline_floats(expression)
    if sum(1 for _ in sympy.preorder_traversal(expression)) > LARGEST_EXPRESSION:
        raise DeclinedError(f"an integrand of more than {LARGEST_EXPRESSION:,} terms; simplify it first")
    return _function(expression, x)


def constant_ball(expression: Any) -> arb:
    """A real constant as a ball.

    >>> constant_ball(sympy.sqrt(2)).contains(constant_ball(sympy.Rational(7, 5)))
    False
    """
    x = Symbol("x")
    value = ball_function(sympy.sympify(expression), x)(acb(0), False)
    if not value.imag.is_zero() or not value.real.is_finite():
        raise DeclinedError(f"{expression} is not a real constant that can be enclosed; give a number")
    return value.real


def decline_floats(expression: Expr) -> None:
    """Refuse an expression with floating-point numbers in it."""
    for number in expression.atoms(sympy.Float):
        fraction = sympy.Rational(str(number))
        raise DeclinedError(f"{number} is a floating-point number; write it as a fraction, {fraction}")


def _function(e: Expr, x: Symbol) -> BallFunction:
    f = _leaf(e, x) or _node(e, x)
    if x in e.free_symbols:
        return f
    return _always(f(acb(0), False))


def _always(value: Ball) -> BallFunction:
    return lambda *_: value


def _leaf(e: Expr, x: Symbol) -> BallFunction | None:
    if e == x:
        return lambda z, _: z
    if e.is_Rational:
        return _always(acb(fmpq(int(e.p), int(e.q))))
    if isinstance(e, sympy.ComplexRootOf) and e.is_real:
        error = fmpq(1, 2**ctx.prec)
        near = e.eval_rational(*2 * [sympy.Rational(1, 2**ctx.prec)])
        return _always(acb(arb(fmpq(int(near.p), int(near.q))) + arb(0, error)))
    if e in _CONSTANTS:
        return _always(acb(_CONSTANTS[e]()))
    if e.is_Symbol:
        raise DeclinedError(f"{e} has no value; substitute a number for it")
    return None


def _node(e: Expr, x: Symbol) -> BallFunction:
    kind = type(e)
    if kind is sympy.Pow:
        return _power(e.base, e.exp, x)
    if kind not in _KNOWN:
        names = ", ".join(sorted(kind.__name__ for kind in _KNOWN - {sympy.Add, sympy.Mul}))
        raise DeclinedError(f"no certified evaluation of {e}; known: {names}")
    parts = [_function(argument, x) for argument in e.args]
    if kind is sympy.Add:
        return lambda z, analytic: sum((f(z, analytic) for f in parts), acb(0))
    if kind is sympy.Mul:
        return lambda z, analytic: reduce(acb.__mul__, (f(z, analytic) for f in parts))
    if kind in _EXTREMES:
        extreme = _EXTREMES[kind]
        return lambda z, analytic: reduce(lambda a, b: extreme(a, b, analytic), (f(z, analytic) for f in parts))
    if kind is leaky_relu:
        return _function(e.args[1] * e.args[0] + (1 - e.args[1]) * relu(e.args[0]), x)
    argument = parts[0]  # Heaviside's second one is its value at 0, which no integral sees
    if kind in _WITH_CUTS:
        cut = _WITH_CUTS[kind]
        return lambda z, analytic: cut(argument(z, analytic), analytic)
    meromorphic = _MEROMORPHIC[kind]
    return lambda z, analytic: meromorphic(argument(z, analytic))


def _power(base: Expr, exponent: Expr, x: Symbol) -> BallFunction:
    if x in exponent.free_symbols:
        return _function(sympy.exp(exponent * sympy.log(base), evaluate=False), x)
    b = _function(base, x)
    if exponent.is_Integer and abs(exponent) <= LARGEST_EXPONENT:
        n = int(exponent)
        return lambda z, analytic: b(z, analytic) ** n
    if exponent.is_Integer:
        raise DeclinedError(f"the exponent {exponent} is beyond {LARGEST_EXPONENT:,}; use a smaller one")
    r = _function(exponent, x)

    def power(z: Ball, analytic: bool) -> Ball:
        base = b(z, analytic)
        if _negative(base, analytic):
            return acb(arb.nan())
        if exponent == sympy.Rational(1, 2):
            return base.sqrt(analytic=analytic)
        return base.pow(r(z, analytic), analytic=analytic)

    return power
