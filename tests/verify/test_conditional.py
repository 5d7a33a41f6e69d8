"""Conditional moments: their rules prove what follows from them, and nothing that a law breaks is proved."""

from fractions import Fraction

import pytest

from tests.verify.enumerated import World
from verify.chain import check

TRUE = [
    ("E[E[X|Y]] = E[X]", ""),
    (r"\mathbb{E}[\mathbb{E}[X \mid Y]] = \mathbb{E}[X]", ""),
    (r"\operatorname{Var}(X) = E[\operatorname{Var}(X|Y)] + \operatorname{Var}(E[X|Y])", ""),
    (r"\operatorname{Cov}(X,Z) = E[\operatorname{Cov}(X,Z|Y)] + \operatorname{Cov}(E[X|Y],E[Z|Y])", ""),
    (r"\operatorname{Cov}(X,Y) = \operatorname{Cov}(E[X|Y],Y)", ""),
    ("E[XY|Y] = Y E[X|Y]", ""),
    ("E[X+Z|Y] = E[X|Y] + E[Z|Y]", ""),
    ("E[E[X|Y,Z]|Y] = E[X|Y]", ""),
    (r"E[X \cdot E[X|Y]] = E[E[X|Y]^2]", ""),
    ("E[(X - E[X|Y])Y^2] = 0", ""),
    (r"\operatorname{Var}(X|Y) = E[X^2|Y] - E[X|Y]^2", ""),
    (r"\operatorname{Var}(X|Y) = E[(X - E[X|Y])^2|Y]", ""),
    (r"\operatorname{Var}(X+Y|Y) = \operatorname{Var}(X|Y)", ""),
    (r"\operatorname{Var}(E[X|Y]) \le \operatorname{Var}(X)", ""),
    ("E[X|Y] = E[X]", "X, Y independent"),
    (r"E[\max(0,X)|Y] = E[\max(0,X)]", "X, Y independent"),
]
NOT_PROVED = [
    ("E[E[X|Y]] = E[Y]", "", "refuted"),
    ("E[X|Y] = E[Y]", "X, Y independent", "refuted"),
    ("E[X|Y] = E[X]", "", "missing-hypothesis"),
    ("E[XY|Y] = X E[Y|Y]", "", "refuted"),
    ("E[X^2|Y] = E[X|Y]^2", "", "refuted"),
    (r"\operatorname{Var}(X) = E[\operatorname{Var}(X|Y)]", "", "missing-hypothesis"),
    (r"E[E[X|Y] \cdot E[X|Z]] = E[X^2]", "", "refuted"),
    (r"\operatorname{Var}(E[X|Y]) \ge \operatorname{Var}(X)", "", "refuted"),
    ("E[XY|X] = E[X]E[Y]", "X, Y independent", "refuted"),
    ("E[X|Y,Z] = E[X|Y]", "X, Z independent", "missing-hypothesis"),
    (r"E[\operatorname{Var}(X|Y)] = \operatorname{Var}(E[X|Y])", "", "refuted"),
    (r"E[\operatorname{Var}(X|Y)] \ge \operatorname{Var}(X)", "", "missing-hypothesis"),
    (r"\operatorname{Cov}(X,Y) = E[\operatorname{Cov}(X,Y|Z)]", "", "missing-hypothesis"),
    ("E[(X - E[X|Y])X] = 0", "", "refuted"),
    ("E[X|Y=y] = E[X]", "X, Y independent", "unknown"),
    ("P(X>0|Y) = P(X>0)", "X, Y independent", "unknown"),
]


def one(text, assume):
    (step,) = check(f"$${text}$$", assuming=[assume] if assume else []).steps
    return step


@pytest.mark.parametrize(("text", "assume"), TRUE)
def test_the_rules_of_conditional_moments_prove(text, assume):
    assert one(text, assume).verdict == "proved"


@pytest.mark.parametrize(("text", "assume", "verdict"), NOT_PROVED)
def test_what_the_rules_do_not_give_is_refuted_by_a_law_or_declined_by_name(text, assume, verdict):
    step = one(text, assume)
    assert step.verdict == verdict
    assert verdict != "unknown" or "conditional moments" in step.reason
    if step.counterexample is None:
        return
    world, (left, right) = World(step.counterexample.to_dict()), step.trees
    said = [Fraction(str(side)) for side in (step.counterexample.lhs, step.counterexample.rhs)]
    try:
        assert [world.value(left, {}, {}), world.value(right, {}, {})] == said
    except (KeyError, ZeroDivisionError):  # a random variable
        square = world.mean(lambda at: (world.value(left, {}, at) - world.value(right, {}, at)) ** 2)
        means = [world.mean(lambda at, side=side: world.value(side, {}, at)) for side in (left, right)]
        assert said in ([square, 0], means)


ROWS = [((0, 0, 1), 2), ((1, 0, 3), 1), ((2, 1, 1), 3), ((-1, 1, 0), 1), ((4, 2, 2), 1)]  # (x, y, z) and weight


def mean(function, keep=lambda row: True):
    kept = [(row, weight) for row, weight in ROWS if keep(row)]
    return sum(Fraction(function(row)) * w for row, w in kept) / sum(w for _, w in kept)


def test_the_proved_equations_hold_in_a_law_computed_by_hand():
    def x(row):
        return row[0]

    def given(function):
        return lambda row: mean(function, lambda other: other[1] == row[1])

    m = given(x)
    spread = given(lambda row: row[0] ** 2)
    assert mean(m) == mean(x)
    assert mean(lambda r: r[0] * m(r)) == mean(lambda r: m(r) ** 2)
    assert mean(lambda r: spread(r) - m(r) ** 2) + mean(lambda r: m(r) ** 2) == mean(lambda r: r[0] ** 2)
    assert mean(lambda r: (r[0] - m(r)) * r[1] ** 2) == 0
    assert mean(lambda r: m(r) * r[1]) == mean(lambda r: r[0] * r[1])
    assert mean(spread) != mean(lambda r: m(r) ** 2)
