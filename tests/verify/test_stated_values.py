"""What is stated of letters and of several variables at once: values of parameters, one law for X and Y."""

import pytest

from derivations.errors import UserError
from verify.chain import check

PROVED = [
    ("Var(W) = 2/(n_i + n_o)", "W ~ U(-a, a)", "a = sqrt(6/(n_i + n_o))"),
    ("Var(W) = 2/(n_in + n_out)", "W ~ U(-a, a)", "a = sqrt(6/(n_in + n_out))"),
    ("Var(W) = 2/fan_in", "W ~ U(-b, b)", "b = sqrt(6/fan_in)"),
    ("E[|W|] = (b - 1)/2", "W ~ U(-a, a)", "a = b - 1"),
    ("Cov(S + T, S - T) = 0", "S, T iid"),
    ("Cov(S + T, S - T) = 0", "S and T identically distributed"),
    ("E[(S - T)^2] = 2 Var(T)", "S and T are i.i.d."),
    ("E[RST] = E[T]^3", "R, S, T iid"),
    ("Cov(aS + b, cT + d) = ac Cov(S, T)", "a, b, c, d constant"),
    ("Var(w) = 2/n", "n Var(w)/2 = 1"),
    ("E[w^2] = 1/n", "n E[w^2] = 1"),
    ("Var(sum_i w_i x_i) = n Var(w) E[x^2]", "w_i iid", "x_i iid", "w and x independent", "E[w_i] = 0"),
    (r"Var(\sum_i X_i) = \sum_i \sum_j Cov(X_i, X_j)",),
    (r"Var(\sum_{i=1}^k S_i) = \sum_{i=1}^k Var(S_i)", "S_i uncorrelated"),
]
PROVED += [
    ("E[w_i^2] = s^2", "w_i are iid with mean 0 and variance s^2"),
    ("E[st] = 0", "s independent of t", "E[s] = 0"),
    ("E[st] = 0", "s and t are independent, E[s] = 0"),
    (r"E[st] = 0", r"s \perp t", "E[s] = 0"),
    ("E[k(X)^2] = (1 + a^2)/2 E[X^2]", "k(t) = max(t, 0) + a min(t, 0)", "X symmetric"),
    (r"E[\phi(y)^2] = Var(y)/2", r"\phi(t) = \max(0, t)", "y symmetric"),

    (
        "E[ReLU(y)] = m (1 + erf(m/(s sqrt(2))))/2 + s exp(-m^2/(2 s^2))/sqrt(2 pi)",
        "y ~ N(m, s^2)", "s > 0",
    ),
    ("P(y > 0) = (1 + erf(1/sqrt(2)))/2", "y ~ N(1, 1)"),
    ("E[ReLU(y)] = 1.0833", "y ~ N(1, 1)"),
]  # fmt: skip
REFUTED = [
    ("E[k(X)] = E[X]", "k(t) = t + 1"),
    ("E[ReLU(y)] = E[y]/2", "y ~ N(m, s^2)", "s > 0"),
    ("Var(W) = 2/(n_in + n_out)", "W ~ U(-a, a)", "a = sqrt(3/(n_in + n_out))"),
    ("Var(W) = 2/fan_in", "W ~ U(-b, b)", "b = sqrt(3/fan_in)"),
    ("Var(W) = (b - 1)^2/12", "W ~ U(-a, a)", "a = b - 1"),
    ("Var(w) = 1/n", "n Var(w)/2 = 1"),
    (
        r"Var(v) = 2 Var(x_1)",
        r"v = \sum_{j=1}^n w_j x_j",
        "w_j iid",
        "x_j iid",
        "w and x independent",
        "E[w_j] = 0",
        "E[x_j] = 0",
        "n Var(w_1) = 1",
    ),
    ("E[(S - T)^2] = Var(T)", "S and T are i.i.d."),
]


@pytest.mark.parametrize("stated", PROVED)
def test_what_follows_from_stated_values_and_laws_is_proved(stated):
    assert [step.verdict for step in check(stated[0], assuming=stated[1:]).steps] == ["proved"]


@pytest.mark.parametrize("stated", REFUTED)
def test_what_contradicts_them_is_refuted_by_values_in_their_domain(stated):
    (step,) = check(stated[0], assuming=stated[1:]).steps
    assert step.verdict == "refuted"
    values = step.counterexample.parameters
    assert all(value.is_positive for name, value in values.items() if name in {"a", "b", "fan_in"})


@pytest.mark.parametrize(
    "claim", ["E[ReLU(y)^2] = Var(y)/2", "E[ReLU(y)] = s/sqrt(2 pi)", "P(y > 0) = 1/2", "E[y^3] = 0"]
)
def test_a_normal_law_of_any_mean_lacks_that_its_mean_is_0(claim):
    (step,) = check(claim, assuming=["y ~ N(m, s^2)", "s > 0"]).steps
    assert step.missing == ("m = 0",)


def test_values_that_are_no_fractions_are_shown_with_their_size():
    (step,) = check("E[|y|] = sqrt(2/pi)", assuming=["y ~ N(1, 1)"]).steps
    assert "about 1.167, the right side" in str(step.counterexample)


@pytest.mark.parametrize(
    "first", ["X_1 and X_2 are independent", "X is read as X_1: variables of one law are a family"]
)
def test_variables_of_one_law_are_members_of_a_family_and_the_report_says_so(first):
    assert first in str(check("E[XY] = E[X]^2", assuming=["X, Y iid"]))


def test_the_weakest_hypothesis_about_a_sum_is_that_its_members_are_uncorrelated():
    (step,) = check(r"Var(\sum_{i=1}^k S_i) = \sum_{i=1}^k Var(S_i)").steps
    assert step.missing == ("Cov(S_i, S_j) = 0 for every i and j with i != j",)


@pytest.mark.parametrize("phrase", ["x is funny", "x is symmetric and bounded", "x is not symmetric", "x has mean"])
def test_an_assumption_in_words_is_understood_whole_or_not_at_all(phrase):
    with pytest.raises(UserError, match="cannot understand the assumption"):
        check("E[x] = 0", assuming=[phrase])
