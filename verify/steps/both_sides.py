"""Both sides of a step as terms, and the decision about them."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final

from sympy import Eq, Pow, Symbol

from derivations.errors import UserError
from derivations.hypotheses import Holds, Hypothesis
from derivations.notation import text
from derivations.reading import Step
from derivations.reading.meaning.roles import Roles
from derivations.reading.meaning.stated import DefinitionPhrase, Phrase
from derivations.reading.meaning.terms import NoMeaning, Vocabulary
from derivations.reading.syntax.spelling import words
from derivations.reading.syntax.tree import Name, Node, ungroup, walk
from derivations.terms import E, Element, Head, Var, is_random, subterms
from verify.inequalities.parameters import domains
from verify.steps.as_terms import Read, as_terms, unfolded
from verify.steps.attempt import attempt
from verify.steps.carried import Function
from verify.steps.conditional import ConditionalVocabulary, as_moments
from verify.steps.conditional_laws import against, independences
from verify.steps.contradictions import CONTRADICT, contradiction
from verify.steps.deciding import NOT_IN_ORDER, TWO_VARIABLES, Decision
from verify.steps.defined import Undefined, refuse_infinite, unmet
from verify.steps.meanings import Meanings
from verify.steps.moment_steps import LACKING as MISSING
from verify.steps.particular_values import BY_VALUES, ParticularValues
from verify.steps.random_sums import OF_RANDOM_LENGTH, random_number
from verify.steps.rounded import to_printed_digits
from verify.steps.stated_values import StatedValues
from verify.steps.unrelated import aligned, strangers
from verify.steps.written import (
    defined_by,
    expressions_of,
    introduces_members,
    is_fresh,
    is_recursive,
    letters_of,
    name_and_value,
    names_a_moment,
    random_names,
    sides_of,
)  # fmt: skip
from verify.time_limit import spent
from verify.worlds.satisfied import fits

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

    `around` are the sides of the chain, `assumed` what the user states, `curved` the functions that are convex or
    concave, `twofold` constants that a line makes random, with its line and place, `random` names of which a moment is
    taken; `understood` are the hypotheses of the last decision, `first_understood` those of the first one of a step,
    `between` its sides where they were compared as values, `terms` how they were read first as they stand, and
    `read_so` how under what. Another reading explains what fails where this one is not to be `explained`.
    """

    roles: Roles
    seconds: float
    functions: Mapping[Name, Function]
    meanings: Meanings
    values: ParticularValues
    around: tuple[Node, ...] = ()
    assumed: tuple[Phrase, ...] = ()
    explained: bool = True
    curved: Mapping[str, str] = field(default_factory=dict)
    twofold: Mapping[Name, tuple[int, int]] = field(default_factory=dict)
    random: frozenset[Name] = frozenset()
    elsewhere: dict[DefinitionPhrase, None] = field(default_factory=dict)
    understood: tuple[Hypothesis, ...] = ()
    first_understood: tuple[Hypothesis, ...] = ()
    between: tuple[Any, Any] | None = None
    terms: Read | None = None
    read_so: dict[Any, tuple[Roles, Read | Decision]] = field(default_factory=dict)

    def enter(self) -> None:
        """Go on to the next step."""
        self.first_understood, self.between, self.terms = (), None, None
        self.read_so.clear()

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
        if found.verdict not in {"definition", "choice"} and (number := random_number(step, phrases, self.random)):
            found = Decision("unknown", f"{number} {OF_RANDOM_LENGTH}")
        self.first_understood = self.first_understood or self.understood
        return replace(found, under=self.understood)

    def _reading(self, step: Step, phrases: Sequence[Phrase], roles: Roles, *, alone: bool) -> Decision:
        """Both sides as terms, and the decision about them."""
        read = self._as_terms(step, phrases, roles)
        if isinstance(read, Decision):
            return read
        self.understood = read.stated
        if step.relation == "=":
            self.terms = self.terms or (read if read.sides == sides_of(step) else None)
            if (twice := self._constant_and_random(step)) is not None:
                return self.values.solved(read.lhs, read.rhs, read.hypotheses) or twice
            if read.beside and names_a_moment(step, read.lhs, read.rhs, read.hypotheses):
                wider = self._decided(step, read.with_all(), alone=alone)
                if wider.verdict in {"proved", "refuted"}:
                    return wider
            if (named := self._named(step, read)) is not None:
                return named
        read.reduced(step.relation)
        found = self._decided(step, read, alone=alone)
        if read.beside and not _fits(found, read):
            read = read.with_all()
            wider = self._decided(step, read, alone=alone)
            found = found if found.verdict == wider.verdict == "unknown" else wider
        if read.unused is not None and found.verdict != "proved":
            return Decision("unknown", str(read.unused))
        found = self._where_defined(self._where_consistent(found, read), read)
        return replace(found, reason=f"{found.reason} ({_note(read.variable)})") if read.variable is not None else found

    def _as_terms(self, step: Step, phrases: Sequence[Phrase], roles: Roles) -> Read | Decision:
        """The sides as terms; what was read so in this step is not read again."""
        letters = {name: value for name, (value, _) in self.meanings.letters.items()}
        key = (step.lhs, step.rhs, step.relation, tuple(phrases), id(roles), tuple(letters.items()))
        if key not in self.read_so:
            read = as_terms(step, phrases, roles, functions=self.functions, letters=letters, around=self.around)
            if not isinstance(read, Decision) and isinstance(read.vocabulary, ConditionalVocabulary):
                return read  # which goes on learning what is given
            self.read_so[key] = roles, read
        read = self.read_so[key][1]
        return read if isinstance(read, Decision) else replace(read)

    def _decided(self, step: Step, read: Read, *, alone: bool) -> Decision:
        """The decision about both sides, as an identity or as values of letters."""
        lhs, rhs, hypotheses = read.lhs, read.rhs, read.hypotheses
        found = attempt(
            step, hypotheses, (lhs, rhs), self.seconds, wide=read.wide, explained=self.explained, curved=self.curved
        )
        found = _with_own_letters(found, hypotheses, (lhs, rhs))
        if found.verdict == "refuted" and read.wide and (letter := self._left_of_an_integral(found)):
            why = f"{letter} is the variable of an integral elsewhere, and stands alone here; say what it is"
            found = Decision("unknown", why)
        if read.conditional:
            return found if found.verdict == "proved" else self._by_conditional_law(step, read)
        if step.relation != "=":
            return found
        again = partial(self._again, step, hypotheses, read.wide)
        found = to_printed_digits(found, read.sides, read.vocabulary.term, again, hypotheses)
        if found.verdict in {"refuted", "missing-hypothesis", "unknown"}:
            if (lacking := self._with_definition(step, found, read)) is not None:
                return lacking
            if found.verdict == "refuted" and (apart := strangers(hypotheses, lhs, rhs)) is not None:
                ours, theirs = (", ".join(names) for names in apart)
                return Decision("unknown", f"{UNRELATED} {ours} to {theirs}; state what one is made of")
        if found.verdict in {"unknown", "refuted"}:
            positive = domains(hypotheses)
            self.between = signed = (lhs.xreplace(positive), rhs.xreplace(positive))
            equations = (h.relation for h in hypotheses if isinstance(h, Holds) and isinstance(h.relation, Eq))
            stated = any(lhs in equation.args for equation in equations)
            if (valued := self._by_stated_values(read)) is not None:
                return valued
            found = self.values.decided(step, *signed, hypotheses, alone=alone, stated=stated) or found
        return found

    def _by_stated_values(self, read: Read) -> Decision | None:
        """The verdict on an equation between letters that stated moments give values: Var(w) = s^2 of a uniform w.

        It is refuted where these are assumptions of the user; what a document says of a letter may be said anew.
        """
        sides = read.lhs, read.rhs
        if any(isinstance(part, Head) for side in sides for part in subterms(side)) or any(map(is_random, sides)):
            return None
        values = StatedValues.of(read.hypotheses)
        if values.give(*sides):
            return Decision("proved", "by the values that are stated", BY_VALUES)
        if (where := values.give_where(*sides)) is not None:
            lacking, against = where
            return Decision("missing-hypothesis", MISSING, BY_VALUES, (lacking,), against)
        own = set(read.vocabulary.hypotheses([p for p in read.phrases if p in self.assumed]))
        shown = StatedValues.of([h for h in read.hypotheses if h in own]).against(*sides)
        return None if shown is None else Decision("refuted", "false under what is stated", "exact values", (), shown)

    def _left_of_an_integral(self, found: Decision) -> str:
        """A letter with a value in the counterexample that is the variable of an integral elsewhere."""
        valued = found.counterexample.parameters if found.counterexample is not None else {}
        roles = ((letter, self.roles.of(Name(letter))) for letter in valued)
        return next((letter for letter, role in roles if role is not None and role.role == "bound"), "")

    def _by_conditional_law(self, step: Step, read: Read) -> Decision:
        """A law against a step that the rules of conditional moments do not prove, and what would make it true."""
        assert isinstance(read.vocabulary, ConditionalVocabulary)
        known = read.vocabulary.conditioned.known
        unsure = Decision("unknown", "conditional moments: their rules do not decide this")
        if (given := as_moments(read.hypotheses, (read.lhs, read.rhs), known)) is not None:
            under, *sides = given
            found = attempt(step, under, tuple(sides), 0.0, wide=read.wide)
            if found.verdict == "proved":
                return replace(found, reason=f"given any value, {found.reason}")
        shown = against(read.hypotheses, step.relation, read.lhs, read.rhs, known) if self.seconds else None
        if shown is None:
            return unsure
        for lacking in independences(read.hypotheses, read.lhs, read.rhs, known):
            under = (*read.hypotheses, *lacking)
            sides = [read.vocabulary.reduced(side, under)[0] for side in (read.lhs, read.rhs)]
            if self._again(step, under, read.wide, *sides).verdict == "proved" and contradiction(under) is None:
                return Decision("missing-hypothesis", MISSING, "moment normal form", lacking, shown)
        random = is_random(read.lhs) or is_random(read.rhs)
        between = TWO_VARIABLES if step.relation == "=" else NOT_IN_ORDER
        why = between if random else "false under a law"
        return Decision("refuted", why, "conditional moments, outcome by outcome", (), shown)

    def _where_consistent(self, found: Decision, read: Read) -> Decision:
        """The decision, but no proof from hypotheses that no law satisfies."""
        if found.verdict != "proved":
            return found
        used = self.values.consequences.at(found.known_from) if found.route in BY_EQUATIONS else []
        equations = (Holds(Eq(a, b, evaluate=False)) for a, b in [*used, (read.lhs, read.rhs)] if used)
        clash = contradiction((*read.hypotheses, *equations))
        return found if clash is None else Decision("unknown", f"{CONTRADICT}: {clash}")

    def _where_defined(self, found: Decision, read: Read) -> Decision:
        """The decision with what must not be 0, or must exist; none where that cannot be."""
        if found.verdict not in {"proved", "refuted", "missing-hypothesis", "unknown"}:
            return found
        if found.verdict == "unknown" and not self.seconds:  # where only a proof is asked for
            return found
        try:
            asked = refuse_infinite if found.verdict == "refuted" else unmet
            where = asked(read.sides, read.hypotheses, read.vocabulary.term)
        except Undefined as error:
            return Decision("unknown", str(error))
        where = [w for w in where if w not in found.reason and w.replace("is not 0", "> 0") not in found.where]
        if not where or found.verdict in {"unknown", "refuted"}:
            return found
        why = f"{found.reason}, where {' and '.join(where)}"
        return replace(found, reason=why, where=(*found.where, *where))

    def _constant_and_random(self, step: Step) -> Decision | None:
        """No decision about a letter that is a constant, and that a line makes random."""
        for name in set().union(*map(letters_of, sides_of(step))):
            line, place = self.twofold.get(name, (0, step.span.start))
            if place < step.span.start:
                return Decision("unknown", f"{name} stands for a constant and, in line {line}, for a random variable")
        return None

    def clash(self, step: Step, phrases: Sequence[Phrase]) -> str | None:
        """The hypotheses in phrases that no law satisfies, as text; those that are not covered are left out."""
        with contextlib.suppress(UserError):
            phrases = tuple(unfolded(phrase, self.functions) for phrase in phrases)
            return contradiction(Vocabulary.of(sides_of(step), phrases, roles=self.roles).hypotheses(phrases))
        return None

    def _again(self, step: Step, under: tuple[Hypothesis, ...], wide: bool, lhs: Any, rhs: Any) -> Decision:
        return attempt(step, under, (lhs, rhs), 0.0, wide=wide)

    def _with_definition(self, step: Step, found: Decision, read: Read) -> Decision | None:
        """The decision that a definition is lacking, alone or beside hypotheses, where one would do."""
        phrases, sides, kind = read.phrases, read.sides, type(read.vocabulary)
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
                again = attempt(step, under, tuple(map(vocabulary.term, sides)), seconds, wide=read.wide)
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
        if pair is not None and found.verdict != "unknown" and pair[0] in random_names(step, (), self.roles):
            written = f"{step.lhs_source} = {step.rhs_source}"
            meant.append(DefinitionPhrase(text=written, name=pair[0], value=pair[1]))
        others = self.elsewhere if found.verdict != "missing-hypothesis" else ()
        return meant + [p for p in others if p.name in here and p not in meant]

    def _named(self, step: Step, read: Read) -> Decision | None:
        """The verdict of a line that gives something a name, which is kept for what follows."""
        assert step.lhs is not None
        assert step.rhs is not None
        lhs, rhs, hypotheses = read.lhs, read.rhs, read.hypotheses
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
        starts = isinstance(lhs, Element) and is_random(lhs) and lhs.indices == (0,) and is_recursive(lhs, hypotheses)
        if starts and not rhs.has(lhs.family):
            self.meanings.define(step, defined_by(step))
            return Decision("definition", "where the recursion starts")
        unsaid = isinstance(name, Name) and not _is_told(name, self.meanings) and not is_random(lhs)
        introduced = unsaid and isinstance(lhs, Element) and introduces_members(lhs, rhs)
        if introduced or (defined is not None and is_fresh(defined[0], base, rhs, hypotheses, read.phrases)):
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
        if any(sum(1 for _ in walk(side)) >= SMALL for side in sides_of(step)):
            return
        read = self.terms or as_terms(step, phrases, self.roles, functions={}, letters={}, around=self.around)
        if isinstance(read, Decision):
            return
        lhs, rhs = read.lhs, read.rhs
        if isinstance(lhs, E | Var) or isinstance(rhs, E | Var):
            keep(*((lhs, rhs) if isinstance(lhs, Head) else (rhs, lhs)), step.line)
            self.values.consequences.signs |= domains(read.hypotheses)
        elif keep == self.values.consequences.choose:
            self.values.consequences.add(lhs, rhs, step.line)


def _is_told(name: Name, meanings: Meanings) -> bool:
    """Whether a line above claims or defines something of a name."""
    return name in meanings.asserted or name in meanings.defined


def _fits(found: Decision, read: Read) -> bool:
    """Whether no refutation overlooks what is stated of names that are made of the variables of a step."""
    if found.verdict not in {"refuted", "missing-hypothesis"}:
        return found.verdict != "unknown"
    world = found.counterexample.world if found.counterexample is not None else None
    return world is not None and fits(world, read.beside)


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


def _note(variable: Name) -> str:
    """The note that says how an integral was read."""
    return f"{variable} is read as the variable of the density"
