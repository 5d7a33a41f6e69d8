"""Recursions that independent noise drives: y_t = a y_{t-1} + e_t, where e_t is independent of what came before.

The words "y_{t-1} and e_t are independent" do not say that the whole families are: y_t is made of e_t. Everything is
written through the last y_s before the noise that stands in the step, which is then independent of that noise.

>>> from sympy import symbols
>>> from derivations.terms import Cov, family
>>> t, a = symbols("t a", integer=True)
>>> y, e = family("y", t), family("e", t)
>>> given = (Definition(y[t], a * y[t - 1] + e[t], forall=(t,)), Independent(y, e))
>>> _, (side, _) = from_the_past(given, (Cov(y[t], e[t]), Integer(0)))
>>> sorted(map(str, side.args[0].args))
['e[t]', 'y_{t - 1}*a']
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import Integer, Symbol

from derivations.errors import UserError
from derivations.expressions import Binder
from derivations.hypotheses import Definition, Holds, Hypothesis, Independent, IndependentElements
from derivations.instances import unfold
from derivations.terms import Element, Family, Head, RandomVariable, bound_symbols, is_random, subterms
from verify.steps.written import recursions

__all__ = ["from_the_past", "of_members_before"]

FARTHEST = 20  # steps back
DECLINED = "outside what can be decided: a recursion whose noise is stated to be independent, in this form"


def from_the_past(
    hypotheses: Sequence[Hypothesis], sides: tuple[Any, ...]
) -> tuple[tuple[Hypothesis, ...], tuple[Any, ...]]:
    """The hypotheses and sides, without members of such a recursion but the one that is independent of the noise;
    UserError for forms of these that are not covered.
    """
    for made in (h for h in recursions(hypotheses) if len(h.forall) == 1 and h.name.indices == h.forall):
        own = made.name.family
        rest = [h for h in hypotheses if isinstance(h, Definition) and h is not made]
        step = _unfolded(rest, made.term)
        noise = {c.family for c in _members(step) if c.family != own}
        stated = [h for h in hypotheses if isinstance(h, Independent) and _ties(h, own, noise)]
        others = [h for h in rest if isinstance(h.name, Element) and h.name.family == own and not h.forall]
        if not stated and _is_driven_alone(hypotheses, others, noise):
            stated = [Independent(own, *noise)]
        if not stated:
            continue
        about = [h for h in hypotheses if isinstance(h, Holds) and any(c.family == own for c in _members(h.relation))]
        written = tuple(_unfolded(rest, side) for side in sides)
        relations = [relation for h in about for relation in _instances(h, own, written)]
        terms = (*written, *(_unfolded(rest, relation) for relation in relations))
        if not any(c.family == own for term in terms for c in _members(term)):
            continue
        starts = {h.name.indices[0] for h in others}
        terms, past = _back(Definition(made.name, step, forall=made.forall), terms, noise, starts)
        kept = [h for h in hypotheses if h is not made and h not in stated and h not in about]
        kept += [Holds(relation) for relation in terms[len(sides) :] if relation not in (True, False)]
        hypotheses = (*kept, *(part for h in stated for part in _of_the_past(h, own, past)))
        sides = tuple(_unfolded(rest, term) for term in terms[: len(sides)])
    return tuple(hypotheses), sides


def of_members_before(hypotheses: Sequence[Hypothesis], sides: Sequence[Any]) -> tuple[Hypothesis, ...]:
    """The hypotheses; what holds for every member holds of the e_{t-1} of a side too, which may stand before the first.

    >>> from sympy import Eq
    >>> from derivations.terms import Var, family, positive_integers
    >>> t = positive_integers("t")
    >>> e = family("e", t)
    >>> (said,) = of_members_before([Holds(Eq(Var(e[t]), 4), forall=(t,))], [Var(e[t - 1])])
    >>> said.forall[0].is_positive
    """
    made = _made_of_others(hypotheses)
    wide = [_for_all_integers(h) for h in made]
    written = [m for side in sides for term in (side, _unfolded(wide, side)) for m in _members(term)]
    reached = {m.family for m in written if any(i.is_positive is None and i.free_symbols for i in m.indices)}

    def speaks_of_these(h: Hypothesis) -> bool:
        if not (isinstance(h, Holds) or h in made) or not getattr(h, "forall", ()):
            return False
        return not reached.isdisjoint(m.family for m in _members(h.relation if isinstance(h, Holds) else h.name))

    return tuple(_for_all_integers(h) if speaks_of_these(h) else h for h in hypotheses)


def _made_of_others(hypotheses: Sequence[Hypothesis]) -> list[Definition]:
    """The definitions of families none of which is made of itself, and of which no member has one of its own."""
    stated = [h for h in hypotheses if isinstance(h, Definition) and isinstance(h.name, Element)]
    every = {h.name.family: h for h in stated if len(h.forall) == 1 and h.name.indices == h.forall}
    below = {f: {m.family for m in _members(h.term)} & every.keys() for f, h in every.items()}
    for _ in every:
        below = {f: inside.union(*(below[g] for g in inside)) for f, inside in below.items()}
    own = {h.name.family for h in stated if h not in every.values()}
    return [h for f, h in every.items() if f not in below[f] and f not in own]


def _for_all_integers(said: Any) -> Any:
    wide = {index: Symbol(index.name, integer=True) for index in said.forall}
    if isinstance(said, Definition):
        return Definition(said.name.xreplace(wide), said.term.xreplace(wide), forall=(*wide.values(),), note=said.note)
    return Holds(said.relation.xreplace(wide), forall=tuple(wide.values()), note=said.note)


def _is_driven_alone(hypotheses: Sequence[Hypothesis], starts: Sequence[Definition], noise: set[Any]) -> bool:
    """Whether it starts with numbers, and what drives it has independent members: then the past is made of others."""
    return (
        bool(starts)
        and len(noise) == 1
        and not any(is_random(h.term) for h in starts)
        and any(IndependentElements(family) in hypotheses for family in noise)
    )


def _members(term: Any) -> list[Element]:
    return [part for part in subterms(term) if isinstance(part, Element) and is_random(part)]


def _unfolded(definitions: Sequence[Definition], term: Any) -> Any:
    """The term with what is defined in it, at any step: g_{t-1} by what g_t is."""
    every = {h.name.family: h for h in definitions if len(h.forall) == 1 and isinstance(h.name, Element)}
    for _ in range(FARTHEST):
        table = {
            c: every[c.family].term.xreplace({every[c.family].forall[0]: c.indices[0]})
            for c in _members(term) if c.family in every and every[c.family].name.indices == every[c.family].forall
        }  # fmt: skip
        if not table:
            break
        term = term.xreplace(table)
    return unfold([h for h in definitions if h not in every.values()], term)[0]


def _instances(stated: Holds, own: Family, sides: tuple[Any, ...]) -> list[Any]:
    """What is stated of every member, of those that stand in the sides."""
    if len(stated.forall) != 1:
        return [stated.relation]
    letter = stated.forall[0]
    places = {c.indices[0]: None for side in sides for c in _members(side) if c.family == own} or {letter: None}
    return [stated.relation.xreplace({letter: place}) for place in places]


def _ties(stated: Independent, own: Family, noise: set[Any]) -> bool:
    groups = [set(group) for group in stated.groups]
    return any(own in group for group in groups) and any(noise & group for group in groups if own not in group)


def _of_the_past(stated: Independent, own: Family, past: Any) -> list[Hypothesis]:
    """What is stated of the family, of the one member; of the others alone, where there is none."""
    groups = [tuple(past if part == own else part for part in group) for group in stated.groups]
    known = [group for group in (tuple(part for part in group if part is not None) for group in groups) if group]
    return [Independent(*known)] if len(known) > 1 else []


def _back(made: Definition, terms: tuple[Any, ...], noise: set[Any], starts: set[Any]) -> tuple[tuple[Any, ...], Any]:
    """The terms through one member, before all noise that stands in them, and a variable for that member; none where
    it is one of those that the recursion starts with.
    """
    own, letter = made.name.family, made.forall[0]
    late = [_steps(c.indices[0], letter) for c in _members(made.term) if c.family in noise and len(c.indices) == 1]
    early = [_steps(c.indices[0], letter) for c in _members(made.term) if c.family == own]
    sums = any(isinstance(part, Binder) for term in terms for part in subterms(term))
    if len(set(late)) != 1 or set(early) != {-1} or sums:
        raise UserError(DECLINED)
    spoken = [_without_heads_of_others(term, own) for term in terms]
    found = {c for term in spoken for c in _members(term) if c.family == own or c.family in noise}
    base = next(iter(found)).indices[0]
    zero = Integer(0) if base.is_Integer else next(iter(base.free_symbols), base)
    bound = {s for term in terms for part in subterms(term) for s in bound_symbols(part)}
    if any(len(c.indices) != 1 or not (c.indices[0] - zero).is_Integer for c in found) or zero in bound:
        raise UserError(DECLINED)
    places = [c.indices[0] - zero - (late[0] if c.family in noise else 0) for c in found]
    driven = [c.indices[0] - zero - late[0] - 1 for c in found if c.family in noise]
    first = min([c.indices[0] - zero for c in found if c.family == own] + driven)
    first = max((k for k in starts if k <= first and zero == 0), default=first)
    if max(places) - first > FARTHEST:
        raise UserError(DECLINED)
    for back in range(int(max(places)), int(first), -1):
        terms = tuple(t.xreplace({own[zero + back]: made.term.xreplace({letter: zero + back})}) for t in terms)
    index = zero + first
    if zero == 0 and first in starts:
        return terms, None
    past = RandomVariable(f"{own}_{index}" if index.is_Symbol or index.is_Integer else f"{own}_{{{index}}}")
    return tuple(term.xreplace({own[index]: past}) for term in terms), past


def _without_heads_of_others(term: Any, own: Family) -> Any:
    """The term without moments of the noise alone: whichever of it stands there is not beside the family."""
    alone = {p: Integer(0) for p in subterms(term) if isinstance(p, Head) and all(c.family != own for c in _members(p))}
    return term.xreplace(alone)


def _steps(index: Any, letter: Symbol) -> int:
    steps = index - letter
    if not steps.is_Integer:
        raise UserError(DECLINED)
    return int(steps)
