"""What was decided about one step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from derivations.hypotheses import Hypothesis
from verify.worlds.counterexample import Counterexample

__all__ = ["DIFFER", "Decision"]

DIFFER = "the two sides differ"


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
    for_good: bool = False  # refuted whatever else is supposed
    where: tuple[str, ...] = ()  # what must hold for both sides to be defined, and nothing stated says
    explain: Callable[[], tuple[str | None, str, Any]] | None = field(default=None, compare=False, repr=False)

    def explained(self) -> Decision:
        """With the slip that was made and what the left side equals, for which it took no time before."""
        if self.explain is None or self.verdict not in {"refuted", "missing-hypothesis"}:
            return self
        slip, reason, truth = self.explain()
        if self.verdict == "missing-hypothesis":
            return replace(self, likely_slip=slip, explain=None)
        told = self.reason.replace(DIFFER, reason, 1)
        return replace(self, likely_slip=slip, reason=told, truth=truth, explain=None)
