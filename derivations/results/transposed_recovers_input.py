"""transposed-recovers-input."""

from sympy import Eq, Mod, floor

from derivations.catalogue import result
from derivations.derivation import Proof, start
from derivations.hypotheses import Holds
from derivations.rules.expectation import by_hypothesis
from derivations.rules.rounding import remainder
from derivations.terms import natural_numbers, positive_integers


@result(
    "transposed-recovers-input", source="Dumoulin and Visin 2016, A guide to convolution arithmetic, relationship 14"
)
def transposed_recovers_input() -> Proof:
    """Transposing recovers the input size `i`, if `a = (i + 2 p - k) mod s` makes up for the floor."""
    i, k, s = positive_integers("i k s")
    p, o = natural_numbers("p"), positive_integers("o")
    size = Holds(Eq(o, floor((i + 2 * p - k) / s) + 1))
    return (
        start(s * (o - 1) + Mod(i + 2 * p - k, s) + k - 2 * p, assuming=size)
        .by(remainder)
        .by(by_hypothesis, at=o)
        .claims(i)
    )
