"""Half-line functions as polynomials in y and s = sign(y): |y| = y s, max(0, y) = y (s^2 + s)/2; s^3 = s, y s^2 = y.

The sign of a product is the product of the signs. A sum is held whole where its sign is asked for.

>>> from derivations.terms import random_variables
>>> x, y = random_variables("x y")
>>> value, s = with_sign(Polynomial.of(x) * Polynomial.of(y))
>>> print(half_line("relu", value, s, 1).to_sympy())
x*y*sign(x)**2*sign(y)**2/2 + x*y*sign(x)*sign(y)/2
>>> print(reduced(half_line("relu", value, s, 1), Facts([])).to_sympy())
x*y*sign(x)*sign(y)/2 + x*y/2
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd
from typing import Any

from sympy import Add, Expr, S, expand, sign

from derivations.facts import Facts
from derivations.polynomial import Monomial, Polynomial
from derivations.terms import Head, canonical_bound, is_random

__all__ = ["Held", "half_line", "reduced", "with_sign", "without_squares"]

ONE = Polynomial.number(1)
HALF = Fraction(1, 2)
MAX_SQUARES = 60  # of signs of sums, written otherwise one by one


class Held(Head):
    """A sum kept whole because its sign occurs beside it."""


def with_sign(polynomial: Polynomial) -> tuple[Polynomial, Polynomial]:
    """The polynomial, a sum in it held whole, and its sign."""
    if polynomial.is_zero:
        return polynomial, polynomial
    common, content = _content(polynomial)
    rest = Polynomial({_divided(m, common): c / content for m, c in polynomial.terms.items()})
    signs = ONE.scaled(Fraction(1 if content > 0 else -1))
    for generator, exponent in common.powers:
        signs *= _sign_of(generator, abs(exponent))
    value = Polynomial({common: content})
    if rest.terms != {Monomial(): Fraction(1)}:
        whole = canonical_bound(rest.to_sympy())
        value *= Polynomial.of(Held(whole))
        signs *= _sign_of(whole, 1)
    return value, signs


def _sign_of(generator: Expr, exponent: int) -> Polynomial:
    found = sign(generator)
    if found in (S.One, S.NegativeOne):
        return Polynomial.number(int(found) ** exponent)
    return Polynomial.of(found, 2 - exponent % 2)


def _content(polynomial: Polynomial) -> tuple[Monomial, Fraction]:
    """What all terms share: generators, and a rational factor that leaves the first term positive."""
    first, *others = polynomial.terms
    shared = {} if any(m.bounds for m in polynomial.terms) else dict(first.powers)
    for monomial in others:
        powers = dict(monomial.powers)
        alike = {g: e for g, e in shared.items() if g in powers and (e > 0) == (powers[g] > 0)}
        shared = {g: min(e, powers[g], key=abs) for g, e in alike.items()}
    numbers = list(polynomial.terms.values())
    top = gcd(*(c.numerator for c in numbers))
    bottom = 1
    for c in numbers:
        bottom = bottom * c.denominator // gcd(bottom, c.denominator)
    leading = min(polynomial.terms, key=lambda m: str(m.to_sympy()))
    content = Fraction(top, bottom) * (1 if polynomial.terms[leading] > 0 else -1)
    return Monomial(frozenset(shared.items())), content


def _divided(monomial: Monomial, by: Monomial) -> Monomial:
    powers = dict(monomial.powers)
    for generator, exponent in by.powers:
        powers[generator] -= exponent
    return Monomial(frozenset((g, e) for g, e in powers.items() if e), monomial.bounds)


def half_line(kind: str, value: Polynomial, signs: Polynomial, exponent: int, slope: Polynomial = ONE) -> Polynomial:
    """|y|, sign(y), step(y), max(0, y) or leaky(y) to a power of at least 1."""
    positive = (signs * signs + signs).scaled(HALF)
    negative = (signs * signs - signs).scaled(HALF)
    power = value.power(exponent)
    match kind:
        case "sign":
            return signs.power(exponent)
        case "step":
            return positive
        case "Abs":
            return power * signs.power(exponent)
        case "relu":
            return power * positive
        case _:
            return power * (positive + slope.power(exponent) * negative)


def reduced(polynomial: Polynomial, facts: Facts) -> Polynomial:
    """s^3 = s and y s^2 = y; and what a law makes almost sure: a known sign, a power on finitely many points."""
    while True:
        before = polynomial
        polynomial = Polynomial.collect(_reduced(m, c, facts) for m, c in polynomial.terms.items())
        if facts.has_points:
            polynomial = polynomial.mapped(lambda g, e: _on_points(g, e, facts))
        if polynomial == before:
            return polynomial


def _reduced(monomial: Monomial, coefficient: Fraction, facts: Facts) -> tuple[Monomial, Fraction]:
    powers = dict(monomial.powers)
    for generator in [g for g in powers if isinstance(g, sign)]:
        y = generator.args[0]
        exponent = 2 - powers[generator] % 2
        beside = powers.get(y, 0) != 0 or powers.get(Held(y), 0) > 0  # a y that is divided by is not 0
        side, never_0 = _side(y, facts)
        if side and (beside or never_0 or exponent == 2):
            coefficient *= side**exponent if beside or never_0 else side
            exponent = 0 if beside or never_0 else 1
        elif exponent == 2 and (beside or facts.no_atom(y)):
            exponent = 0
        powers[generator] = exponent
    return Monomial(frozenset((g, e) for g, e in powers.items() if e), monomial.bounds), coefficient


def _side(y: Any, facts: Facts) -> tuple[int, bool]:
    """1 or -1 where y is known to be on one side of 0 (or at 0), else 0; and whether y is known not to be 0."""
    if not is_random(y):
        if y.is_nonnegative is None and y.is_nonpositive is None:
            return facts.side(y)
        return (1 if y.is_nonnegative else -1 if y.is_nonpositive else 0), bool(y.is_nonzero)
    law = facts.law(y)
    if law is None:
        return 0, False
    side = 1 if law.support.inf.is_nonnegative else -1 if law.support.sup.is_nonpositive else 0
    return side, bool(side) and law.mass_at_0 == 0


def _on_points(generator: Expr, exponent: int, facts: Facts) -> Polynomial | None:
    """A power (of the sign) of a variable that takes few values, as the polynomial of least degree through them."""
    cell = generator.args[0] if isinstance(generator, sign) else generator
    law = facts.law(cell) if exponent > 0 and is_random(cell) else None
    points = law.points if law is not None else None
    if points is None or (generator == cell and exponent < len(points)):
        return None
    values = [Fraction(int(p.p), int(p.q)) for p in points]
    result = Polynomial()
    for here in values:
        term = Polynomial.number(_sign(here) ** exponent if generator != cell else here**exponent)
        for other in values:
            if other != here:
                term *= (Polynomial.of(cell) - Polynomial.number(other)).scaled(1 / (here - other))
        result += term
    return result


def _sign(number: Fraction) -> int:
    return (number > 0) - (number < 0)


def without_squares(term: Expr) -> Expr:
    """The term multiplied out, with x s^2 = x + y - y s^2 for the sign s of x + y: (x + y) s^2 is x + y."""
    for _ in range(MAX_SQUARES):
        term = before = expand(term)
        for part in Add.make_args(before):
            powers = part.as_powers_dict()
            for s in (s for s in powers if isinstance(s, sign) and isinstance(s.args[0], Add) and powers[s] == 2):
                lead = max(filter(_is_plain, s.args[0].args), key=_size, default=None)
                if lead is None:
                    continue
                rest = s.args[0] - lead
                if all(powers.get(x, 0) >= k for x, k in lead.as_powers_dict().items() if is_random(x)):
                    term = before - part + (part / (lead * s**2)) * (s.args[0] - rest * s**2)
                    break
            if term != before:
                break
        if term == before:
            return term
    return term


def _is_plain(term: Expr) -> bool:
    """Whether it is a number times what is random."""
    return all(is_random(x) or x.is_number for x in term.as_powers_dict())


def _size(term: Expr) -> tuple[Any, str]:
    return sum(term.as_powers_dict().values()), str(term)
