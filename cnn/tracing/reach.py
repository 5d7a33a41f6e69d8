"""What each element of a tensor sees of the network's input, exactly, under any movement of the elements.

A dimension is a product of atoms (a flattened H x W is two), so that reshapes and permutations only regroup them. Per
input axis the reach is a union of terms; in a term one atom, the carrier, runs along a line
(derivations.convolution.field), and a table says which line it is for every index of the other atoms, with size 1 where
the index does not matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import prod

import numpy as np

from cnn.tracing.arena import NOTHING, Arena
from derivations.convolution.field import Line
from derivations.convolution.layers import AxisMap

__all__ = ["Reach", "Term", "Unsupported", "at", "dead", "line_along", "tidy"]


class Unsupported(Exception):
    """An operation, or a way of calling it, that has no rule; its text says which."""


@dataclass(frozen=True, slots=True)
class Term:
    """The carrier atom (None: all elements alike but for the table) and the table of line numbers over all atoms."""

    carrier: int | None
    table: np.ndarray


@dataclass(frozen=True, slots=True)
class Reach:
    """The atoms of every dimension, and per input axis the arena of its lines and the terms."""

    dims: tuple[tuple[int, ...], ...]
    terms: tuple[tuple[Term, ...], ...]
    arenas: tuple[Arena, ...]

    @classmethod
    def of_input(cls, shape: Sequence[int]) -> Reach:
        """The network's input (N, C, *sizes): each position sees itself."""
        by_size = {size: Arena(size) for size in shape[2:]}  # axes of one length share their lines
        whole = {size: arena.add(Line.identity(size)) for size, arena in by_size.items()}
        arenas = tuple(by_size[size] for size in shape[2:])
        terms = tuple(
            (Term(axis + 2, np.full([1] * len(shape), whole[arena.extent])),) for axis, arena in enumerate(arenas)
        )
        return cls(tuple((size,) for size in shape), terms, arenas)

    def nothing(self, shape: Sequence[int]) -> Reach:
        """A tensor of this shape that depends on no input."""
        return Reach(tuple((size,) for size in shape), tuple(() for _ in self.arenas), self.arenas)

    @property
    def shape(self) -> tuple[int, ...]:
        """The sizes of the dimensions."""
        return tuple(prod(group) for group in self.dims)

    def atoms_of(self, dim: int) -> range:
        """The numbers of a dimension's atoms."""
        start = sum(len(group) for group in self.dims[:dim])
        return range(start, start + len(self.dims[dim]))

    def each(self, change: Callable[[Arena, Term], Iterable[Term]], dims: Sequence[tuple[int, ...]]) -> Reach:
        """Every term changed, in new dimensions."""
        terms = tuple(
            tidy(arena, [new for term in terms for new in change(arena, term)])
            for arena, terms in zip(self.arenas, self.terms, strict=True)
        )
        return Reach(tuple(dims), terms, self.arenas)

    # movement of whole dimensions

    def permute(self, order: Sequence[int]) -> Reach:
        """Dimensions in a new order."""
        moved = [atom for dim in order for atom in self.atoms_of(dim)]

        def change(_: Arena, term: Term) -> list[Term]:
            carrier = None if term.carrier is None else moved.index(term.carrier)
            return [Term(carrier, term.table.transpose(moved))]

        return self.each(change, [self.dims[dim] for dim in order])

    def insert(self, dim: int) -> Reach:
        """A new dimension of size 1 before `dim`."""
        return replace(self, dims=(*self.dims[:dim], (), *self.dims[dim:]))

    def drop(self, dim: int) -> Reach:
        """Leave out a dimension of size 1."""
        reach = self
        for atom in reversed(self.atoms_of(dim)):
            reach = reach.without(atom)
        return replace(reach, dims=(*reach.dims[:dim], *reach.dims[dim + 1 :]))

    def without(self, atom: int) -> Reach:
        """Remove an atom of size 1; a line that it carries becomes a constant."""

        def change(arena: Arena, term: Term) -> list[Term]:
            table, carrier = term.table, term.carrier
            if carrier == atom:
                table, carrier = arena.map_table(table, lambda number: arena.one(number, 0)), None
            elif carrier is not None and carrier > atom:
                carrier -= 1
            return [Term(carrier, table.squeeze(atom))]

        return self.each(change, self._regroup(atom, ()))

    def _regroup(self, atom: int, new: tuple[int, ...], count: int = 1) -> list[tuple[int, ...]]:
        """The dimensions with `count` atoms from `atom` on (of one dimension) replaced by `new`."""
        dims, start = list(self.dims), 0
        for dim, group in enumerate(self.dims):
            if start <= atom < start + len(group):
                dims[dim] = (*group[: atom - start], *new, *group[atom - start + count :])
            start += len(group)
        return dims

    def expand(self, shape: Sequence[int]) -> Reach:
        """Broadcast to `shape`: dimensions of size 1 are repeated, missing ones come first."""
        reach = self
        for _ in range(len(shape) - len(reach.dims)):
            reach = reach.insert(0)
        for dim, size in enumerate(shape):
            if prod(reach.dims[dim]) != size:
                reach = reach.free(dim, (size,))
        return reach

    def free(self, dim: int, atoms: tuple[int, ...]) -> Reach:
        """Give a dimension of size 1 these atoms, along which nothing differs."""
        reach = self
        for atom in reversed(self.atoms_of(dim)):
            reach = reach.without(atom)
        at = reach.atoms_of(dim).start
        places = tuple(range(at, at + len(atoms)))

        def change(_: Arena, term: Term) -> list[Term]:
            carrier = term.carrier
            if carrier is not None and carrier >= at:
                carrier += len(atoms)
            return [Term(carrier, np.expand_dims(term.table, places))]

        return reach.each(change, [*reach.dims[:dim], atoms, *reach.dims[dim + 1 :]])

    # splitting and merging atoms

    def split(self, atom: int, outer: int, inner: int) -> Reach:
        """Write an atom of size outer x inner as two; its lines are carried by the outer one."""

        def change(arena: Arena, term: Term) -> list[Term]:
            table, carrier = term.table, term.carrier
            if carrier == atom:
                if outer == 1:
                    return [Term(atom + 1, np.expand_dims(table, atom))]
                parts = [
                    arena.map_table(table, lambda number, t=t: arena.every(number, t, inner, outer))
                    for t in range(inner)
                ]
                return [Term(atom, np.stack([part.squeeze(atom) for part in parts], axis=atom)[_new(atom)])]
            if carrier is not None and carrier > atom:
                carrier += 1
            shape = (1, 1) if table.shape[atom] == 1 else (outer, inner)
            return [Term(carrier, table.reshape(*table.shape[:atom], *shape, *table.shape[atom + 1 :]))]

        return self.each(change, self._regroup(atom, (outer, inner)))

    def merge(self, atom: int) -> Reach:
        """Write two neighbouring atoms of one dimension as one."""
        sizes = [size for group in self.dims for size in group]
        outer, inner = sizes[atom], sizes[atom + 1]

        def change(arena: Arena, term: Term) -> list[Term]:
            table, carrier = term.table, term.carrier
            if carrier == atom:
                lines = np.broadcast_to(table, at(table.shape, atom + 1, inner))
                table = _gather(lines, atom + 1, lambda numbers: arena.interleave(numbers, outer))
                table = table.squeeze(atom)
            elif carrier == atom + 1:
                lines = np.broadcast_to(table, at(table.shape, atom, outer))
                table = _gather(lines, atom, lambda numbers: arena.concatenate(numbers, [inner] * outer))
                table, carrier = table.squeeze(atom), atom
            else:
                if carrier is not None and carrier > atom:
                    carrier -= 1
                both = table.shape[atom] > 1 or table.shape[atom + 1] > 1
                if both:
                    table = np.broadcast_to(table, at(at(table.shape, atom, outer), atom + 1, inner))
                size = outer * inner if both else 1
                table = table.reshape(*table.shape[:atom], size, *table.shape[atom + 2 :])
            return [Term(carrier, table)]

        return self.each(change, self._regroup(atom, (outer * inner,), count=2))

    def single(self, dim: int) -> Reach:
        """The same with exactly one atom in this dimension."""
        reach = self if self.dims[dim] else self.free(dim, (1,))
        while len(reach.dims[dim]) > 1:
            reach = reach.merge(reach.atoms_of(dim).start)
        return reach

    def reshape(self, shape: Sequence[int]) -> Reach:
        """The elements in order, in a new shape; atoms are only regrouped where the shapes allow it."""
        if tuple(shape) == self.shape:
            return self
        reach = self._one_dimension()
        groups: list[list[int]] = []
        at, pending = 0, 0  # the next atom; how many atoms the current dimension has
        for size in shape:
            filled, pending = 1, 0
            while filled < size:
                atom = reach.dims[0][at + pending]
                need = size // filled
                if need % atom == 0:
                    filled *= atom
                    pending += 1
                elif atom % need == 0:
                    reach = reach.split(at + pending, need, atom // need)
                else:
                    reach = reach.merge(at + pending)
            groups.append(list(reach.dims[0][at : at + pending]))
            at += pending
            if size == 1 and at < len(reach.dims[0]) and reach.dims[0][at] == 1:
                groups[-1], at = [1], at + 1
        if groups:
            groups[-1] += reach.dims[0][at:]
        else:
            while reach.dims[0]:
                reach = reach.without(0)
        return replace(reach, dims=tuple(map(tuple, groups)))

    def _one_dimension(self) -> Reach:
        """All atoms in one dimension; atoms of size 1 that carry nothing left out."""
        reach = replace(self, dims=(tuple(size for group in self.dims for size in group),))
        carriers = {term.carrier for terms in self.terms for term in terms}
        for atom in reversed(range(len(reach.dims[0]))):
            if reach.dims[0][atom] == 1 and atom not in carriers:
                reach = reach.without(atom)
        return reach

    # along a dimension

    def along(self, dim: int, layer: AxisMap, *, adaptive: bool = False) -> Reach:
        """A layer along one dimension: each output position sees what the positions it reads saw."""
        reach = self.single(dim)
        (atom,) = reach.atoms_of(dim)
        length = reach.dims[dim][0]
        size = layer.output_size(length)

        def change(arena: Arena, term: Term) -> list[Term]:
            table = term.table
            if term.carrier == atom:
                table = arena.map_table(table, lambda number: arena.through(number, layer, adaptive=adaptive))
            elif table.shape[atom] > 1:
                reads = [list(read) for read in layer.reads(table.shape[atom])]
                widest = max(1, *(len(read) for read in reads))
                places = np.full((len(reads), widest), table.shape[atom])  # one past the end: nothing
                for u, read in enumerate(reads):
                    places[u, : len(read)] = read
                rows = np.moveaxis(table, atom, -1)
                rows = np.concatenate([rows, np.full((*rows.shape[:-1], 1), NOTHING)], axis=-1)
                table = np.moveaxis(arena.union_rows(rows[..., places]), -1, atom)
                first = table.take([0], atom)
                table = first if bool((table == first).all()) else table
            elif silent := dead(layer, length):
                table = np.repeat(table, size, axis=atom)
                table[(slice(None),) * atom + (list(silent),)] = NOTHING
            return [Term(term.carrier, table)]

        return reach.each(change, [*reach.dims[:dim], (size,), *reach.dims[dim + 1 :]])

    def select(self, dim: int, place: int) -> Reach:
        """One index of a dimension, which is left out."""
        reach = self.single(dim)
        (atom,) = reach.atoms_of(dim)

        def change(arena: Arena, term: Term) -> list[Term]:
            if term.carrier == atom:
                return [Term(None, arena.map_table(term.table, lambda number: arena.one(number, place)))]
            return [Term(term.carrier, term.table.take([place], atom) if term.table.shape[atom] > 1 else term.table)]

        return reach.each(change, [*reach.dims[:dim], (1,), *reach.dims[dim + 1 :]]).drop(dim)

    def reduce(self, dims: Iterable[int], *, keep: bool = True) -> Reach:
        """Each output sees everything along these dimensions; they are left with size 1, or dropped."""
        dims = sorted({dim % max(len(self.dims), 1) for dim in dims})
        atoms = {atom for dim in dims for atom in self.atoms_of(dim)}

        def change(arena: Arena, term: Term) -> list[Term]:
            table, carrier = term.table, term.carrier
            if carrier in atoms:
                table, carrier = arena.map_table(table, arena.everything), None
            for atom in atoms:
                if table.shape[atom] > 1:
                    table = np.expand_dims(arena.union_rows(np.moveaxis(table, atom, -1)), atom)
            return [Term(carrier, table)]

        reduced = [tuple(1 for _ in group) if dim in dims else group for dim, group in enumerate(self.dims)]
        reach = self.each(change, reduced)
        for dim in dims:
            for atom in reversed(reach.atoms_of(dim)):
                reach = reach.without(atom)
        for dim in reversed(dims) if not keep else ():
            reach = reach.drop(dim)
        return reach

    def decarry(self, dim: int) -> Reach:
        """Lines carried by this (single-atom) dimension written out in the table, a constant per index."""
        reach = self.single(dim)
        (atom,) = reach.atoms_of(dim)
        size = reach.dims[dim][0]

        def change(arena: Arena, term: Term) -> list[Term]:
            if term.carrier != atom:
                return [term]
            parts = [arena.map_table(term.table, lambda number, u=u: arena.one(number, u)) for u in range(size)]
            return [Term(None, np.concatenate(parts, axis=atom))]

        return reach.each(change, reach.dims)


def tidy(arena: Arena, terms: list[Term]) -> tuple[Term, ...]:
    """One term per carrier; a constant that sees the whole axis is all there is to say."""
    by_carrier: dict[int | None, list[np.ndarray]] = {}
    carriers = {term.carrier for term in terms if term.carrier is not None}
    for term in terms:
        carrier, table = term.carrier, term.table
        along = [atom for atom in carriers if carrier is None and table.shape[atom] > 1]
        if along:  # constants that differ along another term's line are a line themselves
            carrier, table = along[0], line_along(arena, table, along[0]).table
        by_carrier.setdefault(carrier, []).append(table)
    merged = [
        Term(carrier, tables[0] if len(tables) == 1 else arena.union_tables(tables))
        for carrier, tables in by_carrier.items()
    ]
    for term in merged:
        if term.carrier is None and term.table.size == 1:
            line = arena.lines[int(term.table.flat[0])]
            if line.rows()[0] == (1 << arena.extent) - 1:
                return (term,)
    return tuple(term for term in merged if term.table.any())


def line_along(arena: Arena, table: np.ndarray, atom: int) -> Term:
    """Constants that differ along an atom as a line that it carries."""
    ones = [1] * table.shape[atom]
    return Term(atom, _gather(table, atom, lambda numbers: arena.concatenate(numbers, ones)))


@lru_cache(maxsize=1024)
def dead(layer: AxisMap, size: int) -> tuple[int, ...]:
    """The outputs of the layer that read padding only: they see nothing, whatever the input sees."""
    return tuple(u for u, reads in enumerate(layer.reads(size)) if not reads.bits)


def at(shape: Sequence[int], place: int, size: int) -> tuple[int, ...]:
    """The shape with another size at one place."""
    return (*shape[:place], size, *shape[place + 1 :])


def _new(place: int) -> tuple[object, ...]:
    """An index that puts a new axis of size 1 before `place`."""
    return (*(slice(None),) * place, None)


def _gather(table: np.ndarray, place: int, make: Callable[[list[int]], int]) -> np.ndarray:
    """Replace the numbers along one axis of the table by one number, kept as an axis of size 1."""
    moved = np.moveaxis(table, place, -1)
    flat = moved.reshape(-1, moved.shape[-1])
    made = np.array([make([int(n) for n in row]) for row in flat]).reshape(moved.shape[:-1])
    return np.expand_dims(made, place)
