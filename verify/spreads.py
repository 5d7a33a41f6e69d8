r"""Whether the second parameter of a normal law is its variance or its standard deviation, where words say which.

N(0, s) has the variance s, unless a sentence calls s the standard deviation; the letter sigma alone may be meant either
way where no word says which.

>>> from derivations.reading.phrases import read_phrases
>>> (law,) = read_phrases("X ~ N(0, s)")
>>> as_said(law, r"Here $s$ is the standard deviation of $X$.").keys
('', 'sd')
>>> as_said(law, "Here $s$ is the variance of $X$.").keys
('', '')
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from derivations.reading.stated import LawPhrase, Phrase
from derivations.reading.tree import Name, Number, ungroup

__all__ = ["as_deviations", "as_said", "counted_from", "pattern_of", "starts_of"]

_DEVIATION: Final = r"(?:standard\s+deviation|std\.?|sd|s\.d\.)"
_IS: Final = r"(?:is|are|denotes?|being|as|for|=|:)\s+(?:the\s+)?(?:common\s+|its\s+)?"


def as_said(phrase: Phrase, text: str) -> Phrase:
    """The phrase, with a standard deviation for a second parameter that a sentence calls so."""
    letter = _bare(phrase)
    if letter is None or not isinstance(phrase, LawPhrase):
        return phrase
    name = rf"[$(\\]*{pattern_of(letter)}[$)\\]*"
    second = r"(?:second|last)\s+(?:parameter|argument|entry)\s+(?:\w+\s+){0,4}?(?:the\s+)?"
    called = rf"{name}\s+{_IS}{_DEVIATION}\b|{_DEVIATION}\s+(?:is\s+|of\s+)?{name}(?![\w^])|{second}{_DEVIATION}\b"
    return replace(phrase, keys=("", "sd")) if re.search(called, text, re.IGNORECASE) else phrase


def starts_of(phrases: Sequence[Phrase], text: str) -> tuple[int, ...]:
    """Where a geometric law may begin: at 1, where it counts trials, or at 0, where it counts failures; () for none."""
    if not any(map(_is_geometric, phrases)):
        return ()
    failures = re.search(r"(?i)\b(?:failures?|from\s+(?:0|zero))\b|\{\s*0\s*,|=\s*0\s*,\s*1\s*,", text) is not None
    trials = re.search(r"(?i)\b(?:trials?|tosses|flips|throws|rolls)\b|\{\s*1\s*,|=\s*1\s*,\s*2\s*,", text) is not None
    return (1, 0) if failures == trials else (0,) if failures else (1,)


def counted_from(phrases: Sequence[Phrase], start: int) -> tuple[Phrase, ...]:
    """The phrases with that start for geometric laws of which none is written."""
    first = Number(Fraction(start))
    return tuple(replace(p, parameters=(*p.parameters, first), keys=(*p.keys, "")) if _is_geometric(p) else p
                 for p in phrases)  # fmt: skip


def _is_geometric(phrase: Phrase) -> bool:
    return isinstance(phrase, LawPhrase) and phrase.law == "Geometric" and len(phrase.parameters) == 1


def as_deviations(phrases: Sequence[Phrase], text: str) -> tuple[Phrase, ...] | None:
    """The phrases with standard deviations where sigma is the second parameter and nothing says what it is, or None."""
    changed = tuple(_doubted(phrase, text) for phrase in phrases)
    return changed if changed != tuple(phrases) else None


def _doubted(phrase: Phrase, text: str) -> Phrase:
    letter = _bare(phrase)
    if letter is None or not letter.base.startswith("sigma") or not isinstance(phrase, LawPhrase):
        return phrase
    name = pattern_of(letter)
    variance = rf"variance\s+(?:is\s+|of\s+)?[$(\\]*{name}(?![\w^])|{name}[$)\\]*\s+{_IS}variance\b"
    return phrase if re.search(variance, text, re.IGNORECASE) else replace(phrase, keys=("", "sd"))


def _bare(phrase: Phrase) -> Name | None:
    """The letter that is the second parameter of a normal law, where no word is beside it."""
    if not isinstance(phrase, LawPhrase) or phrase.law != "Normal" or len(phrase.parameters) != 2 or any(phrase.keys):
        return None
    letter = ungroup(phrase.parameters[1])
    return letter if isinstance(letter, Name) else None


def pattern_of(name: Name) -> str:
    """A pattern for the name as LaTeX or plain text has it."""
    below = "".join(rf"_\{{?{re.escape(str(part))}\}}?" for part in name.subscript)
    return rf"\\?{re.escape(name.base)}{below}"
