"""Derivations as typst source; `verify.report.typst_pdf` makes the PDF."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from derivations.notation.documents import capital, part_title, rule_words, sides
from derivations.notation.layout import relation
from derivations.notation.nodes import Node, Sentence, width
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
  columns: (auto, 1fr, auto), column-gutter: (0.25em, 1em), row-gutter: 0.85em,
  align: (right + horizon, left + horizon, right + horizon), ..cells))
#let wide(body) = grid.cell(colspan: 3, align: left, body)
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
    lines = [f"#heading(level: {level})[#{quoted(derivation.title)}]"]
    if derivation.source:
        lines.append(f"#text(fill: luma(35%))[#{quoted(derivation.source)}]")
    lines += _body(derivation)
    for route in derivation.routes:
        lines += ["", "*Another derivation*", *_body(route, claim=False)]
    return "\n".join(lines) + "\n"


def _body(derivation: PrintedDerivation, *, claim: bool = True, conventions: bool = True) -> list[str]:
    lines = [""]
    sentences = [to_typst(sentence) for sentence in derivation.assumptions]
    if len(sentences) == 1:
        lines += [f"Assume {sentences[0]}.", ""]
    elif sentences:
        lines += ["Assume", *(f"- {sentence}" for sentence in sentences), ""]
    if claim:
        lines.append(f"#claim[#turn[{_display(to_typst(relation(*derivation.statement)))}]]")
        if derivation.conventions and conventions:
            first, *more = derivation.conventions.parts
            lead = capital(first) if isinstance(first, str) else first
            lines += ["", to_typst(Sentence((lead, *more, "."))), ""]
    cells: list[str] = []
    for step, lhs, sign, rhs in sides(derivation):
        if lhs is not None:
            wide = width(lhs) > WIDE_LEFT
            cells.append(f"wide[{_display(to_typst(lhs))}], []" if wide else f"[{_display(to_typst(lhs))}]")
        else:
            cells.append("[]")
        cells.append(f"turn[{_display(_signed(sign, rhs))}], rulename[#{quoted(rule_words(step.rule))}]")
    lines += ["#steps(", *(f"  {cell}," for cell in cells), ")"]
    for step in derivation.steps:
        for place, part in enumerate(step.parts, start=1):
            inner = "\n".join(_body(part, conventions=False))
            lines.append(f"#block(inset: (left: 1.2em))[*#{quoted(part_title(step, place))}*\n{inner}\n]")
    return lines


def _display(source: str) -> str:
    return f"$display({source})$"


def _signed(sign: str, rhs: Node) -> str:
    return f"{SIGNS[sign]} {to_typst(rhs)}"
