"""A derivation as the sequence of blocks that every format prints: title, assumptions, claim, conventions, chains."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from derivations.hypotheses import Hypothesis
from derivations.notation.layout import layout
from derivations.notation.nodes import Node, Sentence
from derivations.notation.printed import PrintedDerivation, PrintedStep
from derivations.notation.words import assumptions

__all__ = ["Assume", "Block", "Chain", "Claim", "Close", "Open", "Row", "Title", "Where", "blocks"]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a chain: the left side (None where the line before says it), the sign, the right side, the reason."""

    left: Node | None
    sign: str
    right: Node
    reason: str = ""
    hypotheses: tuple[Hypothesis, ...] = ()


@dataclass(frozen=True, slots=True)
class Title:
    """Title, source and id."""

    title: str
    source: str
    id: str


@dataclass(frozen=True, slots=True)
class Assume:
    """Hypotheses; `moreover` for those that join what was assumed around them."""

    sentences: tuple[Sentence, ...]
    moreover: bool

    @property
    def lead(self) -> str:
        """The word in front."""
        return "Assume moreover" if self.moreover else "Assume"


@dataclass(frozen=True, slots=True)
class Claim:
    """What is to be shown."""

    row: Row
    assuming: bool

    @property
    def lead(self) -> str:
        """The word in front."""
        return "Then" if self.assuming else "Claim"


@dataclass(frozen=True, slots=True)
class Where:
    """Domains of the symbols and standing conventions."""

    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Chain:
    """The steps."""

    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Open:
    """A part begins: half of an induction, a premise, another route."""

    title: str


@dataclass(frozen=True, slots=True)
class Close:
    """A part ends."""


Block = Title | Assume | Claim | Where | Chain | Open | Close


def blocks(derivation: PrintedDerivation) -> Iterator[Block]:
    """Everything that is printed of a derivation, in order."""
    if derivation.title or derivation.source or derivation.id:
        yield Title(derivation.title or derivation.id, derivation.source, derivation.id)
    sentences = assumptions(derivation.hypotheses)
    if sentences:
        yield Assume(sentences, moreover=False)
    yield Claim(_row(*derivation.statement), assuming=bool(sentences))
    if (where := derivation.conventions) is not None:
        yield Where(where)
    yield from _proof(derivation)
    for route in derivation.routes:
        yield Open("Another derivation")
        yield from _extra(route, derivation.hypotheses)
        yield from _proof(route)
        yield Close()


def _proof(derivation: PrintedDerivation) -> Iterator[Block]:
    for step in derivation.steps:
        for place, part in enumerate(step.parts):
            yield Open(_part_title(step, place))
            yield from _extra(part, derivation.hypotheses)
            yield from _proof(part)
            yield Close()
    rows = []
    before: Any = None
    for step in derivation.steps:
        left = None if step.lhs == before else layout(step.lhs)
        rows.append(Row(left, step.relation, layout(step.rhs), _reason(step), step.hypotheses))
        before = step.rhs
    yield Chain(tuple(rows))


def _extra(part: PrintedDerivation, known: tuple[Hypothesis, ...]) -> Iterator[Assume]:
    sentences = assumptions(hypothesis for hypothesis in part.hypotheses if hypothesis not in known)
    if sentences:
        yield Assume(sentences, moreover=bool(known))


def _part_title(step: PrintedStep, place: int) -> str:
    if step.parts[place].title:
        return step.parts[place].title
    if step.rule == "induction" and len(step.parts) == 2:
        return ("Base case", "Inductive step")[place]
    return f"First, for the step “{_words(step.rule)}”"


def _reason(step: PrintedStep) -> str:
    return _words(step.rule) + (f", with {', '.join(step.references)}" if step.references else "")


def _words(rule: str) -> str:
    return rule.replace("_", " ")


def _row(lhs: Any, sign: str, rhs: Any) -> Row:
    return Row(layout(lhs), sign, layout(rhs))
