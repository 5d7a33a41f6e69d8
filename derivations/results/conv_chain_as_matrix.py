"""conv-chain-as-matrix."""

from derivations.catalogue import result
from derivations.derivation import Proof, start
from derivations.hypotheses import Definition
from derivations.results._matrices import i, layer, u
from derivations.rules.counting import push_into_sum, rename_index, swap_sums
from derivations.rules.expectation import fold_definition
from derivations.terms import Sum, family, natural_numbers, positive_integers


@result("conv-chain-as-matrix", source="Dumoulin and Visin 2016, A guide to convolution arithmetic, section 4.1")
def conv_chain_as_matrix() -> Proof:
    """A chain of two convolutions is one matrix, the product of theirs: `y = N (M x) = Q x`."""
    n, o, m, k, s, d, l, r, e, v = positive_integers("n o m k s d l r e v")
    p, q = natural_numbers("p q")
    x, g, y = (family(name, size, kind="real") for name, size in (("x", n), ("g", o), ("y", m)))
    first = layer(x, g, "M w z", (k, s, d, p), row=v)
    second = layer(g, y, "N c f", (l, r, e, q))
    Q = family("Q", m, n, kind="real")
    product = Definition(Q[u, i], Sum(second.M[u, v] * first.M[v, i], (v, 1, o)), forall=(u, i))
    return (
        start(y[u], assuming=(*first.definitions, *second.definitions, product))
        .using(second.as_matrix())
        .by(rename_index, index=i, to=v)
        .using(first.as_matrix())
        .by(push_into_sum)
        .by(swap_sums, inner=(v,))
        .by(fold_definition)
        .claims(Sum(Q[u, i] * x[i], (i, 1, n)))
    )
