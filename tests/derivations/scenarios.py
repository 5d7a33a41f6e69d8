"""Random hypotheses, laws that satisfy them, and expressions over them."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from sympy import Abs, Eq, Integer, Rational, sign

from derivations.hypotheses import (
    Centred,
    EqualVariance,
    HasLaw,
    Holds,
    IdenticallyDistributed,
    Independent,
    IndependentElements,
    NoAtom,
    Odd,
    Symmetric,
)  # fmt: skip
from derivations.laws import Bernoulli, Rademacher
from derivations.terms import (
    Cov,
    E,
    P,
    Sum,
    Var,
    constants,
    family,
    leaky_relu,
    opaque_function,
    positive_integers,
    random_variables,
    relu,
    step,
)  # fmt: skip
from tests.derivations.oracle import (
    Law,
    World,
    coupled,
    independent,
    joint,
    marginal,
    members,
    rational,
    single,
    table,
)  # fmt: skip

n, m, i, j, k = positive_integers("n m i j k")
a, b, mu = constants("a b mu")
c, p, s2 = constants("c p s2", positive=True)
phi, odd = opaque_function("phi"), opaque_function("psi")

Draw = Callable[[random.Random, dict[Any, Fraction]], Law]


@dataclass
class Component:
    """Variables that may depend on each other: what is assumed of them, and how to draw a joint law."""

    letters: list[Any]
    group: tuple[Any, ...]
    hypotheses: list[Any]
    draw: Draw
    families: list[Any] = field(default_factory=list)


@dataclass
class Scenario:
    """Components, independent of each other."""

    components: list[Component]
    hypotheses: list[Any]
    composite: bool = False  # whether functions of sums are drawn too

    def world(self, rng: random.Random, size: int) -> World:
        """A law that satisfies the hypotheses, with n = size and m = 2."""
        numbers: dict[Any, Fraction] = {
            a: rational(rng), b: rational(rng), c: Fraction(rng.randint(1, 9), 4), p: Fraction(rng.randint(1, 6), 7),
            n: Fraction(size), m: Fraction(2), mu: rational(rng), s2: Fraction(rng.randint(1, 9), 5),
        }  # fmt: skip
        laws = [component.draw(rng, numbers) for component in self.components]
        return World(independent(*laws), numbers, {"phi": table(rng), "psi": table(rng, odd=True)})

    @property
    def letters(self) -> list[Any]:
        return [letter for component in self.components for letter in component.letters]

    @property
    def families(self) -> list[Any]:
        return [owner for component in self.components for owner in component.families]


def variable(name: str, kind: str) -> Component:
    """One variable of a kind."""
    x = random_variables(name)

    def draw(rng: random.Random, numbers: dict[Any, Fraction]) -> Law:
        if kind == "bernoulli":
            return single(x, [(numbers[p], Fraction(1)), (1 - numbers[p], Fraction(0))])
        if kind == "rademacher":
            return single(x, [(Fraction(1, 2), Fraction(1)), (Fraction(1, 2), Fraction(-1))])
        law = marginal(
            rng, atoms=rng.choice((2, 3)), symmetric=kind == "symmetric", centred=kind == "centred",
            atom_at_0=False if kind == "no atom" else None,
        )  # fmt: skip
        if kind == "stated mean":
            numbers[mu] = sum(weight * point for weight, point in law)
        if kind == "stated variance":
            mean = sum(weight * point for weight, point in law)
            numbers[s2] = sum(weight * (point - mean) ** 2 for weight, point in law)
        return single(x, law)

    stated = {
        "plain": [], "symmetric": [Symmetric(x)], "centred": [Centred(x)], "no atom": [NoAtom(x)],
        "bernoulli": [HasLaw(x, Bernoulli(p))], "rademacher": [HasLaw(x, Rademacher())],
        "stated mean": [Holds(Eq(E(x), mu))], "stated variance": [EqualVariance(x, s2)],
    }[kind]  # fmt: skip
    return Component([x], (x,), stated, draw)


VARIABLES = ("plain", "symmetric", "centred", "no atom", "bernoulli", "rademacher", "stated mean", "stated variance")


def dependent(*names: str) -> Component:
    """Variables with any joint law."""
    cells = [random_variables(name) for name in names]
    return Component(cells, tuple(cells), [], lambda rng, numbers: joint(rng, cells, points=rng.choice((3, 4))))


def whole_family(name: str, kind: str, *sizes: Any) -> Component:
    """A family of a kind."""
    w = family(name, *sizes)

    def draw(rng: random.Random, numbers: dict[Any, Fraction]) -> Law:
        cells = members(w, [int(numbers[size]) for size in sizes])
        atoms = 2 if len(cells) > 3 else rng.choice((2, 3))
        options: dict[str, Any] = {"atoms": atoms, "symmetric": "symmetric" in kind, "centred": "centred" in kind}
        if atoms == 2 and options["symmetric"]:
            options["atom_at_0"] = False
        if "dependent" in kind.split():
            if "identical" in kind:
                return coupled(rng, cells, marginal(rng, **options))
            return joint(rng, cells)
        if "variance" in kind:
            spread = Fraction(rng.randint(1, 5), 2)
            numbers[s2] = spread**2
            places = [rational(rng) for _ in cells]
            laws = [[(Fraction(1, 2), place + spread), (Fraction(1, 2), place - spread)] for place in places]
        elif "identical" in kind:
            laws = [marginal(rng, **options)] * len(cells)
        else:
            laws = [marginal(rng, **options) for _ in cells]
        return independent(*(single(cell, law) for cell, law in zip(cells, laws, strict=True)))

    hypotheses = [] if "dependent" in kind.split() else [IndependentElements(w)]
    hypotheses += [IdenticallyDistributed(w)] if "identical" in kind else []
    hypotheses += [Symmetric(w)] if "symmetric" in kind else []
    hypotheses += [Centred(w)] if "centred" in kind else []
    hypotheses += [EqualVariance(w, s2)] if "variance" in kind else []
    one = (Integer(1),) * len(sizes)
    return Component([w[one]], (w,), hypotheses, draw, [w])


FAMILIES = (
    "identical", "independent", "identical symmetric", "identical centred", "independent centred", "dependent",
    "identical dependent", "identical dependent symmetric", "independent symmetric", "independent variance",
)  # fmt: skip


def scenario(rng: random.Random) -> Scenario:
    """Two or three random components."""
    components = []
    for name in rng.sample("xyz", rng.choice((1, 2))):
        if rng.random() < 0.3:
            components.append(dependent(name, name + "'"))
        else:
            components.append(variable(name, rng.choice(VARIABLES)))
    if rng.random() < 0.7:
        components.append(whole_family("w", rng.choice(FAMILIES), n))
        if rng.random() < 0.3:
            components = [components[-1], whole_family("u", rng.choice(FAMILIES[:-1]), n)]
        elif rng.random() < 0.2:
            components = [components[0], whole_family("W", rng.choice(("identical", "identical centred")), n, m)]
    found = assumed(components)
    for number in (mu, s2, p):
        if len([h for h in found.hypotheses if number in h.free_symbols and not isinstance(h, Independent)]) > 1:
            return scenario(rng)
    return found


def assumed(components: list[Component]) -> Scenario:
    """The components, what is assumed of each, and that they are independent."""
    hypotheses = [h for component in components for h in component.hypotheses]
    if len(components) > 1:
        hypotheses.append(Independent(*(component.group for component in components)))
    return Scenario(components, [*hypotheses, Odd(odd)])


WEAKER = {
    "identical symmetric": "identical", "identical centred": "identical", "identical": "independent",
    "independent centred": "independent", "independent symmetric": "independent", "independent": "dependent",
    "identical dependent": "dependent", "independent variance": "independent",
}  # fmt: skip


def comparable(rng: random.Random) -> tuple[Scenario, Scenario]:
    """Two scenarios about the same variables: the second assumes less."""
    if rng.random() < 0.3:
        x, y = (variable(name, "plain") for name in "xy")
        return assumed([x, y]), assumed([dependent("x", "y")])
    other = variable("y", rng.choice(("plain", "centred")))
    if rng.random() < 0.4:
        return assumed([variable("x", rng.choice(VARIABLES[1:])), other]), assumed([variable("x", "plain"), other])
    kind = rng.choice(list(WEAKER))
    return assumed([whole_family("w", kind, n), other]), assumed([whole_family("w", WEAKER[kind], n), other])


def half_line(rng: random.Random, y: Any) -> Any:
    """A function of one variable."""
    return rng.choice((
        lambda: relu(y), lambda: Abs(y), lambda: step(y), lambda: sign(y), lambda: leaky_relu(y, a), lambda: phi(y),
        lambda: odd(y), lambda: relu(-2 * y), lambda: step(-y), lambda: leaky_relu(-c * y, Rational(1, 3)),
    ))()  # fmt: skip


def random_term(rng: random.Random, within: Scenario, *, degree: int, kinks: bool) -> Any:
    """A polynomial in variables, functions of them, and sums over families."""
    def factor() -> Any:
        if within.families and rng.random() < 0.5:
            return total(rng, within)
        y = rng.choice(within.letters)
        if kinks and within.composite and rng.random() < 0.2:
            y = total(rng, within) if within.families and rng.random() < 0.5 else y - 2 * rng.choice(within.letters)
        return half_line(rng, y) if kinks and rng.random() < 0.4 else y

    def monomial() -> Any:
        product = rng.choice((Integer(1), Integer(-2), a, c, Rational(1, 2)))
        for _ in range(rng.randint(1, degree)):
            product *= factor()
        return product

    return sum((monomial() for _ in range(rng.choice((1, 1, 2)))), rng.choice((Integer(0), b)))


def total(rng: random.Random, within: Scenario) -> Any:
    """A sum over one family, or over the products of two."""
    w = rng.choice(within.families)
    bound = [(i, 1, n), (j, 1, m)] if len(w.sizes) == 2 else [(j, 1, n)]
    body = w[tuple(index for index, *_ in bound)]
    partners = [u for u in within.families if u.sizes == w.sizes and u != w]
    if partners and rng.random() < 0.6:
        body *= rng.choice(partners)[tuple(index for index, *_ in bound)]
    body = body ** rng.choice((1, 1, 2)) if rng.random() < 0.8 else rng.choice((relu, Abs, phi))(body)
    return Sum(body, *bound)


def value_term(rng: random.Random, within: Scenario, *, kinks: bool = True) -> Any:
    """A value: products of E, Var, Cov, P of random terms."""
    def head() -> Any:
        kind = rng.choice(("E", "E", "Var", "Cov", "P"))
        if kind == "P" and kinks:
            y = rng.choice(within.letters)
            return P(rng.choice((Eq(y, 0), y > 0, y <= 0, y >= 0)))
        if kind == "Var":
            return Var(random_term(rng, within, degree=1, kinks=kinks))
        if kind == "Cov":
            return Cov(*(random_term(rng, within, degree=1, kinks=kinks) for _ in range(2)))
        return E(random_term(rng, within, degree=rng.choice((2, 2, 3)), kinks=kinks))

    found = head()
    if rng.random() < 0.3:
        found = found * head() + rng.choice((n, a, Integer(3)))
    return found


def worlds(rng: random.Random, within: Scenario, count: int) -> list[World]:
    """A few worlds with n = 1, 2, 3."""
    return [within.world(rng, size) for size in itertools.islice(itertools.cycle((2, 1, 3)), count)]
