"""conv-unit-stride."""

from sympy import Integer

from derivations.catalogue import proof, result
from derivations.derivation import Proof, start
from derivations.hypotheses import Holds
from derivations.terms import Count, Largest, natural_numbers, oo, positive_integers


@result("conv-unit-stride", source="Dumoulin and Visin 2016, A guide to convolution arithmetic, relationship 2")
def conv_unit_stride() -> Proof:
    """Output size at unit stride: each unit of padding on both sides adds two."""
    i, k, s, d = positive_integers("i k s d")
    p, t, j = natural_numbers("p t j")
    return (
        start(Count(Largest(t + j, (j, 0, k - 1)) <= i + 2 * p - 1, (t, 0, oo)), assuming=Holds(i + 2 * p >= k))
        .using(proof("conv-output-size"), {s: Integer(1), d: Integer(1)})
        .claims(i - k + 2 * p + 1)
    )
