"""The named laws against their own densities, integrated, and their own probabilities, summed."""

from __future__ import annotations

import pytest
from sympy import Abs, Integer, Rational, S, Symbol, diff, erf, exp, integrate, oo, simplify, summation

from derivations.errors import UserError
from derivations.laws import (
    LAWS,
    Bernoulli,
    Binomial,
    Exponential,
    Finite,
    Gamma,
    Laplace,
    LogNormal,
    Normal,
    Poisson,
    Rademacher,
    Uniform,
)  # fmt: skip

t = Symbol("t", real=True)
half = Rational(1, 2)

CONTINUOUS = (
    Normal(0, 4), Uniform(-2, 2), Uniform(-1, 3), Uniform(1, 4), Uniform(-5, -1),
    Laplace(0, 2), Exponential(3), Gamma(3, 2),
)  # fmt: skip
DISCRETE = (
    Bernoulli(Rational(1, 3)), Binomial(4, Rational(1, 3)), Rademacher(),
    Finite(((-2, half / 2), (0, half), (Rational(7, 3), half / 2))), Finite(((1, half), (-1, half))),
)  # fmt: skip


def zero(gap):
    """Whether an expression in exp and erf is 0."""
    return simplify(gap.rewrite(erf)) == 0


def integral(function, law):
    """E of the function by the law's density, on either side of 0."""
    low, high = law.support.inf, law.support.sup
    total = Integer(0)
    if low < 0:
        total += integrate((function(-t) * law.density(-t)).subs(Abs(t), t), (t, max(-high, 0), -low))
    if high > 0:
        total += integrate(function(t) * law.density(t), (t, max(low, 0), high))
    return total


def integral_of_positive(order, law):
    """E[X^order; X > 0]."""
    low, high = law.support.inf, law.support.sup
    return integrate(t**order * law.density(t), (t, max(low, 0), high)) if high > 0 else Integer(0)


@pytest.mark.parametrize("law", CONTINUOUS, ids=str)
def test_moments_are_integrals_of_the_density(law):
    positive = Symbol("t", positive=True)
    for order in range(4):
        whole = integral(lambda s, k=order: s**k, law)
        assert zero(whole.subs(t, positive) - law.moment(order))
        above = integral_of_positive(order, law)
        known = law.positive_part(order)
        if known is not None:
            assert zero(above - known)
        if law.absolute_moment(order) is not None:
            assert zero(above + (-1) ** order * (whole - above) - law.absolute_moment(order))
    assert law.continuous
    assert law.points is None
    assert law.mass_at_0 == 0


@pytest.mark.parametrize("law", DISCRETE, ids=str)
def test_moments_are_sums_over_the_points(law):
    points = sorted(law.support)
    assert sum(law.probability(point) for point in points) == 1
    for order in range(5):
        assert law.moment(order) == sum(law.probability(x) * x**order for x in points)
        assert law.absolute_moment(order) == sum(law.probability(x) * abs(x) ** order for x in points)
        if law.positive_part(order) is not None:
            assert law.positive_part(order) == sum(law.probability(x) * x**order for x in points if x > 0)
    assert law.mass_at_0 == (law.probability(Integer(0)) if 0 in points else 0)
    assert set(law.points or points) == set(points)
    assert not law.continuous


def test_a_law_is_symmetric_when_its_odd_moments_vanish():
    for law in (*CONTINUOUS, *DISCRETE):
        assert law.symmetric == all(law.moment(order) == 0 for order in (1, 3, 5))


def test_moments_are_derivatives_of_the_generating_function():
    generating = {Normal(half, 4): exp(half * t + 2 * t**2), Laplace(half, 2): exp(half * t) / (1 - 4 * t**2)}
    for law, function in generating.items():
        for order in range(5):
            assert law.moment(order) == diff(function, t, order).subs(t, 0)
        assert not law.symmetric
    assert Laplace(half, 2).positive_part(1) is None


@pytest.mark.parametrize("law", [Normal(half, 4), Normal(-2, 3)], ids=str)
def test_positive_parts_of_a_normal_law_are_integrals_of_its_density(law):
    for order in range(4):
        assert zero(integrate(t**order * law.density(t), (t, 0, oo)) - law.positive_part(order))


def test_poisson_and_lognormal_moments():
    k = Symbol("k", integer=True, nonnegative=True)
    law = Poisson(Rational(3, 2))
    for order in range(4):
        terms = k**order if order else S.One
        assert zero(summation(terms * law.probability(k), (k, 0, oo)) - law.moment(order))
    normal = Normal(half, Rational(1, 3))
    for order in (2,):
        mean = integrate(exp(order * t) * normal.density(t), (t, -oo, oo))
        assert zero(mean - LogNormal(half, Rational(1, 3)).moment(order))


@pytest.mark.parametrize(
    ("build", "needs"),
    [
        (lambda: Normal(0, -1), "variance > 0"), (lambda: Normal(1, 0), "variance > 0"),
        (lambda: Uniform(2, 2), "low < high"), (lambda: Uniform(3, -3), "low < high"),
        (lambda: Laplace(0, 0), "scale > 0"), (lambda: Exponential(-2), "rate > 0"),
        (lambda: Gamma(0, 1), "shape > 0"), (lambda: LogNormal(0, -1), "variance > 0"),
        (lambda: Bernoulli(2), "p <= 1"), (lambda: Bernoulli(-half), "p >= 0"), (lambda: Binomial(0, half), "trials"),
        (lambda: Poisson(0), "mean > 0"),
        (lambda: Uniform(-Symbol("a", negative=True), Symbol("a", negative=True)), "low < high"),
        (lambda: Finite(((1, half), (2, half / 2))), "add up to 1"),
        (lambda: Finite(((1, 2), (2, -1))), "at least 0"),
    ],
)  # fmt: skip
def test_an_impossible_parameter_is_an_error(build, needs):
    with pytest.raises(UserError, match=needs):
        build()


def test_substitution_reaches_every_parameter():
    a, b = Symbol("a", positive=True), Symbol("b", positive=True)
    for name, law in LAWS.items():
        count = len(law.__dataclass_fields__)
        made = law(*((a, a + 1)[:count] if name == "Uniform" else (a, a, a)[:count]))
        assert made.substitute({a: b}).parameters == tuple(p.xreplace({a: b}) for p in made.parameters)
        assert made.substitute({a: b}) != made or not count


def test_parametric_uniform_is_cut_at_0():
    a = Symbol("a", positive=True)
    assert Uniform(-a, a).positive_part(2) == a**2 / 6
    assert Uniform(-a, a).positive_part(0) == half
    assert Uniform(-a, a).absolute_moment(1) == a / 2
    assert Uniform(0, a).positive_part(0) == 1
