"""Moments of which words say one value and, further down, another: "the X_i have mean 0. Suppose next that E[X_i] = m".

From the second on the first holds no more, and nothing that was derived under it.

>>> from derivations.reading import read_document
>>> from verify.document.spoken import spoken_in
>>> document = read_document("Let $X$ have mean $0$. Hence $5 = 5$. Suppose next that $E[X] = m$. Then $m^2 = 4$.")
>>> told = ToldAnew.of(document.text, document.chains, spoken_in(document))
>>> [(change.since, change.place) for change in told.changes]
[(1, 62)]
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from derivations.reading import Step
from derivations.reading.meaning.stated import EquationPhrase
from derivations.reading.syntax.statements import Chain
from derivations.reading.syntax.tree import Head, Name, Node, Number, rebuild, ungroup
from verify.document.sections import Sections
from verify.document.spoken import Spoken

__all__ = ["ToldAnew"]

_ANEW: Final = re.compile(
    r"(?i)\b(?:suppos\w+|assum\w+|let|imagine|consider|instead|next|now|no\s+longer|drop\w*|relax\w*|lost|general\w*)\b"
)
_INDEX: Final = Name("i")
_MOMENTS: Final = frozenset(["E", "Var", "Sd", "Cov", "Corr"])


@dataclass(frozen=True, slots=True)
class _Telling:
    """Words or a formula that give a moment its value: the moment without its index, where, in which line."""

    moment: tuple[str, str]
    value: Node
    place: int
    line: int


@dataclass(frozen=True, slots=True)
class Change:
    """A moment that has another value from `place` on than it had from the line `since` on, up to `until`."""

    moment: tuple[str, str]
    place: int
    since: int
    until: int


@dataclass(frozen=True, slots=True)
class ToldAnew:
    """The changes of a document, in its order."""

    changes: tuple[Change, ...] = ()

    @classmethod
    def of(cls, text: str, chains: Sequence[Chain], spoken: Sequence[Spoken]) -> ToldAnew:
        """Those in a text, by its words and by the formulas that it supposes."""
        told = [t for s in spoken if (t := _in_words(s)) is not None]
        told += [t for chain in chains for step in chain.steps if (t := _supposed(text, chain, step)) is not None]
        told.sort(key=lambda t: t.place)
        sections = Sections.of(text)
        return cls(tuple(_changes(told, sections)))

    def before(self, place: int) -> Iterator[Change]:
        """The changes above a place."""
        return (change for change in self.changes if change.place <= place)

    def is_over(self, said: Spoken, place: int) -> bool:
        """Whether another value of the moment that words give is told between them and a place."""
        telling = _in_words(said)
        return telling is not None and any(
            change.moment == telling.moment and telling.place < change.place for change in self.before(place)
        )


def _changes(told: Sequence[_Telling], sections: Sections) -> Iterator[Change]:
    """A value of a moment behind another one under the same heading, where one of the two is a number."""
    for number, telling in enumerate(told):
        earlier = [t for t in told[:number] if t.moment == telling.moment]
        for one in earlier[-1:]:
            differ = one.value != telling.value and (isinstance(one.value, Number) or isinstance(telling.value, Number))
            if differ and sections.start_of(one.line) == sections.start_of(telling.line):
                yield Change(telling.moment, telling.place, one.line, max(telling.line, one.line + 1))


def _in_words(said: Spoken) -> _Telling | None:
    phrase = said.phrase
    if not isinstance(phrase, EquationPhrase) or phrase.relation != "=" or said.conditional or said.back:
        return None
    moment = _moment(phrase.lhs)
    return _Telling(moment, ungroup(phrase.rhs), said.end, said.line) if moment is not None else None


def _supposed(text: str, chain: Chain, step: Step) -> _Telling | None:
    """What a formula gives as the value of a moment in a sentence that supposes something anew."""
    first = chain.steps[0] is step and step.relation == "=" and step.lhs is not None and step.rhs is not None
    moment = _moment(step.lhs) if first and step.lhs is not None else None
    if moment is None or step.rhs is None or len(chain.steps) > 1:
        return None
    before = re.split(r"[.!?]\s|\n\s*\n", text[max(0, chain.span.start - 200) : chain.span.start])[-1]
    claimed = re.search(r"(?i)\b(?:then|hence|thus|so|therefore|we\s+(?:get|have|find|see)|follows|gives)\b", before)
    if _ANEW.search(before) is None or claimed is not None:
        return None
    return _Telling(moment, ungroup(step.rhs), step.span.start, step.line)


def _moment(node: Node) -> tuple[str, str] | None:
    """The kind of a moment and what it is of, whatever the letter of the index."""
    head = ungroup(node)
    if not isinstance(head, Head) or head.kind not in _MOMENTS or head.given:
        return None
    return head.kind, ", ".join(str(rebuild(ungroup(part), _without_index)) for part in head.args)


def _without_index(node: Node) -> Node:
    if not isinstance(node, Name) or not node.subscript:
        return node
    return replace(node, subscript=tuple(_INDEX if isinstance(i, Name) else i for i in node.subscript))
