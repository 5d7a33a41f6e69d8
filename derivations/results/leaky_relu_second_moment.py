"""leaky-relu-second-moment."""

from derivations.catalogue import proof, result
from derivations.derivation import Proof, start
from derivations.hypotheses import HasDensity, Symmetric
from derivations.rules.algebra import algebra
from derivations.rules.expectation import expectation_linear, mean_of_odd
from derivations.rules.halfline import leaky_square
from derivations.rules.integral import (
    expectation_as_integral,
    half_of_even,
    half_range,
    integral_as_expectation,
    integral_linear,
    split_at,
)  # fmt: skip
from derivations.terms import E, Var, constants, leaky_relu, random_variables


@result("leaky-relu-second-moment", source="He et al. 2015, Delving deep into rectifiers, eq. 15")
def leaky_relu_second_moment() -> tuple[Proof, Proof]:
    """A leaky rectifier of slope `a` keeps `(1 + a^2)/2` of a symmetric preactivation's second moment."""
    y, x = random_variables("y x")
    a, t = constants("a t")
    statement = (1 + a**2) / 2 * Var(y)
    by_absolute_value = (
        start(E(leaky_relu(y, a) ** 2), assuming=Symmetric(y))
        .by(leaky_square)
        .by(expectation_linear)
        .everywhere(mean_of_odd)
        .by(algebra, to=(1 + a**2) / 2 * E(y**2))
        .using(proof("second-moment"), {x: y}, backwards=True)
        .by(mean_of_odd, at=E(y))
        .claims(statement)
    )
    by_density = (
        start(E(leaky_relu(y, a) ** 2), assuming=(Symmetric(y), HasDensity(y)))
        .by(expectation_as_integral, variable=t)
        .by(split_at, point=0)
        .everywhere(half_range)
        .by(integral_linear)
        .everywhere(half_of_even)
        .everywhere(integral_as_expectation)
        .by(algebra, to=(1 + a**2) / 2 * E(y**2))
        .using(proof("second-moment"), {x: y}, backwards=True)
        .by(mean_of_odd, at=E(y))
        .claims(statement)
    )
    return by_absolute_value, by_density
