"""effective-kernel-size."""

from derivations.catalogue import result
from derivations.derivation import Proof, start
from derivations.rules.counting import extreme_of_affine
from derivations.terms import Largest, Smallest, integers, natural_numbers, positive_integers


@result("effective-kernel-size", source="Dumoulin and Visin 2016, A guide to convolution arithmetic, section 5.1")
def effective_kernel_size() -> Proof:
    """Positions that a dilated kernel spans, from its first tap to its last."""
    k, d = positive_integers("k d")
    a, t = integers("a"), natural_numbers("t")
    taps = (t, 0, k - 1)
    return (
        start(Largest(a + d * t, taps) - Smallest(a + d * t, taps) + 1)
        .everywhere(extreme_of_affine)
        .claims(d * (k - 1) + 1)
    )
