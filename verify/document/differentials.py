r"""A line between differentials, `dx = s dz`: it says what one letter is differentiated by the other.

>>> from derivations.reading import read_document
>>> (chain,) = read_document(r"$$\mathrm{d}x = s \, \mathrm{d}z$$").chains
>>> for one in as_derivatives(chain.steps[0]):
...     print(one.lhs, "=", one.rhs)
d/dz(x) = s*1
1 = (s*1)*d/dx(z)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from derivations.reading import Step
from derivations.reading.syntax.tree import Derivative, Mul, Name, Neg, Node, Quotient, ungroup, walk
from verify.closed_forms.law_functions import ONE
from verify.decision import Decision
from verify.steps.written import sides_of

__all__ = ["as_derivatives", "decided_as_derivatives"]

_D: Final = Name("d")


def as_derivatives(step: Step) -> tuple[Step, ...]:
    """What a step between differentials says, with a derivative in place of one of them; nothing for other steps."""
    if step.lhs is None or step.rhs is None or step.relation != "=":
        return ()
    sides = [_with_differential(side) for side in (step.lhs, step.rhs)] if _found(step) else []
    split = [_coefficient(side) for side in sides]
    if not split or None in split:
        return ()
    (left, a), (right, b) = split  # type: ignore[misc]
    if a == b:
        return (_between(step, left, right),)
    first = _times(left, Derivative(a, (b,), (1,)))
    second = _times(right, Derivative(b, (a,), (1,)))
    return _between(step, first, right), _between(step, left, second)


def decided_as_derivatives(step: Step, decide: Callable[[Step], Decision]) -> Decision | None:
    """The verdict of a line between differentials, which defines nothing; None for other steps."""
    if not _found(step):
        return None
    found = [decide(one) for one in as_derivatives(step)]
    for verdict in ("proved", "refuted", "missing-hypothesis"):
        if (one := next((one for one in found if one.verdict == verdict), None)) is not None:
            return replace(one, reason=f"{one.reason}, as derivatives")
    why = "; ".join(dict.fromkeys(one.reason for one in found if one.verdict == "unknown"))
    return Decision("unknown", why or "between differentials, one is a multiple of the other")


def _found(step: Step) -> list[Name]:
    """The differentials in a step that stand in no integral and under no derivative."""
    return [p for side in sides_of(step) for p in walk(side) if isinstance(p, Name) and p.accent == "d"]


def _with_differential(side: Node) -> Node:
    r"""The side with a last factor dx for `d x`, as it is typed without \mathrm."""
    match side:
        case Mul((*_, d, Name(accent="") as last), operators) if d == _D and "/" not in operators:
            rest = side.factors[:-2]
            one = replace(last, accent="d")
            return Mul((*rest, one), side.operators[:-1]) if rest else one
        case Neg(body):
            return Neg(_with_differential(body))
    return side


def _coefficient(side: Node) -> tuple[Node, Name] | None:
    """The factor c and the letter x of c dx; None where the side is no such product."""
    side = ungroup(side)
    match side:
        case Name(accent="d"):
            return ONE, replace(side, accent="")
        case Neg(body) if (inner := _coefficient(body)) is not None:
            return Neg(inner[0]), inner[1]
        case Quotient(above, below) if (inner := _coefficient(above)) is not None and not _has(below):
            return Quotient(inner[0], below), inner[1]
        case Mul(factors, operators):
            places = [i for i, factor in enumerate(factors) if _has(factor)]
            if len(places) != 1 or (places[0] and operators[places[0] - 1] == "/"):
                return None
            inner = _coefficient(factors[places[0]])
            if inner is None:
                return None
            made = (*factors[: places[0]], inner[0], *factors[places[0] + 1 :])
            return Mul(made, operators), inner[1]
    return None


def _has(node: Node) -> bool:
    return any(isinstance(part, Name) and part.accent == "d" for part in walk(node))


def _times(factor: Node, other: Node) -> Node:
    return other if factor == ONE else Mul((factor, other), ("",))


def _between(step: Step, lhs: Node, rhs: Node) -> Step:
    return replace(step, lhs=lhs, rhs=rhs)
