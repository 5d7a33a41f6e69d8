"""Whole derivations as text, LaTeX, Markdown and JSON. HTML and typst: `html` and `typst_document`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from derivations.hypotheses import Hypothesis
from derivations.notation.blocks import Assume, Chain, Claim, Close, Open, Row, Title, Where, blocks
from derivations.notation.breaking import latex_lines
from derivations.notation.layout import layout, relation
from derivations.notation.nodes import Infix, Node, Sentence, is_stacked, width
from derivations.notation.printed import PrintedDerivation
from derivations.notation.titles import heading, plain
from derivations.notation.to_latex import SIGNS, escape, to_latex
from derivations.notation.to_text import to_text
from derivations.notation.words import describe

__all__ = ["as_json", "as_latex", "as_markdown", "as_text", "capital", "escape_markdown", "latex_steps"]

LINE: Final = 42.0  # ems of mathematics that fit on a line of the LaTeX document
WIDE_LEFT: Final = 13.0  # a left side wider than this gets a line of its own
WIDE_TEXT: Final = 30  # the same in characters
COLUMN: Final = 84  # rules stand in one column up to here
PREAMBLE: Final = r"""\documentclass[10pt,a4paper,fleqn]{article}
\usepackage{amsmath,amssymb}
\setlength{\textwidth}{17cm}\setlength{\oddsidemargin}{-0.55cm}
\setlength{\textheight}{25cm}\setlength{\topmargin}{-1.6cm}
\setlength{\parindent}{0pt}\setlength{\parskip}{4pt}
\raggedright\raggedbottom\allowdisplaybreaks
\newcommand{\rulename}[1]{\tag*{\footnotesize\itshape #1}}
\begin{document}
"""


def capital(words: str) -> str:
    """A sentence with its first letter large, unless it continues what stands before it with "where"."""
    return words if words.startswith("where") else words[0].upper() + words[1:]


# ---- text -----------------------------------------------------------------------------------------------------------


def as_text(derivation: PrintedDerivation) -> str:
    """Title, assumptions, claim and numbered steps, the rule in brackets behind each."""
    lines: list[str] = []
    indent = ""
    for block in blocks(derivation):
        match block:
            case Title(title, source, id_):
                lines.append(f"{id_}: {plain(title)}" if id_ and id_ != title else plain(title))
                lines += [f"Source: {source}"] if source else []
            case Assume(sentences, _):
                leads = [f"{block.lead}: ", *[" " * (len(block.lead) + 2)] * (len(sentences) - 1)]
                lines += [indent + lead + to_text(sentence) for lead, sentence in zip(leads, sentences, strict=True)]
            case Claim(row, _):
                lines.append(f"{block.lead}: {to_text(Infix((row.left or row.right, row.right), (row.sign,)))}")
            case Where(sentence):
                words = to_text(sentence)
                lines.append(words[0].upper() + words[1:])
            case Chain(rows):
                lines += [indent + line for line in _text_chain(rows)]
            case Open(title):
                lines += ["", f"{indent}{title}"]
                indent += "  "
            case _:
                indent = indent[:-2]
                lines.append("")
    return "\n".join(line.rstrip() for line in lines).rstrip().replace("\n\n\n", "\n\n") + "\n"


def _text_chain(rows: Sequence[Row]) -> list[str]:
    lefts = [to_text(row.left) if row.left else "" for row in rows]
    margin = max((len(left) for left in lefts if len(left) <= WIDE_TEXT), default=0)
    lines: list[tuple[str, str]] = []
    for number, (left, row) in enumerate(zip(lefts, rows, strict=True), start=1):
        if len(left) > WIDE_TEXT:
            lines.append((f"     {left}", ""))
            left = ""  # noqa: PLW2901
        lines.append((f"{number:>3}. {left:<{margin}} {row.sign} {to_text(row.right)}", f"[{row.reason}]"))
    column = max((len(formula) for formula, _ in lines if len(formula) <= COLUMN), default=0)
    return [f"{formula:<{column}}  {reason}" if reason else formula for formula, reason in lines]


# ---- LaTeX ----------------------------------------------------------------------------------------------------------


def as_latex(derivations: PrintedDerivation | Sequence[PrintedDerivation], *, document: bool = False) -> str:
    """LaTeX for amsmath and amssymb; `document` makes it a complete file."""
    several = [derivations] if isinstance(derivations, PrintedDerivation) else derivations
    body = "\n".join(_latex_section(derivation, document) for derivation in several)
    return f"{PREAMBLE}{body}\\end{{document}}\n" if document else body


def _latex_section(derivation: PrintedDerivation, document: bool) -> str:
    lines: list[str] = []
    depth = 0
    for block in blocks(derivation):
        match block:
            case Title(title, source, id_):
                lines.append(rf"\subsection*{{{to_latex(heading(title))}}}")
                lines += [rf"\emph{{{escape(source)}}}\hfill\texttt{{{escape(id_)}}}"] if source else []
            case Assume(sentences, _):
                lines += ["", *_latex_assumptions(block.lead, sentences, document)]
            case Claim(row, _):
                lines += ["", rf"\textbf{{{block.lead}}}", *_latex_chain([row], document)]
            case Where(sentence):
                lines.append(f"{capital(to_latex(sentence))}.")
            case Chain(rows):
                lines += [*([] if depth else ["", r"\textbf{Derivation}"]), *_latex_chain(rows, document)]
            case Open(title):
                depth += 1
                lines += ["", rf"\medskip\textbf{{{escape(title)}}}"]
            case _:
                depth -= 1
                lines.append("")
    return "\n".join(lines) + "\n"


def _latex_assumptions(lead: str, sentences: Iterable[Sentence], document: bool) -> list[str]:
    """In one paragraph, but wide and high relations displayed."""
    lines: list[str] = []
    short = [sentence for sentence in sentences if not any(map(_is_displayed, sentence.parts))]
    if short:
        lines.append(rf"\textbf{{{lead}}} {'; '.join(map(to_latex, short))}.")
    for sentence in (sentence for sentence in sentences if sentence not in short):
        lines += ["", rf"\textbf{{{lead}}}"]
        for part in sentence.parts:
            if isinstance(part, Infix) and _is_displayed(part):
                lines += _latex_chain([Row(part.items[0], part.signs[0], part.items[1])], document)
                lines.append("")
            else:
                lines[-1] += escape(part) if isinstance(part, str) else f"${to_latex(part)}$"
        lines[-1] += "." if lines[-1] else ""
    return lines


def _is_displayed(part: str | Node) -> bool:
    """Whether a relation in a sentence is too wide or too high to stand in running text."""
    return isinstance(part, Infix) and len(part.signs) == 1 and (width(part) > LINE / 2 or is_stacked(part))


def _latex_chain(rows: Sequence[Row], document: bool) -> list[str]:
    margin = max((width(row.left) for row in rows if row.left is not None), default=0.0)
    if margin > WIDE_LEFT or (margin > WIDE_LEFT / 2 and any(width(row.right) > LINE - margin - 2.5 for row in rows)):
        margin = 0.0  # the left side on a line of its own leaves more room
    lines: list[str] = []
    for row in rows:
        shown = ""
        if row.left is not None and margin:
            shown = to_latex(row.left)
        elif row.left is not None:
            lines += [f"& {part}" for part in latex_lines(row.left, LINE)]
        first, *more = latex_lines(row.right, LINE - margin - 2.5)
        pieces = [f"{shown} &{SIGNS[row.sign]} {first}".strip(), *(rf"&\quad {{}}{line}" for line in more)]
        if row.reason:
            words = escape(row.reason)
            pieces[-1] += rf" \rulename{{{words}}}" if document else rf" && \text{{({words})}}"
        lines += pieces
    return [r"\begin{align*}", " \\\\\n".join(lines), r"\end{align*}"]


def latex_steps(derivation: PrintedDerivation) -> str:
    """The steps as one display for a notebook, or the statement where there are none."""
    depth, rows = 0, tuple[Row, ...]()
    for block in blocks(derivation):
        depth += isinstance(block, Open) - isinstance(block, Close)
        if isinstance(block, Chain) and depth == 0:
            rows = block.rows
    if not rows:
        return f"$$ {to_latex(derivation.statement_node)} $$"
    return "\n".join([r"$$ \begin{aligned}", *_latex_chain(rows, document=False)[1:-1], r"\end{aligned} $$"])


# ---- Markdown -------------------------------------------------------------------------------------------------------


def as_markdown(derivation: PrintedDerivation, *, level: int = 2) -> str:
    """Markdown with mathematics as GitHub reads it; the title is a heading of that level."""
    lines: list[str] = []
    depth = level
    for block in blocks(derivation):
        match block:
            case Title(title, source, id_):
                lines += [f"{'#' * level} {_sentence(heading(title))}", ""]
                lines += [f"*{escape_markdown(source)}*" + (f" (`{id_}`)" if id_ else ""), ""] if source else []
            case Assume(sentences, _):
                lines += [block.lead, "", *(f"- {_sentence(sentence)}" for sentence in sentences), ""]
            case Claim(row, _):
                lines += [block.lead, "", *_math(_latex_chain([row], document=False))]
            case Where(sentence):
                lines += [f"{capital(_sentence(sentence))}.", ""]
            case Chain(rows):
                lines += [*(["Derivation", ""] if depth == level else []), *_math(_latex_chain(rows, document=False))]
            case Open(title):
                depth += 1
                lines += [f"{'#' * depth} {escape_markdown(title)}", ""]
            case _:
                depth -= 1
    return "\n".join(lines).rstrip() + "\n"


def _math(chain: list[str]) -> list[str]:
    return ["```math", r"\begin{aligned}", *chain[1:-1], r"\end{aligned}", "```", ""]


def _sentence(sentence: Sentence) -> str:
    return "".join(escape_markdown(p) if isinstance(p, str) else f"$`{to_latex(p)}`$" for p in sentence.parts)


def escape_markdown(words: str) -> str:
    """Words for Markdown, its signs escaped."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>#|$" else c for c in words)


# ---- JSON -----------------------------------------------------------------------------------------------------------


def as_json(derivation: PrintedDerivation) -> dict[str, Any]:
    """The dictionary that `derive --format json` prints."""
    return {
        "schema_version": 1,
        "id": derivation.id,
        "title": plain(derivation.title),
        "source": derivation.source,
        "conventions": _both(where) if (where := derivation.conventions) else None,
        **_json_body(derivation),
        "routes": [_json_body(route) for route in derivation.routes],
    }


def _json_body(derivation: PrintedDerivation) -> dict[str, Any]:
    return {
        "hypotheses": _json_hypotheses(derivation.hypotheses),
        "steps": [
            {
                "rule": step.rule,
                "lhs": _both(layout(step.lhs)),
                "relation": step.relation,
                "rhs": _both(layout(step.rhs)),
                "hypotheses": _json_hypotheses(step.hypotheses),
                "references": list(step.references),
                "parts": [{"title": part.title, **_json_body(part)} for part in step.parts],
            }
            for step in derivation.steps
        ],
        "statement": _both(relation(*derivation.statement)),
    }


def _json_hypotheses(hypotheses: Iterable[Hypothesis]) -> list[dict[str, str]]:
    return [_both(describe(hypothesis)) for hypothesis in hypotheses]


def _both(node: Node) -> dict[str, str]:
    return {"text": to_text(node), "latex": to_latex(node)}
