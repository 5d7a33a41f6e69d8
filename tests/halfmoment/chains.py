"""Chains of text applied by torch, with numbers for the letters of their weights."""

import torch
import torch.nn.functional as F


def applied(layers, channels):
    """A function of a batch, and the numbers that the letters w1, w2, ..., v1, ... stand for."""
    letters, steps, number = {}, [], 0
    generator = torch.Generator().manual_seed(0)
    for layer in layers:
        if layer.kind == "flatten":
            continue
        number += 1
        get = {name: values[0] for name, values in layer.numbers.items()}
        pad = layer.padding[0] if layer.padding else (0, 0)
        if layer.kind == "conv":
            out = get.get("c", channels)
            steps.append(("conv", get, pad, layer.words, (out, channels), "wvutsrqponm"[number - 1]))
            channels = out
        else:
            steps.append((layer.kind, get, pad, layer.words, layer.factor, ""))

    weights = {}

    def apply(x):
        for kind, get, pad, words, extra, letter in steps:
            axes = x.dim() - 2
            if kind == "conv":
                k, s, d = get["k"], get.get("s", 1), get.get("d", 1)
                if letter not in weights:
                    shape = (*extra, *[k] * axes)
                    weights[letter] = torch.rand(shape, generator=generator, dtype=torch.float64)
                    letters.update({f"{letter}{n + 1}": v for n, v in enumerate(weights[letter].flatten().tolist())})
                pads = [pad] * axes
                if words:
                    size = [-(-n // s) for n in x.shape[2:]]
                    total = [max(0, (o - 1) * s + d * (k - 1) + 1 - n) for o, n in zip(size, x.shape[2:], strict=True)]
                    pads = [(t // 2, t - t // 2) for t in total]
                x = F.pad(x, [p for pair in reversed(pads) for p in pair])
                x = (F.conv1d if axes == 1 else F.conv2d)(x, weights[letter], stride=s, dilation=d)
            elif kind == "avgpool":
                pool = F.avg_pool1d if axes == 1 else F.avg_pool2d
                x = pool(x, get["k"], get.get("s"), pad[0])
            elif kind == "pad":
                x = F.pad(x, pad * axes)
            else:
                x = F.interpolate(x, scale_factor=float(extra[0]))
        return x

    return apply, letters
