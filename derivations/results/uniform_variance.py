"""uniform-variance."""

from typing import Any

from derivations.catalogue import proof, result
from derivations.derivation import Derivation, Proof, start
from derivations.hypotheses import HasLaw
from derivations.laws import Uniform
from derivations.rules.algebra import positive_root, solve_for
from derivations.rules.expectation import mean_of_odd
from derivations.rules.integral import density_of_law, expectation_as_integral, fundamental_theorem
from derivations.terms import E, Var, constants, random_variables


@result("uniform-variance", source="any text on probability; used in Glorot, Bengio 2010, section 4.2.1")
def uniform_variance() -> Proof:
    """Variance of a uniform variable on `[-a, a]`."""
    y, x = random_variables("y x")
    t = constants("t")
    a = constants("a", positive=True)
    return (
        start(Var(y), assuming=HasLaw(y, Uniform(-a, a)))
        .using(proof("variance-identity"), {x: y})
        .by(mean_of_odd, at=E(y))
        .by(expectation_as_integral, variable=t)
        .by(density_of_law)
        .by(fundamental_theorem, antiderivative=t**3 / (6 * a))
        .claims(a**2 / 3)
    )


def bound_from_variance(variance: Proof, bound: Any, weight: Any, assuming: Any) -> Derivation:
    """For a weight uniform on -a..a: a^2/3 is the variance that a result asks for, and a its root."""
    y, a = random_variables("y"), constants("a", positive=True)
    third = (
        start(bound**2 / 3, assuming=assuming)
        .using(proof("uniform-variance"), {y: weight, a: bound}, backwards=True)
        .using(variance)
    )
    third_known = third.claims(third.current)
    square = start(bound**2, assuming=assuming).by(solve_for, third_known)
    return start(bound, assuming=assuming).by(positive_root, square.claims(square.current))
