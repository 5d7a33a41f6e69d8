"""A side that is infinite or undefined under the stated laws has no value, whatever it is multiplied by or cancels."""

import pytest

from verify.chain import check


@pytest.mark.parametrize(("step", "stated"), [
    ("0 E[1/x] = {}", "x ~ N(0, 1)"),
    ("E[1/x] - E[1/x] = {}", "x ~ U(0, 1)"),
    (r"\frac{{E[1/x]}}{{E[1/x]}} = {}", "x ~ U(0, 1)"),
    ("0 Var(1/x) = {}", "x ~ Exp(1)"),
])  # fmt: skip
@pytest.mark.parametrize("value", [0, 1, 2])
def test_it_is_neither_proved_nor_refuted(step, stated, value):
    found = check(f"${step.format(value)}$", assuming=[stated]).steps[0]
    assert (found.verdict, found.counterexample) == ("unknown", None)
    assert "does not exist" in found.reason


def test_where_it_exists_it_is():
    assert check("$E[x] - E[x] = 1$", assuming=["x ~ U(0, 1)"]).steps[0].verdict == "refuted"
    assert check("$E[1/x] - E[1/x] = 0$", assuming=["x ~ U(1, 2)"]).steps[0].verdict == "proved"


@pytest.mark.parametrize(("bound", "expected"), [
    ("E[X]/t", "proved"), ("E[X]/t^2", "refuted"), ("E[X]^2/t^2", "refuted"), ("E[X^3]/t^2", "refuted"),
    ("E[X^3]/t^3", "proved"), ("E[X]/(2t)", "refuted"), ("2 E[X]/t", "proved"),
])  # fmt: skip
def test_a_tail_is_put_behind_the_number_it_begins_at(bound, expected):
    assert check(rf"$P(X > t) \le {bound}$", assuming=["X >= 0", "t > 0"]).steps[0].verdict == expected
