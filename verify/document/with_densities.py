"""Steps about variables of which a line above states the density: with what it is, and by integrals over it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from derivations.reading import Step
from derivations.reading.meaning.stated import Phrase
from derivations.reading.syntax.tree import Call, Name, ungroup, walk
from verify.document.background import Background
from verify.document.readings import Readings
from verify.steps.carried import Function, with_definitions
from verify.steps.deciding import Decision
from verify.steps.stated_densities import decided_by_densities, densities_in_force
from verify.steps.written import sides_of

__all__ = ["WithDensities"]

_PART_OF_THE_LINE: Final = re.compile(  # behind a density that holds there
    r"[\s$,\\\])]*(?:q?quad\b|[,;:!])*[\s$,({]*(?:\\?(?:text|mathrm)\s*\{)?\s*(?:for|on|if|when|where|over|with\s+support)\b"
    r"|[\s,]*\\?q?quad[^.]{0,20}(?:[<>]|\\(?:le|ge|in)\b)"
)


@dataclass(frozen=True, slots=True)
class WithDensities:
    """Decides steps with the densities that the document states."""

    background: Background
    readings: Readings

    def by_value(self, step: Step, phrases: Sequence[Phrase]) -> Decision | None:
        """The proof of a step with what a line above says that a density is."""
        stated = self.background.overlooked.densities
        calls = {p.function for s in sides_of(step) for p in walk(s) if isinstance(p, Call)} & stated.keys()
        made = {}
        for said in (stated[f] for f in calls if stated[f].span.end <= step.span.start):
            call, value = (ungroup(side) for side in sides_of(said))
            if _PART_OF_THE_LINE.match(self.background.said.text, said.span.end):
                continue
            if isinstance(call, Call) and isinstance(call.args[0], Name) and len(call.args) == 1:
                made[call.function] = Function((call.args[0],), value, said.line)
        if not made:
            return None
        lhs, rhs = (with_definitions(side, made, {}) for side in sides_of(step))
        written = replace(step, lhs=lhs, rhs=rhs)
        found = self.readings.proof(partial(self.readings.judged, written, phrases, alone=False))
        lines = ", ".join(str(function.line) for function in made.values())
        return found and replace(found, reason=f"{found.reason}, with the density of line {lines}")

    def by_integrals(self, step: Step, phrases: Sequence[Phrase], *, only_its_letters: bool = False) -> Decision | None:
        """The verdict of a step about variables of which a line above, under this heading, states the density."""
        said = self.background.said
        above = [s for s in self.background.overlooked.densities.values() if s.span.end <= step.span.start]
        above = [s for s in above if not said.has_heading_between(s.line, step.line)]

        def decide(one: Step, rest: Sequence[Phrase]) -> Decision:
            confined = (*rest, *self.background.narrowed(one))
            return self.readings.deciding(partial(self.readings.judged, one, confined, alone=False))

        stated = densities_in_force(above, said.text, phrases, step if only_its_letters else None)
        return decided_by_densities(step, stated, phrases, decide)
