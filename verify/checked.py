"""What checking a document came to: steps with their verdicts, chains of them, and the report.

>>> summary_of([])
{}
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from derivations.hypotheses import Hypothesis
from derivations.notation import text
from derivations.reading.syntax.tree import NOWHERE, Head, Node, Span, walk
from verify.worlds.counterexample import Counterexample

__all__ = [
    "ASSERT_NOTHING", "EXPLAINED", "MARKS", "VERDICTS", "CheckedChain", "CheckedStep", "Numbers", "Report",
    "is_routine", "summary_of", "told",
]  # fmt: skip

FINITE = "the moments that are written are finite"
VERDICTS = (
    "proved", "refuted", "missing-hypothesis", "unknown", "unreadable", "definition", "choice", "approximation",
)  # fmt: skip


# verdict -> its sign, and the one where only ASCII can be shown
MARKS = {
    "proved": ("✓", "+"), "refuted": ("✗", "x"), "missing-hypothesis": ("!", "!"), "unknown": ("?", "?"),
    "unreadable": ("?", "?"), "definition": (":", ":"), "choice": (":", ":"), "approximation": ("≈", "~"),
}  # fmt: skip
ASSERT_NOTHING = frozenset(["definition", "choice", "approximation"])
EXPLAINED = frozenset(["refuted", "missing-hypothesis", "unknown", "unreadable"])
# reasons that tell a reader nothing beyond the verdict; any other one is shown
_ROUTINE = frozenset([
    "both sides have one moment normal form", "one rational function of the same expectations", "by definition",
    "one rational function of the variables", "one rational function of the symbols",
    "the difference is 0 for every value", "equal under the stated equations", "by signs and stated inequalities",
    "by the stated relations", "compares two numbers", "one rational function of the same sums over the sample",
    "one rational function of powers and roots",
])  # fmt: skip


def is_routine(step: CheckedStep) -> bool:
    """Whether the reason of a step that holds, or asserts nothing, says nothing that a reader must know."""
    return step.verdict not in EXPLAINED | {"proved"} or step.reason in _ROUTINE


def told(step: CheckedStep) -> str:
    """The reason of a step without the part that tells a reader nothing beyond the verdict."""
    if step.verdict == "proved":
        for start in _ROUTINE:
            if step.reason.startswith(f"{start}, "):
                return step.reason[len(start) + 2 :]
    return step.reason


@dataclass(frozen=True, slots=True, repr=False)
class CheckedStep:
    """One relation with its verdict. `lhs` and `rhs` as written, `read_as` as understood, `trees` the same as trees.

    `needed` are the hypotheses that are missing, `truth` what the left side of a refuted step really equals; `span` is
    where the relation and its right side stand in the source; `under` are the hypotheses of the verdict.
    """

    line: int
    column: int
    relation: str
    lhs: str
    rhs: str
    read_as: tuple[str, str]
    verdict: str
    reason: str
    route: str = ""
    known_from: tuple[int, ...] = ()
    needed: tuple[Hypothesis | str, ...] = ()
    counterexample: Counterexample | None = None
    likely_slip: str | None = None
    truth: Any = None
    trees: tuple[Node | None, Node | None] = field(default=(None, None), repr=False)
    span: Span = NOWHERE
    under: tuple[Hypothesis, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """The hypotheses that are missing, as text."""
        return tuple(h if isinstance(h, str) else text(h) for h in self.needed)

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "line": self.line, "column": self.column, "relation": self.relation, "lhs": self.lhs, "rhs": self.rhs,
            "read_as": {"lhs": self.read_as[0], "rhs": self.read_as[1]}, "verdict": self.verdict,
            "reason": self.reason, "route": self.route, "known_from": list(self.known_from),
            "missing": list(self.missing),
            "counterexample": None if self.counterexample is None else self.counterexample.to_dict(),
            "likely_slip": self.likely_slip, "truth": None if self.truth is None else text(self.truth),
        }  # fmt: skip

    def _repr_html_(self) -> str:
        from verify.checked_page import body_of_step

        return body_of_step(self)

    def _repr_latex_(self) -> str:
        from verify.checked_latex import latex_of_step

        return latex_of_step(self)

    def _repr_markdown_(self) -> str:
        from verify.checked_latex import markdown_of

        return markdown_of([self])

    def __repr__(self) -> str:
        return f"<line {self.line}: {self.lhs} {self.relation} {self.rhs}: {self.verdict}>"

    def __str__(self) -> str:
        more = [f"  {part}" for part in (self.reason, self.counterexample, self.likely_slip) if part]
        return "\n".join([f"line {self.line}: {self.lhs} {self.relation} {self.rhs}: {self.verdict}", *more])


@dataclass(frozen=True, slots=True)
class CheckedChain:
    """The steps of one chain, and the hypotheses in force for them as they were understood."""

    line: int
    steps: tuple[CheckedStep, ...]
    assumed: tuple[Hypothesis, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Report:
    """What a document came to: who is random, chains with their hypotheses, and the source."""

    roles: dict[str, str]
    chains: tuple[CheckedChain, ...]
    source: str = field(repr=False, default="")
    notes: tuple[str, ...] = ()

    def to_html(self, title: str = "Checked derivation") -> str:
        """A page of its own: the chains typeset, green and red, counterexamples as tables."""
        from verify.checked_page import page

        return page([(title, self)])

    def _repr_html_(self) -> str:
        from verify.checked_page import body

        return body(self)

    def _repr_markdown_(self) -> str:
        from verify.checked_latex import markdown_of

        return markdown_of(self.steps)

    @property
    def assumed(self) -> tuple[Hypothesis, ...]:
        """The hypotheses of all chains as they were understood."""
        return tuple({text(h): h for chain in self.chains for h in chain.assumed}.values())

    @property
    def hypotheses(self) -> tuple[str, ...]:
        """The same as text; that moments are finite is assumed wherever one is written. Behind them `notes`, how bare
        letters were read.
        """
        written = (part for s in self.steps for side in s.trees if side is not None for part in walk(side))
        finite = [FINITE] if any(isinstance(part, Head) for part in written) else []
        return (*map(text, self.assumed), *finite, *self.notes)

    @property
    def steps(self) -> tuple[CheckedStep, ...]:
        """All steps in the order of the document."""
        return tuple(step for chain in self.chains for step in chain.steps)

    @property
    def summary(self) -> dict[str, int]:
        """How many steps have each verdict."""
        return summary_of(self.steps)

    @property
    def exit_status(self) -> int:
        """0 all held; 1 something refuted or lacking a hypothesis; 3 something unknown or unreadable."""
        words = {step.verdict for step in self.steps}
        return 1 if words & {"refuted", "missing-hypothesis"} else 3 if words & {"unknown", "unreadable"} else 0

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "schema_version": 1,
            "hypotheses": list(self.hypotheses),
            "roles": self.roles,
            "chains": [
                {"line": c.line, "hypotheses": list(map(text, c.assumed)), "steps": [s.to_dict() for s in c.steps]}
                for c in self.chains
            ],
            "summary": self.summary,
        }

    def __str__(self) -> str:
        from verify.checked_text import document_lines

        return "\n".join(document_lines(self))

    def __repr__(self) -> str:
        from verify.checked_text import counts

        return f"<checked derivation: {counts(self)}>"


class Numbers:
    """Hypotheses numbered in the order they are first said, so that a list that comes again is a row of numbers.

    >>> numbers = Numbers()
    >>> numbers.said(["a", "b", "c"])
    ('', [(1, 'a'), (2, 'b'), (3, 'c')])
    >>> numbers.said(["a", "b", "c", "d"])
    ('(1)-(3)', [(4, 'd')])
    """

    def __init__(self) -> None:
        self._known: dict[str, int] = {}

    def said(self, assumed: Iterable[Hypothesis | str]) -> tuple[str, list[tuple[int, Any]]]:
        """The numbers of those that were said before, and the others with the numbers that they get."""
        known, new = [], []
        for hypothesis in assumed:
            shown = hypothesis if isinstance(hypothesis, str) else text(hypothesis)
            if shown in self._known:
                known.append(self._known[shown])
            else:
                self._known[shown] = len(self._known) + 1
                new.append((self._known[shown], hypothesis))
        return _ranges(sorted(known)), new


def _ranges(numbers: list[int]) -> str:
    rows: list[list[int]] = []
    for number in numbers:
        if rows and number == rows[-1][-1] + 1:
            rows[-1].append(number)
        else:
            rows.append([number])
    return ", ".join(f"({row[0]})-({row[-1]})" if len(row) > 2 else ", ".join(f"({n})" for n in row) for row in rows)


def summary_of(steps: Iterable[CheckedStep]) -> dict[str, int]:
    """Verdict -> count, for the verdicts that occur."""
    counts = dict.fromkeys(VERDICTS, 0)
    for step in steps:
        counts[step.verdict] += 1
    return {verdict: count for verdict, count in counts.items() if count}
