"""Rules of algebra against arithmetic in Fractions at random points and laws; and what they must not do."""

from __future__ import annotations

from fractions import Fraction

import pytest
from sympy import Eq, Ne, Tuple, sqrt

from derivations.claims import KernelError
from derivations.derivation import start
from derivations.hypotheses import Centred, Holds, Independent
from derivations.kernel import flip
from derivations.rules.algebra import algebra, moments, positive_root, solve_for, sum_of_constant, sum_pull_out
from derivations.rules.expectation import by_hypothesis
from derivations.rules.variance import variance_shift_scale
from derivations.terms import E, Sum, Var, constants, family, positive_integers, random_variables
from tests.derivations.oracle import World, independent, joint, marginal, members, rational, single, value
from tests.derivations.rules.running import after, in_worlds, refuses, same_value, same_values

x, y, z = random_variables("x y z")
a, b, c = constants("a b c")
n, m, j = positive_integers("n m j")
w = family("w", n)
d = family("d", n, kind="real")


def point(rng, *law):
    names = {a: rational(rng) or Fraction(1, 3), b: rational(rng) + 5, c: rational(rng) or Fraction(1, 3)}
    sizes = {n: Fraction(3), m: Fraction(2)}
    return World(independent(*law) if law else joint(rng, [x, y]), names | sizes)


@in_worlds()
def test_algebra_is_sound(rng):
    """Oracle: arithmetic in Fractions, at random values of the constants and a random joint law."""
    world = point(rng)
    for term, to in (
        ((a + b) ** 2, a**2 + 2 * a * b + b**2),
        (E(x) ** 2 * Var(y) + Var(x) * Var(y), Var(y) * (Var(x) + E(x) ** 2)),
        ((E(x) ** 2 - 1) / (a * (E(x) - 1)), (E(x) + 1) / a),
        (a / n + b / n, (a + b) / n),
    ):
        same_value(term, after(algebra, term, to=to), world)


def test_algebra_refuses_what_is_not_equal_for_all_values():
    refuses(algebra, E(x**2), to=E(x) ** 2, says="are not the same rational function")
    refuses(algebra, (a + b) ** 2, to=a**2 + b**2, says="are not the same rational function")
    refuses(algebra, a, to=a, says="is already there")
    refuses(algebra, sqrt(a**2), to=a, says="are not the same rational function")


def test_algebra_refuses_to_divide_by_what_may_be_0():
    one = (a**2 - b**2) / ((a - b) * (a + b))
    refuses(algebra, a / a, to=one, says="algebra would divide by a + b; add assuming=Holds(Ne(a + b, 0))")
    zero = Holds(Eq(a**2 - b**2, 0))
    with pytest.raises(KernelError, match="would divide"):
        start(a / a, assuming=zero).by(algebra, to=one).by(by_hypothesis, at=a**2 - b**2).claims(0)
    apart = Holds(Ne(a - b, 0)), Holds(a + b > 0)
    assert after(algebra, a / a, *apart, to=one) == one


@in_worlds()
def test_moments_is_sound(rng):
    """Oracle: a product law of an independent variable and a dependent pair, enumerated."""
    world = point(rng, single(x, marginal(rng, centred=True)), joint(rng, [y, z]))
    context = Independent(x, (y, z)), Centred(x)
    for term, to in (
        (Var(x * y + a), Var(x) * E(y**2)),
        (E((x * y + z) ** 2), E(x**2) * E(y**2) + Var(z) + E(z) ** 2),
    ):
        same_value(term, after(moments, term, context, to=to), world)


def test_moments_refuses_what_does_not_follow():
    refuses(moments, Var(x * y), Independent(x, y), to=Var(x) * Var(y), says="does not follow from the hypotheses")
    refuses(moments, E(x * y), to=E(x) * E(y), says="does not follow from the hypotheses")
    ratio = Var(x) * (a**2 - b**2) / ((a - b) * (a + b))
    refuses(moments, Var(x), to=ratio, says="moments would divide by a + b")


@in_worlds()
def test_sum_of_constant_is_sound(rng):
    """Oracle: the sum written out."""
    world = point(rng)
    for term in (Sum(a * Var(x), (j, 1, n)), Sum(b, (j, 0, n - 1))):
        same_value(term, after(sum_of_constant, term), world)
    same_values(Sum(a * x, (j, 1, n)), after(sum_of_constant, Sum(a * x, (j, 1, n))), world)


def test_sum_of_constant_refuses_a_term_with_the_index_and_an_odd_range():
    refuses(sum_of_constant, Sum(d[j], (j, 1, n)), says="d[j] depends on j")
    refuses(sum_of_constant, Sum(a, (j, 1, m - n)), says="empty by more than one")
    refuses(sum_of_constant, Sum(a, (j, 1, n / 2)), says="no range of integers")
    refuses(sum_of_constant, Sum(a, (j, 1, x)), says="no range of integers")
    refuses(sum_of_constant, a, says="needs a sum")


@in_worlds()
def test_sum_pull_out_is_sound(rng):
    """Oracle: the sum written out."""
    world = World(joint(rng, [x, *members(w, (3,))]), {a: rational(rng), n: 3} | {
        ("d", (t,)): rational(rng) for t in (1, 2, 3)
    })  # fmt: skip
    for term in (Sum(a * x * w[j] + d[j], (j, 1, n)), Sum(a * j + j**2, (j, 1, n))):
        same_values(term, after(sum_pull_out, term), world)


def test_sum_pull_out_refuses_a_sum_without_constants():
    refuses(sum_pull_out, Sum(w[j] * d[j], (j, 1, n)), says="nothing leaves the sum")
    refuses(sum_pull_out, a * x, says="needs a sum over one index")


def doubled():
    return start(Var(a * x)).by(variance_shift_scale).claims(a**2 * Var(x)).theorem


@in_worlds()
def test_solve_for_is_sound(rng):
    """Oracle: the equation's own values in a random world; with a requirement, a world made to satisfy it."""
    world = point(rng)
    solved = after(solve_for, Var(x), Holds(Ne(a, 0)), premises=(doubled(),))
    assert value(Var(x), world) == value(solved, world)
    wanted = Holds(Eq(Var(a * x), c**2))
    solved = after(solve_for, Var(x), wanted, Holds(Ne(a, 0)), premises=(doubled(),), requirement=wanted)
    factor = world.constants[c] / world.constants[a]  # x = +-factor has variance factor^2
    signs = World([(Fraction(1, 2), {x: factor}), (Fraction(1, 2), {x: -factor})], world.constants)
    assert value(Var(a * x), signs) == world.constants[c] ** 2
    assert value(Var(x), signs) == value(solved, signs)


def test_solve_for_refuses_a_division_by_0_and_what_is_not_linear():
    refuses(solve_for, Var(x), premises=(doubled(),), says="would divide by a; add assuming=Holds(Ne(a, 0))")
    wanted = Holds(Eq(Var(a * x), 1))
    refuses(solve_for, Var(x), premises=(doubled(),), requirement=wanted, says="is not assumed")
    other = Holds(Eq(Var(x), 1))
    refuses(solve_for, Var(x), other, premises=(doubled(),), requirement=other, says="says nothing about Var(x*a)")
    refuses(solve_for, a, premises=(doubled(),), says="is not linear in a")
    refuses(solve_for, E(y), premises=(doubled(),), says="is not linear in E(y)")


def test_solve_for_refuses_an_equation_that_may_not_be_defined():
    ratio = start(a * x / b, assuming=Holds(Eq(x, b))).by(by_hypothesis, at=x).claims(a).theorem
    refuses(solve_for, x, Holds(Eq(x, b)), Holds(Ne(a, 0)), premises=(ratio,), says="would divide by b")


@in_worlds()
def test_positive_root_is_sound(rng):
    """Oracle: squares and roots of random Fractions."""
    root = constants("r", nonnegative=True)
    size = abs(rational(rng))
    known = start(root**2, assuming=Holds(Eq(root**2, 9 * c))).by(by_hypothesis).claims(9 * c).theorem
    now = after(positive_root, root, Holds(Eq(root**2, 9 * c)), premises=(known,))
    same_value(root, now, World([], {root: 3 * size, c: size**2}))


def test_positive_root_refuses_what_may_be_negative():
    known = start(a**2, assuming=Holds(Eq(a**2, c))).by(by_hypothesis).claims(c).theorem
    refuses(positive_root, a, Holds(Eq(a**2, c)), premises=(known,), says="positive_root needs a >= 0; add assuming=")
    refuses(positive_root, b, Holds(Eq(a**2, c)), premises=(known,), says="needs to know what b**2 is")
    assert after(positive_root, a, Holds(Eq(a**2, c)), Holds(a >= 0), premises=(known,)) == sqrt(c)


def test_divisors_are_found_in_every_corner():
    from derivations.definedness import divisors

    assert divisors(Tuple(E(x / a), 1 / (b * c + b), sqrt(1 / Var(y)))) == {a, b, c + 1, Var(y)}


def test_an_equation_that_drops_a_divisor_is_not_turned_round():
    ratio = start(a * x / b, assuming=Holds(Eq(x, b))).by(by_hypothesis, at=x).claims(a).theorem
    with pytest.raises(KernelError, match="turning an equation round would divide by b"):
        flip(ratio)
    assert flip(doubled()).lhs == a**2 * Var(x)
