"""The moment normal form keeps values, decides its fragment, and declines the rest by name."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Abs, Eq, Gt, Integer, Lt, Max, Min, Ne, Rational, Symbol, cos, exp, pi, sign, sqrt, tanh

from derivations.errors import UserError
from derivations.hypotheses import (
    IID,
    Centred,
    Definition,
    EqualVariance,
    HasDensity,
    HasLaw,
    Holds,
    IdenticallyDistributed,
    Independent,
    IndependentElements,
    NoAtom,
    Odd,
    Symmetric,
)  # fmt: skip
from derivations.laws import (
    Bernoulli,
    Binomial,
    Exponential,
    Finite,
    Laplace,
    Normal,
    Poisson,
    Rademacher,
    Uniform,
)
from derivations.normal_form import NormalForm, minimal_support
from derivations.polynomial import OutsideFragment
from derivations.terms import (
    Cov,
    E,
    Indicator,
    P,
    Product,
    Sum,
    Var,
    constants,
    family,
    integers,
    leaky_relu,
    opaque_function,
    positive_integers,
    random_variables,
    relu,
    step,
)  # fmt: skip
from tests.derivations.oracle import Undefined, World, independent, joint, marginal, members, single, value
from tests.derivations.scenarios import comparable, scenario, value_term, worlds

n, m, i, j, k, l = positive_integers("n m i j k l")
w, u = family("w", n), family("u", n)
W = family("W", n, m)
x, y, z, v = random_variables("x y z v")
c, sigma, tau = constants("c sigma tau", positive=True)
a, b = constants("a b")
phi, psi = opaque_function("phi"), opaque_function("psi")
t = integers("t")
half = Rational(1, 2)
free = Independent(x, y, z)
layer = (*IID(w), *IID(u), Independent(w, u))

seeds = st.integers(0, 2**32)
sampled = settings(max_examples=40, deadline=None, derandomize=True)


def equal(left, right, *context):
    """The verdict, and that a verdict of None says why."""
    form = NormalForm(context)
    verdict = form.equal(left, right)
    assert (verdict is None) == bool(form.outside) or verdict is True
    return verdict


def differs(left, right, world):
    """Whether the two values differ in a world; a root that is irrational there says nothing."""
    try:
        return value(left, world) != value(right, world)
    except Undefined:
        return False


# ---- against the oracle ------------------------------------------------------------------------------------------


@given(seeds)
@sampled
def test_the_normal_form_has_the_value_of_the_term(seed):
    rng = random.Random(seed)
    assumed = scenario(rng)
    assumed.composite = rng.random() < 0.3
    term = value_term(rng, assumed)
    form = NormalForm(assumed.hypotheses)
    normal = form.value(term)
    assert form.equal(term, normal) in ((True, None) if assumed.composite else (True,))
    for world in worlds(rng, assumed, 3):
        assert value(term, world) == value(normal, world)


@given(seeds)
@sampled
def test_what_follows_from_more_is_true_or_refuted_under_less(seed):
    """Equal: on random laws too. Not equal: some random law shows it. Never undecided."""
    rng = random.Random(seed)
    more, less = comparable(rng)
    term = value_term(rng, more)
    other = NormalForm(more.hypotheses).value(term)
    verdict = equal(term, other, *less.hypotheses)
    assert verdict is not None
    assert verdict == (not any(differs(term, other, world) for world in worlds(rng, less, 4 if verdict else 60)))


@given(seeds)
@sampled
def test_two_values_are_equal_or_a_law_shows_that_they_are_not(seed):
    rng = random.Random(seed)
    assumed = scenario(rng)
    left, right = (value_term(rng, assumed, kinks=False) for _ in range(2))
    verdict = equal(left, right, *assumed.hypotheses)
    assert verdict == (not any(differs(left, right, world) for world in worlds(rng, assumed, 60)))


def test_roots_have_the_value_of_the_term():
    """Standard deviations of variables with two values: rational ones."""
    rng = random.Random(3)
    context = [free, Centred(x), Centred(y), Symmetric(x)]
    terms = [
        sqrt(Var(c * x + b)), sqrt(Var(x * y)), sqrt(Var(x) * Var(z)) / Var(x), 1 / sqrt(4 * Var(z)),
        Cov(x, x + z) / (sqrt(Var(x)) * sqrt(Var(z))), sqrt(Var(x)) ** 3, sqrt(E(x**2)) * sqrt(Var(y) * 9),
        sqrt(Var(3 * x + 4 * y) + Var(4 * x - 3 * y)) / sqrt(E(x**2) + E(y**2)), sqrt(c**2 * Var(y) / n**2),
    ]  # fmt: skip
    for size in range(1, 6):
        laws = []
        for cell in (x, y, z):
            spread, place = Fraction(rng.randint(1, 9), rng.randint(1, 4)), Fraction(0)
            if cell == z:
                place = Fraction(rng.randint(-5, 5), 3)
            laws.append(single(cell, [(Fraction(1, 2), place + spread), (Fraction(1, 2), place - spread)]))
        numbers = {c: Fraction(rng.randint(1, 9), 2), b: Fraction(1, 3), n: Fraction(size)}
        world = World(independent(*laws), numbers)
        compared = 0
        for term in terms:
            normal = NormalForm(context).value(term)
            try:
                assert value(term, world) == value(normal, world)
                compared += 1
            except Undefined:
                continue
        assert compared >= len(terms) - 1


# ---- what must be decided ----------------------------------------------------------------------------------------

TRUE = [
    (E(Sum(w[j], (j, 1, n)) * Sum(w[k], (k, 1, n - 1))), (n - 1) * (E(w[1] ** 2) + (n - 1) * E(w[1]) ** 2), IID(w)),
    (Var(x), E(x**2) - E(x) ** 2, ()),
    (Var(a * x + b), a**2 * Var(x), ()),
    (Var(x - y), Var(x) + Var(y) - 2 * Cov(x, y), ()),
    (Var(x - y), Var(x) + Var(y), (free,)),
    (Cov(x, y) + Cov(x, z), Cov(x, y + z), ()),
    (Var(x * y), E(x) ** 2 * Var(y) + E(y) ** 2 * Var(x) + Var(x) * Var(y), (free,)),
    (E((x - E(x)) ** 3), E(x**3) - 3 * E(x) * E(x**2) + 2 * E(x) ** 3, ()),
    (E((x + y) ** 4), E(x**4) + 6 * E(x**2) * E(y**2) + E(y**4), (free, Centred(x), Symmetric(x), Centred(y))),
    (Var(E(x)), Integer(0), ()),
    (E(x * E(y)), E(x) * E(y), ()),
    (E(x) / E(x**2), E(2 * x) / (2 * E(x**2)), ()),
    (Var(x) / Var(2 * x), Rational(1, 4), ()),
    # sums
    (Var(Sum(w[j] * u[j], (j, 1, n))), n * Var(w[1]) * E(u[1] ** 2), (*layer, Centred(w))),
    (Var(Sum(w[j] * u[j], (j, 1, n))), n * Var(w[k]) * E(u[l] ** 2), (*layer, Centred(w))),
    (Var(Sum(w[j], (j, 1, n)) / n), Var(w[1]) / n, IID(w)),
    (E(Sum(w[j], (j, 1, n)) ** 2), n * E(w[1] ** 2) + n * (n - 1) * E(w[1]) ** 2, IID(w)),
    (E(Sum(w[j], (j, 1, n)) ** 3), n * E(w[1] ** 3), (*IID(w), Centred(w))),
    (
        E(Sum(w[j], (j, 1, n)) ** 4),
        n * E(w[1] ** 4) + 3 * n * (n - 1) * E(w[1] ** 2) ** 2,
        (*IID(w), Centred(w)),
    ),
    (Var(Sum(w[j], (j, 1, n))), Sum(Var(w[j]), (j, 1, n)), (IndependentElements(w),)),
    (Var(Sum(w[j], (j, 1, n))), Sum(Cov(w[j], w[k]), (j, 1, n), (k, 1, n)), ()),
    (E(Sum(w[j], (j, 1, n))), n * E(w[1]), (IdenticallyDistributed(w),)),
    (Sum(E(w[j]), (j, 1, n)), Sum(E(w[k]), (k, 1, n)), ()),
    (E(Sum(w[j] - Sum(w[k], (k, 1, n)) / n, (j, 1, n)) ** 2), Integer(0), ()),
    (
        E(Sum((w[j] - Sum(w[k], (k, 1, n)) / n) ** 2, (j, 1, n)) / (n - 1)),
        Var(w[1]),
        IID(w),
    ),
    (E(w[1] * w[2]), E(w[1]) ** 2, IID(w)),
    (E(w[1] * Sum(w[j], (j, 1, n))), E(w[1] ** 2) + (n - 1) * E(w[1]) ** 2, IID(w)),
    (
        E(w[1] * Sum(w[j], (j, 1, n)) ** 2),
        E(w[1] ** 3) + 3 * (n - 1) * E(w[1] ** 2) * E(w[1]) + (n - 1) * (n - 2) * E(w[1]) ** 3,
        IID(w),
    ),
    (
        E(w[1] * Sum(u[j], (j, 1, n)) * Sum(u[j] * w[j], (j, 1, n))),
        Sum(E(w[1] * u[j] * u[k] * w[k]), (j, 1, n), (k, 1, n)),
        (),
    ),
    (
        Cov(w[1] * Sum(u[j], (j, 1, n)), Sum(u[j] * w[j], (j, 1, n))),
        E(u[1] ** 2) * (E(w[1] ** 2) + (n - 1) * E(w[1]) ** 2)
        - n * E(w[1]) ** 2 * E(u[1]) ** 2
        + (n - 1) * E(u[1]) ** 2 * (E(w[1] ** 2) + (n - 1) * E(w[1]) ** 2)
        - n * (n - 1) * E(w[1]) ** 2 * E(u[1]) ** 2,
        layer,
    ),
    (
        E(w[1] * Sum(w[j], (j, 1, n)) * Sum(w[j] ** 2, (j, 1, n))),
        Sum(E(w[1] * w[j] * w[k] ** 2), (j, 1, n), (k, 1, n)),
        (),
    ),
    (E(w[n] * Sum(w[j], (j, 1, n - 1))), (n - 1) * E(w[1]) ** 2, IID(w)),
    (E(w[n + 1] * Sum(w[j], (j, 1, n))), n * E(w[1]) ** 2, IID(w)),
    (Cov(Sum(w[j], (j, 1, 3)), w[2]), Var(w[2]), IID(w)),
    (E(Sum(w[j] * w[j + 1], (j, 1, n))), n * E(w[1]) ** 2, IID(w)),
    (Sum(j, (j, 1, n)), n * (n + 1) / 2, ()),
    (Sum(t**2 * a, (t, 0, n)), a * n * (n + 1) * (2 * n + 1) / 6, ()),
    (Var(Sum(j * w[j], (j, 1, n))), Var(w[1]) * n * (n + 1) * (2 * n + 1) / 6, IID(w)),
    (Sum(Sum(1, (i, 1, n)), (j, 1, n * m)), n**2 * m, ()),
    (E(Product(w[j], (j, 1, 3))), E(w[1]) ** 3, IID(w)),
    (Var(Product(w[j] * a, (j, 1, 2))), a**4 * (E(w[1] ** 2) ** 2 - E(w[1]) ** 4), IID(w)),
    (E(relu((1 - a) * x)), (1 - a) * E(relu(x)), (Holds(Lt(a, 1)),)),
    (E(relu((1 - a) * x)), (a - 1) * E(relu(-x)), (Holds(Gt(a, 1)),)),
    (E((a * x + relu(x - a * x)) ** 2), (1 + a**2) / 2 * E(x**2), (Symmetric(x), Holds(Lt(a, 1)))),
    # roots of squares
    (sqrt(a**2), Abs(a), ()),
    (1 / sqrt(Var(x)), sqrt(Var(x)) / Var(x), ()),
    (sqrt(6) / sqrt(a + c), sqrt(6 / (a + c)), (Holds(Gt(a, 0)),)),
    (sqrt(Var(a * x)), Abs(a) * sqrt(Var(x)), ()),
    (Cov(a * x, c * y) / sqrt(Var(a * x) * Var(c * y)), a * c / Abs(a * c) * Cov(x, y) / sqrt(Var(x) * Var(y)), ()),
    # moments whose indices a sum around them binds
    (Sum(E(w[i] * w[j]), (i, 1, n), (j, 1, n)), E(Sum(w[j], (j, 1, n)) ** 2), IID(w)),
    (Sum(Sum(Cov(w[i], w[j]), (i, 1, n)), (j, 1, n)), n * Var(w[1]), IID(w)),
    (
        Sum(E(w[i] * w[j]) * E(u[j]), (i, 1, n), (j, 1, n)),
        E(u[1]) * n * (E(w[1] ** 2) + (n - 1) * E(w[1]) ** 2),
        (*IID(w), *IID(u)),
    ),
    (Sum(E(w[1] * w[j]), (j, 1, n)), E(w[1] ** 2) + (n - 1) * E(w[1]) ** 2, IID(w)),
    (Sum(Sum(E(w[i] * w[j]), (i, 1, 2)), (j, 1, 2)), 2 * E(w[1] ** 2) + 2 * E(w[1]) ** 2, IID(w)),
    (E(w[i] * w[j]), E(w[1]) ** 2, (*IID(w), Holds(Ne(i, j)))),
    # two layers
    (Var(Sum(W[i, j], (i, 1, n), (j, 1, m))), n * m * Var(W[1, 1]), IID(W)),
    (
        Var(Sum(w[i] * Sum(W[i, j] * z, (j, 1, m)), (i, 1, n))),
        n * m * E(w[1] ** 2) * Var(W[1, 1]) * E(z**2),
        (*IID(W), *IID(w), Centred(W), Independent(w, W, z)),
    ),
    (
        Var(Sum(w[i] * Sum(W[i, j] * psi(j), (j, 1, m)), (i, 1, n))),
        n * Var(w[1]) * Var(W[1, 1]) * Sum(psi(j) ** 2, (j, 1, m)),
        (*IID(W), *IID(w), Centred(W), Centred(w), Independent(w, W)),
    ),
    (
        Var(Sum(w[i] * relu(Sum(W[i, j] * u[j], (j, 1, m))), (i, 1, n))),
        n * m * Var(w[1]) * Var(W[1, 1]) * E(u[1] ** 2) / 2,
        (*IID(W), *IID(w), *IID(u), Symmetric(W), Centred(w), Independent(w, W, u)),
    ),
    # half-line functions
    (E(relu(x) ** 2), Var(x) / 2, (Symmetric(x),)),
    (E(relu(x) ** 2) + E(relu(-x) ** 2), E(x**2), ()),
    (E(leaky_relu(x, a) ** 2), (1 + a**2) / 2 * E(x**2), (Symmetric(x),)),
    (E(leaky_relu(x, a)), (1 - a) * E(Abs(x)) / 2, (Symmetric(x),)),
    (relu(x), (x + Abs(x)) / 2, ()),
    (Max(0, x), relu(x), ()),
    (Min(0, x), -relu(-x), ()),
    (leaky_relu(x, a), relu(x) - a * relu(-x), ()),
    (step(x) ** 3, step(x), ()),
    (step(x) * x, relu(x), ()),
    (E(step(x)), half, (Symmetric(x), NoAtom(x))),
    (E(step(x)), (1 - P(Eq(x, 0))) / 2, (Symmetric(x),)),
    (E(sign(x) ** 2), Integer(1), (NoAtom(x),)),
    (E(sign(x) ** 2), Integer(1), (HasDensity(x),)),
    (E(sign(x) ** 2 * y), E(y), (NoAtom(x),)),
    (P(x > 0) + P(x < 0) + P(Eq(x, 0)), Integer(1), ()),
    (P(x >= 0), 1 - P(x < 0), ()),
    (P(Ne(x, 0)), E(Indicator(Ne(x, 0))), ()),
    (P(x > 0), E(step(x)), ()),
    (P(2 * x > 0), P(x > 0), ()),
    (E(relu(-2 * x)), E(Abs(x)) - E(x), ()),
    (E(relu(x / (1 + c))), E(relu(x)) / (1 + c), ()),
    (E(leaky_relu(x, 1 / (1 + c))), E(relu(x)) - E(relu(-x)) / (1 + c), ()),
    (E(Abs(x * y)), E(Abs(x)) * E(Abs(y)), (free,)),
    (E(relu(x * y) ** 2), E(x**2) * E(y**2) / 2, (free, Symmetric(x))),
    (E(relu(x**2 * y)), E(x**2) * E(relu(y)), (free,)),
    (E(step(x * y)), E(step(x)) * E(step(y)) + E(step(-x)) * E(step(-y)), (free,)),
    (E(relu(a * x)), (Abs(a) * E(Abs(x)) + a * E(x)) / 2, ()),
    (E(relu(x - y) - relu(y - x)), E(x) - E(y), ()),
    (E(relu(2 * x - 2 * y)), 2 * E(relu(x - y)), ()),
    (E(relu(x - E(x))), E(relu(x)), (Centred(x),)),
    (
        E(Sum(Abs(w[j] - x), (j, 1, n)) ** 2),
        Sum(E(Abs(w[j] - x) * Abs(w[k] - x)), (j, 1, n), (k, 1, n)),
        (),
    ),
    (E(relu(Sum(w[j] * u[j], (j, 1, n))) ** 2), n * E(w[1] ** 2) * E(u[1] ** 2) / 2, (*layer, Symmetric(w))),
    # functions of which only oddness is known
    (E(phi(x)), Integer(0), (Odd(phi), Symmetric(x))),
    (E(phi(x) * y), Integer(0), (Odd(phi), Symmetric(x), Independent(x, y))),
    (phi(Integer(0)), Integer(0), (Odd(phi),)),
    (phi(x - y), -phi(y - x), (Odd(phi),)),
    (E(phi(a * (x + y))), E(phi(a * x + a * y)), ()),
    (E(phi(x) * psi(y)), E(phi(x)) * E(psi(y)), (free,)),
    (E(phi(Sum(w[j], (j, 1, n)))), E(phi(Sum(w[k], (k, 1, n)))), ()),
    (E(phi(Sum(w[j], (j, 1, n)))), Integer(0), (Odd(phi), Symmetric(w), IndependentElements(w))),
    (E(tanh(x)), Integer(0), (Symmetric(x),)),
    # laws
    (E(x**4), 3 * sigma**4, (HasLaw(x, Normal(0, sigma**2)),)),
    (Var(x), c**2 / 3, (HasLaw(x, Uniform(-c, c)),)),
    (E(Abs(x)), c / 2, (HasLaw(x, Uniform(-c, c)),)),
    (E(Abs(x)), sigma * sqrt(2 / pi), (HasLaw(x, Normal(0, sigma**2)),)),
    (Var(x), a * (1 - a), (HasLaw(x, Bernoulli(a)),)),
    (E(x**5 * y), E(x * y), (HasLaw(x, Bernoulli(a)),)),
    (E(step(x) * y), E(x * y), (HasLaw(x, Bernoulli(a)),)),
    (E(x**2 * y), E(y), (HasLaw(x, Rademacher()),)),
    (Abs(x), Integer(1), (HasLaw(x, Rademacher()),)),
    (E(relu(x)), 1 / c, (HasLaw(x, Exponential(c)),)),
    (E(Abs(x) * y), E(x * y), (HasLaw(x, Exponential(c)),)),
    (P(x > 0), Integer(1), (HasLaw(x, Exponential(c)),)),
    (Var(x), 2 * c**2, (HasLaw(x, Laplace(a, c)),)),
    (E(relu(x) ** 2), c**2, (HasLaw(x, Laplace(0, c)),)),
    (E(relu(x)), Rational(9, 8), (HasLaw(x, Uniform(-1, 3)),)),
    (E(x**3 * y), E(x * y), (HasLaw(x, Finite(((-1, half), (0, half / 2), (1, half / 2)))),)),
    (P(x > 0), half / 2, (HasLaw(x, Finite(((-1, half), (0, half / 2), (1, half / 2)))),)),
    (Var(x), 3 * a * (1 - a), (HasLaw(x, Binomial(3, a)),)),
    (Var(x), c, (HasLaw(x, Poisson(c)),)),
    (E(Sum(sqrt(w[j]), (j, 1, n)) ** 2), n * E(w[1]) + n * (n - 1) * E(sqrt(w[1])) ** 2, IID(w)),
    (
        E(w[1] * Sum(sqrt(w[j]) * w[j], (j, 1, n))),
        E(sqrt(w[1]) * w[1] ** 2) + (n - 1) * E(w[1]) * E(sqrt(w[1]) * w[1]),
        IID(w),
    ),
    (Var(Sum(w[j] * u[j], (j, 1, n))), n * c**2 / 3 * E(u[1] ** 2), (*layer, HasLaw(w, Uniform(-c, c)))),
    (Var(x), 1 / (3 * (n + 1) ** 2), (HasLaw(x, Uniform(-1 / (n + 1), 1 / (n + 1))),)),
    # roots
    (sqrt(Var(2 * x)), 2 * sqrt(Var(x)), ()),
    (sqrt(Var(x * y)), sqrt(Var(x)) * sqrt(Var(y)), (free, Centred(x), Centred(y))),
    (sqrt(Var(x + y)) * sqrt(Var(z)), sqrt(Var(x + y) * Var(z)), ()),
    (sqrt(Var(Sum(w[j], (j, 1, n)))), sqrt(n) * sqrt(Var(w[1])), IID(w)),
    (Cov(x, y) / (sqrt(Var(x)) * sqrt(Var(y))), Cov(2 * x, 3 * y) / sqrt(4 * Var(x) * 9 * Var(y)), ()),
    (sqrt(2) * sqrt(3 * E(x**2)), sqrt(6) * sqrt(E(x**2)), ()),
    (sqrt(Var(x)) ** 3, Var(x) * sqrt(Var(x)), ()),
    (1 / sqrt(Var(x)), sqrt(Var(x)) / Var(x), ()),
    # equations as hypotheses
    (Var(x), sigma**2, (EqualVariance(x, sigma**2),)),
    (
        Var(x * y),
        sigma**2 * tau**2,
        (free, Centred(x), Centred(y), EqualVariance(x, sigma**2), EqualVariance(y, tau**2)),
    ),
    (n * Var(w[1]) * a, a, (Holds(Eq(Var(w[1]), 1 / n)),)),
    (E(x**2), Integer(5), (Holds(Eq(E(x**2), c)), Holds(Eq(c, 5)))),
    (E(x**2), Integer(5), (Holds(Eq(c, 5)), Holds(Eq(E(x**2), c)))),
    (E(x), E(z), (Holds(Eq(E(x), E(y))), Holds(Eq(E(y), E(z))))),
    (E(x), E(z), (Holds(Eq(E(y), E(z))), Holds(Eq(E(x), E(y))))),
    (Sum(1, (j, 1, n)), m, (Holds(Eq(n, m)),)),
    (c, sqrt(3) * sigma, (HasLaw(x, Uniform(-c, c)), EqualVariance(x, sigma**2))),
    (E(Abs(x)), sqrt(3) * sigma / 2, (HasLaw(x, Uniform(-c, c)), EqualVariance(x, sigma**2))),
    (Var(x - y), sigma**2 + Var(y), (Holds(Eq(Cov(x, y), 0)), EqualVariance(x, sigma**2))),
    (Var(Sum(w[j], (j, 1, n))), n * sigma**2, (IndependentElements(w), EqualVariance(w, sigma**2))),
    (E(v), E(x * y), (Definition(v, x * y),)),
    (E((x + y) ** 2 * step(x + y)), E(relu(x + y) ** 2), ()),
    (E((x + y) ** 2 * step(x + y)), E(x**2) / 2 + E(y**2) / 2, (Symmetric(x), Symmetric(y), Independent(x, y))),
    (E(Abs(x + a * y)), E(x * sign(x + a * y)) + a * E(y * sign(x + a * y)), ()),
    (E(relu(x - y)), E(x * step(x - y)) - E(y * step(x - y)), ()),
    (E((x**2 - y**2) * step(x - y)), E((x + y) * relu(x - y)), ()),
    (E(v**2 * z), E(x**2 * y**2) * E(z), (Definition(v, x * y), Independent(v, z))),
    (Var(v), Sum(Var(w[j]), (j, 1, n)), (Definition(v, Sum(w[j], (j, 1, n))), IndependentElements(w))),
]

FALSE = [
    (E(Sum(w[j], (j, 1, n)) * Sum(w[k], (k, 1, n - 1))), n * (n - 1) * E(w[1]) ** 2, IID(w)),
    (E(x**2), E(x) ** 2, ()),
    (Var(x * y), Var(x) * Var(y), (free,)),
    (Var(x * y), Var(x) * Var(y), (free, Centred(x))),
    (Var(c * x), c * Var(x), ()),
    (Var(x - y), Var(x) - Var(y), (free,)),
    (Var(x + y), Var(x) + Var(y), ()),
    (E(x * y * z), E(x) * E(y) * E(z), (Independent(x, y), Independent(y, z), Independent(x, z))),
    (E(x**3), Integer(0), (Centred(x),)),
    (E(x**4), 3 * E(x**2) ** 2, (Symmetric(x),)),
    (E(relu(x) ** 2), Var(x) / 2, (Centred(x),)),
    (E(step(x)), half, (Symmetric(x),)),
    (E(sign(x) ** 2), Integer(1), (Symmetric(x),)),
    (E(relu(x)), E(relu(x) ** 2), (Symmetric(x), NoAtom(x))),
    (Var(Sum(w[j] * u[j], (j, 1, n))), n * Var(w[1]) * Var(u[1]), (*layer, Centred(w))),
    (Var(Sum(w[j] * u[j], (j, 1, n))), n * Var(w[1]) * E(u[1] ** 2), layer),
    (Var(Sum(w[j], (j, 1, n))), n * Var(w[1]), (IndependentElements(w),)),
    (Var(Sum(w[j], (j, 1, n))), n * Var(w[1]), (IdenticallyDistributed(w),)),
    (Var(Sum(w[j], (j, 1, n))), n**2 * Var(w[1]), IID(w)),
    (E(w[n] * Sum(w[j], (j, 1, n - 1))), E(w[1] ** 2) + (n - 2) * E(w[1]) ** 2, IID(w)),
    (E(w[1] * w[2]), E(w[1] * w[3]), (IdenticallyDistributed(w),)),
    (E(w[1] * u[1]), E(w[2] * u[2]), (*IID(w), *IID(u))),
    (E(relu(y / (1 + c))), E(relu(y)), ()),
    (E(leaky_relu(y, 1 / (1 + c))), E(leaky_relu(y, 1)), ()),
    (E(phi(x)), Integer(0), (Symmetric(x),)),
    (E(phi(x)), E(phi(y)), ()),
    (E(x**4), 3 * sigma**4, (EqualVariance(x, sigma**2), Centred(x))),
    (sqrt(Var(x + y)), sqrt(Var(x)) + sqrt(Var(y)), (free,)),
    (E(x), sigma, (EqualVariance(x, sigma**2),)),
    (Sum(j, (j, 1, n)), n**2 / 2, ()),
    (E(x**2 * y), E(x * y), (HasLaw(x, Normal(0, 1)),)),
    (E(x**3), E(x) ** 3, (Holds(Eq(E(x), 1)), Holds(Eq(Var(x), 2)))),
    (sqrt(2) * sqrt(3), sqrt(5), ()),
]

UNKNOWN = [
    (E((x + y) ** 2 * step(x - z)), E(relu(x + y) ** 2), ()),
    (E(Abs(x + a * y)), E(x * sign(x + a * y)) + a**2 * E(y * sign(x + a * y)), ()),
    (E(relu(x - y)), E(x * step(x - y)) + E(y * step(x - y)), ()),
    # hypotheses that leave few laws, or that speak of more than variables
    (E(x**3), E(x) ** 3, (Holds(Eq(Var(x), 0)),)),
    (E(x**3), Integer(0), (Holds(Eq(E(x), 0)), Holds(Eq(E(x**2), 1)), Holds(Eq(E(x**4), 1)))),
    (E((x + y) * z), E(x + y) * E(z), (Independent(x + y, z),)),
    (E(x * y * z), E(x * y) * E(z), (Definition(v, x * y), Independent(v, z))),
    (E((x + y) ** 3), Integer(0), (Symmetric(x + y),)),
    (E(W[1, 1] * z), E(W[1, 1]) * E(z), (Independent(W[1, :], z),)),
    (E(x * z), E(y * z), (Holds(Eq(x, y)),)),
    (E(x**2), E(x) ** 2, (Holds(Eq(E(x) ** 2 * E(y) ** 2, E(x**2) * E(y**2))),)),
    # indices of which it is not known whether they are equal
    (E(w[j] * w[k]), E(w[1]) ** 2, IID(w)),
    (E(Sum(w[j], (j, 1, n)) * Sum(w[k], (k, 1, m))), n * m * E(w[1]) ** 2, IID(w)),  # which of the two is longer?
    (E(w[2] * Sum(w[j], (j, 1, n - 1))), (n - 1) * E(w[1]) ** 2, IID(w)),
    (E(Sum(w[j] * w[j + 1], (j, 1, n)) ** 2), n * E(w[1] ** 2) ** 2, IID(w)),
    # ranges
    (Sum(Sum(1, (k, 1, j - 1)), (j, 1, n)), n * (j - 1), ()),
    (Sum(1, (j, 1, n - 2)), n - 2, ()),
    (Sum(1, (j, 3, 1)), Integer(0), ()),
    (Sum(E(relu(j * x)), (j, -n, n)), Sum(j * E(relu(x)), (j, -n, n)), ()),
    (Sum(1 / j, (j, 1, n)), n, ()),
    # functions outside the fragment
    (E(exp(x)), 1 + E(x), ()),
    (E(cos(x) ** 2), Integer(1), ()),
    (E(1 / x), 1 / E(x), ()),
    (E(Max(x, y)), E(x), ()),
    (E(relu(x + y)), E(relu(x)), ()),
    (P(x > 1), P(x > 0), ()),
    (E(Product(w[j], (j, 1, n))), E(w[1]) ** n, IID(w)),
    (E(relu(x)), c, (HasLaw(x, Normal(a, c)),)),
    (E(phi(x / y)), E(phi(x)), ()),
    (1 / Var(b), Integer(1), ()),
    (E(x**13), E(x), ()),
    (E(1 / x), half, (HasLaw(x, Bernoulli(half)),)),  # it divides by 0
    (E(1 / x), Integer(0), (HasLaw(x, Poisson(c)),)),
    (E(sqrt(x)), Integer(1), (HasLaw(x, Bernoulli(half)),)),
    (E(x**x), Integer(1), (HasLaw(x, Bernoulli(half)),)),
    (E(Sum(sqrt(w[j]), (j, 1, n)) ** 2), n * E(w[1]) + n * (n - 1), IID(w)),
    (E(Sum(w[j], (j, 1, n)) ** 7), n * E(w[1] ** 7), IID(w)),
    (E(((x + y + z + v) ** 12) ** 12), E(x), ()),
]


@pytest.mark.parametrize(("left", "right", "context"), TRUE, ids=str)
def test_it_decides_what_is_true(left, right, context):
    assert equal(left, right, *context) is True
    support = NormalForm(context).equal_support(left, right)
    assert support <= set(context)
    assert equal(left, right, *support) is True
    for hypothesis in support:
        assert equal(left, right, *(support - {hypothesis})) is not True


@pytest.mark.parametrize(("left", "right", "context"), FALSE, ids=str)
def test_it_decides_what_is_false(left, right, context):
    assert equal(left, right, *context) is False
    assert NormalForm(context).equal_support(left, right) is None


@pytest.mark.parametrize(("left", "right", "context"), UNKNOWN, ids=str)
def test_it_says_nothing_outside_its_fragment(left, right, context):
    assert equal(left, right, *context) is None


def test_one_question_leaves_no_trace_in_the_next():
    form = NormalForm(())
    assert form.equal(E(exp(x)), E(x)) is None
    assert form.equal(E(x**2), E(x) ** 2) is False
    assert form.outside == []


# ---- equations, denominators, names ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hypotheses", "named"),
    [
        ([Holds(Eq(E(x), 1)), Holds(Eq(E(x), 2))], r"E\[x\] = 1, E\[x\] = 2"),
        ([HasLaw(x, Normal(0, 1)), Holds(Eq(E(x), 2))], r"E\[x\] = 2, x ~ N\(0, 1\)"),
        ([Holds(Eq(E(x**2), -1, evaluate=False))], r"E\(x\*\*2\) = -1"),
        ([Holds(Eq(Var(x), -2, evaluate=False))], r"Var\(x\) = -2"),
        ([Holds(Eq(E(x), 2)), Holds(Eq(E(x**2), 1))], r"E\[x\] = 2, E\[x\^2\] = 1.*negative"),
        ([Holds(Eq(E(x**2), 3)), Holds(Eq(E(x), a)), Holds(Eq(a, 2))], "negative"),
        ([Symmetric(x), Holds(Eq(E(x**3), 1))], "x is symmetric"),
        ([Holds(Eq(c, a)), Holds(Eq(a, -1))], "c = -1, outside its domain"),
        ([Holds(Eq(n * m, -2 * m, evaluate=False))], "n = -2, outside its domain"),
        ([IdenticallyDistributed(w), Holds(Eq(E(w[1]), 1)), Holds(Eq(E(w[2]), 2))], "contradict each other"),
        ([Centred(w), Holds(Eq(E(w[3]), 2))], "contradict each other"),
    ],
)  # fmt: skip
def test_equations_that_contradict_each_other_are_named(hypotheses, named):
    with pytest.raises(UserError, match=named):
        NormalForm(hypotheses)


def test_an_equation_for_every_index_is_used_at_each():
    s = family("s", n, kind="real")
    own = Holds(Eq(Var(w[j]), s[j]), forall=(j,))
    context = (IndependentElements(w), own)
    assert equal(Var(Sum(w[k], (k, 1, n))), Sum(s[i], (i, 1, n)), *context) is True
    assert equal(Var(w[3]), s[3], *context) is True
    assert equal(Var(w[3]), s[2], *context) is False
    assert equal(Var(w[3]), s[3], IndependentElements(w), Holds(Eq(Var(w[j]), s[j]))) is False


def test_an_equation_for_every_index_stays_in_its_domain():
    s = family("s", n, kind="real")
    every = Holds(Eq(s[j], a), forall=(j,))
    assert equal(s[k + 1], a, every) is True
    for other in (Integer(0), k - 1, k / 2):
        assert equal(s[other], a, every) is not True


def test_an_equation_that_gives_itself_is_not_followed_for_ever():
    chain = Holds(Eq(E(w[j + 1]), E(w[j])), forall=(j,))
    assert equal(E(w[3]), E(w[2]), chain) is not False


def test_what_was_divided_by_is_kept():
    form = NormalForm(())
    assert form.equal(n * (n - 1) * a / (n * (n - 1)) / (n - 1) * (n - 1), a) is True
    form = NormalForm(())
    assert form.equal(E(x) * Var(x) / (Var(x) * (n - 1)), E(x) / (n - 1)) is True
    assert n - 1 in form.guards
    with pytest.raises(OutsideFragment, match="undefined: it divides by n - 1, which is 0"):
        NormalForm([Holds(Eq(n, 1))]).value(a / (n - 1))


def test_roots_of_variables_with_one_name_are_kept_apart():
    first, second = Symbol("q", positive=True), Symbol("q", positive=True, integer=True)
    assert first != second
    assert equal(sqrt(first) * sqrt(second), first) is False


def test_a_random_variable_and_a_family_may_share_a_letter():
    x_family = family("x", n)
    assert equal(E(x * x_family[1]), E(x) * E(x_family[1])) is False
    assert equal(E(x * x_family[1]), E(x) * E(x_family[1]), Independent(x, x_family)) is True
    assert equal(E(x**3), Integer(0), Symmetric(x_family)) is False


def test_sums_over_different_ranges_are_different():
    assert equal(Sum(a * E(w[j]), (j, 1, n)), Sum(a * E(w[j]), (j, 1, n - 1))) is False
    assert equal(Sum(E(w[t]), (t, 0, n)), Sum(E(w[t]), (t, 1, n))) is False
    assert equal(Sum(Abs(t) - t, (t, 0, n)), Integer(0)) is True
    parts = Sum(E(w[j]), (j, 1, n)) + Sum(E(w[j]), (j, n + 1, n + m))
    assert equal(parts, Sum(E(w[j]), (j, 1, n + m))) is True
    assert equal(parts, Sum(E(w[j]), (j, 1, n + m - 1))) is False
    four = [Sum(E(w[j]), (j, low, n + high)) for low in (1, 3) for high in (2, 5)]
    assert equal(four[0] + four[3], four[1] + four[2]) is True
    assert equal(four[0] + four[3], four[1] + four[0]) is False
    assert equal(Sum(Abs(t) - t, (t, -n, n)), Integer(0)) is not True


def test_a_support_that_is_too_small_is_not_given():
    """Were the record of what was used incomplete, the whole context would be tried."""
    assert minimal_support((Odd(phi), Symmetric(x), Centred(y)), set(), E(phi(x)), 0) == {Odd(phi), Symmetric(x)}


def test_arguments_of_a_function_do_not_catch_an_outer_index():
    inner = phi(Sum(w[j] * u[k], (j, 1, n)))
    other = phi(Sum(w[i] * u[k], (i, 1, n)))
    assert equal(Sum(E(inner), (k, 1, n)), Sum(E(other), (k, 1, n))) is True
    caught = phi(Sum(w[j] * u[j], (j, 1, n)))
    assert equal(Sum(E(inner), (k, 1, n)), Sum(E(caught), (k, 1, n))) is not True
    apart = Sum(E(phi(Sum(psi(w[j] + u[k]), (j, 1, n)))), (k, 1, n))
    together = n * E(phi(Sum(psi(w[j] + u[j]), (j, 1, n))))
    assert equal(apart, together) is not True
    assert NormalForm(()).value(apart) != NormalForm(()).value(together)
    nested = Sum(E(phi(Sum(psi(Sum(w[i] * u[j] * w[k], (i, 1, n))), (j, 1, n)))), (k, 1, n))
    renamed = Sum(E(phi(Sum(psi(Sum(w[k] * u[i] * w[j], (k, 1, n))), (i, 1, n)))), (j, 1, n))
    assert equal(nested, renamed) is True


def test_two_layers_agree_with_enumeration():
    """Var(sum_i v_i relu(sum_j W_ij x_j)) for independent symmetric weights, against all outcomes."""
    rng = random.Random(7)
    grid, top = family("W", n, m), family("v", n)
    context = [*IID(grid), *IID(top), Symmetric(grid), Symmetric(top), Independent(grid, top, (x, y))]
    inputs = {1: x, 2: y}
    body = sum(grid[i, number] * cell for number, cell in inputs.items())
    output = Sum(top[i] * relu(body), (i, 1, n))
    claim = n * E(top[1] ** 2) * E(grid[1, 1] ** 2) * (E(x**2) + E(y**2)) / 2
    for size in (1, 2):
        weight = marginal(rng, atoms=2, symmetric=True)
        laws = [single(cell, weight) for cell in [*members(grid, (size, 2)), *members(top, (size,))]]
        world = World(independent(*laws, joint(rng, (x, y), points=2)), {n: Fraction(size), m: Fraction(2)})
        assert value(Var(output), world) == value(claim, world)
    assert equal(Var(output), claim, *context) is True


def test_a_sum_over_few_numbers_is_their_sum():
    assert equal(Sum(j, (j, 1, 5)), 15) is True
    assert equal(Sum(j, (j, 1, 5)), 16) is False
    assert equal(Sum(j**2, (j, n, n + 1)), 2 * n**2 + 2 * n + 1) is True
    assert equal(Sum(1 / (j + n), (j, 1, 2)), 1 / (n + 1) + 1 / (n + 2)) is True
    assert equal(Sum(j * E(w[j]), (j, 1, 2)), E(w[1]) + 2 * E(w[2])) is True
