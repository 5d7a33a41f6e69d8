"""Hypothesis strategies for convolution arithmetic: layers valid and not, chains of layers, branching networks.

For any project that tests shape or receptive-field code; nothing here needs torch:

    from hypothesis import given
    from verify.strategies_convolution import sized_layers

    @given(sized_layers(valid=True))
    def test_my_output_size(case):
        layer, i = case
        assert my_output_size(i, layer) == layer.output_size(i)

`sized_layers` draws one layer of any kind with an input size, `chains` the text of a chain that `halfmoment conv` reads
with an input shape that fits it, `networks` a chain with branches in it that are summed or concatenated.
"""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

from derivations.convolution.chain import read_chain
from derivations.convolution.layers import AxisLayer, Convolution, ConvolutionTFSame, Pooling, Transposed
from derivations.convolution.resampling import Adaptive, Interpolation, Padding
from derivations.convolution.walk import walk
from derivations.errors import UserError

__all__ = ["Branches", "Network", "accepts", "chains", "layers", "networks", "sized_layers"]

SIZES = st.integers(1, 40)


def accepts(layer: AxisLayer, i: int) -> bool:
    """Whether the layer has an output on an input of size i.

    >>> accepts(Convolution(kernel_size=5), 4), accepts(Convolution(kernel_size=5), 5)
    (False, True)
    """
    try:
        layer.output_size(i)
    except UserError:
        return False
    return True


def layers() -> st.SearchStrategy[AxisLayer]:
    """One layer of any kind, its parameters valid or not: zero strides and negative padding come up, too."""
    kernel, stride, dilation = st.integers(0, 7), st.integers(0, 4), st.integers(0, 4)
    amounts = st.tuples(st.integers(-4, 6), st.integers(-4, 6))
    return st.one_of(
        st.builds(
            Convolution,
            kernel_size=kernel,
            stride=stride,
            padding=st.integers(-1, 5).map(lambda p: (p, p)),
            dilation=dilation,
        ),
        st.builds(
            Convolution,
            kernel_size=kernel.filter(bool),
            stride=stride.filter(bool),
            padding=st.tuples(st.integers(0, 5), st.integers(0, 5)),
            dilation=dilation.filter(bool),
        ),
        st.builds(ConvolutionTFSame, kernel_size=kernel, stride=stride, dilation=dilation),
        st.builds(
            Pooling,
            kernel_size=kernel,
            stride=st.none() | stride,
            padding=st.integers(-1, 4),
            dilation=dilation,
            ceil_mode=st.booleans(),
        ),
        st.builds(
            Transposed,
            kernel_size=kernel,
            stride=stride,
            padding=st.integers(-1, 5),
            output_padding=st.integers(-1, 4),
            dilation=dilation,
        ),
        st.builds(Adaptive, size=st.integers(1, 12)),
        st.builds(Interpolation, size=st.integers(1, 40), mode=st.sampled_from(["nearest", "linear"])),
        st.builds(Interpolation, scale=st.sampled_from([0.25, 0.29, 0.5, 0.75, 1.5, 2.0, 3.0])),
        st.builds(
            Padding, amount=amounts, mode=st.sampled_from(["constant", "reflect", "replicate", "circular"])
        ).filter(lambda pad: pad.mode == "constant" or min(pad.amount) >= 0),
    )


def sized_layers(*, valid: bool | None = None) -> st.SearchStrategy[tuple[AxisLayer, int]]:
    """A layer and an input size: with valid=True one it accepts, with valid=False one it refuses."""
    cases = st.tuples(layers(), SIZES)
    return cases if valid is None else cases.filter(lambda case: accepts(*case) is valid)


@st.composite
def chains(draw: st.DrawFn, *, axes: int = 2, max_layers: int = 5) -> tuple[str, tuple[int, ...]]:
    """The text of a chain and an input shape (channels, *sizes) on which every layer has an output."""
    channels = draw(st.integers(1, 4))
    count = draw(st.integers(1, max_layers))
    text = "; ".join(draw(_layer_text(axes)) for _ in range(count))
    walked = walk(read_chain(text), (channels, *"ijk"[:axes]))
    least = [walked.smallest_input(axis) for axis in range(axes)]
    sizes = tuple(size + draw(st.integers(0, 12)) for size in least)
    return text, (channels, *sizes)


@st.composite
def _layer_text(draw: st.DrawFn, axes: int) -> str:
    def option(letter: str, low: int, high: int) -> str:
        values = [draw(st.integers(low, high)) for _ in range(axes if draw(st.booleans()) else 1)]
        return letter + "x".join(map(str, values))

    kernel = draw(st.integers(1, 4))
    bias = draw(st.sampled_from(["", " nobias"]))
    kinds = ("conv", "conv", "depthwise", "convtranspose", "maxpool", "avgpool", "pointwise", "pad", "up")
    match draw(st.sampled_from(kinds)):
        case "conv":
            parts = (option("k", 1, 4), option("s", 1, 3), option("p", 0, 3), option("d", 1, 2))
            return f"conv {' '.join(parts)} c{draw(st.integers(1, 4))}{bias}"
        case "depthwise":
            return f"depthwise {option('k', 1, 3)} {option('p', 0, 1)}{bias}"
        case "convtranspose":
            parts = (option("k", 1, 4), option("s", 1, 3), option("d", 1, 2))
            return f"convtranspose {' '.join(parts)} c{draw(st.integers(1, 3))}{bias}"
        case "maxpool":
            ceil = draw(st.sampled_from(["", " ceil"]))
            padding = draw(st.integers(0, kernel // 2))
            return f"maxpool k{kernel} {option('s', 1, 3)} p{padding} {option('d', 1, 2)}{ceil}"
        case "avgpool":
            return f"avgpool k{kernel} p{draw(st.integers(0, kernel // 2))}"
        case "pointwise":
            return draw(st.sampled_from(["relu", "tanh", "dropout", "batchnorm"]))
        case "pad":
            return f"pad p{draw(st.integers(0, 2))}"
        case _:
            return "upsample x2"


@dataclass(frozen=True, slots=True)
class Branches:
    """Branches that read the same map and are joined: summed, or concatenated along the channels.

    An empty branch is the identity. Where they are summed every branch ends with as many channels as `channels`.
    """

    join: str  # "sum" or "concatenate"
    branches: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Network:
    """Steps one after the other: the text of a layer, or branches. All layers keep the number of channels.

    `input_shape` is (channels, size): one spatial axis.
    """

    input_shape: tuple[int, int]
    steps: tuple[str | Branches, ...]


def _same(k: int, d: int, s: int, c: int) -> str:
    return f"conv k{k} p{d * (k - 1) // 2} d{d} s{s} c{c}"


@st.composite
def networks(draw: st.DrawFn, *, max_steps: int = 3) -> Network:
    """A branching network on one axis: branches have one stride in all and odd kernels, so their sizes agree."""
    channels = draw(st.integers(1, 3))
    steps: list[str | Branches] = []
    for _ in range(draw(st.integers(1, max_steps))):
        if draw(st.booleans()):
            k, s = draw(st.integers(1, 3)), draw(st.integers(1, 2))
            kind = draw(st.sampled_from([f"conv k{k} s{s} c{channels}", f"maxpool k{k} s{s}", "relu", "upsample x2"]))
            steps.append(kind)
            continue
        stride = draw(st.integers(1, 2))
        branches = []
        for _ in range(draw(st.integers(2, 3))):
            count = draw(st.integers(0 if stride == 1 else 1, 2))
            strides = [stride if n == 0 else 1 for n in range(count)]
            kernels = [(draw(st.sampled_from([1, 3, 5])), draw(st.integers(1, 2))) for _ in range(count)]
            branches.append(tuple(_same(k, d, s, channels) for (k, d), s in zip(kernels, strides, strict=True)))
        steps.append(Branches("sum" if draw(st.booleans()) else "concatenate", tuple(branches)))
        if isinstance(steps[-1], Branches) and steps[-1].join == "concatenate":
            steps.append(f"conv k1 c{channels}")
    return Network((channels, draw(st.integers(24, 40))), tuple(steps))
