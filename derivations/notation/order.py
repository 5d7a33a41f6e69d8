"""The order in which a mathematician writes the terms of a sum and the factors of a product.

Terms: the highest power of a random variable first (x^2 - 2 x E[x] + E[x]^2), then the highest moment
(E[x^2] - E[x]^2), variances before covariances and means; constants with plus before those with minus
(i + 2p - d(k-1)), polynomials by degree; numbers behind (n - 1), sums over an index last, where their scope is
clear. A term with plus leads.
Factors: number, constants, random variables, functions, Var, Cov, E, brackets, sums.
"""

from __future__ import annotations

from typing import Any, Final

from sympy import Abs, Add, Expr, Integral, Mul, NumberSymbol, Pow, Product, Sum, Symbol, exp

from derivations.expressions import Binder
from derivations.terms import (
    Cov,
    DensityAt,
    E,
    Element,
    Head,
    Indicator,
    P,
    Partial,
    RandomVariable,
    Var,
    is_random,
    subterms,
)  # fmt: skip

__all__ = ["BIG", "factor_key", "has_heads", "ordered_terms"]

BIG: Final = (Sum, Product, Integral, Binder)
_MOMENTS: Final = (E, Var, Cov, P)


def has_heads(term: Expr) -> bool:
    """Whether E, Var, Cov, P, a partial derivative or a sum over an index occurs."""
    return any(isinstance(part, (*_MOMENTS, Partial, *BIG)) for part in subterms(term))


def _degree(term: Any) -> int:
    """The power in random variables, those inside heads not counted."""
    if isinstance(term, RandomVariable):
        return 1
    if isinstance(term, Element):
        return int(term.family.kind == "random")
    if isinstance(term, _MOMENTS):
        return 0
    if isinstance(term, Partial):
        return 1
    if isinstance(term, Mul):
        return sum(map(_degree, term.args))
    if isinstance(term, Pow):
        return _degree(term.base) * _exponent(term)
    below = max((_degree(part) for part in term.args if isinstance(part, Expr)), default=0)
    return below if isinstance(term, Add | Sum | Integral) else min(below, 1)


def _exponent(term: Pow) -> int:
    return int(term.exp) if term.exp.is_Integer else 1


def _moment(head: Any) -> int:
    """The order of a moment: 2 for E[x^2], Var(x) and Cov(x, y), 4 for Var(x y)."""
    return sum(map(_degree, head.args)) * (2 if isinstance(head, Var) else 1) if not isinstance(head, P) else 0


def _highest(term: Any) -> int:
    if isinstance(term, _MOMENTS):
        return _moment(term)
    return max((_highest(part) for part in term.args if isinstance(part, Expr)), default=0)


def _amount(term: Any, kinds: tuple[type, ...], weight: Any) -> int:
    """The weights of the heads of these kinds in a product, powers counted."""
    if isinstance(term, kinds):
        return int(weight(term))
    if isinstance(term, Mul):
        return sum(_amount(part, kinds, weight) for part in term.args)
    if isinstance(term, Pow):
        return _amount(term.base, kinds, weight) * _exponent(term)
    return max((_amount(part, kinds, weight) for part in term.args if isinstance(part, Expr)), default=0)


def is_negative(term: Expr) -> bool:
    """Whether the term is written with a minus."""
    return bool(term.as_coeff_Mul()[0].is_negative)


def _powers(term: Expr) -> dict[Expr, int]:
    return {part.as_base_exp()[0]: _exponent(part) if isinstance(part, Pow) else 1
            for part in Mul.make_args(term.as_coeff_Mul()[1])}  # fmt: skip


def _is_polynomial(terms: list[Expr]) -> bool:
    """Whether the terms are monomials in one letter or of one degree >= 2: to be written by descending powers."""
    monomials = [_powers(term) for term in terms]
    letters = set().union(*monomials)
    if not all(isinstance(letter, Symbol | Element) for letter in letters):
        return False
    degrees = {sum(powers.values()) for powers in monomials}
    return len(letters) == 1 or (len(degrees) == 1 and degrees.pop() >= 2)


def ordered_terms(term: Add) -> list[Expr]:
    """The terms of a sum in the order in which they are written."""
    numbers = [part for part in term.args if _is_number(part)]
    letters = [part for part in term.args if not _is_number(part)]
    polynomial = bool(letters) and _is_polynomial(letters)

    def key(part: Expr) -> tuple[Any, ...]:
        heads = (
            _is_big(part), -_degree(part), -_highest(part), -_amount(part, _MOMENTS, _moment),
            -_amount(part, (Var,), lambda _: 1), -_amount(part, (Cov,), lambda _: 1),
        )  # fmt: skip
        if polynomial:
            powers = sorted((_spelled(base), -power) for base, power in _powers(part).items())
            return (*heads, 0, -sum(_powers(part).values()), powers)
        factors = sorted(factor_key(factor) for factor in Mul.make_args(part.as_coeff_Mul()[1]))
        nested = sum(isinstance(factor.as_base_exp()[0], Add) for factor in Mul.make_args(part))
        return (*heads, is_negative(part), nested, [rank for rank, _ in factors], [name for _, name in factors])

    letters.sort(key=key)
    numbers.sort(key=lambda part: (not part.is_Rational, _spelled(part)))
    first_big = next((place for place, part in enumerate(letters) if _is_big(part)), len(letters))
    squares = all(_is_even_power(part) and not is_negative(part) for part in letters)
    if (squares or first_big == 0) and not any(map(is_negative, numbers)):
        ordered = [*numbers, *letters]
    else:
        ordered = [*letters[:first_big], *numbers, *letters[first_big:]]
    leader = next((part for part in ordered if not is_negative(part)), None)
    if leader is not None and is_negative(ordered[0]):
        ordered.remove(leader)
        ordered.insert(0, leader)
    return ordered


def _is_big(part: Expr) -> bool:
    return any(isinstance(factor, Sum | Product) for factor in Mul.make_args(part))


def _is_even_power(part: Expr) -> bool:
    """a^2, a^2/3: what is written behind a number, 1 + a^2."""
    _, rest = part.as_coeff_Mul()
    return isinstance(rest, Pow) and isinstance(rest.base, Symbol) and bool(rest.exp.is_even)


def factor_key(factor: Expr) -> tuple[float, str]:
    """Where a factor stands in a product: the rank of its kind, then its name."""
    base = factor.as_base_exp()[0] if isinstance(factor, Pow) else factor
    return _rank(base), _spelled(base)


def _spelled(term: Expr) -> str:
    """The term as sympy writes it; nothing where a number in it is too long to be written."""
    try:
        return str(term)
    except ValueError:
        return ""


def _has_word(name: str) -> bool:
    """n_in, c_out: before the single letters of a product."""
    return any(len(part) > 1 and part.isalpha() for part in name.split("_")[1:])


def _is_number(term: Expr) -> bool:
    """Whether a term is written with digits and constants alone."""
    return bool(term.is_number) and not any(isinstance(part, (Element, Head, *BIG)) for part in subterms(term))


def _rank(base: Expr) -> float:
    if _is_number(base):
        return 1 if not isinstance(base, NumberSymbol) else 1.5
    ranks: tuple[tuple[Any, float], ...] = (
        (RandomVariable, 5), (Symbol, 2), (Partial, 5.5), (Abs, 6), (Indicator, 7), (Var, 8), (Cov, 9), (E, 10),
        (P, 11), (DensityAt, 12), (Head, 7), (exp, 14),
    )  # fmt: skip
    if isinstance(base, Element):
        return 5 if base.family.kind == "random" else 2
    if isinstance(base, Symbol) and not isinstance(base, RandomVariable) and _has_word(base.name):
        return 1.8
    if isinstance(base, BIG):
        return 15
    for kind, rank in ranks:
        if isinstance(base, kind):
            return rank
    if isinstance(base, Add):
        return 13 if has_heads(base) else 3 if not is_random(base) else 6
    return 7 if is_random(base) else 2.5
