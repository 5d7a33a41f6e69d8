"""`halfmoment check`: a written derivation, step by step."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any

import click

from derivations.errors import UserError

if TYPE_CHECKING:
    from verify.checked import Report

__all__ = ["command"]

LARGEST_FILE = 1_000_000
COLOURS = {
    "proved": "green", "refuted": "red", "missing-hypothesis": "yellow", "unknown": "blue", "unreadable": "magenta",
    "definition": "cyan", "choice": "cyan", "approximation": "cyan",
}  # fmt: skip
FORMATS = ("text", "html", "json")


@click.command()
@click.argument("files", nargs=-1, metavar="FILE...")
@click.option("-e", "texts", multiple=True, metavar="TEXT", help="Check this text itself (may be repeated).")
@click.option("--assume", "assumptions", multiple=True, metavar="TEXT", help="A hypothesis in words (may be repeated).")
@click.option("--format", "form", type=click.Choice(FORMATS), help="text, unless -o says another.")
@click.option("-o", "--output", metavar="FILE", help="Write there; .html, .json and .txt give the format.")
@click.option("--allow-unknown", is_flag=True, help="Exit with 0, not 3, where a step is unknown or unreadable.")
@click.option(
    "--time-limit", default=600.0, show_default=True, metavar="SECONDS", type=click.FloatRange(min=0, min_open=True),
    help="Processor time for all steps of a file.",
)  # fmt: skip
@click.option("-v", "--verbose", is_flag=True, help="Say of every step how it was read and decided.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
def command(
    *,
    files: tuple[str, ...],
    texts: tuple[str, ...],
    assumptions: tuple[str, ...],
    form: str | None,
    output: str | None,
    allow_unknown: bool,
    time_limit: float,
    verbose: bool,
    as_json: bool,
) -> int:
    r"""Check a written derivation: LaTeX, Markdown, plain text or a notebook; "-" reads standard input.

    Every relation comes back proved, refuted with a law that you can check by hand, true only under a hypothesis that
    was not stated (with the weakest such set), or unknown with the reason.

    \b
    halfmoment check notes.tex
    halfmoment check notes.tex -o notes.html
    halfmoment check -e "Var(x*y) = Var(x)*Var(y)" --assume "x, y independent"

    Hypotheses: --assume, or a comment in the file, "% assume: w_j iid; w and x independent", in force until "% forget".
    Exit status 0: all steps hold; 1: one is refuted or lacks a hypothesis; 3: one is unknown or unreadable.
    """
    if files.count("-") > 1:
        raise UserError("standard input can be read once; name - once")
    sources = [(name, _read(name)) for name in files] + [("-e", text) for text in texts]
    if not sources:
        raise UserError("nothing to check; name a file, - for standard input, or give the text with -e")
    form = _form(form, output, as_json=as_json)
    if output is not None:
        from verify.files import refuse_unwritable

        refuse_unwritable(Path(output))
    reports = _checked(sources, assumptions, time_limit)
    if form == "json":
        found: Any = [{"path": name, **report.to_dict()} for name, report in reports]
        whole = found[0] if len(found) == 1 else {"schema_version": 1, "files": found}
        printed = json.dumps(whole, ensure_ascii=output is None and not _is_unicode(), indent=2)
    elif form == "html":
        from verify.checked_page import page

        printed = page([(Path(name).name or name, report) for name, report in reports]).rstrip("\n")
    else:
        printed = "\n".join(_lines(reports, verbose=verbose, to_file=output is not None))
    if output is None:
        click.echo(printed)
    else:
        from verify.files import write_atomically

        write_atomically(Path(output), printed + "\n")
        for name, report in reports:
            click.echo(_summary(name, report), err=True)
    statuses = {report.exit_status for _, report in reports}
    return 1 if 1 in statuses else 3 if 3 in statuses and not allow_unknown else 0


def _form(form: str | None, output: str | None, *, as_json: bool) -> str:
    """The format to write; one that is asked for twice must be the same."""
    ending = _form_of(output) if output and Path(output).suffix else None
    said_by = {"--json": "json" if as_json else None, "--format": form, f"-o {output}": ending}
    asked = {by: wanted for by, wanted in said_by.items() if wanted is not None}
    if len(set(asked.values())) > 1:
        said = ", ".join(f"{by} asks for {wanted}" for by, wanted in asked.items())
        raise UserError(f"one format is written, and {said}; leave one out")
    return next(iter(asked.values()), "text")


def _form_of(output: str) -> str:
    ending = Path(output).suffix.lstrip(".").lower()
    if ending == "txt":
        return "text"
    if ending == "htm":
        return "html"
    if ending not in FORMATS:
        raise UserError(f"cannot write {output!r}: the ending .{ending} is no format here; use .html, .json or .txt")
    return ending


def _read(name: str) -> str:
    try:
        if name == "-":
            data = sys.stdin.buffer.read(LARGEST_FILE + 1)
        else:
            with Path(name).open("rb") as file:
                data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise UserError(
            f"cannot read {name[:200]!r}: {error.strerror}; name a file that exists, or - for standard input"
        ) from None
    except ValueError:
        raise UserError(f"cannot read {name!r}: it is no file name; name a file that exists") from None
    if len(data) > LARGEST_FILE:
        raise UserError(f"{name!r} holds more than {LARGEST_FILE:,} bytes; check it in parts")
    if b"\0" in data:
        raise UserError(f"{name!r} is no text: there is a zero byte at {data.index(0)}; name the LaTeX source")
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise UserError(f"{name!r} is no UTF-8 text at byte {error.start}; save it as UTF-8") from None
    return _words_of_notebook(name, text) if name.endswith(".ipynb") else text


def _words_of_notebook(name: str, text: str) -> str:
    """The Markdown cells of a Jupyter notebook, one below the other."""
    try:
        cells = json.loads(text)["cells"]
        written = [cell["source"] for cell in cells if cell["cell_type"] == "markdown"]
        return "\n\n".join(source if isinstance(source, str) else "".join(source) for source in written) + "\n"
    except (ValueError, KeyError, TypeError, RecursionError):
        raise UserError(f"{name!r} is no Jupyter notebook; name one with cells, or the Markdown itself") from None


def _checked(
    sources: Sequence[tuple[str, str]], assumptions: Sequence[str], time_limit: float
) -> list[tuple[str, Report]]:
    """The report of each, with a bar on a terminal; what cannot be used is said with the name of its file."""
    from derivations.reading.meaning.phrases import read_phrases
    from verify.chain import check
    from verify.report.terminal import Progress

    for phrase in assumptions:
        read_phrases(phrase)
    found = []
    for name, source in sources:
        with Progress(0, what="steps") as progress:
            try:
                report = check(source, assuming=assumptions, total_seconds=time_limit, on_step=progress.place)
            except UserError as error:
                raise UserError(f"{name}: {error}") from None
        if name == "-e" and not report.chains:
            raise UserError(
                f"-e: {source[:80]!r} holds no relation such as = or <=; give both sides, "
                "or expand one expression with halfmoment moment"
            )
        found.append((name, report))
    return found


def _is_unicode() -> bool:
    try:
        "✓✗≈".encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _summary(name: str, report: Report) -> str:
    from verify.checked_text import counts

    return f"{name}: {counts(report)}"


def _lines(reports: Sequence[tuple[str, Report]], *, verbose: bool, to_file: bool) -> Iterator[str]:
    """A document in full; of several the counts of each, and the steps that do not hold."""
    from verify.checked_text import document_lines, step_line

    on_screen = sys.stdout.isatty() and not to_file
    coloured = on_screen and not os.environ.get("NO_COLOR")

    def paint(words: str, verdict: str) -> str:
        return click.style(words, fg=COLOURS[verdict], bold=verdict == "refuted") if coloured else words

    width = get_terminal_size().columns if on_screen else None
    for name, report in reports:
        if len(reports) == 1 or verbose:
            yield from document_lines(
                report, width=width, unicode=to_file or _is_unicode(), verbose=verbose, paint=paint
            )
            yield from [""] if report.chains else []
        yield _summary(name, report)
        if len(reports) > 1 and not verbose:
            for step in report.steps:
                if step.verdict in {"refuted", "missing-hypothesis", "unreadable"}:
                    line = step_line(step)
                    yield f"  {name}:{line.replace(step.verdict, paint(step.verdict, step.verdict), 1)}"
