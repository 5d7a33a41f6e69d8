"""A report as Markdown, its figures inside it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence

from derivations.notation.documents import as_markdown, escape_markdown
from verify.report.model import Block, Figure, Paragraph, Report, Table, how
from verify.verdicts import Verdict

__all__ = ["report_markdown"]


def report_markdown(report: Report) -> str:
    """Markdown with mathematics as GitHub reads it."""
    return "\n".join(_lines(report)).rstrip() + "\n"


def _lines(report: Report) -> Iterator[str]:
    yield from (f"# {escape_markdown(report.title)}", "")
    yield from (escape_markdown(report.lead), "")
    for failure in report.failures:
        yield from (f"**Failed: {escape_markdown(failure.part)}.** {escape_markdown(failure.message)}", "")
    yield from (
        _table(Table(("", ""), tuple((what, value) for value, what in report.highlights))) if report.highlights else ()
    )
    for derivation in report.derivations:
        yield as_markdown(derivation, level=2)
        yield from _verdicts(report.of(derivation.id))
    for section in report.sections:
        yield from (f"## {escape_markdown(section.title)}", "")
        for block in section.blocks:
            yield from _block(block)
    yield from ("## Environment", "")
    yield from _table(Table(("", ""), report.environment))


def _verdicts(verdicts: Sequence[Verdict]) -> Iterator[str]:
    if verdicts:
        rows = tuple((v.check, v.verdict, how(v)) for v in verdicts)
        yield from _table(Table(("check", "verdict", "how"), rows))


def _block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(text):
            yield from (escape_markdown(text), "")
        case Table():
            yield from _table(block)
        case Figure(title, caption, svg):
            image = b64encode(svg.encode()).decode("ascii")
            yield from (f"![{escape_markdown(title)}](data:image/svg+xml;base64,{image})", "")
            yield from (f"**{escape_markdown(title)}.** {escape_markdown(caption)}", "")


def _table(table: Table) -> Iterator[str]:
    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(" ".join(escape_markdown(cell).split()) for cell in cells) + " |"

    if table.caption:
        yield from (escape_markdown(table.caption), "")
    yield line(table.header)
    yield "|" + "|".join(" ---: " if place in table.right else " --- " for place in range(len(table.header))) + "|"
    yield from map(line, table.rows)
    yield ""
