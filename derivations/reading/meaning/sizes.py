"""How far the index of every family runs: to where sums over it run, or lists with dots, or members go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from sympy import Expr, Integer, Symbol

from derivations.reading.meaning import stated as said
from derivations.reading.meaning.families import plain
from derivations.reading.meaning.symbols import Names
from derivations.reading.syntax import tree
from derivations.reading.syntax.tree import Name, Node, walk

__all__ = ["ends_of_partial_sums", "find_sizes", "size_by_custom"]

Place = tuple[str, int, int]  # the letter of a family, how many indices it has, and which of them


def find_sizes(names: Names, every: Sequence[Node], lists: Sequence[tuple[Node, Node]]) -> None:
    """Say in `names` how large their families are, by all parts of the expressions and their lists with dots."""
    members = [n for n in every if isinstance(n, Name) and names.indices(n)]
    _tell_apart(names, members)
    found = _Found.of(names, every, members, lists)
    taken = {str(n) for n in every if isinstance(n, Name)} | {letter for letter, _ in names.sizes}
    written = {end for run in found.ends.values() for end in run}
    letters = [names.size.name] if names.size is not None and names.size not in written else []
    letters += [name for name in ("n", "m", "l", "N", "M") if name not in taken]
    spare = (Symbol(name, integer=True, positive=True) for name in letters)
    defaults: dict[Node, Expr] = {}
    for letter, arity in names.sizes:
        places = [(letter, arity, place) for place in range(arity)]
        names.sizes[letter, arity] = tuple(found.size(place, names.partial, defaults, spare) for place in places)


def _tell_apart(names: Names, members: Sequence[Name]) -> None:
    """Which letters have indices in several places, and which are names of their own as x_1 beside x_2 alone is."""
    shapes: dict[tuple[str, int], set[int]] = {}
    symbolic_uses = set()
    for name in members:
        key = (names.letter(name), len(names.indices(name)))
        shapes.setdefault(key, set()).add(len(name.subscript))
        if names.role_of(name) == "random" or not all(isinstance(i, tree.Number) for i in names.indices(name)):
            symbolic_uses.add(key)
    names.mixed = frozenset(letter for (letter, _), found in shapes.items() if len(found) > 1)
    names.lone = frozenset(shapes.keys() - symbolic_uses)


@dataclass(frozen=True, slots=True)
class _Found:
    """Of each index of a family: where it ends in sums and lists, the members named by numbers, how it is written."""

    ends: defaultdict[Place, list[Expr]] = field(default_factory=lambda: defaultdict(list))
    members: defaultdict[Place, list[int]] = field(default_factory=lambda: defaultdict(list))
    index_at: dict[Place, Node] = field(default_factory=dict)

    @classmethod
    def of(
        cls, names: Names, every: Sequence[Node], members: Sequence[Name], lists: Sequence[tuple[Node, Node]]
    ) -> _Found:
        """What all the parts of the expressions and their lists with dots say."""
        found = cls()
        for part in every:
            if isinstance(part, tree.Sum | tree.Product) and part.variables:
                found._end_of_a_sum(part, names)
        for term, upper in lists:
            if not _has_members(upper, names):
                for name in (n for n in walk(term) if isinstance(n, Name) and names.indices(n)):
                    found.ends[names.letter(name), len(names.indices(name)), 0].append(names.term(upper))
        for name in members:
            found._member(name, names)
        return found

    def _end_of_a_sum(self, part: tree.Sum | tree.Product, names: Names) -> None:
        if part.upper is None or isinstance(part.upper, tree.Infinity) or _has_members(part.upper, names):
            return
        for name in (n for n in walk(part.body) if isinstance(n, Name)):
            for place, index in enumerate(names.indices(name)):
                if index == part.variables[0]:
                    self.ends[names.letter(name), len(names.indices(name)), place].append(names.term(part.upper))

    def _member(self, name: Name, names: Names) -> None:
        key = (names.letter(name), len(names.indices(name)))
        names.sizes.setdefault(key, ())
        for place, index in enumerate(names.indices(name)):
            if not isinstance(self.index_at.get((*key, place)), Name):
                self.index_at[*key, place] = index
            if isinstance(index, tree.Number):
                self.members[*key, place].append(int(index.value))

    def size(self, place: Place, partial: frozenset[str], defaults: dict[Node, Expr], spare: Iterator[Symbol]) -> Expr:
        """The size in one place: a last value that is written, the largest number, or a letter to spare."""
        ends, index = self.ends[place], self.index_at[place]
        symbolic = [end for end in ends if not end.is_Integer and str(end) not in partial]
        if symbolic:
            return symbolic[0]
        most = max([int(end) for end in ends if end.is_Integer] + self.members[place], default=0)
        if most and not isinstance(index, Name):
            return Integer(most)
        if index not in defaults:
            defaults[index] = next(spare, Symbol(f"n_{place[0]}", integer=True, positive=True))
        return defaults[index]


def _has_members(node: Node, names: Names) -> bool:
    """Whether members of families stand in it, as in the upper limit n_i of a sum inside another."""
    return any(isinstance(part, Name) and names.indices(part) for part in walk(node))


def size_by_custom(names: Names, parts: Sequence[Node], stated: Sequence[Node]) -> Symbol | None:
    """The letter that counts by custom, of which nothing is stated beside members of families: their number."""
    told = {part for node in stated for part in walk(node)}
    indices = {i for part in [*parts, *told] if isinstance(part, Name) for i in part.subscript}
    members = any(isinstance(part, Name) and names.indices(part) for part in parts)
    for name in map(Name, "nNmM") if members else ():
        if name in parts and name not in told | indices and names.role_of(name) != "random":
            return Symbol(name.base, integer=True, positive=True)
    return None


def ends_of_partial_sums(phrases: Iterable[said.Phrase], every: Sequence[Node]) -> frozenset[str]:
    """The k of S_k = x_1 + ... + x_k beside S_n and S_m: how far x runs is not said by it."""
    found: set[str] = set()
    for phrase in phrases:
        if not isinstance(phrase, said.DefinitionPhrase):
            continue
        name = tree.ungroup(phrase.name)
        if not isinstance(name, Name) or len(name.subscript) != 1 or not isinstance(name.subscript[0], Name):
            continue
        (index,) = name.subscript
        sums = any(isinstance(part, tree.Sum) and part.upper == index for part in walk(plain(phrase.value)))
        others = {n.subscript for n in every if isinstance(n, Name) and n == replace(name, subscript=n.subscript)}
        if sums and len(others - {(index,)}) > 0:
            found.add(str(index))
    return frozenset(found)
