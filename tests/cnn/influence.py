"""What each element of an output truly sees, measured by perturbing inputs, and what a trace says it does."""

import numpy as np
import torch
from torch import nn

from derivations.errors import UserError

SIZES = (0.1, 3, 300)  # a small change survives a softmax, a large one wins a maximum


class Fn(nn.Module):
    """A function as a module, with the modules it uses."""

    def __init__(self, function, *used):
        super().__init__()
        self.function, self.used = function, nn.ModuleList(used)

    def forward(self, x):
        return self.function(x, *self.used)


def positive(model, seed=0):
    """Double precision, weights in [1/2, 1] over the fan-in: nothing cancels."""
    generator = torch.Generator().manual_seed(seed)
    for p in model.parameters():
        fan_in = max(1, p[0].numel()) if p.dim() > 1 else 1
        p.data = (torch.rand(p.shape, generator=generator, dtype=torch.float64) + 1) / (2 * fan_in)
    return model.double()


def measured(model, shape, axis, seed=1):
    """(input positions along the axis, *output shape): whether the position changes the element, at a random input."""
    generator = torch.Generator().manual_seed(seed)
    x, changed = torch.rand(shape, generator=generator, dtype=torch.float64) + 0.5, []
    with torch.no_grad():
        torch.manual_seed(2)
        before = model(x)
        for j in range(shape[axis + 2]):
            moved = torch.zeros(before.shape, dtype=torch.bool)
            for size in SIZES:
                y = x.clone()
                bump = torch.rand(y.select(axis + 2, j).shape, generator=generator, dtype=torch.float64)
                y.select(axis + 2, j).add_(size * (1 + bump))
                torch.manual_seed(2)
                moved |= model(y) != before
            changed.append(moved)
    return torch.stack(changed).numpy()


def is_measured(seen, model, shape, axis):
    """Whether this is what is measured; where a maximum hides some of it, other inputs may show it."""
    found = measured(model, shape, axis)
    for seed in range(2, 9):
        if np.array_equal(seen, found) or (found & ~seen).any():
            break
        found |= measured(model, shape, axis, seed)
    return np.array_equal(seen, found)


def claimed(reach, axis):
    """(input positions along the axis, *output shape): whether the trace says that the element sees the position.

    What sees nothing along another axis sees nothing.
    """
    seen = [_along(reach, each) for each in range(len(reach.arenas))]
    for other in seen:
        seen[axis] = seen[axis] & other.any(0)
    return seen[axis]


def _along(reach, axis):
    atoms, arena = [size for group in reach.dims for size in group], reach.arenas[axis]
    seen = np.zeros((arena.extent, *atoms), bool)
    for term in reach.terms[axis]:
        table = np.broadcast_to(term.table, [1 if d == term.carrier else n for d, n in enumerate(atoms)])
        for place in np.ndindex(table.shape):
            rows = arena.lines[int(table[place])].rows()
            for u in range(1 if term.carrier is None else atoms[term.carrier]):
                element = place if term.carrier is None else (*place[: term.carrier], u, *place[term.carrier + 1 :])
                row = rows[u % len(rows)]
                seen[(slice(None), *element)] |= [bool(row >> j & 1) for j in range(arena.extent)]
    return seen.reshape(arena.extent, *reach.shape)


def regions_are(traced, seen, axis):
    """Whether the regions are what these elements see: position by position along one dimension of the output, or the
    same at every position after the channels. (Where the output moves with two dimensions there are none.)"""
    try:
        regions = [set(region) for region in traced.regions(axis)]
    except UserError:
        return True

    def along(dim):
        positions = np.moveaxis(seen, dim, 1).reshape(seen.shape[0], seen.shape[dim], -1).any(-1).T
        return [set(np.flatnonzero(row).tolist()) for row in positions]

    if len(regions) > 1:
        return any(along(dim) == regions for dim in range(1, seen.ndim))
    return all(one == regions[0] for dim in range(3, seen.ndim) for one in along(dim))


def assert_every_element_sees_what_is_measured(traced, model, shape):
    """The output has the model's shape, and each of its elements sees what is measured, along every axis."""
    with torch.no_grad():
        assert traced.output_shape == tuple(model(torch.ones(shape, dtype=torch.float64)).shape)
    for axis in range(len(shape) - 2):
        seen = claimed(traced.outputs[0].reach, axis)
        assert is_measured(seen, model, shape, axis), axis
        assert regions_are(traced, seen, axis), axis
