"""transposed-phase-empty."""

from sympy import Integer, floor

from derivations.catalogue import result
from derivations.derivation import Proof, start
from derivations.hypotheses import Holds
from derivations.rules.rounding import floor_quotient
from derivations.terms import natural_numbers, positive_integers


@result(
    "transposed-phase-empty", source="Odena, Dumoulin, Olah 2016, Deconvolution and checkerboard artifacts, Distill"
)
def transposed_phase_empty() -> Proof:
    """A phase `r >= k` of a transposed convolution sees no input: there are some where the stride exceeds `k`."""
    k, s = positive_integers("k s")
    r = natural_numbers("r")
    return (
        start(floor((k - 1 - r) / s) + 1, assuming=(Holds(r <= s - 1), Holds(r >= k)))
        .by(floor_quotient, quotient=Integer(-1))
        .claims(0)
    )
