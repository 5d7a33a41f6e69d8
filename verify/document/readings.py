"""One verdict from the readings that a step may have.

What is said stands first; then what the words nearby say, the definitions above, what is usually meant of a sample or
of a law, and the names that may be constants or random.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from derivations.reading import Step
from derivations.reading.hearing.words import Hint
from derivations.reading.meaning.other_layers import OtherLayers
from derivations.reading.meaning.roles import Roles
from derivations.reading.meaning.stated import DefinitionPhrase, EquationPhrase, LawPhrase, Phrase
from derivations.reading.syntax.tree import Head, Name, Node, Power, ungroup
from verify.document.any_sign import below_zero
from verify.document.background import BLAMED, Background
from verify.document.samples import Samples
from verify.document.spoken import Spoken, letters_said, spoken_by, spoken_near
from verify.document.spreads import as_deviations, conventions
from verify.document.told_anew import ToldAnew
from verify.document.under_one_law import UnderOneLaw
from verify.steps.both_sides import BothSides
from verify.steps.carried import with_definitions
from verify.steps.contradictions import CONTRADICT
from verify.steps.deciding import Decision
from verify.steps.moment_steps import LACKING
from verify.steps.written import names_of, sides_of
from verify.time_limit import OutOfTime, spent, within

__all__ = ["Readings"]

NEEDLESS: Final = 0.3  # seconds to see that the words by which a step is proved are not needed


@dataclass(slots=True)
class Readings:
    """The readings of the steps of a document, each of which `sides` decides."""

    roles: Roles
    hints: Sequence[Hint]
    background: Background
    spoken: Sequence[Spoken]
    samples: Samples
    sides: BothSides
    seconds: float  # for a law against a step
    layers: OtherLayers
    anew: ToldAnew = field(default_factory=ToldAnew)
    follows: set[str] = field(default_factory=set)  # the conventions of laws that proved steps follow

    def judged(self, step: Step, phrases: Sequence[Phrase], *, alone: bool) -> Decision:
        """The verdict under what is stated and said, of the layers in the step too that it is not written for."""
        decide = partial(self._for_all_signs, step, alone=alone)
        defined = _defined(phrases)
        others = self.layers.everywhere(phrases, self.layers.between(step))
        others = [p for p in others if not isinstance(p, DefinitionPhrase) or p.name not in defined]
        phrases = [p for p in phrases if not self.layers.says_of_one(p)]
        if not others:
            return decide(phrases)
        quick = self.deciding(partial(decide, phrases))
        if quick.verdict not in {*BLAMED, "unknown"}:
            return decide(phrases)
        below = [p for p in others if self.layers.leads_out(p, step)]
        found = self._outermost_first(decide, (*phrases, *others), below)
        if found.verdict != "refuted" or found.for_good:
            return found
        lacking = decide(phrases)
        missing = lacking.verdict == "missing-hypothesis"
        return replace(lacking, counterexample=found.counterexample) if missing else found

    def _outermost_first(
        self, decide: Callable[[Sequence[Phrase]], Decision], phrases: Sequence[Phrase], below: Sequence[Phrase]
    ) -> Decision:
        """The verdict, first without what lies below the layers of the step; a law that refutes it obeys that too."""
        near = tuple(p for p in phrases if p not in below)
        if not below:
            return decide(phrases)
        for known in (near, phrases):
            if (proof := self.proof(partial(decide, known))) is not None:
                return proof
        found = decide(near)
        if found.verdict == "missing-hypothesis":
            return found
        wider = self._unexplained(partial(decide, phrases)) if found.verdict == "refuted" else decide(phrases)
        both = found.verdict == wider.verdict == "refuted"
        return replace(found, counterexample=wider.counterexample) if both else wider

    def _unexplained(self, decide: Callable[[], Decision]) -> Decision:
        """What is decided where nobody asks why a step is false."""
        self.sides.explained = False
        try:
            return decide()
        finally:
            self.sides.explained = True

    def _for_all_signs(self, step: Step, phrases: Sequence[Phrase], *, alone: bool) -> Decision:
        """The verdict under what is stated and said, for all the values of letters that the words speak of."""
        signs, squared = self.background.signs, self._squared(phrases)
        below = [below_zero(n) for n in squared & self.background.below_zero(step)]
        found = self._as_usually_meant(step, (*phrases, *below), alone=alone)
        if found.verdict != "proved":
            return found
        of_all = signs.all_of(step.span.start)
        for name in sorted((n for n in squared if n in signs.letters or str(n) in of_all), key=str):
            again = self._as_usually_meant(step, (*phrases, below_zero(name)), alone=alone)
            if again.verdict in BLAMED:
                return replace(again, verdict="missing-hypothesis", reason=LACKING, missing=(f"{name} > 0",))
        lacking = tuple(w for w in found.where if of_all & set(re.findall(r"[A-Za-z]+", w)))
        if lacking:
            why = f"said for all values of {', '.join(sorted(of_all))}, and true where {' and '.join(lacking)}"
            return replace(found, verdict="missing-hypothesis", reason=why, missing=lacking)
        return found

    def _squared(self, phrases: Sequence[Phrase]) -> set[Name]:
        """The letters whose squares are variances: usually these are positive."""
        said = [*phrases, *(s.phrase for s in self.spoken)]
        values = [q for p in said if isinstance(p, LawPhrase) for q in p.parameters]
        values += [p.rhs for p in said if isinstance(p, EquationPhrase)]
        return {q.base for q in values if isinstance(q, Power) and isinstance(q.base, Name)}

    def _as_usually_meant(self, step: Step, phrases: Sequence[Phrase], *, alone: bool) -> Decision:
        """The verdict under what is stated and said, where it does not depend on what sigma is in N(0, sigma).

        In an assumption it is the variance; in the sentences of a document it may be its root.
        """
        here = [p for p in phrases if p in self.sides.meanings.known]
        deviations = as_deviations(here, self.background.said.text)
        found = self._as_stated(step, phrases, alone=alone)
        if deviations is None or found.verdict not in {"proved", *BLAMED}:
            return found
        stated = [p for p in phrases if p not in here]
        other = self._as_stated(step, (*stated, *deviations), alone=alone)
        if other.verdict == found.verdict or {found.verdict, other.verdict} <= BLAMED:
            return found
        why = f"{found.verdict} where sigma is the variance in the stated law, {other.verdict} where it is its root"
        return Decision("unknown", f"{why}; write sigma^2, or say what sigma is")

    def _as_stated(self, step: Step, phrases: Sequence[Phrase], *, alone: bool) -> Decision:
        """The verdict under what is stated as it is read, and said; the words are named where they matter."""
        words = self._words(step, phrases)
        if not words:
            found = self._under(step, phrases, alone=alone)
            return self._unless_claimed(found, step, phrases, alone=alone)
        said, started = (*phrases, *(w.phrase for w in words)), spent()
        if (found := self.proof(partial(self._under, step, said, alone=alone))) is not None:
            plain, patience = None, max(NEEDLESS, spent() - started)
            with contextlib.suppress(OutOfTime):
                plain = within(patience, lambda: self.proof(partial(self._under, step, phrases, alone=alone)))
            return plain or replace(found, reason=f"{found.reason}, {spoken_by(words)}")
        found = self._under(step, said, alone=alone)
        if found.verdict in {"proved", "unknown"} and not found.reason.startswith(CONTRADICT):
            plain = self._under(step, phrases, alone=alone)
            if plain.verdict == "proved":
                return plain
        found = self._unless_claimed(found, step, said, alone=alone)
        if found.verdict in {"proved", "refuted", "missing-hypothesis"}:
            return replace(found, reason=f"{found.reason}, {spoken_by(words)}")
        return found

    def _unless_claimed(self, found: Decision, step: Step, said: Sequence[Phrase], *, alone: bool) -> Decision:
        """The decision; open where words claim a moment of what is defined by which the step, about others, holds."""
        claimed = self._words(step, said, claims=True) if found.verdict in BLAMED else []
        names = {n.base for w in claimed for n in names_of(w.phrase)}
        heads = [side for side in map(ungroup, sides_of(step)) if isinstance(side, Head) and len(side.args) == 1]
        itself = any(isinstance(h.args[0], Name) and h.args[0].base in names for h in heads)
        under = partial(self._under, step, (*said, *(w.phrase for w in claimed)), alone=alone)
        if not claimed or itself or self.proof(under) is None:
            return found
        return Decision("unknown", f"true if what is claimed {spoken_by(claimed)} holds, which is not checked")

    def _words(self, step: Step, phrases: Sequence[Phrase], *, claims: bool = False) -> list[Spoken]:
        """What words say of the names of a step, or what they only claim of what is defined."""
        defined, sections = _defined(phrases), self.background.sections
        anew = sections.anew(step.span.start)
        renewed = {str(name): place for name, place in self.sides.meanings.renewed.items()}
        spoken = [
            s for s in self.spoken
            if not (letters_said(s.phrase) & anew and sections.over(s.line, step.line))
            and self.background.reach.holds(s.end, letters_said(s.phrase))
            and not self.anew.is_over(s, step.span.start)
            and all(s.end >= renewed.get(letter, 0) for letter in letters_said(s.phrase))
            and claims is (_is_moment_of(s.phrase, defined) and self.background.said.only_claims(s.end))
        ]  # fmt: skip
        written = [with_definitions(side, self.sides.functions, {}) for side in sides_of(step)]
        meant = replace(step, lhs=written[0], rhs=written[1]) if len(written) == 2 else step  # M_X(t) speaks of X
        return spoken_near(spoken, meant, phrases, self.background.said.section_of(step.line))

    def claims_only(self, hint: Hint, phrases: Sequence[Phrase]) -> bool:
        """Whether words only claim a moment of what is defined: "the sum y has variance 3"."""
        moment = hint.kind in {"mean", "variance", "sd"} and not _defined(phrases).isdisjoint(hint.names)
        return moment and self.background.said.only_claims(hint.span.end)

    def clash(self, step: Step, phrases: Sequence[Phrase]) -> str | None:
        """What contradicts each other in phrases and in what words say of the names of a step."""
        return self.sides.clash(step, (*phrases, *(w.phrase for w in self._words(step, phrases))))

    def _under(self, step: Step, phrases: Sequence[Phrase], *, alone: bool) -> Decision:
        """The verdict under the convention that a stated law follows, as far as the steps before tell."""
        every = conventions(phrases, self.background.said.text)
        left = [(kind, under) for kind, under in every if kind in self.follows] or every
        found = {kind: UnderOneLaw(self, step, under, alone=alone).decision() for kind, under in left}
        proved = [kind for kind, one in found.items() if one.verdict == "proved"]
        if len(found) == 1 or len(proved) != 1:
            return next((one for one in found.values() if one.verdict == "unknown"), next(iter(found.values())))
        self.follows |= set(proved)
        reached = found[proved[0]]
        return replace(reached, reason=f"{reached.reason}, where {proved[0]}")

    def proof(self, decide: Callable[[], Decision]) -> Decision | None:
        """What is decided where no law is looked for and nothing gets a name, if it is a proof."""
        found = self.deciding(decide)
        return found if found.verdict == "proved" else None

    def deciding(self, decide: Callable[[], Decision], seconds: float = 0.0) -> Decision:
        """What is decided where laws are looked for so long, and nothing gets a name."""
        sides = self.sides
        before, meanings = sides.seconds, sides.meanings.copied()
        sides.seconds = seconds
        try:
            return decide()
        finally:
            sides.seconds = before
            sides.meanings.become(meanings)


def _defined(phrases: Sequence[Phrase]) -> set[Node]:
    """What definitions say the meaning of."""
    return {p.name for p in phrases if isinstance(p, DefinitionPhrase)}


def _is_moment_of(phrase: Phrase, names: Collection[Node]) -> bool:
    """Whether it says what a moment of one of the names is."""
    head = phrase.lhs if isinstance(phrase, EquationPhrase) else None
    return isinstance(head, Head) and len(head.args) == 1 and head.args[0] in names
