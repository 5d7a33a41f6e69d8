"""Building a world: numbers for the parameters, then a block of cells at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import permutations
from typing import Any

from sympy import Eq, Integer, Rational, Sum, Symbol, sympify
from sympy.core.function import AppliedUndef

from derivations.hypotheses import Definition, DependsThrough, Holds, Hypothesis, Independent, Odd
from derivations.terms import Cov, E, Element, Family, P, Partial, RandomVariable, Var, cells, replace_free, subterms
from verify.worlds.exact_laws import exact_value
from verify.worlds.world import NoWorldError, World, substitute
from verify.worlds.world_blocks import Blocks
from verify.worlds.world_facts import CellFacts, members

__all__ = ["Builder"]

MOST_BASES = 256
_BASES: dict[Any, set[Any]] = {}


class Builder(Blocks):
    """One world for one claim; `world()` makes it."""

    def world(self) -> World:
        """The world: parameters, functions, definitions, and the cells in terms of latents."""
        self.parameters = parameters = self._parameters()
        definitions, losses = self._definitions()
        world = World(parameters, self._functions(), {}, {}, definitions, losses)
        parameters |= self._constant_members(world)
        world = replace(world, parameters=parameters)
        self.facts = CellFacts(tuple(self.kept), world, self.unknown, self.square)
        made, latents = self._cells(sorted(self._base_cells(world), key=str))
        world = replace(world, cells=made, latents=latents)
        return self._settle_parameters(world)

    def _constant_members(self, world: World) -> dict[Any, Any]:
        """Generic rationals for the members of families of constants."""
        if all(part.family.kind == "random" for part in self.parts if isinstance(part, Element)):
            return {}
        families = self._for_sizes("constants", world, self._found_constants)
        values = (1, 2, 3) if self.plain else (Rational(2, 3), Rational(5, 2), 3, Rational(7, 5))
        found: dict[Any, Any] = {}
        for family in sorted(families, key=str):
            if not all(size.is_Integer for size in family.sizes):
                raise NoWorldError(f"the constants {family} without a number of them")
            for member in members(family):
                value = Integer(self.rng.choice([1, 2, 3])) if member.is_integer else sympify(self.rng.choice(values))
                found[member] = value if member.is_nonnegative else value * self.rng.choice([1, 1, -1])
        return found

    def _functions(self) -> dict[Any, Any]:
        functions: dict[Any, Any] = {}
        if not any(isinstance(part, AppliedUndef) for part in self.parts):
            return functions
        for part in (part for term in self.terms for part in subterms(term) if isinstance(part, AppliedUndef)):
            odd = any(isinstance(h, Odd) and h.function == part.func for h in self.kept)
            a, b = Rational(self.rng.randint(1, 3)), Rational(self.rng.randint(1, 3))
            functions[part.func] = (
                (lambda t, a=a, b=b: a * t + b * t**3) if odd else (lambda t, a=a, b=b: a * t + b * t**2)
            )
        return functions

    def _definitions(self) -> tuple[tuple[Definition, ...], dict[Any, Any]]:
        """Definitions kept for unfolding; a derivative's definition turns into the loss it belongs to."""
        definitions, losses = [], {}
        gradients: dict[Any, Any] = {}
        for h in self.claim.hypotheses:
            if isinstance(h, Definition):
                if isinstance(h.term, Partial):
                    gradients[h.term.args[1].family] = h.name.family
                elif h == self.broken:
                    definitions.append(
                        Definition(h.name, h.term + self.rng.randint(2, 5) * h.term + 1, forall=h.forall)
                    )
                else:
                    definitions.append(self._of_its_own(h))
        chains = [h for h in self.claim.hypotheses if isinstance(h, DependsThrough)]
        for h in chains:
            if any(other.quantity == h.quantity and other.family == h.through for other in chains):
                continue  # not the last of the chain
            index = Symbol("_i", integer=True, positive=True)
            (size,) = h.through.sizes
            gradient = gradients.get(h.through, Family("_g", h.through.sizes, "random"))
            losses[h.quantity] = Sum(gradient[index] * h.through[index], (index, 1, size))
        if isinstance(self.broken, DependsThrough):
            index, family = Symbol("_i", integer=True, positive=True), self.broken.family
            losses[self.broken.quantity] += Sum(3 * family[index] ** 2, (index, 1, family.sizes[0]))
        broken_gradient = isinstance(self.broken, Definition) and isinstance(self.broken.term, Partial)
        if broken_gradient:
            losses = {k: 2 * v for k, v in losses.items()}
        return tuple(definitions), losses

    @staticmethod
    def _of_its_own(definition: Definition) -> Definition:
        """The definition under letters that nothing else bears."""
        renamed = {s: Symbol(f"_{s.name}", **s.assumptions0) for s in definition.forall}
        name, term = (replace_free(part, renamed) for part in (definition.name, definition.term))
        return Definition(name, term, forall=tuple(renamed.values()))

    def _base_cells(self, world: World) -> set[Any]:
        """The cells that everything is made of."""
        return self._for_sizes("cells", world, self._found_cells)

    def _for_sizes(self, what: str, world: World, find: Callable[[World], set[Any]]) -> set[Any]:
        """What is found: the same wherever sizes and indices have the same values."""
        counts = tuple((name, value) for name, value in world.parameters.items() if name.is_integer)
        key = (what, self.claim, self.broken, counts)
        if key not in _BASES:
            if len(_BASES) >= MOST_BASES:
                _BASES.clear()
            _BASES[key] = find(world)
        return _BASES[key]

    def _separated_pairs(self, base: list[Any]) -> set[Any]:
        """The pairs of cells that a hypothesis makes independent."""
        return self._for_sizes(
            "apart", self.facts.world, lambda _: {p for p in permutations(base, 2) if self.facts.separated(*p)}
        )

    def _found_constants(self, world: World) -> set[Any]:
        parts = (p for term in self.terms for p in subterms(world.concrete(self._instantiated(term))))
        return {p.family for p in parts if isinstance(p, Element) and p.family.kind != "random"}

    def _found_cells(self, world: World) -> set[Any]:
        found: set[Any] = set()
        for term in [*self.terms, *world.losses.values()]:
            concrete = world.concrete(self._instantiated(term))
            found |= {c for c in cells(concrete) if isinstance(c, RandomVariable | Element)}
        for h in self.claim.hypotheses:
            for family in self._stated_families(h):
                if any(isinstance(c, Element) and c.family == family for c in found):
                    found |= set(members(family))
        return {c for c in found if all(i.is_Integer for i in getattr(c, "indices", ())) and world.concrete(c) == c}

    def _instantiated(self, term: Any) -> Any:
        """Indices that a hypothesis quantifies over, at their first value."""
        forall = {s for h in self.claim.hypotheses for s in getattr(h, "forall", ())}
        return replace_free(sympify(term), {s: Integer(1) for s in forall})

    def _stated_families(self, h: Hypothesis) -> list[Family]:
        values = (getattr(h, name, None) for name in ("family", "term", "through"))
        stated = [substitute(value, self.parameters) for value in values if isinstance(value, Family)]
        if isinstance(h, Independent):
            stated += [substitute(g, self.parameters) for group in h.groups for g in group if isinstance(g, Family)]
        return stated

    def _settle_parameters(self, world: World) -> World:
        """Parameters that an equation defines as a moment take that moment's value."""
        parameters = dict(world.parameters)
        for h in self.kept:
            if isinstance(h, Holds) and isinstance(h.relation, Eq):
                for value, head in (h.relation.args, h.relation.args[::-1]):
                    if isinstance(value, Symbol) and isinstance(head, E | Var | Cov | P):
                        head = self._instantiated(head)  # noqa: PLW2901
                        parameters[value] = exact_value(head, world)
        return replace(world, parameters=parameters)
