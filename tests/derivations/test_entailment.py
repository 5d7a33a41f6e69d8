"""What follows from hypotheses, against exact finite laws; and what must not follow."""

from __future__ import annotations

from derivations.entailment import entails
from derivations.hypotheses import IndependentElements, Symmetric
from derivations.terms import Largest, Product, family, positive_integers

n, j = positive_integers("n j")
w = family("w", n)


def test_the_largest_of_symmetric_variables_is_not_symmetric():
    context = [IndependentElements(w), Symmetric(w)]
    assert entails(context, Symmetric(Largest(w[j], (j, 1, n)))) is None


def test_an_even_number_of_signs_in_a_product_cancels():
    context = [IndependentElements(w), Symmetric(w)]
    assert entails(context, Symmetric(Product(w[j], (j, 1, n)))) is None
