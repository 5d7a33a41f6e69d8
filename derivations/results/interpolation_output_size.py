"""interpolation-output-size."""

from sympy import floor

from derivations.catalogue import result
from derivations.derivation import Proof, start
from derivations.rules.counting import count_multiples
from derivations.rules.rounding import floor_shift
from derivations.terms import Count, natural_numbers, oo, positive_integers


@result("interpolation-output-size", source="torch.nn.functional.interpolate (scale_factor)")
def interpolation_output_size() -> Proof:
    """Output size of interpolation by the factor `a/b`: how many steps of `b/a` fit the input.

    Output t takes up the input from t b/a to (t + 1) b/a. torch takes the floor of the float product of i and a/b.
    """
    i, a, b = positive_integers("i a b")
    t = natural_numbers("t")
    return (
        start(Count(b * (t + 1) <= a * i, (t, 0, oo)))
        .by(count_multiples)
        .by(floor_shift, to=floor(a * i / b))
        .claims(floor(a * i / b))
    )
