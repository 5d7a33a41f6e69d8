"""One decision, whatever happens in it: what cannot be used and what the computer algebra stops at is unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from sympy import Add, Integer, Sum, exp, expand, expand_power_exp, log

from derivations.consistency import refuse_contradictions
from derivations.errors import UserError
from derivations.hypotheses import Definition, Hypothesis
from derivations.notation import text as shown
from derivations.reading import Step
from derivations.terms import Element, subterms
from verify.closed_forms.extremes import of_extremes
from verify.closed_forms.independent_products import equal_as_products
from verify.closed_forms.logarithms import logarithms_of_factors
from verify.closed_forms.power_sums import differ_in_sums, equal_in_sums
from verify.inequalities.curved import by_curvature
from verify.inequalities.pointwise_orders import by_order
from verify.inequalities.tail_bounds import is_order, is_same_event, without_bars
from verify.steps.almost_surely import without_null
from verify.steps.deciding import Decision, decide, decide_wide, showing_values, with_values
from verify.steps.laws_of_expressions import with_own_variables
from verify.steps.wide import needed_by, with_guards
from verify.steps.written import decimals

__all__ = ["attempt", "in_computer_algebra"]

FEW: Final = 30  # terms of a sum that is written out
SAID = 100  # characters of what sympy says when it stops


def attempt(
    step: Step,
    hypotheses: tuple[Hypothesis, ...],
    sides: tuple[Any, Any],
    seconds: float,
    *,
    wide: bool,
    explained: bool = True,
    curved: Mapping[str, str] | None = None,
) -> Decision:
    """The verdict of a step with its sides as terms."""
    hypotheses, sides, guards = with_own_variables(hypotheses, *sides)
    found = _attempt(step, hypotheses, sides, seconds, wide=wide, explained=explained, curved=curved or {})
    if not guards or found.verdict != "proved":
        return found
    needed = tuple(f"{shown(guard)} is not 0" for guard in guards)
    return replace(found, reason=f"{found.reason}, where {' and '.join(needed)}", where=(*found.where, *needed))


def _attempt(
    step: Step,
    hypotheses: tuple[Hypothesis, ...],
    sides: tuple[Any, ...],
    seconds: float,
    *,
    wide: bool,
    explained: bool,
    curved: Mapping[str, str],
) -> Decision:
    digits = [decimals(side) for side in (step.lhs, step.rhs)]
    lhs, rhs = (of_extremes(hypotheses, _with_few_terms(side)) for side in sides)
    try:
        if (why := by_order(hypotheses, step.relation, lhs, rhs)) is not None:
            return Decision("proved", why, "orders of variables")
        refuse_contradictions(frozenset(hypotheses))
        if step.relation == "=" and is_same_event(hypotheses, lhs, rhs):
            return Decision("proved", "the probability of one event", "orders of values")
        if (why := by_curvature(step.relation, lhs, rhs, curved)) is not None:
            return Decision("proved", why, "orders of values")
        if step.relation == "=" and equal_in_sums(hypotheses, lhs, rhs):
            return Decision("proved", "one rational function of the same sums over the sample", "sums of monomials")
        if step.relation == "=" and not seconds and differ_in_sums(hypotheses, lhs, rhs):
            return Decision("unknown", "the two sides are not one rational function of the sums")
        if step.relation == "=" and equal_as_products(hypotheses, lhs, rhs):
            return Decision("proved", "one product of means of independent variables", "products")
        plain = [without_bars(hypotheses, side) for side in (lhs, rhs)]
        if step.relation == "=" and plain != [lhs, rhs]:
            others = tuple(h for h in hypotheses if not is_order(h))
            found = decide(others, "=", *plain, seconds=0)
            if found.verdict == "proved":
                return found
        under, (lhs, rhs) = with_values(hypotheses, lhs, rhs)
        without = without_null(under, lhs, rhs)
        if without is not None:
            found = decide(without.hypotheses, step.relation, *without.sides, seconds=seconds, explained=explained)
            if found.verdict != "unknown":
                return replace(found, counterexample=without.shown_in(found.counterexample))
        by_factors = _by_factors(under, lhs, rhs) if step.relation == "=" and lhs.has(log) | rhs.has(log) else None
        if by_factors is not None:
            return showing_values(by_factors, hypotheses)
        if wide and step.relation == "=":
            found = decide_wide(under, lhs, rhs)
        else:
            places = next((d for d in digits if d), None)
            found = decide(under, step.relation, lhs, rhs, digits=places, seconds=seconds, explained=explained)
        if found.verdict == "unknown" and step.relation == "=":
            apart = [exponentials_apart(under, side) for side in (lhs, rhs)] if (lhs - rhs).has(exp) else [lhs, rhs]
            if apart != [lhs, rhs]:
                again = decide(under, "=", *apart, seconds=seconds, explained=explained)
                found = again if again.verdict == "proved" else found
        return showing_values(found, hypotheses)
    except UserError as error:
        return Decision("unknown", str(error))
    except RecursionError:
        return Decision("unknown", "outside what can be decided: the expression is nested too deeply")
    except Exception as error:
        if not in_computer_algebra(error):
            raise
        said = " ".join(str(error).split())[:SAID]
        return Decision("unknown", f"outside what can be decided: sympy stopped with {type(error).__name__}: {said}")


def _with_few_terms(term: Any) -> Any:
    """The term with sums over a few whole numbers, 1 to 4, written out where there are no members in them."""

    def written(part: Any) -> Any:
        letter, low, high = part.limits[0]
        return Add(*(part.function.xreplace({letter: Integer(k)}) for k in range(int(low), int(high) + 1)))

    def short(part: Any) -> bool:
        low, high = part.limits[0][1:] if isinstance(part, Sum) and len(part.limits) == 1 else (None, None)
        few = isinstance(low, Integer) and isinstance(high, Integer) and 0 <= high - low < FEW
        return few and not any(isinstance(inner, Element | Sum) for inner in subterms(part.function))

    return term.replace(short, written) if any(map(short, subterms(term))) else term


def _by_factors(hypotheses: tuple[Hypothesis, ...], lhs: Any, rhs: Any) -> Decision | None:
    """The proof of a step with its logarithms taken factor by factor, where there is none without."""
    guards: list[Any] = []
    apart = [logarithms_of_factors(side, guards) for side in (lhs, rhs)]
    if apart == [lhs, rhs] or decide(hypotheses, "=", lhs, rhs, seconds=0).verdict != "unknown":
        return None
    found = decide(hypotheses, "=", *apart, seconds=0)
    if found.verdict != "proved":
        return None
    why = with_guards(f"{found.reason}, logarithms taken factor by factor", guards)
    return replace(found, reason=why, where=(*found.where, *needed_by(guards)))


def exponentials_apart(hypotheses: tuple[Hypothesis, ...], term: Any) -> Any:
    """The term with what its names stand for put in, and exp(a + b) as exp(a) exp(b)."""
    names = {h.name: h.term for h in hypotheses if isinstance(h, Definition) and not h.forall}
    for _ in names:
        term = term.xreplace(names)
    return term.replace(
        lambda part: isinstance(part, exp), lambda part: expand_power_exp(part.func(expand(part.args[0])))
    )


def in_computer_algebra(error: Exception) -> bool:
    """Whether sympy raised it, which does on terms that it does not foresee; an error of our own is not hidden."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    return place is not None and place.tb_frame.f_globals.get("__name__", "").split(".")[0] in {"sympy", "mpmath"}
