"""A step whose truth needs a divisor, a logarithm or a root says what that asks, unless the hypotheses grant it."""

import pytest

from verify.chain import check
from verify.checked import FINITE

ASKED = [
    ("E[X]/E[X] = 1", "", ["E[X] is not 0"]),
    ("Var(X)/Var(X) = 1", "", ["Var(X) is not 0"]),
    ("E[X]^2/E[X] = E[X]", "", ["E[X] is not 0"]),
    ("1 = a/a", "a constant", ["a is not 0"]),
    ("x^2*x^(-1) = x", "x constant", ["x is not 0"]),
    ("(x^2 - 1)/(x - 1) = x + 1", "x constant", ["x - 1 is not 0"]),
    ("Var(X/n) = Var(X)/n^2", "n constant", ["n is not 0"]),
    ("Corr(X, X) = 1", "", ["Var(X) is not 0"]),
    ("Corr(X, Y) = 0", "X, Y independent", ["Var(X) is not 0", "Var(Y) is not 0"]),
    ("exp(log(x)) = x", "x constant", ["x is positive"]),
    ("sqrt(x)^2 = x", "x constant", ["x is not negative"]),
    ("E[X^2/X] = E[X]", "", ["X is not 0", "E[X^2/X] exists"]),
    ("(E[X] - E[X])/Var(X) = 0", "", ["Var(X) is not 0"]),
    (r"Cov(w_2, \sum_{j=1}^n w_j) = Var(w_1)", "w_j iid", ["n >= 2"]),
]
GRANTED = [
    (r"Cov(w_2, \sum_{j=1}^n w_j) = Var(w_1)", "w_j iid; n >= 3"),
    (r"Cov(w_1, \sum_{j=1}^n w_j) = Var(w_1)", "w_j iid"),
    ("E[X]/E[X] = 1", "E[X] = 3"),
    ("Var(X)/Var(X) = 1", r"X ~ N(0, s^2)"),
    ("x/x = 1", "x positive"),
    ("x/x = 1", "x constant; x > 2"),
    (r"\operatorname{Var}\left(\frac1n\sum_{i=1}^n X_i\right) = \frac1n\operatorname{Var}(X_1)", "X_i iid"),
    ("E[X] = 1/r", "X ~ Exponential(r)"),
    ("(b^2 - a^2)/(b - a) = a + b", "U ~ U(a, b)"),
]


def one(text, assume):
    (step,) = check(f"$${text}$$" if "\\" in text else text, assuming=[assume] if assume else []).steps
    return step


@pytest.mark.parametrize(("text", "assume", "asked"), ASKED)
def test_what_a_side_needs_to_be_defined_is_said(text, assume, asked):
    step = one(text, assume)
    assert step.verdict == "proved"
    assert step.reason.partition(", where ")[2].split(" and ") == asked


@pytest.mark.parametrize(("text", "assume"), GRANTED)
def test_nothing_is_said_of_what_the_hypotheses_grant(text, assume):
    step = one(text, assume)
    assert step.verdict == "proved"
    assert "where" not in step.reason


NEVER = ["1/0 = 1", "E[X]/(E[X] - E[X]) = 1", "1/Var(5) = 1/Var(5)", "Cov(X, Y)/Cov(X, Y) = 1"]


@pytest.mark.parametrize("text", NEVER)
def test_a_side_that_is_never_defined_is_not_proved(text):
    step = one(text, "X, Y independent")
    assert step.verdict == "unknown"
    assert "division by" in step.reason or "divides by" in step.reason


def test_that_moments_are_finite_is_said_once():
    assert check("E[X + Y] = E[X] + E[Y]").hypotheses[-1] == FINITE
    assert FINITE not in check("1 + 1 = 2").hypotheses


@pytest.mark.parametrize(
    ("text", "assuming"),
    [
        ("E[1/x] = 0", "x ~ N(0, 1)"),
        ("E[x/y] = 0", "x ~ N(0, 1); y ~ N(0, 1); x, y independent"),
        ("E[2/x] = 2 E[1/x]", "x ~ U(-1, 1)"),
        ("E[1/x^3] = 0", "x ~ Laplace(0, 1)"),
        ("E[2/x] = 2 E[1/x]", "x ~ Exponential(l)"),
        ("E[2/x] = 2 E[1/x]", "x ~ Exponential(2 l)"),
        ("E[2/x] = 2 E[1/x]", "x ~ Exponential(1/l)"),
        ("E[x^2/x] = E[x]", "x ~ Bernoulli(p)"),
    ],
)
def test_a_moment_that_does_not_exist_under_the_stated_laws_proves_nothing(text, assuming):
    (step,) = check(f"$${text}$$", assuming=[assuming]).steps
    assert step.verdict == "unknown"
    assert step.reason.startswith("undefined")


@pytest.mark.parametrize("assuming", ["x ~ U(1, 2)", "x ~ Rademacher", "x ~ LogNormal(0, 1)"])
def test_a_law_that_spares_0_leaves_the_mean_of_the_inverse(assuming):
    (step,) = check("$$E[2/x] = 2 E[1/x]$$", assuming=[assuming]).steps
    assert step.verdict == "proved"


@pytest.mark.parametrize(
    ("step", "assumed", "verdict"),
    [
        (r"\log(x^2) = 2\log x", "x < 0", "unknown"),
        (r"\log(x^2) = 2\log x", "x > 0", "proved"),
        (r"\log(ab) = \log a + \log b", "a < 0; b < 0", "unknown"),
        (r"x^{1/2} x^{1/2} = x", "x < 0", "unknown"),
        (r"x^{1/2} x^{1/2} = x", "x >= 0", "proved"),
    ],
)
def test_what_is_stated_may_leave_a_side_undefined(step, assumed, verdict):
    found = check(step, assuming=assumed.split(";")).steps[0]
    assert found.verdict == verdict, found.reason
    assert verdict == "proved" or found.reason.startswith("undefined: it needs that")
