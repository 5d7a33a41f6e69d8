"""conv-valid."""

from sympy import Integer, floor

from derivations.catalogue import proof, result
from derivations.derivation import Proof, start
from derivations.hypotheses import Holds
from derivations.terms import Count, Largest, natural_numbers, oo, positive_integers


@result("conv-valid", source="Dumoulin and Visin 2016, A guide to convolution arithmetic, relationship 5")
def conv_valid() -> Proof:
    """Output size without padding."""
    i, k, s, d = positive_integers("i k s d")
    p, t, j = natural_numbers("p t j")
    return (
        start(Count(Largest(s * t + j, (j, 0, k - 1)) <= i - 1, (t, 0, oo)), assuming=Holds(i >= k))
        .using(proof("conv-output-size"), {d: Integer(1), p: Integer(0)})
        .claims(floor((i - k) / s) + 1)
    )
