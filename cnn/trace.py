"""Any torch module, layer by layer: shapes, exact receptive fields, parameters, multiplications."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from derivations.convolution.field import Field
from derivations.convolution.positions import NOTHING, Positions
from derivations.errors import UserError, nearest

if TYPE_CHECKING:
    from torch import nn

    from cnn.tracing.capture import Row
    from cnn.tracing.reach import Reach

__all__ = ["Layer", "Trace", "trace"]


@dataclass(frozen=True, slots=True)
class Layer:
    """A module call, or an operation outside any leaf module (its path is then PATH:operation).

    `receptive_field` has one `Field` per spatial axis of the network's input. A module called again has its parameters
    counted the first time.
    """

    path: str
    type: str
    output_shape: tuple[int, ...]
    params: int
    macs: int
    macs_in_bounds: int
    reach: Reach
    row: Row | None

    @property
    def receptive_field(self) -> tuple[Field, ...]:
        """What one output position sees, all channels of it together, along each spatial axis of the input."""
        from cnn.tracing.fields import fields_of

        return fields_of(self.reach)

    def regions(self, axis: int) -> tuple[Positions, ...]:
        """For each output position along the axis the input positions that it truly sees, clipped at the borders."""
        from cnn.tracing.fields import line_of, sees

        found = line_of(self.reach, axis)
        if isinstance(found, list):
            raise UserError(f"{self.path}: the output moves along axis {axis} with two of its dimensions")
        line, _ = found
        if not all(sees(self.reach, other) for other in range(len(self.reach.arenas))):
            return (NOTHING,) * line.size  # what sees nothing along one axis sees nothing
        return tuple(Positions.from_bits(0, row) for row in line.rows())

    def to_dict(self) -> dict[str, Any]:
        """The layer as JSON."""
        return {
            "path": self.path,
            "type": self.type,
            "output_shape": list(self.output_shape),
            "params": self.params,
            "macs": self.macs,
            "macs_in_bounds": self.macs_in_bounds,
            "receptive_field": [field.to_dict() for field in self.receptive_field],
        }


@dataclass(frozen=True, slots=True, repr=False)
class Trace:
    """A module traced; `print` it for the table, `explain` a layer, ask for the `regions` its outputs see."""

    input_shape: tuple[int, ...]
    outputs: tuple[Layer, ...]
    layers: tuple[Layer, ...]
    params: int

    @property
    def output_shape(self) -> tuple[int, ...]:
        """The shape of the (first) output."""
        return self.outputs[0].output_shape

    @property
    def receptive_field(self) -> tuple[Field, ...]:
        """What one position of the (first) output sees, per spatial axis of the input."""
        return self.outputs[0].receptive_field

    @property
    def macs(self) -> int:
        """Multiply-adds of convolutions and matrix products, taps on padding included."""
        return sum(layer.macs for layer in self.layers)

    @property
    def macs_in_bounds(self) -> int:
        """Multiply-adds without the taps that fall on padding."""
        return sum(layer.macs_in_bounds for layer in self.layers)

    def layer(self, path: str) -> Layer:
        """The layer at this path (its first call); UserError with the nearest path where there is none."""
        for layer in self.layers:
            if layer.path == path:
                return layer
        raise nearest(path, [layer.path for layer in self.layers], what="layer")

    def explain(self, path: str) -> str:
        """The formulas of the layer at this path with its numbers in them."""
        from cnn.tracing.explain import explain

        return explain(self, self.layer(path))

    def regions(self, axis: int = 0) -> tuple[Positions, ...]:
        """For each position of the output along an axis the input positions that it truly sees."""
        return self.outputs[0].regions(axis)

    def to_dict(self) -> dict[str, Any]:
        """The trace as JSON (INTERFACES: trace); `outputs` is there where the module returns several tensors."""
        several = [
            {"output_shape": list(o.output_shape), "receptive_field": [f.to_dict() for f in o.receptive_field]}
            for o in self.outputs
        ]
        return {
            "schema_version": 1,
            "input_shape": list(self.input_shape),
            "output_shape": list(self.output_shape),
            "params": self.params,
            "macs": self.macs,
            "macs_in_bounds": self.macs_in_bounds,
            "layers": [layer.to_dict() for layer in self.layers],
            "receptive_field": [field.to_dict() for field in self.receptive_field],
            **({"outputs": several} if len(several) > 1 else {}),
        }

    def __repr__(self) -> str:
        fields = " x ".join(map(str, self.receptive_field))
        return (
            f"Trace({'x'.join(map(str, self.input_shape))} -> {'x'.join(map(str, self.output_shape))}, "
            f"{len(self.layers)} layers, {self.params:,} parameters, {self.macs:,} multiplications, field {fields})"
        )

    def _repr_html_(self) -> str:
        from cnn.tracing.explain import html_table

        return html_table(self)

    def __str__(self) -> str:
        from cnn.tracing.explain import table

        return table(self)


def trace(model: nn.Module, input_shape: Sequence[int], *, dtype: Any = None) -> Trace:
    """Trace `model` on an input of shape (N, C, *sizes); its code, weights and buffers are left as they are.

    The mode (train or eval) is the model's own. Parameters stand for numbers that are not 0, and what two different
    computations make cancel, as in f(x) - f(x), counts as seen.

    UserError, naming the layer, where torch refuses the shape or an operation has no rule.

    >>> from torch import nn
    >>> net = nn.Sequential(nn.Conv2d(1, 3, 4, bias=False), nn.ReLU(), nn.AvgPool2d(2), nn.Flatten(), nn.Linear(75, 4))
    >>> trace(net, (1, 1, 13, 13))
    Trace(1x1x13x13 -> 1x4, 5 layers, 352 parameters, 5,100 multiplications, field all 13 x all 13)
    >>> print(trace(net, (1, 1, 13, 13)).layer("2").receptive_field[0])
    5
    """
    import torch
    from torch.utils._pytree import tree_leaves

    from cnn.tracing import attention, indexing, mixing, moves, unfolding, windows  # noqa: F401  the rules register themselves
    from cnn.tracing.capture import Traced, Tracer
    from cnn.tracing.fields import settled

    shape = tuple(input_shape)
    if not isinstance(model, torch.nn.Module):
        raise UserError(f"trace needs a torch.nn.Module and got {type(model).__name__}")
    if len(shape) < 2 or any(not isinstance(size, int) or not 1 <= size <= 1 << 20 for size in shape):
        raise UserError(
            f"input shape {shape} cannot be used; give batch, channels and sizes, all positive, as 1,3,224,224"
        )
    kinds = [p.dtype for p in model.parameters() if p.is_floating_point()]
    tracer = Tracer(model, shape, dtype or (kinds[0] if kinds else torch.float32))
    output = tracer.run()
    tensors = [leaf for leaf in tree_leaves(output) if isinstance(leaf, torch.Tensor)]
    if not tensors:
        raise UserError(f"the module returns no tensor but {type(output).__name__}")
    outputs = []
    for tensor in tensors:
        reach = settled(tensor.reach) if isinstance(tensor, Traced) else tracer.origin.nothing(tuple(tensor.shape))
        outputs.append(Layer("output", type(model).__name__, tuple(tensor.shape), 0, 0, 0, reach, None))
    layers = [
        Layer(row.path, row.type, row.shape, row.params, row.macs, row.macs_in_bounds, settled(row.reach), row)
        for row in tracer.rows
    ]
    return Trace(shape, tuple(outputs), tuple(layers), sum(p.numel() for p in model.parameters()))
