"""Words that state something of what has no name in them, or in one case alone: a step that lacks it is left open."""

import pytest

from verify.chain import check

SCORE = r"""Query and key are $q_1, \dots, q_d$ and $k_1, \dots, k_d$. {said}
\[ s = \sum_{{i=1}}^d q_i k_i \]
Then
\[ E[s] = \sum_{{i=1}}^d E[q_i] E[k_i] . \]
"""


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ("Nothing is known of them.", "missing-hypothesis"),
        ("As the sheet says, whatever stands in a vector is independent of the rest.", "unknown"),
        ("If the values were independent, it would be easier.", "missing-hypothesis"),
    ],
)
def test_independence_of_nobody_leaves_a_step_open(said, verdict):
    assert check(SCORE.format(said=said)).steps[-1].verdict == verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (r"Given $S = 1$ the return $R$ has mean $a$. Then $E[2R] = 2a$.", "unknown"),
        (r"The return $R$ has mean $a$. Then $E[2R] = a$.", "refuted"),
        (r"The return $R$ has mean $a$. Then $E[2R] = 2a$.", "proved"),
    ],
)
def test_what_holds_in_one_case_is_no_hypothesis(text, verdict):
    assert check(text).steps[-1].verdict == verdict


def test_a_letter_may_be_given_its_value_by_moments():
    put = r"For a number $b$ put $Z = Y - b C$. It is smallest at $b = \mathrm{Cov}(Y, C)/\mathrm{Var}(C)$."
    assert check(put).steps[-1].verdict in {"unknown", "choice", "definition"}
    told = r"Suppose that $E[C] = b$. Then $b = 2 E[C]$."
    assert check(told).steps[-1].verdict == "refuted"


def test_an_open_conditional_moment_is_no_reason_to_refute_what_uses_it():
    given = r"The rate $L$ has an exponential distribution with mean $2$. Conditionally on $L$, the count $N$ is "
    text = given + r"Poisson with parameter $L$, which gives $E[N \mid L] = L$. Thus $E[E[N \mid L]] = E[L]$."
    assert [step.verdict for step in check(text).steps] == ["unknown", "unknown"]
