"""Whether a world satisfies hypotheses: every law is written out and compared, nothing is taken from how it was built.

>>> from derivations.claims import Claim, Relation
>>> from derivations.hypotheses import Independent
>>> from derivations.terms import E, random_variables
>>> from verify.worlds import build
>>> x, y = random_variables("x y")
>>> world = build(Claim((), Relation(E(x * y), "=", E(x) * E(y))), "doctest", finite=True)
>>> violated(world, (Independent(x, y),))
Independent(x, y)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

from sympy import Eq, Integer, Rational, sympify

from derivations.hypotheses import (
    HasDensity,
    HasLaw,
    Holds,
    Hypothesis,
    IdenticallyDistributed,
    Independent,
    IndependentElements,
    NoAtom,
    Symmetric,
)
from derivations.instances import keeps_apart
from derivations.laws import Law
from derivations.terms import Cov, E, Family, Head, Var, bound_symbols, cells, is_random, replace_free, subterms
from verify.exact_laws import exact_value, joint_atoms
from verify.world import World, substitute
from verify.world_facts import members

__all__ = ["value_in", "violated"]

MANY = 6  # members of a family that are looked at


def violated(world: World, hypotheses: Sequence[Hypothesis]) -> Hypothesis | None:
    """The first hypothesis that fails in the world, as far as it speaks of variables that the world has.

    What the world does not have can be added to it: independent copies satisfy any of these hypotheses.
    """
    return next((h for h in hypotheses if not _satisfied(world, h)), None)


def _satisfied(world: World, hypothesis: Hypothesis) -> bool:
    match hypothesis:
        case Independent(groups):
            return _independent(world, [[t for item in group for t in _terms(world, item)] for group in groups])
        case IndependentElements(family):
            return _independent(world, [[member] for member in _terms(world, family)])
        case IdenticallyDistributed(family):
            inner = [world.in_latents(member) for member in _terms(world, family)]
            if all(term in world.latents for term in inner):
                return len({world.latents[term] for term in inner}) < 2
            laws = [joint_atoms([member], world) for member in _terms(world, family)]
            return all(law == laws[0] for law in laws)
        case Symmetric(term):
            inner = [world.in_latents(t) for t in _terms(world, term)]
            if all(t in world.latents and world.latents[t].symmetric for t in inner):
                return True
            return all(
                law == {(-value,): chance for (value,), chance in law.items()}
                for law in (joint_atoms([t], world) for t in _terms(world, term))
            )
        case NoAtom(term, value):
            at = _fraction(exact_value(value, world))
            return all((at,) not in joint_atoms([t], world) for t in _terms(world, term))
        case HasDensity(term):
            return all((Fraction(0),) not in joint_atoms([t], world) for t in _terms(world, term))
        case HasLaw(term, law):
            stated = law.substitute(world.parameters)
            return all(_is_law(world, t, stated) for t in _terms(world, term))
        case Holds(relation, forall):
            chosen = (dict(zip(forall, map(Integer, at), strict=True)) for at in product((1, 2, 3), repeat=len(forall)))
            return all(_holds(world, relation, at) for at in chosen if keeps_apart(relation, at))
    return True


def _terms(world: World, item: Any) -> list[Any]:
    """The random terms of the world that a hypothesis about a term or a family speaks of."""
    whole = substitute(item, world.parameters)
    if isinstance(whole, Family) and not all(size.is_Integer for size in whole.sizes):
        return []  # no member of it is in the world
    found = members(whole)[:MANY] if isinstance(whole, Family) else [item]
    return [term for term in found if _known(world, term)]


def _known(world: World, term: Any) -> bool:
    return cells(world.in_latents(term)) <= world.latents.keys()


def _independent(world: World, groups: list[list[Any]]) -> bool:
    groups = [group for group in groups if group]
    if len(groups) < 2:
        return True
    latents = [{s for t in group for s in world.in_latents(t).free_symbols} for group in groups]
    if sum(map(len, latents)) == len(set().union(*latents)):
        return True
    laws = [joint_atoms(group, world) for group in groups]
    joint = joint_atoms([t for group in groups for t in group], world)
    return all(
        joint.get(tuple(v for values, _ in choice for v in values), 0)
        == prod((p for _, p in choice), start=Fraction(1))
        for choice in product(*(law.items() for law in laws))
    )


def _is_law(world: World, term: Any, stated: Law) -> bool:
    inner = world.in_latents(term)
    if world.latents.get(inner) == stated:
        return True
    if stated.points is None:
        return False
    chances = {(_fraction(v),): _fraction(stated.probability(v)) for v in stated.points}
    return joint_atoms([term], world) == {v: p for v, p in chances.items() if p}


def _holds(world: World, relation: Any, at: Mapping[Any, Any]) -> bool:
    relation = replace_free(relation, dict(at))
    if relation in (True, False):  # Var(x_i) = Var(x_1) at i = 1
        return bool(relation)
    gap = world.concrete(relation.lhs - relation.rhs)
    if not all(_known(world, cell) for cell in cells(gap)):
        return True
    if is_random(gap):
        return all(relation.func(sympify(value), 0) == True for (value,) in joint_atoms([gap], world))  # noqa: E712
    left, right = value_in(relation.lhs, world), value_in(relation.rhs, world)
    truth = (left - right).equals(0) if isinstance(relation, Eq) else relation.func(left, right)
    return truth in (True, sympify(True))


def value_in(term: Any, world: World) -> Any:
    """The exact value; moments inside moments, as in E[(x - E[x])^2], from the inside out."""
    term = world.concrete(term)
    while True:
        heads = [part for part in subterms(term) if isinstance(part, Head)]
        inner = [h for part in heads for a in part.args for h in subterms(a) if isinstance(h, E | Var | Cov)]
        flat = [h for h in inner if not any(isinstance(s, Head) for a in h.args for s in subterms(a))]
        bound = set().union(*(bound_symbols(part) for part in subterms(term)))
        fixed = [h for h in flat if h.free_symbols.isdisjoint(bound)]
        if not fixed:
            return exact_value(term, world)
        term = term.xreplace({h: exact_value(h, world) for h in fixed})


def _fraction(number: Any) -> Fraction:
    number = sympify(number)
    return Fraction(int(number.p), int(number.q)) if isinstance(number, Rational) else number
