r"""Letters that may be negative because the document says so, against what is usually meant of a sigma.

>>> from derivations.reading import read_document
>>> text = r"Here $\sigma$ may be negative, and $\tau \in \mathbb{R}$. For every $t$ we have $t = t$."
>>> found = AnySign.of(text, read_document(text).chains, ())
>>> sorted(map(str, found.letters))
['sigma', 'tau']
>>> [sorted(letters) for *_, letters in found.of_all]
[['t']]
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from derivations.reading.meaning.stated import DeclarationPhrase, EquationPhrase, Phrase
from derivations.reading.syntax.statements import Chain
from derivations.reading.syntax.tree import Name, Number
from verify.document.ranges import names_listed

__all__ = ["AnySign", "below_zero"]

_LINE: Final = Name("R", style="bb")
_FORMULA: Final = r"(?:\$(?P<{0}>[^$=]{{1,40}})\$|\\\((?P<{0}_>[^=]{{1,40}}?)\\\))"
_BE: Final = r"\s*,?\s*(?:is|are|be|may|can|might|could)\b[^.$]{0,30}?"
_MAY_BE: Final = (
    re.compile(_FORMULA.format("a") + _BE
               + r"\b(?:also\s+be\s+)?(?:negative|(?:of\s+)?(?:either|any)\s+sign|any\s+real)\b"),
    re.compile(r"(?i)\b(?:(?:possibly|also|perhaps)\s+negative|(?:positive|negative)\s+(?:or|and)\s+"
               r"(?:negative|positive))\s+" + _FORMULA.format("a")),
    re.compile(_FORMULA.format("a")
               + r"\s*[,(]\s*(?:also|even|possibly|perhaps|positive\s+(?:or|and))\s+(?:a\s+)?negative"),
    re.compile(r"(?i)\b(?:any|every|each|all|arbitrary)\s+real\s+(?:numbers?\s+|values?\s+|parameters?\s+)?"
               + _FORMULA.format("a")),
)  # fmt: skip
_NOT: Final = re.compile(r"(?i)\b(?:not|never|cannot|non)\b|n't|non-?\s*negative")
# for all values of a letter, and no others than these
_OF_ALL: Final = re.compile(
    r"(?i)\bfor\s+(?:all|any|every|each|arbitrary)(?:\s+(?:real|complex|numbers?|values?|of|choices?|parameters?|constants?))*"
    r"\s+(?P<names>\$[^$=]{1,40}\$|\\\([^=]{1,40}?\\\))"
    r"(?!\s*(?:,?\s*(?:with|such|where|for\s+which|small|less|great|larg|below|above|in\b|between|near|satisf|provided|"
    r"if\b|when|whenever|that|\(|close|suffic|on\b|strict|positive|non|not\b|outside|unless|except|but\b)))"
)
_RESTRICTS: Final = re.compile(r"[<>≤≥≠]|\\(?:l|g|n)(?:e|eq|t)?\b|\\(?:leq|geq|neq|ll|gg|not)\b|\[|\(|\\\{")
_LINE_WRITTEN: Final = re.compile(r"\\in\s*(?:\\mathbb\s*\{?\s*[RC]\s*\}?|\\R\b)|∈\s*[ℝℂ]")
_SENTENCE: Final = re.compile(r"[.!?](?=[\s$]|\Z)|\n\s*\n")


@dataclass(frozen=True, slots=True)
class AnySign:
    """`letters` may have any sign; `of_all` are sentences, from and to where, that speak of all values of letters."""

    letters: frozenset[Name] = frozenset()
    of_all: tuple[tuple[int, int, frozenset[str]], ...] = ()

    @classmethod
    def of(cls, text: str, chains: Iterable[Chain], phrases: Sequence[Phrase]) -> AnySign:
        """Look through the document, and what is assumed of it."""
        steps = (step for chain in chains for step in chain.steps)
        found = [s.lhs for s in steps if s.relation == "in" and s.rhs == _LINE and isinstance(s.lhs, Name)]
        found += [n for p in phrases if isinstance(p, DeclarationPhrase) and p.role == "real"
                  for n in p.names if isinstance(n, Name)]  # fmt: skip
        for pattern in _MAY_BE:
            hits = (h for h in pattern.finditer(text) if not _NOT.search(h.group()))
            found += [n for h in hits for n in names_listed(h["a"] or h["a_"])]
        return cls(frozenset(found), tuple(_of_all(text)))

    def all_of(self, place: int) -> frozenset[str]:
        """The letters for all whose values the sentence at a place claims something."""
        return frozenset().union(*(letters for start, end, letters in self.of_all if start <= place < end))


def below_zero(name: Name) -> EquationPhrase:
    """`s < 0`."""
    return EquationPhrase(text=f"{name} < 0", lhs=name, relation="<", rhs=Number(Fraction(0)))


def _of_all(text: str) -> Iterable[tuple[int, int, frozenset[str]]]:
    ends = [0, *(m.end() for m in _SENTENCE.finditer(text)), len(text)]
    for hit in _OF_ALL.finditer(text):
        written = hit["names"]
        plain = _LINE_WRITTEN.sub(" ", written).removeprefix(r"\(").removesuffix(r"\)")
        letters = names_listed(plain.strip().strip("$"))
        if letters and not _RESTRICTS.search(plain):
            start = max(e for e in ends if e <= hit.start())
            yield start, min(e for e in ends if e >= hit.end()), frozenset(map(str, letters))
