"""The study is repeatable, chooses by validation alone, and says what the lectures say."""

import json
import math
import multiprocessing

import numpy as np
import pytest

from cnn.data import Dataset, Images, load
from cnn.study import COMPARED, LEARNING_RATES, Estimate, Plan, chosen_rate, learned, study
from cnn.train import Epoch, Recipe, Run

TINY = Plan(
    rate_seeds=2,
    start_epochs=1,
    final_epochs=2,
    final_seeds=2,
    networks=40,
    signal_images=3,
    held_back=50,
    resolution=0.05,
)


@pytest.fixture(scope="module")
def some():
    """Every tenth MNIST image."""
    mnist = load()
    return Dataset("some", mnist.train[::10], mnist.test[::10])


@pytest.fixture(scope="module")
def found(some):
    return study(some, plan=TINY, workers=1)


def plain(result):
    record = json.loads(json.dumps(result.to_dict(), allow_nan=False))
    record.pop("seconds")
    for verdicts in (
        *record["conditional"].values(),
        record["plain"]["conditional"],
        record["augmented"]["conditional"],
    ):
        for verdict in verdicts:
            verdict.pop("seconds")
    return record


def test_workers_change_nothing(some, found):
    counted = []
    two = study(some, plan=TINY, workers=2, progress=lambda done, jobs: counted.append((done, jobs)))
    assert plain(two) == plain(found)
    assert counted == [(done, 52) for done in range(1, 53)]
    assert not multiprocessing.active_children()


def test_every_initialisation_and_rate_is_tried_and_counted(found):
    assert [(t.init, t.learning_rate) for t in found.rates] == [(i, r) for i in COMPARED for r in LEARNING_RATES]
    for trial in found.rates:
        assert [run.recipe.seed for run in trial.runs] == [0, 1]
        assert all(run.recipe.held_back == 50 for run in trial.runs)
        assert all(run.diverged or len(run.losses) == math.ceil(350 / 64) for run in trial.runs)
        assert trial.fails == (trial.learned == 0)
    assert [run.recipe.init for run in found.starts] == list(COMPARED)


def test_the_finals_train_on_all_images_at_the_chosen_rate(found):
    for run in found.plain.runs:
        assert run.recipe.learning_rate == found.chosen_rate
        assert run.recipe.held_back == 0
        assert len(run.losses) == 2 * math.ceil(400 / 64)
    assert {run.recipe.method for run in found.augmented.runs} == {"augmented"}


def test_the_confusion_matrix_counts_every_reading(some, found):
    confusion = np.array(found.plain.confusion)
    assert confusion.sum(axis=1).tolist() == (2 * np.bincount(some.test.labels, minlength=10)).tolist()
    assert 1 - np.trace(confusion) / confusion.sum() == pytest.approx(found.plain.test_error.mean)
    for misread in found.plain.misread:
        assert misread.label == some.test.labels[misread.index]
        assert any(read != misread.label for read in misread.read)
        assert np.array_equal(misread.pixels, some.test.pixels[misread.index])


def test_the_identity_is_confirmed_before_and_after_training(found):
    assert len(found.verdicts) == 5 * (len(COMPARED) + 2)
    assert {verdict.verdict for verdict in found.verdicts} == {"confirmed"}


def test_the_signal_is_measured_for_every_initialisation(found):
    assert [one.init for one in found.signals] == list(COMPARED)
    for one in found.signals:
        c1 = one.layers[0]
        assert abs(c1.measured - c1.pooled) < 6 * c1.standard_error
    assert len(found.plain.before) == len(found.plain.after) == 5


def run_that_ends(validation_error, test_error, rate=0.1, init="he"):
    recipe = Recipe(init=init, learning_rate=rate)
    return Run(recipe, "x", (Epoch(1, 1.0, validation_error, test_error),))


def test_the_rate_is_chosen_by_the_validation_error_alone():
    from cnn.study import RateTrial

    def trial(rate, validation, test, init="he"):
        return RateTrial(init, rate, (), Estimate.of([validation]), Estimate.of([test]), 0)

    trials = [trial(1, 0.2, 0.0, "glorot"), trial(1, 0.9, 0.0), trial(0.1, 0.3, 0.9), trial(0.01, 0.4, 0.1)]
    assert chosen_rate(trials) == 0.1


def test_better_than_guessing_is_told_from_guessing():
    labels = np.repeat(np.arange(10), 100).astype(np.uint8)
    images = Images(np.zeros((1000, 28, 28), np.uint8), labels)
    data = Dataset("x", images, images)
    right = {k: sum(math.comb(1000, i) * 9 ** (1000 - i) for i in range(k, 1001)) / 10**1000 for k in (140, 160)}
    assert right[140] > 1e-6 > right[160], "the binomial tail, in whole numbers"
    assert not learned(run_that_ends(None, 0.86), data)
    assert learned(run_that_ends(None, 0.84), data)
    assert not learned(run_that_ends(None, 0.9), data)


def test_students_interval_is_the_table_s():
    estimate = Estimate.of([0.1, 0.2, 0.3, 0.4, 0.5])
    radius = 0.1 * 2.7764451052 * math.sqrt(2.5 / 5)  # t of 4 degrees of freedom at 97.5%, from the tables
    assert estimate.interval == pytest.approx((0.3 - radius, 0.3 + radius))
    assert Estimate.of([0.5]).interval is None


@pytest.mark.parametrize("rates", [[0.01, 0.2, 0.1], [0.99, 0.8], [0.0, 1.0]])
def test_an_interval_for_an_error_rate_ends_at_0_and_1(rates):
    low, high = Estimate.of(rates).interval
    assert 0 <= low < sum(rates) / len(rates) < high <= 1


def test_mnist_learns_at_a_tenth_and_not_at_one():
    """One seed of what the full study does with five."""
    from cnn.train import train

    mnist = load()
    errors = {}
    for rate in LEARNING_RATES:
        errors[rate] = (
            train(mnist, Recipe(learning_rate=rate, epochs=1, held_back=1024)).run.epochs[-1].validation_error
        )
    assert errors[0.1] < errors[0.01] < errors[1.0]
    assert errors[1.0] > 0.85
