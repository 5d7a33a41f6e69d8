"""Building a world: numbers for the parameters, then a block of cells at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count, permutations
from random import Random
from typing import Any

from sympy import Eq, Integer, Ne, Product, Rational, Sum, Symbol, sign, sqrt, sympify
from sympy.core.function import AppliedUndef

from derivations.claims import Claim
from derivations.hypotheses import (
    Definition,
    DependsThrough,
    HasLaw,
    Holds,
    Hypothesis,
    Independent,
    IndependentElements,
    NoAtom,
    Odd,
)
from derivations.laws import Binomial, Finite, Law
from derivations.substitution import in_domain
from derivations.terms import Cov, E, Element, Family, P, Partial, RandomVariable, Var, cells, replace_free, subterms
from verify.inequalities.parameters import chances_of, domains
from verify.worlds.drawn_laws import LawDrawer, finite_law, moved, rotated
from verify.worlds.exact_laws import exact_value
from verify.worlds.world import NoWorldError, World, substitute
from verify.worlds.world_facts import CellFacts, members, requirements, unknown_of

__all__ = ["Builder"]

MOST_BASES = 256
LAYERS = 6
BEYOND = 0.5  # of the laws of what an event compares with a number
SMALL = (Rational(2), Rational(2), Rational(3), Rational(1, 2), Rational(1, 3), Rational(1))
_BASES: dict[Any, set[Any]] = {}


class Builder:
    """One world for one claim; `world()` makes it."""

    def __init__(
        self, claim: Claim, rng: Random, *, finite: bool, broken: Hypothesis | None, square: Any, plain: bool
    ) -> None:
        self.claim, self.rng, self.broken, self.square = claim, rng, broken, square
        self.plain, self.laws = plain, LawDrawer(rng, finite, plain)
        self.unknown = unknown_of(claim) if requirements(claim) else None
        self.kept = [h for h in claim.hypotheses if h != broken]
        self.names = count(1)
        relation = claim.relation
        self.terms = [relation.lhs, relation.rhs, *(h.relation for h in claim.hypotheses if isinstance(h, Holds))]
        self.terms += [part for h in claim.hypotheses if isinstance(h, Definition) for part in (h.name, h.term)]
        self.terms += [f for h in claim.hypotheses for f in self._families_of(h)]

    @staticmethod
    def _families_of(hypothesis: Hypothesis) -> list[Any]:
        if isinstance(hypothesis, DependsThrough):
            return [hypothesis.family[Integer(1)], hypothesis.through[Integer(1)]]
        return []

    def world(self) -> World:
        parameters = self._parameters()
        self.parameters = parameters
        definitions, losses = self._definitions()
        world = World(parameters, self._functions(), {}, {}, definitions, losses)
        parameters |= self._constant_members(world)
        world = replace(world, parameters=parameters)
        self.facts = CellFacts(tuple(self.kept), world, self.unknown, self.square)
        made, latents = self._cells(sorted(self._base_cells(world), key=str))
        world = replace(world, cells=made, latents=latents)
        return self._settle_parameters(world)

    def _cells(self, base: list[Any]) -> tuple[dict[Any, Any], dict[Any, Law]]:
        """Every cell in terms of latents, and the laws of those."""
        latents: dict[Any, Law] = {}
        made: dict[Any, Any] = {}
        for block in self._blocks(base):
            self._fill(block, made, latents)
        return made, latents

    def _parameters(self) -> dict[Any, Any]:
        """Distinct small integers for sizes, generic rationals for other constants."""
        symbols: set[Any] = set()
        for term in self.terms:
            bound = {s for part in subterms(term) if hasattr(part, "bound_symbols") for s in part.bound_symbols}
            sizes = {
                s
                for part in subterms(term)
                if isinstance(part, Element)
                for z in part.family.sizes
                for s in z.free_symbols
            }
            symbols |= {s for s in term.free_symbols | sizes if not isinstance(s, RandomVariable)} - bound
        counts = self._sizes() | self.claim.relation.lhs.free_symbols | self.claim.relation.rhs.free_symbols
        symbols -= {s for h in self.claim.hypotheses for s in getattr(h, "forall", ())} - counts
        symbols -= {h.quantity for h in self.claim.hypotheses if isinstance(h, DependsThrough)}
        symbols = {s for s in symbols if isinstance(s, Symbol) and not isinstance(s, RandomVariable)}
        for h in self.claim.hypotheses:
            if isinstance(h, HasLaw):
                symbols |= {s for p in h.law.parameters for s in p.free_symbols}
        symbols -= {h.name for h in self.claim.hypotheses if isinstance(h, Definition)}
        if isinstance(self.unknown, Symbol) and not isinstance(self.unknown, RandomVariable):
            symbols.discard(self.unknown)
        sizes_pool = [2, 3]
        self.rng.shuffle(sizes_pool)
        elements = {p for term in self.terms for p in subterms(term) if isinstance(p, Element)}
        matrices = {p.family.name for p in elements if len(p.indices) > 1}
        sizes_pool = [3, *(size - 1 for size in sizes_pool)] if matrices else [4, *sizes_pool]
        if len(matrices) > 1 and self.plain:  # layers of larger ones have too many outcomes
            sizes_pool = [1] * LAYERS
            sizes_pool[self.rng.randrange(LAYERS)] = 2
        values: dict[Any, Any] = {}
        if isinstance(self.unknown, Symbol) and not isinstance(self.unknown, RandomVariable):
            values[self.unknown] = sqrt(self.square)
        laws = [h.law for h in self.claim.hypotheses if isinstance(h, HasLaw)]
        chances = {s for law in laws for p in chances_of(law) for s in p.free_symbols}
        counts = {s for law in laws if isinstance(law, Binomial) for s in law.trials.free_symbols}
        signed = {s: 1 if t.is_positive else -1 for s, t in domains(self.claim.hypotheses).items()}
        unequal = (h.relation for h in self.kept if isinstance(h, Holds) and isinstance(h.relation, Ne))
        apart = sorted({s for r in unequal for s in r.free_symbols if s.is_integer}, key=str)
        for symbol in sorted(symbols, key=str):
            if symbol in counts:
                values[symbol] = Integer(self.rng.randint(2, 4))
            elif symbol.is_integer:
                index_like = symbol not in self._sizes()
                place = self._least(symbol) + (apart.index(symbol) if symbol in apart else 0)
                value = Integer(place if index_like else sizes_pool.pop() if sizes_pool else 3)
                values[symbol] = value if in_domain(symbol, value) else value + 1  # an odd number, an even one
            else:
                value = Rational(self.rng.randint(2, 9), self.rng.choice([3, 4, 5, 7]))
                value = self.rng.choice(SMALL) if self.plain else value
                value = Rational(1, self.rng.randint(2, 4)) if symbol in chances else value
                signs = [1, 1, 1, -1] if self.plain else [1, -1]
                sign = 1 if symbol.is_nonnegative else signed[symbol] if symbol in signed else self.rng.choice(signs)
                values[symbol] = value * sign
        return values

    def _least(self, index: Any) -> int:
        """The least value for which the sides name members that there are: x_{t-1} is x_0, or where a recursion starts;
        or x_1.
        """
        made = [h for h in self.claim.hypotheses if isinstance(h, Definition) and isinstance(h.name, Element)]
        recursive = {h.name.family for h in made if h.forall and any(
            isinstance(c, Element) and c.family == h.name.family for c in cells(h.term)
        )}  # fmt: skip
        first = dict.fromkeys(recursive, 0)
        for h in made:
            if h.name.family in recursive and h.name.indices[0].is_Integer:
                first[h.name.family] = max(first[h.name.family], int(h.name.indices[0]))
        parts = (p for side in (self.claim.relation.lhs, self.claim.relation.rhs) for p in subterms(side))
        found = ((p.family, index - i) for p in parts if isinstance(p, Element) for i in p.indices if i.has(index))
        return max([1, *(int(back) + first.get(family, 1) for family, back in found if back.is_Integer)])

    def _constant_members(self, world: World) -> dict[Any, Any]:
        """Generic rationals for the members of families of constants."""
        written = (part for term in self.terms for part in subterms(term) if isinstance(part, Element))
        if all(part.family.kind == "random" for part in written):
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

    def _sizes(self) -> set[Any]:
        found: set[Any] = set()
        for term in self.terms:
            for part in subterms(term):
                if isinstance(part, Element):
                    found |= {s for z in part.family.sizes for s in z.free_symbols}
                if isinstance(part, Sum | Product):
                    found |= {s for limit in part.limits for z in limit[1:] for s in z.free_symbols}
        return found

    def _functions(self) -> dict[Any, Any]:
        functions: dict[Any, Any] = {}
        for term in self.terms:
            for part in subterms(term):
                if isinstance(part, AppliedUndef):
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

    def _blocks(self, base: list[Any]) -> list[list[Any]]:
        """Cells that nothing separates share a block; the free ones, separated from no other, come last."""
        apart = self._separated_pairs(base)
        self.free = {c for c in base if not any((c, other) in apart for other in base)} if apart else set()
        blocks: list[list[Any]] = []
        for cell in (c for c in base if c not in self.free):
            joined = [b for b in blocks if any((cell, other) not in apart for other in b)]
            blocks = [b for b in blocks if b not in joined]
            blocks.append([cell, *(c for b in joined for c in b)])
        return [sorted(b, key=str) for b in (*blocks, self.free) if b]

    def _fill(self, block: list[Any], made: dict[Any, Any], latents: dict[Any, Law]) -> None:
        def latent(law: Law) -> Any:
            symbol = RandomVariable(f"_u{next(self.names)}")
            latents[symbol] = law
            return symbol

        free = self.free.intersection(block)
        alone = [(made[c], latents[made[c]]) for c in made if free and made[c] in latents]
        others = [(u - law.moment(1), law.variance) for u, law in alone]
        families = {c.family for c in block if isinstance(c, Element)}
        alike = {f for f in families if self.facts.alike(f)}
        if len(block) == 1:
            (cell,) = block
            made[cell] = latent(self._law(cell, self._shared(cell, alike, made, latents)))
        elif self._rotates(families, block):
            turning = latent(Finite(tuple((value, Rational(1, 3)) for value in (-1, 0, 1))))
            for place, cell in enumerate(block):
                made[cell] = 2 * rotated(turning, place)
        else:
            common = latent(self._common_law(block))
            coefficients: dict[Any, tuple[Any, Any, Any, Law]] = {}
            for cell in block:
                key = cell.family if isinstance(cell, Element) and cell.family in alike else cell
                stated = self.facts.law(cell)
                if stated is not None:
                    made[cell] = common if latents[common] == stated else latent(stated)
                    continue
                a, b, shift, own = coefficients.setdefault(key, self._mixture(cell, latents[common]))
                made[cell] = a * common + b * latent(own) + shift
                if self._has_broken_atom(cell):
                    made[cell] *= latent(Finite(((0, Rational(1, 2)), (1, Rational(1, 2)))))
        if others:
            self._entangle(free, others, made)

    def _entangle(self, free: set[Any], others: list[Any], made: dict[Any, Any]) -> None:
        """Make free cells depend on the latents of separated ones; means stay, and symmetry does."""
        (first, square), (last, _) = others[0], others[-1]
        a, b, c = (self.rng.choice([0, 1, 6]) for _ in range(3))
        for cell in free:
            if self.facts.law(cell) is None and set(self.facts.moments(cell)) <= {"mean"}:
                if self.facts.symmetric(cell):
                    made[cell] *= 1 + first**2 + last**2
                else:
                    made[cell] += a * first + b * last + c * (first**2 - square)

    def _has_broken_atom(self, cell: Any) -> bool:
        return isinstance(self.broken, NoAtom) and self.facts.about(self.broken.term, cell)

    def _rotates(self, families: set[Any], block: list[Any]) -> bool:
        """Members that are symmetric one by one, and together not."""
        broken = self.broken
        return (
            isinstance(broken, IndependentElements) and {substitute(broken.family, self.parameters)} == families
            and self.facts.symmetric(block[0]) and self.facts.law(block[0]) is None
            and not self.facts.moments(block[0])
        )  # fmt: skip

    def _common_law(self, block: list[Any]) -> Law:
        """What the cells of a block share: a stated law among them, or a new one."""
        stated = next((law for c in block if (law := self.facts.law(c)) is not None), None)
        if stated is not None:
            return stated
        symmetric = any(self.facts.symmetric(c) for c in block)
        calm = any(self.facts.centred(c) for c in block)
        prescribed = any("variance" in self.facts.moments(c) or "second" in self.facts.moments(c) for c in block)
        variance = Integer(1) if prescribed else None
        return self.laws.draw(symmetric=symmetric, centred=calm or prescribed, variance=variance)

    def _mean(self, moments: dict[str, Any], *, symmetric: bool) -> Any:
        """A mean that is free, below the root of a second moment that is not."""
        if symmetric:
            return Integer(0)
        if "second" not in moments:
            return Rational(self.rng.randint(1, 3))
        second = moments["second"]
        if not (second.is_number and second.is_positive):
            raise NoWorldError(f"{second} is no second moment")
        return Rational(1, next(k for k in count(2) if second * k**2 > 1))

    def _mixture(self, cell: Any, common: Law) -> tuple[Any, Any, Any, Law]:
        """A cell is a common + b own + shift, with the moments that are prescribed for it."""
        symmetric, moments = self.facts.symmetric(cell), self.facts.moments(cell)
        mean = moments.get("mean", self._mean(moments, symmetric=symmetric))
        variance = moments.get("variance")
        if variance is None and "second" in moments:
            variance = moments["second"] - mean**2
        if self.plain and variance is None:
            a, b = self.rng.choice([(1, 0), (1, 0), (-1, 0), (2, 0), (1, 1)])
            own = self.laws.draw(symmetric=symmetric, centred=True)
            shift = mean - a * common.moment(1) if "mean" in moments else Rational(self.rng.randint(0, 1))
            return Integer(a), Integer(b), Integer(0) if symmetric else shift, own
        a, b = self.rng.sample([Rational(1), Rational(2), Rational(3, 2), Rational(7, 2), Rational(5, 3)], 2)
        if variance is not None:
            if variance <= 0:
                raise NoWorldError(f"{cell} and another variable with a law in common, and variance {variance}")
            a = Rational(1, next(k for k in range(1, 10**6) if common.variance < variance * k**2))
            b, variance = Integer(1), variance - a**2 * common.variance
        no_atom = symmetric and any(isinstance(h, NoAtom) and self.facts.about(h.term, cell) for h in self.kept)
        own = self.laws.draw(
            symmetric=symmetric, centred=symmetric or "mean" in moments, variance=variance, no_atom=no_atom
        )
        if no_atom and isinstance(own, Finite) and isinstance(common, Finite):
            b = 2 * a * max(abs(v) for v, _ in common.atoms) / min(abs(v) for v, _ in own.atoms)
        shift = mean - a * common.moment(1) - b * own.moment(1) if "mean" in moments or variance is not None else mean
        return a, b, Integer(0) if symmetric else shift, own

    def _shared(self, cell: Any, alike: set[Any], made: dict[Any, Any], latents: dict[Any, Law]) -> Law | None:
        """The law that another member of an identically distributed family has already."""
        if isinstance(cell, Element) and cell.family in alike:
            for other, term in made.items():
                if isinstance(other, Element) and other.family == cell.family and term in latents:
                    return latents[term]
        return None

    def _law(self, cell: Any, shared: Law | None) -> Law:
        stated = self.facts.law(cell)
        if stated is not None:
            return stated
        if shared is not None:
            return shared
        moments = self.facts.moments(cell)
        symmetric, mean = self.facts.symmetric(cell), moments.get("mean")
        if mean is None and "second" in moments:
            mean = self._mean(moments, symmetric=symmetric)
        variance = moments.get("variance")
        if variance is None and "second" in moments:
            variance = moments["second"] - (mean or 0) ** 2
        no_atom = any(isinstance(h, NoAtom) and self.facts.about(h.term, cell) for h in self.kept)
        atom = self._has_broken_atom(cell)
        beyond = None if moments or symmetric or no_atom or not self.plain else self._beyond(cell)
        if beyond is not None and self.rng.random() < BEYOND:
            return beyond
        law = self.laws.draw(
            symmetric=symmetric, centred=mean is not None or symmetric, variance=variance, atom=atom, no_atom=no_atom
        )
        return law if mean in (None, 0) else moved(law, mean)

    def _beyond(self, cell: Any) -> Law | None:
        """A law of 0 and of what lies behind the number that an event of the relation compares the cell with."""
        sides = (self.claim.relation.lhs, self.claim.relation.rhs)
        events = {p.args[0] for side in sides for p in subterms(side) if isinstance(p, P)}
        ends = {e.rhs if e.lhs == cell else e.lhs for e in events if cell in e.args}
        ends = {end.xreplace(self.parameters) for end in ends}
        ends = sorted((end for end in ends if end.is_Rational and end != 0), key=str)
        if not ends:
            return None
        end, chance = self.rng.choice(ends), Rational(1, self.rng.randint(2, 4))
        further = sign(end) * self.rng.choice([Integer(0), abs(end) / 8, Rational(1, 4), Integer(1)])
        return finite_law(((0, 1 - chance), (end + further, chance)))

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
