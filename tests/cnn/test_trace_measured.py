"""Fields, counts and multiplications of about a hundred networks against truth measured on the networks themselves.

All weights are positive, so nothing cancels: an input position is seen exactly where changing it changes the output.
"""

import importlib.util
import sys
from itertools import pairwise
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import FlopCounterMode

from cnn.trace import trace
from cnn.tracing.capture import unfused_attention

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


def load(name):
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, BENCHMARKS / f"{name}.py")
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


load("networks")
SMALL = load("small_networks").SMALL
pytestmark = [
    pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel"),
    pytest.mark.filterwarnings("ignore:The default behavior for interpolate"),
]


def positive(model):
    """Weights in [1/2, 1] over the fan-in; running variances near 1; every gain positive."""
    generator = torch.Generator().manual_seed(0)
    for p in model.parameters():
        fan_in = max(1, p[0].numel()) if p.dim() > 1 else 1
        p.data = (torch.rand(p.shape, generator=generator, dtype=torch.float64) + 1) / (2 * fan_in)
    return model.double()


def influence(model, shape, axis):
    """influence[u] = input positions along the axis that change any output at index u of the output's dimensions."""
    generator = torch.Generator().manual_seed(1)
    x = torch.rand(shape, generator=generator, dtype=torch.float64) + 0.5
    with torch.no_grad():
        torch.manual_seed(2)
        before = model(x)
        changed = []
        for j in range(shape[axis]):
            y = x.clone()
            bump = torch.rand(y.select(axis, j).shape, generator=generator, dtype=torch.float64)
            y.select(axis, j).add_(3 + bump)
            torch.manual_seed(2)
            changed.append(model(y) != before)
    return torch.stack(changed)  # (input positions, *output shape)


def prepared(name):
    build, shape = SMALL[name]
    torch.manual_seed(0)
    model = build()
    training = name.endswith("training")
    model.train(training)
    return positive(model), shape


@pytest.mark.parametrize("name", SMALL)
def test_every_region_is_the_measured_one(name):
    model, shape = prepared(name)
    traced, never_whole = trace(model, shape), []
    with torch.no_grad():
        torch.manual_seed(2)
        assert traced.output_shape == tuple(model(torch.ones(shape, dtype=torch.float64)).shape)
    for axis in range(len(shape) - 2):
        changed = influence(model, shape, axis + 2)
        reach = traced.outputs[0].reach
        carriers = {term.carrier for term in reach.terms[axis]} - {None}
        assert len(carriers) <= 1
        atoms = [size for group in reach.dims for size in group]
        changed = changed.reshape(shape[axis + 2], *atoms)
        if carriers:
            (carrier,) = carriers
            changed = changed.movedim(carrier + 1, 1).reshape(shape[axis + 2], atoms[carrier], -1).any(-1)
        else:
            changed = changed.reshape(shape[axis + 2], 1, -1).any(-1)
        measured = [set(column.nonzero().flatten().tolist()) for column in changed.T]
        assert [set(region) for region in traced.regions(axis)] == measured, axis
        check_field(traced.receptive_field[axis], measured, shape[axis + 2], never_whole)
    assert not never_whole, "the input is too small: the border clips every output"


def check_field(field, measured, extent, unclipped):
    """The record against the measured sets of the outputs that the border does not clip."""
    spans = [max(seen) - min(seen) + 1 if seen else 0 for seen in measured]
    if field.kind == "global":
        assert all(len(seen) == extent for seen in measured)
        assert (field.span, field.count, field.start) == (extent, extent, 0)
        return
    if field.kind == "fixed":
        assert len({frozenset(seen) for seen in measured}) == 1
        assert (field.span, field.count) == (spans[0], len(measured[0]))
        return
    if field.period is None or field.kind == "adaptive":
        assert (field.span, field.span_min) == (max(spans), min(spans))
        assert field.count == max(map(len, measured))
        return
    shift = field.jump * field.period
    gap = max((b - a for seen in measured for a, b in pairwise(sorted(seen)) if b - a <= field.span), default=1)
    whole = [u for u, seen in enumerate(measured) if seen and min(seen) >= gap and max(seen) < extent - gap]
    inner = range(min(whole, default=0), max(whole, default=-1) + 1)  # the border clips none of these
    for u in inner:
        if u % field.period == 0 and measured[u]:
            assert min(measured[u]) == field.start + shift * (u // field.period)
    if len(inner) >= field.period:
        assert max(spans[u] for u in inner) == field.span
        assert min(spans[u] for u in inner) == field.span_min
        assert max(len(measured[u]) for u in inner) == field.count
        return
    unclipped.append(field)


class InBounds(TorchDispatchMode):
    """Counts multiply-adds of convolutions by convolving ones with ones: a tap on padding adds nothing."""

    def __init__(self):
        super().__init__()
        self.all = self.inside = 0

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        out = func(*args, **(kwargs or {}))
        if func is torch.ops.aten.convolution.default:
            data, weight, _, *rest = args
            ones = torch.ones_like(data)
            self.inside += int(func(ones, torch.ones_like(weight), None, *rest).sum())
            transposed = rest[3]
            per_place = weight.numel() * data.shape[0]
            places = data.shape[2:] if transposed else out.shape[2:]
            self.all += per_place * places.numel()
        return out


PADS_BY_ITSELF = {"zero and negative padding", "causal", "even same", "same with dilation"}


@pytest.mark.parametrize("name", SMALL)
def test_parameters_and_multiplications_are_the_measured_ones(name):
    model, shape = prepared(name)
    traced = trace(model, shape)
    assert traced.params == sum(p.numel() for p in model.parameters())
    assert sum(layer.params for layer in traced.layers) <= traced.params
    x = torch.ones(shape, dtype=torch.float64)
    with torch.no_grad(), unfused_attention(), sdpa_kernel(SDPBackend.MATH):
        with FlopCounterMode(display=False) as flops:
            model(x)
        with InBounds() as counted:
            model(x)
    assert traced.macs == flops.get_total_flops() // 2
    if name not in PADS_BY_ITSELF:
        assert traced.macs - traced.macs_in_bounds == counted.all - counted.inside


def test_taps_on_padding_are_left_out_wherever_the_padding_is_written():
    inside = nn.Conv2d(1, 2, 3, padding=1)
    before = nn.Sequential(nn.ZeroPad2d(1), nn.Conv2d(1, 2, 3))
    assert trace(inside, (1, 1, 5, 7)).macs_in_bounds == trace(before, (1, 1, 5, 7)).macs_in_bounds < 5 * 7 * 18
    same = nn.Conv1d(1, 1, 4, padding="same")
    ones = F.conv1d(F.pad(torch.ones(1, 1, 9), (1, 2)), torch.ones(1, 1, 4))
    assert trace(same, (1, 1, 9)).macs_in_bounds == int(ones.sum())
