"""Cells in terms of latents: those that no hypothesis separates share a block, and what they have in common."""

from __future__ import annotations

from itertools import count
from typing import Any

from sympy import Integer, Rational, sign

from derivations.hypotheses import IndependentElements, NoAtom
from derivations.laws import Finite, Law
from derivations.terms import Element, P, RandomVariable, subterms
from verify.worlds.drawn_laws import finite_law, moved, rotated
from verify.worlds.world import NoWorldError, substitute
from verify.worlds.world_facts import CellFacts
from verify.worlds.world_parameters import Parameters

__all__ = ["Blocks"]

BEYOND = 0.5  # of the laws of what an event compares with a number


class Blocks(Parameters):
    """A world whose cells are filled, block by block, with what its `facts` say of them."""

    facts: CellFacts
    parameters: dict[Any, Any]

    def _separated_pairs(self, base: list[Any]) -> set[Any]:
        """The pairs of cells that a hypothesis makes independent."""
        raise NotImplementedError

    def _cells(self, base: list[Any]) -> tuple[dict[Any, Any], dict[Any, Law]]:
        """Every cell in terms of latents, and the laws of those."""
        latents: dict[Any, Law] = {}
        made: dict[Any, Any] = {}
        for block in self._blocks(base):
            self._fill(block, made, latents)
        return made, latents

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
