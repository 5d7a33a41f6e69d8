"""`halfmoment derive`: prints derivations."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from derivations.catalogue import Result, catalogue, derive
from derivations.errors import UserError, nearest
from derivations.notation.printed import PrintedDerivation, printed_result
from verify.files import refuse_unwritable, write_atomically

if TYPE_CHECKING:
    from verify.verdicts import Verdict

__all__ = ["FORMATS", "command", "render"]

FORMATS = ("text", "latex", "markdown", "html", "json", "pdf")
PROVED_IN = ("text", "markdown", "json")
ENDINGS = {
    ".txt": "text", ".tex": "latex", ".md": "markdown", ".html": "html", ".htm": "html", ".json": "json", ".pdf": "pdf",
}  # fmt: skip


@click.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@click.option("--format", "form", metavar="|".join(FORMATS), help="text, unless -o says otherwise by its ending.")
@click.option("--document", is_flag=True, help="With latex: a complete file that pdflatex compiles.")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write to this file.")
@click.option("--proofs", is_flag=True, help="Also who proves it again: kernel, z3, cvc5 (text, markdown, json).")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
def command(
    ids: tuple[str, ...], *, form: str | None, document: bool, output: Path | None, proofs: bool, as_json: bool
) -> int:
    r"""Print how results are derived, step by step; `all` stands for every result.

    \b
    halfmoment derive variance-of-product
    halfmoment derive all --format latex --document -o derivations.tex
    halfmoment derive he-forward -o he.pdf
    halfmoment derive conv-output-size --proofs
    """
    form = _format("json" if as_json else form, output)
    if document and form != "latex":
        raise UserError(f"--document makes a complete LaTeX file, and the format is {form}; add --format latex")
    if proofs and form not in PROVED_IN:
        raise UserError(f"--proofs prints in {', '.join(PROVED_IN)}, not {form}; `halfmoment report` has them")
    if form == "pdf" and output is None:
        raise UserError("a PDF needs a file to go to; add -o FILE.pdf")
    if output is not None:
        refuse_unwritable(output)
    named = [derive(id_) for id_ in dict.fromkeys(ids) if id_ != "all"]
    results = list(catalogue().values()) if "all" in ids else named
    printed = [printed_result(result) for result in results]
    if proofs:
        rendered: str | bytes = _with_proofs(printed, [_proofs(result) for result in results], form)
    else:
        rendered = render(printed, form, document=document)
    if output is not None:
        write_atomically(output, rendered)
        click.echo(f"wrote {output}", err=True)
    else:
        click.echo(rendered, nl=False)
    return 0


def _proofs(result: Result) -> list[Verdict]:
    """What the kernel and the solvers make of a result."""
    from verify.checks import Settings
    from verify.run import plan

    return [check.run(subject, Settings()) for subject, check in plan([result.id], checks=("replay", "smt"))]


def _with_proofs(printed: Sequence[PrintedDerivation], proofs: Sequence[Sequence[Verdict]], form: str) -> str:
    """Each derivation and below it its proofs."""
    from verify.report.model import how

    if form == "json":
        found = [
            json.loads(str(render([one], form))) | {"proofs": [v.to_dict() for v in verdicts]}
            for one, verdicts in zip(printed, proofs, strict=True)
        ]
        return json.dumps(found[0] if len(found) == 1 else found, ensure_ascii=False, indent=2) + "\n"
    lines = [
        str(render([one], form)).rstrip("\n") + "\n" + "\n".join(
            f"{'- ' if form == 'markdown' else ''}{v.verdict.capitalize()} by {v.check}: {how(v)}" for v in verdicts
        )
        for one, verdicts in zip(printed, proofs, strict=True)
    ]  # fmt: skip
    return "\n\n".join(lines) + "\n"


def _format(form: str | None, output: Path | None) -> str:
    if form is not None and form not in FORMATS:
        raise nearest(form, FORMATS, what="format")
    ending = output.suffix.lower() if output is not None else ".txt"
    if form is None and ending not in ENDINGS:
        raise UserError(f"-o {str(output)!r}: no format is known by {ending!r}; use {', '.join(ENDINGS)}")
    if output is not None and form is not None and form != ENDINGS.get(ending, form):
        raise UserError(f"-o {str(output)!r} with --format {form}: give another ending, or leave --format out")
    return form or ENDINGS[ending]


def render(derivations: Sequence[PrintedDerivation], form: str, *, document: bool = False) -> str | bytes:
    """Derivations in one of FORMATS; JSON is an object for one, a list for several."""
    match form:
        case "latex":
            from derivations.notation.documents import as_latex

            return as_latex(derivations, document=document)
        case "markdown":
            from derivations.notation.documents import as_markdown

            return "\n".join(as_markdown(derivation) for derivation in derivations)
        case "html":
            from verify.report.page import derivations_page

            return derivations_page(derivations)
        case "json":
            from derivations.notation.documents import as_json

            found = [as_json(derivation) for derivation in derivations]
            return json.dumps(found[0] if len(found) == 1 else found, ensure_ascii=False, indent=2) + "\n"
        case "pdf":
            from verify.report.typst_pdf import derivations_pdf

            return derivations_pdf(derivations)
        case _:
            from derivations.notation.documents import as_text

            return "\n\n".join(as_text(derivation) for derivation in derivations)
