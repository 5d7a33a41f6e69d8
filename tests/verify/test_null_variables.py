"""Cases in which a variable is 0 with probability 1, and what a paragraph that goes on with a case knows of it."""

import pytest

from verify.chain import check

CASE = r"""Now consider the case that $E(V^2) = 0$. In this case, $V$ must be a constant with mean $E(V) = 0$, such that
$$ P(V = 0) = 1 . $$
This implies
$$ E(U V) = 0 $$
so that
$$ [E(U V)]^2 = E(U^2) E(V^2) . $$
"""


def verdicts(text):
    return [step.verdict for step in check(text).steps]


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
