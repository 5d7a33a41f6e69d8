"""conv-equal-sizes."""

from sympy import Eq, floor

from derivations.catalogue import result
from derivations.derivation import Proof, start
from derivations.hypotheses import Holds
from derivations.rules.expectation import by_hypothesis
from derivations.rules.rounding import floor_quotient
from derivations.terms import natural_numbers, positive_integers


@result("conv-equal-sizes", source="Dumoulin and Visin 2016, A guide to convolution arithmetic, relationship 6")
def conv_equal_sizes() -> Proof:
    """Input sizes `i`, ..., `i + s - 1` give one output size, if the stride `s` divides `i + 2 p - k = q s`."""
    i, k, s = positive_integers("i k s")
    p, q, a = natural_numbers("p q a")
    return (
        start(floor((i + a + 2 * p - k) / s) + 1, assuming=(Holds(Eq(i, q * s + k - 2 * p)), Holds(a <= s - 1)))
        .by(by_hypothesis, at=i)
        .by(floor_quotient, quotient=q)
        .claims(q + 1)
    )
