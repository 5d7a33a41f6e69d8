"""pool-output-size-default-stride."""

from sympy import floor

from derivations.catalogue import result
from derivations.derivation import Proof, start
from derivations.rules.counting import count_multiples, extreme_of_affine
from derivations.rules.rounding import floor_shift
from derivations.terms import Count, Largest, natural_numbers, oo, positive_integers


@result("pool-output-size-default-stride", source="torch.nn.MaxPool2d (stride=None)")
def pool_output_size_default_stride() -> Proof:
    """Output size of pooling whose stride is its window: how many windows tile the input."""
    i, k = positive_integers("i k")
    p, t, j = natural_numbers("p t j")
    return (
        start(Count(Largest(k * t + j, (j, 0, k - 1)) <= i + 2 * p - 1, (t, 0, oo)))
        .by(extreme_of_affine)
        .by(count_multiples)
        .by(floor_shift, to=floor((i + 2 * p) / k))
        .claims(floor((i + 2 * p) / k))
    )
