"""Terms never evaluate themselves, know what is random in them, and keep their binders apart."""

from __future__ import annotations

import pickle

import pytest
from sympy import Abs, Eq, Integer, Rational, Symbol, srepr, sympify

from derivations.errors import UserError
from derivations.terms import (
    Count,
    Cov,
    DensityAt,
    E,
    Element,
    Family,
    Indicator,
    Integral,
    Largest,
    P,
    Partial,
    Product,
    RandomVariable,
    Smallest,
    Sum,
    Var,
    bound_symbols,
    canonical_bound,
    cells,
    constants,
    family,
    free_symbols,
    integers,
    is_opaque,
    is_random,
    leaky_relu,
    natural_numbers,
    oo,
    opaque_function,
    positive_integers,
    random_variables,
    relu,
    renamed_apart,
    replace_free,
    step,
    subterms,
)  # fmt: skip

n, m, i, j, k = positive_integers("n m i j k")
x, y = random_variables("x y")
a, b = constants("a b")
w, W = family("w", n), family("W", n, m)
s, d = family("s", n, kind="positive"), family("d", n, kind="real")
phi = opaque_function("phi")


def test_heads_do_not_evaluate():
    for term in (E(2 * x), Var(Integer(3)), Cov(x, x), E(x + y), E(E(x)), Var(-x), P(Eq(x, 0)), Partial(x**2, x)):
        assert term.doit() == term
        assert term.args
    assert E(x + x) == E(2 * x)
    assert E(x) * E(x) == E(x) ** 2
    assert E(x - y) != E(y - x)
    with pytest.raises(UserError, match=r"Cov takes 2 argument\(s\), got 1"):
        Cov(x)


def test_a_family_knows_its_shape():
    assert w[j].family == w
    assert W[i, j].indices == (i, j)
    assert w[1] == w[Integer(1)]
    assert w[j] != w[k]
    with pytest.raises(UserError, match="family W has 2 indices, got 1"):
        W[i]
    for index in (x, w[1] + 1):
        with pytest.raises(UserError, match="has a number for its index"):
            w[index]
    with pytest.raises(UserError, match="unknown kind of family"):
        family("w", n, kind="complex")
    assert family("w", n) != family("w", m)
    assert family("w", n) != family("w", n, kind="real")


def test_a_random_variable_is_not_a_constant_or_a_family_of_its_name():
    assert RandomVariable("x") == x
    assert RandomVariable("x") != Symbol("x", real=True)
    assert family("x", n)[1] != x
    assert cells(x * family("x", n)[1] * Symbol("x", real=True)) == {x, family("x", n)[1]}


def test_signs_are_known_and_not_more():
    assert s[j].is_positive
    assert s[j].is_integer
    assert w[j].is_real
    assert w[j].is_positive is None
    assert w[j].is_integer is None
    assert Var(x).is_nonnegative
    assert Var(x).is_positive is None
    assert E(x**2).is_nonnegative
    assert E(x).is_nonnegative is None
    assert E(relu(x)).is_nonnegative
    assert E(leaky_relu(x, a)).is_nonnegative is None
    assert P(x > 0).is_nonnegative
    assert Cov(x, y).is_nonnegative is None
    assert E(x).is_real
    assert not E(x).is_integer


def test_half_line_functions_of_numbers():
    for number in (-2, 0, Rational(1, 3)):
        point = sympify(number)
        assert relu(point) == max(0, point)
        assert step(point) == (1 if point > 0 else 0)
        assert leaky_relu(point, a) == (point if point > 0 else a * point)
    assert relu(x).args == (x,)


@pytest.mark.parametrize(
    ("term", "random"),
    [
        (x, True), (w[j], True), (d[j], False), (a, False), (E(x), False), (x - E(x), True), (Var(x) * a, False),
        (Sum(w[j], (j, 1, n)), True), (Sum(E(w[j]), (j, 1, n)), False), (relu(x), True), (phi(x), True),
        (phi(a), False), (P(x > 0), False), (Indicator(x > 0), True), (DensityAt(x, a), False), (DensityAt(x, y), True),
        (Eq(x, 0), True), (Cov(x, y), False), (E(x * E(y)) + y, True),
    ],
)  # fmt: skip
def test_what_is_random(term, random):
    assert is_random(term) == random


def test_cells_are_variables_members_and_derivatives():
    assert cells(E(x * w[j]) + d[1] * y) == {x, y, w[j]}
    assert cells(Sum(W[i, j], (j, 1, m))) == {W[i, j]}
    assert cells(Partial(x, w[1]) * y) == {Partial(x, w[1]), y}
    assert cells(a + s[1]) == set()


def test_binders_bind():
    t = integers("t")
    for term, bound, free in (
        (Sum(w[j] * a, (j, 1, n)), {j}, {n, a}),
        (Product(d[j], (j, 1, k)), {j}, {n, k}),
        (Integral(a * t, (t, 0, b)), {t}, {a, b}),
        (Largest(a * t + b, (t, 0, n)), {t}, {a, b, n}),
        (Smallest(t * t, (t, k, n)), {t}, {k, n}),
        (Count(t * 2 <= a, (t, 0, oo)), {t}, {a}),
        (Sum(W[i, j], (i, 1, n), (j, 1, m)), {i, j}, {n, m}),
        (E(x), set(), {x}),
    ):
        assert bound_symbols(term) == bound
        assert free_symbols(term) == free


def test_renaming_apart_changes_the_name_and_nothing_else():
    total = Sum(w[j] * d[k], (j, 1, n))
    renamed = renamed_apart(total, {j})
    assert renamed != total
    assert canonical_bound(renamed) == canonical_bound(total)
    assert j not in bound_symbols(renamed)
    assert renamed_apart(total, {k}) == total
    (index,) = bound_symbols(renamed)
    assert index.is_positive
    assert index.is_integer


def test_replacing_stops_at_binders():
    term = w[j] + Sum(w[j], (j, 1, n)) + Sum(d[j] * a, (j, 1, j))
    replaced = replace_free(term, {j: Integer(2), a: b})
    assert replaced == w[2] + Sum(w[j], (j, 1, n)) + Sum(d[j] * b, (j, 1, j))


def test_equal_terms_under_other_names_have_one_canonical_form():
    first = Sum(phi(Sum(w[i] * d[j], (i, 1, n))), (j, 1, n))
    second = Sum(phi(Sum(w[k] * d[i], (k, 1, n))), (i, 1, n))
    caught = Sum(phi(Sum(w[k] * d[k], (k, 1, n))), (i, 1, n))
    assert canonical_bound(first) == canonical_bound(second)
    assert canonical_bound(first) != canonical_bound(caught)
    triangle, other = Sum(a * d[i], (i, 1, j), (j, 1, n)), Sum(a * d[k], (k, 1, i), (i, 1, n))
    assert canonical_bound(triangle) == canonical_bound(other)
    assert canonical_bound(Sum(w[j] * d[k], (j, 1, n))) != canonical_bound(Sum(w[j] * d[j], (j, 1, n)))
    for term in (first, caught, E(x), a, Sum(W[i, j], (i, 1, n), (j, 1, m)), Largest(a * j, (j, 1, n))):
        assert canonical_bound(canonical_bound(term)) == canonical_bound(term)


def test_subterms_visit_every_expression():
    parts = list(subterms(E(x * a) + Sum(w[j], (j, 1, n))))
    assert {x, a, x * a, E(x * a), w[j], j, n} <= set(parts)
    assert not any(isinstance(part, Family) for part in parts)


def test_opaque_functions_and_kinds_of_symbols():
    assert is_opaque(phi(x))
    assert not is_opaque(relu(x))
    assert natural_numbers("p").is_nonnegative
    assert natural_numbers("p").is_zero is None
    assert integers("p").is_positive is None
    assert constants("p q") == (Symbol("p", real=True), Symbol("q", real=True))


def test_terms_survive_a_round_trip():
    for term in (E(x * y), w[j] * s[1], W[1, :][j], Sum(w[j] ** 2, (j, 1, n)), Largest(a * j, (j, 1, n)), relu(x)):
        again = pickle.loads(pickle.dumps(term))
        assert again == term
        assert srepr(again) == srepr(term)
    assert isinstance(W[1, :][j], Element)
    assert W[:, 2][i] == W[i, 2]
    assert Abs(x).args == (x,)
