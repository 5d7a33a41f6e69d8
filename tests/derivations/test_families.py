"""Rows, defined families and derivatives: what they inherit from what they are made of, and what they do not."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from derivations.catalogue import proof
from derivations.claims import KernelError
from derivations.entailment import entails, unfold
from derivations.hypotheses import (
    IID,
    Definition,
    HasLaw,
    IdenticallyDistributed,
    Independent,
    IndependentElements,
    Symmetric,
)
from derivations.kernel import instance
from derivations.laws import Normal
from derivations.normal_form import NormalForm
from derivations.terms import E, Partial, Sum, constants, family, positive_integers, random_variables, relu
from tests.derivations.oracle import World, independent, joint, marginal, members, single, values

n, m, i, j, k = positive_integers("n m i j k")
w, u = family("w", n), family("u", n, m)
x, y, z, h = family("x", n), family("y", n), family("z", m), family("h", n)
q, loss = random_variables("q L")
row = Definition(y[j], Sum(u[j, k] * z[k], (k, 1, m)), forall=(j,))
rectified = Definition(x[j], relu(y[j]), forall=(j,))


def test_a_member_of_a_row_is_a_member_of_the_whole():
    assert u[2, :][k] == u[2, k]
    assert u[:, 3][i] == u[i, 3]
    assert u[2, :].sizes == (m,)
    assert str(u[2, :]) == "u[2, :]"
    assert Sum(w[j], (j, 1, n)).xreplace({w: u[:, 1]}) == Sum(u[j, 1], (j, 1, n))


def test_rows_inherit_what_is_said_of_the_whole():
    context = [*IID(u), Independent(u, x)]
    for goal in (*IID(u[1, :]), *IID(u[:, 2]), Independent(u[1, :], x)):
        assert entails(context, goal) is not None
    assert entails(context, Independent(u[1, :], u[2, :])) is None
    assert entails([HasLaw(u, Normal(0, 1))], HasLaw(u[1, :], Normal(0, 1))) is not None
    assert entails([HasLaw(u, Normal(0, 1))], HasLaw(u[1, 2], Normal(0, 1))) is not None
    assert entails([HasLaw(u, Normal(0, 1))], HasLaw(u[1, :], Normal(0, 2))) is None
    assert entails([IndependentElements(u[1, :])], IndependentElements(u)) is None


def test_a_result_on_a_neuron_serves_a_column_of_a_matrix():
    g, v = family("g", n), random_variables("v")
    total = Sum(u[i, 1] * g[i], (i, 1, n))
    mean = proof("mean-of-neuron")
    from derivations.hypotheses import Centred

    known = instance(mean.theorem, {w: u[:, 1], x: g, v: total}, (Centred(u), Independent(g, u)))
    assert known.lhs == E(total)
    with pytest.raises(KernelError, match="sizes"):
        instance(mean.theorem, {w: u[1, :], x: g, v: total}, (Centred(u), Independent(g, u)))


def test_functions_of_identically_distributed_rows_are_identically_distributed():
    """Oracle: the laws of y_1 and y_2 from a product law of iid weights and dependent inputs."""
    context = [row, *IID(u), Independent(u, z)]
    assert entails([*context, rectified], IdenticallyDistributed(x)) == frozenset({*context, rectified})
    rng = random.Random(3)
    weight = marginal(rng, atoms=2)
    law = independent(*(single(cell, weight) for cell in members(u, (2, 2))), joint(rng, members(z, (2,))))
    world = World(law, {m: Fraction(2)})
    first, second = (histogram(Sum(u[place, k] * z[k], (k, 1, m)), world) for place in (1, 2))
    assert first == second


def histogram(term, world):
    found: dict[Fraction, Fraction] = {}
    for p, t in values(term, world):
        found[t] = found.get(t, Fraction(0)) + p
    return found


def test_rows_of_dependent_members_need_not_have_one_law():
    """Oracle: members with one law, dependent in other ways in other rows."""
    context = [row, IdenticallyDistributed(u), Independent(u, z)]
    assert entails(context, IdenticallyDistributed(y)) is None
    signs = [[("u", (1, 1)), 1], [("u", (1, 2)), 1], [("u", (2, 1)), 1], [("u", (2, 2)), -1]]
    ones = {("z", (1,)): Fraction(1), ("z", (2,)): Fraction(1)}
    law = [(Fraction(1, 2), ones | {cell: Fraction(s * sign) for cell, sign in signs}) for s in (1, -1)]
    world = World(law, {m: Fraction(2)})
    assert histogram(Sum(u[1, k] * z[k], (k, 1, m)), world) != histogram(Sum(u[2, k] * z[k], (k, 1, m)), world)


@pytest.mark.parametrize("term", [
    w[j] * j, w[j] * w[1], w[j] * family("c", n, kind="real")[j], Sum(w[k], (k, 1, j)), Partial(loss, w[j]),
    family("s", n, n)[j, 1] * family("s", n, n)[1, j],
])  # fmt: skip
def test_terms_that_differ_from_member_to_member_have_no_common_law(term):
    context = [Definition(h[j], term, forall=(j,)), *IID(w), *IID(family("s", n, n))]
    assert entails(context, IdenticallyDistributed(h)) is None


def test_a_member_and_a_common_variable_need_to_be_independent():
    mixed = Definition(h[j], w[j] * q, forall=(j,))
    assert entails([mixed, IdenticallyDistributed(w)], IdenticallyDistributed(h)) is None
    assert entails([mixed, IdenticallyDistributed(w), Independent(w, q)], IdenticallyDistributed(h)) is not None


def test_a_defined_family_is_independent_of_what_its_parts_are_independent_of():
    context = [row, rectified, Independent(w, u, z)]
    assert entails(context, Independent(w, x)) == frozenset(context)
    assert entails(context, Independent(u, x)) is None


def test_symmetric_weights_make_a_preactivation_symmetric_whatever_its_inputs():
    context = [row, IndependentElements(u), Symmetric(u), Independent(u, z)]
    assert entails(context, Symmetric(y[1])) == frozenset(context)
    assert entails([*context, rectified], Symmetric(x[1])) is None


def test_a_derivative_is_no_function_of_the_values_it_is_taken_at():
    gradient = Partial(loss, y[1])
    context = [row, Independent((loss, u, z), w)]
    assert entails([Independent((loss, y), w)], Independent(gradient, w)) is None
    assert entails([Independent(gradient, w)], Independent(gradient, w[1])) is not None
    assert unfold(context, gradient * y[1])[0] == gradient * Sum(u[1, k] * z[k], (k, 1, m))
    g = family("g", n)
    named = Definition(g[i], Partial(loss, y[i]), forall=(i,))
    assert unfold([named, row], gradient)[0] == g[1]


def test_a_definition_of_a_term_as_itself_says_nothing():
    total = Sum(w[j] * x[j], (j, 1, n))
    assert entails([], Definition(total, Sum(x[k] * w[k], (k, 1, n)))) == frozenset()
    assert entails([], Definition(total, 2 * total)) is None
    assert entails([], Definition(q, q)) is None


def test_a_note_marks_an_assumption_and_changes_nothing_else():
    plain, noted = Independent(w, x), Independent(w, x, note="modelling assumption: ...")
    assert plain == noted
    assert hash(plain) == hash(noted)
    assert noted.note.startswith("modelling")
    assert noted.substitute({w: h}).note == noted.note
    a = constants("a")
    assert NormalForm([noted]).equal_support(E(a * w[1] * x[1]), a * E(w[1]) * E(x[1])) == {plain}
