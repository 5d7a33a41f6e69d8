"""Joint laws of few values, drawn from all that satisfy stated hypotheses about marginals and independence.

Marginal laws are drawn first. With them fixed, "independent" and "uncorrelated" are linear in the probabilities of the
joint law, and the product law satisfies all of them; so a step from it along a random direction in the null space of
those equations, as far as no probability becomes negative, is a law in which nothing else holds by accident.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod
from random import Random

__all__ = ["Apart", "Asked", "Joint", "Marginal", "joint_law"]

Cell = Hashable
Marginal = tuple[tuple[Fraction, Fraction], ...]
Row = list[Fraction]
MAX_POINTS = 200


@dataclass(frozen=True, slots=True)
class Joint:
    """The joint law of some cells: values in their order, each with its probability."""

    cells: tuple[Cell, ...]
    atoms: tuple[tuple[tuple[Fraction, ...], Fraction], ...]


@dataclass(frozen=True, slots=True)
class Apart:
    """Groups of cells that are mutually independent."""

    groups: tuple[frozenset[Cell], ...]

    def within(self, cells: Iterable[Cell]) -> Apart | None:
        """The same about some of the cells; None where it says nothing about them."""
        left = tuple(g for group in self.groups if (g := group & frozenset(cells)))
        return Apart(left) if len(left) > 1 else None


@dataclass(frozen=True, slots=True)
class Image:
    """Functions of cells, with their values for those of the cells: independent ones are to stay so."""

    cells: tuple[Cell, ...]
    values: Callable[[tuple[Fraction, ...]], Hashable]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a joint law is asked to satisfy: marginal laws, independence, pairs with E[ab] = E[a] E[b], and functions of
    cells whose joint law stays what it is where all cells are independent.
    """

    laws: Mapping[Cell, Marginal]
    apart: Sequence[Apart] = ()
    products: Sequence[tuple[Cell, Cell]] = ()
    images: Sequence[Image] = ()


def joint_law(cells: Sequence[Cell], asked: Asked, rng: Random) -> list[Joint]:
    """Independent blocks of the cells with joint laws as asked; ValueError where they take too many values.

    >>> coin = ((Fraction(0), Fraction(1, 2)), (Fraction(1), Fraction(1, 2)))
    >>> pairs = [Apart((frozenset(a), frozenset(b))) for a, b in ("xy", "yz", "xz")]
    >>> (found,) = joint_law("xyz", Asked(dict.fromkeys("xyz", coin), pairs), Random(1))
    >>> len(found.atoms)  # pairwise independent coins, not independent
    4
    """
    if not cells:
        return []
    here = [part for a in asked.apart if (part := a.within(cells)) is not None]
    for whole in here:
        if frozenset(cells) == frozenset().union(*whole.groups):
            parts = [[c for c in cells if c in group] for group in whole.groups]
            return [block for part in parts for block in joint_law(part, asked, rng)]
    if len(cells) == 1:
        return [Joint(tuple(cells), tuple(((v,), p) for v, p in asked.laws[cells[0]]))]
    return [_moved(_start(cells, asked, here, rng), here, asked, rng)]


def _start(cells: Sequence[Cell], asked: Asked, here: Sequence[Apart], rng: Random) -> Joint:
    """A product law, but that the groups of one hypothesis may have joint laws of their own."""
    inner = [a for a in here if any(len(group) > 1 for group in a.groups)]
    blocks: list[Joint] = []
    if inner and rng.random() < 0.7:
        for group in rng.choice(inner).groups:
            blocks += joint_law([c for c in cells if c in group], asked, rng)
    taken = {c for block in blocks for c in block.cells}
    blocks += [Joint((c,), tuple(((v,), p) for v, p in asked.laws[c])) for c in cells if c not in taken]
    if prod(len(block.atoms) for block in blocks) > MAX_POINTS:
        raise ValueError(f"more than {MAX_POINTS} values of {cells}")
    names = tuple(c for block in blocks for c in block.cells)
    order = [names.index(c) for c in cells]
    atoms = []
    for choice in product(*(block.atoms for block in blocks)):
        values = tuple(v for part, _ in choice for v in part)
        atoms.append((tuple(values[i] for i in order), prod((p for _, p in choice), start=Fraction(1))))
    return Joint(tuple(cells), tuple(atoms))


def _moved(start: Joint, here: Sequence[Apart], asked: Asked, rng: Random) -> Joint:
    """Steps to where a probability becomes 0: fewer atoms, and no more independence than is asked for."""
    place = {c: i for i, c in enumerate(start.cells)}
    equations: list[Callable[[tuple[Fraction, ...]], Fraction]] = []
    fixed = [[i] for i in place.values()]
    fixed += [[i for c, i in place.items() if any(c in group for group in a.groups)] for a in here]
    for a, b in asked.products:
        if a in place and b in place:
            equations.append(lambda at, i=place[a], k=place[b]: at[i] * at[k])
    for indices in fixed:
        parts = dict.fromkeys(tuple(values[i] for i in indices) for values, _ in start.atoms)
        equations += [
            lambda at, indices=indices, part=part: Fraction(tuple(at[i] for i in indices) == part) for part in parts
        ]
    for image in (image for image in asked.images if set(image.cells) <= place.keys()):
        found = [image.values(tuple(values[place[c]] for c in image.cells)) for values, _ in start.atoms]
        table = {values: value for (values, _), value in zip(start.atoms, found, strict=True)}
        equations += [
            lambda at, table=table, value=value: Fraction(table[at] == value) for value in dict.fromkeys(found)
        ]
    atoms = list(start.atoms)
    if not equations:
        return start
    for _ in range(rng.choice([1, 2, 4, 12])):
        direction = _direction([[f(values) for values, _ in atoms] for f in equations], rng)
        if direction is None:
            break
        far = min(-p / d for (_, p), d in zip(atoms, direction, strict=True) if d < 0)
        stepped = [(values, p + far * d) for (values, p), d in zip(atoms, direction, strict=True)]
        atoms = [(values, p) for values, p in stepped if p]
    return Joint(start.cells, tuple(atoms))


def _direction(rows: list[Row], rng: Random) -> Row | None:
    """A random vector that all rows take to 0; None where only 0 does."""
    size, todo = len(rows[0]), [{c: v for c, v in enumerate(row) if v} for row in rows]
    solved: dict[int, dict[int, Fraction]] = {}  # most entries are 0
    for row in todo:
        for pivot, known in solved.items():
            if pivot in row:
                _subtract(row, row[pivot], known)
        if not row:
            continue
        pivot = min(row)
        scale = row[pivot]
        row = {c: v / scale for c, v in row.items()}  # noqa: PLW2901
        for known in solved.values():
            if pivot in known:
                _subtract(known, known[pivot], row)
        solved[pivot] = row
    free = [c for c in range(size) if c not in solved]
    if not free:
        return None
    vector = [Fraction(0)] * size
    while not any(vector):
        for c in free:
            vector[c] = Fraction(rng.randint(-2, 2))
    for column, row in solved.items():
        vector[column] = -sum((value * vector[c] for c, value in row.items() if c != column), Fraction(0))
    return vector


def _subtract(row: dict[int, Fraction], times: Fraction, other: dict[int, Fraction]) -> None:
    """Take a multiple of another row from a row."""
    for column, value in other.items():
        left = row.get(column, 0) - times * value
        if left:
            row[column] = left
        else:
            row.pop(column, None)
