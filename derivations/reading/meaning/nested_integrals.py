r"""Iterated integrals of a density, and those of its tail: the integral of P(X > x) over x > 0 is E[max(0, X)].

>>> from derivations.reading import read_expression
>>> for written in (r"\int_0^\infty \int_x^\infty f_X(z) dz dx", r"\int_0^\infty \int_0^z f_X(z) dx dz"):
...     print(one_integral(read_expression(written)))
E[max(0, X)]
int_{0}^inf (z - 0)*f_X(z) dz
"""

from __future__ import annotations

from derivations.reading.syntax.tree import (
    Add,
    Call,
    Evaluated,
    Head,
    Infinity,
    Integral,
    Mul,
    Name,
    Node,
    Number,
    Relation,
    rebuild,
    ungroup,
    walk,
)

__all__ = ["one_integral"]


def one_integral(node: Node) -> Node:
    """The tree with the integrals in it that are tails, or whose integrands do not have their letter, replaced.

    The integral of f_X from x on is P(X > x); that of 1 - P(X <= x), or of P(X > x), over x > 0 is E[max(0, X)].
    """
    return rebuild(node, _changed)


def _changed(part: Node) -> Node:
    if isinstance(part, Mul):
        return _flat(part)
    if (
        isinstance(part, Evaluated)
        and isinstance(part.body, Name)
        and part.lower is not None
        and part.upper is not None
    ):
        ends = part.lower, part.upper
        return part if any(isinstance(end, Relation | Infinity) for end in ends) else _less(part.upper, part.lower)
    if not isinstance(part, Integral) or len(part.variables) != 1 or part.domain is not None:
        return part
    (letter,), low, high = part.variables, part.lower, part.upper
    if not isinstance(letter, Name) or low is None or high is None:
        return part
    if letter not in set(walk(part.body)) and not isinstance(high, Infinity) and not _endless(low):
        return _flat(Mul((_less(high, low), part.body), ("",), span=part.span))
    if isinstance(high, Infinity) and isinstance(low, Name) and (owner := _density_of(part.body, letter)) is not None:
        return Head("P", (Relation((owner, low), (">",)),), span=part.span)
    begins = isinstance(low, Number) and low.value == 0
    if begins and isinstance(high, Infinity) and (owner := _tail_of(part.body, letter)) is not None:
        return Head("E", (Call(Name("max"), (low, owner)),), span=part.span)
    return part


def _endless(node: Node) -> bool:
    return any(isinstance(part, Infinity) for part in walk(node))


def _less(high: Node, low: Node) -> Node:
    return Add((high, low), ("+", "-"), span=high.span)


def _flat(product: Mul) -> Node:
    """A product without products in it, and without 1."""
    parts = map(ungroup, product.factors)
    factors = [inner for f in parts for inner in (f.factors if isinstance(f, Mul) else (f,))]
    kept = [f for f in factors if not (isinstance(f, Number) and f.value == 1)]
    nested = len(factors) > len(product.factors) or len(kept) < len(factors)
    if not nested or not kept:
        return product
    return kept[0] if len(kept) == 1 else Mul(tuple(kept), ("",) * (len(kept) - 1), span=product.span)


def _density_of(body: Node, letter: Name) -> Name | None:
    """X, where the body is f_X(x) alone."""
    match ungroup(body):
        case Call(Name("f" | "p", (Name() as owner,), primes=0), (argument,), ()) if argument == letter:
            return owner
    return None


def _tail_of(body: Node, letter: Name) -> Name | None:
    """X, where the body is P(X > x) or 1 - P(X <= x)."""
    match ungroup(body):
        case Head("P", (Relation((Name() as owner, value), (">" | ">=",)),), ()) if value == letter:
            return owner
        case Add((Number(value=1), inner), ("+", "-")):
            match ungroup(inner):
                case Head("P", (Relation((Name() as owner, value), ("<" | "<=",)),), ()) if value == letter:
                    return owner
    return None
