"""Variables of stated laws that depend on one fair coin: a law without atoms as a function of the coin and of others.

A law that is symmetric about m is that of m + c |u|, with u of the law moved to 0. An exponential variable of rate r is
the larger or the smaller of two: a + b where the coin shows 1, a where it shows -1, with a of rate 2r and b of rate r.

>>> from sympy import Symbol
>>> from derivations.laws import Normal
>>> coupled(Normal(2, 9), Symbol("c"), lambda law: Symbol("u", real=True))
c*Abs(u) + 2
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sympy import Abs, Integer, Rational, expand

from derivations.laws import Exponential, Law
from verify.drawn_laws import affine, finite_law

__all__ = ["COIN", "coupled", "is_coupled"]

HALF = Rational(1, 2)
COIN = finite_law(((-1, HALF), (1, HALF)))


def coupled(law: Law, coin: Any, latent: Callable[[Law], Any]) -> Any:
    """A variable of the law as a function of the coin and of new latents; None where no such function is known."""
    points = law.points
    if points is not None:
        fair = len(points) == 2 and all(law.probability(point) == HALF for point in points)
        return (points[0] + points[1]) / 2 + coin * (points[1] - points[0]) / 2 if fair else None
    if isinstance(law, Exponential):
        return latent(Exponential(2 * law.rate)) + (1 + coin) / 2 * latent(law)
    middle = law.moment(1) if law.density(Integer(0)) is not None else None
    centred = affine(law, Integer(1), -middle) if middle is not None else None
    return middle + coin * Abs(latent(centred)) if centred is not None and centred.symmetric else None


def is_coupled(term: Any, laws: Mapping[Any, Law], stated: Law) -> bool:
    """Whether a term in latents of these laws is the function of a coin that has the stated law."""
    latents = sorted(term.free_symbols & laws.keys(), key=str)
    for coin in (s for s in latents if laws[s] == COIN):
        of_law = {laws[s]: s for s in latents if s != coin}
        made = coupled(stated, coin, lambda law, of_law=of_law: of_law.get(law, Integer(0)))  # type: ignore[misc]
        if made is not None and expand(made - term) == 0:
            return True
    return False
