r"""Mathematics that stands without delimiters in a document that has some: "U is uniform on [0, 1]." above a display.

It is looked for in paragraphs that have no inline mathematics and say something of a law or of what a letter stands
for, in sentences that name a letter which stands in the formulas of the document.

>>> spans_in("U is uniform on [0, 1].", ["E[U] = 1/2"], [], [])
[Span(start=0, end=1), Span(start=16, end=22)]
>>> spans_in("A remark: U is a set on page 1.", ["E[U] = 1/2"], [], [])
[]
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from derivations.reading.syntax.tree import Span
from derivations.reading.syntax.typed import typed_in

__all__ = ["spans_in"]

_LETTERS_OF: Final = re.compile(r"\\?[A-Za-z]+")
_NAME: Final = re.compile(r"\(?([A-Za-z]+)")
_SENTENCE: Final = re.compile(r"[^.!?:]+(?:[.:]+(?=\S|[ ]?[a-z])[^.!?:]+)*[.!?:]?")
_SAYS: Final = re.compile(
    r"\b(?:independen\w*|iid|i\.\s?i\.\s?d|uncorrelated|correlation|covariance|means?|variances?|expectation|moment|uniform"
    r"|normal|gaussian|bernoulli|poisson|laplace|exponential|rademacher|binomial|geometric|gamma|cent(?:red|ered)|symmetric|distribut"
    r"|deterministic|constants?|fixed|random|standard deviation|let|put|define|denote|average|sum)\w*|[~∼]",
    re.IGNORECASE,
)
_NO_WORDS: Final = re.compile(r"\\|^\s*(?:#|\|)|`|https?:", re.MULTILINE)


def spans_in(text: str, formulas: Sequence[str], taken: Sequence[Span], inline: Sequence[Span]) -> list[Span]:
    """Where such mathematics is in a text whose displays are blank, beside the `formulas` of the document; not where
    anything else is `taken`, nor in a paragraph with `inline` mathematics.
    """
    letters = {letter for part in formulas for name in _LETTERS_OF.findall(part) for letter in _letters_of(name)}
    found: list[Span] = []
    for paragraph in re.finditer(r"(?:[^\n]*\S[^\n]*\n?)+", text) if letters else ():
        if _meets(paragraph.span(), inline) or not _SAYS.search(paragraph.group()):
            continue
        for sentence in _SENTENCE.finditer(paragraph.group()):
            start, said = paragraph.start() + sentence.start(), sentence.group()
            if not _NO_WORDS.search(said) and not _meets((start, start + len(said)), taken):
                found += _pieces(said, start, letters)
    return found


def _pieces(said: str, start: int, letters: set[str]) -> list[Span]:
    """The mathematics of a sentence, none where it names none of the letters."""
    typed = [
        (start + line.start() + piece.start, piece.text)
        for line in re.finditer(r"[^\n]+", said)
        for piece in typed_in(line.group())
    ]
    named = (name[1] for _, text in typed if (name := _NAME.match(text)) is not None)
    return [Span(place, place + len(text)) for place, text in typed] if letters.intersection(named) else []


def _meets(span: tuple[int, int], others: Sequence[Span]) -> bool:
    return any(other.start < span[1] and span[0] < other.end for other in others)


def _letters_of(name: str) -> set[str]:
    r"""The letters that a run of letters in a formula stands for: x and y of `xy`, alpha of `\alpha`, out of `out`."""
    return {name[1:]} if name.startswith("\\") else {name, *name}
