"""conv-undilated."""

from sympy import Integer, floor

from derivations.catalogue import proof, result
from derivations.derivation import Proof, start
from derivations.hypotheses import Holds
from derivations.terms import Count, Largest, natural_numbers, oo, positive_integers


@result("conv-undilated", source="Dumoulin and Visin 2016, A guide to convolution arithmetic, relationship 6")
def conv_undilated() -> Proof:
    """Output size without dilation."""
    i, k, s, d = positive_integers("i k s d")
    p, t, j = natural_numbers("p t j")
    return (
        start(Count(Largest(s * t + j, (j, 0, k - 1)) <= i + 2 * p - 1, (t, 0, oo)), assuming=Holds(i + 2 * p >= k))
        .using(proof("conv-output-size"), {d: Integer(1)})
        .claims(floor((i + 2 * p - k) / s) + 1)
    )
