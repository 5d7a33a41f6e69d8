"""Integrands with kinks, cut at them into pieces on each of which they are smooth."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cmp_to_key
from itertools import pairwise
from typing import Any

import sympy
from flint import ctx
from sympy import Expr, Rational, Symbol, oo
from sympy.core.relational import Relational

from derivations.terms import leaky_relu, relu, step
from verify.intervals.balls import DeclinedError, constant_ball

__all__ = ["Piece", "pieces"]

LARGEST_DEGREE = 12
MOST_PIECES = 40
PRECISION = 300  # bits, to tell kinks apart

# Odd and increasing: f(u) has the sign of u.
_SIGN_OF_ARGUMENT = (sympy.tanh, sympy.sinh, sympy.erf, sympy.atan)


@dataclass(frozen=True, slots=True)
class Piece:
    """An expression on the interval from low to high: exact numbers, or infinite."""

    low: Expr
    high: Expr
    expression: Expr


def pieces(expression: Expr, x: Symbol, low: Expr, high: Expr) -> list[Piece]:
    """The expression on [low, high], cut where an |u|, sign, step, relu, Max, Min or Piecewise in it switches.

    The u are polynomials in x with rational coefficients, or linear in x, and products, powers and odd increasing
    functions of such: their sign changes only at roots that are known exactly. Other kinks stay in the expression.
    A Piecewise that cannot be cut is declined.

    >>> y = Symbol("y", real=True)
    >>> for piece in pieces(relu(y) ** 2 + abs(y - 1), y, -oo, oo):
    ...     print(piece.low, piece.high, piece.expression)
    -oo 0 1 - y
    0 1 y**2 - y + 1
    1 oo y**2 + y - 1
    """
    smooth, waiting = [], [Piece(low, high, expression)]
    while waiting:
        piece = waiting.pop()
        parts = _split(piece, x)
        if parts is None:
            smooth.append(piece)
        else:
            waiting += reversed(parts)
        if len(smooth) + len(waiting) > MOST_PIECES:
            raise DeclinedError(f"an integrand of more than {MOST_PIECES} pieces; simplify it first")
    return smooth


def _split(piece: Piece, x: Symbol) -> list[Piece] | None:
    """The piece cut where its innermost switching part switches, or None where nothing can be cut any more."""
    for node in sympy.postorder_traversal(piece.expression):
        switches = _switches(node) if x in node.free_symbols else None
        roots = None if switches is None else _roots(switches, x)
        if roots is not None:
            ends = [piece.low, *_inside(roots, piece.low, piece.high), piece.high]
            return [
                Piece(low, high, piece.expression.xreplace({node: _branch(node, x, _between(low, high))}))
                for low, high in pairwise(ends)
            ]
        if isinstance(node, sympy.Piecewise):
            raise DeclinedError(f"cannot tell where {node} switches; write its conditions as polynomials in {x}")
    return None


def _switches(node: Any) -> list[Expr] | None:
    """The expressions whose sign decides which branch the node takes."""
    match node:
        case sympy.Abs() | sympy.sign() | sympy.Heaviside() | relu() | step() | leaky_relu():
            return [node.args[0]]
        case sympy.Max() | sympy.Min():
            return [a - b for i, a in enumerate(node.args) for b in node.args[:i]]
        case sympy.Piecewise():
            return [atom.lhs - atom.rhs for _, condition in node.args for atom in condition.atoms(Relational)]
    return None


def _branch(node: Expr, x: Symbol, sample: Expr) -> Expr:
    """What the node is on the piece that contains the sample."""
    u = node.args[0]
    match node:
        case sympy.Piecewise():
            for value, condition in node.args:
                if _holds(condition, x, sample):
                    return value
            raise DeclinedError(f"{node} has no value at {x} = {sample}; add a last branch (value, True)")
        case sympy.Max() | sympy.Min():
            sign = 1 if isinstance(node, sympy.Max) else -1
            best = u
            for other in node.args[1:]:
                if _sign(other - best, x, sample) == sign:
                    best = other
            return best
    positive = _sign(u, x, sample) > 0
    match node:
        case sympy.Abs():
            return u if positive else -u
        case sympy.sign():
            return sympy.Integer(1 if positive else -1)
        case relu():
            return u if positive else sympy.Integer(0)
        case leaky_relu():
            return u if positive else node.args[1] * u
    return sympy.Integer(int(positive))


def _holds(condition: Any, x: Symbol, sample: Expr) -> bool:
    match condition:
        case sympy.logic.boolalg.BooleanAtom():
            return bool(condition)
        case sympy.And():
            return all(_holds(part, x, sample) for part in condition.args)
        case sympy.Or():
            return any(_holds(part, x, sample) for part in condition.args)
        case sympy.Not():
            return not _holds(condition.args[0], x, sample)
        case sympy.Gt() | sympy.Ge() | sympy.Lt() | sympy.Le():
            sign = _sign(condition.lhs - condition.rhs, x, sample)
            return bool(condition.func(sign, 0))
        case sympy.Ne():
            return True  # but at single points
        case sympy.Eq():
            return False
    raise DeclinedError(f"no certified evaluation of the condition {condition}; use <, <=, > and >=")


def _roots(switches: Iterable[Expr], x: Symbol) -> set[Expr] | None:
    """All points where one of the switches may change its sign, or None where they are not known."""
    roots: set[Expr] = set()
    for factor in (factor for switch in switches for factor in _factors(switch) if x in factor.free_symbols):
        if not factor.is_polynomial(x):
            return None
        polynomial = sympy.Poly(factor, x)
        if polynomial.degree() == 1:
            slope, constant = polynomial.all_coeffs()
            roots.add(-constant / slope)
        elif polynomial.degree() > LARGEST_DEGREE or polynomial.domain not in (sympy.ZZ, sympy.QQ):
            return None
        elif not polynomial.is_ground:
            roots.update(polynomial.real_roots(multiple=True, radicals=False))
    return roots


def _factors(u: Expr) -> list[Expr]:
    """Expressions whose signs together decide that of u."""
    if isinstance(u, sympy.Mul):
        return [factor for part in u.args for factor in _factors(part)]
    if isinstance(u, sympy.Pow) and u.exp.is_Integer:
        return _factors(u.base)
    if isinstance(u, sympy.exp):
        return []
    if isinstance(u, _SIGN_OF_ARGUMENT):
        return _factors(u.args[0])
    return [u]


def _sign(u: Expr, x: Symbol, sample: Expr) -> int:
    value = sympy.expand(u.xreplace({x: sample}))
    return 0 if value == 0 else _order(value, sympy.Integer(0))


def _inside(roots: set[Expr], low: Expr, high: Expr) -> list[Expr]:
    """The roots between low and high, in order."""
    inside = [root for root in roots if root not in (low, high) and _order(low, root) < 0 < _order(high, root)]
    return sorted(inside, key=cmp_to_key(_order))


def _order(a: Expr, b: Expr) -> int:
    """1 if a > b, -1 if a < b; two numbers that cannot be told apart are declined."""
    if oo in (a, -b) or -oo in (a, -b):
        return 1 if a == oo or b == -oo else -1
    with ctx.workprec(PRECISION):
        difference = constant_ball(a) - constant_ball(b)
        if difference > 0:
            return 1
        if difference < 0:
            return -1
    raise DeclinedError(f"cannot tell {a} and {b} apart; write both in the same form")


def _between(low: Expr, high: Expr) -> Rational:
    """A rational number between the two."""
    if low == -oo and high == oo:
        return Rational(0)
    with ctx.workprec(PRECISION):
        if low == -oo:
            middle = constant_ball(high) - 1
        elif high == oo:
            middle = constant_ball(low) + 1
        else:
            middle = (constant_ball(low) + constant_ball(high)) / 2
        dyadic = middle.mid().fmpq()
    sample = Rational(int(dyadic.p), int(dyadic.q))
    if not _order(low, sample) < 0 < _order(high, sample):
        raise DeclinedError(f"{low} and {high} are too close to be told apart; use other limits")
    return sample
