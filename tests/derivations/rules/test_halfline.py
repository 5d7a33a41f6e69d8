"""Rules about max(0, y) and its kin: equal at every point of a grid that has both signs and 0."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derivations.rules.halfline import leaky_square, relu_as_absolute_value, relu_square, step_squared
from derivations.terms import constants, leaky_relu, random_variables, relu, step
from tests.derivations.oracle import World
from tests.derivations.rules.running import after, refuses, same_values

y, z = random_variables("y z")
a = constants("a")
POINTS = [Fraction(k, 3) for k in range(-7, 8)]
RULES = {
    "relu_as_absolute_value": (relu_as_absolute_value, relu(y)),
    "relu_square": (relu_square, relu(y) ** 2),
    "leaky_square": (leaky_square, leaky_relu(y, a) ** 2),
    "step_squared": (step_squared, step(y) ** 2),
}


def everywhere(name):
    rule, term = RULES[name]
    for slope in (Fraction(-1, 2), Fraction(0), Fraction(1, 5), Fraction(3)):
        world = World([(Fraction(1, len(POINTS)), {y: point}) for point in POINTS], {a: slope})
        same_values(term, after(rule, term), world)


def test_relu_as_absolute_value_is_sound():
    """Oracle: both sides evaluated at points of both signs and at 0."""
    everywhere("relu_as_absolute_value")


def test_relu_square_is_sound():
    """Oracle: both sides evaluated at points of both signs and at 0."""
    everywhere("relu_square")


def test_leaky_square_is_sound():
    """Oracle: both sides evaluated at points of both signs and at 0, for slopes of both signs."""
    everywhere("leaky_square")


def test_step_squared_is_sound():
    """Oracle: both sides evaluated at points of both signs and at 0."""
    everywhere("step_squared")


@pytest.mark.parametrize("term", [relu(y) ** 2, step(y), y])
def test_relu_as_absolute_value_refuses_other_terms(term):
    refuses(relu_as_absolute_value, term, says="needs max(0, y)")


@pytest.mark.parametrize("term", [relu(y), relu(y) ** 3, step(y) ** 2, y**2])
def test_relu_square_refuses_other_terms(term):
    refuses(relu_square, term, says="needs the square of relu")


@pytest.mark.parametrize("term", [leaky_relu(y, a), relu(y) ** 2, leaky_relu(y, a) ** 4])
def test_leaky_square_refuses_other_terms(term):
    refuses(leaky_square, term, says="needs the square of leaky_relu")


@pytest.mark.parametrize("term", [step(y), step(y) ** 3, relu(y) ** 2])
def test_step_squared_refuses_other_terms(term):
    refuses(step_squared, term, says="needs the square of step")
