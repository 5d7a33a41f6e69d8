"""What checking a document came to: steps with their verdicts, chains of them, and the report.

>>> summary_of([])
{}
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from verify.counterexample import Counterexample

__all__ = ["VERDICTS", "CheckedChain", "CheckedStep", "Report", "summary_of"]

VERDICTS = (
    "proved", "refuted", "missing-hypothesis", "unknown", "unreadable", "definition", "choice", "approximation",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CheckedStep:
    """One relation with its verdict. `lhs` and `rhs` as written, `read_as` as understood."""

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
    missing: tuple[str, ...] = ()
    counterexample: Counterexample | None = None
    likely_slip: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "line": self.line, "column": self.column, "relation": self.relation, "lhs": self.lhs, "rhs": self.rhs,
            "read_as": {"lhs": self.read_as[0], "rhs": self.read_as[1]}, "verdict": self.verdict,
            "reason": self.reason, "route": self.route, "known_from": list(self.known_from),
            "missing": list(self.missing),
            "counterexample": None if self.counterexample is None else self.counterexample.to_dict(),
            "likely_slip": self.likely_slip,
        }  # fmt: skip

    def __str__(self) -> str:
        more = [f"  {part}" for part in (self.reason, self.counterexample, self.likely_slip) if part]
        return "\n".join([f"line {self.line}: {self.lhs} {self.relation} {self.rhs}: {self.verdict}", *more])


@dataclass(frozen=True, slots=True)
class CheckedChain:
    """The steps of one chain."""

    line: int
    steps: tuple[CheckedStep, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What a document came to: hypotheses as understood, who is random, chains, and the source."""

    hypotheses: tuple[str, ...]
    roles: dict[str, str]
    chains: tuple[CheckedChain, ...]
    source: str = field(repr=False, default="")

    def to_html(self, title: str = "Checked derivation") -> str:
        """A page of its own: the chains typeset, green and red, counterexamples as tables."""
        from verify.checked_page import page

        return page([(title, self)])

    def _repr_html_(self) -> str:
        from verify.checked_page import body

        return body(self)

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
            "chains": [{"line": c.line, "steps": [s.to_dict() for s in c.steps]} for c in self.chains],
            "summary": self.summary,
        }

    def __str__(self) -> str:
        return "\n".join(map(str, self.steps))


def summary_of(steps: Iterable[CheckedStep]) -> dict[str, int]:
    """Verdict -> count, for the verdicts that occur."""
    counts = dict.fromkeys(VERDICTS, 0)
    for step in steps:
        counts[step.verdict] += 1
    return {verdict: count for verdict, count in counts.items() if count}
