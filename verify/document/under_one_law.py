"""What a step says under one convention of laws: as it is read, by the words near it, as it is usually meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from derivations.reading import Step
from derivations.reading.hearing.cues import EXPRESSION
from derivations.reading.hearing.words import Hint
from derivations.reading.meaning.roles import Roles
from derivations.reading.meaning.stated import DeclarationPhrase, DefinitionPhrase, EquationPhrase, Phrase
from derivations.reading.syntax.tree import Call, Head, Name, walk
from verify.closed_forms.law_functions import inverse_of_a_distribution, with_law_functions
from verify.document.background import BLAMED, UNSAID
from verify.document.words_for_laws import calls_constant, one_law, said_of_all, trials
from verify.steps.carried import other_reading, said_in_words, with_definitions
from verify.steps.chain_rule import differentiates, through
from verify.steps.deciding import Decision
from verify.steps.written import expressions_of, letters_of, names_of, random_names, sides_of, sizes_of

if TYPE_CHECKING:
    from verify.document.readings import Readings

__all__ = ["UnderOneLaw"]

SIZES: Final = frozenset(["n", "N", "m", "M", "d", "D", "fan"])
WORDS: Final = 160  # characters before a chain that say what it is
OPEN: Final = BLAMED | {"unknown"}

_OF_AN_EXPRESSION: Final = re.compile(rf"(?i)\b{EXPRESSION}\s+of\s+(?:the\s+)?(?:\w+\s+)?\$[^$.]*\$[^$.]*$")


@dataclass(slots=True)
class UnderOneLaw:
    """Decides one step, `alone` on its line or not, under phrases; what is said of a sample may rewrite both."""

    readings: Readings
    step: Step
    phrases: Sequence[Phrase]
    _: KW_ONLY
    alone: bool

    def decision(self) -> Decision:
        """The first reading that proves the step, or what is left of it by all of them."""
        named = bool(self.readings.samples.names_in(self.step))
        if named and (usual := self._as_usual()):
            return usual
        other = other_reading(self.readings.roles, self.step, self.phrases)
        plain = other is None or not random_names(self.step, (), other[0])  # E[r s] of constants alone says nothing
        words = self._said_near()
        # proofs before laws are looked for that break it without the words
        found = self.readings.deciding(self._read) if words and not self._goes_through() else None
        if found is not None and found.verdict in OPEN and (proved := self._by_words(words)):
            return proved
        if found is None or found.verdict != "proved":
            found = self._read_with_its_reasons(explained=plain)
        if (decided := self._of_doubtful_constants(found) or self._through_definitions(found)) is not None:
            return decided
        if words and found.verdict in OPEN and (proved := self._by_words(words)):
            return proved
        if other is not None and found.verdict in OPEN:
            constant, names = self._read(other[0]), other[1]
            if (decided := self._as_constants(found, constant, names)) is not None:
                return decided
            found = _lacking(constant, names) if constant.verdict in OPEN and not plain else found
        if found.verdict in BLAMED and (both := _variable_and_function(self.step)):
            return Decision("unknown", f"{both} stands for a variable and for a function; say which is meant")
        return self._as_meant(found, named=named)

    def _read(self, roles: Roles | None = None) -> Decision:
        """The decision of the step as it is read, with these roles."""
        return self.readings.sides.read(self.step, self.phrases, roles or self.readings.roles, alone=self.alone)

    def _read_with_its_reasons(self, *, explained: bool) -> Decision:
        """The decision of the step as it is read, explained unless another reading explains, where both fail."""
        asked = self.readings.sides.explained
        self.readings.sides.explained = asked and explained
        found = self._read()
        self.readings.sides.explained = asked
        return found

    def _of_doubtful_constants(self, found: Decision) -> Decision | None:
        """No proof by constants that may be random, where it is false with these."""
        doubtful = self.readings.roles.doubtful_constants(sides_of(self.step)) if found.verdict == "proved" else ()
        if not doubtful:
            return None
        as_random = partial(self._read, self.readings.roles.as_random(doubtful))
        random = self.readings.deciding(as_random, self.readings.seconds)  # where it is only proved, too
        if random.verdict not in BLAMED:
            return None
        names = ", ".join(doubtful)
        why = f"holds where {names} is a constant, and is false where it is random; say which it is"
        return Decision("unknown", why)

    def _through_definitions(self, found: Decision) -> Decision | None:
        """The decision about what the letters of the step are made of, by the definitions above."""
        step, sides = self.step, self.readings.sides
        if found.verdict not in {"refuted", "unknown"} or step.relation != "=" or not self._goes_through():
            return None
        assert step.lhs is not None
        assert step.rhs is not None
        stated = {p.name: p for p in self.phrases if isinstance(p, DefinitionPhrase) and isinstance(p.name, Name)}
        made = {name: p.value for name, p in stated.items()} | sides.meanings.made
        lhs, rhs = (through(side, made, sides.functions) for side in (step.lhs, step.rhs))
        rest = [p for p in self.phrases if p not in stated.values()]
        again = sides.read(replace(step, lhs=lhs, rhs=rhs), rest, self.readings.roles, alone=False)
        usual = self.readings.samples.concern(
            step, self.phrases
        )  # what is usually meant of a sample may still prove it
        if again.verdict == "proved" or (again.verdict == "refuted" and not usual):
            return replace(again, reason=again.reason + (", through the definitions above" if made else ""))
        return None

    def _as_constants(self, found: Decision, constant: Decision, names: Sequence[str]) -> Decision | None:
        """The decision by what the step is with names as constants, where it is not open then, too."""
        if constant.verdict == "definition" or found.verdict == "unknown":
            return constant if constant.verdict == "definition" else found
        if constant.verdict != "proved":
            return None
        if words := calls_constant(self.readings.hints, self.step):
            return replace(constant, reason=f"{constant.reason}, {', '.join(names)} constant, by the words {words}")
        if self._are_written_as_constants(names):
            return replace(constant, reason=f"{constant.reason}, with {', '.join(names)} constant, as it is written")
        why = f"holds where {', '.join(names)} is a constant, and is false where it is random"
        return replace(found, verdict="missing-hypothesis", reason=why, missing=tuple(f"{n} constant" for n in names))

    def _are_written_as_constants(self, names: Sequence[str]) -> bool:
        """Whether they are small letters beside constants in the heads of the step, where all variables are capitals,
        and nothing is said of them: the b and d of Cov(a X + b, c Y + d) with a > 0 and c > 0.
        """
        sides = sides_of(self.step)
        written = {n for side in sides for part in walk(side) if isinstance(part, Head) for n in walk(part)
                   if isinstance(n, Name)}  # fmt: skip
        found = [n for n in written if str(n) in names]
        told = [*self.phrases, *(s.phrase for s in self.readings.spoken)]
        silent = not any(n.base == other.base for p in told for other in names_of(p) for n in found)
        capitals = all(n.base[:1].isupper() for n in random_names(self.step, (), self.readings.roles) if n not in found)
        plain = all(len(n.base) == 1 and n.base.islower() and not n.subscript and not n.accent for n in found)
        return len(found) == len(names) and silent and plain and capitals and self._adds_or_scales(found)

    def _adds_or_scales(self, found: Sequence[Name]) -> bool:
        """Whether each letter stands in heads with a letter that is introduced as a number, and in none alone."""
        known = self.readings.background
        said = [r.phrase for r in known.ranges_for(self.step)] + [p for _, p in known.assumed(self.step)]
        numbers = {n for p in said if isinstance(p, EquationPhrase) for n in names_of(p)} - set(found)
        heads = {part for side in sides_of(self.step) for part in walk(side) if isinstance(part, Head)}
        arguments = [letters_of(argument) for head in heads for argument in head.args]
        return all(inside & numbers for inside in arguments if inside & set(found))

    # ---- what is usually meant

    def _as_meant(self, found: Decision, *, named: bool) -> Decision:
        """The decision with what is usually meant of samples, laws and letters."""
        samples = self.readings.samples
        if found.verdict in BLAMED and self.step.relation == "=" and samples.concern(self.step, self.phrases):
            found = self._of_a_sample()
            if found.verdict in BLAMED and (letter := samples.doubtful(self.step)):
                why = f"{letter} may be one number, or another one for each member; write {letter}_i"
                return Decision("unknown", why)
        told = named or found.verdict in {"proved", "definition", "choice"}
        if not told and (usual := self._as_usual()):
            return usual
        if found.verdict in {"refuted", "unknown"} and (lawful := self._by_law()):
            return lawful
        if found.verdict in BLAMED:
            found = self._with_deviations(found)
        return self._with_sizes(found) if found.verdict == "refuted" else found

    def _of_a_sample(self) -> Decision:
        """The decision of what the step says of a sample, which it stands for from here on."""
        samples = self.readings.samples
        lhs, rhs = map(samples.applied, sides_of(self.step))
        as_usual = f", with {samples.said(self.step, self.phrases)}"
        self.step, self.phrases = replace(self.step, lhs=lhs, rhs=rhs), samples.phrases(self.phrases)
        found = self._read()
        return replace(found, reason=found.reason + as_usual)

    def _with_deviations(self, found: Decision) -> Decision:
        """The decision where constants called sigma are not negative."""
        if not (deviations := self._deviations()):
            return found
        said = DeclarationPhrase(text="standard deviations", names=tuple(deviations), role="positive")
        again = self.readings.sides.read(self.step, (*self.phrases, said), self.readings.roles, alone=False)
        if again.verdict == "proved":
            return replace(again, reason=f"{again.reason}, where {' and '.join(map(str, deviations))} is not negative")
        return again if found.verdict == "refuted" else found

    def _with_sizes(self, found: Decision) -> Decision:
        """The decision where letters of which nothing is said count units; unknown where they may be anything."""
        unsaid = self._unsaid()
        a_condition = any(not letters_of(side) for side in sides_of(self.step))  # n Var(w) = 1 may choose w
        sizes = self._sizes_among(unsaid) if unsaid and not a_condition else ()
        if sizes:
            counted = [DeclarationPhrase(text="sizes", names=sizes, role=role) for role in ("integer", "positive")]
            return self.readings.sides.read(self.step, (*self.phrases, *counted), self.readings.roles, alone=False)
        if unsaid:
            names = ", ".join(sorted(map(str, unsaid)))
            return Decision("unknown", f"{UNSAID} {names} is; state it, or that it is constant")
        return found

    # ---- what it is read with

    def _said_near(self) -> list[tuple[Phrase, Hint]]:
        """The hypotheses in the words near a step, that of trials, and the only law of a document."""
        step, phrases = self.step, self.phrases
        hints = [h for h in self.readings.hints if self.readings.background.reach.holds(h.span.start)]
        hints = [h for h in hints if not self.readings.claims_only(h, phrases)]
        random = random_names(step, phrases, self.readings.roles)
        words = said_in_words([h for h in hints if not self._is_said_of_others(h)], step, random)
        stated, defined = self.readings.background.phrases, self.readings.background.noticed.defined
        if (chain := self.readings.background.said.chain) is not None and step in chain.steps:
            words += said_of_all(self.readings.background.said.text, chain.span.start, hints, step, random)
        words += trials(self.readings.hints, stated, step)
        unsaid, text = random_names(step, (), self.readings.roles), self.readings.background.said.text
        return words + one_law(self.readings.hints, stated, defined, step, unsaid, text=text)

    def _is_said_of_others(self, hint: Hint) -> bool:
        """Whether words are said of "the logarithm of S", or those of independence are in another section, or a phrase
        was made of them.
        """
        if hint.kind != "independent":
            text, start = self.readings.background.said.text, hint.span.start
            return _OF_AN_EXPRESSION.search(text, max(0, start - 80), start) is not None
        section_of = self.readings.background.said.section_of
        said = (s for s in self.readings.spoken if s.start <= hint.span.start <= s.end and hint.text in s.words)
        return section_of(hint.line) != section_of(self.step.line) or any(said)

    def _by_words(self, words: Sequence[tuple[Phrase, Hint]]) -> Decision | None:
        """The proof of a step by what is said in words near it."""
        under = (*self.phrases, *(p for p, _ in words))
        read = partial(self.readings.sides.read, self.step, under, self.readings.roles, alone=self.alone)
        found = self.readings.proof(read)
        said = "; ".join(dict.fromkeys(f'"{hint.text}" in line {hint.line}' for _, hint in words))
        return found and replace(found, reason=f"{found.reason}, by the words {said}")

    def _deviations(self) -> list[Name]:
        """The constants that are called sigma, standard deviations, of whose sign nothing is stated."""
        step, phrases = self.step, self.phrases
        names = dict.fromkeys(n for side in sides_of(step) for n in walk(side) if isinstance(n, Name))
        free = self.readings.background.signs.letters | self.readings.background.below_zero(step)
        free |= {p.lhs for p in phrases if isinstance(p, EquationPhrase) and isinstance(p.lhs, Name)}
        roles = {n: self.readings.roles.of(n) for n in names if n.base == "sigma" and n not in free}
        return [n for n, role in roles.items() if role is not None and role.role == "constant"]

    def _as_usual(self) -> Decision | None:
        """The proof of a step about a sample, with the statistics and the model that are taken for granted."""
        step, phrases = self.step, self.phrases
        if step.relation != "=" or not self.readings.samples.concern(step, phrases):
            return None
        lhs, rhs = map(self.readings.samples.applied, sides_of(step))
        applied, found = replace(step, lhs=lhs, rhs=rhs), None
        if not any(isinstance(part, Head) for side in (lhs, rhs) for part in walk(side)):  # whatever the y_i come from
            found = self._meant(applied, self.readings.samples.phrases(phrases, models=False))
        found = found or self._meant(applied, self.readings.samples.phrases(phrases))
        said = self.readings.samples.said(step, phrases)
        return found and (replace(found, reason=f"{found.reason}, with {said}") if said else found)

    def _by_law(self) -> Decision | None:
        """The proof of a step about the density or the distribution function of a stated law."""
        step, phrases = self.step, self.phrases
        said = self.readings.background.said
        before = said.text[max(0, said.chain.span.start - WORDS) : said.chain.span.start] if said.chain else ""
        inverted = inverse_of_a_distribution(step, phrases, before)
        lhs, rhs = inverted or (with_law_functions(side, phrases) for side in sides_of(step))
        if step.relation != "=" or (lhs, rhs) == (step.lhs, step.rhs):
            return None
        found = self._meant(replace(step, lhs=lhs, rhs=rhs), phrases)
        return found and replace(found, reason=f"{found.reason}, on the support of the law")

    def _meant(self, step: Step, phrases: Sequence[Phrase]) -> Decision | None:
        """The proof of a step that says in full what is meant, or None."""
        return self.readings.proof(partial(self.readings.sides.read, step, phrases, self.readings.roles, alone=False))

    def _goes_through(self) -> bool:
        """Whether the step differentiates, or uses letters that the document has defined without chance."""
        sides, made = sides_of(self.step), self.readings.sides.meanings.made
        return any(map(differentiates, sides)) or not made.keys().isdisjoint(set().union(*map(letters_of, sides)))

    def _sizes_among(self, letters: Sequence[Name]) -> tuple[Name, ...]:
        """The letters and the sizes that are stated, where all count units by custom, as fan_out beside fan_in does."""
        text = self.readings.background.said.text
        if not all(map(_is_size, letters)) or any(_is_mentioned(n, text) for n in letters):
            return ()
        written = {n for p in self.phrases for part in expressions_of(p) for n in letters_of(part)}
        others = {n for n in written.union(*map(sizes_of, sides_of(self.step))) if _is_size(n)}
        constant = {n for n in others if (role := self.readings.roles.of(n)) is not None and role.role == "constant"}
        return (*letters, *sorted(constant, key=str)) if constant else ()

    def _unsaid(self) -> list[Name]:
        """Constant letters on one side alone that nothing was said about: the line may say what they are."""
        step, phrases = self.step, self.phrases
        functions = self.readings.sides.functions
        written = [letters_of(side) if side is not None else set() for side in (step.lhs, step.rhs)]
        sides = [letters_of(with_definitions(side, functions, {})) if side is not None else set()
                 for side in (step.lhs, step.rhs)]  # fmt: skip
        stated = set().union(
            *(letters_of(part) for p in phrases for part in expressions_of(p)), *map(sizes_of, sides_of(step))
        )
        lone = (sides[0] ^ sides[1]) & (written[0] ^ written[1]) - stated - self.readings.sides.meanings.letters.keys()
        known = {Name("e"), Name("pi")}
        roles = {n: self.readings.roles.of(n) for n in lone - known}
        return [
            n for n, role in roles.items()
            if role is not None and role.role == "constant" and not _is_declared(role.reason)
        ]  # fmt: skip


def _lacking(constant: Decision, names: Sequence[str]) -> Decision:
    """What is missing where names are constants, and that they are."""
    also = tuple(f"{n} constant" for n in names) if constant.verdict == "missing-hypothesis" else ()
    return replace(constant, missing=(*also, *constant.missing))


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
