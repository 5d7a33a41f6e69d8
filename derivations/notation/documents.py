"""Whole derivations as text, LaTeX, Markdown and JSON. HTML and typst: `html` and `typst_document`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from derivations.hypotheses import Hypothesis
from derivations.notation.breaking import latex_lines
from derivations.notation.layout import layout, relation
from derivations.notation.nodes import Infix, Node, Sentence, width
from derivations.notation.printed import PrintedDerivation, PrintedStep
from derivations.notation.to_latex import SIGNS, escape, to_latex
from derivations.notation.to_text import to_text
from derivations.notation.words import describe

__all__ = ["as_json", "as_latex", "as_markdown", "as_text", "capital", "part_title", "rule_words", "sides"]

LINE: Final = 42.0  # ems of mathematics that fit on a line of the LaTeX document
WIDE_LEFT: Final = 13.0  # a left side wider than this gets a line of its own
PREAMBLE: Final = r"""\documentclass[10pt,a4paper,fleqn]{article}
\usepackage{amsmath,amssymb}
\setlength{\textwidth}{17cm}\setlength{\oddsidemargin}{-0.55cm}
\setlength{\textheight}{25cm}\setlength{\topmargin}{-1.6cm}
\setlength{\parindent}{0pt}\setlength{\parskip}{4pt}
\allowdisplaybreaks
\newcommand{\rulename}[1]{\tag*{\footnotesize\itshape #1}}
\begin{document}
"""


def rule_words(rule: str) -> str:
    """factor_independent -> factor independent."""
    return rule.replace("_", " ")


def part_title(step: PrintedStep, place: int) -> str:
    """What a derivation that a step rests on is called: its title, base case and inductive step, or premise."""
    title = step.parts[place - 1].title
    if not title and step.rule == "induction" and len(step.parts) == 2:
        return ("Base case", "Inductive step")[place - 1]
    return title or f"Premise of “{rule_words(step.rule)}”"


def sides(derivation: PrintedDerivation) -> Iterable[tuple[PrintedStep, Node | None, str, Node]]:
    """Each step with its left side (None where the line before says it), the sign and the right side."""
    before: Any = None
    for step in derivation.steps:
        yield step, None if step.lhs == before else layout(step.lhs), step.relation, layout(step.rhs)
        before = step.rhs


# ---- text -----------------------------------------------------------------------------------------------------------


def as_text(derivation: PrintedDerivation) -> str:
    """Title, assumptions, claim and numbered steps, the rule in brackets behind each."""
    lines = [f"{derivation.id}: {derivation.title}" if derivation.id else derivation.title]
    if derivation.source:
        lines.append(f"Source: {derivation.source}")
    lines += _text_body(derivation)
    for route in derivation.routes:
        lines += ["", "Another derivation", *_text_body(route, claim=False)]
    return "\n".join(lines) + "\n"


def _text_body(derivation: PrintedDerivation, *, claim: bool = True, conventions: bool = True) -> list[str]:
    lines = [f"Assume: {to_text(sentence)}" for sentence in derivation.assumptions]
    if derivation.conventions and claim and conventions:
        lines.append(f"Convention: {to_text(derivation.conventions).removeprefix('where ')}")
    if claim:
        lines.append(f"Claim: {to_text(relation(*derivation.statement))}")
    rows: list[tuple[str, str, str]] = []
    for position, (step, lhs, sign, rhs) in enumerate(sides(derivation), start=1):
        if lhs is not None:
            rows.append(("", to_text(lhs), ""))
        rows.append((f"{position}.", f"  {sign} {to_text(rhs)}", f"[{rule_words(step.rule)}]"))
    column = max((len(formula) for _, formula, _ in rows if len(formula) <= 76), default=0)
    for number, formula, rule in rows:
        lines.append(f"{number:>4} {formula.ljust(column) if rule else formula}  {rule}".rstrip())
    for position, step in enumerate(derivation.steps, start=1):
        for place, part in enumerate(step.parts, start=1):
            inner = [f"{part_title(step, place)} (step {position})", *_text_body(part, conventions=False)]
            lines += ["", *(f"    {line}" for line in inner)]
    return lines


# ---- LaTeX ----------------------------------------------------------------------------------------------------------


def as_latex(derivations: PrintedDerivation | Sequence[PrintedDerivation], *, document: bool = False) -> str:
    """LaTeX for amsmath and amssymb; `document` makes it a complete file."""
    several = [derivations] if isinstance(derivations, PrintedDerivation) else derivations
    body = "\n".join(_latex_section(derivation, document) for derivation in several)
    return f"{PREAMBLE}{body}\\end{{document}}\n" if document else body


def _latex_section(derivation: PrintedDerivation, document: bool) -> str:
    lines = [rf"\subsection*{{{escape(derivation.title)}}}"]
    if derivation.source:
        id_ = rf"\hfill\texttt{{{escape(derivation.id)}}}" if derivation.id else ""
        lines.append(rf"\emph{{{escape(derivation.source)}}}{id_}")
    lines += ["", *_latex_body(derivation, document)]
    for route in derivation.routes:
        lines += [r"\medskip\textbf{Another derivation.}", *_latex_body(route, document, claim=False)]
    return "\n".join(lines) + "\n"


def _latex_body(
    derivation: PrintedDerivation, document: bool, *, claim: bool = True, conventions: bool = True
) -> list[str]:
    lines = _latex_assumptions(derivation.assumptions, document)
    if claim:
        lhs, sign, rhs = derivation.statement
        lines += ["", r"\textbf{Then}" if lines else r"\textbf{Claim.}"]
        lines += _latex_chain([(None, layout(lhs), sign, layout(rhs))], document)
        lines += [f"{capital(to_latex(derivation.conventions))}."] if derivation.conventions and conventions else []
    lines += ["", r"\textbf{Derivation.}", *_latex_chain(sides(derivation), document)]
    for step in derivation.steps:
        for place, part in enumerate(step.parts, start=1):
            lines += ["", rf"\medskip\textbf{{{escape(part_title(step, place))}.}}"]
            lines += _latex_body(part, document, conventions=False)
    return lines


def _latex_assumptions(sentences: Iterable[Sentence], document: bool) -> list[str]:
    """In one paragraph, but long relations displayed."""
    lines: list[str] = []
    short = [sentence for sentence in sentences if width(sentence) <= LINE]
    if short:
        lines.append(rf"\textbf{{Assume}} {'; '.join(map(to_latex, short))}.")
    for sentence in (sentence for sentence in sentences if sentence not in short):
        lines.append(r"\textbf{Assume}")
        for part in sentence.parts:
            if isinstance(part, Infix) and len(part.signs) == 1 and width(part) > LINE:
                lines += _latex_chain([(None, part.items[0], part.signs[0], part.items[1])], document)
            else:
                lines.append(escape(part) if isinstance(part, str) else f"${to_latex(part)}$")
        lines[-1] += "."
    return lines


def capital(words: str) -> str:
    """A sentence with its first letter large, unless it continues what stands before it with "where"."""
    return words if words.startswith("where") else words[0].upper() + words[1:]


def _latex_chain(rows: Iterable[tuple[PrintedStep | None, Node | None, str, Node]], document: bool) -> list[str]:
    rows = list(rows)
    lefts = [lhs for _, lhs, _, _ in rows if lhs is not None]
    left = max((width(lhs) for lhs in lefts if width(lhs) <= WIDE_LEFT), default=0.0)
    lines: list[str] = []
    for step, lhs, sign, rhs in rows:
        alone = lhs is not None and width(lhs) > WIDE_LEFT
        if lhs is not None and alone:
            lines += [rf"& {part} \\" for part in latex_lines(lhs, LINE - left)]
        shown = "" if lhs is None or alone else to_latex(lhs)
        first, *more = latex_lines(rhs, LINE - left - 2.5)
        pieces = [f"{shown} &{SIGNS[sign]} {first}", *(rf"&\quad {{}}{line}" for line in more)]
        if step is not None:
            pieces[-1] += _latex_rule(step, document)
        lines += [rf"{piece} \\" for piece in pieces]
    lines[-1] = lines[-1].removesuffix(r" \\")
    return [r"\begin{align*}", *lines, r"\end{align*}"]


def _latex_rule(step: PrintedStep, document: bool) -> str:
    words = escape(rule_words(step.rule))
    return rf" \rulename{{{words}}}" if document else rf" && \text{{({words})}}"


# ---- Markdown -------------------------------------------------------------------------------------------------------


def as_markdown(derivation: PrintedDerivation, *, level: int = 2) -> str:
    """Markdown with mathematics as GitHub reads it."""
    lines = [f"{'#' * level} {_md(derivation.title)}", ""]
    if derivation.source:
        lines += [f"*{_md(derivation.source)}*" + (f" (`{derivation.id}`)" if derivation.id else ""), ""]
    lines += _markdown_body(derivation, level)
    for route in derivation.routes:
        lines += [f"{'#' * (level + 1)} Another derivation", "", *_markdown_body(route, level, claim=False)]
    return "\n".join(lines).rstrip() + "\n"


def _markdown_body(
    derivation: PrintedDerivation, level: int, *, claim: bool = True, conventions: bool = True
) -> list[str]:
    lines = [f"- {_sentence(sentence)}" for sentence in derivation.assumptions]
    lines = ["Assume", "", *lines, ""] if lines else []
    if claim:
        lines += ["Then" if lines else "Claim", "", *_fence([to_latex(relation(*derivation.statement))])]
        if derivation.conventions and conventions:
            lines += [f"{capital(_sentence(derivation.conventions))}.", ""]
    rows = _latex_chain(sides(derivation), document=False)
    lines += ["Derivation", "", *_fence([r"\begin{aligned}", *rows[1:-1], r"\end{aligned}"])]
    for step in derivation.steps:
        for place, part in enumerate(step.parts, start=1):
            lines += [f"{'#' * (level + 1)} {_md(part_title(step, place))}", ""]
            lines += _markdown_body(part, level, conventions=False)
    return lines


def _fence(lines: list[str]) -> list[str]:
    return ["```math", *lines, "```", ""]


def _sentence(sentence: Sentence) -> str:
    return "".join(_md(part) if isinstance(part, str) else f"$`{to_latex(part)}`$" for part in sentence.parts)


def _md(words: str) -> str:
    """Words for Markdown, its signs escaped."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>#|$" else c for c in words)


# ---- JSON -----------------------------------------------------------------------------------------------------------


def as_json(derivation: PrintedDerivation) -> dict[str, Any]:
    """The dictionary that `derive --format json` prints."""
    return {
        "schema_version": 1,
        "id": derivation.id,
        "title": derivation.title,
        "source": derivation.source,
        **_json_body(derivation),
        "routes": [_json_body(route) for route in derivation.routes],
    }


def _json_body(derivation: PrintedDerivation) -> dict[str, Any]:
    return {
        "hypotheses": _json_hypotheses(derivation.hypotheses),
        "conventions": _both(derivation.conventions) if derivation.conventions else None,
        "steps": [
            {
                "rule": step.rule,
                "lhs": _both(layout(step.lhs)),
                "relation": step.relation,
                "rhs": _both(layout(step.rhs)),
                "hypotheses": _json_hypotheses(step.hypotheses),
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
