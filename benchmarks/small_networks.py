"""Small networks, one construction each, on which the truth about fields and counts can be measured."""

from __future__ import annotations

from collections.abc import Callable

import networks as zoo
import torch
import torch.nn.functional as F
from networks import Call, Concat, Dense, LayerNorm2d, SqueezeExcite, Sum, inception, inverted
from torch import nn

__all__ = ["SMALL"]

C1, C2, C3 = nn.Conv1d, nn.Conv2d, nn.Conv3d
T1, T2 = nn.ConvTranspose1d, nn.ConvTranspose2d


def chain(*layers: nn.Module) -> nn.Sequential:
    """Layers in a row."""
    return nn.Sequential(*layers)


def unet() -> nn.Module:
    """Two levels down, two up, with skips."""
    down, deep, up, out = C2(1, 4, 3, padding=1), C2(4, 8, 3, padding=1), T2(8, 4, 2, 2), C2(8, 2, 3, padding=1)

    def forward(x, down, deep, up, out):
        skip = down(x)
        return out(torch.cat([skip, up(deep(F.max_pool2d(skip, 2)))], 1))

    return Call(forward, down, deep, up, out)


def unet_upsampled() -> nn.Module:
    """A U-Net with bilinear upsampling."""

    def forward(x, down, deep, out):
        skip = down(x)
        up = F.interpolate(deep(F.avg_pool2d(skip, 2)), scale_factor=2, mode="bilinear", align_corners=False)
        return out(torch.cat([skip, up], 1))

    return Call(forward, C2(1, 4, 3, padding=1), C2(4, 4, 3, padding=1), C2(8, 2, 1))


def swin_windows(window: int) -> nn.Module:
    """Attention inside windows of patches, as in Swin, without the shift."""

    def forward(x, patches, qkv, out):
        x = patches(x).permute(0, 2, 3, 1)
        b, h, w, c = x.shape
        x = x.view(b, h // window, window, w // window, window, c).permute(0, 1, 3, 2, 4, 5)
        q, k, v = qkv(x.reshape(-1, window * window, c)).chunk(3, -1)
        y = torch.softmax(q @ k.transpose(1, 2) / c**0.5, -1) @ v
        y = out(y).view(b, h // window, w // window, window, window, c).permute(0, 1, 3, 2, 4, 5)
        return y.reshape(b, h, w, c).permute(0, 3, 1, 2)

    return Call(forward, C2(1, 4, 2, 2), nn.Linear(4, 12), nn.Linear(4, 4))


def mixer() -> nn.Module:
    """Token mixing: a linear layer over the positions."""

    def forward(x, tokens, channels):
        x = x.flatten(2)
        return channels((x + tokens(x)).transpose(1, 2))

    return Call(forward, nn.Linear(64, 64), nn.Linear(2, 3))


def shuffled() -> nn.Module:
    """ShuffleNet: channels split, one half through, dealt out again, twice."""

    def forward(x, first, second):
        for layer in (first, second):
            a, b = x.chunk(2, 1)
            x = F.channel_shuffle(torch.cat([a, layer(b)], 1), 2)
        return x

    return Call(forward, C2(2, 2, 3, padding=1, groups=2), C2(2, 2, 5, padding=2))


def halves(x, small, large):
    """Branches concatenated, then only the channels of the small one kept."""
    return torch.cat([small(x), large(x)], 1)[:, :2]


def attention_2d(x, qkv):
    """Self-attention over all positions."""
    b, c, h, w = x.shape
    q, k, v = qkv(x).flatten(2).transpose(1, 2).chunk(3, -1)
    return F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(b, c, h, w)


def causal(x, inner):
    """A causal convolution: padding on the left only."""
    return inner(F.pad(x, (4, 0)))


# name -> (builder, input shape)
SMALL: dict[str, tuple[Callable[[], nn.Module], tuple[int, ...]]] = {
    "conv 1-D": (lambda: C1(2, 3, 3), (1, 2, 16)),
    "conv stack": (lambda: chain(C2(1, 2, 3), nn.ReLU(), C2(2, 2, 3)), (1, 1, 14, 14)),
    "conv 3-D": (lambda: chain(C3(1, 2, 3, padding=1), C3(2, 1, (1, 3, 2))), (1, 1, 8, 9, 10)),
    "rectangular": (lambda: chain(C2(1, 2, (3, 5), (1, 2), (1, 0)), C2(2, 2, (2, 1))), (1, 1, 14, 19)),
    "strided": (lambda: chain(C2(1, 2, 3, 2, 1), C2(2, 2, 3, 2, 1), C2(2, 2, 3, padding=1)), (1, 1, 32, 32)),
    "stride leaves holes": (lambda: chain(C1(1, 2, 2, 3), C1(2, 1, 2, 2)), (1, 1, 30)),
    "dilated": (lambda: chain(C1(1, 2, 3, dilation=2), C1(2, 1, 3, dilation=4)), (1, 1, 30)),
    "dilation leaves a grid": (lambda: chain(*[C1(1, 1, 3, padding=3, dilation=3) for _ in range(3)]), (1, 1, 40)),
    "dilated, padded": (lambda: chain(C2(1, 1, 3, padding=2, dilation=2), C2(1, 1, 3, padding=1)), (1, 1, 16, 16)),
    "even same": (lambda: chain(C1(1, 2, 4, padding="same"), C1(2, 1, 2, padding="same")), (1, 1, 16)),
    "same with dilation": (lambda: C2(1, 1, 4, padding="same", dilation=3), (1, 1, 20, 20)),
    "two outputs see nothing": (lambda: C1(1, 1, 1, padding=2), (1, 1, 8)),
    "grouped": (lambda: chain(C2(4, 4, 3, padding=1, groups=2), C2(4, 4, 1, groups=4)), (1, 4, 9, 9)),
    "depthwise separable": (lambda: chain(C2(3, 6, 3, 2, 1, groups=3), C2(6, 2, 1)), (1, 3, 17, 17)),
    "max pool": (lambda: chain(C2(1, 2, 3, padding=1), nn.MaxPool2d(2), C2(2, 2, 3)), (1, 1, 16, 16)),
    "max pool, dilated": (lambda: chain(nn.MaxPool1d(3, 1, 1, dilation=2), C1(1, 1, 2)), (1, 1, 16)),
    "ceil mode": (lambda: chain(nn.MaxPool2d(3, 2, ceil_mode=True), C2(1, 1, 2)), (1, 1, 16, 15)),
    "ceil mode drops one": (lambda: chain(nn.AvgPool1d(2, 3, 1, ceil_mode=True), C1(1, 1, 2)), (1, 1, 18)),
    "average pool": (lambda: chain(nn.AvgPool2d(3, 2, 1), nn.AvgPool2d(2)), (1, 1, 23, 23)),
    "pool with stride": (lambda: chain(nn.LPPool1d(1, 3, 2), C1(1, 1, 3)), (1, 1, 25)),
    "transposed, k = s": (lambda: T1(1, 2, 2, 2), (1, 1, 8)),
    "transposed, overlapping": (lambda: chain(C1(1, 1, 3, padding=1), T1(1, 1, 4, 2, 1), C1(1, 1, 3)), (1, 1, 12)),
    "transposed, empty phases": (lambda: T1(1, 1, 2, 3), (1, 1, 9)),
    "transposed, dilated phases": (lambda: T1(1, 1, 2, 2, dilation=2), (1, 1, 9)),
    "transposed, output padding": (lambda: chain(T2(2, 4, 3, 2, 1, 1, groups=2), C2(4, 1, 2)), (1, 2, 7, 8)),
    "down and up": (lambda: chain(C1(1, 1, 4, 2, 1), C1(1, 1, 3, 3), T1(1, 1, 3, 3), T1(1, 1, 4, 2, 1)), (1, 1, 36)),
    "nearest": (lambda: chain(C2(1, 1, 3), nn.Upsample(scale_factor=2), C2(1, 1, 3)), (1, 1, 10, 10)),
    "nearest by 1.5": (lambda: chain(nn.Upsample(scale_factor=1.5), C1(1, 1, 3)), (1, 1, 16)),
    "nearest to a size": (lambda: chain(nn.Upsample(size=21), C1(1, 1, 2)), (1, 1, 36)),
    "bilinear": (lambda: chain(nn.Upsample(scale_factor=2, mode="bilinear"), C2(1, 1, 3)), (1, 1, 9, 9)),
    "linear with corners": (lambda: nn.Upsample(size=17, mode="linear", align_corners=True), (1, 1, 9)),
    "bicubic": (lambda: nn.Upsample(scale_factor=2, mode="bicubic"), (1, 1, 10, 10)),
    "trilinear": (lambda: nn.Upsample(scale_factor=2, mode="trilinear"), (1, 1, 5, 6, 5)),
    "bilinear down": (lambda: Call(lambda x: F.interpolate(x, scale_factor=0.5, mode="bilinear")), (1, 1, 16, 16)),
    "pixel shuffle": (lambda: chain(C2(1, 4, 3, padding=1), nn.PixelShuffle(2), C2(1, 1, 3, padding=1)), (1, 1, 9, 9)),
    "pixel unshuffle": (lambda: chain(nn.PixelUnshuffle(2), C2(4, 1, 3, padding=1)), (1, 1, 16, 16)),
    "adaptive, uneven": (lambda: chain(C2(1, 1, 3), nn.AdaptiveAvgPool2d(4)), (1, 1, 12, 13)),
    "adaptive max": (lambda: chain(nn.AdaptiveMaxPool1d(5), C1(1, 1, 2)), (1, 1, 20)),
    "adaptive to one": (
        lambda: chain(C2(1, 3, 3), nn.AdaptiveMaxPool2d(1), nn.Flatten(), nn.Linear(3, 2)),
        (1, 1, 9, 9),
    ),
    "flatten and linear": (lambda: chain(C2(1, 2, 3, 2), nn.Flatten(), nn.Linear(18, 4)), (1, 1, 8, 7)),
    "residual": (lambda: Sum(nn.Identity(), chain(C2(2, 2, 3, padding=1), C2(2, 2, 3, padding=1))), (1, 2, 12, 12)),
    "residual, strided": (lambda: Sum(C1(1, 2, 1, 2), C1(1, 2, 3, 2, 1)), (1, 1, 17)),
    "off-centre branches": (
        lambda: Sum(Call(lambda x: F.pad(x, (4, 0))), Call(lambda x: F.pad(x, (0, 4)))),
        (1, 1, 16),
    ),
    "off-centre windows": (
        lambda: Call(lambda x, f, g: f(x)[:, :, 4:] + g(x)[:, :, :-4], C1(1, 1, 5), C1(1, 1, 5)),
        (1, 1, 24),
    ),
    "inception block": (lambda: inception(3, 2, 2, 3, 1, 2, 2), (1, 3, 10, 10)),
    "dense block": (lambda: Dense(2, 3, growth=2, inner=3), (1, 2, 12, 12)),
    "inverted residual": (lambda: inverted(2, 2, 5, 1, 2), (1, 2, 12, 12)),
    "inverted residual, squeezed": (lambda: inverted(2, 2, 3, 1, 2, squeeze=1), (1, 2, 10, 10)),
    "squeeze and excite": (lambda: chain(C2(1, 4, 3), SqueezeExcite(4, 2)), (1, 1, 9, 9)),
    "squeeze, then stride": (lambda: chain(C2(1, 4, 2, 2), SqueezeExcite(4, 2)), (1, 1, 9, 8)),
    "U-Net": (unet, (1, 1, 16, 16)),
    "U-Net, bilinear": (unet_upsampled, (1, 1, 16, 16)),
    "shared layer": (lambda: Call(lambda x, f: f(f(f(x))), C1(1, 1, 3, dilation=2)), (1, 1, 24)),
    "functional": (lambda: Call(lambda x, f: F.max_pool2d(F.relu(f(x)), 3, 2), C2(1, 2, 3)), (1, 1, 15, 15)),
    "unused branch": (lambda: Call(lambda x, f, g: (g(x), f(x))[1], C1(1, 1, 3), C1(1, 1, 9)), (1, 1, 16)),
    "split channels": (lambda: Call(halves, C1(1, 2, 1), C1(1, 2, 5, padding=2)), (1, 1, 12)),
    "branches kept apart by groups": (
        lambda: Call(
            lambda x, a, b, depth: depth(torch.cat([a(x), b(x)], 1))[:, :1],
            *(C1(1, 1, 1), C1(1, 1, 5, padding=2), C1(2, 2, 3, padding=1, groups=2)),
        ),
        (1, 1, 16),
    ),
    "branches kept apart by group norm": (
        lambda: Call(
            lambda x, norm: torch.cat([norm(torch.cat([x, x[..., :4].repeat(1, 1, 4)], 1))[:, 1:]], 1),
            nn.GroupNorm(2, 2),
        ),
        (1, 1, 16),
    ),
    "shuffled channels": (shuffled, (1, 4, 12, 12)),
    "slice": (lambda: Call(lambda x, f: f(x)[:, :, 2:-1], C1(1, 1, 3)), (1, 1, 16)),
    "strided slice": (lambda: Call(lambda x, f: f(x[:, :, 1::2]), C1(1, 1, 3)), (1, 1, 17)),
    "space to depth by slices": (
        lambda: Call(lambda x, f: f(torch.cat([x[..., ::2], x[..., 1::2]], 1)), C1(2, 1, 3)),
        (1, 1, 20),
    ),
    "flip": (lambda: Call(lambda x, f: f(x.flip(2)), C1(1, 1, 4, 2)), (1, 1, 18)),
    "flip back": (lambda: Call(lambda x, f: x + f(x.flip(2)).flip(2), C1(1, 1, 3, padding=1)), (1, 1, 14)),
    "transpose of the axes": (lambda: Call(lambda x, f: f(x.transpose(2, 3)), C2(1, 1, (3, 5))), (1, 1, 12, 13)),
    "permute": (lambda: Call(lambda x, f: f(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2), nn.Linear(2, 3)), (1, 2, 7, 8)),
    "roll": (lambda: Call(lambda x, f: f(x.roll(3, 2)), C1(1, 1, 3)), (1, 1, 12)),
    "circular padding": (lambda: C1(1, 1, 5, padding=2, padding_mode="circular"), (1, 1, 12)),
    "reflect padding": (lambda: chain(C1(1, 1, 5, padding=2, padding_mode="reflect"), C1(1, 1, 3)), (1, 1, 14)),
    "replicate padding": (lambda: chain(nn.ReplicationPad2d((1, 2, 0, 3)), C2(1, 1, 3, 2)), (1, 1, 11, 11)),
    "zero and negative padding": (lambda: chain(nn.ZeroPad2d((2, -1, 0, 1)), C2(1, 1, 3)), (1, 1, 11, 11)),
    "causal": (lambda: Call(causal, C1(1, 1, 3, dilation=2)), (1, 1, 16)),
    "unfold": (lambda: Call(lambda x: F.unfold(x, 3, padding=1, stride=2)), (1, 1, 9, 9)),
    "unfold and fold": (
        lambda: Call(lambda x: F.fold(F.unfold(x, 3, padding=1, stride=2), (9, 9), 3, padding=1, stride=2)),
        (1, 1, 9, 9),
    ),
    "tensor unfold": (lambda: Call(lambda x, f: f(x.unfold(2, 4, 2)), nn.Linear(4, 2)), (1, 2, 16)),
    "dropout": (lambda: chain(C1(1, 2, 3), nn.Dropout(), nn.Dropout1d()), (1, 1, 12)),
    "batch norm, eval": (lambda: chain(C2(1, 2, 3), nn.BatchNorm2d(2)), (1, 1, 9, 9)),
    "batch norm, training": (lambda: chain(C2(1, 2, 3, 2), nn.BatchNorm2d(2)).train(), (2, 1, 10, 9)),
    "layer norm over channels": (lambda: chain(C2(1, 3, 3), LayerNorm2d(3)), (1, 1, 9, 9)),
    "layer norm over all": (lambda: chain(C1(1, 2, 3), nn.LayerNorm([2, 10])), (1, 1, 12)),
    "group norm": (lambda: chain(C1(1, 4, 3), nn.GroupNorm(2, 4)), (1, 1, 12)),
    "instance norm": (lambda: chain(C2(1, 2, 3), nn.InstanceNorm2d(2)), (1, 1, 9, 9)),
    "local response norm": (lambda: chain(C2(1, 4, 3), nn.LocalResponseNorm(3)), (1, 1, 9, 9)),
    "attention": (lambda: Call(attention_2d, C2(2, 6, 1)), (1, 2, 5, 6)),
    "attention in windows": (lambda: swin_windows(3), (1, 1, 24, 30)),
    "multi-head attention": (
        lambda: Call(lambda x, a: a(*[x.transpose(1, 2)] * 3)[0], nn.MultiheadAttention(4, 2, batch_first=True)),
        (1, 4, 9),
    ),
    "mixer": (mixer, (1, 2, 8, 8)),
    "vision transformer": (lambda: zoo.ViT(8, 4, 8, 1, 2, 5), (1, 3, 8, 8)),
    "cumulative": (lambda: Call(lambda x, f: f(x).cumsum(2), C1(1, 1, 3)), (1, 1, 10)),
    "mean over an axis": (lambda: Call(lambda x, f: f(x).mean(3), C2(1, 1, 3)), (1, 1, 9, 10)),
    "one column kept": (lambda: Call(lambda x, f: f(x)[:, :, 3], C2(1, 1, 3)), (1, 1, 9, 10)),
    "gate of the same size": (
        lambda: Call(lambda x, f, g: f(x) * g(x).sigmoid(), C1(1, 1, 3), C1(1, 1, 3)),
        (1, 1, 12),
    ),
    "gated linear unit": (lambda: chain(C1(1, 4, 3), nn.GLU(1)), (1, 1, 12)),
    "in-place": (lambda: chain(C1(1, 2, 3), nn.ReLU(inplace=True), nn.Hardswish(inplace=True)), (1, 1, 12)),
    "repeated": (lambda: Call(lambda x, f: f(x.repeat_interleave(2, 2)), C1(1, 1, 3)), (1, 1, 10)),
    "bank of filters": (lambda: Concat(*[C1(1, 1, 3, padding=d, dilation=d) for d in (1, 2, 4)]), (1, 1, 20)),
    "bank, then mixed": (
        lambda: chain(Concat(*[C1(1, 1, 3, padding=d, dilation=d) for d in (1, 3)]), C1(2, 1, 2, 2)),
        (1, 1, 20),
    ),
}
