"""The results on neurons against brute-force enumeration of finite laws; and where a hypothesis is missing."""

from __future__ import annotations

import random

import pytest

from derivations.catalogue import derive
from derivations.hypotheses import Centred, Independent
from derivations.terms import family, positive_integers, random_variables
from tests.derivations.oracle import coupled, independent, joint, marginal, members, single, value
from tests.derivations.results.worlds import two_points, world
from tests.derivations.rules.running import in_worlds

n = positive_integers("n")
w, x = family("w", n), family("x", n)
b = random_variables("b")
FIRST = ["variance-identity", "second-moment", "variance-of-product"]
NEURONS = ["mean-of-neuron", "variance-of-neuron-centred", "variance-of-neuron", "variance-of-preactivation"]


def holds(result, made):
    relation = derive(result).claim.relation
    return value(relation.lhs, made) == value(relation.rhs, made)


def weights(rng, size, *, centred=True):
    law = marginal(rng, atoms=2, centred=centred)
    return independent(*(single(cell, law) for cell in members(w, (size,))))


def neuron(rng, result, size=3, *, inputs_centred=False, weights_=None, inputs=None):
    """Independent weights of one law, dependent inputs of one law, a bias that depends on the inputs."""
    law = coupled(rng, members(x, (size,)), marginal(rng, atoms=2, centred=inputs_centred))
    law = inputs or [(p, outcome | {b: outcome[("x", (1,))] + 1}) for p, outcome in law]
    made = independent(weights_ or weights(rng, size), law)
    return world(made, {n: size}, derive(result).claim.hypotheses)


@pytest.mark.parametrize("name", FIRST)
def test_the_identities_of_one_and_two_variables(name):
    rng = random.Random(name)
    for _ in range(20):
        law = independent(single(random_variables("x"), marginal(rng)), single(random_variables("y"), marginal(rng)))
        assert holds(name, world(law, {}, ()))


@in_worlds(8)
def test_the_results_on_a_neuron_hold_for_dependent_inputs(rng):
    for name in NEURONS:
        assert holds(name, neuron(rng, name, inputs_centred=name == "variance-of-neuron-centred")), name


def test_the_mean_of_a_neuron_needs_centred_weights():
    rng = random.Random(1)
    uncentred = weights(rng, 3, centred=False)
    assert not holds("mean-of-neuron", neuron(rng, "mean-of-neuron", weights_=uncentred))


def test_the_variance_of_a_neuron_needs_independent_weights():
    rng = random.Random(2)
    equal = [(p, {("w", (place,)): t for place in (1, 2, 3)}) for p, t in two_points(1)]
    assert not holds("variance-of-neuron", neuron(rng, "variance-of-neuron", weights_=equal))


def test_the_centred_form_needs_centred_inputs():
    assert not holds("variance-of-neuron-centred", neuron(random.Random(3), "variance-of-neuron-centred"))


def test_a_product_of_dependent_variables_has_another_variance():
    pair = joint(random.Random(4), list(random_variables("x y")))
    assert not holds("variance-of-product", world(pair, {}, ()))


def test_a_preactivation_needs_weights_independent_of_inputs_and_bias_together():
    hypotheses = derive("variance-of-preactivation").claim.hypotheses
    assert Independent(w, (x, b)) in hypotheses  # not b apart from x: that is not used
    assert not any(h == Centred(x) for h in hypotheses)
