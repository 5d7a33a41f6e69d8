"""Finite laws against steps with conditional moments: E[X | Y] is computed outcome by outcome.

>>> from derivations.terms import E, Var, random_variables
>>> from verify.steps.conditional import Conditioned
>>> x, y = random_variables("x y")
>>> given = Conditioned()
>>> mean = given.mean(x, (y,))
>>> against((), "=", E(mean), E(x), given.known)
>>> print(against((), "=", Var(mean), Var(x), given.known))
x, y iid = 0 or 1, each with probability 1/2: the left side is 0, the right side 1/4
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from math import prod
from typing import Any, Final

from sympy import Add, Integer, Mul, Rational

from derivations.claims import Claim, Relation
from derivations.entailment import unfold
from derivations.errors import UserError
from derivations.hypotheses import Holds, Hypothesis, Independent
from derivations.laws import Finite
from derivations.terms import E, Element, cells, is_random, relu
from verify.time_limit import spent
from verify.worlds.counterexample import Counterexample, breaks, shown_in, worlds_for
from verify.worlds.exact_laws import joint_atoms
from verify.worlds.satisfied import value_in, violated
from verify.worlds.world import NoWorldError, World

__all__ = ["against", "independences"]

SECONDS: Final = 1.5
BETTER: Final = 0.3  # seconds for a smaller one
SMALL: Final = 16  # characters of one that is small enough
Known = Mapping[Any, tuple[Any, tuple[Any, ...]]]


def against(
    hypotheses: Sequence[Hypothesis], relation: str, lhs: Any, rhs: Any, known: Known, *, seconds: float = SECONDS
) -> Counterexample | None:
    """A small law under which the relation is false; random sides are compared by E[(left - right)^2]
    and 0, for an inequality by E[max(0, left - right)] and 0.

    `known` says for each name of a conditional moment what it is of, and given what.
    """
    base = _variables(hypotheses, lhs, rhs, known)
    hypotheses = [h for h in hypotheses if not _about(h, known)]
    if not base or any(isinstance(c, Element) and not all(i.is_Integer for i in c.indices) for c in base):
        return None
    if is_random(lhs) or is_random(rhs):
        if relation not in {"=", "<=", ">="}:
            return None
        gap = lhs - rhs if relation != ">=" else rhs - lhs
        lhs, rhs, relation = E(gap**2 if relation == "=" else relu(gap)), Integer(0), "="
    claim = Claim(tuple(hypotheses), Relation(E(Mul(*base)) + Add(*map(E, base)), "=", Integer(0)))
    found: list[Counterexample] = []
    started = spent()
    for world in worlds_for(claim):
        took = spent() - started
        if took > (BETTER if found else seconds) or any(c.size[0] <= SMALL for c in found):
            break
        if world is None or not all(isinstance(law, Finite) for law in world.latents.values()):
            continue
        with contextlib.suppress(NoWorldError, ZeroDivisionError, UserError):
            whole = _with_conditional(world, known)
            left, right = value_in(lhs, whole), value_in(rhs, whole)
            if breaks(relation, left, right) and violated(world, claim.hypotheses) is None:
                found.append(shown_in(world, claim, left, right))
    return min(found, key=lambda c: c.size) if found else None


def independences(hypotheses: Sequence[Hypothesis], lhs: Any, rhs: Any, known: Known) -> list[tuple[Hypothesis, ...]]:
    """Independence of two of the variables, and of all, as what may be lacking."""
    base = _variables(hypotheses, lhs, rhs, known)
    pairs: list[tuple[Hypothesis, ...]] = [(Independent(a, b),) for a, b in combinations(base, 2)]
    return pairs + ([(Independent(*base),)] if len(base) > 2 else [])


def _variables(hypotheses: Sequence[Hypothesis], lhs: Any, rhs: Any, known: Known) -> list[Any]:
    """The variables that the sides and their conditional moments are made of."""
    inside = [part for of, given in known.values() for part in (of, *given)]
    terms = (unfold(hypotheses, term)[0] for term in (lhs, rhs, *inside))
    return sorted(set().union(*map(cells, terms)) - known.keys(), key=str)


def _about(hypothesis: Hypothesis, known: Known) -> bool:
    """Whether a hypothesis speaks of conditional moments by name."""
    return isinstance(hypothesis, Holds) and not cells(hypothesis.relation).isdisjoint(known)


def _with_conditional(world: World, known: Known) -> World:
    """The world with the conditional moments as functions of what is given: a polynomial through their values."""
    whole = world
    for name, (of, given) in known.items():  # one that another is made of stands before it
        sums: dict[tuple[Fraction, ...], tuple[Fraction, Fraction]] = {}
        for (value, *at), chance in joint_atoms([of, *given], whole).items():
            total, weight = sums.get(tuple(at), (Fraction(0), Fraction(0)))
            sums[tuple(at)] = (total + value * chance, weight + chance)
        values = {at: total / weight for at, (total, weight) in sums.items()}
        function = Add(*(_number(v) * _only_at(at, values, given) for at, v in values.items()))
        whole = replace(whole, cells=whole.cells | {name: whole.in_latents(function)})
    return whole


def _only_at(at: tuple[Fraction, ...], values: Mapping[tuple[Fraction, ...], Any], given: Sequence[Any]) -> Any:
    """1 where the given takes these values, 0 where it takes others that it can take."""
    factors = []
    for place, (one, variable) in enumerate(zip(at, given, strict=True)):
        others = {other[place] for other in values} - {one}
        factors += [(variable - _number(o)) / _number(one - o) for o in sorted(others)]
    return prod(factors, start=Integer(1))


def _number(value: Fraction) -> Rational:
    return Rational(value.numerator, value.denominator)
