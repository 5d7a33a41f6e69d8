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
        self._known: dict[Hypothesis, bool] = {}
        self._world = None if witness is None or witness.world is None else witness.world
        if self._world is not None and not (_is_small(self._world) and self.by(hypotheses)):
            self._world = None
        self._known.clear()

    def by(self, more: Iterable[Hypothesis]) -> bool:
        """Whether all of more hypotheses hold there, so that the step is false under them too."""
        return self._world is not None and all(map(self._holds, more))

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

    def _holds(self, hypothesis: Hypothesis) -> bool:
        if hypothesis not in self._known:
            self._known[hypothesis] = self._world is not None and _satisfies(self._world, hypothesis)
        return self._known[hypothesis]


def _is_small(world: World) -> bool:
    return prod(len(law.atoms) for law in world.latents.values() if isinstance(law, Finite)) <= MOST


def _satisfies(world: World, hypothesis: Hypothesis) -> bool:
    try:
        return violated(world, (hypothesis,)) is None
    except (NoWorldError, UserError, ZeroDivisionError):
        return False
