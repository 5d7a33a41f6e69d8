"""What must hold exactly on the live network: the conditional identity, layer by layer.

Given what a layer actually reads, the variance of its preactivation over fresh weights is

    Var(z) = n Var(w) E[x^2] + Var(b),

E[x^2] being the mean of the squares in the window. It asks nothing of the layers below: not that their outputs are
independent, nor identically distributed, nor that no training has changed them. The layer itself is run with thousands
of draws of its weights, and the mean is tested sequentially.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.func import functional_call
from torch.nn import functional as F

from cnn.data import Images
from cnn.geometry import recorded
from cnn.lenet5 import LAYERS, Initialisation, LeNet5, fans, initialisation
from cnn.train import batch, one_thread, padded
from verify.statistics.sequential import Certified, SequentialResult, mean_test, stream
from verify.verdicts import ErrorBudget, Verdict

__all__ = ["LayerInput", "conditional_verdicts", "layer_inputs", "variance_test"]

IMAGES, WINDOWS, CHUNK = 64, 256, 2048


@dataclass(frozen=True, slots=True, eq=False)
class LayerInput:
    """A layer with weights, and windows of what it reads: (P, C, 5, 5) for a convolution, (P, n) for a linear layer."""

    name: str
    layer: nn.Module
    windows: Tensor

    @property
    def mean_square(self) -> float:
        """E[x^2]: the mean of the squares in the windows, in float64."""
        return self.windows.double().square().mean().item()

    @property
    def mean(self) -> float:
        """E[x]: not 0 after a ReLU, which is why Var(x) must not stand where E[x^2] does."""
        return self.windows.double().mean().item()

    def variance(self, law: Initialisation) -> float:
        """The identity's right side: n Var(w) E[x^2] + Var(b)."""
        n = fans(self.layer)
        return float(n.into * law.weight_variance(n)) * self.mean_square + float(law.bias_variance(n))


@one_thread()
@torch.no_grad()
def layer_inputs(network: LeNet5, images: Images, *, rng: np.random.Generator) -> tuple[LayerInput, ...]:
    """Windows, chosen at random, of what each layer reads while the network looks at some of the images."""
    pixels, _ = padded(images[rng.permutation(len(images))[:IMAGES]])
    with recorded(network) as seen:
        network(batch(pixels, slice(None)))
    found = []
    for name in LAYERS:
        layer, x = network.get_submodule(name), seen[name][0]
        if isinstance(layer, nn.Conv2d):
            x = F.unfold(x, layer.kernel_size).transpose(1, 2).flatten(0, 1)  # (B, n, L) -> (B L, n)
            x = x.view(-1, *layer.weight.shape[1:])  # (B L, C, 5, 5)
        found.append(LayerInput(name, layer, x[rng.permutation(len(x))[:WINDOWS]].contiguous()))
    return tuple(found)


@one_thread()
@torch.no_grad()
def variance_test(
    inputs: LayerInput,
    law: Initialisation,
    *,
    expected: float,
    resolution: float,
    budget: ErrorBudget,
    rng: np.random.Generator,
) -> SequentialResult:
    """Test that the layer's preactivation has the expected variance, over weights drawn by the law.

    One draw is X = mean over the windows of (z - z')^2/2, where z and z' are the layer's outputs for two independent
    draws of its weights and bias. Every window has a pattern of signs of its own, by which it is multiplied first: the
    laws are symmetric, so that w and its product with any pattern have one law and E[X] stays, but the windows' terms
    become nearly uncorrelated, and X varies ten times less.

    X is a quadratic form of the differences of the weights, of which no law here has a kurtosis above the Gaussian's.
    So Var X <= 2 tr((C S)^2) with S the windows' second moments, a 1 for the bias among them, and C the variances.
    """
    n = fans(inputs.layer)
    weight_variance, bias_variance = law.weight_variance(n), law.bias_variance(n)
    signs = torch.from_numpy(rng.integers(2, size=inputs.windows.shape).astype(np.float32) * 2 - 1)
    windows = inputs.windows * signs

    flat = F.pad(windows.flatten(1).double(), (0, 1), value=1.0)  # (P, n + 1)
    deviations = torch.tensor([weight_variance] * n.into + [bias_variance], dtype=torch.float64).sqrt()
    scaled = flat * deviations
    moments = scaled.T @ scaled / len(flat)  # (n + 1, n + 1)
    certified = Certified(2 * moments.square().sum().item())

    def preactivations(size: int, generator: torch.Generator) -> Tensor:
        weight, bias = torch.empty(size, *inputs.layer.weight.shape[1:]), torch.empty(size)
        law.draw_(weight, weight_variance, generator)
        law.draw_(bias, bias_variance, generator)
        return functional_call(inputs.layer, {"weight": weight, "bias": bias}, (windows,)).flatten(1)  # (P, size)

    def draw(source: np.random.Generator, size: int) -> np.ndarray:
        generator = torch.Generator().manual_seed(int(source.integers(2**63)))
        parts = []
        for start in range(0, size, CHUNK):
            count = min(CHUNK, size - start)
            parts.append((preactivations(count, generator) - preactivations(count, generator)).square().mean(dim=0) / 2)
        return torch.cat(parts).numpy()

    return mean_test(
        draw, expected, resolution=resolution, alpha=budget.alpha, beta=budget.beta, variance=certified, rng=rng
    )


def conditional_verdicts(
    network: LeNet5,
    images: Images,
    *,
    init: str,
    seed: int,
    rerun: str,
    resolution: float = 0.01,
    family_error: float = 1e-6,
) -> tuple[Verdict, ...]:
    """Confirm the conditional identity on every layer with weights: one verdict each, of one family.

    A layer that reads nothing but zeros, or numbers that are not finite, has nothing to measure: inconclusive.
    `rerun` is the command line that repeats this.
    """
    law = initialisation(init)
    result = "variance-of-preactivation" if law.bias_variance(fans(network.c1)) else "variance-of-neuron"
    budget = ErrorBudget(alpha=family_error, beta=family_error).split(len(LAYERS))
    verdicts = []
    for inputs in layer_inputs(network, images, rng=stream("lenet5-layer-inputs", seed)):
        expected, check = inputs.variance(law), f"lenet5-{inputs.name}"
        if expected > 0 and np.isfinite(expected):
            rng = stream(check, seed)
            found = variance_test(inputs, law, expected=expected, resolution=resolution, budget=budget, rng=rng)
            verdicts.append(found.as_verdict(result=result, check=check, seed=seed, rerun=rerun))
        else:
            note = "it reads only zeros: the units below are dead" if expected == 0 else "what it reads is not finite"
            verdicts.append(
                Verdict(result=result, check=check, verdict="inconclusive", expected=expected, rerun=rerun, note=note)
            )
    return tuple(verdicts)
