"""Worlds satisfy the hypotheses they are built for, and break exactly the one they are asked to break."""

from fractions import Fraction
from itertools import product

import pytest
from sympy import Eq, Rational

from derivations.catalogue import derive
from derivations.claims import Claim, Relation
from derivations.hypotheses import IID, Centred, Definition, Holds, Independent, IndependentElements, NoAtom, Symmetric
from derivations.laws import Finite
from derivations.terms import E, P, RandomVariable, Sum, Var, family, positive_integers, random_variables, relu
from verify.worlds.exact_laws import exact_value
from verify.worlds.worlds import NoWorldError, World, breakable, build, claimed, requirements, satisfying

x, y = random_variables("x y")
n, j = positive_integers("n j")
w = family("w", n)


def claim(*hypotheses, lhs=None, rhs=0):
    flat = [h for item in hypotheses for h in (item if isinstance(item, tuple) else (item,))]
    return Claim(tuple(flat), Relation(E(x * y) if lhs is None else lhs, "=", rhs))


def test_independent_variables_have_a_joint_law_that_factors():
    world = build(claim(Independent(x, y)), "a", finite=True)
    assert exact_value(E(x * y), world) == exact_value(E(x) * E(y), world)
    assert exact_value(E(x**2 * y**3), world) == exact_value(E(x**2) * E(y**3), world)


def test_variables_are_dependent_where_nothing_separates_them():
    world = build(claim(), "a", finite=True)
    assert exact_value(E(x * y), world) != exact_value(E(x) * E(y), world)


def test_means_are_not_zero_and_laws_not_symmetric_unless_asked_for():
    world = build(claim(Independent(x, y)), "a", finite=True)
    assert exact_value(E(x), world) != 0
    assert exact_value(E(x**3) - 3 * E(x) * E(x**2) + 2 * E(x) ** 3, world) != 0


@pytest.mark.parametrize("seed", ["a", "b", "c", "d"])
def test_a_symmetric_law_has_no_odd_moments(seed):
    world = build(claim(Symmetric(x), Independent(x, y)), seed, finite=True)
    assert exact_value(E(x), world) == exact_value(E(x**3), world) == 0
    assert exact_value(P(x > 0), world) == exact_value(P(x < 0), world)


def test_an_iid_family_has_equal_and_independent_members():
    world = build(claim(IID(w), lhs=E(Sum(w[j], (j, 1, n)) ** 2)), "a", finite=True)
    assert exact_value(Var(w[1]), world) == exact_value(Var(w[2]), world)
    assert exact_value(E(w[1] * w[2]), world) == exact_value(E(w[1]) ** 2, world)


def test_breaking_independence_of_the_members_keeps_their_law():
    hypotheses = IID(w)
    world = build(claim(hypotheses, lhs=E(Sum(w[j], (j, 1, n)))), "b", finite=True, broken=hypotheses[0])
    assert isinstance(hypotheses[0], IndependentElements)
    assert exact_value(E(w[1] * w[2]), world) != exact_value(E(w[1]) * E(w[2]), world)
    for k in (1, 2, 3):
        assert exact_value(E(w[1] ** k), world) == exact_value(E(w[2] ** k), world)


def test_breaking_no_atom_puts_mass_at_zero():
    atom = NoAtom(x)
    world = build(claim(Symmetric(x), atom, lhs=E(x)), "a", finite=True, broken=atom)
    assert exact_value(P(Eq(x, 0)), world) > 0
    whole = build(claim(Symmetric(x), atom, lhs=E(x)), "a", finite=True)
    assert exact_value(P(Eq(x, 0)), whole) == 0


def test_a_prescribed_variance_is_met_exactly():
    held = Holds(Eq(Var(x), Rational(3, 7)))
    world = build(claim(held, Independent(x, y)), "a", finite=True)
    assert exact_value(Var(x), world) == Rational(3, 7)


def test_definitions_are_unfolded():
    v = random_variables("v")
    world = build(claim(Definition(v, 2 * x + 1), Independent(x, y), lhs=Var(v)), "a", finite=True)
    assert exact_value(Var(v), world) == exact_value(4 * Var(x), world)


def test_enumeration_agrees_with_a_sum_written_by_hand():
    world = build(claim(Independent(x, y)), "a", finite=True)
    laws = [[(Fraction(str(v)), Fraction(str(p))) for v, p in world.latents[world.cells[c]].atoms] for c in (x, y)]
    by_hand = sum(p * q * max(a * b, 0) ** 2 for (a, p), (b, q) in product(*laws))
    assert Fraction(str(exact_value(E(relu(x * y) ** 2), world))) == by_hand


@pytest.mark.parametrize("id_", ["lecun-normal", "glorot-normal", "he-forward", "he-uniform-bound"])
def test_requirements_are_solved_and_the_solution_is_the_claimed_value(id_):
    found = derive(id_).claim
    world = satisfying(found, "a", finite=True)
    for requirement in requirements(found):
        assert exact_value(requirement.relation.lhs - requirement.relation.rhs, world) == 0
    assert exact_value(found.relation.lhs - found.relation.rhs, world).equals(0)
    assert claimed(found, "a", finite=True).describe() == world.describe()


def test_a_requirement_that_determines_nothing_is_declined():
    held = Holds(Eq(Var(x + y), Var(x) + Var(y)), note="requirement")
    with pytest.raises(NoWorldError, match=r"does not determine|not linear"):
        satisfying(claim(held, Independent(x, y), lhs=Var(x)), "a", finite=True)


def test_inequalities_between_parameters_are_not_broken():
    broken = breakable(derive("conv-output-size").claim)
    assert all(not isinstance(h, Holds) or isinstance(h.relation, Eq) for h in broken)


@pytest.mark.parametrize("id_", ["variance-of-neuron", "odd-activation-mean", "relu-derivative-second-moment"])
def test_centred_hypotheses_hold_in_continuous_worlds(id_):
    found = derive(id_).claim
    world = build(found, "a", finite=False)
    for h in found.hypotheses:
        if h == Centred(w):
            assert exact_value(E(w[1]), world) == 0
        if isinstance(h, Symmetric):
            assert exact_value(E(h.term**3), world) == 0


def test_a_quotient_of_a_variable_that_may_be_0_by_itself_has_no_value():
    x, y = random_variables("x y")
    coin = Finite(((0, Rational(1, 2)), (1, Rational(1, 2))))
    u = RandomVariable("u")
    with pytest.raises(NoWorldError, match="division by 0"):
        exact_value(E(x / y), World({}, {}, {x: u, y: u}, {u: coin}))
