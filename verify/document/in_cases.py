"""The way through a document whose cases begin and end: what is said and derived in a case is not known behind it.

Where a reader cannot be sure whether a case still holds, a step is checked with what it says and without; what is not
the same both times is unknown. So is a step that speaks of all x where x has a value: it is checked without that value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final

from derivations.reading import Step
from derivations.reading.meaning.stated import Phrase
from derivations.reading.syntax.tree import Name, ungroup
from verify.checked import CheckedStep
from verify.document.cases import Scope
from verify.document.known import Known
from verify.document.walkthrough import Walkthrough

__all__ = ["InCases"]

_BLAMED: Final = frozenset(["refuted", "missing-hypothesis"])
_ASSERTS_NOTHING: Final = frozenset(["definition", "choice", "approximation", "unreadable"])


@dataclass(slots=True)
class _Way:
    """Cases that are open, each with what was known before it, and what is known while another way is gone."""

    open: list[tuple[Scope, tuple[Any, ...]]] = field(default_factory=list)
    waiting: tuple[Any, ...] = ()


@dataclass(slots=True)
class InCases:
    """Goes through a document with one way, and with a second one where a case may be over or not."""

    run: Walkthrough
    known: Known
    sure: _Way = field(default_factory=_Way)
    doubtful: _Way | None = None

    def step(self, step: Step, local: Sequence[Phrase], *, first: bool, alone: bool, names: bool) -> CheckedStep:
        """The verdict of one relation in the cases that it stands in."""
        reach = self.run.background.reach
        earlier, place = reach.place, step.span.start
        reach.place = place
        self._pass(earlier, place)
        self._leave(place)
        self._enter(place)
        above = self.run.above

        def check() -> CheckedStep:
            self.run.above = above
            return self.run.step(step, local, first=first, alone=alone, names=names)

        free = frozenset(name for name in reach.cases.free(place) if not self._is_an_index(name))
        elsewhere = self._under_other_headings(step)
        before = self.known.kept() if free or elsewhere else ()
        reach.free = free
        over = partial(self._is_over, step) if elsewhere else None
        hidden = self.known.forget(free) | reach.hides() if free else False
        hidden |= self.known.forget(elsewhere, over) if elsewhere else False
        strict = check()
        reach.free = frozenset()
        if hidden and strict.verdict == "definition" and (named := elsewhere & _defined(step)):
            if named == elsewhere:
                return strict
            self.known.go_back(before)
            self.known.forget(named, over)
            return check()
        if hidden:
            self.known.go_back(before)
        if self.doubtful is None and not hidden:
            return strict
        if self.doubtful is not None:
            self.sure.waiting = self.known.kept()
            self.known.go_back(self.doubtful.waiting)
        reach.doubtful = True
        lenient = check()
        reach.doubtful = False
        if self.doubtful is not None:
            self.doubtful.waiting = self.known.kept()
            self.known.go_back(self.sure.waiting)
        if self.doubtful is not None and self._rests_on_what_is_recalled(place, lenient):
            return lenient
        return _agreed(strict, lenient, self._lines(place), elsewhere)

    def _is_an_index(self, name: str) -> bool:
        """Whether "for every i" only says that a line holds for all members."""
        role = self.run.roles.table.get(name)
        return role is not None and role.role == "index"

    def _rests_on_what_is_recalled(self, place: int, found: CheckedStep) -> bool:
        """Whether a reference recalls a case that is over, and no line of another such case is used."""
        cases, text = self.run.background.reach.cases, self.run.background.said.text
        over = [scope for scope, _ in self.doubtful.open if scope.sure <= place] if self.doubtful is not None else []
        others = [scope for scope in over if not cases.recalls(place, scope)]
        spans = [(s.line, text.count("\n", 0, s.sure) + 1) for s in others]
        used = any(first <= line <= last for first, last in spans for line in found.known_from)
        return found.verdict == "proved" and len(others) < len(over) and not used

    def _under_other_headings(self, step: Step) -> frozenset[str]:
        """The letters that have values or are defined in a section that is over."""
        sections = self.run.background.sections
        return frozenset(self.known.from_over(partial(self._is_over, step), sections.anew(step.span.start)))

    def _is_over(self, step: Step, line: int) -> bool:
        return self.run.background.sections.over(line, step.line)

    def _leave(self, place: int) -> None:
        """Go out of the cases that are over; go a second way where they may not be."""
        over = [i for i, (scope, _) in enumerate(self.sure.open) if scope.sure <= place]
        if over and self.doubtful is None and any(s.until > place for s, _ in self.sure.open):
            self.doubtful = _Way([(s, self._copied(kept)) for s, kept in self.sure.open], self.known.kept())
        if over:
            self.known.go_back(self.sure.open[over[0]][1])
            del self.sure.open[over[0] :]
        if self.doubtful is None:
            return
        past = [i for i, (scope, _) in enumerate(self.doubtful.open) if scope.until <= place]
        if past:
            self.doubtful.waiting = self.doubtful.open[past[0]][1]
            del self.doubtful.open[past[0] :]
        if not any(scope.sure <= place for scope, _ in self.doubtful.open):
            self.doubtful = None

    def _pass(self, earlier: int, place: int) -> None:
        """Go into the cases between two places in which words state something and no relation stands."""
        reach = self.run.background.reach
        for scope in reach.cases.scopes:
            passed = earlier < scope.sure <= place < scope.until and all(scope != s for s, _ in self.sure.open)
            if passed and any(scope.start <= said < scope.sure for said, _ in reach.said):
                self.sure.open.append((scope, self.known.kept()))

    def _enter(self, place: int) -> None:
        for scope in self.run.background.reach.cases.around(place):
            if all(scope != s for s, _ in self.sure.open):
                self.sure.open.append((scope, self.known.kept()))
            if self.doubtful is not None and all(scope != s for s, _ in self.doubtful.open):
                self.doubtful.open.append((scope, self._copied(self.doubtful.waiting)))

    def _copied(self, kept: tuple[Any, ...]) -> tuple[Any, ...]:
        """What was kept, to be used twice."""
        now = self.known.kept()
        self.known.go_back(kept)
        copied = self.known.kept()
        self.known.go_back(now)
        return copied

    def _lines(self, place: int) -> list[int]:
        """Where the cases begin that may be over."""
        ways = self.doubtful.open if self.doubtful is not None else []
        return sorted({scope.line for scope, _ in ways if scope.sure <= place})


def _defined(step: Step) -> set[str]:
    """The name that a line may define."""
    name = ungroup(step.lhs) if step.lhs is not None else None
    return {str(name)} if isinstance(name, Name) else set()


def _agreed(
    strict: CheckedStep, lenient: CheckedStep, lines: Sequence[int], elsewhere: frozenset[str] = frozenset()
) -> CheckedStep:
    """The verdict that does not depend on whether a case is over."""
    same = strict.verdict == lenient.verdict
    if strict.verdict in _BLAMED and lenient.verdict in _BLAMED:
        return lenient  # what is shown against it satisfies what may hold, too
    if same or strict.verdict == "proved":
        return strict
    if strict.verdict in _ASSERTS_NOTHING:
        return strict
    if lines:
        where = f"line{'s' * (len(lines) > 1)} {', '.join(map(str, lines))}"
        why = f"{lenient.verdict} if the case of {where} goes on here, and {strict.verdict} if it is over; say which"
    elif elsewhere:
        names = ", ".join(sorted(elsewhere))
        said = f"what {names} {'is' if len(elsewhere) == 1 else 'are'} under another heading"
        why = f"{lenient.verdict} with {said}, and {strict.verdict} without; say it again where it is meant"
    else:
        why = f"{lenient.verdict} for what is said of its letters above, and {strict.verdict} for all their values"
    return replace(
        strict, verdict="unknown", reason=why, route="", needed=(), counterexample=None, likely_slip=None, truth=None
    )
