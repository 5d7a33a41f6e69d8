"""A chain of linear layers as a product of matrices with symbolic entries, and the check that it is the chain.

A row of a matrix is an output (channel, position), a column an input; its entry is the weight of the tap by which the
one sees the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod

from derivations.convolution.chain import ChainLayer
from derivations.convolution.layers import AxisLayer, ConvolutionTFSame
from derivations.convolution.positions import Positions
from derivations.convolution.walk import Row, walk
from derivations.errors import UserError

__all__ = ["ChainMatrices", "LayerMatrix", "Polynomial", "chain_matrices"]

ENTRIES_LIMIT, TERMS_LIMIT = 1 << 16, 1 << 17
LINEAR = ("conv", "avgpool", "upsample", "pad")


@dataclass(frozen=True, slots=True)
class Polynomial:
    """A sum of products of letters, each with its coefficient.

    >>> w, x = Polynomial.letter("w"), Polynomial.letter("x")
    >>> print((w + w) * x + Polynomial.number(Fraction(1, 4)))
    1/4 + 2*w*x
    """

    terms: tuple[tuple[tuple[str, ...], Fraction], ...] = ()

    @classmethod
    def of(cls, terms: dict[tuple[str, ...], Fraction]) -> Polynomial:
        """From coefficients by product."""
        return cls(tuple(sorted((names, value) for names, value in terms.items() if value)))

    @classmethod
    def letter(cls, name: str) -> Polynomial:
        """One letter."""
        return cls((((name,), Fraction(1)),))

    @classmethod
    def number(cls, value: Fraction) -> Polynomial:
        """A number."""
        return cls.of({(): value})

    def __add__(self, other: Polynomial) -> Polynomial:
        return _sum((self, other))

    def __mul__(self, other: Polynomial) -> Polynomial:
        terms: dict[tuple[str, ...], Fraction] = {}
        for (names, value), (others, factor) in product(self.terms, other.terms):
            key = tuple(sorted(names + others))
            terms[key] = terms.get(key, Fraction(0)) + value * factor
        return Polynomial.of(terms)

    def __bool__(self) -> bool:
        return bool(self.terms)

    def __str__(self) -> str:
        def term(names: tuple[str, ...], value: Fraction) -> str:
            return "*".join([*([str(value)] if value != 1 or not names else []), *names])

        return " + ".join(term(names, value) for names, value in self.terms) or "0"


def _sum(parts: Sequence[Polynomial]) -> Polynomial:
    terms: dict[tuple[str, ...], Fraction] = {}
    for part in parts:
        for names, value in part.terms:
            terms[names] = terms.get(names, Fraction(0)) + value
    return Polynomial.of(terms)


@dataclass(frozen=True, slots=True)
class LayerMatrix:
    """The matrix of a layer or of a chain: for each row its entries that are not 0, by column."""

    name: str
    rows: tuple[dict[int, Polynomial], ...]
    columns: int

    @property
    def shape(self) -> tuple[int, int]:
        """Outputs by inputs."""
        return len(self.rows), self.columns

    def __matmul__(self, other: LayerMatrix) -> LayerMatrix:
        """This one after the other."""
        rows = []
        for row in self.rows:
            parts: dict[int, list[Polynomial]] = {}
            for middle, entry in row.items():
                for column, inner in other.rows[middle].items():
                    parts.setdefault(column, []).append(entry * inner)
            rows.append({column: _sum(found) for column, found in sorted(parts.items())})
        return LayerMatrix(f"{self.name} {other.name}", tuple(rows), other.columns)

    def times(self, vector: Sequence[Polynomial]) -> list[Polynomial]:
        """The matrix applied to a vector."""
        return [_sum([entry * vector[column] for column, entry in row.items()]) for row in self.rows]

    def table(self) -> list[list[str]]:
        """Every entry as text."""
        return [[str(row[c]) if c in row else "0" for c in range(self.columns)] for row in self.rows]


@dataclass(frozen=True, slots=True)
class ChainMatrices:
    """The matrices of a chain, first layer first, their product, and whether it equals the chain."""

    layers: tuple[LayerMatrix, ...]
    whole: LayerMatrix
    equals_chain: bool


def chain_matrices(layers: Sequence[ChainLayer], shape: Sequence[int | str]) -> ChainMatrices:
    """The matrices of a chain of convolutions, average pools, paddings and nearest upsampling; biases are left out.

    The product applied to an input of letters is compared with the layers applied one after the other, window by
    window. UserError where a layer is not linear or the matrices would be too large.

    >>> from derivations.convolution.chain import read_chain
    >>> found = chain_matrices(read_chain("conv k2; conv k2"), (1, 3))
    >>> [m.shape for m in found.layers], found.equals_chain, found.whole.table()[0]
    ([(2, 3), (1, 2)], True, ['v1*w1', 'v1*w2 + v2*w1', 'v2*w2'])
    """
    walked = walk(layers, shape)
    if any(not isinstance(size, int) for row in walked.rows for size in row.shape):
        raise UserError("a matrix needs the channels and sizes as numbers; give --input as 1,7,7")
    steps = [
        _Step(number, before, after)
        for number, (before, after) in enumerate(
            ((b, a) for b, a in zip(walked.rows, walked.rows[1:], strict=False) if _moves(a)), start=1
        )
    ]
    if not steps:
        raise UserError("the chain has no convolution, pooling, padding or upsampling to write as a matrix")
    matrices = tuple(step.matrix() for step in steps)
    terms = prod(max(len(row) for row in m.rows) for m in matrices) * len(matrices[-1].rows)
    if terms > TERMS_LIMIT:
        raise UserError(f"the product would have about {terms} terms; at most {TERMS_LIMIT} are multiplied out")
    whole = matrices[0]
    for matrix in matrices[1:]:
        whole = matrix @ whole
    data = [Polynomial.letter(f"x{column + 1}") for column in range(matrices[0].columns)]
    chained = data
    for step in steps:
        chained = step.apply(chained)
    return ChainMatrices(matrices, whole, whole.times(data) == chained)


def _moves(row: Row) -> bool:
    """Whether the layer has a matrix other than the identity; UserError where it has none at all."""
    assert row.layer is not None
    kind = row.layer.kind.rstrip("123d") if row.layer.kind.startswith("conv") else row.layer.kind
    if kind in {"flatten", "identity", "dropout"}:
        return False
    nearest = kind != "upsample" or set(row.layer.words) <= {"nearest"}
    plain = kind != "pad" or set(row.layer.words) <= {"constant"}
    if kind not in LINEAR or not nearest or not plain or row.layer.numbers.get("g", (1,)) != (1,):
        raise row.layer.error("no matrix is written for this layer; leave it out")
    return True


class _Step:
    """One layer between two rows: which taps each output reads, and with what weights."""

    def __init__(self, number: int, before: Row, after: Row) -> None:
        assert after.layer is not None
        self.name = f"M{number}"
        self.letter = "wvutsrqponm"[(number - 1) % 11] if number <= 11 else f"w{number}_"
        self.kind = after.layer.kind
        self.fan_in, self.fan_out = int(before.channels), int(after.channels)
        self.sizes = [axis.size(0) for axis in before.axes]
        self.outputs = [axis.size(0) for axis in after.axes]
        passed = [axis.passed[-1] for axis in after.axes]
        self.layers: list[AxisLayer] = [
            layer.at(size) if isinstance(layer, ConvolutionTFSame) else layer
            for layer, size in zip(passed, self.sizes, strict=True)
        ]
        if self.fan_in * self.fan_out * prod(self.sizes) * prod(self.outputs) > ENTRIES_LIMIT:
            raise after.layer.error(f"its matrix would have over {ENTRIES_LIMIT} entries; give a smaller --input")

    @property
    def kernel(self) -> list[int]:
        """Taps along each axis."""
        return [getattr(layer, "kernel_size", 1) for layer in self.layers]

    def weight(self, out: int, channel: int, tap: Sequence[int]) -> Polynomial:
        """The weight of a tap."""
        if self.kind.startswith("conv"):
            place = 0
            for index, size in zip((out, channel, *tap), (self.fan_out, self.fan_in, *self.kernel), strict=True):
                place = place * size + index
            return Polynomial.letter(f"{self.letter}{place + 1}")
        if out != channel:
            return Polynomial()
        return Polynomial.number(Fraction(1, prod(self.kernel)) if self.kind == "avgpool" else Fraction(1))

    def matrix(self) -> LayerMatrix:
        """From the positions that each output reads."""
        reads = [layer.reads(size) for layer, size in zip(self.layers, self.sizes, strict=True)]
        rows = []
        for out, *place in product(range(self.fan_out), *map(range, self.outputs)):
            row: dict[int, Polynomial] = {}
            seen: list[Positions] = [axis[u] for axis, u in zip(reads, place, strict=True)]
            for channel, *at in product(range(self.fan_in), *seen):
                tap = [self._tap(layer, u, j) for layer, u, j in zip(self.layers, place, at, strict=True)]
                if entry := self.weight(out, channel, tap):
                    row[self._column(channel, at)] = entry
            rows.append(row)
        return LayerMatrix(self.name, tuple(rows), self.fan_in * prod(self.sizes))

    @staticmethod
    def _tap(layer: AxisLayer, output: int, position: int) -> int:
        stride, dilation = getattr(layer, "stride", 1), getattr(layer, "dilation", 1)
        stride = getattr(layer, "step", stride)
        padding = getattr(layer, "padding", 0)
        left = padding[0] if isinstance(padding, tuple) else padding
        return (position - output * stride + left) // dilation if hasattr(layer, "kernel_size") else 0

    def _column(self, channel: int, at: Sequence[int]) -> int:
        column = channel
        for index, size in zip(at, self.sizes, strict=True):
            column = column * size + index
        return column

    def apply(self, data: Sequence[Polynomial]) -> list[Polynomial]:
        """The layer itself, window by window over the padded input."""
        found = []
        for out, *place in product(range(self.fan_out), *map(range, self.outputs)):
            parts = []
            for channel, *tap in product(range(self.fan_in), *map(range, self.kernel)):
                at = [self._place(axis, u, t) for axis, (u, t) in enumerate(zip(place, tap, strict=True))]
                if all(0 <= j < size for j, size in zip(at, self.sizes, strict=True)):
                    parts.append(self.weight(out, channel, tap) * data[self._column(channel, at)])
            found.append(_sum(parts))
        return found

    def _place(self, axis: int, output: int, tap: int) -> int:
        """Where a tap lies, by the definition of the layer."""
        layer = self.layers[axis]
        match self.kind:
            case "pad":
                return output - layer.amount[0]  # type: ignore[attr-defined]
            case "upsample":
                return output * self.sizes[axis] // self.outputs[axis]
            case "avgpool":
                return output * layer.step + tap - layer.padding  # type: ignore[attr-defined]
        return output * layer.stride + tap * layer.dilation - layer.padding[0]  # type: ignore[attr-defined]
