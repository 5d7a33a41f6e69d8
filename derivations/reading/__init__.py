"""LaTeX, Markdown and plain text to a syntax tree with source spans, and from there to terms."""

from derivations.reading.formula import read_expression

__all__ = ["read_expression"]
