r"""Whether the second parameter of a normal law is its variance or its standard deviation, where words say which.

N(0, s) has the variance s, unless a sentence calls s the standard deviation; the letter sigma alone may be meant either
way where no word says which.

>>> from derivations.reading.meaning.phrases import read_phrases
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

from derivations.reading.meaning.stated import LawPhrase, Phrase
from derivations.reading.syntax.tree import Name, Number, ungroup

__all__ = ["as_deviations", "as_said", "conventions", "pattern_of"]

TRIALS: Final = "the geometric law counts the trials, from 1 on"
FAILURES: Final = "the geometric law counts the failures before the first success, from 0 on"
RATE: Final = "the law is given by its rate"
SCALE: Final = "the law is given by its scale"
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
    deviation = re.search(called, text, re.IGNORECASE) is not None and not _is_called_variance(letter, text)
    return replace(phrase, keys=("", "sd")) if deviation else phrase


def _is_called_variance(letter: Name, text: str) -> bool:
    name = rf"[$(\\]*{pattern_of(letter)}"
    variance = rf"{name}(?:\s*>\s*0)?[$)\\]*\s+{_IS}variance\b|variance\s+(?:is\s+|of\s+)?{name}(?![\w^])"
    return re.search(variance, text, re.IGNORECASE) is not None


def conventions(phrases: Sequence[Phrase], text: str) -> list[tuple[str, tuple[Phrase, ...]]]:
    """The phrases under each convention that a law in them may follow, with its name; one without a name where no law
    has several: a geometric law counts trials or failures, an exponential or gamma law is given by its rate or scale.
    """
    for law, kinds in (("Geometric", _counts(text)), ("Exponential", _rates(text)), ("Gamma", _rates(text))):
        concerned = [p for p in phrases if isinstance(p, LawPhrase) and p.law == law and _is_open(p, text)]
        if concerned:
            known = [SCALE] if any(_is_mean(p, text) for p in concerned) else kinds
            return [(kind, tuple(_as(kind, p) if p in concerned else p for p in phrases)) for kind in known]
    return [("", tuple(phrases))]


def _counts(text: str) -> list[str]:
    failures = re.search(r"(?i)\b(?:failures?|from\s+(?:0|zero))\b|\{\s*0\s*,|=\s*0\s*,\s*1\s*,", text) is not None
    trials = re.search(r"(?i)\b(?:trials?|tosses|flips|throws|rolls)\b|\{\s*1\s*,|=\s*1\s*,\s*2\s*,", text) is not None
    return [TRIALS, FAILURES] if failures == trials else [FAILURES] if failures else [TRIALS]


def _rates(text: str) -> list[str]:
    plain = re.sub(r"(?i)\binverse[\s-]+scale", " rate ", text)
    rate, scale = (re.search(rf"(?i)\b{word}\b", plain) is not None for word in ("rate", "scale"))
    return [RATE, SCALE] if rate == scale else [RATE] if rate else [SCALE]


def _is_open(law: LawPhrase, text: str) -> bool:
    """Whether a law may be meant by either convention: a rate is called lambda, unless a mean or scale is, too."""
    if any(law.keys):
        return False
    last = ungroup(law.parameters[-1]) if law.parameters else None
    if law.law == "Geometric":
        return len(law.parameters) == 1
    if law.law == "Gamma":
        return len(law.parameters) == 2 and isinstance(last, Name)
    if not isinstance(last, Name):
        return False
    called = rf"(?i)\b(?:mean|scale|expectation)\b[^.$]{{0,20}}[$(\\]*{pattern_of(last)}(?![\w^/])"
    rate = last.base in {"lambda", "r", "k", "a", "nu", "gamma"}
    return not rate or re.search(called, text) is not None or _is_mean(law, text)


def _is_mean(law: LawPhrase, text: str) -> bool:
    """Whether words say that the parameter of an exponential law is its mean: "where b is the mean of the law"."""
    last = ungroup(law.parameters[-1]) if law.parameters else None
    if law.law != "Exponential" or not isinstance(last, Name):
        return False
    name = rf"{pattern_of(last)}(?:\s*>\s*0)?[$)\\]*"
    is_mean = rf"(?i){name}\s+(?:is|denotes|being)\s+(?:the\s+|its\s+)(?:mean|scale|expectation)\b"
    return re.search(is_mean, text) is not None


def _as(kind: str, law: LawPhrase) -> LawPhrase:
    if kind == FAILURES:
        return replace(law, parameters=(*law.parameters, Number(Fraction(0))), keys=(*law.keys, ""))
    return replace(law, keys=(*law.keys[:-1], "scale")) if kind == SCALE else law


def as_deviations(phrases: Sequence[Phrase], text: str) -> tuple[Phrase, ...] | None:
    """The phrases with standard deviations where sigma is the second parameter and nothing says what it is, or None."""
    changed = tuple(_doubted(phrase, text) for phrase in phrases)
    return changed if changed != tuple(phrases) else None


def _doubted(phrase: Phrase, text: str) -> Phrase:
    letter = _bare(phrase)
    if letter is None or not letter.base.startswith("sigma") or not isinstance(phrase, LawPhrase):
        return phrase
    return phrase if _is_called_variance(letter, text) else replace(phrase, keys=("", "sd"))


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
