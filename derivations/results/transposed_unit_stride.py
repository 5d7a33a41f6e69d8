"""transposed-unit-stride."""

from sympy import Integer

from derivations.catalogue import proof, result
from derivations.derivation import Proof, start
from derivations.hypotheses import Holds
from derivations.terms import Count, Largest, natural_numbers, oo, positive_integers


@result("transposed-unit-stride", source="Dumoulin and Visin 2016, A guide to convolution arithmetic, relationship 9")
def transposed_unit_stride() -> Proof:
    """Transpose of a convolution at unit stride: padding by `k - p - 1`."""
    i, k, s, d = positive_integers("i k s d")
    p, a, t, j = natural_numbers("p a t j")
    last = Largest(t + j, (j, 0, k - 1))
    return (
        start(Count(last <= i + 2 * (k - 1 - p) - 1, (t, 0, oo)), assuming=Holds(i + k - 1 >= 2 * p))
        .using(proof("transposed-output-size"), {s: Integer(1), d: Integer(1), a: Integer(0)})
        .claims(i + k - 1 - 2 * p)
    )
