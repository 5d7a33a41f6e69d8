"""Derivations as typst source; `verify.report.typst_pdf` makes the PDF."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from derivations.notation.blocks import Assume, Chain, Claim, Open, Row, Title, Where, blocks
from derivations.notation.documents import capital
from derivations.notation.nodes import Sentence, width
from derivations.notation.printed import PrintedDerivation
from derivations.notation.to_typst import SIGNS, quoted, to_typst

__all__ = ["PREAMBLE", "as_typst"]

WIDE_LEFT: Final = 13.0
PREAMBLE: Final = """#set page(paper: "a4", margin: (x: 2.2cm, y: 2.2cm), numbering: "1")
#set text(size: 10.5pt, lang: "en")
#set par(justify: false)
#show heading: set block(above: 1.6em, below: 0.7em)
#show math.equation: set text(size: 10.5pt, top-edge: "bounds", bottom-edge: "bounds")
#let claim(body) = block(inset: (left: 0.9em, y: 0.5em), stroke: (left: 2pt + rgb("#2b6cb0")), body)
#let rulename(body) = text(size: 8.5pt, style: "italic", fill: luma(35%), body)
#let steps(..cells) = block(above: 1em, below: 1em, grid(
  columns: (auto, 1fr, auto), column-gutter: (0.25em, 1em), row-gutter: 0.75em,
  align: (right + horizon, left + horizon, right + horizon), ..cells))
#let wide(body) = grid.cell(colspan: 3, align: left, body)
#let part(body) = block(inset: (left: 1em, y: 0.2em), stroke: (left: 0.5pt + luma(75%)), body)
#let turn(body) = par(hanging-indent: 1.6em, body)
"""


def as_typst(
    derivations: PrintedDerivation | Sequence[PrintedDerivation], *, document: bool = False, level: int = 1
) -> str:
    """Typst source, headings of that level; `document` adds page set-up and the definitions it needs."""
    several = [derivations] if isinstance(derivations, PrintedDerivation) else derivations
    body = "\n".join(_section(derivation, level) for derivation in several)
    return PREAMBLE + body if document else body


def _section(derivation: PrintedDerivation, level: int) -> str:
    lines: list[str] = []
    for block in blocks(derivation):
        match block:
            case Title(title, source, _):
                lines.append(f"#heading(level: {level})[#{quoted(title)}]")
                lines += [f"#text(fill: luma(35%))[#{quoted(source)}]"] if source else []
            case Assume(sentences, _):
                lines += ["", *_assume(block.lead, [to_typst(sentence) for sentence in sentences]), ""]
            case Claim(row, _):
                assert row.left is not None
                lines.append(f"#claim[#turn[{_display(f'{to_typst(row.left)} {_signed(row)}')}]]")
            case Where(sentence):
                first, *more = sentence.parts
                lead = capital(first) if isinstance(first, str) else first
                lines += ["", to_typst(Sentence((lead, *more, "."))), ""]
            case Chain(rows):
                lines += ["#steps(", *(f"  {cell}," for row in rows for cell in _cells(row)), ")"]
            case Open(title):
                lines += [f"#part[#strong[#{quoted(title)}]", ""]
            case _:
                lines.append("]")
    return "\n".join(lines) + "\n"


def _assume(lead: str, sentences: Sequence[str]) -> list[str]:
    return [f"{lead} {sentences[0]}."] if len(sentences) == 1 else [lead, *(f"- {sentence}" for sentence in sentences)]


def _cells(row: Row) -> Iterator[str]:
    wide = row.left is not None and width(row.left) > WIDE_LEFT
    if row.left is not None and wide:
        yield f"wide[#turn[{_display(to_typst(row.left))}]]"
    yield "[]" if row.left is None or wide else f"[{_display(to_typst(row.left))}]"
    yield f"turn[{_display(_signed(row))}]"
    yield f"rulename[#{quoted(row.reason)}]"


def _display(source: str) -> str:
    return f"$display({source})$"


def _signed(row: Row) -> str:
    return f"{SIGNS[row.sign]} {to_typst(row.right)}"
