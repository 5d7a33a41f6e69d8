"""Symmetric matrices: `w_{ij} = w_{ji}` makes entries equal; nothing that is said of independent entries knows it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from derivations.reading import Step
from derivations.reading.meaning.families import indices_of
from derivations.reading.syntax.tree import Add, Name, Node, Sum, rebuild, ungroup, walk
from verify.document.noticed import Noticed, names_in
from verify.steps.written import sides_of

__all__ = ["Mirrored"]


@dataclass(slots=True)
class Mirrored:
    """The letters of symmetric matrices, with what says so."""

    said: dict[str, Step] = field(default_factory=dict)

    def says(self, step: Step) -> bool:
        """Whether a step says that a matrix is symmetric, which is kept."""
        one, other = (ungroup(side) if side is not None else None for side in (step.lhs, step.rhs))
        if step.relation != "=" or not isinstance(one, Name) or not isinstance(other, Name) or one.base != other.base:
            return False
        entry, mirrored = indices_of(one), indices_of(other)
        if len(entry) != 2 or entry != mirrored[::-1] or entry == mirrored:
            return False
        self.said[one.base] = step
        return True

    def with_equal_entries(self, step: Step) -> Step:
        """The step with w_{12} for the w_{21} beside it."""
        above = self._above(step)
        names = dict.fromkeys(n for n in names_in(step) if n.base in above and len(n.subscript) == 2)
        table: dict[Node, Node] = {}
        for name in names:
            other = replace(name, subscript=name.subscript[::-1])
            if other in names and other not in table:
                table[name] = other
        if not table or step.lhs is None or step.rhs is None:
            return step
        lhs, rhs = (rebuild(side, lambda part: table.get(part, part)) for side in (step.lhs, step.rhs))
        return replace(step, lhs=lhs, rhs=rhs)

    def in_the_way(self, step: Step, noticed: Noticed) -> Step | None:
        """What says that a matrix is symmetric of which more than one entry takes part in a step."""
        names = noticed.made_of(set(names_in(step))) if self.said else set()
        summed = any(isinstance(part, Add | Sum) for side in sides_of(step) for part in walk(side))
        for base, said in self._above(step).items():
            entries = {n for n in names if n.base == base} - (set(names_in(said)) - set(names_in(step)))
            if len(entries) > 1 or (entries and summed):
                return said
        return None

    def _above(self, step: Step) -> dict[str, Step]:
        return {base: said for base, said in self.said.items() if said.span.end <= step.span.start}
