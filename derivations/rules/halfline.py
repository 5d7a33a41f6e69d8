"""Rules about max(0, y) and its kin, for every real y."""

from __future__ import annotations

from typing import Any

from sympy import Abs, Pow

from derivations.claims import DoesNotApply
from derivations.entailment import Context
from derivations.kernel import Rewrite
from derivations.rules.registry import rule
from derivations.terms import leaky_relu, relu, step

__all__ = ["leaky_square", "relu_as_absolute_value", "relu_square", "step_squared"]


def _square(term: Any, kind: type[Any], name: str) -> Any:
    if isinstance(term, Pow) and term.exp == 2 and isinstance(term.base, kind):
        return term.args[0].args
    raise DoesNotApply(f"{name} needs the square of {kind.__name__}, got {term}")


@rule
def relu_as_absolute_value(term: Any, context: Context) -> Rewrite:
    """max(0, y) -> (y + |y|)/2."""
    if not isinstance(term, relu):
        raise DoesNotApply(f"relu_as_absolute_value needs max(0, y), got {term}")
    (y,) = term.args
    return Rewrite((y + Abs(y)) / 2)


@rule
def relu_square(term: Any, context: Context) -> Rewrite:
    """max(0, y)^2 -> (y^2 + y |y|)/2, from max(0, y) = (y + |y|)/2 and |y|^2 = y^2."""
    (y,) = _square(term, relu, "relu_square")
    return Rewrite((y**2 + y * Abs(y)) / 2)


@rule
def leaky_square(term: Any, context: Context) -> Rewrite:
    """leaky(y)^2 -> (1 + a^2)/2 y^2 + (1 - a^2)/2 y |y|, for the slope a below 0."""
    y, a = _square(term, leaky_relu, "leaky_square")
    return Rewrite((1 + a**2) / 2 * y**2 + (1 - a**2) / 2 * y * Abs(y))


@rule
def step_squared(term: Any, context: Context) -> Rewrite:
    """1_{y>0}^2 -> 1_{y>0}."""
    return Rewrite(step(*_square(term, step, "step_squared")))
