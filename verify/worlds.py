"""Worlds: concrete models in which a claim's hypotheses hold, or all but one.

A world gives every parameter a number, every opaque function a polynomial, and writes every random cell as a
polynomial in independent latent variables with known laws. Cells that no hypothesis separates share a latent, so that a
formula that quietly assumes independence fails. Means are not 0 and laws not symmetric unless a hypothesis asks for it.

Worlds come in two kinds: `finite` ones, whose latents take few rational values, for exact enumeration; and `continuous`
ones for sampling.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count, permutations, product
from random import Random
from typing import Any

from sympy import Add, Eq, Integer, Mul, Product, Rational, Sum, Symbol, diff, expand, sqrt, sympify
from sympy.core.function import AppliedUndef

from derivations.claims import Claim
from derivations.hypotheses import (
    Definition,
    DependsThrough,
    HasLaw,
    Holds,
    Hypothesis,
    IdenticallyDistributed,
    Independent,
    IndependentElements,
    NoAtom,
    Odd,
    Symmetric,
)  # fmt: skip
from derivations.laws import Finite, Gamma, Laplace, Law, Normal, Uniform
from derivations.terms import (
    Cov,
    E,
    Element,
    Family,
    P,
    Partial,
    RandomVariable,
    Var,
    cells,
    is_random,
    replace_free,
    subterms,
)

__all__ = ["NoWorldError", "World", "breakable", "build", "claimed", "requirements", "satisfying", "unknown_of"]


class NoWorldError(Exception):
    """No world of the kind asked for can be built for the claim; says why."""


@dataclass(frozen=True, slots=True)
class Shifted(Law):
    """X + offset."""

    base: Any
    offset: Any

    def __post_init__(self) -> None:
        object.__setattr__(self, "offset", sympify(self.offset))

    def moment(self, order: int) -> Any:
        """E[(X + offset)^order]."""
        from sympy import binomial

        return sympify(
            sum(binomial(order, k) * self.offset ** (order - k) * self.base.moment(k) for k in range(order + 1))
        )


@dataclass(frozen=True, slots=True)
class World:
    """Numbers for parameters, polynomials for functions and cells, laws for latents."""

    parameters: dict[Any, Any]
    functions: dict[Any, Any] = field(default_factory=dict)
    cells: dict[Any, Any] = field(default_factory=dict)
    latents: dict[Any, Law] = field(default_factory=dict)
    definitions: tuple[Definition, ...] = ()
    losses: dict[Any, Any] = field(default_factory=dict)

    def concrete(self, term: Any) -> Any:
        """The term with numbers for parameters, sums written out and definitions unfolded; heads stay."""
        return self._unfold(self._derived(_written_out(_substitute(sympify(term), self.parameters))))

    def in_latents(self, term: Any) -> Any:
        """A concrete random term as a function of the latents."""
        return _substitute(self.concrete(term), self.cells | self.functions)

    def describe(self) -> str:
        """The world in one line."""
        shown = [f"{name} = {value}" for name, value in self.parameters.items()]
        shown += [f"{cell} = {value}" for cell, value in self.cells.items()]
        shown += [f"{latent} ~ {law}" for latent, law in self.latents.items()]
        return "; ".join(shown)

    def _unfold(self, term: Any) -> Any:
        for _ in range(20):
            before, term = term, self._unfold_once(term)
            if term == before:
                return term
        raise NoWorldError(f"the definitions in {term} do not end")

    def _unfold_once(self, term: Any) -> Any:
        found = {part: meaning for d in self.definitions for part, meaning in self._made(d, term)}
        return _written_out(_substitute(term.xreplace(found), self.parameters)) if found else term

    def _made(self, definition: Definition, term: Any) -> Iterator[tuple[Any, Any]]:
        name = _substitute(definition.name, self.parameters)
        meaning = _substitute(definition.term, self.parameters)
        for part in set(subterms(term)):
            if part == name:
                yield part, meaning
            elif isinstance(part, Element) and isinstance(name, Element) and part.family == name.family:
                bound = dict(zip(name.indices, part.indices, strict=True))
                if all(k == v or k in definition.forall for k, v in bound.items()):
                    yield part, meaning.xreplace({k: v for k, v in bound.items() if k in definition.forall})

    def _derived(self, term: Any) -> Any:
        """Derivatives of a loss carried out: its definitions are unfolded just as far as the variable."""
        found = {}
        for part in set(subterms(term)):
            if isinstance(part, Partial):
                loss, variable = part.args
                whole = _written_out(_substitute(self.losses[loss], self.parameters))
                stand_in = Symbol("_d", real=True)
                for _ in range(20):
                    before, whole = whole, self._unfold_once(whole.xreplace({variable: stand_in}))
                    if whole == before:
                        break
                found[part] = diff(whole, stand_in).xreplace({stand_in: variable})
        return term.xreplace(found) if found else term


def _substitute(term: Any, mapping: dict[Any, Any]) -> Any:
    return (
        term.replace(
            lambda part: isinstance(part, AppliedUndef) and part.func in mapping,
            lambda part: mapping[part.func](*part.args),
        ).xreplace({k: v for k, v in mapping.items() if not callable(v) or hasattr(v, "free_symbols")})
        if mapping
        else term
    )


def _written_out(term: Any) -> Any:
    if isinstance(term, Sum | Product):
        body, (index, low, high) = term.args[0], term.args[1]
        if not (isinstance(low, Integer) and isinstance(high, Integer)):
            return term
        inner = term.func(body, *term.args[2:]) if len(term.args) > 2 else body
        parts = [_written_out(inner.xreplace({index: Integer(i)})) for i in range(int(low), int(high) + 1)]
        return Add(*parts) if isinstance(term, Sum) else Mul(*parts)
    if not term.args or isinstance(term, Family):
        return term
    return term.func(*(a if isinstance(a, Family) else _written_out(a) for a in term.args))


# ---- what a claim asks for ----------------------------------------------------------------------------------------


def requirements(claim: Claim) -> list[Holds]:
    """Equations about defined quantities: the claim says which parameter or law makes them true."""
    return [h for h in claim.hypotheses if isinstance(h, Holds) and isinstance(h.relation, Eq) and _simple(h) is None]


def unknown_of(claim: Claim) -> Any:
    """What a claim with requirements solves for: a parameter of a law, or the variable whose variance is looked for."""
    lhs = claim.relation.lhs
    parameters = {
        s for h in claim.hypotheses if isinstance(h, HasLaw) for p in h.law.parameters for s in p.free_symbols
    }
    for candidate in (*sorted(lhs.free_symbols & parameters, key=str), *sorted(cells(lhs), key=str)):
        return candidate
    raise NoWorldError(f"the claim names nothing that its requirements could determine: {lhs}")


def _simple(hypothesis: Holds) -> tuple[Any, str, Any] | None:
    """An equation that prescribes a moment of one cell: (cell, "mean" | "variance" | "second", value)."""
    for head, value in (hypothesis.relation.args, hypothesis.relation.args[::-1]):
        if is_random(value) or cells(value) or not isinstance(head, E | Var):
            continue
        inner = head.args[0]
        if isinstance(inner, RandomVariable | Element):
            return inner, "mean" if isinstance(head, E) else "variance", value
        if isinstance(head, E) and inner.is_Pow and inner.exp == 2 and isinstance(inner.base, RandomVariable | Element):
            return inner.base, "second", value
    return None


def breakable(claim: Claim) -> list[Hypothesis]:
    """The hypotheses whose breaking must be noticed: all that are not inequalities between parameters."""
    return [h for h in claim.hypotheses if not (isinstance(h, Holds) and not isinstance(h.relation, Eq))]


# ---- building -----------------------------------------------------------------------------------------------------


def build(
    claim: Claim,
    seed: str,
    *,
    finite: bool,
    broken: Hypothesis | None = None,
    square: Any = 1,
    plain: bool = False,
) -> World:
    """A world that satisfies the claim's hypotheses, requirements and `broken` excepted.

    `square` is the variance (of a parameter: its square) given to what the requirements determine; `plain` asks for
    laws that a person can check by hand.
    """
    rng = Random(seed)  # noqa: S311  (reproducible, not secret)
    return _Builder(claim, rng, finite=finite, broken=broken, square=sympify(square), plain=plain).world()


def claimed_square(claim: Claim) -> Any:
    """The variance (of a parameter: its square) that the claim gives to what its requirements determine."""
    unknown = unknown_of(claim)
    head = next(iter(claim.relation.lhs.atoms(Var)), unknown)
    scale = claim.relation.lhs / head
    if scale.has(head) or cells(scale) or (head is unknown) == isinstance(unknown, RandomVariable | Element):
        raise NoWorldError(f"{claim.relation.lhs} does not determine {unknown}")
    value = claim.relation.rhs / scale
    return value if isinstance(head, Var) else value**2


def claimed(claim: Claim, seed: str, *, finite: bool, broken: Hypothesis | None = None) -> World:
    """A world in which what the requirements determine has the value that the claim gives it."""
    from verify.exact_laws import exact_value

    first = build(claim, seed, finite=finite, broken=broken)
    square = exact_value(claimed_square(claim), first)
    if not square.is_number or not square.is_positive:
        raise NoWorldError(f"the claimed value has the square {square}, which is no variance")
    return build(claim, seed, finite=finite, broken=broken, square=square)


def satisfying(claim: Claim, seed: str, *, finite: bool, broken: Hypothesis | None = None) -> World:
    """A world in which the requirements hold too (but `broken`, which fails there).

    A requirement is linear in the variance it determines; its gap at two values gives that value, and a third
    evaluation shows that the requirement then holds.
    """
    needed = [h for h in requirements(claim) if h != broken]
    if not needed:
        return build(claim, seed, finite=finite, broken=broken)
    relation = claim.relation
    names = frozenset(s for side in (relation.lhs, relation.rhs) for s in side.free_symbols | cells(side))
    key = (claim.hypotheses, unknown_of(claim), names, seed, finite, broken)
    if key not in _SOLVED:
        _SOLVED[key] = _solved(claim, seed, needed, finite=finite, broken=broken)
    return _SOLVED[key]


_SOLVED: dict[Any, World] = {}  # wrong variants of a claim are judged in one world


def _solved(claim: Claim, seed: str, needed: list[Holds], *, finite: bool, broken: Hypothesis | None) -> World:
    from verify.exact_laws import exact_value

    def gaps(square: Any) -> list[Any]:
        world = build(claim, seed, finite=finite, broken=broken, square=square)
        return [exact_value(h.relation.lhs - h.relation.rhs, world) for h in needed]

    at_one, at_two = gaps(1)[0], gaps(2)[0]
    slope = at_two - at_one
    if not slope.is_number or slope == 0:
        raise NoWorldError(f"{needed[0]} does not determine {unknown_of(claim)}")
    square = 1 - at_one / slope
    if not square.is_positive or any(expand(gap) != 0 for gap in gaps(square)):
        raise NoWorldError(f"{needed[0]} is not linear in the variance, or asks for {square}")
    return build(claim, seed, finite=finite, broken=broken, square=square)


class _Builder:
    def __init__(
        self, claim: Claim, rng: Random, *, finite: bool, broken: Hypothesis | None, square: Any, plain: bool
    ) -> None:
        self.claim, self.rng, self.finite, self.broken, self.square = claim, rng, finite, broken, square
        self.plain = plain
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
        base = sorted(self._base_cells(world), key=str)
        latents: dict[Any, Law] = {}
        made: dict[Any, Any] = {}
        for block in self._blocks(base, world):
            self._fill(block, world, made, latents)
        world = replace(world, cells=made, latents=latents)
        return self._settle_parameters(world)

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
        symbols -= {s for h in self.claim.hypotheses for s in getattr(h, "forall", ())}
        symbols -= {h.quantity for h in self.claim.hypotheses if isinstance(h, DependsThrough)}
        symbols = {s for s in symbols if isinstance(s, Symbol)}
        for h in self.claim.hypotheses:
            if isinstance(h, HasLaw):
                symbols |= {s for p in h.law.parameters for s in p.free_symbols}
        if isinstance(self.unknown, Symbol) and not isinstance(self.unknown, RandomVariable):
            symbols.discard(self.unknown)
        sizes_pool = [2, 3]
        self.rng.shuffle(sizes_pool)
        wide = any(isinstance(p, Element) and len(p.indices) > 1 for term in self.terms for p in subterms(term))
        sizes_pool = [3, *(size - 1 for size in sizes_pool)] if wide else [4, *sizes_pool]
        values: dict[Any, Any] = {}
        if isinstance(self.unknown, Symbol) and not isinstance(self.unknown, RandomVariable):
            values[self.unknown] = sqrt(self.square)
        for symbol in sorted(symbols, key=str):
            if symbol.is_integer:
                index_like = symbol not in self._sizes()
                values[symbol] = Integer(1 if index_like else sizes_pool.pop() if sizes_pool else 3)
            else:
                value = Rational(self.rng.randint(2, 9), self.rng.choice([3, 4, 5, 7]))
                value = Rational(self.rng.randint(2, 3)) if self.plain else value
                values[symbol] = value if symbol.is_nonnegative else value * self.rng.choice([1, -1])
        return values

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
                    definitions.append(h)
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

    def _base_cells(self, world: World) -> set[Any]:
        found: set[Any] = set()
        for term in [*self.terms, *world.losses.values()]:
            concrete = world.concrete(self._instantiated(term))
            found |= {c for c in cells(concrete) if isinstance(c, RandomVariable | Element)}
        for h in self.claim.hypotheses:
            for family in self._stated_families(h):
                if any(isinstance(c, Element) and c.family == family for c in found):
                    found |= set(self._members(family))
        defined = {d.name.family if isinstance(d.name, Element) else d.name for d in world.definitions}
        defined = {_substitute(d, self.parameters) for d in defined}
        return {
            c for c in found
            if c not in defined and not (isinstance(c, Element) and c.family in defined)
            and all(i.is_Integer for i in getattr(c, "indices", ()))
        }  # fmt: skip

    def _instantiated(self, term: Any) -> Any:
        """Indices that a hypothesis quantifies over, at their first value."""
        forall = {s for h in self.claim.hypotheses for s in getattr(h, "forall", ())}
        return replace_free(sympify(term), {s: Integer(1) for s in forall})

    def _stated_families(self, h: Hypothesis) -> list[Family]:
        values = (getattr(h, name, None) for name in ("family", "term", "through"))
        stated = [_substitute(value, self.parameters) for value in values if isinstance(value, Family)]
        if isinstance(h, Independent):
            stated += [_substitute(g, self.parameters) for group in h.groups for g in group if isinstance(g, Family)]
        return stated

    @staticmethod
    def _members(family: Family) -> list[Element]:
        ranges = [range(1, int(size) + 1) for size in family.sizes]
        return [family[tuple(map(Integer, index))] for index in product(*ranges)]

    def _blocks(self, base: list[Any], world: World) -> list[list[Any]]:
        """Cells that nothing separates share a block; the free ones, separated from no other, come last."""
        apart = {(a, b) for a, b in permutations(base, 2) if self._separated(a, b, world)}
        self.free = {c for c in base if not any((c, other) in apart for other in base)} if apart else set()
        blocks: list[list[Any]] = []
        for cell in (c for c in base if c not in self.free):
            joined = [b for b in blocks if any((cell, other) not in apart for other in b)]
            blocks = [b for b in blocks if b not in joined]
            blocks.append([cell, *(c for b in joined for c in b)])
        return [sorted(b, key=str) for b in (*blocks, self.free) if b]

    def _separated(self, a: Any, b: Any, world: World) -> bool:
        for h in self.kept:
            if isinstance(h, IndependentElements):
                family = _substitute(h.family, self.parameters)
                if all(isinstance(c, Element) and c.family == family for c in (a, b)):
                    return True
            if isinstance(h, Independent):
                owners = [{i for i, g in enumerate(h.groups) if self._in_group(c, g, world)} for c in (a, b)]
                if owners[0] and owners[1] and not owners[0] & owners[1]:
                    return True
        return False

    def _in_group(self, cell: Any, group: tuple[Any, ...], world: World) -> bool:
        for item in group:
            item = _substitute(item, self.parameters)  # noqa: PLW2901
            if item == cell or (isinstance(cell, Element) and item == cell.family):
                return True
            if isinstance(item, Family):
                defined = [d for d in world.definitions if isinstance(d.name, Element)
                           and _substitute(d.name.family, self.parameters) == item]  # fmt: skip
                if defined and any(cell in cells(world.concrete(m)) for m in self._members(item)):
                    return True
            elif cell in cells(world.concrete(item)):
                return True
        return False

    # ---- laws -----------------------------------------------------------------------------------------------------

    def _fill(self, block: list[Any], world: World, made: dict[Any, Any], latents: dict[Any, Law]) -> None:
        def latent(law: Law) -> Any:
            symbol = RandomVariable(f"_u{next(self.names)}")
            latents[symbol] = law
            return symbol

        alone = [(made[c], latents[made[c]]) for c in made if made[c] in latents]
        others = [(u - law.moment(1), law.variance) for u, law in alone]
        families = {c.family for c in block if isinstance(c, Element)}
        alike = {f for f in families if self._alike(f)}
        if len(block) == 1:
            (cell,) = block
            made[cell] = latent(self._law(cell, world, self._shared(cell, alike, made, latents)))
        elif self._rotates(families, block, world):
            turning = latent(Finite(tuple((value, Rational(1, 3)) for value in (-1, 0, 1))))
            for place, cell in enumerate(block):
                made[cell] = 2 * _rotated(turning, place)
        else:
            common = latent(self._common_law(block, world))
            coefficients: dict[Any, tuple[Any, Any, Any, Law]] = {}
            for cell in block:
                key = cell.family if isinstance(cell, Element) and cell.family in alike else cell
                stated = self._stated_law(cell)
                if stated is not None:
                    made[cell] = common if latents[common] == stated else latent(stated)
                    continue
                a, b, shift, own = coefficients.setdefault(key, self._mixture(cell, world, latents[common]))
                made[cell] = a * common + b * latent(own) + shift
                if self._has_broken_atom(cell):
                    made[cell] *= latent(Finite(((0, Rational(1, 2)), (1, Rational(1, 2)))))
        if others:
            self._entangle(self.free.intersection(block), others, world, made)

    def _entangle(self, free: set[Any], others: list[Any], world: World, made: dict[Any, Any]) -> None:
        """Make free cells depend on the latents of separated ones; means stay, and symmetry does."""
        (first, square), (last, _) = others[0], others[-1]
        a, b, c = (self.rng.choice([0, 1, 6]) for _ in range(3))
        for cell in free:
            if self._stated_law(cell) is None and set(self._moments(cell, world)) <= {"mean"}:
                if self._is(cell, "symmetric", world):
                    made[cell] *= 1 + first**2 + last**2
                else:
                    made[cell] += a * first + b * last + c * (first**2 - square)

    def _has_broken_atom(self, cell: Any) -> bool:
        return isinstance(self.broken, NoAtom) and self._about(self.broken.term, cell)

    def _rotates(self, families: set[Any], block: list[Any], world: World) -> bool:
        """Members that are symmetric one by one, and together not."""
        broken = self.broken
        return (
            isinstance(broken, IndependentElements) and {_substitute(broken.family, self.parameters)} == families
            and self._is(block[0], "symmetric", world) and self._stated_law(block[0]) is None
            and not self._moments(block[0], world)
        )  # fmt: skip

    def _common_law(self, block: list[Any], world: World) -> Law:
        """What the cells of a block share: a stated law among them, or a new one."""
        stated = next((law for c in block if (law := self._stated_law(c)) is not None), None)
        if stated is not None:
            return stated
        symmetric = any(self._is(c, "symmetric", world) for c in block)
        calm = any(self._is(c, "centred", world) for c in block)
        prescribed = any("variance" in self._moments(c, world) or "second" in self._moments(c, world) for c in block)
        return self._draw(symmetric=symmetric, centred=calm or prescribed, variance=Integer(1) if prescribed else None)

    def _mixture(self, cell: Any, world: World, common: Law) -> tuple[Any, Any, Any, Law]:
        """A cell is a common + b own + shift, with the moments that are prescribed for it."""
        symmetric, moments = self._is(cell, "symmetric", world), self._moments(cell, world)
        mean = moments.get("mean", Integer(0) if symmetric else Rational(self.rng.randint(1, 3)))
        variance = moments.get("variance")
        if variance is None and "second" in moments:
            variance = moments["second"] - mean**2
        if self.plain and variance is None:
            a, b = self.rng.choice([(1, 0), (1, 0), (-1, 0), (2, 0), (1, 1)])
            own = self._draw(symmetric=symmetric, centred=True)
            shift = mean - a * common.moment(1) if "mean" in moments else Rational(self.rng.randint(0, 1))
            return Integer(a), Integer(b), Integer(0) if symmetric else shift, own
        a, b = self.rng.sample([Rational(1), Rational(2), Rational(3, 2), Rational(7, 2), Rational(5, 3)], 2)
        if variance is not None:
            a = Rational(1, next(k for k in range(1, 10**6) if common.variance < variance * k**2))
            b, variance = Integer(1), variance - a**2 * common.variance
        no_atom = symmetric and any(isinstance(h, NoAtom) and self._about(h.term, cell) for h in self.kept)
        own = self._draw(
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

    def _alike(self, family: Family) -> bool:
        return any(
            isinstance(h, IdenticallyDistributed | HasLaw)
            and _substitute(getattr(h, "family", None) or h.term, self.parameters) == family
            for h in self.kept
            if not (isinstance(h, HasLaw) and not isinstance(h.term, Family))
        )

    def _about(self, stated: Any, cell: Any) -> bool:
        stated = _substitute(stated, self.parameters)
        if stated == cell:
            return True
        family = stated.family if isinstance(stated, Element) else stated
        quantified = isinstance(stated, Family) or any(
            not i.is_Integer for i in getattr(stated, "indices", (Integer(1),))
        )
        return isinstance(cell, Element) and family == cell.family and quantified

    def _is(self, cell: Any, what: str, world: World) -> bool:
        if what == "symmetric":
            return any(isinstance(h, Symmetric) and self._about(h.term, cell) for h in self.kept)
        return self._moments(cell, world).get("mean") == 0

    def _moments(self, cell: Any, world: World) -> dict[str, Any]:
        """The moments that equations (or the claim, for what it solves for) prescribe."""
        found: dict[str, Any] = {}
        for h in self.kept:
            if isinstance(h, Holds) and isinstance(h.relation, Eq) and (simple := _simple(h)) is not None:
                about, which, value = simple
                quantified = about.xreplace({s: Symbol("_any", integer=True) for s in h.forall})
                if self._about(quantified, cell) and not (value.is_Symbol and value not in self.parameters):
                    found[which] = world.concrete(value)
        if self.unknown is not None and self._alike_cell(self.unknown, cell):
            found["variance"] = self.square
        return found

    def _alike_cell(self, stated: Any, cell: Any) -> bool:
        stated = _substitute(stated, self.parameters)
        if stated == cell:
            return True
        same = isinstance(stated, Element) and isinstance(cell, Element) and stated.family == cell.family
        return same and self._alike(cell.family)

    def _stated_law(self, cell: Any) -> Law | None:
        for h in self.kept:
            if isinstance(h, HasLaw) and self._about(h.term, cell):
                return h.law.substitute(self.parameters)
        return None

    def _law(self, cell: Any, world: World, shared: Law | None) -> Law:
        stated = self._stated_law(cell)
        if stated is not None:
            return stated
        if shared is not None:
            return shared
        moments = self._moments(cell, world)
        symmetric, mean = self._is(cell, "symmetric", world), moments.get("mean")
        variance = moments.get("variance")
        if variance is None and "second" in moments:
            variance = moments["second"] - (mean or 0) ** 2
        no_atom = any(isinstance(h, NoAtom) and self._about(h.term, cell) for h in self.kept)
        atom = self._has_broken_atom(cell)
        law = self._draw(
            symmetric=symmetric, centred=mean is not None or symmetric, variance=variance, atom=atom, no_atom=no_atom
        )
        return law if mean in (None, 0) else _moved(law, mean)

    def _draw(
        self, *, symmetric: bool, centred: bool, variance: Any = None, atom: bool = False, no_atom: bool = False
    ) -> Law:
        """A generic law with the properties asked for."""
        pick = self.rng.choice
        if self.plain and variance is None and not atom:
            return self._plain_law(symmetric=symmetric, centred=centred, no_atom=no_atom)
        if variance is not None and not variance.is_Rational and self.finite:
            raise NoWorldError(f"a law of variance {variance} with rational values")
        if not self.finite and not atom:
            return self._continuous(symmetric=symmetric, centred=centred, variance=variance)
        if symmetric:
            a = Rational(pick([1, 2, 3]), pick([1, 2]))
            if variance is not None:
                a = Rational(next(k for k in range(1, 10**6) if k * k > variance))
                p = variance / (2 * a**2)
            else:
                p = Rational(1, 2) if no_atom else Rational(1, 4) if atom else Rational(pick([1, 2]), 5)
            middle = ((0, 1 - 2 * p),) if p != Rational(1, 2) else ()
            return Finite(((a, p), (-a, p), *middle))
        a, b = pick([(1, 2), (3, 1), (2, 5), (1, 4), (2, 1)])
        a, b = Rational(a), Rational(b)
        if variance is not None:
            b = variance / a
        p = b / (a + b)
        if atom:
            return Finite(((a, p / 2), (-b, (1 - p) / 2), (0, Rational(1, 2))))
        law = Finite(((a, p), (-b, 1 - p)))
        return law if centred else _moved(law, Rational(pick([1, 2]), 3))

    def _plain_law(self, *, symmetric: bool, centred: bool, no_atom: bool) -> Law:
        """A law of two or three small values."""
        half, third = Rational(1, 2), Rational(1, 3)
        if symmetric:
            with_zero = Finite(((-1, half / 2), (0, half), (1, half / 2)))
            return Finite(((-1, half), (1, half))) if no_atom else self.rng.choice([
                Finite(((-1, half), (1, half))), with_zero, Finite(tuple((v, half / 2) for v in (-2, -1, 1, 2))),
            ])  # fmt: skip
        if centred:
            return self.rng.choice([
                Finite(((1, 2 * third), (-2, third))), Finite(((-1, half), (1, half))),
                Finite(((-1, half), (0, half / 2), (2, half / 2))),
            ])  # fmt: skip
        return self.rng.choice([
            Finite(((1, half), (2, half))), Finite(((0, half), (1, half))), Finite(((-1, half), (2, half))),
            Finite(((0, third), (1, third), (3, third))),
        ])  # fmt: skip

    def _continuous(self, *, symmetric: bool, centred: bool, variance: Any) -> Law:
        pick = self.rng.choice
        if symmetric:
            if variance is not None:
                return Normal(0, variance)
            scale = Rational(pick([2, 3, 4]), 3)
            return pick([Normal(0, scale**2), Laplace(0, scale), Uniform(-scale, scale)])
        if variance is None:
            variance = Rational(pick([1, 2, 3]), 2)
        rate = Rational(next(k for k in range(1, 10**6) if k * k * variance >= 2))
        law = Shifted(Gamma(variance * rate**2, rate), -variance * rate)
        return law if centred else _moved(law, Rational(pick([1, 2]), 2))

    def _settle_parameters(self, world: World) -> World:
        """Parameters that an equation defines as a moment take that moment's value."""
        from verify.exact_laws import exact_value

        parameters = dict(world.parameters)
        for h in self.kept:
            if isinstance(h, Holds) and isinstance(h.relation, Eq):
                for value, head in (h.relation.args, h.relation.args[::-1]):
                    if isinstance(value, Symbol) and isinstance(head, E | Var | Cov | P):
                        head = self._instantiated(head)  # noqa: PLW2901
                        parameters[value] = exact_value(head, world)
        return replace(world, parameters=parameters)


def _rotated(turning: Any, place: int) -> Any:
    """The value of -1, 0, 1 moved on by `place` in a cycle, as a polynomial."""
    t = turning
    lagrange = {-1: t * (t - 1) / 2, 0: 1 - t**2, 1: t * (t + 1) / 2}
    return expand(sum(basis * ((value + 1 + place) % 3 - 1) for value, basis in lagrange.items()))


def _moved(law: Law, offset: Any) -> Law:
    if isinstance(law, Finite):
        return Finite(tuple((value + offset, p) for value, p in law.atoms))
    if isinstance(law, Shifted):
        return Shifted(law.base, law.offset + offset)
    return Shifted(law, offset)
