"""Variables of stated laws that depend on one fair coin: of two laws in equal parts, one for each side of the coin.

A law that is symmetric about m is that of m + |u| and m - |u| in equal parts, with u of the law moved to 0. Any law of
density f is (1 - w) f + w g and (1 + w) f - w g in equal parts, where g is the density of a part of it: w (g - f) is at
most f.

>>> from sympy import Symbol
>>> from derivations.laws import Normal
>>> names = iter("uv")
>>> coupled(Normal(2, 9), Symbol("c"), lambda law: Symbol(next(names), real=True), by_size=False)
c*Abs(u) + 2
>>> str(part_of(Normal(2, 9))[0])
'Normal(mean=2, variance_=9/4)'
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

from sympy import Abs, Dummy, Expr, Integer, Poly, Rational, Set, ceiling, exp, expand, sympify

from derivations.laws import (
    Beta,
    Exponential,
    Finite,
    Gamma,
    Geometric,
    Laplace,
    Law,
    LogNormal,
    Normal,
    Poisson,
    Uniform,
)
from verify.worlds.drawn_laws import affine, finite_law

__all__ = ["COIN", "Tilted", "coupled", "is_mixture", "part_of"]

HALF = Rational(1, 2)
COIN = finite_law(((-1, HALF), (1, HALF)))
MOST = 64  # outcomes of the coins of one variable
_U = Dummy("u", real=True)


@dataclass(frozen=True, slots=True)
class Tilted(Law):
    """The law of density (1 - weight) f + weight g, for f of the whole and g of its part; the weight may be below 0.

    >>> from derivations.laws import Exponential
    >>> Tilted(Exponential(1), Exponential(2), -1).moment(1)
    3/2
    """

    whole: Any
    part: Any
    weight: Any

    def __post_init__(self) -> None:
        object.__setattr__(self, "weight", sympify(self.weight))

    def __str__(self) -> str:
        from derivations.notation import text

        f, g = (text(law) for law in (self.whole, self.part))
        sign = "+" if self.weight > 0 else "-"
        scales = ["" if scale == 1 else f"{scale} " for scale in (1 - self.weight, abs(self.weight))]
        return f"the law of density {scales[0]}f {sign} {scales[1]}g, with f of {f} and g of {g}"

    def _mixed(self, value: Callable[[Law], Any]) -> Any:
        values = value(self.whole), value(self.part)
        return None if None in values else (1 - self.weight) * values[0] + self.weight * values[1]

    @property
    def support(self) -> Set:
        return self.whole.support

    @property
    def symmetric(self) -> bool:
        return self.whole.symmetric and self.part.symmetric

    @property
    def continuous(self) -> bool:
        return self.whole.continuous

    def moment(self, order: int) -> Expr:
        """E[X^order]."""
        return expand(self._mixed(lambda law: law.moment(order)))

    def absolute_moment(self, order: int) -> Expr | None:
        """E|X|^order, where it is known of both."""
        return self._mixed(lambda law: law.absolute_moment(order))

    def positive_part(self, order: int) -> Expr | None:
        """E[X^order; X > 0], where it is known of both."""
        return self._mixed(lambda law: law.positive_part(order))

    def probability(self, point: Expr) -> Expr | None:
        """P(X = point) of a discrete law."""
        return self._mixed(lambda law: law.probability(point))


def part_of(law: Law) -> tuple[Law, Any] | None:
    """A law g on the same points, and a bound of g/f; None where none is known."""
    match law:
        case Normal(mean, variance):
            return Normal(mean, variance / 4), Integer(2)
        case LogNormal(mean, variance):
            return LogNormal(mean, variance / 4), Integer(2)
        case Laplace(location, scale):
            return Laplace(location, scale / 2), Integer(2)
        case Uniform(low, high):
            return Uniform((3 * low + high) / 4, (low + 3 * high) / 4), Integer(2)
        case Exponential(rate):
            return Exponential(2 * rate), Integer(2)
        case Gamma(shape, rate):
            return Gamma(shape, 2 * rate), 2**shape
        case Beta(first, second):
            return Beta(first + 1, second), (first + second) / first
        case Poisson(mean):
            return Poisson(mean / 2), exp(mean / 2)
        case Geometric(chance):
            return Geometric((1 + chance) / 2, *law.parameters[1:]), (1 + chance) / (2 * chance)
    if law.points is None:
        return None
    chances = {point: p for point in law.points if (p := law.probability(point))}
    most = max(chances, key=lambda point: (chances[point], point))
    return finite_law(((most, 1),)), 1 / chances[most]


def _weight(bound: Any) -> Any:
    """The largest simple w for which (1 + w) f - w g is no density below 0."""
    return Integer(1) if bound <= 2 else 1 / (ceiling(bound) - 1)  # type: ignore[operator]


def coupled(law: Law, coin: Any, latent: Callable[[Law], Any], *, by_size: bool) -> Any:
    """A variable of the law as a function of the coin and of new latents: by the side of its middle where it has one
    and not `by_size`; None where no such function is known.
    """
    centred = None if by_size or law.points is not None else _centred(law)
    if centred is not None:
        return law.moment(1) + coin * Abs(latent(centred))
    found = part_of(law)
    if found is None or found[1] == 1:
        return None
    weight = _weight(found[1])
    first, second = (_tilted(law, found[0], w) for w in (weight, -weight))
    return (1 + coin) / 2 * _drawn(first, latent) + (1 - coin) / 2 * _drawn(second, latent)


def _centred(law: Law) -> Law | None:
    moved = affine(law, Integer(1), -law.moment(1))
    return moved if moved is not None and moved.symmetric else None


def _tilted(whole: Law, part: Law, weight: Any) -> Law:
    if whole.points is not None:
        chances = ((v, (1 - weight) * whole.probability(v) + weight * int(v in part.points)) for v in whole.points)  # type: ignore[operator]
        return finite_law(tuple((v, p) for v, p in chances if p))
    return part if weight == 1 else Tilted(whole, part, weight)


def _drawn(law: Law, latent: Callable[[Law], Any]) -> Any:
    return law.atoms[0][0] if isinstance(law, Finite) and len(law.atoms) == 1 else latent(law)


def is_mixture(term: Any, laws: Mapping[Any, Law], stated: Law) -> bool:
    """Whether a term in latents of these laws has the stated one: for every outcome of those of few values it is a
    latent or |latent|, moved and stretched, and the densities add up.
    """
    latents = [s for s in term.free_symbols if s in laws]
    finite = [s for s in latents if isinstance(laws[s], Finite)]
    atoms = [laws[s].atoms for s in finite]  # type: ignore[attr-defined]
    if not finite or prod(map(len, atoms)) > MOST:
        return False
    total: dict[Any, Any] = {}
    for outcome in product(*atoms):
        at = term.xreplace({s: value for s, (value, _) in zip(finite, outcome, strict=True)})
        shares = _shares(expand(at), laws)
        if shares is None:
            return False
        chance = prod((p for _, p in outcome), start=Integer(1))
        for law, share in shares.items():
            total[law] = total.get(law, 0) + chance * share
    return {law: share for law, share in total.items() if share != 0} == {stated: 1}


def _shares(term: Any, laws: Mapping[Any, Law]) -> dict[Any, Any] | None:
    """The law as a sum of laws with weights; |u| is u, and half of what is on one side less what is on the other."""
    sizes = {part: part.args[0] for part in term.atoms(Abs)}
    latents = [s for s in term.free_symbols if s in laws]
    if len(latents) != 1 or len(sizes) > 1 or (sizes and set(sizes.values()) != set(latents)):
        return None
    (latent,), variable = latents, next(iter(sizes), latents[0])
    at = term.xreplace({variable: _U})
    if at.has(latent) or not at.is_polynomial(_U) or Poly(at, _U).degree() != 1:
        return None
    law, (scale, offset) = laws[latent], Poly(at, _U).all_coeffs()
    parts = {law: Integer(1)}
    if isinstance(law, Tilted):
        found = part_of(law.whole)
        if found is None or found[0] != law.part or abs(law.weight) > _weight(found[1]):
            return None
        parts = {law.whole: 1 - law.weight, law.part: law.weight}
    if sizes and (isinstance(law, Tilted) or not law.symmetric):
        return None
    moved = {affine(part, scale, offset) if (scale, offset) != (1, 0) else part: w for part, w in parts.items()}
    if None in moved:
        return None
    return moved | {("side", whole): 1 if scale > 0 else -1 for whole in tuple(moved) if sizes}
