"""`halfmoment report`: the main job. Derive, verify, train, and write one report."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from verify.files import refuse_unwritable, write_atomically
from verify.report.render import refuse_ending, render

if TYPE_CHECKING:
    from halfmoment.main_job import Stage

__all__ = ["command"]


@click.command()
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=None, metavar="FILE", help="Default: report.html."
)
@click.option("--quick", is_flag=True, help="Within a minute: less training, sampling to 5%, no enumeration.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Of all drawn by chance.")
@click.option("--data", default="mnist-5k", show_default=True, metavar="NAME|DIR", help="Images to train on.")
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Processes side by side; default one a core.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON; a file only with -o.")
def command(
    *,
    ids: tuple[str, ...],
    output: Path | None,
    quick: bool,
    seed: int,
    data: str,
    workers: int | None,
    as_json: bool,
) -> int:
    r"""Derive every result, run every check, train LeNet-5 and write one report.

    The ending of the file names its format: .html (self-contained), .pdf, .md or .json. Exit status 0: all held; 1:
    something was refuted; 3: something stayed inconclusive, or a part failed.

    \b
    halfmoment report
    halfmoment report --quick -o report.pdf
    """
    from derivations.catalogue import derive
    from halfmoment.main_job import make_report, report_status

    if output is None and not as_json:
        output = Path("report.html")
    if output is not None:
        refuse_ending(output)
        refuse_unwritable(output)
    for id_ in ids:
        derive(id_)
    words = ["halfmoment report", *ids, *(["--quick"] if quick else []), f"--seed {seed}", f"--data {data}"]
    with _progress() as stage:
        report = make_report(
            quick=quick, seed=seed, data=data, ids=ids, workers=workers, stage=stage, command=" ".join(words),
            on_failure=lambda trace: click.echo(trace, err=True),
        )  # fmt: skip
    if output is not None:
        write_atomically(output, render(report, output.suffix))
    if as_json:
        click.echo(render(report, ".json"), nl=False)
    else:
        counts = ", ".join(f"{count} {word}" for word, count in report.counts.items())
        click.echo(f"{output}: {len(report.derivations)} results derived; {counts}")
        for value, what in report.highlights:
            click.echo(f"  {value:>12}  {what}")
    for failure in report.failures:
        click.echo(f"failed: {failure.part}: {failure.message}", err=True)
    return report_status(report)


@contextmanager
def _progress() -> Iterator[Stage]:
    """One bar for each part, on stderr where that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = TextColumn("{task.description:<8}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks = {name: bar.add_task(name, total=None, start=False) for name in ("derive", "verify", "train", "report")}

        def stage(name: str, done: int, total: int) -> None:
            for earlier in list(tasks)[: list(tasks).index(name)]:
                task = bar.tasks[tasks[earlier]]
                bar.update(tasks[earlier], completed=task.total or 1, total=task.total or 1)
                bar.stop_task(tasks[earlier])
            bar.start_task(tasks[name])
            bar.update(tasks[name], completed=done, total=total)

        yield stage
