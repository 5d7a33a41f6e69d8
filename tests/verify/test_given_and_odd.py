r"""Orders of conditional moments, which hold given every value, and functions that are odd about a constant."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from verify.chain import check

GIVEN = [
    ("E[X|Y]^2 <= E[X^2|Y]", "", "proved"),
    ("E[X^2|Y] <= E[X|Y]^2", "", "refuted"),
    ("exp(E[X|Y]) <= E[exp(X)|Y]", "", "proved"),
    ("|E[X|Y]| <= E[|X| | Y]", "", "proved"),
    ("E[X Z|Y]^2 <= E[X^2|Y] E[Z^2|Y]", "", "proved"),
    ("E[X Z|Y] <= E[X|Y] E[Z|Y]", "X, Z independent", "missing-hypothesis"),
    ("E[X|Y] >= 0", "X >= 0", "proved"),
    ("E[X|Y] >= 0", "", "refuted"),
    ("Var(X|Y) <= E[X^2|Y]", "", "proved"),
    ("Var(X|Y) >= E[X^2|Y]", "", "refuted"),
]


@pytest.mark.parametrize(("claim", "assumed", "verdict"), GIVEN)
def test_orders_of_conditional_moments(claim, assumed, verdict):
    assert check(claim, assuming=[assumed] if assumed else []).steps[0].verdict == verdict


def test_the_law_against_a_false_order_has_an_outcome_at_which_it_is_false():
    """E[X^2 | Y] <= E[X | Y]^2, outcome by outcome, from the joint law that is shown."""
    shown = check("E[X^2|Y] <= E[X|Y]^2").steps[0].counterexample.to_dict()
    rows = [((), Fraction(1))]
    for law in shown["laws"]:
        atoms = [(dict(zip(law["names"], map(Fraction, v), strict=True)), Fraction(p)) for v, p in law["atoms"]]
        rows = [((*a, b), p * q) for (a, p), (b, q) in product(rows, atoms)]
    worlds = [({k: v for part in parts for k, v in part.items()}, p) for parts, p in rows]
    spread = []
    for y in {world["Y"] for world, _ in worlds}:
        here = [(world["X"], p) for world, p in worlds if world["Y"] == y]
        total = sum(p for _, p in here)
        spread.append(sum(x * x * p for x, p in here) / total - (sum(x * p for x, p in here) / total) ** 2)
    assert max(spread) > 0


SIGMOID = [
    ("E[sigmoid(X)] = 1/2", "X symmetric", "proved"),
    ("E[sigmoid(X)] = 1/2", "X ~ N(0, s^2)", "proved"),
    ("E[sigmoid(X)] = 1/2", "", "missing-hypothesis"),
    ("E[sigmoid(X)] = 1/3", "X symmetric", "refuted"),
    ("E[e^X/(1 + e^X)] = 1/2", "X symmetric", "proved"),
    ("E[e^X/(1 + e^X)] = 1/4", "X symmetric", "refuted"),
    ("E[sigmoid(-X)] = 1 - E[sigmoid(X)]", "", "proved"),
    ("E[2 sigmoid(X) - 1] = E[tanh(X/2)]", "", "proved"),
    ("E[2 sigmoid(X) - 1] = E[tanh(X)]", "", "refuted"),
    ("E[X sigmoid(X)] = E[X]/2", "X symmetric", "refuted"),
]


@pytest.mark.parametrize(("claim", "assumed", "verdict"), SIGMOID)
def test_a_logistic_function_of_a_symmetric_variable(claim, assumed, verdict):
    assert check(claim, assuming=[assumed] if assumed else []).steps[0].verdict == verdict
