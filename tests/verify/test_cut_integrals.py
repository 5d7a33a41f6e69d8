r"""Means with kinks under stated laws, against tail formulas integrated numerically."""

from __future__ import annotations

import mpmath
import pytest
from sympy import Abs, Max, Min, Rational, Symbol

from derivations.hypotheses import HasLaw, Independent
from derivations.laws import Exponential, Gamma, Laplace, Normal, Uniform
from derivations.terms import Cov, E, Indicator, P, Var, random_variables, relu
from verify.chain import check
from verify.closed_forms.cut_integrals import cut_mean

x, y = random_variables("x y")
LAWS = [
    (Uniform(0, 1), Uniform(0, 2)),
    (Uniform(-1, 1), Exponential(2)),
    (Exponential(1), Exponential(3)),
    (Gamma(2, 1), Uniform(0, 3)),
    (Normal(1, 4), Normal(0, 9)),
    (Laplace(0, 1), Uniform(-1, 2)),
]


def chance_below(law, t):
    """P(X <= t), from the textbook's distribution function."""
    match law:
        case Uniform(low, high):
            return min(mpmath.mpf(1), max(mpmath.mpf(0), (t - float(low)) / float(high - low)))
        case Exponential(rate):
            return 1 - mpmath.exp(-float(rate) * t) if t > 0 else mpmath.mpf(0)
        case Gamma(shape, rate):
            return mpmath.gammainc(float(shape), 0, float(rate) * t, regularized=True) if t > 0 else mpmath.mpf(0)
        case Normal(mean, variance):
            return mpmath.ncdf(t, float(mean), mpmath.sqrt(float(variance)))
        case Laplace(at, scale):
            z = (t - float(at)) / float(scale)
            return mpmath.exp(z) / 2 if z < 0 else 1 - mpmath.exp(-z) / 2


def mean_by_tails(below):
    """E[Z] = integral of P(Z > t) over t > 0 minus that of P(Z <= t) over t < 0."""
    cuts = [0, 1, 2, 3, 6, 12, 30]
    return mpmath.quad(lambda t: 1 - below(t), cuts) - mpmath.quad(below, [-c for c in cuts[::-1]])


@pytest.mark.parametrize(("one", "other"), LAWS)
def test_means_of_extremes_are_those_of_the_distribution_functions(one, other):
    context = (HasLaw(x, one), HasLaw(y, other), Independent(x, y))
    largest = mean_by_tails(lambda t: chance_below(one, t) * chance_below(other, t))
    smallest = mean_by_tails(lambda t: 1 - (1 - chance_below(one, t)) * (1 - chance_below(other, t)))
    assert abs(float(cut_mean(E(Max(x, y)), context)) - largest) < 1e-8
    assert abs(float(cut_mean(E(Min(x, y)), context)) - smallest) < 1e-8
    assert abs(float(cut_mean(E(Abs(x - y)), context)) - (largest - smallest)) < 1e-8


@pytest.mark.parametrize("law", [pair[0] for pair in LAWS])
def test_a_rectifier_above_a_level_is_the_integral_of_the_tail(law):
    level = Rational(1, 2)
    found = cut_mean(E(relu(x - level)), (HasLaw(x, law),))
    assert abs(float(found) - mpmath.quad(lambda t: 1 - chance_below(law, t), [0.5, 1, 2, 3, 6, 12, 30])) < 1e-8
    assert abs(float(cut_mean(P(x <= level), (HasLaw(x, law),))) - chance_below(law, 0.5)) < 1e-8


def test_nothing_is_said_without_independence_or_an_order_of_the_letters():
    c, a = Symbol("c", real=True), Symbol("a", positive=True)
    assert cut_mean(E(Max(x, y)), (HasLaw(x, Uniform(0, 1)), HasLaw(y, Uniform(0, 1)))) is None
    assert cut_mean(P(Abs(x) <= c), (HasLaw(x, Uniform(-a, a)),)) is None
    assert cut_mean(E(Indicator(x > c) * Abs(x * y)), (HasLaw(x, Uniform(0, 1)), HasLaw(y, Normal(0, 1)))) is None


def test_variances_and_covariances_of_extremes():
    context = (HasLaw(x, Uniform(0, 1)), HasLaw(y, Uniform(0, 1)), Independent(x, y))
    assert cut_mean(Var(Max(x, y)), context) == Rational(1, 18)
    assert cut_mean(Cov(Max(x, y), Min(x, y)), context) == Rational(1, 36)


UNIFORM = "X, Y ~ U(0,1); X, Y independent"
CLAIMS = [
    ("E[|X-Y|] = 1/3", "= 1/2", UNIFORM),
    ("E[max(X,Y)] = 2/3", "= 3/4", UNIFORM),
    ("P(X+Y <= 1) = 1/2", "= 1/3", UNIFORM),
    ("P(max(X,Y) <= t) = t^2", "= t^3", UNIFORM + "; 0 < t < 1; t constant"),
    ("E[min(X,Y)] = 1/(a+b)", "= 1/a + 1/b", "X ~ Exp(a); Y ~ Exp(b); X, Y independent"),
    ("P(X<Y) = a/(a+b)", "= b/(a+b)", "X ~ Exp(a); Y ~ Exp(b); X, Y independent"),
    ("P(min(X,Y) > t) = e^{-(a+b) t}", "= e^{-a b t}", "X ~ Exp(a); Y ~ Exp(b); X, Y independent; t > 0"),
    ("P(|X| <= c) = c/a", "= 2 c/a", "X ~ U(-a,a); 0 < c < a"),
    ("E[|X - E[X]|] = 2/(e l)", "= 1/l", "X ~ Exp(l)"),
    ("E[|X-Y|] = 2 s/sqrt(pi)", "= 2 s/pi", "X, Y ~ N(m, s^2); X, Y independent"),
    ("P(X <= Y) = 1-p", "= p", "X ~ Bernoulli(p); Y ~ U(0,1); X, Y independent"),
    ("P(X = Y) = p^2 + (1-p)^2", "= p^2", "X, Y ~ Bernoulli(p); X, Y independent"),
]


@pytest.mark.parametrize(("true", "slip", "assumed"), CLAIMS)
def test_claims_about_two_variables_are_decided_both_ways(true, slip, assumed):
    assert check(true, assuming=assumed.split("; ")).steps[0].verdict == "proved"
    false = true.split(" = ")[0] if "P(X = Y)" not in true else "P(X = Y)"
    assert check(f"{false} {slip}", assuming=assumed.split("; ")).steps[0].verdict in {"refuted", "missing-hypothesis"}
