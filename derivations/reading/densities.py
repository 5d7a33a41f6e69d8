r"""Integrals against a density are expectations: the integral of g(t) f_Y(t) over the line is E[g(Y)].

>>> from derivations.reading import read_expression
>>> str(without_densities(read_expression(r"\int_0^\infty y^2 f_Y(y) dy"), Name("y")))
'E[y^2*step(y)]'
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from derivations.reading.tree import (
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
    Sum,
    rebuild,
    ungroup,
    walk,
)

__all__ = ["density_of", "variable_in", "without_densities", "without_supports"]


def density_of(integral: Integral) -> Call | None:
    """The factor f_Y(t) of an integrand, t being the integration variable; None where there is no one such factor."""
    factors = integral.body.factors if isinstance(integral.body, Mul) else (integral.body,)
    found = [f for f in factors if isinstance(f, Call) and _is_density(f, integral)]
    return found[0] if len(found) == 1 and len(integral.variables) == 1 else None


def _is_density(call: Call, integral: Integral) -> bool:
    return call.function.base in {"f", "p"} and call.args == integral.variables and not call.given


def without_densities(node: Node, variable: Name | None) -> Node:
    """Every integral against a density over the line or a half line as an expectation of `variable`.

    What stands for the variable inside the integral, its own name or the integration variable's, is the variable.
    """

    def changed(found: Node) -> Node:
        if not isinstance(found, Integral) or variable is None:
            return found
        density = density_of(found)
        half = _half(found)
        if density is None or half is None:
            return found
        factors = found.body.factors if isinstance(found.body, Mul) else (found.body,)
        rest = [f for f in factors if f is not density]
        inside = [rebuild(f, lambda n: variable if n == found.variables[0] else n) for f in rest]
        if half:
            sign = variable if half == "positive" else Neg(body=variable, span=found.span)
            step = Call(function=Name("step"), args=(sign,), span=found.span)
            inside.append(step)
        if not inside:
            inside = [Number(value=Fraction(1), span=found.span)]
        body = inside[0] if len(inside) == 1 else Mul(factors=tuple(inside), operators=("",) * (len(inside) - 1))
        return Head(kind="E", args=(replace(body, span=found.span),), span=found.span)

    return rebuild(node, changed)


def _half(integral: Integral) -> str | None:
    """"" for the whole line, "positive", "negative", or None for another range."""
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

    for found in (among(i.body for i in integrals), [n for n in known if n.base.lower() in letters], among(nodes)):
        if len(found) == 1:
            return found[0]
    own = integrals[0].variables[0]
    return Name(min(letters)) if letters else own if isinstance(own, Name) else None


def without_supports(node: Node, random: Iterable[Name]) -> Node:
    r"""Every sum or integral over a whole support against a probability or a density as an expectation.

    Iterated ones are one expectation (the moments are taken to exist), x stands for X inside, and the function must be
    the one of the variables that are summed over: p(x), f_X(x), P(X = x), f_{X,Y}(x, y).

    >>> from derivations.reading import read_expression
    >>> found = read_expression(r"\sum_{x \in \mathcal{X}} x^2 \cdot f_X(x)")
    >>> str(without_supports(found, [Name("X")]))
    'E[X^2]'
    """
    known = list(random)
    made = {p: m for p in walk(node) if isinstance(p, Sum | Integral) and (m := _expectation(p, known)) is not None}
    inside = {inner for part in made for inner in walk(part) if inner is not part}
    outer: dict[Node, Node] = {part: found for part, found in made.items() if part not in inside}
    return rebuild(node, lambda n: outer.get(n, n))


def _expectation(found: Sum | Integral, random: list[Name]) -> Node | None:
    variables: list[Name] = []
    factors: list[Node] = [found]
    while nested := [f for f in factors if isinstance(f, Sum | Integral)]:
        inner = nested[0]
        if len(nested) > 1 or not _whole(inner):
            return None
        variables += [v for v in inner.variables if isinstance(v, Name)]
        factors.remove(inner)
        body = ungroup(inner.body) if not isinstance(inner.body, Mul) else inner.body
        factors += body.factors if isinstance(body, Mul) else (body,)
    weights = [f for f in factors if _weighs(f, variables)]
    if len(weights) != 1 or len(set(variables)) != len(variables):
        return None
    standing = ((v, _stands_for(v, weights[0], random)) for v in variables)
    names = {v: name for v, name in standing if name is not None}
    if len(set(names.values())) < len(variables):
        return None
    rest = [rebuild(f, lambda n: names.get(n, n) if isinstance(n, Name) else n) for f in factors if f is not weights[0]]
    rest = rest or [Number(value=Fraction(1), span=found.span)]
    body = rest[0] if len(rest) == 1 else Mul(factors=tuple(rest), operators=("",) * (len(rest) - 1))
    return Head(kind="E", args=(replace(body, span=found.span),), span=found.span)


def _whole(part: Sum | Integral) -> bool:
    """Whether it runs over a whole support: a calligraphic letter, the real line, or nothing said for a sum."""
    domain = part.domain
    if isinstance(part, Sum) and part.condition is not None:
        return False
    if domain is not None:
        return isinstance(domain, Name) and (domain.style == "cal" or domain == Name("R", style="bb"))
    if part.lower is None and part.upper is None:
        return True
    return isinstance(part, Integral) and _half(part) == ""


def _weighs(factor: Node, variables: list[Name]) -> bool:
    if isinstance(factor, Call):
        return (
            factor.function.base in {"f", "p"}
            and not factor.given
            and len(factor.args) == len(variables)
            and set(factor.args) == set(variables)
        )
    if isinstance(factor, Head) and factor.kind == "P" and not factor.given and len(variables) == 1:
        (event,) = factor.args if len(factor.args) == 1 else (None,)
        return isinstance(event, Relation) and event.kinds == ("=",) and event.sides[1] == variables[0]
    return False


def _stands_for(variable: Name, weight: Node, random: list[Name]) -> Name | None:
    """The random variable of a value: X of x, by the event, by the density's subscript, or by its letter."""
    if isinstance(weight, Head):
        (event,) = weight.args
        assert isinstance(event, Relation)
        return event.sides[0] if isinstance(event.sides[0], Name) else None
    assert isinstance(weight, Call)
    owners = [s for part in weight.function.subscript for s in (getattr(part, "items", (part,)))]
    if len(owners) == len(weight.args):
        owner = owners[weight.args.index(variable)]
        fitting = [n for n in random if n == owner]
        return fitting[0] if fitting else None
    fitting = [n for n in random if n.base == variable.base.upper() and n.subscript == variable.subscript]
    return fitting[0] if len(fitting) == 1 and not owners else None
