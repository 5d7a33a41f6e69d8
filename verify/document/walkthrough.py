"""The way through one document: every step gets its verdict, and what it states is known to the next."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from derivations.hypotheses import Hypothesis
from derivations.notation import text
from derivations.reading import Step
from derivations.reading.roles import Roles
from derivations.reading.stated import DefinitionPhrase, EquationPhrase, LawPhrase, Phrase
from derivations.reading.tree import Call, Head, Integral, Name, Node, Power, Sum, ungroup, walk
from verify.checked import CheckedStep
from verify.closed_forms.law_functions import with_law_functions
from verify.decision import DIFFER, Decision
from verify.document.background import ASSUMED, PARTICULAR, TO_SOLVE, Background, assuming
from verify.document.differentials import decided_as_derivatives
from verify.document.noticed import ORDERS, is_range
from verify.document.readings import Readings
from verify.document.spoken import letters_said
from verify.steps.both_sides import UNRELATED
from verify.steps.both_signs import decided_for_both
from verify.steps.by_branches import decided_by_branches
from verify.steps.carried import Function, names_a_density, ranges_over, states_independence, with_definitions
from verify.steps.contradictions import CONTRADICT
from verify.steps.equal_laws import decided_by_parameters
from verify.steps.implied import IMPLIED, solved
from verify.steps.meanings import Meanings
from verify.steps.over_layers import OverLayers
from verify.steps.stated_densities import decided_by_densities, densities_in_force, stated_density
from verify.steps.written import (
    as_equation,
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

_PART_OF_THE_LINE: Final = re.compile(  # behind a density that holds there
    r"[\s$,\\\])]*(?:q?quad\b|[,;:!])*[\s$,({]*(?:\\?(?:text|mathrm)\s*\{)?\s*(?:for|on|if|when|where|over|with\s+support)\b"
    r"|[\s,]*\\?q?quad[^.]{0,20}(?:[<>]|\\(?:le|ge|in)\b)"
)

_IF: Final = re.compile(r"\b(?:if|when|for)\b[^.]{0,30}\Z")  # right before a condition

ASSERTS_NOTHING = {
    ":=": "definition", "==": "definition", "<-": "choice", "~": "definition", "~=": "approximation",
    "propto": "approximation", "<<": "approximation", ">>": "approximation", "<~": "approximation",
    ">~": "approximation", "->": "approximation",
}  # fmt: skip
SECOND_MEANING = "not what line"
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
    over_layers: Mapping[int, OverLayers]
    from_layer_to_layer: list[tuple[int, int, Phrase]] = field(default_factory=list)  # with line and place
    shown: dict[str, Hypothesis] = field(default_factory=dict)
    premises: list[tuple[int, Phrase]] = field(default_factory=list)
    unrelated: dict[Name, int] = field(default_factory=dict)
    above: list[tuple[Node | None, str, int]] = field(default_factory=list)

    def step(self, step: Step, local: Sequence[Phrase], *, first: bool, alone: bool, names: bool) -> CheckedStep:
        """The verdict of one relation; what later steps may use because of it is kept."""
        read = (echo(step.lhs), echo(step.rhs))
        self._let_go(step)
        if names:
            found: Decision | None = Decision("definition", "a letter for a moment")
        else:
            found = None if self._is_defined_again(step) else self.background.stated(step)
        chosen = found if found is not None and found.verdict == "choice" and self._is_new(step) else None
        found = self._without_proof(step, alone=alone) if found is None or chosen is not None else found
        sides = self.readings.sides
        sides.enter()
        known = self._laws_in_force(step)
        sides.values.consequences.now((*local, *known))
        here = (*local, *known, *(phrase for line, phrase in self.premises if line == step.line))
        if found is ASSUMED and self._makes_a_variable(step):
            found = self._as_a_definition(step, here)
        if found is not None and self.background.supposes_here(step):
            with contextlib.suppress(OutOfTime, Exception):
                found = within(self.seconds, lambda: self._unless_contradicted(step, here)) or found
        if found is None:
            try:
                found = within(self.seconds, lambda: self._over_layers(step, here))
                if found is None:
                    found = within(self.seconds, lambda: self._restrained(step, here, first=first, alone=alone))
                if found.verdict in {"refuted", "missing-hypothesis"} and step.relation == "=" and not first:
                    found = self._from_further_up(step, found, here)
            except OutOfTime as error:
                found = Decision("unknown", str(error))
            except Exception as error:  # noqa: BLE001 - an error of ours costs the step, not the document
                found = Decision("unknown", f"{FAILED} ({type(error).__name__}: {error}); please report this step")
        if found.verdict in {"refuted", "missing-hypothesis"}:
            found = self._unless_said_below(step, self._of_unrelated_letters(step, found), here)
        elif step.relation == "=" and (found.reason.startswith(UNRELATED) or _is_open_about_members(step, found)):
            self.unrelated |= {n: step.line for n in map(ungroup, sides_of(step)) if isinstance(n, Name)}
        if found.reason == TO_SOLVE:
            self.unrelated |= dict.fromkeys(set().union(*map(letters_of, sides_of(step))), step.line)
        if chosen is not None and found.verdict not in {"definition", "proved"}:
            found = chosen
        elif chosen is not None and found.verdict == "definition":  # a name for a moment, and no choice of its value
            self.background.let_be(step)
        with contextlib.suppress(OutOfTime, Exception):  # an error of ours costs what would be kept, not the document
            within(self.seconds, partial(sides.keep, step, found, (*local, *known)))
        if found.verdict == "proved" and (equation := as_equation(step)) is not None:
            both = (equation, replace(equation, lhs=equation.rhs, rhs=equation.lhs))
            self.from_layer_to_layer += [(step.line, step.span.start, e) for e in both if isinstance(e.lhs, Head)]
        here = set().union(*map(letters_of, sides_of(step)))
        if found.verdict in {"proved", "refuted", "missing-hypothesis"}:
            lines = {*found.known_from, *self.meanings.lines_for(here), *self._lines_of(here)}
            found = replace(found, known_from=tuple(sorted(line for line in lines if line < step.line)))
        for hypothesis in found.under or sides.first_understood:
            self.shown.setdefault(text(hypothesis), hypothesis)
        with contextlib.suppress(OutOfTime):
            found = within(self.seconds, found.explained)
        found = replace(found, reason=_readable(found.reason))
        if found.verdict == "unknown" and not found.reason.startswith(CONTRADICT):
            self.background.left_open(step)
        self.above = [*([] if first else self.above), (step.lhs, step.lhs_source, step.line)]
        self.meanings.seen |= dict.fromkeys(here - self.background.ahead, step.line)
        solved = {ungroup(step.lhs)} & letters_of(step.rhs) if step.relation == "=" and step.lhs and step.rhs else set()
        self.meanings.asserted |= (here if found.verdict != "definition" else solved) - self.background.ahead
        return CheckedStep(
            step.line, step.column, step.relation, step.lhs_source, step.rhs_source, read, found.verdict, found.reason,
            found.route, found.known_from, found.missing, found.counterexample, found.likely_slip, found.truth,
            (step.lhs, step.rhs), step.span, found.under,
        )  # fmt: skip

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
        if not (lets and name in self.meanings.made) and not (defines and name in self.meanings.defined):
            return
        values = self.readings.sides.values
        self.meanings.forget(name)
        self.meanings.made.pop(name, None)
        self.meanings.asserted.discard(name)
        values.equations = [e for e in values.equations if str(e[0]) != str(name)]
        values.consequences.forget({str(name)})

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
        clash = self.readings.clash(step, (*phrases, *orders, *(phrase for *_, phrase in supposed)))
        if clash is None or (is_range(step) and self._begins_another_case(step, phrases)):
            return None
        del supposed[-1]
        self.background.chosen[:] = [s for s in self.background.chosen if s is not step]
        found = self.decision(step, (*phrases, *(phrase for *_, phrase in supposed)), first=False, alone=False)
        why = f"{CONTRADICT}: {clash}"
        return replace(found, reason=why) if found.verdict == "refuted" else Decision("unknown", why)

    def _begins_another_case(self, step: Step, phrases: Sequence[Phrase]) -> bool:
        """Whether "if x < a" only contradicts ranges of its letters that were supposed above, which are over then."""
        if not _IF.search(self.background.said.text[max(0, step.span.start - 40) : step.span.start]):
            return False
        supposed, letters = self.background.supposed, set().union(*map(letters_of, sides_of(step)))
        orders = [s for s in supposed[:-1] if isinstance(s[2], EquationPhrase) and s[2].relation in ORDERS]
        over = [s for s in orders if letters & set().union(*map(letters_of, expressions_of(s[2])))]
        left = [s for s in supposed if s not in over]
        if not over or self.readings.clash(step, (*phrases, *(phrase for *_, phrase in left))) is not None:
            return False
        supposed[:] = left
        return True

    def _of_unrelated_letters(self, step: Step, found: Decision) -> Decision:
        """No refutation by values of a letter that an earlier line, which was not decided, says something of."""
        names = set().union(*map(letters_of, sides_of(step)))
        line = next((line for name, line in self.unrelated.items() if name in names), None)
        if line is None:
            return found
        why = f"what line {line} says is not used, because it was not decided"
        return replace(found, verdict="unknown", reason=why, missing=(), counterexample=None, likely_slip=None)

    def _laws_in_force(self, step: Step) -> list[Phrase]:
        """What is known here; of several laws of a name, as two initialisations have, the last one stated above."""
        reach = self.background.reach
        near = [(p, place) for p, line, place in self.stating if not self._is_far_below(line, step)]
        near = [(p, place) for p, place in near if not self.background.said.begins_anew_between(step.span.end, place)]
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
            decide = partial(self.decision, again, phrases, first=False, alone=False)
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
            found = within(self.seconds, lambda: self.decision(step, phrases, first=True, alone=True))
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

    def _restrained(self, step: Step, phrases: Sequence[Phrase], *, first: bool, alone: bool) -> Decision:
        """The decision, with what the words around the step suppose; what an arrow leads to defines nothing."""
        both = decided_for_both(step, lambda one: self._restrained(one, phrases, first=first, alone=alone))
        if both is not None:
            return both
        again = partial(self._restrained, phrases=phrases, first=False, alone=False)
        if (derived := decided_as_derivatives(step, again)) is not None:
            return derived
        chain = self.background.said.chain
        laws = decided_by_parameters(step, chain, again)
        if laws is not None:
            return laws
        implying = self.background.said.implying(step)
        equations = self.readings.sides.values.equations
        kept = deepcopy((self.meanings, equations)) if implying else ()
        decide = partial(self.decision, step, first=first, alone=alone)
        if not implying and (narrowed := self._narrowed(step, phrases, decide)) is not None:
            return narrowed
        by_integrals = self._by_integrals(step, phrases, only_its_letters=True)  # E[X] = r gives no letter a meaning
        found = decide(phrases) if by_integrals is None else by_integrals
        if found.verdict == "unknown" and (branches := decided_by_branches(step, phrases, self.roles, self._in_a_case)):
            self.readings.sides.enter()
            return branches
        if implying and found.verdict != "proved":
            why = next((why for given in implying if (why := solved(step, given, self.roles))), None)
            if why is not None:
                return Decision("proved", why, "algebra")
        if found.verdict in {"refuted", "missing-hypothesis", "unknown"}:
            if (by_density := self._by_density(step, phrases)) is not None:
                return by_density
            if (computed := self.background.computed(step)) is not None:
                return computed
            if (by_integrals := self._by_integrals(step, phrases)) is not None:
                return by_integrals
            for given in self.background.chosen_above(step):
                if (why := solved(step, given, self.roles)) is not None:
                    self.background.chosen.append(step)
                    return Decision("proved", why.replace(IMPLIED, f"from what line {given.line} chooses"), "algebra")
        if found.reason.startswith(SECOND_MEANING):
            return found
        found = self.background.restrained(step, found, lambda more: decide((*phrases, *more)))
        if kept and found.verdict == "definition":
            self.meanings.become(kept[0])
            equations[:] = kept[1]
            return Decision("unknown", f"not decided {IMPLIED}")
        return found

    def _in_a_case(self, step: Step, phrases: Sequence[Phrase]) -> Decision:
        """The decision of what a step says in one case, whose condition is among the phrases."""
        self.readings.sides.enter()
        return self._restrained(step, phrases, first=False, alone=False)

    def _over_layers(self, step: Step, phrases: Sequence[Phrase]) -> Decision | None:
        """The verdict of a claim about all layers: by an equation from one to the next, or by what it says of one."""
        claim = self.over_layers.get(step.span.start)
        if claim is None:
            return None
        stated = [(step.line, p) for p in phrases if isinstance(p, EquationPhrase)]
        reach = self.background.reach
        known = [(line, e) for line, place, e in self.from_layer_to_layer if reach.holds(place, letters_said(e))]
        line = claim.follows([*known, *stated], self.readings.layers, self.roles, phrases)
        if line is not None:
            why = f"by induction over the layers, from line {line}"
            return Decision("proved", why, "induction", known_from=(line,))
        if claim.one is not None:
            one = replace(step, lhs=claim.one[0], rhs=claim.one[1])
            found = self.readings.judged(one, phrases, alone=False)
            if found.verdict == "proved":
                return replace(found, reason=f"by induction over the layers: {found.reason}")
            if found.verdict in {"refuted", "missing-hypothesis"}:
                return replace(found, reason=f"of one layer, {found.reason}")
        return Decision("unknown", "no equation from one layer to the next is known by which it would hold")

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
            if self.readings.deciding(partial(decide, (*phrases, *given))).verdict == "proved":
                blamed = plain if given is narrowed else Decision("refuted", DIFFER)
                found = self.background.restrained(step, blamed, lambda more: decide((*phrases, *more)))
                return found if found.verdict == "proved" else None
        return None

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
        name = ungroup(step.lhs) if step.lhs is not None else None
        if first and step.relation == "=" and isinstance(name, Name) and name in self.meanings.defined:
            if (assumed := self.background.assumed(step)) and not {p for _, p in assumed} <= set(phrases):
                under = (*phrases, *(p for _, p in assumed))
                proof = self.readings.proof(partial(self.readings.judged, step, under, alone=alone))
                if proof is not None:
                    return assuming(proof, assumed)
            line, now = self.meanings.defined[name], len(self.meanings.known)
            before = self.meanings.forget(name)
            kept = [p for p in phrases if p is not before]
            read = self.readings.sides.read
            if before is not None and read(step, kept, self.roles, alone=alone).verdict == "definition":
                if self.background.said.has_heading_between(line, step.line):
                    return Decision("definition", f"a new meaning of {echo(name)}, under another heading")
                self.meanings.older[name] = (line, before)
                return Decision("unknown", f"{SECOND_MEANING} {line} made of {echo(name)}; write := for a new meaning")
            del self.meanings.known[now - isinstance(before, Phrase) :]
            self.meanings.remember(name, line, before)
        for letter, (line, meaning) in list(self.meanings.older.items()):
            again = self._with(letter, meaning, step, phrases, alone=alone)
            if again.verdict == "proved" and found.verdict == "unknown":
                return replace(again, reason=f"{again.reason}, with {echo(letter)} as in line {line}")
            if found.verdict != again.verdict and {"unknown", "proved"} & {found.verdict, again.verdict}:
                lines = f"lines {line} and {self.meanings.defined[letter]}"
                return Decision("unknown", f"depends on what {echo(letter)} is: {lines}")
        return found

    def _by_density(self, step: Step, phrases: Sequence[Phrase]) -> Decision | None:
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

    def _by_integrals(
        self, step: Step, phrases: Sequence[Phrase], *, only_its_letters: bool = False
    ) -> Decision | None:
        """The verdict of a step about variables of which a line above, under this heading, states the density."""
        said = self.background.said
        above = [s for s in self.background.overlooked.densities.values() if s.span.end <= step.span.start]
        above = [s for s in above if not said.has_heading_between(s.line, step.line)]
        return decided_by_densities(
            step, densities_in_force(above, said.text, phrases, step if only_its_letters else None), phrases,
            lambda one, rest: self.readings.deciding(partial(self.readings.judged, one, rest, alone=False)),
        ) if above else None  # fmt: skip

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

    def _with_all_meanings(self, step: Step, found: Decision, phrases: Sequence[Phrase], *, alone: bool) -> Decision:
        """A proof, where it is one with each of the meanings that a letter has been given."""
        for letter, (line, meaning) in list(self.meanings.older.items()):
            if self._with(letter, meaning, step, phrases, alone=alone).verdict != "proved":
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
        found = self.readings.judged(step, here, alone=alone)
        self.meanings.forget(name)
        self.meanings.remember(name, line, now)
        return found


def _is_open_about_members(step: Step, found: Decision) -> bool:
    """Whether a line says what members are, `z_i = a + b x_i`, and is not used."""
    name = ungroup(step.lhs) if step.lhs is not None else None
    return isinstance(name, Name) and bool(name.subscript) and found.reason.startswith(PARTICULAR)


def _readable(reason: str) -> str:
    """A reason without the names that the decision procedures give to indices of their own."""
    made = dict.fromkeys(re.findall(r"_fresh\d+", reason))
    for letter, name in zip("klrstuvabcdefgh", made, strict=False):
        reason = re.sub(rf"\b{name}\b", letter, reason)
    return reason
