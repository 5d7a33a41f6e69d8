"""Enumeration counts out both sides of an integer claim and finds the smallest point at which it fails."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import ceil, floor

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Abs, Eq, Max, Min, Mod, ceiling

from derivations.catalogue import catalogue, derive
from derivations.claims import Claim, Relation
from derivations.hypotheses import Definition, Holds
from derivations.terms import (
    Count,
    Indicator,
    Largest,
    Product,
    Smallest,
    Sum,
    constants,
    family,
    integers,
    natural_numbers,
    oo,
    opaque_function,
    positive_integers,
    random_variables,
)
from verify.checks import Settings, Subject
from verify.checks.enumeration import ENUMERATION, fails_at, search
from verify.integers.brute_force import NoValueError, Point, Unending, evaluator
from verify.integers.integer_claims import about_integers

i, k, s, d = positive_integers("i k s d")
p, t, q = natural_numbers("p t q")
u, v = integers("u v")
r = constants("r")


def claim(left, right, *hypotheses, symbol="="):
    return Claim(hypotheses, Relation(left, symbol, right))


def at(term, **values):
    return evaluator(term)(Point({symbol: values[str(symbol)] for symbol in term.free_symbols}))


@settings(deadline=None, max_examples=60)
@given(st.integers(-30, 30), st.integers(1, 9))
def test_rounding_and_remainders_are_pythons(a, b):
    x, y = integers("x y")
    assert at(sympy.floor(x / y), x=a, y=b) == a // b == floor(Fraction(a, b))
    assert at(ceiling(x / y), x=a, y=b) == ceil(Fraction(a, b))
    assert at(Mod(x, y), x=a, y=b) == a % b
    assert at(Max(x, y) + Min(x, y) + Abs(x), x=a, y=b) == a + b + abs(a)
    assert at(x / y, x=a, y=b) == Fraction(a, b)


def test_binders_are_gone_through_one_by_one():
    n = positive_integers("n")
    assert at(Sum(t**2, (t, 1, n)), n=4) == 30
    assert at(Product(t, (t, 1, n)), n=5) == 120
    assert at(Sum(t * q, (t, 1, q), (q, 1, n)), n=3) == sum(a * b for b in range(1, 4) for a in range(1, b + 1))
    assert at(Largest((t - 2) ** 2, (t, 0, n)), n=3) == 4
    assert at(Smallest((t - 2) ** 2, (t, 0, n)), n=3) == 0
    assert at(Count(Eq(Mod(t, 2), 0), (t, 0, n)), n=5) == 3
    assert at(Sum(Indicator(t >= 2), (t, 0, n)), n=5) == 4
    assert at(Sum(t, (t, 1, n)) + Sum(t, (t, n, n)), n=3) == 9


def test_an_index_hides_a_parameter_of_its_name_and_gives_it_back():
    assert evaluator(t + Sum(t, (t, 1, 3)) * t)(Point({t: 10})) == 70


def test_a_count_without_an_end_says_so():
    counted = evaluator(Count(t >= 0, (t, 0, oo)))(Point({}))
    assert isinstance(counted, Unending)


def test_what_has_no_value_says_why():
    for term, reason in (
        (1 / p, "division by 0"),
        (Mod(i, p), "modulo 0"),
        (Largest(t, (t, 1, p)), "nothing"),
        (Sum(t, (t, 1, i / 2)), "a range that ends at"),
    ):
        with pytest.raises(NoValueError, match=reason):
            at(term, p=0, i=3)


def test_definitions_are_followed_down_to_where_they_start():
    a, n = opaque_function("a"), natural_numbers("n")
    start, then = Holds(Eq(a(0, u), u), forall=(u,)), Definition(a(q + 1, u), a(q, 2 * u + 1), forall=(q, u))
    assert search(claim(a(n, v), 2**n * v + 2**n - 1, start, then)).failure is None
    wrong = search(claim(a(n, v), 2**n * v + n, start, then)).failure
    assert (wrong.point["n"], wrong.point["v"], wrong.left, wrong.right) == (2, 0, 3, 2)


@pytest.mark.parametrize(
    ("wrong", "smallest"),
    [
        (sympy.floor((i + 2 * p - d * k - 1) / s) + 1, "d = 1, i = 1, k = 1, p = 0, s = 1: 1 against 0"),
        (ceiling((i + 2 * p - d * (k - 1) - 1) / s) + 1, "d = 1, i = 2, k = 1, p = 0, s = 2: 1 against 2"),
        (sympy.floor((i + p - d * (k - 1) - 1) / s) + 1, "d = 1, i = 1, k = 1, p = 1, s = 1: 3 against 2"),
        (sympy.floor((i + 2 * p - d * (k - 1) - 1) / s), "d = 1, i = 1, k = 1, p = 0, s = 1: 1 against 0"),
    ],
)
def test_a_wrong_output_size_is_refuted_at_the_smallest_point(wrong, smallest):
    right = derive("conv-output-size").claim
    found = search(Claim(right.hypotheses, Relation(right.relation.lhs, "=", wrong)))
    assert str(found.failure) == smallest


def test_no_smaller_point_refutes_than_the_one_found():
    """Oracle: every point of a box, in plain Python."""
    right = derive("pool-output-size").claim
    wrong = Claim(right.hypotheses, Relation(right.relation.lhs, "=", sympy.floor((i + 2 * p - k) / s) + k))
    found = search(wrong).failure
    sizes = {
        (a - 1) + (b - 1) + (c - 1) + e
        for a, b, c, e in product(range(1, 6), range(1, 6), range(1, 6), range(4))
        if a + 2 * e >= b and sum(x * c + b <= a + 2 * e for x in range(40)) != (a + 2 * e - b) // c + b
    }
    assert found.point["i"] - 1 + found.point["k"] - 1 + found.point["s"] - 1 + found.point["p"] == min(sizes)


def test_an_inequality_fails_only_where_it_is_broken():
    assert search(claim(sympy.floor(i / s) * s, i, symbol="<=")).failure is None
    assert search(claim(i, sympy.floor(i / s) * s, symbol="<=")).failure.point == {"i": 1, "s": 2}


def test_hypotheses_are_kept_and_broken():
    divides = Holds(Eq(Mod(i, s), 0))
    right = claim(sympy.floor(i / s), i / s, divides)
    assert search(right).failure is None
    assert search(right, broken=divides).failure.point == {"i": 1, "s": 2}
    assert fails_at(right, {i: 1, s: 2}) is None
    assert str(fails_at(claim(sympy.floor(i / s), i / s), {i: 1, s: 2})) == "i = 1, s = 2: 0 against 1/2"


def test_equations_are_solved_and_go_in_circles_as_conditions():
    x, y = positive_integers("x y")
    there, back = Holds(Eq(x, y + 1)), Holds(Eq(y, x - 1))
    assert search(claim(x * y, y**2 + y, there)).points == search(claim(x * y, y**2 + y, there, back)).points
    assert search(claim(x * y, y**2, there, back)).failure.point == {"y": 1, "x": 2}
    assert not search(claim(x, x, there, Holds(Eq(y, x + 1)))).points


def test_a_hypothesis_that_nothing_needs_is_reported():
    verdict = ENUMERATION.run(Subject("trivial", claim(sympy.floor(i), i, Holds(k >= 2))), Settings())
    assert verdict.verdict == "inconclusive"
    assert "breaking Holds(k >= 2) goes unnoticed" in verdict.note


def test_hypotheses_that_no_point_satisfies_confirm_nothing():
    verdict = ENUMERATION.run(Subject("empty", claim(sympy.floor(i / 2), i, Holds(i * i < i))), Settings())
    assert (verdict.verdict, verdict.note.split(" up to ")[0]) == ("inconclusive", "no point")


def test_data_are_letters_and_layers_are_counted():
    x, w, n = family("x", k, kind="real"), family("w", k, kind="real"), natural_numbers("n")
    assert search(claim(Sum(x[i] * w[i], (i, 1, k)), Sum(w[i] * x[i], (i, 1, k)))).failure is None
    assert search(claim(Sum(x[i] * w[i], (i, 1, k)), Sum(x[i] ** 2, (i, 1, k)))).failure is not None
    strides = family("s", oo, kind="positive")
    wrong = search(claim(Product(strides[i], (i, 1, n)), Sum(strides[i], (i, 1, n)) + 1 - n)).failure
    assert (wrong.point["n"], wrong.point["s[1]"], wrong.point["s[2]"]) == (2, 2, 2)


def test_it_applies_to_integers_alone():
    x = random_variables("x")
    applied = {id_ for id_, result in catalogue().items() if ENUMERATION.applies(Subject.of(result))}
    assert {"conv-output-size", "conv-as-matrix-2d", "receptive-field"} <= applied
    assert not {"variance-of-neuron", "he-forward", "relu-half-second-moment", "glorot-normal"} & applied
    assert not about_integers(claim(x, x))
    assert not about_integers(claim(r, r + 0 * i))
    assert not about_integers(claim(sympy.sin(i), sympy.sin(i)))


@pytest.mark.parametrize("id_", sorted(i for i, r in catalogue().items() if about_integers(r.claim)))
def test_the_catalogues_integer_results_hold_at_every_small_point(id_):
    verdict = ENUMERATION.run(Subject.of(derive(id_)), Settings())
    assert verdict.verdict == "confirmed", verdict.note
    assert verdict.samples > 100


@pytest.mark.parametrize("id_", sorted(i for i, r in catalogue().items() if about_integers(r.claim)))
def test_a_false_variant_of_each_integer_result_is_refuted_at_a_smallest_point(id_):
    stated = derive(id_).claim
    off = -1 if stated.relation.symbol == "<=" else 1
    wrong = Claim(stated.hypotheses, Relation(stated.relation.lhs, stated.relation.symbol, stated.relation.rhs + off))
    verdict = ENUMERATION.run(Subject(id_, wrong), Settings())
    assert verdict.verdict == "refuted"
    assert "no point below size" in verdict.route
