"""glorot-uniform-bound."""

from sympy import sqrt

from derivations.catalogue import proof, result
from derivations.derivation import Proof
from derivations.hypotheses import Centred, HasLaw, IndependentElements
from derivations.laws import Uniform
from derivations.results.glorot_normal import compromise, inputs
from derivations.results.uniform_variance import bound_from_variance
from derivations.results.variance_of_gradient import free_gradient, g, gradient, layer, n_in, n_out, w
from derivations.terms import constants


@result("glorot-uniform-bound", source="Glorot, Bengio 2010, Understanding the difficulty, eq. 16")
def glorot_uniform_bound() -> Proof:
    """Uniform weights between the forward and the backward condition: `a = sqrt(6/(n_in + n_out))`."""
    a = constants("a", positive=True)
    weights = HasLaw(w, Uniform(-a, a)), IndependentElements(w), free_gradient
    hypotheses = layer, gradient, Centred(g), inputs, weights, compromise
    return bound_from_variance(proof("glorot-normal"), a, w[1, 1], assuming=hypotheses).claims(sqrt(6 / (n_in + n_out)))
