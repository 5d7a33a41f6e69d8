"""Worlds for counterexamples: the joint law of all cells is drawn at once, from those that satisfy the hypotheses.

>>> from derivations.claims import Relation
>>> from derivations.hypotheses import Independent
>>> from derivations.terms import Var, random_variables
>>> x, y, z = random_variables("x y z")
>>> pairs = (Independent(x, y), Independent(y, z), Independent(x, z))
>>> world = joint_world(Claim(pairs, Relation(Var(x * y * z), "=", 0)), Random(4))
>>> [str(cell) for cell in world.cells]
['x', 'y', 'z']
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any

from sympy import Abs, Eq, Integer, Max, Min, Rational, Sum, Symbol, sign

from derivations.claims import Claim
from derivations.errors import UserError
from derivations.hypotheses import (
    HasDensity,
    HasLaw,
    Holds,
    IdenticallyDistributedRows,
    Independent,
    IndependentElements,
    IndependentRows,
    NoAtom,
    PairwiseIndependent,
)
from derivations.laws import Finite, Law
from derivations.terms import (
    Cov,
    Element,
    Family,
    Indicator,
    RandomVariable,
    Var,
    cells,
    leaky_relu,
    relu,
    step,
    subterms,
)  # fmt: skip
from verify.worlds.drawn_laws import finite_law
from verify.worlds.exact_laws import Table
from verify.worlds.joint_laws import Apart, Asked, Image, Joint, Marginal, joint_law
from verify.worlds.world import NoWorldError, World
from verify.worlds.world_building import Builder

__all__ = ["SmallBuilder", "joint_world"]

PARAMETERS = (Rational(1, 2), Rational(1, 3), Rational(2, 3), Integer(1), Integer(2), Integer(3))
DRAWS = 40
KINKS = (relu, leaky_relu, step, sign, Abs, Max, Min, Indicator)


def joint_world(claim: Claim, rng: Random) -> World:
    """A world with finite laws; NoWorldError where none is drawn. `violated` has the last word on what it satisfies."""
    return _JointBuilder(claim, rng, finite=True, broken=None, square=Integer(1), plain=rng.random() < 0.7).world()


class SmallBuilder(Builder):
    """A world of few cells, with parameters for which the stated laws exist."""

    def world(self) -> World:
        self.unknown = None  # equations are not solved for what the claim is about
        return super().world()

    def _parameters(self) -> dict[Any, Any]:
        """As for any world, but small sizes, and parameters for which the stated laws exist."""
        values = super()._parameters()
        sizes = self.sizes
        sides = (self.claim.relation.lhs, self.claim.relation.rhs)
        parts = [part for side in sides for part in subterms(side)]
        first = all(i == 1 for part in parts if isinstance(part, Element) for i in part.indices)
        bent = any(isinstance(part, KINKS) and part.has(Sum) for part in parts)  # of one term it has a value
        alone = first and not any(isinstance(part, Sum) for part in parts)  # other members take no part
        pool = (1, 1, 2) if alone or bent else (2, 2, 3) if len(sizes) < 2 else (1, 2, 2, 3)
        values |= {s: Integer(self.rng.choice(pool)) for s in sorted(sizes & values.keys(), key=str)}
        for s in (s for s in values if s.is_integer and s not in sizes):
            low = self._least(s) if s.is_positive else 0 if s.is_nonnegative else -2
            values[s] = Integer(self.rng.randint(low, max(3, low)))
        laws = [h.law for h in self.kept if isinstance(h, HasLaw)]
        letters = sorted({s for law in laws for p in law.parameters for s in p.free_symbols & values.keys()}, key=str)
        for _ in range(DRAWS):
            try:
                if all(law.substitute(values).variance != 0 for law in laws):
                    return values
            except UserError:
                pass
            values |= {s: self.rng.choice(PARAMETERS) for s in letters}
        raise NoWorldError("parameters for which the stated laws exist")


class _JointBuilder(SmallBuilder):
    def _cells(self, base: list[Any]) -> tuple[dict[Any, Any], dict[Any, Law]]:
        self._tie(base)
        laws = {cell: self._marginal(cell, base) for cell in base}
        for cell in base:
            if isinstance(cell, Element) and self.facts.alike(cell.family):
                laws[cell] = next(laws[c] for c in base if isinstance(c, Element) and c.family == cell.family)
        try:
            blocks = joint_law(base, Asked(laws, self._apart(base), self._products(base), self._images(base)), self.rng)
        except ValueError as error:
            raise NoWorldError(str(error)) from error
        made: dict[Any, Any] = {}
        latents: dict[Any, Law] = {}
        for block in self._with_rows_alike(blocks, base):
            latent = RandomVariable(f"_u{next(self.names)}")
            chances = tuple((Integer(k), _rational(p)) for k, (_, p) in enumerate(block.atoms))
            latents[latent] = finite_law(chances)
            for i, cell in enumerate(block.cells):
                made[cell] = Table(latent, *(_rational(values[i]) for values, _ in block.atoms))
        return {cell: made[cell] for cell in base}, latents

    def _with_rows_alike(self, blocks: list[Joint], base: list[Any]) -> list[Joint]:
        """The blocks, where rows have one joint law with those of the longest row for each of them."""
        for families in (h.families for h in self.kept if isinstance(h, IdenticallyDistributedRows)):
            rows = sorted(self._rows(families, base).values(), key=len, reverse=True)
            model = [block for block in blocks if rows and set(block.cells) <= set(rows[0])]
            for row in rows[1:]:
                blocks = [block for block in blocks if not set(block.cells) <= set(row)]
                blocks += [part for block in model if (part := _of_row(block, row)) is not None]
        return blocks

    def _marginal(self, cell: Any, base: list[Any]) -> Marginal:
        stated = self.facts.law(cell)
        smooth = any(isinstance(h, HasDensity) and self.facts.about(h.term, cell) for h in self.kept)
        avoided = [h.value for h in self.kept if isinstance(h, NoAtom) and self.facts.about(h.term, cell)]
        avoided += [Integer(0)] * smooth
        for draw in range(DRAWS):
            law = stated or (self._richer(cell) if len(base) < 4 else self._law(cell, None))
            points = law.points if len(base) < 5 or stated else None if law.points is None else law.points[:8]
            if points is None:
                raise NoWorldError(f"a law of finitely many values for {cell}")
            if len(base) > 3 and len(points) > 2 and draw < DRAWS // 4:
                continue  # few values each, where there are many cells
            if stated or not any(p.xreplace(self.parameters) in points for p in avoided):
                return tuple((_exact(v), _exact(law.probability(v))) for v in points)
        raise NoWorldError(f"a law for {cell} without its atoms")

    def _richer(self, cell: Any) -> Law:
        """A mixture of two laws at times: a square of two values is a linear function of them."""
        laws = [self._law(cell, None) for _ in range(self.rng.choice([1, 2]))]
        moments = self.facts.moments(cell)
        if cell in self.tied or {"variance", "second"} & moments.keys() or not all(isinstance(w, Finite) for w in laws):
            return laws[0]
        return finite_law(tuple((v, p / len(laws)) for law in laws for v, p in law.atoms))

    def _law(self, cell: Any, shared: Law | None) -> Law:
        moments = self.facts.moments(cell)
        tied = self.tied.get(cell)
        if tied is None or "variance" in moments or "second" in moments:
            return super()._law(cell, shared)
        symmetric, mean = self.facts.symmetric(cell), moments.get("mean")
        law = self.laws.draw(symmetric=symmetric, centred=True, variance=tied)
        offset = Integer(0) if symmetric else Integer(self.rng.choice([0, 1, 2])) if mean is None else mean
        return finite_law(tuple((value + offset, p) for value, p in law.atoms)) if isinstance(law, Finite) else law

    def _tie(self, base: list[Any]) -> None:
        """Cells whose variances are stated to be equal get one variance."""
        common = Integer(self.rng.choice([1, 2, 4]))
        self.tied = {
            cell: common
            for h in self.kept
            if isinstance(h, Holds) and isinstance(h.relation, Eq) and all(isinstance(s, Var) for s in h.relation.args)
            for side in h.relation.args
            for cell in base
            if self.facts.about(side.args[0].xreplace({s: Symbol("_any", integer=True) for s in h.forall}), cell)
        }

    def _apart(self, base: list[Any]) -> list[Apart]:
        found = []
        for h in self.kept:
            if isinstance(h, Independent) and not self._is_of_functions(h, base):
                groups = [frozenset(c for c in base if self.facts.in_group(c, g)) for g in h.groups]
                if sum(map(len, groups)) == len(frozenset().union(*groups)):
                    each = [(frozenset({a}), frozenset({b})) for a, b in product(*groups)] if len(groups) == 2 else []
                    of_two = isinstance(h, PairwiseIndependent)
                    found += [Apart(pair) for pair in each] if of_two else [Apart(tuple(groups))]
            if isinstance(h, IndependentElements):
                family = h.family.xreplace(self.parameters)
                one = [frozenset({c}) for c in base if isinstance(c, Element) and c.family == family]
                found.append(Apart(tuple(one)))
            if isinstance(h, IndependentRows):
                rows = self._rows(h.families, base).values()
                found.append(Apart(tuple(frozenset(row) for row in rows)))
        return found

    def _rows(self, families: Sequence[Family], base: list[Any]) -> dict[Any, list[Element]]:
        """The members of the families in the base, by their indices."""
        mine = [family.xreplace(self.parameters) for family in families]
        found: dict[Any, list[Element]] = {}
        for cell in base:
            if isinstance(cell, Element) and cell.family in mine:
                found.setdefault(cell.indices, []).append(cell)
        return found

    def _is_of_functions(self, hypothesis: Independent, base: list[Any]) -> bool:
        """Whether it speaks of what is made of several cells: they may depend on what their sum does not depend on."""
        items = [item for group in hypothesis.groups for item in group]
        whole = {c.family for c in base if isinstance(c, Element)}
        return any(
            item not in base and item.xreplace(self.parameters) not in whole
            and len(cells(self.facts.world.concrete(item)) & set(base)) > 1
            for item in items if not isinstance(item, Family)
        )  # fmt: skip

    def _images(self, base: list[Any]) -> list[Image]:
        """The functions of cells that are stated to be independent."""
        found = []
        for h in self.kept:
            if isinstance(h, Independent) and self._is_of_functions(h, base):
                items = [item for group in h.groups for item in group if not isinstance(item, Family)]
                terms = [self.facts.world.concrete(item) for item in items]
                inside = tuple(c for c in base if any(c in cells(term) for term in terms))

                def values(at: tuple[Fraction, ...], terms: Any = terms, inside: Any = inside) -> Any:
                    known = {c: _rational(value) for c, value in zip(inside, at, strict=True)}
                    return tuple(term.xreplace(known) for term in terms)

                found.append(Image(inside, values))
        return found

    def _products(self, base: list[Any]) -> list[tuple[Any, Any]]:
        """Pairs that a stated equation makes uncorrelated."""
        found = []
        for h in self.kept:
            if isinstance(h, Holds) and isinstance(h.relation, Eq) and 0 in h.relation.args:
                head = next(side for side in h.relation.args if side != 0)
                if isinstance(head, Cov) and not h.forall:
                    found.append((head.args[0], head.args[1]))
        return [(a, b) for a, b in found if a in base and b in base]


def _of_row(block: Joint, row: Sequence[Element]) -> Joint | None:
    """The law of a block of another row, for the members that the row has."""
    own = {cell.family: cell for cell in row}
    places = [i for i, cell in enumerate(block.cells) if isinstance(cell, Element) and cell.family in own]
    cells = tuple(own[block.cells[i].family] for i in places)  # type: ignore[attr-defined]
    atoms: dict[tuple[Fraction, ...], Fraction] = {}
    for values, chance in block.atoms:
        at = tuple(values[i] for i in places)
        atoms[at] = atoms.get(at, Fraction(0)) + chance
    return Joint(cells, tuple(atoms.items())) if cells else None


def _rational(number: Fraction) -> Rational:
    return Rational(number.numerator, number.denominator)


def _exact(number: Any) -> Fraction:
    if not number.is_Rational:
        raise NoWorldError(f"{number} is not rational")
    return Fraction(int(number.p), int(number.q))
