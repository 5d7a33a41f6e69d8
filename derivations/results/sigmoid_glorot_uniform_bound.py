"""sigmoid-glorot-uniform-bound."""

from sympy import sqrt

from derivations.catalogue import proof, result
from derivations.derivation import Proof
from derivations.hypotheses import HasLaw, IndependentElements
from derivations.laws import Uniform
from derivations.results.sigmoid_glorot_normal import activation, compromise, gradient, inputs
from derivations.results.uniform_variance import bound_from_variance
from derivations.results.variance_of_gradient import free_gradient, layer, n_in, n_out, w
from derivations.terms import constants


@result("sigmoid-glorot-uniform-bound", source="Bengio 2012, Practical recommendations for gradient-based training")
def sigmoid_glorot_uniform_bound() -> Proof:
    """Uniform weights for a sigmoid linearised at 0: `a = 4 sqrt(6/(n_in + n_out))`."""
    a = constants("a", positive=True)
    weights = HasLaw(w, Uniform(-a, a)), IndependentElements(w), free_gradient
    hypotheses = layer, activation, inputs, gradient, weights, compromise
    bound = 4 * sqrt(6 / (n_in + n_out))
    return bound_from_variance(proof("sigmoid-glorot-normal"), a, w[1, 1], assuming=hypotheses).claims(bound)
