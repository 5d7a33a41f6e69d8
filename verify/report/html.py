"""A report as one self-contained HTML file."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Final

from derivations.notation.html import as_html
from derivations.notation.titles import heading
from derivations.notation.to_mathml import math
from verify.report.model import Block, Figure, Paragraph, Report, Section, Table, how, svg_width
from verify.report.page import page
from verify.verdicts import Verdict

__all__ = ["report_html"]

REPORT_STYLE: Final = """
body{max-width:60rem}
nav ol{columns:2 22rem;column-gap:2.5rem;padding-left:1.6rem;font-size:.95em}
nav li{margin:.15em 0;break-inside:avoid}
.lead{font-size:1.15em;margin:.2em 0 1em}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.8rem;margin:1.2rem 0;padding:0}
.cards div{border:1px solid #d8dee6;border-radius:.4rem;padding:.7rem .9rem}
.cards dt{font:600 1.35rem/1.2 system-ui,sans-serif;font-variant-numeric:tabular-nums}
.cards dd{margin:.2rem 0 0;color:#444;font-size:.9em}
.word{font:600 .8rem/1.4 system-ui,sans-serif;padding:.05em .5em;border-radius:1em;white-space:nowrap;border:1px solid}
.proved{color:#0b5394;background:#eaf2fb}
.confirmed{color:#1b6e3c;background:#e9f6ee}
.refuted{color:#a61c00;background:#fdecea}
.inconclusive{color:#7a5b00;background:#fdf6e0}
.failed{border:2px solid #a61c00;border-radius:.4rem;background:#fdecea;padding:.6rem 1rem;margin:1rem 0}
.verdicts{font-size:.88em;width:100%;margin:.2em 0 0}
.verdicts td{overflow-wrap:anywhere}
.verdicts td:first-child,.verdicts td:nth-child(2){white-space:nowrap}
.derived{border-top:1px solid #d8dee6;padding-top:.3rem}
.derived .hm-derivation{margin-bottom:.8em}
.scroll{overflow-x:auto}
section td,section th{font-size:.92em;padding-top:.14em;padding-bottom:.14em}
figure{margin:1.4em 0}
figure div{overflow-x:auto}
figure img{min-width:min(34rem,var(--wide))}
td.number,th.number{white-space:nowrap}
figcaption{color:#333;font-size:.95em;margin-top:.3em}
figure img{display:block;margin:0 auto}
.rerun{color:#555;font-size:.85em}
details{margin:.5em 0 1.5em}
summary{cursor:pointer}
caption{text-align:left;color:#333;padding-bottom:.4em}
@media (max-width:34em){.verdicts td{display:inline-block;border:0;padding:.1em .5em .1em 0}
.verdicts tr{display:block;border-bottom:1px solid #e2e2e2;padding:.3em 0}.verdicts thead{display:none}}
"""


def report_html(report: Report) -> str:
    """The page: what was found, the contents, each derivation with its verdicts, the sections, the environment."""
    body = [
        *_head(report),
        *_contents(report),
        *(['<h2 id="derivations">Derivations and their verdicts</h2>'] if report.derivations else []),
    ]
    body += (
        f'<div class="derived">{as_html(derivation, level=3)}{_verdicts(report.of(derivation.id))}</div>'
        for derivation in report.derivations
    )
    body += map(_section, report.sections)
    body += ['<h2 id="environment">Environment</h2>', _table(Table(("", ""), report.environment))]
    return page(report.title, "\n".join(body), style=REPORT_STYLE)


def _head(report: Report) -> Iterator[str]:
    yield f'<p class="lead">{escape(report.lead)}</p>'
    for failure in report.failures:
        yield f'<p class="failed"><strong>Failed: {escape(failure.part)}.</strong> {escape(failure.message)}</p>'
    for verdict in report.every:
        if verdict.verdict in {"refuted", "inconclusive"}:
            yield (
                f'<p>{_word(verdict)} <a href="#{escape(verdict.result)}">{escape(verdict.result)}</a>, '
                f"{escape(verdict.check)}: {escape(how(verdict))}</p>"
            )
    cards = "".join(f"<div><dt>{escape(value)}</dt><dd>{escape(what)}</dd></div>" for value, what in report.highlights)
    yield f'<dl class="cards">{cards}</dl>' if cards else ""
    yield (
        "<p>A derivation is a chain of steps, each made by the named rule to its right. <em>Proved</em>: it follows, "
        "by running every rule again or by a decision procedure. <em>Confirmed</em>: tested by a route that shares "
        "nothing with the derivation, at a declared error rate where there is chance. <em>Refuted</em>: "
        "a counterexample was found. <em>Inconclusive</em>: neither.</p>"
    )


def _contents(report: Report) -> Iterator[str]:
    entries = [(d.id, math(heading(d.title))) for d in report.derivations]
    later = [(s.id, escape(s.title)) for s in report.sections]
    yield "<nav>"
    for what, group in (("Derivations", entries), ("Network", later)):
        if group:
            links = "".join(f'<li><a href="#{escape(id_)}">{title}</a></li>' for id_, title in group)
            yield f"<h2>{what}</h2><ol>{links}</ol>"
    yield '<p><a href="#environment">Environment and seeds</a></p></nav>'


def _word(verdict: Verdict) -> str:
    return f'<span class="word {verdict.verdict}">{verdict.verdict}</span>'


def _verdicts(verdicts: Sequence[Verdict]) -> str:
    if not verdicts:
        return ""
    rows = "".join(f"<tr><td>{escape(v.check)}</td><td>{_word(v)}</td><td>{escape(how(v))}</td></tr>" for v in verdicts)
    lines = "\n".join(dict.fromkeys(verdict.rerun for verdict in verdicts))
    return (
        '<table class="verdicts"><thead><tr><th>check</th><th>verdict</th><th>how</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
        f'<details class="rerun"><summary>run again</summary><pre>{escape(lines)}</pre></details>'
    )


def _section(section: Section) -> str:
    body = "\n".join(map(_block, section.blocks))
    return f'<section id="{escape(section.id)}"><h2>{escape(section.title)}</h2>\n{body}\n</section>'


def _block(block: Block) -> str:
    match block:
        case Paragraph(text):
            return f"<p>{escape(text)}</p>"
        case Table():
            return _table(block)
        case Figure(title, caption, svg):
            image = b64encode(svg.encode()).decode("ascii")
            return (
                f'<figure><div><img alt="{escape(title)}" style="--wide:{round(svg_width(svg))}pt" '
                f'src="data:image/svg+xml;base64,{image}"></div>'
                f"<figcaption><strong>{escape(title)}.</strong> {escape(caption)}</figcaption></figure>"
            )


def _table(table: Table) -> str:
    def cells(row: Iterable[str], tag: str) -> str:
        return "".join(
            f"<{tag}{' class=number' if place in table.right else ''}>{escape(cell)}</{tag}>"
            for place, cell in enumerate(row)
        )

    caption = f"<caption>{escape(table.caption)}</caption>" if table.caption else ""
    head = f"<thead><tr>{cells(table.header, 'th')}</tr></thead>" if any(table.header) else ""
    rows = "".join(f"<tr>{cells(row, 'td')}</tr>" for row in table.rows)
    return f'<div class="scroll"><table>{caption}{head}<tbody>{rows}</tbody></table></div>'
