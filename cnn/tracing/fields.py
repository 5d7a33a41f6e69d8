"""The receptive field of a tensor along every axis of the input, read off its reach."""

from __future__ import annotations

from collections.abc import Sequence

from cnn.tracing.reach import Reach
from derivations.convolution.field import Field, Line, field_of, field_of_sets
from derivations.convolution.positions import Positions
from derivations.errors import UserError

__all__ = ["fields_of"]

PAIRS_LIMIT = 1 << 22  # pairs of positions, where an output moves with two atoms of a tensor


def fields_of(reach: Reach) -> tuple[Field, ...]:
    """The field along every input axis."""
    return tuple(_field(reach, axis) for axis in range(len(reach.arenas)))


def _field(reach: Reach, axis: int) -> Field:
    found = reach.line(axis)
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
