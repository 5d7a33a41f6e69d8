r"""Inner products of vectors whose components a document sums: `q \cdot k`, `q^\top k` and `\langle q, k \rangle`.

>>> from derivations.reading import read_expression
>>> from derivations.reading.syntax.tree import walk
>>> known = inner_products(walk(read_expression(r"\sum_{i=1}^n q_i k_i")))
>>> str(known.written_out(read_expression(r"q^\top k")))
'sum_{i=1}^n q_i*k_i'
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from derivations.reading.syntax.tree import Call, Mul, Name, Node, Power, Sum, Transpose, ungroup

__all__ = ["InnerProducts", "inner_products"]


@dataclass(frozen=True, slots=True)
class InnerProducts:
    """The sums over products of components, by the letters of the two vectors."""

    sums: Mapping[frozenset[Name], Sum] = field(default_factory=dict)

    def written_out(self, node: Node) -> Node | None:
        """The sum that an inner product stands for; None for any other tree."""
        if not self.sums:
            return None
        found = self.sums.get(frozenset(_vectors(node)))
        return replace(found, span=node.span) if found is not None else None


def inner_products(parts: Iterable[Node]) -> InnerProducts:
    """The inner products that the sums of a document write out."""
    found: dict[frozenset[Name], Sum] = {}
    for part in parts:
        body = ungroup(part.body) if isinstance(part, Sum) else None
        if isinstance(part, Sum) and isinstance(body, Mul) and len(part.variables) == 1 and len(body.factors) == 2:
            names = [f for f in body.factors if isinstance(f, Name) and f.subscript == part.variables]
            if len(names) == 2 and part.upper is not None:
                found.setdefault(frozenset(_vector(n) for n in names), part)
    return InnerProducts(found)


def _vector(name: Name) -> Name:
    return replace(name, subscript=(), style="")


def _vectors(node: Node) -> tuple[Name, ...]:
    """The two letters of an inner product."""
    if isinstance(node, Call) and node.function == Name("inner") and len(node.args) == 2:
        sides = node.args
    elif isinstance(node, Mul) and len(node.factors) == 2:
        first, second = node.factors
        if isinstance(first, Transpose):
            sides = (first.body, second)
        elif isinstance(first, Power) and first.exponent == Name("T"):
            sides = (first.base, second)
        elif node.operators == ("cdot",):
            sides = (first, second)
        else:
            return ()
    else:
        return ()
    names = [ungroup(side) for side in sides]
    return tuple(_vector(n) for n in names if isinstance(n, Name) and not n.subscript) if len(names) == 2 else ()
