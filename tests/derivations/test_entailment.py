"""What follows from hypotheses, against exact finite laws; and what must not follow."""

from __future__ import annotations

from sympy import Eq

from derivations.entailment import entails, follows, instances
from derivations.hypotheses import Definition, Holds, IndependentElements, Symmetric
from derivations.terms import Largest, Product, family, natural_numbers, oo, positive_integers

n, j = positive_integers("n j")
w = family("w", n)


def test_the_largest_of_symmetric_variables_is_not_symmetric():
    context = [IndependentElements(w), Symmetric(w)]
    assert entails(context, Symmetric(Largest(w[j], (j, 1, n)))) is None


def test_an_even_number_of_signs_in_a_product_cancels():
    context = [IndependentElements(w), Symmetric(w)]
    assert entails(context, Symmetric(Product(w[j], (j, 1, n)))) is None


def test_an_equation_for_one_index_is_none_for_all():
    c = family("c", n, kind="real")
    assert entails([Holds(Eq(c[j], 0))], Holds(Eq(c[j], 0), forall=(j,))) is None
    assert entails([Holds(Eq(c[j], 0), forall=(j,))], Holds(Eq(c[j], 0))) is not None


def test_a_hypothesis_for_all_natural_numbers_is_not_used_at_others():
    layer, m = natural_numbers("l m")
    r = family("r", oo, kind="real")
    next_layer = Definition(r[layer + 1], r[layer] + 1, forall=(layer,))
    names = [made.name for made in instances(next_layer, r[2 * m])]  # r[0] is no next layer
    assert r[2 * m] not in names
    assert r[2 * m + 1] in [made.name for made in instances(next_layer, r[2 * m + 1])]


def test_an_inequality_that_became_true_or_false_is_answered():
    k = positive_integers("k")
    grown = Holds(k >= n).substitute({k: n + 1})
    assert entails([], grown) == frozenset()
    assert entails([], Holds(k >= n).substitute({n: k + 1})) is None


def test_positive_integers_are_at_least_one():
    k = positive_integers("k")
    assert follows([], n + k >= 2) == frozenset()
    assert follows([], 2 * n * k > 1) == frozenset()
    assert follows([], n * k + 1 >= n + k) == frozenset()  # (n - 1) (k - 1) >= 0
    assert follows([], n + k >= 3) is None
    assert follows([Holds(j >= n)], j + k >= n + 1) == frozenset({Holds(j >= n)})
    assert follows([Holds(j >= n)], j + k >= n + 2) is None
