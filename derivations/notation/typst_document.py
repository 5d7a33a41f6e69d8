"""Derivations as typst source; `verify.report.typst_pdf` makes the PDF."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from derivations.notation.blocks import Assume, Chain, Claim, Open, Row, Title, Where, blocks
from derivations.notation.documents import capital
from derivations.notation.nodes import Infix, Node, Sentence, Terms, width
from derivations.notation.printed import PrintedDerivation
from derivations.notation.titles import heading
from derivations.notation.to_typst import SIGNS, quoted, to_typst

__all__ = ["PREAMBLE", "as_typst"]

WIDE_LEFT: Final = 13.0  # ems; a left side wider than this gets a line of its own
LINE: Final = 45.0  # ems of mathematics on a line
REASON: Final = 0.38  # ems that a letter of a reason takes
PREAMBLE: Final = """#set page(paper: "a4", margin: (x: 1.8cm, y: 2.2cm), numbering: "1")
#set text(size: 10.5pt, lang: "en")
#set par(justify: false)
#show heading: set block(above: 1.6em, below: 0.7em)
#show math.equation: set text(size: 10.5pt, top-edge: "bounds", bottom-edge: "bounds")
#let claim(body) = block(inset: (left: 0.9em, y: 0.5em), stroke: (left: 2pt + rgb("#2b6cb0")), body)
#let turn(indent, body) = par(hanging-indent: indent, body)
#let rulename(body) = text(size: 8.5pt, style: "italic", fill: luma(35%), body)
#let steps(margin, ..rows) = block(above: 1em, below: 1em, context {
  let gap = if margin == [] { 0pt } else { 0.28em.to-absolute() }
  let indent = measure(margin).width + gap
  grid(columns: (indent, 1fr, auto), column-gutter: (0pt, 1em), row-gutter: 0.75em, align: horizon,
    ..rows.pos().map(((lhs, rhs, reason)) => (
      ..if lhs == none { ([], turn(1.6em, rhs)) }
        else if margin == [] { (grid.cell(colspan: 3, turn(1.6em, lhs)), [], turn(1.6em, rhs)) }
        else { (grid.cell(colspan: 2, turn(indent + 1.6em, lhs + h(gap) + rhs)),) },
      align(right, rulename(reason)))).flatten())
})
#let part(body) = block(inset: (left: 1em, y: 0.2em), stroke: (left: 0.5pt + luma(75%)), body)
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
                lines.append(f"#heading(level: {level})[{to_typst(heading(title))}]")
                lines += [f"#text(fill: luma(35%))[#{quoted(source)}]"] if source else []
            case Assume(sentences, _):
                lines += ["", *_assume(block.lead, [to_typst(sentence) for sentence in sentences]), ""]
            case Claim(row, _):
                assert row.left is not None
                stated = _display(to_typst(Infix((row.left, row.right), (row.sign,))))
                lines.append(f"#claim[#turn(1.6em)[{stated}]]")
            case Where(sentence):
                first, *more = sentence.parts
                lead = capital(first) if isinstance(first, str) else first
                lines += ["", to_typst(Sentence((lead, *more, "."))), ""]
            case Chain(rows):
                lines += _chain(rows)
            case Open(title):
                lines += [f"#part[#strong[#{quoted(title)}]", ""]
            case _:
                lines.append("]")
    return "\n".join(lines) + "\n"


def _assume(lead: str, sentences: Sequence[str]) -> list[str]:
    return [f"{lead} {sentences[0]}."] if len(sentences) == 1 else [lead, *(f"- {sentence}" for sentence in sentences)]


def _chain(rows: Sequence[Row]) -> list[str]:
    widest = max((row.left for row in rows if row.left is not None), key=width, default=None)
    left = 0.0 if widest is None else width(widest)
    room = LINE - REASON * max(len(row.reason) for row in rows)
    if left > WIDE_LEFT or (left > WIDE_LEFT / 2 and any(width(row.right) > room - left for row in rows)):
        widest, left = None, 0.0  # the left side on a line of its own leaves more room
    margin = "[]" if widest is None else f"[{_display(to_typst(widest))}]"
    room -= left
    return [f"#steps({margin},", *(f"  ({', '.join(_cells(row, room))})," for row in rows), ")"]


def _cells(row: Row, room: float) -> Iterator[str]:
    yield "none" if row.left is None else f"[{_flowing(row.left, LINE)}]"
    yield f"[{_flowing(row.right, room, row.sign)}]"
    yield f"[#{quoted(row.reason)}]"


def _flowing(node: Node, room: float, sign: str = "") -> str:
    """The formula with its terms in boxes, so that a line breaks before a sign; a term too wide for that may break."""
    lead = f"{SIGNS[sign]} " if sign else ""
    if not isinstance(node, Terms) or width(node) <= room:
        return _display(lead + to_typst(node))
    (first_sign, first), *rest = node.items
    minus = "- " if first_sign == "-" else ""
    chunks = [(f"{lead}{minus}{to_typst(first)}", first)]
    chunks += [(f"{SIGNS[operator]} med {to_typst(item)}", item) for operator, item in rest]
    shown = (f"#box[{_display(source)}]" if width(item) <= room - 3 else _display(source) for source, item in chunks)
    return "#sym.zws#h(0.22em, weak: true)".join(shown)


def _display(source: str) -> str:
    return f"$display({source})$"
