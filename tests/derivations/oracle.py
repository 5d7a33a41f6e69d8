"""The oracle: any term, worked out exactly over a finite joint law, in Fractions, with no use of the normal form.

A `World` says what every random cell is in each of finitely many outcomes, and what the constants, real families and
opaque functions are. `value(term, world)` is arithmetic over those outcomes and nothing else.
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from sympy import (
    Abs,
    Add,
    Basic,
    Eq,
    Ge,
    Gt,
    Le,
    Lt,
    Max,
    Min,
    Mul,
    Ne,
    Pow,
    Product,
    Rational,
    Sum,
    Symbol,
    preorder_traversal,
    sign,
)
from sympy.core.function import AppliedUndef

from derivations.hypotheses import (
    Definition,
    HasLaw,
    Holds,
    Hypothesis,
    IdenticallyDistributed,
    Independent,
    IndependentElements,
    NoAtom,
    Odd,
    Symmetric,
)  # fmt: skip
from derivations.terms import (
    Count,
    Cov,
    E,
    Element,
    Family,
    Indicator,
    Largest,
    P,
    RandomVariable,
    Smallest,
    Var,
    leaky_relu,
    relu,
    step,
)  # fmt: skip

Outcome = Mapping[Any, Fraction]
Law = list[tuple[Fraction, Outcome]]


class Undefined(Exception):
    """The term has no (rational) value in this world: a division by 0, or a root that is irrational."""


@dataclass(frozen=True)
class World:
    """Outcomes with their probabilities; a cell is a RandomVariable or a member (family, (i, j))."""

    law: Law
    constants: dict[Any, Fraction] = field(default_factory=dict)
    functions: dict[str, Callable[..., Fraction]] = field(default_factory=dict)
    definitions: tuple[Definition, ...] = ()

    def indices(self, family: Family) -> Iterator[tuple[int, ...]]:
        """All indices of the members of a family."""
        sizes = (int(value(size, self)) for size in family.sizes)
        return itertools.product(*(range(1, size + 1) for size in sizes))

    def defined(self, cell: Any, bound: dict[Any, Fraction]) -> tuple[Any, dict[Any, Fraction]] | None:
        """What a name stands for, and the values of the indices in it."""
        for definition in self.definitions:
            if definition.name == cell:
                return definition.term, bound
            one = isinstance(cell, Element) and isinstance(definition.name, Element)
            if one and definition.name.family == cell.family:
                numbers = [_at(i, self, None, bound) for i in cell.indices]
                return definition.term, bound | dict(zip(definition.name.indices, numbers, strict=True))
        return None


def value(term: Any, world: World) -> Fraction:
    """The value of a term without free randomness."""
    return _at(term, world, None, {})


def values(term: Any, world: World) -> list[tuple[Fraction, Fraction]]:
    """The law of a random term: (probability, value) of each outcome."""
    return [(p, _at(term, world, outcome, {})) for p, outcome in world.law]


def _mean(term: Any, world: World, bound: dict[Any, Fraction]) -> Fraction:
    return sum((p * _at(term, world, outcome, bound) for p, outcome in world.law), Fraction(0))


RELATIONS = {
    Eq: lambda a, b: a == b, Ne: lambda a, b: a != b, Lt: lambda a, b: a < b,
    Le: lambda a, b: a <= b, Gt: lambda a, b: a > b, Ge: lambda a, b: a >= b,
}  # fmt: skip


def _at(term: Any, world: World, outcome: Outcome | None, bound: dict[Any, Fraction]) -> Fraction:
    def now(part: Any) -> Fraction:
        return _at(part, world, outcome, bound)

    if isinstance(term, Rational):
        return Fraction(int(term.p), int(term.q))
    if term in bound:
        return bound[term]
    if isinstance(term, RandomVariable | Element) and (found := world.defined(term, bound)) is not None:
        return _at(found[0], world, outcome, found[1])
    if isinstance(term, RandomVariable):
        return outcome[term]
    if isinstance(term, Symbol):
        return world.constants[term]
    if isinstance(term, Element):
        cell = (term.family.name, tuple(int(now(i)) for i in term.indices))
        return outcome[cell] if term.family.kind == "random" else world.constants[cell]
    if isinstance(term, Add):
        return sum(map(now, term.args), Fraction(0))
    if isinstance(term, Mul):
        return math.prod(map(now, term.args), start=Fraction(1))
    if isinstance(term, Pow):
        return _power(now(term.base), now(term.exp))
    if isinstance(term, E):
        return _mean(term.args[0], world, bound)
    if isinstance(term, Var):
        mean = _mean(term.args[0], world, bound)
        return sum((p * (_at(term.args[0], world, o, bound) - mean) ** 2 for p, o in world.law), Fraction(0))
    if isinstance(term, Cov):
        a, b = (_mean(part, world, bound) for part in term.args)
        first, second = term.args
        return sum(
            (p * (_at(first, world, o, bound) - a) * (_at(second, world, o, bound) - b) for p, o in world.law),
            Fraction(0),
        )
    if isinstance(term, P):
        return sum((p for p, o in world.law if _true(term.args[0], world, o, bound)), Fraction(0))
    if isinstance(term, Indicator):
        return Fraction(_true(term.args[0], world, outcome, bound))
    if isinstance(term, Sum | Product):
        terms = (_at(term.args[0], world, outcome, inner) for inner in _ranges(term.args[1:], world, bound))
        return sum(terms, Fraction(0)) if isinstance(term, Sum) else math.prod(terms, start=Fraction(1))
    if isinstance(term, Largest | Smallest):
        found = [_at(term.args[0], world, outcome, inner) for inner in _ranges(term.args[1:], world, bound)]
        return (max if isinstance(term, Largest) else min)(found)
    if isinstance(term, Count):
        inside = _ranges(term.args[1:], world, bound)
        return Fraction(sum(_true(term.args[0], world, outcome, inner) for inner in inside))
    if isinstance(term, relu):
        return max(Fraction(0), now(term.args[0]))
    if isinstance(term, step):
        return Fraction(now(term.args[0]) > 0)
    if isinstance(term, leaky_relu):
        y = now(term.args[0])
        return y if y > 0 else now(term.args[1]) * y
    if isinstance(term, Abs):
        return abs(now(term.args[0]))
    if isinstance(term, sign):
        y = now(term.args[0])
        return Fraction((y > 0) - (y < 0))
    if isinstance(term, Max | Min):
        return (max if isinstance(term, Max) else min)(map(now, term.args))
    if isinstance(term, AppliedUndef):
        return world.functions[term.func.__name__](*map(now, term.args))
    raise NotImplementedError(f"{type(term).__name__}: {term}")


def _true(event: Any, world: World, outcome: Outcome | None, bound: dict[Any, Fraction]) -> bool:
    if event in (True, False):
        return bool(event)
    left, right = (_at(side, world, outcome, bound) for side in event.args)
    return RELATIONS[type(event)](left, right)


def _ranges(limits: Sequence[Any], world: World, bound: dict[Any, Fraction]) -> Iterator[dict[Any, Fraction]]:
    """Innermost limit first, as sympy writes them; an empty range has no terms."""
    if not limits:
        yield bound
        return
    *inner, (index, low, high) = limits
    start, end = (_at(limit, world, None, bound) for limit in (low, high))
    for number in range(int(start), int(end) + 1):
        yield from _ranges(inner, world, bound | {index: Fraction(number)})


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator == 1:
        if base == 0 and exponent < 0:
            raise Undefined("1/0")
        return base ** int(exponent)
    if exponent.denominator != 2 or base < 0:
        raise Undefined(f"{base}**{exponent}")
    root = Fraction(math.isqrt(base.numerator), math.isqrt(base.denominator))
    if root * root != base:
        raise Undefined(f"the root of {base} is irrational")
    return _power(root, exponent * 2)


# ---- hypotheses ----------------------------------------------------------------------------------------------------


def joint_law(terms: Sequence[Any], world: World) -> dict[tuple[Fraction, ...], Fraction]:
    """The joint law of random terms: point -> probability."""
    found: dict[tuple[Fraction, ...], Fraction] = {}
    for p, outcome in world.law:
        point = tuple(_at(term, world, outcome, {}) for term in terms)
        found[point] = found.get(point, Fraction(0)) + p
    return found


def _members_of(item: Any, world: World) -> list[Any]:
    if isinstance(item, Family):
        return [item[index] for index in world.indices(item)]
    return [item]


def _independent(groups: Sequence[Sequence[Any]], world: World) -> bool:
    parts = [[member for item in group for member in _members_of(item, world)] for group in groups]
    whole = joint_law([term for part in parts for term in part], world)
    laws = [joint_law(part, world) for part in parts]
    for points in itertools.product(*laws):
        expected = math.prod((law[point] for law, point in zip(laws, points, strict=True)), start=Fraction(1))
        if whole.get(tuple(t for point in points for t in point), Fraction(0)) != expected:
            return False
    return True


def holds(hypothesis: Hypothesis, world: World) -> bool:
    """Whether a hypothesis is true in a world."""
    match hypothesis:
        case Independent(groups):
            return _independent(groups, world)
        case IndependentElements(family):
            return _independent([[member] for member in _members_of(family, world)], world)
        case IdenticallyDistributed(family):
            laws = [joint_law([member], world) for member in _members_of(family, world)]
            return all(law == laws[0] for law in laws)
        case Symmetric(item):
            return all(
                joint_law([member], world) == joint_law([-member], world) for member in _members_of(item, world)
            )
        case NoAtom(item, point):
            at = value(point, world)
            return all((at,) not in joint_law([member], world) for member in _members_of(item, world))
        case HasLaw(item, law):
            laws = [joint_law([member], world) for member in _members_of(item, world)]
            atoms = [(point, p) for found in laws for (point,), p in found.items()]
            return all(value(law.probability(as_rational(point)), world) == p for point, p in atoms)
        case Holds(relation, forall):
            ranges = [range(1, 4)] * len(forall)
            numbers = (dict(zip(forall, map(Fraction, choice), strict=True)) for choice in itertools.product(*ranges))
            return all(_true(relation, world, None, bound) for bound in numbers if _exists(relation, world, bound))
        case Odd() | Definition():
            return True
    raise NotImplementedError(hypothesis)


def _exists(relation: Any, world: World, bound: dict[Any, Fraction]) -> bool:
    """Whether every member of a family in the relation is one of it."""
    elements = {part for part in preorder_traversal(relation) if isinstance(part, Element)}
    return all(tuple(int(bound.get(i, i)) for i in e.indices) in set(world.indices(e.family)) for e in elements)


# ---- laws --------------------------------------------------------------------------------------------------------


def rational(rng: random.Random, *, low: int = -3, high: int = 3) -> Fraction:
    """A small rational that is seldom an integer."""
    return Fraction(rng.randint(low * 6, high * 6), rng.choice((1, 2, 3)) * 2)


def weights(rng: random.Random, count: int) -> list[Fraction]:
    """Positive probabilities."""
    parts = [rng.randint(1, 9) for _ in range(count)]
    return [Fraction(part, sum(parts)) for part in parts]


Marginal = list[tuple[Fraction, Fraction]]


def marginal(
    rng: random.Random, *, atoms: int = 3, symmetric: bool = False, centred: bool = False, atom_at_0: bool | None = None
) -> Marginal:
    """A random law with few atoms: (probability, point)."""
    if symmetric:
        points = [Fraction(rng.randint(1, 12), rng.choice((1, 2, 3))) for _ in range(max(1, atoms // 2))]
        halves = weights(rng, len(points) + (0 if atom_at_0 is False else 1))
        law = [(p / 2, s * t) for p, t in zip(halves, points, strict=False) for s in (1, -1)]
        return law if atom_at_0 is False else [*law, (halves[-1], Fraction(0))]
    points = [rational(rng) or Fraction(1, 7) for _ in range(atoms)]
    if atom_at_0 is None and not centred and rng.random() < 1 / 3:
        points[0] = Fraction(0)
    law = list(zip(weights(rng, atoms), points, strict=True))
    if centred:
        mean = sum(p * t for p, t in law)
        law = [(p, t - mean) for p, t in law]
        if atom_at_0 is None and rng.random() < 1 / 3:
            law = [*((p / 2, t) for p, t in law), (Fraction(1, 2), Fraction(0))]
    if atom_at_0 is False:
        return [(p, t or Fraction(1, 7)) for p, t in law] if not centred else law
    return law


def independent(*laws: Law) -> Law:
    """The product law of independent groups."""
    found: Law = []
    for choice in itertools.product(*laws):
        outcome: dict[Any, Fraction] = {}
        for _, part in choice:
            outcome |= part
        found.append((math.prod((p for p, _ in choice), start=Fraction(1)), outcome))
    return found


def single(cell: Any, law: Marginal) -> Law:
    """The law of one cell."""
    return [(p, {cell: point}) for p, point in law]


def joint(rng: random.Random, cells: Sequence[Any], *, points: int = 4) -> Law:
    """A dependent group: a random joint table."""
    return [(p, {cell: rational(rng) for cell in cells}) for p in weights(rng, points)]


def coupled(rng: random.Random, cells: Sequence[Any], law: Marginal) -> Law:
    """Dependent cells with one marginal law, in general not exchangeable.

    Half of the time each cell is its own rearrangement of a common uniform; half of the time they are independent.
    """
    size = math.lcm(*(p.denominator for p, _ in law))
    points = [point for p, point in law for _ in range(int(p * size))]
    columns = [rng.sample(points, size) for _ in cells]
    arranged = [(Fraction(1, 2 * size), dict(zip(cells, row, strict=True))) for row in zip(*columns, strict=True)]
    return arranged + [(p / 2, o) for p, o in independent(*(single(c, law) for c in cells))]


def members(family: Family, sizes: Sequence[int]) -> list[Any]:
    """The cells of a family with concrete sizes."""
    return [(family.name, index) for index in itertools.product(*(range(1, s + 1) for s in sizes))]


def table(rng: random.Random, *, odd: bool = False) -> Callable[..., Fraction]:
    """A real function of which nothing (or only oddness) is known: random values, remembered."""
    known: dict[tuple[Fraction, ...], Fraction] = {}

    def function(*point: Fraction) -> Fraction:
        if point not in known:
            known[point] = rational(rng)
            if odd:
                opposite = tuple(-t for t in point)
                known[point] = known[point] if point != opposite else Fraction(0)
                known[opposite] = -known[point]
        return known[point]

    return function


def number(term: Basic) -> Fraction:
    """A sympy number as a Fraction."""
    term = Rational(term)
    return Fraction(int(term.p), int(term.q))


def as_rational(fraction: Fraction) -> Rational:
    """A Fraction as a sympy number."""
    return Rational(fraction.numerator, fraction.denominator)
