"""Writes in place, through views and into constants; constant indices; recurrent layers; Fourier transforms."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from cnn.trace import trace
from tests.cnn.influence import (
    Fn,
    assert_every_element_sees_what_is_measured,
    positive,
)

C1 = nn.Conv1d
ROW, PAIR, PLANE = (1, 1, 6), (1, 2, 5), (1, 1, 4, 5)


def tokens(x):
    return x.transpose(1, 2)


def after(change):
    """The function that copies its input, changes the copy in place and returns it."""

    def function(x, *used):
        y = x.clone()
        change(y, x, *used)
        return y

    return function


def into_zeros(*shape):
    """The function that changes zeros of this shape and returns them."""

    def decorate(change):
        def function(x, *used):
            y = torch.zeros(shape, dtype=x.dtype)
            change(y, x, *used)
            return y

        return function

    return decorate


@after
def half_zeroed(y, x):
    y[:, :, 2:4] = 0


@after
def difference(y, x):
    y[:, :, 1:] = y[:, :, 1:] - x[:, :, :-1]
    y[:, :, 0] = 0


@after
def through_a_transpose(y, x):
    z = y.transpose(2, 3)
    z[:, :, 1] = 0
    z[:, :, :, 2].mul_(y[:, :, 0, :1])


@after
def through_a_flat_view(y, x):
    flat = y.view(1, -1)
    flat[:, 3:9] = x.flatten(1)[:, :6].clone()


@after
def through_parts(y, x):
    a, b = y.chunk(2, 1)
    a.add_(b.flip(2))
    b.zero_()


@after
def lifting(y, x):
    even, odd = y[:, :, ::2], y[:, :, 1::2]
    even += odd.mean(2, keepdim=True)
    odd *= even[:, :, :3]


@after
def turned(y, x):
    y.transpose_(2, 3)
    y[:, :, 0] = 0
    y.transpose_(2, 3)


@after
def pairs(y, x):
    y[:, :, torch.tensor([0, 1]), torch.tensor([2, 3])] = x[:, :, 2, :2]


@after
def masked(y, x):
    y[torch.eye(4, 5).bool().expand(1, 1, 4, 5)] = 0
    y *= x.mean()


def an_old_view(x):
    y = x + 1
    half = y[:, :1]
    y.mul_(x.flip(2))
    return half * 2


def windows_read_anew(x):
    y = x.repeat(1, 1, 2)
    windows = y.unfold(2, 2, 2)
    y[:, :, 0] = 0
    return windows.sum(3)


def expanded_then_written(x):
    a = x.new_zeros(1, 1, 6)
    b = a.expand(1, 3, 6)
    a += x
    return b


@into_zeros(1, 1, 12)
def interleaved(y, x):
    y[:, :, ::2] = x
    y[:, :, 1::2] = x.flip(2)


@into_zeros(1, 1, 6, 8)
def padded_by_hand(y, x):
    y[:, :, 1:5, 2:7] = x


@into_zeros(1, 1, 6)
def gated(y, x):
    y[..., 2:4] = x[..., :2]
    y *= x.mean()


@into_zeros(1, 2, 5)
def row_by_row(y, x, f):
    y[:, 0] += x[:, 0]
    y[:, 1] = f(x)[:, 0]


@into_zeros(1, 1, 4, 5)
def recurrence(y, x, f):
    for t in range(4):
        y[:, :, t] = f(x[:, :, t]) + (y[:, :, t - 1] if t else 0)


@into_zeros(1, 1, 8)
def overwritten(y, x):
    y[:, :, 1:7] = x
    y[:, :, 3:5] = 0


@into_zeros(1, 1, 12)
def both_halves(y, x):
    a, b = y[:, :, :6], y[:, :, 6:]
    a.add_(x)
    b.sub_(a.flip(2))
    a.zero_()


@into_zeros(1, 1, 12)
def every_second(y, x):
    y.view(1, 1, 6, 2)[..., 0] = x


@into_zeros(1, 1, 6)
def accumulated(y, x):
    first = torch.tensor([0])
    y.index_put_((first, first, torch.tensor([1, 1, 4, 5, 0, 1])), x[0, 0], accumulate=True)


def aliases(x):
    y = torch.zeros(6, 6, dtype=x.dtype)
    before, other = y.t(), y.detach()
    y[2] = x[0, 0]
    other[:, 1] = x[0, 0].flip(0)
    return torch.stack([before, y.t()])[None]


def used_afterwards(x, f):
    y = torch.zeros(1, 1, 12, dtype=x.dtype)
    y[:, :, 3:9] = x
    return f(y) + F.avg_pool1d(y, 3, 1, 1) + torch.cat([y[:, :, :6], y[:, :, 6:]], 2)


class Cache(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("kept", torch.zeros(1, 1, 6, dtype=torch.float64))

    def forward(self, x):
        self.kept[:, :, :3] = x[:, :, 3:]
        return self.kept + x


class Fills(nn.Module):
    def forward(self, y, x):
        y[:, :, ::2] = x


def filled_by_a_module(x, fills):
    y = torch.zeros(1, 1, 12, dtype=x.dtype)
    fills(y, x)
    return y.flip(2)


def convolutional_lstm(x, f):
    h = torch.zeros(1, 1, 5, dtype=x.dtype)
    c = torch.zeros_like(h)
    for t in range(4):
        i, g = f(torch.cat([x[:, :, t], h], 1)).chunk(2, 1)
        c = c * 0.5 + i.sigmoid() * g.tanh()
        h = c.tanh()
    return h


def spectral(x, f):
    frequencies = torch.fft.rfft2(x)
    kept = torch.zeros_like(frequencies)
    kept[:, :, :2, :2] = frequencies[:, :, :2, :2] * (1 + 2j)
    return torch.fft.irfft2(kept, s=x.shape[2:]) + f(x)


def frame_by_frame(x, f):
    return torch.stack([f(x[:, :, t]) for t in range(x.shape[2])], 2)


def frames_so_far(x):
    return torch.stack([x[:, :, : t + 1].sum(2) for t in range(x.shape[2])], 2)


CASES = {
    "frame by frame": (frame_by_frame, [nn.Conv2d(1, 1, 2)], (1, 1, 3, 4, 5)),
    "frames so far": (frames_so_far, [], (1, 1, 3, 2, 2)),
    "means so far": (
        lambda x: torch.cat([x[:, :, : t + 1].mean(2, keepdim=True) for t in range(6)], 2), [], ROW,
    ),
    "taken apart, every second put together": (lambda x: torch.stack(x.unbind(2)[::-2], 2), [], ROW),
    "shuffled pixels": (
        lambda x, f: F.pixel_shuffle(f(x), 2), [nn.Conv2d(1, 4, 3, padding=1)], (1, 1, 4, 5),
    ),
    "repeated by a Kronecker product": (lambda x: torch.kron(x, torch.ones(1, 1, 2, 2, dtype=x.dtype)), [], PLANE),
    "half zeroed": (half_zeroed, [], ROW),
    "difference": (difference, [], ROW),
    "through a transpose": (through_a_transpose, [], PLANE),
    "through a flat view": (through_a_flat_view, [], PLANE),
    "through parts": (through_parts, [], PAIR),
    "lifting": (lifting, [], ROW),
    "turned": (turned, [], PLANE),
    "pairs of indices": (pairs, [], PLANE),
    "mask": (masked, [], PLANE),
    "an old view": (an_old_view, [], PAIR),
    "windows read anew": (windows_read_anew, [], ROW),
    "expanded, then written": (expanded_then_written, [], ROW),
    "interleaved": (interleaved, [], ROW),
    "padded by hand": (padded_by_hand, [], PLANE),
    "gated": (gated, [], ROW),
    "row by row": (row_by_row, [C1(1, 1, 3, padding=1)], (1, 1, 5)),
    "recurrence": (recurrence, [C1(1, 1, 3, padding=1)], PLANE),
    "overwritten": (overwritten, [], ROW),
    "both halves": (both_halves, [], ROW),
    "every second": (every_second, [], ROW),
    "accumulated": (accumulated, [], ROW),
    "aliases": (aliases, [], ROW),
    "used afterwards": (used_afterwards, [C1(1, 1, 3, padding=1)], ROW),
    "a buffer": (lambda x, cache: cache(x), [Cache()], ROW),
    "filled by a module": (filled_by_a_module, [Fills()], ROW),
    "LSTM": (lambda x, f: tokens(f(tokens(x))[0]), [nn.LSTM(2, 2, batch_first=True)], PAIR),
    "LSTM both ways, twice": (
        lambda x, f: tokens(f(tokens(x))[0]), [nn.LSTM(2, 2, 2, batch_first=True, bidirectional=True)], (1, 2, 3),
    ),
    "GRU": (lambda x, f: tokens(f(tokens(x))[0]), [nn.GRU(2, 2, batch_first=True)], PAIR),
    "RNN without bias": (lambda x, f: tokens(f(tokens(x))[0]), [nn.RNN(2, 3, batch_first=True, bias=False)], PAIR),
    "LSTM cell": (lambda x, f: f(x[:, :, 0], f(x[:, :, 1]))[0], [nn.LSTMCell(2, 2)], PAIR),
    "convolutional LSTM": (convolutional_lstm, [C1(2, 2, 3, padding=1)], PLANE),
    "added at indices": (
        lambda x: torch.zeros(1, 1, 3, dtype=x.dtype).index_add(2, torch.tensor([0, 0, 2, 1, 2, 0]), x), [], ROW,
    ),
    "copied to indices": (lambda x: x.index_copy(2, torch.tensor([3, 0]), x[:, :, 1:3].clone()), [], ROW),
    "scattered": (
        lambda x: torch.zeros(1, 1, 3, dtype=x.dtype).scatter_add(2, torch.tensor([[[0, 0, 2, 1, 2, 0]]]), x), [], ROW,
    ),
    "diagonal": (lambda x: x.diagonal(1, 3, 2), [], PLANE),
    "diagonal of einsum": (lambda x: torch.einsum("bcii->bci", x[:, :, :, :4]), [], PLANE),
    "a quarter turn": (lambda x: torch.rot90(x, 3, (2, 3)), [], PLANE),
    "a bilinear layer": (lambda x, f: f(tokens(x), tokens(x.flip(2))), [nn.Bilinear(2, 2, 3)], PAIR),
    "frequencies of rows": (lambda x: torch.fft.rfft(x, dim=2).abs(), [], PLANE),
    "spectral convolution": (spectral, [nn.Conv2d(1, 1, 1)], PLANE),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_every_element_sees_what_is_measured(name):
    function, modules, shape = CASES[name]
    model = positive(Fn(function, *modules))
    assert_every_element_sees_what_is_measured(trace(model, shape), model, shape)


def test_a_buffer_that_is_written_keeps_its_values():
    cache = Cache()
    trace(cache, ROW)
    assert not cache.kept.any()


def test_zeros_with_the_input_inside_have_the_window_of_a_padding():
    written = trace(Fn(padded_by_hand), PLANE).receptive_field
    assert written == trace(nn.ZeroPad2d((2, 1, 1, 1)), PLANE).receptive_field


def test_frames_taken_one_by_one_slide_with_the_frame():
    field = trace(Fn(frame_by_frame, nn.Conv2d(1, 1, 3)), (1, 1, 4, 5, 6)).receptive_field
    assert [(one.kind, one.span, one.jump) for one in field] == [("window", 1, 1), ("window", 3, 1), ("window", 3, 1)]


def test_a_pixel_shuffle_steps_half_a_position_along_both_axes():
    assert [field.jump for field in trace(nn.PixelShuffle(2), (1, 4, 3, 5)).receptive_field] == [1 / 2, 1 / 2]


@pytest.mark.parametrize(
    ("layer", "macs"),
    [
        (nn.LSTM(3, 4, batch_first=True), 6 * 4 * 4 * (3 + 4)),
        (nn.LSTM(3, 4, 2, batch_first=True, bidirectional=True), 2 * 6 * 4 * 4 * (3 + 4 + 8 + 4)),
        (nn.GRU(3, 4, batch_first=True), 6 * 3 * 4 * (3 + 4)),
        (nn.RNN(3, 4, batch_first=True), 6 * 4 * (3 + 4)),
    ],
)
def test_every_step_of_a_recurrent_layer_is_counted(layer, macs):
    traced = trace(Fn(lambda x, f: f(tokens(x))[0], layer), (1, 3, 6))
    assert (traced.macs, traced.params) == (macs, sum(p.numel() for p in layer.parameters()))
