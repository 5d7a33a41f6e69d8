"""relu-half-second-moment."""

from sympy import Rational

from derivations.catalogue import proof, result
from derivations.derivation import Proof, start
from derivations.hypotheses import HasDensity, Symmetric
from derivations.rules.expectation import expectation_linear, mean_of_odd
from derivations.rules.halfline import relu_square
from derivations.rules.integral import (
    expectation_as_integral,
    half_of_even,
    half_range,
    integral_as_expectation,
    split_at,
)  # fmt: skip
from derivations.terms import Abs, E, Var, constants, random_variables, relu


@result("relu-half-second-moment", source="He et al. 2015, Delving deep into rectifiers, section 2.2")
def relu_half_second_moment() -> tuple[Proof, Proof]:
    """A rectifier halves the second moment of a symmetric preactivation."""
    y = random_variables("y")
    t = constants("t")
    half_variance = Rational(1, 2) * Var(y)
    by_absolute_value = (
        start(E(relu(y) ** 2), assuming=Symmetric(y))
        .by(relu_square)
        .by(expectation_linear)
        .by(mean_of_odd, at=E(y * Abs(y)))
        .using(proof("second-moment"), {random_variables("x"): y}, backwards=True)
        .by(mean_of_odd, at=E(y))
        .claims(half_variance)
    )
    by_density = (
        start(E(relu(y) ** 2), assuming=(Symmetric(y), HasDensity(y)))
        .by(expectation_as_integral, variable=t)
        .by(split_at, point=0)
        .everywhere(half_range)
        .by(half_of_even)
        .by(integral_as_expectation)
        .using(proof("second-moment"), {random_variables("x"): y}, backwards=True)
        .by(mean_of_odd, at=E(y))
        .claims(half_variance)
    )
    return by_absolute_value, by_density
