"""`halfmoment moment`: expands the user's own expression in E, Var and Cov, with its steps."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import click
from sympy import Expr

from derivations.derivation import Proof
from derivations.errors import UserError
from derivations.expand import expand, in_variances
from derivations.hypotheses import Hypothesis
from derivations.notation import latex, text
from derivations.notation.documents import as_json, as_text
from derivations.notation.printed import printed_proof
from derivations.reading import read_expression
from derivations.reading.meaning.phrases import read_phrases
from derivations.reading.meaning.terms import NoMeaning, Vocabulary
from derivations.terms import Head, is_random, subterms
from verify.closed_forms.diverging import diverges
from verify.time_limit import OutOfTime, within

__all__ = ["command"]

SECONDS = 10


@click.command()
@click.argument("expression")
@click.option("--assume", "assumptions", multiple=True, metavar="TEXT", help="A hypothesis in words (may be repeated).")
@click.option("--json", "as_json_", is_flag=True, help="Print JSON.")
def command(*, expression: str, assumptions: tuple[str, ...], as_json_: bool) -> int:
    r"""Expand an expression in E, Var and Cov, step by step, into moments of its variables.

    \b
    halfmoment moment "Var(w*x + b)" --assume "w, x, b independent"
    halfmoment moment "E[max(0, y)^2]" --assume "y symmetric"
    halfmoment moment "Var(sum_{j=1}^n w_j*x_j)" --assume "w_j iid; w and x independent" \
        --assume "E[w_j] = 0; x_j identically distributed"

    The expression is plain text or LaTeX. Assumptions: "x, y independent", "w_j iid", "y symmetric", "E[x] = 0",
    "x ~ N(0, 1)", "a constant", "v = w*x + b".
    """
    tree = read_expression(expression)
    phrases = read_phrases(";".join(assumptions))
    vocabulary = Vocabulary.of([tree], phrases)
    try:
        term = vocabulary.term(tree)
    except NoMeaning as error:
        where = f"cannot expand {expression[:60]!r} at column {error.span.start + 1}"
        raise UserError(f"{where}: {error.message} ({error.token[:40]!r})") from None
    if not term.has(Head):
        raise UserError(f"{expression[:60]!r} holds no moment to expand; ask for one, as in E[...] or Var(...)")
    if is_random(term):
        raise UserError(f"{expression[:60]!r} is random; ask for a moment of it, as in E[{text(term)[:60]}]")
    hypotheses = vocabulary.hypotheses(phrases)
    for head in (part for part in subterms(term) if isinstance(part, Head)):
        if any(isinstance(part, Expr) and diverges(hypotheses, part) for part in head.args):
            raise UserError(f"{text(head)} does not exist under the stated laws: it divides by what may be near 0")
    try:
        proof, shorter, shown = within(SECONDS, lambda: _expanded(term, hypotheses))
    except OutOfTime:
        raise UserError(f"{expression[:60]!r} takes more than {SECONDS} s to expand; ask for less at once") from None
    unused = [h for h in hypotheses if proof is None or h not in proof.assuming]
    roles = {name: role.role for name, role in vocabulary.roles.table.items()}
    if as_json_:
        click.echo(json.dumps(_record(expression, term, (proof, shorter), unused, roles), ensure_ascii=False, indent=2))
        return 0
    click.echo(shown, nl=proof is None)
    if shorter is not None:
        click.echo(f"\nIn variances: {text(term)} = {text(shorter.theorem.rhs)}")
    if proof is None:
        click.echo("nothing to expand: no rule applies to it", err=True)
    for hypothesis in unused:
        click.echo(f"not needed: {text(hypothesis)}", err=True)
    doubtful = [name for name, role in vocabulary.roles.table.items() if role.role == "random" and role.alternative]
    if doubtful:
        names = ", ".join(doubtful)
        click.echo(f"taken as random: {names}; if not, add --assume {f'{names} constant'!r}", err=True)
    return 0


def _expanded(term: Any, hypotheses: Sequence[Hypothesis]) -> tuple[Proof | None, Proof | None, str]:
    """The proof, the one in variances, and what is shown of the first."""
    proof = expand(term, assuming=hypotheses)
    if proof is None:
        return None, None, text(term)
    return proof, in_variances(proof), as_text(printed_proof(proof))


def _record(
    expression: str,
    term: Any,
    proofs: tuple[Proof | None, Proof | None],
    unused: list[Hypothesis],
    roles: dict[str, str],
) -> dict[str, Any]:
    proof, shorter = proofs

    def both(thing: Any) -> dict[str, str]:
        return {"text": text(thing), "latex": latex(thing)}

    body = as_json(printed_proof(proof)) if proof is not None else {"hypotheses": [], "steps": [], "statement": None}
    return {
        "schema_version": 1,
        "expression": expression,
        "read_as": both(term),
        "roles": roles,
        "hypotheses": body["hypotheses"],
        "not_needed": [both(hypothesis) for hypothesis in unused],
        "steps": body["steps"],
        "statement": body["statement"],
        "result": both(proof.theorem.rhs if proof is not None else term),
        "in_variances": both(shorter.theorem.rhs) if shorter is not None else None,
    }
