"""he-forward."""

from sympy import Eq, Rational

from derivations.catalogue import proof, result
from derivations.derivation import Proof, start
from derivations.hypotheses import (
    IID,
    Centred,
    Definition,
    Holds,
    IdenticallyDistributed,
    Independent,
    Symmetric,
)  # fmt: skip
from derivations.rules.algebra import solve_for
from derivations.rules.expectation import by_definition
from derivations.terms import Sum, Var, family, positive_integers, random_variables, relu


@result("he-forward", source="He et al. 2015, Delving deep into rectifiers, eq. 10")
def he_forward() -> Proof:
    """Weights that keep the variance through a rectifier, forward: `Var(w) = 2/n`."""
    n, j = positive_integers("n j")
    v, preactivation = random_variables("v y")
    w, x, y = family("w", n), family("x", n), family("y", n)
    rectified = Definition(x[j], relu(y[j]), forall=(j,))
    neuron = Definition(v, Sum(w[j] * x[j], (j, 1, n)))
    signal = IdenticallyDistributed(y), Symmetric(y)
    layer = rectified, neuron, IID(w), Centred(w), Independent(w, y), signal
    kept = Holds(Eq(Var(v), Var(y[1])), note="requirement: the signal keeps its variance")
    variance = (
        start(Var(v), assuming=layer)
        .using(proof("variance-of-neuron"))
        .by(by_definition, at=x[1])
        .using(proof("relu-half-second-moment"), {preactivation: y[1]})
        .claims(Rational(1, 2) * n * Var(w[1]) * Var(y[1]))
    )
    return (
        start(Var(w[1]), assuming=(layer, kept, Holds(Var(y[1]) > 0)))
        .by(solve_for, variance, requirement=kept)
        .claims(2 / n)
    )
