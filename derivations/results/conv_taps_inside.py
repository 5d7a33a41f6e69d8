"""conv-taps-inside."""

from sympy import Max, Min, ceiling, floor

from derivations.catalogue import result
from derivations.derivation import Proof, start
from derivations.rules.rounding import count_between
from derivations.terms import Indicator, Sum, natural_numbers, positive_integers


@result("conv-taps-inside", source="the definition of a convolution with zero padding")
def conv_taps_inside() -> Proof:
    """Taps that fall on the input, along one axis: all `o k` of them but those on the padding."""
    i, k, s, d = positive_integers("i k s d")
    p, o, t, u = natural_numbers("p o t u")
    place = s * u + d * t - p
    least, most = Max(0, ceiling((p - d * t) / s)), Min(o, floor((i - 1 + p - d * t) / s) + 1)
    return (
        start(Sum(Indicator(place >= 0) * Indicator(place <= i - 1), (u, 0, o - 1), (t, 0, k - 1)))
        .by(count_between)
        .claims(Sum(Max(0, most - least), (t, 0, k - 1)))
    )
