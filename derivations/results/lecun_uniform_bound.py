"""lecun-uniform-bound."""

from sympy import Eq, sqrt

from derivations.catalogue import proof, result
from derivations.derivation import Proof
from derivations.hypotheses import (
    Centred,
    Definition,
    HasLaw,
    Holds,
    IdenticallyDistributed,
    Independent,
    IndependentElements,
)  # fmt: skip
from derivations.laws import Uniform
from derivations.results.uniform_variance import bound_from_variance
from derivations.terms import Sum, Var, constants, family, positive_integers, random_variables


@result("lecun-uniform-bound", source="LeCun, Bottou, Orr, Müller 1998, Efficient BackProp, eq. 16, uniform weights")
def lecun_uniform_bound() -> Proof:
    """Uniform weights that keep the variance of a centred signal: `a = sqrt(3/n)`."""
    n, j = positive_integers("n j")
    a = constants("a", positive=True)
    v = random_variables("v")
    w, x = family("w", n), family("x", n)
    neuron = Definition(v, Sum(w[j] * x[j], (j, 1, n)))
    weights = HasLaw(w, Uniform(-a, a)), IndependentElements(w), Independent(w, x)
    kept = Holds(Eq(Var(v), Var(x[1])), note="requirement: the signal keeps its variance")
    inputs = IdenticallyDistributed(x), Centred(x), Holds(Var(x[1]) > 0)
    hypotheses = neuron, weights, inputs, kept
    return bound_from_variance(proof("lecun-normal"), a, w[1], assuming=hypotheses).claims(sqrt(3 / n))
