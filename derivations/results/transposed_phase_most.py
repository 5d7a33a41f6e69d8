"""transposed-phase-most."""

from sympy import floor

from derivations.catalogue import result
from derivations.derivation import Proof, start
from derivations.rules.rounding import floor_at_most
from derivations.terms import natural_numbers, positive_integers


@result("transposed-phase-most", source="Odena, Dumoulin, Olah 2016, Deconvolution and checkerboard artifacts, Distill")
def transposed_phase_most() -> Proof:
    """No phase `r` of a transposed convolution sees more inputs than phase 0 does, the `k/s` rounded up."""
    k, s = positive_integers("k s")
    r = natural_numbers("r")
    most = floor((k - 1) / s) + 1
    return start(floor((k - 1 - r) / s) + 1).by(floor_at_most, bound=most).claims(most)
