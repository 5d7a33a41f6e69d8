"""pool-ceil-mode-output-size."""

from sympy import Min, floor

from derivations.catalogue import result
from derivations.derivation import Proof, start
from derivations.hypotheses import Holds
from derivations.rules.counting import count_multiples, extreme_of_affine
from derivations.rules.rounding import floor_of_smaller
from derivations.terms import Count, Indicator, Largest, natural_numbers, oo, positive_integers


@result("pool-ceil-mode-output-size", source="torch.nn.MaxPool2d (ceil_mode=True)")
def pool_ceil_mode_output_size() -> Proof:
    """Output size of pooling with ceil_mode, by torch's drop rule.

    A window may end up to s - 1 positions behind the padded input, and begins on the input or on the padding before it.
    """
    i, k, s, d = positive_integers("i k s d")
    p, t, j = natural_numbers("p t j")
    last = Largest(s * t + d * j, (j, 0, k - 1))
    behind, beginning = i + 2 * p - 1 + s - 1, i + p - 1 + d * (k - 1)
    room = behind - d * (k - 1)
    return (
        start(
            Count(last <= Min(behind, beginning), (t, 0, oo)),
            assuming=(Holds(k >= 2 * p), Holds(room >= 0)),
        )
        .by(extreme_of_affine)
        .by(count_multiples)
        .by(floor_of_smaller)
        .claims(floor(room / s) + 1 - Indicator(s * floor(room / s) >= i + p))
    )
