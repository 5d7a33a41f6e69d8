"""conv-as-matrix-2d."""

from sympy import Eq

from derivations.catalogue import result
from derivations.derivation import Proof, start
from derivations.hypotheses import Definition
from derivations.rules.counting import push_into_sum, swap_sums
from derivations.rules.expectation import by_definition, fold_definition
from derivations.terms import Indicator, Sum, family, integers, natural_numbers, opaque_function, positive_integers


@result("conv-as-matrix-2d", source="Dumoulin and Visin 2016, A guide to convolution arithmetic, section 4.1")
def conv_as_matrix_2d() -> Proof:
    """A convolution in two dimensions is a matrix; its rows are the pairs `(u, v)`, its columns the pairs `(i, j)`."""
    n, m, k, l, s, d, i, j, a, b, u, v = positive_integers("n m k l s d i j a b u v")
    o, r = positive_integers("o r")
    p, (h, g) = natural_numbers("p"), integers("h g")
    x, w, y = (family(name, *sizes, kind="real") for name, sizes in (("x", (n, m)), ("w", (k, l)), ("y", (o, r))))
    M, z = family("M", o, r, n, m, kind="real"), opaque_function("z")
    row, column = s * (u - 1) + d * (a - 1) + 1 - p, s * (v - 1) + d * (b - 1) + 1 - p
    taps, places = ((a, 1, k), (b, 1, l)), ((i, 1, n), (j, 1, m))
    entry = Sum(Indicator(Eq(i, row)) * Indicator(Eq(j, column)) * w[a, b], *taps)
    convolution = Definition(y[u, v], Sum(w[a, b] * z(row, column), *taps), forall=(u, v))
    padded = Definition(z(h, g), Sum(Indicator(Eq(i, h)) * Indicator(Eq(j, g)) * x[i, j], *places), forall=(h, g))
    matrix = Definition(M[u, v, i, j], entry, forall=(u, v, i, j))
    return (
        start(y[u, v], assuming=(convolution, padded, matrix))
        .by(by_definition)
        .by(by_definition)
        .by(push_into_sum)
        .by(swap_sums, inner=(a, b))
        .by(fold_definition)
        .claims(Sum(M[u, v, i, j] * x[i, j], *places))
    )
