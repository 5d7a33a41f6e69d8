r"""Sums written in full: limits that are left out, conditions such as i != j and i < j, terms that a sum goes on over.

>>> from derivations.reading import read_expression
>>> limits = {Name("i"): (ONE, Name("n"))}
>>> str(Sums(limits).complete(read_expression(r"\sum_i x_i"), {}))
'sum_{i=1}^n x_i'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from derivations.reading.meaning.holders import children_mapped
from derivations.reading.meaning.occurrences import is_index
from derivations.reading.syntax.tree import (
    Abs,
    Add,
    Dots,
    Head,
    Mul,
    Name,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Relation,
    Sum,
    children,
    rebuild,
    ungroup,
    walk,
)

__all__ = ["ONE", "TWO", "Range", "Sums", "apart_letters", "implied_indices", "is_dotted"]

ONE: Final = Number(Fraction(1))
TWO: Final = Number(Fraction(2))
Range = tuple[Node, Node]


def implied_indices(node: Sum | Product) -> tuple[Name, ...]:
    """The indices of the terms of a sum with nothing below it."""
    if node.variables or node.lower is not None or node.domain is not None or node.condition is not None:
        return ()
    indices = (i for name in _free(node.body) for i in name.subscript)
    return tuple(dict.fromkeys(i for i in indices if isinstance(i, Name) and is_index(i)))


def is_dotted(node: Add | Mul) -> bool:
    """Whether it is written with dots."""
    return any(isinstance(part, Dots) for part in (node.terms if isinstance(node, Add) else node.factors))


def apart_letters(node: Sum | Product) -> tuple[Name, ...]:
    """The letters of the conditions i != j, i < j and 1 <= i < j <= n."""
    condition = node.condition
    if not isinstance(condition, Relation):
        return ()
    inner = [(a, b) for a, kind, b in zip(condition.sides, condition.kinds, condition.sides[1:], strict=False)
             if kind in {"!=", "<"} and isinstance(a, Name) and isinstance(b, Name)]  # fmt: skip
    return inner[0] if len(inner) == 1 else ()


@dataclass(frozen=True, slots=True)
class Sums:
    """Completes the limits of sums; `ranges` are those that the document gives each letter."""

    ranges: Mapping[Name, Range]

    def complete(self, node: Node, outer: Mapping[Name, Range]) -> Node:
        """The tree with the limits of its sums written out, from the root down: an outer sum limits an inner one."""
        if isinstance(node, Add):
            node = _gathered(node)
        if isinstance(node, Sum | Product):
            node = self._limited(self._indexed(node, outer), outer)
            if isinstance(node, Sum) and len(node.variables) > 1 and node.condition is None and node.domain is None:
                limits = (node.lower or ONE, node.upper) if node.upper is not None else None
                known = [limits or self.ranges.get(letter) for letter in node.variables]
                if all(known):
                    body = node.body
                    for letter, found in reversed(list(zip(node.variables, known, strict=True))):
                        assert found is not None
                        body = _over(body, letter, found)
                    return self.complete(body, outer)
            if isinstance(node, Sum) and node.condition is not None:
                made = self._by_condition(node, outer)
                if made is not None:
                    return self.complete(made, outer)
            if len(node.variables) == 1 and node.lower is not None and node.upper is not None:
                outer = {**outer, node.variables[0]: (node.lower, node.upper)}
        return children_mapped(node, lambda child: self.complete(child, outer))

    def _indexed(self, node: Sum | Product, outer: Mapping[Name, Range]) -> Sum | Product:
        """A sum without anything below it runs over the one index of its terms, where the document bounds it."""
        implied = tuple(letter for letter in implied_indices(node) if letter not in outer)
        known = len(implied) == 1 and (implied[0] in self.ranges or node.upper is not None)
        return replace(node, variables=implied) if known else node

    def _limited(self, node: Sum | Product, outer: Mapping[Name, Range]) -> Sum | Product:
        if len(node.variables) != 1 or node.domain is not None or node.condition is not None:
            return node
        if node.lower is None and node.upper is not None:
            return replace(node, lower=ONE)
        if node.lower is None and node.variables[0] in self.ranges and node.variables[0] not in outer:
            lower, upper = self.ranges[node.variables[0]]
            return replace(node, lower=lower, upper=upper)
        return node

    def _by_condition(self, node: Sum, outer: Mapping[Name, Range]) -> Node | None:
        """The sum over pairs without what the condition leaves out."""
        pair = node.variables if len(node.variables) == 2 else apart_letters(node)
        pair = apart_letters(node) if set(pair) == set(apart_letters(node)) else ()
        if not pair or not isinstance(node.condition, Relation) or node.lower is not None:
            return None
        first, second = pair
        fixed = first if first in outer else second if second in outer else None
        unequal = "!=" in node.condition.kinds
        if fixed is not None and unequal:
            moving = second if fixed == first else first
            limits = (ONE, node.upper) if node.upper is not None else outer[fixed]
            return _less(_over(node.body, moving, limits), _with(node.body, moving, fixed))
        limits_or_none = self._limits(node, pair)
        if fixed is not None or limits_or_none is None or not {first, second} <= set(walk(node.body)):
            return None
        pairs = _over(_over(node.body, second, limits_or_none), first, limits_or_none)
        without = _less(pairs, _over(_with(node.body, second, first), first, limits_or_none))
        if unequal:
            return without
        return Quotient(without, TWO, span=node.span) if _symmetric(node.body, first, second) else None

    def _limits(self, node: Sum, pair: tuple[Name, ...]) -> Range | None:
        assert isinstance(node.condition, Relation)
        sides, kinds = node.condition.sides, node.condition.kinds
        if len(sides) == 4 and kinds[0] == kinds[2] == "<=":
            return sides[0], sides[3]
        if len(sides) != 2:
            return None
        if node.upper is not None:
            return ONE, node.upper
        known = {self.ranges.get(letter) for letter in pair}
        return known.pop() if len(known) == 1 else None


def _gathered(node: Add) -> Node:
    """In `sum_i a_i + b_i` sum goes on over the terms after it that hold its index."""
    for place, term in enumerate(node.terms):
        after = node.terms[place + 1 :]
        if isinstance(term, Sum) and node.signs[place] == "+" and after:
            held = [bool(set(term.variables) & _free(part)) for part in after]
            count = next((i for i, holds in enumerate(held) if not holds), len(held))
            if not count or True in held[count:]:
                continue
            body = Add((term.body, *after[:count]), ("+", *node.signs[place + 1 : place + 1 + count]))
            terms = (*node.terms[:place], replace(term, body=body), *after[count:])
            if len(terms) == 1:
                return terms[0]
            signs = node.signs[: place + 1] + node.signs[place + 1 + count :]
            return _gathered(replace(node, terms=terms, signs=signs))
    return node


def _over(body: Node, index: Name, limits: Range) -> Sum:
    return Sum(body, (index,), limits[0], limits[1], span=body.span)


def _less(whole: Node, part: Node) -> Node:
    return Add((whole, part), ("+", "-"), span=whole.span)


def _with(body: Node, old: Name, new: Name) -> Node:
    return rebuild(body, lambda part: new if part == old else part)


def _free(node: Node) -> set[Name]:
    """The names in a tree that no sum in it binds."""
    if isinstance(node, Sum | Product):
        return set().union(*map(_free, children(node))) - set(node.variables or apart_letters(node))
    own = {node} if isinstance(node, Name) else set()
    return own.union(*map(_free, children(node)))


def _symmetric(body: Node, first: Name, second: Name) -> bool:
    """Whether exchanging two letters leaves the body as it is, up to the order of terms, factors and arguments of Cov,
    and the sign of what is squared.
    """
    body = ungroup(body)
    swapped = rebuild(body, lambda part: second if part == first else first if part == second else part)
    return rebuild(body, _ordered) == rebuild(swapped, _ordered)


def _ordered(node: Node) -> Node:
    if isinstance(node, Mul):
        return Mul(tuple(sorted(node.factors, key=str)), ("",) * (len(node.factors) - 1))
    if isinstance(node, Add):
        pairs = sorted(zip(node.terms, node.signs, strict=True), key=lambda pair: str(pair[0]))
        return Add(tuple(term for term, _ in pairs), tuple(sign for _, sign in pairs))
    if isinstance(node, Abs):
        return replace(node, body=_without_sign(node.body))
    if isinstance(node, Power) and isinstance(node.exponent, Number) and node.exponent.value % 2 == 0:
        return replace(node, base=_without_sign(node.base))
    if isinstance(node, Head) and node.kind in {"Cov", "Corr"}:
        return replace(node, args=tuple(sorted(node.args, key=str)))
    return node


def _without_sign(node: Node) -> Node:
    """The sum or its negative, whichever begins with a plus."""
    if not isinstance(node, Add) or node.signs[0] == "+" or set(node.signs) > {"+", "-"}:
        return node
    return Add(node.terms, tuple("+" if sign == "-" else "-" for sign in node.signs))
