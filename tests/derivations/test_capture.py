"""No index is caught by a binder, and no variable is replaced by what it cannot stand for."""

import pytest
from sympy import Eq

from derivations.claims import KernelError
from derivations.derivation import start
from derivations.entailment import unfold
from derivations.hypotheses import IID, Definition, Holds
from derivations.kernel import instance
from derivations.normal_form import NormalForm
from derivations.rules.algebra import sum_of_constant
from derivations.rules.expectation import by_definition, by_hypothesis, expectation_linear, same_law
from derivations.rules.variance import variance_of_sum, variance_shift_scale
from derivations.terms import (
    E,
    Sum,
    Var,
    constants,
    family,
    integers,
    positive_integers,
    random_variables,
    renamed_apart,
)  # fmt: skip

n, m, i, j = positive_integers("n m i j")
w, x, z = family("w", n), family("x", n), family("z", m)
v, y = random_variables("v y")


def test_a_moment_is_not_replaced_as_if_it_were_a_variable():
    linear = start(E(2 * y)).by(expectation_linear).claims(2 * E(y))
    with pytest.raises(KernelError, match=r"E\(v\) cannot stand for E\(y\)"):
        instance(linear.theorem, {E(y): E(v)}, ())


def test_a_random_family_does_not_stand_for_constants():
    c = family("c", n, kind="real")
    linear = start(E(c[1] * y)).by(expectation_linear).claims(c[1] * E(y))
    with pytest.raises(KernelError, match="w cannot stand for c"):
        instance(linear.theorem, {c: w}, ())


def test_a_constant_does_not_become_the_index_of_a_sum_in_a_hypothesis():
    c = constants("c")
    scaled = (
        start(Var(v), assuming=(Definition(v, Sum(c * w[j], (j, 1, n))), IID(w)))
        .by(by_definition).by(variance_of_sum).everywhere(variance_shift_scale).everywhere(same_law).by(sum_of_constant)
        .claims(n * c**2 * Var(w[1]))
    )  # fmt: skip
    with pytest.raises(KernelError, match="would be bound"):
        instance(scaled.theorem, {c: j}, (Definition(v, Sum(j * w[j], (j, 1, n))), *IID(w)))


def test_a_value_may_hold_a_symbol_that_is_bound_only_where_the_variable_is_not():
    c = constants("c")
    one = Holds(Eq(E(w[j]), 0), forall=(j,))
    known = start(c * E(w[i]), assuming=one).by(by_hypothesis, at=E(w[i])).claims(0)
    assert instance(known.theorem, {c: j}, (one,)).lhs == j * E(w[i])
    with pytest.raises(KernelError, match="would be bound"):
        instance(known.theorem, {j: c}, (one,))


def test_a_definition_used_at_an_index_renames_the_index_of_its_sum():
    u, h = family("u", n, m), family("h", n)
    layer = Definition(h[i], Sum(u[i, j] * z[j], (j, 1, m)), forall=(i,))
    proof = start(h[j], assuming=layer).by(by_definition)
    other = renamed_apart(Sum(u[i, j] * z[j], (j, 1, m)), {j}).xreplace({i: j})
    assert proof.current == other
    assert len(other.bound_symbols) == 1
    assert other.bound_symbols[0] != j


def test_a_free_index_in_a_definition_is_not_summed():
    member = Definition(v, w[j] * x[j])
    assert NormalForm([member]).equal_support(Sum(v, (j, 1, n)), Sum(w[j] * x[j], (j, 1, n))) is None
    assert NormalForm([member]).equal(Sum(v, (j, 1, n)), n * w[j] * x[j]) is True
    unfolded, _ = unfold([member], Sum(v, (j, 1, n)))
    assert unfolded.bound_symbols != [j]


def test_what_is_known_of_one_member_is_not_known_of_all():
    one = Holds(Eq(E(w[j]), 0))
    assert NormalForm([one]).equal_support(Sum(E(w[j]), (j, 1, n)), 0) is None
    every = Holds(Eq(E(w[j]), 0), forall=(j,))
    assert NormalForm([every]).equal_support(Sum(E(w[j]), (j, 1, n)), 0) == {every}


def test_the_sign_of_a_summation_index_is_not_assumed():
    t = integers("t")
    assert NormalForm(()).equal_support(Sum(abs(t) - t, (t, -n, n)), 0) is None
    assert NormalForm(()).equal_support(Sum(abs(t) - t, (t, 0, n)), 0) == frozenset()
