"""How claims, theorems, proofs and results show themselves: one line, numbered steps, LaTeX, HTML. Trusted by nothing.

>>> from derivations.catalogue import derive
>>> derive("variance-identity").proof
Proof(variance-identity: Var(x) = E[x^2] - E[x]^2)
>>> print(derive("variance-identity").proof)
variance-identity
Claim: Var(x) = E[x^2] - E[x]^2
All moments that occur are finite
  1. Var(x) = E[(x - E[x])^2]  [variance definition]
  2.        = E[x^2] - E[x]^2  [expectation linear]
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from derivations.notation.printed import PrintedDerivation

__all__ = ["Shown"]


class Shown:
    """`repr` is one line, `str` the numbered steps; notebooks and `sympy.latex` find what they look for."""

    __slots__ = ()

    def __repr__(self) -> str:
        from derivations.notation import text

        shown = self._printed()
        statement = text(shown.statement_node)
        return f"{type(self).__name__}({f'{shown.id}: ' if shown.id else ''}{statement})"

    def __str__(self) -> str:
        from derivations.notation.documents import as_text

        return as_text(self._printed()).rstrip()

    def _latex(self, _printer: Any = None, **_: Any) -> str:
        from derivations.notation import latex

        return latex(self._printed().statement_node)

    def _repr_latex_(self) -> str:
        from derivations.notation.documents import latex_steps

        return latex_steps(self._printed())

    def _repr_html_(self) -> str:
        from derivations.notation.html import STYLE, as_html

        return f"<style>{STYLE}</style>{as_html(self._printed(), level=3)}"

    def _printed(self) -> PrintedDerivation:
        from derivations.notation.printed import printed

        return printed(self)
