"""`halfmoment check`: a written derivation, step by step."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
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
@click.option("--format", "form", type=click.Choice(["text", "html", "json"]), help="text, unless -o says another.")
@click.option("-o", "--output", metavar="FILE", help="Write there; .html and .json give the format.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
def command(
    *,
    files: tuple[str, ...],
    texts: tuple[str, ...],
    assumptions: tuple[str, ...],
    form: str | None,
    output: str | None,
    as_json: bool,
) -> int:
    r"""Check a written derivation: LaTeX, Markdown or plain text; "-" reads standard input.

    Every relation comes back proved, refuted with a law that you can check by hand, true only under a hypothesis that
    was not stated (with the weakest such set), or unknown with the reason.

    \b
    halfmoment check notes.tex
    halfmoment check notes.tex -o notes.html
    halfmoment check -e "Var(x*y) = Var(x)*Var(y)" --assume "x, y independent"

    Hypotheses: --assume, or a comment in the file, "% assume: w_j iid; w and x independent", in force until "% forget".
    Exit status 0: all steps hold; 1: one is refuted or lacks a hypothesis; 3: one is unknown or unreadable.
    """
    from verify.chain import check

    sources = [(name, _read(name)) for name in files] + [("-e", text) for text in texts]
    if not sources:
        raise UserError("nothing to check; name a file, - for standard input, or give the text with -e")
    reports = [(name, check(source, assuming=assumptions)) for name, source in sources]
    ending = Path(output).suffix.lstrip(".").lower() if output else ""
    form = "json" if as_json else form or (ending if ending in {"html", "json"} else "text")
    if form == "json":
        found: Any = [{"path": name, **report.to_dict()} for name, report in reports]
        whole = found[0] if len(found) == 1 else {"schema_version": 1, "files": found}
        printed = json.dumps(whole, ensure_ascii=False, indent=2)
    elif form == "html":
        from verify.checked_page import page

        printed = page(reports).rstrip("\n")
    else:
        printed = "\n".join(line for name, report in reports for line in _lines(name, report, alone=len(reports) == 1))
    if output is None:
        click.echo(printed)
    else:
        from verify.files import write_atomically

        write_atomically(Path(output), click.unstyle(printed) + "\n")
        for name, report in reports:
            click.echo(_summary(name, report), err=True)
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


def _summary(name: str, report: Any) -> str:
    counts = ", ".join(f"{count} {verdict}" for verdict, count in report.summary.items())
    return f"{name}: {counts or 'no relation found'}"


def _lines(name: str, report: Any, *, alone: bool) -> Iterator[str]:
    """One document in full, or of several the summary and the steps that do not hold."""
    if alone:
        yield from _whole(report)
    yield _summary(name, report)
    for step in report.steps if not alone else ():
        if step.verdict in {"refuted", "missing-hypothesis", "unreadable"}:
            yield f"  line {step.line}: {step.verdict}: {step.lhs} {step.relation} {step.rhs}"


def _whole(report: Any) -> Iterator[str]:
    if report.hypotheses:
        yield "Assumed: " + "; ".join(report.hypotheses)
    random = sorted(name for name, role in report.roles.items() if role == "random")
    if random:
        yield "Random:  " + ", ".join(random)
    for chain in report.chains:
        yield ""
        for number, step in enumerate(chain.steps):
            if number == 0 and step.read_as[0]:
                yield f"  line {step.line:<4} {step.read_as[0]}"
            mark, colour = MARKS[step.verdict]
            shown = f"{step.relation} {step.read_as[1]}" if step.relation else step.lhs
            yield f"  {click.style(mark, fg=colour)}    {step.line:<4} {shown}  {click.style(step.verdict, fg=colour)}"
            if step.verdict not in {"proved", "definition", "choice", "approximation"}:
                yield from _explained(step)


def _explained(step: Any) -> Iterator[str]:
    lines = [step.reason]
    if step.missing:
        lines.append("needs: " + "; ".join(step.missing))
    if step.counterexample is not None:
        lines.append(f"{'without it' if step.missing else 'counterexample'}: {step.counterexample}")
    if step.likely_slip:
        lines.append(f"likely slip: {step.likely_slip}")
    for line in lines:
        yield f"           {line}"
