"""Numbers for the parameters of a claim: small sizes and indices, generic rationals for other constants."""

from __future__ import annotations

from functools import lru_cache
from itertools import count
from random import Random
from typing import Any

from sympy import Integer, Ne, Product, Rational, Sum, Symbol, sqrt

from derivations.claims import Claim
from derivations.hypotheses import Definition, DependsThrough, HasLaw, Holds, Hypothesis
from derivations.laws import Binomial
from derivations.substitution import in_domain
from derivations.terms import Element, RandomVariable, cells, subterms
from verify.inequalities.parameters import chances_of, domains
from verify.worlds.drawn_laws import LawDrawer
from verify.worlds.world_facts import requirements, unknown_of

__all__ = ["Parameters"]

LAYERS = 6
SMALL = (Rational(2), Rational(2), Rational(3), Rational(1, 2), Rational(1, 3), Rational(1))


class Parameters:
    """A claim of which a world is made, with the hypothesis that is `broken` in it, and numbers for its letters.

    `kept` are the other hypotheses, `terms` what the claim speaks of; an `unknown` is the root of `square`.
    """

    def __init__(
        self, claim: Claim, rng: Random, *, finite: bool, broken: Hypothesis | None, square: Any, plain: bool
    ) -> None:
        self.claim, self.rng, self.broken, self.square = claim, rng, broken, square
        self.plain, self.laws = plain, LawDrawer(rng, finite, plain)
        self.unknown = unknown_of(claim) if requirements(claim) else None
        self.kept = [h for h in claim.hypotheses if h != broken]
        self.names = count(1)
        self.terms = _terms_of(claim)
        self.parts = _parts_of(self.terms)
        self.sizes = _sizes_in(self.parts)

    def _parameters(self) -> dict[Any, Any]:
        """Distinct small integers for sizes, generic rationals for other constants."""
        symbols = set(_letters_of(self.claim))
        pool = self._sizes_to_draw()
        values: dict[Any, Any] = {}
        if isinstance(self.unknown, Symbol) and not isinstance(self.unknown, RandomVariable):
            symbols.discard(self.unknown)
            values[self.unknown] = sqrt(self.square)
        laws = [h.law for h in self.claim.hypotheses if isinstance(h, HasLaw)]
        chances = {s for law in laws for p in chances_of(law) for s in p.free_symbols}
        trials = {s for law in laws if isinstance(law, Binomial) for s in law.trials.free_symbols}
        signed = {s: 1 if t.is_positive else -1 for s, t in domains(self.claim.hypotheses).items()}
        for symbol in sorted(symbols, key=str):
            if symbol in trials:
                values[symbol] = Integer(self.rng.randint(2, 4))
            elif symbol.is_integer:
                values[symbol] = self._whole(symbol, pool)
            else:
                values[symbol] = self._rational(symbol, signed, is_chance=symbol in chances)
        return values

    def _sizes_to_draw(self) -> list[int]:
        """Sizes in the order in which they are given, the last one first."""
        pool = [2, 3]
        self.rng.shuffle(pool)
        matrices = {p.family.name for p in self.parts if isinstance(p, Element) and len(p.indices) > 1}
        pool = [3, *(size - 1 for size in pool)] if matrices else [4, *pool]
        if len(matrices) > 1 and self.plain:  # layers of larger ones have too many outcomes
            pool = [1] * LAYERS
            pool[self.rng.randrange(LAYERS)] = 2
        return pool

    def _whole(self, symbol: Any, pool: list[int]) -> Any:
        """A size, or the least value of an index, apart from those that it is said to differ from."""
        unequal = (h.relation for h in self.kept if isinstance(h, Holds) and isinstance(h.relation, Ne))
        apart = sorted({s for r in unequal for s in r.free_symbols if s.is_integer}, key=str)
        place = self._least(symbol) + (apart.index(symbol) if symbol in apart else 0)
        value = Integer(place if symbol not in self.sizes else pool.pop() if pool else 3)
        return value if in_domain(symbol, value) else value + 1  # an odd number, an even one

    def _rational(self, symbol: Any, signed: dict[Any, int], *, is_chance: bool) -> Any:
        """A rational that is not special, a small one in a plain world; a probability where the letter is one."""
        value = Rational(self.rng.randint(2, 9), self.rng.choice([3, 4, 5, 7]))
        value = self.rng.choice(SMALL) if self.plain else value
        value = Rational(1, self.rng.randint(2, 4)) if is_chance else value
        signs = [1, 1, 1, -1] if self.plain else [1, -1]
        return value * (1 if symbol.is_nonnegative else signed[symbol] if symbol in signed else self.rng.choice(signs))

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


@lru_cache(maxsize=64)
def _terms_of(claim: Claim) -> tuple[Any, ...]:
    """What the claim speaks of."""
    relation, hypotheses = claim.relation, claim.hypotheses
    terms = [relation.lhs, relation.rhs, *(h.relation for h in hypotheses if isinstance(h, Holds))]
    terms += [part for h in hypotheses if isinstance(h, Definition) for part in (h.name, h.term)]
    terms += [f[Integer(1)] for h in hypotheses if isinstance(h, DependsThrough) for f in (h.family, h.through)]
    return tuple(terms)


@lru_cache(maxsize=64)
def _parts_of(terms: tuple[Any, ...]) -> tuple[Any, ...]:
    """What stands in the terms, each once."""
    return tuple(dict.fromkeys(part for term in terms for part in subterms(term)))


@lru_cache(maxsize=64)
def _letters_of(claim: Claim) -> frozenset[Any]:
    """The letters of the claim that need a value, and those of its laws."""
    hypotheses, terms = claim.hypotheses, _terms_of(claim)
    symbols: set[Any] = set()
    for term in terms:
        parts = list(subterms(term))
        bound = {s for part in parts if hasattr(part, "bound_symbols") for s in part.bound_symbols}
        members = [part for part in parts if isinstance(part, Element)]
        sizes = {s for part in members for z in part.family.sizes for s in z.free_symbols}
        symbols |= {s for s in term.free_symbols | sizes if not isinstance(s, RandomVariable)} - bound
    counts = _sizes_in(_parts_of(terms)) | claim.relation.lhs.free_symbols | claim.relation.rhs.free_symbols
    symbols -= {s for h in hypotheses for s in getattr(h, "forall", ())} - counts
    symbols -= {h.quantity for h in hypotheses if isinstance(h, DependsThrough)}
    symbols = {s for s in symbols if isinstance(s, Symbol) and not isinstance(s, RandomVariable)}
    symbols |= {s for h in hypotheses if isinstance(h, HasLaw) for p in h.law.parameters for s in p.free_symbols}
    return frozenset(symbols - {h.name for h in hypotheses if isinstance(h, Definition)})


@lru_cache(maxsize=64)
def _sizes_in(parts: tuple[Any, ...]) -> frozenset[Any]:
    """The letters in the sizes of families and in the ends of sums."""
    found: set[Any] = set()
    for part in parts:
        if isinstance(part, Element):
            found |= {s for z in part.family.sizes for s in z.free_symbols}
        if isinstance(part, Sum | Product):
            found |= {s for limit in part.limits for z in limit[1:] for s in z.free_symbols}
    return frozenset(found)
