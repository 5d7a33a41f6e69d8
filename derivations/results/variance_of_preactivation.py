"""variance-of-preactivation."""

from derivations.catalogue import proof, result
from derivations.derivation import Proof, start
from derivations.hypotheses import IID, Centred, Definition, IdenticallyDistributed, Independent
from derivations.rules.expectation import by_definition
from derivations.rules.variance import variance_of_sum
from derivations.terms import E, Sum, Var, family, positive_integers, random_variables


@result("variance-of-preactivation", source="He et al. 2015, Delving deep into rectifiers, eq. 5 to 7, with a bias")
def variance_of_preactivation() -> Proof:
    """Variance of a preactivation with a bias: `n Var(w) E[x^2] + Var(b)`."""
    n, j = positive_integers("n j")
    v, b = random_variables("v b")
    w, x = family("w", n), family("x", n)
    total = Sum(w[j] * x[j], (j, 1, n))
    weights = IID(w), Centred(w), Independent(w, (x, b))
    return (
        start(Var(v), assuming=(Definition(v, total + b), weights, IdenticallyDistributed(x)))
        .by(by_definition)
        .by(variance_of_sum)
        .using(proof("variance-of-neuron"), {v: total})
        .claims(n * Var(w[1]) * E(x[1] ** 2) + Var(b))
    )
