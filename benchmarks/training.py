"""Ratios of training speed: `python -m benchmarks.training`. One thread, one run, the ways take turns, medians.

The two peers are the loops of the tutorials: a Dataset that makes one PIL image a sample, transforms it and hands it to
a DataLoader, and a TensorDataset in a DataLoader. Both train the textbook's network by torch.optim.SGD. All three loops
start from the same weights, take the same batches in the same order, and must arrive at the same weights.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import sys
import time
from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, Dataset, TensorDataset

from cnn.data import Images, load
from cnn.lenet5 import LeNet5
from cnn.train import Recipe, padded, start, train

AIMS = {"PIL images in a DataLoader": 1.5, "TensorDataset in a DataLoader": 1.2}
RECIPE = Recipe(epochs=1, learning_rate=0.01)


def textbook(network: LeNet5) -> nn.Sequential:
    """The network as it is drawn, with these weights: ReLU before the pooling, C5 a convolution."""
    layers = nn.Sequential(
        nn.Conv2d(1, 6, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 120, 5), nn.ReLU(), nn.Flatten(),
        nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10),
    )  # fmt: skip
    with torch.no_grad():
        for theirs, mine in zip(layers.parameters(), network.parameters(), strict=True):
            theirs.copy_(mine.reshape(theirs.shape))
    return layers


class PilImages(Dataset):
    """What torchvision's MNIST does a sample: an array becomes a PIL image, is padded, becomes a tensor in [0, 1]."""

    def __init__(self, images: Images) -> None:
        self.images = images

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        from PIL import Image, ImageOps

        image = ImageOps.expand(Image.fromarray(self.images.pixels[index]), border=2, fill=0)
        pixels = torch.from_numpy(np.array(image, np.uint8, copy=True)).view(1, 32, 32)
        return pixels.to(torch.float32).div(255), int(self.images.labels[index])


def tutorial(data: Dataset, network: nn.Module, order: list[int]) -> nn.Module:
    """The loop of the tutorials: zero_grad, forward, backward, step."""
    optimizer = torch.optim.SGD(network.parameters(), lr=RECIPE.learning_rate)
    for x, y in DataLoader(data, batch_size=RECIPE.batch_size, sampler=order):
        optimizer.zero_grad()
        loss = F.cross_entropy(network(x), y)
        loss.backward()
        optimizer.step()
    return network


def main() -> int:
    """Time the three and print the ratios; exit status 1 where an aim is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    mnist = load()
    few = mnist.test[:1]
    mnist = type(mnist)(mnist.name, mnist.train, few)  # nobody's time goes into testing

    state = np.random.SeedSequence([RECIPE.seed, 1]).generate_state(1, np.uint64)
    order = torch.randperm(len(mnist.train), generator=torch.Generator().manual_seed(int(state[0]))).tolist()
    pixels, labels = padded(mnist.train)
    tensors = TensorDataset(pixels.float().div(255), labels)
    first = start(mnist, RECIPE).network
    ways: dict[str, Callable[[], nn.Module]] = {
        "ours": lambda: train(mnist, RECIPE).network,
        "PIL images in a DataLoader": lambda: tutorial(PilImages(mnist.train), textbook(first), order),
        "TensorDataset in a DataLoader": lambda: tutorial(tensors, textbook(first), order),
    }
    trained = {name: way() for name, way in ways.items()}  # also the warming up
    for name, network in trained.items():
        for mine, theirs in zip(trained["ours"].parameters(), network.parameters(), strict=True):
            torch.testing.assert_close(theirs.reshape(mine.shape), mine, rtol=1e-3, atol=1e-5, msg=f"{name} differs")

    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(arguments.repeats):
        for name, way in ways.items():
            before = time.perf_counter()
            way()
            seconds[name].append(time.perf_counter() - before)
    medians = {name: statistics.median(taken) / len(mnist.train) * 1e6 for name, taken in seconds.items()}
    ratios = {
        name: statistics.median(theirs / ours for theirs, ours in zip(seconds[name], seconds["ours"], strict=True))
        for name in AIMS
    }
    if arguments.json:
        print(json.dumps({"microseconds_per_sample": medians, "ratios": ratios, "aims": AIMS}))
    else:
        print(f"LeNet-5, {len(mnist.train):,} images, one thread, torch {torch.__version__}, {platform.machine()}")
        for name, median in medians.items():
            ratio = f"ours is {ratios[name]:.2f} times as fast (aim {AIMS[name]})" if name in AIMS else ""
            print(f"{name:30}  {median:6.1f} us a sample  {ratio}".rstrip())
    return 0 if all(ratios[name] >= aim for name, aim in AIMS.items()) else 1


if __name__ == "__main__":
    sys.exit(main())
