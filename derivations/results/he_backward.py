"""he-backward."""

from sympy import Eq, Rational

from derivations.catalogue import proof, result
from derivations.derivation import Proof, start
from derivations.hypotheses import (
    IID,
    Centred,
    Definition,
    DependsThrough,
    Holds,
    Independent,
    NoAtom,
    Symmetric,
)  # fmt: skip
from derivations.results.variance_of_gradient import (
    backward_neuron,
    g,
    gradient,
    i,
    layer,
    loss,
    n_in,
    n_out,
    v,
    w,
    x,
)  # fmt: skip
from derivations.rules.algebra import algebra, solve_for
from derivations.rules.expectation import by_definition, by_hypothesis, fold_definition
from derivations.rules.gradient import chain_rule, chain_rule_elementwise, derivative_of_sum
from derivations.terms import E, Partial, Sum, Var, family, positive_integers, random_variables, relu, step


@result("he-backward", source="He et al. 2015, Delving deep into rectifiers, eq. 14")
def he_backward() -> Proof:
    """Weights that keep the gradient's variance through a rectifier: `Var(w) = 2/n_out`."""
    j = positive_integers("j")
    y = family("y", n_in)
    first, second = random_variables("x y")
    rectifier = Definition(x[j], relu(y[j]), forall=(j,)), DependsThrough(loss, y, x), Symmetric(y), NoAtom(y, 0)
    model = Independent(
        g, w, y, note="modelling assumption: the gradient is independent of the weights and the signs that it passes"
    )
    hypotheses = rectifier, layer, gradient, Centred(g), IID(w), Centred(w), model
    total = Sum(w[i, 1] * g[i], (i, 1, n_out))
    passed_back = (
        start(Var(Partial(loss, y[1])), assuming=hypotheses)
        .by(chain_rule_elementwise)
        .by(chain_rule, index=i)
        .by(fold_definition)
        .by(by_definition, at=v[i])
        .by(derivative_of_sum)
        .using(proof("variance-of-product"), {first: step(y[1]), second: total})
        .using(proof("mean-of-neuron"), backward_neuron())
        .by(algebra, to=(Var(step(y[1])) + E(step(y[1])) ** 2) * Var(total))
        .using(proof("second-moment"), {first: step(y[1])})
        .using(proof("relu-derivative-second-moment"), {second: y[1]})
        .using(proof("variance-of-neuron"), backward_neuron())
        .using(proof("second-moment"), {first: g[1]}, backwards=True)
        .by(by_hypothesis, at=E(g[1]))
        .claims(Rational(1, 2) * n_out * Var(w[1, 1]) * Var(g[1]))
    )
    kept = Holds(Eq(Var(Partial(loss, y[1])), Var(g[1])), note="requirement: the gradient keeps its variance")
    return (
        start(Var(w[1, 1]), assuming=(hypotheses, kept, Holds(Var(g[1]) > 0)))
        .by(solve_for, passed_back, requirement=kept)
        .claims(2 / n_out)
    )
