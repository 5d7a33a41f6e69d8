"""What the words around a step suppose, choose and define, and the verdict that the step has with them.

"Consider the case that E[Y^2] = 0" asserts nothing, and what follows it is claimed for that case alone. A range such as
0 <= x <= 1 says what x is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Final

from derivations.hypotheses import Hypothesis
from derivations.reading import Step, read_as
from derivations.reading.hearing.words import Hint
from derivations.reading.meaning.named_laws import phrase_of
from derivations.reading.meaning.phrases import ends_of, without_atom
from derivations.reading.meaning.stated import DefinitionPhrase, EquationPhrase, LawPhrase, Phrase
from derivations.reading.syntax.statements import Chain
from derivations.reading.syntax.tree import (
    Given,
    Head,
    Infinity,
    Interval,
    Name,
    Node,
    Number,
    Relation,
    SetOf,
    Sum,
    ungroup,
    walk,
)
from verify.document.any_sign import AnySign
from verify.document.cases import Reach
from verify.document.in_passing import ends_no_block, values_of
from verify.document.index_conditions import meant_for
from verify.document.joint_tables import JointTables
from verify.document.mirrored import Mirrored
from verify.document.noticed import Noticed, is_range, names_in, parts_in
from verify.document.overlooked import Overlooked
from verify.document.ranges import Range, bound_in, ranges_in
from verify.document.said_before import SaidBefore, conditions_behind
from verify.document.sections import Sections
from verify.document.spoken import Spoken
from verify.document.unheard import REACH, Unheard
from verify.steps.carried import BEHIND
from verify.steps.deciding import Decision
from verify.steps.whole_ranges import mass_at
from verify.steps.written import as_equation

__all__ = [
    "ASSUMED", "BLAMED", "GIVEN", "PARTICULAR", "TO_SOLVE", "UNSAID", "UNSTATED", "Background", "as_stated", "assuming",
    "lines_of",
]  # fmt: skip

NEAR: Final = 15  # and a choice
_NEW_CASE: Final = re.compile(r"(?m)^\s*(?:\d+\)|\(\d+\)|\*\*|(?:Next|Otherwise|Conversely)\b)")
UNSAID: Final = "nothing stated says what"
TO_SOLVE: Final = "an equation to be solved, as the words before it say"
PARTICULAR: Final = "an equation for particular values"
CHOSEN = "the words before it make it a choice"
GIVEN: Final = Decision("choice", "a value that a letter has here, as the words say")
ASSUMED: Final = Decision("definition", "an assumption for what follows")
UNSTATED: Final = Decision("definition", "the words do not say that it holds")
BLAMED: Final = frozenset(["refuted", "missing-hypothesis"])


@dataclass(slots=True)
class Background:
    """What is known at the place that the check has come to: suppositions with where they stand, choices, open claims.

    `behind` are conditions right behind a chain, by where it begins, `pointwise` the variables whose laws probabilities
    state; `reach` tells what holds at this place.
    """

    hints: Sequence[Hint]
    phrases: Sequence[Phrase]
    noticed: Noticed
    said: SaidBefore
    overlooked: Overlooked
    reach: Reach
    behind: Mapping[int, Sequence[Step]] = field(default_factory=dict)
    pointwise: frozenset[Name] = frozenset()
    supposed: list[tuple[int, int, Phrase]] = field(default_factory=list)
    claims: list[tuple[int, Phrase]] = field(default_factory=list)
    chosen: list[Step] = field(default_factory=list)
    doubted: list[tuple[int, Phrase]] = field(default_factory=list)  # one of several that are joined by "or"
    ahead: set[Name] = field(default_factory=set)  # what a line just below says, and a step above used
    until: dict[int, int] = field(default_factory=dict)  # where what is supposed up to a place is over, by that place
    giving: Chain | None = None  # the last chain that gave letters their values
    ranges: tuple[Range, ...] = ()
    signs: AnySign = field(default_factory=AnySign)
    tables: JointTables = field(default_factory=JointTables)
    mirrored: Mirrored = field(default_factory=Mirrored)

    @classmethod
    def of(
        cls, text: str, chains: Sequence[Chain], phrases: Sequence[Phrase], hints: Sequence[Hint],
        spoken: Sequence[Spoken], *, reach: Reach, pointwise: frozenset[Name] = frozenset(),
    ) -> Background:  # fmt: skip
        """What is known before the first chain."""
        noticed = Noticed.in_chains(chains)
        overlooked = Overlooked(phrases, noticed, Unheard(hints, phrases, spoken, noticed, text), text)
        said, behind = SaidBefore(text), conditions_behind(text, chains)
        signs, ranges = AnySign.of(text, chains, [*phrases, *(s.phrase for s in spoken)]), ranges_in(text, chains)
        return cls(
            hints, phrases, noticed, said, overlooked, reach, behind, pointwise,
            ranges=ranges, signs=signs, tables=JointTables.stated_in(chains, text),
        )  # fmt: skip

    @property
    def sections(self) -> Sections:
        """The sections of the document."""
        return Sections.of(self.said.text)

    def stated(self, step: Step) -> Decision | None:
        """The verdict of a line that states what a name is, or supposes something."""
        name = ungroup(step.lhs) if step.lhs is not None else None
        if step.relation == "~" and isinstance(name, Name) and step.rhs is not None and phrase_of(step) is None:
            self.overlooked.foreign[name] = f"{name} ~ {read_as(step.rhs)}"
        if step.problem is not None or step.lhs is None or step.rhs is None:
            return None
        if isinstance(name, Given) and name.separator == ":" and _names_a_hypothesis(name.left):
            return Decision("definition", "a hypothesis that is tested")
        if step.relation == "=" and isinstance(name, Name) and isinstance(ungroup(step.rhs), SetOf):
            return Decision("definition", "names the members of a set")
        if step.relation == "in" and isinstance(step.rhs, Name | Interval | SetOf):
            for bound in _bounds(step) if not self.said.only_claims(step.span.end) else ():
                self.suppose(step, bound)
            return Decision("definition", "says where a name takes its values")
        if step.relation == "<" and isinstance(step.rhs, Infinity):
            return Decision("definition", "says that it is finite")
        if self.tables.states(step):
            return Decision("definition", "states a joint law")
        if not self.said.only_claims(step.span.end) and self.mirrored.says(step):
            return Decision("definition", "says that a matrix is symmetric")
        if step.relation == "=" and self._states_a_law(step) and self.computed(step) is None:
            if (event := mass_at(step.lhs)) is not None:
                self.overlooked.densities[event[1]] = step
            return Decision("definition", "states the law of a variable")
        if any((c.line, c.end) == (step.line, step.span.end) for c in self.noticed.on_indices):
            return Decision("definition", "a condition on indices")
        if self.said.denies():
            return Decision("definition", "is said not to be assumed")
        if self.said.supposes() and not self.said.is_stated():
            self.supposed = [s for s in self.supposed if _subject(s[2]) != name]
            return UNSTATED
        goes_on = bool(self.doubted) and self.doubted[-1][0] >= step.line - 2
        if step.relation == "!=" and isinstance(name, Head) and isinstance(ungroup(step.rhs), Number):
            self.supposed = [s for s in self.supposed if _subject(s[2]) != name]
            return Decision("definition", "a condition on what stands there")
        if self.said.is_one_of_two() and (goes_on or self.said.supposes()) and (phrase := as_stated(step)) is not None:
            self.doubted.append((step.line, phrase))
            return Decision("definition", "one of several assumptions")
        if self.said.supposes():
            if (step.relation == "=" or is_range(step)) and (phrase := as_stated(step)) is not None:
                self.suppose(step, phrase)
            return ASSUMED
        if step.relation == "=" and self.said.sets_up():
            return Decision("choice", TO_SOLVE)
        if step.relation == "=" and self.said.chooses(step):
            sides = [part for side in (step.lhs, step.rhs) for part in walk(side)]
            if isinstance(name, Sum) or any(isinstance(part, Head) for part in sides):
                if (chosen := as_equation(step)) is not None:
                    self.suppose(step, chosen)
                vanishes = isinstance(name, Head) and name.kind in {"E", "Cov"} and step.rhs == Number(Fraction(0))
                self.chosen += [] if vanishes else [step]  # nobody chooses a mean of 0
            return Decision("choice", CHOSEN)
        if step.relation == "=" and self._supposes_another(name, step) and (phrase := as_stated(step)) is not None:
            self.suppose(step, phrase)
            return ASSUMED
        return None

    def _supposes_another(self, name: Node | None, step: Step) -> bool:
        """Whether words give a letter or a moment that has a value another one: "if instead $a = 2/n$, then"."""
        has_one = any(_subject(phrase) == name for *_, phrase in self.supposed)
        return has_one and (self.said.gives_a_value(step) or self.said.takes(step))

    def computed(self, step: Step) -> Decision | None:
        """The verdict of a step about variables whose joint law is stated point by point."""
        return self.tables.decided(step)

    def suppose(self, step: Step, phrase: Phrase) -> None:
        """Take a phrase to hold from this step on, until another case begins, in place of one of the same moment."""
        if (what := _subject(phrase)) is not None:
            self.supposed = [s for s in self.supposed if _subject(s[2]) != what]
        self.supposed.append((step.line, step.span.end, phrase))

    def given_in_passing(self, step: Step) -> tuple[Phrase, int] | None:
        """The value that words give a letter in passing and claim not of it, and the place up to which it holds."""
        chain = self.said.chain
        if chain is None or step not in chain.steps or self._is_made_of_others(step):
            return None
        before = self.giving if self.giving is self.said.before else None
        last = before.steps[-1].span.end if before is not None and before.steps else 0
        values = values_of(self.said.text, chain, before, self.until.get(last, 0))
        return values[chain.steps.index(step)] if values else None

    def _is_made_of_others(self, step: Step) -> bool:
        """Whether lines above, in the same block of the text, make its left side of other letters: p = (k - 1)/2."""
        above = self.noticed.made_above(step)
        return any(ends_no_block(self.said.text, said.span.end, step.span.start) for said in above)

    def let_expire(self, place: int) -> None:
        """Suppose no longer what held up to a place above this one."""
        self.supposed = [s for s in self.supposed if self.until.get(s[1], place + 1) > place]

    def supposes_here(self, step: Step) -> bool:
        """Whether the step is the last thing that words suppose, and not in order to contradict it."""
        just = bool(self.supposed) and self.supposed[-1][1] == step.span.end
        return just and not any(map(self.reach.holds, self.said.contrary))

    def let_be(self, step: Step) -> None:
        """Take back that a step chooses the value of a moment: it gives one a name."""
        self.chosen[:] = [s for s in self.chosen if s is not step]
        self.supposed[:] = [s for s in self.supposed if s[:2] != (step.line, step.span.end)]

    def _states_a_law(self, step: Step) -> bool:
        """`P(X = 1) = p`, `P(X = k) = ...` of a variable whose law nothing else says."""
        head = ungroup(step.lhs) if step.lhs is not None else None
        if not isinstance(head, Head) or head.kind != "P" or head.given or len(head.args) != 1:
            return False
        event = ungroup(head.args[0])
        if not isinstance(event, Relation) or event.kinds != ("=",) or not isinstance(event.sides[0], Name):
            return False
        if step.rhs == Number(Fraction(0)) and self.said.supposes():  # no atom there
            return False
        name = event.sides[0]
        if any(n == name or (n.base == name.base and _is_read_as(n, name)) for n in self.pointwise):
            return True
        if name.base in _lawful(self.phrases) or (name in self.noticed.defined and not name.subscript):
            return False
        self.overlooked.foreign[name] = f"{read_as(head)} = {step.rhs_source}"
        return True

    def assumed(self, step: Step) -> list[tuple[int, Phrase]]:
        """What words suppose and holds here, with its lines."""
        return [(line, phrase) for line, end, phrase in self.supposed if self._in_force(step, line, end)]

    def assumed_of_a_claim(self, step: Step) -> list[Phrase]:
        """What words suppose and holds here, where the step claims something and is not supposed itself."""
        said, supposed = self.said, self.assumed(step)
        if not supposed or said.goes_on_supposing(step) or said.gives_a_moment(step, self.noticed.defined):
            return []
        return [] if said.may_suppose(step) or said.asks(step) or said.exists() else [p for _, p in supposed]

    def moments_assumed(self, step: Step) -> list[tuple[int, Phrase]]:
        """The moments that words suppose to have values, where letters of these stand in a step that claims something
        of moments: where E[x^2] = s^2 is supposed, `Var(x) = 2 s^2` says nothing new of s.
        """
        if not any(isinstance(part, Head) for part in parts_in(step)):
            return []
        claimed, here = self.assumed_of_a_claim(step), set(names_in(step))
        moments = [(line, p) for line, p in self.assumed(step) if p in claimed and _gives_a_moment(p)]
        return moments if any(here & _letters_given(p) for _, p in moments) else []

    def perhaps_assumed(self, step: Step) -> list[tuple[int, Phrase]]:
        """What words suppose under another heading that does not take it back."""
        found = []
        for line, end, phrase in self.supposed:
            between = self.said.text[end : max(end, step.span.start)]
            heading = self.sections.over(line, step.line, above_all=False) and _NEW_CASE.search(between) is None
            if heading and line <= step.line <= line + REACH and re.search(r"(?i)\bgeneral", between) is None:
                found.append((line, phrase))
        return found

    def below_zero(self, step: Step) -> set[Name]:
        """The letters that words confine to what is negative."""
        told = [r for r in self.ranges_for(step) if r.start != step.span.start]
        below = (r for r in told if len(r.names) == 1 and r.high is not None and r.high <= 0)
        return set().union(*(r.names for r in below))

    def ranges_for(self, step: Step, found: Decision | None = None) -> list[Range]:
        """What the words of the document confine the letters of a step to, and those of what it is found to lack;
        nothing where they say two things.
        """
        letters = self.noticed.reached(step) - bound_in(step)
        missing = [h for h in (found.missing if found is not None else ()) if isinstance(h, Hypothesis)]
        lacking = {str(letter) for h in missing for letter in h.free_symbols}
        section = self.said.section_of(step.line)
        told = [
            r for r in self.ranges
            if self.said.section_of(r.line) in {0, section} or (r.of_integers and r.line <= step.line)
        ]  # fmt: skip
        told = [r for r in told if all(n in letters or str(n) in lacking for n in r.names)]
        sentence, free = self.reach.cases.sentence, self.reach.free
        here = [
            r for r in told if r.line <= step.line + BEHIND and not self._is_of_another(r, step)
            and (not r.supposed or self.reach.cases.surely(step.span.start, r.start))
            and (free.isdisjoint(map(str, r.names)) or sentence(r.start) == sentence(step.span.start))
        ]  # fmt: skip
        return list({r.text: r for r in here if not any(r.contradicts(other) for other in told)}.values())

    def _is_of_another(self, told: Range, step: Step) -> bool:
        """Whether a value that a letter must not have is excluded in a sentence behind that of the step."""
        between = self.said.text[step.span.end : told.start]
        return getattr(told.phrase, "relation", "") == "!=" and re.search(r"[.!?]\W*\s", between) is not None

    def narrowed(self, step: Step) -> list[Phrase]:
        """What the words beside a step, and those of the document, confine its letters to."""
        chain = self.said.chain
        beside = meant_for(chain, step, self.noticed.on_indices, self.said.text)[0] if chain is not None else []
        return [*(condition.phrase for condition in beside), *(r.phrase for r in self.ranges_for(step))]

    def may_follow_a_choice(self, step: Step) -> int:
        """The line of a choice just above that speaks of what the step does, whose moments are those of names alone."""
        heads = {p for side in (step.lhs, step.rhs) if side is not None for p in walk(side) if isinstance(p, Head)}
        if not all(isinstance(ungroup(argument), Name) for head in heads for argument in head.args):
            return 0
        for chosen in reversed(self.chosen_above(step)):
            sides = (side for side in (chosen.lhs, chosen.rhs) if side is not None)
            if heads & {p for side in sides for p in walk(side)} or set(names_in(step)) & set(names_in(chosen)):
                return chosen.line
        return 0

    def left_open(self, step: Step) -> None:
        """Keep a step that a choice may decide and that was not decided, for what follows from it."""
        if step.lhs is not None and step.rhs is not None and step.relation == "=" and self.may_follow_a_choice(step):
            self.chosen.append(step)

    def chosen_above(self, step: Step) -> list[Step]:
        """The choices just above a step, and what was proved under them."""
        return [s for s in self.chosen if s.span.end <= step.span.start and step.line <= s.line + NEAR]

    def orders(self, step: Step) -> list[Phrase]:
        """The orders between variables that stand beside or above a step."""
        return [phrase for _, phrase in self.noticed.orders(step)]

    def _in_force(self, step: Step, line: int, end: int) -> bool:
        between = self.said.text[end : max(end, step.span.start)]
        near = line <= step.line <= line + REACH and not self.sections.over(line, step.line, above_all=False)
        return near and _NEW_CASE.search(between) is None


def _names_a_hypothesis(nodes: Sequence[Node]) -> bool:
    """H_0 or H_1."""
    return len(nodes) == 1 and isinstance(nodes[0], Name) and nodes[0].base == "H" and bool(nodes[0].subscript)


def _is_read_as(name: Name, member: Name) -> bool:
    """Whether a law of a family, or of the name alone beside its members, is one of this member."""
    return bool(member.subscript) and (bool(name.subscript) or member.subscript == (Number(Fraction(1)),))


def _bounds(step: Step) -> Iterator[Phrase]:
    """What it says of X that it lies in [a, b]."""
    between = step.rhs
    if not isinstance(step.lhs, Name) or not isinstance(between, Interval):
        return
    for relation, end in ends_of(between) or ():
        yield EquationPhrase(text=f"{step.lhs} {relation} {end}", lhs=step.lhs, relation=relation, rhs=end)


def as_stated(step: Step) -> Phrase | None:
    """An equation as a hypothesis; that of a name says what the name is."""
    equation = as_equation(step)
    if equation is None:
        return None
    name = ungroup(equation.lhs)
    if step.relation == "=" and isinstance(name, Name) and name not in set(walk(equation.rhs)):
        return DefinitionPhrase(text=equation.text, name=name, value=equation.rhs)
    return without_atom(equation)


def _subject(phrase: Phrase) -> Node | None:
    """What a supposition gives a value: a moment, a name."""
    if isinstance(phrase, DefinitionPhrase):
        return phrase.name
    return phrase.lhs if isinstance(phrase, EquationPhrase) and phrase.relation == "=" else None


def _lawful(phrases: Sequence[Phrase]) -> set[str]:
    """The letters of variables whose laws are stated."""
    named = (node for p in phrases if isinstance(p, LawPhrase) for node in p.names)
    return {n.base for node in named for n in walk(node) if isinstance(n, Name)}


def _gives_a_moment(phrase: Phrase) -> bool:
    """Whether a phrase gives a moment a value, which is made of no moments: E[x^2] = s^2."""
    if not isinstance(phrase, EquationPhrase) or phrase.relation != "=" or not isinstance(ungroup(phrase.lhs), Head):
        return False
    return not any(isinstance(part, Head) for part in walk(phrase.rhs))


def _letters_given(phrase: Phrase) -> set[Name]:
    """The letters of the value that an equation gives to a moment."""
    return {n for n in walk(phrase.rhs) if isinstance(n, Name)} if isinstance(phrase, EquationPhrase) else set()


def assuming(found: Decision, assumed: Sequence[tuple[int, Phrase]]) -> Decision:
    """The decision, with the lines of the assumptions that it was made under."""
    return replace(found, reason=f"{found.reason}, under the assumption of line {lines_of(assumed)}")


def lines_of(assumed: Sequence[tuple[int, Phrase]]) -> str:
    """The lines of assumptions, in words."""
    return ", ".join(dict.fromkeys(str(line) for line, _ in assumed))
