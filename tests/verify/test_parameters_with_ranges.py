"""Parameters said with their ranges, and values of sizes that stand below for one case alone."""

import pytest

from derivations.errors import UserError
from tests.verify.documents import last, tells_apart, verdicts
from verify.chain import check


@pytest.mark.parametrize(
    ("said", "right", "wrong"),
    [
        (r"$X$ has a gamma distribution with shape $k>0$ and rate $b>0$.", r"E[X] = k/b", r"E[X] = kb"),
        (r"$X$ has a gamma distribution with shape $k \ge 1$ and scale $c > 0$.", r"E[X] = kc", r"E[X] = k/c"),
        (r"$X$ is Bernoulli with parameter $q \in (0,1)$.", r"\mathrm{Var}(X) = q(1-q)", r"\mathrm{Var}(X) = q^2"),
        (r"$X$ is Poisson with rate $r \geq 0$.", r"E[X^2] = r + r^2", r"E[X^2] = r^2"),
        (r"$X$ is exponential with rate $0 < b$.", r"E[X] = 1/b", r"E[X] = b"),
        (r"$X$ is normal with mean $m \neq 0$ and variance $0 < v < \infty$.", r"E[X^2] = v + m^2", r"E[X^2] = v"),
        (r"$X$ has mean $m > 0$ and variance $v > 0$.", r"E[X^2] = v + m^2", r"E[X^2] = v - m^2"),
    ],
)  # fmt: skip
def test_parameters_said_with_their_ranges(said, right, wrong):
    tells_apart(said, right, wrong)


def test_a_recalled_functional_equation_beside_a_law():
    law = "Let $Y$ follow a gamma distribution with shape $a>0$ and rate $b>0$."
    text = rf"{law} Recall that $\Gamma(a+1)=a\Gamma(a)$."
    assert verdicts(text)[-1] == "proved"


def test_a_relation_is_no_parameter():
    with pytest.raises(UserError, match="a parameter is a number, not a relation"):
        check("E[X] = a/b", assuming=["X ~ Gamma(a > 0, b)"])


SUM = r"Let $e_1, \dots, e_n$ have mean $0$ and variance $v$. Then $$\mathrm{Var}\Bigl(\sum_{i=1}^n e_i\Bigr) = n v.$$ "


@pytest.mark.parametrize("below", ["For $n = 1$ this is $v$.", "One single term, $n=1$, is enough here.", ""])
def test_the_size_of_one_case_below_proves_nothing_above(below):
    steps = check(SUM + below).steps
    assert next(s for s in steps if "sum" in s.lhs).verdict == "missing-hypothesis"


def test_a_value_that_was_not_understood_is_not_overlooked():
    text = "The steps X_1, ..., X_n are iid, each is +1 with probability p and -1 with probability 1-p.\n\n{}\n\n{}"
    sum_of = "Let S = sum_{i=1}^n X_i."
    fair = "In what is left p = 1/2 throughout."
    assert last(text.format(sum_of, "E[S^2] = n")).verdict == "refuted"
    assert last(text.format(f"{sum_of} {fair}", "E[S^2] = n")).verdict in {"unknown", "proved"}
