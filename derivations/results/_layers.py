"""The stack of layers that the results on receptive fields speak of.

Unit u of layer q + 1 sees the units s u - p + d t of layer q, t = 0..k-1. Of the input, it sees positions from
a(q + 1, u), the smallest that any of those sees, to b(q + 1, u), the largest; a position of the input sees itself.
"""

from typing import Any

from sympy import Eq, oo

from derivations.derivation import Proof, start
from derivations.hypotheses import Definition, Holds
from derivations.rules.counting import extreme_of_affine, induction, one_more_term
from derivations.rules.expectation import by_definition, by_hypothesis
from derivations.terms import (
    Largest,
    Product,
    Smallest,
    Sum,
    family,
    integers,
    natural_numbers,
    opaque_function,
    positive_integers,
)  # fmt: skip

l, L, q, t = natural_numbers("l L q t")
j, m = positive_integers("j m")
u, v = integers("u v")
k, s, d = (family(name, oo, kind="positive") for name in "ksd")
p = family("p", oo, kind="natural")
a, b = opaque_function("a"), opaque_function("b")

A_OF_INPUT = Holds(Eq(a(0, v), v), forall=(v,))
B_OF_INPUT = Holds(Eq(b(0, v), v), forall=(v,))
A_OF_LAYER = Definition(
    a(q + 1, v), Smallest(a(q, s[q + 1] * v - p[q + 1] + d[q + 1] * t), (t, 0, k[q + 1] - 1)), forall=(q, v)
)
B_OF_LAYER = Definition(
    b(q + 1, v), Largest(b(q, s[q + 1] * v - p[q + 1] + d[q + 1] * t), (t, 0, k[q + 1] - 1)), forall=(q, v)
)


def jump(depth: Any) -> Any:
    """The product of the first `depth` strides."""
    return Product(s[m], (m, 1, depth))


def reach(depth: Any) -> Any:
    """The sum of d_j (k_j - 1) s_1 ... s_{j-1} over the first `depth` layers."""
    return Sum(d[j] * (k[j] - 1) * jump(j - 1), (j, 1, depth))


def offset(depth: Any) -> Any:
    """The sum of p_j s_1 ... s_{j-1} over the first `depth` layers."""
    return Sum(p[j] * jump(j - 1), (j, 1, depth))


def by_layers(end: Any, of_input: Holds, of_layer: Definition, closed: Any) -> Proof:
    """That end(L, u), which is a or b, is closed(L), by induction over the layers."""
    base = start(end(0, u), assuming=of_input).by(by_hypothesis).by(one_more_term, to=closed(0)).claims(closed(0))
    step = (
        start(end(l + 1, u), assuming=(of_layer, Holds(Eq(end(l, u), closed(l)), forall=(u,))))
        .by(by_definition)
        .by(by_hypothesis)
        .by(extreme_of_affine)
        .by(one_more_term, to=closed(l + 1))
        .claims(closed(l + 1))
    )
    return (
        start(end(L, u), assuming=(of_input, of_layer))
        .by(induction, base, step, index=l, upto=L)
        .claims(closed(L))
    )
