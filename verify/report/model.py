"""What a report holds, as data: derivations, verdicts, sections of text, tables and figures, failures, environment."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from derivations.notation.printed import PrintedDerivation
from verify.verdicts import Verdict, summary

__all__ = ["Block", "Failure", "Figure", "Paragraph", "Report", "Section", "Table", "how", "svg_width"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Plain text."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text; the columns in `right` are numbers."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[int, ...] = ()
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture as SVG, with what a reader should see in it."""

    title: str
    caption: str
    svg: str


Block = Paragraph | Table | Figure


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report with a heading of its own; `data` is what it shows, for JSON."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    data: Any = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Failure:
    """A part that could not be made, and why."""

    part: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All of it. `highlights` are the few numbers of the first screen, with what they are.

    `verdicts` are those on the derivations, printed below each; `told` are those that the sections show.

    >>> report = Report(title="Nothing", command="halfmoment report")
    >>> report.counts["proved"], report.of("variance-identity")
    (0, ())
    """

    title: str
    command: str
    highlights: tuple[tuple[str, str], ...] = ()
    derivations: tuple[PrintedDerivation, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    told: tuple[Verdict, ...] = ()
    sections: tuple[Section, ...] = ()
    failures: tuple[Failure, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()

    @property
    def every(self) -> tuple[Verdict, ...]:
        """All verdicts."""
        return (*self.verdicts, *self.told)

    @property
    def counts(self) -> dict[str, int]:
        """How many verdicts there are of each word."""
        return summary(self.every)

    def of(self, result: str) -> tuple[Verdict, ...]:
        """The verdicts on one derived result."""
        return tuple(verdict for verdict in self.verdicts if verdict.result == result)

    @property
    def lead(self) -> str:
        """What was found, in one sentence."""
        words = ", ".join(f"{count} {word}" for word, count in self.counts.items() if count) or "none"
        return f"{len(self.derivations)} results derived; {len(self.every)} verdicts: {words}."


def how(verdict: Verdict) -> str:
    """How a verdict was reached, in one line."""
    pieces = []
    if verdict.interval is not None and isinstance(verdict.estimate, float):
        low, high = verdict.interval
        expected = f"; expected {verdict.expected:.6g}" if isinstance(verdict.expected, float) else ""
        samples = f"; {verdict.samples:,} samples" if verdict.samples is not None else ""
        pieces.append(f"{verdict.estimate:.6g} in [{low:.6g}, {high:.6g}]{expected}{samples}")
    elif verdict.verdict == "refuted":
        pieces.append(f"expected {verdict.expected}, found {verdict.estimate}")
    pieces += [text for text in (verdict.route, verdict.note) if text]
    if verdict.verdict == "refuted" and verdict.witness is not None:
        pieces.append(f"in the world {verdict.witness}")
    return "; ".join(pieces)


def svg_width(svg: str) -> float:
    """The width that a picture declares, in points.

    >>> svg_width('<svg height="2pt" width="604.8pt">')
    604.8
    """
    match = re.search(r'<svg[^>]*?\swidth="([\d.]+)pt"', svg)
    if match is None:
        raise ValueError("a figure is an SVG that declares its width in points")
    return float(match[1])
