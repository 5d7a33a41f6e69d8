r"""Integrals against a density are expectations: the integral of g(t) f_Y(t) over the line is E[g(Y)].

>>> from derivations.reading import read_expression
>>> str(without_densities(read_expression(r"\int_0^\infty y^2 f_Y(y) dy"), Name("y")))
'E[y^2*step(y)]'
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from derivations.reading.syntax.tree import (
    Add,
    Call,
    Head,
    Infinity,
    Integral,
    Mul,
    Name,
    Neg,
    Node,
    Number,
    Relation,
    rebuild,
    walk,
)

__all__ = ["density_of", "half_line", "variable_in", "without_densities"]


def density_of(integral: Integral) -> Call | None:
    """The factor f_Y(t) of an integrand, t being the integration variable; None where there is no one such factor."""
    factors = integral.body.factors if isinstance(integral.body, Mul) else (integral.body,)
    found = [f for f in factors if isinstance(f, Call) and _is_density(f, integral)]
    return found[0] if len(found) == 1 and len(integral.variables) == 1 else None


def _is_density(call: Call, integral: Integral) -> bool:
    return call.function.base in {"f", "p"} and call.args == integral.variables and not call.given


def without_densities(node: Node, variable: Name | None) -> Node:
    """Every integral against a density as an expectation of `variable`.

    What stands for the variable inside the integral, its own name or the integration variable's, is the variable.
    """

    def changed(found: Node) -> Node:
        if not isinstance(found, Integral) or variable is None:
            return found
        density = density_of(found)
        half = half_line(found)
        if density is None:
            return found
        somebodys = bool(density.function.subscript) or variable not in found.variables  # f(t) may be any function
        if half is None and not (somebodys and _has_ends(found)):
            return found
        factors = found.body.factors if isinstance(found.body, Mul) else (found.body,)
        rest = [f for f in factors if f is not density]
        inside = [rebuild(f, lambda n: variable if n == found.variables[0] else n) for f in rest]
        if half is None:
            return _between(found, inside, variable)
        if half:
            sign = variable if half == "positive" else Neg(body=variable, span=found.span)
            step = Call(function=Name("step"), args=(sign,), span=found.span)
            inside.append(step)
        return _mean(inside, found)

    return rebuild(node, changed)


def _mean(factors: Sequence[Node], integral: Integral) -> Head:
    """The expectation of a product."""
    inside = tuple(factors) or (Number(value=Fraction(1), span=integral.span),)
    body = inside[0] if len(inside) == 1 else Mul(factors=inside, operators=("",) * (len(inside) - 1))
    return Head(kind="E", args=(replace(body, span=integral.span),), span=integral.span)


def _between(integral: Integral, factors: Sequence[Node], variable: Name) -> Node:
    """From a to b it is E[g(Y) 1{Y >= a}] - E[g(Y) 1{Y >= b}], whichever of the two is larger."""

    def above(end: Node) -> Node | None:
        if isinstance(end, Infinity):
            return None
        if isinstance(end, Neg) and isinstance(end.body, Infinity):
            return _mean(factors, integral)
        if isinstance(end, Number) and end.value == 0:
            return _mean([*factors, Call(function=Name("step"), args=(variable,), span=integral.span)], integral)
        order = Relation(sides=(variable, end), kinds=(">=",), span=integral.span)
        return _mean([*factors, Head(kind="Indicator", args=(order,), bracket="{}", span=integral.span)], integral)

    assert integral.lower is not None
    assert integral.upper is not None
    first, last = above(integral.lower), above(integral.upper)
    zero = Number(value=Fraction(0), span=integral.span)
    return Add((first or zero, last), ("+", "-"), span=integral.span) if last is not None else first or zero


def _has_ends(integral: Integral) -> bool:
    """Whether it runs from somewhere to somewhere that does not depend on its variable."""
    ends = (integral.lower, integral.upper)
    own = set(integral.variables)
    return integral.domain is None and all(end is not None and own.isdisjoint(walk(end)) for end in ends)


def half_line(integral: Integral) -> str | None:
    """Which part of the line it runs over: "" for all of it, "positive", "negative", None for any other."""
    low, high = integral.lower, integral.upper
    if integral.domain is not None:
        return None
    below = isinstance(low, Neg) and isinstance(low.body, Infinity)
    above = isinstance(high, Infinity)
    if below and above:
        return ""
    if above and isinstance(low, Number) and low.value == 0:
        return "positive"
    if below and isinstance(high, Number) and high.value == 0:
        return "negative"
    return None


def variable_in(nodes: tuple[Node, ...], random: Iterable[Name]) -> Name | None:
    """The random variable that integrals against a density speak of, or None where there is no such integral.

    The one in an integrand; else the one of the density's letter (y or y_1 for f_Y); else the one in the step.
    """
    integrals = [part for node in nodes for part in walk(node) if isinstance(part, Integral) and density_of(part)]
    if not integrals:
        return None
    known = [name for name in random if name not in {i.variables[0] for i in integrals}]
    density = density_of(integrals[0])
    assert density is not None
    letters = {s.base.lower() for s in density.function.subscript if isinstance(s, Name)}

    def among(places: Iterable[Node]) -> list[Name]:
        inside = {n for place in places for n in walk(place) if isinstance(n, Name)}
        return [name for name in known if name in inside]

    own = integrals[0].variables[0]
    inside = among(i.body for i in integrals)
    if not inside and not letters and isinstance(own, Name) and own in set(random):
        return own
    for found in (inside, [n for n in known if n.base.lower() in letters], among(nodes)):
        if len(found) == 1:
            return found[0]
    return Name(min(letters)) if letters else own if isinstance(own, Name) else None
