"""What a sentence states holds for what follows it; for what stands before only where it belongs to it."""

import pytest

from tests.verify.documents import verdicts
from verify.chain import check

FOURTH = "$$E[z^4] = 3 E[z^2]^2$$"


@pytest.mark.parametrize(("text", "expected"), [
    (f"Let $z \\sim N(0, 1)$. Then {FOURTH}", ["definition", "proved"]),
    (f"{FOURTH} where $z \\sim N(0, 1)$.", ["proved", "definition"]),
    (f"{FOURTH}\n\nwhere $z \\sim N(0, 1)$.", ["proved", "definition"]),
    (f"{FOURTH} for $z \\sim N(0, 1)$.", ["proved", "definition"]),
    (f"Let $z$ be symmetric around zero. Then {FOURTH}\nFor $z \\sim N(0, 1)$ we get $E[z^2] = 1$.",
     ["unknown", "definition", "proved"]),
    (f"For all {FOURTH}\n\nNow let $z \\sim N(0, 1)$. $E[z^2] = 1$.", ["unknown", "definition", "proved"]),
    (f"For all {FOURTH}\n\nNow let $z \\sim U(0, 1)$. $E[z] = 1/2$.", ["refuted", "definition", "proved"]),
])  # fmt: skip
def test_a_law_is_known_below_and_where_it_belongs(text, expected):
    assert verdicts(text) == expected


def test_a_choice_binds_a_law_that_is_stated_after_it():
    chosen = (
        "We choose $Var(w) = \\frac1n$. For a uniform law $w \\sim U(-a, a)$ we have $Var(w) = \\frac{a^2}{3}$, so "
    )
    assert verdicts(chosen + r"$a = \sqrt{\frac{3}{n}}$.")[-1] == "proved"
    assert verdicts(chosen + r"$a = \sqrt{\frac{6}{n}}$.")[-1] != "proved"


def test_equations_listed_behind_let_are_supposed():
    text = "Let $x$ and $f$ be independent, $E[f] = 0$ and $Var(f) = Var(x)$. $$E[(x + f)^2] = E[x^2] + Var(x)$$"
    assert verdicts(text) == ["definition", "definition", "proved"]
    claimed = "Let $x$ and $f$ be independent, then $E[x f] = E[x^2]$."
    assert verdicts(claimed)[-1] in {"refuted", "missing-hypothesis"}


def test_a_letter_that_a_new_section_lets_be_something_is_new():
    text = (
        "# One\n\n$$E[2 x] = 2 E[x]$$\n\n# Two\n\nLet $x = \\max(0, z)$ with $z$ symmetric around zero. $$E[x^2] = %s$$"
    )
    assert verdicts(text % r"\frac12 E[z^2]")[-1] == "proved"
    assert verdicts(text % "E[z^2]")[-1] == "refuted"


@pytest.mark.parametrize(("value", "expected"), [
    (r"\int_0^\infty z \frac{1}{\sqrt{2\pi}\sigma} e^{-z^2/(2\sigma^2)} dz", "proved"),
    (r"\int_{-\infty}^\infty z \frac{1}{\sqrt{2\pi}\sigma} e^{-z^2/(2\sigma^2)} dz", "refuted"),
])  # fmt: skip
def test_an_integral_may_run_over_the_letter_of_a_variable(value, expected):
    assert verdicts(f"Let $z \\sim N(0, \\sigma^2)$. $$E[\\max(0, z)] = {value}$$")[-1] == expected


@pytest.mark.parametrize(("said", "expected"), [
    ("be independent with mean $0$ and variance $1$", "proved"),
    ("be independent of each other, each with mean $0$ and variance $1$", "missing-hypothesis"),
])  # fmt: skip
def test_members_that_are_listed_one_by_one_are_all_meant(said, expected):
    text = rf"Let $q_1, \dots, q_d$ and $k_1, \dots, k_d$ {said}. Then $$Var(\sum_{{i=1}}^d q_i k_i) = d$$"
    assert verdicts(text) == [expected]


@pytest.mark.parametrize(("text", "expected"), [
    ("Let $w_i$ be symmetric and independent of $x_i$, and $x_i$ i.i.d. $$Var(x_1 + x_2) = 2 Var(x_1)$$", "proved"),
    ("Let $w_i$ be symmetric and independent of $x_i$, and $x_i$ i.i.d. $$Var(w_1 + w_2) = 2 Var(w_1)$$",
     "missing-hypothesis"),
])  # fmt: skip
def test_the_last_of_a_list_may_be_the_next_subject(text, expected):
    assert verdicts(text)[-1] == expected


def test_a_letter_is_a_member_until_a_section_makes_it_something_else():
    text = (
        "# Layer\n\nLet $y = \\sum_{j=1}^n w_j x_j$ where $w_j$ are i.i.d. with zero mean, $x_j$ are i.i.d., and"
        " all $w_j$ and $x_j$ are independent. Then $$Var(y) = n Var(w) E[x^2]$$\n\n# Rectifier\n\n"
        "Let $x = \\max(0, z)$ with $z$ symmetric around zero. Then $$E[x^2] = \\frac12 E[z^2]$$"
    )
    assert verdicts(text) == ["definition", "proved", "definition", "proved"]


@pytest.mark.parametrize(("said", "expected"), [
    ("The sum $y$ has variance $n^2 s^2$.", "refuted"),
    ("The sum $y$ has variance $n s^2$.", "refuted"),
    ("", "refuted"),
])  # fmt: skip
def test_what_words_claim_of_something_defined_is_no_hypothesis(said, expected):
    text = f"Let $x_1, \\dots, x_n$ be i.i.d. with variance $s^2$ and $y = x_1 + \\dots + x_n$. {said}\n"
    assert verdicts(text + "$$Var(y) = n^2 s^2$$")[-1] == expected
    assert verdicts(text + "$$Var(y) = n s^2$$")[-1] == "proved"


def test_a_sum_whose_terms_count_down_is_closed_by_induction():
    assert verdicts(r"$$(1-b) \sum_{i=1}^{t} b^{t-i} = 1 - b^t$$") == ["proved"]
    assert verdicts(r"$$(1-b) \sum_{i=1}^{t} b^{t-i} = 1 - b^{t+1}$$") == ["refuted"]


def test_another_condition_behind_a_formula_is_another_case():
    text = r"""
$$ F = 1, \; \text{if} \; a \leq x \leq b \; . $$

Also, we have
$$ F = 0, \; \text{if} \; x < a $$
"""
    assert "refuted" not in {s.verdict for s in check(text).steps}
