r"""A checked derivation as HTML: every step with its mark, green or red, and a table for every counterexample.

Everything that was written is escaped; formulas are shown as they were read and as they were written.

>>> from verify.chain import check
>>> "<b>" in body(check("Var(<b>) = 1"))
False
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from verify.checked import CheckedStep, Report
    from verify.counterexample import Counterexample

__all__ = ["body", "page"]

MARKS = {
    "proved": ("✓", "good"), "refuted": ("✗", "bad"), "missing-hypothesis": ("!", "bad"),
    "unknown": ("?", "open"), "unreadable": ("?", "open"), "definition": (":", "quiet"), "choice": (":", "quiet"),
    "approximation": ("~", "quiet"),
}  # fmt: skip
QUIET = {"proved", "definition", "choice", "approximation"}
STYLE = """
.checked { font: 16px/1.5 system-ui, sans-serif; max-width: 60em; color: #1a1a1a; background: #fff; }
.checked table { border-collapse: collapse; margin: .3em 0 .8em 2em; }
.checked td, .checked th { border: 1px solid #bbb; padding: .15em .6em; text-align: left; font-weight: normal; }
.checked ol { list-style: none; padding-left: 0; border-left: 3px solid #ddd; }
.checked li { padding: .15em .8em; margin: .1em 0; overflow-x: auto; }
.checked .good { background: #e7f6ea; } .checked .bad { background: #fde8e8; }
.checked .open { background: #eef1f7; } .checked .quiet { background: #f6f6f6; }
.checked .why { margin: .1em 0 .1em 2em; } .checked code { white-space: pre-wrap; }
"""


def page(reports: Sequence[tuple[str, Report]]) -> str:
    """A whole page for several documents, each under its name."""
    parts = "".join(f"<h1>{escape(name)}</h1>{body(report)}" for name, report in reports)
    title = escape(", ".join(name for name, _ in reports))
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>'
    return f'<!DOCTYPE html>\n<html lang="en"><head>{head}</head><body>{parts}</body></html>\n'


def body(report: Report) -> str:
    """The part of a page that shows one document."""
    counts = ", ".join(f"{count} {verdict}" for verdict, count in report.summary.items()) or "no relation found"
    found = [f"<p>{escape(counts)}</p>"]
    if report.hypotheses:
        found.append(f"<p>Assumed: {escape('; '.join(report.hypotheses))}</p>")
    for chain in report.chains:
        first = f"<li><code>{escape(chain.steps[0].lhs)}</code></li>" if chain.steps[0].relation else ""
        found.append(f"<ol>{first}{''.join(map(_step, chain.steps))}</ol>")
    return f'<div class="checked"><style>{STYLE}</style>{"".join(found)}</div>'


def _step(step: CheckedStep) -> str:
    mark, kind = MARKS[step.verdict]
    shown = f"{step.relation} {step.rhs}" if step.relation else step.lhs
    read = f"read as {step.read_as[0]} {step.relation} {step.read_as[1]}"
    line = f'{mark} <code title="{escape(read)}">{escape(shown)}</code> <small>line {step.line}: {step.verdict}</small>'
    if step.verdict in QUIET:
        return f'<li class="{kind}" title="{escape(step.reason)}">{line}</li>'
    lines = [step.reason, *([f"needs: {'; '.join(step.missing)}"] if step.missing else [])]
    lines += [f"likely slip: {step.likely_slip}"] if step.likely_slip else []
    why = "".join(f'<p class="why">{escape(words)}</p>' for words in lines)
    table = _table(step.counterexample) if step.counterexample is not None else ""
    return f'<li class="{kind}">{line}{why}{table}</li>'


def _table(found: Counterexample) -> str:
    rows = [(escape(name), escape(str(value)), "") for name, value in found.parameters.items()]
    for law in found.laws:
        for values, chance in law.atoms:
            shown = ", ".join(map(str, values))
            rows.append((escape(", ".join(law.names)), escape(shown), f"with probability {escape(str(chance))}"))
    rows += [("left side", escape(str(found.lhs)), ""), ("right side", escape(str(found.rhs)), "")]
    cells = "".join(f"<tr><th>{name}</th><td>{value}</td><td>{chance}</td></tr>" for name, value, chance in rows)
    return f"<table>{cells}</table>"
