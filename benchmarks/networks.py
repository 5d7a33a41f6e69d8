"""Known networks, written compactly, for tests and benchmarks."""

from __future__ import annotations

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import nn

__all__ = ["KNOWN", "known"]


class Sum(nn.Module):
    """x -> a(x) + b(x) + ...; nothing stands for x itself."""

    def __init__(self, *branches: nn.Module, after: nn.Module | None = None) -> None:
        super().__init__()
        self.branches = nn.ModuleList(branches)
        self.after = after or nn.Identity()

    def forward(self, x):
        total = self.branches[0](x)
        for branch in self.branches[1:]:
            total = total + branch(x)
        return self.after(total)


class Concat(nn.Module):
    """x -> the branches' outputs along the channels."""

    def __init__(self, *branches: nn.Module, dim: int = 1) -> None:
        super().__init__()
        self.branches, self.dim = nn.ModuleList(branches), dim

    def forward(self, x):
        return torch.cat([branch(x) for branch in self.branches], self.dim)


class Call(nn.Module):
    """A function as a module, with modules it uses as arguments."""

    def __init__(self, function: Callable, *modules: nn.Module) -> None:
        super().__init__()
        self.function, self.used = function, nn.ModuleList(modules)

    def forward(self, x):
        return self.function(x, *self.used)


def conv(i, o, k, s=1, p=None, g=1, act=nn.ReLU, d=1):
    """Convolution, batch norm, activation; "same" padding for odd kernels unless told."""
    p = d * (k - 1) // 2 if p is None else p
    layers = [nn.Conv2d(i, o, k, s, p, d, g, bias=False), nn.BatchNorm2d(o)]
    return nn.Sequential(*layers, *([act()] if act else []))


def classifier(features, channels, classes=1000):
    """Features, global average, linear."""
    return nn.Sequential(features, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, classes))


def alexnet():
    features = nn.Sequential(
        *(nn.Conv2d(3, 64, 11, 4, 2), nn.ReLU(), nn.MaxPool2d(3, 2), nn.Conv2d(64, 192, 5, padding=2), nn.ReLU()),
        *(nn.MaxPool2d(3, 2), nn.Conv2d(192, 384, 3, padding=1), nn.ReLU(), nn.Conv2d(384, 256, 3, padding=1)),
        *(nn.ReLU(), nn.Conv2d(256, 256, 3, padding=1), nn.ReLU(), nn.MaxPool2d(3, 2)),
    )
    head = [nn.Dropout(), nn.Linear(9216, 4096), nn.ReLU(), nn.Dropout(), nn.Linear(4096, 4096), nn.ReLU()]
    return nn.Sequential(features, nn.AdaptiveAvgPool2d(6), nn.Flatten(), *head, nn.Linear(4096, 1000))


def vgg16():
    layers, i = [], 3
    for o in (64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0):
        layers += [nn.Conv2d(i, o, 3, padding=1), nn.ReLU()] if o else [nn.MaxPool2d(2)]
        i = o or i
    head = [nn.Linear(25088, 4096), nn.ReLU(), nn.Dropout(), nn.Linear(4096, 4096), nn.ReLU(), nn.Dropout()]
    return nn.Sequential(nn.Sequential(*layers), nn.AdaptiveAvgPool2d(7), nn.Flatten(), *head, nn.Linear(4096, 1000))


def resnet(depths, *, bottleneck, stride_in_last_unit=False):
    """ResNet; with `stride_in_last_unit` a stage ends with its stride (as in TF-slim's v1), else begins with it."""
    expand, i = 4 if bottleneck else 1, 64
    stages = [conv(3, 64, 7, 2), nn.MaxPool2d(3, 2, 1)]
    for stage, (width, depth) in enumerate(zip((64, 128, 256, 512), depths, strict=True)):
        for unit in range(depth):
            if stride_in_last_unit:
                s = 2 if unit == depth - 1 and stage < 3 else 1
            else:
                s = 2 if unit == 0 and stage else 1
            o = width * expand
            if bottleneck:
                body = nn.Sequential(conv(i, width, 1), conv(width, width, 3, s), conv(width, o, 1, act=None))
            else:
                body = nn.Sequential(conv(i, width, 3, s), conv(width, o, 3, act=None))
            skip = nn.Identity() if s == 1 and i == o else conv(i, o, 1, s, act=None)
            stages.append(Sum(body, skip, after=nn.ReLU()))
            i = o
    return classifier(nn.Sequential(*stages), i)


def resnet18():
    return resnet((2, 2, 2, 2), bottleneck=False)


def resnet50():
    return resnet((3, 4, 6, 3), bottleneck=True)


def mobilenet_v1():
    layers, i = [conv(3, 32, 3, 2)], 32
    plan = [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *[(512, 1)] * 5, (1024, 2), (1024, 1)]
    for o, s in plan:
        layers += [conv(i, i, 3, s, g=i), conv(i, o, 1)]
        i = o
    return classifier(nn.Sequential(*layers), 1024)


def inverted(i, o, k, s, expand, act=nn.ReLU6, squeeze=0):
    """An inverted residual; with `squeeze` channels in its squeeze-and-excitation."""
    h = i * expand
    body = [conv(i, h, 1, act=act)] if expand > 1 else []
    body.append(conv(h, h, k, s, g=h, act=act))
    if squeeze:
        body.append(SqueezeExcite(h, squeeze))
    body = nn.Sequential(*body, conv(h, o, 1, act=None))
    return Sum(body, nn.Identity()) if s == 1 and i == o else body


class SqueezeExcite(nn.Module):
    """x -> x gate(mean x)."""

    def __init__(self, channels: int, inner: int, act: type[nn.Module] = nn.SiLU) -> None:
        super().__init__()
        self.down, self.up, self.act = nn.Conv2d(channels, inner, 1), nn.Conv2d(inner, channels, 1), act()

    def forward(self, x):
        return x * torch.sigmoid(self.up(self.act(self.down(x.mean((2, 3), keepdim=True)))))


def mobilenet_v2():
    layers, i = [conv(3, 32, 3, 2, act=nn.ReLU6)], 32
    for t, c, n, s in (
        (1, 16, 1, 1),
        (6, 24, 2, 2),
        (6, 32, 3, 2),
        (6, 64, 4, 2),
        (6, 96, 3, 1),
        (6, 160, 3, 2),
        (6, 320, 1, 1),
    ):
        for unit in range(n):
            layers.append(inverted(i, c, 3, s if unit == 0 else 1, t))
            i = c
    return classifier(nn.Sequential(*layers, conv(320, 1280, 1, act=nn.ReLU6)), 1280)


def efficientnet_b0():
    layers, i = [conv(3, 32, 3, 2, act=nn.SiLU)], 32
    plan = (
        (1, 16, 1, 1, 3),
        (6, 24, 2, 2, 3),
        (6, 40, 2, 2, 5),
        (6, 80, 3, 2, 3),
        (6, 112, 3, 1, 5),
        (6, 192, 4, 2, 5),
        (6, 320, 1, 1, 3),
    )
    for t, c, n, s, k in plan:
        for unit in range(n):
            layers.append(inverted(i, c, k, s if unit == 0 else 1, t, nn.SiLU, squeeze=i // 4))
            i = c
    return classifier(nn.Sequential(*layers, conv(320, 1280, 1, act=nn.SiLU)), 1280)


class Dense(nn.Module):
    """A dense block: every layer reads the concatenation of all before it."""

    def __init__(self, channels: int, layers: int, growth: int = 32, inner: int = 128) -> None:
        super().__init__()
        self.layers = nn.ModuleList(
            nn.Sequential(
                *(
                    nn.BatchNorm2d(channels + n * growth),
                    nn.ReLU(),
                    nn.Conv2d(channels + n * growth, inner, 1, bias=False),
                ),
                *(nn.BatchNorm2d(inner), nn.ReLU(), nn.Conv2d(inner, growth, 3, padding=1, bias=False)),
            )
            for n in range(layers)
        )

    def forward(self, x):
        features = [x]
        for layer in self.layers:
            features.append(layer(torch.cat(features, 1)))
        return torch.cat(features, 1)


def densenet121():
    layers, c = [conv(3, 64, 7, 2), nn.MaxPool2d(3, 2, 1)], 64
    for n, depth in enumerate((6, 12, 24, 16)):
        layers.append(Dense(c, depth))
        c += 32 * depth
        if n < 3:
            layers += [nn.BatchNorm2d(c), nn.ReLU(), nn.Conv2d(c, c // 2, 1, bias=False), nn.AvgPool2d(2)]
            c //= 2
    return classifier(nn.Sequential(*layers, nn.BatchNorm2d(c), nn.ReLU()), c)


def squeezenet():
    def fire(i, s, e):
        wide = Concat(nn.Conv2d(s, e, 1), nn.Conv2d(s, e, 3, padding=1))
        return nn.Sequential(nn.Conv2d(i, s, 1), nn.ReLU(), wide, nn.ReLU())

    def pool():
        return nn.MaxPool2d(3, 2, ceil_mode=True)

    features = nn.Sequential(
        *(nn.Conv2d(3, 96, 7, 2), nn.ReLU(), pool(), fire(96, 16, 64), fire(128, 16, 64), fire(128, 32, 128), pool()),
        *(fire(256, 32, 128), fire(256, 48, 192), fire(384, 48, 192), fire(384, 64, 256), pool(), fire(512, 64, 256)),
    )
    return nn.Sequential(features, nn.Conv2d(512, 1000, 1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten())


def inception(i, a, b0, b, c0, c, d):
    """GoogLeNet's block: 1x1, 3x3, "5x5" and pooled branches."""
    pooled = nn.Sequential(nn.MaxPool2d(3, 1, 1), conv(i, d, 1))
    return Concat(
        conv(i, a, 1),
        nn.Sequential(conv(i, b0, 1), conv(b0, b, 3)),
        nn.Sequential(conv(i, c0, 1), conv(c0, c, 3)),
        pooled,
    )


def googlenet():
    def pool(k=3):
        return nn.MaxPool2d(k, 2, ceil_mode=True)

    features = nn.Sequential(
        *(
            conv(3, 64, 7, 2),
            pool(),
            conv(64, 64, 1),
            conv(64, 192, 3),
            pool(),
            inception(192, 64, 96, 128, 16, 32, 32),
        ),
        *(inception(256, 128, 128, 192, 32, 96, 64), pool(), inception(480, 192, 96, 208, 16, 48, 64)),
        *(inception(512, 160, 112, 224, 24, 64, 64), inception(512, 128, 128, 256, 24, 64, 64)),
        *(inception(512, 112, 144, 288, 32, 64, 64), inception(528, 256, 160, 320, 32, 128, 128), pool(2)),
        *(inception(832, 256, 160, 320, 32, 128, 128), inception(832, 384, 192, 384, 48, 128, 128)),
    )
    return classifier(features, 1024)


class LayerNorm2d(nn.LayerNorm):
    """Layer norm over the channels."""

    def forward(self, x):
        return super().forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class ConvNeXtBlock(nn.Module):
    """Depthwise 7x7, layer norm, two linear layers, a learned scale, the skip."""

    def __init__(self, c: int) -> None:
        super().__init__()
        self.depthwise = nn.Conv2d(c, c, 7, padding=3, groups=c)
        self.norm, self.up, self.down = nn.LayerNorm(c), nn.Linear(c, 4 * c), nn.Linear(4 * c, c)
        self.scale = nn.Parameter(torch.full((c, 1, 1), 1e-6))

    def forward(self, x):
        y = self.norm(self.depthwise(x).permute(0, 2, 3, 1))
        return x + self.scale * self.down(F.gelu(self.up(y))).permute(0, 3, 1, 2)


def convnext_tiny():
    layers, i = [nn.Conv2d(3, 96, 4, 4), LayerNorm2d(96)], 96
    for c, n in ((96, 3), (192, 3), (384, 9), (768, 3)):
        if c != i:
            layers += [LayerNorm2d(i), nn.Conv2d(i, c, 2, 2)]
        layers += [ConvNeXtBlock(c) for _ in range(n)]
        i = c
    head = [nn.AdaptiveAvgPool2d(1), LayerNorm2d(768), nn.Flatten(), nn.Linear(768, 1000)]
    return nn.Sequential(nn.Sequential(*layers), *head)


class ViT(nn.Module):
    """A vision transformer with torch's own encoder layers."""

    def __init__(self, size=224, patch=16, width=768, depth=12, heads=12, classes=1000) -> None:
        super().__init__()
        self.patches = nn.Conv2d(3, width, patch, patch)
        self.token = nn.Parameter(torch.zeros(1, 1, width))
        self.places = nn.Parameter(torch.zeros(1, (size // patch) ** 2 + 1, width))
        layer = nn.TransformerEncoderLayer(width, heads, 4 * width, 0.0, "gelu", batch_first=True, norm_first=True)
        self.encoder = nn.TransformerEncoder(layer, depth, nn.LayerNorm(width), enable_nested_tensor=False)
        self.head = nn.Linear(width, classes)

    def forward(self, x):
        x = self.patches(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(len(x), -1, -1), x], 1) + self.places
        return self.head(self.encoder(x)[:, 0])


# name -> (builder, published parameters, published GMACs at 224, published span of the features where there is one)
KNOWN = {
    "alexnet": (alexnet, 61_100_840, 0.71, 195),
    "vgg16": (vgg16, 138_357_544, 15.47, 212),
    "resnet18": (resnet18, 11_689_512, 1.81, None),
    "resnet50": (resnet50, 25_557_032, 4.09, 427),
    "mobilenet_v1": (mobilenet_v1, 4_231_976, None, 315),
    "mobilenet_v2": (mobilenet_v2, 3_504_872, 0.30, None),
    "densenet121": (densenet121, 7_978_856, 2.83, None),
    "squeezenet": (squeezenet, 1_248_424, 0.82, None),
    "googlenet": (googlenet, 6_624_904, 1.50, None),
    "convnext_tiny": (convnext_tiny, 28_589_128, 4.46, None),
    "efficientnet_b0": (efficientnet_b0, 5_288_548, 0.39, None),
    "vit_b_16": (ViT, 86_567_656, 17.56, None),
}


def known(name: str) -> nn.Module:
    """One of the known networks, its weights not filled in, in eval mode."""
    with torch.device("meta"):
        return KNOWN[name][0]().eval().to_empty(device="cpu")
