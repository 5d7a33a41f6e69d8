r"""A law that is stated of an expression in one variable, `(n-1) S^2/s^2 ~ chi^2(n-1)`: the expression is the variable.

Where the variable stands in nothing but that expression, or can be solved for, all is said of the new variable.

>>> from sympy import Rational, symbols
>>> from derivations.laws import Gamma, Normal
>>> from derivations.terms import E, random_variables
>>> S, (n, m, s) = random_variables("S"), symbols("n m s", positive=True)
>>> with_own_variables([HasLaw(n * S**2, Gamma(n / 2, Rational(1, 2)))], E(S**4))
((HasLaw(n*S², Gamma(shape=n/2, rate=1/2)),), (E(n*S²**2/n**2),), ())
>>> with_own_variables([HasLaw((S - m) / s, Normal(0, 1))], E(S))
((HasLaw((S - m)/s, Normal(mean=0, variance_=1)),), (E(s*((S - m)/s + m/s)),), ())
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sympy import Dummy, Expr, Pow, fraction, together

from derivations.entailment import follows
from derivations.hypotheses import HasLaw, Holds, Hypothesis, Independent
from derivations.notation import text
from derivations.terms import RandomVariable, is_random, subterms
from verify.inequalities.parameters import asked_by_laws

__all__ = ["with_own_variables"]


def with_own_variables(
    hypotheses: Sequence[Hypothesis], *sides: Any
) -> tuple[tuple[Hypothesis, ...], tuple[Any, ...], tuple[Any, ...]]:
    """Hypotheses and sides with a variable, called as what it stands for, in place of expressions that have a law.

    Last, the factors that must not be 0 for that. The same hypotheses and sides where there is nothing to replace.
    """
    stated, guards = tuple(hypotheses), list[Any]()
    for h in hypotheses:
        made = _replaced(h, [other for other in stated if other != h], sides) if isinstance(h, HasLaw) else None
        if made is not None:
            stated, sides, factor = made
            guards += [] if _is_not_0(factor, stated) else [factor]
    return stated, sides, tuple(guards)


def _replaced(
    lawful: HasLaw, others: Sequence[Hypothesis], sides: tuple[Any, ...]
) -> tuple[tuple[Hypothesis, ...], tuple[Any, ...], Any] | None:
    """One such law replaced; None where its expression is no `c x^k + d`, or its variable is more than that."""
    term = lawful.term
    if not isinstance(term, Expr) or isinstance(term, RandomVariable):
        return None
    variables = {s for s in term.free_symbols if isinstance(s, RandomVariable)}
    if len(variables) != 1 or any(is_random(part) for part in lawful.law.parameters):
        return None
    (variable,) = variables
    power = _power_of(term, variable)
    if power is None:
        return None
    letter = Dummy(real=True)
    inside = term.xreplace({Pow(variable, power): letter})
    factor, rest = inside.diff(letter), inside.xreplace({letter: 0})
    if factor.has(letter) or inside.has(variable) or factor == 0:
        return None
    new = RandomVariable(_called(term))
    value = (new - rest) / factor
    kept = [h for h in others if isinstance(h, Independent | Holds) or variable not in h.free_symbols]
    if len(kept) < len(others):
        return None
    try:
        made = tuple(_in_new(h, variable, power, new, value) for h in kept)
        changed = tuple(_written(side, variable, power, value) for side in sides)
    except ValueError:
        return None
    return (HasLaw(new, lawful.law), *made), changed, fraction(together(factor))[0]


def _is_not_0(factor: Any, stated: Sequence[Hypothesis]) -> bool:
    if factor.is_number or factor.is_nonzero:
        return True
    return follows((*stated, *asked_by_laws(stated)), factor > 0) is not None


def _called(term: Any) -> str:
    """A name for an expression, without the sign that begins the label of a name."""
    return re.sub(r"\^(\d)(?![\d.])", lambda hit: "⁰¹²³⁴⁵⁶⁷⁸⁹"[int(hit[1])], text(term)).replace("^", "**")


def _power_of(term: Any, variable: RandomVariable) -> int | None:
    """The one power of a variable that stands in a term."""
    powers = {int(p.exp) for p in subterms(term) if isinstance(p, Pow) and p.base == variable and p.exp.is_Integer}
    if not powers:
        return 1
    (power,) = powers if len(powers) == 1 else (0,)
    return power if power > 0 else None


def _in_new(h: Hypothesis, variable: RandomVariable, power: int, new: RandomVariable, value: Any) -> Hypothesis:
    """A hypothesis in the new variable: what is independent of the old one is of this."""
    if isinstance(h, Independent):
        inside = [item for group in h.groups for item in group if variable in getattr(item, "free_symbols", ())]
        if any(item != variable for item in inside) or (inside and power > 1):
            raise ValueError
        return h.substitute({variable: new})
    if isinstance(h, Holds) and variable in h.free_symbols:
        return replace(h, relation=_written(h.relation, variable, power, value))
    return h


def _written(term: Any, variable: RandomVariable, power: int, value: Any) -> Any:
    """The term with its powers x^k replaced; ValueError where the variable stands otherwise."""
    table = {p: value ** (p.exp / power) for p in subterms(term)
             if isinstance(p, Pow) and p.base == variable and p.exp.is_Integer and p.exp % power == 0}  # fmt: skip
    table |= {variable: value} if power == 1 else {}
    made = term.xreplace(table)
    if made.has(variable) or made in (True, False):
        raise ValueError
    return made
