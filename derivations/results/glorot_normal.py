"""glorot-normal."""

from sympy import Eq, Integer

from derivations.catalogue import proof, result
from derivations.derivation import Proof, start
from derivations.hypotheses import IID, Centred, Holds, IdenticallyDistributed, Independent
from derivations.results.glorot_backward import variance_of_centred_gradient
from derivations.results.variance_of_gradient import (
    forward_neuron,
    free_gradient,
    g,
    gradient,
    layer,
    loss,
    n_in,
    n_out,
    v,
    w,
    x,
)  # fmt: skip
from derivations.rules.algebra import solve_for
from derivations.rules.expectation import by_definition
from derivations.terms import Partial, Var

inputs = IdenticallyDistributed(x), Centred(x), Independent(w, x)
average = (Var(v[1]) / Var(x[1]) + Var(Partial(loss, x[1])) / Var(g[1])) / 2
GLOROT = "modelling assumption: Glorot's compromise, the average of the forward and the backward variance ratio is 1"
compromise = Holds(Eq(average, 1), note=GLOROT)


@result("glorot-normal", source="Glorot, Bengio 2010, Understanding the difficulty, eq. 12")
def glorot_normal() -> Proof:
    """Weights between the forward and the backward condition: `Var(w) = 2/(n_in + n_out)`."""
    weights = IID(w), Centred(w), free_gradient
    both = layer, gradient, Centred(g), inputs, weights
    mean_ratio = (
        start(average, assuming=both)
        .by(by_definition, at=v[1])
        .using(proof("variance-of-neuron-centred"), forward_neuron())
        .using(variance_of_centred_gradient(), name="variance-of-gradient")
    )
    ratio = mean_ratio.claims(mean_ratio.current)
    return (
        start(Var(w[1, 1]), assuming=(both, compromise))
        .by(solve_for, ratio, requirement=compromise)
        .claims(Integer(2) / (n_in + n_out))
    )
