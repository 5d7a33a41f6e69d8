"""variance-of-neuron."""

from derivations.catalogue import proof, result
from derivations.derivation import Proof, start
from derivations.hypotheses import IID, Centred, Definition, IdenticallyDistributed, Independent
from derivations.rules.algebra import algebra, sum_of_constant
from derivations.rules.expectation import by_definition, by_hypothesis, same_law
from derivations.rules.variance import variance_of_sum
from derivations.terms import E, Sum, Var, family, positive_integers, random_variables


@result("variance-of-neuron", source="He et al. 2015, Delving deep into rectifiers, eq. 7")
def variance_of_neuron() -> Proof:
    """Variance of a neuron with centred weights: `n Var(w) E[x^2]`."""
    n, j = positive_integers("n j")
    v, z = random_variables("v x")
    w, x = family("w", n), family("x", n)
    neuron = Definition(v, Sum(w[j] * x[j], (j, 1, n)))
    return (
        start(Var(v), assuming=(neuron, IID(w), Centred(w), Independent(w, x), IdenticallyDistributed(x)))
        .by(by_definition)
        .by(variance_of_sum)
        .using(proof("variance-of-product"), {z: w[j], random_variables("y"): x[j]})
        .everywhere(by_hypothesis)
        .everywhere(same_law)
        .by(sum_of_constant)
        .by(algebra, to=n * Var(w[1]) * (Var(x[1]) + E(x[1]) ** 2))
        .using(proof("second-moment"), {z: x[1]})
        .claims(n * Var(w[1]) * E(x[1] ** 2))
    )
