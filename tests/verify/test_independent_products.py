"""Means of products and of exponentials of sums over independent members."""

import pytest

from verify.chain import check

FAMILY = r"Let $V_1, \ldots, V_n$ be $n$ independent random variables and let $b_1, \ldots, b_n$ be $n$ real numbers."
SAME = FAMILY.replace("independent", "independent and identically distributed")
NUMBER = r" The number $s$ is a constant, and $r$ is a constant."


def verdict(step, stated=FAMILY):
    return check(f"{stated}{NUMBER}\n$$ {step} $$").steps[-1].verdict


TRUE = [
    (r"E[\exp(s \sum_{k=1}^n b_k V_k)]", r"\prod_{k=1}^n E[\exp(s b_k V_k)]"),
    (r"E[e^{s (V_1 + \cdots + V_n) + r}]", r"e^r \prod_{k=1}^n E[e^{s V_k}]"),
    (r"E[\exp(\frac{s}{n} \sum_{k=1}^n V_k)]", r"\prod_{j=1}^n E[\exp(\frac{s}{n} V_j)]"),
    (r"E[\prod_{k=1}^n V_k^2]", r"\prod_{k=1}^n E[V_k^2]"),
    (r"E[\prod_{k=1}^n b_k V_k]", r"(\prod_{k=1}^n b_k) \prod_{k=1}^n E[V_k]"),
]
FALSE = [
    (r"E[\exp(s \sum_{k=1}^n b_k V_k)]", r"\prod_{k=1}^n E[\exp(s V_k)]"),
    (r"E[\exp(s \sum_{k=1}^n b_k V_k)]", r"\sum_{k=1}^n E[\exp(s b_k V_k)]"),
    (r"E[\exp(s \sum_{k=1}^n V_k)]", r"\prod_{k=2}^n E[\exp(s V_k)]"),
    (r"E[\exp(s \sum_{k=1}^n V_k)]", r"E[\exp(s V_1)]^n"),
    (r"E[\prod_{k=1}^n V_k^2]", r"\prod_{k=1}^n E[V_k]^2"),
    (r"E[V_1 \prod_{k=1}^n V_k]", r"E[V_1] \prod_{k=1}^n E[V_k]"),
]


@pytest.mark.parametrize(("lhs", "rhs"), TRUE)
def test_the_mean_of_a_product_over_independent_members_is_the_product_of_means(lhs, rhs):
    assert verdict(f"{lhs} = {rhs}") == "proved"


@pytest.mark.parametrize(("lhs", "rhs"), TRUE)
def test_not_without_independence(lhs, rhs):
    assert verdict(f"{lhs} = {rhs}", FAMILY.replace("independent ", "")) != "proved"


@pytest.mark.parametrize(("lhs", "rhs"), FALSE)
def test_false_neighbours_are_not_proved(lhs, rhs):
    assert verdict(f"{lhs} = {rhs}") != "proved"


def test_members_of_one_law_make_a_power():
    assert verdict(r"E[\exp(s \sum_{k=1}^n V_k)] = E[\exp(s V_1)]^n", SAME) == "proved"
    assert verdict(r"E[\exp(s \sum_{k=1}^n V_k)] = E[\exp(s V_1)]^{n+1}", SAME) != "proved"
    assert verdict(r"E[\exp(s \sum_{k=1}^n b_k V_k)] = E[\exp(s b_1 V_1)]^n", SAME) != "proved"


def test_how_many_there_are_does_not_hide_what_they_are():
    text = r"$$ \mathrm{Var}(\sum_{k=1}^m W_k) = \sum_{k=1}^m \mathrm{Var}(W_k) $$"
    for stated in ("be $m$ independent variables", "be 5 independent variables", "be independent"):
        assert check(rf"Let $W_1, \ldots, W_m$ {stated}. {text}").steps[-1].verdict == "proved", stated
    assert check(rf"Let $W_1, \ldots, W_m$ be $m$ variables. {text}").steps[-1].verdict != "proved"


@pytest.mark.parametrize(
    "words", ["are real numbers", "are $n$ real numbers", "are constants", "are fixed coefficients"]
)
def test_listed_names_that_are_called_numbers_are_constants(words):
    step = r"$$ E[\exp(2 \sum_{k=1}^n b_k V_k)] = \prod_{k=1}^n E[\exp(2 b_k V_k)] $$"
    head = r"Let $V_1, \ldots, V_n$ be independent."
    assert check(rf"{head} {step} where $b_1, \ldots, b_n$ {words}.").steps[-1].verdict == "proved"
    assert check(rf"{head} {step} where $b_1, \ldots, b_n$ are random.").steps[-1].verdict != "proved"


@pytest.mark.parametrize(
    ("claim", "assuming", "verdict"),
    [
        ("E[prod_{i=1}^n X_i] = m^n", "X_i iid; E[X_i] = m", "proved"),
        ("E[prod_{i=1}^n X_i] = m^n", "X_i identically distributed; E[X_i] = m", "missing-hypothesis"),
        ("Var(prod_{i=1}^n X_i) = (m^2+s^2)^n - m^(2*n)", "X_i iid; E[X_i] = m; Var(X_i) = s^2", "proved"),
        ("Var(prod_{i=1}^n X_i) = (1+s^2)^n", "X_i iid; E[X_i] = 1; Var(X_i) = s^2", "refuted"),
        ("Var(prod_{i=1}^n X_i) = prod_{i=1}^n E[X_i^2] - prod_{i=1}^n E[X_i]^2", "X_i independent", "proved"),
        ("E[prod_{i=1}^n X_i^2] = 1/3^n", "X_i iid; X_i ~ U(0,1)", "proved"),
        ("E[prod_{i=1}^n X_i^2] = 1/4^n", "X_i iid; X_i ~ U(0,1)", "refuted"),
        ("E[exp(t*sum_{i=1}^n X_i)] = exp(n*t^2/2)", "X_i iid; X_i ~ N(0,1)", "proved"),
        ("E[exp(t*sum_{i=1}^n X_i)] = exp(n*t^2)", "X_i iid; X_i ~ N(0,1)", "unknown"),
    ],
)
def test_products_of_many_with_the_moments_that_are_stated(claim, assuming, verdict):
    (step,) = check(claim, assuming=assuming.split(";")).steps
    assert step.verdict == verdict, step.reason


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"E[\prod_{i=1}^n X_i \prod_{j=1}^n X_j] = E[X_1^2]^n", "proved"),
        (r"E[\prod_{i=1}^n X_i \prod_{j=1}^n X_j] = E[X_1]^{2n}", "refuted"),
        ("E[prod_{i=1}^n X_i * sum_{i=1}^n X_i] = n*E[X_1^2]*E[X_1]^(n-1)", "unknown"),
        (r"E[(\sum_{i=1}^n X_i)^2] = n^2 E[X_1^2]", "refuted"),
    ],
)
def test_a_product_ends_where_another_one_begins(claim, verdict):
    (step,) = check(claim, assuming=["X_i iid"]).steps
    assert step.verdict == verdict, step.reason
