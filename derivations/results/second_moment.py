"""second-moment."""

from derivations.catalogue import proof, result
from derivations.derivation import Proof, start
from derivations.terms import E, Var, random_variables


@result("second-moment", source="variance-identity, solved for E[x^2]")
def second_moment() -> Proof:
    """Variance and squared mean add up to the second moment."""
    x = random_variables("x")
    return start(Var(x) + E(x) ** 2).using(proof("variance-identity")).claims(E(x**2))
