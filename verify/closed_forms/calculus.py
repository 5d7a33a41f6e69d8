r"""Integrals, series, limits and derivatives with closed forms that are known: nothing is guessed.

An integral is evaluated where its integrand is a sum of terms c t^k exp(q(t)): between finite limits through an
antiderivative that is differentiated back, over a half line as a gamma function, over the line by completing the
square; with log(t) after the substitution t = exp(u). A series is evaluated where its terms are c k^j r^k / (k + d)!,
c k^j r^k or those of a binomial. Everything else is left as it is, and integrals over one range are compared by their
integrands.

>>> from sympy import Integral, exp, oo, symbols
>>> t, b = symbols("t b", positive=True)
>>> closed(Integral(t * b * exp(-b * t), (t, 0, oo)))
1/b
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from sympy import (
    Abs,
    Add,
    Derivative,
    Dummy,
    Expr,
    Integer,
    Integral,
    Limit,
    Max,
    Min,
    Mul,
    Pow,
    Rational,
    Subs,
    Symbol,
    atan,
    cos,
    cosh,
    erf,
    exp,
    expand,
    expand_mul,
    ff,
    gamma,
    log,
    oo,
    pi,
    powsimp,
    preorder_traversal,
    sin,
    sinh,
    sqrt,
    tanh,
)  # fmt: skip
from sympy import Sum as PlainSum

from derivations.laws import Normal
from derivations.terms import relu
from verify.closed_forms.leibniz import by_leibniz
from verify.closed_forms.series import MAX_ORDER, MAX_TERMS, series
from verify.closed_forms.vanishing import vanishes

__all__ = ["closed", "is_open", "same_ranges"]


def is_open(term: Any) -> bool:
    """Whether an integral, series, limit or derivative is left in it."""
    return bool(term.has(Integral, PlainSum, Limit, Derivative, Subs))


Guards = list[Any]


def _sure(term: Any, guards: Guards) -> bool:
    """Whether a term is positive, or may be: then it is a guard of what is made of it."""
    if term.is_positive is None:
        guards.append(term)
    return term.is_positive is not False


def closed(term: Any, guards: Guards | None = None) -> Any:
    """The expression with every integral, series, limit and derivative evaluated that has a known closed form.

    What must be positive for an integral or a limit to exist, where its sign is not known, goes into `guards`.
    """
    return _closed(term, [] if guards is None else guards)


def _closed(term: Any, guards: Guards) -> Any:
    if not is_open(term):
        return term
    if isinstance(term, Subs):
        inner = _closed(term.expr, guards)
        value = None if is_open(inner) else _at(inner, term.variables[0], term.point[0], guards)
        return term if value is None else value
    arguments = [_closed(part, guards) if isinstance(part, Expr) else part for part in term.args]
    if isinstance(term, Integral):
        limits = term.limits
        if len(limits) == 1 and len(limits[0]) == 3:
            value = _integral(_closed(term.function, guards), *limits[0], guards)
            return term if value is None else value
        return term
    if isinstance(term, PlainSum):
        if len(term.limits) == 1:
            value = series(_closed(term.function, guards), *term.limits[0], guards)
            return term if value is None else value
        return term
    if isinstance(term, Limit):
        value = _at(_closed(term.args[0], guards), term.args[1], term.args[2], guards)
        return term if value is None else value
    if isinstance(term, Derivative):
        inner = _closed(term.expr, guards)
        if (made := by_leibniz(inner, term.variables)) is not None:
            return _closed(made, guards)
        if not _opaque(inner) and _is_made_of_finite_sums(inner, set(term.variables)):
            return inner.diff(*term.variable_count).doit(deep=False)
        return inner.diff(*term.variable_count) if not is_open(inner) and not _opaque(inner) else term
    return term.func(*arguments)


def _is_made_of_finite_sums(term: Any, letters: set[Any]) -> bool:
    """Whether what is open in it are finite sums over ranges without the letters, which are differentiated by term."""
    sums = term.atoms(PlainSum)
    ranges = [part for one in sums for limit in one.limits for part in limit]
    bounded = all(part not in (oo, -oo) and not letters & part.free_symbols for part in ranges)
    return bool(sums) and bounded and not term.has(Integral, Limit, Derivative, Subs)


def _opaque(term: Any) -> bool:
    return any(getattr(part, "is_commutative", True) is False for part in term.free_symbols)


def _terms(function: Any, t: Any, *, below: bool = False) -> list[tuple[Any, Any, Any]] | None:
    """The parts c, p, q of c t^p exp(q) for each term of the integrand, q a polynomial in t; None for anything else.

    `below` says that 1/t may stand in q.
    """
    pieces = [piece.as_independent(t, as_Add=False) for piece in Add.make_args(function)]
    expanded = [(k, expand(rest, power_base=True, power_exp=True, log=False, func=False)) for k, rest in pieces]
    parts = [(k, part) for k, rest in expanded for part in Add.make_args(rest)]
    if len(parts) > MAX_TERMS:
        return None
    found = []
    for k, part in parts:
        c, p, q = k, Integer(0), Integer(0)
        for factor in Mul.make_args(part):
            base, power = factor.as_base_exp() if not isinstance(factor, exp) else (factor, Integer(1))
            if not factor.has(t):
                c *= factor
            elif base == t and not power.has(t):
                p += power
            elif isinstance(factor, exp):
                q += factor.args[0]
            elif isinstance(base, exp) and not power.has(t):
                q += base.args[0] * power
            else:
                return None
        q = expand(q)
        if not (expand(q * t) if below else q).is_polynomial(t):
            return None
        found.append((c, p, q))
    return found


def _integral(function: Any, t: Any, low: Any, high: Any, guards: Guards, *, turned: bool = False) -> Any:
    turns = {_turning_point(a.args[0], t) for a in function.atoms(Abs) if a.has(t)}
    if turns:
        return _around(function, t, (low, high), turns, guards)
    if (
        not turned
        and (low, high) == (-oo, oo)
        and any(part.args[0].has(exp) for part in function.atoms(exp) if part.has(t))
    ):
        u = Dummy("u", positive=True)  # u = exp(t)
        inside = expand(function.xreplace({t: log(u)}) / u, power_exp=True, log=False, func=False)
        inside = inside.replace(
            exp, lambda a: u ** (a / log(u)) if a.has(log(u)) and not (a / log(u)).has(u) else exp(a)
        )
        return _integral(inside, u, Integer(0), oo, guards, turned=True)
    if (low, high) == (0, oo) and function.has(log) and (value := _logarithmic(function, t, guards)) is not None:
        return value
    if not turned and (low, high) == (0, oo) and function.has(log):
        u = Dummy("u", real=True)
        inside = function.xreplace({t: exp(u)}).replace(log, lambda a: u if a == exp(u) else log(a)) * exp(u)
        return _integral(inside, u, -oo, oo, guards, turned=True)
    positive = Dummy(t.name, positive=True)
    if low == 0 and high.is_extended_nonnegative and t.is_positive is None:
        function, t = function.xreplace({t: positive}), positive
    if (low, high) == (0, 1) and (value := _beta(function, t, guards)) is not None:
        return value
    if (low, high) == (0, oo) and (value := _two_sided(function, t, guards)) is not None:
        return value
    terms = _terms(function, t)
    if terms is None:
        return None
    values = [_one(part, t, low, high, guards) for part in terms]
    return None if any(v is None for v in values) else Add(*values)


def _turning_point(inside: Any, t: Any) -> Any:
    """Where a t + b is 0, for numbers a and b; None for anything else."""
    slope = inside.coeff(t, 1)
    linear = slope.is_Rational and slope != 0 and not (inside - slope * t).has(t)
    return -(inside - slope * t) / slope if linear else None


def _around(function: Any, t: Any, ends: tuple[Any, Any], turns: set[Any], guards: Guards) -> Any:
    """The integral of a function of |a t + b|, piece by piece between the points where those are 0."""
    low, high = ends
    if not all(p is not None and p.is_extended_real and p.is_number for p in (low, high, *turns)) or not low < high:
        return None
    points = [low, *sorted(p for p in turns if low < p < high), high]
    total = Integer(0)
    for left, right in pairwise(points):
        inner = left + 1 if right == oo else right - 1 if left == -oo else (left + right) / 2
        bars = [part for part in function.atoms(Abs) if part.has(t)]
        above = {part: part.args[0].xreplace({t: inner}) > 0 for part in bars}
        plain = function.xreplace({part: part.args[0] if above[part] else -part.args[0] for part in bars})
        value = _integral(plain, t, left, right, guards)
        if value is None:
            return None
        total += value
    return total


def _logarithmic(function: Any, t: Any, guards: Guards) -> Any:
    """The integral over t > 0 of c t^p exp(q t) log(t)^k: a derivative by p of that without the logarithm."""
    letter, s, positive = Dummy("L"), Dummy("s", real=True), Dummy(t.name, positive=True)
    inside = function.xreplace({t: positive}).replace(log, lambda a: letter if a == positive else log(a))
    if not inside.is_polynomial(letter):
        return None
    total = Integer(0)
    for (power,), coefficient in expand(inside, log=False).as_poly(letter).terms():
        terms = _terms(coefficient, positive)
        if terms is None or any(not _is_linear(q, positive) for _, _, q in terms):
            return None
        values = [_one((c, p + s, q), positive, Integer(0), oo, guards) for c, p, q in terms]
        if any(v is None for v in values):
            return None
        total += Add(*values).diff(s, int(power)).xreplace({s: Integer(0)})
    guards[:] = [guard.xreplace({s: Integer(0)}) for guard in guards]
    guards[:] = [guard for guard in guards if not guard.is_positive]
    return total


def _two_sided(function: Any, t: Any, guards: Guards) -> Any:
    """The integral over t > 0 of c t^(-3/2) exp(k - a/t - b t) = c exp(k) sqrt(pi/a) exp(-2 sqrt(a b)), a > 0, b > 0.

    With t^(-1/2) it is that with sqrt(pi/b).
    """
    parts = _terms(function.replace(exp, lambda q: exp(expand(q))), t, below=True)
    if parts is None or len(parts) != 1 or parts[0][1] not in (Rational(-3, 2), Rational(-1, 2)):
        return None
    ((c, p, q),) = parts
    above, beside = -q.coeff(t, -1), -q.coeff(t, 1)
    rest = expand(q + above / t + beside * t)
    if rest.has(t) or above == 0 or beside == 0 or not _sure(above, guards) or not _sure(beside, guards):
        return None
    alone = above if p == Rational(-3, 2) else beside
    return c * exp(rest - 2 * sqrt(above) * sqrt(beside)) * sqrt(pi) / sqrt(alone)


def _is_linear(q: Any, t: Any) -> bool:
    return bool(q.has(t) and q.is_polynomial(t) and q.as_poly(t).degree() == 1)


def _one(part: tuple[Any, Any, Any], t: Any, low: Any, high: Any, guards: Guards) -> Any:
    """The integral of c t^p exp(q(t)) from low to high."""
    c, p, q = part
    degree = 0 if not q.has(t) else q.as_poly(t).degree()
    flat, slope, square = (q.coeff(t, k) for k in range(3))
    if (low, high) == (0, oo) and (degree == 1 or (degree == 2 and slope == 0)) and _sure(p + 1, guards):
        if degree == 1 and _sure(-slope, guards):
            return c * exp(flat) * gamma(p + 1) / (-slope) ** (p + 1)
        if degree == 2 and _sure(-square, guards):
            return c * exp(flat) * gamma((p + 1) / 2) / (-square) ** ((p + 1) / 2) / 2
    if degree == 2 and p == 0 and (low, high) != (-oo, oo) and _sure(-square, guards):
        root, centre = sqrt(-square), -slope / (2 * square)
        below, above = (erf(end) if end.is_infinite else erf(root * (end - centre)) for end in (low, high))
        return c * exp(expand(flat - slope**2 / (4 * square))) * sqrt(pi) / (2 * root) * (above - below)
    if degree == 0 and not (p.is_Integer and p >= 0) and -oo not in (low, high):
        return _of_power(c * exp(flat), p + 1, (low, high), guards)
    if not p.is_Integer or not 0 <= p <= MAX_ORDER:
        return None
    if (low, high) == (-oo, oo) and degree == 2 and _sure(-square, guards):
        a = -square
        moment = Normal(slope / (2 * a), 1 / (2 * a)).moment(int(p))
        return c * exp(expand(flat + slope**2 / (4 * a))) * sqrt(pi / a) * moment
    if degree > 1:
        return None
    if degree == 0:
        primitive = c * exp(flat) * t ** (p + 1) / (p + 1)
    else:
        polynomial = Add(*((-1) ** k * ff(p, k) * t ** (p - k) / slope ** (k + 1) for k in range(int(p) + 1)))
        primitive = c * exp(q) * polynomial
    if not vanishes(primitive.diff(t) - c * t**p * exp(q)):
        return None
    ends = [_at(primitive, t, end, guards) for end in (high, low)]
    return None if None in ends else ends[0] - ends[1]


def _of_power(c: Any, s: Any, ends: tuple[Any, Any], guards: Guards) -> Any:
    """The integral of c t^(s - 1) over positive t."""
    low, high = ends
    if high == oo:
        return -c * low**s / s if low != 0 and _sure(-s, guards) and _sure(low, guards) else None
    if low == 0:
        return c * high**s / s if _sure(s, guards) and _sure(high, guards) else None
    if not s.is_number or not _sure(low, guards) or not _sure(high, guards):
        return None
    return c * (log(high) - log(low)) if s == 0 else c * (high**s - low**s) / s


def _at(function: Any, t: Any, end: Any, guards: Guards) -> Any:
    """The value of a function at a point, or its limit at infinity where exponentials decide it."""
    if end not in (oo, -oo):
        if not _continuous(function, t):
            return None
        value = function.xreplace({t: end})
        return None if value.has(oo, -oo) or value.is_finite is False else value
    sign = 1 if end == oo else -1
    function = function.replace(erf, lambda u: _far_error_function(u, t, sign, guards))
    terms = _terms(function, t)
    if terms is None:
        return None
    total = Integer(0)
    for c, p, q in terms:
        if not q.has(t):
            if not (p == 0 or p.is_negative):
                return None
            total += c * exp(q) if p == 0 else 0
        elif not _sure(-q.as_poly(t).LC() * sign ** q.as_poly(t).degree(), guards):
            return None
    return total


def _far_error_function(argument: Any, t: Any, sign: int, guards: Guards) -> Any:
    """The limit of erf(argument), the argument linear in t, as t goes to infinity of the given sign."""
    slope = argument.diff(t)
    linear = slope != 0 and not slope.has(t)
    return Integer(sign) if linear and _sure(slope, guards) else erf(argument)


def _beta(function: Any, t: Any, guards: Guards) -> Any:
    """The integral from 0 to 1 of a sum of terms c t^p (1 - t)^q, a beta function each; None for anything else."""
    total = Integer(0)
    for part in Add.make_args(function):
        c, powers = Integer(1), {t: Integer(0), 1 - t: Integer(0)}
        for factor in Mul.make_args(powsimp(part)):
            base, power = factor.as_base_exp()
            if not factor.has(t):
                c *= factor
            elif base in powers and not power.has(t):
                powers[base] += power
            else:
                return None
        p, q = (power + 1 for power in powers.values())
        if not (_sure(p, guards) and _sure(q, guards)):
            return None
        total += c * gamma(p) * gamma(q) / gamma(p + q)
    return total


def _continuous(function: Any, t: Any) -> bool:
    """Whether it is made of continuous functions alone, and so goes to its value at a point where it has one."""
    steps = (part for part in preorder_traversal(function) if part.has(t) and part.args)
    smooth = Add | Mul | Pow | exp | log | Abs | relu | Max | Min | sin | cos | sinh | cosh | tanh | atan | erf
    return all(isinstance(part, smooth) for part in steps)


def same_ranges(term: Any) -> dict[Any, Any] | None:
    """Integrals and series grouped by range, their integrands added; None where one does not enter linearly."""
    groups: dict[Any, Any] = {}
    for part in Add.make_args(expand_mul(term)):
        factors = Mul.make_args(part)
        opened = [f for f in factors if is_open(f)]
        if not opened:
            groups[()] = groups.get((), 0) + part
            continue
        (one, *others) = opened
        if others or not isinstance(one, Integral | PlainSum) or len(one.limits) != 1 or len(one.limits[0]) != 3:
            return None
        t, low, high = one.limits[0]
        inside = low == 0 and high.is_extended_nonnegative
        name = Symbol("_t", positive=True) if inside else Symbol("_t", real=True)
        key = (one.func.__name__, low, high)
        scale = Mul(*(f for f in factors if f is not one))
        groups[key] = groups.get(key, 0) + scale * one.function.xreplace({t: name})
    return groups
