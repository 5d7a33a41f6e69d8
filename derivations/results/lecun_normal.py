"""lecun-normal."""

from sympy import Eq

from derivations.catalogue import proof, result
from derivations.derivation import Proof, start
from derivations.hypotheses import IID, Centred, Definition, Holds, IdenticallyDistributed, Independent
from derivations.rules.algebra import solve_for
from derivations.terms import Sum, Var, family, positive_integers, random_variables


@result("lecun-normal", source="LeCun, Bottou, Orr, Müller 1998, Efficient BackProp, eq. 16")
def lecun_normal() -> Proof:
    """Weights that keep the variance of a centred signal: `Var(w) = 1/n`."""
    n, j = positive_integers("n j")
    v = random_variables("v")
    w, x = family("w", n), family("x", n)
    neuron = Definition(v, Sum(w[j] * x[j], (j, 1, n)))
    inputs = IdenticallyDistributed(x), Centred(x)
    kept = Holds(Eq(Var(v), Var(x[1])), note="requirement: the signal keeps its variance")
    hypotheses = neuron, IID(w), Centred(w), Independent(w, x), inputs, kept, Holds(Var(x[1]) > 0)
    return (
        start(Var(w[1]), assuming=hypotheses)
        .by(solve_for, proof("variance-of-neuron-centred"), requirement=kept)
        .claims(1 / n)
    )
