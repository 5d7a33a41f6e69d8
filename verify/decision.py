"""What was decided about one step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from derivations.hypotheses import Hypothesis
from verify.counterexample import Counterexample

__all__ = ["Decision"]


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict, why, by which route, and what goes with it."""

    verdict: str
    reason: str
    route: str = ""
    missing: tuple[Hypothesis | str, ...] = ()
    counterexample: Counterexample | None = None
    likely_slip: str | None = None
    known_from: tuple[int, ...] = ()
    truth: Any = None  # what the left side of a refuted step equals
    under: tuple[Hypothesis, ...] = ()  # what was assumed, as understood
