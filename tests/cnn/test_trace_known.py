"""Known networks: published parameters, multiplications and spans, at 224."""

import importlib.util
import sys
from pathlib import Path

import pytest
import torch

from cnn.trace import trace
from derivations.convolution.chain import read_chain
from derivations.convolution.walk import walk

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
if "networks" not in sys.modules:
    spec = importlib.util.spec_from_file_location("networks", BENCHMARKS / "networks.py")
    sys.modules["networks"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules["networks"])
networks = sys.modules["networks"]
IMAGE = (1, 3, 224, 224)


def meta(build):
    """The network without memory for its weights: a trace reads none of them."""
    with torch.device("meta"):
        return build().eval()


@pytest.mark.parametrize("name", networks.KNOWN)
def test_parameters_multiplications_and_span_are_the_published_ones(name):
    build, params, gmacs, span = networks.KNOWN[name]
    model = meta(build)
    traced = trace(model, IMAGE)
    assert traced.output_shape == (1, 1000)
    assert traced.params == params == sum(layer.params for layer in traced.layers) + unowned(model)
    if gmacs is not None:
        assert round(traced.macs / 1e9, 2) == gmacs
    assert traced.macs_in_bounds <= traced.macs
    if span is not None:
        features = trace(model[0], IMAGE).receptive_field
        assert [field.span for field in features] == [span, span]
        assert features[0].jump == 32


def unowned(model):
    """Parameters held by modules that are no layers themselves, such as a class token or a learned scale."""
    inner = [m for m in model.modules() if any(True for _ in m.children())]
    own = {id(p): p.numel() for m in inner for p in m.parameters(recurse=False)}
    attention = {id(p) for m in model.modules() if isinstance(m, torch.nn.MultiheadAttention) for p in m.parameters()}
    return sum(count for key, count in own.items() if key not in attention)


@pytest.mark.parametrize(
    ("depths", "last", "span"),
    [((3, 4, 6, 3), False, 427), ((3, 4, 6, 3), True, 483), ((3, 4, 23, 3), False, 971), ((3, 4, 23, 3), True, 1027)],
)
def test_resnet_spans_depend_on_which_unit_has_the_stride(depths, last, span):
    model = meta(lambda: networks.resnet(depths, bottleneck=True, stride_in_last_unit=last)[0])
    assert trace(model, IMAGE).receptive_field[0].span == span


def test_vgg_16_traced_and_written_as_a_chain_are_one():
    blocks = "2*(conv k3 p1 c64; relu); maxpool k2; 2*(conv k3 p1 c128; relu); maxpool k2; "
    blocks += "".join(f"3*(conv k3 p1 c{c}; relu); maxpool k2; " for c in (256, 512, 512))
    walked = walk(read_chain(blocks + "linear 4096; relu; linear 4096; relu; linear 1000"), (3, 224, 224))
    traced = trace(meta(networks.vgg16), IMAGE)
    for of in ("params", "macs", "macs_in_bounds"):
        assert walked.total(of).number == getattr(traced, of)
    assert [row.fields[0] for row in walked.rows[-6:-5]] == [traced.layer("0.30").receptive_field[0]]


def test_a_network_keeps_its_field_past_the_size_of_its_input():
    assert trace(meta(networks.vgg16)[0], (1, 3, 32, 32)).receptive_field[0].span == 212
