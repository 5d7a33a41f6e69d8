"""A condition on indices belongs to the formula beside it: nothing is refuted with indices that it rules out."""

import pytest

from verify.chain import check

COV = "Cov(x_i, x_j)"


def verdicts(text, assuming=("x_j iid",)):
    steps = check(text, assuming=list(assuming)).steps
    return [step.verdict for step in steps if "_" in step.lhs]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (r"For $i \ne j$ we have ", ""), (r"If $i \neq j$, then ", ""), (r"for all $i \not= j$: ", ""),
        ("Let $i < j$. ", ""), ("", r", \quad i \neq j"), ("", r" \quad (i \ne j)"),
        ("", r" \qquad \text{for } i \neq j"), ("", r", \qquad 1 \le i < j \le n"),
        ("", r"$$ for $i \ne j$ and so $$n = n"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(("value", "verdict"), [("0", "proved"), ("1", "refuted"), ("Var(x_1)", "refuted")])
def test_a_condition_beside_a_formula_is_used(before, after, value, verdict):
    text = f"{before}$${COV} = {value}{after}$$"
    step = next(s for s in check(text, assuming=["x_j iid"]).steps if "_" in s.lhs)
    assert step.verdict == verdict, step
    if verdict == "refuted":
        assert step.counterexample.parameters["i"] != step.counterexample.parameters["j"]


def test_one_case_after_the_other():
    text = rf"If $i = j$, then $${COV} = Var(x_i)$$ If $i \ne j$, $${COV} = 0$$"
    assert verdicts(text) == ["proved", "proved"]
    assert verdicts(text.replace("Var(x_i)", "0").replace("= 0$$", "= 1$$")) == ["refuted", "refuted"]


def test_a_condition_on_the_last_line_is_for_the_chain():
    text = rf"\begin{{align}} {COV} &= E[x_i x_j] - E[x_i] E[x_j] \\ &= 0 \qquad (i \neq j) \end{{align}}"
    assert verdicts(text) == ["proved", "proved"]


@pytest.mark.parametrize(
    "text",
    [
        rf"Where $i$ and $j$ are distinct, $${COV} = 0$$",
        rf"For $i \ne j$ much is known. More will be said below. $${COV} = 0$$",
        rf"For $i = j$, $${COV} = 0$$ for $i \ne j$.",
    ],
)
def test_a_condition_that_may_be_meant_refutes_nothing(text):
    assert verdicts(text)[0] == "unknown"


def test_without_a_condition_indices_may_be_equal():
    (step,) = check(f"$${COV} = 0$$", assuming=["x_j iid"]).steps
    assert (step.verdict, step.missing) == ("missing-hypothesis", ("i != j",))


@pytest.mark.parametrize("condition", [r"i \ne j", "i < j", "i > j"])
def test_conditions_may_be_assumed(condition):
    assert verdicts(rf"$${COV} = 0$$ $$E[x_i^2 x_j] = E[x_1^2] E[x_1]$$", ["x_j iid", condition]) == ["proved"] * 2


def test_two_of_three_indices_that_differ_leave_the_third_open():
    assert verdicts("$$E[x_i x_j x_k] = E[x_1]^3$$", ["x_j iid", "i < j"]) == ["missing-hypothesis"]
    assert verdicts("$$E[x_i x_j x_k] = E[x_1]^3$$", ["x_j iid", "i < j; j < k; i < k"]) == ["proved"]
