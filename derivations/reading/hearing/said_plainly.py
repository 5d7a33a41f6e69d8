"""Assumptions that are typed as a sentence: "w_i are iid with mean 0 and variance s^2".

They are read as the sentences of a document are, but nothing may be left over: no word that says something else, and no
formula that is not used.

>>> phrases_in_words("w_i are iid with mean 0 and variance s^2")
['w_i iid', 'E[w_i] = 0', 'Var(w_i) = s^2']
>>> phrases_in_words("w_i are iid and bounded"), phrases_in_words("x is not symmetric")
([], [])
"""

from __future__ import annotations

import re
from typing import Final

from derivations.reading.hearing.prose import stated_in
from derivations.reading.syntax.spelling import LAW_WORDS, words
from derivations.reading.syntax.typed import Typed, typed_in

__all__ = ["phrases_in_words"]

_SAID: Final = words(
    """a all an and are be both distributed distribution each every follow follows for has have identically iid
    independent is it its law let mean means mutually normally of on over pairwise parameter parameters probability
    random rate sd standard deviation takes the uniformly unit value values variable variables variance with zero
    about around symmetric symmetrically centred centered uncorrelated coin fair equal inputs weights biases input
    weight bias"""
)


def phrases_in_words(text: str) -> list[str]:
    """The phrases that a sentence without delimiters says; none where a part of it is not understood."""
    sentence = f"{text.strip().rstrip('.')}."
    found = typed_in(sentence)
    prose, at = "", 0
    for piece in found:
        prose += sentence[at : piece.start] + "\x02"
        at = piece.start + len(piece.text)
    prose += sentence[at:]
    spoken = [word.lower() for word in re.findall(r"[A-Za-z][A-Za-z-]*", re.sub(r"i\.\s?i\.\s?d\.", "iid", prose))]
    known = _SAID | {word.lower() for word in LAW_WORDS}
    if not all(word in known for word in spoken):
        return []
    said = [phrase.text for phrase in stated_in(prose, [piece.text for piece in found])]
    if "" in said:  # words that are said of nobody
        return []
    said += [piece.text for piece in found if piece.relates]
    return said if said and all(_is_used(piece, said) for piece in found) else []


def _is_used(piece: Typed, said: list[str]) -> bool:
    return any(part.strip() in phrase for part in piece.text.split(",") for phrase in said)
