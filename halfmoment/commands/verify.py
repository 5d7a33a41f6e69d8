"""`halfmoment verify`: every check of the named results."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from derivations.errors import UserError

__all__ = ["command"]


@click.command()
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--check", "checks", multiple=True, metavar="NAME", help="Only this kind of check (may be repeated).")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Of all drawn by chance.")
@click.option("--family-error", default=1e-6, show_default=True, help="Bound on the chance of any false verdict.")
@click.option("--resolution", default=0.01, show_default=True, help="Relative error that sampling must notice.")
@click.option("--budget", type=float, metavar="SECONDS", help="Seconds for all sampling together.")
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Processes side by side; default one a core.")
@click.option("--junit", type=click.Path(path_type=Path), metavar="FILE", help="Also write a JUnit XML file.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(
    *,
    ids: tuple[str, ...],
    checks: tuple[str, ...],
    budget: float | None,
    workers: int | None,
    junit: Path | None,
    as_json: bool,
    **options: Any,
) -> int:
    r"""Run every check of the named results (of all of them without a name).

    Exit status 0: all proved or confirmed; 1: something was refuted; 3: something stayed inconclusive. Without --budget
    the same seed gives the same verdicts, however many workers there are.

    \b
    halfmoment verify
    halfmoment verify variance-of-product --check monte-carlo --seed 7
    """
    from halfmoment.main_job import cores, register_checks
    from verify.files import refuse_unwritable, write_atomically
    from verify.report.junit import junit_xml
    from verify.report.terminal import Progress, print_verdicts
    from verify.run import family, plan, run
    from verify.verdicts import exit_status, summary

    if budget is not None and not 0 < budget < float("inf"):
        raise UserError(f"--budget (={budget}) must be more than 0 seconds; leave it out for no limit")
    if junit is not None:
        refuse_unwritable(junit)
    register_checks()
    settings, planned = family(plan(dict.fromkeys(ids), checks=checks), **options)
    long = sum(not check.brief for _, check in planned)  # a worker has to derive anew what it checks
    with Progress(len(planned)) as progress:
        verdicts = run(
            planned, settings, budget=budget, workers=workers or min(cores(), max(1, long // 8)),
            on_verdict=lambda verdict: progress.step(f"{verdict.result} {verdict.check}"),
        )  # fmt: skip
    if junit is not None:
        write_atomically(junit, junit_xml(verdicts))
    if as_json:
        found = {"schema_version": 1, "verdicts": [v.to_dict() for v in verdicts], "summary": summary(verdicts)}
        click.echo(json.dumps(found, ensure_ascii=False, indent=2, allow_nan=False))
    else:
        print_verdicts(verdicts)
    return exit_status(verdicts)
