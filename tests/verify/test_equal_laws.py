"""Two spellings of one law behind ~, and hypotheses that are tested."""

import pytest

from verify.chain import check


def verdict(laws):
    text = rf"Let $y_i \sim \mathcal{{N}}(m, v)$ be independent, $i = 1, \ldots, n$, with $v > 0$. $$ W \sim {laws} $$"
    return check(text).steps[-1].verdict


@pytest.mark.parametrize(
    ("one", "other", "wrong"),
    [
        (r"\mathcal{N}\left(\frac1n n m, \left(\frac1n\right)^2 n v\right)", r"\mathcal{N}(m, v/n)", "v/n"),
        (r"\mathcal{N}(\sqrt{n} (m - m), \sqrt{n}^2 v / n)", r"\mathcal{N}(0, v)", "0"),
        (r"\mathrm{Gam}(a, \frac{b}{c})", r"\mathrm{Gam}(a, b c^{-1})", "b"),
        (r"\mathrm{Bin}(2 k - k, p)", r"\mathrm{Bin}(k, p)", "k"),
    ],
)
def test_laws_with_the_same_parameters_are_one(one, other, wrong):
    assert verdict(f"{one} = {other}") == "proved"
    assert wrong in other
    assert verdict(f"{one} = {other.replace(wrong, wrong + ' + 1', 1)}") != "proved"


def test_two_kinds_of_laws_are_not_compared():
    assert verdict(r"\mathrm{Gam}(1, b) = \mathrm{Beta}(1, b)") == "unknown"
    assert verdict(r"\mathcal{N}(0, 2) = \mathcal{N}(2, 0)") == "refuted"


def test_values_of_functions_that_have_names_of_laws_are_not_laws():
    assert check(r"$$ \mathcal{N}(a, b) = \mathcal{N}(a, b + 0) $$").steps[-1].verdict == "unknown"


def test_a_hypothesis_that_is_tested_is_not_claimed():
    steps = check(r"We test $$ H_0: \; m = 3 \quad \text{against} \quad H_1: \; m > 3 . $$").steps
    assert {step.verdict for step in steps} == {"definition"}
    steps = check(r"We test $$ H_0: m = m_0 . $$ $$ E[X + m] = E[X] + m_0 $$").steps
    assert steps[-1].verdict != "proved"
