"""variance-of-gradient."""

from typing import Any

from derivations.catalogue import proof, result
from derivations.derivation import Proof, start
from derivations.hypotheses import (
    IID,
    Centred,
    Definition,
    DependsThrough,
    IdenticallyDistributed,
    Independent,
)  # fmt: skip
from derivations.rules.expectation import by_definition, fold_definition
from derivations.rules.gradient import chain_rule, derivative_of_sum
from derivations.terms import E, Partial, Sum, Var, family, positive_integers, random_variables

n_in, n_out, i, k = positive_integers("n_in n_out i k")
w, x, v, g = family("w", n_out, n_in), family("x", n_in), family("v", n_out), family("g", n_out)
loss = random_variables("L")

layer = Definition(v[i], Sum(w[i, k] * x[k], (k, 1, n_in)), forall=(i,)), DependsThrough(loss, x, v)
gradient = Definition(g[i], Partial(loss, v[i]), forall=(i,)), IdenticallyDistributed(g)
free_gradient = Independent(g, w, note="modelling assumption: the gradient is independent of the weights it passes")


@result("variance-of-gradient", source="Glorot, Bengio 2010, Understanding the difficulty, eq. 6")
def variance_of_gradient() -> Proof:
    """Variance of the gradient that a layer passes back: `n_out Var(w) E[g^2]`."""
    return (
        start(Var(Partial(loss, x[1])), assuming=(layer, gradient, IID(w), Centred(w), free_gradient))
        .by(chain_rule, index=i)
        .by(fold_definition)
        .by(by_definition, at=v[i])
        .by(derivative_of_sum)
        .using(proof("variance-of-neuron"), backward_neuron())
        .claims(n_out * Var(w[1, 1]) * E(g[1] ** 2))
    )


def forward_neuron() -> dict[Any, Any]:
    """v_1 is a neuron: its weights are a row of w."""
    n = positive_integers("n")
    total = Sum(w[1, k] * x[k], (k, 1, n_in))
    return {n: n_in, family("w", n): w[1, :], family("x", n): x, random_variables("v"): total}


def backward_neuron() -> dict[Any, Any]:
    """The gradient by x_1 is a neuron: its weights are a column of w, its inputs are the gradients of the layer."""
    n = positive_integers("n")
    total = Sum(w[i, 1] * g[i], (i, 1, n_out))
    return {n: n_out, family("w", n): w[:, 1], family("x", n): g, random_variables("v"): total}
