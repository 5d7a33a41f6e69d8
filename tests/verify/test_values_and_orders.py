r"""Letters for values, orders of moments and parities: P(X = k), E[X^k], "for odd k"."""

from __future__ import annotations

import pytest
from sympy import Integer, Symbol, integrate

from derivations.laws import Laplace, Normal, Uniform
from verify.chain import check

CLAIMS = [
    (r"P(X=k) = \binom{n}{k} p^k (1-p)^{n-k}", r"P(X=k) = \binom{n}{k} p^{n-k} (1-p)^k", "X ~ Bin(n, p)"),
    (r"P(X=k) = \frac{e^{-l} l^k}{k!}", r"P(X=k) = \frac{e^{-l} l^k}{k}", "X ~ Poisson(l)"),
    ("P(X=k) = p (1-p)^{k-1}", "P(X=k) = p (1-p)^{k+1}", "X ~ Geometric(p)"),
    ("P(X>k) = (1-p)^k", "P(X>k) = p^k", "X ~ Geometric(p)"),
    ("P(X=k) = p^k (1-p)^{1-k}", "P(X=k) = p^k", "X ~ Bernoulli(p)"),
    ("P(X <= k) = k/n", "P(X <= k) = (k+1)/n", "X ~ DiscreteUniform(1, n)"),
    (r"P(X = k+1) = \frac{l}{k+1} P(X = k)", r"P(X = k+1) = \frac{l}{k} P(X = k)", "X ~ Poisson(l)"),
    ("E[X^k] = 1/(k+1)", "E[X^k] = 1/k", "X ~ U(0, 1); k positive integer"),
    ("E[X^k] = p", "E[X^k] = p^k", "X ~ Bernoulli(p); k positive integer"),
    (r"E[X^{2k}] = s^{2k} \frac{(2k)!}{2^k k!}", r"E[X^{2k}] = s^{2k} \frac{(2k)!}{k!}", "X ~ N(0, s^2); k integer"),
    ("E[X^{2k}] = a^{2k}/(2k+1)", "E[X^{2k}] = a^{2k}/(2k)", "X ~ U(-a, a); k positive integer"),
    ("Var(X^k) = 1/(2k+1) - 1/(k+1)^2", "Var(X^k) = 1/(2k+1) - 1/(k+1)", "X ~ U(0, 1); k positive integer"),
    ("E[X^k] = 0", "E[X^k] = 1", "X symmetric; k odd"),
    ("(-1)^k = -1", "(-1)^k = 1", "k odd"),
]  # fmt: skip


@pytest.mark.parametrize(("true", "false", "assumed"), CLAIMS)
def test_letters_for_values_and_orders_are_decided_both_ways(true, false, assumed):
    assert check(true, assuming=assumed.split("; ")).steps[0].verdict == "proved"
    assert check(false, assuming=assumed.split("; ")).steps[0].verdict == "refuted"


@pytest.mark.parametrize("law", [Normal(0, 4), Uniform(-3, 3), Laplace(0, 2)])
def test_powers_of_any_order_are_integrals_against_the_density(law):
    t = Symbol("t", positive=True)
    for order in map(Integer, (1, 2, 3, 4)):
        end = law.support.sup
        assert abs(float(law.power_moment(order) - 2 * integrate(t**order * law.density(t), (t, 0, end)))) < 1e-12


DOCUMENTS = [
    (r"Let $X$ be symmetric. For odd $k$ we have $$E[X^k] = 0$$", ["proved"]),
    (r"Let $X$ be symmetric. For even $k$ we have $$E[X^k] = 0$$", ["refuted"]),
    (r"Let $X$ be symmetric. Even if $k$ is large we have $$E[X^k] = 0$$", ["refuted"]),
    (r"Let $g$ be an odd function. If $X$ is symmetric, then $$E[g(X)] = 0$$", ["proved"]),
    (r"Let $X$ be symmetric. If $k$ is odd, then $$E[X^k] = 0$$ and for even $k$ $$E[X^k] = 0$$", ["unknown"] * 2),
    (r"Let $X$ be symmetric. For odd $k$: $$E[X^k] = 0.$$ For even $k$: $$E[X^k] = 0.$$", ["proved", "unknown"]),
]


@pytest.mark.parametrize(("text", "verdicts"), DOCUMENTS)
def test_words_about_parity_are_heard_where_they_are_said(text, verdicts):
    assert [step.verdict for step in check(text).steps] == verdicts
