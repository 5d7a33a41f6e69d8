"""Worlds for results: laws of the cells that are free, and what the definitions make of them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from sympy import Integer

from derivations.hypotheses import Definition
from derivations.terms import Element, Partial
from tests.derivations.oracle import Law, World, value, values


def world(law: Law, sizes: Mapping[Any, int], definitions: Sequence[Any], **named: Any) -> World:
    """The law with a column for every defined name, of whatever depth."""
    numbers = {symbol: Fraction(size) for symbol, size in sizes.items()} | named.get("constants", {})
    todo = [pair for d in definitions if isinstance(d, Definition) for pair in _instances(d, numbers)]
    while todo:
        for name, cell, term in list(todo):
            try:
                column = values(term, World(law, numbers))
            except KeyError:
                continue
            law = [(p, outcome | {cell: t}) for (p, outcome), (_, t) in zip(law, column, strict=True)]
            todo.remove((name, cell, term))
    return World(law, numbers, named.get("functions", {}))


def _instances(definition: Definition, numbers: Mapping[Any, Fraction]) -> list[tuple[Any, Any, Any]]:
    name, term = definition.name, definition.term
    if isinstance(term, Partial):
        return []
    if not isinstance(name, Element):
        return [(name, name, term)]
    ranges = [range(1, int(value(size, World([], dict(numbers)))) + 1) for size in name.family.sizes]
    found = []
    for places in itertools.product(*ranges):
        mapping = dict(zip(definition.forall, map(Integer, places), strict=True))
        found.append((name.xreplace(mapping), (name.family.name, places), term.xreplace(mapping)))
    return found


def two_points(spread: Fraction) -> list[tuple[Fraction, Fraction]]:
    """Centred, not symmetric, of variance spread^2: 2 s with 1/5, -s/2 with 4/5."""
    return [(Fraction(1, 5), 2 * spread), (Fraction(4, 5), -spread / 2)]


def signs(spread: Fraction) -> list[tuple[Fraction, Fraction]]:
    """Symmetric, of variance spread^2."""
    return [(Fraction(1, 2), spread), (Fraction(1, 2), -spread)]


def dependent(cells: Sequence[Any], law: Sequence[tuple[Fraction, Fraction]]) -> Law:
    """Cells with one marginal law, all functions of one common uniform: each reads the same table a place further."""
    size = math.lcm(*(p.denominator for p, _ in law))
    ring = [point for p, point in law for _ in range(int(p * size))]
    return [
        (Fraction(1, size), {cell: ring[(start + place) % size] for place, cell in enumerate(cells)})
        for start in range(size)
    ]
