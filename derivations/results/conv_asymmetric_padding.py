"""conv-asymmetric-padding."""

from sympy import floor

from derivations.catalogue import result
from derivations.derivation import Proof, start
from derivations.hypotheses import Holds
from derivations.rules.counting import count_multiples, extreme_of_affine
from derivations.terms import Count, Largest, natural_numbers, oo, positive_integers


@result("conv-asymmetric-padding", source="torch.nn.ZeroPad2d before torch.nn.Conv2d")
def conv_asymmetric_padding() -> Proof:
    """Output size with `p` positions of padding before the input and `q` behind it."""
    i, k, s, d = positive_integers("i k s d")
    p, q, t, j = natural_numbers("p q t j")
    last = Largest(s * t + d * j, (j, 0, k - 1))
    return (
        start(Count(last <= i + p + q - 1, (t, 0, oo)), assuming=Holds(i + p + q >= d * (k - 1) + 1))
        .by(extreme_of_affine)
        .by(count_multiples)
        .claims(floor((i + p + q - d * (k - 1) - 1) / s) + 1)
    )
