r"""Sums, products and lists written out with dots: `w_1 x_1 + \cdots + w_n x_n` is the sum of w_j x_j for j from 1 to
n.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from fractions import Fraction
from typing import Final

from derivations.reading.syntax.tree import (
    Add,
    Dots,
    Mul,
    Name,
    Node,
    Number,
    Power,
    Product,
    Span,
    Sum,
    names,
    rebuild,
)

__all__ = ["copies", "dots_to_sum", "written_out"]

_INDICES: Final = ("j", "i", "k", "l", "r", "s", "t")


class _Different(Exception):
    """The terms do not follow one pattern."""


def _pattern(first: Node, last: Node, index: Name, ends: list[tuple[Number, Node]]) -> Node:
    """The term in which the places where first and last differ hold the index."""
    if first == last:
        return first
    if isinstance(first, Number) and first.places is None and first.value.denominator == 1:
        ends.append((first, last))
        return index
    if type(first) is not type(last):
        raise _Different
    changes: dict[str, object] = {}
    for part in fields(first):
        if not part.compare:
            continue
        one, other = getattr(first, part.name), getattr(last, part.name)
        if isinstance(one, Node) and isinstance(other, Node):
            changes[part.name] = _pattern(one, other, index, ends)
        elif isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other):
            changes[part.name] = tuple(
                _pattern(a, b, index, ends) if isinstance(a, Node) and isinstance(b, Node) else _same(a, b)
                for a, b in zip(one, other, strict=True)
            )
        else:
            _same(one, other)
    return replace(first, **changes)  # type: ignore[arg-type]


def _same(one: object, other: object) -> object:
    if one != other:
        raise _Different
    return one


def written_out(items: Sequence[Node]) -> tuple[Node, Name, Node, Node] | None:
    r"""The pattern behind a list with dots: the term, its index, the first and the last value; None if there is no
    one pattern.

    >>> from derivations.reading import read_expression
    >>> [str(part) for part in written_out(read_expression(r"x_1, x_2, \ldots, x_n").items)]
    ['x_j', 'j', '1', 'n']
    """
    places = [index for index, item in enumerate(items) if isinstance(item, Dots)]
    if len(places) != 1 or not 0 < places[0] < len(items) - 1:
        return None
    before, after = items[: places[0]], items[places[0] + 1 :]
    used = {name.base for item in items for name in names(item)}
    free = next((letter for letter in _INDICES if letter not in used), None)
    if free is None or len(after) != 1:
        return None
    index = Name(free)
    ends: list[tuple[Number, Node]] = []
    try:
        term = _pattern(before[0], after[0], index, ends)
    except _Different:
        return None
    if not ends or any(end != ends[0] for end in ends):
        return None
    start = ends[0][0]
    for offset, item in enumerate(before):
        value = Number(start.value + Fraction(offset))
        if rebuild(term, lambda node, value=value: value if node == index else node) != item:  # type: ignore[misc]
            return None
    return term, index, start, ends[0][1]


def dots_to_sum(node: Add | Mul) -> Sum | Product | None:
    r"""The sum (or product) that is written out with dots, None if its terms do not follow one pattern.

    >>> from derivations.reading import read_expression
    >>> str(dots_to_sum(read_expression(r"w_1 x_1 + w_2 x_2 + \cdots + w_n x_n")))
    'sum_{j=1}^n w_j*x_j'
    >>> dots_to_sum(read_expression(r"x_1 + y_2 + \cdots + x_n"))
    """
    if isinstance(node, Add) and set(node.signs) != {"+"}:
        return None
    found = written_out(node.terms if isinstance(node, Add) else node.factors)
    if found is None:
        return None
    term, index, first, last = found
    kind = Sum if isinstance(node, Add) else Product
    return kind(term, (index,), first, last, span=Span(node.span.start, node.span.end))


def copies(node: Add | Mul, count: Node) -> Node | None:
    r"""`\mu + \cdots + \mu` as n \mu and `p \cdots p` as p^n, where n of them are meant; None where they differ.

    >>> from derivations.reading import read_expression
    >>> str(copies(read_expression(r"\mu + \dots + \mu"), Name("n")))
    'n*mu'
    """
    items = node.terms if isinstance(node, Add) else node.factors
    one, *others = [item for item in items if not isinstance(item, Dots)]
    dots = len(items) - 1 - len(others)
    if dots != 1 or any(item != one for item in others) or (isinstance(node, Add) and set(node.signs) != {"+"}):
        return None
    return Mul((count, one), span=node.span) if isinstance(node, Add) else Power(one, count, span=node.span)
