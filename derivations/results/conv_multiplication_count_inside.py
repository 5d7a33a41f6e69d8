"""conv-multiplication-count-inside."""

from typing import Any

from sympy import Eq, Max, Min, ceiling, floor

from derivations.catalogue import proof, result
from derivations.derivation import Proof, start
from derivations.hypotheses import Holds
from derivations.rules.algebra import sum_of_constant
from derivations.rules.counting import rename_index
from derivations.rules.expectation import by_hypothesis
from derivations.rules.rounding import factor_sums
from derivations.terms import Indicator, Sum, natural_numbers, positive_integers


@result("conv-multiplication-count-inside", source="the definition of a convolution with zero padding")
def conv_multiplication_count_inside() -> Proof:
    """Multiplications of a convolution without those by the zeros of its padding.

    Tap (t, r) of output (u, v) must fall on the input, of i times j positions; m = c_in/g channels are seen. Each axis
    has its own kernel, stride, padding and dilation.
    """
    i, k, s, d, j, l, e, f, c_in, c_out, g, m, x, y = positive_integers("i k s d j l e f c_in c_out g m x y")
    p, h, t, r, u, v = natural_numbers("p h t r u v")
    o, q = positive_integers("o q")

    def inside(size: Any, place: Any) -> Any:
        return Indicator(place >= 0) * Indicator(place <= size - 1)

    def taps(size: Any, kernel: Any, outputs: Any, axis: tuple[Any, Any, Any]) -> Any:
        stride, dilation, padding = axis
        least = Max(0, ceiling((padding - dilation * t) / stride))
        most = Min(outputs, floor((size - 1 + padding - dilation * t) / stride) + 1)
        return Sum(Max(0, most - least), (t, 0, kernel - 1))

    rows, columns = inside(i, s * u + d * t - p), inside(j, e * v + f * r - h)
    down, across = ((u, 0, o - 1), (t, 0, k - 1)), ((v, 0, q - 1), (r, 0, l - 1))
    along = Sum(columns, *across)
    statement = c_out * (c_in / g) * taps(i, k, o, (s, d, p)) * taps(j, l, q, (e, f, h))
    return (
        start(Sum(rows * columns, *across, *down, (x, 1, m), (y, 1, c_out)), assuming=Holds(Eq(m, c_in / g)))
        .by(factor_sums, inner=(v, r))
        .by(factor_sums, inner=(u, t))
        .by(sum_of_constant, at=Sum(1, (x, 1, m), (y, 1, c_out)))
        .by(sum_of_constant, at=Sum(m, (y, 1, c_out)))
        .by(by_hypothesis, at=m)
        .using(proof("conv-taps-inside"), {natural_numbers("o"): o})
        .by(rename_index, index=v, to=u, at=along)
        .by(rename_index, index=r, to=t)
        .using(proof("conv-taps-inside"), {i: j, k: l, s: e, d: f, p: h, natural_numbers("o"): q})
        .claims(statement)
    )
