"""conv-same-padding."""

from derivations.catalogue import result
from derivations.derivation import Proof, start
from derivations.rules.counting import count_multiples, extreme_of_affine
from derivations.terms import Count, Largest, natural_numbers, oo, positive_integers


@result("conv-same-padding", source="torch.nn.Conv2d (padding='same')")
def conv_same_padding() -> Proof:
    """Padding by `d (k - 1)` in all keeps the size, for even kernels, too, which need one more on one side."""
    i, k, d = positive_integers("i k d")
    t, j = natural_numbers("t j")
    return (
        start(Count(Largest(t + d * j, (j, 0, k - 1)) <= i + d * (k - 1) - 1, (t, 0, oo)))
        .by(extreme_of_affine)
        .by(count_multiples)
        .claims(i)
    )
