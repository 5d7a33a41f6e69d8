r"""A checked derivation as HTML: chains typeset as they were written, each step marked by a colour and a sign.

What could be read is MathML, what could not is the source; everything that was written is escaped.

>>> from verify.chain import check
>>> "<b>" in body(check("Var(<b>) = 1"))
False
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any, Final

from derivations.errors import UserError
from derivations.hypotheses import Hypothesis
from derivations.notation import layout, mathml
from derivations.notation.documents import capital
from derivations.notation.html import flowing
from derivations.notation.names import name
from derivations.notation.nodes import Infix, width
from derivations.reading import read_expression
from derivations.reading.syntax.tree import Node
from derivations.reading.syntax.typed import typed_in
from derivations.reading.syntax.typesetting import typeset
from verify.checked import ASSERT_NOTHING, EXPLAINED, MARKS, CheckedStep, Numbers, Report, is_routine, told
from verify.report.page import page as whole_page
from verify.worlds.counterexample import Counterexample, Law

__all__ = ["STYLE", "body", "body_of_step", "page"]

WIDE_LEFT: Final = 12.0  # ems; a left side wider than this gets a line of its own
KINDS: Final = {
    "proved": "good",
    "refuted": "bad",
    "missing-hypothesis": "lacks",
    "unknown": "open",
    "unreadable": "open",
}
STYLE: Final = """
.hm-checked{--good:26,127,55;--bad:192,40,28;--lacks:154,103,0;--open:76,92,122;--quiet:120,120,120;line-height:1.5}
.hm-checked p{margin:.35em 0}
.hm-counts>span,.hm-counts td>span{display:inline-block;margin:0 .9em .2em 0;white-space:nowrap}
.hm-badge{display:inline-block;min-width:1.35em;text-align:center;border-radius:.3em;color:#fff;
background:rgb(var(--kind));font:700 .82em/1.5 system-ui,sans-serif;print-color-adjust:exact;
-webkit-print-color-adjust:exact}
.hm-good{--kind:var(--good)}.hm-bad{--kind:var(--bad)}.hm-lacks{--kind:var(--lacks)}
.hm-open{--kind:var(--open)}.hm-quiet{--kind:var(--quiet)}
.hm-understood{margin:.6em 0;padding:.3em .9em;border-left:3px solid rgba(var(--quiet),.5)}
.hm-understood ul{margin:.1em 0 .3em;padding-left:1.2em}
.hm-understood li{margin:.1em 0}
.hm-chain{display:grid;grid-template-columns:max-content max-content minmax(0,1fr) max-content;margin:1.1em 0 1.4em}
.hm-chain>*{grid-column:1/-1}
.hm-step{display:grid;grid-template-columns:subgrid;align-items:baseline;padding:.22em .5em .22em .35em;margin:1px 0;
border-left:3px solid rgb(var(--kind));background:rgba(var(--kind),.07);print-color-adjust:exact;
-webkit-print-color-adjust:exact}
.hm-step.hm-bad,.hm-step.hm-lacks{background:rgba(var(--kind),.13)}
.hm-step>*{min-width:0}
.hm-sign{padding-right:.7em}
.hm-lhs{grid-column:2;text-align:right;padding-left:.2em}
.hm-lhs.hm-alone{grid-column:2/-1;text-align:left;padding:.2em 0}
.hm-rhs{grid-column:3;padding:.1em 0 .1em 1.6em;text-indent:-1.6em;line-height:1.7;overflow:auto hidden}
.hm-only{grid-column:2/4}
.hm-place{grid-column:4;padding-left:1em;font:.78em/1.4 system-ui,sans-serif;opacity:.85;text-align:right}
.hm-why{grid-column:2/-1;padding:.1em 0 .4em .2em;font-size:.95em;overflow:auto hidden}
.hm-why ul{margin:.1em 0;padding-left:1.3em}
.hm-checked .hm-assumed{margin:1.3em 0 -.8em .35em;font-size:.85em;opacity:.85}
.hm-chain.hm-on{margin-top:-1.4em}
.hm-remark{grid-column:2/-1;padding-left:.2em;font-size:.85em;opacity:.85}
.hm-checked math{text-indent:0}
.hm-checked code{white-space:pre-wrap;overflow-wrap:anywhere;text-indent:0}
.hm-law{border-collapse:collapse;margin:.4em 0;width:auto}
.hm-law th,.hm-law td{border:1px solid rgba(var(--quiet),.6);padding:.3em .6em;text-align:center;vertical-align:middle;
font-weight:400;background:none;color:inherit}
.hm-law th{text-align:left}
.hm-worlds{display:flex;flex-wrap:wrap;gap:0 1.4em;align-items:flex-start}
@media (max-width:40em){.hm-chain{grid-template-columns:max-content minmax(0,1fr)}
.hm-lhs,.hm-rhs,.hm-only,.hm-place,.hm-why,.hm-remark,.hm-lhs.hm-alone{grid-column:2;text-align:left}}
@media print{.hm-rhs,.hm-why{overflow:visible}.hm-law,.hm-why p{break-inside:avoid}
.hm-why p{break-after:avoid}}
"""
PAGE: Final = """
:root{color-scheme:light dark}
body{max-width:62rem}
.hm-files td,.hm-files th{padding-right:1.2em}
@media screen and (prefers-color-scheme:dark){body{color:#e4e6e9;background:#16191d}
a{color:#8ec2f2}footer{color:#a5a9ae}
th,td{border-color:#3a4048}
.hm-checked{--good:63,168,92;--bad:224,86,74;--lacks:201,146,32;--open:126,146,184;--quiet:140,140,140}
.hm-badge{color:#101214}}
"""


def page(reports: Sequence[tuple[str, Report]]) -> str:
    """A whole page for several documents, each under its name; one file that opens offline."""
    several = len(reports) > 1
    rows = (
        f'<tr><td><a href="#document-{place}">{escape(title)}</a></td><td>{_counts(report)}</td></tr>'
        for place, (title, report) in enumerate(reports, start=1)
    )
    table = f'<table class="hm-files hm-checked hm-counts">{"".join(rows)}</table>' if several else ""
    parts = (
        f'<section id="document-{place}"><h{level}>{escape(title)}</h{level}>{_content(report)}</section>'
        for level in [2 if several else 1]
        for place, (title, report) in enumerate(reports, start=1)
    )
    title = "Checked derivations" if several else reports[0][0] if reports else "Nothing checked"
    return whole_page(title, table + "".join(parts), style=STYLE + PAGE, heading=several)


def body(report: Report) -> str:
    """The part of a page that shows one document, with the style it needs; a notebook shows this."""
    return f"<style>{STYLE}</style>{_content(report)}"


def body_of_step(step: CheckedStep) -> str:
    """One step by itself, for a notebook."""
    shown = _step(step, first=True)
    return f'<style>{STYLE}</style><div class="hm-checked"><div class="hm-chain">{shown}</div></div>'


def _content(report: Report) -> str:
    """One document: counts, what was understood, and the chains."""
    sets = {chain.assumed for chain in report.chains if chain.assumed}
    shared = len(sets) <= 1
    pieces = [f'<p class="hm-counts">{_counts(report)}</p>', _understood(report, shared=shared)]
    said: set[Hypothesis] = set()
    numbers = Numbers()
    before: CheckedStep | None = None
    for chain in report.chains:
        on = before is not None and _goes_on(before, chain.steps[0], report.source)
        asserts = any(step.verdict not in ASSERT_NOTHING for step in chain.steps)
        if not shared and asserts and set(chain.assumed) != said:
            line = _assumed(chain.assumed, numbers)
            pieces += [line] if line else []
            on, said = on and not line, set(chain.assumed)
        befores = (before if on else None, *chain.steps)
        steps = "".join(
            _step(step, first=place == 0 and not on, before=befores[place]) for place, step in enumerate(chain.steps)
        )
        pieces.append(f'<div class="hm-chain{" hm-on" if on else ""}">{steps}</div>')
        before = chain.steps[-1]
    return f'<div class="hm-checked">{"".join(pieces)}</div>'


def _goes_on(before: CheckedStep, step: CheckedStep, source: str) -> bool:
    """Whether a step takes the last side of the chain before as its left side, as `= ...` in a display of its own."""
    same = step.trees[0] is not None and step.trees[0] == before.trees[1]
    return same and step.lhs not in source[before.span.end : step.span.start]


def _counts(report: Report) -> str:
    shown = (
        f'<span class="hm-{_kind(verdict)}">{_badge(verdict)} {count} {escape(verdict)}</span>'
        for verdict, count in report.summary.items()
    )
    return "".join(shown) or "no relation found"


def _understood(report: Report, *, shared: bool) -> str:
    lines = []
    stated = [*(report.assumed if shared else ()), *report.hypotheses[len(report.assumed) :]]
    if stated:
        listed = "".join(f"<li>{_hypothesis(h)}</li>" for h in stated)
        lines.append(f"<p>Assumed, as understood:</p><ul>{listed}</ul>")
    for role, lead in (("random", "Random"), ("constant", "Constant")):
        names = sorted(n for n, of in report.roles.items() if of == role)
        if names:
            lines.append(f"<p>{lead}: {', '.join(map(_spelled, names))}.</p>")
    return f'<div class="hm-understood">{"".join(lines)}</div>' if lines else ""


def _spelled(of: str) -> str:
    """A name, spelled as what was read is echoed."""
    try:
        return mathml(typeset(read_expression(of, latex=False)))
    except UserError:
        return escape(of)


def _hypothesis(hypothesis: Hypothesis | str) -> str:
    return _with_formulas(hypothesis) if isinstance(hypothesis, str) else mathml(hypothesis)


def _assumed(assumed: Sequence[Hypothesis], numbers: Numbers) -> str:
    """What is assumed for a chain: by their numbers where they were said before."""
    known, new = numbers.said(assumed)
    listed = "; ".join([*[known.replace("-", "–")] * bool(known), *(f"({n}) {_hypothesis(h)}" for n, h in new)])
    return f'<p class="hm-assumed">Assumed: {listed}.</p>' if listed else ""


def _kind(verdict: str) -> str:
    return KINDS.get(verdict, "quiet")


def _badge(verdict: str) -> str:
    sign = MARKS[verdict][0]
    return f'<span class="hm-badge" role="img" aria-label="{escape(verdict)}">{escape(sign)}</span>'


def _step(step: CheckedStep, *, first: bool, before: CheckedStep | None = None) -> str:
    left, right = step.trees
    kind = _kind(step.verdict)
    pieces = [f'<div class="hm-sign">{_badge(step.verdict)}</div>']
    alone = ""
    if not step.relation:
        pieces.append(f'<div class="hm-only"><code>{escape(step.lhs)}</code></div>')
    else:
        if first and left is not None and width(typeset(left)) > WIDE_LEFT:
            alone = f'<div class="hm-step hm-quiet"><div class="hm-lhs hm-alone">{_side(left, step.lhs)}</div></div>'
        elif first:
            pieces.append(f'<div class="hm-lhs">{_side(left, step.lhs)}</div>')
        pieces.append(f'<div class="hm-rhs">{_side(right, step.rhs, step.relation)}</div>')
    word = "" if step.verdict == "proved" else f"{escape(step.verdict)}, "
    pieces.append(f'<div class="hm-place" title="{escape(step.route)}">{word}line {step.line}</div>')
    if step.verdict in EXPLAINED:
        pieces.append(f'<div class="hm-why">{"".join(_why(step))}</div>')
    elif not is_routine(step) and (before is None or before.verdict != step.verdict or told(before) != told(step)):
        pieces.append(f'<div class="hm-remark">{_with_formulas(told(step))}</div>')
    return f'{alone}<div class="hm-step hm-{kind}">{"".join(pieces)}</div>'


def _side(node: Node | None, source: str, relation: str = "") -> str:
    if node is None:
        return f"<code>{escape(f'{relation} {source}'.strip())}</code>"
    return flowing(typeset(node), relation)


def _why(step: CheckedStep) -> Iterator[str]:
    if step.truth is not None:
        yield f"<p>The left side is {flowing(layout(step.truth))}.</p>"
    else:
        yield f"<p>{_with_formulas(capital(step.reason))}.</p>"
    if step.needed:
        listed = "".join(f"<li>{_hypothesis(h)}</li>" for h in step.needed)
        yield f"<p>To be stated:</p><ul>{listed}</ul>"
    if step.likely_slip:
        yield f"<p>Likely slip: {_with_formulas(step.likely_slip)}.</p>"
    if step.counterexample is not None:
        yield from _counterexample(step.counterexample, without=bool(step.needed))
    source = f"{step.lhs} {step.relation} {step.rhs}".strip()
    yield f'<p class="hm-written">As written: <code>{escape(source)}</code></p>'


def _with_formulas(words: str) -> str:
    r"""Words with the mathematics among them typeset, in dollars or as it is typed.

    >>> "<msub>" in _with_formulas("where sigma_w is not negative"), _with_formulas('"a <b>" in line 3')
    (True, '&quot;a &lt;b&gt;&quot; in line 3')
    """
    pieces, at = [], 0
    for start, end, formula, latex in _formulas(words):
        if shown := _typeset(formula, latex=latex):
            pieces += [escape(words[at:start]), shown]
            at = end
    return "".join(pieces) + escape(words[at:])


def _formulas(words: str) -> Iterator[tuple[int, int, str, bool]]:
    """Where mathematics begins and ends among words, what it is and whether it is LaTeX; no numbers."""
    at = 0
    for inside in [*re.finditer(r"\$([^$]+)\$", words), None]:
        stop = inside.start() if inside else len(words)
        for piece in typed_in(words[at:stop]):
            if not re.fullmatch(r"[\d.,\s]+", piece.text):
                yield at + piece.start, at + piece.start + len(piece.text), piece.text, "\\" in piece.text
        if inside:
            at = inside.end()
            yield inside.start(), at, inside[1], True


def _typeset(formula: str, *, latex: bool) -> str:
    """As MathML; relations side by side; "" for what cannot be read."""
    relation = re.search(r"\s(=|>=|<=|!=|<|>|~)\s", formula)
    try:
        if relation is None:
            return mathml(typeset(read_expression(formula, latex=latex)))
        sides = [formula[: relation.start()], formula[relation.end() :]]
        one, other = (typeset(read_expression(side, latex=latex)) for side in sides)
        return mathml(Infix((one, other), (relation[1],)))
    except UserError:
        return ""


def _counterexample(found: Counterexample, *, without: bool) -> Iterator[str]:
    lead = "Without it, for example" if without else "For example"
    given = [f"{mathml(name(symbol))} = {mathml(value)}" for symbol, value in found.parameters.items()]
    yield f"<p>{lead}{', with ' + ', '.join(given) if given else ''}:</p>"
    rows = "".join(
        f"<tr><th>{side}</th>{_cell(value)}</tr>"
        for side, value in (("left side", found.lhs), ("right side", found.rhs))
    )
    yield f'<div class="hm-worlds">{"".join(map(_law, found.laws))}<table class="hm-law">{rows}</table></div>'


def _law(law: Law) -> str:
    """A row for each variable and one of probabilities, a column for each atom; a law without atoms in words."""
    if law.stated or law.equals:
        said = f"~ {law.stated}" if law.stated else f"= {law.equals}"
        row = f"<tr><th>{mathml(name(law.names[0]))}</th><td>{escape(said)}</td></tr>"
        return f'<table class="hm-law">{row}</table>'
    rows = [
        f"<tr><th>{mathml(name(variable))}</th>{''.join(_cell(values[place]) for values, _ in law.atoms)}</tr>"
        for place, variable in enumerate(law.names)
    ]
    chances = "".join(_cell(chance) for _, chance in law.atoms)
    return f'<table class="hm-law">{"".join(rows)}<tr><th>probability</th>{chances}</tr></table>'


def _cell(value: Any) -> str:
    size = "" if getattr(value, "is_Rational", True) else f" ≈ {value.evalf(4)}"
    return f"<td>{mathml(value, display=True)}{size}</td>"
