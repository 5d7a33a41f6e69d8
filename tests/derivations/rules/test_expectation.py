"""Rules about E and P against finite joint laws in Fractions, enumerated; and what they must not do."""

from __future__ import annotations

from sympy import Abs, Eq, Integer, tanh

from derivations.hypotheses import (
    Definition,
    Holds,
    IdenticallyDistributed,
    Independent,
    IndependentElements,
    NoAtom,
    Odd,
    Symmetric,
)
from derivations.rules.expectation import (
    by_definition,
    by_hypothesis,
    expectation_linear,
    expectation_of_sum,
    factor_independent,
    fold_definition,
    mean_of_odd,
    no_atom,
    odd_function,
    positive_half,
    reflect,
    same_law,
    step_mean,
)
from derivations.terms import (
    E,
    Largest,
    P,
    Sum,
    Var,
    constants,
    family,
    opaque_function,
    positive_integers,
    random_variables,
    relu,
    step,
)
from tests.derivations.oracle import (
    World,
    coupled,
    independent,
    joint,
    marginal,
    members,
    rational,
    single,
    table,
    values,
)
from tests.derivations.rules.running import after, in_worlds, refuses, same_value, same_values

x, y, z, v = random_variables("x y z v")
a, b = constants("a b")
n, m, i, j, k = positive_integers("n m i j k")
w, u = family("w", n), family("u", n, m)
c = family("c", n, kind="real")
phi = opaque_function("phi")
three = {n: 3}


@in_worlds()
def test_expectation_linear_is_sound(rng):
    """Oracle: a dependent pair as a random joint table."""
    world = World(joint(rng, [x, y]), {a: rational(rng), b: rational(rng)})
    for inner in (a * x + b * y + 3, (a * x - y) ** 3, x * y * (a + b), a + b, a * relu(x) - E(x) * x):
        same_value(E(inner), after(expectation_linear, E(inner)), world)


def test_expectation_linear_refuses_what_is_no_sum():
    refuses(expectation_linear, E(x * y), says="neither a sum nor a multiple")
    refuses(expectation_linear, Var(x + y), says="needs E[a X + b Y + c]")


@in_worlds()
def test_expectation_of_sum_is_sound(rng):
    """Oracle: a dependent family of three as a random joint table, the sum written out."""
    cells = members(w, (3,))
    world = World(joint(rng, cells), three | {("c", (t,)): rational(rng) for t in (1, 2, 3)})
    term = E(Sum(c[j] * w[j] ** 2 + w[1], (j, 1, n)))
    same_value(term, after(expectation_of_sum, term), world)


def test_expectation_of_sum_refuses_a_random_number_of_terms():
    refuses(expectation_of_sum, E(x + y), says="needs a sum over an index")
    refuses(expectation_of_sum, E(Sum(w[j], (j, 1, x))), says="not random")
    refuses(expectation_of_sum, E(Sum(w[j], (j, 1, a))), says="integers")


@in_worlds()
def test_factor_independent_is_sound(rng):
    """Oracle: product laws of dependent groups, enumerated."""
    world = World(independent(single(x, marginal(rng)), joint(rng, [y, z])), {a: rational(rng)})
    for inner in (x * y, a * x**2 * y * z, x * relu(y) * Abs(x), x * (y + z) ** 2 * E(x)):
        same_value(E(inner), after(factor_independent, E(inner), Independent(x, (y, z))), world)
    cells = members(w, (3,))
    world = World(independent(*(single(cell, marginal(rng)) for cell in cells)), three)
    term = E(w[1] * w[2] ** 2 * w[3])
    same_value(term, after(factor_independent, term, IndependentElements(w)), world)


def test_factor_independent_refuses_dependent_factors():
    refuses(factor_independent, E(x * y), says="add assuming=Independent(x, y)")
    refuses(factor_independent, E(y * z), Independent(x, (y, z)), says="needs the factors of y*z independent")
    refuses(factor_independent, E(w[j] * w[k]), IndependentElements(w), says="independent")
    refuses(factor_independent, E(x * Sum(w[j], (j, 1, n))), Independent(x, w), says="take the sum out")
    largest = Largest(w[j], (j, 1, n)) * Largest(w[j + 1], (j, 1, n))
    refuses(factor_independent, E(largest), IndependentElements(w), says="take the sum out")


@in_worlds(6)
def test_same_law_is_sound(rng):
    """Oracle: dependent members with one marginal law (rotations of one table), a second family apart from them."""
    first = coupled(rng, members(w, (3,)), marginal(rng))
    second = coupled(rng, [("x", (t,)) for t in (1, 2, 3)], marginal(rng))
    inputs = family("x", n)
    world = World(first, three)
    for term in (E(w[3] ** 2 + w[3]), Var(w[2]), E(relu(w[2]) * E(w[2]))):
        same_value(term, after(same_law, term, IdenticallyDistributed(w)), world)
    context = IdenticallyDistributed(w), IdenticallyDistributed(inputs), Independent(w, inputs)
    term = E(w[3] * inputs[2] ** 2)
    same_value(term, after(same_law, term, context), World(independent(first, second), three))


def test_same_law_refuses_what_needs_a_joint_law():
    inputs = family("x", n)
    alike = IdenticallyDistributed(w), IdenticallyDistributed(inputs)
    refuses(same_law, E(w[2]), says="add assuming=IdenticallyDistributed(w)")
    refuses(same_law, E(w[2] * w[3]), alike, says="two members of one family")
    refuses(same_law, E(w[2] * inputs[2]), alike, says="independent of each other")
    refuses(same_law, E(w[2] * inputs[3]), alike, Independent(w[2], inputs[3]), says="needs w[1], x[1] independent")
    refuses(same_law, E(w[2] * z), alike, Independent(w, z), says="only members of families")
    refuses(same_law, E(Sum(w[j], (j, 1, n))), alike, says="only members of families")


@in_worlds()
def test_mean_of_odd_is_sound(rng):
    """Oracle: symmetric laws with an atom at 0, beside dependent variables of no symmetry."""
    world = World(independent(single(x, marginal(rng, symmetric=True)), joint(rng, [y, z])))
    context = Symmetric(x), Independent(x, (y, z))
    assert after(mean_of_odd, E(x * Abs(x)), Symmetric(x)) == 0
    for inner in (x * Abs(x), x**3 * y, x * y * z + x * Abs(x)):
        same_value(E(inner), after(mean_of_odd, E(inner), context), world)
    signs = independent(*(single(cell, marginal(rng, symmetric=True)) for cell in members(w, (2,))))
    inputs = family("x", n)
    world = World(independent(signs, joint(rng, [("x", (1,)), ("x", (2,))])), {n: 2})
    term = E(Sum(w[j] * inputs[j], (j, 1, n)) ** 3)
    context = IndependentElements(w), Symmetric(w), Independent(w, inputs)
    same_value(term, after(mean_of_odd, term, context), world)


def test_mean_of_odd_refuses_what_is_not_odd():
    refuses(mean_of_odd, E(x**3), says="add assuming=Symmetric(x)")
    refuses(mean_of_odd, E(x**2), Symmetric(x), says="odd in symmetric variables")
    refuses(mean_of_odd, E(x * y), Symmetric(x), says="odd in symmetric variables")
    refuses(mean_of_odd, E(relu(x)), Symmetric(x), says="odd in symmetric variables")


@in_worlds()
def test_by_hypothesis_is_sound(rng):
    """Oracle: a world in which the equation was made to hold."""
    world = World(coupled(rng, members(w, (3,)), marginal(rng, centred=True)), three)
    centred = Holds(Eq(E(w[j]), 0), forall=(j,))
    same_value(E(w[2]), after(by_hypothesis, E(w[2]), centred), world)
    point = rational(rng)
    world = World(joint(rng, [x]), {a: 2 * point, b: point})
    same_value(a, after(by_hypothesis, a, Holds(Eq(2 * b, a))), world)


def test_by_hypothesis_refuses_what_no_equation_says():
    refuses(by_hypothesis, E(x), Holds(Eq(E(y), 0)), says="add assuming=Holds(Eq(E(x), ...))")
    refuses(by_hypothesis, E(w[2]), Holds(Eq(E(w[1]), 0)), says="no hypothesis says what E(w[2]) is")
    refuses(by_hypothesis, E(x), Holds(E(x) >= 1), says="no hypothesis says what E(x) is")


def defined(rng, name, term, law):
    """The law with one more cell, computed from the others."""
    world = World(law, {n: 2, m: 2})
    return [(p, outcome | {name: t}) for (p, outcome), (_, t) in zip(law, values(term, world), strict=True)]


@in_worlds()
def test_by_definition_is_sound(rng):
    """Oracle: a table in which the defined name is a column computed from the others."""
    law = defined(rng, v, x * y + 1, joint(rng, [x, y]))
    same_values(v, after(by_definition, v, Definition(v, x * y + 1)), World(law))
    inputs, h = family("z", m), family("h", n)
    row = Sum(u[i, j] * inputs[j], (j, 1, m))
    law = joint(rng, [*members(u, (2, 2)), *members(inputs, (2,))])
    law = defined(rng, ("h", (2,)), row.xreplace({i: Integer(2)}), law)
    same_values(h[2], after(by_definition, h[2], Definition(h[i], row, forall=(i,))), World(law, {n: 2, m: 2}))


def test_by_definition_refuses_a_name_without_one():
    h = family("h", n)
    refuses(by_definition, z, Definition(v, x * y), says="z has no definition; add assuming=Definition(z, ...)")
    refuses(by_definition, h[2], Definition(h[1], x), says="h[2] has no definition")


@in_worlds()
def test_fold_definition_is_sound(rng):
    """Oracle: a table in which the defined name is a column computed from the others."""
    law = defined(rng, v, x * y + 1, joint(rng, [x, y]))
    same_values(x * y + 1, after(fold_definition, x * y + 1, Definition(v, x * y + 1)), World(law))


def test_fold_definition_refuses_what_no_name_stands_for():
    refuses(fold_definition, x * y, Definition(v, x * y + 1), says="x*y is not what a definition stands for")


@in_worlds()
def test_step_mean_is_sound(rng):
    """Oracle: a law with atoms on both sides of 0 and at 0."""
    world = World(single(y, [*marginal(rng, symmetric=True)]))
    same_value(E(step(y)), after(step_mean, E(step(y))), world)
    same_value(E(step(y + 1)), after(step_mean, E(step(y + 1))), world)


def test_step_mean_refuses_other_functions():
    refuses(step_mean, E(relu(y)), says="step_mean needs E[step(y)]")
    refuses(step_mean, P(y > 0), says="step_mean needs E[step(y)]")


@in_worlds()
def test_reflect_is_sound(rng):
    """Oracle: symmetric laws; an unknown function as a random table."""
    world = World(single(y, marginal(rng, symmetric=True)), functions={"phi": table(rng)})
    for inner in (phi(y), relu(y) + y**3, (y - 1) ** 2 * phi(2 * y), y - E(phi(y))):
        same_value(E(inner), after(reflect, E(inner), Symmetric(y)), world)


def test_reflect_refuses_an_asymmetric_or_a_second_variable():
    refuses(reflect, E(phi(y)), says="reflect needs y symmetric; add assuming=Symmetric(y)")
    refuses(reflect, E(x * y), Symmetric(y), Symmetric(x), says="needs one random variable, got x, y")


@in_worlds()
def test_odd_function_is_sound(rng):
    """Oracle: an odd function as a random table with f(-t) = -f(t)."""
    world = World(joint(rng, [x, y]), functions={"phi": table(rng, odd=True)})
    for term in (phi(-y), phi(-x * y), phi(-2 * x)):
        same_values(term, after(odd_function, term, Odd(phi)), world)
    assert after(odd_function, tanh(-y, evaluate=False)) == -tanh(y)


def test_odd_function_refuses_functions_not_known_to_be_odd():
    refuses(odd_function, phi(-y), says="odd_function needs phi odd; add assuming=Odd(phi)")
    refuses(odd_function, relu(-y), says="relu odd")
    refuses(odd_function, phi(y), Odd(phi), says="needs phi(-t)")


@in_worlds()
def test_positive_half_is_sound(rng):
    """Oracle: symmetric laws with an atom at 0, counted."""
    world = World(single(y, marginal(rng, symmetric=True)))
    same_value(P(y > 0), after(positive_half, P(y > 0), Symmetric(y)), world)


def test_positive_half_refuses_an_asymmetric_variable_and_other_events():
    refuses(positive_half, P(y > 0), says="positive_half needs y symmetric; add assuming=Symmetric(y)")
    for event in (y >= 0, y < 0, y > 1, Eq(y, 0)):
        refuses(positive_half, P(event), Symmetric(y), says="positive_half needs P(Y > 0)")


@in_worlds()
def test_no_atom_is_sound(rng):
    """Oracle: laws whose atoms avoid 0, counted."""
    world = World(single(y, marginal(rng, atom_at_0=False)))
    same_value(P(Eq(y, 0)), after(no_atom, P(Eq(y, 0)), NoAtom(y, 0)), world)


def test_no_atom_refuses_an_atom_elsewhere():
    refuses(no_atom, P(Eq(y, 0)), says="add assuming=NoAtom(y, 0)")
    refuses(no_atom, P(Eq(y, 0)), NoAtom(y, 1), says="no_atom needs P(y = 0) = 0")
    refuses(no_atom, P(Eq(y, 1)), NoAtom(y, 1), says="no_atom needs P(Y = 0)")
