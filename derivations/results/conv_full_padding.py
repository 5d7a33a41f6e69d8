"""conv-full-padding."""

from sympy import Integer

from derivations.catalogue import proof, result
from derivations.derivation import Proof, start
from derivations.terms import Count, Largest, natural_numbers, oo, positive_integers


@result("conv-full-padding", source="Dumoulin and Visin 2016, A guide to convolution arithmetic, relationship 4")
def conv_full_padding() -> Proof:
    """Full padding `p = k - 1` sees every overlap of kernel and input."""
    i, k, s, d = positive_integers("i k s d")
    p, t, j = natural_numbers("p t j")
    return (
        start(Count(Largest(t + j, (j, 0, k - 1)) <= i + 2 * (k - 1) - 1, (t, 0, oo)))
        .using(proof("conv-output-size"), {s: Integer(1), d: Integer(1), p: k - 1})
        .claims(i + k - 1)
    )
