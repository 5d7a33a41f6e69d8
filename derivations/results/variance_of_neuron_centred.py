"""variance-of-neuron-centred."""

from derivations.catalogue import proof, result
from derivations.derivation import Proof, start
from derivations.hypotheses import IID, Centred, Definition, IdenticallyDistributed, Independent
from derivations.rules.expectation import by_hypothesis
from derivations.terms import E, Sum, Var, family, positive_integers, random_variables


@result("variance-of-neuron-centred", source="Glorot, Bengio 2010, Understanding the difficulty, eq. 5")
def variance_of_neuron_centred() -> Proof:
    """Variance of a neuron with centred weights and inputs: `n Var(w) Var(x)`."""
    n, j = positive_integers("n j")
    v, z = random_variables("v x")
    w, x = family("w", n), family("x", n)
    neuron = Definition(v, Sum(w[j] * x[j], (j, 1, n)))
    inputs = IdenticallyDistributed(x), Centred(x)
    return (
        start(Var(v), assuming=(neuron, IID(w), Centred(w), Independent(w, x), inputs))
        .using(proof("variance-of-neuron"))
        .using(proof("second-moment"), {z: x[1]}, backwards=True)
        .by(by_hypothesis, at=E(x[1]))
        .claims(n * Var(w[1]) * Var(x[1]))
    )
