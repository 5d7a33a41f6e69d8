"""Both sides of a step as terms, and the decision about them."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final

from sympy import Eq, Expr, Pow, Symbol

from derivations.errors import UserError
from derivations.hypotheses import HasDensity, HasLaw, Holds, Hypothesis
from derivations.notation import text
from derivations.reading import Step
from derivations.reading.densities import variable_in, without_densities
from derivations.reading.meaning import LAWS
from derivations.reading.roles import Roles
from derivations.reading.spelling import words
from derivations.reading.stated import DefinitionPhrase, LawPhrase, Phrase
from derivations.reading.supports import without_supports
from derivations.reading.terms import NoMeaning, Vocabulary
from derivations.reading.tree import Name, Node, ungroup, walk
from derivations.terms import E, Element, Head, Var, is_random, subterms
from verify.attempt import attempt, in_computer_algebra
from verify.carried import Function, with_definitions
from verify.conditional import ConditionalVocabulary, is_conditional
from verify.contradictions import CONTRADICT, contradiction
from verify.deciding import Decision
from verify.defined import Undefined, unmet
from verify.meanings import Meanings
from verify.parameters import domains
from verify.particular_values import ParticularValues
from verify.rounded import to_printed_digits
from verify.spoken import names_of
from verify.time_limit import spent
from verify.unrelated import aligned, strangers
from verify.wide import WideVocabulary, is_wide
from verify.written import (
    defined_by,
    expressions_of,
    introduces_members,
    is_fresh,
    letters_of,
    name_and_value,
    names_a_moment,
    random_names,
    sides_of,
)  # fmt: skip

__all__ = ["UNRELATED", "BothSides"]

DEFINING: Final = 1.0  # seconds for the hypotheses that would do beside a definition
SMALL: Final = 40  # parts of a side that may be solved for a letter
BY_EQUATIONS: Final = frozenset(["elimination", "substitution"])  # routes that know equations of earlier lines
LACKING: Final = "holds once what it takes for granted is stated"
UNRELATED: Final = "nothing stated relates"


_WORDS: Final = words(
    """are is for every each independent mutually pairwise identically distributed symmetric about density with and
    probability where sum prod"""
)


@dataclass(slots=True)
class BothSides:
    """Reads the sides of steps and decides about them within `seconds`; what a line gives a name is kept in `meanings`.

    `around` are the sides of the chain; `understood` the hypotheses of the last decision, `first_understood` those of
    the first one of a step, and `between` its sides where they were compared as values. Another reading explains what
    fails where this one is not to be `explained`.
    """

    roles: Roles
    seconds: float
    functions: Mapping[Name, Function]
    meanings: Meanings
    values: ParticularValues
    around: tuple[Node, ...] = ()
    explained: bool = True
    elsewhere: dict[DefinitionPhrase, None] = field(default_factory=dict)
    understood: tuple[Hypothesis, ...] = ()
    first_understood: tuple[Hypothesis, ...] = ()
    between: tuple[Any, Any] | None = None

    def enter(self) -> None:
        """Go on to the next step."""
        self.first_understood, self.between = (), None

    def keep(self, step: Step, found: Decision, phrases: Sequence[Phrase]) -> None:
        """Keep what the verdict of a step makes known of values."""
        if self.between is not None and self.values.keep(found, *self.between, step.line):
            return
        if found.verdict in {"choice", "proved"} and step.relation == "=":
            consequences = self.values.consequences
            self._settle(step, phrases, consequences.choose if found.verdict == "choice" else consequences.add)

    def read(self, step: Step, phrases: Sequence[Phrase], roles: Roles, *, alone: bool) -> Decision:
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
            failed: list[tuple[Phrase, UserError]] = []
            hypotheses = vocabulary.hypotheses(phrases, failed)
            unused = next((error for p, error in failed if p in _linked(phrases, here)), None)
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
        found = _with_own_letters(found, hypotheses, (lhs, rhs))
        if step.relation == "=" and not conditional:
            found = to_printed_digits(
                found, sides, vocabulary.term, partial(self._again, step, hypotheses, wide), hypotheses
            )
        if conditional and found.verdict != "proved":
            return Decision("unknown", "conditional moments: their rules do not decide this")
        if found.verdict in {"refuted", "missing-hypothesis", "unknown"} and step.relation == "=":
            lacking = self._with_definition(step, found, sides, phrases, kind, wide=wide)
            if lacking is not None:
                return lacking
            if found.verdict == "refuted" and (apart := strangers(hypotheses, lhs, rhs)) is not None:
                ours, theirs = (", ".join(names) for names in apart)
                return Decision("unknown", f"{UNRELATED} {ours} to {theirs}; state what one is made of")
        if found.verdict in {"unknown", "refuted"} and step.relation == "=":
            positive = domains(h.law for h in hypotheses if isinstance(h, HasLaw))
            signed = lhs.xreplace(positive), rhs.xreplace(positive)
            self.between = signed
            stated = any(
                isinstance(h, Holds) and isinstance(h.relation, Eq) and lhs in h.relation.args for h in hypotheses
            )
            found = self.values.decided(step, *signed, alone=alone, stated=stated) or found
        if unused is not None and found.verdict != "proved":
            return Decision("unknown", str(unused))
        if found.verdict == "proved":
            used = self.values.consequences.at(found.known_from) if found.route in BY_EQUATIONS else []
            equations = (Holds(Eq(a, b, evaluate=False)) for a, b in [*used, (lhs, rhs)] if used)
            if (clash := contradiction((*hypotheses, *equations))) is not None:
                return Decision("unknown", f"{CONTRADICT}: {clash}")
        if found.verdict in {"proved", "missing-hypothesis"}:
            try:
                where = unmet(sides, hypotheses, vocabulary.term)
            except Undefined as error:
                return Decision("unknown", str(error))
            where = [w for w in where if w not in found.reason]
            if where:
                found = replace(found, reason=f"{found.reason}, where {' and '.join(where)}")
        return replace(found, reason=f"{found.reason} ({_note(variable)})") if variable is not None else found

    def clash(self, step: Step, phrases: Sequence[Phrase]) -> str | None:
        """The hypotheses in phrases that no law satisfies, as text; those that are not covered are left out."""
        with contextlib.suppress(UserError):
            phrases = tuple(map(self._unfolded, phrases))
            return contradiction(Vocabulary.of(sides_of(step), phrases, roles=self.roles).hypotheses(phrases))
        return None

    def _again(self, step: Step, under: tuple[Hypothesis, ...], wide: bool, lhs: Any, rhs: Any) -> Decision:
        return attempt(step, under, (lhs, rhs), 0.0, wide=wide)

    def _unfolded(self, phrase: Phrase) -> Phrase:
        """A definition with the functions of the document replaced by what they stand for."""
        if not isinstance(phrase, DefinitionPhrase) or not self.functions:
            return phrase
        return replace(phrase, value=with_definitions(phrase.value, self.functions, {}))

    def _with_definition(
        self,
        step: Step,
        found: Decision,
        sides: Sequence[Node],
        phrases: Sequence[Phrase],
        kind: type[Vocabulary],
        *,
        wide: bool,
    ) -> Decision | None:
        """The decision that a definition is lacking, alone or beside hypotheses, where one would do."""
        defined = {p.name for p in phrases if isinstance(p, DefinitionPhrase)}
        others = [p for p in phrases if not isinstance(p, DefinitionPhrase)]
        told = defined.union(*(letters_of(part) for p in others for part in expressions_of(p)))
        partly = []
        candidates = [p for p in self._definitions_for(step, found, sides) if p.name not in told]
        stop = spent() + DEFINING
        for phrase, seconds in [(p, 0.0) for p in candidates] + [(p, self.seconds) for p in candidates if self.seconds]:
            if seconds and spent() > stop:
                break
            with contextlib.suppress(NoMeaning, UserError):
                vocabulary = kind.of(sides, (*phrases, phrase), roles=self.roles, around=self.around)
                meant = vocabulary.hypotheses((phrase,))[0]
                under = (*vocabulary.hypotheses(phrases), meant)
                again = attempt(step, under, tuple(map(vocabulary.term, sides)), seconds, wide=wide)
                lacking = replace(
                    found, verdict="missing-hypothesis", reason=LACKING, missing=(meant, *again.missing), truth=None
                )
                if again.verdict == "proved":
                    self.elsewhere.setdefault(phrase)
                    return lacking
                partly += [lacking] if again.verdict == "missing-hypothesis" else []
        return next(iter(partly), None)

    def _definitions_for(self, step: Step, found: Decision, sides: Sequence[Node]) -> list[DefinitionPhrase]:
        """What a name of the step may stand for: the other side, or what another part of the document makes of it."""
        pair, here = aligned(*sides), set().union(*map(letters_of, sides))
        meant = []
        if pair is not None and pair[0] in random_names(step, (), self.roles):
            written = f"{step.lhs_source} = {step.rhs_source}"
            meant.append(DefinitionPhrase(text=written, name=pair[0], value=pair[1]))
        others = self.elsewhere if found.verdict != "missing-hypothesis" else ()
        return meant + [p for p in others if p.name in here and p not in meant]

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
        said = stated or any(base in h.free_symbols for h in hypotheses)
        if isinstance(base, Symbol) and not said and self._is_a_letter(defined, rhs):
            self.meanings.define(step, defined_by(step))
            return Decision("definition", "a letter for a number")
        introduced = fresh and isinstance(lhs, Element) and introduces_members(lhs, rhs)
        if introduced or (defined is not None and is_fresh(defined[0], base, rhs, hypotheses, phrases)):
            self.meanings.define(step, defined_by(step))
            return Decision("definition", "a fresh name on the left")
        return None

    def _is_a_letter(self, defined: tuple[Name, Node] | None, value: Any) -> bool:
        """Whether a name that nothing was said of stands for what constants x_i make: `m = (x_1 + ... + x_n)/n`."""
        if defined is None or is_random(value) or not any(isinstance(part, Element) for part in subterms(value)):
            return False
        name = defined[0]
        role = self.roles.of(name)
        constant = role is not None and role.role == "constant"
        return constant and name not in self.meanings.seen and name not in letters_of(defined[1])

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
                self.values.consequences.signs |= domains(laws)
            elif keep == self.values.consequences.choose:
                self.values.consequences.add(lhs, rhs, step.line)


def _linked(phrases: Sequence[Phrase], here: set[Name]) -> list[Phrase]:
    """The phrases that speak of these letters, and of the letters in those."""
    found: list[Phrase] = []
    letters = {n.base for n in here}
    while more := [p for p in phrases if p not in found and {n.base for n in names_of(p)} & letters]:
        found += more
        letters |= {n.base for p in more for n in names_of(p)}
    return found


def _with_own_letters(found: Decision, hypotheses: Sequence[Hypothesis], sides: tuple[Any, Any]) -> Decision:
    """The decision, without values of letters in its counterexample that have nothing to do with the two sides."""
    shown = found.counterexample
    if shown is None or not shown.parameters:
        return found
    mine = set().union(*(_letters_in(side) for side in sides))
    parts = [_letters_in(h) for h in hypotheses]
    while more := [letters for letters in parts if letters & mine and not letters <= mine]:
        mine = mine.union(*more)
    kept = {n: value for n, value in shown.parameters.items() if "(" in n or n.split("_")[0] in mine}
    return replace(found, counterexample=replace(shown, parameters=kept))


def _letters_in(said: Any) -> set[str]:
    """The letters of a term or a hypothesis, as it is written."""
    written = re.sub(r"[A-Za-z]+(?=[(\[])|_\{?", " ", text(said))
    return set(re.findall(r"[A-Za-z]+", written)) - _WORDS


def _is_covered(phrase: Phrase, here: set[Name]) -> bool:
    """Whether a law is one that is covered; another costs the steps about its variables alone."""
    return not isinstance(phrase, LawPhrase) or phrase.law in LAWS or bool(here & set(phrase.names))


def _note(variable: Name) -> str:
    """The note that says how an integral was read."""
    return f"{variable} is read as the variable of the density"
