"""conv-dilated."""

from sympy import floor

from derivations.catalogue import proof, result
from derivations.derivation import Proof, start
from derivations.hypotheses import Holds
from derivations.rules.algebra import algebra
from derivations.terms import Count, Largest, natural_numbers, oo, positive_integers


@result("conv-dilated", source="Dumoulin and Visin 2016, A guide to convolution arithmetic, relationship 15")
def conv_dilated() -> Proof:
    """Output size by the effective kernel size `k + (k - 1) (d - 1)`."""
    i, k, s, d = positive_integers("i k s d")
    p, t, j = natural_numbers("p t j")
    numerator = i + 2 * p - k - (k - 1) * (d - 1)
    last = Largest(s * t + d * j, (j, 0, k - 1))
    return (
        start(Count(last <= i + 2 * p - 1, (t, 0, oo)), assuming=Holds(i + 2 * p >= k + (k - 1) * (d - 1)))
        .using(proof("conv-output-size"))
        .by(algebra, at=i + 2 * p - d * (k - 1) - 1, to=numerator)
        .claims(floor(numerator / s) + 1)
    )
