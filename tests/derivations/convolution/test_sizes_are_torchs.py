"""Sizes and refusals agree with torch itself, exhaustively over grids of parameters of every kind of layer."""

import re
from itertools import product

import pytest
import torch
import torch.nn.functional as F

from derivations.convolution.layers import Convolution, ConvolutionTFSame, Pooling, Transposed, same_padding
from derivations.convolution.resampling import Adaptive, Interpolation, Padding
from derivations.errors import UserError


def ours(layer, i):
    try:
        return layer.output_size(i)
    except UserError:
        return None


def torchs(call, *arguments, **options):
    try:
        size = call(*arguments, **options).shape[-1]
    except (RuntimeError, ValueError):
        return None
    return size or None  # a layer with no outputs is refused here


def signal(i):
    return torch.zeros(1, 1, i)


def convolutions():
    weights = {k: torch.zeros(1, 1, k) for k in range(1, 6)}
    for i, k, s, p, d in product(range(1, 11), range(1, 6), range(1, 5), range(-1, 4), range(1, 4)):
        layer = Convolution(kernel_size=k, stride=s, padding=(p, p), dilation=d)
        yield layer, i, torchs(F.conv1d, signal(i), weights[k], stride=s, padding=p, dilation=d)


def unfolds():
    for i, k, s, p, d in product(range(1, 9), range(1, 5), range(1, 4), range(3), range(1, 4)):
        options = {"stride": (1, s), "padding": (0, p), "dilation": (1, d)}
        layer = Convolution(kernel_size=k, stride=s, padding=(p, p), dilation=d)
        yield layer, i, torchs(F.unfold, torch.zeros(1, 1, 1, i), (1, k), **options)


def string_paddings():
    for i, k, d in product(range(1, 10), range(1, 7), range(1, 4)):
        layer = Convolution(kernel_size=k, padding=same_padding(k, d), dilation=d)
        yield layer, i, torchs(F.conv1d, signal(i), torch.zeros(1, 1, k), padding="same", dilation=d)


def poolings():
    for i, k, s, p, d, ceil in product(
        range(1, 11), range(1, 6), (None, 1, 2, 3, 4), range(-1, 4), range(1, 4), (False, True)
    ):
        layer = Pooling(kernel_size=k, stride=s, padding=p, dilation=d, ceil_mode=ceil)
        yield layer, i, torchs(F.max_pool1d, signal(i), k, s, padding=p, dilation=d, ceil_mode=ceil)
        if d == 1:
            yield layer, i, torchs(F.avg_pool1d, signal(i), k, s, padding=p, ceil_mode=ceil)


def transposed():
    weights = {k: torch.zeros(1, 1, k) for k in range(1, 5)}
    for i, k, s, p, q, d in product(range(1, 7), range(1, 5), range(1, 4), range(4), range(3), range(1, 4)):
        layer = Transposed(kernel_size=k, stride=s, padding=p, output_padding=q, dilation=d)
        options = {"stride": s, "padding": p, "output_padding": q, "dilation": d}
        yield layer, i, torchs(F.conv_transpose1d, signal(i), weights[k], **options)


def resampled():
    scales = (0.1, 0.25, 0.29, 0.3, 0.5, 0.57, 0.7, 0.9, 1.0, 1.1, 1.5, 2.0, 2.3, 3.0)
    for i, scale in product((*range(1, 40), 100, 200, 300), scales):
        yield Interpolation(scale=scale), i, torchs(F.interpolate, signal(i), scale_factor=scale)
    for i, size in product(range(1, 12), range(1, 12)):
        yield Interpolation(size=size), i, torchs(F.interpolate, signal(i), size=size)
        yield Adaptive(size=size), i, torchs(F.adaptive_avg_pool1d, signal(i), size)


def paddings():
    modes = ("constant", "reflect", "replicate", "circular")
    for i, left, right, mode in product(range(1, 8), range(-3, 6), range(-3, 6), modes):
        if mode != "constant" and min(left, right) < 0:
            continue
        yield Padding(amount=(left, right), mode=mode), i, torchs(F.pad, signal(i), (left, right), mode=mode)


GRIDS = [convolutions, unfolds, string_paddings, poolings, transposed, resampled, paddings]


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")
def test_every_size_and_every_refusal_is_torchs():
    wrong, points, refused = [], 0, 0
    for grid in GRIDS:
        for layer, i, truth in grid():
            points += 1
            refused += truth is None
            if ours(layer, i) != truth:
                wrong.append((layer, i, ours(layer, i), truth))
    assert not wrong, (len(wrong), wrong[:5])
    assert points >= 10_000
    assert 1_000 < refused < points // 2


def test_tf_same_gives_the_ceiling_whatever_the_window():
    for i, k, s, d in product(range(1, 20), range(1, 6), range(1, 5), range(1, 4)):
        layer = ConvolutionTFSame(kernel_size=k, stride=s, dilation=d)
        assert layer.output_size(i) == -(-i // s)


@pytest.mark.parametrize(
    ("layer", "i", "condition"),
    [
        (Convolution(kernel_size=5, dilation=2), 5, "window d(k-1)+1 = 9 is larger than the padded input i = 5"),
        (Convolution(kernel_size=9, padding=(1, 1)), 5, "window d(k-1)+1 = 9 is larger than the padded input i+2p = 7"),
        (Convolution(kernel_size=9, padding=(0, 1)), 5, "the padded input i+0+1 = 6"),
        (Pooling(kernel_size=3, padding=2), 9, "2p <= k fails"),
        (Pooling(kernel_size=9, stride=2, ceil_mode=True), 5, "i+2p+s-1 = 6"),
        (Transposed(kernel_size=3, output_padding=1), 5, "output_padding = 1 must be smaller"),
        (Transposed(kernel_size=2, padding=4), 3, "is less than 1"),
        (Convolution(kernel_size=0), 5, "kernel_size = 0 must be at least 1"),
        (Padding(amount=(5, 0), mode="reflect"), 5, "reflection padding 5 must be smaller than the input i = 5"),
        (Interpolation(scale=0.1), 5, "floor(5 x 0.1) = 0 leaves no output"),
    ],
)
def test_a_refusal_is_the_condition_that_fails_with_its_numbers(layer, i, condition):
    with pytest.raises(UserError, match=re.escape(condition)):
        layer.output_size(i)
