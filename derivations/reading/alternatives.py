"""Another way to read a tree, where books differ: the square of `E(X - a)^2` belongs to E or to what stands inside."""

from __future__ import annotations

from dataclasses import replace

from derivations.reading.tree import Add, Head, Node, Power, rebuild

__all__ = ["squares_inside"]


def squares_inside(node: Node) -> Node | None:
    """The tree with every `E(a + b)^n` in round brackets read as E[(a + b)^n]; None where there is none.

    `E[X]^2` and `E(X)^2` are the power of the expectation in every book and are left alone.

    >>> from derivations.reading import read_expression
    >>> str(squares_inside(read_expression("E(X - mu)^2 + E(X)^2")))
    'E[(X - mu)^2] + E[X]^2'
    >>> squares_inside(read_expression("E[X - mu]^2"))
    """

    def inside(found: Node) -> Node:
        if not isinstance(found, Power) or not isinstance(found.base, Head):
            return found
        head = found.base
        if head.kind != "E" or head.bracket != "()" or len(head.args) != 1 or not isinstance(head.args[0], Add):
            return found
        return replace(head, args=(replace(found, base=head.args[0]),))

    other = rebuild(node, inside)
    return None if other == node else other
