"""What has no rule is refused by name with its layer; nothing of the user's module is changed; errors are one line."""

import math
import re

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from cnn.trace import trace
from derivations.errors import UserError


class Calls(nn.Module):
    """A function inside a module called `inner`."""

    def __init__(self, function):
        super().__init__()
        self.inner = Function(function)

    def forward(self, x):
        return self.inner(x)


class Function(nn.Module):
    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, x):
        return self.function(x)


def branch_on_data(x):
    return x if x.sum() > 0 else -x


def turned_under_a_view(x):
    y = x + 0
    view = y[:, :, 0]
    y.transpose_(1, 2)
    view.mul_(2)
    return y


def write_twice(x):
    y = x.clone()
    y[:, :, [1, 1]] = x[:, :, :2]
    return y


def write_to_unfolded(x):
    y = x.clone()
    y.unfold(2, 2, 2)[..., 0] = 0
    return y


def write_to_other_strides(x):
    y = torch.zeros(8, 8)
    y.diagonal().copy_(x[0, 0])
    return y


@pytest.mark.parametrize(
    ("function", "named"),
    [
        (lambda x: torch.fft.rfft(x).real, "no rule for the operation view_as_real"),
        (lambda x: F.grid_sample(x[:, :, None], torch.zeros(1, 3, 3, 2)), "no rule for the operation grid_sampler_2d"),
        (
            lambda x: F.pad(x, (1, 1)).sort(2).values,
            "sort of a tensor with constant parts, such as padding, has no rule",
        ),
        (lambda x: F.pad(x, (1, 1)).prod(2), "prod of a tensor with constant parts"),
        (lambda x: F.layer_norm(F.pad(x, (1, 1)), (10,)), "native_layer_norm without a bias"),
        (lambda x: torch.addcmul(x, x, torch.arange(8.0)), "addcmul with an operand that is 0 or 1 somewhere"),
        (lambda x: F.conv1d(x, torch.tensor([1.0, 0, -1]).expand(2, 2, 3)), "whose weights are 0 at some taps"),
        (lambda x: F.conv1d(F.max_pool1d(x[:, :, :1], 2, 1, 1, dilation=2), torch.ones(1, 2, 1)), "infinite constants"),
        (lambda x: F.scaled_dot_product_attention(*[F.pad(x, (0, 1))] * 3), "attention over a tensor with constant"),
        (lambda x: x * torch.ones(8, device="meta"), "a constant on the meta device has no values"),
        (lambda x: x.masked_fill(torch.ones(8).bool(), float("-inf")).softmax(2), "every value silenced"),
        (branch_on_data, "no rule for the operation _local_scalar_dense"),
        (lambda x: x[x > 0], "nonzero"),
        (lambda x: x[:, :, x.argmax()], "_local_scalar_dense"),
        (lambda x: F.conv1d(x, x[:, :, :3].transpose(0, 1).transpose(0, 1)), "weight depends on the input"),
        (
            lambda x: (x + torch.arange(8).gt(3) * -1e9).softmax(2),
            "add with -1e+09 all but hides positions from a softmax",
        ),
        (lambda x: torch.add(x, x, out=torch.zeros(1, 2, 8)), "into a tensor that does not depend on it"),
        (lambda x: nn.Parameter(torch.zeros(1, 2, 8)).copy_(x), "into a parameter"),
        (turned_under_a_view, "a tensor whose shape was then changed in place"),
        (lambda x: x[:, :, 1:].unsqueeze_(0), "unsqueeze_ of a view, which changes its shape in place"),
        (write_twice, "a write to one place twice"),
        (write_to_unfolded, "a write in place through unfold"),
        (write_to_other_strides, "by other strides"),
        (lambda x: F.fractional_max_pool2d(x[:, :, None].expand(1, 2, 8, 8), 2, 3), "fractional_max_pool2d"),
    ],
)
def test_an_operation_without_a_rule_is_refused_by_name_with_its_layer(function, named):
    with pytest.raises(UserError, match=re.escape(named)) as refused:
        trace(Calls(function), (1, 2, 8))
    assert "layer 'inner'" in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("layer", "shape", "condition"),
    [
        (nn.Conv2d(1, 1, 5), (1, 1, 4, 9), "window d(k-1)+1 = 5 is larger than the padded input i = 4"),
        (nn.MaxPool2d(3, padding=2), (1, 1, 9, 9), "2p <= k fails"),
        (nn.AvgPool1d(9), (1, 1, 5), "window d(k-1)+1 = 9 is larger than the padded input i = 5"),
        (nn.ReflectionPad1d(9), (1, 1, 5), "reflection padding 9 must be smaller than the input i = 5"),
        (nn.CircularPad1d(9), (1, 1, 5), "circular padding 9 wraps more than once"),
        (nn.Upsample(scale_factor=0.1), (1, 1, 5, 5), "= 0 leaves no output; at least 1 is needed"),
        (nn.ZeroPad2d(-3), (1, 1, 5, 5), "cropping 3 leaves no output of the input i = 5 (axis 0"),
        (nn.ConvTranspose1d(1, 1, 1, padding=4), (1, 1, 5), "padding cuts the whole output"),
        (nn.Unfold(5), (1, 1, 4, 4), "window d(k-1)+1 = 5 is larger"),
        (nn.Conv2d(3, 1, 3), (1, 1, 9, 9), "in_channels (=3) of the layer is not the input's channels (=1)"),
        (nn.Linear(5, 2), (1, 1, 4), "RuntimeError"),
        (nn.BatchNorm1d(3), (1, 1, 4), "running_mean should contain 1 elements not 3"),
    ],
)
def test_torchs_own_refusals_come_back_as_the_condition(layer, shape, condition):
    with pytest.raises(UserError, match=re.escape(condition)) as refused:
        trace(nn.Sequential(nn.Identity(), layer), shape)
    assert "layer '1'" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_trace_leaves_weights_buffers_mode_and_random_state_alone():
    model = nn.Sequential(nn.Conv1d(1, 2, 3), nn.BatchNorm1d(2), nn.Dropout()).train()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    state = torch.random.get_rng_state()
    trace(model, (4, 1, 9))
    assert model.training
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
    assert torch.equal(torch.random.get_rng_state(), state)
    assert model(torch.zeros(4, 1, 9)).shape == (4, 2, 7)


def test_an_error_in_a_forward_names_the_layer_and_leaves_no_hooks_behind():
    with pytest.raises(UserError, match="layer 'inner': KeyError"):
        trace(Calls(lambda x: {}["missing"]), (1, 2, 8))
    assert not torch.nn.modules.module._global_forward_pre_hooks
    assert not torch.nn.modules.module._global_forward_hooks


def test_a_shared_layer_is_listed_at_each_call_and_counted_once():
    layer = nn.Conv1d(2, 2, 3)
    traced = trace(nn.Sequential(layer, nn.ReLU(), layer), (1, 2, 9))
    assert [row.params for row in traced.layers] == [14, 0, 0]
    assert [row.receptive_field[0].span for row in traced.layers] == [3, 3, 5]
    assert traced.params == 14


def test_functional_calls_are_listed_under_the_module_that_makes_them():
    class Block(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv = nn.Conv1d(1, 1, 3, padding=1)

        def forward(self, x):
            return F.max_pool1d(F.relu(self.conv(x) + x), 2)

    paths = [layer.path for layer in trace(nn.Sequential(Block()), (1, 1, 8)).layers]
    assert paths[:3] == ["0.conv", "0:add", "0:relu"]
    assert paths[3].startswith("0:max_pool")


def test_a_custom_module_without_layers_inside_is_one_row():
    rows = trace(Calls(lambda x: (x * 2).relu()), (1, 2, 8)).layers
    assert [(row.path, row.type) for row in rows] == [("inner", "Function")]


def test_several_outputs_are_all_described():
    traced = trace(Calls(lambda x: {"a": x[:, :, 1:], "b": x.mean(2)}), (1, 2, 8)).to_dict()
    assert [output["output_shape"] for output in traced["outputs"]] == [[1, 2, 7], [1, 2]]
    assert [output["receptive_field"][0]["kind"] for output in traced["outputs"]] == ["window", "global"]


def test_causal_attention_sees_the_past_only():
    traced = trace(Calls(lambda x: F.scaled_dot_product_attention(*[x.transpose(1, 2)] * 3, is_causal=True)), (1, 4, 6))
    assert [set(region) for region in traced.regions(0)] == [set(range(u + 1)) for u in range(6)]


def test_an_output_that_moves_with_two_dimensions_has_the_union_of_both():
    field = trace(Calls(lambda x: x[:, 0, :, None] * x[:, 0, None, :]), (1, 1, 7)).receptive_field[0]
    assert (field.kind, field.span, field.span_min, field.count) == ("adaptive", 7, 1, 2)


@pytest.mark.parametrize("shape", [(), (1,), (1, 0, 3), (1, 1, -2), (1, 1, 2.5)])
def test_an_impossible_shape_is_refused(shape):
    with pytest.raises(UserError, match="cannot be used"):
        trace(nn.Identity(), shape)


def test_explain_gives_the_formula_with_the_layers_numbers():
    model = nn.Sequential(nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.MaxPool2d(3, 2, 1), nn.Conv2d(64, 8, 3))
    traced = trace(model, (1, 3, 224, 224))
    text = traced.explain("0")
    assert (
        "conv-output-size: floor((i + 2*p - d*(k - 1) - 1)/s) + 1 = floor((224 + 2*3 - 1*(7 - 1) - 1)/2) + 1 = 112"
        in text
    )
    assert "= 64*(3*7*7/1 + 0) = 9,408" in text
    assert "118,013,952" in text
    assert "span 11, from -5 for output 0, moving 4 per output" in traced.explain("1")
    with pytest.raises(UserError, match="known: 0, 1, 2"):
        traced.explain("7")


def test_the_numbers_in_the_formulas_come_to_what_is_said():
    model = nn.Sequential(
        nn.Conv2d(2, 8, (3, 5), (2, 1), (1, 0), (1, 2), groups=2), nn.ConvTranspose2d(8, 4, 3, 2, 1, 1), nn.AvgPool2d(3)
    )
    stated = 0
    traced = trace(model, (1, 2, 17, 24))
    for path in "012":
        for line in traced.explain(path).splitlines():
            if line.startswith(("conv-", "pool-", "transposed-")):
                _, filled, value = re.sub(r" \(axis \d\)|, on every axis", "", line.split(": ")[1]).split(" = ")
                assert eval(filled, {"floor": math.floor}) == int(value.replace(",", "")), line
                stated += 1
    assert stated == 8


def small(*layers):
    return nn.Sequential(nn.Conv2d(3, 4, 3, padding=1), nn.ReLU(), *layers)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "prepare",
    [
        torch.fx.symbolic_trace,
        torch.jit.script,
        lambda model: torch.jit.trace(model, torch.rand(1, 3, 8, 8)),
        lambda model: torch.export.export(model, (torch.rand(1, 3, 8, 8),)).module(),
        lambda model: torch.compile(model, backend="eager"),
        nn.DataParallel,
        lambda model: model.to("meta"),
        lambda model: model.to(memory_format=torch.channels_last).bfloat16(),
        lambda model: Calls(torch.inference_mode()(model.forward)),
        lambda model: Calls(lambda x: torch.utils.checkpoint.checkpoint(model, x, use_reentrant=True)),
    ],
)
def test_a_module_made_ready_in_other_ways_is_traced_alike(prepare):
    plain, prepared = small().eval(), prepare(small().eval())
    expected, traced = trace(plain, (1, 3, 8, 8)), trace(prepared, (1, 3, 8, 8))
    assert traced.receptive_field == expected.receptive_field
    assert (traced.macs, traced.macs_in_bounds) == (expected.macs, expected.macs_in_bounds)


def test_a_single_layer_is_one_row_with_its_parameters():
    (layer,) = trace(nn.Conv1d(2, 3, 3), (1, 2, 8)).layers
    assert (layer.path, layer.type, layer.params) == ("Conv1d", "Conv1d", 21)


def test_buffers_are_what_they_were_after_a_trace():
    class Counts(nn.Module):
        def __init__(self):
            super().__init__()
            self.register_buffer("calls", torch.zeros(1))
            self.register_buffer("last", torch.zeros(1))

        def forward(self, x):
            self.calls += 1
            self.last = torch.ones(3)
            return x

    model = Counts()
    calls, last = model.calls, model.last
    trace(model, (1, 1, 4))
    assert (model.calls is calls, model.last is last, float(calls)) == (True, True, 0)


def test_an_output_of_padding_alone_does_not_change_what_is_unknown_elsewhere():
    dead = trace(nn.Conv1d(1, 1, 2, padding=1, dilation=2, bias=False), (1, 1, 1))
    assert not any(region.bits for region in dead.regions())
    gated = trace(Calls(lambda x: F.pad(x[:, :, 2:], (2, 0)) * x.mean(2, keepdim=True)), (1, 1, 5))
    assert str(gated.receptive_field[0]) == "adaptive 0..5"
