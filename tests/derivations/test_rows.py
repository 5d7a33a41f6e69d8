"""Pairs (x_j, y_j) that are iid together: moments factor over the rows, and not within them.

Oracle: the joint law of three rows written out and summed over, which shares no code with the kernel.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Integer, Mul, Sum, Symbol

from derivations.entailment import entails
from derivations.hypotheses import (
    Definition,
    Hypothesis,
    IdenticallyDistributed,
    IdenticallyDistributedRows,
    Independent,
    IndependentElements,
    IndependentRows,
)
from derivations.normal_form import NormalForm
from derivations.terms import Cov, E, Var, family, positive_integers

n = positive_integers("n")
i, j = (Symbol(letter, integer=True, positive=True) for letter in "ij")
x, y, z = family("x", n), family("y", n), family("z", n)
apart: tuple[Hypothesis, ...] = (IndependentRows((x, y)),)
iid: tuple[Hypothesis, ...] = (*apart, IdenticallyDistributedRows((x, y)))


def equal(context: tuple[Hypothesis, ...], lhs: object, rhs: object) -> bool:
    return NormalForm(context).equal_support(lhs, rhs) is not None


powers = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=3, max_size=3)
laws = st.dictionaries(
    st.tuples(st.integers(-2, 2), st.integers(-2, 2)), st.integers(1, 3), min_size=2, max_size=3
)  # fmt: skip


def mean(rows: list[tuple[int, int]], law: dict[tuple[int, int], int]) -> Fraction:
    """E of the product of x_k^a y_k^b over the rows, by writing the joint law of all rows out."""
    total = sum(law.values())
    found = Fraction(0)
    for outcome in product(law, repeat=len(rows)):
        chance = prod((Fraction(law[at], total) for at in outcome), start=Fraction(1))
        found += chance * prod(u**a * v**b for (u, v), (a, b) in zip(outcome, rows, strict=True))
    return found


@settings(deadline=None, max_examples=60)
@given(powers, laws)
def test_a_moment_of_three_rows_is_the_product_of_those_of_the_first(
    rows: list[tuple[int, int]], law: dict[tuple[int, int], int]
) -> None:
    whole = Mul(*(x[k] ** a * y[k] ** b for k, (a, b) in enumerate(rows, 1)))
    apart_ = Mul(*(E(x[1] ** a * y[1] ** b) for a, b in rows if (a, b) != (0, 0)))
    assert equal(iid, E(whole) if whole != 1 else Integer(1), apart_)
    assert mean(rows, law) == prod((mean([one], law) for one in rows), start=Fraction(1))


@pytest.mark.parametrize(
    ("lhs", "rhs"),
    [
        (E(Sum(x[j] * y[j], (j, 1, n))), n * E(x[1] * y[1])),
        (E(Sum(x[j], (j, 1, n)) * Sum(y[i], (i, 1, n))), n * E(x[1] * y[1]) + n * (n - 1) * E(x[1]) * E(y[1])),
        (Cov(Sum(x[j], (j, 1, n)) / n, Sum(y[i], (i, 1, n)) / n), Cov(x[1], y[1]) / n),
        (Var(Sum(x[j] * y[j], (j, 1, n))), n * Var(x[1] * y[1])),
        (E(x[1] * x[2] * y[1] * y[2]), E(x[1] * y[1]) ** 2),
    ],
)
def test_iid_rows(lhs: object, rhs: object) -> None:
    assert equal(iid, lhs, rhs)
    assert not equal((), lhs, rhs)


@pytest.mark.parametrize(
    ("lhs", "rhs"),
    [
        (E(x[1] * y[1]), E(x[1]) * E(y[1])),
        (E(Sum(x[j], (j, 1, n)) * Sum(y[i], (i, 1, n))), n**2 * E(x[1]) * E(y[1])),
        (E(x[1] * x[2] * y[1] * y[2]), E(x[1] * x[2]) * E(y[1] * y[2])),
    ],
)
def test_nothing_is_independent_within_a_row(lhs: object, rhs: object) -> None:
    assert not equal(iid, lhs, rhs)


def test_rows_that_are_only_independent_need_not_have_one_law() -> None:
    assert equal(apart, E(x[1] * y[2]), E(x[1]) * E(y[2]))
    assert not equal(apart, E(x[1] * y[2]), E(x[1]) * E(y[1]))
    assert not equal((IdenticallyDistributedRows((x, y)),), E(x[1] * y[2]), E(x[1]) * E(y[2]))


def test_what_follows_of_the_families_and_of_functions_of_a_row() -> None:
    assert entails(iid, IndependentElements(x)) is not None
    assert entails(iid, IdenticallyDistributed(y)) is not None
    assert entails(iid, Independent(x, y)) is None
    product_of_both = (*iid, Definition(z[j], x[j] * y[j], forall=(j,)))
    assert entails(product_of_both, IdenticallyDistributed(z)) is not None
    one_by_one = IdenticallyDistributed(x), IdenticallyDistributed(y), Definition(z[j], x[j] * y[j], forall=(j,))
    assert entails(one_by_one, IdenticallyDistributed(z)) is None
