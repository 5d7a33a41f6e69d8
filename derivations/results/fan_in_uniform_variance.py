"""fan-in-uniform-variance."""

from sympy import sqrt

from derivations.catalogue import proof, result
from derivations.derivation import Proof, start
from derivations.hypotheses import HasLaw
from derivations.laws import Uniform
from derivations.terms import Var, constants, family, positive_integers, random_variables


@result("fan-in-uniform-variance", source="Glorot, Bengio 2010, Understanding the difficulty, eq. 1 and 15")
def fan_in_uniform_variance() -> Proof:
    """Weights uniform on `[-1/sqrt(n), 1/sqrt(n)]` have variance `1/(3n)`."""
    n = positive_integers("n")
    y = random_variables("y")
    a = constants("a", positive=True)
    w = family("w", n)
    return (
        start(Var(w[1]), assuming=HasLaw(w, Uniform(-1 / sqrt(n), 1 / sqrt(n))))
        .using(proof("uniform-variance"), {y: w[1], a: 1 / sqrt(n)})
        .claims(1 / (3 * n))
    )
