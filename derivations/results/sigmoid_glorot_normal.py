"""sigmoid-glorot-normal."""

from sympy import Eq, Integer, exp

from derivations.catalogue import proof, result
from derivations.derivation import Proof, start
from derivations.hypotheses import IID, Centred, Definition, DependsThrough, Holds, IdenticallyDistributed, Independent
from derivations.results.glorot_normal import GLOROT
from derivations.results.variance_of_gradient import (
    backward_neuron,
    forward_neuron,
    free_gradient,
    g,
    i,
    layer,
    loss,
    n_in,
    n_out,
    v,
    w,
    x,
)  # fmt: skip
from derivations.rules.algebra import solve_for, sum_pull_out
from derivations.rules.expectation import by_definition, by_hypothesis, fold_definition
from derivations.rules.gradient import chain_rule, chain_rule_elementwise, derivative_of_sum
from derivations.rules.variance import variance_shift_scale
from derivations.terms import E, Partial, Var, constants, family, positive_integers, random_variables

t, j = constants("t"), positive_integers("j")
sigmoid = 1 / (1 + exp(-t))
tangent = sigmoid.subs(t, 0) + sigmoid.diff(t).subs(t, 0) * v[i]

z = family("z", n_out)
linearised = Definition(
    z[i], tangent, forall=(i,), note="modelling assumption: the sigmoid 1/(1 + exp(-v)) is replaced by its tangent at 0"
)
activation = linearised, DependsThrough(loss, v, z)
inputs = (
    IdenticallyDistributed(x),
    Holds(Eq(E(x[j]), 0), forall=(j,), note="modelling assumption: the outputs of the layer below are centred"),
    Independent(w, x),
)
gradient = Definition(g[i], Partial(loss, z[i]), forall=(i,)), IdenticallyDistributed(g), Centred(g)
average = (Var(z[1]) / Var(x[1]) + Var(Partial(loss, x[1])) / Var(g[1])) / 2
compromise = Holds(Eq(average, 1), note=GLOROT)


@result("sigmoid-glorot-normal", source="Bengio 2012, Practical recommendations for gradient-based training")
def sigmoid_glorot_normal() -> Proof:
    """Glorot's compromise for a sigmoid linearised at 0: `Var(w) = 32/(n_in + n_out)`."""
    model = layer, activation, inputs, gradient, IID(w), Centred(w), free_gradient
    mean_ratio = (
        start(average, assuming=model)
        .by(by_definition, at=z[1])
        .by(variance_shift_scale, at=Var(tangent.xreplace({i: Integer(1)})))
        .by(by_definition, at=v[1])
        .using(proof("variance-of-neuron-centred"), forward_neuron())
        .by(chain_rule, at=Partial(loss, x[1]), index=i)
        .by(chain_rule_elementwise)
        .by(fold_definition)
        .by(by_definition, at=v[i])
        .by(derivative_of_sum)
        .by(sum_pull_out)
        .by(variance_shift_scale)
        .using(proof("variance-of-neuron"), backward_neuron())
        .using(proof("second-moment"), {random_variables("x"): g[1]}, backwards=True)
        .by(by_hypothesis, at=E(g[1]))
    )
    ratio = mean_ratio.claims(mean_ratio.current)
    return (
        start(Var(w[1, 1]), assuming=(model, compromise))
        .by(solve_for, ratio, requirement=compromise)
        .claims(Integer(32) / (n_in + n_out))
    )
