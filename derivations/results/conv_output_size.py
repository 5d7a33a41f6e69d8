"""conv-output-size."""

from sympy import floor

from derivations.catalogue import result
from derivations.derivation import Proof, start
from derivations.hypotheses import Holds
from derivations.rules.counting import count_multiples, extreme_of_affine
from derivations.terms import Count, Largest, natural_numbers, oo, positive_integers


@result("conv-output-size", source="Dumoulin and Visin 2016, A guide to convolution arithmetic, relationship 15")
def conv_output_size() -> Proof:
    """Output size of a convolution: how many windows fit the padded input.

    Tap j of window t lies on position t s + d j of the padded input, which has the positions 0..i+2p-1.
    """
    i, k, s, d = positive_integers("i k s d")
    p, t, j = natural_numbers("p t j")
    last = Largest(s * t + d * j, (j, 0, k - 1))
    return (
        start(Count(last <= i + 2 * p - 1, (t, 0, oo)), assuming=Holds(i + 2 * p >= d * (k - 1) + 1))
        .by(extreme_of_affine)
        .by(count_multiples)
        .claims(floor((i + 2 * p - d * (k - 1) - 1) / s) + 1)
    )
