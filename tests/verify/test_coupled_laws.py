"""A law written as two in equal parts: its moments against sums and integrals, and what is no such mixture."""

from itertools import count

import pytest
from sympy import Abs, Integral, Rational, Symbol, simplify, stats, symbols

from derivations.laws import (
    Bernoulli,
    Beta,
    Binomial,
    Exponential,
    Finite,
    Gamma,
    Geometric,
    Laplace,
    Normal,
    Poisson,
    Uniform,
)
from derivations.terms import RandomVariable
from verify.worlds.coupled_laws import COIN, Tilted, coupled, is_mixture
from verify.worlds.exact_laws import exact_value
from verify.worlds.world import World

KNOWN = [  # with the same law as sympy has it
    (Normal(1, 4), stats.Normal("k", 1, 2)), (Uniform(-1, 3), stats.Uniform("k", -1, 3)),
    (Exponential(2), stats.Exponential("k", 2)), (Laplace(1, 2), stats.Laplace("k", 1, 2)),
    (Gamma(3, 2), stats.Gamma("k", 3, Rational(1, 2))), (Beta(2, 3), stats.Beta("k", 2, 3)),
    (Poisson(3), stats.Poisson("k", 3)), (Geometric(Rational(1, 4)), stats.Geometric("k", Rational(1, 4))),
    (Binomial(3, Rational(1, 3)), stats.Binomial("k", 3, Rational(1, 3))),
    (Bernoulli(Rational(1, 4)), stats.Bernoulli("k", Rational(1, 4))),
]  # fmt: skip


def made(law, *, by_size):
    names, laws = count(), {RandomVariable("c"): COIN}

    def latent(its):
        symbol = RandomVariable(f"u{next(names)}")
        laws[symbol] = its
        return symbol

    return coupled(law, RandomVariable("c"), latent, by_size=by_size), laws


@pytest.mark.parametrize("by_size", [False, True])
@pytest.mark.parametrize(("law", "known"), KNOWN)
def test_a_coupled_variable_has_the_moments_of_its_law_and_depends_on_the_coin(law, known, by_size):
    from derivations.terms import E

    term, laws = made(law, by_size=by_size)
    coin = RandomVariable("c")
    world = World({}, {}, {s: s for s in laws}, laws)
    for order in (1, 2, 3, 4):
        assert simplify(exact_value(E(term**order), world) - stats.E(known**order)) == 0
    assert any(simplify(exact_value(E(coin * term**order), world)) != 0 for order in (1, 2))
    assert (law.points is None) is is_mixture(term, laws, law)  # those of few values are enumerated
    assert not is_mixture(term + 1, laws, law)


@pytest.mark.parametrize("law", [law for law, _ in KNOWN[:6]])
def test_what_is_left_of_a_density_is_nowhere_below_zero(law):
    _, laws = made(law, by_size=True)
    for tilted in (its for its in laws.values() if isinstance(its, Tilted)):
        t = Symbol("t", real=True)
        whole, part, weight = tilted.whole, tilted.part, tilted.weight
        for at in (Rational(k, 4) for k in range(-20, 21)):
            f, g = (its.density(t).subs(t, at) if at in its.support else 0 for its in (whole, part))
            left = (1 - weight) * f + weight * g
            assert left == 0 or left.is_positive
        area = Integral(part.density(t), (t, part.support.inf, part.support.sup))
        assert simplify(area.doit()) == 1


def test_what_is_no_mixture_of_the_law_is_not_taken_for_one():
    c, d, u, v = (RandomVariable(name) for name in "cduv")
    normal, half = Normal(0, 1), Rational(1, 2)
    laws = {c: COIN, d: Finite(((1, Rational(1, 3)), (-1, Rational(2, 3)))), u: normal, v: Normal(1, 1)}
    assert is_mixture(c * Abs(u), laws, normal)
    assert not is_mixture(d * Abs(u), laws, normal)  # no fair coin
    assert not is_mixture(c * Abs(v), laws, Normal(1, 1))  # not symmetric about 0
    assert not is_mixture(Abs(u) + 0 * c, laws, normal)
    assert not is_mixture(c * (u + Abs(u)) / 2, laws, normal)
    assert not is_mixture((1 + c) / 2 * u + (1 - c) / 2 * v, laws, normal)
    part = Normal(0, Rational(1, 4))
    for weight, holds in ((-1, True), (-2, False)):  # a density below 0 is none
        tilted = laws | {u: Tilted(normal, part, -weight) if weight != -1 else part, v: Tilted(normal, part, weight)}
        assert is_mixture((1 + c) * half * u + (1 - c) * half * v, tilted, normal) is holds
    other = laws | {u: Normal(0, half), v: Tilted(normal, Normal(0, half), -1)}  # sqrt(2) f is not above g
    assert not is_mixture((1 + c) * half * u + (1 - c) * half * v, other, normal)
    assert not is_mixture(symbols("s"), laws, normal)
