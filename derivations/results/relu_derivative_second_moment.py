"""relu-derivative-second-moment."""

from sympy import Rational

from derivations.catalogue import proof, result
from derivations.derivation import Proof, start
from derivations.hypotheses import NoAtom, Symmetric
from derivations.rules.expectation import no_atom
from derivations.terms import E, random_variables, step


@result("relu-derivative-second-moment", source="He et al. 2015, Delving deep into rectifiers, section 2.2")
def relu_derivative_second_moment() -> Proof:
    """A rectifier's derivative has second moment `1/2` at a symmetric preactivation."""
    y = random_variables("y")
    return (
        start(E(step(y) ** 2), assuming=(Symmetric(y), NoAtom(y, 0)))
        .using(proof("relu-derivative-second-moment-with-atom"))
        .by(no_atom)
        .claims(Rational(1, 2))
    )
