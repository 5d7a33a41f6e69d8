r"""Titles: words with formulas between backquotes, in plain text as one types it.

>>> from derivations.notation.to_latex import to_latex
>>> title = "Weights that keep the variance: `Var(w) = 2/n`"
>>> print(to_latex(heading(title)))
Weights that keep the variance: $\operatorname{Var}(w) = 2/n$
>>> plain(title)
'Weights that keep the variance: Var(w) = 2/n'
"""

from __future__ import annotations

from derivations.errors import UserError
from derivations.notation.nodes import Node, Sentence, Words

__all__ = ["heading", "plain"]


def heading(title: str) -> Sentence:
    """Words and formulas in turn; what cannot be read as a formula stays as it was typed."""
    pieces = title.split("`")
    return Sentence(tuple(_formula(piece) if place % 2 else piece for place, piece in enumerate(pieces) if piece))


def plain(title: str) -> str:
    """The title as plain text."""
    return title.replace("`", "")


def _formula(typed: str) -> Node:
    from derivations.reading.syntax.formula import read_expression
    from derivations.reading.syntax.typesetting import typeset

    try:
        return typeset(read_expression(typed, latex=False), inline=True)
    except UserError:
        return Words(typed)
