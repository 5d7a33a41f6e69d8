"""transposed-output-size."""

from derivations.catalogue import result
from derivations.derivation import Proof, start
from derivations.hypotheses import Holds
from derivations.rules.counting import count_multiples, extreme_of_affine
from derivations.terms import Count, Largest, natural_numbers, oo, positive_integers


@result(
    "transposed-output-size",
    source="Dumoulin and Visin 2016, A guide to convolution arithmetic, section 4.6; torch.nn.ConvTranspose2d",
)
def transposed_output_size() -> Proof:
    """Output size of a transposed convolution: a convolution at unit stride of the stretched input.

    Between the i positions of the input lie s - 1 zeros each, behind them a more (output_padding); the padding is
    d (k - 1) - p on both sides.
    """
    i, k, s, d = positive_integers("i k s d")
    p, a, t, j = natural_numbers("p a t j")
    stretched = s * (i - 1) + 1 + a
    last = Largest(t + d * j, (j, 0, k - 1))
    return (
        start(
            Count(last <= stretched + 2 * (d * (k - 1) - p) - 1, (t, 0, oo)),
            assuming=Holds(s * (i - 1) + a + d * (k - 1) + 1 >= 2 * p),
        )
        .by(extreme_of_affine)
        .by(count_multiples)
        .claims(s * (i - 1) + a + d * (k - 1) + 1 - 2 * p)
    )
