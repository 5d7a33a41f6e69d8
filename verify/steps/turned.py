"""A name with a law that is made of one variable, linearly: the variable is made of the name. What is made of variables
of which nothing else is said may have any law.

>>> from derivations.hypotheses import Definition, HasLaw
>>> from derivations.laws import Normal
>>> from derivations.terms import E, constants, random_variables
>>> x, z = random_variables("x z")
>>> m, s = constants("m s")
>>> stated = Definition(z, (x - m) / s), HasLaw(z, Normal(0, 1))
>>> made = turned(stated, E(x))[0]
>>> made.name, made.term == m + s * z
(x, True)
>>> turned((Definition(z, 2 * x - m), HasLaw(z, Normal(0, 1))), E(z))
(HasLaw(z, Normal(mean=0, variance_=1)),)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import Dummy, Integer, expand, fraction, together

from derivations.entailment import unfold
from derivations.facts import spoken_of
from derivations.hypotheses import Definition, HasLaw, Holds, Hypothesis, Independent
from derivations.terms import Element, Family, RandomVariable, cells, is_random

__all__ = ["turned"]


def turned(hypotheses: Sequence[Hypothesis], *sides: Any) -> tuple[Hypothesis, ...]:
    """The hypotheses of a relation between `sides` with the definitions of such names solved for the variable, where no
    law of it is stated; without those of names that may have any law. What is stated of other names is said of what
    they are made of.
    """
    laws = {item for h in hypotheses if not isinstance(h, Independent) for item in spoken_of(h)}
    made = {h.name for h in hypotheses if isinstance(h, Definition)}
    told = laws | {item for h in hypotheses for item in spoken_of(h)}
    smooth = {h.term for h in hypotheses if isinstance(h, HasLaw) and h.law.continuous}
    found: list[Hypothesis] = []
    plain = [h for h in hypotheses if isinstance(h, Definition) and not h.forall and h.name not in told]
    for h in hypotheses:
        if isinstance(h, Holds) and any(h.relation.has(d.name) for d in plain):
            relation = unfold(plain, h.relation)[0]
            found += [h if relation in (True, False) else Holds(relation, forall=h.forall, note=h.note)]
            continue
        if isinstance(h, Definition) and h.name in told and not h.forall and _may_be_anything(h, hypotheses, sides):
            continue
        solved = _solved(h, smooth) if isinstance(h, Definition) and h.name in told and not h.forall else None
        if solved is None or solved.name in made | laws:
            found.append(h)
        else:
            made.add(solved.name)
            found.append(solved)
    return tuple(found)


def _may_be_anything(definition: Definition, hypotheses: Sequence[Hypothesis], sides: Sequence[Any]) -> bool:
    """Whether nothing else speaks of what a name is made of, and that has any value: it is linear in one of them."""
    inside = cells(definition.term)
    own = {_owner(cell) for cell in inside}
    others = [part for h in hypotheses if h != definition for part in _terms_of(h)]
    if not own or any(_owner(cell) in own for part in (*others, *sides) for cell in cells(part)):
        return False
    if own & {item for h in hypotheses for item in spoken_of(h)}:
        return False
    letters = {owner: Dummy() for owner in own}
    plain = expand(definition.term.xreplace({cell: letters[_owner(cell)] for cell in inside}).doit())
    ones = {letter: Integer(1) for letter in letters.values()}
    for letter in letters.values():
        of_one = expand(plain.xreplace({s: one for s, one in ones.items() if s != letter}))
        if of_one.is_polynomial(letter) and of_one.as_poly(letter).degree() == 1 and of_one.coeff(letter).is_nonzero:
            return True
    return False


def _terms_of(hypothesis: Hypothesis) -> list[Any]:
    if isinstance(hypothesis, Definition):
        return [hypothesis.name, hypothesis.term]
    if isinstance(hypothesis, Holds):
        return [hypothesis.relation]
    return [item for item in spoken_of(hypothesis) if not isinstance(item, Family)]


def _owner(cell: Any) -> Any:
    return cell.family if isinstance(cell, Element) else cell


def _solved(definition: Definition, smooth: set[Any]) -> Definition | None:
    name, term = definition.name, definition.term
    inside = cells(term)
    if len(inside) != 1 or not isinstance(name, RandomVariable):
        return None
    (x,) = inside
    factor = expand(term).coeff(x)
    rest = expand(term - factor * x)
    if not isinstance(x, RandomVariable) or is_random(rest) or is_random(factor):
        return None
    above, below = fraction(together(factor))
    if not above.is_nonzero and name not in smooth:
        return None
    return Definition(x, expand((name - rest) * below / above))
