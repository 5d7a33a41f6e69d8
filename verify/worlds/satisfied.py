"""Whether a world satisfies hypotheses: every law is written out and compared, nothing is taken from how it was built.

>>> from derivations.claims import Claim, Relation
>>> from derivations.hypotheses import Independent
>>> from derivations.terms import E, random_variables
>>> from verify.worlds.worlds import build
>>> x, y = random_variables("x y")
>>> world = build(Claim((), Relation(E(x * y), "=", E(x) * E(y))), "doctest", finite=True)
>>> violated(world, (Independent(x, y),))
Independent(x, y)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, product
from math import prod
from typing import Any

from sympy import Abs, Eq, Integer, Poly, Pow, Rational, Tuple, expand, sign, sympify
from sympy.core.relational import Relational

from derivations.claims import Claim
from derivations.entailment import unfold
from derivations.errors import UserError
from derivations.hypotheses import (
    Definition,
    HasDensity,
    HasLaw,
    Holds,
    Hypothesis,
    IdenticallyDistributed,
    IdenticallyDistributedRows,
    Independent,
    IndependentElements,
    IndependentRows,
    NoAtom,
    PairwiseIndependent,
    Symmetric,
)
from derivations.instances import keeps_apart
from derivations.laws import Finite, Law
from derivations.terms import (
    Cov,
    E,
    Element,
    Family,
    Head,
    RandomVariable,
    Var,
    bound_symbols,
    cells,
    is_random,
    replace_free,
    step,
    subterms,
)  # fmt: skip
from verify.worlds.coupled_laws import is_mixture
from verify.worlds.drawn_laws import affine
from verify.worlds.exact_laws import NotRealError, exact_value, joint_atoms
from verify.worlds.world import NoWorldError, World, substitute
from verify.worlds.world_facts import members

__all__ = ["fits", "jumps_at_an_atom", "value_in", "violated"]

MANY = 6  # members of a family that are looked at


def violated(world: World, hypotheses: Sequence[Hypothesis]) -> Hypothesis | None:
    """The first hypothesis that fails in the world, as far as it speaks of variables that the world has.

    What the world does not have can be added to it: independent copies satisfy any of these hypotheses.
    """
    lawful = {h.term for h in hypotheses if isinstance(h, HasLaw)}
    asked = [h for h in hypotheses if not (isinstance(h, IdenticallyDistributed) and h.family in lawful)]
    return next((h for h in asked if not _satisfied(world, h)), None)


def fits(world: World, hypotheses: Sequence[Hypothesis]) -> bool:
    """Whether the hypotheses hold in the world, or may hold in a larger one: none is about a name that is made of
    variables of the world and of others.
    """
    definitions = tuple(h for h in hypotheses if isinstance(h, Definition))
    wider = replace(world, definitions=(*world.definitions, *definitions))
    stated = [h for h in hypotheses if h not in definitions]
    owners = {_owner(cell) for cell in world.cells}
    try:
        return not any(_in_part(wider, h, owners) for h in stated) and violated(wider, stated) is None
    except (NoWorldError, UserError, ZeroDivisionError):
        return False


def _in_part(world: World, hypothesis: Hypothesis, owners: set[str]) -> bool:
    for term in _spoken_of(world, hypothesis):
        inside = cells(world.in_latents(term))
        lacking = {_owner(cell) for cell in inside - world.latents.keys()}
        if lacking and (lacking & owners or inside & world.latents.keys()):
            return True
    return False


def _spoken_of(world: World, hypothesis: Hypothesis) -> list[Any]:
    """The terms that a hypothesis is about; of a family, what every member is."""
    items = [item for group in getattr(hypothesis, "groups", ()) for item in group]
    items += [getattr(hypothesis, name) for name in ("family", "term") if hasattr(hypothesis, name)]
    if isinstance(hypothesis, Holds):
        items += cells(hypothesis.relation)
    every = {d.name.family.name: d.name for d in world.definitions if isinstance(d.name, Element) and d.forall}
    found = [every.get(item.name) if isinstance(item, Family) else item for item in items]
    return [item for item in found if item is not None]


def _owner(cell: Any) -> str:
    return cell.family.name if isinstance(cell, Element) else str(cell)


def _satisfied(world: World, hypothesis: Hypothesis) -> bool:
    match hypothesis:
        case PairwiseIndependent(groups):
            each = [[t for item in group for t in _terms(world, item)] for group in groups]
            pairs = (pair for one, other in combinations(each, 2) for pair in product(one, other))
            return all(_independent(world, [[a], [b]]) for a, b in pairs)
        case Independent(groups):
            return _independent(world, [[t for item in group for t in _terms(world, item)] for group in groups])
        case IndependentElements(family):
            return _independent(world, [[member] for member in _terms(world, family)])
        case IdenticallyDistributed(family):
            inner = [world.in_latents(member) for member in _terms(world, family)]
            if len({_recipe(world, term) for term in inner}) < 2:
                return True
            if all(term in world.latents for term in inner):
                return False
            laws = [joint_atoms([member], world) for member in _terms(world, family)]
            return all(law == laws[0] for law in laws)
        case IndependentRows(families):
            return _independent(world, [list(row.values()) for row in _rows(world, families)])
        case IdenticallyDistributedRows(families):
            return all(_alike_rows(world, one, other) for one, other in combinations(_rows(world, families), 2))
        case Symmetric(term):
            return all(_symmetric(world, t) for t in _terms(world, term))
        case NoAtom(term, value):
            at = exact_value(value, world)
            return all(_avoids(world, t, at) for t in _terms(world, term))
        case HasDensity(term):
            return all(_avoids(world, t, Integer(0)) for t in _terms(world, term))
        case HasLaw(term, law):
            stated = law.substitute(world.parameters)
            return all(_is_law(world, t, stated) for t in _terms(world, term))
        case Holds(relation, forall):
            places = sorted({1, 2, 3, *(int(i) for c in _members(world) for i in c.indices if i.is_positive)})
            chosen = (dict(zip(forall, map(Integer, at), strict=True)) for at in product(places, repeat=len(forall)))
            return all(_holds(world, relation, at) for at in chosen if keeps_apart(relation, at))
    return True


def _terms(world: World, item: Any) -> list[Any]:
    """The random terms of the world that a hypothesis about a term or a family speaks of."""
    whole = substitute(item, world.parameters)
    if isinstance(whole, Family) and not all(size.is_Integer for size in whole.sizes):
        return []  # no member of it is in the world
    found = [item]
    if isinstance(whole, Family):
        found = [*dict.fromkeys((*members(whole)[:MANY], *(c for c in _members(world) if c.family == whole)))]
    return [term for term in found if _known(world, term)]


def _rows(world: World, families: Sequence[Family]) -> list[dict[str, Any]]:
    """The members of the world that have one index, by the letters of their families."""
    found: dict[Any, dict[str, Any]] = {}
    for member in (term for family in families for term in _terms(world, family)):
        found.setdefault(member.indices, {})[member.family.name] = member
    return list(found.values())


def _alike_rows(world: World, one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two rows have one joint law, as far as the world has both."""
    both = one.keys() & other.keys()
    first, second = ([row[name] for name in sorted(both)] for row in (one, other))
    recipes = [_recipe(world, Tuple(*map(world.in_latents, row))) for row in (first, second)]
    return recipes[0] == recipes[1] or joint_atoms(first, world) == joint_atoms(second, world)


def _members(world: World) -> list[Element]:
    return [cell for cell in world.cells if isinstance(cell, Element)]


def _known(world: World, term: Any) -> bool:
    return cells(world.in_latents(term)) <= world.latents.keys()


def _independent(world: World, groups: list[list[Any]]) -> bool:
    groups = [group for group in groups if group]
    if len(groups) < 2:
        return True
    latents = [{s for t in group for s in world.in_latents(t).free_symbols} for group in groups]
    if sum(map(len, latents)) == len(set().union(*latents)):
        return True
    smooth = [{s for s in mine if not isinstance(world.latents[s], Finite)} for mine in latents]
    formal = sum(map(len, smooth)) == len(set().union(*smooth))  # they share what takes few values alone
    laws = [joint_atoms(group, world, formal=formal) for group in groups]
    joint = joint_atoms([t for group in groups for t in group], world, formal=formal)
    return all(
        joint.get(tuple(v for values, _ in choice for v in values), 0)
        == prod((p for _, p in choice), start=Fraction(1))
        for choice in product(*(law.items() for law in laws))
    )


def _recipe(world: World, term: Any) -> Any:
    """What a term is made of: the same for terms that are one function of latents of the same laws."""
    inner = world.in_latents(term)
    latents = sorted(inner.free_symbols & world.latents.keys(), key=lambda s: (len(s.name), s.name))
    names = {s: RandomVariable(f"_{place}") for place, s in enumerate(latents)}
    return inner.xreplace(names), tuple(world.latents[s] for s in latents)


def _symmetric(world: World, term: Any) -> bool:
    """An odd function of a latent about its middle, or of all that have one, or a difference of two alike;
    else as the law shows.
    """
    inner = world.in_latents(term)
    mirrored = {s: mirror for s in inner.free_symbols if (mirror := _mirrored(world, s)) is not None}
    for turned in ({s: mirror} for s, mirror in mirrored.items()):
        if expand(inner.xreplace(turned) + inner) == 0:
            return True
    if expand(inner.xreplace(mirrored) + inner) == 0:
        return True
    alike = [(a, b) for a, b in combinations(inner.free_symbols & world.latents.keys(), 2) if _alike(world, a, b)]
    if any(expand(inner.xreplace({a: b, b: a}) + inner) == 0 for a, b in alike):
        return True
    law = joint_atoms([term], world)
    return law == {(-value,): chance for (value,), chance in law.items()}


def _alike(world: World, a: Any, b: Any) -> bool:
    return world.latents[a] == world.latents[b]


def _mirrored(world: World, latent: Any) -> Any:
    """2 m - u for a latent u that is symmetric about m."""
    law = world.latents.get(latent)
    if law is None:
        return None
    if law.symmetric:
        return -latent
    middle = law.moment(1)
    return 2 * middle - latent if affine(law, Integer(-1), 2 * middle) == law else None


def jumps_at_an_atom(world: World, claim: Claim) -> bool:
    """Whether the sides ask on which side of a point a variable lies that has a density, and it has an atom there: its
    law in the world stands for one close by, which need not give the values that the sides have in the world.
    """
    smooth = [h.term for h in claim.hypotheses if isinstance(h, HasDensity)]
    if not smooth:
        return False
    sides = [unfold(claim.hypotheses, side)[0] for side in (claim.relation.lhs, claim.relation.rhs)]
    parts = {part for side in sides for part in subterms(side)}
    gaps = {part.lhs - part.rhs for part in parts if isinstance(part, Relational)}
    gaps |= {part.args[0] for part in parts if isinstance(part, sign | step)}
    owners = {cell: cell.family if isinstance(cell, Element) else cell for gap in gaps for cell in cells(gap)}
    asked = [gap for gap in gaps if any(cell in smooth or owners[cell] in smooth for cell in cells(gap))]
    return not all(_avoids(world, gap, Fraction(0)) for gap in asked)


def _avoids(world: World, term: Any, value: Any) -> bool:
    """Whether a term has this value with probability 0."""
    inner = world.in_latents(term)
    smooth = [s for s in inner.free_symbols if s in world.latents and world.latents[s].continuous]
    if not smooth:
        return (_fraction(value),) not in joint_atoms([term], world)
    finite = [s for s in inner.free_symbols if s in world.latents and s not in smooth]
    points = [world.latents[s].points for s in finite]
    if None in points:
        return False
    for choice in product(*points, *((1, -1) for _ in smooth)):  # type: ignore[arg-type]
        at = inner.xreplace(dict(zip(finite, choice, strict=False)))
        turned = zip(smooth, choice[len(finite) :], strict=True)
        polynomial = expand(at.xreplace({Abs(s): turn * s for s, turn in turned}))
        if not polynomial.is_polynomial(*smooth) or polynomial == value:
            return False
    return True


def _is_law(world: World, term: Any, stated: Law) -> bool:
    inner = world.in_latents(term)
    if world.latents.get(inner) == stated or _multiple(world, inner) == stated:
        return True
    if is_mixture(inner, world.latents, stated):
        return True
    if stated.points is None:
        return False
    chances = {(_fraction(v),): _fraction(stated.probability(v)) for v in stated.points}
    return joint_atoms([term], world) == {v: p for v, p in chances.items() if p}


def _multiple(world: World, inner: Any) -> Law | None:
    """The law of a X + b for a latent X, where it has a name."""
    latents = inner.free_symbols & world.latents.keys()
    if len(latents) != 1 or not inner.is_polynomial(*latents):
        return None
    polynomial = Poly(inner, *latents)
    if polynomial.degree() != 1:
        return None
    return affine(world.latents[latents.pop()], *polynomial.all_coeffs())


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
    if any(value_in(below, world) == 0 for below in _divisors(term)):
        raise NotRealError(f"a division by 0 in {term}")
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


def _divisors(term: Any) -> set[Any]:
    """What a term divides by, chance and indices that sums bind aside: 0/0 is no number, whatever cancels."""
    powers = [p for p in subterms(sympify(term)) if isinstance(p, Pow) and p.exp.is_negative]
    bound = {s for part in subterms(term) for s in bound_symbols(part)} if powers else set()
    return {
        p.base for p in powers if p.base.has(Head) and not is_random(p.base) and bound.isdisjoint(p.base.free_symbols)
    }


def _fraction(number: Any) -> Fraction:
    number = sympify(number)
    return Fraction(int(number.p), int(number.q)) if isinstance(number, Rational) else number
