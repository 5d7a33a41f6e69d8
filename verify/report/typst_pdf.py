"""Typst source -> PDF, offline, with the fonts inside the typst package."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from derivations.notation.printed import PrintedDerivation
from derivations.notation.typst_document import as_typst

__all__ = ["derivations_pdf", "typst_pdf"]


def typst_pdf(source: str) -> bytes:
    """The PDF of a typst source that reads no other file; the same source gives the same bytes.

    >>> typst_pdf("$integral_0^1 x^2 dif x = frac(1, 3)$")[:5]
    b'%PDF-'
    """
    import typst

    fonts = typst.Fonts(include_system_fonts=False)
    pdf: Any = typst.compile(source.encode(), font_paths=fonts, format="pdf", timestamp=0)
    return bytes(pdf)


def derivations_pdf(derivations: Sequence[PrintedDerivation]) -> bytes:
    """A PDF of derivations, one below the other."""
    return typst_pdf(as_typst(derivations, document=True))
