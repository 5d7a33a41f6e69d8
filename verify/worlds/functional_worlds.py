"""Worlds for counterexamples in which variables are functions of each other: y = x^2 of an x whose law is stated.

A law without atoms has no finite joint law; a variable that nothing separates from it is a function of it, or of it and
a law of few values.

>>> from derivations.claims import Relation
>>> from derivations.hypotheses import HasLaw
>>> from derivations.laws import Normal
>>> from derivations.terms import Cov, random_variables
>>> x, y = random_variables("x y")
>>> claim = Claim((HasLaw(x, Normal(0, 1)),), Relation(Cov(x, y), "=", 0))
>>> worlds = [functional_world(claim, Random(seed)) for seed in range(9)]
>>> any(world.cells[y].has(*world.cells[x].free_symbols) for world in worlds)
True
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

from sympy import Integer, Rational, sqrt

from derivations.claims import Claim
from derivations.laws import Finite, Law
from derivations.terms import Abs, E, Element, RandomVariable, Var
from verify.worlds.coupled_laws import COIN, coupled
from verify.worlds.drawn_laws import affine, finite_law
from verify.worlds.exact_laws import exact_value
from verify.worlds.joint_worlds import SmallBuilder
from verify.worlds.world import NoWorldError, World

__all__ = ["functional_world"]

HALF = Rational(1, 2)
CHANCE, RARELY = 0.5, 0.25
SWITCHES = (finite_law(((0, HALF), (1, HALF))), finite_law(((1, HALF), (2, HALF))), finite_law(((-1, HALF), (2, HALF))))


def functional_world(claim: Claim, rng: Random) -> World:
    """A world in which cells may be functions of others; `violated` has the last word on what it satisfies."""
    return _FunctionalBuilder(claim, rng, finite=True, broken=None, square=Integer(1), plain=True).world()


class _FunctionalBuilder(SmallBuilder):
    """A unit of cells at a time: a family whose members are alike, or one cell."""

    def _cells(self, base: list[Any]) -> tuple[dict[Any, Any], dict[Any, Law]]:
        self.made: dict[Any, Any] = {}
        self.latents: dict[Any, Law] = {}
        self.pairs: dict[Any, Any] = {}
        self.apart = set(map(frozenset, self._separated_pairs(base)))
        units = self._units(base)
        self.rng.shuffle(units)
        lawful = sum(self.facts.law(unit[0]) is not None for unit in units)
        self.couples = self.rng.random() < (CHANCE if lawful and len(units) > 1 else RARELY)
        self.places = iter(self.rng.choice([(0,) * len(units), range(len(units))]))
        self.by_size = self.rng.choice([(False,), (False, True), (True,)])
        for unit in sorted(units, key=lambda unit: self.facts.law(unit[0]) is None):
            self._make(unit)
        return {cell: term.xreplace(self.pairs) for cell, term in self.made.items()}, self.latents

    def _units(self, base: list[Any]) -> list[list[Any]]:
        units: dict[Any, list[Any]] = {}
        for cell in base:
            alike = isinstance(cell, Element) and self.facts.alike(cell.family)
            units.setdefault(cell.family if alike else cell, []).append(cell)
        return list(units.values())

    def _make(self, unit: list[Any]) -> None:
        law = self.facts.law(unit[0])
        sources = list(self._sources(unit, law))
        chosen = self.rng.choice(sources) if sources and self.rng.random() < 0.8 else None
        coins = self._coins(unit) if law is not None else None
        if law is not None and coins is not None:
            made = self._coupled(unit, law, coins)
        elif law is not None:
            made = self._by_law(unit, law, chosen)
        elif chosen is None:
            made = self._own(unit, self._law(unit[0], None))
        else:
            made = self._dependent(unit, chosen)
        made += [self._copied(made[0]) for _ in unit[len(made) :]]
        if (chosen or coins) is not None and len(unit) > 1 and self.rng.random() < 0.3:
            made[-1] = self._copied(made[-1])
        self.made |= dict(zip(unit, made, strict=True))

    def _coins(self, unit: Sequence[Any]) -> list[Any] | None:
        """A fair coin for each member: of two, or the one that shows whether they agree, any two are independent. The
        first members of all units share them, or all members of one; None where they must not.
        """
        free = len(unit) > 1 and not self._separated_within(unit)
        among, one = (free and self.rng.random() < chance for chance in (CHANCE * (len(unit) > 2), RARELY))
        if not among and not one and not self.couples:
            return None
        which = next(self.places) % 3
        own = self._coin(len(self.made) + len(unit)) if among or one else ()  # a place that no other unit has
        coins = [own[0] if one else own[k % 3] if among else self._coin(k)[which] for k in range(len(unit))]
        return coins if self._allowed(unit, coins) else None

    def _coin(self, place: int) -> tuple[Any, Any, Any]:
        first, second, both = (RandomVariable(f"_c{place}{letter}") for letter in "abc")
        self.latents |= dict.fromkeys((first, second, both), COIN)
        self.pairs[both] = first * second
        return first, second, both

    def _coupled(self, unit: Sequence[Any], law: Law, coins: Sequence[Any]) -> list[Any]:
        """Members that depend on their coins in one way, or each in its own."""
        ways = self.rng.choices(self.by_size, k=len(coins))
        ways = ways[:1] * len(coins) if self.rng.random() < CHANCE else ways
        made = [coupled(law, coin, self._latent, by_size=way) for coin, way in zip(coins, ways, strict=True)]
        return self._own(unit, law) if None in made else made

    def _copied(self, term: Any) -> Any:
        """The same function of latents of its own: one law, and no dependence."""
        return term.xreplace({s: self._latent(self.latents[s]) for s in sorted(self._in(term), key=str)})

    def _own(self, unit: Sequence[Any], law: Law) -> list[Any]:
        """Latents of their own, or one for all where nothing separates the members."""
        together = len(unit) > 1 and not self._separated_within(unit) and self.rng.random() < 0.6
        if together:
            apart = self.rng.choice([0, 0, 1])  # the last goes its own way, or none does
            return [self._latent(law)] * (len(unit) - apart) + [self._latent(law) for _ in range(apart)]
        return [self._latent(law) for _ in unit]

    def _separated_within(self, unit: Sequence[Any]) -> bool:
        return any(frozenset((a, b)) in self.apart for a in unit for b in unit if a != b)

    def _latent(self, law: Law) -> Any:
        symbol = RandomVariable(f"_u{next(self.names)}")
        points = law.points
        if points is not None and not isinstance(law, Finite):
            law = finite_law(tuple((v, p) for v in points if (p := law.probability(v))))
        self.latents[symbol] = law
        return symbol

    def _sources(self, unit: Sequence[Any], law: Law | None) -> Iterator[list[Any]]:
        """For each member what it may be a function of: one cell for all, or the members of a family in turn; or one
        cell for the first member alone.
        """
        families: dict[Any, list[Any]] = {}
        for cell in self.made:
            if isinstance(cell, Element):
                families.setdefault(cell.family, []).append(cell)
        options = [[cell] * len(unit) for cell in self.made]
        options += [members[: len(unit)] for members in families.values() if len(members) >= len(unit) > 1]
        options += [[cell] for cell in self.made] if len(unit) > 1 else []
        if law is None and self.pairs:
            options += [[self._coin(place)[which] for place in range(len(unit))] for which in (0, 0, 1, 2)]
        options += [members[::-1] for members in families.values() if len(members) == len(unit) > 1]
        if law is None and len(self.made) > 1 and self.rng.random() < RARELY:
            first, second = self.rng.sample(list(self.made), 2)
            options = [[self.made[first] * self.made[second]] * len(unit)]
        for option in options:
            terms = [self.made.get(cell, cell) for cell in option]
            if law is not None and any(term not in self.latents for term in terms):
                continue
            if self._allowed(unit[: len(terms)], terms):
                yield terms

    def _allowed(self, unit: Sequence[Any], terms: Sequence[Any]) -> bool:
        used = [self._in(term) for term in terms]
        for cell, mine in zip(unit, used, strict=True):
            others = [(c, self._in(term)) for c, term in self.made.items()] + list(zip(unit, used, strict=True))
            if any(mine & theirs for other, theirs in others if frozenset((cell, other)) in self.apart):
                return False
        return True

    def _in(self, term: Any) -> set[Any]:
        return {s for s in term.free_symbols if s in self.latents}

    def _by_law(self, unit: Sequence[Any], law: Law, sources: Sequence[Any] | None) -> list[Any]:
        """Cells of a stated law that are multiples of others, where such have that law; else on their own."""
        if sources is None:
            return self._own(unit, law)
        found = [self._with_law(law, source) for source in sources]
        return self._own(unit, law) if None in found else found

    def _with_law(self, law: Law, source: Any) -> Any:
        given = self.latents[source]
        if given == law or (isinstance(given, Finite) and law.points is not None and given == self._points(law)):
            return -source if law.symmetric and self.rng.random() < 0.3 else source
        if given.points is not None or type(given) is not type(law) or given.variance == 0:
            return None
        scale = sqrt(law.variance / given.variance)
        offset = law.moment(1) - scale * given.moment(1)
        if not scale.is_Rational:
            return None
        turned = affine(given, -scale, law.moment(1) + scale * given.moment(1)) == law
        scale, offset = (
            (-scale, law.moment(1) + scale * given.moment(1)) if turned and self.rng.random() < 0.3 else (scale, offset)
        )
        return scale * source + offset if affine(given, scale, offset) == law else None

    def _points(self, law: Law) -> Law:
        return finite_law(tuple((v, p) for v in law.points or () if (p := law.probability(v))))

    def _dependent(self, unit: Sequence[Any], sources: Sequence[Any]) -> list[Any]:
        """One function of the sources, and of noise that each member has for itself, with the moments asked for."""
        cell = unit[0]
        symmetric, moments = self.facts.symmetric(cell), self.facts.moments(cell)
        kind = self.rng.choice(["same", "turned", "scaled", "square", "noise", "switched", "size", "gap"])
        switch, noise = self.rng.choice(SWITCHES), self.laws.draw(symmetric=symmetric, centred=False)
        around = self.rng.choice([0, 1])
        factor, offset = self.rng.choice([Integer(2), Integer(-1), HALF]), self.rng.choice([0, 1])

        def function(source: Any) -> Any:
            match kind:
                case "same":
                    return source
                case "scaled":
                    return factor * source
                case "switched":
                    return source * self._latent(switch)
                case "noise" if not symmetric:
                    return source + self._latent(noise)
                case "size" if source in self.latents:
                    return source - self.latents[source].moment(1) if symmetric else Abs(source)
                case "gap":
                    return source - self._copied(source)
                case "square":
                    return self._latent(COIN) * (1 + source**2) if symmetric else source**2
            return (source + around) * self._latent(COIN)

        if not moments:
            return [function(source) + (0 if symmetric else offset) for source in sources]
        return [self._adjusted(function(source), moments, symmetric=symmetric) for source in sources]

    def _adjusted(self, term: Any, moments: dict[str, Any], *, symmetric: bool) -> Any:
        """The term moved and stretched to the moments asked for."""
        world = World(dict(self.parameters), {}, {}, self.latents)
        mean = Integer(0) if symmetric else moments.get("mean")
        if mean is not None and not symmetric:
            term -= _rational(exact_value(E(term), world))
        wanted = moments.get("variance")
        if "second" in moments:
            wanted = moments["second"] - (mean or 0) ** 2
        if wanted is not None:
            spread = exact_value(Var(term) if mean is not None or "second" not in moments else E(term**2), world)
            term *= self._stretched(wanted / spread)
        return term + (mean or 0)

    def _stretched(self, ratio: Any) -> Any:
        """A factor whose square has this mean."""
        if not ratio.is_Rational or ratio <= 0:
            raise NoWorldError(f"a factor whose square has the mean {ratio}")
        if sqrt(ratio).is_Rational:
            return sqrt(ratio)
        top = next(k for k in range(1, 10**6) if k * k > ratio)
        return self._latent(finite_law(((0, 1 - ratio / top**2), (top, ratio / top**2))))


def _rational(number: Any) -> Any:
    if not number.is_Rational:
        raise NoWorldError(f"{number} is not rational")
    return number
