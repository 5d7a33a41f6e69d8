"""The training study: what an initialisation and a learning rate do to LeNet-5, in plain numbers for the report.

1. Learning rates 1, 0.1 and 0.01 over one epoch, for every initialisation, with 1,024 of the training images held back
   to validate on. The rate with the smallest validation error under He's initialisation is chosen.
2. How training starts and goes on under every initialisation at that rate.
3. He's initialisation at that rate, trained on all training images from several seeds: the test error's mean with its
   interval, the confusion matrix, the digits misread. The same for the augmented recipe.
4. The preactivations' second moments, measured and predicted, and the conditional identity, before and after training.

The test images are looked at, and never chosen by.
"""

from __future__ import annotations

import math
import platform
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import torch

from cnn.confirm import conditional_verdicts
from cnn.data import Dataset
from cnn.lenet5 import LAYERS
from cnn.parallel import side_by_side
from cnn.propagation import Signal, preactivations, signal
from cnn.train import Recipe, Run, Training, batch, padded, probabilities, start, train
from verify.verdicts import Verdict

__all__ = [
    "COMPARED",
    "LEARNING_RATES",
    "Estimate",
    "Final",
    "Misread",
    "Plan",
    "RateTrial",
    "Study",
    "learned",
    "study",
]

COMPARED = ("lecun", "glorot", "he", "torch", "normal-1", "normal-0.01")
LEARNING_RATES = (1.0, 0.1, 0.01)
AUGMENTED_RATE = 0.05  # of 0.02, 0.05 and 0.1 the best on 1,024 images held back, mean of three seeds
CHANCE_LEVEL = 1e-6
MISREAD_SHOWN = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much of it is done: the repeats of step 1, the epochs of steps 2 and 3, the seeds of 3, the networks of 4,
    the resolution of its verdicts.
    """

    rate_seeds: int = 5
    start_epochs: int = 20
    final_epochs: int = 20
    final_seeds: int = 5
    augmented: bool = True
    networks: int = 1000
    signal_images: int = 10
    held_back: int = 1024
    resolution: float = 0.01

    @classmethod
    def quick(cls) -> Plan:
        """Enough to see everything work, in a few seconds."""
        return cls(rate_seeds=1, start_epochs=2, final_epochs=6, final_seeds=3, augmented=False, networks=150)


@dataclass(frozen=True, slots=True)
class Estimate:
    """The mean of independent error rates, in [0, 1], and its Student-t interval, the rates taken for normal.

    The interval is cut at 0 and 1: no mean of rates lies beyond, so what is left covers it as often. Over trainings
    with different seeds it speaks of the seeds' scatter on this test set; that the test images are a sample themselves
    comes on top. The interval is None for a single value.

    >>> estimate = Estimate.of([0.028, 0.026, 0.031, 0.027, 0.028])
    >>> round(estimate.mean, 4), tuple(round(end, 4) for end in estimate.interval)
    (0.028, (0.0257, 0.0303))
    >>> Estimate.of([0.02, 0.18]).interval[0]
    0.0
    """

    mean: float
    interval: tuple[float, float] | None
    level: float
    values: tuple[float, ...]

    @classmethod
    def of(cls, values: list[float], *, level: float = 0.95) -> Estimate:
        """The estimate from these error rates."""
        from scipy.special import stdtrit

        mean, count = sum(values) / len(values), len(values)
        if count < 2:
            return cls(mean, None, level, tuple(values))
        deviation = math.sqrt(sum((value - mean) ** 2 for value in values) / (count - 1))
        radius = float(stdtrit(count - 1, (1 + level) / 2)) * deviation / math.sqrt(count)
        return cls(mean, (max(0.0, mean - radius), min(1.0, mean + radius)), level, tuple(values))


@dataclass(frozen=True, slots=True)
class RateTrial:
    """One initialisation at one learning rate over one epoch, from several seeds.

    `learned` counts the runs that end better than guessing; at rate 1 one in five may, only to collapse an epoch later.
    """

    init: str
    learning_rate: float
    runs: tuple[Run, ...]
    validation_error: Estimate
    test_error: Estimate
    learned: int

    @property
    def fails(self) -> bool:
        """Most of the runs end no better than guessing."""
        return 2 * self.learned < len(self.runs)

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "init": self.init,
            "learning_rate": self.learning_rate,
            "runs": [run.to_dict() for run in self.runs],
            "validation_error": asdict(self.validation_error),
            "test_error": asdict(self.test_error),
            "learned": self.learned,
            "fails": self.fails,
        }


@dataclass(frozen=True, slots=True)
class Misread:
    """A test image that some of the networks misread: what each of them read, and its 28 rows of 28 pixels."""

    index: int
    label: int
    read: tuple[int, ...]
    pixels: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Final:
    """One recipe trained on all training images from several seeds.

    `confusion[true][read]` counts test images, summed over the networks. `before` and `after` are E[z^2] of each layer
    of the first network at its initialisation and once trained; `conditional` are that network's verdicts after.
    """

    runs: tuple[Run, ...]
    test_error: Estimate
    confusion: tuple[tuple[int, ...], ...]
    misread: tuple[Misread, ...]
    before: tuple[float, ...]
    after: tuple[float, ...]
    conditional: tuple[Verdict, ...]

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "runs": [run.to_dict() for run in self.runs],
            "test_error": asdict(self.test_error),
            "confusion": self.confusion,
            "misread": [asdict(misread) for misread in self.misread],
            "before": self.before,
            "after": self.after,
            "conditional": [verdict.to_dict() for verdict in self.conditional],
        }


@dataclass(frozen=True, slots=True)
class Study:
    """Everything the study found.

    `rates` are the trials of step 1 and `starts` the runs of step 2. `conditional` holds, for every initialisation, the
    verdicts before training.
    """

    data: str
    images: tuple[int, int]
    seed: int
    plan: Plan
    rates: tuple[RateTrial, ...]
    chosen_rate: float
    starts: tuple[Run, ...]
    plain: Final
    augmented: Final | None
    signals: tuple[Signal, ...]
    conditional: tuple[tuple[str, tuple[Verdict, ...]], ...]
    environment: tuple[tuple[str, str], ...]
    seconds: float

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """All verdicts on the conditional identity, before training and after."""
        before = [verdict for _, verdicts in self.conditional for verdict in verdicts]
        after = [verdict for final in (self.plain, self.augmented) if final for verdict in final.conditional]
        return (*before, *after)

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "data": self.data,
            "images": {"train": self.images[0], "test": self.images[1]},
            "seed": self.seed,
            "plan": asdict(self.plan),
            "rates": [trial.to_dict() for trial in self.rates],
            "chosen_rate": self.chosen_rate,
            "starts": [run.to_dict() for run in self.starts],
            "plain": self.plain.to_dict(),
            "augmented": self.augmented and self.augmented.to_dict(),
            "layers": LAYERS,
            "signals": [one.to_dict() for one in self.signals],
            "conditional": {init: [one.to_dict() for one in verdicts] for init, verdicts in self.conditional},
            "environment": dict(self.environment),
            "seconds": self.seconds,
        }


def study(
    data: Dataset,
    *,
    plan: Plan | None = None,
    seed: int = 0,
    workers: int = 2,
    progress: Callable[[int, int], None] | None = None,
) -> Study:
    """Run the study; the same seed gives the same numbers, however many workers share it (`seconds` apart).

    `progress(done, jobs)` is called as trainings and measurements end.
    """
    plan, started = plan or Plan(), time.perf_counter()
    tried = [
        Recipe(init=init, learning_rate=rate, epochs=1, seed=seed + repeat, held_back=plan.held_back)
        for init in COMPARED
        for rate in LEARNING_RATES
        for repeat in range(plan.rate_seeds)
    ]
    seeds = [seed + repeat for repeat in range(plan.final_seeds)]
    finals = 2 if plan.augmented else 1
    jobs, done = len(tried) + 2 * len(COMPARED) + finals * len(seeds), 0

    def one_more() -> None:
        nonlocal done
        done += 1
        if progress:
            progress(done, jobs)

    with side_by_side(data, workers=workers, on_done=one_more) as run:
        first = run(
            [
                *((_measured, (init, seed, plan)) for init in COMPARED),
                *((_trained, (recipe,)) for recipe in tried),
            ]
        )
        measured, rates = first[: len(COMPARED)], _trials(data, first[len(COMPARED) :])
        chosen = chosen_rate(rates)

        recipes = [Recipe(learning_rate=chosen, epochs=plan.final_epochs, seed=s) for s in seeds]
        if plan.augmented:
            recipes += [replace(one, learning_rate=AUGMENTED_RATE, method="augmented") for one in recipes]
        starts = [
            Recipe(init=init, learning_rate=chosen, epochs=plan.start_epochs, seed=seed, held_back=plan.held_back)
            for init in COMPARED
        ]
        second = run(
            [
                *((_examined, (recipe, plan.resolution if recipe.seed == seed else None)) for recipe in recipes),
                *((_trained, (recipe,)) for recipe in starts),
            ]
        )
    count = len(seeds)
    return Study(
        data=data.name,
        images=(len(data.train), len(data.test)),
        seed=seed,
        plan=plan,
        rates=tuple(rates),
        chosen_rate=chosen,
        starts=tuple(second[len(recipes) :]),
        plain=_final(data, second[:count]),
        augmented=_final(data, second[count : 2 * count]) if plan.augmented else None,
        signals=tuple(one for one, _ in measured),
        conditional=tuple(zip(COMPARED, (verdicts for _, verdicts in measured), strict=True)),
        environment=(
            ("python", platform.python_version()),
            ("torch", torch.__version__),
            ("numpy", np.__version__),
            ("machine", f"{platform.system()} {platform.machine()}"),
            ("threads", "1 per training"),
        ),
        seconds=time.perf_counter() - started,
    )


def _trials(data: Dataset, runs: list[Run]) -> list[RateTrial]:
    trials = []
    for init in COMPARED:
        for rate in LEARNING_RATES:
            mine = [run for run in runs if (run.recipe.init, run.recipe.learning_rate) == (init, rate)]
            ends = [run.epochs[-1] for run in mine]
            trials.append(
                RateTrial(
                    init=init,
                    learning_rate=rate,
                    runs=tuple(mine),
                    validation_error=Estimate.of([end.validation_error for end in ends]),
                    test_error=Estimate.of([end.test_error for end in ends]),
                    learned=sum(learned(run, data) for run in mine),
                )
            )
    return trials


def chosen_rate(trials: list[RateTrial], *, init: str = "he") -> float:
    """The learning rate with the smallest mean validation error under that initialisation."""
    return min((t for t in trials if t.init == init), key=lambda t: t.validation_error.mean).learning_rate


def learned(run: Run, data: Dataset) -> bool:
    """Whether the run reads the test images better than guessing: more of them right than a guesser, who names the
    commonest class or any other, gets right but for a probability of one in a million.
    """
    from scipy.special import bdtrc

    images = len(data.test)
    right = round((1 - run.epochs[-1].test_error) * images)
    commonest = int(np.bincount(data.test.labels).max()) / images
    return bool(bdtrc(right - 1, images, commonest) < CHANCE_LEVEL)


@dataclass(frozen=True, slots=True)
class _Examined:
    """A training, and what its network reads on the test images."""

    run: Run
    read: tuple[int, ...]
    before: tuple[float, ...]
    after: tuple[float, ...]
    conditional: tuple[Verdict, ...]


def _trained(data: Dataset, recipe: Recipe) -> Run:
    return train(data, recipe).run


def _examined(data: Dataset, recipe: Recipe, resolution: float | None) -> _Examined:
    training = start(data, recipe)
    x = batch(padded(data.test)[0], slice(0, 500))
    before = preactivations(training.network, x)
    training = train(data, training)
    return _Examined(
        run=training.run,
        read=tuple(probabilities(training.network, data.test).argmax(dim=1).tolist()),
        before=tuple(before),
        after=tuple(preactivations(training.network, x)),
        conditional=_confirmed(data, training, resolution) if resolution else (),
    )


def _measured(data: Dataset, init: str, seed: int, plan: Plan) -> tuple[Signal, tuple[Verdict, ...]]:
    recipe = Recipe(init=init, seed=seed)
    every = range(
        0, len(data.test), max(1, len(data.test) // plan.signal_images)
    )  # from all classes: the data may be sorted
    x = batch(padded(data.test[np.array(every[: plan.signal_images])])[0], slice(None))
    return signal(x, init, networks=plan.networks, seed=seed), _confirmed(data, start(data, recipe), plan.resolution)


def _confirmed(data: Dataset, training: Training, resolution: float) -> tuple[Verdict, ...]:
    recipe = training.run.recipe
    rerun = recipe.command(data.name, resolution=resolution)
    return conditional_verdicts(
        training.network, data.test, init=recipe.init, seed=recipe.seed, rerun=rerun, resolution=resolution
    )


def _final(data: Dataset, examined: list[_Examined]) -> Final:
    labels = data.test.labels.tolist()
    pairs = Counter((label, read) for one in examined for label, read in zip(labels, one.read, strict=True))
    readings = list(zip(*(one.read for one in examined), strict=True))
    wrong = {i: sum(read != label for read in readings[i]) for i, label in enumerate(labels)}
    worst = sorted((i for i in wrong if wrong[i]), key=lambda i: (-wrong[i], i))[:MISREAD_SHOWN]
    return Final(
        runs=tuple(one.run for one in examined),
        test_error=Estimate.of([one.run.epochs[-1].test_error for one in examined]),
        confusion=tuple(tuple(pairs[label, read] for read in range(10)) for label in range(10)),
        misread=tuple(
            Misread(i, labels[i], readings[i], tuple(map(tuple, data.test.pixels[i].tolist()))) for i in worst
        ),
        before=examined[0].before,
        after=examined[0].after,
        conditional=examined[0].conditional,
    )
