"""Finite sets of integer positions, exact: unions of arithmetic progressions, held as the bits of one integer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from derivations.errors import UserError

__all__ = ["NOTHING", "SPAN_LIMIT", "Positions", "Progression", "progression"]

SPAN_LIMIT = 1 << 24  # positions; a set wider than this is refused, not computed


@dataclass(frozen=True, slots=True)
class Progression:
    """first, first + step, ..., `count` terms.

    >>> print(Progression(-1, 2, 3))
    {-1, 1, 3}
    """

    first: int
    step: int
    count: int

    @property
    def last(self) -> int:
        """The last term."""
        return self.first + self.step * (self.count - 1)

    def __iter__(self) -> Iterator[int]:
        return iter(range(self.first, self.last + 1, self.step))

    def __str__(self) -> str:
        if self.count == 1:
            return f"{{{self.first}}}"
        if self.count <= 3:
            return "{" + ", ".join(map(str, self)) + "}"
        if self.step == 1:
            return f"[{self.first}, {self.last}]"
        return f"{{{self.first}, {self.first + self.step}, ..., {self.last}}}"


@dataclass(frozen=True, slots=True)
class Positions:
    """The set {first + j : bit j of `bits` is set}; canonical, so equality is equality of sets.

    Make one with `Positions.of` or `progression`.

    >>> seen = progression(-1, 2, 3) | progression(0, 4, 1)
    >>> print(seen, seen.span, seen.count, seen.holes)
    {-1, 0, 1} ∪ {3} 5 4 1
    """

    first: int
    bits: int

    @classmethod
    def of(cls, positions: Iterable[int]) -> Positions:
        """The set of these integers.

        >>> Positions.of([7, 3, 3]) == progression(3, 4, 2)
        True
        """
        items = set(positions)
        if not items:
            return NOTHING
        low = min(items)
        _bounded(max(items) - low + 1)
        bits = 0
        for item in items:
            bits |= 1 << (item - low)
        return cls(low, bits)

    @classmethod
    def from_bits(cls, first: int, bits: int) -> Positions:
        """{first + j : bit j set}, made canonical (the lowest bit set)."""
        if not bits:
            return NOTHING
        low = (bits & -bits).bit_length() - 1
        return cls(first + low, bits >> low)

    @property
    def span(self) -> int:
        """Last minus first plus one; 0 for the empty set."""
        return self.bits.bit_length()

    @property
    def count(self) -> int:
        """How many positions are in the set."""
        return self.bits.bit_count()

    @property
    def holes(self) -> int:
        """Positions between the first and the last that are not in the set."""
        return self.span - self.count

    @property
    def last(self) -> int:
        """The greatest member."""
        return self.first + self.span - 1

    def shift(self, by: int) -> Positions:
        """Every member moved by `by`."""
        return Positions(self.first + by, self.bits) if self.bits else self

    def __or__(self, other: Positions) -> Positions:
        if not self.bits or not other.bits:
            return self if self.bits else other
        first = min(self.first, other.first)
        _bounded(max(self.last, other.last) - first + 1)
        return Positions(first, self.bits << (self.first - first) | other.bits << (other.first - first))

    def repeat(self, step: int, count: int) -> Positions:
        """The union of `count` copies, each moved `step` >= 0 further: the sum with a progression.

        >>> print(progression(0, 1, 2).repeat(3, 4))
        {0, 3, ..., 9} ∪ {1, 4, ..., 10}
        """
        _bounded(self.span + step * (count - 1))
        bits, made = self.bits, 1
        while made < count:
            more = min(made, count - made)
            bits |= bits << (step * more)
            made += more
        return Positions(self.first, bits) if bits else self

    def clip(self, size: int) -> int:
        """The bits of the members in [0, size): bit j says that j is a member."""
        bits = self.bits << self.first if self.first >= 0 else self.bits >> -self.first
        return bits & ((1 << size) - 1)

    def __contains__(self, position: int) -> bool:
        return position >= self.first and bool(self.bits >> (position - self.first) & 1)

    def __iter__(self) -> Iterator[int]:
        bits, position = self.bits, self.first
        while bits:
            low = (bits & -bits).bit_length()
            position += low
            yield position - 1
            bits >>= low

    def progressions(self) -> tuple[Progression, ...]:
        """The set as a union of disjoint arithmetic progressions: one for a grid, intervals where they are as few, else
        the interleaved grids of the narrowest gap.

        >>> progression(0, 3, 5).progressions()
        (Progression(first=0, step=3, count=5),)
        """
        runs = _runs(self)
        if len(runs) <= 2:
            return runs
        items = list(self)
        step = min(b.first - a.first for a, b in pairwise(runs))
        grids: list[Progression] = []
        members = set(items)
        for item in items:
            if item not in members:
                continue
            count = 0
            while item + count * step in members:
                members.discard(item + count * step)
                count += 1
            grids.append(Progression(item, step, count))
        return tuple(grids) if len(grids) < len(runs) else runs

    def __str__(self) -> str:
        return " ∪ ".join(map(str, self.progressions())) or "{}"


NOTHING = Positions(0, 0)


def progression(first: int, step: int, count: int) -> Positions:
    """{first, first + step, ...} with `count` terms, as a set; `step` >= 1.

    >>> list(progression(-2, 2, 3))
    [-2, 0, 2]
    """
    return Positions(first, 1).repeat(step, count) if count > 0 else NOTHING


def _runs(positions: Positions) -> tuple[Progression, ...]:
    """The maximal intervals of the set."""
    runs, bits, start = [], positions.bits, positions.first
    while bits:
        gap = (bits & -bits).bit_length() - 1
        bits >>= gap
        length = (~bits & (bits + 1)).bit_length() - 1
        runs.append(Progression(start + gap, 1, length))
        start += gap + length
        bits >>= length
    return tuple(runs)


def _bounded(span: int) -> None:
    if span > SPAN_LIMIT:
        raise UserError(f"a receptive field {span} positions wide is over the limit of {SPAN_LIMIT}; use fewer strides")
