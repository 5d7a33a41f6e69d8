"""Bounds of probabilities by means, as Markov's: P(X >= a) <= E[X]/a holds because X/a >= 1 where X >= a.

What both sides are the means of is compared at every value: once where the event happens, once where it does not.

>>> from sympy import Ge, Symbol
>>> from derivations.hypotheses import Holds
>>> from derivations.terms import E, P, random_variables
>>> x, a = random_variables("x"), Symbol("a", positive=True)
>>> at_every_value((Holds(Ge(x, 0)),), "<=", P(Ge(x, a)), E(x) / a)
'at every value of the variable, whether or not x >= a'
>>> at_every_value((Holds(Ge(x, 0)),), "<=", P(Ge(x, a)), E(x) / (2 * a))
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import (
    Abs,
    Dummy,
    Eq,
    Ge,
    Gt,
    Le,
    Lt,
    Poly,
    PolynomialError,
    cancel,
    expand,
    expand_mul,
    factor,
    fraction,
    together,
)

from derivations.hypotheses import HasLaw, Holds, Hypothesis
from derivations.notation import text
from derivations.rectifiers import relu
from derivations.terms import E, Element, Head, Indicator, P, RandomVariable, Var, is_random, subterms

__all__ = ["at_every_value", "is_same_event"]


def at_every_value(hypotheses: Sequence[Hypothesis], relation: str, lhs: Any, rhs: Any) -> str | None:
    """Why the relation between two sides that are linear in means holds; None where it is not seen."""
    if relation not in {"<=", ">="}:
        return None
    low, high = (rhs, lhs) if relation == ">=" else (lhs, rhs)
    events = {part for side in (low, high) for part in subterms(side) if isinstance(part, P | Indicator)}
    if len(events) != 1:
        return None
    (event,) = events
    condition = event.args[0]
    if not isinstance(condition, Ge | Gt | Le | Lt):
        return None
    for gap in _gaps(hypotheses, high - low):
        inside = _inside(gap, event)
        if inside is None:
            continue
        happens = Dummy("happens")
        inside = inside.xreplace({event: happens})
        letters = _letters(hypotheses, inside, condition)
        letters.pop(happens, None)
        body, over = _folded(inside.xreplace(letters), (condition.gts - condition.lts).xreplace(letters))
        if _never_negative(body.xreplace({happens: 1}), over) and _never_negative(body.xreplace({happens: 0}), -over):
            return f"at every value of the variable, whether or not {text(condition)}"
    return None


def is_same_event(hypotheses: Sequence[Hypothesis], lhs: Any, rhs: Any) -> bool:
    """Whether both are the probability of one event: |X - m| >= c where c >= 0, and (X - m)^2 >= c^2.

    >>> from sympy import Abs, Symbol
    >>> from derivations.terms import random_variables
    >>> x, c = random_variables("x"), Symbol("c", positive=True)
    >>> is_same_event((), P(Ge(Abs(x), c)), P(Ge(x**2, c**2))), is_same_event((), P(Ge(Abs(x), c)), P(Ge(x**2, c)))
    (True, False)
    """
    if not isinstance(lhs, P) or not isinstance(rhs, P):
        return False
    one, other = lhs.args[0], rhs.args[0]
    orders, strict = (Ge, Gt, Le, Lt), (Gt, Lt)
    if not isinstance(one, orders) or not isinstance(other, orders):
        return False
    if isinstance(one, strict) != isinstance(other, strict):
        return False
    letters = _letters(hypotheses, one, other)
    first, second = ((r.gts - r.lts).xreplace(letters) for r in (one, other))
    pairs = (_folded(second, first), _folded(first, second))
    return any(a != 0 and bool(cancel(b / a).is_positive) for a, b in pairs)


def is_order(hypothesis: Hypothesis) -> bool:
    """Whether it orders random variables: X >= 0."""
    relation = hypothesis.relation if isinstance(hypothesis, Holds) else None
    return isinstance(relation, Ge | Gt | Le | Lt) and is_random(relation.gts - relation.lts)


def without_bars(hypotheses: Sequence[Hypothesis], term: Any) -> Any:
    """The term with |X| and max(0, X) as X, where X is stated to be never negative.

    >>> from sympy import Abs
    >>> from derivations.terms import random_variables
    >>> x, y = random_variables("x y")
    >>> without_bars((Holds(Ge(x, 0)),), E(Abs(x) + Abs(y)))
    E(x + Abs(y))
    """
    if not any(map(is_order, hypotheses)):
        return term
    letters = _letters([h for h in hypotheses if is_order(h)], *subterms(term))

    def bare(part: Any) -> Any:
        return part.args[0] if part.args[0].xreplace(letters).is_nonnegative else part

    return term.replace(lambda part: isinstance(part, Abs | relu), bare)


def _gaps(hypotheses: Sequence[Hypothesis], gap: Any) -> list[Any]:
    """The gap; and with the means of squares in place of the numbers that stated variances are."""
    found = [gap]
    for hypothesis in hypotheses:
        relation = hypothesis.relation if isinstance(hypothesis, Holds) and not hypothesis.forall else None
        if isinstance(relation, Eq) and isinstance(relation.lhs, Var):
            of = relation.lhs.args[0]
            mean = next((h.relation.rhs for h in hypotheses if isinstance(h, Holds) and isinstance(h.relation, Eq)
                         and h.relation.lhs == E(of)), E(of))  # fmt: skip
            number = [term for term in gap.as_ordered_terms() if not any(isinstance(p, Head) for p in subterms(term))]
            found += [gap - term + term * E((of - mean) ** 2) / relation.rhs for term in number]
    return found


def _inside(gap: Any, event: Any) -> Any:
    """What the gap is the mean of; None where it is no sum of multiples of means."""
    total: Any = 0
    for term in expand_mul(gap, deep=False).as_ordered_terms():
        heads = [part for part in term.as_ordered_factors() if isinstance(part, Head)]
        others = [part for part in term.as_ordered_factors() if not isinstance(part, Head)]
        if any(isinstance(p, Head) for other in others for p in subterms(other)) or len(heads) > 1:
            return None
        if not heads:
            body = 1
        elif isinstance(heads[0], E) and len(heads[0].args) == 1 and not _moments(heads[0].args[0], event):
            body = heads[0].args[0]
        elif heads[0] == event:
            body = event
        else:
            return None
        for other in others:
            body = other * body
        total += body
    return total


def _moments(term: Any, event: Any) -> bool:
    return any(isinstance(part, Head) and part != event for part in subterms(term))


def _letters(hypotheses: Sequence[Hypothesis], *terms: Any) -> dict[Any, Any]:
    """A real letter for every variable and number, with the sign that is stated of it."""
    orders = [h.relation for h in hypotheses if isinstance(h, Holds) and isinstance(h.relation, Ge | Gt | Le | Lt)]
    lows = {r.gts: r for r in orders if r.lts.is_number and r.lts.is_nonnegative}
    positive = {h.term for h in hypotheses if isinstance(h, HasLaw) and h.law.support.inf.is_nonnegative}
    found: dict[Any, Any] = {}
    for term in terms:
        for part in subterms(term):
            if part.is_Symbol or isinstance(part, RandomVariable | Element):
                signs = {"real": True}
                if part in lows or part in positive or part.is_nonnegative:
                    signs["nonnegative"] = True
                if part.is_positive or (
                    part in lows and (isinstance(lows[part], Gt | Lt) or lows[part].lts.is_positive)
                ):
                    signs = {"positive": True}
                found.setdefault(part, Dummy(str(part), **signs))
    return found


def _folded(body: Any, over: Any) -> tuple[Any, Any]:
    """Both in d = |X - m| where the event speaks of that and the rest of its even powers."""
    for part in over.atoms(Abs):
        for letter in sorted(part.args[0].free_symbols, key=str):
            if part.args[0].diff(letter) == 1:
                v, d = Dummy("v", real=True), Dummy("d", nonnegative=True)
                shifted = [side.xreplace({letter: v - part.args[0] + letter}).expand() for side in (body, over)]
                if expand(shifted[0] - shifted[0].xreplace({v: -v})) == 0:
                    return shifted[0].xreplace({v: d}), shifted[1].xreplace({v: d})
    return body, over


def _never_negative(body: Any, over: Any) -> bool:
    """Whether the term is not negative where `over` is not: it is by its signs, or as a multiple of that and such."""
    above, below = fraction(together(body))
    if below.is_nonpositive:
        above, below = -above, -below
    if not below.is_positive:
        return False
    if any(form.is_nonnegative for form in (above, expand(above), factor(above))):
        return True
    for letter in sorted(over.free_symbols, key=str):
        try:
            quotient, rest = Poly(above, letter).div(Poly(over, letter))
        except PolynomialError:
            continue
        if quotient.as_expr().is_nonnegative and rest.as_expr().is_nonnegative:
            return True
    return False
