"""variance-identity."""

from derivations.catalogue import result
from derivations.derivation import Proof, start
from derivations.rules.expectation import expectation_linear
from derivations.rules.variance import variance_definition
from derivations.terms import E, Var, random_variables


@result("variance-identity", source="any text on probability (König and Huygens)")
def variance_identity() -> Proof:
    """Variance from the first two moments."""
    x = random_variables("x")
    return start(Var(x)).by(variance_definition).by(expectation_linear).claims(E(x**2) - E(x) ** 2)
