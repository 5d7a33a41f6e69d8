r"""How mathematics is printed: term -> layout tree -> LaTeX, MathML, typst, Markdown or text.

>>> from derivations.terms import E, Var, positive_integers, random_variables
>>> w, x = random_variables("w x")
>>> n = positive_integers("n")
>>> print(latex(n * Var(w) * E(x**2) / 2))
\frac{n}{2} \operatorname{Var}(w) \, \mathbb{E}[x^2]
>>> text(n * Var(w) * E(x**2) / 2)
'n/2*Var(w)*E[x^2]'
"""

from __future__ import annotations

from typing import Any

from derivations.hypotheses import Hypothesis
from derivations.notation.layout import layout as _layout
from derivations.notation.nodes import Node, Sentence
from derivations.notation.to_latex import to_latex
from derivations.notation.to_mathml import math
from derivations.notation.to_text import to_text
from derivations.notation.to_typst import to_typst

__all__ = ["latex", "layout", "markdown", "mathml", "text", "typst"]


def layout(thing: Any) -> Node:
    """The layout tree of a term, relation, law, set or hypothesis; a node is returned as it is."""
    if isinstance(thing, Hypothesis):
        from derivations.notation.words import describe

        return describe(thing)
    return _layout(thing)


def latex(thing: Any) -> str:
    r"""LaTeX for amsmath and amssymb: math mode, but text with $...$ in it for a hypothesis.

    >>> from sympy import sqrt
    >>> from derivations.terms import positive_integers
    >>> print(latex(sqrt(6) / sqrt(positive_integers("n_in") + positive_integers("n_out"))))
    \sqrt{\frac{6}{n_{\mathrm{in}} + n_{\mathrm{out}}}}
    """
    return to_latex(layout(thing))


def mathml(thing: Any, *, display: bool = False) -> str:
    """A <math> element; for a hypothesis HTML text with one <math> for each formula."""
    return math(layout(thing), display=display)


def typst(thing: Any) -> str:
    """Typst mathematics, for a hypothesis typst markup."""
    return to_typst(layout(thing))


def text(thing: Any) -> str:
    """One line of plain text that our reader of plain text reads back.

    >>> from derivations.terms import E, random_variables
    >>> x, y = random_variables("x y")
    >>> text(E(x**2) * E(y**2) - E(x) ** 2 * E(y) ** 2)
    'E[x^2]*E[y^2] - E[x]^2*E[y]^2'
    """
    return to_text(layout(thing))


def markdown(thing: Any) -> str:
    r"""LaTeX in dollars, without the backslashed punctuation that Markdown would eat.

    >>> from derivations.terms import E, Var, random_variables
    >>> print(markdown(Var(random_variables("w")) * E(random_variables("x"))))
    $\operatorname{Var}(w) \thinspace \mathbb{E}[x]$
    """
    node = layout(thing)
    return plain_commands(to_latex(node) if isinstance(node, Sentence) else f"${to_latex(node)}$")


def plain_commands(source: str) -> str:
    r"""LaTeX with letters for the commands \, \! \{ \}, which Markdown takes for escapes."""
    spellings = {r"\,": r"\thinspace", r"\!": r"\negthinspace ", r"\{": r"\lbrace ", r"\}": r"\rbrace "}
    for command, spelled in spellings.items():
        source = source.replace(command, spelled)
    return source
