r"""Conditions on indices, `i \ne j`, `i < j` or `i = j`, stated beside the formula that they are meant for.

>>> from derivations.reading import read_document
>>> text = r"For $i \ne j$ we have $$Cov(x_i, x_j) = 0$$ and for $i = j$ $$Cov(x_i, x_j) = Var(x_1)$$"
>>> chains = read_document(text).chains
>>> found = conditions_in(chains)
>>> [str(c) for chain in chains for c in meant_for(chain, chain.steps[0], found, text)[0] if not chain.inline]
['i != j', 'i = j']
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from derivations.reading import Step
from derivations.reading.meaning.stated import DefinitionPhrase, EquationPhrase, Phrase
from derivations.reading.syntax.statements import Chain
from derivations.reading.syntax.tree import Head, Name, Node, Product, Sum, ungroup, walk

__all__ = ["Condition", "called_apart", "conditions_in", "is_condition", "meant_for", "runs_over_pairs"]

RANGES: Final = frozenset(["<", ">", "<=", ">="])
KINDS: Final = frozenset(["=", "!=", "<", ">"])
REACH: Final = 40  # lines above a formula in which a condition may be meant for it
_BEFORE: Final = re.compile(
    r"[\s$,:;(){}\\\]]*(?:(?:then|we|one|it|this|that|thus|so|hence|also|have|has|get|gets|find|finds|holds?|obtain|see"
    r"|independence|by|gives?|therefore|begin|end|align|equation|gather|text|\*|\[)[\s$,:;(){}\\*\[]*)*",
    re.IGNORECASE,
)
_AFTER: Final = re.compile(
    r"[\s$,;(){}\\\]&.]*(?:(?:for|if|when|whenever|where|provided|with|while|as|long|quad|qquad|all|any|every|each|that"
    r"|text|textrm|mbox|mathrm|indices|end|align|equation|gather|\*)[\s$,;(){}\\\]&*]*)*",
)


_OPENS: Final = re.compile(r"(?i)\b(?:let|fix|suppose|assume|take|consider|given)\s*[$(\\]*\s*$")
_WRITTEN: Final = re.compile(
    r"(?<![\w\\])(?P<first>[a-z])\s*(?P<sign>\\not\s*=|\\neq?(?![a-z])|≠|!=|<|>|=)\s*(?P<second>[a-z])(?!\w)"
)
_APART: Final = re.compile(r"(?i)\b(?:distinct|different|unequal|pairwise)\b")
NEARBY: Final = 160  # characters


@dataclass(frozen=True, slots=True)
class Condition:
    """A relation between two indices, and where it stands."""

    first: Name
    relation: str
    second: Name
    line: int
    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.first} {self.relation} {self.second}"

    @property
    def pair(self) -> frozenset[Name]:
        """The two indices."""
        return frozenset({self.first, self.second})

    @property
    def phrase(self) -> Phrase:
        """As a hypothesis."""
        if self.relation == "=":
            return DefinitionPhrase(text=str(self), name=self.second, value=self.first)
        return EquationPhrase(text=str(self), lhs=self.first, rhs=self.second, relation=self.relation)


def conditions_in(chains: Sequence[Chain]) -> list[Condition]:
    """The conditions on indices of a document, in their order."""
    indices = {n for chain in chains for step in chain.steps for n in _indices(step)}
    found = []
    for chain in chains:
        for step in chain.steps:
            for remark in step.remarks:
                found += [
                    Condition(*sides, step.line, remark.span.start, remark.span.end)
                    for hit in _WRITTEN.finditer(remark.text)
                    if {(sides := _sides(hit))[0], sides[2]} <= indices
                ]
            if is_condition(step, indices):
                assert isinstance(step.lhs, Name)
                assert isinstance(step.rhs, Name)
                alone = len(chain.steps) == 1 or all(s.relation in RANGES for s in chain.steps)
                start = chain.span.start if alone else step.span.start - len(step.lhs_source)
                found.append(Condition(step.lhs, step.relation, step.rhs, step.line, start, step.span.end))
    return sorted(found, key=lambda c: c.start)


def is_condition(step: Step, indices: Iterable[Name]) -> bool:
    """Whether the step relates two letters that are indices of something."""
    sides = [ungroup(side) if side is not None else None for side in (step.lhs, step.rhs)]
    return step.relation in KINDS and sides[0] != sides[1] and set(sides) <= set(indices)


def meant_for(
    chain: Chain, step: Step, conditions: Sequence[Condition], text: str
) -> tuple[list[Condition], list[Condition]]:
    """The conditions on free indices of a step: those right beside it, and others that may be meant."""
    free = _indices(step)
    beside: dict[frozenset[Name], Condition] = {}
    others: list[Condition] = []
    for condition in conditions:
        if not condition.pair <= free:
            continue
        before = condition.end <= chain.span.start
        between = text[condition.end : chain.span.start] if before else text[chain.span.end : condition.start]
        inside = chain.span.start <= condition.start < chain.span.end
        if before and _OPENS.search(text[: condition.start][-NEARBY:]):
            between = between.replace(".", " ")
        if inside or (_BEFORE if before else _AFTER).fullmatch(between):
            if condition.pair in beside and beside[condition.pair].relation != condition.relation:
                others += [beside[condition.pair], condition]
            beside.setdefault(condition.pair, condition)
        elif -REACH <= condition.line - step.line <= 1:
            others.append(condition)
    twice = {c.pair for c in others if c in beside.values()}
    chosen = [c for c in beside.values() if c.pair not in twice]
    return chosen, [c for c in others if c.pair not in {d.pair for d in chosen}]


def called_apart(chain: Chain, step: Step, text: str) -> bool:
    """Whether words near a formula with several free indices may say that they differ."""
    near = text[max(0, chain.span.start - NEARBY) : chain.span.end + NEARBY]
    return len(_indices(step)) > 1 and _APART.search(near) is not None


def runs_over_pairs(step: Step, given: Iterable[Node]) -> bool:
    """Whether a moment of two members, as Cov(x_i, x_j), is given, and the step sums one over both of its indices.

    What is given of i and j is meant for different ones, and such a sum has terms with i = j.
    """
    pairs = {base for side in given for part in walk(side) if isinstance(part, Head) for base, _ in _pairs(part)}
    for side in (step.lhs, step.rhs):
        sums = [part for part in walk(side) if isinstance(part, Sum)] if side is not None else []
        bound = {v for part in sums for v in part.variables}
        heads = (part for total in sums for part in walk(total.body) if isinstance(part, Head))
        if any(base in pairs and letters <= bound for head in heads for base, letters in _pairs(head)):
            return True
    return False


def _pairs(head: Head) -> Iterable[tuple[str, set[Node]]]:
    """The letters of families of which two members are in a moment, with the indices of those."""
    names = [n for n in walk(head) if isinstance(n, Name) and n.subscript]
    for one, other in combinations(dict.fromkeys(names), 2):
        if one.base == other.base and one.subscript != other.subscript:
            yield one.base, {*one.subscript, *other.subscript}


def _sides(hit: re.Match[str]) -> tuple[Name, str, Name]:
    sign = hit["sign"] if hit["sign"] in KINDS else "!="
    return Name(hit["first"]), sign, Name(hit["second"])


def _indices(step: Step) -> set[Name]:
    """The letters in subscripts that no sum or product of the step binds."""
    parts = [part for side in (step.lhs, step.rhs) if side is not None for part in walk(side)]
    bound = {v for part in parts if isinstance(part, Sum | Product) for v in part.variables}
    found = {
        letter for part in parts if isinstance(part, Name) for index in part.subscript for letter in walk(index)
        if isinstance(letter, Name)
    }  # fmt: skip
    return {letter for letter in found if letter not in bound}
