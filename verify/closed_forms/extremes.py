"""The larger of two variables is at most t where both are; the smaller one is at least t where both are.

>>> from sympy import Le
>>> from derivations.terms import P, constants, random_variables, relu
>>> x, y = random_variables("x y")
>>> t = constants("t")
>>> of_extremes((), P(Le(x + relu(y - x), t)))
E(Indicator(x <= t)*Indicator(y <= t))
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import Ge, Gt, Le, Lt

from derivations.entailment import unfold
from derivations.hypotheses import Hypothesis
from derivations.terms import E, Indicator, P, is_random, relu, subterms

__all__ = ["of_extremes"]


def of_extremes(hypotheses: Sequence[Hypothesis], term: Any) -> Any:
    """The term with such probabilities as those of two events."""
    table = {part: made for part in subterms(term) if isinstance(part, P) and (made := _both(hypotheses, part.args[0]))}
    return term.xreplace(table) if table else term


def _both(hypotheses: Sequence[Hypothesis], event: Any) -> Any:
    """The probability that both variables lie on the side of t on which their extreme does; None for other events."""
    if not isinstance(event, Le | Lt | Ge | Gt) or is_random(event.rhs) or not is_random(event.lhs):
        return None
    whole = unfold(hypotheses, event.lhs)[0]
    kinks = [part for part in subterms(whole) if isinstance(part, relu)]
    if len(kinks) != 1:
        return None
    (kink,) = kinks
    sign = 1 if isinstance(event, Le | Lt) else -1
    one = whole - sign * kink  # max(a, b) = a + max(0, b - a), min(a, b) = a - max(0, a - b)
    if one.has(relu):
        return None
    other = one + sign * kink.args[0]
    return E(Indicator(event.func(one, event.rhs)) * Indicator(event.func(other, event.rhs)))
