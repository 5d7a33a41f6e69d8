"""What a derivation hands to the printers: plain data, no kernel."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from derivations.hypotheses import Hypothesis
from derivations.notation.nodes import Sentence
from derivations.notation.words import assumptions, conventions

__all__ = ["PrintedDerivation", "PrintedStep"]


@dataclass(frozen=True, slots=True)
class PrintedStep:
    """lhs relation rhs by a rule; `relation` is "=", "<=" or "in".

    `parts` are derivations the step rests on, such as the two halves of an induction.
    """

    rule: str
    lhs: Any
    relation: str
    rhs: Any
    hypotheses: tuple[Hypothesis, ...] = ()
    parts: tuple[PrintedDerivation, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedDerivation:
    """A derivation as data: what it assumes, its steps, what it states, and other routes to the same statement."""

    id: str
    title: str
    source: str
    hypotheses: tuple[Hypothesis, ...]
    steps: tuple[PrintedStep, ...]
    statement: tuple[Any, str, Any]
    routes: tuple[PrintedDerivation, ...] = ()

    @property
    def is_chain(self) -> bool:
        """Whether every step starts where the one before it ended."""
        return all(before.rhs == after.lhs for before, after in pairwise(self.steps))

    @property
    def assumptions(self) -> tuple[Sentence, ...]:
        """The hypotheses in words."""
        return assumptions(self.hypotheses)

    @property
    def conventions(self) -> Sentence | None:
        """Domains of the symbols and finiteness of moments, or None."""
        derivations = tuple(self.nested())
        terms = [side for d in derivations for step in d.steps for side in (step.lhs, step.rhs)]
        terms += [self.statement[0], self.statement[2]]
        return conventions(terms, [h for d in derivations for h in d.hypotheses])

    def nested(self) -> Iterator[PrintedDerivation]:
        """This derivation, its routes, and those that its steps rest on."""
        yield self
        for inner in (*self.routes, *(part for step in self.steps for part in step.parts)):
            yield from inner.nested()
