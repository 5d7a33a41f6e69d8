r"""Words inside a display that state something: `\text{where } x, y \text{ are independent}`.

From the first such words on, a row of a display is read like a sentence in which the mathematics is inline.

>>> text = r"\[ S = aX, \quad \text{where } X \text{ has variance } 1 \text{ and } a \text{ is a constant.} \]"
>>> prose, maths = words_in(text, [Span(2, len(text) - 2)])
>>> prose.count("\x02"), [text[span.start : span.end].strip() for span in maths]
(3, ['X', '1', 'a'])
>>> words_in(r"\[ E[X] = 0 \text{ by symmetry} \]", [Span(2, 30)])[1]
[]
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from derivations.reading.syntax.tree import Span

__all__ = ["words_in"]

_TEXT: Final = re.compile(r"\\(?:text|textrm|textnormal|mbox|hbox)\s*\{((?:[^{}]|\{[^{}]*\})*)\}")
_STATES: Final = re.compile(
    r"(?i)\b(?:independen\w*|i\.?i\.?d|uncorrelated|identically|cent(?:red|ered)|symmetric|means?|variances?|constants?|fixed"
    r"|distribut\w+|normal|uniform\w*|bernoulli|rademacher|gaussian|drawn|random)\b"
)
_OPENS: Final = re.compile(
    r"(?i)\W*(?:where|with|for|if|when|assuming|provided|since|because|as|given|let|and|here|are|is|independent|iid"
    r"|i\.i\.d)\b"
)
_GOES_ON: Final = re.compile(r"(?i)\W*(?:are|is|being|both|all|independent|iid|i\.i\.d|uncorrelated|with)\b")
_APART: Final = re.compile(r"\\q?quad|\\(?:text|mbox)\w*\s*\{[^{}]*\}")
_ROW: Final = re.compile(r"\\\\|\\end\b")
_SPACES: Final = re.compile(r"(?:\\q?quad|\\[,;:! ]|[&~\s,;])+")
_MATHS_IN_TEXT: Final = re.compile(r"\$([^$]*)\$|\\\(((?:(?!\\\)).)*)\\\)")


def words_in(text: str, displays: Sequence[Span]) -> tuple[str, list[Span]]:
    r"""Prose of the length of the text in which only such words stand, \x02 for the mathematics between them, and where
    that is. Rows end with \x01.
    """
    prose = [c if c == "\n" else " " for c in text]
    maths: list[Span] = []
    for display in displays:
        start = display.start
        for end in [*(m.start() for m in _ROW.finditer(text, display.start, display.end)), display.end]:
            maths += _row(text, Span(start, end), prose)
            start = end
    return "".join(prose), maths


def _subject(text: str, start: int, hit: re.Match[str], prose: list[str]) -> list[Span]:
    """The names before words that go on with them: x_i of "x_i are independent"."""
    if _GOES_ON.match(hit[1]) is None:
        return []
    first = max((m.end() for m in _APART.finditer(text, start, hit.start())), default=start)
    lead = _SPACES.match(text, first, hit.start())
    first = lead.end() if lead is not None else first
    if not text[first : hit.start()].strip() or re.search(r"(?<!\\)[=<>]|\\(?:le|ge)q?\b", text[first : hit.start()]):
        return []
    prose[first] = "\x02"
    return [Span(first, hit.start())]


def _row(text: str, row: Span, prose: list[str]) -> list[Span]:
    """Write the words of a row where they stand, and find the mathematics between them."""
    words = list(_TEXT.finditer(text, row.start, row.end))
    opening = next((number for number, hit in enumerate(words) if _OPENS.match(hit[1])), None)
    if opening is None or not any(_STATES.search(hit[1]) for hit in words[opening:]):
        return []
    maths = _subject(text, row.start, words[opening], prose)
    ends = [hit.start() for hit in words[opening + 1 :]] + [row.end]
    for hit, until in zip(words[opening:], ends, strict=True):
        prose[hit.start(1) : hit.end(1)] = hit[1]
        for inner in _MATHS_IN_TEXT.finditer(text, hit.start(1), hit.end(1)):
            prose[inner.start() : inner.end()] = "\x02".ljust(inner.end() - inner.start())
            maths.append(Span(*(inner.span(1) if inner[1] is not None else inner.span(2))))
        lead = _SPACES.match(text, hit.end(), until)
        first = lead.end() if lead is not None else hit.end()
        if text[first:until].strip(" ."):
            prose[first] = "\x02"
            maths.append(Span(first, until))
    prose[row.end - 1] = "\x01"
    return maths
