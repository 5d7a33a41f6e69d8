"""Random chains and branching networks: the trace, the text walked, torch and the measured influence agree."""

import pytest
import torch
from hypothesis import assume, given, settings
from torch import nn

from cnn.trace import trace
from derivations.convolution.chain import read_chain
from derivations.convolution.walk import walk
from derivations.errors import UserError
from verify.strategies_convolution import Branches, chains, networks

CONV = {1: nn.Conv1d, 2: nn.Conv2d}
TRANSPOSED = {1: nn.ConvTranspose1d, 2: nn.ConvTranspose2d}
MAX = {1: nn.MaxPool1d, 2: nn.MaxPool2d}
AVERAGE = {1: nn.AvgPool1d, 2: nn.AvgPool2d}
NORM = {1: nn.BatchNorm1d, 2: nn.BatchNorm2d}


def module(layer, channels, axes):
    """The torch module of one layer of text, and its output channels."""

    def per_axis(letter, default):
        values = layer.numbers.get(letter, (default,))
        return values * (axes // len(values))

    k, s, d = per_axis("k", 1), per_axis("s", 1), per_axis("d", 1)
    padding = (layer.padding or ((0, 0),))[:axes]
    p = tuple(left for left, _ in padding) * (axes // len(padding))
    bias = "nobias" not in layer.words
    out = layer.numbers.get("c", (channels,))[0]
    match layer.kind:
        case "conv":
            return CONV[axes](channels, out, k, s, p, d, bias=bias), out
        case "depthwise":
            return CONV[axes](channels, channels, k, s, p, d, groups=channels, bias=bias), channels
        case "convtranspose":
            return TRANSPOSED[axes](channels, out, k, s, p, 0, 1, bias, d), out
        case "maxpool":
            stride = s if "s" in layer.numbers else None
            return MAX[axes](k if axes > 1 else k[0], stride, p, d, ceil_mode="ceil" in layer.words), channels
        case "avgpool":
            return AVERAGE[axes](k, None, p), channels
        case "batchnorm":
            return NORM[axes](channels), channels
        case "pad":
            return nn.ConstantPad2d(p[0], 0.0) if axes == 2 else nn.ConstantPad1d(p[0], 0.0), channels
        case "upsample":
            return nn.Upsample(scale_factor=2), channels
    return {"relu": nn.ReLU(), "tanh": nn.Tanh(), "dropout": nn.Dropout()}[layer.kind], channels


def built(text, channels, axes):
    modules = []
    for layer in read_chain(text):
        made, channels = module(layer, channels, axes)
        modules.append(made)
    return nn.Sequential(*modules)


@given(chains())
@settings(deadline=None, max_examples=60)
def test_a_chain_walked_as_text_is_the_module_traced(case):
    text, shape = case
    walked = walk(read_chain(text), shape)
    model = built(text, shape[0], 2).eval()
    try:
        traced = trace(model, (1, *shape))
    except UserError as error:  # the largest of nothing is minus infinity: what is made of it is not told
        assume("infinite constants" not in str(error))
        raise
    assert walked.last.shape == traced.output_shape[1:] == tuple(model(torch.zeros(1, *shape)).shape[1:])
    alive = all(axis.line.everything() for axis in walked.last.axes)  # else every output reads padding only
    if alive:
        assert walked.last.fields == traced.receptive_field
    assert walked.total("params").number == traced.params
    assert walked.total("macs").number == traced.macs
    if "pad" not in text:  # the trace also leaves out taps on padding written as a layer of its own
        assert walked.total("macs_in_bounds").number == traced.macs_in_bounds
    for axis in range(2):
        if not alive:
            assert not any(region.bits for region in traced.regions(axis))
            continue
        regions = [sum(1 << j for j in region) for region in traced.regions(axis)]
        assert walked.last.axes[axis].line.rows() == regions


class Joined(nn.Module):
    """Branches summed or concatenated."""

    def __init__(self, join, branches):
        super().__init__()
        self.join, self.branches = join, nn.ModuleList(branches)

    def forward(self, x):
        outputs = [branch(x) for branch in self.branches]
        return sum(outputs[1:], outputs[0]) if self.join == "sum" else torch.cat(outputs, 1)


def network(described):
    channels, modules = described.input_shape[0], []
    width = channels
    for step in described.steps:
        if isinstance(step, Branches):
            modules.append(
                Joined(step.join, [built("; ".join(b), width, 1) if b else nn.Identity() for b in step.branches])
            )
            width *= len(step.branches) if step.join == "concatenate" else 1
        else:
            made, width = module(read_chain(step)[0], width, 1)
            modules.append(made)
    return nn.Sequential(*modules)


@given(networks())
@settings(deadline=None, max_examples=60)
def test_regions_of_a_branching_network_are_the_measured_ones(described):
    model, generator = network(described).double(), torch.Generator().manual_seed(0)
    for p in model.parameters():
        p.data = torch.rand(p.shape, generator=generator, dtype=torch.float64) + 0.5
    channels, size = described.input_shape
    traced = trace(model, (1, channels, size))
    x = torch.rand(1, channels, size, generator=generator, dtype=torch.float64) + 0.5
    with torch.no_grad():
        bumped = x + 100 * torch.eye(size, dtype=torch.float64)[:, None, :]  # wins every maximum
        changed = (model(bumped) != model(x.expand(size, -1, -1))).any(1)  # (input position, output position)
    assert [set(region) for region in traced.regions(0)] == [
        set(column.nonzero().flatten().tolist()) for column in changed.T
    ]


def test_the_interface_example_counts():
    net = nn.Sequential(
        nn.Conv2d(1, 3, 4, bias=False), nn.ReLU(), nn.AvgPool2d(2), nn.Flatten(), nn.Linear(75, 4, bias=False)
    )
    traced = trace(net, (1, 1, 13, 13)).to_dict()
    assert (traced["params"], traced["macs"], traced["macs_in_bounds"]) == (348, 5100, 5100)
    field = {"kind": "window", "span": 4, "span_min": 4, "count": 4, "jump": "1", "period": 1, "start": 0}
    assert traced["layers"][0]["receptive_field"] == [field, field]
    assert traced["receptive_field"][0]["kind"] == "global"


@pytest.mark.parametrize("transposed", [False, True])
def test_torch_itself_is_not_asked_for_what_it_would_refuse(transposed):
    layer = nn.ConvTranspose1d(1, 1, 3, output_padding=1) if transposed else nn.Conv1d(1, 1, 9)
    message = "output_padding = 1 must be smaller" if transposed else "window d\\(k-1\\)\\+1 = 9 is larger"
    with pytest.raises(Exception, match=message):
        trace(nn.Sequential(nn.ReLU(), layer), (1, 1, 5))


def test_products_of_constants_are_counted_too():
    class Places(nn.Module):
        def __init__(self):
            super().__init__()
            self.embed = nn.Linear(3, 4)

        def forward(self, x):
            return x + (self.embed(torch.ones(2, 5, 3)).sum() + (torch.ones(2, 3) @ torch.ones(3, 2)).sum())

    assert trace(Places(), (1, 1, 8)).macs == 2 * 5 * 3 * 4 + 2 * 3 * 2


def test_a_mask_made_of_the_input_is_seen_by_the_attention():
    class Masked(nn.Module):
        def forward(self, x):
            tokens = x[:, :, :4].transpose(1, 2)
            bias = x[:, :1, 4:].expand(-1, 4, -1)
            return nn.functional.scaled_dot_product_attention(tokens, tokens, tokens, attn_mask=bias)

    assert trace(Masked(), (1, 2, 8)).receptive_field[0].count == 8


def test_an_embedding_sees_its_index():
    model = nn.Sequential(nn.Embedding(9, 4), nn.Flatten(2), nn.Linear(20, 3))
    field = trace(model, (1, 2, 5), dtype=torch.long).receptive_field[0]
    assert (field.kind, field.span) == ("global", 5)
