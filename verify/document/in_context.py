"""The decision of a step in its context: the words around it, the cases of its functions, densities stated above."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import partial

from derivations.reading import Step
from derivations.reading.meaning.stated import Phrase
from verify.decision import DIFFER, Decision
from verify.document.background import Background
from verify.document.denials import decided_as_unequal
from verify.document.differentials import decided_as_derivatives
from verify.document.readings import Readings
from verify.document.restraint import restrained
from verify.document.two_meanings import SECOND_MEANING, TwoMeanings
from verify.document.with_densities import WithDensities
from verify.steps.both_signs import decided_for_both
from verify.steps.by_branches import decided_by_branches
from verify.steps.equal_laws import decided_by_parameters
from verify.steps.implied import IMPLIED, solved
from verify.steps.meanings import Meanings, given_anew

__all__ = ["InContext"]


@dataclass(frozen=True, slots=True)
class InContext:
    """Decides steps with what stands around them; `meant` tells what their letters mean."""

    meanings: Meanings
    background: Background
    readings: Readings
    meant: TwoMeanings
    densities: WithDensities

    @classmethod
    def of(cls, meanings: Meanings, background: Background, readings: Readings) -> InContext:
        """The decisions of a document."""
        meant = TwoMeanings(meanings, background, readings)
        return cls(meanings, background, readings, meant, WithDensities(background, readings))

    def decided(self, step: Step, phrases: Sequence[Phrase], *, first: bool, alone: bool) -> Decision:
        """The decision, with what the words around the step suppose; what an arrow leads to defines nothing."""
        step = self.background.mirrored.with_equal_entries(step)
        if (rewritten := self._as_another_step(step, phrases, first=first, alone=alone)) is not None:
            return rewritten
        implying = self.background.said.implying(step)
        equations = self.readings.sides.values.equations
        kept = deepcopy((self.meanings, equations)) if implying else ()
        decide = partial(self.meant.decision, step, first=first, alone=alone)
        if not implying and (narrowed := self._narrowed(step, phrases, decide)) is not None:
            return narrowed
        # E[X] = r gives no letter a meaning
        found = self.densities.by_integrals(step, phrases, only_its_letters=True) or decide(phrases)
        roles = self.readings.roles
        if found.verdict == "unknown" and (cases := decided_by_branches(step, phrases, roles, self._in_a_case)):
            self.readings.sides.enter()
            return cases
        if found.verdict != "proved" and (why := next(filter(None, (solved(step, s, roles) for s in implying)), None)):
            return Decision("proved", why, "algebra")
        open_or_false = found.verdict in {"refuted", "missing-hypothesis", "unknown"}
        if open_or_false and (otherwise := self._otherwise(step, phrases)) is not None:
            return otherwise
        if found.reason.startswith(SECOND_MEANING):
            return found
        found = restrained(self.background, step, found, lambda more: decide(given_anew(phrases, more)))
        if kept and found.verdict == "definition":
            self.meanings.become(kept[0])
            equations[:] = kept[1]
            return Decision("unknown", f"not decided {IMPLIED}")
        return found

    def _as_another_step(self, step: Step, phrases: Sequence[Phrase], *, first: bool, alone: bool) -> Decision | None:
        """The decision of what stands for two signs, of differentials, and of laws by their parameters."""
        both = decided_for_both(step, lambda one: self.decided(one, phrases, first=first, alone=alone))
        if both is not None:
            return both
        again = partial(self.decided, phrases=phrases, first=False, alone=False)
        said = self.background.said
        if (unequal := decided_as_unequal(step, said.chain, said.text, again)) is not None:
            return unequal
        if (derived := decided_as_derivatives(step, again)) is not None:
            return derived
        return decided_by_parameters(step, self.background.said.chain, again)

    def _otherwise(self, step: Step, phrases: Sequence[Phrase]) -> Decision | None:
        """The decision by what lines above state of densities and joint laws, or choose."""
        if (by_density := self.densities.by_value(step, phrases)) is not None:
            return by_density
        if (computed := self.background.computed(step)) is not None:
            return computed
        if (by_integrals := self.densities.by_integrals(step, phrases)) is not None:
            return by_integrals
        for given in self.background.chosen_above(step):
            if (why := solved(step, given, self.readings.roles)) is not None:
                self.background.chosen.append(step)
                return Decision("proved", why.replace(IMPLIED, f"from what line {given.line} chooses"), "algebra")
        return None

    def _in_a_case(self, step: Step, phrases: Sequence[Phrase]) -> Decision:
        """The decision of what a step says in one case, whose condition is among the phrases."""
        self.readings.sides.enter()
        return self.decided(step, phrases, first=False, alone=False)

    def _narrowed(
        self, step: Step, phrases: Sequence[Phrase], decide: Callable[[Sequence[Phrase]], Decision]
    ) -> Decision | None:
        """The proof by what words confine letters to, or suppose, before laws are looked for that break the step
        without it.
        """
        narrowed = self.background.narrowed(step)
        supposed = self.background.assumed_of_a_claim(step)
        if not narrowed and not supposed:
            return None
        plain = self.readings.deciding(partial(decide, phrases))
        if plain.verdict not in {"refuted", "missing-hypothesis", "unknown"}:
            return None
        for given in (more for more in (narrowed, supposed) if more):
            if self.readings.deciding(partial(decide, given_anew(phrases, given))).verdict == "proved":
                blamed = plain if given is narrowed else Decision("refuted", DIFFER)
                found = restrained(self.background, step, blamed, lambda more: decide(given_anew(phrases, more)))
                return found if found.verdict == "proved" else None
        return None
