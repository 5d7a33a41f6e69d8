"""No refutation that overlooks what the words say: the decision of a step, with what they suppose, deny and ask."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from derivations.hypotheses import Definition
from derivations.reading import Step
from derivations.reading.meaning.stated import DefinitionPhrase, EquationPhrase, LawPhrase, Phrase
from derivations.reading.syntax.statements import Chain
from derivations.reading.syntax.tree import Head, Name, Node, Power, ungroup, walk
from verify.document.background import (
    ASSUMED,
    BLAMED,
    PARTICULAR,
    UNSAID,
    UNSTATED,
    Background,
    as_stated,
    assuming,
    lines_of,
)  # fmt: skip
from verify.document.in_passing import is_a_number
from verify.document.index_conditions import called_apart, meant_for, runs_over_pairs
from verify.document.noticed import ORDERS, names_in
from verify.document.ranges import Range, is_apart, ranges_of
from verify.steps.contradictions import CONTRADICT
from verify.steps.deciding import AN_EVENT, Decision
from verify.steps.implied import IMPLIED
from verify.steps.written import as_equation, letters_of, names_of

__all__ = ["restrained"]


def restrained(
    background: Background, step: Step, found: Decision, again: Callable[[Sequence[Phrase]], Decision]
) -> Decision:
    """The decision, but no refutation that overlooks what the words say; `again` decides the step with more phrases."""
    return _Restraint(background, step, again).decision(found)


@dataclass(slots=True)
class _Restraint:
    """What the words say of one step. Each way of reading them gives a decision, or None where they say nothing."""

    background: Background
    step: Step
    again: Callable[[Sequence[Phrase]], Decision]

    def decision(self, found: Decision) -> Decision:
        """The decision, by the first of the ways that gives one; none about several entries of a symmetric matrix."""
        said = self.background.mirrored.in_the_way(self.step, self.background.noticed)
        if said is not None and found.verdict in {"proved", *BLAMED}:
            written = f"{said.lhs_source} = {said.rhs_source} (line {said.line})"
            return _open(found, f"{written} makes members equal, which is not used")
        found = self._in_one_range(found)
        if self.background.said.chain is not None and _is_open(found):
            found = self._for_some_indices(self.background.said.chain, found)
        if _is_open(found) and (ranges_of(self.step) or is_apart(self.step)):
            return Decision("definition", "a condition on what stands there")
        found = self._where_letters_are_confined(found)
        self._leave_open(found)
        for way in (self._implied, self._says_what_a_letter_is, self._unsaid):
            if (decided := way(found)) is not None:
                return decided
        if found.verdict == "unknown":
            supposed = self._goes_on_supposing(found) if self.step.relation == "=" else None
            return supposed or self._under_assumptions(found)
        if found.verdict not in BLAMED:
            return found
        ways = (
            self._gives_a_value, self._under_conditions_behind, self._not_claimed,
            self._goes_on_supposing, self._perhaps_supposed,
        )
        for way in ways:
            if (decided := way(found)) is not None:
                return decided
        return self._under_what_is_assumed(found)

    def _with(self, stated: Sequence[tuple[int, Phrase]]) -> Decision:
        """The decision with phrases, which have lines."""
        return self.again([phrase for _, phrase in stated])

    # ---- what letters may be

    def _in_one_range(self, found: Decision) -> Decision:
        """A proof, where words confine letters to a range; of two ranges of a letter it may hold in one."""
        if found.verdict != "proved" or not found.where or not (confined := self.background.ranges_for(self.step)):
            return found
        second = self.again([r.phrase for r in confined])
        both = [r for r in confined if sum(r.names == other.names for other in confined) > 1]
        one = second.verdict != "proved" and any(self.again([r.phrase]).verdict == "proved" for r in both)
        return found if one else second

    def _where_letters_are_confined(self, found: Decision) -> Decision:
        """The decision where words confine letters to a range, as whatever is decided from here on."""
        confined = self.background.ranges_for(self.step, found) if _is_open(found) else []
        if not confined:
            return found
        free, where = self.again, [r.phrase for r in confined]
        self.again = lambda more: free((*where, *more))
        return _confined(found, self.again(()), confined)

    def _for_some_indices(self, chain: Chain, found: Decision) -> Decision:
        """The decision under the conditions on indices beside the step; none where another may be meant."""
        known, step = self.background, self.step
        beside, others = meant_for(chain, step, known.noticed.on_indices, known.said.text)
        if beside:
            second = self.again([condition.phrase for condition in beside])
            where = " and ".join(f"{condition} (line {condition.line})" for condition in beside)
            found = replace(second, reason=f"{second.reason}, where {where}")
        if others and found.verdict in BLAMED:
            return _open(found, f"the condition {others[0]} in line {others[0].line} may be meant for it")
        if not beside and found.verdict in BLAMED and called_apart(chain, step, known.said.text):
            return _open(found, "the words beside it may say that its indices differ; write it as i != j")
        return found

    # ---- what is left open

    def _leave_open(self, found: Decision) -> None:
        """Keep what is not decided, for what follows from it."""
        step = self.step
        left = ungroup(step.lhs) if step.lhs is not None else None
        squared = isinstance(left, Power) and isinstance(left.base, Name)
        outside = isinstance(left, Name) and found.reason.startswith("outside")
        start = isinstance(left, Name) and str(left) != _stem(left) and found.reason.startswith(AN_EVENT)  # m_0 = 0
        if found.verdict == "unknown" and step.relation == "=" and (squared or outside or start):
            self.background.overlooked.open.append((step.line, step))
        if found.verdict == "unknown" and isinstance(left, Head) and left.given:
            self.background.overlooked.given.append((step.line, left))
        if found.verdict == "unknown":
            self._claim()

    def _claim(self) -> None:
        """Keep an open claim about a moment, from which others may follow."""
        step = self.step
        if step.relation == "=" and isinstance(step.lhs, Head) and (claim := as_equation(step)) is not None:
            self.background.claims.append((step.line, claim))

    def _implied(self, found: Decision) -> Decision | None:
        """The decision under what stands before the arrow."""
        implied = self.background.said.implying(self.step)
        if not implied or not _is_open(found):
            return None
        second = self.again([phrase for s in implied if (phrase := as_equation(s)) is not None])
        if second.verdict == "unknown":
            return _open(found, f"not decided {IMPLIED}")
        return replace(second, reason=f"{second.reason}, {IMPLIED}")

    def _says_what_a_letter_is(self, found: Decision) -> Decision | None:
        """A line that gives a letter its value: "so with a = 1 the variance is"."""
        said, step = self.background.said, self.step
        particular = found.verdict == "unknown" and found.reason.startswith(PARTICULAR)
        given = said.says_what_a_moment_is(step) or (said.takes(step) and not self.background.noticed.made_above(step))
        if particular and step.relation == "=" and given and (phrase := as_stated(step)):
            self.background.suppose(step, phrase)
            return Decision("definition", "says what a letter is")
        return None

    def _unsaid(self, found: Decision) -> Decision | None:
        """A step with letters of which nothing is stated yet: with what stands beside it, or as a supposition."""
        if found.verdict != "unknown" or not found.reason.startswith(UNSAID):
            return None
        if later := self._defined_later(beside=True):
            second = self._with(later)
            if second.verdict == "proved":
                self.background.ahead |= {phrase.name for _, phrase in later if isinstance(phrase.name, Name)}
                return replace(second, reason=f"{second.reason}, with {_said_later(later)}")
        return self._goes_on_supposing(found)

    def _under_assumptions(self, found: Decision) -> Decision:
        """The decision about what is unknown without what words suppose of its letters."""
        step = self.step
        assumed, here = self.background.assumed(step), {n.base for n in names_in(step)}
        if step.relation != "=" or not here & {n.base for _, phrase in assumed for n in names_of(phrase)}:
            return found
        second = self._with(assumed)
        if second.verdict not in {"proved", "refuted" if found.reason.startswith(PARTICULAR) else "proved"}:
            return found
        return assuming(second, assumed)

    # ---- what is blamed

    def _under_conditions_behind(self, found: Decision) -> Decision | None:
        """The decision under conditions that stand behind the chain."""
        chain = self.background.said.chain
        behind = (
            self.background.behind.get(chain.span.start, ()) if chain is not None and self.step in chain.steps else ()
        )
        if not behind:
            return None
        second = self.again([phrase for s in behind if (phrase := as_stated(s)) is not None])
        lines = ", ".join(dict.fromkeys(str(s.line) for s in behind))
        if second.verdict == "proved":
            return replace(second, reason=f"{second.reason}, under the condition of line {lines}")
        if second.verdict not in BLAMED:
            return _open(found, f"line {lines} states a condition, under which this is not decided")
        return None

    def _gives_a_value(self, found: Decision) -> Decision | None:
        """An equation that says which value a letter has, of which nothing else is stated: b = Cov(Y, C)/Var(C)."""
        step = self.step
        name = ungroup(step.lhs) if step.lhs is not None else None
        shown = found.counterexample.parameters if found.counterexample is not None else {}
        free = isinstance(name, Name) and str(name) in shown and step.relation == "=" and found.verdict == "refuted"
        said = (hypothesis for hypothesis in found.under if not isinstance(hypothesis, Definition))
        stated = {str(symbol) for hypothesis in said for symbol in hypothesis.free_symbols}
        moments = step.rhs is not None and any(isinstance(part, Head) for part in walk(step.rhs))
        if not free or not moments or str(name) in stated or name in set(walk(step.rhs or name)):
            return None
        return _open(found, f"{PARTICULAR}, not an identity; state what the letters are")

    def _not_claimed(self, found: Decision) -> Decision | None:
        """What is supposed in order to contradict it, and questions."""
        if any(map(self.background.reach.holds, self.background.said.contrary)):
            return _open(found, "follows from what is supposed to be contradicted")
        if self.background.said.asks(self.step):
            return _open(found, "it is asked, and not claimed")
        return None

    def _goes_on_supposing(self, found: Decision) -> Decision | None:
        """The verdict of a step that its sentence supposes: "where x and f are independent and E[f] = 0"."""
        known, step = self.background, self.step
        supposes = known.said.goes_on_supposing(step) or known.said.gives_a_moment(step, known.noticed.defined)
        phrase = as_equation(step) if supposes else None
        if phrase is None:
            return None
        if not known.said.is_stated():
            return UNSTATED
        assumed = [said for _, said in known.assumed(step)]
        second = self.again([phrase, *known.orders(step), *assumed])
        if second.reason.startswith(CONTRADICT):
            found = self.again(assumed) if assumed else found
            return (replace if found.verdict == "refuted" else _open)(found, reason=second.reason)
        known.suppose(step, phrase)
        return ASSUMED

    def _perhaps_supposed(self, found: Decision) -> Decision | None:
        """What a sentence may assume."""
        if not self.background.said.may_suppose(self.step):
            return None
        self._claim()
        return _open(found, "it may be assumed here, and not claimed; say so, as in: suppose that")

    def _under_what_is_assumed(self, found: Decision) -> Decision:
        """The decision under the assumptions in force; a refutation under them, where nothing else speaks for it."""
        assumed = self.background.assumed(self.step)
        if assumed:
            second = self._with(assumed)
            if (decided := self._by_assumptions(found, second, assumed)) is not None:
                return decided
            if second.under != found.under:
                found = assuming(second, assumed)
        far = self.background.perhaps_assumed(self.step)
        if far and self._with([*assumed, *far]).verdict == "proved":
            return _open(found, f"what line {far[-1][0]} assumes, under another heading, may be meant for it")
        for way in (self._by_orders, self._by_a_choice, self._overlooking, self._by_later_lines):
            if (decided := way(found)) is not None:
                return decided
        return self.background.overlooked.shown(found)

    def _by_assumptions(
        self, found: Decision, second: Decision, assumed: Sequence[tuple[int, Phrase]]
    ) -> Decision | None:
        """The decision by what it is under the assumptions, where it is not refuted there, too."""
        lines, step = lines_of(assumed), self.step
        given = (s for _, p in assumed if isinstance(p, EquationPhrase) for s in (p.lhs, p.rhs))
        if second.verdict == "proved" and runs_over_pairs(step, given):
            return _open(found, f"line {lines} may be meant for different indices alone")
        if second.verdict == "proved":
            self.background.chosen += [step] if self.background.chosen_above(step) else []
            return assuming(second, assumed)
        if second.reason.startswith(CONTRADICT):
            return _open(found, second.reason)
        if second.verdict not in BLAMED:
            return _open(found, f"line {lines} makes an assumption, under which this is not decided")
        return None

    def _by_orders(self, _found: Decision) -> Decision | None:
        """The proof of an order by the orders beside or above it."""
        orders = self.background.noticed.orders(self.step)
        if not orders or self.step.relation not in ORDERS:
            return None
        second = self._with(orders)
        lines = ", ".join(str(line) for line, _ in orders)
        if second.verdict == "proved":
            return replace(second, reason=f"{second.reason}, by the condition of line {lines}")
        return None

    def _by_a_choice(self, found: Decision) -> Decision | None:
        """What may follow from a choice or from one of two things that hold, or be said of one thing alone."""
        known = self.background
        if found.verdict == "refuted" and found.likely_slip is None and (line := known.may_follow_a_choice(self.step)):
            return _open(found, f"what line {line} chooses may be meant for it, under which it is not decided")
        if known.doubted and self._with(known.doubted).verdict == "proved":
            return _open(found, f"line {known.doubted[-1][0]} says that one or the other holds, which is not used")
        if known.said.exists():
            return _open(found, "said of something that there is, and not of all; say which it is")
        return None

    def _overlooking(self, found: Decision) -> Decision | None:
        """What the refutation overlooks."""
        why = next((why for why in self.background.overlooked.reasons(self.step, found)), None)
        return None if why is None else _open(found, why)

    def _by_later_lines(self, found: Decision) -> Decision | None:
        """The decision with what lines below say, and what follows from lines that are not proved."""
        if later := self._defined_later():
            second, said = self._with(later), _said_later(later)
            if second.verdict == "proved" and all(letters_of(phrase.value) for _, phrase in later):
                return replace(second, reason=f"{second.reason}, with {said}")
            return _open(found, f"with {said}, this is not decided; say what a letter is before it is used")
        claims = self.background.claims
        if claims and self._with(claims).verdict == "proved":
            lines = ", ".join(str(line) for line, _ in claims)
            return _open(found, f"follows from what stands in line {lines}, which is not proved")
        return None

    def _defined_later(self, *, beside: bool = False) -> list[tuple[int, DefinitionPhrase]]:
        """The first lines below a step that say what its names are, and the names in those, where none above does;
        what stands `beside` it in its sentence, too.
        """
        found: dict[Node, tuple[int, DefinitionPhrase]] = {}
        known, step = self.background, self.step
        names, anew = names_in(step), known.sections.anew(step.span.start)  # no letters of the next section
        lawful = {n for p in known.phrases if isinstance(p, LawPhrase) for n in p.names}
        for name in names:
            lines = [(said, phrase) for said, phrase in known.noticed.defining if phrase.name == name]
            if lines and name.base in anew and known.said.has_heading_between(step.line, lines[0][0].line):
                continue
            near = bool(lines) and self._is_beside(lines[0][0])
            below = bool(lines) and lines[0][0].line > step.line and (near or not is_a_number(lines[0][1].value))
            below = below or (beside and near)
            below = below and not (name in self.background.noticed.sizes and is_a_number(lines[0][1].value))
            if below and name not in {*found, *lawful}:
                found[name] = (lines[0][0].line, lines[0][1])
                names += [n for n in walk(lines[0][1].value) if isinstance(n, Name)]
        return list(found.values())

    def _is_beside(self, later: Step) -> bool:
        """Whether another step stands behind this one in its sentence."""
        behind = later.span.start >= self.step.span.end
        return behind and not self.background.said.begins_anew_between(self.step.span.end, later.span.start)


def _stem(name: Name) -> str:
    """The letter of a name without its index."""
    return name.base.partition("_")[0]


def _is_open(found: Decision) -> bool:
    """Whether a step is not decided, or blamed."""
    return found.verdict in {*BLAMED, "unknown"}


def _said_later(later: Sequence[tuple[int, DefinitionPhrase]]) -> str:
    return " and ".join(f"{phrase.name} as line {line} says" for line, phrase in later)


def _confined(found: Decision, second: Decision, ranges: Sequence[Range]) -> Decision:
    """The second decision, which knows what letters are confined to, where it is one."""
    by = ", ".join(f"{r} (line {r.line})" for r in ranges)
    if second.verdict in {"proved", *BLAMED}:
        return replace(second, reason=f"{second.reason}, where {by}")
    return found if found.verdict == "unknown" else _open(found, f"not decided where {by}")


def _open(found: Decision, reason: str) -> Decision:
    return replace(found, verdict="unknown", reason=reason, missing=(), counterexample=None, likely_slip=None)
