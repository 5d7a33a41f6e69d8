"""Where a rule would be wrong below a binder, at ends that are no integers or with a relation that is no equation."""

from __future__ import annotations

from sympy import Le, Rational, Symbol, oo

from derivations.hypotheses import HasDensity, HasLaw, Holds, IndependentElements, Symmetric
from derivations.laws import Normal
from derivations.rules.algebra import solve_for
from derivations.rules.counting import extreme_of_affine
from derivations.rules.expectation import reflect
from derivations.rules.integral import expectation_as_integral, integral_as_expectation
from derivations.terms import (
    DensityAt,
    E,
    Integral,
    Largest,
    Smallest,
    Sum,
    Var,
    constants,
    family,
    natural_numbers,
    positive_integers,
    random_variables,
    relu,
)
from tests.derivations.rules.running import after, refuses
from tests.derivations.rules.test_algebra import doubled

N, J = positive_integers("n j")
W = family("w", N)
TOTAL = Sum(W[J], (J, 1, N))
T = Symbol("t", real=True)


def test_members_of_a_family_do_not_change_their_signs_together():
    for inner in (relu(TOTAL), TOTAL**3):
        refuses(reflect, E(inner), Symmetric(W), says="stands for many")
    assert after(reflect, E(relu(W[J])), Symmetric(W)) == E(relu(-W[J]))


def test_a_sum_over_a_family_has_not_the_density_of_a_member():
    refuses(
        expectation_as_integral, E(TOTAL**2), HasLaw(W, Normal(0, 1)), IndependentElements(W), variable=T,
        says="stands for many",
    )  # fmt: skip
    assert after(expectation_as_integral, E(W[J] ** 2), HasLaw(W, Normal(0, 1)), variable=T) == Integral(
        T**2 * DensityAt(W[J], T), (T, -oo, oo)
    )


def test_the_variable_of_a_density_may_not_stand_inside_another_moment():
    x, y = random_variables("x y")
    for moment in (E(T * x), Var(T * x)):
        term = Integral(moment * DensityAt(y, T), (T, -oo, oo))
        refuses(integral_as_expectation, term, HasDensity(y), says="stands inside another moment")
    plain = Integral(T * E(x) * DensityAt(y, T), (T, -oo, oo))
    assert after(integral_as_expectation, plain, HasDensity(y)) == E(y * E(x))


def test_the_largest_value_over_a_range_is_at_an_integer():
    m = natural_numbers("m")
    for head, high in ((Largest, m / 2), (Smallest, m / 2), (Largest, Rational(5, 2))):
        refuses(extreme_of_affine, head(2 * J + 1, (J, 0, high)), says="ends at integers")


def test_an_inequality_is_no_requirement_to_solve():
    x = random_variables("x")
    a = constants("a")
    wanted = Holds(Le(Var(a * x), 1))
    refuses(solve_for, Var(x), wanted, premises=(doubled(),), requirement=wanted, says="is no equation")
