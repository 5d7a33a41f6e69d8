"""Training LeNet-5: seeded, repeatable to the bit on one thread, resumable after every epoch.

The lecture's recipe is plain SGD in batches of 64, w <- w - eta grad. The other recipe, `augmented`, is what trains
this network best on few images: Nesterov momentum, v <- mu v + grad, w <- w - eta(t) (grad + mu v); a rate that
rises and falls once; images slightly turned, scaled and shifted. Whatever is random in epoch e is drawn from a stream
of its own, numbered (seed, e), so that a resumed training needs no generator's state to repeat exactly what an
uninterrupted one does.
"""

from __future__ import annotations

import math
import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from cnn.data import Dataset, Images, split
from cnn.lenet5 import LeNet5, initialisation, initialise
from derivations.errors import UserError, nearest

__all__ = [
    "RECIPES",
    "Epoch",
    "Recipe",
    "Run",
    "Training",
    "batch",
    "distorted",
    "error",
    "one_cycle",
    "one_thread",
    "padded",
    "probabilities",
    "start",
    "train",
]

RECIPES = ("plain", "augmented")
MOMENTUM = 0.9


@contextmanager
def one_thread() -> Iterator[None]:
    """One thread in the block, or the function: at this size two are slower, and one repeats sums in the same order."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How a network is trained; equal recipes on equal data give equal networks, to the bit.

    `held_back` training images are kept aside, drawn by the seed, to measure a validation error on.

    >>> Recipe(epochs=0)
    Traceback (most recent call last):
    derivations.errors.UserError: epochs must be 1 to 1000, not 0
    """

    init: str = "he"
    learning_rate: float = 0.1
    epochs: int = 20
    seed: int = 0
    held_back: int = 0
    method: str = "plain"
    batch_size: int = 64

    def __post_init__(self) -> None:
        initialisation(self.init)
        if self.method not in RECIPES:
            raise nearest(self.method, RECIPES, what="recipe")
        if not (math.isfinite(self.learning_rate) and self.learning_rate > 0):
            raise UserError(f"the learning rate must be positive and finite, not {self.learning_rate}")
        for name, value, low, high in (
            ("epochs", self.epochs, 1, 1000),
            ("seed", self.seed, 0, 2**32 - 1),
            ("batch_size", self.batch_size, 1, 100_000),
            ("held_back", self.held_back, 0, 1_000_000),
        ):
            if not low <= value <= high:
                raise UserError(f"{name} must be {low} to {high}, not {value}")

    def command(self, data: str, **more: object) -> str:
        """The command line that trains by this recipe, with `more` options.

        >>> Recipe(seed=3, learning_rate=0.01).command("mnist-5k", resolution=0.02)
        'halfmoment train --data mnist-5k --learning-rate 0.01 --seed 3 --resolution 0.02'
        """
        words = ["halfmoment", "train", "--data", data]
        unusual = {
            name: getattr(self, name) for name, usual in asdict(Recipe()).items() if getattr(self, name) != usual
        }
        for name, value in (unusual | more).items():
            words += ["--" + name.replace("_", "-"), str(value)]
        return shlex.join(words)


@dataclass(frozen=True, slots=True)
class Epoch:
    """What one pass over the training images came to; errors are fractions of images misread."""

    number: int
    train_loss: float  # the mean over the epoch's batches, each before its step
    validation_error: float | None
    test_error: float


@dataclass(frozen=True, slots=True)
class Run:
    """A training in plain numbers: the loss at every step, the errors after every epoch."""

    recipe: Recipe
    data: str
    epochs: tuple[Epoch, ...] = ()
    losses: tuple[float, ...] = ()
    diverged: bool = False  # a loss was no finite number; the training stopped there

    @property
    def finished(self) -> bool:
        """Whether nothing is left to train."""
        return self.diverged or len(self.epochs) >= self.recipe.epochs

    def to_dict(self) -> dict[str, Any]:
        """For JSON: a loss that is no finite number becomes null."""
        record = asdict(self)
        record["losses"] = [_finite(loss) for loss in self.losses]
        record["epochs"] = [asdict(epoch) | {"train_loss": _finite(epoch.train_loss)} for epoch in self.epochs]
        return record


@dataclass(frozen=True, slots=True, eq=False)
class Training:
    """A network in training: its weights, its momentum (one tensor a parameter), the run so far."""

    network: LeNet5
    velocity: list[Tensor]
    run: Run


def start(data: Dataset, recipe: Recipe) -> Training:
    """A network with its first weights, drawn by the recipe, and no epoch yet."""
    network = LeNet5()
    initialise(network, recipe.init, generator=_stream(recipe.seed, 0))
    return Training(network, [torch.zeros_like(weight) for weight in network.parameters()], Run(recipe, data.name))


@one_thread()
def train(
    data: Dataset,
    training: Recipe | Training,
    *,
    on_epoch: Callable[[Training], None] | None = None,
    on_step: Callable[[Run, float], None] | None = None,
) -> Training:
    """Train a LeNet-5 by the recipe, or go on with a training: after it, bit for bit the same as if never interrupted.

    `on_epoch` gets the training before the first epoch and after each, the place to save it; `on_step` the epochs so
    far and the loss, after every step. Raises UserError where more images are held back than there are.
    """
    if isinstance(training, Recipe):
        training = start(data, training)
    network = training.network.to(memory_format=torch.channels_last)  # pooling NCHW would take a third of a step
    recipe = training.run.recipe
    kept, validation = split(data.train, recipe.held_back, rng=np.random.default_rng([recipe.seed, 0]))
    images, labels = padded(kept)  # (N, 1, 32, 32) uint8, (N,)
    while True:
        if on_epoch:
            on_epoch(training)
        if training.run.finished:
            return training
        losses = _epoch(training, images, labels, on_step)
        epoch = Epoch(
            number=len(training.run.epochs) + 1,
            train_loss=sum(losses) / len(losses),
            validation_error=error(network, validation) if len(validation) else None,
            test_error=error(network, data.test),
        )
        run = replace(
            training.run,
            epochs=(*training.run.epochs, epoch),
            losses=(*training.run.losses, *losses),
            diverged=not math.isfinite(losses[-1]),
        )
        training = replace(training, run=run)


def _epoch(
    training: Training, images: Tensor, labels: Tensor, on_step: Callable[[Run, float], None] | None
) -> list[float]:
    """One pass over the images in random order: the loss before every step, up to one that is no finite number."""
    network, recipe, number = training.network, training.run.recipe, len(training.run.epochs)
    random = _stream(recipe.seed, number + 1)
    weights = tuple(network.parameters())
    batches = torch.randperm(len(images), generator=random).split(recipe.batch_size)
    losses: list[float] = []
    for step, which in enumerate(batches):
        x = batch(images, which)  # (B, 1, 32, 32)
        if recipe.method == "augmented":
            x = distorted(x, generator=random)
        loss = F.cross_entropy(network(x), labels[which])
        losses.append(loss.item())
        if not math.isfinite(losses[-1]):
            break
        gradients = torch.autograd.grad(loss, weights)
        with torch.no_grad():  # by hand: torch.optim takes a second to import
            if recipe.method == "plain":
                for w, g in zip(weights, gradients, strict=True):
                    w.sub_(g, alpha=recipe.learning_rate)
            else:
                rate = recipe.learning_rate * one_cycle((number + step / len(batches)) / recipe.epochs)
                for w, g, v in zip(weights, gradients, training.velocity, strict=True):
                    v.mul_(MOMENTUM).add_(g)
                    w.sub_(g.add(v, alpha=MOMENTUM), alpha=rate)
        if on_step:
            on_step(training.run, losses[-1])
    return losses


def one_cycle(progress: float) -> float:
    """The learning rate over its peak: a cosine up from 1/25 over the first 30% of all steps, then one down to 0.

    >>> [round(one_cycle(t), 2) for t in (0, 0.3, 0.65, 1)]
    [0.04, 1.0, 0.5, 0.0]
    """
    start, rise = 1 / 25, 0.3
    if progress < rise:
        return start + (1 - start) * (1 - math.cos(math.pi * progress / rise)) / 2
    return (1 + math.cos(math.pi * (progress - rise) / (1 - rise))) / 2


def distorted(x: Tensor, *, generator: torch.Generator) -> Tensor:
    """Every image turned by up to 10 degrees, scaled by up to 10% and shifted by up to 2 pixels an axis, at random."""
    turn, scale, across, down = (2 * torch.rand(4, len(x), generator=generator) - 1).unbind()  # each (B,)
    angle, scale = turn * math.radians(10), 1 + 0.1 * scale
    cosine, sine = scale * torch.cos(angle), scale * torch.sin(angle)
    shift = 2 * 2 / x.shape[-1]  # two pixels, where the image's width is 2
    theta = torch.stack((cosine, -sine, shift * across, sine, cosine, shift * down), dim=1)  # (B, 6)
    grid = F.affine_grid(theta.view(-1, 2, 3), list(x.shape), align_corners=False)  # (B, 32, 32, 2)
    return F.grid_sample(x, grid, align_corners=False)  # (B, 1, 32, 32)


def padded(images: Images) -> tuple[Tensor, Tensor]:
    """The images with a border of two zeros, (N, 1, 32, 32) uint8, and their labels, (N,) int64."""
    pixels = torch.zeros(len(images), 1, 32, 32, dtype=torch.uint8)
    pixels[:, 0, 2:-2, 2:-2] = torch.from_numpy(np.array(images.pixels))
    return pixels, torch.from_numpy(images.labels.astype(np.int64))


def batch(images: Tensor, which: Tensor | slice) -> Tensor:
    """Those images as the network reads them, pixels in [0, 1]: (N, 1, 32, 32) uint8 -> (B, 1, 32, 32) float32."""
    return images[which].float().div_(255)


@one_thread()
@torch.no_grad()
def probabilities(network: LeNet5, images: Images) -> Tensor:
    """The network's softmax output for every image: (N, 10)."""
    pixels, _ = padded(images)
    logits = [network(batch(pixels, slice(start, start + 500))) for start in range(0, len(pixels), 500)]
    return torch.cat(logits).softmax(dim=1)


def error(network: LeNet5, images: Images) -> float:
    """The fraction of the images whose most probable class is not their label."""
    return float(np.mean(probabilities(network, images).argmax(dim=1).numpy() != images.labels))


def _stream(seed: int, number: int) -> torch.Generator:
    state = np.random.SeedSequence([seed, number]).generate_state(1, np.uint64)
    return torch.Generator().manual_seed(int(state[0]))


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None
