"""How large LeNet-5's preactivations are at initialisation: measured over many networks, beside two predictions.

`plain_recursion` is the lectures' rule, layer by layer: E[z'^2] = n Var(w) E[z^2]/2 + Var(b). It knows neither pooling
nor borders, and is off by known factors after them. `pooled_recursion` follows E[z_p z_q] for every pair of places:

- a preactivation sums over its window, so that over the weights Cov(z_p, z_q) = Var(w) sum_t E[a_{p+t} a_{q+t}];
- a pooling window is taken for four Gaussians with one variance and one correlation (the means of their four
  variances and six covariances), and two windows for eight, with one correlation between the windows.

The first is exact, and gives each place its weight at the border. The second is an approximation, and it is another
that C3's preactivations are Gaussian; what they cost is seen from the measurement. Nothing here is a verdict: what must
hold exactly is in `cnn.confirm`.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.func import functional_call, vmap
from torch.nn import functional as F

from cnn.geometry import recorded
from cnn.lenet5 import LAYERS, Fans, Initialisation, LeNet5, fans, initialisation
from cnn.train import one_thread
from verify.statistics.streams import stream

__all__ = [
    "LayerSignal",
    "Signal",
    "measured_signal",
    "plain_recursion",
    "pooled_recursion",
    "preactivations",
    "signal",
]

NETWORKS_AT_ONCE = 50
GRID = 25  # points of each axis of the tables


@dataclass(frozen=True, slots=True)
class LayerSignal:
    """E[z^2] of one layer's preactivation z: the mean over the networks and its standard error, and the predictions."""

    name: str
    measured: float
    standard_error: float
    plain: float
    pooled: float


@dataclass(frozen=True, slots=True)
class Signal:
    """An initialisation's signal through the network, over `networks` networks that look at the same images."""

    init: str
    networks: int
    images: int
    layers: tuple[LayerSignal, ...]

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def signal(x: Tensor, init: str, *, networks: int, seed: int) -> Signal:
    """Measure and predict E[z^2] of every layer at initialisation, for images x (B, 1, 32, 32)."""
    law = initialisation(init)
    means, errors = measured_signal(x, law, networks=networks, seed=seed)
    plain, pooled = plain_recursion(x, law), pooled_recursion(x, law)
    return Signal(init, networks, len(x), tuple(map(LayerSignal, LAYERS, means, errors, plain, pooled)))


@one_thread()
@torch.no_grad()
def preactivations(network: nn.Module, x: Tensor) -> list[float]:
    """E[z^2] of every layer of one network, over images, places and units."""
    with recorded(network) as seen:
        network(x)
    return [seen[name][1].double().square().mean().item() for name in LAYERS]


@one_thread()
@torch.no_grad()
def measured_signal(x: Tensor, law: Initialisation, *, networks: int, seed: int) -> tuple[list[float], list[float]]:
    """The mean of E[z^2] over many networks, and its standard error: LeNet-5 itself is run, batched over weights."""
    source = stream(f"lenet5-signal-{law.name}", seed)
    network, generator = LeNet5(), torch.Generator().manual_seed(int(source.integers(2**63)))

    def mean_squares(parameters: dict[str, Tensor]) -> Tensor:
        with recorded(network) as seen:
            functional_call(network, parameters, (x,))
        return torch.stack([seen[name][1].square().mean() for name in LAYERS])  # (5,)

    def draw(count: int) -> dict[str, Tensor]:
        drawn = {}
        for name in LAYERS:
            layer = network.get_submodule(name)
            drawn[f"{name}.weight"] = torch.empty(count, *layer.weight.shape)
            drawn[f"{name}.bias"] = torch.empty(count, *layer.bias.shape)
            law.draw_(drawn[f"{name}.weight"], law.weight_variance(fans(layer)), generator)
            law.draw_(drawn[f"{name}.bias"], law.bias_variance(fans(layer)), generator)
        return drawn

    sizes = [min(NETWORKS_AT_ONCE, networks - start) for start in range(0, networks, NETWORKS_AT_ONCE)]
    squares = torch.cat([vmap(mean_squares)(draw(size)) for size in sizes]).double()  # (networks, 5)
    return squares.mean(dim=0).tolist(), (squares.std(dim=0) / math.sqrt(networks)).tolist()


def plain_recursion(x: Tensor, law: Initialisation) -> list[float]:
    """The lectures' rule: n Var(w) E[x^2] + Var(b), then n Var(w) E[z^2]/2 + Var(b) for layer after layer."""
    mean_square, predictions = x.double().square().mean().item(), []
    for n in _all_fans():
        predictions.append(float(n.into * law.weight_variance(n)) * mean_square + float(law.bias_variance(n)))
        mean_square = predictions[-1] / 2
    return predictions


@one_thread()
@torch.no_grad()
def pooled_recursion(x: Tensor, law: Initialisation) -> list[float]:
    """E[z^2] layer by layer, with the border's weights and the correlations in and between pooling windows."""
    c1, c3, c5, f6, out = _all_fans()
    x = x.double().squeeze(1)  # (B, 32, 32)
    z1 = _convolved(torch.einsum("bij,bkl->bijkl", x, x), c1, law)  # (B, 28, 28, 28, 28)
    z3 = _convolved(_pooled(z1), c3, law)  # (B, 10, 10, 10, 10)
    predictions = [_mean_square(z1), _mean_square(z3)]
    second_moment = _mean_square(_pooled(z3))  # every place of S4 feeds C5 equally
    for n in (c5, f6, out):
        predictions.append(float(n.into * law.weight_variance(n)) * second_moment + float(law.bias_variance(n)))
        second_moment = predictions[-1] / 2
    return predictions


def _all_fans() -> list[Fans]:
    network = LeNet5()
    return [fans(network.get_submodule(name)) for name in LAYERS]


def _mean_square(moments: Tensor) -> float:
    return torch.einsum("bijij->bij", moments).mean().item()


def _convolved(a: Tensor, n: Fans, law: Initialisation) -> Tensor:
    """E[a_p a_q] -> E[z_p z_q] through a valid 5 x 5 convolution: Var(w) times the sum over taps, + Var(b)."""
    side = a.shape[1] - 4
    z = torch.zeros(len(a), side, side, side, side, dtype=a.dtype)
    for i in range(5):
        for j in range(5):
            z += a[:, i : i + side, j : j + side, i : i + side, j : j + side]
    return z * float(n.into * law.weight_variance(n) / 25) + float(law.bias_variance(n))


def _pooled(z: Tensor) -> Tensor:
    """E[z_p z_q] -> E[a_P a_Q] for a_P = max(0, the z in the 2 x 2 window P)."""
    half = z.shape[1] // 2
    places = half * half
    blocks = z.unflatten(4, (half, 2)).unflatten(3, (half, 2)).unflatten(2, (half, 2)).unflatten(1, (half, 2))
    covariance = blocks.mean(dim=(2, 4, 6, 8)).view(-1, places, places)  # (B, P, Q): the mean of sixteen
    variance = torch.einsum("bijij->bij", z).unflatten(2, (half, 2)).unflatten(1, (half, 2)).mean(dim=(2, 4))
    variance = variance.view(-1, places)
    inside = (16 * covariance.diagonal(dim1=1, dim2=2) - 4 * variance) / 12  # twelve of the sixteen are covariances
    rho = (inside / variance).nan_to_num().clamp(0, 1)  # a black window has neither variance nor correlation

    scale = (variance[:, :, None] * variance[:, None, :]).sqrt()
    rhos = (rho[:, :, None] + rho[:, None, :]) / 2
    shared = (covariance / scale / rhos).nan_to_num().clamp(0, 1)  # c/rho
    across, within = _tables()
    moments = scale * _looked_up(across, rhos, shared)
    moments.diagonal(dim1=1, dim2=2).copy_(variance * _looked_up(within, rho, torch.ones_like(rho)))
    return moments.view(-1, half, half, half, half)


def _looked_up(table: Tensor, rho: Tensor, shared: Tensor) -> Tensor:
    """The table at (rho, c/rho), between its points; it is even in sqrt(1 - rho) and sqrt(1 - c/rho)."""
    points = torch.stack((1 - 2 * (1 - shared).sqrt(), 1 - 2 * (1 - rho).sqrt()), dim=-1)  # in [-1, 1]
    return F.grid_sample(table[None, None], points.view(1, 1, -1, 2), align_corners=True).view(rho.shape)


@cache
def _tables() -> tuple[Tensor, Tensor]:
    """Moments of a = max(0, z_1, ..., z_4), z standard normal with correlation rho, on a grid of (rho, c/rho).

    The first is E[a a'] for another such window, correlated by c with this one; the second E[a^2].
    With z_i = sqrt(c) G + sqrt(rho - c) g + sqrt(1 - rho) e_i the e's enter by their maximum M, of density 4 phi Phi^3,
    g is integrated in closed form, and E[a a'] = E_G[E[a | G]^2].
    """
    nodes, weights = map(torch.from_numpy, np.polynomial.legendre.leggauss(64))
    G, m = 8 * nodes, 8 * nodes
    normal = torch.distributions.Normal(torch.tensor(0.0, dtype=torch.float64), 1.0)

    def density(t: Tensor) -> Tensor:
        return normal.log_prob(t).exp()

    root = (1 - torch.linspace(-1, 1, GRID, dtype=torch.float64)) / 2  # sqrt(1 - rho), sqrt(1 - c/rho): from 1 to 0
    rho = (1 - root**2)[:, None, None, None]  # (rho, c/rho, G, m)
    c = rho * (1 - root**2)[:, None, None]
    weight_G, weight_m = 8 * weights * density(G), 8 * weights * 4 * density(m) * normal.cdf(m) ** 3

    a = c.sqrt() * G[:, None] + (1 - rho).sqrt() * m
    b = (rho - c).sqrt().clamp(min=1e-9)
    given_G = ((a * normal.cdf(a / b) + b * density(a / b)) * weight_m).sum(dim=-1)  # E[a | G]
    across = (given_G**2 * weight_G).sum(dim=-1)

    a, b = (1 - rho[:, 0, 0]).sqrt() * m, rho[:, 0, 0].sqrt().clamp(min=1e-9)
    within = (((a**2 + b**2) * normal.cdf(a / b) + a * b * density(a / b)) * weight_m).sum(dim=-1)
    return across, within[:, None].expand(GRID, GRID)
