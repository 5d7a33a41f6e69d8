"""`halfmoment check`: a written derivation, step by step."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from derivations.errors import UserError

__all__ = ["command"]

LARGEST_FILE = 1_000_000
MARKS = {
    "proved": ("✓", "green"), "refuted": ("✗", "red"), "missing-hypothesis": ("!", "yellow"),
    "unknown": ("?", "blue"), "unreadable": ("?", "magenta"), "definition": (":", "cyan"), "choice": (":", "cyan"),
    "approximation": ("~", "cyan"),
}  # fmt: skip


@click.command()
@click.argument("files", nargs=-1, metavar="FILE...")
@click.option("-e", "texts", multiple=True, metavar="TEXT", help="Check this text itself (may be repeated).")
@click.option("--assume", "assumptions", multiple=True, metavar="TEXT", help="A hypothesis in words (may be repeated).")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(*, files: tuple[str, ...], texts: tuple[str, ...], assumptions: tuple[str, ...], as_json: bool) -> int:
    r"""Check a written derivation: LaTeX, Markdown or plain text; "-" reads standard input.

    Every relation comes back proved, refuted with a law that you can check by hand, true only under a hypothesis that
    was not stated (with the weakest such set), or unknown with the reason.

    \b
    halfmoment check notes.tex
    halfmoment check -e "Var(x*y) = Var(x)*Var(y)" --assume "x, y independent"

    Hypotheses: --assume, or a comment in the file, "% assume: w_j iid; w and x independent", in force until "% forget".
    Exit status 0: all steps hold; 1: one is refuted or lacks a hypothesis; 3: one is unknown or unreadable.
    """
    from verify.chain import check, summary_of

    sources = [(name, _read(name)) for name in files] + [("-e", text) for text in texts]
    if not sources:
        raise UserError("nothing to check; name a file, - for standard input, or give the text with -e")
    reports = [(name, check(source, assuming=assumptions)) for name, source in sources]
    if as_json:
        found: Any = [{"path": name, **report.to_dict()} for name, report in reports]
        whole = found[0] if len(found) == 1 else {"schema_version": 1, "files": found}
        click.echo(json.dumps(whole, ensure_ascii=False, indent=2))
    else:
        for name, report in reports:
            if len(reports) == 1:
                _print(report)
            counts = ", ".join(f"{count} {verdict}" for verdict, count in summary_of(report.steps).items())
            click.echo(f"{name}: {counts or 'no relation found'}")
            if len(reports) > 1:
                for step in report.steps:
                    if step.verdict in {"refuted", "missing-hypothesis", "unreadable"}:
                        click.echo(f"  line {step.line}: {step.verdict}: {step.lhs} {step.relation} {step.rhs}")
    statuses = {report.exit_status for _, report in reports}
    return 1 if 1 in statuses else 3 if 3 in statuses else 0


def _read(name: str) -> str:
    if name == "-":
        data = sys.stdin.buffer.read(LARGEST_FILE + 1)
    else:
        try:
            with Path(name).open("rb") as file:
                data = file.read(LARGEST_FILE + 1)
        except OSError as error:
            raise UserError(
                f"cannot read {name!r}: {error.strerror}; name a file that exists, or - for standard input"
            ) from None
    if len(data) > LARGEST_FILE:
        raise UserError(f"{name!r} holds more than {LARGEST_FILE:,} bytes; check it in parts")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UserError(f"{name!r} is no UTF-8 text at byte {error.start}; save it as UTF-8") from None


def _print(report: Any) -> None:
    if report.hypotheses:
        click.echo("Assumed: " + "; ".join(report.hypotheses))
    random = sorted(name for name, role in report.roles.items() if role == "random")
    if random:
        click.echo("Random:  " + ", ".join(random))
    for chain in report.chains:
        click.echo("")
        for number, step in enumerate(chain.steps):
            if number == 0 and step.read_as[0]:
                click.echo(f"  line {step.line:<4} {step.read_as[0]}")
            mark, colour = MARKS[step.verdict]
            shown = f"{step.relation} {step.read_as[1]}" if step.relation else step.lhs
            click.echo(
                f"  {click.style(mark, fg=colour)}    {step.line:<4} {shown}  {click.style(step.verdict, fg=colour)}"
            )
            if step.verdict not in {"proved", "definition", "choice", "approximation"}:
                _explain(step)


def _explain(step: Any) -> None:
    lines = [step.reason]
    if step.missing:
        lines.append("needs: " + "; ".join(step.missing))
    if step.counterexample is not None:
        lines.append(f"{'without it' if step.missing else 'counterexample'}: {step.counterexample}")
    if step.likely_slip:
        lines.append(f"likely slip: {step.likely_slip}")
    for line in lines:
        click.echo(f"           {line}")
