"""Steps with <=, >=, < and >: a sum of what is never negative proves them, a law or a point refutes them."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Any

from sympy import Ge, Gt, Integer, Le, Lt, Ne, Symbol, cancel, factor

from derivations.entailment import follows, unfold
from derivations.errors import UserError
from derivations.hypotheses import HasLaw, Holds, Hypothesis, Symmetric
from derivations.laws import Finite
from derivations.normal_form import NormalForm
from derivations.terms import Element, Head, RandomVariable, Var, cells, is_random, subterms
from verify.decision import Decision
from verify.inequalities.everywhere import everywhere
from verify.inequalities.moment_order import at_most, never_negative
from verify.inequalities.over_samples import as_means
from verify.inequalities.parameters import asked_by_laws, domains
from verify.inequalities.reals import NoPieces, Reals
from verify.steps.deterministic import points
from verify.steps.missing import missing_hypotheses
from verify.worlds.counterexample import Counterexample, Law, counterexample
from verify.worlds.exact_laws import real_at

__all__ = ["ORDERS", "ordered"]

ORDERS = {"<=": Le, ">=": Ge, "<": Lt, ">": Gt, "!=": Ne}
MOST = 2.5  # seconds for the search of a law, and half of it for hypotheses


def ordered(hypotheses: tuple[Hypothesis, ...], relation: str, lhs: Any, rhs: Any, *, seconds: float) -> Decision:
    """The verdict of an inequality."""
    positive = domains(hypotheses)
    if not cells(lhs) | cells(rhs):
        lhs, rhs = lhs.xreplace(positive), rhs.xreplace(positive)
    stated = ORDERS[relation](lhs, rhs)
    if stated in (True, False):
        word = "proved" if stated else "refuted"
        numbers = not (lhs - rhs).free_symbols
        return Decision(word, "compares two numbers" if numbers else "by the signs of what is in it", "exact values")
    if follows((*hypotheses, *asked_by_laws(hypotheses)), stated) is not None:
        return Decision("proved", "by signs and stated inequalities", "entailment")
    low, high = (rhs, lhs) if relation in {">=", ">"} else (lhs, rhs)
    always = everywhere(hypotheses, low, high) if relation in {"<=", ">="} else None
    if always is not None:
        return Decision("proved", always, "all values, by SMT")
    if is_random(lhs) or is_random(rhs):
        return Decision("unknown", "an inequality between random variables that is not decided here")
    why = _holds(hypotheses, relation, lhs, rhs)
    if why is not None and relation in {"<=", ">="}:
        return Decision("proved", why, "a sum of what is never negative")
    if not cells(stated):
        over = _over_a_sample(hypotheses, low, high) if relation in {"<=", ">="} else None
        members = any(isinstance(part, Element) for side in (lhs, rhs) for part in subterms(side))
        shown = _by_law(hypotheses, relation, lhs, rhs, seconds) if members and over is None else None
        return over or shown or _at_points(hypotheses, stated)
    if why is not None and relation in {"<", ">"}:
        with contextlib.suppress(UserError):
            if (strict := _strictly(hypotheses, relation, lhs, rhs, why)) is not None:
                return strict
    return _by_law(hypotheses, relation, lhs, rhs, seconds) or Decision("unknown", _open(why, relation))


def _holds(hypotheses: Sequence[Hypothesis], relation: str, lhs: Any, rhs: Any) -> str | None:
    """Why the relation holds, equality allowed."""
    low, high = (rhs, lhs) if relation in {">=", ">"} else (lhs, rhs)
    return None if relation == "!=" else at_most(hypotheses, low, high)


def _open(why: str | None, relation: str) -> str:
    if why is None:
        return "an inequality that is not decided here"
    return f"holds with {relation}= ({why}); whether the two sides can be equal is not decided here"


def _by_law(hypotheses: tuple[Hypothesis, ...], relation: str, lhs: Any, rhs: Any, seconds: float) -> Decision | None:
    """Refuted by a law, or true under a hypothesis that is not stated."""
    try:
        witness = counterexample(hypotheses, lhs, rhs, relation=relation, seconds=min(seconds, MOST))
    except UserError:
        return None
    if witness is None:
        return None
    missing = None
    if relation in {"<=", ">="}:
        missing = _ranges(hypotheses, relation, lhs, rhs) or missing_hypotheses(
            hypotheses, lhs, rhs, witness=witness, seconds=min(seconds, MOST) / 2,
            holds=lambda context, a, b: _holds(context, relation, a, b) is not None,
        )  # fmt: skip
    if missing:
        reason = "holds once the missing hypotheses are stated, and is false without them"
        return Decision("missing-hypothesis", reason, "a sum of what is never negative", missing, witness)
    return Decision("refuted", "false under a law", "a law", (), witness)


def _ranges(hypotheses: Sequence[Hypothesis], relation: str, lhs: Any, rhs: Any) -> tuple[Hypothesis, ...] | None:
    """X >= 0, or X in [0, 1], for the one variable of an inequality that holds where it is so."""
    low, high = (rhs, lhs) if relation == ">=" else (lhs, rhs)
    variables = cells(lhs) | cells(rhs)
    if len(variables) != 1 or any(cells(term) & variables for h in hypotheses for term in _about(h)):
        return None
    (x,) = variables
    above, below = Holds(Ge(x, 0)), Holds(Le(x, 1))
    return next((more for more in ((above,), (above, below)) if everywhere((*hypotheses, *more), low, high)), None)


def _about(hypothesis: Hypothesis) -> tuple[Any, ...]:
    """What a law or an order of variables speaks of."""
    if isinstance(hypothesis, HasLaw | Symmetric):
        return (hypothesis.term,)
    return (hypothesis.relation,) if isinstance(hypothesis, Holds) and is_random(hypothesis.relation) else ()


def _strictly(hypotheses: tuple[Hypothesis, ...], relation: str, lhs: Any, rhs: Any, why: str) -> Decision | None:
    """A strict inequality whose gap is never negative: the gap is positive, or is so where a variance is."""
    gap = NormalForm(hypotheses).value(lhs - rhs if relation == ">" else rhs - lhs)
    signed = factor(gap.xreplace(domains(hypotheses)))
    stated = (*hypotheses, *asked_by_laws(hypotheses))
    if signed.is_positive or follows(stated, Gt(gap, 0)) is not None:
        return Decision("proved", f"{why}, which is positive", "a sum of what is never negative")
    if _is_positive(stated, (lhs, rhs), gap):
        return Decision("proved", "the difference is positive, whatever the moments in it are", "all values, by SMT")
    for x in sorted(cells(gap), key=str):
        share = cancel(gap / NormalForm(hypotheses).value(Var(x)))
        if share.is_positive and Var(x) not in (lhs, rhs):
            reason = "holds once the missing hypotheses are stated; the two sides are equal where it does not"
            lacking = (Holds(Gt(Var(x), 0)),)
            shown = _constant(hypotheses, x, lhs, rhs)
            return Decision("missing-hypothesis", reason, "a sum of what is never negative", lacking, shown)
    return None


def _is_positive(stated: Sequence[Hypothesis], sides: tuple[Any, Any], gap: Any) -> bool:
    """Whether the gap is positive for all values of its moments for which what is never negative is so."""
    known = list(never_negative(stated, sides))
    moments = {part for term in (gap, *known) for part in subterms(term) if isinstance(part, Head)}
    letters = {part: Symbol(f"_m{i}", real=True) for i, part in enumerate(sorted(moments, key=str))}
    orders = [h.relation for h in stated if isinstance(h, Holds) and not h.forall and not is_random(h.relation)]
    with contextlib.suppress(NoPieces):
        conditions = [Ge(value, 0) for value in known]
        return Reals().is_positive([c.xreplace(letters) for c in (*conditions, *orders)], gap.xreplace(letters))
    return False


def _constant(hypotheses: Sequence[Hypothesis], variable: Any, lhs: Any, rhs: Any) -> Counterexample | None:
    """X = 1, where nothing is stated of it and the sides are numbers then."""
    if hypotheses or not isinstance(variable, RandomVariable):
        return None
    form = NormalForm((HasLaw(variable, Finite(((1, 1),))),))
    sides = [form.value(side) for side in (lhs, rhs)]
    if not all(side.is_number for side in sides):
        return None
    return Counterexample((Law((str(variable),), (((Integer(1),), Integer(1)),)),), {}, *sides)


def _over_a_sample(hypotheses: tuple[Hypothesis, ...], low: Any, high: Any) -> Decision | None:
    """The proof of an inequality between sums over a sample, where it holds for the means of all variables."""
    try:
        means = as_means(*(unfold(hypotheses, side)[0] for side in (low, high)))
    except UserError:
        return None
    if means is None or (why := everywhere((), *means) or at_most((), *means)) is None:
        return None
    return Decision("proved", f"{why}, with the sums over the sample as means", "a sum of what is never negative")


def _at_points(hypotheses: tuple[Hypothesis, ...], stated: Any) -> Decision:
    for point in points(hypotheses, sorted(stated.free_symbols, key=str)):
        real = real_at(stated.lhs, point) and real_at(stated.rhs, point)
        if real and stated.xreplace(point) == False:  # noqa: E712  (sympy's false)
            named = {str(s): v for s, v in point.items()}
            sides = (stated.lhs.xreplace(point), stated.rhs.xreplace(point))
            return Decision("refuted", "false at a point", "exact values", (), Counterexample((), named, *sides))
    return Decision("unknown", "an inequality that is not decided here")
