"""Every element of an output sees what perturbing the input says it does: gates, masks, padding, attention, views."""

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

C1, C2, C3, T1 = nn.Conv1d, nn.Conv2d, nn.Conv3d, nn.ConvTranspose1d
ROW, PAIR, PLANE = (1, 1, 7), (1, 2, 9), (1, 1, 6, 7)


def head(x, n):
    """The first positions; the rest of the axis is zero."""
    return F.pad(x[:, :, :-n], (n, 0))


def tokens(x):
    return x.transpose(1, 2)


def language_model(x, qkv, out):
    t, c = x.shape[2], x.shape[1]
    q, k, v = qkv(tokens(x)).chunk(3, -1)
    scores = (q @ k.transpose(1, 2) / c**0.5).masked_fill(torch.tril(torch.ones(t, t)) == 0, float("-inf"))
    return tokens(out(scores.softmax(-1) @ v))


def windows_of_a_padded_row(x, qkv):
    b, c, h = x.shape
    p = -h % 4
    y = tokens(F.pad(x, (0, p))).reshape(b * ((h + p) // 4), 4, c)
    q, k, v = qkv(y).chunk(3, -1)
    return tokens(((q @ k.transpose(1, 2)).softmax(-1) @ v).reshape(b, h + p, c))[:, :, :h]


def only_mean(x):
    return x.mean(2, keepdim=True)


def cbam(x, f):
    return x * f(torch.cat([x.mean(1, keepdim=True), x.amax(1, keepdim=True)], 1)).sigmoid()


def focus(x, f):
    parts = [x[..., ::2, ::2], x[..., 1::2, ::2], x[..., ::2, 1::2], x[..., 1::2, 1::2]]
    return f(torch.cat(parts, 1))


def blurred(x):
    row = torch.tensor([1.0, 2, 1], dtype=torch.float64)
    return F.conv2d(F.pad(x, (1, 1, 1, 1), mode="reflect"), torch.outer(row, row)[None, None] / 16, stride=2)


def pyramid(x, a, b, lateral):
    y = a(x)
    return lateral(y) + F.interpolate(b(y), size=y.shape[2:])


def hourglass(x, f):
    return x + F.interpolate(f(F.max_pool2d(x, 2)), size=x.shape[2:], mode="bilinear")


def causal_self(x, attend):
    mask = torch.ones(x.shape[2], x.shape[2]).triu(1).bool()
    return attend(*[tokens(x)] * 3, attn_mask=mask)[0]


def scores(x, qkv):
    q, k, v = qkv(tokens(x)).chunk(3, -1)
    return q @ k.transpose(1, 2), v


def sliding_window(x, qkv):
    a, v = scores(x, qkv)
    i = torch.arange(x.shape[2])
    return tokens(a.masked_fill((i[None] - i[:, None]).abs() > 1, float("-inf")).softmax(-1) @ v)


def shifted_windows(x, qkv):
    """Windows of 2 x 2 of an image that was rolled: what came around the border is not attended to."""
    b, c, h, w = x.shape
    windows = x.roll((-1, -1), (2, 3)).view(b, c, h // 2, 2, w // 2, 2).permute(0, 2, 4, 3, 5, 1).reshape(-1, 4, c)
    parts = torch.zeros(h, w, dtype=x.dtype)
    parts[-1], parts[:, -1] = parts[-1] + 1, parts[:, -1] + 2
    parts = parts.view(h // 2, 2, w // 2, 2).permute(0, 2, 1, 3).reshape(-1, 4)
    mask = (
        (parts[:, None] != parts[:, :, None]).to(x.dtype).masked_fill(parts[:, None] != parts[:, :, None], -torch.inf)
    )
    q, k, v = qkv(windows).chunk(3, -1)
    y = ((q @ k.transpose(1, 2) + mask).softmax(-1) @ v).view(b, h // 2, w // 2, 2, 2, c)
    return y.permute(0, 5, 1, 3, 2, 4).reshape(b, c, h, w).roll((1, 1), (2, 3))


def relative_places(x, qkv):
    a, v = scores(x, qkv)
    i = torch.arange(x.shape[2])
    return tokens((a + (i[None] - i[:, None]) / 10).softmax(-1) @ v)


def linear_attention(x, qkv):
    q, k, v = qkv(tokens(x)).chunk(3, -1)
    return tokens(q.softmax(-1) @ (k.softmax(1).transpose(1, 2) @ v))


def talking_heads(x, qkv, mix):
    b, c, t = x.shape
    q, k, v = qkv(tokens(x)).reshape(b, t, 3, 2, c // 2).permute(2, 0, 3, 1, 4)
    a = mix((q @ k.transpose(-1, -2)).permute(0, 2, 3, 1)).permute(0, 3, 1, 2).softmax(-1)
    return (a @ v).transpose(1, 2).reshape(b, t, c)


def shifted_in_time(x, f):
    a, b, c = x.chunk(3, 1)
    return f(torch.cat([F.pad(a, (1, -1)), F.pad(b, (-1, 1)), c], 1))


def in_place(x, f):
    y = f(x)
    y += x
    y *= 2
    return y.relu_().add_(only_mean(x))


def partial_convolution(x, f):
    known = (torch.arange(x.shape[2]) > 3).to(x.dtype)
    near = F.conv1d(known[None, None], torch.ones(1, 1, 3, dtype=x.dtype), padding=1).clamp(max=1)
    return f(x * known) * near


def class_token(x, patches, qkv):
    t = tokens(patches(x).flatten(2))
    t = torch.cat([torch.zeros(1, 1, t.shape[2], dtype=t.dtype), t], 1)
    q, k, v = qkv(t).chunk(3, -1)
    return ((q @ k.transpose(1, 2)).softmax(-1) @ v)[:, 0]


def folded_mean(x):
    ones = F.fold(F.unfold(torch.ones_like(x), 3, stride=2), (7, 7), 3, stride=2)
    return F.fold(F.unfold(x, 3, stride=2), (7, 7), 3, stride=2) / ones


def coordinates(x, f):
    return f(torch.cat([x, torch.linspace(0, 1, x.shape[3], dtype=x.dtype).expand_as(x)], 1))


# function, modules it uses, input shape
GATED = {
    "padding gated": (lambda x, f: F.pad(x[:, :, 2:-2], (2, 2)) * f(x).sigmoid(), [C1(2, 2, 3, padding=1)], PAIR),
    "gate padded": (lambda x, f: f(x) * head(x, 3), [C1(2, 2, 5, padding=2)], PAIR),
    "padding through relu and tanh": (lambda x: only_mean(x) * head(x, 3).relu().tanh(), [], PAIR),
    "padding through a sigmoid is no zero": (lambda x, f: f(x) * head(x, 3).sigmoid(), [C1(2, 2, 3, padding=1)], PAIR),
    "padding through a cosine is no zero": (lambda x: head(x, 2).cos() * only_mean(x), [], ROW),
    "padding squared": (lambda x: head(x, 2) ** 2 * only_mean(x), [], ROW),
    "padding by one": (lambda x: F.pad(x, (2, 0), value=1.0) * only_mean(x), [], ROW),
    "padding by one, less one": (lambda x: (F.pad(x, (2, 0), value=1.0) - 1) * only_mean(x), [], ROW),
    "padding added": (lambda x, f: f(x) + head(x, 3), [C1(2, 2, 5, padding=2)], PAIR),
    "padding under squeeze and excite": (lambda x: F.pad(x, (2, 2)) * only_mean(x), [], PAIR),
    "padding on both axes gated": (lambda x: F.pad(x, (1, 0, 2, 1)) * x.mean((2, 3), keepdim=True), [], PLANE),
    "padding of two sides multiplied": (lambda x: F.pad(x, (3, 0)) * F.pad(x, (0, 3)), [], ROW),
    "padding and a gated linear unit": (lambda x: F.glu(torch.cat([head(x, 2), x.flip(2)], 1), 1), [], ROW),
    "padding divided": (lambda x: head(x, 2) / only_mean(x), [], ROW),
    "padding's norm": (lambda x: head(x, 2).norm(dim=1, keepdim=True) * x.flip(2), [], PAIR),
    "padding pooled": (lambda x: F.avg_pool1d(F.pad(x, (4, 0)), 2) * only_mean(x), [], (1, 1, 8)),
    "padding's maximum": (lambda x: F.max_pool1d(F.pad(x, (4, 0)), 2) * only_mean(x), [], (1, 1, 6)),
    "padding upsampled": (lambda x: F.interpolate(F.pad(x, (2, 0)), scale_factor=2) * only_mean(x), [], ROW),
    "padding interpolated": (
        lambda x: F.interpolate(F.pad(x, (2, 0)), scale_factor=2, mode="linear") * only_mean(x), [], ROW,
    ),
    "padding convolved": (lambda x, f: f(F.pad(x, (4, 0))) * only_mean(x), [C1(1, 1, 3, bias=False)], ROW),
    "padding convolved, biased": (lambda x, f: f(F.pad(x, (4, 0))) * only_mean(x), [C1(1, 1, 3)], ROW),
    "padding through a linear layer": (
        lambda x, f: f(tokens(F.pad(x, (2, 0)))) * x.mean(), [nn.Linear(2, 3, bias=False)], PAIR,
    ),
    "padding through a biased layer": (lambda x, f: f(tokens(F.pad(x, (2, 0)))) * x.mean(), [nn.Linear(2, 3)], PAIR),
    "padding normalised": (lambda x, f: f(F.pad(x, (2, 0))) * only_mean(x), [nn.BatchNorm1d(1).eval()], ROW),
    "padding layer-normalised": (lambda x, f: f(tokens(F.pad(x, (2, 0)))) * x.mean(), [nn.LayerNorm(2)], PAIR),
    "padding under a softmax": (lambda x: F.pad(x, (2, 0)).softmax(2) * only_mean(x), [], ROW),
    "padding unfolded": (lambda x: F.pad(x, (2, 0)).unfold(2, 2, 2) * x.mean(), [], (1, 1, 6)),
    "padding unfolded, folded": (lambda x: F.fold(F.unfold(x, 1, padding=1), (8, 9), 1) * x.mean(), [], PLANE),
    "padding wrapped": (lambda x: F.pad(F.pad(x, (2, 0)), (1, 2), mode="circular") * only_mean(x), [], ROW),
    "padding in a matrix product": (lambda x: tokens(F.pad(x, (2, 0))) @ x, [], PAIR),
    "padding contracted": (lambda x: F.pad(x, (2, 0)) @ tokens(F.pad(x, (0, 2))), [], PAIR),
    "windows of a padded row": (windows_of_a_padded_row, [nn.Linear(2, 6)], (1, 2, 10)),
    "channels padded": (lambda x: F.pad(x, (0, 0, 1, 0)), [], ROW),
    "a channel of padding alone": (lambda x: F.pad(x, (0, 0, 0, 0, 1, 0))[:, :1] + x[..., :1], [], PLANE),
    "the batch padded": (lambda x: F.pad(x, (0, 0, 0, 0, 1, 1)), [], PAIR),
    "padding of one axis, both seen": (lambda x: F.pad(x + x.transpose(2, 3), (0, 0, 2, 0)), [], (1, 1, 4, 4)),
    "a row of padding added to a column": (
        lambda x: (F.pad(x, (0, 0, 1, 0))[:, :, :6] + x[..., :1])[:, :, :1], [], PLANE,
    ),
    "a row in a gap added to a column": (
        lambda x, f: (f(x)[..., :6, :7] + x[..., :1])[:, :, 1:2], [nn.ConvTranspose2d(1, 1, 1, 2, bias=False)], PLANE,
    ),
    "a row of a dead window added to a column": (
        lambda x, f: (f(x)[..., :6, :7] + x[..., :1])[:, :, :1], [C2(1, 1, 1, padding=2, bias=False)], PLANE,
    ),
    "padding of rows convolved away": (
        lambda x, f, g: g(f(F.pad(x, (1, 1, 3, 0)))), [C2(1, 1, (2, 1)), C2(1, 1, 3, padding=1)], PLANE,
    ),
    "zeros beside": (
        lambda x: torch.cat([x, torch.zeros(1, 1, 3)], 2) * torch.cat([x[:, :, :3], x], 2), [], ROW,
    ),
    "outputs on padding alone, gated": (lambda x, f: f(x) * only_mean(x), [C1(2, 2, 1, padding=2, bias=False)], PAIR),
    "outputs on padding alone, biased": (lambda x, f: f(x) * only_mean(x), [C1(2, 2, 1, padding=2)], PAIR),
    "gaps of a transposed layer gated": (lambda x, f: f(x) * only_mean(x), [T1(2, 2, 2, 3, bias=False)], (1, 2, 6)),
    "the largest of padding alone": (
        lambda x: F.max_pool1d(x[:, :, :3], 2, 1, 1, dilation=4).relu() + x[:, :, :1], [], PAIR,
    ),
    "mask": (lambda x: x * (torch.arange(9) > 4), [], PAIR),
    "mask filled": (lambda x: x.masked_fill(torch.arange(9) > 4, 0.0), [], PAIR),
    "choice": (lambda x: torch.where(torch.arange(9) > 4, x, x.flip(2)), [], PAIR),
    "ramp that starts at zero": (lambda x: x * torch.linspace(0, 1, 9), [], PAIR),
    "grid": (lambda x: x * torch.meshgrid(torch.arange(6.0), torch.arange(1.0, 8), indexing="ij")[0], [], PLANE),
    "upper triangle": (torch.triu, [], (1, 1, 6, 6)),
    "triangular mixing": (lambda x: x @ torch.tril(torch.ones(9, 9, dtype=x.dtype)), [], PAIR),
    "times nothing": (lambda x: x * 0 + x[:, :, :1], [], PAIR),
    "less itself": (lambda x: x - x.detach() + x[:, :, :1], [], PAIR),
    "to the power of nothing": (lambda x: x**0 + x[:, :, :1], [], PAIR),
    "zeros like it": (lambda x: torch.zeros_like(x) * x + x[:, :, :1], [], PAIR),
    "softmax of one": (lambda x: x.softmax(1) + x[:, :, :1], [], ROW),
    "language model": (language_model, [nn.Linear(3, 9), nn.Linear(3, 3)], (1, 3, 6)),
    "masked attention": (causal_self, [nn.MultiheadAttention(4, 2, batch_first=True)], (1, 4, 6)),
    "causal attention across": (
        lambda x: F.scaled_dot_product_attention(tokens(x[:, :, :4]), *[tokens(x[:, :, 4:])] * 2, is_causal=True),
        [], (1, 2, 8),
    ),
    "coordinates beside": (coordinates, [C2(2, 1, 3)], PLANE),
}  # fmt: skip
OTHERS = {
    "attention in a sliding window": (sliding_window, [nn.Linear(2, 6)], (1, 2, 6)),
    "attention in shifted windows": (shifted_windows, [nn.Linear(2, 6)], (1, 2, 4, 6)),
    "attention with places": (relative_places, [nn.Linear(2, 6)], (1, 2, 5)),
    "linear attention": (linear_attention, [nn.Linear(2, 6)], (1, 2, 5)),
    "talking heads": (talking_heads, [nn.Linear(4, 12), nn.Linear(2, 2)], (1, 4, 5)),
    "a class token of zeros": (class_token, [C2(1, 2, 2, 2), nn.Linear(2, 6)], (1, 1, 4, 4)),
    "a class token of zeros, no bias": (class_token, [C2(1, 2, 2, 2), nn.Linear(2, 6, bias=False)], (1, 1, 4, 4)),
    "channels shifted in time": (shifted_in_time, [C1(6, 2, 1)], (1, 6, 7)),
    "in place": (in_place, [C1(2, 2, 3, padding=1)], (1, 2, 8)),
    "partial convolution": (partial_convolution, [C1(1, 1, 3, padding=1)], (1, 1, 9)),
    "fold's mean": (folded_mean, [], (1, 1, 7, 7)),
    "zeros between": (
        lambda x, f: f(torch.stack([x, torch.zeros_like(x)], 3).flatten(2)), [C1(1, 1, 2, bias=False)], (1, 1, 5),
    ),
    "the mean of one channel taken off": (lambda x: x - x.mean(1, keepdim=True), [], ROW),
    "norm of one feature": (lambda x, f: f(tokens(x)), [nn.LayerNorm(1)], ROW),
    "cumulative, less itself": (lambda x: x.cumsum(2) * 2 - x, [], ROW),
    "transposed in space": (lambda x, f: f(x), [nn.ConvTranspose3d(1, 1, 2, 2, bias=False)], (1, 1, 2, 3, 2)),
    "gated in space": (
        lambda x: F.pad(x, (1, 1, 0, 0, 1, 0)) * x.mean((2, 3, 4), keepdim=True), [], (1, 1, 3, 3, 3),
    ),
    "cbam": (cbam, [C2(2, 1, 3, padding=1)], (1, 2, 7, 7)),
    "focus": (focus, [C2(4, 1, 3, padding=1)], (1, 1, 8, 8)),
    "resized, anti-aliased": (
        lambda x: F.interpolate(x, size=(5, 3), mode="bilinear", antialias=True), [], (1, 1, 7, 9),
    ),
    "resized by cubics, anti-aliased": (
        lambda x: F.interpolate(x, scale_factor=(0.4, 1.5), mode="bicubic", antialias=True), [], (1, 1, 9, 4),
    ),
    "padding resized, anti-aliased": (
        lambda x: F.interpolate(F.pad(x, (5, 0)), size=(3, 6), mode="bilinear", antialias=True) * x.mean(), [], PLANE,
    ),
    "anti-aliased": (blurred, [], (1, 1, 9, 9)),
    "pyramid": (pyramid, [C2(1, 2, 3, 2, 1), C2(2, 2, 3, 2, 1), C2(2, 2, 1)], (1, 1, 12, 12)),
    "hourglass of odd sizes": (hourglass, [C2(1, 1, 3, padding=1)], (1, 1, 7, 9)),
    "spatial pyramid pooling": (
        lambda x: torch.cat([F.adaptive_max_pool2d(x, n).flatten(2) for n in (1, 2, 3)], 2), [], PLANE,
    ),
    "transformer layer": (
        lambda x, f: f(tokens(x)), [nn.TransformerEncoderLayer(4, 2, 8, batch_first=True, dropout=0)], (1, 4, 6),
    ),
    "products of all pairs": (lambda x: torch.einsum("bct,bcs->bts", x, x), [], (1, 2, 5)),
    "sum of all pairs": (lambda x: (x[:, :, :, None] + x[:, :, None, :]).sum(-1), [], ROW),
    "bilinear similarity": (lambda x: F.cosine_similarity(x, x.flip(2), dim=1), [], PAIR),
    "normalised": (lambda x: F.normalize(x, dim=1), [], PAIR),
    "differences": (lambda x: x.diff(dim=2), [], PAIR),
    "tied weights": (lambda x, f: F.conv_transpose1d(f(x), f.weight), [C1(1, 2, 3)], (1, 1, 9)),
    "average without the padding": (lambda x, f: f(x), [nn.AvgPool2d(3, 2, 1, count_include_pad=False)], (1, 1, 7, 8)),
    "cropped, then padded": (lambda x, f: f(x), [nn.Sequential(nn.ZeroPad2d((-1, 2, 0, -2)), C2(1, 1, 3, 2))], PLANE),
    "cropped circular": (lambda x: F.pad(x, (2, -1), mode="circular"), [], ROW),
    "circular, cropped before": (lambda x: F.pad(x, (-2, 3), mode="circular"), [], ROW),
    "cropped reflection": (lambda x: F.pad(x, (2, -1), mode="reflect"), [], ROW),
    "cropped replication": (lambda x: F.pad(x, (-1, 2), mode="replicate"), [], ROW),
    "causal in time": (lambda x, f: f(F.pad(x, (1, 1, 0, 0, 2, 0))), [C3(1, 1, (3, 1, 3))], (1, 1, 5, 3, 4)),
    "transposed and dilated": (lambda x, f: f(x), [T1(1, 1, 3, 2, 2, 1, dilation=3)], (1, 1, 6)),
    "groups of groups": (
        lambda x, a, b: b(F.channel_shuffle(a(x), 2)), [C1(4, 8, 3, groups=2), C1(8, 4, 3, groups=4)], (1, 4, 8),
    ),
    "channels read as positions": (lambda x, f: f(x.reshape(1, 1, 18)), [C1(1, 1, 3)], PAIR),
    "rolled there and back": (lambda x, f: f(x.roll(2, 2)).roll(-2, 2), [C1(1, 1, 3, padding=1)], ROW),
    "the batch rolled": (lambda x: x.roll(1, 0) + x, [], (2, 1, 5)),
    "the batch averaged": (lambda x: x + x.mean(0, keepdim=True), [], (2, 1, 5)),
    "rows of a folded axis": (lambda x: x.reshape(1, 1, 3, 4).transpose(2, 3).reshape(1, 1, 12), [], (1, 1, 12)),
    "taken apart and turned": (lambda x: torch.stack(x.unbind(2)[::-1], 2), [], PAIR),
    "parts summed": (lambda x: sum(x.chunk(3, 2)), [], PAIR),
    "softmax over positions": (lambda x: x.flatten(2).softmax(-1).view_as(x), [], (1, 2, 3, 4)),
    "running norm in training": (lambda x, f: f(x), [nn.Sequential(C1(2, 2, 3), nn.BatchNorm1d(2)).train()], (3, 2, 7)),
    "weight norm": (lambda x, f: f(x), [nn.utils.parametrizations.weight_norm(C1(2, 2, 3))], PAIR),
}  # fmt: skip


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", [*GATED, *OTHERS])
def test_every_element_sees_what_is_measured(name):
    function, modules, shape = (GATED | OTHERS)[name]
    model = positive(Fn(function, *modules))
    assert_every_element_sees_what_is_measured(trace(model, shape), model, shape)
