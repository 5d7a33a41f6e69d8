r"""What is said of the layer l, said of another one: of l - 1, of L.

The letter of a layer is free in what a document states, and so stands for every layer. Names have their layer as part
of their letter (`conventions`); here are the places that each comes from.

>>> from derivations.reading import read_document
>>> from derivations.reading.stated import EquationPhrase
>>> y = Name("y", (Name("l"),))
>>> layers = OtherLayers({"y_l": y}, lambda name: Name(str(name)), frozenset([Name("l")]))
>>> stated = EquationPhrase(text="E[y_l] = 0", lhs=Name("y_l"), rhs=Number(Fraction(0)), relation="=")
>>> layers.at(stated, Place(Name("l"), -1)).lhs.base
'y_{l - 1}'
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Final, TypeVar

from derivations.reading.holders import mapped, trees_in
from derivations.reading.stated import DefinitionPhrase, Phrase
from derivations.reading.tree import Add, Name, Node, Number, rebuild, walk

__all__ = ["OtherLayers", "Place"]

T = TypeVar("T")
FARTHEST: Final = 6  # layers between two


@dataclass(frozen=True, slots=True)
class Place:
    """The layer l - 1: the letter l and the offset -1. A layer with a number may be one that the others begin with."""

    letter: Name
    offset: int

    def moved(self, start: Place, end: Place) -> Place:
        """The layer as far from `end` as this one is from `start`."""
        return Place(end.letter, end.offset + self.offset - start.offset)

    @property
    def node(self) -> Node:
        """The layer as it is written."""
        steps = Number(Fraction(abs(self.offset)))
        return Add((self.letter, steps), ("+", "-" if self.offset < 0 else "+")) if self.offset else self.letter

    @classmethod
    def of(cls, index: Node) -> Place | None:
        """The layer that an index names."""
        match index:
            case Name(subscript=(), label=()):
                return cls(index, 0)
            case Add((Name() as letter, Number(value)), ("+", sign)) if value.denominator == 1:
                return cls(letter, int(value) if sign == "+" else -int(value))
        return None


@dataclass(frozen=True, slots=True)
class OtherLayers:
    """Names that have their layer as part of their letter, as they are `written`, how names are `read`, the letters
    that stand for every layer, and how many indices members have.
    """

    written: Mapping[str, Name]
    read: Callable[[Name], Node]
    letters: frozenset[Name]
    indices: Mapping[str, frozenset[int]] = field(default_factory=dict)

    @classmethod
    def among(
        cls, names: Iterable[Name], read: Callable[[Name], Node], letters: frozenset[Name], made: Collection[Name] = ()
    ) -> OtherLayers:
        """Those among the names of a document, of which some are `made` of others."""
        pairs = [(name, node) for name in dict.fromkeys(names) if isinstance(node := read(name), Name)]
        apart = {node.base: _without(name, node.subscript) for name, node in pairs if node.base != name.base}
        general = {n.base for n in apart.values() if any(p.letter in letters for p in _places(n))}
        layered = {base: n for base, n in apart.items() if n.base in general and _places(n)}
        indices: dict[str, set[int]] = {}
        for name, node in pairs:
            if node.base in layered and (node.subscript or name in made):
                indices.setdefault(node.base, set()).add(len(node.subscript))
        return cls(layered, read, letters, {base: frozenset(lengths) for base, lengths in indices.items()})

    def places(self, holder: Any) -> set[Place]:
        """The layers of the names in chains, steps, phrases, hints or trees."""
        names = {part.base for tree in trees_in(holder) for part in walk(tree) if isinstance(part, Name)}
        return {place for base in names & self.written.keys() for place in _places(self.written[base])}

    def between(self, holder: Any) -> set[Place]:
        """The layers of the names in something, and those that lie between two of them."""
        found = self.places(holder)
        for letter in {place.letter for place in found}:
            offsets = [place.offset for place in found if place.letter == letter]
            if max(offsets) - min(offsets) <= FARTHEST:
                found |= {Place(letter, offset) for offset in range(min(offsets), max(offsets))}
        return found

    def at(self, said: T, end: Place) -> T | None:
        """What is said of the layers l, of others; None where it is not said of every layer, or is the same there."""
        about = said.name if isinstance(said, DefinitionPhrase) else said
        general = [place for place in self.places(about) if place.letter in self.letters]
        start = max(general, key=lambda place: place.offset, default=end)
        if start == end or any(p.letter != start.letter for p in self.places(said)):
            return None
        moved = mapped(said, lambda tree: rebuild(tree, lambda part: self._at(part, start, end)))
        if self._is_of_another_kind(moved):
            return None
        if isinstance(moved, Phrase):
            moved = replace(moved, text=f"{moved.text} (in layer {end.node})")
        return moved  # type: ignore[no-any-return]

    def everywhere(self, said: Iterable[T], ends: Iterable[Place]) -> list[T]:
        """What is said of a layer, said of each of these, but for what is said of it already."""
        stated = list(said)
        found: list[T] = []
        for moved in (self.at(one, end) for end in sorted(ends, key=str) for one in stated):
            if moved is not None and all(_same(moved) != _same(one) for one in (*stated, *found)):
                found.append(moved)
        return found

    def likes(self, ends: Iterable[Place]) -> list[tuple[str, str]]:
        """The letters of these layers and those next to them, each with those of the document for other layers."""
        near = {replace(end, offset=end.offset + step) for end in ends for step in (-1, 0, 1)}
        found: list[tuple[str, str]] = []
        for base, name in self.written.items():
            start = next((p for p in _places(name) if p.letter in self.letters), None)
            found += [(self._base_at(name, start, end), base) for end in near] if start is not None else []
        return [(new, old) for new, old in found if new != old]

    def _base_at(self, name: Name, start: Place, end: Place) -> str:
        below, label = (tuple(_moved(i, start, end) for i in indices) for indices in (name.subscript, name.label))
        new = self.read(replace(name, subscript=below, label=label))
        return new.base if isinstance(new, Name) else name.base

    def _is_of_another_kind(self, said: Any) -> bool:
        """Whether names in it have other indices than the document gives them: y_l beside y_{l-1,i}."""
        names = [part for tree in trees_in(said) for part in walk(tree) if isinstance(part, Name)]
        whole = {said.name} if isinstance(said, DefinitionPhrase) else set()
        return any(len(n.subscript) not in self.indices.get(n.base, {len(n.subscript)})
                   for n in names if n.subscript or n in whole)  # fmt: skip

    def _at(self, part: Node, start: Place, end: Place) -> Node:
        if not isinstance(part, Name):
            return part
        if part == start.letter:
            return Place(part, 0).moved(start, end).node
        name = self.written.get(part.base)
        return part if name is None else replace(part, base=self._base_at(name, start, end))


def _same(said: Any) -> Any:
    """What is compared of what is said: a phrase without how it was written."""
    return replace(said, text="") if isinstance(said, Phrase) else said


def _without(name: Name, members: tuple[Node, ...]) -> Name:
    """The name without the indices of the members of its family."""
    return replace(name, subscript=tuple(index for index in name.subscript if index not in members))


def _places(name: Name) -> list[Place]:
    """The layers that its indices and labels may name."""
    return [place for index in (*name.subscript, *name.label) if (place := Place.of(index)) is not None]


def _moved(index: Node, start: Place, end: Place) -> Node:
    place = Place.of(index)
    return index if place is None or place.letter != start.letter else place.moved(start, end).node
