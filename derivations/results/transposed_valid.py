"""transposed-valid."""

from sympy import Integer

from derivations.catalogue import proof, result
from derivations.derivation import Proof, start
from derivations.terms import Count, Largest, natural_numbers, oo, positive_integers


@result("transposed-valid", source="Dumoulin and Visin 2016, A guide to convolution arithmetic, relationship 12")
def transposed_valid() -> Proof:
    """Transpose of a convolution without padding whose stride divides `i' - k`."""
    i, k, s, d = positive_integers("i k s d")
    p, a, t, j = natural_numbers("p a t j")
    last = Largest(t + j, (j, 0, k - 1))
    return (
        start(Count(last <= s * (i - 1) + 1 + 2 * (k - 1) - 1, (t, 0, oo)))
        .using(proof("transposed-output-size"), {d: Integer(1), p: Integer(0), a: Integer(0)})
        .claims(s * (i - 1) + k)
    )
