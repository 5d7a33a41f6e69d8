"""pool-output-size."""

from sympy import Integer, floor

from derivations.catalogue import proof, result
from derivations.derivation import Proof, start
from derivations.hypotheses import Holds
from derivations.terms import Count, Largest, natural_numbers, oo, positive_integers


@result("pool-output-size", source="Dumoulin and Visin 2016, A guide to convolution arithmetic, relationship 7")
def pool_output_size() -> Proof:
    """Output size of pooling: a window without dilation; `p = 0` where nothing is padded."""
    i, k, s, d = positive_integers("i k s d")
    p, t, j = natural_numbers("p t j")
    last = Largest(s * t + j, (j, 0, k - 1))
    return (
        start(Count(last <= i + 2 * p - 1, (t, 0, oo)), assuming=Holds(i + 2 * p >= k))
        .using(proof("conv-output-size"), {d: Integer(1)})
        .claims(floor((i + 2 * p - k) / s) + 1)
    )
