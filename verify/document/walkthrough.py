"""The way through one document: every step gets its verdict, and what it states is known to the next."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from math import inf
from typing import Final

from derivations.hypotheses import Hypothesis
from derivations.notation import text
from derivations.reading import Step
from derivations.reading.meaning.roles import Roles
from derivations.reading.meaning.stated import EquationPhrase, LawPhrase, Phrase
from derivations.reading.syntax.tree import Call, Integral, Name, Node, Power, Sum, ungroup
from verify.checked import CheckedStep
from verify.closed_forms.law_functions import with_law_functions
from verify.document.background import (
    ASSUMED,
    BLAMED,
    CHOSEN,
    GIVEN,
    PARTICULAR,
    TO_SOLVE,
    Background,
    as_stated,
    assuming,
)
from verify.document.in_context import InContext
from verify.document.in_passing import end_of_the_block, only_mentions
from verify.document.layer_by_layer import LayerByLayer
from verify.document.noticed import ORDERS, is_range
from verify.document.readings import Readings
from verify.document.said_before import gives_a_value
from verify.document.spoken import letters_said
from verify.document.values_said import gives_its_value, is_a_value, is_free
from verify.steps.both_sides import UNRELATED
from verify.steps.carried import Function, names_a_density, ranges_over, states_independence, writes_out
from verify.steps.contradictions import CONTRADICT
from verify.steps.deciding import Decision
from verify.steps.meanings import Meanings, given_anew
from verify.steps.stated_densities import stated_density
from verify.steps.written import (
    defined_by,
    echo,
    expressions_of,
    letters_of,
    names_of,
    random_names,
    sides_of,
)
from verify.time_limit import OutOfTime, within

__all__ = ["Walkthrough"]

_IF: Final = re.compile(r"\b(?:if|when|for)\b[^.]{0,30}\Z")  # right before a condition

ASSERTS_NOTHING = {
    ":=": "definition", "==": "definition", "<-": "choice", "~": "definition", "~=": "approximation",
    "propto": "approximation", "<<": "approximation", ">>": "approximation", "<~": "approximation",
    ">~": "approximation", "->": "approximation",
}  # fmt: skip
NEAR = 8  # lines below a value that was not understood, where it may be meant
BELOW = 12  # lines that "where X ~ N(0, 1)" may stand below a formula
FAILED = "the checker itself failed here"
CHOOSING = ("choose", "chosen", "set ", "setting", "we want", "require", "let ", "take ")


@dataclass(slots=True)
class Walkthrough:
    """What is known on the way through one document."""

    roles: Roles
    seconds: float
    functions: Mapping[Name, Function]
    meanings: Meanings
    background: Background
    stating: Sequence[tuple[Phrase, int, int]]
    readings: Readings
    decides: InContext
    layers: LayerByLayer
    shown: dict[str, Hypothesis] = field(default_factory=dict)
    premises: list[tuple[int, Phrase]] = field(default_factory=list)
    unrelated: dict[Name, int] = field(default_factory=dict)
    numbers: set[Name] = field(default_factory=set)  # letters of which a line that was not understood gives a value
    above: list[tuple[Node | None, str, int]] = field(default_factory=list)

    def step(self, step: Step, local: Sequence[Phrase], *, first: bool, alone: bool, names: bool) -> CheckedStep:
        """The verdict of one relation; what later steps may use because of it is kept."""
        read = (echo(step.lhs), echo(step.rhs))
        self._let_go(step)
        supposed = tuple(self.background.supposed)
        self.background.let_expire(step.span.start)
        for change in self.readings.anew.before(step.span.start):
            self._forget_since(change.since, change.until)
        given = self.background.moments_assumed(step)
        found = Decision("definition", "a letter for a moment") if names else self._stated(step)
        chooses = found is not None and found.verdict == "choice" and found is not GIVEN
        chosen = found if chooses and self._is_new(step) else None
        found = self._without_proof(step, alone=alone) if found is None or chosen is not None else found
        sides = self.readings.sides
        sides.enter()
        known = (*local, *self._laws_in_force(step), *(phrase for _, phrase in given))
        sides.values.consequences.now(known)
        here = (*known, *(phrase for line, phrase in self.premises if line == step.line))
        found = self._supposed(step, found, here)
        if found is not None and found.reason == CHOSEN and (proof := self._proof(step, here)) is not None:
            self.background.let_be(step)
            found, chosen = proof, None
        found = self._decided(step, here, first=first, alone=alone) if found is None else found
        if found.verdict in {"unknown", *BLAMED} and self._is_new(step):
            found = self._given_in_passing(step) or found
        if found.verdict in {"unknown", *BLAMED} or found.reason == CHOSEN:
            found = self._value_of_a_free_letter(step, found) or found
        found = self._as_far_as_said(step, found, here)
        if given and found.verdict in {"proved", *BLAMED} and "under the assumption" not in found.reason:
            found = assuming(found, given)
        if chosen is not None and found.verdict not in {"definition", "proved"}:
            found = chosen
        elif chosen is not None and found.verdict == "definition":  # a name for a moment, and no choice of its value
            self.background.let_be(step)
        if found.verdict == "choice" and found.reason == CHOSEN:
            self._take_its_value(step)
        self._forget_what_followed([s for s in supposed if s not in self.background.supposed])
        self._keep(step, found, known)
        found = self._told(step, found)
        self._go_on(step, found, first=first)
        return CheckedStep(
            step.line, step.column, step.relation, step.lhs_source, step.rhs_source, read, found.verdict, found.reason,
            found.route, found.known_from, found.missing, found.counterexample, found.likely_slip, found.truth,
            (step.lhs, step.rhs), step.span, found.under,
        )  # fmt: skip

    def _stated(self, step: Step) -> Decision | None:
        """The verdict of what the words make no claim, but not where a name is let be something else than it is."""
        if self._is_defined_again(step):
            return None
        said, stated = self.background.said, self.background.stated(step)
        lets = said.gives_a_value(step) or said.says_what_a_moment_is(step)  # let $k = 2$
        return stated if stated is not None or (lets and self._is_new(step)) else self._given_in_passing(step)

    def _given_in_passing(self, step: Step) -> Decision | None:
        """The verdict of a value that words give a constant for some lines: "at $p = 1/2$", "the stem, $n = 224$"."""
        said = self.background.said
        if said.chain is not None and list(said.chain.steps) == [step] and only_mentions(said.text, said.chain):
            if isinstance(step.lhs, Name):
                self.background.overlooked.foreign.setdefault(step.lhs, f"{step.lhs_source} = {step.rhs_source}")
            return GIVEN
        if (given := self.background.given_in_passing(step)) is None:
            return None
        if random_names(replace(step, lhs=step.rhs), (), self.roles):
            return None
        phrase, until = given
        role = self.roles.of(step.lhs) if isinstance(step.lhs, Name) else None
        random = role is not None and role.role == "random"
        if random and said.takes(step):  # with $b = 0$
            return None
        self.background.until[step.span.end] = until
        if until > step.span.start and (role is None or role.role in {"constant", "index"}):
            self.background.suppose(step, phrase)
        return GIVEN

    def _value_of_a_free_letter(self, step: Step, found: Decision) -> Decision | None:
        """The verdict of an equation that gives members a value, `a_t = 1/T`, of which nothing else is said."""
        text, chain, name = self.background.said.text, self.background.said.chain, step.lhs
        member = isinstance(name, Name) and bool(name.subscript) and name not in self.meanings.defined
        told = [*self.background.phrases, *(s.phrase for s in self.readings.spoken)]
        made = (p for said, p in self.background.noticed.defining if said is not step and said.line <= step.line)
        families = {p.name.base for p in made if any(n.subscript for n in letters_of(p.value))}  # x_t = c x_{t-1} + e_t
        if not member or not is_free(name, told) or not is_a_value(step) or step.lhs.base in families:
            return None
        if found.reason != CHOSEN and not gives_its_value(text, chain):
            self.unrelated |= {name: step.line}
            why = f"{PARTICULAR}, not an identity; state what the letters are"
            return replace(found, verdict="unknown", reason=why, missing=(), counterexample=None, likely_slip=None)
        phrase = as_stated(step)
        if phrase is None or letters_of(step.rhs) & set(random_names(step, told, self.roles)):
            return None
        self.background.until[step.span.end] = end_of_the_block(text, step.span.end)
        self.background.suppose(step, phrase)
        return found if found.reason == CHOSEN else GIVEN

    def _supposed(self, step: Step, found: Decision | None, here: Sequence[Phrase]) -> Decision | None:
        """The verdict of a supposition: it may make a variable, and it may contradict what is stated."""
        if found is ASSUMED and self._makes_a_variable(step):
            found = self._as_a_definition(step, here)
        if found is not None and self.background.supposes_here(step):
            with contextlib.suppress(OutOfTime, Exception):
                return within(self.seconds, lambda: self._unless_contradicted(step, here)) or found
        return found

    def _proof(self, step: Step, here: Sequence[Phrase]) -> Decision | None:
        """The proof of what words seem to choose: what is true anyway is claimed, unless it gives a letter a value."""
        if isinstance(step.lhs, Name | Call) or (isinstance(step.lhs, Power) and gives_a_value(step)):
            return None
        decide = partial(self.decides.meant.decision, step, here, first=False, alone=False)
        with contextlib.suppress(OutOfTime, Exception):
            return within(self.seconds / 4, partial(self.readings.proof, decide))
        return None

    def _decided(self, step: Step, here: Sequence[Phrase], *, first: bool, alone: bool) -> Decision:
        """The verdict of a claim; an error of ours costs the step, not the document."""
        try:
            found = within(self.seconds, lambda: self.layers.decided(step, here))
            if found is None:
                found = within(self.seconds, lambda: self.decides.decided(step, here, first=first, alone=alone))
            if found.verdict in BLAMED and step.relation == "=" and not first:
                found = self._from_further_up(step, found, here)
        except OutOfTime as error:
            return Decision("unknown", str(error))
        except Exception as error:  # noqa: BLE001
            return Decision("unknown", f"{FAILED} ({type(error).__name__}: {error}); please report this step")
        return found

    def _as_far_as_said(self, step: Step, found: Decision, here: Sequence[Phrase]) -> Decision:
        """The verdict, with no blame for what is said below or was left open; what is left open here is kept."""
        if found.verdict in BLAMED:
            found = self._unless_said_below(step, self._of_unrelated_letters(step, found), here)
        elif step.relation == "=" and (found.reason.startswith(UNRELATED) or _is_open_about_names(step, found)):
            self.numbers |= {n for n in _letters_in(step) if not n.subscript and found.reason.startswith(PARTICULAR)}
            self.unrelated |= {n: step.line for n in map(ungroup, sides_of(step)) if isinstance(n, Name)}
        if found.verdict == "definition" and step.relation == "=":
            self._renew(step)
        if found.reason == TO_SOLVE:
            self.unrelated |= dict.fromkeys(_letters_in(step), step.line)
        return found

    def _keep(self, step: Step, found: Decision, known: Sequence[Phrase]) -> None:
        """Keep what a step says for those below; an error of ours costs what would be kept, not the document."""
        if found is GIVEN:  # it is supposed, and only as far as it holds
            return
        with contextlib.suppress(OutOfTime, Exception):
            within(self.seconds, partial(self.readings.sides.keep, step, found, known))
        if found.verdict == "proved":
            self.layers.keep(step)

    def _take_its_value(self, step: Step) -> None:
        """A constant that is chosen has its value from here on: "let $a = 1/n$" of the a of U(-a, a)."""
        name = ungroup(step.lhs) if step.lhs is not None else None
        name = ungroup(name.base) if isinstance(name, Power) else name
        if not isinstance(name, Name) or not gives_a_value(step):
            return
        role = self.roles.of(name)
        if role is not None and role.role == "constant" and (phrase := as_stated(step)) is not None:
            self.background.suppose(step, phrase)

    def _forget_what_followed(self, over: Sequence[tuple[int, int, Phrase]]) -> None:
        """Forget the equations below suppositions that are over: they may rest on these."""
        if over:
            self._forget_since(min(line for line, *_ in over))

    def _forget_since(self, first: int, until: float = inf) -> None:
        """Forget the equations of a line and those below it, up to another one."""
        values = self.readings.sides.values
        values.equations = [e for e in values.equations if not first <= e[2] < until]
        values.consequences.forget((), lambda line: first <= line < until)

    def _told(self, step: Step, found: Decision) -> Decision:
        """The verdict as it is shown: with the lines above that it rests on, and explained."""
        if found.verdict in {"proved", *BLAMED}:
            letters = _letters_in(step)
            lines = {*found.known_from, *self.meanings.lines_for(letters), *self._lines_of(letters)}
            found = replace(found, known_from=tuple(sorted(line for line in lines if line < step.line)))
        for hypothesis in found.under or self.readings.sides.first_understood:
            self.shown.setdefault(text(hypothesis), hypothesis)
        with contextlib.suppress(OutOfTime):
            found = within(self.seconds, found.explained)
        return replace(found, reason=_readable(found.reason))

    def _go_on(self, step: Step, found: Decision, *, first: bool) -> None:
        """Leave the step behind: it stands above the next one, and its letters have been seen."""
        if found.verdict == "unknown" and not found.reason.startswith(CONTRADICT):
            self.background.left_open(step)
        if found.verdict in {"definition", "choice"}:
            self.background.giving = self.background.said.chain
        self.above = [*([] if first else self.above), (step.lhs, step.lhs_source, step.line)]
        letters = _letters_in(step)
        self.meanings.seen |= dict.fromkeys(letters - self.background.ahead, step.line)
        solved = {ungroup(step.lhs)} & letters_of(step.rhs) if step.relation == "=" and step.lhs and step.rhs else set()
        self.meanings.asserted |= (letters if found.verdict != "definition" else solved) - self.background.ahead

    @staticmethod
    def left_out(step: Step, why: str) -> CheckedStep:
        """A step that is not looked at."""
        read = (echo(step.lhs), echo(step.rhs))
        return CheckedStep(
            step.line, step.column, step.relation, step.lhs_source, step.rhs_source, read, "unknown", why,
            trees=(step.lhs, step.rhs), span=step.span,
        )  # fmt: skip

    def _let_go(self, step: Step) -> None:
        """Forget the value of a name that a line lets be something else: "let k = 2m", and later "let k = 2m + 1"."""
        name = ungroup(step.lhs) if step.lhs is not None else None
        if not isinstance(name, Name) or step.relation != "=":
            return
        said = self.background.said
        lets, defines = said.gives_a_value(step), said.defines(step)
        if lets and said.has_heading_between(self.meanings.seen.get(name, step.line), step.line):
            self.meanings.seen.pop(name)  # a letter of another section
            self.meanings.renewed[name] = step.span.start
        if not (lets and name in self.meanings.made) and not (defines and name in self.meanings.defined):
            return
        values = self.readings.sides.values
        first = self.meanings.defined.get(name)
        self.meanings.forget(name)
        self.meanings.made.pop(name, None)
        self.meanings.asserted.discard(name)
        if first is not None:
            self._forget_since(first)
        values.equations = [e for e in values.equations if str(e[0]) != str(name)]
        values.consequences.forget({str(name)})

    def _renew(self, step: Step) -> None:
        """Forget the law that a name, which is defined here, has under an earlier heading."""
        name = ungroup(step.lhs) if step.lhs is not None else None
        lines = [line for phrase, line, _ in self.stating if name in names_of(phrase) and line <= step.line]
        if isinstance(name, Name) and any(self.background.said.has_heading_between(line, step.line) for line in lines):
            self.meanings.renewed[name] = step.span.start

    def _is_defined_again(self, step: Step) -> bool:
        """Whether words let a name be something that is something else by a line above: "let Y = 2X. Let Y = 3X"."""
        name = ungroup(step.lhs) if step.lhs is not None else None
        said = self.background.said
        return (
            isinstance(name, Name)
            and name in self.meanings.defined
            and (said.gives_a_value(step) or said.defines(step))
        )

    def _unless_contradicted(self, step: Step, phrases: Sequence[Phrase]) -> Decision | None:
        """The verdict of what words suppose where it contradicts what is stated: then it is not supposed."""
        supposed = self.background.supposed
        orders = self.background.orders(step)
        clash = self.readings.clash(step, (*given_anew(phrases, [p for *_, p in supposed]), *orders))
        if clash is None or (is_range(step) and self._begins_another_case(step, phrases)):
            return None
        del supposed[-1]
        self.background.chosen[:] = [s for s in self.background.chosen if s is not step]
        under = (*phrases, *(phrase for *_, phrase in supposed))
        found = self.decides.meant.decision(step, under, first=False, alone=False)
        why = f"{CONTRADICT}: {clash}"
        return replace(found, reason=why) if found.verdict == "refuted" else Decision("unknown", why)

    def _begins_another_case(self, step: Step, phrases: Sequence[Phrase]) -> bool:
        """Whether "if x < a" only contradicts ranges of its letters that were supposed above, which are over then."""
        if not _IF.search(self.background.said.text[max(0, step.span.start - 40) : step.span.start]):
            return False
        supposed, letters = self.background.supposed, _letters_in(step)
        orders = [s for s in supposed[:-1] if isinstance(s[2], EquationPhrase) and s[2].relation in ORDERS]
        over = [s for s in orders if letters & set().union(*map(letters_of, expressions_of(s[2])))]
        left = [s for s in supposed if s not in over]
        if not over or self.readings.clash(step, (*phrases, *(phrase for *_, phrase in left))) is not None:
            return False
        supposed[:] = left
        return True

    def _of_unrelated_letters(self, step: Step, found: Decision) -> Decision:
        """No refutation by values of a letter that an earlier line, which was not decided, says something of."""
        shown = found.counterexample.parameters if found.counterexample is not None else {}
        here = {str(name) for name in _letters_in(step)}
        hidden = shown.keys() - here
        drawn = (name for law in found.counterexample.laws for name in law.names) if found.counterexample else ()
        families = {name.split("_")[0] for name in (*shown, *drawn)}
        members = {name for name in self.unrelated if name.subscript and name.base in families}
        line = next(
            (
                line for name, line in self.unrelated.items()
                if str(name) in hidden or name in members
                or (str(name) in here and (name not in self.numbers or step.line <= line + NEAR))
            ), None,
        )  # fmt: skip
        if line is None:
            return found
        why = f"what line {line} says is not used, because it was not decided"
        return replace(found, verdict="unknown", reason=why, missing=(), counterexample=None, likely_slip=None)

    def _laws_in_force(self, step: Step) -> list[Phrase]:
        """What is known here; of several laws of a name, as two initialisations have, the last one stated above."""
        reach = self.background.reach
        near = [(p, place) for p, line, place in self.stating if not self._is_far_below(line, step)]
        near = [(p, place) for p, place in near if not self.background.said.begins_anew_between(step.span.end, place)]
        renewed = self.meanings.renewed
        near = [(p, at) for p, at in near if all(place <= at or n not in names_of(p) for n, place in renewed.items())]
        stated = [(p, place) for p, place in near if reach.holds(place, letters_said(p))]
        several: dict[object, list[tuple[LawPhrase, int]]] = {}
        for phrase, place in stated:
            if isinstance(phrase, LawPhrase):
                several.setdefault(phrase.names, []).append((phrase, place))
        dropped = [p for p, *_ in self.stating if all(p != q for q, _ in stated)]
        for laws in several.values():
            if len({(p.law, p.parameters) for p, _ in laws}) > 1:
                above = [p for p, place in laws if place <= step.span.start]
                dropped += [p for p, _ in laws if not above or p != above[-1]]
        return [p for p in self.meanings.known if p not in dropped]

    def _is_far_below(self, line: int, step: Step) -> bool:
        """Whether what a line says comes too late for a step: under another heading, or far below."""
        return line > step.line + BELOW or self.background.said.has_heading_between(step.line, line)

    def _unless_said_below(self, step: Step, found: Decision, phrases: Sequence[Phrase]) -> Decision:
        """The verdict; unknown where a sentence that begins below states a law under which the step holds."""
        quick = replace(self.readings, sides=replace(self.readings.sides, seconds=0.0))  # no law is looked for
        for phrase, line, _ in self.stating:
            below = line > step.line and not self._is_far_below(line, step)
            if not below or not isinstance(phrase, LawPhrase) or phrase in phrases:
                continue
            if quick.judged(step, (*phrases, phrase), alone=False).verdict == "proved":
                return Decision("unknown", f"holds under the law that line {line} states; state it above")
        return found

    def _from_further_up(self, step: Step, found: Decision, phrases: Sequence[Phrase]) -> Decision:
        """The verdict, with the earlier line of the chain that the right side does equal."""
        for side, written, line in self.above:
            if side is None or side == step.lhs:
                continue
            again = replace(step, lhs=side, lhs_source=written)
            decide = partial(self.decides.meant.decision, again, phrases, first=False, alone=False)
            with contextlib.suppress(OutOfTime):
                if within(self.seconds / 4, partial(self.readings.proof, decide)) is not None:
                    said = f"it follows from {written} in line {line}, but is not equal to what stands before it"
                    return replace(found, reason=f"{found.reason}; {said}", known_from=(*found.known_from, line))
        return found

    def _lines_of(self, names: set[Name]) -> set[int]:
        """The lines that define a function or state a law of these names."""
        calls = {self.functions[n].line for n in names if n in self.functions} - {0}  # 0: an assumption
        return calls | {line for phrase, line, _ in self.stating if names & set(names_of(phrase))}

    def _makes_a_variable(self, step: Step) -> bool:
        """Whether "suppose that" stands before what a new random variable is made of: `y_i = a x_i + e_i`."""
        said = self.background.said
        lasting = said.chain is not None and said.lasting is said.chain and step.relation == "="
        made = step.rhs is not None and bool(letters_of(step.rhs) & set(random_names(step, (), self.roles)))
        return lasting and made and isinstance(step.lhs, Name) and self._is_new(step)

    def _as_a_definition(self, step: Step, phrases: Sequence[Phrase]) -> Decision:
        """The verdict of a supposition that only gives something a name, which holds for the rest of the document."""
        supposed = list(self.background.supposed)
        self.background.let_be(step)
        with contextlib.suppress(OutOfTime, Exception):
            found = within(self.seconds, lambda: self.decides.meant.decision(step, phrases, first=True, alone=True))
            if found.verdict == "definition":
                return found
        self.background.supposed[:] = supposed
        return ASSUMED

    def _is_new(self, step: Step) -> bool:
        """Whether it begins with a name, or its square, that no step has had under this heading: "let Y = 2X" says what
        Y is.
        """
        name = None if step.lhs is None else ungroup(step.lhs)
        random = step.rhs is not None and bool(letters_of(step.rhs) & set(random_names(step, (), self.roles)))
        name = name.base if isinstance(name, Power) and random else name  # s^2 = Var(X)
        if not isinstance(name, Name):
            return False
        line = self.meanings.defined.get(name, step.line)
        return name not in self.meanings.seen or self.background.said.has_heading_between(line, step.line)

    def _without_proof(self, step: Step, *, alone: bool) -> Decision | None:
        """The verdict of what cannot be read or asserts nothing."""
        if step.problem is not None or step.lhs is None or step.rhs is None:
            return Decision("unreadable", str(step.problem or "a side is missing"))
        if writes_out(step):
            return Decision("definition", "writes out a vector")
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
                if alone and stated_density(step, self.background.said.text) is not None:
                    self.background.overlooked.densities.setdefault(call.function, step)
                return Decision("definition", "what the document means by this name")
        letters = [Name(name) for name, role in self.roles.table.items() if role.role == "random" and name.isalpha()]
        independent = states_independence(step, [*random_names(step, (), self.roles), *letters])
        if independent is not None:
            self.premises.append((step.line, independent))
            self.background.suppose(step, independent)
            return Decision("definition", "states independence")
        summed = isinstance(ungroup(step.rhs), Sum | Integral)
        if alone and names_a_density(step) and not self._is_known_function(step):
            assert isinstance(call, Call)
            self.background.overlooked.densities.setdefault(call.function, step)
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


def _letters_in(step: Step) -> set[Name]:
    return set().union(*map(letters_of, sides_of(step)))


def _is_open_about_names(step: Step, found: Decision) -> bool:
    """Whether a line says what members are, `z_i = a + b x_i`, or gives a letter a number, and is not used."""
    name = ungroup(step.lhs) if step.lhs is not None else None
    if not isinstance(name, Name) or not found.reason.startswith(PARTICULAR):
        return False
    return bool(name.subscript) or (step.rhs is not None and not letters_of(step.rhs))


def _readable(reason: str) -> str:
    """A reason without the names that the decision procedures give to indices of their own."""
    made = dict.fromkeys(re.findall(r"_fresh\d+", reason))
    for letter, name in zip("klrstuvabcdefgh", made, strict=False):
        reason = re.sub(rf"\b{name}\b", letter, reason)
    return reason
