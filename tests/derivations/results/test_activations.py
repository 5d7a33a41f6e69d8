"""The results on activations against brute-force enumeration of finite laws; and where a hypothesis is missing."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derivations.catalogue import derive
from derivations.hypotheses import HasDensity, IdenticallyDistributed, Symmetric
from derivations.terms import E, constants, family, positive_integers, random_variables, relu
from tests.derivations.oracle import (
    World,
    independent,
    marginal,
    members,
    rational,
    single,
    table,
    value,
)
from tests.derivations.results.worlds import dependent, signs, two_points, world
from tests.derivations.rules.running import in_worlds

y = random_variables("y")
a = constants("a")
n, m = positive_integers("n m")
MOMENTS = ["odd-activation-mean", "relu-half-second-moment", "leaky-relu-second-moment",
           "relu-derivative-second-moment-with-atom"]  # fmt: skip


def holds(result, made):
    relation = derive(result).claim.relation
    return value(relation.lhs, made) == value(relation.rhs, made)


def of_y(law, **functions):
    return World(single(y, law), {a: Fraction(1, 5)}, functions)


@in_worlds()
def test_moments_of_activations_hold_for_symmetric_laws_with_an_atom_at_0(rng):
    made = World(single(y, marginal(rng, symmetric=True)), {a: rational(rng)}, {"phi": table(rng, odd=True)})
    for name in MOMENTS:
        assert holds(name, made), name


@in_worlds()
def test_the_derivative_of_a_rectifier_has_second_moment_one_half_without_an_atom(rng):
    law = marginal(rng, symmetric=True, atom_at_0=False)
    assert holds("relu-derivative-second-moment", of_y(law))


def test_an_atom_at_0_refutes_the_one_half():
    law = [(Fraction(1, 4), Fraction(-1)), (Fraction(1, 2), Fraction(0)), (Fraction(1, 4), Fraction(1))]
    assert not holds("relu-derivative-second-moment", of_y(law))
    assert holds("relu-half-second-moment", of_y(law))


@pytest.mark.parametrize("name", MOMENTS)
def test_moments_of_activations_fail_for_an_asymmetric_centred_law(name):
    law = [(Fraction(2, 3), Fraction(1)), (Fraction(1, 3), Fraction(-2))]
    cube = of_y(law, phi=lambda t: t**3)
    assert not holds(name, cube)


def test_relu_and_sigmoid_are_no_odd_activations():
    law = signs(Fraction(1))
    relation = derive("odd-activation-mean").claim.relation
    rectified = of_y(law, phi=lambda t: max(t, Fraction(0)))
    sigmoid = of_y(law, phi=lambda t: Fraction(9, 10) if t > 0 else Fraction(1, 10))  # sigma(-t) = 1 - sigma(t)
    for made in (rectified, sigmoid):
        assert value(relation.lhs, made) == Fraction(1, 2) != value(relation.rhs, made)
    assert value(E(relu(y)), of_y(law)) == Fraction(1, 2)


@pytest.mark.parametrize("name", ["relu-half-second-moment", "leaky-relu-second-moment"])
def test_the_density_is_a_second_route_and_no_hypothesis_of_the_result(name):
    by_absolute_value, by_density = derive(name).routes
    assert by_absolute_value.claim.hypotheses == (Symmetric(y),)
    assert set(by_density.claim.hypotheses) == {Symmetric(y), HasDensity(y)}
    assert by_absolute_value.relation == by_density.relation
    assert not {link.reason for link in by_density.links} & {"relu_square", "leaky_square"}


def layers(rng, lower, *, width=2, deep=2):
    u, z, w = family("u", n, m), family("z", m), family("w", n)
    upper = marginal(rng, atoms=2, centred=True)
    while not any(point for _, point in upper):  # weights that are 0 make both sides 0
        upper = marginal(rng, atoms=2, centred=True)
    law = independent(
        *(single(cell, lower) for cell in members(u, (width, deep))),
        dependent(members(z, (deep,)), [(Fraction(2, 3), Fraction(1)), (Fraction(1, 3), Fraction(-3))]),
        *(single(cell, upper) for cell in members(w, (width,))),
    )
    return world(law, {n: width, m: deep}, derive("relu-variance-recursion").claim.hypotheses)


@in_worlds(5)
def test_the_recursion_holds_for_two_layers_of_which_only_the_weights_are_symmetric(rng):
    assert holds("relu-variance-recursion", layers(rng, signs(Fraction(2, 3))))


@in_worlds(3)
def test_the_recursion_fails_for_asymmetric_weights_below(rng):
    assert not holds("relu-variance-recursion", layers(rng, two_points(Fraction(1))))


def test_the_recursion_assumes_nothing_of_the_preactivation():
    hypotheses = derive("relu-variance-recursion").claim.hypotheses
    preactivation = family("y", n)
    assert Symmetric(preactivation) not in hypotheses
    assert IdenticallyDistributed(preactivation) not in hypotheses
