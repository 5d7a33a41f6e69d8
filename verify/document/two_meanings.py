"""Letters with several meanings: a name that a line may define anew, and what a step says with each of its meanings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from derivations.reading import Step
from derivations.reading.meaning.stated import DefinitionPhrase, EquationPhrase, Phrase
from derivations.reading.syntax.tree import Head, Name, Node, ungroup, walk
from verify.document.background import Background, assuming
from verify.document.readings import Readings
from verify.steps.deciding import Decision
from verify.steps.meanings import Meanings
from verify.steps.written import echo, sides_of

__all__ = ["SECOND_MEANING", "TwoMeanings"]

SECOND_MEANING = "not what line"


@dataclass(frozen=True, slots=True)
class TwoMeanings:
    """Decides steps whose letters may have been given a second meaning, or get one there."""

    meanings: Meanings
    background: Background
    readings: Readings

    def decision(self, step: Step, phrases: Sequence[Phrase], *, first: bool, alone: bool) -> Decision:
        """The verdict of a step, where a letter may have been given a second meaning or get one here."""
        if assumed := self._assumed_of_its_letter(step, phrases):  # then the line gives no name to it
            found = self.decision(step, (*phrases, *(p for _, p in assumed)), first=first, alone=alone)
            return assuming(found, assumed)
        found = self.readings.judged(step, phrases, alone=alone)
        if found.verdict in {"definition", "choice"}:
            return found
        if found.verdict == "proved":
            return self._with_all_meanings(step, found, phrases, alone=alone)
        if first and (again := self._defined_again(step, phrases, alone=alone)) is not None:
            return again
        return self._with_older_meanings(step, found, phrases, alone=alone)

    def _defined_again(self, step: Step, phrases: Sequence[Phrase], *, alone: bool) -> Decision | None:
        """The verdict of a line that would define its letter, were it not defined above."""
        name = ungroup(step.lhs) if step.lhs is not None else None
        if step.relation != "=" or not isinstance(name, Name) or name not in self.meanings.defined:
            return None
        if (assumed := self.background.assumed(step)) and not {p for _, p in assumed} <= set(phrases):
            under = (*phrases, *(p for _, p in assumed))
            proof = self.readings.proof(partial(self.readings.judged, step, under, alone=alone))
            if proof is not None:
                return assuming(proof, assumed)
        line, now = self.meanings.defined[name], len(self.meanings.known)
        before = self.meanings.forget(name)
        kept = [p for p in phrases if p is not before]
        read = self.readings.sides.read
        if before is not None and read(step, kept, self.readings.roles, alone=alone).verdict == "definition":
            if self.background.said.has_heading_between(line, step.line):
                return Decision("definition", f"a new meaning of {echo(name)}, under another heading")
            self.meanings.older[name] = (line, before)
            return Decision("unknown", f"{SECOND_MEANING} {line} made of {echo(name)}; write := for a new meaning")
        del self.meanings.known[now - isinstance(before, Phrase) :]
        self.meanings.remember(name, line, before)
        return None

    def _with_older_meanings(self, step: Step, found: Decision, phrases: Sequence[Phrase], *, alone: bool) -> Decision:
        """The verdict, where it does not depend on which of its meanings a letter has; a proof with one of them."""
        for letter, (line, meaning) in list(self.meanings.older.items()):
            again = self._with(letter, meaning, step, phrases, alone=alone)
            if again.verdict == "proved" and found.verdict == "unknown":
                return replace(again, reason=f"{again.reason}, with {echo(letter)} as in line {line}")
            if found.verdict != again.verdict and {"unknown", "proved"} & {found.verdict, again.verdict}:
                lines = f"lines {line} and {self.meanings.defined[letter]}"
                return Decision("unknown", f"depends on what {echo(letter)} is: {lines}")
        return found

    def _with_all_meanings(self, step: Step, found: Decision, phrases: Sequence[Phrase], *, alone: bool) -> Decision:
        """A proof, where it is one with each of the meanings that a letter has been given."""
        for letter, (line, meaning) in list(self.meanings.older.items()):
            if self._with(letter, meaning, step, phrases, alone=alone).verdict != "proved":
                lines = f"lines {line} and {self.meanings.defined[letter]}"
                return Decision("unknown", f"depends on what {echo(letter)} is: {lines}")
        return found

    def _assumed_of_its_letter(self, step: Step, phrases: Sequence[Phrase]) -> list[tuple[int, Phrase]]:
        """What is assumed here of a letter, so that the step gives it no meaning: where it says what a moment is, and
        an assumption makes variables of the letter (`E[b] = c` under `y_i = c x_i + e_i`), or where it says what the
        letter is, which an assumption makes a moment.
        """
        sides = [ungroup(side) for side in sides_of(step)]
        heads = [s for s in sides if isinstance(s, Head)]
        letters = {n for s in sides if not isinstance(s, Head) for n in walk(s) if isinstance(n, Name)}
        if step.relation != "=" or len(heads) > 1 or not letters:
            return []
        assumed = [(line, p) for line, p in self.background.assumed(step) if p not in phrases]
        if not heads:
            moments = [p for _, p in assumed if isinstance(p, EquationPhrase) and isinstance(p.lhs, Head)]
            return assumed if any(p.rhs == sides[0] for p in moments) else []
        made = [p.rhs for _, p in assumed if isinstance(p, EquationPhrase) and isinstance(p.lhs, Name)]
        made += [p.value for _, p in assumed if isinstance(p, DefinitionPhrase)]
        return assumed if any(letters & set(walk(value)) for value in made) else []

    def _with(
        self, name: Name, meaning: Phrase | Node, step: Step, phrases: Sequence[Phrase], *, alone: bool
    ) -> Decision:
        """The verdict of a step with another meaning of a name."""
        line = self.meanings.defined[name]
        now = self.meanings.forget(name)
        self.meanings.remember(name, line, meaning)
        here = [p for p in phrases if p is not now] + ([meaning] if isinstance(meaning, Phrase) else [])
        found = self.readings.judged(step, here, alone=alone)
        self.meanings.forget(name)
        self.meanings.remember(name, line, now)
        return found
