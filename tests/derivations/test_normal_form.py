"""The moment normal form keeps values, decides its fragment, and declines the rest by name."""

from __future__ import annotations

from sympy import Integer, Rational

from derivations.hypotheses import IID
from derivations.normal_form import NormalForm
from derivations.polynomial import OutsideFragment
from derivations.terms import E, Sum, constants, family, leaky_relu, positive_integers, random_variables, relu

n, m, i, j, k = positive_integers("n m i j k")
w = family("w", n)
x, y, z = random_variables("x y z")
a = constants("a", positive=True)


def equal(left, right, *context):
    """The verdict of a fresh normal form; what cannot be read is None."""
    try:
        return NormalForm(context).equal(left, right)
    except OutsideFragment:
        return None


def test_a_sum_whose_range_depends_on_another_index_is_not_n_times_that_index():
    triangle = Sum(Sum(1, (k, 1, j - 1)), (j, 1, n))
    assert equal(triangle, n * (j - 1)) is None
    assert equal(Sum(Sum(1, (k, 1, j)), (j, 1, 3)), Integer(6)) is True


def test_a_member_outside_a_partial_sum_does_not_fall_together_with_its_members():
    partial = E(Sum(w[j], (j, 1, n - 1)) * w[n])
    wrong = E(w[1] ** 2) + (n - 2) * E(w[1]) ** 2
    assert equal(partial, wrong, *IID(w)) is not True
    assert equal(partial, (n - 1) * E(w[1]) ** 2, *IID(w)) is not False


def test_a_denominator_inside_a_rectifier_is_not_dropped():
    assert equal(E(relu(y / (1 + a))), E(relu(y))) is not True
    assert equal(E(leaky_relu(y, 1 / (1 + a))), E(leaky_relu(y, Rational(1)))) is not True
