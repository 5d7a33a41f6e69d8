"""Joint laws that a document states point by point, and what is computed of them."""

from fractions import Fraction

import pytest

from verify.chain import check

POINTS = {(-1, 2): Fraction(1, 4), (1, 0): Fraction(1, 4), (3, 0): Fraction(1, 2)}
STATED = "Let $U$ and $V$ have the joint probabilities\n$$ " + ", \\quad ".join(
    rf"P(U = {u}, V = {v}) = \frac{{{p.numerator}}}{{{p.denominator}}}" for (u, v), p in POINTS.items()
)
SUM = r"\sum_{u \in \{-1, 1, 3\}} \sum_{v \in \{0, 2\}} u^2 v \, p(u, v)"


def verdicts(text):
    return [step.verdict for step in check(f"{STATED} . $$\n{text}").steps[len(POINTS) :]]


def mean(function):
    return sum(p * function(u, v) for (u, v), p in POINTS.items())


def test_the_points_of_a_joint_law_are_stated():
    assert [step.verdict for step in check(f"{STATED} . $$").steps] == ["definition"] * len(POINTS)


@pytest.mark.parametrize(
    ("written", "function"),
    [
        ("E[U]", lambda u, v: u), ("E[U V]", lambda u, v: u * v), ("E[|U| V^2]", lambda u, v: abs(u) * v**2),
        (SUM, lambda u, v: u**2 * v), ("P(U V = 0)", lambda u, v: u * v == 0), ("P(U > 0, V = 0)", lambda u, v: u > 0),
        (r"\sum_{u \in \{-1, 1, 3\}} u \, p(u)", lambda u, v: u), ("P(V = 0)", lambda u, v: v == 0),
    ],
)  # fmt: skip
def test_moments_probabilities_and_sums_are_computed(written, function):
    value = mean(function)
    assert verdicts(f"$$ {written} = {value.numerator} / {value.denominator} $$") == ["proved"]
    wrong = value + 1
    assert verdicts(f"$$ {written} = {wrong.numerator} / {wrong.denominator} $$") == ["refuted"]


def test_what_depends_on_the_joint_law_is_computed_from_it():
    product = mean(lambda u, v: u * v) - mean(lambda u, v: u) * mean(lambda u, v: v)
    assert verdicts(rf"$$ \mathrm{{Cov}}(U, V) = {product.numerator}/{product.denominator} $$") == ["proved"]
    assert verdicts(r"$$ P(U = 3 | V = 0) = \frac23, \quad E[U | V = 0] = \frac73 $$") == ["proved"] * 2
    assert verdicts(r"$$ P(U = 3 | V = 0) = \frac12, \quad E[U | V = 0] = \frac32 $$") == ["refuted"] * 2
    assert verdicts(r"$$ P(U = 1, V = 2) \ne P(U = 1) P(V = 2) $$") == ["proved"]
    assert verdicts(r"$$ E[U V] \ne E[U] E[V] $$") == ["proved"]
    assert verdicts(r"$$ \mathrm{Var}(U + V) = \mathrm{Var}(U) + \mathrm{Var}(V) $$") == ["refuted"]


def test_another_law_of_the_variables_ends_it():
    assert verdicts("Let $U$ be standard normal. Then $$ E[U] = 0, \\quad E[U^2] = 1 $$") == ["proved"] * 2
    assert verdicts("In general, $$ E[U] = 3/2 $$") != ["proved"]
    assert verdicts("For all variables $U$, $V$ when $U = V$, $$ E[U V] = -1/2 $$") != ["proved"]


def test_probabilities_that_do_not_add_up_state_no_law():
    text = STATED.replace(r"\frac{1}{2}", r"\frac{1}{3}")
    assert check(f"{text} . $$ Hence $$ E[U V] = -1/2 $$").steps[-1].verdict != "proved"


def test_a_second_law_takes_the_place_of_the_first():
    other = r"and then $$ P(U = 1, V = 1) = \frac12, \quad P(U = 2, V = 2) = \frac12 $$ $$ E[U V] = \frac52 $$"
    assert verdicts(other)[-1] == "proved"
