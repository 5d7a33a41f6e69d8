"""he-uniform-bound."""

from sympy import Eq, sqrt

from derivations.catalogue import proof, result
from derivations.derivation import Proof
from derivations.hypotheses import (
    Definition,
    HasLaw,
    Holds,
    IdenticallyDistributed,
    Independent,
    IndependentElements,
    Symmetric,
)  # fmt: skip
from derivations.laws import Uniform
from derivations.results.uniform_variance import bound_from_variance
from derivations.terms import Sum, Var, constants, family, positive_integers, random_variables, relu


@result("he-uniform-bound", source="He et al. 2015, Delving deep into rectifiers, eq. 10, uniform weights")
def he_uniform_bound() -> Proof:
    """Uniform weights that keep the variance through a rectifier: `a = sqrt(6/n)`."""
    n, j = positive_integers("n j")
    a = constants("a", positive=True)
    v = random_variables("v")
    w, x, y = family("w", n), family("x", n), family("y", n)
    rectified = Definition(x[j], relu(y[j]), forall=(j,))
    neuron = Definition(v, Sum(w[j] * x[j], (j, 1, n)))
    weights = HasLaw(w, Uniform(-a, a)), IndependentElements(w), Independent(w, y)
    signal = IdenticallyDistributed(y), Symmetric(y), Holds(Var(y[1]) > 0)
    kept = Holds(Eq(Var(v), Var(y[1])), note="requirement: the signal keeps its variance")
    hypotheses = rectified, neuron, weights, signal, kept
    return bound_from_variance(proof("he-forward"), a, w[1], assuming=hypotheses).claims(sqrt(6 / n))
