"""Hypotheses are closed, frozen atoms; substitution reaches every part of them; contradictions are named."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest
from sympy import Eq, Integer, Ne, Rational

from derivations.consistency import refuse_contradictions
from derivations.errors import UserError
from derivations.hypotheses import (
    IID,
    Centred,
    Definition,
    DependsThrough,
    EqualVariance,
    HasDensity,
    HasLaw,
    Holds,
    IdenticallyDistributed,
    Independent,
    IndependentElements,
    NoAtom,
    Odd,
    Symmetric,
    index_of,
)  # fmt: skip
from derivations.laws import Bernoulli, Exponential, Finite, Normal, Rademacher, Uniform
from derivations.notation import text
from derivations.terms import E, Sum, Var, constants, family, opaque_function, positive_integers, random_variables

n, m, i, j, k = positive_integers("n m i j k")
w, u = family("w", n), family("u", m)
W = family("W", n, m)
x, y, z, v = random_variables("x y z v")
a, b = constants("a b")
c = constants("c", positive=True)
phi = opaque_function("phi")
half = Rational(1, 2)

EVERY = [
    Independent(x, (y, w)), IndependentElements(w), IdenticallyDistributed(w), Symmetric(x), HasLaw(x, Normal(a, c)),
    HasDensity(x), NoAtom(x, a), Odd(phi), DependsThrough(v, w, u), Holds(Eq(E(x), a)), Centred(w),
    Definition(v, Sum(w[j] * x, (j, 1, n))), EqualVariance(w, c),
]  # fmt: skip


@pytest.mark.parametrize("hypothesis", EVERY, ids=repr)
def test_a_hypothesis_is_frozen_and_a_value(hypothesis):
    assert hypothesis == hypothesis.substitute({})
    assert hash(hypothesis) == hash(hypothesis.substitute({}))
    assert len({hypothesis, hypothesis.substitute({})}) == 1
    with pytest.raises((FrozenInstanceError, AttributeError, TypeError)):
        hypothesis.anything = 1
    assert repr(hypothesis).startswith(type(hypothesis).__name__)


def test_substitution_reaches_every_part():
    mapping = {x: y, a: b, n: m, w: family("w", m)}
    assert Independent(x, (z, w)).substitute(mapping) == Independent(y, (z, family("w", m)))
    assert HasLaw(x, Normal(a, c)).substitute(mapping) == HasLaw(y, Normal(b, c))
    assert NoAtom(x, a).substitute(mapping) == NoAtom(y, b)
    assert Holds(Eq(E(x), a)).substitute(mapping) == Holds(Eq(E(y), b))
    assert Definition(v, Sum(w[j] * x, (j, 1, n))).substitute(mapping).term == Sum(
        family("w", m)[j] * y, (j, 1, m)
    )
    assert IndependentElements(w).substitute(mapping) == IndependentElements(family("w", m))


def test_free_symbols_are_those_that_nothing_binds():
    assert Holds(Eq(E(w[j]), a)).free_symbols == {j, n, a}
    assert Holds(Eq(E(w[j]), a), forall=(j,)).free_symbols == {n, a}
    assert Centred(w).free_symbols == {n}
    assert IndependentElements(W).free_symbols == {n, m}
    assert HasLaw(x, Uniform(-c, c)).free_symbols == {x, c}
    assert Definition(v, Sum(w[j], (j, 1, k))).free_symbols == {v, n, k}
    assert Definition(u[i], Sum(W[i, j], (j, 1, m)), forall=(i,)).free_symbols == {n, m}
    assert Definition(u[i], Sum(W[i, j], (j, 1, m)), forall=(i,)).bound_symbols == {i, j}
    assert Independent(x, w[k]).free_symbols == {x, k, n}


def test_shorthands_are_written_in_atoms():
    assert IID(w) == (IndependentElements(w), IdenticallyDistributed(w))
    assert Centred(x) == Holds(Eq(E(x), 0))
    assert Centred(W).forall == index_of(W)
    assert Centred(W).relation == Eq(E(W[index_of(W)]), 0)
    assert EqualVariance(w, c) == Holds(Eq(Var(w[j]), c), forall=(j,))


def test_a_relation_that_says_nothing_is_refused():
    for relation in (Eq(a, a), Eq(1, 2), c < 0, True, a):
        with pytest.raises(UserError, match="neither always true nor always false"):
            Holds(relation)
    with pytest.raises(UserError, match="at least two groups"):
        Independent(x)


def test_a_law_has_constants_for_parameters():
    """Else one law for the members of a family could be read as one for each."""
    scales = family("s", n, kind="positive")
    for law in (Normal(0, scales[j]), Normal(x, 1)):
        with pytest.raises(UserError, match=r"differ between its members|has x in it"):
            HasLaw(w, law)
    assert HasLaw(w, Normal(E(x), c)).law.mean == E(x)
    assert HasLaw(w[j], Normal(0, scales[j])).law.variance_ == scales[j]


def test_a_note_takes_no_part_in_comparisons_of_independence():
    assert Independent(x, y, note="a modelling assumption") == Independent(x, y)


CONTRADICTIONS = [
    ([HasLaw(x, Normal(0, 1)), HasLaw(x, Uniform(-1, 1))], ("Normal", "Uniform")),
    ([HasLaw(w, Normal(0, 1)), HasLaw(w[1], Normal(0, 2))], ("HasLaw(w,", "HasLaw(w[1],")),
    ([HasLaw(x, Bernoulli(half)), NoAtom(x)], ("Bernoulli", "NoAtom(x, 0)")),
    ([HasLaw(w, Rademacher()), NoAtom(w[2], 1)], ("Rademacher", "NoAtom(w[2], 1)")),
    ([HasLaw(x, Finite(((0, half), (1, half)))), HasDensity(x)], ("Finite", "HasDensity")),
    ([HasLaw(x, Exponential(c)), Symmetric(x)], ("Exponential", "Symmetric")),
    ([HasLaw(w, Normal(1, 1)), Symmetric(w)], ("Normal", "Symmetric")),
    ([HasLaw(x, Normal(0, 1)), Holds(Eq(E(x), 2))], ("Normal", "Eq(E(x), 2)")),
    ([HasLaw(x, Uniform(-1, 1)), Holds(Eq(E(x**2), 1))], ("Uniform", "Eq(E(x**2), 1)")),
    ([Holds(Eq(E(x), 1)), Holds(Eq(E(x), 2))], ("Eq(E(x), 1)", "Eq(E(x), 2)")),
    ([Holds(Eq(E(x**2), -1, evaluate=False))], ("E(x**2) = -1",)),
    ([Holds(Eq(Var(x), -2, evaluate=False))], ("Var(x) = -2",)),
    ([Holds(i < k), Holds(i >= k)], ("i < k", "i >= k")),
    ([Holds(i < j), Holds(j < k), Holds(k < i)], ("i < j", "j < k", "k < i")),
    ([Holds(a < b), Holds(Eq(a, b))], ("a < b", "Eq(a, b)")),
    ([Holds(Eq(a, b)), Holds(Ne(b, a))], ("Eq(a, b)", "Ne(b, a)")),
    ([Holds(a > 2), Holds(a < 1)], ("a > 2", "a < 1")),
    ([Definition(v, x), Definition(v, y)], ("Definition(v, x", "Definition(v, y")),
    (
        [Definition(w[i], x**i, forall=(i,)), Definition(w[j], y**j, forall=(j,))],
        ("Definition(w[i]", "Definition(w[j]"),
    ),
    ([Definition(w[i], x**i, forall=(i,)), Definition(w[2], y)], ("Definition(w[i]", "Definition(w[2]")),
    ([Definition(v, x + z), Definition(z, v)], ("Definition(v,", "Definition(z,")),
    ([Definition(v, v + 1)], ("Definition(v, v + 1",)),
    ([Definition(w[j], w[j] ** 2, forall=(j,))], ("Definition(w[j]",)),
]  # fmt: skip


@pytest.mark.parametrize(("hypotheses", "named"), CONTRADICTIONS, ids=str)
def test_contradictions_are_named(hypotheses, named):
    with pytest.raises(UserError) as refusal:
        refuse_contradictions(frozenset(hypotheses))
    for name in named:
        said = [text(hypothesis) for hypothesis in hypotheses if name in repr(hypothesis)]
        assert name in str(refusal.value) or any(words in str(refusal.value) for words in said)
    assert "\n" not in str(refusal.value)


CONSISTENT = [
    [HasLaw(x, Normal(0, 1)), HasDensity(x), NoAtom(x), Symmetric(x), Holds(Eq(E(x), 0)), Holds(Eq(Var(x), 1))],
    [HasLaw(x, Normal(a, 1)), Symmetric(x)],
    [HasLaw(x, Rademacher()), NoAtom(x), Symmetric(x)],
    [HasLaw(w, Normal(0, c)), HasLaw(u, Uniform(-c, c)), EqualVariance(w, b**2)],
    [Holds(i <= k), Holds(i >= k)],
    [Holds(i < j), Holds(j < k)],
    [Holds(Ne(a, b)), Holds(a < b)],
    [Definition(v, x + y), Definition(z, v**2)],
    [Definition(u[i], Sum(W[i, j], (j, 1, m)), forall=(i,)), Definition(v, u[1])],
    [Definition(v, Sum(w[i], (i, 1, n))), Definition(v, Sum(w[j], (j, 1, n)))],
    [Definition(w[i], x**i, forall=(i,)), Definition(w[2], x**2)],
    [Holds(Eq(E(x), 1)), Holds(Eq(E(x**2), 1))],
    [Holds(Eq(E(x), a)), Holds(Eq(Var(x), a**2))],
    [Holds(Eq(c, n * a)), Holds(n >= 2)],
]


@pytest.mark.parametrize("hypotheses", CONSISTENT, ids=str)
def test_what_can_hold_together_is_not_refused(hypotheses):
    refuse_contradictions(frozenset(hypotheses))


def test_a_definition_may_recur_with_a_smaller_index():
    """A recurrence r_{l+1} = f(r_l) defines each member by another one."""
    r = family("r", n, kind="real")
    refuse_contradictions(frozenset({Definition(r[j + 1], r[j] + 1, forall=(j,)), Definition(r[1], Integer(0))}))
