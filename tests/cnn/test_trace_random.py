"""Random networks of fifty constructions: every region of the output is the one measured by perturbing the input."""

import random

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from cnn.trace import trace
from derivations.errors import UserError
from tests.cnn.influence import Fn, claimed, is_measured, positive


def halves(x, through):
    a, b = x.chunk(2, 1)
    return torch.cat([a, through(b)], 1)


def rows_attend(x):
    b, c, h, w = x.shape
    tokens = x.permute(0, 2, 3, 1).reshape(b * h, w, c)
    return F.scaled_dot_product_attention(tokens, tokens, tokens).reshape(b, h, w, c).permute(0, 3, 1, 2)


def causal_rows(x):
    scores = (x.transpose(2, 3) @ x / 1e4).tanh()  # no weight so small that it is rounded away
    hidden = torch.ones(scores.shape[2:]).triu(1).bool()
    return x @ scores.masked_fill(hidden, float("-inf")).softmax(-1).transpose(2, 3)


def even(x):
    return x[:, :, : x.shape[2] // 2 * 2, : x.shape[3] // 2 * 2]


def over_channels(x, layer):
    return layer(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


def same(rng, c):
    k, d = rng.choice([1, 3, 5]), rng.choice([1, 2])
    return nn.Conv2d(c, c, k, padding=d * (k - 1) // 2, dilation=d)


def step(rng, c):
    """One construction and its output channels."""
    k, s, d, p = rng.randint(1, 4), rng.choice([1, 1, 2, 3]), rng.choice([1, 1, 2]), rng.randint(0, 2)
    a, b = rng.randint(0, 2), rng.randint(1, 2)
    sizes = (rng.randint(2, 9), rng.randint(2, 9))
    corners = rng.choice([True, False])
    pooled = min(p, k // 2)
    crop = min(p, d * (k - 1) // 2)
    choices = [
        lambda: (nn.Conv2d(c, 4, (k, b), s, p, d), 4),
        lambda: (nn.Conv2d(c, c, 3, padding=1, padding_mode="circular"), c),
        lambda: (nn.Conv2d(c, c, 3, padding=b, padding_mode=rng.choice(["reflect", "replicate"])), c),
        lambda: (nn.Conv2d(c, 2 * c, k, s, p, d, groups=c), 2 * c),
        lambda: (nn.Conv2d(c, c, k, padding="same"), c),
        lambda: (nn.ConvTranspose2d(c, 2, k, s, crop, 0, 1, True, d), 2),
        lambda: (nn.MaxPool2d(k, s, pooled, d), c),
        lambda: (nn.MaxPool2d(k, s, pooled, ceil_mode=True), c),
        lambda: (nn.AvgPool2d(k, s, pooled), c),
        lambda: (nn.Upsample(scale_factor=rng.choice([2, 1.5, 0.5, 3])), c),
        lambda: (nn.Upsample(scale_factor=rng.choice([2, 1.5, 0.75]), mode="bilinear", align_corners=corners), c),
        lambda: (nn.Upsample(size=sizes, mode=rng.choice(["nearest", "bilinear", "nearest-exact"])), c),
        lambda: (nn.Sequential(nn.Conv2d(c, 8, 1), nn.PixelShuffle(2)), 2),
        lambda: (Fn(lambda x: F.pixel_unshuffle(even(x), 2)), 4 * c),
        lambda: (rng.choice([nn.AdaptiveAvgPool2d, nn.AdaptiveMaxPool2d])(sizes), c),
        lambda: (Fn(lambda x: x.flip(2)), c),
        lambda: (Fn(lambda x: x[:, :, a:, b:]), c),
        lambda: (Fn(lambda x: x[:, :, a :: b + 1]), c),
        lambda: (Fn(lambda x: x.roll((a, 1), (2, 3))), c),
        lambda: (Fn(lambda x: F.pad(x, (p, a, b, 1))), c),
        lambda: (nn.ZeroPad2d((-1, 0, 1, -1)), c),
        lambda: (Fn(lambda x: torch.cat([x, x.flip(3)], 1)), 2 * c),
        lambda: (Fn(halves, same(rng, c // 2)), c) if c % 2 == 0 else (nn.Identity(), c),
        lambda: (Fn(lambda x, f, g: f(x) + g(x), same(rng, c), same(rng, c)), c),
        lambda: (Fn(lambda x: F.channel_shuffle(x, 2) if x.shape[1] % 2 == 0 else x), c),
        lambda: (Fn(lambda x: x.transpose(2, 3)), c),
        lambda: (Fn(lambda x: F.fold(F.unfold(x, 2), x.shape[2:], 2)), c),
        lambda: (nn.GroupNorm(2 if c % 2 == 0 else 1, c), c),
        lambda: (nn.BatchNorm2d(c, track_running_stats=False), c),
        lambda: (Fn(lambda x: x.repeat_interleave(2, 2)), c),
        lambda: (Fn(lambda x: x[:, :, torch.arange(x.shape[2] - 1, -1, -2)]), c),
        lambda: (Fn(lambda x: torch.cat([x[:, :, :1], x], 2)), c),
        lambda: (Fn(lambda x: x + x.mean(3, keepdim=True)), c),
        lambda: (Fn(lambda x: x.unfold(2, 2, 1).mean(-1)), c),
        lambda: (Fn(over_channels, nn.Linear(c, 3)), 3),
        lambda: (Fn(lambda x: x.cumsum(3)), c),
        lambda: (Fn(rows_attend), c),
        lambda: (Fn(lambda x: x[:, :, :, :1] + x), c),
        lambda: (Fn(lambda x: x * x.mean((2, 3), keepdim=True)), c),
        lambda: (Fn(lambda x, f: x * f(x).sigmoid(), same(rng, c)), c),
        lambda: (Fn(lambda x: F.pad(x[:, :, a:], (0, 0, 0, a)) * x.flip(3)), c),
        lambda: (Fn(lambda x: x * (torch.arange(x.shape[3]) % 3 != a)), c),
        lambda: (Fn(lambda x: x.masked_fill(torch.arange(x.shape[2])[:, None] == b, 0.0)), c),
        lambda: (Fn(lambda x: torch.cat([x, torch.zeros_like(x[:, :, :b])], 2)), c),
        lambda: (Fn(lambda x: x @ torch.triu(torch.ones(x.shape[3], 5, dtype=x.dtype), -b)), c),
        lambda: (Fn(causal_rows), c),
        lambda: (nn.Conv2d(c, c, 1, 1, b, bias=False), c),
        lambda: (nn.ConvTranspose2d(c, c, 1, b, bias=False), c),
    ]
    return rng.choice(choices)()


def network(seed):
    rng = random.Random(seed)
    channels = rng.choice([1, 2, 4])
    shape, modules = (1, channels, rng.randint(6, 12), rng.randint(6, 12)), []
    for _ in range(rng.randint(1, 6)):
        module, channels = step(rng, channels)
        modules.append(module)
        if channels > 16:
            break
    return positive(nn.Sequential(*modules), seed), shape


def trace_or_none(model, shape):
    """Declined by name is no wrong answer."""
    try:
        return trace(model, shape)
    except UserError as declined:
        if "has no rule" not in str(declined):
            raise
        return None


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("block", range(4))
def test_regions_of_random_networks_are_the_measured_ones(block):
    traced_networks = 0
    for seed in range(40 * block, 40 * (block + 1)):
        model, shape = network(seed)
        try:
            with torch.no_grad():
                out = tuple(model(torch.ones(shape, dtype=torch.float64)).shape)
        except (RuntimeError, ValueError):
            with pytest.raises(UserError):
                trace(model, shape)
            continue
        if not all(out):
            continue
        traced = trace_or_none(model, shape)
        if traced is None:
            continue
        assert traced.output_shape == out
        for axis in range(2):
            assert is_measured(claimed(traced.outputs[0].reach, axis), model, shape, axis), (seed, axis)
        traced_networks += 1
    assert traced_networks > 25
