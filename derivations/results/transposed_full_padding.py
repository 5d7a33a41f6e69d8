"""transposed-full-padding."""

from sympy import Integer

from derivations.catalogue import proof, result
from derivations.derivation import Proof, start
from derivations.hypotheses import Holds
from derivations.terms import Count, Largest, natural_numbers, oo, positive_integers


@result("transposed-full-padding", source="Dumoulin and Visin 2016, A guide to convolution arithmetic, relationship 11")
def transposed_full_padding() -> Proof:
    """Transpose of full padding `p = k - 1`: no padding at all."""
    i, k, s, d = positive_integers("i k s d")
    p, a, t, j = natural_numbers("p a t j")
    last = Largest(t + j, (j, 0, k - 1))
    return (
        start(Count(last <= i - 1, (t, 0, oo)), assuming=Holds(i >= k - 1))
        .using(proof("transposed-output-size"), {s: Integer(1), d: Integer(1), a: Integer(0), p: k - 1})
        .claims(i - (k - 1))
    )
