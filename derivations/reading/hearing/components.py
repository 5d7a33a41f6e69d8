r"""Vectors that a text writes out, `q = (q_1, \dots, q_d)`, and words that speak of their components.

"The entries", "whose components" and "a vector of independent variables" speak of q_1, ..., q_d; a sentence that names
no vector speaks of those of the sentence before it.

>>> written = [r"q = (q_1, \dots, q_d)", "0"]
>>> text = with_components("Let ⟦0⟧ be a random vector whose entries are iid with mean ⟦1⟧", written)
>>> text, written[2:]
('Let ⟦0⟧ be a quantity, where ⟦2⟧ are iid with mean ⟦1⟧', ['q_1, \\dots, q_d'])
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from derivations.reading.hearing.predicates import DOTS

__all__ = ["components_of", "plain_letter", "with_components"]

_ON: Final = r"\\(?:mathbf|boldsymbol|bm|vec|mathsf|underline|mathbold|pmb|bar|hat|tilde)\s*"
_LETTER: Final = rf"(?:{_ON}\{{?\s*\\?[A-Za-z]+\s*\}}?|\\?[A-Za-z]+)"
_MEMBER: Final = rf"{_LETTER}_(?:\{{?\w+\}}?)"
_TURNED: Final = r"(?:\^\s*\{?\s*(?:\\top|\\intercal|\\prime|\\mathsf\s*\{?T\}?|\\mathrm\s*\{?T\}?|T|t)\s*\}?|'|\\T\b)?"
_OPENS: Final = r"(?:\\left|\\[bB]igl?)?\s*(?:[(\[]|\\\{|\\lbrace\b)"
_CLOSES: Final = r"(?:\\right|\\[bB]igr?)?\s*(?:[)\]]|\\\}|\\rbrace\b)"
_WRITTEN_OUT: Final = re.compile(
    rf"\s*(?P<name>{_LETTER})\s*(?::?=|\\equiv|\\coloneqq)\s*{_OPENS}\s*"
    rf"(?P<parts>(?P<first>{_MEMBER})\s*(?:,\s*(?:{_MEMBER}|{DOTS})\s*)*,\s*{_MEMBER})\s*{_CLOSES}\s*"
    rf"{_TURNED}\s*(?:\\in\b.*)?"
)
_M: Final = r"⟦\d+⟧"
_PARTS: Final = r"(?:components?|entries|entry|coordinates?|elements?)"
_KINDS: Final = r"(?:(?:random|real|column|row|input|noise|weight|feature|query|key|data)\s+)*"
_OF: Final = re.compile(  # be a vector of independent variables
    rf"(?P<of>{_M}(?:\s*(?:,|,?\s*and)\s*{_M})*)\s+(?:is|are|be|being|denotes?)\s+(?:an?\s+|two\s+|the\s+)?"
    rf"{_KINDS}(?:vector|set|sample|sequence|collection|list)s?\s+of\s+"
    r"(?=(?:\d+\s+|⟦\d+⟧\s+)?(?:iid|independent|uncorrelated|identically|zero|cent|standard|mean|normal|gaussian)\b)",
    re.IGNORECASE,
)
_AND_OF: Final = re.compile(
    rf"\b({_PARTS}\s+of\s+(?:the\s+)?{_M}\s*,?\s+and\s+)of\s+(?:the\s+)?(?={_M})", re.IGNORECASE
)
_WHOSE: Final = re.compile(
    rf",?\s*\b(?:whose\s+(?:(?:all|individual|single|\d+|{_M})\s+)?{_PARTS}|(?:the|all|all\s+the)\s+{_PARTS}\s+of\s+which)\s+(?=(?:all\s+)?(?:is|are|have|has|follow)\b)",
    re.IGNORECASE,
)
_THAT_ARE: Final = re.compile(
    rf",?\s*\b(?:with|having|have|has)\s+(?:(?:all|individual)\s+)?{_PARTS}\s+(?:that|which)\s+"
    r"(?=(?:is|are|have|has|follow)\b)",
    re.IGNORECASE,
)
_WITH: Final = re.compile(  # with independent entries of mean zero
    r",?\s*(?P<each>\b(?:each|both|all)(?:\s+of\s+(?:which|them))?\s+)?\b(?:with|having|have|has)\s+"
    r"(?P<adjectives>(?:all\s+)?(?:(?!(?:that|which|the|an?|and|or|of|in|is|are)\b)[a-z-]+,?\s+(?:and\s+)?){1,4}?)"
    rf"{_PARTS}\b(?!\s*(?:of\s+⟦|in\s+⟦|⟦))(?P<rest>[^;:]*)",
    re.IGNORECASE,
)
_ADJECTIVE: Final = re.compile(
    r"\b(?:iid|independent|uncorrelated|identically|zero|mean|cent(?:red|ered)|unit|standard|normal|gaussian|symmetric)",
    re.IGNORECASE,
)
_THE_PARTS: Final = re.compile(
    rf"\b(?:(?:all|each|every|both)\s+(?:of\s+)?(?:the\s+|these\s+|their\s+|its\s+)?|(?:the|its|their|these|both)\s+)"
    rf"(?:(?:individual|single|different)\s+)?{_PARTS}\b(?!\s*(?:of\b|in\b|⟦))",
    re.IGNORECASE,
)  # fmt: skip
_JOINED: Final = re.compile(r"\s*(?:,|,?\s*and)\s*(?:(?:the|an?|another)\s+)?(?:[\w-]+\s+){0,2}", re.IGNORECASE)
_VECTOR: Final = re.compile(rf"\b(?P<random>random\s+)?{_KINDS}vectors?\b(?!\s*(?:⟦|of\b))", re.IGNORECASE)


def plain_letter(name: str) -> str:
    r"""The letter of a name without the fount or arrow that makes it a vector.

    >>> plain_letter(r"\mathbf{x}"), plain_letter(r"\vec v"), plain_letter(r"\xi")
    ('x', 'v', '\\xi')
    """
    return re.sub(rf"\A\s*{_ON}\{{?\s*(.*?)\s*\}}?\s*\Z", r"\1", name).strip()


def components_of(written: Sequence[str]) -> Mapping[str, str]:
    r"""The vectors that pieces of mathematics write out, each with the list of its components.

    >>> dict(components_of([r"\mathbf{g} = (g_1, g_2, g_3)^\top", "(u_1, u_2)", "x = (y_1, z_2)"]))
    {'\\mathbf{g}': 'g_1, g_2, g_3'}
    """
    found: dict[str, str] = {}
    for piece in written:
        hit = _WRITTEN_OUT.fullmatch(piece) if len(piece) < 300 else None
        if hit is None:
            continue
        letters = {re.split("_", part, maxsplit=1)[0].strip() for part in hit["parts"].split(",") if "_" in part}
        if len(letters) == 1:
            found[_plain(hit["name"])] = hit["parts"].strip()
    return found


def with_components(text: str, written: list[str], before: Sequence[str] = ()) -> str:
    """The sentence with marks for the words that speak of the components of its vectors, or of those that the sentence
    before names; the marks are at the end of `written`.
    """
    vectors = components_of(written)
    if not vectors:
        return text

    def marks(listed: Sequence[str]) -> str:
        first = len(written)
        written.extend(listed)
        return " and ".join(f"⟦{first + number}⟧" for number in range(len(listed)))

    def of_these(hit: re.Match[str]) -> str:
        names = [vectors.get(_vector_at(mark, written, vectors)) for mark in re.finditer(_M, hit["of"])]
        return hit.group() if None in names else f"{marks([n for n in names if n])} be "

    def theirs(hit: re.Match[str]) -> list[str]:
        one = re.match(r"[\W]*(?:whose|its|\w+\s+\w+\s+of\s+which)\b", hit.group(), re.IGNORECASE) is not None
        return _owners(hit, written, vectors, last=one) or [vectors[n] for n in map(_plain, before) if n in vectors]

    def have(hit: re.Match[str]) -> str:
        listed = theirs(hit) if _ADJECTIVE.search(hit["adjectives"]) else []
        groups = [[one] for one in listed] if hit["each"] else [listed]
        said = [f"{marks(group)} are {hit['adjectives']}{hit['rest'].lstrip()}" for group in groups if group]
        return f", where {'; '.join(said)}" if said else hit.group()

    text = _AND_OF.sub(r"\1", _OF.sub(of_these, text))
    text = _WITH.sub(have, text)
    for pattern in (_THAT_ARE, _WHOSE):
        text = pattern.sub(lambda hit: f", where {marks(listed)} " if (listed := theirs(hit)) else hit.group(), text)
    text = _THE_PARTS.sub(lambda hit: marks(listed) if (listed := theirs(hit)) else hit.group(), text)
    if not any(_vector_at(mark, written, vectors) for mark in re.finditer(_M, text)):
        return text
    return _VECTOR.sub(lambda hit: "quantities" if hit.group().endswith("s") else "quantity", text)


def _owners(hit: re.Match[str], written: Sequence[str], vectors: Mapping[str, str], *, last: bool) -> list[str]:
    """The components of the vectors before some words; of the `last` ones alone, which "and" joins."""
    found: list[str] = []
    start = hit.start()
    for mark in reversed(list(re.finditer(_M, hit.string[: hit.start()]))):
        name = _vector_at(mark, written, vectors)
        if found and last and not (name and _JOINED.fullmatch(hit.string[mark.end() : start])):
            break
        if name:
            found.insert(0, vectors[name])
            start = mark.start()
    return list(dict.fromkeys(found))


def _plain(name: str) -> str:
    return re.sub(r"\s", "", name)


def _vector_at(mark: re.Match[str], written: Sequence[str], vectors: Mapping[str, str]) -> str:
    """The name of the vector that a mark stands for, "" where it is none."""
    piece = written[int(mark.group()[1:-1])]
    name = _plain(re.split(r":?=|\\in\b|\\equiv|\\coloneqq", piece, maxsplit=1)[0])
    return name if name in vectors else ""
