r"""Letters that count layers or time: in `x_{l+1} = x_l + f_l` each x_l is a variable of its own, not of a family.

A letter counts layers where it is `l` or `\ell`, or where a line defines one member by another one, `y_t = a y_{t-1}`;
and where no sum or product runs over it. `w_{l,i}` is then the member i of the family `w_l`, and `x^l` is a name where
exponents with l stand on several letters or beside `x^{l-1}`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from derivations.reading.meaning.holders import children_mapped
from derivations.reading.syntax.statements import Step
from derivations.reading.syntax.tree import (
    Add,
    Dots,
    Mul,
    Name,
    Node,
    Number,
    Power,
    Product,
    Sum,
    Tuple,
    children,
    walk,
)

__all__ = ["Layers", "layers_of", "members_run", "runs_over_layers", "two_indices", "without_layers"]

USUAL: Final = frozenset([Name("l"), Name("ell")])
LAST: Final = Name("L")


@dataclass(frozen=True, slots=True)
class Layers:
    """The letters that count layers, the places where a number does, and the letters that do as exponents; `families`
    have a member for each layer.
    """

    letters: frozenset[Name] = frozenset()
    numbered: frozenset[tuple[str, int]] = frozenset()
    exponents: frozenset[Name] = frozenset()
    families: frozenset[str] = frozenset()

    def named(self, name: Name) -> Name:
        """The name with its layer as part of its letter."""
        if name.base in self.families and len(name.subscript) == 1:
            return name
        counts = [
            _counted(part) in self.letters or (isinstance(part, Number) and (name.base, place) in self.numbered)
            for place, part in enumerate(name.subscript)
        ]
        if not any(counts):
            return name
        own = tuple(part for part, layer in zip(name.subscript, counts, strict=True) if layer)
        rest = tuple(part for part, layer in zip(name.subscript, counts, strict=True) if not layer)
        return replace(name, base=str(Name(name.base, own)), subscript=rest)

    def without(self, letters: frozenset[Name]) -> Layers:
        """The same, where these letters count nothing: a sum binds them."""
        return replace(self, letters=self.letters - letters, exponents=self.exponents - letters)

    def above(self, node: Node) -> Node:
        """The name for `x^l`; any other tree as it is."""
        counts = isinstance(node, Power) and _counted(node.exponent) in self.exponents
        if not counts or not isinstance(node, Power) or not isinstance(node.base, Name) or node.base.label:
            return node
        return replace(node.base, base=f"{node.base.base}^({node.exponent})", span=node.span)


def layers_of(
    parts: Sequence[Node],
    steps: Iterable[Step],
    bound: Collection[Name],
    alike: Collection[str] = (),
    *,
    lawful: Iterable[Name] = (),
    words: Iterable[Name] = (),
    listed: Collection[str] = (),
) -> Layers:
    """The layers in the trees of a document; `bound` are the letters that sums, products or phrases run over, `alike`
    the families whose members have one law, of which phrases list some with dots, `lawful` what has a stated law,
    `words` the names in sentences.

    >>> from derivations.reading import read_document
    >>> document = read_document("x_{l+1} = x_l + f_l")
    >>> steps = [step for chain in document.chains for step in chain.steps]
    >>> parts = [part for step in steps for side in (step.lhs, step.rhs) for part in walk(side)]
    >>> layers_of(parts, steps, ()).named(parts[0])
    Name(base='x_{l + 1}', subscript=(), label=(), primes=0, accent='', style='')
    """
    summed = {v for part in parts if isinstance(part, Sum | Product) for v in part.variables}
    letters = (USUAL - set(bound)) | (_recursive(steps, bound, alike) - summed)
    names = [part for part in parts if isinstance(part, Name)]
    words = list(words)
    by_place = [(n.base, place, part) for n in [*names, *words] for place, part in enumerate(n.subscript)]
    found = {(base, place) for base, place, part in by_place if _counted(part) in letters}
    running = {(base, place) for base, place, part in by_place if any(n in bound for n in walk(part))}
    numbered = frozenset((found - running | _rows([*names, *words], lawful)) - set(_listed(parts)))
    last = {LAST} if found and letters & USUAL and LAST not in bound else set()
    return Layers(frozenset(letters | last), numbered, _exponents(parts, letters & USUAL), frozenset(listed))


def runs_over_layers(trees: Iterable[Node]) -> frozenset[Name]:
    """The letters that count layers where they stand free, as y_{l-1} beside y_l shows, and that sums or products over
    the layers bind.
    """
    trees = tuple(trees)
    binders = [part for tree in trees for part in walk(tree) if isinstance(part, Sum | Product)]
    bound = {letter for part in binders for letter in part.variables} & USUAL
    left = [part for tree in trees for part in walk(without_layers(tree, bound)) if isinstance(part, Name)]
    free = {_counted(i) for name in left for i in (*name.subscript, *name.label) if isinstance(i, Add)}
    return frozenset(letter for letter in bound if letter in free)


def without_layers(tree: Node, letters: frozenset[Name] | set[Name]) -> Node:
    """The tree without the sums and products that bind one of these letters."""
    binds = isinstance(tree, Sum | Product) and not letters.isdisjoint(tree.variables)
    if binds or not letters:
        return Number(Fraction(1)) if binds else tree
    return children_mapped(tree, lambda child: without_layers(child, letters))


def members_run(name: Name) -> set[Name]:
    """The letters that run in a phrase such as `w_j iid`: in `w_{l,i} iid` i runs within the layer l."""
    letters = {index for index in name.subscript if isinstance(index, Name)}
    return letters - USUAL or letters


def _rows(names: Sequence[Name], lawful: Iterable[Name]) -> set[tuple[str, int]]:
    """Where numbers tell samples apart: below y, where y_{1i} and y_{2i} have laws, and no y_{ij}, y_i or y stands."""
    found: dict[tuple[str, int], set[Node]] = {}
    stated: dict[tuple[str, int], set[Node]] = {}
    for name, table in [*((n, found) for n in names if not n.accent), *((n, stated) for n in lawful)]:
        below = two_indices(name.subscript[0]) if len(name.subscript) == 1 else name.subscript
        if len(below) < 2:
            table.setdefault((name.base, 0), set()).add(below[0] if below else name)
        elif sum(isinstance(part, Number) for part in below) < len(below):
            for place, part in enumerate(below):
                table.setdefault((name.base, place), set()).add(part)
    return {
        key for key, parts in stated.items()
        if len(parts) > 1 and all(isinstance(p, Number) for p in parts | found.get(key, set()))
    }  # fmt: skip


def two_indices(below: Node) -> tuple[Node, ...]:
    """The subscript of a member of a family with two indices: 12 is 1, 2 there, 2j is 2, j, and j1 is j, 1."""
    match below:
        case Number(value, None) if value.denominator == 1 and 10 < value < 100 and value % 10:
            return tuple(Number(Fraction(digit), span=below.span) for digit in divmod(int(value), 10))
        case Mul((Number(value) as number, Name() as name)) if value.denominator == 1 and 0 < value < 10:
            return number, name
        case Name(subscript=(Number() as number,)):
            return replace(below, subscript=()), number
    return (below,)


def _counted(index: Node) -> Name | None:
    """The l of l, l + 1 and l - 1."""
    if isinstance(index, Add) and len(index.terms) == 2 and isinstance(index.terms[1], Number):
        index = index.terms[0]
    return index if isinstance(index, Name) else None


def _recursive(steps: Iterable[Step], bound: Collection[Name], alike: Collection[str]) -> set[Name]:
    """The letters of lines that define one member by another: the t of y_t = a y_{t-1} + e_t. Where phrases run over t,
    as in `e_t iid`, the y_t are a family too, unless they have one law.
    """
    found: set[Name] = set()
    for step in steps:
        left = step.lhs
        if isinstance(left, Name) and left.subscript and step.relation in {"=", ":="} and step.rhs is not None:
            letter = _counted(left.subscript[0])
            others = {n.subscript[0] for n in walk(step.rhs)
                      if isinstance(n, Name) and n.base == left.base and n.subscript} - {left.subscript[0]}  # fmt: skip
            family = letter in bound and left.base not in alike
            if letter is not None and not family and any(_counted(i) == letter for i in others):
                found.add(letter)
    return found


def _listed(parts: Iterable[Node]) -> Iterator[tuple[str, int]]:
    """The places that run in x_1, ..., x_n and in sums with dots."""
    for part in parts:
        if isinstance(part, Tuple | Add | Mul) and any(isinstance(child, Dots) for child in children(part)):
            for name in (n for n in walk(part) if isinstance(n, Name)):
                yield from ((name.base, place) for place, i in enumerate(name.subscript) if isinstance(i, Number))


def _exponents(parts: Sequence[Node], letters: Collection[Name]) -> frozenset[Name]:
    """The letters in exponents that are labels: on several letters, or as both x^l and x^{l-1}."""
    powers = [p for p in parts if isinstance(p, Power) and isinstance(p.base, Name) and _counted(p.exponent) in letters]
    on = {(_counted(p.exponent), p.base.base) for p in powers if isinstance(p.base, Name)}
    shifted = {_counted(p.exponent) for p in powers if isinstance(p.exponent, Add)}
    several = {letter for letter, _ in on if sum(other == letter for other, _ in on) > 1}
    return frozenset(letter for letter in shifted | several if letter is not None)
