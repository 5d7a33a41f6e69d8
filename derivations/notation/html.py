"""Derivations as HTML: MathML in a CSS grid, one row a step. The page around it is `verify.report.page`."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from derivations.notation.blocks import Assume, Chain, Claim, Open, Row, Title, Where, blocks
from derivations.notation.documents import capital
from derivations.notation.nodes import Infix, Node, Sentence, Terms, width
from derivations.notation.printed import PrintedDerivation
from derivations.notation.titles import heading
from derivations.notation.to_mathml import SIGNS, math, mo, sign_of, to_mathml
from derivations.notation.to_text import to_text
from derivations.notation.words import describe

__all__ = ["STYLE", "as_html", "flowing"]

WIDE_LEFT: Final = 16.0  # a left side wider than this gets a line of its own
_UNBROKEN: Final = frozenset([",", ";", ":", "|", "and", "or", "mod"])
STYLE: Final = """
.hm-derivation{margin:0 0 2.5em}
.hm-source{color:#555;margin:.1em 0 .8em}
.hm-assume{margin:.4em 0;padding:0 0 0 1.2em;list-style:none}
.hm-assume li{margin:.25em 0}
.hm-claim{margin:.7em 0;padding:.5em .9em;border-left:3px solid #2b6cb0;overflow:auto hidden}
.hm-where{color:#333;margin:.3em 0}
.hm-steps{display:grid;grid-template-columns:max-content minmax(0,1fr) max-content;column-gap:0;row-gap:.5em;
align-items:baseline;margin:.9em 0;overflow:auto hidden}
.hm-left{grid-column:1;text-align:right}
.hm-left.hm-wide{grid-column:1/-1;text-align:left}
.hm-right{grid-column:2;padding-left:1.6em;text-indent:-1.6em;line-height:1.65}
.hm-rule{grid-column:3;color:#555;font-style:italic;font-size:.85em;padding:0 .2em 0 1.2em;text-align:right}
.hm-part{margin:.8em 0 .8em .6em;padding-left:1em;border-left:1px solid #ccc}
.hm-part>h4{margin:0 0 .3em;font-size:1em}
.hm-derivation math{text-indent:0}
@media (max-width:40em){.hm-steps{grid-template-columns:max-content minmax(0,1fr)}
.hm-rule{grid-column:2;padding-left:1.6em;text-align:left}}
"""


def as_html(derivation: PrintedDerivation, *, level: int = 2) -> str:
    """One derivation as a <section>, its title a heading of that level; styled by STYLE."""
    anchor = f' id="{escape(derivation.id)}"' if derivation.id else ""
    pieces = [f'<section class="hm-derivation"{anchor}>']
    for block in blocks(derivation):
        match block:
            case Title(title, source, _):
                pieces.append(f"<h{level}>{math(heading(title))}</h{level}>")
                pieces += [f'<p class="hm-source">{escape(source)}</p>'] if source else []
            case Assume(sentences, _):
                pieces.append(_assume(block.lead, sentences))
            case Claim(row, _):
                assert row.left is not None
                pieces.append(f'<div class="hm-claim">{flowing(Infix((row.left, row.right), (row.sign,)))}</div>')
            case Where(sentence):
                pieces.append(f'<p class="hm-where">{capital(math(sentence))}.</p>')
            case Chain(rows):
                pieces.append(_chain(rows))
            case Open(title):
                pieces.append(f'<div class="hm-part"><h4>{escape(title)}</h4>')
            case _:
                pieces.append("</div>")
    return "\n".join([*pieces, "</section>"]) + "\n"


def _assume(lead: str, sentences: Sequence[Sentence]) -> str:
    items = ["".join(escape(p) if isinstance(p, str) else flowing(p) for p in s.parts) for s in sentences]
    if len(items) == 1:
        return f'<p class="hm-where">{lead} {items[0]}.</p>'
    listed = "".join(f"<li>{item}</li>" for item in items)
    return f'<p class="hm-where">{lead}</p><ul class="hm-assume">{listed}</ul>'


def _chain(rows: Sequence[Row]) -> str:
    pieces = ['<div class="hm-steps">']
    for row in rows:
        if row.left is not None:
            wide = " hm-wide" if width(row.left) > WIDE_LEFT else ""
            pieces.append(f'<div class="hm-left{wide}">{flowing(row.left)}</div>')
        used = "; ".join(to_text(describe(hypothesis)) for hypothesis in row.hypotheses)
        uses = f' title="uses: {escape(used)}"' if used else ""
        pieces.append(f'<div class="hm-right">{flowing(row.right, row.sign)}</div>')
        pieces.append(f'<div class="hm-rule"{uses}>{escape(row.reason)}</div>')
    return "\n".join([*pieces, "</div>"])


def flowing(node: Node, lead: str = "") -> str:
    """The formula as several <math> elements, so that the browser can break the line before a relation or a sign."""
    pieces: list[list[str]] = [[sign_of(lead)]] if lead else [[]]
    _flow(node, pieces)
    return "<wbr>".join(f'<math displaystyle="true"><mrow>{"".join(piece)}</mrow></math>' for piece in pieces)


def _flow(node: Node, pieces: list[list[str]]) -> None:
    if isinstance(node, Infix) and not _UNBROKEN & set(node.signs):
        _flow(node.items[0], pieces)
        for sign, item in zip(node.signs, node.items[1:], strict=True):
            pieces.append([sign_of(sign)])
            _flow(item, pieces)
    elif isinstance(node, Terms):
        for place, (sign, item) in enumerate(node.items):
            if place:
                pieces.append([sign_of(sign)])
            elif sign != "+":
                pieces[-1].append(mo(SIGNS[sign], form="prefix"))
            pieces[-1].append(to_mathml(item))
    else:
        pieces[-1].append(to_mathml(node))
