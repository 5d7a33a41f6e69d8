"""Equations that hold for particular values of letters: substitutions, equations to be solved, and what follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from sympy import Symbol, cancel

from derivations.hypotheses import Definition, Hypothesis
from derivations.reading import Step
from derivations.reading.meaning.roles import Roles
from derivations.reading.syntax.tree import Name, ungroup
from derivations.terms import Head, is_random, subterms
from verify.closed_forms.calculus import is_open
from verify.closed_forms.vanishing import vanishes
from verify.inequalities.parameters import asked_by_laws
from verify.steps.consequences import Equations
from verify.steps.deciding import Decision
from verify.steps.defined import is_not_0
from verify.steps.meanings import Meanings
from verify.steps.moment_steps import LACKING
from verify.steps.stated_values import StatedValues
from verify.steps.written import defined_by

__all__ = ["BY_VALUES", "ParticularValues"]

BY_VALUES: Final = "stated values"  # the route of an equation between letters that the stated moments give


@dataclass(slots=True)
class ParticularValues:
    """The equations of a document that no identity gives, with their lines and places, and what follows from them."""

    roles: Roles
    meanings: Meanings
    equations: list[tuple[Any, Any, int, int]] = field(default_factory=list)
    consequences: Equations = field(default_factory=Equations)

    def decided(
        self, step: Step, lhs: Any, rhs: Any, under: Sequence[Hypothesis], *, alone: bool, stated: bool = False
    ) -> Decision | None:
        """A substitution, an equation to be solved, or what follows from one of those.

        `stated` says that a hypothesis gives the name on the left another value.
        """
        gap = lhs - rhs
        if (found := self.solved(lhs, rhs, under)) is not None:
            return found
        if any(isinstance(part, Head) for part in subterms(gap)) or is_random(gap) or is_open(gap):
            return None
        for name, earlier, line, place in self.equations:
            if place == step.span.start:  # a step says nothing for itself
                continue
            ratio = cancel(gap / earlier) if earlier != 0 else gap
            inserted = name is not None and vanishes(gap.xreplace({name: name - earlier}))
            if (ratio.is_Rational and ratio != 0) or inserted:
                return Decision("proved", f"by the equation of line {line}", "substitution", known_from=(line,))
        name = ungroup(step.lhs) if step.lhs is not None else None
        fresh = (
            not stated
            and isinstance(name, Name)
            and name not in self.meanings.asserted
            and name not in self.meanings.made
        )
        begins = alone or name not in self.meanings.seen  # a chain with a new name
        new = isinstance(name, Name) and fresh and isinstance(lhs, Symbol)
        if begins and new and not self._holds_already(rhs, lhs):
            assert step.rhs is not None
            self.meanings.made[name] = step.rhs
            self.equations.append((lhs, gap, step.line, step.span.start))
            role = self.roles.of(name) if isinstance(name, Name) else None
            if role is None or role.role not in {"bound", "index"}:  # else a substitution under an integral or a sum
                self.meanings.define(step, defined_by(step))
            return Decision("definition", "a fresh name on the left")
        if alone and rhs == 0 and lhs.free_symbols and self.meanings.seen:
            self.equations.append((None, gap, step.line, step.span.start))
            return Decision("choice", "an equation to be solved for one of its letters")
        return None

    def solved(self, lhs: Any, rhs: Any, under: Sequence[Hypothesis]) -> Decision | None:
        """The proof of what follows from equations of earlier lines, and from what letters in them stand for."""
        meanings = [(h.name, h.term) for h in under if isinstance(h, Definition) and not h.forall]
        stated = (*under, *asked_by_laws(under))
        apart = partial(is_not_0, hypotheses=stated)
        lines, roots = self.consequences.support(lhs, rhs, meanings, apart=apart), ""
        if lines is None and isinstance(lhs, Symbol) and lhs.name.startswith("sigma"):  # a standard deviation
            positive = {lhs: Symbol(lhs.name, nonnegative=True)}
            lines = self.consequences.support(lhs.xreplace(positive), rhs.xreplace(positive), meanings)
            roots = f", where {lhs} is not negative"
        if lines is None and (found := self.consequences.lacking(lhs, rhs, meanings, apart=apart)) is not None:
            equations = tuple(self.consequences.at(found[0]))
            if (where := StatedValues(tuple(under), equations, {}).give_where(lhs, rhs)) is not None:
                lacking, against = where
                return Decision("missing-hypothesis", LACKING, "elimination", (lacking,), against, known_from=found[0])
        if lines is None:
            return None
        many = "s" * (len(lines) > 1)
        why = f"follows from the equation{many} of line{many} {', '.join(map(str, lines))}{roots}"
        return Decision("proved", why, "elimination", known_from=lines)

    def _holds_already(self, value: Any, letter: Symbol) -> bool:
        """Whether a letter is in a value, or in what the letters of that stand for by earlier lines."""
        letters = {str(part) for part in value.free_symbols}
        for name, gap, *_ in reversed(self.equations):
            if name is not None and str(name) in letters:
                letters |= {str(part) for part in gap.free_symbols}
        return str(letter) in letters

    def keep(self, found: Decision, lhs: Any, rhs: Any, line: int) -> bool:
        """Keep what a step says of letters though it cannot be proved, where it says which values they have."""
        kept = _are_particular(found, lhs, rhs)
        if kept:
            self.consequences.add(lhs, rhs, line)
        return kept


def _are_particular(found: Decision, lhs: Any, rhs: Any) -> bool:
    """Whether what a step says of letters is kept, though it cannot be proved: it says which values they have."""
    if found.verdict == "unknown":
        return any(words in found.reason for words in ("particular values", "between random variables", "depends on"))
    signed = any(part.is_Pow and not part.exp.is_Integer for side in (lhs, rhs) for part in subterms(side))
    return (
        found.verdict in {"definition", "choice"}
        or found.route == BY_VALUES
        or (found.route == "elimination" and signed)
    )
