"""What a claim asks of a world: the moments, laws and independence that its hypotheses state about random cells."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from typing import Any

from sympy import Eq, Integer, Mul, Symbol

from derivations.claims import Claim
from derivations.hypotheses import (
    HasLaw,
    Holds,
    Hypothesis,
    IdenticallyDistributed,
    IdenticallyDistributedRows,
    Independent,
    IndependentElements,
    IndependentRows,
    Symmetric,
)
from derivations.laws import Law
from derivations.terms import E, Element, Family, RandomVariable, Var, cells, is_random, replace_free
from verify.worlds.world import NoWorldError, World, substitute

__all__ = ["CellFacts", "breakable", "members", "requirements", "unknown_of"]


def requirements(claim: Claim) -> list[Holds]:
    """Equations about defined quantities: the claim says which parameter or law makes them true."""
    equations = [h for h in claim.hypotheses if isinstance(h, Holds) and isinstance(h.relation, Eq)]
    return [h for h in equations if _prescribed(h) is None]


def unknown_of(claim: Claim) -> Any:
    """What a claim with requirements solves for: a parameter of a law, or the variable whose variance is looked for."""
    lhs = claim.relation.lhs
    parameters = {
        s for h in claim.hypotheses if isinstance(h, HasLaw) for p in h.law.parameters for s in p.free_symbols
    }
    for candidate in (*sorted(lhs.free_symbols & parameters, key=str), *sorted(cells(lhs), key=str)):
        return candidate
    raise NoWorldError(f"the claim names nothing that its requirements could determine: {lhs}")


def _prescribed(hypothesis: Holds) -> tuple[Any, str, Any] | None:
    """An equation for (a multiple of) a moment of one cell: the cell, "mean", "variance" or "second", its value."""
    for side, other in (hypothesis.relation.args, hypothesis.relation.args[::-1]):
        heads = [factor for factor in Mul.make_args(side) if isinstance(factor, E | Var)]
        factor = side / heads[0] if len(heads) == 1 else Integer(0)
        if is_random(other) or cells(other) or cells(factor) or factor == 0:
            continue
        head, value = heads[0], other / factor
        inner = head.args[0]
        if isinstance(inner, RandomVariable | Element):
            return inner, "mean" if isinstance(head, E) else "variance", value
        if isinstance(head, E) and inner.is_Pow and inner.exp == 2 and isinstance(inner.base, RandomVariable | Element):
            return inner.base, "second", value
    return None


def _at_cell(value: Any, about: Any, cell: Any) -> Any:
    """What is stated for every index, at the indices of the cell."""
    if not isinstance(about, Element) or not isinstance(cell, Element):
        return value
    return replace_free(value, {a: b for a, b in zip(about.indices, cell.indices, strict=True) if a.is_Symbol})


def breakable(claim: Claim) -> list[Hypothesis]:
    """The hypotheses whose breaking must be noticed: all that are not inequalities between parameters."""
    return [h for h in claim.hypotheses if not (isinstance(h, Holds) and not isinstance(h.relation, Eq))]


def members(family: Family) -> list[Element]:
    """All members of a family of numeric sizes."""
    ranges = [range(1, int(size) + 1) for size in family.sizes]
    return [family[tuple(map(Integer, index))] for index in product(*ranges)]


@dataclass(frozen=True, slots=True)
class CellFacts:
    """What the hypotheses say about the cells of a world; `determined` is the cell whose variance is `square`."""

    hypotheses: tuple[Hypothesis, ...]
    world: World
    determined: Any
    square: Any
    _owners: dict[Any, frozenset[int]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def law(self, cell: Any) -> Law | None:
        """The law stated for the cell."""
        for h in self.hypotheses:
            if isinstance(h, HasLaw) and self.about(h.term, cell):
                return h.law.substitute(self.world.parameters)
        return None

    def moments(self, cell: Any) -> dict[str, Any]:
        """The moments that equations (or the claim, for what it solves for) prescribe."""
        found: dict[str, Any] = {}
        for h in self.hypotheses:
            if isinstance(h, Holds) and isinstance(h.relation, Eq) and (simple := _prescribed(h)) is not None:
                about, which, value = simple
                quantified = about.xreplace({s: Symbol("_any", integer=True) for s in h.forall})
                if self.about(quantified, cell) and not (value.is_Symbol and value not in self.world.parameters):
                    found[which] = self.world.concrete(_at_cell(value, about, cell))
        if self.determined is not None and self._alike_cell(self.determined, cell):
            found["variance"] = self.square
        return found

    def alike(self, family: Family) -> bool:
        """Whether the members of the family have one law."""
        rows = (f for h in self.hypotheses if isinstance(h, IdenticallyDistributedRows) for f in h.families)
        return family in [substitute(f, self.world.parameters) for f in rows] or any(
            isinstance(h, IdenticallyDistributed | HasLaw)
            and substitute(getattr(h, "family", None) or h.term, self.world.parameters) == family
            for h in self.hypotheses
            if not (isinstance(h, HasLaw) and not isinstance(h.term, Family))
        )

    def separated(self, a: Any, b: Any) -> bool:
        """Whether a hypothesis makes the two cells independent."""
        for h in self.hypotheses:
            siblings = isinstance(a, Element) and isinstance(b, Element) and a.family == b.family
            if isinstance(h, IndependentElements) and siblings:
                if substitute(h.family, self.world.parameters) == a.family:
                    return True
                continue
            if isinstance(h, IndependentRows) and isinstance(a, Element) and isinstance(b, Element):
                rows = [substitute(family, self.world.parameters) for family in h.families]
                if a.family in rows and b.family in rows and a.indices != b.indices:
                    return True
            if isinstance(h, Independent):
                owners = [self._groups_of(c, h) for c in (a, b)]
                if owners[0] and owners[1] and not owners[0] & owners[1]:
                    return True
        return False

    def _groups_of(self, cell: Any, hypothesis: Independent) -> frozenset[int]:
        """The places of the groups that the cell belongs to."""
        key = (cell, hypothesis)
        if key not in self._owners:
            self._owners[key] = frozenset(i for i, g in enumerate(hypothesis.groups) if self.in_group(cell, g))
        return self._owners[key]

    def in_group(self, cell: Any, group: tuple[Any, ...]) -> bool:
        for item in group:
            item = substitute(item, self.world.parameters)  # noqa: PLW2901
            if item == cell or (isinstance(cell, Element) and item == cell.family):
                return True
            if isinstance(item, Family):
                defined = [d for d in self.world.definitions if isinstance(d.name, Element)
                           and substitute(d.name.family, self.world.parameters) == item]  # fmt: skip
                if defined and any(cell in cells(self.world.concrete(m)) for m in members(item)):
                    return True
            elif cell in cells(self.world.concrete(item)):
                return True
        return False

    def about(self, stated: Any, cell: Any) -> bool:
        """Whether what is stated about a term is about the cell."""
        stated = substitute(stated, self.world.parameters)
        if stated == cell:
            return True
        family = stated.family if isinstance(stated, Element) else stated
        quantified = isinstance(stated, Family) or any(
            not i.is_Integer for i in getattr(stated, "indices", (Integer(1),))
        )
        return isinstance(cell, Element) and family == cell.family and quantified

    def _alike_cell(self, stated: Any, cell: Any) -> bool:
        stated = substitute(stated, self.world.parameters)
        if stated == cell:
            return True
        same = isinstance(stated, Element) and isinstance(cell, Element) and stated.family == cell.family
        return same and self.alike(cell.family)

    def symmetric(self, cell: Any) -> bool:
        """Whether the cell's law is stated to be symmetric."""
        return any(isinstance(h, Symmetric) and self.about(h.term, cell) for h in self.hypotheses)

    def centred(self, cell: Any) -> bool:
        """Whether the cell's mean is stated to be 0."""
        return self.moments(cell).get("mean") == 0
