"""A member of an iid family that is defined by other variables: all members are such functions of their own copies.

The oracle enumerates the outcomes of independent copies of y under small laws.
"""

from fractions import Fraction
from itertools import product

import pytest

from derivations.hypotheses import IID, Definition, HasLaw, Independent, Symmetric
from derivations.laws import Normal
from derivations.normal_form import NormalForm
from derivations.terms import E, constants, family, positive_integers, random_variables, relu
from verify.chain import check

IS_RELU = ["x_i iid", "x_1 = max(0, y)"]
LAWS = [
    {-1: Fraction(1, 2), 2: Fraction(1, 2)},
    {0: Fraction(1, 3), 1: Fraction(2, 3)},
    {-2: Fraction(1, 4), -1: Fraction(1, 4), 3: Fraction(1, 2)},
]
EVEN = [{-1: Fraction(1, 2), 1: Fraction(1, 2)}, {-2: Fraction(1, 4), 0: Fraction(1, 2), 2: Fraction(1, 4)}]


def relu_of(y):
    return max(0, y)


def mean(function, law, copies):
    """E of a function of independent copies of y, outcome by outcome."""
    total = Fraction(0)
    for outcome in product(law.items(), repeat=copies):
        chance = Fraction(1)
        for _, p in outcome:
            chance *= p
        total += chance * function(*(value for value, _ in outcome))
    return total


def variance_of_two(law):
    both = [lambda a, b, k=k: (relu_of(a) + relu_of(b)) ** k for k in (1, 2)]
    return mean(both[1], law, 2) - mean(both[0], law, 2) ** 2


STEPS = [
    ("E[x_1 x_2] = E[max(0,y)]^2", lambda f: mean(lambda a, b: relu_of(a) * relu_of(b), f, 2)
     - mean(relu_of, f, 1) ** 2),
    ("E[x_1^2 x_2] = E[max(0,y)^2] E[max(0,y)]", lambda f: mean(lambda a, b: relu_of(a) ** 2 * relu_of(b), f, 2)
     - mean(lambda a: relu_of(a) ** 2, f, 1) * mean(relu_of, f, 1)),
    ("E[x_1^2 x_2] = E[max(0,y)^2]^2", lambda f: mean(lambda a, b: relu_of(a) ** 2 * relu_of(b), f, 2)
     - mean(lambda a: relu_of(a) ** 2, f, 1) ** 2),
    ("Var(x_1 + x_2) = 2 Var(max(0,y))", lambda f: variance_of_two(f) - 2 * (
        mean(lambda a: relu_of(a) ** 2, f, 1) - mean(relu_of, f, 1) ** 2)),
    ("Var(x_1 + x_2) = 4 Var(max(0,y))", lambda f: variance_of_two(f) - 4 * (
        mean(lambda a: relu_of(a) ** 2, f, 1) - mean(relu_of, f, 1) ** 2)),
    ("E[x_1 y] = E[x_2 y]", lambda f: mean(lambda a: relu_of(a) * a, f, 1) - mean(lambda a, b: relu_of(b) * a, f, 2)),
    ("E[x_1 y] - E[x_1 x_2] = E[x_2^2] - E[x_2]^2", lambda f: mean(lambda a: relu_of(a) * a, f, 1)
     - mean(lambda a: relu_of(a) ** 2, f, 1)),
]  # fmt: skip


@pytest.mark.parametrize(("step", "gap"), STEPS)
def test_a_step_about_members_is_true_where_every_enumeration_says_so(step, gap):
    true = all(gap(law) == 0 for law in LAWS)
    assert check(f"${step}$", assuming=IS_RELU).steps[0].verdict == ("proved" if true else "refuted")


@pytest.mark.parametrize(("step", "gap"), [
    (r"Var(\sum_{i=1}^2 x_i) = E[y^2]", lambda f: variance_of_two(f) - mean(lambda a: a * a, f, 1)),
    (r"E[x_1^2] + E[x_2^2] = E[y^2]", lambda f: mean(lambda a: 2 * relu_of(a) ** 2 - a * a, f, 1)),
])  # fmt: skip
def test_what_is_said_of_the_variable_is_true_of_its_copies(step, gap):
    true = all(gap(law) == 0 for law in EVEN)
    found = check(f"${step}$", assuming=[*IS_RELU, "y symmetric"]).steps[0]
    assert found.verdict == ("proved" if true else "refuted")


def test_the_law_that_refutes_names_the_variable_and_copies_of_it():
    found = check("$Var(x_1 + x_2) = 4 Var(max(0,y))$", assuming=IS_RELU).steps[0]
    names = [name for law in found.counterexample.laws for name in law.names]
    assert names == ["y", "y'_2"]


def test_a_member_is_no_more_independent_of_the_variable_than_is_stated():
    # x_2 may be made of what max(0, y) does not show of y
    assert check("$E[x_2 y] = E[x_2] E[y]$", assuming=IS_RELU).steps[0].verdict == "unknown"


def test_a_moment_that_is_stated_beside_others_is_not_read_in_a_model():
    # z is independent of x_1 = max(0, y_1), and may depend on y_1 below 0
    assuming = ["x_1 = max(0, y_1)", "x_i iid", "x and z independent", "E[y_1 z] = 3"]
    assert check("$E[y_1] E[z] = 3$", assuming=assuming).steps[0].verdict == "unknown"


def test_a_member_that_is_defined_by_another_one_is_a_member_like_all():
    n = positive_integers("n")
    x, y = family("x", n), random_variables("y")
    form = NormalForm([*IID(x), Definition(x[1], x[2] + y)])
    assert form.equal(E(x[1] * x[2]), E(x[2]) ** 2) is True
    assert form.equal(E(x[1] * x[2]), E(x[1] ** 2)) is not True


def test_a_defined_name_is_independent_of_what_it_is_said_to_be():
    x, y, s, e = random_variables("x y s e")
    form = NormalForm([Definition(s, x + y), Independent(s, e)])
    assert form.equal(E(s**2 * e), E((x + y) ** 2) * E(e)) is True
    assert form.equal(E(s * x * e), E(s * x) * E(e)) is not True  # nothing is said of x


def test_a_law_of_a_defined_name_is_its_law():
    x, y, s = random_variables("x y s")
    t = constants("t", positive=True)
    form = NormalForm([Definition(s, x + y), HasLaw(s, Normal(0, t**2))])
    assert form.equal(E(s**4), 3 * t**4) is True
    assert form.equal(E(relu(s) ** 2), t**2 / 2) is True
    assert form.equal(E(s**4), t**4) is not True


def test_a_symmetric_name_has_half_of_its_second_moment_above_0():
    x, y, s = random_variables("x y s")
    form = NormalForm([Definition(s, x + y), Symmetric(s)])
    assert form.equal(E(relu(s) ** 2), E((x + y) ** 2) / 2) is True
    assert form.equal(E(relu(x) ** 2), E(x**2) / 2) is not True
