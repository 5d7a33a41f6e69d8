r"""Sums and integrals over whole supports against probabilities and densities are expectations.

Weights multiply: P(X = x | Y = y) P(Y = y) is the joint one, and f_X(x) f_Y(y) under two sums is a product of two
expectations where what stands there can be told apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from derivations.reading.meaning.densities import half_line
from derivations.reading.syntax.tree import (
    Call,
    Group,
    Head,
    Integral,
    Mul,
    Name,
    Node,
    Number,
    Relation,
    Sum,
    Tuple,
    rebuild,
    walk,
)

__all__ = ["without_supports"]


@dataclass(frozen=True, slots=True)
class Weight:
    """A factor that weighs: which variable of it stands for which value, and on which values it is conditional."""

    node: Node
    names: dict[Name, Name]
    given: dict[Name, Name]
    held: tuple[Name, ...] = ()


def without_supports(node: Node, random: Iterable[Name]) -> Node:
    r"""Every sum or integral over a whole support against a probability or a density as an expectation.

    Iterated ones are one expectation (the moments are taken to exist), x stands for X inside, and the function must be
    the one of the variables that are summed over: p(x), f_X(x), P(X = x), f_{X,Y}(x, y), P(X = x | Y).

    >>> from derivations.reading import read_expression
    >>> found = read_expression(r"\sum_{x \in \mathcal{X}} x^2 \cdot f_X(x)")
    >>> str(without_supports(found, [Name("X")]))
    'E[X^2]'
    >>> found = read_expression(r"\sum_{y} \sum_{x} x \Pr(X = x | Y = y) \Pr(Y = y)")
    >>> str(without_supports(found, [Name("X"), Name("Y")]))
    'E[X]'
    """
    known = list(random)
    made = {p: m for p in walk(node) if isinstance(p, Sum | Integral) and (m := _expectation(p, known)) is not None}
    inside = {inner for part in made for inner in walk(part) if inner is not part}
    outer: dict[Node, Node] = {part: found for part, found in made.items() if part not in inside}
    return rebuild(node, lambda n: outer.get(n, n))


def _flat(node: Node) -> list[Node]:
    """The factors of a product, those inside brackets included."""
    if isinstance(node, Group):
        return _flat(node.body) if isinstance(node.body, Mul | Sum | Integral | Group) else [node]
    return [part for factor in node.factors for part in _flat(factor)] if isinstance(node, Mul) else [node]


def _expectation(found: Sum | Integral, random: list[Name]) -> Node | None:
    variables: list[Name] = []
    factors: list[Node] = [found]
    while nested := [f for f in factors if isinstance(f, Sum | Integral)]:
        inner = nested[0]
        if not _whole(inner):
            return None
        variables += [v for v in inner.variables if isinstance(v, Name)]
        factors.remove(inner)
        factors += _flat(inner.body)
    if len(set(variables)) != len(variables):
        return None
    weights = [w for f in factors if (w := _weight(f, variables, random)) is not None]
    weighing = [w.node for w in weights]
    rest = [f for f in factors if not any(f is node for node in weighing)]
    groups = _joined(weights, variables)
    if not groups:
        return None
    names = {v: name for w in weights for v, name in w.names.items()}
    if len(set(names.values())) < len(variables):
        return None
    return _product_of_expectations(groups, rest, names, found)


def _joined(weights: list[Weight], variables: list[Name]) -> list[tuple[set[Name], Weight]] | None:
    """The weights as independent groups of variables, a conditional one joined to that of its condition."""
    groups = [(set(weight.names), weight) for weight in weights if not weight.given]
    for weight in (w for w in weights if w.given):
        at = next((g for g in groups if set(weight.given) == g[0] and not g[1].held), None)
        if at is None or any(at[1].names.get(v) != name for v, name in weight.given.items()):
            return None
        at[0].update(weight.names)
    covered = [v for group, _ in groups for v in group]
    return groups if sorted(map(str, covered)) == sorted(map(str, variables)) else None


def _product_of_expectations(
    groups: list[tuple[set[Name], Weight]], rest: list[Node], names: dict[Name, Name], found: Node
) -> Node | None:
    inside: list[list[Node]] = [[] for _ in groups]
    outside: list[Node] = []
    for factor in rest:
        held = {n for n in walk(factor) if isinstance(n, Name)}
        owners = [i for i, (group, _) in enumerate(groups) if held & group]
        if len(owners) > 1:
            return None
        place = outside if not owners and len(groups) > 1 else inside[owners[0] if owners else 0]
        place.append(rebuild(factor, lambda n: names.get(n, n) if isinstance(n, Name) else n))
    one = Number(value=Fraction(1), span=found.span)
    made = [
        Head("E", (replace(_times(parts, one), span=found.span),), weight.held, span=found.span)
        for parts, (_, weight) in zip(inside, groups, strict=True)
    ]
    return _times([*outside, *made], one)


def _times(factors: list[Node], one: Node) -> Node:
    if not factors:
        return one
    return factors[0] if len(factors) == 1 else Mul(factors=tuple(factors), operators=("",) * (len(factors) - 1))


def _whole(part: Sum | Integral) -> bool:
    """Whether it runs over a whole support: a calligraphic letter, the real line, or nothing said for a sum."""
    domain = part.domain
    if isinstance(part, Sum) and part.condition is not None:
        return False
    if domain is not None:
        return isinstance(domain, Name) and (domain.style == "cal" or domain == Name("R", style="bb"))
    if part.lower is None and part.upper is None:
        return True
    return isinstance(part, Integral) and half_line(part) == ""


def _weight(factor: Node, variables: list[Name], random: list[Name]) -> Weight | None:
    """What a factor weighs, or None where it is no probability or density of variables that are summed over."""
    if isinstance(factor, Call) and factor.function.base in {"f", "p"} and not factor.function.primes:
        return _density(factor, variables, random)
    if isinstance(factor, Head) and factor.kind == "P":
        return _probability(factor, variables)
    return None


def _density(call: Call, variables: list[Name], random: list[Name]) -> Weight | None:
    args, given = ([a for a in part if isinstance(a, Name) and a in variables] for part in (call.args, call.given))
    if len(args) != len(call.args) or len(given) != len(call.given) or len({*args, *given}) < len(args) + len(given):
        return None
    standing = {v: name for v in (*args, *given) if (name := _stands_for(v, call, random)) is not None}
    if len(standing) < len(args) + len(given):
        return None
    return Weight(call, {v: standing[v] for v in args}, {v: standing[v] for v in given})


def _probability(head: Head, variables: list[Name]) -> Weight | None:
    events: dict[Name, Name] = {}
    conditions: dict[Name, Name] = {}
    held: list[Name] = []
    for place, parts in ((events, head.args), (conditions, head.given)):
        for part in (p for piece in parts for p in (piece.items if isinstance(piece, Tuple) else (piece,))):
            if place is conditions and isinstance(part, Name) and part not in variables:
                held.append(part)
                continue
            if not isinstance(part, Relation) or part.kinds != ("=",):
                return None
            name, value = part.sides
            if not isinstance(name, Name) or not isinstance(value, Name) or value not in variables:
                return None
            place[value] = name
    return Weight(head, events, conditions, tuple(held)) if events and not (conditions and held) else None


def _stands_for(variable: Name, weight: Call, random: list[Name]) -> Name | None:
    """The random variable of a value: X of x, by the density's subscript, or by its letter."""
    places = (*weight.args, *weight.given)
    owners = [s for part in weight.function.subscript for s in _owners(part)]
    if len(owners) == len(places):
        owner = owners[places.index(variable)]
        fitting = [n for n in random if n == owner]
        return fitting[0] if fitting else None
    fitting = [n for n in random if n.base == variable.base.upper() and n.subscript == variable.subscript]
    return fitting[0] if len(fitting) == 1 and not owners else None


def _owners(part: Node) -> tuple[Node, ...]:
    """The names in a subscript: X, Y of f_{X,Y}, and of f_{X|Y}."""
    items = getattr(part, "items", None)
    if items is not None:
        return tuple(items)
    left, right = getattr(part, "left", None), getattr(part, "right", None)
    return (*left, *right) if left is not None and right is not None else (part,)
