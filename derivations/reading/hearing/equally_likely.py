r"""Laws on whole numbers that are equally likely: each of 1, ..., n with probability 1/n.

In a sentence, where ⟦k⟧ stands for inline mathematics:

>>> in_sentence("Let ⟦0⟧ take each of the values ⟦1⟧ with the same probability.", ["X", r"1, 2, \ldots, n"])
[('X ~ DiscreteUniform(1, n)', 'take each of the values $1, 2, \\ldots, n$ with the same probability')]
>>> in_sentence("⟦0⟧ is equally likely to be any of ⟦1⟧", ["D", r"1, \dots, 6"])
[('D ~ DiscreteUniform(1, 6)', 'is equally likely to be any of $1, \\dots, 6$')]
>>> in_sentence("⟦0⟧ takes the values ⟦1⟧ with probability ⟦2⟧", ["X", r"0, 1, \ldots, n", "1/n"])
[]
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from derivations.reading.hearing.names_said import subject_before
from derivations.reading.hearing.predicates import DOTS
from derivations.reading.hearing.spoken_laws import whole_numbers

__all__ = ["in_sentence", "law_on"]

_M: Final = r"⟦\d+⟧"
_ONE_OF: Final = (
    r"(?:(?:any|each|every|all|one)\s+)?(?:one\s+)?(?:of\s+)?(?:the\s+)?(?:whole\s+)?(?:values?|numbers?|integers?)?\s*"
    rf"(?:in\s+|from\s+|among\s+)?(?:the\s+set\s+)?(?P<values>{_M})"
)
_TAKES: Final = r"\b(?:is|be|are|being|takes?|taking|assum(?:es?|ing)|equals?)\b(?:\s+(?:on|any|only))?"
_CHANCE: Final = (
    r"(?:(?:each\s+)?with\s+(?:equal|the\s+same)\s+probabilit(?:y|ies)|(?:all\s+)?(?:being\s+)?equally\s+likely"
    rf"|(?:each\s+)?with\s+(?:a\s+)?probability\s+(?:of\s+)?(?P<chance>{_M})(?:\s+each)?)"
)
_SAID: Final = [
    re.compile(rf"{_TAKES}\s+{_ONE_OF}\s*,?\s*{_CHANCE}", re.IGNORECASE),
    re.compile(rf"\b(?:is|be|are)\s+equally\s+likely\s+to\s+(?:be|take|equal|assume)\s+{_ONE_OF}", re.IGNORECASE),
]
_OVER: Final = re.compile(r"(?:1/|\\[td]?frac1)\(?(\w+(?:\+1)?)\)?|\\[td]?frac\{?1\}?\{?([^{}]+)\}?|(\w)\^\{-1\}")


def in_sentence(sentence: str, written: Sequence[str]) -> list[tuple[str, str]]:
    """The laws that a sentence tells so, as phrases with their words."""
    found = []
    for hit in (hit for pattern in _SAID for hit in pattern.finditer(sentence)):
        said = {key: written[int(mark[1:-1])] for key, mark in hit.groupdict().items() if mark}
        if re.search(DOTS, said["values"]) is None:  # a few values are a finite law
            continue
        name, law = subject_before(sentence[: hit.start()], written), law_on(said["values"], said.get("chance", ""))
        if name and law:
            words = re.sub(r"⟦(\d+)⟧", lambda m: f"${written[int(m[1])].strip()}$", hit.group())
            found.append((f"{name} ~ {law}", " ".join(words.split())))
    return found


def law_on(values: str, chance: str = "") -> str:
    r"""The law on a list of whole numbers with dots, each with this chance; "" where they do not add up to 1.

    >>> law_on(r"\{1, \ldots, n\}", r"\frac{1}{n}"), law_on(r"0, 1, \dots, m", "1/(m+1)"), law_on("1, 2, ..., n", "1/2")
    ('DiscreteUniform(1, n)', 'DiscreteUniform(0, m)', '')
    """
    inside = re.sub(r"\\(?:left|right)\b|\\[lr]brace\b|\\[{}]", "", values).strip(" ;.,{}")
    law = whole_numbers(rf"\{{{inside}\}}")
    bounds = re.fullmatch(r"DiscreteUniform\((-?\d+), (.+)\)", law or "")
    if bounds is None or not chance:
        return law or ""
    hit = _OVER.fullmatch("".join(chance.split()))
    first, last = int(bounds[1]), bounds[2].strip()
    number = str(int(last) - first + 1) if last.isdigit() else {0: f"{last}+1", 1: last}.get(first)
    over = next(filter(None, hit.groups())) if hit is not None else None
    return law if law is not None and over == number else ""
