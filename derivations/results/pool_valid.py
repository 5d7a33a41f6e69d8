"""pool-valid."""

from sympy import Integer, floor

from derivations.catalogue import proof, result
from derivations.derivation import Proof, start
from derivations.hypotheses import Holds
from derivations.terms import Count, Largest, natural_numbers, oo, positive_integers


@result("pool-valid", source="Dumoulin and Visin 2016, A guide to convolution arithmetic, relationship 7")
def pool_valid() -> Proof:
    """Output size of pooling without padding."""
    i, k, s = positive_integers("i k s")
    p, t, j = natural_numbers("p t j")
    return (
        start(Count(Largest(s * t + j, (j, 0, k - 1)) <= i - 1, (t, 0, oo)), assuming=Holds(i >= k))
        .using(proof("pool-output-size"), {p: Integer(0)})
        .claims(floor((i - k) / s) + 1)
    )
