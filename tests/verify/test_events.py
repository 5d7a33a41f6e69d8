r"""Events by name and by relations: unions, complements, what is given an event, few values."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from verify.chain import check

CLAIMS = [
    (r"P(A \cup B) = P(A) + P(B) - P(A \cap B)", "", "proved"),
    (r"P(A \cup B) = P(A) + P(B)", "", "refuted"),
    (r"P(A \cup B) = P(A) + P(B)", r"P(A \cap B) = 0", "proved"),
    (r"P(A \cup B) \le P(A) + P(B)", "", "proved"),
    (r"P(A \cup B) \ge P(A) + P(B)", "", "refuted"),
    (r"P(A \cap B) \ge P(A) + P(B) - 1", "", "proved"),
    (r"P(A \cap B) = P(A) P(B)", "A, B independent", "proved"),
    (r"P(A \cap B) = P(A) P(B)", "", "missing-hypothesis"),
    (r"P(A | B) = P(B | A) P(A)/P(B)", "", "proved"),
    (r"P(A | B) = P(B | A)", "", "refuted"),
    (r"P(A) = P(A | B) P(B) + P(A | B^c) P(B^c)", "", "proved"),
    (r"P(A) = P(A | B) + P(A | B^c)", "", "refuted"),
    (r"P(A^c) = 1 - P(A)", "", "proved"),
    (r"P(A^c) = P(A)", "", "refuted"),
    (r"P((A \cup B)^c) = P(A^c \cap B^c)", "", "proved"),
    (r"\operatorname{Var}(\mathbb{1}_A) = P(A) (1 - P(A))", "", "proved"),
    (r"\operatorname{Var}(\mathbb{1}_A) = P(A)", "", "refuted"),
    ("P(X > 1, Y > 2) = P(X > 1) P(Y > 2)", "X, Y independent", "proved"),
    ("P(X > 1, Y > 2) = P(X > 1) P(Y > 2)", "", "missing-hypothesis"),
    ("P(X > 1 | Y > 2) = P(X > 1)", "X, Y independent", "proved"),
    (r"P(X > s + t \mid X > s) = P(X > t)", "X ~ Exp(l); s > 0; t > 0", "proved"),
    (r"P(X > s + t \mid X > s) = P(X > s)", "X ~ Exp(l); s > 0; t > 0", "refuted"),
    ("E[X] = E[X | Y = 1] P(Y = 1) + E[X | Y = 0] P(Y = 0)", "Y ~ Bernoulli(p)", "proved"),
    ("E[X] = E[X | Y = 1] P(Y = 1)", "Y ~ Bernoulli(p)", "refuted"),
    ("E[X 1{Y >= 1}] = E[X Y]", "Y ~ Bernoulli(p)", "proved"),
    ("E[X 1{Y >= 1}] = E[X Y]", "Y ~ Bin(2, p)", "refuted"),
]


@pytest.mark.parametrize(("claim", "assumed", "verdict"), CLAIMS)
def test_claims_about_events(claim, assumed, verdict):
    assert check(claim, assuming=assumed.split("; ") if assumed else []).steps[0].verdict == verdict


def test_the_law_against_a_sum_of_probabilities_breaks_it():
    """P(A or B) is not P(A) + P(B) under the law that is shown, counted outcome by outcome."""
    shown = check(r"P(A \cup B) = P(A) + P(B)").steps[0].counterexample.to_dict()
    worlds = [({}, Fraction(1))]
    for law in shown["laws"]:
        atoms = [(dict(zip(law["names"], map(Fraction, v), strict=True)), Fraction(p)) for v, p in law["atoms"]]
        worlds = [(a | b, p * q) for (a, p), (b, q) in product(worlds, atoms)]
    happens = {name: sum(p for world, p in worlds if world[name] != 0) for name in "AB"}
    either = sum(p for world, p in worlds if world["A"] != 0 or world["B"] != 0)
    assert str(either) == shown["lhs"]
    assert either != happens["A"] + happens["B"]
