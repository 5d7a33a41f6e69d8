"""Stated equations, solved in triangular order for the moment (or parameter) of highest order that occurs linearly.

Whether what is left still has an interior is asked of each: an equation that may leave a thin set (Var(x) = 0) proves,
but a difference beside it says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sympy import Eq, Expr, Gt, Lt, Ne, Pow, Symbol, sqrt

from derivations.entailment import Support, in_domain, matches
from derivations.errors import UserError
from derivations.facts import Facts
from derivations.hypotheses import HasLaw, Holds, Hypothesis
from derivations.instances import keeps_apart
from derivations.polynomial import Monomial, OutsideFragment, Polynomial, fresh_index
from derivations.terms import E, Element, RandomVariable, Var, is_random

__all__ = ["Equations"]

Difference = Callable[[Expr, Expr], Polynomial]
Settle = Callable[[Polynomial], Polynomial]
Read = Callable[[Expr], Polynomial]


@dataclass(frozen=True, slots=True)
class Solved:
    """The pivot, for all values of the indices, is the value."""

    pivot: Expr
    forall: tuple[Symbol, ...]
    value: Polynomial
    support: Support


def _with_common_value(hypothesis: Holds) -> Any:
    """`Var(w_j) = Var(w_1)` for every j says that all of them have one value, which gets a letter of its own."""
    relation = hypothesis.relation
    for one, other in ((relation.lhs, relation.rhs), (relation.rhs, relation.lhs)):
        free = one.free_symbols & set(hypothesis.forall)
        if len(free) == 1 and isinstance(one, E | Var) and not other.free_symbols & free:
            (index,) = free
            places = {cell.indices for cell in other.atoms(Element)} if isinstance(other, E | Var) else set()
            if len(places) == 1 and one.xreplace({index: next(iter(places))[0]}) == other:
                letter = Symbol(f"every {one}", real=True, **({"nonnegative": True} if one.is_nonnegative else {}))
                return Eq(one, letter)
    return relation


class Equations:
    """What the stated equations say of moments and parameters."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._solved: list[Solved] = []

    @property
    def any(self) -> bool:
        """Whether an equation was solved."""
        return bool(self._solved)

    def known(self, generator: Expr, exponent: int = 1) -> Polynomial | None:
        """The generator's power as the equations give it, or None."""
        for solved in self._solved:
            mapping = self._instance(solved, generator)
            if mapping is None:
                continue
            self._facts.used |= solved.support
            value = _at(solved.value, mapping)
            if exponent > 0:
                return value.power(exponent)
            inverse = value.inverse()
            if inverse is None:
                raise OutsideFragment(f"a division by {generator}, which is {value.to_sympy()} by hypothesis")
            return inverse.power(-exponent)
        return None

    @staticmethod
    def _instance(solved: Solved, generator: Expr) -> dict[Symbol, Expr] | None:
        if solved.pivot == generator:
            return {}
        if not solved.forall or type(solved.pivot) is not type(generator):
            return None
        for mapping in matches(solved.pivot, generator, solved.forall):
            proper = all(in_domain(symbol, value) for symbol, value in mapping.items())
            if proper and keeps_apart(solved.pivot, mapping) and solved.pivot.xreplace(mapping) == generator:
                return mapping
        return None

    # ---- solving ------------------------------------------------------------------------------------------------

    def solve(self, difference: Difference, settle: Settle, root: Read) -> None:
        """Solve every stated equation; `difference` reads, `settle` applies what is solved, `root` reads a root."""
        stated = [h for h in self._facts.context if isinstance(h, Holds) and isinstance(h.relation, Eq)]
        stated.sort(key=lambda h: any(p.exp.is_integer is False for p in h.relation.atoms(Pow)))  # what is below a root
        for hypothesis in stated:
            if is_random(hypothesis.relation):
                continue
            before = set(self._facts.used)
            try:
                self._solve(hypothesis, difference, root)
            except OutsideFragment as reason:
                self._facts.declines(f"the hypothesis {_named([hypothesis])}: {reason}")
            self._facts.used = before
        for solved in self._solved:
            if isinstance(solved.pivot, Symbol):
                _refuse_outside_domain(solved.pivot, settle(solved.value).to_sympy(), solved.support)
        self._refuse_impossible_moments(settle)

    def _solve(self, hypothesis: Holds, difference: Difference, root: Read) -> None:
        relation, facts = _with_common_value(hypothesis), self._facts
        for side, other in ((relation.lhs, relation.rhs), (relation.rhs, relation.lhs)):
            if isinstance(side, E | Var) and side.is_nonnegative and other.is_negative:
                raise UserError(f"the hypothesis {_named([hypothesis])} asks {side} = {other}, and no law has that")
        facts.used = set()
        gap = difference(relation.lhs, relation.rhs)
        if gap.is_zero:
            return
        if gap.as_number() is not None:
            raise UserError(f"the hypotheses contradict each other: {_named(facts.used | {hypothesis})}")
        found = self._pivot(gap, hypothesis, root)
        if found is None:
            facts.declines(f"the hypothesis {_named([hypothesis])} does not solve for a moment")
            return
        pivot, value = found
        forall = tuple(s for s in hypothesis.forall if s in pivot.free_symbols)
        solved = Solved(pivot, forall, value, frozenset(facts.used | {hypothesis}))
        if any(self._instance(solved, g) is not None for g in value.generators):
            facts.declines(f"the hypothesis {_named([hypothesis])} gives {pivot} by itself")
            return
        if not self._keeps_interior(pivot, value, gap, hypothesis):
            facts.declines(f"the hypothesis {_named([hypothesis])} may leave few laws")
        self._solved.append(solved)

    def _pivot(self, gap: Polynomial, hypothesis: Holds, root: Read) -> tuple[Expr, Polynomial] | None:
        """What occurs once, linearly, beside factors that cannot be 0; moments before parameters, high orders first."""
        found: list[tuple[Any, ...]] = []
        free = {s for m in gap.terms for g, _ in m.powers for s in g.free_symbols}
        forall = free & set(hypothesis.forall)
        factors = _of_a_number(gap)
        for monomial, coefficient in gap.terms.items():
            if monomial.bounds:
                continue
            for generator, exponent in monomial.powers:
                elsewhere = any(generator in {g for g, _ in m.powers} for m in gap.terms if m != monomial)
                beside = all(g in factors or self._nonzero(g) for g, _ in monomial.powers if g != generator)
                usable = exponent == 1 or (exponent == 2 and isinstance(generator, Symbol) and generator.is_nonnegative)
                inside = any(generator in g.free_symbols for m in gap.terms for g, _ in m.powers if g != generator)
                if not usable or elsewhere or inside or not beside or not forall <= generator.free_symbols:
                    continue
                if isinstance(generator, E | Symbol | Element):
                    key = (*_rank(generator), -exponent, str(generator))
                    found.append((*key, generator, exponent, monomial, coefficient))
        if not found:
            return None
        *_, generator, exponent, monomial, coefficient = max(found, key=lambda f: f[:4])
        rest = Polynomial({m: c for m, c in gap.terms.items() if m != monomial})
        cofactor = Polynomial({Monomial(frozenset(p for p in monomial.powers if p[0] != generator)): coefficient})
        inverse = cofactor.inverse()
        assert inverse is not None
        value = (-rest * inverse).canonical()
        return generator, value if exponent == 1 else root(sqrt(value.to_sympy()))

    def _nonzero(self, generator: Expr) -> bool:
        """Whether a generator cannot be 0: by its assumptions, or because a hypothesis says so."""
        if generator.is_nonzero:
            return True
        for hypothesis in self._facts.context:
            if not isinstance(hypothesis, Holds) or not isinstance(hypothesis.relation, Gt | Lt | Ne):
                continue
            relation = hypothesis.relation
            sides = {relation.lhs, relation.rhs} if isinstance(relation, Ne) else {relation.gts, relation.lts}
            if 0 not in sides or (not isinstance(relation, Ne) and relation.lts != 0):
                continue
            inner = generator.args[0] if isinstance(generator, E) else None
            square = isinstance(inner, Pow) and inner.exp == 2 and Var(inner.base) in sides
            if generator in sides or (square and not isinstance(relation, Ne)):
                self._facts.used.add(hypothesis)
                return True
        return False

    # ---- what an equation leaves --------------------------------------------------------------------------------

    def _keeps_interior(self, pivot: Expr, value: Polynomial, gap: Polynomial, hypothesis: Holds) -> bool:
        """Whether the laws that satisfy the equation are surely not a thin set in which more holds."""
        own = {g for g in gap.generators if isinstance(g, Symbol) and not g.is_integer}
        others = {s for h in self._facts.context if h != hypothesis for s in h.free_symbols}
        if own - others or isinstance(pivot, Symbol):
            return True
        powers = dict(pivot.args[0].as_powers_dict()) if isinstance(pivot, E) else {}
        if not powers or not all(isinstance(c, RandomVariable | Element) for c in powers):
            return isinstance(pivot, Element)
        means = Polynomial.number(1)
        for cell in powers:
            means *= self.known(E(cell)) or Polynomial.of(E(cell))
        if len(powers) == 1:
            (order,) = powers.values()
            if order != 2:
                return bool(order % 2)
            return not (value - means * means).canonical().to_sympy().is_nonpositive
        return set(powers.values()) == {1} and (value - means).canonical().is_zero

    def _refuse_impossible_moments(self, settle: Settle) -> None:
        """A negative even moment, or a second moment below the square of the mean."""
        for cell in dict.fromkeys(self._cells()):
            square, mean = Polynomial.of(E(cell**2)), Polynomial.of(E(cell))
            for number in (settle(square).as_number(), settle(square - mean * mean).as_number()):
                if number is not None and number < 0:
                    stated = set().union(*(s.support for s in self._solved if s.pivot.has(cell)))
                    names = _named(h for h in stated if isinstance(h, Holds | HasLaw))
                    raise UserError(f"the hypotheses contradict each other: {names}; Var({cell}) would be negative")
                if number == 0:
                    self._facts.declines(f"{cell} is constant by hypothesis")

    def _cells(self) -> Iterator[Expr]:
        for solved in self._solved:
            cells_ = solved.pivot.atoms(RandomVariable) | solved.pivot.atoms(Element)
            yield from (cell for cell in sorted(cells_, key=str) if is_random(cell))


def _of_a_number(gap: Polynomial) -> set[Any]:
    """What is a factor of all of `gap` but a number: where gap = 0, as in n Var(w) - 2 = 0, it is not 0."""
    products = [{g for g, _ in monomial.powers} for monomial in gap.terms if monomial.powers or monomial.bounds]
    return set.intersection(*products) if 0 < len(products) < len(gap.terms) else set()


def _named(hypotheses: Iterable[Hypothesis]) -> str:
    from derivations.notation import text

    return ", ".join(sorted(map(text, hypotheses)))


def _refuse_outside_domain(pivot: Symbol, value: Expr, support: Support) -> None:
    number = value.is_number and not in_domain(pivot, value)
    sign = (pivot.is_positive and value.is_nonpositive) or (pivot.is_nonnegative and value.is_negative)
    if number or sign:
        names = _named(support)
        raise UserError(f"the hypotheses contradict each other: {names} ask {pivot} = {value}, outside its domain")


def _rank(generator: Expr) -> tuple[bool, int]:
    """Moments before parameters; by order."""
    if not isinstance(generator, E):
        return False, 0
    return True, int(sum(e for e in generator.args[0].as_powers_dict().values() if e.is_Integer))


def _at(value: Polynomial, mapping: dict[Symbol, Expr]) -> Polynomial:
    """The value at particular indices; its own bound indices make way."""
    if not mapping:
        return value
    fresh = Polynomial.collect(
        (m.renamed({i: fresh_index(low) for i, low, _ in m.bounds}), c) for m, c in value.terms.items()
    )
    return Polynomial.collect(
        (Monomial(frozenset((g.xreplace(mapping), e) for g, e in m.powers), m.bounds), Fraction(c))
        for m, c in fresh.terms.items()
    )
