"""Derivations as HTML: MathML in a CSS grid, one row a step. The page around it is `verify.report.page`."""

from __future__ import annotations

from html import escape
from typing import Final

from derivations.notation.documents import capital, part_title, rule_words, sides
from derivations.notation.layout import relation
from derivations.notation.nodes import Infix, Node, Sentence, Terms, width
from derivations.notation.printed import PrintedDerivation, PrintedStep
from derivations.notation.to_mathml import SIGNS, math, mo, to_mathml
from derivations.notation.words import describe

__all__ = ["STYLE", "as_html", "flowing"]

WIDE_LEFT: Final = 16.0
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
.hm-rule{grid-column:3;color:#555;font-style:italic;font-size:.85em;padding-left:1.2em;text-align:right}
.hm-part{margin:.8em 0 .8em 1.2em;padding-left:1em;border-left:1px solid #ccc}
.hm-derivation h4{margin:.9em 0 .3em;font-size:1em}
.hm-derivation math{text-indent:0}
@media (max-width:40em){.hm-steps{grid-template-columns:max-content minmax(0,1fr)}
.hm-rule{grid-column:2;padding-left:1.6em;text-align:left}}
"""


def as_html(derivation: PrintedDerivation, *, heading: int = 2) -> str:
    """One derivation as a <section>, its title a heading of that level; styled by STYLE."""
    level = f"h{heading}"
    pieces = [
        f'<section class="hm-derivation"{f" id={chr(34)}{escape(derivation.id)}{chr(34)}" if derivation.id else ""}>',
        f"<{level}>{escape(derivation.title)}</{level}>",
    ]
    if derivation.source:
        pieces.append(f'<p class="hm-source">{escape(derivation.source)}</p>')
    pieces += _body(derivation)
    for route in derivation.routes:
        pieces += ["<h4>Another derivation</h4>", *_body(route, claim=False)]
    return "\n".join([*pieces, "</section>"]) + "\n"


def _body(derivation: PrintedDerivation, *, claim: bool = True, conventions: bool = True) -> list[str]:
    pieces = []
    sentences = derivation.assumptions
    if sentences:
        items = [_flowing_sentence(sentence) for sentence in sentences]
        if len(items) == 1:
            pieces.append(f'<p class="hm-where">Assume {items[0]}.</p>')
        else:
            listed = "".join(f"<li>{item}</li>" for item in items)
            pieces.append(f'<p class="hm-where">Assume</p><ul class="hm-assume">{listed}</ul>')
    if claim:
        pieces.append(f'<div class="hm-claim">{flowing(relation(*derivation.statement))}</div>')
        if derivation.conventions and conventions:
            pieces.append(f'<p class="hm-where">{capital(math(derivation.conventions))}.</p>')
    pieces.append('<div class="hm-steps">')
    for step, lhs, sign, rhs in sides(derivation):
        if lhs is not None:
            wide = " hm-wide" if width(lhs) > WIDE_LEFT else ""
            pieces.append(f'<div class="hm-left{wide}">{flowing(lhs)}</div>')
        pieces.append(f'<div class="hm-right">{flowing(rhs, sign)}</div>')
        pieces.append(f'<div class="hm-rule"{_uses(step)}>{escape(rule_words(step.rule))}</div>')
    pieces.append("</div>")
    for step in derivation.steps:
        for place, part in enumerate(step.parts, start=1):
            pieces += [f'<div class="hm-part"><h4>{escape(part_title(step, place))}</h4>',
                       *_body(part, conventions=False), "</div>"]  # fmt: skip
    return pieces


def _uses(step: PrintedStep) -> str:
    from derivations.notation.to_text import to_text

    used = "; ".join(to_text(describe(hypothesis)) for hypothesis in step.hypotheses)
    return f' title="uses: {escape(used)}"' if used else ""


def _flowing_sentence(sentence: Sentence) -> str:
    return "".join(escape(part) if isinstance(part, str) else flowing(part) for part in sentence.parts)


def flowing(node: Node, lead: str = "") -> str:
    """The formula as several <math> elements, so that the browser can break the line before a relation or a sign."""
    pieces: list[list[str]] = [[mo(SIGNS[lead])]] if lead else [[]]
    _flow(node, pieces)
    return "<wbr>".join(f'<math displaystyle="true"><mrow>{"".join(piece)}</mrow></math>' for piece in pieces)


def _flow(node: Node, pieces: list[list[str]]) -> None:
    if isinstance(node, Infix) and all(sign in SIGNS and sign != "," for sign in node.signs):
        _flow(node.items[0], pieces)
        for sign, item in zip(node.signs, node.items[1:], strict=True):
            pieces.append([mo(SIGNS[sign], form="infix")])
            _flow(item, pieces)
    elif isinstance(node, Terms):
        for place, (sign, item) in enumerate(node.items):
            if place:
                pieces.append([mo(SIGNS[sign], form="infix")])
            elif sign == "-":
                pieces[-1].append(mo(SIGNS["-"], form="prefix"))
            pieces[-1].append(to_mathml(item))
    else:
        pieces[-1].append(to_mathml(node))
