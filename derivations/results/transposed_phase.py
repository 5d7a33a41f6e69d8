"""transposed-phase."""

from sympy import floor

from derivations.catalogue import result
from derivations.derivation import Proof, start
from derivations.hypotheses import Holds
from derivations.rules.counting import count_multiples
from derivations.terms import Count, natural_numbers, oo, positive_integers


@result("transposed-phase", source="Odena, Dumoulin, Olah 2016, Deconvolution and checkerboard artifacts, Distill")
def transposed_phase() -> Proof:
    """Inputs that an output of a transposed convolution of phase `r` sees: one for each tap `r`, `r + s` and so on.

    Input j lands on the outputs s j, ..., s j + k - 1, so that s q + r sees the inputs q - t with s t + r <= k - 1.
    """
    k, s = positive_integers("k s")
    r, t = natural_numbers("r t")
    return (
        start(Count(s * t + r <= k - 1, (t, 0, oo)), assuming=Holds(r <= s - 1))
        .by(count_multiples)
        .claims(floor((k - 1 - r) / s) + 1)
    )
