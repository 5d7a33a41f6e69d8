"""LaTeX, Markdown and plain text to a syntax tree with source spans, and from there to terms."""

from derivations.reading.document import Assumption, Document, read_document
from derivations.reading.syntax.formula import read_expression
from derivations.reading.syntax.latex_printing import to_latex
from derivations.reading.syntax.printing import read_as
from derivations.reading.syntax.statements import Chain, Problem, Remark, Step

__all__ = [
    "Assumption",
    "Chain",
    "Document",
    "Problem",
    "Remark",
    "Step",
    "read_as",
    "read_document",
    "read_expression",
    "to_latex",
]
