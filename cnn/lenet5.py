"""LeNet-5 as the lecture draws it, and the laws its weights are drawn from.

C1 conv 5x5 -> 6, S2 max-pool, C3 conv 5x5 -> 16, S4 max-pool, C5 conv 5x5 -> 120, F6 linear 84, output linear 10, ReLU
between them; 61,706 parameters. Two things are written for speed and change no value: ReLU comes after the pooling (a
maximum commutes with an increasing function), and C5, whose 5 x 5 window meets a 5 x 5 input once, is a linear layer.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from derivations.errors import nearest

__all__ = ["INITIALISATIONS", "LAYERS", "Fans", "Initialisation", "LeNet5", "fans", "initialisation", "initialise"]

LAYERS = ("c1", "c3", "c5", "f6", "out")  # the layers with weights, in the order of the signal


class LeNet5(nn.Module):
    """LeNet-5 (LeCun et al. 1998, with max-pooling, ReLU and full connections): (B, 1, 32, 32) -> (B, 10) logits.

    >>> sum(parameter.numel() for parameter in LeNet5().parameters())
    61706
    """

    def __init__(self) -> None:
        super().__init__()
        self.c1 = nn.Conv2d(1, 6, kernel_size=5)
        self.s2 = nn.MaxPool2d(2, stride=2)
        self.c3 = nn.Conv2d(6, 16, kernel_size=5)
        self.s4 = nn.MaxPool2d(2, stride=2)
        self.c5 = nn.Linear(16 * 5 * 5, 120)
        self.f6 = nn.Linear(120, 84)
        self.out = nn.Linear(84, 10)

    def forward(self, x: Tensor) -> Tensor:
        """Logits of images with pixels in [0, 1]."""
        x = F.relu(self.s2(self.c1(x)))  # (B, 1, 32, 32) -> (B, 6, 28, 28) -> (B, 6, 14, 14)
        x = F.relu(self.s4(self.c3(x)))  # (B, 16, 10, 10) -> (B, 16, 5, 5)
        x = F.relu(self.c5(x.flatten(1)))  # (B, 400) -> (B, 120)
        x = F.relu(self.f6(x))  # (B, 84)
        return self.out(x)  # (B, 10)


class Fans(NamedTuple):
    """How many inputs one output sums over, and how many outputs one input feeds (borders aside)."""

    into: int
    out: int


@dataclass(frozen=True, slots=True)
class Initialisation:
    """A law for a layer's weights: centred, of the given variance, normal or uniform; biases 0, or with their own."""

    name: str
    title: str
    weight_variance: Callable[[Fans], Fraction]
    uniform: bool = False
    bias_variance: Callable[[Fans], Fraction] = lambda _: Fraction(0)

    def draw_(self, tensor: Tensor, variance: Fraction, generator: torch.Generator | None) -> None:
        """Fill the tensor with independent draws, centred and of that variance, uniform or normal as the law says."""
        deviation = math.sqrt(variance)
        if self.uniform:
            bound = math.sqrt(3) * deviation  # U(-a, a) has variance a^2/3
            tensor.uniform_(-bound, bound, generator=generator)
        else:
            tensor.normal_(0, deviation, generator=generator)


def _lecun(fans: Fans) -> Fraction:
    return Fraction(1, fans.into)


def _glorot(fans: Fans) -> Fraction:
    return Fraction(2, fans.into + fans.out)


def _he(fans: Fans) -> Fraction:
    return Fraction(2, fans.into)


def _torch(fans: Fans) -> Fraction:
    return Fraction(1, 3 * fans.into)


INITIALISATIONS: dict[str, Initialisation] = {
    law.name: law
    for law in (
        Initialisation("lecun", "LeCun, N(0, 1/n)", _lecun),
        Initialisation("glorot", "Glorot, N(0, 2/(n + n'))", _glorot),
        Initialisation("he", "He, N(0, 2/n)", _he),
        Initialisation("torch", "torch's default, U(±1/√n), biases too", _torch, uniform=True, bias_variance=_torch),
        Initialisation("normal-1", "N(0, 1)", lambda _: Fraction(1)),
        Initialisation("normal-0.01", "N(0, 0.01²)", lambda _: Fraction(1, 100) ** 2),
        Initialisation("lecun-uniform", "LeCun, U(±√(3/n))", _lecun, uniform=True),
        Initialisation("glorot-uniform", "Glorot, U(±√(6/(n + n')))", _glorot, uniform=True),
        Initialisation("he-uniform", "He, U(±√(6/n))", _he, uniform=True),
    )
}


def initialisation(name: str) -> Initialisation:
    """The law of that name; raises UserError with the nearest known one."""
    if name not in INITIALISATIONS:
        raise nearest(name, list(INITIALISATIONS), what="initialisation")
    return INITIALISATIONS[name]


def fans(layer: nn.Module) -> Fans:
    """The fans of a convolution or a linear layer, counted as Glorot and He do.

    >>> network = LeNet5()
    >>> fans(network.c3), fans(network.c5)
    (Fans(into=150, out=400), Fans(into=400, out=120))
    """
    weight = layer.weight  # (out, in, *kernel)
    assert isinstance(weight, Tensor)
    window = weight[0, 0].numel()
    return Fans(weight.shape[1] * window, weight.shape[0] * window)


@torch.no_grad()
def initialise(network: nn.Module, name: str, *, generator: torch.Generator | None = None) -> None:
    """Draw every weight and bias of the network's LAYERS anew from the law of that name.

    >>> network = LeNet5()
    >>> initialise(network, "he", generator=torch.Generator().manual_seed(0))
    >>> network.c5.bias.abs().max().item()
    0.0
    """
    law = initialisation(name)
    for layer_name in LAYERS:
        layer = network.get_submodule(layer_name)
        law.draw_(layer.weight, law.weight_variance(fans(layer)), generator)
        law.draw_(layer.bias, law.bias_variance(fans(layer)), generator)
