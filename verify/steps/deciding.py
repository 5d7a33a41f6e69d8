"""One step: proved, refuted with a counterexample, true under a hypothesis that is not stated, or unknown."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from sympy import Derivative, Dummy, Eq, Expr, Ge, Gt, Integer, Integral, Ne, Pow, Sum, Symbol, cancel, sqrt, together
from sympy.core.function import AppliedUndef

from derivations.entailment import odd_normal, unfold
from derivations.errors import UserError
from derivations.hypotheses import Definition, HasLaw, Holds, Hypothesis
from derivations.normal_form import NormalForm
from derivations.notation import text
from derivations.rules.algebra import abstracted
from derivations.substitution import in_domain
from derivations.terms import E, Element, Head, RandomVariable, cells, free_symbols, is_random, subterms
from verify.decision import Decision
from verify.steps.by_induction import by_induction
from verify.steps.deterministic import deterministic, printed
from verify.steps.moment_steps import MomentStep
from verify.steps.ordered import ORDERS, ordered
from verify.steps.turned import turned
from verify.steps.wide import needed_by, wide_equal
from verify.time_limit import within
from verify.worlds.counterexample import counterexample
from verify.worlds.world import written_out

POINTWISE = 0.6  # seconds for an equation between random variables

__all__ = ["AN_EVENT", "Decision", "decide", "decide_wide", "showing_values", "with_values"]

AN_EVENT: Final = "a value of a random variable: an event, not an identity"
TWO_VARIABLES: Final = "the two random variables differ (the sides shown are E[(left - right)^2] and 0)"
NOT_IN_ORDER: Final = "false with a positive probability (the sides shown are the mean of the excess and 0)"


def decide(
    hypotheses: Sequence[Hypothesis],
    relation: str,
    lhs: Any,
    rhs: Any,
    *,
    digits: int | None = None,
    seconds: float = 10.0,
    explained: bool = True,
) -> Decision:
    """The verdict of `lhs relation rhs` under the hypotheses; `digits` are the decimals of a number as printed.

    `seconds` are for the search of a law that refutes it; none is looked for where they are 0. What is refuted is
    `explained` by the hypotheses that would do; `Decision.explained` adds the slip that was made.
    """
    return _decided(turned(hypotheses, lhs, rhs), relation, (lhs, rhs), digits, (seconds, explained))


@lru_cache(maxsize=128)
def _decided(
    relevant: tuple[Hypothesis, ...], relation: str, sides: tuple[Any, Any], digits: int | None,
    search: tuple[float, bool],
) -> Decision:  # fmt: skip
    """A document asks the same under several readings."""
    (lhs, rhs), (seconds, explained) = sides, search
    if relation in ORDERS:
        return ordered(relevant, relation, lhs, rhs, seconds=seconds)
    if relation not in {"=", "=="}:
        return Decision("unknown", f"the relation {relation!r} is outside what can be decided")
    if digits is not None and not lhs.free_symbols | rhs.free_symbols and not cells(lhs) | cells(rhs):
        return printed(lhs, rhs, digits)
    if is_random(lhs) or is_random(rhs):
        return _pointwise(relevant, lhs, rhs)
    if (why := by_induction(lhs, rhs)) is not None:
        return Decision("proved", why, "induction")
    if not any(isinstance(part, Head | Sum) for side in (lhs, rhs) for part in subterms(side)):
        return deterministic(relevant, lhs, rhs)
    return MomentStep(relevant, lhs, rhs, seconds, explained).decision()


def with_values(hypotheses: Sequence[Hypothesis], *sides: Any) -> tuple[tuple[Hypothesis, ...], tuple[Any, ...]]:
    """Hypotheses and sides with the values of letters that definitions give, or squares: p = 1/2, s = 2 a, s^2 = 1/n.

    >>> from derivations.terms import constants
    >>> a, s = constants("a s")
    >>> with_values([Definition(s, 2 * a)], s**2)
    ((), (4*a**2,))
    """
    stated = tuple(_root(h, hypotheses, sides) or h for h in hypotheses)
    for _ in range(len(stated)):
        found = next((h for h in stated if isinstance(h, Definition) and _gives_a_value(h)), None)
        if found is None:
            break
        implied = () if in_domain(found.name, found.term) else _implied(found)
        table = {found.name: found.term}
        stated = (*(h.substitute(table) for h in stated if h != found), *implied)
        sides = tuple(side.xreplace(table) for side in sides)
    return stated, sides


def _root(stated: Hypothesis, hypotheses: Sequence[Hypothesis], sides: Sequence[Any]) -> Definition | None:
    """The s = sqrt(1/n) of s^2 = 1/n, where s is not negative or stands in even powers alone."""
    relation = stated.relation if isinstance(stated, Holds) and not stated.forall else None
    square, value = relation.args if isinstance(relation, Eq) else (None, None)
    if not isinstance(square, Pow) or square.exp != 2 or not isinstance(square.base, Symbol) or is_random(value):
        return None
    letter, mark = square.base, Dummy()
    if is_random(letter) or letter in free_symbols(value) or any(isinstance(part, Head) for part in subterms(value)):
        return None
    others = (h for h in hypotheses if h != stated)
    even = not any(letter in free_symbols(side.subs(letter**2, mark)) for side in sides)
    even = even and not any(letter in h.free_symbols for h in others if not isinstance(h, HasLaw | Holds))
    even = even and all(letter not in free_symbols(part.subs(letter**2, mark)) for h in others for part in _parts(h))
    return Definition(letter, sqrt(value)) if even or letter.is_nonnegative else None


def _parts(hypothesis: Hypothesis) -> tuple[Any, ...]:
    """The terms in which the letters of a law or of a relation stand."""
    if isinstance(hypothesis, HasLaw):
        return tuple(hypothesis.law.parameters)
    return (hypothesis.relation,) if isinstance(hypothesis, Holds) else ()


def _implied(definition: Definition) -> tuple[Hypothesis, ...]:
    """What the domain of a letter says of its value, where that is not known; what the value divides by is not 0."""
    name, value = definition.name, definition.term
    powers = [part for part in subterms(value) if isinstance(part, Pow)]
    roots = [part.base for part in powers if getattr(part.exp, "q", 1) % 2 == 0]
    implied: list[Any] = [Ge(base, 0) for base in roots if base.is_nonnegative is None]
    implied += [
        Ne(part.base, 0) for part in powers if part.exp.could_extract_minus_sign() and part.base.is_zero is None
    ]
    signed = {"positive": Gt(value, 0), "nonnegative": Ge(value, 0)}
    implied += [relation for domain, relation in signed.items() if getattr(name, f"is_{domain}")][:1]
    fits = value.is_extended_real is not False and value.is_infinite is not True and not name.is_integer
    if not implied or not fits or any(relation in (True, False) for relation in implied):
        raise UserError(f"{text(name)} = {text(value)} is outside what the letter stands for elsewhere")
    return tuple(Holds(relation) for relation in implied)


def showing_values(found: Decision, hypotheses: Sequence[Hypothesis]) -> Decision:
    """The decision with the values, in its counterexample, of the letters that `with_values` replaced."""
    if found.counterexample is None:
        return found
    given = [h for s in hypotheses if isinstance(h := _root(s, hypotheses, ()) or s, Definition) and _gives_a_value(h)]
    parameters = dict(found.counterexample.parameters)
    for h in given * len(given):
        known = {s: parameters[str(s)] for s in h.term.free_symbols if str(s) in parameters}
        value = written_out(h.term.xreplace(known))
        members = {part: parameters.get(text(part)) for part in subterms(value) if isinstance(part, Element)}
        if not value.free_symbols and None not in members.values():
            parameters.setdefault(str(h.name), value.xreplace(members))
    return replace(found, counterexample=replace(found.counterexample, parameters=parameters))


def _gives_a_value(definition: Definition) -> bool:
    name, term = definition.name, definition.term
    moments = any(isinstance(part, Head) for part in subterms(term))
    letter = isinstance(name, Symbol) and not is_random(name) and not definition.forall
    return letter and not is_random(term) and not moments and not term.has(name)


def decide_wide(hypotheses: Sequence[Hypothesis], lhs: Any, rhs: Any) -> Decision:
    """The verdict of an equality with integrals, series, limits or derivatives."""
    equal, why, point = wide_equal(hypotheses, lhs, rhs)
    if equal:
        smooth = ", where what is integrated is continuous" if _differentiates_an_integral(lhs, rhs) else ""
        return Decision("proved", f"{why}{smooth}", "closed forms", where=needed_by(point))
    if equal is False:
        return Decision("refuted", "the two sides have different closed forms", "closed forms", (), point)
    return Decision("unknown", why)


def _differentiates_an_integral(*sides: Any) -> bool:
    """Whether the integral of an unknown function is differentiated."""
    inside = [part for side in sides for part in side.atoms(Derivative) if part.has(Integral)]
    return any(part.has(AppliedUndef) for part in inside)


def _pointwise(hypotheses: tuple[Hypothesis, ...], lhs: Any, rhs: Any) -> Decision:
    """An equation between random variables: by definition, or as an identity for all values."""
    left, right = (odd_normal(hypotheses, unfold(hypotheses, side)[0]) for side in (lhs, rhs))
    if any(isinstance(a, RandomVariable) and b.is_number for a, b in ((lhs, rhs), (rhs, lhs))):
        return Decision("unknown", AN_EVENT)
    if left == right:
        return Decision("proved", "by definition", "definitions")
    if isinstance(left, Expr) and isinstance(right, Expr):
        a, b = abstracted(left, right)
        if cancel(together(a - b)) == 0:
            return Decision("proved", "one rational function of the variables", "polynomial arithmetic")
    same = None
    with contextlib.suppress(UserError):
        same = NormalForm(()).equal(left, right)
        if same is True:
            return Decision("proved", "the difference is 0 for every value", "moment normal form")
        form = NormalForm(hypotheses)
        almost = any(isinstance(h, HasLaw | Holds) for h in hypotheses)
        if form.equal(left, right) or (almost and within(POINTWISE, lambda: form.equal(E((left - right) ** 2), 0))):
            return Decision("proved", "equal with probability 1 under the stated hypotheses", "moment normal form")
    if (valued := _for_all_values(hypotheses, lhs, rhs)) is not None:
        return valued
    witness = counterexample(hypotheses, E((left - right) ** 2), Integer(0), seconds=1.0) if same is False else None
    if witness is not None:
        reason = TWO_VARIABLES
        return Decision("refuted", reason, "a law", (), witness)
    return Decision("unknown", "an equation between random variables that is not decided here")


def _is_positive(hypotheses: tuple[Hypothesis, ...], variable: RandomVariable) -> bool:
    """Whether it is positive with probability 1, by its law or by a stated inequality."""
    laws = [h.law for h in hypotheses if isinstance(h, HasLaw) and h.term == variable]
    if any(law.support.inf.is_positive or (law.support.inf == 0 and law.mass_at_0 == 0) for law in laws):
        return True
    return ordered(hypotheses, ">", variable, Integer(0), seconds=0.0).verdict == "proved"


def _for_all_values(hypotheses: tuple[Hypothesis, ...], lhs: Any, rhs: Any) -> Decision | None:
    """The proof of an equation without moments for all values of its variables, which may have to be positive."""
    letters = sorted((s for s in lhs.free_symbols | rhs.free_symbols if isinstance(s, RandomVariable)), key=str)
    if not letters or any(isinstance(part, Head | Element | Sum) for side in (lhs, rhs) for part in subterms(side)):
        return None

    def proved(**known: bool) -> bool:
        table = {s: Symbol(s.name, real=True, **known) for s in letters}
        return deterministic((), lhs.xreplace(table), rhs.xreplace(table)).verdict == "proved"

    if proved():
        return Decision("proved", "equal for all values of the variables", "closed forms")
    if not proved(positive=True):
        return None
    unsure = [s for s in letters if not _is_positive(hypotheses, s)]
    if not unsure:
        return Decision("proved", "equal for all values of the variables, which are positive", "closed forms")
    return Decision("unknown", f"holds where {', '.join(map(text, unsure))} > 0, which nothing stated says")
