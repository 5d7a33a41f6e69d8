"""Variances and covariances through means.

>>> from derivations.terms import Cov, E, Var, random_variables
>>> x, y = random_variables("x y")
>>> through_means(Cov(x, y), E), through_means(Var(x), {x: 1, x**2: 3}.get)
(-E(x)*E(y) + E(x*y), 2)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sympy import expand

from derivations.terms import Cov, Var

__all__ = ["through_means"]


def through_means(moment: Var | Cov, mean: Callable[[Any], Any]) -> Any:
    """Var(X) = E[X^2] - E[X]^2 and Cov(X, Y) = E[X Y] - E[X] E[Y], None where `mean` finds one of these to be None."""
    one, other = moment.args[0], moment.args[-1]
    found = [mean(term) for term in (expand(one * other), one, other)]
    return None if None in found else found[0] - found[1] * found[2]
