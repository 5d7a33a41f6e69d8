r"""A uniform law that the words call discrete is one on the whole numbers between its ends.

>>> from derivations.reading import read_document
>>> document = called_discrete(read_document(r"Let $X$ follow a discrete uniform distribution: $$X \sim U(a, b)$$"))
>>> [str(step.rhs) for chain in document.chains for step in chain.steps]
['DiscreteUniform(a, b)']
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from derivations.reading.document import Document
from derivations.reading.tree import Call, Name, Node, rebuild

__all__ = ["called_discrete"]

_DISCRETE: Final = re.compile(
    r"(?i)\bdiscrete(?:ly)?[\s-]+uniform|\buniform(?:ly)?[\s-]+discrete|\bdiscrete\s+and\s+uniform"
)
_CONTINUOUS: Final = re.compile(r"(?i)\bcontinuous(?:ly)?[\s-]+uniform")
_BRACES: Final = re.compile(r"\bU\}?\s*(?:\\left\s*)?\\(?:\{|lbrace)")
_UNIFORM: Final = frozenset(["U", "Uniform", "uniform", "Unif", "unif"])
NAME: Final = Name("DiscreteUniform")


def called_discrete(document: Document) -> Document:
    """The document with its uniform laws as discrete ones, where the words call them so and none continuous."""
    words = _DISCRETE.search(document.text) and not _CONTINUOUS.search(document.text)
    if not words and not _BRACES.search(document.text):
        return document
    chains = tuple(
        replace(
            chain,
            first=_renamed(chain.first, words=bool(words)),
            steps=tuple(
                replace(
                    step,
                    lhs=_renamed(step.lhs, words=bool(words)),
                    rhs=_renamed(step.rhs, words=bool(words), law=step.relation == "~"),
                )
                for step in chain.steps
            ),
        )
        for chain in document.chains
    )
    if not words:
        return replace(document, chains=chains)
    said = tuple(replace(s, text=re.sub(r"~\s*Uniform\(", "~ DiscreteUniform(", s.text)) for s in document.said)
    return replace(document, chains=chains, said=said)


def _renamed(node: Node | None, *, words: bool, law: bool = False) -> Node | None:
    """The side with the laws in it renamed that are discrete by the words, or by their braces: U{1, n}."""

    def changed(part: Node) -> Node:
        named = isinstance(part, Call) and part.function.base in _UNIFORM and not part.function.subscript
        if not words and not (isinstance(part, Call) and part.bracket == "{}"):
            return part
        if not named or not isinstance(part, Call) or (part is not node and part.separator != ";"):
            return part
        return replace(part, function=NAME) if law or part.separator == ";" else part

    if node is None:
        return None
    if law and isinstance(node, Call):
        return changed(node)
    return rebuild(node, changed)
