"""Beta, inverse Gaussian, normal + exponential, and every transform, against numbers made in another way."""

import mpmath
import pytest
from sympy import Rational, Symbol, lambdify

from derivations.laws import (
    Bernoulli,
    Beta,
    Binomial,
    ExGaussian,
    Exponential,
    Gamma,
    Laplace,
    Normal,
    Poisson,
    Wald,
)  # fmt: skip

t = Symbol("t", real=True)
DENSE = [Beta(Rational(3, 2), 4), Wald(2, 3), Wald(Rational(1, 2), 1)]
WITH_TRANSFORM = [
    Normal(1, Rational(1, 2)), Laplace(1, Rational(1, 3)), Exponential(3), Gamma(Rational(5, 2), 4), Wald(2, 3),
    ExGaussian(Rational(1, 2), Rational(1, 3), 5), Bernoulli(Rational(1, 4)), Binomial(5, Rational(1, 4)),
    Poisson(Rational(3, 2)),
]  # fmt: skip


@pytest.mark.parametrize("law", DENSE, ids=str)
def test_moments_are_integrals_of_the_density(law):
    density = lambdify(t, law.density(t), "mpmath")
    ends = [0, 1] if isinstance(law, Beta) else [0, 1, 5, 20, mpmath.inf]
    for order in range(4):
        value = mpmath.quad(lambda s, k=order: s**k * density(s), ends)
        assert mpmath.almosteq(value, mpmath.mpf(str(law.moment(order).evalf(20))), rel_eps=1e-8)


@pytest.mark.parametrize("law", WITH_TRANSFORM, ids=str)
def test_the_transform_generates_the_moments(law):
    for order in range(5):
        derivative = law.transform(t).diff(t, order).subs(t, 0) if order else law.transform(t).subs(t, 0)
        assert (derivative - law.moment(order)).equals(0)


def test_the_sum_of_a_normal_and_an_exponential_variable_has_the_moments_of_one():
    law, parts = ExGaussian(2, 3, Rational(1, 2)), (Normal(2, 9), Exponential(Rational(1, 2)))
    assert law.moment(1) == sum(part.moment(1) for part in parts)
    assert law.variance == sum(part.variance for part in parts)
    third = [p.moment(3) - 3 * p.moment(2) * p.moment(1) + 2 * p.moment(1) ** 3 for p in (law, *parts)]
    assert third[0] == third[1] + third[2]
