r"""Sums over 0, 1, 2, ... against the probabilities of a variable that counts run over all its values.

>>> from derivations.reading import read_document
>>> text = r"The probability-generating function of $X$ is $$G_X(z) = \sum_{x=0}^{\infty} f_X(x) z^x$$"
>>> [str(step.rhs) for chain in over_all_values(read_document(text)).chains for step in chain.steps]
['E[z^X]']
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from derivations.reading.document import Document
from derivations.reading.meaning.supports import without_supports
from derivations.reading.syntax.statements import Step
from derivations.reading.syntax.tree import Call, Head, Infinity, Name, Node, Number, Relation, Sum, rebuild, walk

__all__ = ["over_all_values"]

_COUNTS: Final = re.compile(
    r"(?i)\bprobability[\s-]+generating\s+function|\b(?:subset\s+of|values?\s+in)\s+(?:the\s+)?(?:set\s+of\s+)?"
    r"\[?(?:natural\s+numbers|non-?negative\s+integers)"
)


def over_all_values(document: Document) -> Document:
    """The document with such sums as expectations, where its words say that the variables are whole numbers >= 0."""
    if not _COUNTS.search(document.text):
        return document

    def read(step: Step) -> Step:
        return replace(step, lhs=_read(step.lhs), rhs=_read(step.rhs))

    chains = (replace(c, first=_read(c.first), steps=tuple(map(read, c.steps))) for c in document.chains)
    return replace(document, chains=tuple(chains))


def _read(side: Node | None) -> Node | None:
    return None if side is None else rebuild(side, _changed)


def _changed(part: Node) -> Node:
    """The sum of g(x) f_X(x) over x = 0, 1, 2, ... as E[g(X)]; its body has no other sum in it."""
    if not isinstance(part, Sum) or not isinstance(part.upper, Infinity) or len(part.variables) != 1:
        return part
    if not isinstance(part.lower, Number) or part.lower.value != 0 or part.condition is not None:
        return part
    owners = _owners(part)
    inner = any(isinstance(p, Sum) for p in walk(part.body))
    return part if inner or len(owners) != 1 else without_supports(replace(part, lower=None, upper=None), owners)


def _owners(part: Sum) -> list[Name]:
    """The variables whose probabilities stand in a sum: X of f_X(x) and of P(X = x)."""
    found: dict[Name, None] = {}
    for inner in walk(part.body):
        match inner:
            case Call(Name(base, (Name() as owner,)), args) if base in {"f", "p"} and args == part.variables:
                found[owner] = None
            case Head("P", (Relation((Name() as owner, value), ("=",)),), ()) if value == part.variables[0]:
                found[owner] = None
    return list(found)
