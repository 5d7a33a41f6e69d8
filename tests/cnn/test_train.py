"""Training repeats to the bit, resumes to the bit, notices divergence, and trusts no checkpoint."""

import pickle
import zipfile
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional as F

from cnn import checkpoint
from cnn.data import Dataset, Images
from cnn.lenet5 import LeNet5
from cnn.train import Recipe, Run, batch, distorted, error, one_cycle, one_thread, padded, start, train
from derivations.errors import UserError


@pytest.fixture(scope="module")
def small():
    """Ten easily told classes: a bright square whose place is the class."""
    rng = np.random.default_rng(0)

    def images(count):
        labels = rng.integers(10, size=count).astype(np.uint8)
        pixels = rng.integers(60, size=(count, 28, 28)).astype(np.uint8)
        for image, label in zip(pixels, labels, strict=True):
            row, column = divmod(int(label), 4)
            image[3 + 8 * row : 10 + 8 * row, 7 * column : 7 + 7 * column] += 190
        return Images(pixels, labels)

    return Dataset("squares", images(300), images(100))


def weights(training):
    return [weight.detach().clone() for weight in training.network.parameters()]


def identical(a, b):
    return all(torch.equal(x, y) for x, y in zip(weights(a), weights(b), strict=True))


@pytest.mark.parametrize("method", ["plain", "augmented"])
def test_two_trainings_are_equal_to_the_bit_and_another_seed_is_not(small, method):
    recipe = Recipe(epochs=2, held_back=50, method=method)
    first, again, other = (train(small, r) for r in (recipe, recipe, replace(recipe, seed=1)))
    assert identical(first, again)
    assert first.run == again.run
    assert not identical(first, other)


@pytest.mark.parametrize("method", ["plain", "augmented"])
@pytest.mark.parametrize("stop_after_steps", [2, 8, 14])  # five steps an epoch
def test_an_interrupted_training_resumes_to_the_bit(small, tmp_path, method, stop_after_steps):
    recipe = Recipe(epochs=3, held_back=10, method=method)
    whole = train(small, recipe)
    file, steps = tmp_path / "training.pt", []

    def interrupt(run, loss):
        steps.append(loss)
        if len(steps) == stop_after_steps:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(small, recipe, on_epoch=lambda training: checkpoint.save(file, training, small), on_step=interrupt)
    saved = checkpoint.load(file, small)
    assert len(saved.run.epochs) == stop_after_steps // 5, "a finished epoch is lost"
    resumed = train(small, saved)
    assert identical(resumed, whole)
    assert resumed.run == whole.run


def test_plain_training_is_the_update_of_torch_sgd_in_a_new_order_every_epoch(small):
    recipe = Recipe(epochs=2, learning_rate=0.03)
    ours = train(small, recipe)
    theirs = start(small, recipe).network
    optimizer = torch.optim.SGD(theirs.parameters(), lr=0.03)
    images, labels = padded(small.train)
    orders = []
    for epoch in (1, 2):
        state = np.random.SeedSequence([0, epoch]).generate_state(1, np.uint64)
        orders.append(torch.randperm(300, generator=torch.Generator().manual_seed(int(state[0]))))
        for which in orders[-1].split(64):
            loss = F.cross_entropy(theirs(batch(images, which)), labels[which])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    assert not torch.equal(*orders)
    for mine, torchs in zip(ours.network.parameters(), theirs.parameters(), strict=True):
        torch.testing.assert_close(mine, torchs, rtol=1e-4, atol=1e-6)


def test_the_learning_rate_rises_and_falls_as_torchs_one_cycle():
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=1, total_steps=100, final_div_factor=1e12, cycle_momentum=False
    )
    for step in range(100):  # torch's peak is at step 29, its end at step 99
        progress = 0.3 * step / 29 if step <= 29 else 0.3 + 0.7 * (step - 29) / 70
        assert schedule.get_last_lr()[0] == pytest.approx(one_cycle(progress), abs=1e-12)
        optimizer.step()
        if step < 99:
            schedule.step()


def test_augmented_training_is_torchs_nesterov_sgd_on_distorted_images(small):
    recipe = Recipe(epochs=1, method="augmented", learning_rate=0.05, batch_size=100)
    ours, theirs = train(small, recipe), start(small, recipe).network
    images, labels = padded(small.train)
    state = np.random.SeedSequence([0, 1]).generate_state(1, np.uint64)
    generator = torch.Generator().manual_seed(int(state[0]))
    optimizer = torch.optim.SGD(theirs.parameters(), lr=1, momentum=0.9, nesterov=True)
    for step, which in enumerate(torch.randperm(300, generator=generator).split(100)):
        optimizer.param_groups[0]["lr"] = 0.05 * one_cycle(step / 3)
        optimizer.zero_grad()
        F.cross_entropy(theirs(distorted(batch(images, which), generator=generator)), labels[which]).backward()
        optimizer.step()
    for mine, torchs in zip(ours.network.parameters(), theirs.parameters(), strict=True):
        torch.testing.assert_close(mine, torchs)


def test_a_distortion_keeps_the_centre_and_moves_no_pixel_further_than_it_may():
    x = torch.zeros(2000, 1, 32, 32)
    x[:, 0, 15:17, 15:17] = 1
    moved = distorted(x, generator=torch.Generator().manual_seed(0))
    seen = moved.amax(dim=0)[0].nonzero()  # where any of the 2,000 shows something
    assert seen.min() == 16 - 1 - 2 - 1
    assert seen.max() == 15 + 1 + 2 + 1
    mass = moved.sum(dim=(1, 2, 3)) / 4  # the area of the square, in which the scale enters twice
    assert 0.9**2 - 0.05 < 1 / mass.max() < 0.9**2 + 0.05
    assert 1.1**2 - 0.07 < 1 / mass.min() < 1.1**2 + 0.07


def test_training_learns(small):
    run = train(small, Recipe(epochs=8, held_back=50)).run
    assert run.epochs[-1].test_error < 0.1
    assert len(run.losses) == 8 * 4
    assert run.epochs[-1].train_loss == pytest.approx(np.mean(run.losses[-4:]))


def test_errors_are_counted(small):
    network = LeNet5()
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.zero_()
        network.out.bias[3] = 1
    assert error(network, small.test) == np.mean(small.test.labels != 3)


def test_a_diverging_training_stops_and_says_so(small):
    run = train(small, Recipe(init="normal-1", learning_rate=1e30, epochs=5)).run
    assert run.diverged
    assert run.finished
    assert len(run.epochs) == 1
    assert not np.isfinite(run.losses[-1])
    assert run.to_dict()["losses"][-1] is None
    assert run.to_dict()["epochs"][0]["train_loss"] is None


def test_the_number_of_threads_is_put_back():
    before = torch.get_num_threads()

    def fail_inside():
        with one_thread():
            assert torch.get_num_threads() == 1
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail_inside()
    assert torch.get_num_threads() == before


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ({"learning_rate": 0.0}, "learning rate must be positive"),
        ({"learning_rate": float("nan")}, "learning rate must be positive"),
        ({"epochs": 0}, "epochs must be 1 to 1000, not 0"),
        ({"seed": -1}, "seed must be 0 to 4294967295, not -1"),
        ({"init": "hee"}, "unknown initialisation 'hee'; did you mean 'he'?"),
        ({"method": "plian"}, "unknown recipe 'plian'; did you mean 'plain'?"),
    ],
)
def test_an_impossible_recipe_is_refused(bad, says):
    with pytest.raises(UserError, match=says.replace("?", r"\?")):
        Recipe(**bad)


def test_holding_back_every_image_is_refused(small):
    with pytest.raises(UserError, match="cannot hold back 300 of 300"):
        train(small, Recipe(held_back=300))


# ---- checkpoints


@pytest.fixture(scope="module")
def good(small, tmp_path_factory):
    file = tmp_path_factory.mktemp("checkpoint") / "good.pt"
    checkpoint.save(file, train(small, Recipe(epochs=1, method="augmented", learning_rate=0.01)), small)
    return file


def test_a_checkpoint_keeps_everything(small, good):
    training = checkpoint.load(good, small)
    assert isinstance(training.run, Run)
    assert training.run.epochs
    assert any(v.abs().max() > 0 for v in training.velocity)


def test_a_checkpoint_of_other_data_is_refused(small, good):
    other = replace(small, test=small.test[:50])
    with pytest.raises(UserError, match="was trained on 'squares', not on this 'squares'; give the same --data"):
        checkpoint.load(good, other)


def test_a_missing_checkpoint_is_one_line(small, tmp_path):
    with pytest.raises(UserError, match=r"cannot read .*No such file"):
        checkpoint.load(tmp_path / "none.pt", small)


@settings(deadline=None, max_examples=30)
@given(data=st.data())
def test_a_damaged_checkpoint_is_one_line_or_still_whole(small, good, tmp_path_factory, data):
    raw = bytearray(good.read_bytes())
    if data.draw(st.booleans()):
        del raw[data.draw(st.integers(0, len(raw) - 1)) :]
    else:
        for _ in range(data.draw(st.integers(1, 40))):
            raw[data.draw(st.integers(0, min(len(raw), 4000) - 1))] ^= data.draw(st.integers(1, 255))
    file = tmp_path_factory.mktemp("damaged") / "damaged.pt"
    file.write_bytes(raw)
    try:
        checkpoint.load(file, small)
    except UserError as refusal:
        assert "\n" not in str(refusal)  # noqa: PT017


@pytest.mark.parametrize(
    "change",
    [
        lambda c: c | {"format": "2"},
        lambda c: c | {"recipe": {"init": "he"} | {"unknown": 1}},
        lambda c: c | {"recipe": c["recipe"] | {"learning_rate": "0.1"}},
        lambda c: c | {"recipe": c["recipe"] | {"epochs": 1.5}},
        lambda c: c | {"epochs": [(1, 2)]},
        lambda c: c | {"weights": {}},
        lambda c: c | {"weights": c["weights"] | {"c1.weight": torch.zeros(6, 1, 3, 3)}},
        lambda c: c | {"velocity": c["velocity"][:-1]},
        lambda c: c | {"losses": "many"},
        lambda c: [c],
    ],
)
def test_a_checkpoint_with_wrong_content_is_one_line(small, good, tmp_path, change):
    file = tmp_path / "wrong.pt"
    torch.save(change(torch.load(good, weights_only=True)), file)
    with pytest.raises(UserError, match="is no whole checkpoint of halfmoment train"):
        checkpoint.load(file, small)


def test_a_checkpoint_that_would_run_code_is_refused(small, tmp_path):
    class Evil:
        def __reduce__(self):
            return (tmp_path.joinpath("ran").touch, ())

    file = tmp_path / "evil.pt"
    torch.save(Evil(), file)
    with pytest.raises(UserError, match="is no whole checkpoint"):
        checkpoint.load(file, small)
    file.write_bytes(pickle.dumps(Evil()))
    with pytest.raises(UserError, match="is no whole checkpoint"):
        checkpoint.load(file, small)
    assert not (tmp_path / "ran").exists()


def test_a_checkpoint_that_unpacks_without_end_is_refused(small, tmp_path):
    file = tmp_path / "bomb.pt"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb/data.pkl", bytes(200 * 2**20))
    assert file.stat().st_size < 2**20
    with pytest.raises(UserError, match="unpacks to too much"):
        checkpoint.load(file, small)
