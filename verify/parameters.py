"""The parameters of stated laws in their domains: a rate is positive, and so is the s of a variance s^2.

>>> from sympy import Symbol
>>> from derivations.laws import Exponential
>>> (rate,) = domains([Exponential(Symbol("r", real=True))]).values()
>>> rate.is_positive
True
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from sympy import Symbol

from derivations.laws import (
    Beta,
    ExGaussian,
    Exponential,
    Gamma,
    Laplace,
    Law,
    LogNormal,
    Normal,
    Poisson,
    Uniform,
    Wald,
)

__all__ = ["domains"]

POSITIVE: Final[dict[type[Law], tuple[int, ...]]] = {
    Exponential: (0,), Gamma: (0, 1), Laplace: (1,), Poisson: (0,), Normal: (1,), LogNormal: (1,), Beta: (0, 1),
    Wald: (0, 1), ExGaussian: (1, 2),
}  # fmt: skip


def domains(laws: Iterable[Law]) -> dict[Any, Any]:
    """The letters of parameters that must be positive, as positive ones: the s of a variance s^2, the a of U(-a, a)."""
    found: dict[Any, Any] = {}
    for law in laws:
        places = (1,) if isinstance(law, Uniform) and law.low == -law.high else POSITIVE.get(type(law), ())
        for place in places:
            parameter = law.parameters[place]
            letter = parameter.base if parameter.is_Pow and parameter.exp == 2 else parameter
            if isinstance(letter, Symbol) and not letter.is_positive:
                integer = {"integer": True} if letter.is_integer else {}
                found[letter] = Symbol(letter.name, positive=True, **integer)
    return found
