r"""What is said of the layer l, said of another one: of l - 1, of L.

The letter of a layer is free in what a document states, and so stands for every layer, the second one too where a
document writes the members of that. Names have their layer as part of their letter (`conventions`); here are the places
that each comes from.

>>> from derivations.reading import read_document
>>> from derivations.reading.meaning.stated import EquationPhrase
>>> y = Name("y", (Name("l"),))
>>> layers = OtherLayers({"y_l": y}, lambda name: Name(str(name)), frozenset([Name("l")]))
>>> stated = EquationPhrase(text="E[y_l] = 0", lhs=Name("y_l"), rhs=Number(Fraction(0)), relation="=")
>>> layers.at(stated, Place(Name("l"), -1)).lhs.base
'y_{l - 1}'
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Final, TypeVar

from derivations.reading.meaning.holders import mapped, trees_in
from derivations.reading.meaning.stated import DefinitionPhrase, IndependentPhrase, Phrase
from derivations.reading.syntax.tree import Add, Name, Node, Number, Tuple, rebuild, walk

__all__ = ["OtherLayers", "Place"]

T = TypeVar("T")
FARTHEST: Final = 6  # layers between two
NEAR: Final = range(-FARTHEST, 2)  # layers that what is said of one may speak of
NUMBERED: Final = Name("")  # the letter of layers that are called by their numbers


@dataclass(frozen=True, slots=True)
class Place:
    """The layer l - 1: the letter l and the offset -1; the layer 2: no letter and the offset 2."""

    letter: Name
    offset: int

    def moved(self, start: Place, end: Place) -> Place:
        """The layer as far from `end` as this one is from `start`."""
        return Place(end.letter, end.offset + self.offset - start.offset)

    @property
    def node(self) -> Node:
        """The layer as it is written."""
        steps = Number(Fraction(abs(self.offset)))
        if self.letter == NUMBERED:
            return steps
        return Add((self.letter, steps), ("+", "-" if self.offset < 0 else "+")) if self.offset else self.letter

    @classmethod
    def of(cls, index: Node) -> Place | None:
        """The layer that an index names."""
        match index:
            case Name(subscript=(), label=()):
                return cls(index, 0)
            case Number(value) if value.denominator == 1 and value >= 0:
                return cls(NUMBERED, int(value))
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

    def leads_out(self, said: Any, step: Any) -> bool:
        """Whether it says of a name in the lowest of several layers of a step of what lower ones it is made."""
        found = self.places(step)
        if not isinstance(said, DefinitionPhrase) or len(found) < 2:
            return False
        below = {replace(p, offset=p.offset - k) for p in found for k in (1, 2)} - found
        below = {p for p in below if p.offset < min(q.offset for q in found if q.letter == p.letter)}
        lower = {letter for letter, _ in self.likes(below, near=(0,))}
        return any(isinstance(part, Name) and part.base in lower for part in walk(said.value))

    def at(self, said: T, end: Place) -> T | None:
        """What is said of the layers l, of others; None where it is not said of every layer, or is the same there."""
        about = said.name if isinstance(said, DefinitionPhrase) else said
        general = [place for place in self.places(about) if place.letter in self.letters]
        start = max(general, key=lambda place: place.offset, default=end)
        if start == end or any(p.letter != start.letter for p in self.places(said)):
            return None
        if end.letter == NUMBERED and not self._is_written(said, start, end):
            return None
        moved = mapped(said, lambda tree: rebuild(tree, lambda part: self._at(part, start, end)))
        if self._is_of_another_kind(moved):
            return None
        if isinstance(moved, Phrase):
            moved = replace(moved, text=f"{moved.text} (in layer {end.node})")
        return moved  # type: ignore[no-any-return]

    def _is_written(self, said: Any, start: Place, end: Place) -> bool:
        """Whether the document writes all of it in a layer that has a number; with no input is the layer 0 begun."""
        names = {part.base for tree in trees_in(said) for part in walk(tree) if isinstance(part, Name)}
        there = [self._base_at(self.written[base], start, end) for base in names & self.written.keys()]
        return all(base in self.written for base in there) and (end.offset > 0 or start.offset < 0)

    def everywhere(self, said: Iterable[T], ends: Iterable[Place]) -> list[T]:
        """What is said of a layer, said of each of these, but for what is said of it already."""
        ends = sorted(ends, key=str)
        stated = list(said)
        found = [together for one in stated if (together := self._together(one, ends)) is not None]
        for moved in (self.at(one, end) for end in ends for one in stated):
            if moved is not None and all(_same(moved) != _same(one) for one in (*stated, *found)):
                found.append(moved)
        return found

    def _together(self, said: Any, ends: Iterable[Place]) -> Any:
        """What is said of the variables of all layers together: that they are independent, of each other or of x_0."""
        phrase = getattr(said, "phrase", said)
        first = phrase.groups[0] if isinstance(phrase, IndependentPhrase) else None
        if not isinstance(first, Name) or first.subscript or first.base not in self.written:
            return None
        others = phrase.groups[1:]
        if any(place.letter in self.letters for place in self.places(others)):
            return None
        alone = replace(phrase, groups=(first,))
        layers = [alone, *(moved for end in ends if (moved := self.at(alone, end)) is not None)]
        names = tuple(dict.fromkeys(name for one in layers for name in one.groups if name.base in self.written))
        if len(names) < 2:
            return None
        every = replace(phrase, groups=(Tuple(names), *others) if others else names)
        return every if phrase is said else replace(said, phrase=every)

    def says_of_one(self, said: Any) -> bool:
        """Whether it says of the variable of one layer that it is independent, and of nothing else: w_l independent."""
        alone = isinstance(said, IndependentPhrase) and len(said.groups) == 1
        name = said.groups[0] if alone else None
        return isinstance(name, Name) and name.base in self.written and not name.subscript

    def likes(self, ends: Iterable[Place], near: Sequence[int] = NEAR) -> list[tuple[str, str]]:
        """The letters of these layers and those near them, each with those of the document for other layers."""
        places = {replace(end, offset=end.offset + step) for end in ends for step in near}
        places = {end for end in places if end.letter != NUMBERED or end.offset >= 0}
        found: list[tuple[str, str]] = []
        for base, name in self.written.items():
            start = next((p for p in _places(name) if p.letter in self.letters), None)
            found += [(self._base_at(name, start, end), base) for end in places] if start is not None else []
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
