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
from derivations.reading.syntax.statements import Step
from derivations.reading.syntax.tree import Call, Dots, Name, Node, Number, rebuild

__all__ = ["called_discrete"]

_DISCRETE: Final = re.compile(
    r"(?i)\bdiscrete(?:ly)?[\s-]+uniform|\buniform(?:ly)?[\s-]+discrete|\bdiscrete\s+and\s+uniform"
)
_CONTINUOUS: Final = re.compile(r"(?i)\bcontinuous(?:ly)?[\s-]+uniform")
_BRACES: Final = re.compile(r"\bU\}?\s*(?:\\left\s*)?\\(?:\{|lbrace)")
_UNIFORM: Final = frozenset(["U", "Uniform", "uniform", "Unif", "unif"])
NAME: Final = Name("DiscreteUniform")


def called_discrete(document: Document) -> Document:
    """The document with its uniform laws as discrete ones, where words of their sentence or braces call them so."""
    places = [found.end() for found in _DISCRETE.finditer(document.text)]
    if _CONTINUOUS.search(document.text):
        places = []
    if not places and not _BRACES.search(document.text):
        return document
    laws = [(s, chain) for chain in document.chains for s in chain.steps if s.relation == "~"]
    near = {s.lhs for s, chain in laws if any(_one_sentence(document.text, at, chain.span.start) for at in places)}

    def read(step: Step) -> Step:
        words = step.relation != "~" or step.lhs in near
        return replace(
            step,
            lhs=_renamed(step.lhs, words=words and bool(places)),
            rhs=_renamed(step.rhs, words=words and bool(places), law=step.relation == "~"),
        )

    chains = tuple(
        replace(chain, first=_renamed(chain.first, words=bool(places)), steps=tuple(map(read, chain.steps)))
        for chain in document.chains
    )
    lines = {document.text.count("\n", 0, at) + 1 for at in places}
    said = tuple(
        replace(s, text=re.sub(r"~\s*Uniform\(", "~ DiscreteUniform(", s.text)) if s.line in lines else s
        for s in document.said
    )
    return replace(document, chains=chains, said=said)


def _one_sentence(text: str, word: int, law: int) -> bool:
    """Whether a word and a law stand in one sentence, in either order."""
    return re.search(r"[.!?]\s+\W*[A-Z]|\n\s*\n.*\n\s*\n", text[min(word, law) : max(word, law)]) is None


def _renamed(node: Node | None, *, words: bool, law: bool = False) -> Node | None:
    """The side with the laws in it renamed that are discrete by the words, or by their braces: U{1, n}."""

    def changed(part: Node) -> Node:
        named = isinstance(part, Call) and part.function.base in _UNIFORM and not part.function.subscript
        if not words and not (isinstance(part, Call) and part.bracket == "{}"):
            return part
        if not named or not isinstance(part, Call) or (part is not node and part.separator != ";"):
            return part
        if not law and part.separator != ";":
            return part
        return replace(part, function=NAME, args=_ends(part.args) if law and part.bracket == "{}" else part.args)

    if node is None:
        return None
    if law and isinstance(node, Call):
        return changed(node)
    return rebuild(node, changed)


def _ends(items: tuple[Node, ...]) -> tuple[Node, ...]:
    """The first and the last of {1, ..., n} and of {1, 2, 3}."""
    kept = items[:-2] if len(items) > 2 and isinstance(items[-2], Dots) else items
    values = [item.value for item in kept if isinstance(item, Number)]
    row = len(values) == len(kept) and values == [values[0] + i for i in range(len(values))]
    return (items[0], items[-1]) if row and len(items) > 2 else items
