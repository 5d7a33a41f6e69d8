"""How names occur in trees: inside a head, bare, bound by a sum or integral, as an index, as a function."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from derivations.reading.syntax.spelling import FUNCTIONS
from derivations.reading.syntax.tree import (
    Call,
    Derivative,
    Dots,
    Head,
    Integral,
    Limit,
    Name,
    Node,
    Number,
    Power,
    Product,
    Relation,
    Sum,
    Tuple,
    children,
    names,
)

__all__ = ["Identity", "Occurrences", "Seen", "Where", "identity_of"]

_INDEX_LETTERS: Final = frozenset("ijklmnrstpqN")
_SIZES: Final = frozenset("nNm")


@dataclass(frozen=True, slots=True)
class Identity:
    """What makes two names the same: the family w of w_1 and w_j; a subscript that is no index belongs to the name."""

    base: str
    arity: int = 0
    function: bool = False


@dataclass(slots=True)
class Seen:
    """How a name occurs."""

    shown: str
    in_head: bool = False
    bare: bool = False
    number_side: bool = False
    doubtful: bool = False
    bound: str = ""
    index: bool = False
    size: bool = False
    integral: bool = False
    given: bool = False
    rank: int = 0


def _plain(name: Name) -> str:
    return str(replace(name, subscript=(), label=()))


def is_index(node: Node) -> bool:
    """Whether a subscript is an index: a whole number, a letter used for indices, or made of these."""
    if isinstance(node, Number):
        return node.places is None
    if isinstance(node, Name):
        words = len(node.subscript) == 1 and isinstance(node.subscript[0], Name) and len(node.subscript[0].base) > 1
        counted = words and node.base in _SIZES  # the n_in that a sum runs to
        return node.base in _INDEX_LETTERS and (not node.subscript or counted) and not node.accent
    if isinstance(node, Tuple | Dots | Relation | Head | Call):
        return False
    return all(is_index(child) for child in children(node))


def identity_of(name: Name, *, function: bool = False) -> Identity:
    """The name without the indices that only choose a member."""
    if function or not (name.subscript or name.label):
        return Identity(str(name), 0, function)
    subscript_is_index = bool(name.subscript) and all(is_index(part) for part in name.subscript)
    label_is_index = bool(name.label) and all(is_index(part) for part in name.label)
    arity = len(name.subscript) * subscript_is_index + len(name.label) * label_is_index
    rest = replace(
        name, subscript=() if subscript_is_index else name.subscript, label=() if label_is_index else name.label
    )
    return Identity(str(rest), arity)


def rank_of(name: Name) -> int:
    """How well a member stands for its family: w_j before w_n before w_1."""
    letters = {part.base for part in (*name.subscript, *name.label) if isinstance(part, Name)}
    return 2 if not letters else 0 if letters <= set("ijklrst") else 1


@dataclass(frozen=True, slots=True)
class Where:
    """What surrounds a place in a tree."""

    in_head: bool = False
    bare: bool = True
    bound: frozenset[str] = frozenset()
    integrated: frozenset[str] = frozenset()


class Occurrences:
    """What is seen of every name while trees are visited."""

    def __init__(self) -> None:
        self.seen: dict[Identity, Seen] = {}

    def note(self, name: Name, *, function: bool = False) -> Seen:
        """What is seen of this name so far."""
        identity = identity_of(name, function=function)
        seen = self.seen.get(identity)
        if seen is None:
            seen = self.seen[identity] = Seen(str(name), rank=rank_of(name))
        elif identity.arity and rank_of(name) < seen.rank:
            seen.shown, seen.rank = str(name), rank_of(name)
        return seen

    def visit(self, node: Node, where: Where) -> None:
        """Record every name below the node."""
        if isinstance(node, Name):
            self._name(node, where)
        elif isinstance(node, Head):
            self._head(node, where)
        elif isinstance(node, Call):
            transparent = node.function.base in FUNCTIONS
            if not transparent:
                self.note(node.function, function=True)
            inner = where if transparent else Where(where.in_head, False, where.bound, where.integrated)
            for part in (*node.args, *node.given):
                self.visit(part, inner)
            for part in node.function.subscript:
                if is_index(part):
                    self._indices(part)
        elif isinstance(node, Sum | Product):
            kind = "bound" if node.domain is not None else "index"
            for variable in node.variables:
                self.note(variable).bound = kind
            self._limits(node, where)
            self._mentioned(node.domain)
            self._mentioned(node.condition)
            self.visit(node.body, self._under(where, node.variables))
        elif isinstance(node, Integral):
            variables = tuple(variable for variable in node.variables if isinstance(variable, Name))
            for variable in variables:
                self.note(variable).bound = "bound"
            self._limits(node, where)
            bases = where.integrated | {variable.base for variable in variables}
            self.visit(node.body, Where(where.in_head, where.bare, self._under(where, variables).bound, bases))
        elif isinstance(node, Limit):
            if isinstance(node.variable, Name):
                self.note(node.variable).bound = self.note(node.variable).bound or "bound"
            self.visit(node.body, self._under(where, (node.variable,) if isinstance(node.variable, Name) else ()))
        elif isinstance(node, Derivative):
            self.visit(node.body, where)
        elif isinstance(node, Power) and node.base == Name("e") and any(names(node.exponent)):
            self.visit(node.exponent, where)
        else:
            for child in children(node):
                self.visit(child, where)

    def _limits(self, node: Sum | Product | Integral, where: Where) -> None:
        for limit in (node.lower, node.upper):
            if limit is not None:
                self.visit(limit, where)
            for name in names(limit) if limit is not None and isinstance(node, Sum | Product) else ():
                self.note(name).size = True

    @staticmethod
    def _under(where: Where, variables: Sequence[Name]) -> Where:
        return Where(
            where.in_head, where.bare, where.bound | {str(variable) for variable in variables}, where.integrated
        )

    def _name(self, node: Name, where: Where) -> None:
        if node.style == "bb":
            return
        seen = self.note(node)
        for part in (*node.subscript, *node.label):
            if is_index(part):
                self._indices(part)
        if str(node) in where.bound:
            return
        if where.in_head:
            seen.in_head = True
        elif node.base in where.integrated:
            seen.integral = True
        elif where.bare:
            seen.bare = True

    def _indices(self, node: Node) -> None:
        for name in names(node):
            self.note(name).index = True

    def _mentioned(self, node: Node | None) -> None:
        for name in names(node) if node is not None else ():
            if name.style not in {"cal", "bb"}:
                self.note(name)

    def _head(self, node: Head, where: Where) -> None:
        if node.kind == "Indicator":
            for arg in node.args:
                self.visit(arg, where)
            return
        inside = Where(True, False, where.bound, where.integrated)
        for arg in (*node.args, *node.given):
            if node.kind == "P" and isinstance(arg, Relation):
                self.visit(arg.sides[0], inside)
                for side in arg.sides[1:]:
                    self.visit(side, Where(False, False, where.bound, where.integrated))
            else:
                self.visit(arg, inside)
        for name in (n for n in node.given if isinstance(n, Name) and node.kind in {"E", "Var", "Cov"}):
            self.note(name).given = True
        for part in node.subscript:
            self.visit(part.sides[0] if isinstance(part, Relation) else part, inside)

    def bare(self, node: Node) -> Iterator[Name]:
        """The names that stand outside heads, calls, sums and integrals that bind them."""
        pending: list[tuple[Node, frozenset[str]]] = [(node, frozenset())]
        while pending:
            current, bound = pending.pop()
            if isinstance(current, Head) and current.kind != "Indicator":
                continue
            if isinstance(current, Name):
                if str(current) not in bound and current.base not in bound:
                    yield current
            elif isinstance(current, Call):
                if current.function.base in FUNCTIONS | {"Gamma", "psi"}:
                    pending += [(arg, bound) for arg in current.args]
            elif isinstance(current, Sum | Product | Integral):
                inner = bound | {str(variable) for variable in current.variables}
                pending.append((current.body, inner))
                pending += [(part, bound) for part in (current.lower, current.upper) if part is not None]
            else:
                pending += [(child, bound) for child in children(current)]
