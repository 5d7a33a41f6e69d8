r"""Lines about vectors, entry by entry: `\mathbf{y} = W \mathbf{x} + \mathbf{b}` is y_i = \sum_j w_{ij} x_j + b_i.

A letter is a vector where it is bold or under an arrow, and a matrix where it is a capital beside one. How many entries
x has is the one size that the document writes with the indices of x, or, where all layers are alike, the one there is;
where that is not clear the line stays as it is. What is said of the vectors is said of their entries.

>>> from derivations.reading import read_document
>>> chains = read_document(r"$\mathbf{y} = W \mathbf{x}$ and $\mathrm{Var}(y) = n \mathrm{Var}(W x)$.").chains
>>> step = Vectors.among(chains).written_out(chains)[0].steps[0]
>>> print(step.lhs, "=", step.rhs)
y_i = sum_{j=1}^n W_{i,j}*x_j
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final, TypeVar

from derivations.reading.hearing.cues import BIASES
from derivations.reading.meaning.full_sums import ONE
from derivations.reading.meaning.holders import children_mapped, mapped, trees_in
from derivations.reading.meaning.stated import DeclarationPhrase, Phrase
from derivations.reading.syntax.spelling import FUNCTIONS, GREEK
from derivations.reading.syntax.statements import Chain, Step
from derivations.reading.syntax.tree import (
    Add,
    Call,
    Elementwise,
    Group,
    Head,
    Mul,
    Name,
    Neg,
    Node,
    Number,
    Power,
    Quotient,
    Sum,
    Transpose,
    children,
    rebuild,
    walk,
)

__all__ = ["Vectors"]

T = TypeVar("T")
INDICES: Final = tuple(map(Name, "ijkpqrs"))
SIZES: Final = frozenset(["n", "N", "d", "D", "m", "fan"])


@dataclass(frozen=True, slots=True)
class Vectors:
    """Vectors and matrices, with the letters of their entries; the indices of rows and columns; sizes in use."""

    vectors: Mapping[Name, str] = field(default_factory=dict)
    matrices: Mapping[Name, str] = field(default_factory=dict)
    row: Name = INDICES[0]
    column: Name = INDICES[1]
    sizes: tuple[Name, ...] = ()
    biases: frozenset[Name] = frozenset()
    told: frozenset[str] = frozenset()
    shapes: Mapping[Name, frozenset[tuple[int, int]]] = field(default_factory=dict)
    labels: Mapping[str, frozenset[Node]] = field(default_factory=dict)

    @classmethod
    def among(cls, chains: Sequence[Chain], said: Sequence[object] = ()) -> Vectors:
        """Those in the lines of a document that say what vectors are, and in what is said of them."""
        values = [step.rhs for step in _definitions(chains) if step.rhs is not None]
        products = [pair for value in values for part in walk(value) for pair in _products(part)]
        matrices = {_letter(matrix) for matrix, _ in products}
        if not matrices:
            return cls()
        parts = [part for tree in trees_in((*chains, *said)) for part in walk(tree)]
        names = [part for part in parts if isinstance(part, Name)]
        plain = {name.base for name in names if not name.style and not name.accent}
        free = [letter for letter in INDICES if letter not in names]
        marked = {name for part in parts if _is_vector(part) and (name := _name(part)) is not None}
        bold = {_letter(name) for name in marked}
        two = {n.base for n in names if len(n.subscript) > 1 and not n.style}
        small = {m: m.base.lower() for m in matrices if m.base.lower() in plain and m.base not in two}
        letters = {m: m.base for m in matrices} | small
        shapes: dict[Name, set[tuple[int, int]]] = {}
        labels: dict[str, set[Node]] = {}
        for name in (*marked, *filter(None, (_name(_inside(matrix)) for matrix, _ in products))):
            shapes.setdefault(_letter(name), set()).add((len(name.subscript), len(name.label)))
            counted = (part for label in name.label for part in walk(label) if isinstance(part, Name))
            labels.setdefault(letters.get(_letter(name), name.base), set()).update(counted)
        biases = frozenset(name for name in marked if name.base in BIASES and name.base not in _zero(chains))
        sizes = tuple(dict.fromkeys(_sizes(chains, said)))
        if len(free) < 2:
            return cls()
        told = [tree for holder in (tuple(said), tuple(_heads(chains))) for tree in trees_in(holder)]
        made = cls(
            {v: v.base for v in bold}, letters, free[0], free[1], sizes, biases,
            frozenset(n.base for tree in told for n in walk(tree) if isinstance(n, Name)),
            {v: frozenset(s) for v, s in shapes.items()}, {v: frozenset(s) for v, s in labels.items()},
        )  # fmt: skip
        return made if all(made._for_entries(step) for step in _definitions(chains) if _has_a_product(step)) else cls()

    def written_out(self, chains: Sequence[Chain]) -> tuple[Chain, ...]:
        """The chains, with the lines that say what vectors are written for their entries."""
        if not self.matrices:
            return tuple(chains)
        lines = {id(step): self._for_entries(step) for step in _definitions(chains)}
        written = (
            replace(c, steps=tuple(lines.get(id(s)) or s for s in c.steps), first=self._first(c, lines)) for c in chains
        )
        return tuple(mapped(chain, lambda tree: rebuild(tree, self._labelled)) for chain in written)

    @property
    def constants(self) -> tuple[Phrase, ...]:
        """That the b of W x + b is constant, where nothing is said of it."""
        names = tuple(self._entry_of(v) for v in sorted(self.biases, key=str) if v.base not in self.told)
        return (DeclarationPhrase(text="a bias", names=names, role="constant"),) if names else ()

    def entries(self, said: T) -> T:
        """What is said of vectors and matrices, said of their entries."""
        if not self.matrices:
            return said
        return mapped(said, lambda tree: rebuild(tree, self._entry_of))  # type: ignore[no-any-return]

    @staticmethod
    def _first(chain: Chain, lines: Mapping[int, Step | None]) -> Node | None:
        written = lines.get(id(chain.steps[0])) if chain.steps else None
        return chain.first if written is None else written.lhs

    def _labelled(self, node: Node) -> Node:
        r"""z^i as the name of an entry, where \mathbf{z}^i is a vector."""
        if not isinstance(node, Power) or not isinstance(node.base, Name) or node.base.label:
            return node
        labels = self.labels.get(replace(node.base, subscript=()).base, frozenset())
        index = node.exponent.terms[0] if isinstance(node.exponent, Add) else node.exponent
        return replace(node.base, label=(node.exponent,)) if index in labels else node

    def _entry_of(self, node: Node) -> Node:
        node = self._labelled(node)
        name = _name(node)
        if name is None or (name is not node and not _is_vector(node)):
            return node
        letter = _letter(name)
        if (len(name.subscript), len(name.label)) not in self.shapes.get(letter, ()):
            return node
        if letter in self.vectors:
            return self._member(name, self.vectors[letter], self.column)
        return self._member(name, self.matrices[letter], self.row, self.column) if letter in self.matrices else node

    def _for_entries(self, step: Step) -> Step | None:
        name, value = _name(step.lhs), self._entry(self._without_zeros(step.rhs))
        if name is None or value is None or value == step.rhs:
            return None
        return replace(step, lhs=self._member(name, self.vectors[_letter(name)], self.row), rhs=value)

    def _without_zeros(self, node: Node | None) -> Node | None:
        """W x of W x + b, where all that is said of b is that it is 0."""
        if not isinstance(node, Add) or node.signs[0] != "+":
            return node
        zero = [t for t in node.terms if _is_vector(t) and _letter(t).base in BIASES and _name(t) not in self.biases]
        left = [(t, sign) for t, sign in zip(node.terms, node.signs, strict=True) if t not in zero]
        return left[0][0] if len(left) == 1 else Add(*map(tuple, zip(*left, strict=True)))

    def _entry(self, node: Node | None) -> Node | None:
        """The entry in the row, None where the tree is no such vector."""
        if node is None or not any(map(_is_vector, walk(node))):
            return node
        if (name := _name(node)) is not None:
            return self._member(name, self.vectors[_letter(name)], self.row)
        match node:
            case Mul(factors):
                return self._product(factors)
            case Call(function) if function.base in FUNCTIONS | GREEK or function.base.islower():
                pass
            case Add(terms) if any(_is_vector(t) and not self._is_known(_letter(t).base) for t in terms):
                return None  # a noise or a bias
            case Add() | Neg() | Group() | Elementwise() | Quotient():
                pass
            case _:
                return None
        made = {child: self._entry(child) for child in children(node)}
        return None if None in made.values() else children_mapped(node, made.__getitem__)

    def _is_known(self, letter: str) -> bool:
        return letter in self.told or letter in BIASES

    def _product(self, factors: Sequence[Node]) -> Node | None:
        """Numbers times a vector, or times a matrix and a vector in either order."""
        numbers = [f for f in factors if not any(map(_is_vector, walk(f))) and _letter(f) not in self.matrices]
        rest = [f for f in factors if f not in numbers]
        if len(rest) == 1 and (entry := self._entry(rest[0])) is not None:
            return Mul((*numbers, entry))
        pair = next(_products(Mul(tuple(rest))), None) if len(rest) == 2 else None
        if pair is None:
            return None
        matrix, vector = pair
        turned = isinstance(matrix, Transpose) is (rest[0] is matrix)
        indices = (self.column, self.row) if turned else (self.row, self.column)
        name, inner = _name(_inside(matrix)), _name(vector)
        if name is None or inner is None or (size := self._size(inner)) is None:
            return None
        weight = self._member(name, self.matrices[_letter(name)], *indices)
        body = Mul((weight, self._member(inner, self.vectors[_letter(inner)], self.column)))
        total = Sum(body, (self.column,), ONE, size)
        return Mul((*numbers, total)) if numbers else total

    def _size(self, vector: Name) -> Node | None:
        """How many entries a vector has."""
        own = {*vector.subscript, *vector.label}
        alike = [s for s in self.sizes if own and own == {*s.subscript, *s.label}]
        plain = [s for s in self.sizes if not s.label and not s.subscript]
        found = alike or (plain if len(self.sizes) == len(plain) else [])
        return found[0] if len(found) == 1 else None

    @staticmethod
    def _member(name: Name, letter: str, *indices: Name) -> Name:
        return replace(name, base=letter, style="", accent="", subscript=(*name.subscript, *indices))


def _definitions(chains: Sequence[Chain]) -> Iterator[Step]:
    """The lines that say what a vector is."""
    for step in (step for chain in chains for step in chain.steps):
        if step.relation in {"=", ":="} and step.lhs is not None and step.rhs is not None and _is_vector(step.lhs):
            yield step


def _products(node: Node | None) -> Iterator[tuple[Node, Node]]:
    """The matrices beside vectors, in a product: W x, W^T x, x W."""
    factors = node.factors if isinstance(node, Mul) else ()
    for one, other in pairwise(factors):
        for matrix, vector in ((one, other), (other, one)):
            body = _name(_inside(matrix))
            if body is not None and len(body.base) == 1 and body.base.isupper() and _is_vector(vector):
                yield matrix, vector


def _name(node: Node | None) -> Name | None:
    r"""The name of a vector or matrix: in \mathbf{x}^l the exponent is a label."""
    if isinstance(node, Power) and isinstance(node.base, Name) and not isinstance(node.exponent, Number):
        bold = bool(node.base.style or node.base.accent) or node.base.base.isupper()
        return replace(node.base, label=(node.exponent,)) if bold and not node.base.label else None
    return node if isinstance(node, Name) else None


def _inside(matrix: Node) -> Node:
    return matrix.body if isinstance(matrix, Transpose) else matrix


def _is_vector(node: Node) -> bool:
    name = _name(node)
    marked = name is not None and (name.style == "bold" or name.accent == "vec")
    return marked and name is not None and not name.base.isupper()


def _letter(node: Node) -> Name:
    """The letter of a vector or matrix; of what is none, one that nothing has."""
    name = _name(_inside(node))
    return Name("") if name is None else replace(name, subscript=(), label=())


def _sizes(chains: Sequence[Chain], said: Iterable[object]) -> Iterator[Name]:
    """The names of numbers of entries: n, d_l."""
    sides = [[chain.first, *(step.rhs for step in chain.steps)] for chain in chains]
    for tree in trees_in([*sides, *said]):
        names = [part for part in walk(tree) if isinstance(part, Name)]
        below = {id(part) for n in names for index in (*n.subscript, *n.label) for part in walk(index)}
        yield from (n for n in names if n.base in SIZES and id(n) not in below)


def _has_a_product(step: Step) -> bool:
    return step.rhs is not None and any(next(_products(part), None) for part in walk(step.rhs))


def _heads(chains: Sequence[Chain]) -> Iterator[Node]:
    """The moments in the steps of the chains."""
    sides = [side for chain in chains for step in chain.steps for side in (step.lhs, step.rhs) if side is not None]
    yield from (part for side in sides for part in walk(side) if isinstance(part, Head))


def _zero(chains: Sequence[Chain]) -> set[str]:
    """The letters of biases of which lines say that they are 0, and nothing else."""
    made = [id(step) for step in _definitions(chains)]
    others = [step for chain in chains for step in chain.steps if id(step) not in made]
    said: dict[str, set[bool]] = {}
    for step in others:
        sides = [side for side in (step.lhs, step.rhs) if side is not None]
        for name in (part for side in sides for part in walk(side) if isinstance(part, Name) and part.base in BIASES):
            nothing = isinstance(step.rhs, Number) and step.rhs.value == 0 and step.relation == "="
            said.setdefault(name.base, set()).add(nothing and _name(step.lhs) == name)
    return {letter for letter, only in said.items() if only == {True}}
