"""transposed-half-padding."""

from sympy import Integer

from derivations.catalogue import proof, result
from derivations.derivation import Proof, start
from derivations.terms import Count, Largest, natural_numbers, oo, positive_integers


@result("transposed-half-padding", source="Dumoulin and Visin 2016, A guide to convolution arithmetic, relationship 10")
def transposed_half_padding() -> Proof:
    """Transpose of half padding, `k = 2 n + 1` and `p = n`, keeps the size, too."""
    i, k, s, d = positive_integers("i k s d")
    p, a, t, j, n = natural_numbers("p a t j n")
    last = Largest(t + j, (j, 0, 2 * n))
    return (
        start(Count(last <= i + 2 * n - 1, (t, 0, oo)))
        .using(proof("transposed-output-size"), {s: Integer(1), d: Integer(1), a: Integer(0), p: n, k: 2 * n + 1})
        .claims(i)
    )
