r"""Words beside a name that call it a number: "the bias b, a constant", "treat x as fixed", "x and y are not random".

In a sentence a formula leaves \x02 where it begins, and blanks.

>>> [hit.words for hit in constants_in("Treat \x02 as given; \x02 (a fixed number) and \x02: deterministic.")]
['a fixed number', 'deterministic', 'as given']
>>> [hit.words for hit in constants_in("Here \x02 and \x02 are not random.")]
['are not random']
>>> list(constants_in("\x02, a number of heads, is random, and \x02 is not a constant."))
[]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

__all__ = ["FIXED", "SaidConstant", "constants_in"]

FIXED: Final = (
    r"(?:real|fixed|known|unknown|given|rational|non-zero|nonzero|learn(?:ed|t|able)|trainable|tunable|chosen|prescribed"
    r"|scalar|constant|deterministic|positive|negative|arbitrary|small|mere|plain|numerical|single|universal)"
)
_NUMBER: Final = (
    rf"(?:(?:{FIXED},?\s+)*(?:constants?|numbers?|scalars?|coefficients?)(?!\s+of\b)|deterministic|non-?random"
    r"|(?:held\s+|kept\s+)?(?:constant|fixed))"
)
_ENDS: Final = r"(?=\s*(?:[(,.;:)\n\x01]|$)|\s+(?:and|but|while|whereas|that|which|in|with|between|here|\x02))"
_BESIDE: Final = (
    r"(?P<mark>\x02)\s*(?:,|\(|:)\s*(?P<words>(?:(?:all|both|just|only|simply|which\s+(?:is|are))\s+)*"
    rf"(?:an?\s+|the\s+)?{_NUMBER}){_ENDS}"
)
_BEHIND: Final = (
    rf"(?P<mark>\x02)\s+(?P<words>an?\s+{_NUMBER}|an?\s+(?:constant|fixed|deterministic|non-?random)\s+[a-z]+"
    rf"|(?:real\s+)?constants?|deterministic|fixed|non-?random){_ENDS}"
)
_IS_SOMETHING: Final = (  # L is the true length (a constant)
    r"(?P<mark>\x02)\s+(?:is|be|denotes|stands\s+for)\s+(?:the|an?)\s+(?:(?!(?:and|or|is)\b)[a-z-]+\s+){1,4}\(\s*"
    rf"(?P<words>(?:an?\s+)?(?:{_NUMBER}))\s*\)"
)
_TREATED: Final = (
    r"\b(?:treat|regard|view|consider|think\s+of|take|keep|hold|read)(?:s|ing)?\s+"
    rf"(?:(?:the|all|each|every)\s+)?(?:[a-z]+\s+)?(?P<mark>\x02)\s*(?P<words>(?:as\s+)?(?:being\s+)?(?:an?\s+)?(?:given|known|{_NUMBER})){_ENDS}"
)
_NOT_RANDOM: Final = (
    r"(?P<mark>\x02)\s*(?P<words>(?:is|are|be|being)\s+(?:not|never)\s+random\b(?!\s+(?:number|sample)))"
)
_IS_FIXED: Final = (
    rf"(?P<mark>\x02)\s*(?P<words>(?:is|are|be)\s+(?:all\s+|both\s+)?(?:fixed|known)(?:\s+in\s+advance|\s+beforehand)?){_ENDS}"
)
_OF_SOMETHING: Final = (  # the dead time d of the detector is a constant
    r"(?P<mark>\x02)\s+of\s+(?:the|an?|our|this)\s+[a-z]+(?:\s+[a-z]+)?\s+(?P<words>(?:is|are)\s+(?:an?\s+)?"
    rf"(?:fixed|constants?|(?:{FIXED}\s+)+(?:constants?|numbers?|scalars?))){_ENDS}"
)
_IS_NUMBER: Final = (
    rf"(?P<mark>\x02)\s*(?P<words>(?:is|are)\s+(?:(?:just|only|merely|simply)\s+)?an?\s+number)(?!\s+of\b){_ENDS}"
)
_NEVER_VARIES: Final = (
    r"(?P<mark>\x02)\s*(?P<words>(?:(?:is|are|be)\s+(?:an?\s+)?\w+\s+that\s+)?(?:does|do)\s+not\s+"
    r"(?:vary|change|fluctuate)\b)"
)
_HELD: Final = (
    r"(?P<mark>\x02)\s*(?P<words>(?:is|are|be|being)\s+(?:held|kept|treated\s+as|regarded\s+as|considered)\s+(?:an?\s+)?"
    rf"(?:given|{_NUMBER})){_ENDS}"
)
_FIXED_NOUN: Final = (
    r"(?P<words>\b(?:fixed|deterministic|non-?random)\s+(?:(?:positive|negative|real|known|non-?zero)\s+)?(?!(?:random|unit|neuron|layer|index|sample|time|step|member"
    r"|number|integer|size|law|distribution)s?\b)[a-z]+)\s+(?P<mark>\x02)"
)
_WAYS: Final = (
    _FIXED_NOUN, _IS_SOMETHING, _BESIDE, _BEHIND, _TREATED, _NOT_RANDOM, _IS_FIXED, _OF_SOMETHING,
    _IS_NUMBER, _NEVER_VARIES, _HELD,
)  # fmt: skip
_COMPILED: Final = [re.compile(way, re.IGNORECASE) for way in _WAYS]


@dataclass(frozen=True, slots=True)
class SaidConstant:
    """Where the name stands that is called a number, where the words begin and end, and the words."""

    mark: int
    start: int
    end: int
    words: str


def constants_in(sentence: str) -> Iterator[SaidConstant]:
    """The words of a sentence that call what stands before or between them a number."""
    taken: set[int] = set()
    for pattern in _COMPILED:
        for hit in pattern.finditer(sentence):
            if hit.start("mark") not in taken:
                taken.add(hit.start("mark"))
                yield SaidConstant(hit.start("mark"), hit.start("words"), hit.end("words"), hit["words"])
