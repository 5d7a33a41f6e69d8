r"""Sections of a document: what one says of a letter, and where a later one speaks of that letter anew.

"Let $x = 3$" is said for its own section and those inside it; a later section may mean the same x or any. What a
section called "Setup" or "Notation" says is said for all that follow.

>>> text = "# One\nLet $x = 3$.\n## Inside\n$x$\n# Two\nLet $X$ be a random variable.\n"
>>> sections = Sections.of(text)
>>> sections.over(2, 4), sections.over(2, 6), sections.anew(text.index("variable"))
(False, True, frozenset({'X'}))
>>> text = "# One\nLet $d$ be random.\n# Two\nPut $d = X + 2 Y$. Then\n"
>>> Sections.of(text).anew(text.index("Then"))
frozenset({'d'})
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

__all__ = ["Sections"]

_LEVELS: Final = ("part", "chapter", "section", "subsection", "subsubsection", "paragraph", "subparagraph")
_HEADING: Final = re.compile(
    r"(?m)^[ \t]*(?:(?P<marks>#{1,6})[ ](?P<name>[^\n]*)|\\(?P<kind>" + "|".join(_LEVELS) + r")\*?\{(?P<title>[^\n]*))"
)
_STANDING: Final = re.compile(
    r"(?i)\b(?:set-?ups?|settings?|notations?|preliminar\w+|assumptions?|hypotheses|definitions?|conventions?|statement|"
    r"formulation|parameters?|background|givens?|data|introduction|basics?|models?)\b(?!\s*(?:\d|[a-z]\b))"
)
_GOES_ON: Final = re.compile(
    r"(?i)\b(?:proof|solution|answer|derivation|continued|calculation|details|step)\b"
)  # with what stands above
_GENERAL: Final = re.compile(r"(?i)\bgeneral")
_MATHS: Final = r"(?:\$[^$=]{1,60}\$|\\\([^=]{1,60}?\\\))"
_ANEW: Final = re.compile(
    rf"(?i)\b(?:let|consider|suppose|assume|given|take|for)\b(?:\s+(?:that|now|also|again|us|then|an?|the|any|all|every|each|"
    rf"real|random|variables?|numbers?|constants?|integers?|two|three|arbitrary|some|independent|iid|i\.i\.d\.))*\s*"
    rf"(?P<names>{_MATHS}(?:\s*(?:,|and|,\s*and)\s*{_MATHS})*)(?!\s*=)"
)
_NAMED: Final = re.compile(
    r"(?i)\b(?:let|put|set|write|define|consider)\b(?:\s+(?:now|also|again|us|then|the|a|an|sum|sums|variable))*\s*:?\s*"
    r"(?:\${1,2}|\\\(|\\\[)\s*(?P<name>[^$=<>~\[(]{1,30}?)\s*:?="
)
_LETTER: Final = re.compile(r"\\?[A-Za-z]+")


@dataclass(frozen=True, slots=True)
class _Heading:
    place: int
    line: int
    level: int
    title: str


@dataclass(frozen=True, slots=True)
class Sections:
    """The headings of a document, and where its sentences introduce letters."""

    headings: tuple[_Heading, ...]
    introduced: tuple[tuple[int, frozenset[str]], ...]

    @staticmethod
    @lru_cache(maxsize=8)
    def of(text: str) -> Sections:
        """Look through the whole document."""
        found = []
        for hit in _HEADING.finditer(text):
            level = len(hit["marks"]) if hit["marks"] else _LEVELS.index(hit["kind"])
            title = hit["name"] or hit["title"] or ""
            line = text.count("\n", 0, hit.start()) + 1
            found.append(_Heading(hit.start(), line, level, title))
        introduced = [(hit.start(), _letters(hit["names"])) for hit in _ANEW.finditer(text)] if found else []
        introduced += [(hit.start(), _letters(f"${hit['name']}$")) for hit in _NAMED.finditer(text)] if found else []
        return Sections(tuple(found), tuple(introduced))

    def start_of(self, line: int) -> int:
        """The line of the last heading above a line, 0 where there is none."""
        return max((h.line for h in self.headings if h.line < line), default=0)

    def over(self, said: int, line: int, *, above_all: bool = True) -> bool:
        """Whether the section of one line, which is not meant for all that follow, is over at another line.

        What stands above the first heading is meant `above_all`, or ends with it.
        """
        lines = [h.line for h in self.headings]
        at, now = bisect_right(lines, said), bisect_right(lines, line)
        between = [h for h in self.headings[at:now] if not _GOES_ON.search(h.title)]
        if any(_GENERAL.search(h.title) for h in between):
            return True
        if at == 0:
            return bool(between) and not above_all
        own = self.headings[at - 1]
        return not _STANDING.search(own.title) and any(h.level <= own.level for h in between)

    def anew(self, place: int) -> frozenset[str]:
        """The letters that the section of a place introduces before it."""
        start = max((h.place for h in self.headings if h.place <= place), default=0)
        return frozenset().union(*(letters for at, letters in self.introduced if start <= at < place))


def _letters(names: str) -> frozenset[str]:
    """The letters that are introduced: X of X_1, ..., X_n or of X ~ N(m, v)."""
    parts = (re.split(r"\\(?:sim|in|geq?|leq?)\b|[~<>∼∈]", part)[0] for part in re.findall(_MATHS, names))
    plain = " ".join(re.sub(r"[_^](?:\{[^{}]*\}|\\?[A-Za-z0-9]+)|\\[cl]?dots\b|\\[()]", " ", part) for part in parts)
    return frozenset(letter.lstrip("\\") for letter in _LETTER.findall(plain))
