"""Polynomials over symbolic sums: the arithmetic under the moment normal form.

A polynomial is a dictionary monomial -> Fraction. A monomial holds generators (sympy objects that the arithmetic does
look into) with integer exponents, and the indices that are summed over: the monomial {w[j]: 1, x[j]: 1} with the bound
index j from 1 to n stands for sum_j w_j x_j. `canonical` names bound indices the same way in equal sums, so that two
polynomials are equal exactly when their canonical dictionaries are.

>>> from derivations.terms import family, positive_integers
>>> n, j, k = positive_integers("n j k")
>>> a = family("a", n, kind="real")
>>> one = Polynomial.of(a[j]).summed(j, 1, n)
>>> other = Polynomial.of(a[k]).summed(k, 1, n)
>>> (one - other).canonical().is_zero
True
>>> print((one * other).to_sympy())
Sum(a[_1], (_1, 1, n))*Sum(a[_2], (_2, 1, n))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from itertools import count, permutations, product
from typing import Any

from sympy import Add, Expr, Integer, Mul, Pow, Rational, Sum, Symbol, bernoulli, expand, sympify

from derivations.errors import UserError

__all__ = [
    "MAX_BOUND", "MAX_TERMS", "DividesByZero", "Monomial", "OutsideFragment", "Polynomial", "fresh_index", "spelled",
]  # fmt: skip

MAX_TERMS = 20_000
MAX_BOUND = 6
_numbers = count(1)


class OutsideFragment(UserError):
    """The term leaves what the normal form decides; the message says where."""


class DividesByZero(OutsideFragment):
    """A value that is not defined: what it divides by is 0 under the hypotheses."""


def index_symbol(name: str, low: Any) -> Symbol:
    """An index that runs up from `low`; its sign is known where that of `low` is."""
    low = sympify(low)
    sign = {"positive": True} if low.is_positive else {"nonnegative": True} if low.is_nonnegative else {}
    return Symbol(name, integer=True, **sign)


def fresh_index(low: Any = Integer(1)) -> Symbol:  # noqa: B008
    """A summation index that occurs nowhere else."""
    return index_symbol(f"_fresh{next(_numbers)}", low)


Bound = tuple[Symbol, Expr, Expr]


@dataclass(frozen=True, slots=True)
class Monomial:
    """Generators with exponents, summed over the bound indices (index, low, high)."""

    powers: frozenset[tuple[Expr, int]] = frozenset()
    bounds: frozenset[Bound] = frozenset()

    def __mul__(self, other: Monomial) -> Monomial:
        if self.bounds and other.bounds:
            other = other.renamed({index: fresh_index(low) for index, low, _ in other.bounds})
        bounds = self.bounds | other.bounds
        if not self.powers or not other.powers:
            return Monomial(self.powers or other.powers, bounds)
        powers = dict(self.powers)
        for generator, exponent in other.powers:
            powers[generator] = powers.get(generator, 0) + exponent
        return Monomial(frozenset((g, e) for g, e in powers.items() if e), bounds)

    def renamed(self, mapping: dict[Any, Any]) -> Monomial:
        """Bound indices replaced by new bound indices."""
        return Monomial(
            frozenset((g.xreplace(mapping), e) for g, e in self.powers),
            frozenset((mapping.get(i, i), low, high) for i, low, high in self.bounds),
        )

    def identified(self, index: Symbol, with_: Expr) -> Monomial:
        """The part of the sum where the bound `index` equals another index."""
        mapping = {index: with_}
        powers: dict[Expr, int] = {}
        for generator, exponent in self.powers:
            replaced = generator.xreplace(mapping)
            powers[replaced] = powers.get(replaced, 0) + exponent
        bounds = frozenset((i, a.xreplace(mapping), b.xreplace(mapping)) for i, a, b in self.bounds if i != index)
        return Monomial(frozenset((g, e) for g, e in powers.items() if e), bounds)

    def components(self) -> Iterator[tuple[list[tuple[Expr, int]], list[Bound]]]:
        """Split into products of connected sums; the first component is what no bound index touches."""
        bounds = {b[0]: b for b in self.bounds}
        touching = {power: {s for s in power[0].free_symbols if s in bounds} for power in self.powers}
        yield [p for p, indices in touching.items() if not indices], []
        open_ = dict(bounds)
        while open_:
            found = {min(open_, key=spelled)}
            while True:
                wider = found.union(*(t for t in touching.values() if t & found))
                if wider == found:
                    break
                found = wider
            yield [p for p, indices in touching.items() if indices & found], [open_.pop(i) for i in found]

    def to_sympy(self) -> Expr:
        """The same as an expression, one Sum per connected part."""
        factors = []
        for powers, bounds in self.components():
            body = Mul(*(Pow(g, e) for g, e in sorted(powers, key=_listed)))
            factors.append(Sum(body, *sorted(bounds, key=_listed)) if bounds else body)
        return Mul(*factors)


NOTHING = Monomial()  # of which a number is the multiple


@dataclass(frozen=True, slots=True)
class Polynomial:
    """monomial -> nonzero rational coefficient."""

    terms: dict[Monomial, Fraction] = field(default_factory=dict)

    @classmethod
    def number(cls, value: int | Fraction) -> Polynomial:
        """A constant."""
        return cls({NOTHING: Fraction(value)} if value else {})

    @classmethod
    def of(cls, generator: Expr, exponent: int = 1) -> Polynomial:
        """One generator to an integer power."""
        return cls({Monomial(frozenset({(generator, exponent)})): Fraction(1)})

    @classmethod
    def collect(cls, terms: Iterable[tuple[Monomial, Fraction]]) -> Polynomial:
        """Add up equal monomials and drop the zeros."""
        found: dict[Monomial, Fraction] = {}
        for monomial, coefficient in terms:
            before = found.get(monomial)
            found[monomial] = coefficient if before is None else before + coefficient
        if len(found) > MAX_TERMS:
            raise OutsideFragment(f"the expansion has more than {MAX_TERMS} terms; check it in smaller steps")
        return cls({m: c for m, c in found.items() if c})

    @property
    def is_zero(self) -> bool:
        """Whether no term is left (decides equality after `canonical`)."""
        return not self.terms

    @property
    def generators(self) -> set[Expr]:
        """All generators that occur."""
        return {g for m in self.terms for g, _ in m.powers}

    def as_number(self) -> Fraction | None:
        """The value, where nothing symbolic is left."""
        if not self.terms:
            return Fraction(0)
        return self.terms.get(NOTHING) if len(self.terms) == 1 else None

    def __add__(self, other: Polynomial) -> Polynomial:
        return Polynomial.collect([*self.terms.items(), *other.terms.items()])

    def __neg__(self) -> Polynomial:
        return Polynomial({m: -c for m, c in self.terms.items()})

    def __sub__(self, other: Polynomial) -> Polynomial:
        return self + -other

    def __mul__(self, other: Polynomial) -> Polynomial:
        for number, factor in ((self, other), (other, self)):
            if (value := number.as_number()) is not None:
                return factor if value == 1 else factor.scaled(value)
        if len(self.terms) * len(other.terms) > 20 * MAX_TERMS:
            raise OutsideFragment(f"the expansion has more than {MAX_TERMS} terms; check it in smaller steps")
        return Polynomial.collect((a * b, x * y) for a, x in self.terms.items() for b, y in other.terms.items())

    def scaled(self, value: Fraction) -> Polynomial:
        """Every coefficient times a number."""
        return Polynomial({m: c * value for m, c in self.terms.items()} if value else {})

    def power(self, exponent: int) -> Polynomial:
        """The polynomial multiplied by itself; the exponent is at least 0."""
        result = Polynomial.number(1)
        for _ in range(exponent):
            result *= self
        return result

    def inverse(self) -> Polynomial | None:
        """1/self where self is one monomial without a sum, else None."""
        if len(self.terms) != 1:
            return None
        ((monomial, coefficient),) = self.terms.items()
        if monomial.bounds:
            return None
        return Polynomial({Monomial(frozenset((g, -e) for g, e in monomial.powers)): 1 / coefficient})

    def summed(self, index: Symbol, low: Expr, high: Expr) -> Polynomial:
        """The sum of self over index = low..high."""
        inner = fresh_index(low)
        if any(index in (low_.free_symbols | high_.free_symbols) for m in self.terms for _, low_, high_ in m.bounds):
            raise OutsideFragment(f"a range that depends on the summation index {index}")

        def bind(monomial: Monomial) -> Monomial:
            moved = monomial.identified(index, inner)
            return Monomial(moved.powers, moved.bounds | {(inner, low, high)})

        return Polynomial.collect((bind(m), c) for m, c in self.terms.items())

    def mapped(self, function: Callable[[Expr, int], Polynomial | None]) -> Polynomial:
        """Replace generator**exponent by a polynomial wherever the function gives one.

        Under a sum the replacement's own bound indices are kept apart from the monomial's.
        """
        result: list[tuple[Monomial, Fraction]] = []
        for monomial, coefficient in self.terms.items():
            product = Polynomial({Monomial(bounds=monomial.bounds): coefficient})
            for generator, exponent in monomial.powers:
                new = function(generator, exponent)
                product *= Polynomial.of(generator, exponent) if new is None else new
            result.extend(product.terms.items())
        return Polynomial.collect(result)

    @property
    def has_parts_of_ranges(self) -> bool:
        """Whether some of its ranges together make others, as 1..n and n+1..m make 1..m."""
        joined: list[set[Expr]] = []
        for first, last in {(low - 1, high) for m in self.terms for _, low, high in m.bounds}:
            touched = [ends for ends in joined if first in ends or last in ends]
            if any(first in ends and last in ends for ends in touched):
                return True
            joined = [ends for ends in joined if ends not in touched] + [{first, last}.union(*touched)]
        return False

    def canonical(self) -> Polynomial:
        """Sums of 1 counted, bound indices renamed in one fixed way."""
        return Polynomial.collect(item for m, c in self.terms.items() for item in _canonical(m, c))

    def to_sympy(self) -> Expr:
        """The polynomial as an expression."""
        terms = self.canonical().terms.items()
        return Add(*(Rational(c.numerator, c.denominator) * m.to_sympy() for m, c in terms))


def _canonical(monomial: Monomial, coefficient: Fraction) -> Iterator[tuple[Monomial, Fraction]]:
    if not monomial.bounds:
        yield monomial, coefficient
        return
    sizes = Polynomial({NOTHING: coefficient})
    parts: list[tuple[str, list[tuple[Expr, int]], list[Bound]]] = []
    plain: list[tuple[Expr, int]] = []
    for powers, bounds in monomial.components():
        if not bounds:
            plain = powers
        elif all(generator == bounds[0][0] for generator, _ in powers) and len(bounds) == 1:
            sizes *= _power_sum(powers[0][1] if powers else 0, *bounds[0][1:])
        else:
            parts.append(_labelled(powers, bounds))
    parts.sort(key=lambda part: part[0])
    taken = 0
    powers, all_bounds = list(plain), []
    for _, part, bounds in parts:
        names = {b[0]: index_symbol(f"_{taken + number}", b[1]) for number, b in enumerate(bounds, 1)}
        taken += len(bounds)
        powers += [(g.xreplace(names), e) for g, e in part]
        all_bounds += [(names[i], low, high) for i, low, high in bounds]
    base = Polynomial({Monomial(frozenset(powers), frozenset(all_bounds)): Fraction(1)})
    yield from (base * sizes).terms.items()


def _labelled(powers: list[tuple[Expr, int]], bounds: list[Bound]) -> tuple[str, list[tuple[Expr, int]], list[Bound]]:
    """The smallest of all namings of a connected sum's indices."""
    if len(bounds) > MAX_BOUND:
        raise OutsideFragment(f"a sum over more than {MAX_BOUND} connected indices; check it in smaller steps")
    best: tuple[str, list[tuple[Expr, int]], list[Bound]] | None = None
    for order in _orders(powers, bounds):
        names = {b[0]: index_symbol(f"_{number}", b[1]) for number, b in enumerate(order, 1)}
        named = [(g.xreplace(names), e) for g, e in powers]
        new = [(names[i], low, high) for i, low, high in order]
        key = f"[{', '.join(map(_listed, new))}] {sorted(map(_listed, named))}"
        if best is None or key < best[0]:
            best = key, named, new
    assert best is not None
    return best


@lru_cache(maxsize=8192)
def spelled(term: Expr) -> str:
    """A term as text, by which terms are put in order: printed once."""
    return str(term)


def _listed(terms: Sequence[Any]) -> str:
    """Terms and numbers as text, as the tuple of them is printed."""
    return f"({', '.join(spelled(part) if isinstance(part, Expr) else str(part) for part in terms)})"


def _orders(powers: list[tuple[Expr, int]], bounds: list[Bound]) -> Iterator[list[Bound]]:
    """The orders of the indices that are worth a try: what tells indices apart under any naming comes first."""
    if len(bounds) == 1:
        yield bounds
        return
    marked = {b[0]: Symbol("?") for b in bounds}
    classes: dict[str, list[Bound]] = {}
    for bound in bounds:
        own = marked | {bound[0]: Symbol("!")}
        shape = sorted(f"{spelled(g.xreplace(own))}^{e}" for g, e in powers if bound[0] in g.free_symbols)
        classes.setdefault(f"{shape} {bound[1:]}", []).append(bound)
    for choice in product(*(permutations(classes[name]) for name in sorted(classes))):
        yield [bound for part in choice for bound in part]


def _power_sum(exponent: int, low: Expr, high: Expr) -> Polynomial:
    """low^k + ... + high^k, by Bernoulli's polynomials."""
    if exponent < 0:
        raise OutsideFragment(f"the sum of the powers {exponent} of an index")
    total = (bernoulli(exponent + 1, high + 1) - bernoulli(exponent + 1, low)) / (exponent + 1)
    result = Polynomial()
    for term, coefficient in expand(total).as_coefficients_dict().items():
        if not coefficient.is_Rational:
            raise OutsideFragment(f"a sum from {low} to {high}")
        part = Polynomial.number(Fraction(int(coefficient.p), int(coefficient.q)))
        for base, power in term.as_powers_dict().items():
            if not power.is_Integer:
                raise OutsideFragment(f"a sum from {low} to {high}")
            part *= Polynomial.of(base, int(power)) if base != 1 else Polynomial.number(1)
        result += part
    return result
