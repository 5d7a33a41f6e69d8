"""conv-half-padding."""

from sympy import Integer

from derivations.catalogue import proof, result
from derivations.derivation import Proof, start
from derivations.terms import Count, Largest, natural_numbers, oo, positive_integers


@result("conv-half-padding", source="Dumoulin and Visin 2016, A guide to convolution arithmetic, relationship 3")
def conv_half_padding() -> Proof:
    """Half padding keeps the size: an odd kernel `k = 2 n + 1`, padded by `n`."""
    i, k, s, d = positive_integers("i k s d")
    p, t, j, n = natural_numbers("p t j n")
    return (
        start(Count(Largest(t + j, (j, 0, 2 * n)) <= i + 2 * n - 1, (t, 0, oo)))
        .using(proof("conv-output-size"), {s: Integer(1), d: Integer(1), p: n, k: 2 * n + 1})
        .claims(i)
    )
