"""E of a polynomial in random generators: patterns of equal indices, independent blocks, joint moments as symbols."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import combinations
from typing import Any

from sympy import Add, Expr, Mul, Pow, S, Sum, Symbol, expand, sign

from derivations.entailment import entails, follows
from derivations.facts import Facts
from derivations.hypotheses import IdenticallyDistributed
from derivations.independence import blocks, surely_distinct
from derivations.instances import unfold
from derivations.polynomial import MAX_BOUND, Bound, Monomial, OutsideFragment, Polynomial, spelled
from derivations.signs import Held, reduced, without_squares
from derivations.terms import (
    E,
    Element,
    Family,
    bound_in,
    cells,
    is_random,
)

__all__ = ["Means"]

Pair = tuple[Expr, Expr]
Apart = tuple[Pair, ...]
ONE = Polynomial.number(1)


class Joint(E):
    """A moment with indices of which a sum will say when they are equal: it is taken once they are bound."""


class _UndecidedError(Exception):
    """Whether two members are one is settled by a sum around them."""


class _OverlapError(Exception):
    """An index runs over a part that another one runs over, and goes on: its range is cut behind `last`."""

    def __init__(self, index: Symbol, last: Expr) -> None:
        self.index, self.last = index, last


class Means:
    """Takes means under fixed facts; `read` makes a term a polynomial, `known` says what equations say of a moment."""

    def __init__(self, facts: Facts, read: Callable[[Expr], Polynomial], known: Callable[[Expr], Polynomial]) -> None:
        self.facts = facts
        self._read = read
        self._known = known
        self._open: set[Symbol] = set()  # the indices of the sums that are being read

    @contextlib.contextmanager
    def within_sums(self, indices: Iterable[Symbol]) -> Iterator[None]:
        """What stands in sums over these indices is read here."""
        added = set(indices) - self._open
        self._open |= added
        try:
            yield
        finally:
            self._open -= added

    def bound(self, polynomial: Polynomial) -> Polynomial:
        """The moments that waited for the sums over their indices, and those that are of another kind by now."""
        found = Polynomial()
        for monomial, coefficient in polynomial.terms.items():
            whole = Polynomial({monomial: coefficient})
            waiting = [g for g, _ in monomial.powers if isinstance(g, Joint) and self._open.isdisjoint(g.free_symbols)]
            for generator in waiting[:1]:
                if (generator, 1) not in monomial.powers:
                    raise OutsideFragment(f"a power of {E(*generator.args)} in a sum over its indices")
                rest = Monomial(monomial.powers - {(generator, 1)}, monomial.bounds)
                inside = Polynomial({rest: coefficient}) * self._raw(generator.args[0])
                whole = self.bound(self.mean(inside))
            found += whole
        return self.again(found)

    def mean(self, polynomial: Polynomial) -> Polynomial:
        """E of the polynomial, as a polynomial in moments."""
        return Polynomial.collect(
            (m, c * coefficient)
            for monomial, coefficient in reduced(polynomial, self.facts).terms.items()
            for piece in self._patterns(monomial) for m, c in piece.terms.items()
        )  # fmt: skip

    def parted(self, polynomial: Polynomial) -> Polynomial:
        """The polynomial with each range cut where others begin or end within it, as far as that is known."""
        points = {end for m in polynomial.terms for _, low, high in m.bounds for end in (low - 1, high)}
        terms = [*polynomial.terms.items()]
        done: list[tuple[Monomial, Fraction]] = []
        while terms:
            monomial, coefficient = terms.pop()
            inside = (
                (index, point) for index, low, high in sorted(monomial.bounds, key=str)
                for point in sorted(points - {low - 1, high}, key=str)
                if _ordered(low, point, self.facts) and _ordered(point + 1, high, self.facts)
            )  # fmt: skip
            if (found := next(inside, None)) is None:
                done.append((monomial, coefficient))
            else:
                terms += [(piece, coefficient) for piece in _cut(monomial, *found)]
        return Polynomial.collect(done)

    def opened(self, polynomial: Polynomial) -> Polynomial:
        """The polynomial with the sums multiplied out that are held beside no sign of theirs."""
        while any(map(_loose, polynomial.terms)):
            terms = ((self._opened(m), c) for m, c in polynomial.terms.items())
            polynomial = Polynomial.collect((m, x * c) for piece, c in terms for m, x in piece.terms.items())
            polynomial = reduced(polynomial, self.facts)
        return polynomial

    def _opened(self, monomial: Monomial) -> Polynomial:
        loose = _loose(monomial)
        whole = Polynomial({monomial: Fraction(1)})
        return whole.mapped(lambda g, e: self._read(g.args[0]).power(e) if g in loose else None)

    def spread(self, polynomial: Polynomial) -> Polynomial:
        """The polynomial with moments of sums beside their signs written as sums of moments."""
        return polynomial.mapped(self._spread)

    def _spread(self, generator: Expr, exponent: int) -> Polynomial | None:
        inner = generator.args[0] if isinstance(generator, E) and exponent > 0 else None
        if inner is None or not any(isinstance(s.args[0], Add) for s in inner.atoms(sign)):
            return None
        found = Polynomial()
        for term in Add.make_args(without_squares(inner)):
            fixed, chance = term.as_independent(*(f for f in Mul.make_args(term) if is_random(f)), as_Add=False)
            found += self._read(fixed) * (ONE if chance == 1 else Polynomial.of(E(chance)))
        return found.power(exponent)

    def again(self, polynomial: Polynomial) -> Polynomial:
        """Moments whose indices fell together, or were given values, may be moments of another kind now."""
        return polynomial.mapped(self._again)

    def _again(self, generator: Expr, exponent: int) -> Polynomial | None:
        if not isinstance(generator, E) or isinstance(generator, Joint) or exponent < 0:
            return None
        moved = self._raw(generator.args[0])
        result = Polynomial()
        for monomial, coefficient in reduced(moved, self.facts).terms.items():
            if _loose(monomial):
                result += self.mean(Polynomial({monomial: coefficient}))
                continue
            fixed = frozenset((g, e) for g, e in monomial.powers if not is_random(g))
            chance = {g: e for g, e in monomial.powers if is_random(g)}
            moment = self._moment(chance) if chance else ONE
            result += Polynomial({Monomial(fixed, monomial.bounds): coefficient}) * moment
        return result.power(exponent)

    def _raw(self, term: Expr) -> Polynomial:
        """What a moment is of, as a polynomial again."""
        moved = ONE
        for base, power in term.as_powers_dict().items():
            if not is_random(base**power):
                moved *= self._read(base**power)
            elif power.is_Integer:
                moved *= Polynomial.of(Held(base) if isinstance(base, Add | Sum) else base, int(power))
            else:
                moved *= Polynomial.of(base**power, 1)
        return moved

    # ---- patterns of equal indices ------------------------------------------------------------------------------

    def _patterns(self, monomial: Monomial, apart: Apart = (), never: Apart = ()) -> Iterator[Polynomial]:
        """E of one monomial: of any two indices that stand in one place of a family, either they are equal or not.

        `apart` are pairs that are taken to differ, `never` those that cannot be equal.
        """
        if len(_random_indices(monomial)) > MAX_BOUND:
            raise OutsideFragment(f"a product of more than {MAX_BOUND} random sums; check it in smaller steps")
        try:
            pair = _undecided(monomial, {frozenset(p) for p in (*apart, *never)}, self.facts)
        except _OverlapError as found:
            for piece in _cut(monomial, found.index, found.last):
                yield from self._patterns(piece, apart, never)
            return
        if pair is None and _loose(monomial):
            for piece, coefficient in reduced(self._opened(monomial), self.facts).terms.items():
                yield from (found.scaled(coefficient) for found in self._patterns(piece, apart, never))
            return
        if pair is None:
            yield self._joined(self._factored(monomial, (*apart, *never)), list(apart))
            return
        other, index, possible = pair
        if not possible:
            yield from self._patterns(monomial, apart, (*never, (other, index)))
            return
        merged = _merged(apart, index, other, monomial)
        if merged is not None:
            excluded = tuple((other if a == index else a, other if b == index else b) for a, b in never)
            together = reduced(Polynomial({monomial.identified(index, other): Fraction(1)}), self.facts)
            for piece, coefficient in together.terms.items():
                yield from (found.scaled(coefficient) for found in self._patterns(piece, merged, excluded))
        yield from self._patterns(monomial, (*apart, (other, index)), never)

    def _joined(self, value: Polynomial, apart: Sequence[Pair]) -> Polynomial:
        """Turn sums over distinct indices into sums over all: sum_{j != k} = sum_{j, k} - sum_{j = k}."""
        if not apart:
            return value
        (first, index), *rest = apart
        everywhere = self._joined(value, rest)
        summed = {i for m in value.terms for i, _, _ in m.bounds}
        if index not in summed:
            first, index = index, first
        if index not in summed:
            return everywhere
        moved = [(first if a == index else a, first if b == index else b) for a, b in rest]
        if any(a == b for a, b in moved):
            return everywhere
        diagonal = Polynomial.collect((m.identified(index, first), c) for m, c in value.terms.items())
        return everywhere - self._joined(self.again(diagonal), moved)

    # ---- blocks and moments -------------------------------------------------------------------------------------

    def _factored(self, monomial: Monomial, apart: Apart) -> Polynomial:
        """The product over independent blocks of their joint moments."""
        pairs = {frozenset(p) for p in apart}
        chance = {g: e for g, e in monomial.powers if is_random(g)}
        fixed = frozenset((g, e) for g, e in monomial.powers if g not in chance)
        carried = {g: _carried(g) for g in chance}
        everything = frozenset().union(*carried.values()) if carried else frozenset()

        def distinct(a: Element, b: Element) -> bool:
            differing = [frozenset(p) for p in zip(a.indices, b.indices, strict=True) if p[0] != p[1]]
            if any(p in pairs or self.facts.differ(p) for p in differing) or surely_distinct(a, b):
                return True
            if any(self._open & i.free_symbols for p in differing for i in p):
                raise _UndecidedError
            raise OutsideFragment(f"whether {a} and {b} are the same is not known; say so with different numbers")

        try:
            split, support = blocks(self.facts.context, everything, distinct)
        except _UndecidedError:
            return Polynomial({Monomial(fixed | {(Joint(_product(chance)), 1)}, monomial.bounds): Fraction(1)})
        self.facts.used |= support
        groups: list[tuple[set[Any], dict[Expr, int]]] = [(set(b), {}) for b in split]
        for generator, exponent in chance.items():
            touched = [g for g in groups if g[0] & carried[generator]]
            for extra in touched[1:]:
                touched[0][0].update(extra[0])
                touched[0][1].update(extra[1])
                groups.remove(extra)
            touched[0][1][generator] = exponent
        result = Polynomial({Monomial(fixed, monomial.bounds): Fraction(1)})
        declined = list(self.facts.outside)
        for _, powers in sorted(groups, key=lambda group: len(group[0])):  # the simplest may be 0
            if powers:
                result *= self._moment(powers)
            if result.is_zero:
                self.facts.outside = declined
                break
        return result

    def _moment(self, powers: dict[Expr, int]) -> Polynomial:
        """The joint moment of one block, reduced by symmetry, law, identical distribution and stated equations."""
        inner = _product(powers)
        if not is_random(inner):
            return self._read(inner)
        if self.facts.symmetric(inner):
            return Polynomial()
        touched = set().union(*(_carried(g) for g in powers))
        if len(touched) == 1:
            (cell,) = touched
            if isinstance(cell, Element) and self.facts.identical(cell.family):
                first = cell.family[(S.One,) * len(cell.indices)]
                inner = inner.xreplace({cell: first})
                cell = first
                if self.facts.symmetric(inner):  # a hypothesis about the first member
                    return Polynomial()
            known = self._by_law(inner, cell)
            if known is not None:
                return known
        elif self._in_one_row(touched):
            inner = inner.xreplace({c: c.family[S.One] for c in touched})
        made, support = unfold(self.facts.context, inner)
        if made != inner and not self._open_names(made) & self._open_names(inner):  # names that stayed folded
            self.facts.used |= support
            return self._read(E(made))
        if any(isinstance(c, Family) for c in touched):
            self.facts.declines(f"a function of a whole family in E[{inner}]")
        if any(isinstance(g, sign) and isinstance(g.args[0], Add) for g in powers):
            self.facts.declines(f"the sign of a sum in E[{inner}]")
        return self._known(E(inner))

    def _in_one_row(self, cells_: set[Any]) -> bool:
        """Whether they are members of one row, of rows that have one joint law."""
        indices = {c.indices for c in cells_ if isinstance(c, Element)}
        together = len(indices) == 1 and len(*indices) == 1 and all(isinstance(c, Element) for c in cells_)
        return together and self.facts.identical_rows({c.family for c in cells_})

    def _open_names(self, term: Expr) -> set[Any]:
        """The members with numbers, and the families of others: of these a recursion may go on for ever."""
        context = self.facts.context
        alike = {f for f in _families(term) if entails(context, IdenticallyDistributed(f)) is not None}
        members = (cell for cell in cells(term) if isinstance(cell, Element))
        return {c.family if c.family in alike or any(i.free_symbols for i in c.indices) else c for c in members}

    def _by_law(self, inner: Expr, cell: Any) -> Polynomial | None:
        """E[y^k], E[y^k sign(y)] and E[sign(y)^2] of a variable with a stated law."""
        powers = inner.as_powers_dict()
        exponents = [powers.get(part, S.Zero) for part in (cell, sign(cell))]
        law = self.facts.law(cell)
        natural = all(exponent.is_Integer and exponent >= 0 for exponent in exponents)
        if law is None or not natural or set(powers) - {cell, sign(cell)}:
            return None
        order, signs = map(int, exponents)
        if signs == 0:
            return self._read(law.moment(order))
        whole = law.moment(order) if order else 1 - law.mass_at_0
        if signs == 2:
            return self._read(whole)
        half = law.positive_part(order)
        if half is None:
            self.facts.declines(f"E[{inner}] under the law {law}")
            return None
        return self._read(2 * half - whole)


def _undecided(monomial: Monomial, known: set[frozenset[Expr]], facts: Facts) -> tuple[Expr, Symbol, bool] | None:
    """Two indices in one place of a family that may be equal, as (other, bound index, whether they can be)."""
    standing: dict[tuple[Family, int], set[Expr]] = {}
    for generator, _ in monomial.powers:
        for (family, place), index in _places(generator):
            standing.setdefault((facts.row_of(family)[0], place), set()).add(index)
    several = ((where, indices) for where, indices in standing.items() if len(indices) > 1)
    bounds = {b[0]: b[1:] for b in monomial.bounds}
    for (family, place), indices in sorted(several, key=lambda item: f"({item[0][0].name}, {item[0][1]})"):
        found = sorted(indices, key=spelled)
        for pair in combinations(found, 2):
            if frozenset(pair) in known or _by_a_number(*pair):
                continue
            moving = [i for i in pair if i.free_symbols & bounds.keys()]
            if not moving:
                continue
            if any(i not in bounds for i in moving):
                raise OutsideFragment(f"a shifted index: arithmetic on a summation index in {pair[0]} and {pair[1]}")
            index = moving[-1]
            other = pair[0] if index == pair[1] else pair[1]
            if other in bounds and bounds[other] != bounds[index]:
                return other, index, _overlap((other, *bounds[other]), (index, *bounds[index]), facts)
            return other, index, _possible(other, bounds.get(other), *bounds[index], family.sizes[place])
    return None


@lru_cache(maxsize=4096)
def _by_a_number(first: Expr, second: Expr) -> bool:
    """Whether two indices are a whole number apart."""
    return bool(expand(first - second).is_Integer)


@lru_cache(maxsize=4096)
def _places(generator: Expr) -> tuple[tuple[tuple[Family, int], Expr], ...]:
    """The indices that stand in the places of families in something random, but for those that it binds."""
    if not is_random(generator):
        return ()
    inside = bound_in(generator)
    members = (cell for cell in cells(generator) if isinstance(cell, Element))
    standing = (((cell.family, place), index) for cell in members for place, index in enumerate(cell.indices))
    return tuple((where, index) for where, index in standing if inside.isdisjoint(index.free_symbols))


def _overlap(first: Bound, second: Bound, facts: Facts) -> bool:
    """False for ranges that are known to be apart; where they are known to overlap, one of them is cut."""
    both = (first, second), (second, first)
    if any(_ordered(high + 1, low, facts) for (_, _, high), (_, low, _) in both):
        return False
    for (_, low, high), (index, from_, to) in both:
        if low == from_ and _ordered(high, to, facts):
            raise _OverlapError(index, high)
        if low != from_ and _ordered(from_, low, facts) and _ordered(low, to, facts):
            raise _OverlapError(index, low - 1)
    raise OutsideFragment(f"sums over different ranges, {first[1:]} and {second[1:]}")


def _ordered(first: Expr, second: Expr, facts: Facts) -> bool:
    """Whether the first of two numbers is known not to be above the second."""
    return facts.uses(follows(facts.context, second - first >= 0))


def _cut(monomial: Monomial, index: Symbol, last: Expr) -> Iterator[Monomial]:
    """The sum over the part of a range up to `last`, and over the rest."""
    ((_, low, high),) = (bound for bound in monomial.bounds if bound[0] == index)
    others = frozenset(bound for bound in monomial.bounds if bound[0] != index)
    yield Monomial(monomial.powers, others | {(index, low, last)})
    yield Monomial(monomial.powers, others | {(index, last + 1, high)})


def _possible(other: Expr, range_: tuple[Expr, Expr] | None, low: Expr, high: Expr, size: Expr) -> bool:
    """Whether an index that runs from low to high takes the value of the other one, or never does."""
    if range_ is not None:
        return True
    if expand(low - other).is_positive or expand(other - high).is_positive:
        return False
    inside = expand(other - low).is_nonnegative and expand(high - other).is_nonnegative
    if inside or (low, high) == (S.One, size):
        return True
    raise OutsideFragment(f"whether {other} lies in the range {(low, high)} is not known")


def _merged(pairs: Apart, index: Symbol, other: Expr, monomial: Monomial) -> Apart | None:
    """The pairs once index is other; None where two that differ would be equal."""
    bound = {b[0] for b in monomial.bounds}
    made = tuple((other if a == index else a, other if b == index else b) for a, b in pairs)
    for a, b in made:
        if a == b:
            return None
        if a not in bound and b not in bound and not expand(a - b).is_Integer:
            raise OutsideFragment(f"whether {a} and {b} are the same is not known; say so with different numbers")
    return made


def _families(term: Expr) -> set[Family]:
    return {cell.family for cell in cells(term) if isinstance(cell, Element)}


def _product(powers: dict[Expr, int]) -> Expr:
    return Mul(*(Pow(g.args[0] if isinstance(g, Held) else g, e) for g, e in powers.items()))


def _random_indices(monomial: Monomial) -> list[Symbol]:
    """The bound indices that occur in something random."""
    chance = set().union(*(g.free_symbols for g, _ in monomial.powers if is_random(g)))
    return sorted((i for i, _, _ in monomial.bounds if i in chance), key=str)


def _loose(monomial: Monomial) -> list[Expr]:
    """The sums that are held beside no sign of theirs."""
    signed = {g.args[0] for g, e in monomial.powers if isinstance(g, sign) and e == 1}
    return [g for g, _ in monomial.powers if isinstance(g, Held) and g.args[0] not in signed]


@lru_cache(maxsize=4096)
def _carried(generator: Expr) -> frozenset[Any]:
    """The cells a generator depends on; an element with an index that the generator binds stands for its family."""
    bound = bound_in(generator)
    return frozenset(
        c.family if isinstance(c, Element) and any(i.free_symbols & bound for i in c.indices) else c
        for c in cells(generator)
    )
