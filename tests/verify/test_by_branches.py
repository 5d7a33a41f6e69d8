"""A step with a definition by cases is decided case by case."""

import pytest

from tests.verify.documents import last

UNIFORM = r"Let $a < b$ and $U \sim U(a, b)$. "
EXPONENTIAL = r"Let $Y \sim \mathrm{Exp}(\lambda)$. "
BERNOULLI = r"Let $Z \sim \mathrm{Bern}(p)$. "


def cases(left: str, *rows: str) -> str:
    return rf"$${left} = \begin{{cases}}" + r" \\ ".join(rows) + r"\end{cases}$$"


TRUE = [
    cases("|x|", r"x & \text{if } x \ge 0", r"-x & \text{if } x < 0"),
    cases(r"\max(0, x)", "x & x > 0", r"0 & \text{otherwise}"),
    cases(r"\mathbb{1}(x \ge a)", r"1 & x \ge a", "0 & x < a"),
    r"Let $X$ be a random variable. " + cases(r"\mathbb{1}(X \ge a)", r"1 & X \ge a", "0 & X < a"),
    UNIFORM + cases("F_U(u)", "0 & u < a", r"\frac{u-a}{b-a} & a \le u \le b", r"1 & \text{otherwise}"),
    UNIFORM + cases("f_U(u)", r"\frac{1}{b-a} & a \le u \le b", r"0 & \text{otherwise}"),
    EXPONENTIAL + cases("F_Y(y)", "0 & y < 0", r"1 - e^{-\lambda y} & y \ge 0"),
    EXPONENTIAL + cases(r"P(Y \le y)", "0 & y < 0", r"1 - e^{-\lambda y} & y \ge 0"),
    BERNOULLI + cases("P(Z = z)", "p & z = 1", "1 - p & z = 0"),
]
# a row that is wrong, or rows whose conditions are not those of the support
FALSE = [
    cases("|x|", r"x & \text{if } x \ge 0", r"2x & \text{if } x < 0"),
    cases("|x|", r"x & \text{if } x > 1", r"-x & \text{otherwise}"),
    cases(r"\max(0, x)", "x & x > -1", r"0 & \text{otherwise}"),
    cases(r"\mathbb{1}(x \ge a)", r"0 & x \ge a", "1 & x < a"),
    r"Let $X$ be a random variable. " + cases(r"\mathbb{1}(X \ge a)", "1 & X > a", r"0 & X \le a"),
    r"Let $X$ be a random variable. " + cases("E[X]", r"X & X \ge a", "X & X < a"),
    UNIFORM + cases("F_U(u)", "0 & u < a", r"\frac{u-a}{b-a} & a \le u \le b", r"0 & \text{otherwise}"),
    UNIFORM + cases("f_U(u)", r"\frac{1}{b-a} & a \le u", r"0 & \text{otherwise}"),
    EXPONENTIAL + cases("F_Y(y)", "0 & y < 0", r"1 - e^{-y} & y \ge 0"),
    EXPONENTIAL + cases("F_Y(y)", "0 & y < 1", r"1 - e^{-\lambda y} & y \ge 1"),
    EXPONENTIAL + cases("F_Y(y)", "1 & y < 0", r"1 - e^{-\lambda y} & y \ge 0"),
    EXPONENTIAL + cases(r"P(Y \le y)", r"1 - e^{-\lambda y} & y \ge -1", "0 & y < -1"),
    BERNOULLI + cases("P(Z = z)", "p & z = 0", "1 - p & z = 1"),
]


@pytest.mark.parametrize("text", TRUE)
def test_what_holds_in_every_case_is_proved(text):
    step = last(text)
    assert step.verdict == "proved", step.reason
    assert not any("<" in str(h) for h in step.under if "b" not in str(h))  # no condition of a case is an assumption


@pytest.mark.parametrize("text", FALSE)
def test_what_fails_in_one_case_is_not_proved(text):
    assert last(text).verdict in {"refuted", "unknown", "missing-hypothesis"}


def test_the_case_that_fails_is_named_and_its_point_lies_there():
    step = last(FALSE[0])
    assert step.verdict == "refuted"
    assert step.reason.startswith("where x < 0")
    assert step.counterexample.parameters["x"] < 0
