"""relu-derivative-second-moment-with-atom."""

from sympy import Eq

from derivations.catalogue import result
from derivations.derivation import Proof, start
from derivations.hypotheses import Symmetric
from derivations.rules.expectation import positive_half, step_mean
from derivations.rules.halfline import step_squared
from derivations.terms import E, P, random_variables, step


@result("relu-derivative-second-moment-with-atom", source="He et al. 2015, section 2.2, without its P(y = 0) = 0")
def relu_derivative_second_moment_with_atom() -> Proof:
    """Second moment of a rectifier's derivative where `y = 0` has a probability."""
    y = random_variables("y")
    return (
        start(E(step(y) ** 2), assuming=Symmetric(y))
        .by(step_squared)
        .by(step_mean)
        .by(positive_half)
        .claims((1 - P(Eq(y, 0))) / 2)
    )
