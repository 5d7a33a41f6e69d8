"""conv-as-matrix."""

from sympy import Eq

from derivations.catalogue import result
from derivations.derivation import Proof, start
from derivations.hypotheses import Definition
from derivations.rules.counting import push_into_sum, swap_sums
from derivations.rules.expectation import by_definition, fold_definition
from derivations.terms import Indicator, Sum, family, integers, natural_numbers, opaque_function, positive_integers


@result("conv-as-matrix", source="Dumoulin and Visin 2016, A guide to convolution arithmetic, section 4.1")
def conv_as_matrix() -> Proof:
    """A convolution is a matrix: y = M x, where M_{u,i} holds the weight of the tap of output u that lies on input i.

    Tap t of output u lies on s (u - 1) + d (t - 1) + 1 - p, counted from 1; z is x with zeros outside 1..n.
    """
    n, k, o, s, d, i, t, u = positive_integers("n k o s d i t u")
    p, h = natural_numbers("p"), integers("h")
    x, w, y = (family(name, size, kind="real") for name, size in (("x", n), ("w", k), ("y", o)))
    M, z = family("M", o, n, kind="real"), opaque_function("z")
    tap = s * (u - 1) + d * (t - 1) + 1 - p
    convolution = Definition(y[u], Sum(w[t] * z(tap), (t, 1, k)), forall=(u,))
    padded = Definition(z(h), Sum(Indicator(Eq(i, h)) * x[i], (i, 1, n)), forall=(h,))
    matrix = Definition(M[u, i], Sum(Indicator(Eq(i, tap)) * w[t], (t, 1, k)), forall=(u, i))
    return (
        start(y[u], assuming=(convolution, padded, matrix))
        .by(by_definition)
        .by(by_definition)
        .by(push_into_sum)
        .by(swap_sums, inner=(t,))
        .by(fold_definition)
        .claims(Sum(M[u, i] * x[i], (i, 1, n)))
    )
