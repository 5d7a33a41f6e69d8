"""Points at which two closed forms differ, with the letters where the stated laws let them be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import Expr, Integer, Rational

from derivations.errors import UserError
from derivations.hypotheses import Definition, HasLaw, Holds, Hypothesis
from derivations.laws import Binomial, Law
from derivations.notation import text as shown
from derivations.substitution import in_domain
from derivations.terms import Element, Head, subterms
from verify.closed_forms.vanishing import possible_at
from verify.inequalities.parameters import chances_of
from verify.worlds.counterexample import Counterexample
from verify.worlds.exact_laws import real_at

__all__ = ["point_apart"]


def point_apart(
    hypotheses: Sequence[Hypothesis], left: Any, right: Any, guards: Sequence[Any] = ()
) -> Counterexample | None:
    """A point, with the letters in their domains, that shows the two sides apart to 50 digits."""
    laws = [h.law for h in hypotheses if isinstance(h, HasLaw)]
    seen = {part for side in (left, right) for part in _letters(side)}
    named = {str(part) for part in seen}
    seen |= {part for law in laws for p in law.parameters for part in _letters(p) if str(part) not in named}
    letters = sorted(seen, key=str)
    if len(letters) > 6 or any(str(s).startswith("<") for s in letters):
        return None
    stated = [h for h in hypotheses if isinstance(h, Holds | Definition)]
    if any(isinstance(h, Definition) or any(isinstance(p, Head) for p in subterms(h.relation)) for h in stated):
        return None
    found = possible_at(guards) or {}
    for shift in range(10):
        rising = letters if shift % 2 == 0 else letters[::-1]  # c < a as well as a < c
        point = {s: _value(s, i + shift // 2, laws) for i, s in enumerate(rising)} | (found if shift >= 8 else {})
        if shift in {6, 7}:
            point = {s: v if s.is_integer or v < 1 else v / 16 for s, v in point.items()}
        plain = {str(s): v for s, v in point.items()}
        if not all(_possible(law, plain) for law in laws) or possible_at(guards, point) is None:
            continue
        if not all(_holds(h, plain) for h in stated if isinstance(h, Holds)):
            continue
        if not (real_at(left, point) and real_at(right, point)):
            continue
        values = [side.xreplace(point) for side in (left, right)]
        gap = (values[0] - values[1]).evalf(50)
        if gap.is_number and gap.is_finite and gap.is_real and abs(gap) > Rational(1, 10**20):
            return Counterexample((), {shown(s): v for s, v in point.items()}, *values)
    return None


def _letters(term: Any) -> set[Any]:
    """The letters of a term, and the members of families of constants."""
    if isinstance(term, Element) or term.is_Symbol:
        return {term}
    return set().union(*(_letters(part) for part in term.args if isinstance(part, Expr)))


def _value(letter: Any, place: int, laws: Sequence[Law]) -> Any:
    """A small value that is not special; a probability where the letter is one."""
    chances = {p for law in laws for p in chances_of(law)}
    if str(letter) in {str(c) for c in chances}:
        return Rational(1, place + 3)
    trials = {str(s) for law in laws if isinstance(law, Binomial) for s in _letters(law.trials)}
    if letter.is_integer or str(letter) in trials:
        return Integer(place + 2 + (not in_domain(letter, Integer(place + 2))))
    return Rational(place * place + 3, 2)


def _possible(law: Law, point: dict[str, Any]) -> bool:
    """Whether there is such a law."""
    named = {s: point[str(s)] for p in law.parameters for s in _letters(p)}
    try:
        made = law.substitute(named)
    except UserError:
        return False
    return all(condition == True for condition in made.conditions.values())  # noqa: E712


def _holds(stated: Holds, point: dict[str, Any]) -> bool:
    """Whether a relation between letters is seen to hold at a point."""
    letters = {s: point[str(s)] for s in _letters(stated.relation) if str(s) in point}
    return bool(not stated.forall and stated.relation.xreplace(letters) == True)  # noqa: E712
