"""Claims about all layers: by induction, from the equations between one layer and the next that were proved above."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from derivations.reading import Step
from derivations.reading.meaning.stated import EquationPhrase, Phrase
from derivations.reading.syntax.tree import Head
from verify.document.cases import Reach
from verify.document.readings import Readings
from verify.document.spoken import letters_said
from verify.steps.deciding import Decision
from verify.steps.over_layers import OverLayers
from verify.steps.written import as_equation

__all__ = ["LayerByLayer"]


@dataclass(frozen=True, slots=True)
class LayerByLayer:
    """The `claims` of a document about all layers, by where they stand, and what was `proved`, with line and place."""

    claims: Mapping[int, OverLayers]
    readings: Readings
    reach: Reach
    proved: list[tuple[int, int, Phrase]] = field(default_factory=list)

    def keep(self, step: Step) -> None:
        """Keep a proved equation about a moment, in both directions."""
        if (equation := as_equation(step)) is not None:
            both = (equation, replace(equation, lhs=equation.rhs, rhs=equation.lhs))
            self.proved.extend((step.line, step.span.start, e) for e in both if isinstance(e.lhs, Head))

    def decided(self, step: Step, phrases: Sequence[Phrase]) -> Decision | None:
        """The verdict of a claim about all layers: by an equation from one to the next, or by what it says of one."""
        claim = self.claims.get(step.span.start)
        if claim is None:
            return None
        stated = [(step.line, p) for p in phrases if isinstance(p, EquationPhrase)]
        reach = self.reach
        known = [(line, e) for line, place, e in self.proved if reach.holds(place, letters_said(e))]
        line = claim.follows([*known, *stated], self.readings.layers, self.readings.roles, phrases)
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
