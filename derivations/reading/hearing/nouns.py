r"""The nouns of a document and the names that they stand for: "let $e_m$ be the error of member m" and "the errors".

>>> nouns = Nouns()
>>> written = ["e_m", r"b \sim B(p)"]
>>> nouns.learn("Denote by ⟦0⟧ the error of a member; the mask is ⟦1⟧.", written)
>>> nouns.marked("If the errors are iid and each mask is new", written), written[2:]
('If ⟦3⟧ are iid and ⟦2⟧ is new', ['b', 'e_m'])
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from derivations.reading.hearing.components import components_of
from derivations.reading.hearing.names_said import is_family, letter_of, subject_of

__all__ = ["Nouns"]

_M: Final = r"⟦(?P<mark>\d+)⟧"
_ARTICLE: Final = r"(?:the|an?|our|these|those|its|their|every|each|any|some|all)"
_NOUN: Final = r"(?P<noun>[a-z]{3,})"
_ADJECTIVES: Final = r"(?P<adjectives>(?:(?!of\b|by\b|and\b|or\b)[a-z][a-z-]*\s+){0,2}?)"
_THE_NOUN: Final = (
    rf"(?:the|an?|our|its|some)\s+(?:(?:first|last|next|other)\s+)?(?:⟦\d+⟧\s+)?{_ADJECTIVES}{_NOUN}"
    r"(?=\s*(?:[.,;:)]|of\b|in\b|at\b|on\b|for\b|to\b|from\b|with\b|that\b|which\b|and\b|one\b|⟦|$))"
)
_LEARNS: Final = [
    re.compile(rf"\b{_ARTICLE}\s+{_ADJECTIVES}{_NOUN}\s+(?:(?:is|are|satisfies|satisfy|be)\s+)?{_M}", re.IGNORECASE),
    re.compile(
        rf"{_M}(?:\s*,\s*|\s+(?=(?:is|are|be|being|denotes?|as)\b))(?:(?:is|are|be|being|denotes?|as)\s+)?{_THE_NOUN}",
        re.IGNORECASE,
    ),
    re.compile(rf"\b(?:denot\w+|call\w*|writ\w+|with|and)\s+(?:by\s+)?{_M}\s+{_THE_NOUN}", re.IGNORECASE),
    re.compile(rf"\b(?:denote|call)\s+the\s+{_ADJECTIVES}{_NOUN}\s+(?:[^⟦.,;]*\s)?by\s+{_M}", re.IGNORECASE),
    re.compile(rf"\b{_NOUN}\s+{_M}", re.IGNORECASE),
    re.compile(rf"\b(?:writ\w+|and)\s+{_M}\s+for\s+{_THE_NOUN}", re.IGNORECASE),
]
_TWO: Final = re.compile(  # let q and k be a query and a key
    r"⟦(\d+)⟧\s+and\s+⟦(\d+)⟧\s+(?:be|are|denote)\s+(?:an?|the)\s+([a-z]{3,})\s+and\s+(?:an?|the)\s+([a-z]{3,})"
    r"(?=\s*[.,;:)]|\s+(?:of|in|with)\b)",
    re.IGNORECASE,
)
_COMMON: Final = frozenset([  # that stand for many things, or for none
    "variable", "value", "mean", "expectation", "variance", "deviation", "covariance", "correlation", "sum",
    "product", "average", "function", "number", "constant", "parameter", "law", "distribution", "density", "case",
    "index", "sequence", "family", "vector", "matrix", "pair", "rate", "shape", "scale", "probability", "moment",
    "interval", "set", "formula", "equation", "result", "example", "quantity", "copy", "term", "factor", "letter",
    "name", "time", "step", "section", "line", "element", "entry", "component", "size", "width", "dimension",
    "limit", "point", "part", "ratio", "difference", "square", "root", "integral", "derivative", "symbol",
    "are", "with", "and", "for", "that", "where", "when", "then", "let", "put", "suppose", "assume", "given",
    "have", "has", "from", "such", "all", "any", "over", "two", "three", "notation", "condition", "identity",
    "estimate", "statistic", "statement", "relation", "expression", "integer", "fraction", "bound", "power",
    "degree",
])  # fmt: skip
_IS_THE: Final = re.compile(r"⟧\s+(?:(?:is|are|be|being|denotes?|stands\s+for|for)\s+)?\Z", re.IGNORECASE)
_SOME: Final = (
    r"(?:first|second|third|fourth|last|final|next|previous|preceding|other|same|output|input|hidden|top|bottom|odd|even)"
)
_OF_ONE_LAYER: Final = re.compile(
    rf"\W*(?:in|at|for|of)\s+the\s+{_SOME}\s+(?!place\b|step\b|case\b|part\b|sections?\b)\w+\W", re.IGNORECASE
)
_NOT_BESIDE: Final = (
    rf"(?!\s+(?:of|in|at|from)\s+the\s+{_SOME}\b)"
    rf"(?!\s*(?:,\s*)?⟦|\s+(?:of|is)\s+⟦|\s+(?:{_ARTICLE}\s+)?[a-z]+s?\s+⟦)"
)
_BEFORE_BARE: Final = (
    r"(?:(?<=\band )|(?<=\bthat )|(?<=\bbetween )|(?<=\bboth )|(?<=\bof )|(?<=\bfrom )|(?<=[,;] )|^\W*)"
)
_IN_A_LIST: Final = r"(?=,\s+⟦\d+⟧,?\s+and\s+⟦\d+⟧\s+are\b)"  # masks, weights and inputs


def _singular(noun: str) -> str:
    """The noun without the ending of many."""
    noun = noun.lower()
    if noun.endswith("ies"):
        return f"{noun[:-3]}y"
    return noun[:-1] if noun.endswith("s") and not noun.endswith(("ss", "as", "is", "us")) else noun


def _unless_defined(mark: str, hit: re.Match[str]) -> str:
    """The mark of a noun, and the noun itself where the sentence says what it is: "s is the signal of interest"."""
    return hit.group() if _IS_THE.search(hit.string, 0, hit.start()) else mark


@dataclass(slots=True)
class Nouns:
    """What each noun stands for, with the adjectives that it had; names that are `defined` have none."""

    defined: Collection[str] = ()
    names: dict[str, tuple[str, frozenset[str]]] = field(default_factory=dict)

    def learn(self, sentence: str, written: Sequence[str]) -> None:
        """Take in which names a sentence calls by a noun."""
        for two in _TWO.finditer(sentence):
            for mark, noun in ((two[1], two[3]), (two[2], two[4])):
                subject = [*components_of([written[int(mark)]]).values()] or subject_of(written[int(mark)])
                if len(subject) == 1 and _singular(noun) not in _COMMON:
                    self.names[_singular(noun)] = (subject[0], frozenset())
        for pattern in _LEARNS:
            for hit in pattern.finditer(sentence):
                noun, subject = _singular(hit["noun"]), subject_of(written[int(hit["mark"])])
                adjectives = frozenset((hit.groupdict().get("adjectives") or "").lower().split())
                if noun in _COMMON or len(subject) != 1 or letter_of(subject[0]) in self.defined:
                    continue
                if hit["noun"].lower() == noun or is_family(subject[0]):
                    known, own = self.names.get(noun, ("", frozenset()))
                    own = own if known and letter_of(known) == letter_of(subject[0]) else frozenset()
                    self.names[noun] = (subject[0], adjectives | own)

    def says(self, plural: str, usual: str) -> bool:
        """Whether the members of a family are called so, and not those that usually are.

        >>> nouns = Nouns()
        >>> nouns.learn("Write ⟦0⟧ for the weight that joins the units.", ["v_k"])
        >>> nouns.says("weights", "w_j"), nouns.says("inputs", "x_j")
        (True, False)
        """
        name, _ = self.names.get(_singular(plural), ("", frozenset()))
        return bool(name) and is_family(name) and letter_of(name) != letter_of(usual)

    def marked(self, sentence: str, written: list[str]) -> str:
        """The sentence with a mark for each noun whose name is known and does not stand beside it."""
        if _OF_ONE_LAYER.match(sentence):
            return sentence
        for noun, (name, adjectives) in self.names.items():
            own = "".join(rf"(?:{re.escape(word)}\s+)?" for word in sorted(adjectives))
            plural = rf"{noun[:-1]}(?:y|ies)" if re.search(r"[^aeiou]y$", noun) else rf"{noun}s"
            many = rf"|{plural}" if is_family(name) else ""
            pattern = re.compile(
                rf"\b(?:(?:the|this|these|those|each|every|all|any|both|our)\s+){own}(?:{noun}{many})\b{_NOT_BESIDE}"
                + (
                    rf"|{_BEFORE_BARE}{own}{plural}\b(?:(?=\s+(?:and|are|have)\b){_NOT_BESIDE}|{_IN_A_LIST})"
                    if many else ""
                ),
                re.IGNORECASE,
            )
            mark = f"⟦{len(written)}⟧"
            before, sentence = sentence, pattern.sub(partial(_unless_defined, mark), sentence)
            if sentence != before:
                written.append(name)
        return sentence
