"""conv-tensorflow-same."""

from sympy import Max, ceiling

from derivations.catalogue import result
from derivations.derivation import Proof, start
from derivations.rules.counting import count_multiples, extreme_of_affine
from derivations.rules.rounding import floor_quotient
from derivations.terms import Count, Largest, natural_numbers, oo, positive_integers


@result("conv-tensorflow-same", source="TensorFlow, tf.nn.convolution (padding='SAME')")
def conv_tensorflow_same() -> Proof:
    """TensorFlow's SAME gives `ceil(i/s)` outputs, by as much padding as the last window needs."""
    i, k, s, d = positive_integers("i k s d")
    t, j = natural_numbers("t j")
    o = ceiling(i / s)
    padding = Max(s * (o - 1) + d * (k - 1) + 1 - i, 0)
    return (
        start(Count(Largest(s * t + d * j, (j, 0, k - 1)) <= i + padding - 1, (t, 0, oo)))
        .by(extreme_of_affine)
        .by(count_multiples)
        .by(floor_quotient, quotient=o - 1)
        .claims(o)
    )
