"""conv-as-matrix."""

from derivations.catalogue import result
from derivations.derivation import Proof
from derivations.results._matrices import layer
from derivations.terms import family, natural_numbers, positive_integers


@result("conv-as-matrix", source="Dumoulin and Visin 2016, A guide to convolution arithmetic, section 4.1")
def conv_as_matrix() -> Proof:
    """A convolution is a matrix: `y = M x`, where `M_{u,i}` holds the weight of the tap of output `u` on input `i`.

    Tap t of output u lies on s (u - 1) + d (t - 1) + 1 - p, counted from 1; z is x with zeros outside 1..n.
    """
    n, k, o, s, d = positive_integers("n k o s d")
    x, y = family("x", n, kind="real"), family("y", o, kind="real")
    return layer(x, y, "M w z", (k, s, d, natural_numbers("p"))).as_matrix()
