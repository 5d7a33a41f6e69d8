"""X_i ~ N(m_i, s_i^2): members of a family whose laws have parameters of their own, and E[X_i] = m_i in words."""

from __future__ import annotations

import pytest

from tests.verify.documents import last

INDEPENDENT = r"Let $Y_1, \ldots, Y_m$ be independent with "


@pytest.mark.parametrize(
    ("law", "step"),
    [
        (r"\mathcal{N}(c_i, t_i^2)", r"\mathrm{Var}\left(\sum_{i=1}^m b_i Y_i\right) = \sum_{i=1}^m b_i^2 t_i^2"),
        (r"\mathcal{N}(c_i, t_i^2)", r"\mathrm{E}\left[\sum_{i=1}^m b_i Y_i\right] = \sum_{i=1}^m b_i c_i"),
        (r"\mathcal{N}(c_i, t_i^2)", r"\mathrm{E}[Y_i^2] = c_i^2 + t_i^2"),
        (r"\mathcal{N}(c_i, t_i^2)", r"\mathrm{E}[Y_1 Y_2] = c_1 c_2"),
        (r"\mathrm{Bernoulli}(q_i)", r"\mathrm{Var}(Y_i) = q_i(1 - q_i)"),
        (r"\mathrm{Bernoulli}(q_i)", r"\mathrm{Var}\left(\sum_{i=1}^m Y_i\right) = \sum_{i=1}^m q_i(1-q_i)"),
        (r"\mathrm{Bin}(k, q_i)", r"\mathrm{Var}(Y_i) = k(q_i - q_i^2)"),
        (r"\mathrm{Poisson}(r_i)", r"\mathrm{Var}(Y_1 + Y_2) = r_1 + r_2"),
        (r"\mathrm{Exp}(r_i)", r"\mathrm{E}[Y_i] \geq 0"),
        (r"\mathrm{Exp}(r_i)", r"\mathrm{Var}(Y_i) = \frac{1}{r_i^2}"),
    ],
)
def test_the_mean_and_the_variance_of_each_member_are_known(law, step):
    assert last(f"{INDEPENDENT}$Y_i \\sim {law}$. $$ {step} $$").verdict == "proved"


@pytest.mark.parametrize(
    ("law", "step"),
    [
        (r"\mathrm{Bernoulli}(q_i)", r"\mathrm{Var}\left(\sum_{i=1}^m Y_i\right) = \sum_{i=1}^m q_i^2"),
        (r"\mathrm{Poisson}(r_i)", r"\mathrm{Var}(Y_i) = r_i^2"),
        (r"\mathrm{Exp}(r_i)", r"\mathrm{E}[Y_i] = r_i"),
    ],
)
def test_a_false_one_is_refuted_at_parameters_and_shows_no_other_law(law, step):
    found = last(f"{INDEPENDENT}$Y_i \\sim {law}$. $$ {step} $$")
    assert found.verdict == "refuted"
    assert found.counterexample is not None
    assert not any(name.startswith("Y") for law in found.counterexample.laws for name in law.names)


@pytest.mark.parametrize(
    ("law", "step"),
    [
        (r"\mathcal{N}(c_i, t_i^2)", r"\mathrm{E}[(Y_i - c_i)^4] = 3 t_i^4"),
        (r"\mathcal{N}(c_i, t_i^2)", r"\mathrm{E}[(Y_i - c_i)^3] = 0"),
        (r"\mathrm{Bernoulli}(q_i)", r"\mathrm{E}[Y_i^3] = q_i"),
        (r"\mathrm{Bernoulli}(q_i)", r"\mathrm{P}(Y_i = 1) = q_i"),
        (r"\mathrm{Exp}(r_i)", r"\mathrm{E}[|Y_i|] = \frac{1}{r_i}"),
    ],
)
def test_what_holds_by_more_than_these_two_is_not_refuted(law, step):
    assert last(f"{INDEPENDENT}$Y_i \\sim {law}$. $$ {step} $$").verdict in {"unknown", "proved"}


def test_it_is_not_refuted_through_the_name_of_a_sum_either():
    text = INDEPENDENT + r"$Y_i \sim \mathcal{N}(0, t_i^2)$. $$ S = \sum_{i=1}^m Y_i $$ $$ \mathrm{E}[S^3] = 0 $$"
    assert last(text).verdict in {"unknown", "proved"}


def test_moments_of_each_member_that_words_give_are_known():
    words = INDEPENDENT + r"$\mathrm{E}[Y_i] = c_i$ and $\mathrm{Var}(Y_i) = t_i^2$. "
    assert last(words + r"$$ \mathrm{Var}(Y_1 - Y_2) = t_1^2 + t_2^2 $$").verdict == "proved"
    assert last(words + r"$$ \mathrm{Var}(Y_1 - Y_2) = t_1^2 - t_2^2 $$").verdict != "proved"
    assert last(words + r"$$ \mathrm{E}[Y_1] = c_2 $$").verdict != "proved"
    assert last(words + r"$$ \mathrm{E}[Y_i^2] = c_i^2 $$").verdict != "proved"
