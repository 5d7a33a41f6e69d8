"""The geometry of the live network, measured and not calculated: sizes, receptive fields, parameters, multiplications.

No formula of convolution arithmetic is used here, so that the derived formulas can be compared with these numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from cnn.lenet5 import LeNet5
from cnn.train import one_thread

__all__ = ["LayerGeometry", "geometry", "recorded"]


@dataclass(frozen=True, slots=True)
class LayerGeometry:
    """One layer of the network, as it was seen to behave.

    `receptive_field` is the rows and columns of input pixels that its first unit sees, `start` the first of them,
    `jump` the pixels by which the field moves on with the next unit (None where there is but one). `multiplications`
    counts the products of a weight and an input, of one image; `flops` is what torch's own counter reports for it, an
    addition for every multiplication included.
    """

    name: str
    output_shape: tuple[int, ...]
    parameters: int
    multiplications: int
    flops: int
    receptive_field: tuple[int, int]
    start: tuple[int, int]
    jump: tuple[int, int] | None

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


@contextmanager
def recorded(network: nn.Module) -> Iterator[dict[str, tuple[Tensor, Tensor]]]:
    """What every layer reads and gives while the block runs: {name: (input, output)}, the latest call's.

    >>> network = LeNet5()
    >>> with recorded(network) as seen:
    ...     _ = network(torch.zeros(2, 1, 32, 32))
    >>> seen["c3"][0].shape
    torch.Size([2, 6, 14, 14])
    """
    seen: dict[str, tuple[Tensor, Tensor]] = {}

    def record(name: str) -> Any:
        def hook(_: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> None:
            seen[name] = inputs[0], output

        return hook

    handles = [layer.register_forward_hook(record(name)) for name, layer in network.named_children()]
    try:
        yield seen
    finally:
        for handle in handles:
            handle.remove()


@one_thread()
@torch.no_grad()
def geometry(network: nn.Module | None = None) -> tuple[LayerGeometry, ...]:
    """Measure every layer of LeNet-5 (or another chain of named layers that reads (1, 32, 32) images).

    With all weights 1 and all biases 0 the network answers two questions. Of an image with a single 1 in it, a unit
    shows more than 0 exactly where it sees that pixel. And a layer that reads nothing but ones sums up to the number of
    its multiplications, for each of them contributes one.

    >>> c3 = geometry()[2]
    >>> c3.name, c3.output_shape, c3.parameters, c3.multiplications, c3.receptive_field, c3.jump
    ('c3', (16, 10, 10), 2416, 240000, (14, 14), (2, 2))
    """
    network = network or LeNet5()
    height, width = 32, 32
    flops = FlopCounterMode(display=False)
    with flops, recorded(network) as seen:
        network(torch.rand(1, 1, height, width))
    shapes = {name: (inputs.shape, output.shape[1:]) for name, (inputs, output) in seen.items()}
    counts = {name.rpartition(".")[2]: sum(ops.values()) for name, ops in flops.get_flop_counts().items()}

    ones = _with_ones(network)
    pixels = torch.eye(height * width, dtype=torch.float64).view(-1, 1, height, width)
    with recorded(ones) as responses:
        ones(pixels)
    measured = []
    for name, layer in ones.named_children():
        parameters = sum(parameter.numel() for parameter in layer.parameters())
        ones_in = torch.ones(shapes[name][0], dtype=torch.float64)
        sees = responses[name][1].view(height, width, *shapes[name][1]) > 0  # (row, column, channel, unit's place)
        field, start, jump = _field(sees)
        measured.append(
            LayerGeometry(
                name=name,
                output_shape=tuple(shapes[name][1]),
                parameters=parameters,
                multiplications=round(layer(ones_in).sum().item()) if parameters else 0,
                flops=counts.get(name, 0),
                receptive_field=field,
                start=start,
                jump=jump,
            )
        )
    return tuple(measured)


def _with_ones(network: nn.Module) -> nn.Module:
    from copy import deepcopy

    ones = deepcopy(network).double()
    for name, parameter in ones.named_parameters():
        parameter.fill_(0 if name.endswith("bias") else 1)
    return ones


def _field(sees: Tensor) -> tuple[tuple[int, int], tuple[int, int], tuple[int, int] | None]:
    """The window of the first unit and how far the next one's has moved: sees is (32, 32, channels, rows, columns)."""
    sees = sees.any(dim=2)  # (32, 32, rows, columns) or (32, 32)
    units = sees.view(*sees.shape[:2], *(sees.shape[2:] or (1, 1)))

    def first_and_size(row: int, column: int) -> tuple[tuple[int, int], tuple[int, int]]:
        seen = units[:, :, row, column].nonzero()  # (pixels seen, 2)
        low, high = seen.amin(dim=0), seen.amax(dim=0)
        size = (high - low + 1).tolist()
        if len(seen) != size[0] * size[1]:
            raise ValueError(f"unit ({row}, {column}) sees {len(seen)} pixels, which fill no rectangle")
        return tuple(low.tolist()), tuple(size)

    start, size = first_and_size(0, 0)
    if min(units.shape[2:]) == 1:
        return size, start, None
    (down, _), _ = first_and_size(1, 0)
    (_, right), _ = first_and_size(0, 1)
    return size, start, (down - start[0], right - start[1])
