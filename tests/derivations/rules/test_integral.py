"""Rules about integrals against exact quadrature: densities that are constant between rational points."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from sympy import Integral, exp, oo, sign

from derivations.hypotheses import HasDensity, HasLaw, Symmetric
from derivations.laws import Normal, Rademacher, Uniform
from derivations.rules.integral import (
    density_of_law,
    expectation_as_integral,
    fundamental_theorem,
    half_of_even,
    half_range,
    integral_as_expectation,
    integral_linear,
    split_at,
)
from derivations.terms import Abs, DensityAt, E, Sum, constants, family, leaky_relu, random_variables, relu, step
from tests.derivations.oracle import World, value
from tests.derivations.rules.running import after, in_worlds, refuses

y, z = random_variables("y z")
a, b, t = constants("a b t")
n = constants("n", integer=True, positive=True)
j = constants("j", integer=True, positive=True)
w = family("w", n)
DEGREE = 8  # of the polynomials that the quadrature below integrates exactly


def density(rng, *, symmetric=False):
    """A density as (left, right, height): a mixture of uniform laws on rational intervals."""
    edges = sorted({Fraction(rng.randint(1, 24), rng.randint(1, 6)) for _ in range(3)} | {Fraction(0)})
    pieces = [(p, q, Fraction(rng.randint(1, 9))) for p, q in pairwise(edges)]
    below = [(-q, -p, h) for p, q, h in pieces]
    pieces += below if symmetric else [(-q, -p, h * rng.randint(0, 3)) for p, q, h in pieces]
    mass = sum((q - p) * h for p, q, h in pieces)
    return [(p, q, h / mass) for p, q, h in pieces]


def at(term, world, point, height):
    """The integrand at t = point, where the density of y is `height`."""
    names = {t: point} | world.constants
    return value(term.xreplace({DensityAt(y, t): H}), World(world.law, names | {H: height}))


H = constants("h_density")


def integral(integrand, low, high, world, pieces):
    """Exactly, for piecewise polynomials with a break at 0: open Newton-Cotes on each piece."""
    whole = (min(p for p, _, _ in pieces), max(q for _, q, _ in pieces))
    low, high = (whole[i] if infinite else end for i, (end, infinite) in enumerate(zip(
        (low, high), (low is None, high is None), strict=True)))  # fmt: skip
    breaks = sorted({low, high, Fraction(0), *(p for p, _, _ in pieces), *(q for _, q, _ in pieces)})
    total = Fraction(0)
    for p, q in pairwise(breaks):
        if low <= p and q <= high:
            height = next((h for left, right, h in pieces if left <= p and q <= right), Fraction(0))
            nodes = [p + (q - p) * Fraction(k, DEGREE + 2) for k in range(1, DEGREE + 2)]
            heights = [at(integrand, world, node, height) for node in nodes]
            total += sum(h * weight * (q - p) for h, weight in zip(heights, WEIGHTS, strict=True))
    return total


def newton_cotes():
    """Weights of the open rule on 0..1, exact to DEGREE: the Lagrange polynomials integrated."""
    nodes = [Fraction(k, DEGREE + 2) for k in range(1, DEGREE + 2)]
    found = []
    for node in nodes:
        polynomial, scale = [Fraction(1)], Fraction(1)
        for other in nodes:
            if other != node:
                shifted = [Fraction(0), *polynomial]
                polynomial = [s - other * p for s, p in zip(shifted, [*polynomial, Fraction(0)], strict=True)]
                scale *= node - other
        found.append(sum(p / (k + 1) for k, p in enumerate(polynomial)) / scale)
    return found


WEIGHTS = newton_cotes()


def computed(term, world, pieces):
    """A sum of constants times integrals over t and expectations of functions of y, exactly."""
    numbers = {}
    for part in term.atoms(Integral, E):
        name = constants(f"number{len(numbers)}")
        if isinstance(part, E):
            body, low, high = part.args[0].xreplace({y: t}) * DensityAt(y, t), None, None
        else:
            _, low, high = part.limits[0]
            ends = (None if end.is_infinite else value(end, world) for end in (low, high))
            body, (low, high) = part.function, ends
        numbers[part] = (name, integral(body, low, high, world, pieces))
    constants_ = world.constants | dict(numbers.values())
    return value(term.xreplace({part: name for part, (name, _) in numbers.items()}), World(world.law, constants_))


def same(before, now, world, pieces):
    assert before != now
    assert computed(before, world, pieces) == computed(now, world, pieces)


def some(rng):
    return World([], {a: Fraction(rng.randint(-6, 6), 5), b: Fraction(rng.randint(1, 6), 5)})


FUNCTIONS = (y**2, relu(y) ** 2, leaky_relu(y, a) ** 2, step(y), (y - a) ** 3 * Abs(y), sign(y) * y)


def test_the_quadrature_is_exact_for_polynomials():
    pieces = [(Fraction(-1), Fraction(2), Fraction(1, 3))]
    world = World([], {})
    assert integral(t**7, Fraction(0), Fraction(2), world, pieces) == Fraction(2**8, 8)
    assert integral(t**2 * DensityAt(y, t), None, None, world, pieces) == 1


@in_worlds(10)
def test_expectation_as_integral_is_sound(rng):
    """Oracle: exact quadrature of piecewise polynomials, as the law of y is a mixture of uniform laws.

    What E[g(Y)] is for such a law is itself an integral; a second oracle is the law's own mean, in closed form.
    """
    pieces, world = density(rng), some(rng)
    for inner in FUNCTIONS:
        now = after(expectation_as_integral, E(inner), HasDensity(y), variable=t)
        same(E(inner), now, world, pieces)
    mean = sum(h * (q**2 - p**2) / 2 for p, q, h in pieces)
    assert computed(after(expectation_as_integral, E(y), HasDensity(y), variable=t), world, pieces) == mean


def test_expectation_as_integral_refuses_an_unknown_density_and_a_taken_name():
    positive = constants("t", positive=True)
    refuses(expectation_as_integral, E(y**2), variable=t, says="add assuming=HasDensity(y)")
    refuses(expectation_as_integral, E(y * z), HasDensity(y), variable=t, says="one random variable")
    refuses(expectation_as_integral, E(t * y), HasDensity(y), variable=t, says="needs a new real variable")
    refuses(expectation_as_integral, E(Abs(y)), HasDensity(y), variable=positive, says="needs a new real variable")
    refuses(expectation_as_integral, E(Sum(y**t, (t, 1, 3))), HasDensity(y), variable=t, says="new real variable")
    refuses(expectation_as_integral, E(y * E(y)), HasDensity(y), variable=t, says="function of y alone")


@in_worlds(10)
def test_integral_as_expectation_is_sound(rng):
    """Oracle: exact quadrature of piecewise polynomials; the law's own second moment in closed form."""
    pieces, world = density(rng), some(rng)
    term = Integral((t - a) ** 2 * relu(t) * DensityAt(y, t), (t, -oo, oo))
    same(term, after(integral_as_expectation, term, HasDensity(y)), world, pieces)
    second = sum(h * (q**3 - p**3) / 3 for p, q, h in pieces)
    square = after(integral_as_expectation, Integral(t**2 * DensityAt(y, t), (t, -oo, oo)), HasDensity(y))
    assert square == E(y**2)
    assert computed(square, world, pieces) == second


def test_integral_as_expectation_refuses_half_a_line_and_a_random_integrand():
    density_ = DensityAt(y, t)
    whole = Integral(t * density_, (t, -oo, oo))
    refuses(integral_as_expectation, whole, says="add assuming=HasDensity(y)")
    refuses(integral_as_expectation, Integral(t * density_, (t, 0, oo)), HasDensity(y), says="over the line")
    refuses(integral_as_expectation, Integral(t**2, (t, -oo, oo)), HasDensity(y), says="of g(t) f_Y(t)")
    refuses(integral_as_expectation, Integral(y * density_, (t, -oo, oo)), HasDensity(y), says="is random itself")


@in_worlds(10)
def test_split_at_is_sound(rng):
    """Oracle: exact quadrature of piecewise polynomials."""
    pieces, world = density(rng), some(rng)
    for function in FUNCTIONS:
        term = Integral(function.xreplace({y: t}) * DensityAt(y, t), (t, -oo, oo))
        same(term, after(split_at, term, point=0), world, pieces)


def test_split_at_refuses_a_point_outside():
    refuses(split_at, Integral(t, (t, 0, 1)), point=2, says="2 is not known to lie between 0 and 1")
    refuses(split_at, Integral(t, (t, 0, 1)), point=a, says="a is not known to lie between")
    refuses(split_at, t**2, point=0, says="needs one definite integral")


@in_worlds(10)
def test_half_range_is_sound(rng):
    """Oracle: exact quadrature of piecewise polynomials."""
    pieces, world = density(rng), some(rng)
    for function in FUNCTIONS[1:]:
        for limits in ((t, 0, oo), (t, -oo, 0)):
            term = Integral(function.xreplace({y: t}) * DensityAt(y, t), limits)
            same(term, after(half_range, term), world, pieces)


def test_half_range_refuses_a_range_with_both_signs():
    refuses(half_range, Integral(relu(t), (t, -oo, oo)), says="is not on one side of 0; use split_at")
    refuses(half_range, Integral(relu(t), (t, 1, -1)), says="is not on one side of 0")
    refuses(half_range, Integral(relu(t), (t, 0, a)), says="is not on one side of 0")
    refuses(half_range, Integral(t**2, (t, 0, oo)), says="nothing in t**2 depends on the sign")
    nested = Integral(relu(t) + Integral(relu(t), (t, -1, 1)), (t, 0, 1))
    refuses(half_range, nested, says="t is bound again")


@in_worlds(10)
def test_half_of_even_is_sound(rng):
    """Oracle: exact quadrature, the law of y an even density."""
    pieces, world = density(rng, symmetric=True), some(rng)
    for function in (t**2, Abs(t), (t**2 + a) ** 2):
        for limits in ((t, 0, oo), (t, -oo, 0)):
            term = Integral(function * DensityAt(y, t), limits)
            same(term, after(half_of_even, term, Symmetric(y)), world, pieces)


def test_half_of_even_refuses_odd_functions_and_asymmetric_laws():
    even = Integral(t**2 * DensityAt(y, t), (t, 0, oo))
    refuses(half_of_even, even, says="add assuming=Symmetric(y)")
    refuses(half_of_even, Integral(t**3 * DensityAt(y, t), (t, 0, oo)), Symmetric(y), says="not even in t")
    refuses(half_of_even, Integral(t**2 * DensityAt(y, t), (t, 0, 1)), Symmetric(y), says="needs a range 0..oo")
    refuses(half_of_even, Integral(t**2 * DensityAt(y, t + 1), (t, 0, oo)), Symmetric(y), says="half_of_even needs")


@in_worlds(10)
def test_integral_linear_is_sound(rng):
    """Oracle: exact quadrature of piecewise polynomials."""
    pieces, world = density(rng), some(rng)
    term = Integral(3 * a**2 * t**2 * DensityAt(y, t), (t, 0, oo))
    same(term, after(integral_linear, term), world, pieces)


def test_integral_linear_refuses_what_has_no_constant():
    refuses(integral_linear, Integral((a + t) * t, (t, 0, 1)), says="no constant factor")


@in_worlds(10)
def test_density_of_law_is_sound(rng):
    """Oracle: exact quadrature with the uniform law's density as one piece."""
    low, high = Fraction(-rng.randint(1, 9), 2), Fraction(rng.randint(1, 9), 3)
    world = World([], {a: low, b: high})
    pieces = [(low, high, 1 / (high - low))]
    term = Integral(t**2 * DensityAt(y, t), (t, -oo, oo))
    same(term, after(density_of_law, term, HasLaw(y, Uniform(a, b))), world, pieces)


def test_density_of_law_refuses_laws_without_one_and_a_caught_parameter():
    whole = Integral(t**2 * DensityAt(y, t), (t, -oo, oo))
    refuses(density_of_law, whole, HasLaw(z, Normal(0, 1)), says="add assuming=HasLaw(y, ...)")
    refuses(density_of_law, whole, HasLaw(y, Rademacher()), says="no law with a density is known for y")
    refuses(density_of_law, whole, HasLaw(y, Normal(t, 1)), says="rename the variable")
    half = Integral(t**2 * DensityAt(y, t), (t, 0, oo))
    refuses(density_of_law, half, HasLaw(y, Normal(0, 1)), says="over the line")


@in_worlds(10)
def test_fundamental_theorem_is_sound(rng):
    """Oracle: exact quadrature of polynomials."""
    world = some(rng)
    pieces = [(Fraction(-9), Fraction(9), Fraction(1, 18))]
    term = Integral(t**2 * a - 4 * t**3, (t, -b, 2))
    same(term, after(fundamental_theorem, term, antiderivative=a * t**3 / 3 - t**4 + b), world, pieces)


@pytest.mark.parametrize(("integrand", "antiderivative", "says"), [
    (t**2, t**3 / 2, "the derivative of t**3/2 is not t**2"),
    (t**-2, -1 / t, "is not a polynomial"),
    (exp(t), exp(t), "is not a polynomial"),
    (t, t**2 * (a**2 - b**2) / (2 * (a - b) * (a + b)), "the derivative of"),
])  # fmt: skip
def test_fundamental_theorem_refuses_other_functions(integrand, antiderivative, says):
    refuses(fundamental_theorem, Integral(integrand, (t, -1, 1)), antiderivative=antiderivative, says=says)


def test_fundamental_theorem_refuses_an_infinite_range_and_a_new_divisor():
    refuses(fundamental_theorem, Integral(t, (t, 0, oo)), antiderivative=t**2 / 2, says="on a finite range")
    new = t**2 / 2 + 1 / (a * b + 1) * (t - 1)
    refuses(fundamental_theorem, Integral(t, (t, 0, 1)), antiderivative=new, says="is not t")
