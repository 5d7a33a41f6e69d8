"""A report as a PDF, set by typst."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from derivations.notation.to_typst import quoted
from derivations.notation.typst_document import PREAMBLE, as_typst
from verify.report.model import Block, Figure, Paragraph, Report, Table, how, svg_width
from verify.report.typst_pdf import typst_pdf
from verify.verdicts import Verdict

__all__ = ["report_pdf"]

SETUP = """#set figure(numbering: none)
#show figure.caption: set align(left)
#show table: set text(size: 8.5pt)
#set table(stroke: (x, y) => (bottom: 0.4pt + luma(80%)), inset: (x: 0.5em, y: 0.35em))
"""


def report_pdf(report: Report) -> bytes:
    """The PDF; the same report gives the same bytes."""
    return typst_pdf(PREAMBLE + SETUP + "\n".join(_lines(report)))


def _lines(report: Report) -> Iterator[str]:
    yield f'#text(size: 20pt, weight: "bold", {quoted(report.title)})\n'
    yield _text(report.lead) + "\n"
    for failure in report.failures:
        failed = f"#strong[Failed: {_text(failure.part)}.] {_text(failure.message)}"
        yield f"#block(stroke: 1pt + red, inset: 0.7em)[{failed}]\n"
    if report.highlights:
        yield _table(Table(("", ""), tuple((what, value) for value, what in report.highlights)))
    yield "#outline(depth: 1)\n#pagebreak()"
    for derivation in report.derivations:
        yield as_typst(derivation, level=1)
        yield _verdicts(report.of(derivation.id))
    for section in report.sections:
        yield f"#heading(level: 1)[{_text(section.title)}]"
        yield from map(_block, section.blocks)
    yield "#heading(level: 1)[Environment]"
    yield _table(Table(("", ""), report.environment))


def _text(words: str) -> str:
    return f"#{quoted(words)};" if words else ""


def _verdicts(verdicts: Sequence[Verdict]) -> str:
    rows = tuple((v.check, v.verdict, how(v)) for v in verdicts)
    return _table(Table(("check", "verdict", "how"), rows)) if rows else ""


def _block(block: Block) -> str:
    match block:
        case Paragraph(text):
            return _text(text) + "\n"
        case Table():
            return _table(block)
        case Figure(title, caption, svg):
            return (
                f'#figure(image(bytes({quoted(svg)}), format: "svg", width: {min(100, svg_width(svg) / 6):.0f}%), '
                f"caption: [#strong[{_text(title + '.')}] {_text(caption)}])\n"
            )


def _table(table: Table) -> str:
    align = ", ".join("right" if place in table.right else "left" for place in range(len(table.header)))
    widths = ", ".join(["auto"] * (len(table.header) - 1) + ["1fr" if not table.right else "auto"])
    header = (
        f"table.header({', '.join(f'[#strong[{_text(cell)}]]' for cell in table.header)})," if any(table.header) else ""
    )
    rows = "\n".join("  " + " ".join(f"[{_text(cell)}]," for cell in row) for row in table.rows)
    caption = _text(table.caption) + "\n" if table.caption else ""
    return f"{caption}#table(columns: ({widths}), align: ({align},),\n  {header}\n{rows}\n)\n"
