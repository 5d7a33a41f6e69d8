"""transposed-undilated."""

from sympy import Integer

from derivations.catalogue import proof, result
from derivations.derivation import Proof, start
from derivations.hypotheses import Holds
from derivations.terms import Count, Largest, natural_numbers, oo, positive_integers


@result("transposed-undilated", source="Dumoulin and Visin 2016, A guide to convolution arithmetic, relationship 14")
def transposed_undilated() -> Proof:
    """Transpose of any convolution, `a` of the input left over: `a = (i' + 2 p - k) mod s`."""
    i, k, s, d = positive_integers("i k s d")
    p, a, t, j = natural_numbers("p a t j")
    last = Largest(t + j, (j, 0, k - 1))
    return (
        start(Count(last <= s * (i - 1) + 1 + a + 2 * (k - 1 - p) - 1, (t, 0, oo)),
            assuming=Holds(s * (i - 1) + a + k >= 2 * p),
        )
        .using(proof("transposed-output-size"), {d: Integer(1)})
        .claims(s * (i - 1) + a + k - 2 * p)
    )
