"""Another way to read a tree, where books differ: does `E(X - a)^2`, `E(X - a)(Y - b)` end at the bracket or go on?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from derivations.reading.syntax.statements import Chain
from derivations.reading.syntax.tree import Add, Head, Mul, Neg, Node, Power, Sum, rebuild, walk

__all__ = ["means_go_on", "means_of_what_follows", "writes_bare_means"]

_LONG = (Add, Neg, Sum)  # what needs its brackets, so that they say nothing about where the expectation ends


def means_of_what_follows(node: Node) -> Node | None:
    """The tree with every `E(a + b)^n` and `E(a b)^n` in round brackets read as E[(a + b)^n] and E[(a b)^n], and
    `E(a + b)(c + d)` as one expectation; None where there is none.

    `E[X]^2` and `E(X)^2` are the power of the expectation in every book and are left alone.

    >>> from derivations.reading import read_expression
    >>> str(means_of_what_follows(read_expression("E(X - mu)^2 + E(X)^2")))
    'E[(X - mu)^2] + E[X]^2'
    >>> str(means_of_what_follows(read_expression("2E(X - mu)(Y - nu)")))
    '2*E[(X - mu)*(Y - nu)]'
    >>> str(means_of_what_follows(read_expression("E(X - a)(Y - b)^2(Z - c)")))
    'E[(X - a)*(Y - b)^2*(Z - c)]'
    >>> means_of_what_follows(read_expression("E[X - mu]^2"))
    """

    def inside(found: Node) -> Node:
        head = _in_brackets(found.base) if isinstance(found, Power) else None
        if isinstance(found, Power) and head is not None and isinstance(head.args[0], (*_LONG, Mul)):
            return replace(head, args=(replace(found, base=head.args[0]),))
        if isinstance(found, Mul):
            return _product(found)
        return found

    other = rebuild(node, inside)
    return None if other == node else other


def _open(node: Node) -> Head | None:
    """The node as an expectation of a sum or of products of sums in round brackets."""
    head = _in_brackets(node)
    if head is None:
        return None
    argument = head.args[0]
    return head if all(map(_is_long, argument.factors if isinstance(argument, Mul) else (argument,))) else None


def _in_brackets(node: Node) -> Head | None:
    plain = isinstance(node, Head) and node.kind == "E" and node.bracket == "()" and not node.given
    return node if isinstance(node, Head) and plain and len(node.args) == 1 else None


def _is_long(node: Node) -> bool:
    return isinstance(node.base if isinstance(node, Power) else node, _LONG)


def _product(found: Mul) -> Node:
    """The factors in brackets behind an expectation of a sum belong to it."""
    factors: list[Node] = []
    for factor in found.factors:
        before = _open(factors[-1]) if factors else None
        if before is not None and _is_long(factor):
            inner = before.args[0]
            parts = inner.factors if isinstance(inner, Mul) else (inner,)
            factors[-1] = replace(before, args=(Mul((*parts, factor)),))
        else:
            factors.append(factor)
    if len(factors) == len(found.factors):
        return found
    return factors[0] if len(factors) == 1 else replace(found, factors=tuple(factors), operators=())


def writes_bare_means(chains: Sequence[Chain]) -> bool:
    """Whether the document writes expectations without brackets, `EX`, so that brackets belong to what stands inside.

    >>> from derivations.reading import read_document
    >>> [writes_bare_means(read_document(text).chains) for text in ("$EX^2 = E(X-1)^2$", "$E(X) = E(X-1)^2$")]
    [True, False]
    """
    sides = (side for chain in chains for side in _sides(chain))
    return any(isinstance(part, Head) and part.kind == "E" and part.bracket == "" for s in sides for part in walk(s))


def _sides(chain: Chain) -> list[Node]:
    sides = [chain.first, *(side for step in chain.steps for side in (step.lhs, step.rhs))]
    return [side for side in sides if side is not None]


def means_go_on(chains: Sequence[Chain]) -> tuple[Chain, ...] | None:
    """The chains with the other reading throughout; None where there is no other."""

    def other(side: Node | None) -> Node | None:
        return side if side is None else means_of_what_follows(side) or side

    found = tuple(
        replace(
            chain, first=other(chain.first),
            steps=tuple(replace(step, lhs=other(step.lhs), rhs=other(step.rhs)) for step in chain.steps),
        )
        for chain in chains
    )  # fmt: skip
    return None if found == tuple(chains) else found
