"""Steps about events and about what is never negative: |X| >= c and X^2 >= c^2 are one event, |X| is X where X >= 0.

A bound by a number that a stated variance is, 1/k^2 beside Var(X) = s^2, is one by the mean of a square.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sympy import Abs, Dummy, Eq, Ge, Gt, Le, Lt, Mul, cancel, expand

from derivations.entailment import follows, unfold
from derivations.hypotheses import HasLaw, Holds, Hypothesis
from derivations.normal_form import NormalForm
from derivations.rectifiers import relu
from derivations.terms import E, Element, Head, P, RandomVariable, Var, is_random, step, subterms
from verify.inequalities.moment_order import at_most

__all__ = ["by_second_moment", "is_order", "is_same_event", "with_squares", "without_bars"]

ORDERS = (Ge, Gt, Le, Lt)
STRICT = (Gt, Lt)


def is_same_event(hypotheses: Sequence[Hypothesis], lhs: Any, rhs: Any) -> bool:
    """Whether both are the probability of one event: |X - m| >= c where c >= 0, and (X - m)^2 >= c^2.

    >>> from sympy import Symbol
    >>> from derivations.terms import random_variables
    >>> x, c = random_variables("x"), Symbol("c", positive=True)
    >>> is_same_event((), P(Ge(Abs(x), c)), P(Ge(x**2, c**2))), is_same_event((), P(Ge(Abs(x), c)), P(Ge(x**2, c)))
    (True, False)
    """
    if not isinstance(lhs, P) or not isinstance(rhs, P):
        return False
    one, other = lhs.args[0], rhs.args[0]
    if (
        not isinstance(one, ORDERS)
        or not isinstance(other, ORDERS)
        or isinstance(one, STRICT) != isinstance(other, STRICT)
    ):
        return False
    letters = _letters(hypotheses, one, other)
    first, second = ((r.gts - r.lts).xreplace(letters) for r in (one, other))
    pairs = (_folded(second, first), _folded(first, second))
    return any(a != 0 and bool(cancel(b / a).is_positive) for b, a in pairs)


def with_squares(hypotheses: Sequence[Hypothesis], side: Any) -> Iterator[Any]:
    """The number that a side is, as a multiple of the mean of a square whose stated mean it holds: c E[(X-m)^2]/s^2.

    >>> from sympy import symbols
    >>> from derivations.terms import random_variables
    >>> x, (s, k) = random_variables("x"), symbols("s k", positive=True)
    >>> list(with_squares((Holds(Eq(E(x), 0)), Holds(Eq(Var(x), s**2))), 1 / k**2))
    [E(x**2)/(k**2*s**2)]
    """
    if any(isinstance(part, Head) for part in subterms(side)):
        return
    equations = [h.relation for h in hypotheses if isinstance(h, Holds) and not h.forall and isinstance(h.relation, Eq)]
    for relation in equations:
        if isinstance(relation.lhs, Var):
            of = relation.lhs.args[0]
            mean = next((r.rhs for r in equations if r.lhs == E(of)), E(of))
            yield side * E((of - mean) ** 2) / relation.rhs


def by_second_moment(hypotheses: Sequence[Hypothesis], low: Any, high: Any) -> str | None:
    """Why low <= high, where it bounds P(|g| >= t) or its complement by E[g^2]/t^2, which is then computed.

    >>> from derivations.terms import random_variables
    >>> x, y = random_variables("x y")
    >>> by_second_moment((), P(Ge(Abs(x - y), 3)), E(x**2) / 9 + E(y**2) / 9 - 2 * E(x * y) / 9)
    "Chebyshev's inequality"
    >>> by_second_moment((), P(Ge(Abs(x - y), 3)), E(x**2) / 9 + E(y**2) / 9) is None
    True
    """
    gap = unfold(tuple(hypotheses), expand(high - low))[0]
    chances = gap.atoms(P)
    if len(chances) != 1:
        return None
    (chance,) = chances
    event, letter = chance.args[0], Dummy()
    share = expand(gap.xreplace({chance: letter})).coeff(letter)
    if not isinstance(event, ORDERS) or abs(share) != 1:
        return None
    rest = expand(gap - share * chance) + (1 if share == 1 else 0)
    least, size = (event.lts, event.gts) if share == -1 else (event.gts, event.lts)
    if is_random(least) or not isinstance(size, Abs) or follows(tuple(hypotheses), Gt(least, 0)) is None:
        return None
    mean = NormalForm(hypotheses).value(E(expand(size.args[0] ** 2)))
    bound = at_most(hypotheses, mean / least**2, rest)
    return "Chebyshev's inequality" if bound is not None or cancel(mean / least**2 - rest) == 0 else None


def is_order(hypothesis: Hypothesis) -> bool:
    """Whether it orders random variables: X >= 0."""
    relation = hypothesis.relation if isinstance(hypothesis, Holds) else None
    return isinstance(relation, Ge | Gt | Le | Lt) and is_random(relation.gts - relation.lts)


def without_bars(hypotheses: Sequence[Hypothesis], term: Any) -> Any:
    """The term with |X|, max(0, X) and X step(X) as X, where X is stated to be never negative.

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

    def without_step(product: Any) -> Any:
        sure = [f for f in product.args if isinstance(f, step) and f.args[0] in product.args and bare(f) != f]
        return Mul(*(f for f in product.args if f not in sure))

    term = term.replace(lambda part: isinstance(part, Abs | relu), bare)
    return term.replace(lambda part: isinstance(part, Mul) and part.has(step), without_step)


def _letters(hypotheses: Sequence[Hypothesis], *terms: Any) -> dict[Any, Any]:
    """A real letter for every variable and number, with the sign that is stated of it."""
    orders = [h.relation for h in hypotheses if isinstance(h, Holds) and isinstance(h.relation, Ge | Gt | Le | Lt)]
    lows = {r.gts: r for r in orders if r.lts.is_number and r.lts.is_nonnegative}
    positive = {h.term for h in hypotheses if isinstance(h, HasLaw) and h.law.support.inf.is_nonnegative}
    found: dict[Any, Any] = {}
    for part in (part for term in terms for part in subterms(term)):
        if part.is_Symbol or isinstance(part, RandomVariable | Element):
            strict = part in lows and (isinstance(lows[part], Gt | Lt) or lows[part].lts.is_positive)
            signs = {"real": True}
            if part in lows or part in positive or part.is_nonnegative:
                signs["nonnegative"] = True
            if part.is_positive or strict:
                signs = {"positive": True}
            found.setdefault(part, Dummy(str(part), **signs))
    return found


def _folded(body: Any, over: Any) -> tuple[Any, Any]:
    """Both in d = |X - m| where the second speaks of that and the first of its even powers."""
    for part in over.atoms(Abs):
        for letter in sorted(part.args[0].free_symbols, key=str):
            if part.args[0].diff(letter) == 1:
                v, d = Dummy("v", real=True), Dummy("d", nonnegative=True)
                shifted = [side.xreplace({letter: v - part.args[0] + letter}).expand() for side in (body, over)]
                if expand(shifted[0] - shifted[0].xreplace({v: -v})) == 0:
                    return shifted[0].xreplace({v: d}), shifted[1].xreplace({v: d})
    return body, over
