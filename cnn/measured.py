"""What torch makes of the parameters that claims speak of: sizes, counts, bins and phases."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

__all__ = ["SIZES", "Measured", "Point", "seen_of", "small"]

Point = dict[str, int]


@dataclass(frozen=True, slots=True)
class Measured:
    """Names of a claim's parameters with the values to go through, and what torch makes of them (None: it refuses):
    the value of both sides, or the pair of them.

    `beside` are parameters of the claim that torch does not have. A member of a family is named as in "x[1,2]".
    """

    ranges: dict[str, range]
    measure: Callable[..., Any]
    beside: Callable[[Point], Point] = lambda _: {}


def _size(layer: Callable[[torch.Tensor], torch.Tensor], i: int) -> int | None:
    try:
        return int(layer(torch.empty(1, 1, i, device="meta")).shape[-1])
    except RuntimeError:
        return None


def _convolution(i: int, k: int, s: int, p: int, d: int) -> int | None:
    return _size(nn.Conv1d(1, 1, k, s, p, d, device="meta"), i)


def _pooling(i: int, k: int, s: int, p: int) -> int | None:
    return _size(nn.MaxPool1d(k, s, p), i) if 2 * p <= k else None


def _span(k: int, d: int) -> int:
    """The input positions from the first to the last that one output of the layer depends on."""
    signal = torch.zeros(1, 1, 2 * k * d + 1, requires_grad=True)
    weight = torch.ones(1, 1, k)
    nn.functional.conv1d(signal, weight, dilation=d)[0, 0, 0].backward()
    assert signal.grad is not None
    seen = signal.grad[0, 0].nonzero()
    return int(seen.max() - seen.min()) + 1


def _layer(*, c_in: int, c_out: int, k_1: int, k_2: int, g: int, bias: bool) -> nn.Conv2d | None:
    if c_in % g or c_out % g:
        return None
    return nn.Conv2d(c_in, c_out, (k_1, k_2), groups=g, bias=bias, device="meta")


def _parameters(*, c_in: int, c_out: int, k_1: int, k_2: int, g: int, b: int) -> int | None:
    layer = _layer(c_in=c_in, c_out=c_out, k_1=k_1, k_2=k_2, g=g, bias=bool(b))
    return None if layer is None else sum(p.numel() for p in layer.parameters())


def _multiplications(*, c_in: int, c_out: int, k_1: int, k_2: int, g: int, o_1: int, o_2: int) -> int | None:
    layer = _layer(c_in=c_in, c_out=c_out, k_1=k_1, k_2=k_2, g=g, bias=False)
    if layer is None:
        return None
    with FlopCounterMode(display=False) as counter:
        layer(torch.empty(1, c_in, o_1 + k_1 - 1, o_2 + k_2 - 1, device="meta"))
    return int(counter.get_total_flops()) // 2


def _transposed(i: int, k: int, s: int = 1, p: int = 0, *, a: int = 0, d: int = 1) -> int | None:
    if a >= max(s, d):
        return None
    return _size(nn.ConvTranspose1d(1, 1, k, s, p, a, dilation=d, device="meta"), i)


def _ceil_mode(i: int, k: int, s: int, p: int, d: int) -> int | None:
    return _size(nn.MaxPool1d(k, s, p, d, ceil_mode=True), i) if 2 * p <= k else None


def _padded(i: int, k: int, *, s: int, p: int, q: int, d: int) -> int | None:
    return _size(nn.Sequential(nn.ZeroPad1d((p, q)), nn.Conv1d(1, 1, k, s, dilation=d, device="meta")), i)


def _same(i: int, k: int, d: int) -> int | None:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Using padding='same' with even kernel")
        return _size(nn.Conv1d(1, 1, k, padding="same", dilation=d, device="meta"), i)


def _taps(i: int, k: int, s: int, p: int, d: int) -> tuple[int, int] | None:
    """How many outputs there are, and the sum of them all where input and kernel are ones: the taps on the input."""
    if i + 2 * p <= d * (k - 1):
        return None
    seen = nn.functional.conv1d(torch.ones(1, 1, i), torch.ones(1, 1, k), stride=s, padding=p, dilation=d)
    return seen.numel(), int(seen.sum())


def small(**most: int) -> dict[str, range]:
    """Values from the least that each parameter can have to these."""
    return {name: range(0 if name in {"p", "q", "a", "b", "n"} else 1, largest + 1) for name, largest in most.items()}


def _in_group(point: Point) -> Point:
    return {"m": point["c_in"] // point["g"]}


def _outputs(point: Point) -> Point:
    taps = _taps(**point)
    return {} if taps is None else {"o": taps[0]}


def _half(i: int, n: int) -> int | None:
    return _convolution(i, 2 * n + 1, 1, n, 1)


def _both(*layers: nn.Module | None, i: int) -> int | None:
    return None if None in layers else _size(nn.Sequential(*(layer for layer in layers if layer is not None)), i)


def _equal_sizes(k: int, s: int, p: int, q: int, a: int) -> int | None:
    i = q * s + k - 2 * p
    return _convolution(i + a, k, s, p, 1) if i >= 1 and a < s else None


def _tensorflow_same(i: int, k: int, s: int, d: int) -> int | None:
    """By torch, with the padding that TensorFlow's documentation gives."""
    out = -(-i // s)
    return _padded(i, k, s=s, p=0, q=max((out - 1) * s + (k - 1) * d + 1 - i, 0), d=d)


def _two(*, i: int, k: int, s: int, p: int, l: int, r: int, q: int) -> int | None:
    return _both(nn.Conv1d(1, 1, k, s, p, device="meta"), nn.Conv1d(1, 1, l, r, q, device="meta"), i=i)


def _recovered(i: int, k: int, s: int, p: int) -> int | None:
    rest = (i + 2 * p - k) % s
    return _both(nn.Conv1d(1, 1, k, s, p, device="meta"), nn.ConvTranspose1d(1, 1, k, s, p, rest, device="meta"), i=i)


def _interpolated(i: int, a: int, b: int) -> int | None:
    """By a factor that a float holds exactly, for torch's product is one of floats."""
    if b & (b - 1):
        return None
    return _size(lambda x: nn.functional.interpolate(x, scale_factor=a / b), i)


def seen_of(make: Callable[[Tensor], Tensor], size: int) -> list[int]:
    """The input positions that what is made of a signal of this size depends on."""
    signal = torch.ones(1, 1, size, requires_grad=True)
    make(signal).sum().backward()
    assert signal.grad is not None
    return [int(j) for j in signal.grad[0, 0].nonzero()]


def _bins(i: int, o: int, j: int) -> tuple[int, int] | None:
    """Where bin j + 1 begins, and the position behind bin j."""
    if j + 1 >= o:
        return None
    begin, end = (seen_of(lambda x, n=n: nn.functional.adaptive_avg_pool1d(x, o)[0, 0, n], i) for n in (j + 1, j))
    return begin[0], end[-1] + 1


def _bin_overlap(**point: int) -> tuple[int, int] | None:
    bins = _bins(**point)
    return None if bins is None else (bins[1] - bins[0], 1)


def _phase(k: int, s: int, r: int) -> int | None:
    """How many inputs an output of this phase depends on."""
    if r >= s:
        return None
    place = 4 * k * s + r
    return len(seen_of(lambda x: nn.functional.conv_transpose1d(x, torch.ones(1, 1, k), stride=s)[0, 0, place], 6 * k))


def _phase_and_most(k: int, s: int, r: int) -> tuple[int, int] | None:
    found, most = _phase(k, s, r), _phase(k, s, 0)
    return None if found is None or most is None else (found, most)


def _taps_2d(*, i: int, k: int, s: int, p: int, j: int, l: int, e: int, h: int, d: int, f: int, c_in: int, c_out: int,
             g: int) -> tuple[Tensor, int] | None:  # fmt: skip
    """The outputs of ones convolved with ones, and their sum: the multiplications that are not by padding."""
    if c_in % g or c_out % g:
        return None
    try:
        seen = nn.functional.conv2d(
            torch.ones(1, c_in, i, j), torch.ones(c_out, c_in // g, k, l), stride=(s, e), padding=(p, h),
            dilation=(d, f), groups=g,
        )  # fmt: skip
    except RuntimeError:
        return None
    return seen, int(seen.sum())


def _outputs_2d(point: Point) -> Point:
    taps = _taps_2d(**point)
    return {} if taps is None else _in_group(point) | {"o": taps[0].shape[2], "q": taps[0].shape[3]}


SIZES: dict[str, Measured] = {
    "conv-asymmetric-padding": Measured(small(i=7, k=3, s=3, p=2, q=2, d=2), _padded),
    "conv-output-size": Measured(small(i=9, k=4, s=3, p=2, d=3), _convolution),
    "conv-valid-unit-stride": Measured(small(i=12, k=6), lambda i, k: _convolution(i, k, 1, 0, 1)),
    "conv-unit-stride": Measured(small(i=9, k=6, p=3), lambda i, k, p: _convolution(i, k, 1, p, 1)),
    "conv-half-padding": Measured(small(i=12, n=4), _half),
    "conv-full-padding": Measured(small(i=12, k=6), lambda i, k: _convolution(i, k, 1, k - 1, 1)),
    "conv-valid": Measured(small(i=12, k=5, s=4), lambda i, k, s: _convolution(i, k, s, 0, 1)),
    "conv-undilated": Measured(small(i=9, k=5, s=3, p=2), lambda i, k, s, p: _convolution(i, k, s, p, 1)),
    "conv-dilated": Measured(small(i=9, k=4, s=3, p=2, d=3), _convolution),
    "conv-same-padding": Measured(small(i=9, k=6, d=3), _same),
    "pool-output-size": Measured(small(i=9, k=4, s=4, p=2), _pooling),
    "pool-valid": Measured(small(i=12, k=5, s=4), lambda i, k, s: _pooling(i, k, s, 0)),
    "pool-output-size-default-stride": Measured(small(i=12, k=5, p=2), lambda i, k, p: _pooling(i, k, k, p)),
    "pool-ceil-mode-output-size": Measured(small(i=9, k=4, s=4, p=2, d=2), _ceil_mode),
    "transposed-output-size": Measured(small(i=5, k=4, s=3, p=3, a=2, d=3), _transposed),
    "transposed-valid-unit-stride": Measured(small(i=9, k=6), _transposed),
    "transposed-unit-stride": Measured(small(i=9, k=6, p=4), lambda i, k, p: _transposed(i, k, 1, p)),
    "transposed-half-padding": Measured(small(i=12, n=4), lambda i, n: _transposed(i, 2 * n + 1, 1, n)),
    "transposed-full-padding": Measured(small(i=12, k=6), lambda i, k: _transposed(i, k, 1, k - 1)),
    "transposed-valid": Measured(small(i=9, k=5, s=4), _transposed),
    "transposed-divisible": Measured(small(i=7, k=5, s=4, p=3), _transposed),
    "transposed-undilated": Measured(small(i=7, k=4, s=4, p=3, a=3), _transposed),
    "effective-kernel-size": Measured(small(k=6, d=5), _span, lambda _: {"a": 3}),
    "conv-parameter-count": Measured(small(c_in=4, c_out=4, k_1=2, k_2=3, g=2, b=1), _parameters, _in_group),
    "conv-multiplication-count": Measured(
        small(c_in=4, c_out=4, k_1=2, k_2=2, g=2, o_1=2, o_2=3), _multiplications, _in_group
    ),
    "conv-taps-inside": Measured(
        small(i=6, k=4, s=3, p=4, d=2), lambda **point: (_taps(**point) or (None, None))[1], _outputs
    ),
    "conv-equal-sizes": Measured(small(k=3, s=3, p=2, q=4, a=2), _equal_sizes),
    "conv-tensorflow-same": Measured(small(i=9, k=4, s=4, d=2), _tensorflow_same),
    "conv-composition": Measured(small(i=6, k=3, s=2, p=1, l=3, r=2, q=1), _two),
    "interpolation-output-size": Measured({"i": range(1, 10), "a": range(1, 7), "b": range(1, 5)}, _interpolated),
    "adaptive-bins-cover": Measured({"i": range(1, 8), "o": range(1, 6), "j": range(4)}, _bins),
    "adaptive-bins-overlap": Measured({"i": range(1, 8), "o": range(1, 6), "j": range(4)}, _bin_overlap),
    "transposed-recovers-input": Measured(small(i=9, k=4, s=3, p=2), _recovered),
    "transposed-phase": Measured(small(k=6, s=5) | {"r": range(5)}, _phase),
    "transposed-phase-empty": Measured(
        small(k=4, s=8) | {"r": range(8)}, lambda k, s, r: _phase(k, s, r) if r >= k else None
    ),
    "transposed-phase-most": Measured(small(k=6, s=5) | {"r": range(5)}, _phase_and_most),
    "conv-multiplication-count-inside": Measured(
        small(i=3, k=2, s=2, p=1, j=2, l=2, e=1, h=1, d=2, f=1, c_in=2, c_out=2, g=2),
        lambda **point: (_taps_2d(**point) or (None, None))[1],
        _outputs_2d,
    ),
}
