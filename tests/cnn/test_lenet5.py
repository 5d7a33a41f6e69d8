"""LeNet-5 is the textbook's function, and its initialisations are the laws they are named after."""

import math

import pytest
import torch
from torch import nn

from cnn.lenet5 import INITIALISATIONS, LAYERS, LeNet5, fans, initialisation, initialise
from derivations.errors import UserError


def textbook():
    """The network as the lecture draws it: ReLU before the pooling, C5 a convolution."""
    return nn.Sequential(
        nn.Conv2d(1, 6, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 120, 5), nn.ReLU(), nn.Flatten(),
        nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10),
    )  # fmt: skip


@pytest.mark.parametrize("memory", [torch.contiguous_format, torch.channels_last])
def test_the_network_and_its_gradients_are_the_textbooks(memory):
    ours, theirs = LeNet5().double().to(memory_format=memory), textbook().double()
    with torch.no_grad():
        for mine, books in zip(ours.parameters(), theirs.parameters(), strict=True):
            books.copy_(mine.reshape(books.shape))  # C5: (120, 400) and (120, 16, 5, 5)
    x = torch.rand(7, 1, 32, 32, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(ours(x), theirs(x), rtol=1e-12, atol=1e-12)
    ours(x).square().sum().backward()
    theirs(x).square().sum().backward()
    for mine, books in zip(ours.parameters(), theirs.parameters(), strict=True):
        torch.testing.assert_close(mine.grad, books.grad.reshape(mine.shape), rtol=1e-10, atol=1e-10)


def test_the_parameters_are_61706_and_all_are_in_the_named_layers():
    network = LeNet5()
    assert sum(parameter.numel() for parameter in textbook().parameters()) == 61_706
    assert sum(p.numel() for name in LAYERS for p in network.get_submodule(name).parameters()) == 61_706
    assert [name for name, layer in network.named_children() if list(layer.parameters())] == list(LAYERS)


def test_the_fans_are_those_torch_counts():
    for layer in (*textbook().children(), nn.Conv2d(3, 8, (2, 5)), nn.Linear(7, 3)):
        if list(layer.parameters()):
            assert tuple(fans(layer)) == nn.init._calculate_fan_in_and_fan_out(layer.weight)


def theory(name, layer):
    """Standard deviation and bound of a weight, and the bias's bound, as torch or the definition has them."""
    fan_in, fan_out = nn.init._calculate_fan_in_and_fan_out(layer.weight)
    bound = math.inf
    if name == "normal-1":
        deviation = 1.0
    elif name == "normal-0.01":
        deviation = 0.01
    elif name == "torch":
        bound = nn.init.calculate_gain("leaky_relu", math.sqrt(5)) * math.sqrt(3 / fan_in)
        deviation = bound / math.sqrt(3)
    else:
        family, _, uniform = name.partition("-")
        scale = {"lecun": 1 / fan_in, "glorot": 1 / ((fan_in + fan_out) / 2), "he": 2 / fan_in}[family]
        deviation = math.sqrt(scale)
        bound = math.sqrt(3 * scale) if uniform else math.inf
    return deviation, bound, 1 / math.sqrt(fan_in) if name == "torch" else 0.0


@pytest.mark.parametrize("name", INITIALISATIONS)
def test_weights_have_the_law_they_are_named_after(name):
    network = LeNet5()
    initialise(network, name, generator=torch.Generator().manual_seed(1))
    for layer in (network.c5, network.f6):  # 48,000 and 10,080 weights
        deviation, bound, bias_bound = theory(name, layer)
        weight = layer.weight.detach().double()
        kurtosis = 3 if bound == math.inf else 1.8
        # six standard errors of a mean square and of a mean, whatever the law
        error = deviation**2 * math.sqrt((kurtosis - 1) / weight.numel())
        assert abs(weight.square().mean() - deviation**2) < 6 * error
        assert abs(weight.mean()) < 6 * deviation / math.sqrt(weight.numel())
        assert weight.abs().max() <= bound * (1 + 1e-6)
        assert (weight.abs().max() > 3.5 * deviation) == (bound == math.inf), "normal and uniform are told apart"
        assert layer.bias.abs().max() <= bias_bound
        assert (layer.bias.abs().max() > 0.5 * bias_bound) == (bias_bound > 0)


def test_torchs_default_is_what_torch_does():
    layer = LeNet5().c5  # as torch initialised it
    _, bound, bias_bound = theory("torch", layer)
    assert 0.99 * bound < layer.weight.abs().max() <= bound
    assert 0.9 * bias_bound < layer.bias.abs().max() <= bias_bound


def test_initialising_repeats_with_the_seed():
    one, two = LeNet5(), LeNet5()
    for network in (one, two):
        initialise(network, "he", generator=torch.Generator().manual_seed(3))
    assert all(torch.equal(a, b) for a, b in zip(one.parameters(), two.parameters(), strict=True))


def test_an_unknown_initialisation_is_answered_with_the_nearest():
    with pytest.raises(UserError, match="unknown initialisation 'xavier'; known: lecun, glorot, he"):
        initialisation("xavier")
    with pytest.raises(UserError, match="did you mean 'glorot'"):
        initialisation("glorto")
