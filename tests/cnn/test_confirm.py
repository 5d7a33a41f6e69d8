"""What is measured on the live network is what enumeration and exact moments say, and a wrong claim is refuted."""

import dataclasses
import math

import numpy as np
import pytest
import torch
from torch import nn

from cnn.confirm import conditional_verdicts, layer_inputs, variance_test
from cnn.data import Images
from cnn.geometry import geometry, recorded
from cnn.lenet5 import INITIALISATIONS, LAYERS, LeNet5, fans, initialise
from cnn.propagation import measured_signal, plain_recursion, pooled_recursion, preactivations, signal
from cnn.train import batch, padded
from verify.statistics.sequential import stream
from verify.verdicts import ErrorBudget, exit_status

BUDGET = ErrorBudget(alpha=1e-6, beta=1e-6)
COARSE = 0.03


@pytest.fixture(scope="module")
def images():
    rng = np.random.default_rng(0)
    pixels = np.zeros((80, 28, 28), dtype=np.uint8)
    for image in pixels:  # strokes
        row, column = rng.integers(4, 20, size=2)
        image[row : row + 5, 3:25] = rng.integers(100, 256)
        image[5:25, column : column + 4] = rng.integers(100, 256)
    return Images(pixels, np.arange(80, dtype=np.uint8) % 10)


@pytest.fixture(scope="module")
def network():
    network = LeNet5()
    initialise(network, "he", generator=torch.Generator().manual_seed(0))
    return network


@pytest.fixture(scope="module")
def inputs(network, images):
    return {one.name: one for one in layer_inputs(network, images, rng=np.random.default_rng(1))}


# ---- the conditional identity


def test_the_windows_are_what_the_layers_read(network, images, inputs):
    pixels, _ = padded(images)
    with recorded(network) as seen:
        network(batch(pixels, slice(None)))
    for name in LAYERS:
        windows, read = inputs[name].windows, seen[name][0]
        assert windows.flatten(1).shape[1] == fans(network.get_submodule(name)).into
        if name.startswith("c") and name != "c5":
            patches = {
                p.numpy().tobytes()
                for p in read.unfold(2, 5, 1)
                .unfold(3, 5, 1)
                .transpose(1, 3)
                .transpose(1, 2)
                .reshape(-1, *windows.shape[1:])
                .detach()
            }
        else:
            patches = {p.numpy().tobytes() for p in read.flatten(1).detach()}
        assert {w.numpy().tobytes() for w in windows} <= patches


@pytest.mark.parametrize("init", INITIALISATIONS)
def test_the_conditional_identity_is_confirmed_on_every_layer_for_every_initialisation(network, images, init):
    verdicts = conditional_verdicts(network, images, init=init, seed=0, rerun="again", resolution=COARSE)
    assert [v.check for v in verdicts] == ["lenet5-c1", "lenet5-c3", "lenet5-c5", "lenet5-f6", "lenet5-out"]
    assert [v.verdict for v in verdicts] == ["confirmed"] * 5
    assert exit_status(verdicts) == 0
    assert {v.result for v in verdicts} == {"variance-of-preactivation" if init == "torch" else "variance-of-neuron"}


def test_the_identity_needs_neither_centred_inputs_nor_an_untrained_network(network, images, inputs):
    shifted = LeNet5()
    shifted.load_state_dict(network.state_dict())
    with torch.no_grad():
        shifted.c3.bias += 3  # what C5 reads now is far from centred, and correlated
    verdicts = conditional_verdicts(shifted, images, init="glorot", seed=1, rerun="again", resolution=COARSE)
    assert [v.verdict for v in verdicts] == ["confirmed"] * 5


@pytest.mark.parametrize("name", LAYERS)
def test_the_variance_of_the_input_in_the_place_of_its_mean_square_is_refuted(inputs, name):
    one, law = inputs[name], INITIALISATIONS["he"]
    assert one.mean > 0
    wrong = one.variance(law) * (1 - one.mean**2 / one.mean_square)
    found = variance_test(one, law, expected=wrong, resolution=0.01, budget=BUDGET, rng=stream("wrong", 0))
    assert found.verdict == "refuted"
    low, high = found.interval
    assert low < one.variance(law) < high


@pytest.mark.parametrize("factor", [0.96, 1.04])
def test_a_variance_four_percent_off_is_refuted(inputs, factor):
    law = INITIALISATIONS["torch"]
    expected = factor * inputs["f6"].variance(law)
    found = variance_test(inputs["f6"], law, expected=expected, resolution=0.01, budget=BUDGET, rng=stream("off", 0))
    assert found.verdict == "refuted"


def test_leaving_the_bias_out_is_refuted(inputs):
    law = INITIALISATIONS["torch"]
    expected = dataclasses.replace(law, bias_variance=lambda _: 0)
    wrong = inputs["out"].variance(expected)
    found = variance_test(inputs["out"], law, expected=wrong, resolution=0.01, budget=BUDGET, rng=stream("bias", 0))
    assert found.verdict == "refuted"


@pytest.mark.parametrize("init", ["he", "torch"])
def test_the_bound_on_the_variance_of_a_draw_holds(inputs, init):
    """Against the sample variance of X over the test's own draws: Q/n - (S/n)^2."""
    one, law = inputs["c3"], INITIALISATIONS[init]
    found = variance_test(one, law, expected=one.variance(law), resolution=0.005, budget=BUDGET, rng=stream("bound", 0))
    n, S, Q = found.state.n, found.state.S, found.state.Q
    ratio = (Q / n - (S / n) ** 2) / found.variance_bound
    assert ratio <= 1 + 6 * math.sqrt(14 / n)  # six standard errors of a sample variance of near-Gaussian chi-squares
    assert ratio > (0.9 if init == "he" else 0.2), "for Gaussian weights the bound is the variance itself"


def test_a_dead_layer_and_one_that_reads_nan_have_nothing_to_measure(images):
    dead = LeNet5()
    with torch.no_grad():
        dead.c3.weight.zero_()
        dead.c3.bias.fill_(-1)
        dead.f6.bias.fill_(math.nan)
    verdicts = conditional_verdicts(dead, images, init="he", seed=0, rerun="again", resolution=COARSE)
    assert [v.verdict for v in verdicts][:3] == ["confirmed", "confirmed", "inconclusive"]
    assert verdicts[2].note == "it reads only zeros: the units below are dead"
    assert verdicts[4].note == "what it reads is not finite"
    assert verdicts[4].to_dict()["expected"] is None
    assert exit_status(verdicts) == 3


# ---- the signal at initialisation


def by_the_book(x, law, networks, generator):
    """E[z^2] of LeNet-5's preactivations over many networks, one after the other, in the textbook's order."""
    sums = torch.zeros(5)
    for _ in range(networks):
        layers = [nn.Conv2d(1, 6, 5), nn.Conv2d(6, 16, 5), nn.Conv2d(16, 120, 5), nn.Linear(120, 84), nn.Linear(84, 10)]
        z = x
        for index, layer in enumerate(layers):
            n = fans(layer) if index != 2 else fans(LeNet5().c5)
            with torch.no_grad():
                law.draw_(layer.weight, law.weight_variance(n), generator)
                layer.bias.zero_()
                z = layer(z.flatten(1) if index == 3 else z)
            sums[index] += z.square().mean()
            z = z.relu()
            if index < 2:
                z = nn.functional.max_pool2d(z, 2)
    return (sums / networks).tolist()


@pytest.fixture(scope="module")
def x(images):
    return batch(padded(images[:4])[0], slice(None))


def test_the_signal_over_many_networks_is_that_of_the_networks_one_by_one(x):
    law = INITIALISATIONS["he"]
    means, errors = measured_signal(x, law, networks=400, seed=0)
    one_by_one = by_the_book(x, law, 50, torch.Generator().manual_seed(9))
    for mean, error, other in zip(means, errors, one_by_one, strict=True):
        assert abs(mean - other) < 6 * error * math.sqrt(1 + 8)  # an eighth of the networks: eight times the variance


def test_the_first_layers_prediction_is_exact_and_the_plain_recursion_is_not(x):
    found = signal(x, "glorot", networks=400, seed=0)
    c1, *rest = found.layers
    assert abs(c1.measured - c1.pooled) < 6 * c1.standard_error
    assert all(abs(layer.measured - layer.plain) > 6 * layer.standard_error for layer in rest)
    assert found.to_dict()["layers"][0]["name"] == "c1"


def test_the_plain_recursion_is_the_lectures(x):
    m = x.double().square().mean().item()
    he = plain_recursion(x, INITIALISATIONS["he"])
    assert he == pytest.approx([2 * m] * 5)  # 2/n keeps it for ever
    glorot = plain_recursion(x, INITIALISATIONS["glorot"])
    assert glorot[0] == pytest.approx(25 * 2 / (25 + 150) * m)
    assert glorot[1] == pytest.approx(150 * 2 / (150 + 400) / 2 * glorot[0])
    torchs = plain_recursion(x, INITIALISATIONS["torch"])
    assert torchs[1] == pytest.approx(torchs[0] / 6 + 1 / 450)


def test_the_pooled_recursion_is_exact_where_theory_is(x):
    """C1 for any image: 25 Var(w) times the mean over windows of the mean of their squares, by enumeration."""
    for name in ("he", "torch"):
        law = INITIALISATIONS[name]
        windows = x.double().unfold(2, 5, 1).unfold(3, 5, 1)
        bias = 1 / 75 if name == "torch" else 0
        expected = 25 * float(law.weight_variance(fans(LeNet5().c1))) * windows.square().mean().item() + bias
        assert pooled_recursion(x, law)[0] == pytest.approx(expected, rel=1e-6)


def test_the_moments_of_pooled_windows_are_the_known_ones():
    from cnn.propagation import _looked_up, _tables

    across, within = _tables()

    def at(table, rho, shared):
        return _looked_up(table, *(torch.tensor([v], dtype=torch.float64) for v in (rho, shared))).item()

    assert at(within, 0, 1) == pytest.approx(1.5437850115857, rel=2e-4)  # four independent ones and a 0
    assert at(within, 1, 1) == pytest.approx(0.5, rel=2e-4)  # four times the same: half the second moment
    assert at(across, 1, 1) == pytest.approx(0.5, rel=2e-4)
    assert at(across, 1, 0) == pytest.approx(1 / (2 * math.pi), rel=2e-4)  # (E max(0, z))^2
    generator = torch.Generator().manual_seed(0)
    for rho, c in ((0.7, 0.35), (0.4, 0.4), (0.9, 0.2)):
        G, g, e = (torch.randn(200_000, *shape, generator=generator) for shape in ((1, 1), (2, 1), (2, 4)))
        z = math.sqrt(c) * G + math.sqrt(rho - c) * g + math.sqrt(1 - rho) * e  # (draws, windows, corners)
        a = z.amax(dim=2).relu()
        for table, sample, shared in ((across, a[:, 0] * a[:, 1], c / rho), (within, a[:, 0] ** 2, 1)):
            error = sample.std().item() / math.sqrt(len(sample))
            assert abs(at(table, rho, shared) - sample.mean().item()) < 6 * error + 2e-3  # and the table's own steps


def test_white_images_have_the_published_signal():
    """Glorot-uniform times sqrt 2, zero biases: .525(2) .937(12) 2.97(6) 3.53(8) 6.19(20) over 400 networks."""
    glorot = INITIALISATIONS["glorot-uniform"]
    law = dataclasses.replace(glorot, weight_variance=lambda n: 2 * glorot.weight_variance(n))
    x = torch.zeros(8, 1, 32, 32)
    x[:, :, 2:-2, 2:-2] = torch.randn(8, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    published, errors = (0.525, 0.937, 2.97, 3.53, 6.19), (0.002, 0.012, 0.06, 0.08, 0.20)
    power = x[:, :, 2:-2, 2:-2].square().mean().item()  # of these eight images; 1 on average
    measured, own_errors = measured_signal(x, law, networks=200, seed=0)
    for mine, own, theirs, error in zip(measured, own_errors, published, errors, strict=True):
        assert abs(mine / power - theirs) < 6 * math.hypot(own, error)
    for predicted, theirs, error in zip(pooled_recursion(x, law), published, errors, strict=True):
        assert abs(predicted / power - theirs) < 6 * error


def test_preactivations_are_recorded_before_the_relu(network, x):
    z1 = network.c1(x)
    assert preactivations(network, x)[0] == pytest.approx(z1.square().mean().item(), rel=1e-5)
    assert z1.min() < 0


# ---- geometry


def test_sizes_fields_parameters_and_multiplications_are_the_textbooks():
    measured = {layer.name: layer for layer in geometry()}
    assert [layer.output_shape for layer in measured.values()] == [
        (6, 28, 28), (6, 14, 14), (16, 10, 10), (16, 5, 5), (120,), (84,), (10,),
    ]  # fmt: skip
    assert [layer.parameters for layer in measured.values()] == [156, 0, 2416, 0, 48120, 10164, 850]
    assert [layer.receptive_field[0] for layer in measured.values()] == [5, 6, 14, 16, 32, 32, 32]
    assert [layer.jump and layer.jump[1] for layer in measured.values()] == [1, 2, 2, 4, None, None, None]
    for layer in measured.values():
        assert layer.flops == 2 * layer.multiplications, "torch's own counter agrees"


def test_the_geometry_is_seen_and_not_calculated():
    """A chain with strides, a dilation and unequal kernels: every number by enumerating the sums it computes."""

    class Odd(nn.Module):
        def __init__(self):
            super().__init__()
            self.a = nn.Conv2d(1, 2, (3, 5), stride=(2, 1))
            self.b = nn.Conv2d(2, 4, (2, 3), stride=(1, 2), groups=2)
            self.pool = nn.AvgPool2d((2, 1), stride=1)

        def forward(self, x):
            return self.pool(self.b(self.a(x)))

    a, b, pool = geometry(Odd())
    assert (a.receptive_field, a.jump, a.multiplications) == ((3, 5), (2, 1), 2 * 15 * 28 * 15)
    assert (b.receptive_field, b.jump, b.multiplications) == ((5, 7), (2, 2), 4 * 14 * 13 * 6)
    assert (pool.receptive_field, pool.jump, pool.start) == ((7, 7), (2, 2), (0, 0))


def test_a_field_with_holes_is_not_passed_off_as_a_window():
    class Holes(nn.Module):
        def __init__(self):
            super().__init__()
            self.a = nn.Conv2d(1, 1, 3, dilation=2)

        def forward(self, x):
            return self.a(x)

    with pytest.raises(ValueError, match=r"unit \(0, 0\) sees 9 pixels, which fill no rectangle"):
        geometry(Holes())
