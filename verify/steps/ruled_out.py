"""What a law rules out: a step that is false in a world is false under all that holds there.

>>> from derivations.hypotheses import Independent, Symmetric
>>> from derivations.terms import Var, random_variables
>>> from verify.worlds.counterexample import counterexample
>>> x, y = random_variables("x y")
>>> found = RuledOut((), counterexample((), Var(x - y), Var(x) - Var(y)))
>>> found.by([Independent(x, y)]), found.by([Symmetric(x)])
(True, False)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import prod
from typing import Any, Final

from sympy import Symbol

from derivations.errors import UserError
from derivations.hypotheses import Hypothesis
from derivations.laws import Finite
from derivations.notation import text
from verify.worlds.counterexample import Counterexample, breaks
from verify.worlds.satisfied import value_in, violated
from verify.worlds.world import NoWorldError, World

__all__ = ["RuledOut"]

MOST: Final = 2000  # outcomes of a world that is looked at


class RuledOut:
    """What holds where a counterexample does, if the hypotheses hold there; nothing where none is given."""

    def __init__(self, hypotheses: Sequence[Hypothesis], witness: Counterexample | None) -> None:
        self._witness = witness
        self._hypotheses = tuple(hypotheses)
        self._known: dict[tuple[int, Hypothesis], bool] = {}
        worlds = () if witness is None or witness.world is None else (witness.world, *witness.others)
        self._world = worlds[0] if worlds and self._fits(worlds[0]) else None
        self._others = [world for world in worlds[1:] if self._world is not None]

    def by(self, more: Iterable[Hypothesis]) -> bool:
        """Whether all of more hypotheses hold in one of the worlds, so that the step is false under them too."""
        more = tuple(more)
        if self._world is None or self._all_hold(self._world, more):
            return self._world is not None
        for world in tuple(self._others):
            if self._all_hold(world, more):
                if self._fits(world):
                    return True
                self._others.remove(world)
        return False

    def by_signs(self, letters: Iterable[Symbol]) -> bool:
        """Whether the letters are positive there."""
        known = self._witness.parameters if self._witness is not None and self._world is not None else {}
        return bool(known) and all(getattr(known.get(text(s)), "is_positive", False) for s in letters)

    def zero(self) -> bool:
        """Whether a side may be 0 under the hypotheses."""
        return self._world is None or any(side.is_zero is not False for side in self._sides())

    def apart(self, *terms: Any) -> bool:
        """Whether two terms have values there that differ."""
        if self._world is None:
            return False
        try:
            left, right = (value_in(term, self._world) for term in terms)
        except (NoWorldError, UserError, ZeroDivisionError):
            return False
        return breaks("=", left, right)

    def _sides(self) -> tuple[Any, ...]:
        return () if self._witness is None else (self._witness.lhs, self._witness.rhs)

    def _fits(self, world: World) -> bool:
        return _is_small(world) and all(_satisfies(world, h) for h in self._hypotheses)

    def _all_hold(self, world: World, more: Iterable[Hypothesis]) -> bool:
        return all(self._holds(world, hypothesis) for hypothesis in more)

    def _holds(self, world: World, hypothesis: Hypothesis) -> bool:
        key = (id(world), hypothesis)
        if key not in self._known:
            self._known[key] = _satisfies(world, hypothesis)
        return self._known[key]


def _is_small(world: World) -> bool:
    return prod(len(law.atoms) for law in world.latents.values() if isinstance(law, Finite)) <= MOST


def _satisfies(world: World, hypothesis: Hypothesis) -> bool:
    try:
        return violated(world, (hypothesis,)) is None
    except (NoWorldError, UserError, ZeroDivisionError):
        return False
