"""Hypotheses that no law satisfies: together with what holds of all moments they have no solution in real numbers.

>>> from sympy import Eq
>>> from derivations.hypotheses import Holds
>>> from derivations.terms import E, random_variables
>>> x = random_variables("x")
>>> contradiction((Holds(Eq(E(x**2), 1)), Holds(Eq(E(x**4), 2))))
>>> contradiction((Holds(Eq(E(x**2), 2)), Holds(Eq(E(x**4), 3))))
'E[x^2] = 2, E[x^4] = 3'
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, Final

from sympy import Eq, Ge, Gt, Le, Lt, PolynomialError, Symbol, expand, together

from derivations.consistency import refuse_contradictions
from derivations.errors import UserError
from derivations.hypotheses import HasLaw, Holds, Hypothesis
from derivations.normal_form import NormalForm
from derivations.notation import text
from derivations.terms import E, Head, is_random, subterms
from verify.inequalities.moment_order import generators_of, never_negative, polynomial_in
from verify.inequalities.parameters import asked_by_laws
from verify.steps.deciding import with_values
from verify.time_limit import OutOfTime, milliseconds, within

__all__ = ["CONTRADICT", "contradiction"]

CONTRADICT: Final = "the hypotheses contradict each other"
MOST: Final = 8  # equations at once
PARTS: Final = 60  # of what is never negative
SOLVING: Final = 0.4
SECONDS: Final = 1.0


@lru_cache(maxsize=64)
def contradiction(hypotheses: tuple[Hypothesis, ...]) -> str | None:
    """The hypotheses that cannot hold together, as text; None where none are found in time."""
    try:
        return within(SECONDS, lambda: _contradiction(hypotheses))
    except OutOfTime:
        return None


def _contradiction(hypotheses: tuple[Hypothesis, ...]) -> str | None:
    try:
        refuse_contradictions(frozenset(hypotheses))
    except UserError as error:
        return str(error).partition(": ")[2] if str(error).startswith(CONTRADICT) else str(error)
    except Exception:  # noqa: BLE001 - sympy stops at some terms; nothing is said of those
        return None
    for h in hypotheses:
        if isinstance(h, Holds) and isinstance(h.relation, Eq) and (h.relation.lhs - h.relation.rhs).is_nonzero:
            return text(h)
    equations = [h for h in hypotheses if isinstance(h, Holds) and _equates_values(h)]
    if not equations or len(equations) > MOST:
        return None
    try:
        rest, _ = with_values([h for h in hypotheses if h not in equations])
        asked = [*rest, *asked_by_laws(rest)]
        form = NormalForm([h for h in rest if not _is_order(h)])
        gaps = [_top(form.value(h.relation.lhs - h.relation.rhs)) for h in equations]
        sides = tuple(side for h in equations for side in (h.relation.lhs, h.relation.rhs))
        parts = list(islice(never_negative([h for h in asked if not _is_order(h, random=True)], sides), PARTS))
        parts += [_top(form.value(E(h.relation.gts - h.relation.lts))) for h in asked if _is_order(h, random=True)]
    except (UserError, PolynomialError, TypeError, AttributeError):
        return None
    chosen = list(zip(equations, gaps, strict=True))
    orders = [(h.relation.gts - h.relation.lts, isinstance(h.relation, Gt | Lt)) for h in asked if _is_order(h)]
    if not _impossible([gap for _, gap in chosen], parts, orders):
        return None
    for pair in tuple(chosen):
        fewer = [p for p in chosen if p is not pair]
        if fewer and _impossible([gap for _, gap in fewer], parts, orders):
            chosen = fewer
    letters = set().union(*(h.free_symbols for h, _ in chosen))
    laws = [h for h in rest if (isinstance(h, HasLaw) or _is_order(h, random=True)) and h.free_symbols & letters]
    return ", ".join(map(text, (*laws, *(h for h, _ in chosen))))


def _equates_values(hypothesis: Holds) -> bool:
    relation = hypothesis.relation
    if not isinstance(relation, Eq) or is_random(relation.lhs) or is_random(relation.rhs):
        return False
    return any(isinstance(part, Head) for side in relation.args for part in subterms(side))


def _is_order(hypothesis: Hypothesis, *, random: bool = False) -> bool:
    """Whether it is an inequality between numbers, or between random variables."""
    if not isinstance(hypothesis, Holds) or not isinstance(hypothesis.relation, Ge | Gt | Le | Lt):
        return False
    return not hypothesis.forall and random == any(map(is_random, hypothesis.relation.args))


def _top(value: Any) -> Any:
    return expand(together(value).as_numer_denom()[0])


def _impossible(equal: Sequence[Any], parts: Sequence[Any], orders: Sequence[tuple[Any, bool]]) -> bool:
    """Whether no real numbers for moments and letters satisfy all of it."""
    import z3

    every = [*equal, *parts, *(gap for gap, _ in orders)]
    generators = sorted(set().union(*map(generators_of, every)), key=str)
    names = {g: Symbol(f"g{i}") for i, g in enumerate(generators)}
    unknown = [z3.Real(f"g{i}") for i in range(len(generators))]

    def written(value: Any) -> Any:
        if value.is_Rational:
            return z3.RealVal(str(value))
        polynomial = polynomial_in(value, names)
        if polynomial is None:
            return None
        total = z3.RealVal(0)
        for powers, coefficient in polynomial.as_dict().items():
            term = z3.RealVal(str(coefficient))
            for letter, power in zip(unknown, powers, strict=True):
                for _ in range(power):
                    term *= letter
            total += term
        return total

    solver = z3.SolverFor("QF_NRA")
    solver.set("timeout", milliseconds(SOLVING))
    for value in equal:
        if (made := written(value)) is not None:
            solver.add(made == 0)
    for value, strict in [*((part, False) for part in parts), *orders]:
        if (made := written(value)) is not None:
            solver.add(made > 0 if strict else made >= 0)
    for generator, letter in zip(generators, unknown, strict=True):
        if generator.is_positive:
            solver.add(letter > 0)
        elif generator.is_nonnegative:
            solver.add(letter >= 0)
    return bool(solver.check() == z3.unsat)
