r"""Events and their indicators: `A \cap B`, `A \cup B`, `A^c`, `X > 1, Y > 2`, `a < X < b`, and what is given one.

An event that is called by a letter is the event that a random variable of its own is not 0: so its indicator is its own
square, and "A, B independent" says what it should.

>>> from derivations.reading import read_expression
>>> from derivations.reading.meaning.terms import Vocabulary
>>> side = read_expression(r"P(A \cup B)", latex=True)
>>> Vocabulary.of([side]).term(side)
E(-Indicator(Ne(A, 0))*Indicator(Ne(B, 0)) + Indicator(Ne(A, 0)) + Indicator(Ne(B, 0)))
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from sympy import Integer, Ne, prod

from derivations import terms as t
from derivations.reading.syntax.tree import (
    Call,
    Head,
    Name,
    Node,
    Number,
    Power,
    Relation,
    SetOf,
    Tuple,
    rebuild,
    ungroup,
    walk,
)

if TYPE_CHECKING:
    from derivations.reading.document import Document
    from derivations.reading.meaning.terms import Vocabulary

__all__ = ["indicator", "is_event", "is_named", "with_complements"]

ORDERS: Final = frozenset(["=", "<=", ">=", "<", ">", "!="])
SETS: Final = frozenset(["union", "intersection"])
COMPLEMENT: Final = (Name("c"), Name("C"), Name("complement"))


def is_event(node: Node) -> bool:
    """Whether it is a moment or probability given an event: `E[y^2 | y > 0]`, `E[X | Y = 1]`, `P(A | B)`."""
    if not isinstance(node, Head) or not node.given:
        return False
    if node.kind == "P":
        named = all(is_named(part) or _is_made_of(part) for part in node.args)
        return all(_is_relation(part) or _is_made_of(part) or (named and is_named(part)) for part in node.given)
    event = node.given[0]
    if len(node.given) != 1 or not isinstance(event, Relation) or not _is_relation(event):
        return False
    return len(event.kinds) == 1 and (event.kinds[0] in {"<", ">"} or isinstance(event.sides[1], Number))


def is_named(node: Node) -> bool:
    """Whether it may be the name of an event: a capital letter."""
    node = ungroup(node)
    return isinstance(node, Name) and len(node.base) == 1 and node.base.isupper() and node.style in {"", "cal"}


def _is_relation(node: Node) -> bool:
    return isinstance(node, Relation) and set(node.kinds) <= ORDERS


def _is_made_of(node: Node) -> bool:
    """Whether it is made of events by sets."""
    match ungroup(node):
        case Call(Name(base), args) if base in SETS:
            return all(is_named(part) or _is_made_of(part) or _is_relation(part) for part in args)
        case SetOf((Relation(),), ()):
            return True
        case Power(base, exponent) if exponent in COMPLEMENT:
            return is_named(base) or _is_made_of(base)
        case Call(Name("complement"), (body,)):
            return is_named(body) or _is_made_of(body)
    return False


def with_complements(document: Document) -> Document:
    """The document with the complement of A for the `A^c` of a probability, in which no letter c stands."""

    def made(part: Node) -> Node:
        if isinstance(part, Power) and part.exponent in COMPLEMENT and (is_named(part.base) or _is_made_of(part.base)):
            return Call(Name("complement"), (ungroup(part.base),), span=part.span)
        return part

    def inside(part: Node) -> Node:
        return rebuild(part, made) if isinstance(part, Head) and part.kind in {"P", "Indicator"} else part

    def read(side: Node | None) -> Node | None:
        return None if side is None else rebuild(side, inside)

    if not any(
        isinstance(part, Head) and part.kind == "P"
        for chain in document.chains
        for side in (chain.first, *(step.rhs for step in chain.steps))
        if side is not None
        for part in walk(side)
    ):
        return document
    chains = tuple(
        replace(c, first=read(c.first), steps=tuple(replace(s, lhs=read(s.lhs), rhs=read(s.rhs)) for s in c.steps))
        for c in document.chains
    )
    return replace(document, chains=chains)


def indicator(node: Node, read: Vocabulary) -> Any:
    """The indicator of an event; None for what is none."""
    node = ungroup(node)
    match node:
        case Relation(sides, kinds) if set(kinds) <= ORDERS:
            pairs = zip(pairwise(sides), kinds, strict=True)
            gaps = [read.relation(replace(node, sides=pair, kinds=(kind,))) for pair, kind in pairs]
            return prod(map(t.Indicator, gaps)) if all(map(t.is_random, gaps)) else None
        case SetOf((Relation() as inside,), ()):
            return indicator(inside, read)
        case Tuple(items):
            return _together([indicator(part, read) for part in items])
        case Call(Name("intersection"), args):
            return _together([indicator(part, read) for part in args])
        case Call(Name("union"), args):
            outside = _together([_not(indicator(part, read)) for part in args])
            return None if outside is None else _not(outside.expand())
        case Power(base, exponent) if exponent in COMPLEMENT:
            return _not(indicator(base, read))
        case Call(Name("complement"), (body,)):
            return _not(indicator(body, read))
        case Name(accent="bar") if is_named(node):
            return _not(indicator(replace(node, accent=""), read))
        case Name() if is_named(node):
            role, letter = read.roles.of(node), read.term(node)
            if role is not None and role.role == "random" and not role.reason.startswith("has a law"):
                return t.Indicator(Ne(letter, 0))
    return None


def _together(parts: list[Any]) -> Any:
    return None if None in parts else prod(parts, start=Integer(1))


def _not(event: Any) -> Any:
    return None if event is None else 1 - event
