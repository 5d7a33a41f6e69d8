"""One convolution along one axis, its input, weights, output and matrix, as the results on matrices speak of it.

Tap t of output u lies on s (u - 1) + d (t - 1) + 1 - p, counted from 1; z is the input with zeros outside 1..n.
"""

from dataclasses import dataclass
from typing import Any

from sympy import Eq

from derivations.derivation import Proof, start
from derivations.hypotheses import Definition
from derivations.rules.counting import push_into_sum, swap_sums
from derivations.rules.expectation import by_definition, fold_definition
from derivations.terms import Family, Indicator, Sum, family, integers, opaque_function, positive_integers

h = integers("h")
i, u, t = positive_integers("i u t")


@dataclass(frozen=True, slots=True)
class Layer:
    """Input x of size n, output y, matrix M; weights, padded input, (k, s, d, p), the letter of the output's index."""

    x: Family
    y: Family
    M: Family
    w: Family
    z: Any
    geometry: tuple[Any, Any, Any, Any]
    row: Any

    @property
    def definitions(self) -> tuple[Definition, Definition, Definition]:
        """Of the convolution, the padded input and the matrix."""
        (k, s, d, p), u = self.geometry, self.row
        (n,), tap = self.x.sizes, s * (u - 1) + d * (t - 1) + 1 - p
        return (
            Definition(self.y[u], Sum(self.w[t] * self.z(tap), (t, 1, k)), forall=(u,)),
            Definition(self.z(h), Sum(Indicator(Eq(i, h)) * self.x[i], (i, 1, n)), forall=(h,)),
            Definition(self.M[u, i], Sum(Indicator(Eq(i, tap)) * self.w[t], (t, 1, k)), forall=(u, i)),
        )

    def as_matrix(self) -> Proof:
        """The output is the matrix times the input."""
        u = self.row
        return (
            start(self.y[u], assuming=self.definitions)
            .by(by_definition)
            .by(by_definition)
            .by(push_into_sum)
            .by(swap_sums, inner=(t,))
            .by(fold_definition)
            .claims(Sum(self.M[u, i] * self.x[i], (i, 1, self.x.sizes[0])), name="conv-as-matrix")
        )


def layer(x: Family, y: Family, names: str, geometry: tuple[Any, Any, Any, Any], row: Any = u) -> Layer:
    """A layer from x to y; `names` are those of matrix, weights and padded input."""
    matrix, weights, padded = names.split()
    return Layer(
        x, y,
        family(matrix, *y.sizes, *x.sizes, kind="real"),
        family(weights, geometry[0], kind="real"),
        opaque_function(padded),
        geometry, row,
    )  # fmt: skip
