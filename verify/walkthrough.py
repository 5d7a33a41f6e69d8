"""The way through one document: every step gets its verdict, and what it states is known to the next."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from sympy import Expr, Pow, Symbol, cancel

from derivations.errors import UserError
from derivations.hypotheses import HasDensity, HasLaw, Hypothesis
from derivations.notation import text
from derivations.reading import Step
from derivations.reading.densities import variable_in, without_densities
from derivations.reading.meaning import LAWS
from derivations.reading.roles import Roles
from derivations.reading.stated import DefinitionPhrase, LawPhrase, Phrase
from derivations.reading.supports import without_supports
from derivations.reading.terms import NoMeaning, Vocabulary
from derivations.reading.tree import Call, Integral, Name, Node, Sum, ungroup, walk
from derivations.reading.words import Hint
from derivations.terms import E, Element, Head, Var, is_random, subterms
from verify.attempt import attempt, in_computer_algebra
from verify.background import Background
from verify.both_signs import decided_for_both
from verify.calculus import is_open
from verify.carried import (
    Function,
    names_a_density,
    other_reading,
    ranges_over,
    said_in_words,
    states_independence,
    with_definitions,
)  # fmt: skip
from verify.chain_rule import differentiates, through
from verify.checked import CheckedStep
from verify.conditional import ConditionalVocabulary, is_conditional
from verify.consequences import Equations
from verify.deciding import Decision
from verify.defined import Undefined, unmet
from verify.implied import IMPLIED, solved
from verify.law_functions import with_law_functions
from verify.meanings import Meanings
from verify.parameters import domains
from verify.rounded import to_printed_digits
from verify.samples import Samples
from verify.spoken import Spoken, names_of, spoken_by, spoken_near
from verify.time_limit import OutOfTime, within
from verify.unrelated import aligned, strangers
from verify.vanishing import vanishes
from verify.wide import WideVocabulary, is_wide
from verify.written import (
    defined_by,
    echo,
    expressions_of,
    introduces_members,
    is_fresh,
    letters_of,
    name_and_value,
    names_a_moment,
    random_names,
    sides_of,
    sizes_of,
)  # fmt: skip

__all__ = ["Walkthrough"]

ASSERTS_NOTHING = {
    ":=": "definition", "==": "definition", "<-": "choice", "~": "definition", "~=": "approximation",
    "propto": "approximation", "<<": "approximation", ">>": "approximation", "<~": "approximation",
    ">~": "approximation", "->": "approximation",
}  # fmt: skip
SMALL = 40  # parts of a side that may be solved for a letter
FAILED = "the checker itself failed here"
LACKING = "holds once the definition that it takes for granted is stated"
UNRELATED = "nothing stated relates"
CHOOSING = ("choose", "chosen", "set ", "setting", "we want", "require", "let ", "take ")


@dataclass(slots=True)
class Walkthrough:
    """What is known on the way through one document."""

    roles: Roles
    seconds: float
    hints: Sequence[Hint]
    functions: Mapping[Name, Function]
    meanings: Meanings
    background: Background
    spoken: Sequence[Spoken]
    stating: Mapping[Phrase, int]
    samples: Samples
    shown: dict[str, Hypothesis] = field(default_factory=dict)
    understood: tuple[Hypothesis, ...] = ()
    first_understood: tuple[Hypothesis, ...] = ()
    premises: list[tuple[int, Phrase]] = field(default_factory=list)
    equations: list[tuple[Any, Any, int]] = field(default_factory=list)
    particular: Equations = field(default_factory=Equations)
    between: tuple[Any, Any] | None = None
    asserted: set[Name] = field(default_factory=set)
    made: dict[Name, Node] = field(default_factory=dict)
    around: tuple[Node, ...] = ()
    explained: bool = True
    unrelated: dict[Name, int] = field(default_factory=dict)
    above: list[tuple[Node | None, str, int]] = field(default_factory=list)

    def step(self, step: Step, local: Sequence[Phrase], *, first: bool, alone: bool, names: bool) -> CheckedStep:
        """The verdict of one relation; what later steps may use because of it is kept."""
        read = (echo(step.lhs), echo(step.rhs))
        found = Decision("definition", "a letter for a moment") if names else self.background.stated(step)
        chosen = found if found is not None and found.verdict == "choice" and self._is_new(step.lhs) else None
        found = self._without_proof(step, alone=alone) if found is None or chosen is not None else found
        self.first_understood, self.between = (), None
        known = self._laws_in_force(step)
        self.particular.now((*local, *known))
        if found is None:
            here = (*local, *known, *(phrase for line, phrase in self.premises if line == step.line))
            try:
                found = within(self.seconds, lambda: self._restrained(step, here, first=first, alone=alone))
                if found.verdict in {"refuted", "missing-hypothesis"} and step.relation == "=":
                    found = self._from_further_up(step, found, here)
            except OutOfTime as error:
                found = Decision("unknown", str(error))
            except Exception as error:  # noqa: BLE001 - an error of ours costs the step, not the document
                found = Decision("unknown", f"{FAILED} ({type(error).__name__}: {error}); please report this step")
        if found.verdict in {"refuted", "missing-hypothesis"}:
            found = self._of_unrelated_letters(step, found)
        elif found.reason.startswith(UNRELATED) and step.relation == "=":
            self.unrelated |= {n: step.line for n in map(ungroup, sides_of(step)) if isinstance(n, Name)}
        if chosen is not None and found.verdict not in {"definition", "proved"}:
            found = chosen
        if self.between is not None and _is_for_particular_values(found, *self.between):
            self.particular.add(*self.between, step.line)
        elif found.verdict in {"choice", "proved"} and step.relation == "=":
            keep = self.particular.choose if found.verdict == "choice" else self.particular.add
            self._settle(step, (*local, *self.meanings.known), keep)
        here = set().union(*map(letters_of, sides_of(step)))
        if found.verdict in {"proved", "refuted", "missing-hypothesis"}:
            lines = {*found.known_from, *self.meanings.lines_for(here), *self._lines_of(here)}
            found = replace(found, known_from=tuple(sorted(line for line in lines if line < step.line)))
        for hypothesis in found.under or self.first_understood:
            self.shown.setdefault(text(hypothesis), hypothesis)
        found = replace(found, reason=_readable(found.reason))
        if found.verdict == "unknown":
            self.background.left_open(step)
        self.above = [*([] if first else self.above), (step.lhs, step.lhs_source, step.line)]
        self.meanings.seen |= here
        self.asserted |= here if found.verdict != "definition" else set()
        return CheckedStep(
            step.line, step.column, step.relation, step.lhs_source, step.rhs_source, read, found.verdict, found.reason,
            found.route, found.known_from, found.missing, found.counterexample, found.likely_slip, found.truth,
            (step.lhs, step.rhs), step.span,
        )  # fmt: skip

    def _settle(self, step: Step, phrases: Sequence[Phrase], keep: Callable[[Any, Any, int], None]) -> None:
        """Keep the value of a moment that was chosen or proved: what follows may be solved for letters in it."""
        sides = [side for side in sides_of(step) if sum(1 for _ in walk(side)) < SMALL]
        if len(sides) < 2:
            return
        with contextlib.suppress(UserError):
            vocabulary = Vocabulary.of(sides, tuple(phrases), roles=self.roles, around=self.around)
            lhs, rhs = map(vocabulary.term, sides)
            if isinstance(lhs, E | Var) or isinstance(rhs, E | Var):
                keep(*((lhs, rhs) if isinstance(lhs, Head) else (rhs, lhs)), step.line)
                laws = (h.law for h in vocabulary.hypotheses(tuple(phrases)) if isinstance(h, HasLaw))
                self.particular.signs |= domains(laws)

    def _of_unrelated_letters(self, step: Step, found: Decision) -> Decision:
        """No refutation by values of a letter that an earlier line, which was not decided, says something of."""
        names = set().union(*map(letters_of, sides_of(step)))
        line = next((line for name, line in self.unrelated.items() if name in names), None)
        if line is None:
            return found
        why = f"what line {line} says is not used, because it was not decided"
        return replace(found, verdict="unknown", reason=why, missing=(), counterexample=None, likely_slip=None)

    def _laws_in_force(self, step: Step) -> list[Phrase]:
        """What is known; of several laws of a name, as two initialisations have, the last one stated above."""
        several: dict[object, list[LawPhrase]] = {}
        for phrase in self.meanings.known:
            if isinstance(phrase, LawPhrase):
                several.setdefault(phrase.names, []).append(phrase)
        dropped: list[Phrase] = []
        for laws in several.values():
            if len({(p.law, p.parameters) for p in laws}) > 1:
                above = [p for p in laws if self.stating.get(p, step.line) <= step.line]
                dropped += [p for p in laws if not above or p is not above[-1]]
        return [p for p in self.meanings.known if not any(p is d for d in dropped)]

    def _from_further_up(self, step: Step, found: Decision, phrases: Sequence[Phrase]) -> Decision:
        """The verdict, with the earlier line of the chain that the right side does equal."""
        for side, written, line in self.above:
            if side is None or side == step.lhs:
                continue
            again = replace(step, lhs=side, lhs_source=written)
            proving = replace(self, seconds=0.0)  # no law is looked for
            with contextlib.suppress(OutOfTime):
                reached = within(self.seconds / 4, partial(proving.decision, again, phrases, first=False, alone=False))
                if reached.verdict == "proved":
                    said = f"it follows from {written} in line {line}, but is not equal to what stands before it"
                    return replace(found, reason=f"{found.reason}; {said}", known_from=(*found.known_from, line))
        return found

    def _lines_of(self, names: set[Name]) -> set[int]:
        """The lines that define a function or state a law of these names."""
        calls = {self.functions[n].line for n in names if n in self.functions}
        return calls | {line for phrase, line in self.stating.items() if names & set(names_of(phrase))}

    def _is_new(self, node: Node | None) -> bool:
        """Whether it is a name that no step has had yet: "let Y = 2X" says what Y is."""
        name = None if node is None else ungroup(node)
        return isinstance(name, Name) and name not in self.meanings.seen

    def _without_proof(self, step: Step, *, alone: bool) -> Decision | None:
        """The verdict of what cannot be read or asserts nothing."""
        if step.problem is not None or step.lhs is None or step.rhs is None:
            return Decision("unreadable", str(step.problem or "a side is missing"))
        if step.relation in ASSERTS_NOTHING:
            if step.relation == ":=":
                name = ungroup(step.lhs)
                if isinstance(name, Name):
                    self.meanings.forget(name)
                self.meanings.define(step, defined_by(step))
            return Decision(ASSERTS_NOTHING[step.relation], "asserts nothing to prove")
        if any(word in remark.text.lower() for remark in step.remarks for word in CHOOSING):
            return Decision("choice", "the words beside it make it a choice")
        if ranges_over(step):
            return Decision("definition", "the range of an index")
        call = ungroup(step.lhs)
        if isinstance(call, Call) and call.function in self.functions:
            function = self.functions[call.function]
            if step.line == function.line and step.rhs == function.value:
                return Decision("definition", "what the document means by this name")
        letters = [Name(name) for name, role in self.roles.table.items() if role.role == "random" and name.isalpha()]
        independent = states_independence(step, [*random_names(step, (), self.roles), *letters])
        if independent is not None:
            self.premises.append((step.line, independent))
            self.background.suppose(step, independent)
            return Decision("definition", "states independence")
        summed = isinstance(ungroup(step.rhs), Sum | Integral)
        if alone and names_a_density(step) and not self._is_known_function(step):
            return Decision("definition", "marginalises a law" if summed else "says what the function of a law is")
        return None

    def _is_known_function(self, step: Step) -> bool:
        """Whether its left side is the density of a stated law, or the value of a function that stands above."""
        call = ungroup(step.lhs) if step.lhs is not None else None
        if not isinstance(call, Call):
            return False
        letters = all(isinstance(argument, Name) for argument in call.args)
        at = call if letters else replace(call, args=tuple(Name("x") for _ in call.args))
        if with_law_functions(at, self.background.phrases) != at:
            return True
        return not letters and not call.given and self.background.noticed.says_above(call, step)

    def _restrained(self, step: Step, phrases: Sequence[Phrase], *, first: bool, alone: bool) -> Decision:
        """The decision, with what the words around the step suppose; what an arrow leads to defines nothing."""
        both = decided_for_both(step, lambda one: self._restrained(one, phrases, first=first, alone=alone))
        if both is not None:
            return both
        implying = self.background.said.implying(step)
        kept = deepcopy((self.meanings, self.made, self.equations)) if implying else ()
        found = self.decision(step, phrases, first=first, alone=alone)
        if implying and found.verdict != "proved":
            why = next((why for given in implying if (why := solved(step, given, self.roles))), None)
            if why is not None:
                return Decision("proved", why, "algebra")
        if found.verdict in {"refuted", "missing-hypothesis", "unknown"}:
            for given in self.background.chosen_above(step):
                if (why := solved(step, given, self.roles)) is not None:
                    self.background.chosen.append(step)
                    return Decision("proved", why.replace(IMPLIED, f"from what line {given.line} chooses"), "algebra")
        found = self.background.restrained(
            step, found, lambda more: self.decision(step, (*phrases, *more), first=first, alone=alone)
        )
        if kept and found.verdict == "definition":
            self.meanings, self.made, self.equations = kept
            return Decision("unknown", f"not decided {IMPLIED}")
        return found

    def decision(self, step: Step, phrases: Sequence[Phrase], *, first: bool, alone: bool) -> Decision:
        """The verdict of a step, where a letter may have been given a second meaning or get one here."""
        found = self._judged(step, phrases, alone=alone)
        if found.verdict in {"proved", "definition", "choice"}:
            return found
        name = ungroup(step.lhs) if step.lhs is not None else None
        if first and step.relation == "=" and isinstance(name, Name) and name in self.meanings.defined:
            line, now = self.meanings.defined[name], len(self.meanings.known)
            before = self.meanings.forget(name)
            kept = [p for p in phrases if p is not before]
            if before is not None and self._read(step, kept, self.roles, alone=alone).verdict == "definition":
                self.meanings.older[name] = (line, before)
                return Decision("unknown", f"not what line {line} made of {echo(name)}; write := for a new meaning")
            del self.meanings.known[now - isinstance(before, Phrase) :]
            self.meanings.remember(name, line, before)
        for letter, (line, meaning) in list(self.meanings.older.items()):
            again = self._with(letter, meaning, step, phrases, alone=alone)
            if again.verdict == "proved":
                return replace(again, reason=f"{again.reason}, with {echo(letter)} as in line {line}")
            if found.verdict != again.verdict and "unknown" in {found.verdict, again.verdict}:
                lines = f"lines {line} and {self.meanings.defined[letter]}"
                return Decision("unknown", f"depends on what {echo(letter)} is: {lines}")
        return found

    def _with(
        self, name: Name, meaning: Phrase | Node, step: Step, phrases: Sequence[Phrase], *, alone: bool
    ) -> Decision:
        """The verdict of a step with another meaning of a name."""
        line = self.meanings.defined[name]
        now = self.meanings.forget(name)
        self.meanings.remember(name, line, meaning)
        here = [p for p in phrases if p is not now] + ([meaning] if isinstance(meaning, Phrase) else [])
        found = self._judged(step, here, alone=alone)
        self.meanings.forget(name)
        self.meanings.remember(name, line, now)
        return found

    def _judged(self, step: Step, phrases: Sequence[Phrase], *, alone: bool) -> Decision:
        """The verdict under what is stated and said; the words are named where they matter."""
        words = spoken_near(self.spoken, step, phrases)
        if not words:
            return self._under(step, phrases, alone=alone)
        found = self._under(step, (*phrases, *(w.phrase for w in words)), alone=alone)
        if found.verdict in {"proved", "unknown"}:
            plain = self._under(step, phrases, alone=alone)
            if plain.verdict == "proved":
                return plain
        if found.verdict in {"proved", "refuted", "missing-hypothesis"}:
            return replace(found, reason=f"{found.reason}, {spoken_by(words)}")
        return found

    def _under(self, step: Step, phrases: Sequence[Phrase], *, alone: bool) -> Decision:
        named = self.samples.names_in(step)
        if named and (usual := self._as_usual(step, phrases)):
            return usual
        other = other_reading(self.roles, step, phrases)
        self.explained = other is None  # else the other reading explains, where both fail
        found = self._read(step, phrases, self.roles, alone=alone)
        self.explained = True
        if found.verdict == "proved" and (doubtful := self.roles.doubtful_constants(sides_of(step))):
            random = self._read(step, phrases, self.roles.as_random(doubtful), alone=alone)
            if random.verdict in {"refuted", "missing-hypothesis"}:
                names = ", ".join(doubtful)
                why = f"holds where {names} is a constant, and is false where it is random; say which it is"
                return Decision("unknown", why)
        if found.verdict in {"refuted", "unknown"} and step.relation == "=" and self._goes_through(step):
            assert step.lhs is not None
            assert step.rhs is not None
            lhs, rhs = (through(side, self.made, self.functions) for side in (step.lhs, step.rhs))
            again = self._read(replace(step, lhs=lhs, rhs=rhs), phrases, self.roles, alone=False)
            if again.verdict in {"proved", "refuted"}:
                through_them = ", through the definitions above" if self.made else ""
                return replace(again, reason=again.reason + through_them)
        if found.verdict in {"refuted", "missing-hypothesis", "unknown"}:
            words = said_in_words(self.hints, step, random_names(step, phrases, self.roles))
            words += self.background.trials(step) + self.background.one_law(step, random_names(step, (), self.roles))
            if words:
                again = self._read(step, (*phrases, *(p for p, _ in words)), self.roles, alone=alone)
                if again.verdict == "proved":
                    said = "; ".join(dict.fromkeys(f'"{hint.text}" in line {hint.line}' for _, hint in words))
                    return replace(again, reason=f"{again.reason}, by the words {said}")
        if other is not None and found.verdict in {"refuted", "missing-hypothesis", "unknown"}:
            roles, names = other
            constant = self._read(step, phrases, roles, alone=alone)
            if constant.verdict == "definition" or found.verdict == "unknown":
                return constant if constant.verdict == "definition" else found
            if constant.verdict in {"missing-hypothesis", "refuted", "unknown"}:
                also = tuple(f"{n} constant" for n in names) if constant.verdict == "missing-hypothesis" else ()
                found = replace(constant, missing=(*also, *constant.missing))
            elif constant.verdict == "proved" and (words := self.background.calls_constant(step)):
                return replace(constant, reason=f"{constant.reason}, {', '.join(names)} constant, by the words {words}")
            elif constant.verdict == "proved":
                why = f"holds where {', '.join(names)} is a constant, and is false where it is random"
                return replace(
                    found, verdict="missing-hypothesis", reason=why, missing=tuple(f"{n} constant" for n in names)
                )
        if found.verdict in {"refuted", "missing-hypothesis"} and (both := _variable_and_function(step)):
            return Decision("unknown", f"{both} stands for a variable and for a function; say which is meant")
        told = named or found.verdict in {"proved", "definition", "choice"}
        if not told and (usual := self._as_usual(step, phrases)):
            return usual
        if found.verdict in {"refuted", "unknown"} and (lawful := self._by_law(step, phrases)):
            return lawful
        if found.verdict == "refuted" and (letters := self._unsaid(step, phrases)):
            names = ", ".join(letters)
            return Decision("unknown", f"nothing stated says what {names} is; state it, or that it is constant")
        return found

    def _as_usual(self, step: Step, phrases: Sequence[Phrase]) -> Decision | None:
        """The proof of a step about a sample, with the statistics and the model that are taken for granted."""
        if step.relation != "=" or not self.samples.concern(step, phrases):
            return None
        lhs, rhs = map(self.samples.applied, sides_of(step))
        found = self._meant(replace(step, lhs=lhs, rhs=rhs), self.samples.phrases(phrases))
        said = self.samples.said(step, phrases)
        return found and (replace(found, reason=f"{found.reason}, with {said}") if said else found)

    def _by_law(self, step: Step, phrases: Sequence[Phrase]) -> Decision | None:
        """The proof of a step about the density or the distribution function of a stated law."""
        lhs, rhs = (with_law_functions(side, phrases) for side in sides_of(step))
        if step.relation != "=" or (lhs, rhs) == (step.lhs, step.rhs):
            return None
        found = self._meant(replace(step, lhs=lhs, rhs=rhs), phrases)
        return found and replace(found, reason=f"{found.reason}, on the support of the law")

    def _meant(self, step: Step, phrases: Sequence[Phrase]) -> Decision | None:
        """The proof of a step that says in full what is meant, or None."""
        kept = self.seconds, self.meanings
        self.seconds, self.meanings = 0.0, self.meanings.copied()  # no law is looked for, and nothing gets a name
        try:
            found = self._read(step, phrases, self.roles, alone=False)
        finally:
            self.seconds, self.meanings = kept
        return found if found.verdict == "proved" else None

    def _goes_through(self, step: Step) -> bool:
        """Whether the step differentiates, or uses letters that the document has defined without chance."""
        sides = sides_of(step)
        return any(map(differentiates, sides)) or not self.made.keys().isdisjoint(set().union(*map(letters_of, sides)))

    def _unsaid(self, step: Step, phrases: Sequence[Phrase]) -> list[str]:
        """Constant letters on one side alone that nothing was said about: the line may say what they are."""
        sides = [letters_of(side) if side is not None else set() for side in (step.lhs, step.rhs)]
        stated = set().union(
            *(letters_of(part) for p in phrases for part in expressions_of(p)), *map(sizes_of, sides_of(step))
        )
        lone = (sides[0] ^ sides[1]) - stated - self.meanings.letters.keys()
        known = {Name("e"), Name("pi")}
        roles = {n: self.roles.of(n) for n in lone - known}
        return sorted(
            role.name for role in roles.values()
            if role is not None and role.role == "constant" and not role.reason.startswith("declared")
        )  # fmt: skip

    def _read(self, step: Step, phrases: Sequence[Phrase], roles: Roles, *, alone: bool) -> Decision:
        """The decision about a step, with the hypotheses under which it was made."""
        self.understood = ()
        found = self._reading(step, phrases, roles, alone=alone)
        self.first_understood = self.first_understood or self.understood
        return replace(found, under=self.understood)

    def _reading(self, step: Step, phrases: Sequence[Phrase], roles: Roles, *, alone: bool) -> Decision:
        """Both sides as terms, and the decision about them."""
        assert step.lhs is not None
        assert step.rhs is not None
        here = set().union(*map(letters_of, sides_of(step)))
        phrases = [self._unfolded(p) for p in phrases if _is_covered(p, here)]
        random = random_names(step, phrases, roles)
        letters = {name: value for name, (value, _) in self.meanings.letters.items()}
        written = [with_definitions(side, {}, letters) for side in (step.lhs, step.rhs)]
        sides: list[Node] = [with_definitions(side, self.functions, {}) for side in written]
        sides = [without_supports(side, random) for side in sides]
        variable = variable_in(tuple(sides), random)
        sides = [without_densities(side, variable) for side in sides]
        wide = any(map(is_wide, sides))
        try:
            kind = WideVocabulary if wide else ConditionalVocabulary if any(map(is_conditional, sides)) else Vocabulary
            vocabulary = kind.of(sides, tuple(phrases), roles=roles, around=self.around)
            lhs, rhs = map(vocabulary.term, sides)
            hypotheses = vocabulary.hypotheses(phrases)
        except NoMeaning as error:
            return Decision("unknown", f"outside what can be decided: {error.message} ({error.token[:40]!r})")
        except UserError as error:
            return Decision("unknown", str(error))
        except Exception as error:
            if not in_computer_algebra(error):
                raise
            return Decision("unknown", f"outside what can be decided: sympy stopped with {type(error).__name__}")
        self.understood = tuple(hypotheses)
        if not isinstance(lhs, Expr) or not isinstance(rhs, Expr):
            return Decision("unknown", "outside what can be decided: not a relation between numbers")
        if variable is not None:
            density = HasDensity(vocabulary.term(variable))
            self.understood = hypotheses = (*hypotheses, density)
        if step.relation == "=" and (named := self._named(step, lhs, rhs, hypotheses, phrases)):
            return named
        conditional = False
        if isinstance(vocabulary, ConditionalVocabulary):
            (lhs, left), (rhs, right) = (vocabulary.reduced(side, hypotheses) for side in (lhs, rhs))
            conditional = left or right
            if conditional and step.relation != "=":
                hypotheses = (*hypotheses, *vocabulary.conditioned.projections())
        found = attempt(step, hypotheses, (lhs, rhs), self.seconds, wide=wide, explained=self.explained)
        if step.relation == "=" and not conditional:
            found = to_printed_digits(
                found, sides, vocabulary.term, partial(self._again, step, hypotheses, wide), hypotheses
            )
        if conditional and found.verdict != "proved":
            return Decision("unknown", "conditional moments: their rules do not decide this")
        if found.verdict == "refuted" and step.relation == "=":
            defined = self._definition_lacking(step, sides, phrases, vocabulary)
            under = (*hypotheses, defined) if defined is not None else ()
            if under and attempt(step, under, (lhs, rhs), self.seconds, wide=wide).verdict == "proved":
                return replace(found, verdict="missing-hypothesis", reason=LACKING, missing=under[-1:], truth=None)
            if (apart := strangers(hypotheses, lhs, rhs)) is not None:
                ours, theirs = (", ".join(names) for names in apart)
                return Decision("unknown", f"{UNRELATED} {ours} to {theirs}; state what one is made of")
        if found.verdict in {"unknown", "refuted"} and step.relation == "=":
            positive = domains(h.law for h in hypotheses if isinstance(h, HasLaw))
            signed = lhs.xreplace(positive), rhs.xreplace(positive)
            found = self._for_particular_values(step, *signed, alone=alone) or found
        if found.verdict in {"proved", "missing-hypothesis"}:
            try:
                where = unmet(sides, hypotheses, vocabulary.term)
            except Undefined as error:
                return Decision("unknown", str(error))
            where = [w for w in where if w not in found.reason]
            if where:
                found = replace(found, reason=f"{found.reason}, where {' and '.join(where)}")
        return replace(found, reason=f"{found.reason} ({_note(variable)})") if variable is not None else found

    def _again(self, step: Step, under: tuple[Hypothesis, ...], wide: bool, lhs: Any, rhs: Any) -> Decision:
        return attempt(step, under, (lhs, rhs), 0.0, wide=wide)

    def _unfolded(self, phrase: Phrase) -> Phrase:
        """A definition with the functions of the document replaced by what they stand for."""
        if not isinstance(phrase, DefinitionPhrase) or not self.functions:
            return phrase
        return replace(phrase, value=with_definitions(phrase.value, self.functions, {}))

    def _definition_lacking(
        self, step: Step, sides: Sequence[Node], phrases: Sequence[Phrase], vocabulary: Vocabulary
    ) -> Hypothesis | None:
        """What the name on the left would have to stand for, where nothing was said about it."""
        pair = aligned(*sides)
        if pair is None or any(pair[0] in letters_of(part) for p in phrases for part in expressions_of(p)):
            return None
        if pair[0] not in random_names(step, (), self.roles):
            return None
        meant = DefinitionPhrase(text=f"{step.lhs_source} = {step.rhs_source}", name=pair[0], value=pair[1])
        try:
            return vocabulary.hypotheses((meant,))[0]
        except (NoMeaning, UserError):
            return None

    def _named(
        self, step: Step, lhs: Any, rhs: Any, hypotheses: Sequence[Hypothesis], phrases: Sequence[Phrase]
    ) -> Decision | None:
        """The verdict of a line that gives something a name, which is kept for what follows."""
        assert step.lhs is not None
        assert step.rhs is not None
        named = names_a_moment(step, lhs, rhs, hypotheses)
        if named:
            self.meanings.define(step, named)
            return Decision("definition", "a letter for a moment")
        name = ungroup(step.lhs)
        fresh = isinstance(name, Name) and name not in self.meanings.seen and not is_random(lhs)
        number = any(isinstance(part, Head) for part in subterms(rhs)) and not is_random(rhs)
        stated = any(lhs in h.free_symbols for h in hypotheses)
        if fresh and number and not stated and isinstance(lhs, Symbol | Element):
            assert isinstance(name, Name)
            self.meanings.letters[name] = (step.rhs, step.line)
            self.meanings.defined[name] = step.line
            return Decision("definition", "a letter for a moment")
        defined = name_and_value(step)
        base = lhs.base if defined is not None and defined[0] != name and isinstance(lhs, Pow) else lhs
        introduced = fresh and isinstance(lhs, Element) and introduces_members(lhs, rhs)
        if introduced or (defined is not None and is_fresh(defined[0], base, rhs, hypotheses, phrases)):
            self.meanings.define(step, defined_by(step))
            return Decision("definition", "a fresh name on the left")
        return None

    def _for_particular_values(self, step: Step, lhs: Any, rhs: Any, *, alone: bool) -> Decision | None:
        """A substitution, an equation to be solved, or what follows from one of those."""
        gap = lhs - rhs
        self.between = (lhs, rhs)
        if (lines := self.particular.support(lhs, rhs)) is not None:
            many = "s" * (len(lines) > 1)
            why = f"follows from the equation{many} of line{many} {', '.join(map(str, lines))}"
            return Decision("proved", why, "elimination", known_from=lines)
        if any(isinstance(part, Head) for part in subterms(gap)) or is_random(gap) or is_open(gap):
            return None
        for name, earlier, line in self.equations:
            ratio = cancel(gap / earlier) if earlier != 0 else gap
            inserted = name is not None and vanishes(gap.xreplace({name: name - earlier}))
            if (ratio.is_Rational and ratio != 0) or inserted:
                return Decision("proved", f"by the equation of line {line}", "substitution", known_from=(line,))
        name = ungroup(step.lhs) if step.lhs is not None else None
        fresh = isinstance(name, Name) and name not in self.asserted and name not in self.made
        if alone and isinstance(name, Name) and fresh and isinstance(lhs, Symbol) and not rhs.has(lhs):
            assert step.rhs is not None
            self.made[name] = step.rhs
            self.equations.append((lhs, gap, step.line))
            role = self.roles.of(name) if isinstance(name, Name) else None
            if role is None or role.role not in {"bound", "index"}:  # else a substitution under an integral or a sum
                self.meanings.define(step, defined_by(step))
            return Decision("definition", "a fresh name on the left")
        if alone and rhs == 0 and lhs.free_symbols and self.meanings.seen:
            self.equations.append((None, gap, step.line))
            return Decision("choice", "an equation to be solved for one of its letters")
        return None


def _is_covered(phrase: Phrase, here: set[Name]) -> bool:
    """Whether a law is one that is covered; another costs the steps about its variables alone."""
    return not isinstance(phrase, LawPhrase) or phrase.law in LAWS or bool(here & set(phrase.names))


def _is_for_particular_values(found: Decision, lhs: Any, rhs: Any) -> bool:
    """Whether what a step says of letters is kept, though it cannot be proved: it says which values they have."""
    if found.verdict == "unknown":
        return any(words in found.reason for words in ("particular values", "between random variables", "depends on"))
    signed = any(part.is_Pow and not part.exp.is_Integer for side in (lhs, rhs) for part in subterms(side))
    return found.verdict in {"definition", "choice"} or (found.route == "elimination" and signed)


def _variable_and_function(step: Step) -> str:
    """A letter that is called in one place of the step and stands alone in another, as in Var[f] = E[f(x)^2] - ..."""
    parts = [part for side in sides_of(step) for part in walk(side)]
    names = [part for part in parts if isinstance(part, Name)]
    called = [part.function for part in parts if isinstance(part, Call)]
    return next((str(name) for name in called if names.count(name) > called.count(name)), "")


def _readable(reason: str) -> str:
    """A reason without the names that the decision procedures give to indices of their own."""
    made = dict.fromkeys(re.findall(r"_fresh\d+", reason))
    for letter, name in zip("klrstuvabcdefgh", made, strict=False):
        reason = re.sub(rf"\b{name}\b", letter, reason)
    return reason


def _note(variable: Name) -> str:
    """The note that says how an integral was read."""
    return f"{variable} is read as the variable of the density"
