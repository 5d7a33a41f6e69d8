"""The receptive field of a tensor along every axis of the input, read off its reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from cnn.tracing.reach import Reach, line_along, tidy
from derivations.convolution.field import Field, Line, field_of, field_of_sets
from derivations.convolution.positions import Positions
from derivations.errors import UserError

__all__ = ["fields_of", "line_of", "sees", "settled"]

PAIRS_LIMIT = 1 << 22  # pairs of positions, where an output moves with two atoms of a tensor


def fields_of(reach: Reach) -> tuple[Field, ...]:
    """The field along every input axis."""
    return tuple(_field(reach, axis) for axis in range(len(reach.arenas)))


def _field(reach: Reach, axis: int) -> Field:
    found = line_of(reach, axis)
    if not isinstance(found, list):
        line, constant = found
        return field_of(line, constant=constant)
    return field_of_sets(_pairs(found))


def _pairs(lines: Sequence[Line]) -> list[Positions]:
    """What every combination of positions along several lines sees."""
    masks = {0}
    for line in lines:
        rows = set(line.rows())
        if len(rows) * len(masks) > PAIRS_LIMIT:
            raise UserError(f"an output that moves with several dimensions has over {PAIRS_LIMIT} regions")
        masks = {mask | row for mask in masks for row in rows}
    first = 0
    for line in lines:
        first |= line.rows()[0]
    return [Positions.from_bits(0, mask) for mask in (first, *masks)]


def settled(reach: Reach) -> Reach:
    """The same with one atom in each dimension that has one carrier, so that positions count along it.

    Not among the channels, unless it comes first: in a flattened (C, W) the positions are those of W, and in a
    flattened (H, W) those of H and of W.
    """
    for dim in range(len(reach.dims)):
        atoms, carriers = list(reach.atoms_of(dim)), {term.carrier for terms in reach.terms for term in terms}
        carrying = [atom for atom in atoms if atom in carriers]
        if len(atoms) > 1 and len(carrying) == 1 and (dim > 1 or carrying == atoms[:1]):
            reach = reach.single(dim)
    return _carried(reach)


def _carried(reach: Reach) -> Reach:
    """Constants that differ along a dimension after the channels are a line along it."""
    terms, positions = [], [atom for dim in range(2, len(reach.dims)) for atom in reach.atoms_of(dim)]
    for axis, (arena, own) in enumerate(zip(reach.arenas, reach.terms, strict=True)):
        new = []
        for term in own:
            along = [atom for atom in positions if term.carrier is None and term.table.shape[atom] > 1]
            home = reach.atoms_of(axis + 2).start if axis + 2 < len(reach.dims) else None
            new.append(line_along(arena, term.table, home if home in along else along[0]) if along else term)
        terms.append(tidy(arena, new))
    return replace(reach, terms=tuple(terms))


def sees(reach: Reach, axis: int) -> bool:
    """Whether any element sees anything along an input axis."""
    arena = reach.arenas[axis]
    numbers = {int(n) for term in reach.terms[axis] for n in np.unique(term.table)}
    return any(arena.everything(number) for number in numbers)


def line_of(reach: Reach, axis: int) -> tuple[Line, bool] | list[Line]:
    """What an output position sees along an input axis, over all other indices together.

    A line and whether it is a constant; several lines where several atoms of the tensor run along the axis.
    """
    arena, terms = reach.arenas[axis], reach.terms[axis]
    lines = [(term.carrier, arena.union(map(int, np.unique(term.table)))) for term in terms]
    moving = [(carrier, number) for carrier, number in lines if carrier is not None]
    constants = [number for carrier, number in lines if carrier is None]
    if not moving:
        return arena.lines[arena.union(constants)], True
    numbers = [arena.union([number, *constants]) for _, number in moving]
    if len(numbers) > 1:
        return [arena.lines[number] for number in numbers]
    return arena.lines[numbers[0]], False
