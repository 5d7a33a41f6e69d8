"""Several tensors' reaches made one: elementwise, one after the other, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import prod

import numpy as np

from cnn.tracing.arena import NOTHING, Arena
from cnn.tracing.reach import Reach, Term, Unsupported, at, tidy
from derivations.convolution.layers import AxisMap

NO_TABLE = np.array(NOTHING)

__all__ = ["concatenate", "hidden", "join", "mixed", "spread"]


def join(reaches: Sequence[Reach], shape: Sequence[int]) -> Reach:
    """Elementwise: each element of the broadcast result sees what the elements it comes from saw."""
    if not reaches:
        raise ValueError("join needs at least one reach")
    parts = _aligned([reach.expand(shape) if reach.shape != tuple(shape) else reach for reach in reaches])
    first = parts[0]
    if len(parts) == 1:
        return first
    terms = tuple(
        tidy(arena, [term for part in parts for term in part.terms[axis]]) for axis, arena in enumerate(first.arenas)
    )
    return Reach(first.dims, terms, first.arenas)


def concatenate(reaches: Sequence[Reach], dim: int) -> Reach:
    """One after the other along `dim`."""
    parts = _aligned([reach.single(dim) for reach in reaches], but=dim)
    first = parts[0]
    (atom,) = first.atoms_of(dim)
    sizes = [part.dims[dim][0] for part in parts]
    axes = []
    for axis, arena in enumerate(first.arenas):
        new = []
        carriers = {term.carrier for part in parts for term in part.terms[axis]}
        if atom in carriers and None in carriers:  # a constant beside a line: the same for every position
            carriers -= {None}
        if carriers == {None} and set(sizes) == {1}:  # the positions of an axis, put together one by one
            seen = [arena.union_tables([t.table for t in p.terms[axis]]) if p.terms[axis] else NO_TABLE for p in parts]
            carriers = {atom} if any(not np.array_equal(one, seen[0]) for one in seen) else carriers
        for carrier in carriers:
            tables = []
            for part in parts:
                wanted = [t.table for t in part.terms[axis] if t.carrier == carrier]
                if carrier == atom:
                    wanted += [t.table for t in part.terms[axis] if t.carrier is None]
                    if any(table.shape[atom] > 1 for table in wanted):
                        raise Unsupported("a concatenation along an axis where one part has no order")
                tables.append(arena.union_tables(wanted) if wanted else np.full([1] * ndim(first), NOTHING))
            if carrier == atom:
                stacked = np.stack(np.broadcast_arrays(*tables), axis=-1)
                flat = stacked.reshape(-1, len(parts))
                numbers = [arena.concatenate([int(n) for n in row], sizes) for row in flat]
                new.append(Term(carrier, np.array(numbers).reshape(stacked.shape[:-1])))
                continue
            if len({int(n) for table in tables for n in np.unique(table)}) == 1 and all(t.size == 1 for t in tables):
                new.append(Term(carrier, tables[0]))
                continue
            shape = np.broadcast_shapes(*(at(table.shape, atom, 1) for table in tables))
            wide = [np.broadcast_to(t, at(shape, atom, size)) for t, size in zip(tables, sizes, strict=True)]
            new.append(Term(carrier, np.concatenate(wide, axis=atom)))
        axes.append(tidy(arena, new))
    return Reach((*first.dims[:dim], (sum(sizes),), *first.dims[dim + 1 :]), tuple(axes), first.arenas)


def ndim(reach: Reach) -> int:
    """How many atoms the tensor has."""
    return sum(len(group) for group in reach.dims)


def _aligned(reaches: Sequence[Reach], but: int | None = None) -> list[Reach]:
    """The same with equal atoms in every dimension (except `but`)."""
    parts = list(reaches)
    for dim in range(len(parts[0].dims)):
        groups = {part.dims[dim] for part in parts}
        if dim == but or len(groups) == 1:
            continue
        if prod(parts[0].dims[dim]) == 1:
            parts = [part.single(dim) for part in parts]
            continue
        cuts: set[int] = set()
        for group in groups:
            cuts |= set(np.cumprod(group).tolist())
        chain = sorted(cuts | {1})
        atoms = tuple(b // a for a, b in pairwise(chain))
        if any(b % a for a, b in pairwise(chain)):
            atoms = (chain[-1],)
        parts = [part if part.dims[dim] == atoms else _regrouped(part, dim, atoms) for part in parts]
    return parts


def _regrouped(reach: Reach, dim: int, atoms: tuple[int, ...]) -> Reach:
    """A dimension with other atoms of the same product: split where each is a product of new ones, else merged."""
    if len(atoms) > 1:
        start, wanted = reach.atoms_of(dim).start, list(atoms)
        at = start
        while wanted:
            size, new = reach.dims[dim][at - start], wanted.pop(0)
            if size != new:
                if size % new:
                    break
                reach = reach.split(at, new, size // new)
            at += 1
        if reach.dims[dim] == atoms:
            return reach
    reach = reach.single(dim)
    if atoms != reach.dims[dim]:
        return _regrouped(reach, dim, atoms)
    return reach


def spread(reach: Reach, dim: int, layers: Sequence[AxisMap]) -> Reach:
    """One new dimension, last, whose index t says through which of the layers `dim` was read (unfold's taps)."""
    parts = [reach.along(dim, layer) for layer in layers]
    return concatenate([part.insert(len(part.dims)) for part in parts], len(reach.dims))


def mixed(reach: Reach, dim: int, groups: int, size: int) -> Reach:
    """Channels mixed within groups, as a convolution does: each of `size` outputs sees its group."""
    if groups == 1:
        return reach.reduce([dim]).free(dim, (size,))
    reach = reach.decarry(dim)
    (atom,) = reach.atoms_of(dim)
    channels = reach.dims[dim][0]

    def change(arena: Arena, term: Term) -> list[Term]:
        table = term.table
        if table.shape[atom] > 1:
            if channels > groups:
                split = (*table.shape[:atom], groups, channels // groups, *table.shape[atom + 1 :])
                table = arena.union_rows(np.moveaxis(table.reshape(split), atom + 1, -1))
            table = np.repeat(table, size // groups, axis=atom)
        return [Term(term.carrier, table)]

    return reach.each(change, [*reach.dims[:dim], (size,), *reach.dims[dim + 1 :]])


def hidden(reach: Reach, mask: np.ndarray) -> Reach:
    """The same, but elements where the mask (of the tensor's shape) is true see nothing."""
    mask = mask.reshape([size for group in reach.dims for size in group])
    for atom in range(mask.ndim):
        first = mask.take([0], atom)
        if bool((mask == first).all()):
            mask = first
    if not mask.any():
        return reach

    def change(arena: Arena, term: Term) -> list[Term]:
        carrier, table = term.carrier, term.table
        if carrier is None or mask.shape[carrier] == 1:
            return [Term(carrier, np.where(mask, NOTHING, table))]
        columns = np.moveaxis(mask, carrier, -1)
        unique, which = np.unique(columns.reshape(-1, columns.shape[-1]), axis=0, return_inverse=True)
        bits = [sum(1 << int(u) for u in np.flatnonzero(column)) for column in unique]
        lines, which = np.broadcast_arrays(table, which.reshape(at(mask.shape, carrier, 1)))
        keys = lines.astype(np.int64) * len(bits) + which
        changed = arena.map_table(
            keys, lambda key: arena.hidden(key // len(bits), bits[key % len(bits)], mask.shape[carrier])
        )
        return [Term(carrier, changed)]

    return reach.each(change, reach.dims)
