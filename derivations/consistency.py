"""Hypotheses that contradict each other are an error that names them, never a proof of everything.

Not every contradiction is found; what is found is one.

>>> from derivations.terms import positive_integers
>>> i, k = positive_integers("i k")
>>> refuse_contradictions(frozenset({Holds(i < k), Holds(i >= k)}))
Traceback (most recent call last):
derivations.errors.UserError: the hypotheses contradict each other: i < k, i >= k
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from itertools import combinations, permutations
from typing import Any

from sympy import Eq, Ge, Gt, Le, Lt, Ne, cancel, expand
from sympy.core.relational import Relational

from derivations.entailment import follows, instances
from derivations.errors import UserError
from derivations.hypotheses import Definition, HasDensity, HasLaw, Holds, Hypothesis, NoAtom, Symmetric
from derivations.normal_form import NormalForm
from derivations.terms import E, Element, Head, canonical_bound, subterms

__all__ = ["refuse_contradictions"]

MANY = 12


_passed: deque[frozenset[Hypothesis]] = deque(maxlen=64)


def refuse_contradictions(hypotheses: frozenset[Hypothesis]) -> None:
    """Raise a UserError that names hypotheses which cannot hold together."""
    if any(hypotheses <= larger for larger in _passed):
        return
    ordered = sorted(hypotheses, key=repr)
    about = (_about_laws, _about_order, _about_names, _about_defined)
    for group in (found for look in about for found in look(ordered)):
        from derivations.notation import text

        raise UserError(f"the hypotheses contradict each other: {', '.join(map(text, group))}")
    if any(isinstance(h, Holds) and isinstance(h.relation, Eq) for h in ordered):
        NormalForm(ordered)
    _passed.appendleft(hypotheses)


Group = Collection[Hypothesis]


def _about_laws(hypotheses: list[Hypothesis]) -> Iterator[Group]:
    """Two laws of one variable; a law against a symmetry, a density or an atom that is said not to be there."""
    laws = [h for h in hypotheses if isinstance(h, HasLaw)]
    for stated in laws:
        law = stated.law
        for condition in law.conditions.values():
            against = follows(hypotheses, _plain(condition.negated)) if isinstance(condition, Relational) else None
            if against:
                yield stated, *against
        for other in hypotheses:
            if other == stated or not _speak_of_one(stated.term, getattr(other, "term", None)):
                continue
            wrong = (
                (isinstance(other, HasLaw) and other.law != law)
                or (isinstance(other, HasDensity) and not law.continuous)
                or (isinstance(other, Symmetric) and any(law.moment(order).is_nonzero for order in (1, 3)))
                or (isinstance(other, NoAtom) and _mass(law, other.value))
            )
            if wrong:
                yield stated, other


def _plain(relation: Any) -> Any:
    """An order against 0, without a common factor: a <= 0 for -a >= a."""
    return Le(expand(relation.lts - relation.gts).primitive()[1], 0) if isinstance(relation, Le | Ge) else relation


def _speak_of_one(first: Any, second: Any) -> bool:
    """Whether both speak of the same variable: the same term, or a family and a member of it."""
    return bool(
        first == second
        or (isinstance(first, Element) and first.family == second)
        or (isinstance(second, Element) and second.family == first)
    )


def _mass(law: Any, point: Any) -> bool:
    mass = law.probability(point)
    return mass is not None and point in law.support and bool(mass.is_positive)


def _about_order(hypotheses: list[Hypothesis]) -> Iterator[Group]:
    """Inequalities whose sum says 0 > 0; A = B and A != B."""
    stated = [h for h in hypotheses if isinstance(h, Holds)]
    if all(isinstance(h.relation, Eq) for h in stated):
        return
    for first, second in combinations(stated, 2):
        if first.relation in (second.relation.negated, second.relation.reversed.negated):
            yield first, second
    gaps = [(h, gap, strict) for h in stated for gap, strict in _gaps(h.relation)]
    for size in range(2, 4 if len(gaps) <= MANY else 3):
        for chosen in combinations(gaps, size):
            total = expand(sum(gap for _, gap, _ in chosen))
            if total.is_negative or (total.is_zero and any(strict for *_, strict in chosen)):
                yield {h: None for h, *_ in chosen}.keys()


def _gaps(relation: Any) -> Iterable[tuple[Any, bool]]:
    """The relation as gap >= 0 or, strictly, gap > 0."""
    if isinstance(relation, Eq):
        gap = expand(relation.lhs - relation.rhs)
        return ((gap, False), (-gap, False))
    if isinstance(relation, Ge | Gt | Le | Lt):
        return ((expand(relation.gts - relation.lts), isinstance(relation, Gt | Lt)),)
    assert isinstance(relation, Ne)
    return ()


def _about_names(hypotheses: list[Hypothesis]) -> Iterator[Group]:
    """A name that is defined twice, or by itself."""
    definitions = [h for h in hypotheses if isinstance(h, Definition)]
    for first, second in permutations(definitions, 2):
        if _starts(second, first, definitions):
            continue
        if any(_differs(made, second) for made in instances(first, second.name) if isinstance(made, Definition)):
            yield first, second
    reach = {h: {other for other in definitions if _mentions(h.term, other)} for h in definitions}
    for definition in definitions:
        seen, todo = set(), list(reach[definition])
        while todo:
            if (found := todo.pop()) not in seen:
                seen.add(found)
                todo += reach[found]
        if definition in seen:
            yield tuple(h for h in definitions if h == definition or h in seen)


def _about_defined(hypotheses: list[Hypothesis]) -> Iterator[Group]:
    """A name with a law that is not the one of what it is defined as: their means or second moments differ."""
    for definition in (h for h in hypotheses if isinstance(h, Definition) and not h.forall):
        for stated in (h for h in hypotheses if isinstance(h, HasLaw) and h.term == definition.name):
            others = [h for h in hypotheses if h is not stated]
            with suppress(UserError):
                form = NormalForm(others)
                gaps = (form.value(E(definition.term**k)) - stated.law.moment(k) for k in (1, 2))
                if any(cancel(gap) != 0 and not any(isinstance(p, Head) for p in subterms(gap)) for gap in gaps):
                    yield definition, stated


def _differs(made: Definition, other: Definition) -> bool:
    return made.name == other.name and canonical_bound(made.term) != canonical_bound(other.term)


def _starts(definition: Definition, recursion: Definition, definitions: list[Definition]) -> bool:
    """Whether a recursion starts with the member defined: as many do as it goes back, from x_0 on, or from x_1 on."""
    name = definition.name
    if definition.forall or not recursion.forall or not isinstance(name, Element) or len(name.indices) != 1:
        return False
    own, (at,) = name.family, recursion.name.indices
    back = [at - p.indices[0] for p in subterms(recursion.term) if isinstance(p, Element) and p.family == own]
    if not back or recursion.name.family != own or not all(step.is_Integer for step in back):
        return False
    from_0 = any(d.name == own[0] for d in definitions)
    return bool(name.indices[0].is_Integer and name.indices[0] <= max(back) - from_0)


def _mentions(term: Any, definition: Definition) -> bool:
    """Whether the name of the definition, for some values of its indices, stands in the term."""
    return any(term.has(made.name) for made in instances(definition, term) if isinstance(made, Definition))
