"""Cases in which a variable is 0 with probability 1, and what a paragraph that goes on with a case knows of it."""

import pytest

from tests.verify.documents import verdicts
from verify.chain import check

CASE = r"""Now consider the case that $E(V^2) = 0$. In this case, $V$ must be a constant with mean $E(V) = 0$, such that
$$ P(V = 0) = 1 . $$
This implies
$$ E(U V) = 0 $$
so that
$$ [E(U V)]^2 = E(U^2) E(V^2) . $$
"""


def test_a_case_goes_on_where_a_paragraph_goes_on_with_its_sentence():
    assert verdicts(CASE)[-2:] == ["proved", "proved"]


def test_a_false_step_in_the_case_is_not_proved():
    assert verdicts(CASE.replace("E(U V) = 0", "E(U V) = 1"))[-2] != "proved"
    assert verdicts(CASE.replace("E(U V) = 0", "E(U) = 0"))[-2] != "proved"


def test_a_paragraph_that_begins_anew_is_not_surely_in_the_case():
    assert "proved" not in verdicts(CASE.replace("This implies", "In general,"))[-2:]
    text = CASE.split("This implies", maxsplit=1)[0] + "\nThe covariance is another matter.\n$$ E(U V) = 0 $$"
    assert verdicts(text)[-1] != "proved"


@pytest.mark.parametrize(
    ("stated", "verdict"),
    [
        (["Var(V) = 0", "E[V] = 0"], "proved"),
        (["E[V^2] = 0"], "proved"),
        (["E[V] = 0"], "missing"),
        (["Var(V) = 0"], "missing"),
    ],
)
def test_mean_and_variance_zero_make_a_variable_zero(stated, verdict):
    (step,) = check(r"$$ E[U^2 V] = 0 $$", assuming=stated).steps
    assert (step.verdict == "proved") == (verdict == "proved")


def test_a_moment_of_a_variable_is_no_law_of_it():
    step = r"$$ \mathrm{Var}(U) = \mathrm{E}(U)^2 $$"
    text = r"Let $U$ and $V$ be two random variables and let $\mathrm{E}(UV)$ exist. " + step
    assert verdicts(text) == ["refuted"]
    text = r"Let $U$ be drawn from $\mathrm{Exp}(r)$. $$ \mathrm{Var}(U) = \mathrm{E}(U)^2 $$"
    assert verdicts(text) == ["proved"]


LAYER = ["f_i = b_i + sum_{j=1}^{n} w_{ij}*h_j; w_{ij} iid; w and h independent; E[w_{ij}] = 0"]


@pytest.mark.parametrize(
    ("null", "step", "verdict"),
    [
        ("E[b_i] = 0; E[b_i^2] = 0", "Var(f_i) = sum_{j=1}^{n} Var(w_{ij}*h_j)", "proved"),
        ("E[b_i] = 0; Var(b_i) = 0", "Var(f_i) = sum_{j=1}^{n} Var(w_{ij})*E[h_j^2]", "proved"),
        ("E[b_i^2] = 0", "Var(f_i) = sum_{j=1}^{n} Var(w_{ij})*Var(h_j)", "missing-hypothesis"),
        ("E[b_i^2] = 0", "Var(f_i) = 2*sum_{j=1}^{n} Var(w_{ij})*E[h_j^2]", "refuted"),
    ],
)
def test_a_family_of_variables_that_are_zero(null, step, verdict):
    (found,) = check(step, assuming=[*LAYER, null]).steps
    assert found.verdict == verdict, str(found)


@pytest.mark.parametrize("null", ["E[b_1^2] = 0", "E[b_i] = 0", "Var(b_i) = 0", "E[b_i^3] = 0"])
def test_a_family_that_need_not_be_zero_stays(null):
    (found,) = check("Var(f_2) = sum_{j=1}^{n} Var(w_{2j})*E[h_j^2]", assuming=[*LAYER, null]).steps
    assert found.verdict != "proved", str(found)


@pytest.mark.parametrize(
    ("step", "verdict"),
    [
        ("Var(f) = Var(h)", "proved"),
        ("Var(f) = 2*Var(h)", "refuted"),
        ("E[b h^2] = 0", "proved"),
        ("E[f^2] = E[h]^2", "refuted"),
    ],
)
def test_what_is_made_of_a_variable_that_is_zero(step, verdict):
    (found,) = check(step, assuming=["f = b + h; E[b] = 0; Var(b) = 0"]).steps
    assert found.verdict == verdict, str(found)
    assert verdict == "proved" or "b = 0 with probability 1" in str(found.counterexample)
