"""conv-valid-unit-stride."""

from sympy import Integer

from derivations.catalogue import proof, result
from derivations.derivation import Proof, start
from derivations.hypotheses import Holds
from derivations.terms import Count, Largest, natural_numbers, oo, positive_integers


@result("conv-valid-unit-stride", source="Dumoulin and Visin 2016, A guide to convolution arithmetic, relationship 1")
def conv_valid_unit_stride() -> Proof:
    """Output size without padding, at unit stride: `i - k + 1`."""
    i, k, s, d = positive_integers("i k s d")
    p, t, j = natural_numbers("p t j")
    return (
        start(Count(Largest(t + j, (j, 0, k - 1)) <= i - 1, (t, 0, oo)), assuming=Holds(i >= k))
        .using(proof("conv-output-size"), {s: Integer(1), d: Integer(1), p: Integer(0)})
        .claims(i - k + 1)
    )
