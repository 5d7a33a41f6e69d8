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
from derivations.reading.other_layers import OtherLayers
from derivations.reading.roles import Roles
from derivations.reading.stated import DeclarationPhrase, DefinitionPhrase, EquationPhrase, LawPhrase, Phrase
from derivations.reading.tree import Call, Head, Name, Node, Power, walk
from derivations.reading.words import Hint
from verify.closed_forms.law_functions import inverse_of_a_distribution, with_law_functions
from verify.document.any_sign import below_zero
from verify.document.background import UNSAID, Background
from verify.document.samples import Samples
from verify.document.spoken import Spoken, letters_said, spoken_by, spoken_near
from verify.document.spreads import as_deviations, conventions
from verify.document.words_for_laws import calls_constant, one_law, said_of_all, trials
from verify.steps.both_sides import BothSides
from verify.steps.carried import other_reading, said_in_words, with_definitions
from verify.steps.chain_rule import differentiates, through
from verify.steps.contradictions import CONTRADICT
from verify.steps.deciding import Decision
from verify.steps.moment_steps import LACKING
from verify.steps.written import expressions_of, letters_of, random_names, sides_of, sizes_of
from verify.time_limit import OutOfTime, spent, within

__all__ = ["Readings"]

SIZES: Final = frozenset(["n", "N", "m", "M", "d", "D", "fan"])
WORDS: Final = 160  # characters before a chain that say what it is
NEEDLESS: Final = 0.3  # seconds to see that the words by which a step is proved are not needed
BLAMED: Final = frozenset(["refuted", "missing-hypothesis"])


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
    follows: set[str] = field(default_factory=set)  # the conventions of laws that proved steps follow

    def judged(self, step: Step, phrases: Sequence[Phrase], *, alone: bool) -> Decision:
        """The verdict under what is stated and said, of the layers in the step too that it is not written for."""
        decide = partial(self._for_all_signs, step, alone=alone)
        defined = _defined(phrases)
        others = self.layers.everywhere(phrases, self.layers.between(step))
        others = [p for p in others if not isinstance(p, DefinitionPhrase) or p.name not in defined]
        if not others:
            return decide(phrases)
        quick = self.deciding(partial(decide, phrases))
        if quick.verdict not in {*BLAMED, "unknown"}:
            return decide(phrases)
        found = decide((*phrases, *others))
        if found.verdict != "refuted" or found.for_good:
            return found
        lacking = decide(phrases)
        missing = lacking.verdict == "missing-hypothesis"
        return replace(lacking, counterexample=found.counterexample) if missing else found

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
            return self._under(step, phrases, alone=alone)
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
        if found.verdict in {"proved", "refuted", "missing-hypothesis"}:
            return replace(found, reason=f"{found.reason}, {spoken_by(words)}")
        return found

    def _words(self, step: Step, phrases: Sequence[Phrase]) -> list[Spoken]:
        """What words say of the names of a step."""
        defined, sections = _defined(phrases), self.background.sections
        anew = sections.anew(step.span.start)
        spoken = [
            s for s in self.spoken
            if not (letters_said(s.phrase) & anew and sections.over(s.line, step.line))
            and self.background.reach.holds(s.end, letters_said(s.phrase))
            and not (_is_moment_of(s.phrase, defined) and self.background.said.only_claims(s.end))
        ]  # fmt: skip
        written = [with_definitions(side, self.sides.functions, {}) for side in sides_of(step)]
        meant = replace(step, lhs=written[0], rhs=written[1]) if len(written) == 2 else step  # M_X(t) speaks of X
        return spoken_near(spoken, meant, phrases, self.background.said.section_of(step.line))

    def _claims(self, hint: Hint, phrases: Sequence[Phrase]) -> bool:
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
        found = {kind: self._with_one_law(step, under, alone=alone) for kind, under in left}
        proved = [kind for kind, one in found.items() if one.verdict == "proved"]
        if len(found) == 1 or len(proved) != 1:
            return next((one for one in found.values() if one.verdict == "unknown"), next(iter(found.values())))
        self.follows |= set(proved)
        reached = found[proved[0]]
        return replace(reached, reason=f"{reached.reason}, where {proved[0]}")

    def _with_one_law(self, step: Step, phrases: Sequence[Phrase], *, alone: bool) -> Decision:
        named = self.samples.names_in(step)
        if named and (usual := self._as_usual(step, phrases)):
            return usual
        other = other_reading(self.roles, step, phrases)
        words, found = self._said_near(step, phrases), None
        if words and not self._goes_through(step):  # proofs before laws are looked for that break it without the words
            found = self.deciding(partial(self.sides.read, step, phrases, self.roles, alone=alone))
            if found.verdict in {*BLAMED, "unknown"} and (proved := self._by_words(step, phrases, words, alone=alone)):
                return proved
        if found is None or found.verdict != "proved":
            self.sides.explained = other is None  # else the other reading explains, where both fail
            found = self.sides.read(step, phrases, self.roles, alone=alone)
            self.sides.explained = True
        if found.verdict == "proved" and (doubtful := self.roles.doubtful_constants(sides_of(step))):
            as_random = partial(self.sides.read, step, phrases, self.roles.as_random(doubtful), alone=alone)
            random = self.deciding(as_random, self.seconds)  # where it is only proved, too
            if random.verdict in {"refuted", "missing-hypothesis"}:
                names = ", ".join(doubtful)
                why = f"holds where {names} is a constant, and is false where it is random; say which it is"
                return Decision("unknown", why)
        if found.verdict in {"refuted", "unknown"} and step.relation == "=" and self._goes_through(step):
            assert step.lhs is not None
            assert step.rhs is not None
            stated = {p.name: p for p in phrases if isinstance(p, DefinitionPhrase) and isinstance(p.name, Name)}
            made = {name: p.value for name, p in stated.items()} | self.sides.meanings.made
            lhs, rhs = (through(side, made, self.sides.functions) for side in (step.lhs, step.rhs))
            rest = [p for p in phrases if p not in stated.values()]
            again = self.sides.read(replace(step, lhs=lhs, rhs=rhs), rest, self.roles, alone=False)
            usual = self.samples.concern(step, phrases)  # what is usually meant of a sample may still prove it
            if again.verdict == "proved" or (again.verdict == "refuted" and not usual):
                through_them = ", through the definitions above" if made else ""
                return replace(again, reason=again.reason + through_them)
        if found.verdict in {"refuted", "missing-hypothesis", "unknown"}:
            proved = self._by_words(step, phrases, words, alone=alone) if words else None
            if proved is not None:
                return proved
        if other is not None and found.verdict in {"refuted", "missing-hypothesis", "unknown"}:
            roles, names = other
            constant = self.sides.read(step, phrases, roles, alone=alone)
            if constant.verdict == "definition" or found.verdict == "unknown":
                return constant if constant.verdict == "definition" else found
            if constant.verdict in {"missing-hypothesis", "refuted", "unknown"}:
                also = tuple(f"{n} constant" for n in names) if constant.verdict == "missing-hypothesis" else ()
                found = replace(constant, missing=(*also, *constant.missing))
            elif constant.verdict == "proved" and (words := calls_constant(self.hints, step)):
                return replace(constant, reason=f"{constant.reason}, {', '.join(names)} constant, by the words {words}")
            elif constant.verdict == "proved":
                why = f"holds where {', '.join(names)} is a constant, and is false where it is random"
                return replace(
                    found, verdict="missing-hypothesis", reason=why, missing=tuple(f"{n} constant" for n in names)
                )
        if found.verdict in {"refuted", "missing-hypothesis"} and (both := _variable_and_function(step)):
            return Decision("unknown", f"{both} stands for a variable and for a function; say which is meant")
        if found.verdict in BLAMED and step.relation == "=" and self.samples.concern(step, phrases):
            lhs, rhs = map(self.samples.applied, sides_of(step))
            as_usual = f", with {self.samples.said(step, phrases)}"
            step, phrases = replace(step, lhs=lhs, rhs=rhs), self.samples.phrases(phrases)
            found = self.sides.read(step, phrases, self.roles, alone=alone)
            found = replace(found, reason=found.reason + as_usual)
            if found.verdict in BLAMED and (letter := self.samples.doubtful(step)):
                return Decision(
                    "unknown", f"{letter} may be one number, or another one for each member; write {letter}_i"
                )
        told = named or found.verdict in {"proved", "definition", "choice"}
        if not told and (usual := self._as_usual(step, phrases)):
            return usual
        if found.verdict in {"refuted", "unknown"} and (lawful := self._by_law(step, phrases)):
            return lawful
        if found.verdict in BLAMED and (deviations := self._deviations(step, phrases)):
            said = DeclarationPhrase(text="standard deviations", names=tuple(deviations), role="positive")
            again = self.sides.read(step, (*phrases, said), self.roles, alone=False)
            shown = " and ".join(map(str, deviations))
            if again.verdict == "proved":
                found = replace(again, reason=f"{again.reason}, where {shown} is not negative")
            elif found.verdict == "refuted":
                found = again
        unsaid = self._unsaid(step, phrases) if found.verdict == "refuted" else ()
        a_condition = any(not letters_of(side) for side in sides_of(step))  # n Var(w) = 1 may choose w
        sizes = self._sizes_among(unsaid, step, phrases) if unsaid and not a_condition else ()
        if sizes:
            counted = [DeclarationPhrase(text="sizes", names=sizes, role=role) for role in ("integer", "positive")]
            found = self.sides.read(step, (*phrases, *counted), self.roles, alone=False)
        elif unsaid:
            names = ", ".join(sorted(map(str, unsaid)))
            return Decision("unknown", f"{UNSAID} {names} is; state it, or that it is constant")
        return found

    def _said_near(self, step: Step, phrases: Sequence[Phrase]) -> list[tuple[Phrase, Hint]]:
        """The hypotheses in the words near a step, that of trials, and the only law of a document."""
        hints = [h for h in self.hints if self.background.reach.holds(h.span.start)]
        hints = [h for h in hints if not self._claims(h, phrases)]
        random = random_names(step, phrases, self.roles)
        words = said_in_words(hints, step, random)
        stated, defined = self.background.phrases, self.background.noticed.defined
        if (chain := self.background.said.chain) is not None and step in chain.steps:
            words += said_of_all(self.background.said.text, chain.span.start, hints, step, random)
        words += trials(self.hints, stated, step)
        return words + one_law(self.hints, stated, defined, step, random_names(step, (), self.roles))

    def _by_words(
        self, step: Step, phrases: Sequence[Phrase], words: Sequence[tuple[Phrase, Hint]], *, alone: bool
    ) -> Decision | None:
        """The proof of a step by what is said in words near it."""
        under = (*phrases, *(p for p, _ in words))
        found = self.proof(partial(self.sides.read, step, under, self.roles, alone=alone))
        said = "; ".join(dict.fromkeys(f'"{hint.text}" in line {hint.line}' for _, hint in words))
        return found and replace(found, reason=f"{found.reason}, by the words {said}")

    def _deviations(self, step: Step, phrases: Sequence[Phrase]) -> list[Name]:
        """The constants that are called sigma, standard deviations, of whose sign nothing is stated."""
        names = dict.fromkeys(n for side in sides_of(step) for n in walk(side) if isinstance(n, Name))
        free = self.background.signs.letters | self.background.below_zero(step)
        free |= {p.lhs for p in phrases if isinstance(p, EquationPhrase) and isinstance(p.lhs, Name)}
        roles = {n: self.roles.of(n) for n in names if n.base == "sigma" and n not in free}
        return [n for n, role in roles.items() if role is not None and role.role == "constant"]

    def _as_usual(self, step: Step, phrases: Sequence[Phrase]) -> Decision | None:
        """The proof of a step about a sample, with the statistics and the model that are taken for granted."""
        if step.relation != "=" or not self.samples.concern(step, phrases):
            return None
        lhs, rhs = map(self.samples.applied, sides_of(step))
        applied, found = replace(step, lhs=lhs, rhs=rhs), None
        if not any(isinstance(part, Head) for side in (lhs, rhs) for part in walk(side)):  # whatever the y_i come from
            found = self._meant(applied, self.samples.phrases(phrases, models=False))
        found = found or self._meant(applied, self.samples.phrases(phrases))
        said = self.samples.said(step, phrases)
        return found and (replace(found, reason=f"{found.reason}, with {said}") if said else found)

    def _by_law(self, step: Step, phrases: Sequence[Phrase]) -> Decision | None:
        """The proof of a step about the density or the distribution function of a stated law."""
        said = self.background.said
        before = said.text[max(0, said.chain.span.start - WORDS) : said.chain.span.start] if said.chain else ""
        inverted = inverse_of_a_distribution(step, phrases, before)
        lhs, rhs = inverted or (with_law_functions(side, phrases) for side in sides_of(step))
        if step.relation != "=" or (lhs, rhs) == (step.lhs, step.rhs):
            return None
        found = self._meant(replace(step, lhs=lhs, rhs=rhs), phrases)
        return found and replace(found, reason=f"{found.reason}, on the support of the law")

    def _meant(self, step: Step, phrases: Sequence[Phrase]) -> Decision | None:
        """The proof of a step that says in full what is meant, or None."""
        return self.proof(partial(self.sides.read, step, phrases, self.roles, alone=False))

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

    def _goes_through(self, step: Step) -> bool:
        """Whether the step differentiates, or uses letters that the document has defined without chance."""
        sides, made = sides_of(step), self.sides.meanings.made
        return any(map(differentiates, sides)) or not made.keys().isdisjoint(set().union(*map(letters_of, sides)))

    def _sizes_among(self, letters: Sequence[Name], step: Step, phrases: Sequence[Phrase]) -> tuple[Name, ...]:
        """The letters and the sizes that are stated, where all count units by custom, as fan_out beside fan_in does."""
        if not all(map(_is_size, letters)) or any(_is_mentioned(n, self.background.said.text) for n in letters):
            return ()
        written = {n for p in phrases for part in expressions_of(p) for n in letters_of(part)}
        others = {n for n in written.union(*map(sizes_of, sides_of(step))) if _is_size(n)}
        constant = {n for n in others if (role := self.roles.of(n)) is not None and role.role == "constant"}
        return (*letters, *sorted(constant, key=str)) if constant else ()

    def _unsaid(self, step: Step, phrases: Sequence[Phrase]) -> list[Name]:
        """Constant letters on one side alone that nothing was said about: the line may say what they are."""
        sides = [letters_of(side) if side is not None else set() for side in (step.lhs, step.rhs)]
        stated = set().union(
            *(letters_of(part) for p in phrases for part in expressions_of(p)), *map(sizes_of, sides_of(step))
        )
        lone = (sides[0] ^ sides[1]) - stated - self.sides.meanings.letters.keys()
        known = {Name("e"), Name("pi")}
        roles = {n: self.roles.of(n) for n in lone - known}
        return [
            n for n, role in roles.items()
            if role is not None and role.role == "constant" and not _is_declared(role.reason)
        ]  # fmt: skip


def _defined(phrases: Sequence[Phrase]) -> set[Node]:
    """What definitions say the meaning of."""
    return {p.name for p in phrases if isinstance(p, DefinitionPhrase)}


def _is_moment_of(phrase: Phrase, names: Collection[Node]) -> bool:
    """Whether it says what a moment of one of the names is."""
    head = phrase.lhs if isinstance(phrase, EquationPhrase) else None
    return isinstance(head, Head) and len(head.args) == 1 and head.args[0] in names


def _is_size(letter: Name) -> bool:
    return letter.base.partition("_")[0] in SIZES


def _is_mentioned(letter: Name, text: str) -> bool:
    """Whether a sentence speaks of a letter: bare between signs of mathematics, or before a verb."""
    plain = re.sub(r"\\(?:text|mathrm|operatorname|rm|mathit)\b|[{}\s]", "", text)
    spoken = rf"(?:\$|\\\(|`){re.escape(str(letter))}(?:\$|\\\)|`|is|are|be|denot|stand|count)"
    return re.search(spoken, plain) is not None


def _is_declared(reason: str) -> bool:
    """Whether a sentence or an assumption calls a letter a constant."""
    return reason.startswith("declared") or (reason.startswith("said in words") and "constant" in reason)


def _variable_and_function(step: Step) -> str:
    """A letter that is called in one place of the step and stands alone in another, as in Var[f] = E[f(x)^2] - ..."""
    parts = [part for side in sides_of(step) for part in walk(side)]
    names = [part for part in parts if isinstance(part, Name)]
    called = [part.function for part in parts if isinstance(part, Call)]
    return next((str(name) for name in called if names.count(name) > called.count(name)), "")
