"""The parameters of stated laws in their domains: a rate is positive, and so is the s of a variance s^2.

>>> from sympy import Symbol
>>> from derivations.hypotheses import HasLaw
>>> from derivations.laws import Exponential
>>> from derivations.terms import random_variables
>>> law = HasLaw(random_variables("x"), Exponential(Symbol("r", real=True)))
>>> (rate,) = domains([law]).values()
>>> rate.is_positive
True
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sympy import Ge, Gt, Le, Lt, Symbol
from sympy.core.relational import Relational

from derivations.hypotheses import HasLaw, Holds, Hypothesis
from derivations.laws import (
    Bernoulli,
    Beta,
    Binomial,
    ExGaussian,
    Exponential,
    Gamma,
    Geometric,
    Laplace,
    Law,
    LogNormal,
    Normal,
    Poisson,
    Uniform,
    Wald,
)

__all__ = ["asked_by_laws", "chances_of", "domains"]

POSITIVE: Final[dict[type[Law], tuple[int, ...]]] = {
    Exponential: (0,), Gamma: (0, 1), Laplace: (1,), Poisson: (0,), Normal: (1,), LogNormal: (1,), Beta: (0, 1),
    Wald: (0, 1), ExGaussian: (1, 2),
}  # fmt: skip


def domains(hypotheses: Iterable[Hypothesis]) -> dict[Any, Any]:
    """The letters of parameters that must be positive, as positive ones: the s of a variance s^2, the a of U(-a, a).

    An s that is stated to be negative is negative.
    """
    found: dict[Any, Any] = {}
    hypotheses = tuple(hypotheses)
    below = {h.relation.lts for h in hypotheses if isinstance(h, Holds) and _is_below_0(h.relation)}
    for law in (h.law for h in hypotheses if isinstance(h, HasLaw)):
        places = (1,) if isinstance(law, Uniform) and law.low == -law.high else POSITIVE.get(type(law), ())
        for place in places:
            parameter = law.parameters[place]
            scale, letter = parameter.as_coeff_Mul()
            squared = letter.is_Pow and letter.exp == 2
            letter = letter.base if squared or (letter.is_Pow and letter.exp == -1) else letter
            if not scale.is_positive:
                continue
            if isinstance(letter, Symbol) and not letter.is_positive:
                integer = {"integer": True} if letter.is_integer else {}
                sign = "negative" if letter in below and squared else "positive"
                found[letter] = Symbol(letter.name, **{sign: True}, **integer)
    return found


def chances_of(law: Law) -> tuple[Any, ...]:
    """The parameters of a law that are probabilities."""
    if isinstance(law, Bernoulli | Geometric):
        return (law.p,)
    return (law.p,) if isinstance(law, Binomial) else ()


def _is_below_0(relation: Any) -> bool:
    return isinstance(relation, Lt | Le | Gt | Ge) and relation.gts.is_zero is True


def asked_by_laws(hypotheses: Sequence[Hypothesis]) -> list[Holds]:
    """What the stated laws ask of their parameters."""
    laws = [h.law for h in hypotheses if isinstance(h, HasLaw)]
    return [Holds(r) for law in laws for r in law.conditions.values() if isinstance(r, Relational)]
