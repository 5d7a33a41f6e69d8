"""glorot-backward."""

from sympy import Eq

from derivations.catalogue import proof, result
from derivations.derivation import Proof, start
from derivations.hypotheses import IID, Centred, Holds
from derivations.results.variance_of_gradient import free_gradient, g, gradient, layer, loss, n_out, w, x
from derivations.rules.algebra import solve_for
from derivations.rules.expectation import by_hypothesis
from derivations.terms import E, Partial, Var, random_variables

backward = layer, gradient, Centred(g), IID(w), Centred(w), free_gradient


def variance_of_centred_gradient() -> Proof:
    """Var(dL/dx) = n_out Var(w) Var(g), for centred gradients."""
    return (
        start(Var(Partial(loss, x[1])), assuming=backward)
        .using(proof("variance-of-gradient"))
        .using(proof("second-moment"), {random_variables("x"): g[1]}, backwards=True)
        .by(by_hypothesis, at=E(g[1]))
        .claims(n_out * Var(w[1, 1]) * Var(g[1]))
    )


@result("glorot-backward", source="Glorot, Bengio 2010, Understanding the difficulty, eq. 11")
def glorot_backward() -> Proof:
    """Weights that keep the variance of the gradient: `Var(w) = 1/n_out`."""
    kept = Holds(Eq(Var(Partial(loss, x[1])), Var(g[1])), note="requirement: the gradient keeps its variance")
    return (
        start(Var(w[1, 1]), assuming=(backward, kept, Holds(Var(g[1]) > 0)))
        .by(solve_for, variance_of_centred_gradient(), requirement=kept)
        .claims(1 / n_out)
    )
