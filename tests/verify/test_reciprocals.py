"""Means of reciprocals of whole numbers, by their series; and what a positive variable does given that it is large."""

import pytest
from sympy import Integer, Rational, factorial, oo, symbols

from tests.verify.documents import last
from verify.closed_forms.series import series

POISSON = r"Let $X \sim \mathrm{Poisson}(\lambda)$. "
BINOMIAL = r"Let $X \sim \mathrm{Bin}(n, p)$. "
Q = Rational(2, 5)
EXPONENTIAL = r"Let $T \sim \mathrm{Exp}(\lambda)$. "


@pytest.mark.parametrize(("law", "right", "wrong"), [
    (POISSON, r"E\left[\frac{1}{X+1}\right] = \frac{1 - e^{-\lambda}}{\lambda}",
     r"E\left[\frac{1}{X+1}\right] = \frac{1}{\lambda+1}"),
    (POISSON, r"E\left[\frac{1}{X+1}\right] = \sum_{k=0}^\infty \frac{1}{k+1} \frac{e^{-\lambda} \lambda^k}{k!}",
     r"E\left[\frac{1}{X+1}\right] = \sum_{k=0}^\infty \frac{1}{k+2} \frac{e^{-\lambda} \lambda^k}{k!}"),
    (BINOMIAL, r"E\left[\frac{1}{X+1}\right] = \frac{1 - (1-p)^{n+1}}{(n+1) p}",
     r"E\left[\frac{1}{X+1}\right] = \frac{1 - (1-p)^n}{n p}"),
])  # fmt: skip
def test_the_mean_of_a_reciprocal(law, right, wrong):
    assert last(f"{law} $${right}$$").verdict == "proved"
    step = last(f"{law} $${wrong}$$")
    assert step.verdict == "refuted" or "k+2" in wrong
    assert step.verdict == "unknown" or any("X" in given.names for given in step.counterexample.laws)


def test_what_divides_by_0_with_a_positive_probability_is_undefined():
    step = last(POISSON + r"$$E\left[\frac{1}{X}\right] = \frac{1}{\lambda}$$")
    assert step.verdict == "unknown"
    assert "undefined" in step.reason


@pytest.mark.parametrize(("term", "first"), [
    (lambda k: Q**k / (k + 2), 1), (lambda k: Q**k / k, 1), (lambda k: Q**k / factorial(k) / (k + 1), 0),
    (lambda k: Q**k / factorial(k + 1) / (k + 2), 3), (lambda k: k * Q**k / factorial(k), 2),
])  # fmt: skip
def test_series_agree_with_sums_of_numbers(term, first):
    k = symbols("k", integer=True)
    value = series(term(k), k, Integer(first), oo, [])
    terms = sum(term(Integer(i)) for i in range(first, first + 120))
    assert abs((value - terms).evalf(40)) < Rational(1, 10**25)


@pytest.mark.parametrize(("event", "right", "wrong"), [
    (r"T > s + t \mid T > s", r"P(T > t)", r"P(T > s)"),
    (r"T > s + t \mid T > s", r"e^{-\lambda t}", r"e^{-\lambda (s + t)}"),
    (r"T \le s + t \mid T > s", r"1 - e^{-\lambda t}", r"1 - e^{-\lambda s}"),
    (r"T \le s \mid T \le s + t", r"\frac{1 - e^{-\lambda s}}{1 - e^{-\lambda (s+t)}}", r"1 - e^{-\lambda s}"),
    (r"T > 1 \mid T < 1 + t", r"\frac{e^{-\lambda} - e^{-\lambda(1+t)}}{1 - e^{-\lambda(1+t)}}", r"e^{-\lambda}"),
])  # fmt: skip
def test_a_positive_variable_given_that_it_is_large(event, right, wrong):
    assert last(f"{EXPONENTIAL} $$P({event}) = {right}$$").verdict == "proved"
    assert last(f"{EXPONENTIAL} $$P({event}) = {wrong}$$").verdict in {"refuted", "unknown"}


def test_bounds_of_no_known_order_are_not_compared():
    assert last(EXPONENTIAL + r"$$P(T > s - t \mid T > s) = e^{\lambda t}$$").verdict in {"refuted", "unknown"}
    assert (
        last(r"Let $T \sim N(0, 1)$. $$P(T > s + t \mid T > s) = \frac{P(T > s + t)}{P(T > s)}$$").verdict != "refuted"
    )
