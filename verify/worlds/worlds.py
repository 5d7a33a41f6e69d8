"""Worlds: concrete models in which a claim's hypotheses hold, or all but one.

A world gives every parameter a number, every opaque function a polynomial, and writes every random cell as a
polynomial in independent latent variables with known laws. Cells that no hypothesis separates share a latent, so that a
formula that quietly assumes independence fails. Means are not 0 and laws not symmetric unless a hypothesis asks for it.

Worlds come in two kinds: `finite` ones, whose latents take few rational values, for exact enumeration; and `continuous`
ones for sampling.
"""

from __future__ import annotations

from random import Random
from typing import Any

from sympy import expand, sympify

from derivations.claims import Claim
from derivations.hypotheses import Holds, Hypothesis
from derivations.terms import Element, RandomVariable, Var, cells
from verify.worlds.exact_laws import exact_value
from verify.worlds.world import NoWorldError, World
from verify.worlds.world_building import Builder
from verify.worlds.world_facts import breakable, requirements, unknown_of

__all__ = [
    "InTurn", "NoWorldError", "World", "breakable", "build", "claimed", "requirements", "satisfying", "unknown_of",
]  # fmt: skip


class InTurn(Random):
    """Nothing is drawn: one place of all that there is to choose from is taken, and the least number; what is shuffled
    is turned round.

    >>> InTurn(1).choice([5, 6, 7]), InTurn(4).choice([5, 6, 7]), InTurn(1).randint(2, 9)
    (6, 6, 2)
    """

    def __init__(self, place: int) -> None:
        super().__init__(place)
        self.place = place

    def choice(self, seq: Any) -> Any:
        return seq[self.place % len(seq)]

    def randint(self, a: int, b: int) -> int:
        return a

    def sample(self, population: Any, k: int, *, counts: Any = None) -> list[Any]:
        return list(population)[:k]

    def shuffle(self, x: Any) -> None:
        x.reverse()


def build(
    claim: Claim,
    seed: str | Random,
    *,
    finite: bool,
    broken: Hypothesis | None = None,
    square: Any = 1,
    plain: bool = False,
) -> World:
    """A world that satisfies the claim's hypotheses, requirements and `broken` excepted.

    `square` is the variance (of a parameter: its square) given to what the requirements determine; `plain` asks for
    laws that a person can check by hand.
    """
    rng = Random(seed) if isinstance(seed, str) else seed  # noqa: S311  (reproducible, not secret)
    return Builder(claim, rng, finite=finite, broken=broken, square=sympify(square), plain=plain).world()


def claimed_square(claim: Claim) -> Any:
    """The variance (of a parameter: its square) that the claim gives to what its requirements determine."""
    unknown = unknown_of(claim)
    head = next(iter(claim.relation.lhs.atoms(Var)), unknown)
    scale = claim.relation.lhs / head
    if scale.has(head) or cells(scale) or (head is unknown) == isinstance(unknown, RandomVariable | Element):
        raise NoWorldError(f"{claim.relation.lhs} does not determine {unknown}")
    value = claim.relation.rhs / scale
    return value if isinstance(head, Var) else value**2


def claimed(claim: Claim, seed: str, *, finite: bool, broken: Hypothesis | None = None) -> World:
    """A world in which what the requirements determine has the value that the claim gives it."""
    first = build(claim, seed, finite=finite, broken=broken)
    square = exact_value(claimed_square(claim), first)
    if not square.is_number or not square.is_positive:
        raise NoWorldError(f"the claimed value has the square {square}, which is no variance")
    return build(claim, seed, finite=finite, broken=broken, square=square)


def satisfying(claim: Claim, seed: str, *, finite: bool, broken: Hypothesis | None = None) -> World:
    """A world in which the requirements hold too (but `broken`, which fails there).

    A requirement is linear in the variance it determines; its gap at two values gives that value, and a third
    evaluation shows that the requirement then holds.
    """
    needed = [h for h in requirements(claim) if h != broken]
    if not needed:
        return build(claim, seed, finite=finite, broken=broken)
    relation = claim.relation
    names = frozenset(s for side in (relation.lhs, relation.rhs) for s in side.free_symbols | cells(side))
    key = (claim.hypotheses, unknown_of(claim), names, seed, finite, broken)
    if key not in _SOLVED:
        _SOLVED[key] = _solved(claim, seed, needed, finite=finite, broken=broken)
    return _SOLVED[key]


_SOLVED: dict[Any, World] = {}  # wrong variants of a claim are judged in one world


def _solved(claim: Claim, seed: str, needed: list[Holds], *, finite: bool, broken: Hypothesis | None) -> World:
    def gaps(square: Any) -> list[Any]:
        world = build(claim, seed, finite=finite, broken=broken, square=square)
        return [exact_value(h.relation.lhs - h.relation.rhs, world) for h in needed]

    at_one, at_two = gaps(1)[0], gaps(2)[0]
    slope = at_two - at_one
    if not slope.is_number or slope == 0:
        raise NoWorldError(f"{needed[0]} does not determine {unknown_of(claim)}")
    square = 1 - at_one / slope
    if not square.is_positive or any(expand(gap) != 0 for gap in gaps(square)):
        raise NoWorldError(f"{needed[0]} is not linear in the variance, or asks for {square}")
    return build(claim, seed, finite=finite, broken=broken, square=square)
