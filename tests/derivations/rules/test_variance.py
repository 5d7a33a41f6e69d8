"""Rules about Var and Cov against finite joint laws in Fractions, enumerated; and what they must not do."""

from __future__ import annotations

from derivations.hypotheses import Centred, Independent, IndependentElements
from derivations.rules.variance import covariance_definition, variance_definition, variance_of_sum, variance_shift_scale
from derivations.terms import Cov, E, Sum, Var, constants, family, integers, positive_integers, random_variables
from tests.derivations.oracle import World, independent, joint, marginal, members, rational, single
from tests.derivations.rules.running import after, in_worlds, refuses, same_value

x, y, z = random_variables("x y z")
a, b = constants("a b")
n, j = positive_integers("n j")
w, inputs = family("w", n), family("x", n)


@in_worlds()
def test_variance_definition_is_sound(rng):
    """Oracle: a dependent pair as a random joint table."""
    world = World(joint(rng, [x, y]))
    for inner in (x, x * y, x - E(x)):
        same_value(Var(inner), after(variance_definition, Var(inner)), world)


def test_variance_definition_refuses_a_covariance():
    refuses(variance_definition, Cov(x, y), says="variance_definition needs Var(X)")


@in_worlds()
def test_covariance_definition_is_sound(rng):
    """Oracle: a dependent pair as a random joint table."""
    world = World(joint(rng, [x, y]))
    same_value(Cov(x, x * y), after(covariance_definition, Cov(x, x * y)), world)


def test_covariance_definition_refuses_a_variance():
    refuses(covariance_definition, Var(x), says="covariance_definition needs Cov(X, Y)")


@in_worlds()
def test_variance_shift_scale_is_sound(rng):
    """Oracle: a dependent pair as a random joint table."""
    world = World(joint(rng, [x, y]), {a: rational(rng), b: rational(rng)})
    for inner in (a * x + b, -2 * x * y, x + E(x) + 1, a * E(y) * x - b, a + b):
        same_value(Var(inner), after(variance_shift_scale, Var(inner)), world)


def test_variance_shift_scale_refuses_what_has_no_constant():
    refuses(variance_shift_scale, Var(x + y), says="neither a constant factor nor a constant term")
    refuses(variance_shift_scale, E(2 * x), says="needs Var(a X + b)")


@in_worlds()
def test_variance_of_sum_is_sound(rng):
    """Oracle: product laws, and centred weights on dependent inputs, enumerated."""
    world = World(independent(single(x, marginal(rng)), joint(rng, [y, z])), {a: rational(rng)})
    term = Var(x + a * y * z + 3)
    same_value(term, after(variance_of_sum, term, Independent(x, (y, z))), world)
    weights = independent(*(single(cell, marginal(rng, centred=True, atoms=2)) for cell in members(w, (3,))))
    world = World(independent(weights, joint(rng, members(inputs, (3,)))), {n: 3})
    term = Var(Sum(w[j] * inputs[j], (j, 1, n)))
    context = IndependentElements(w), Centred(w), Independent(w, inputs)
    same_value(term, after(variance_of_sum, term, context), world)


def test_variance_of_sum_refuses_correlated_terms():
    refuses(variance_of_sum, Var(x + y), says="add assuming= independence, or a zero mean")
    neuron = Var(Sum(w[j] * inputs[j], (j, 1, n)))
    refuses(variance_of_sum, neuron, IndependentElements(w), Independent(w, inputs), says="uncorrelated")
    refuses(variance_of_sum, Var(Sum(w[j], (j, 1, x))), IndependentElements(w), Independent(w, x), says="not random")
    refuses(variance_of_sum, Var(x), says="needs the variance of a sum")


def test_variance_of_sum_refuses_to_take_an_index_for_positive():
    t = integers("t")
    members_below_zero = Var(Sum((abs(t) - t) * w[t + n + 1], (t, -n, n)))
    refuses(variance_of_sum, members_below_zero, says="does not follow")
