r"""Laws that a document states by their probabilities: `P(X = 1) = p` and `P(X = 0) = 1 - p` make X Bernoulli.

>>> from derivations.reading import read_document
>>> document = read_document(r"$$P(X_j = 1) = P(X_j = -1) = \frac12$$ $$P(Y = 1) = p, \quad P(Y = 0) = 1 - p$$")
>>> [(phrase.text, line) for phrase, line, _ in laws_by_probabilities(document)]
[('X_j ~ Rademacher', 1), ('Y ~ Bernoulli(p)', 1)]
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from itertools import pairwise

from derivations.errors import UserError
from derivations.reading import Document
from derivations.reading.hearing.equally_likely import law_on
from derivations.reading.hearing.two_points import law_of
from derivations.reading.meaning.phrases import read_phrases
from derivations.reading.meaning.stated import Phrase
from derivations.reading.syntax.statements import Chain
from derivations.reading.syntax.tree import Head, Name, Node, Relation, ungroup
from verify.document.spreads import pattern_of

__all__ = ["laws_by_probabilities"]


def laws_by_probabilities(document: Document) -> list[tuple[Phrase, int, int]]:
    """The laws on a few points stated so, with the line of the last probability and its place."""
    chances: dict[Name, dict[str, str]] = {}
    places: dict[Name, tuple[int, int]] = {}
    for chain in document.chains:
        for name, value, chance in _probabilities(chain):
            table = chances.setdefault(name, {})
            table[value] = chance if table.get(value, chance) == chance else f"{table[value]} or {chance}"
            places[name] = (chain.line, chain.span.start)
    laws = []
    for name, table in chances.items():
        known = table if len(table) > 1 else table | dict.fromkeys(_other_value(name, *table, document.text), "")
        laws.append((name, law_of(known), places[name]))
    found: list[tuple[Phrase, int, int]] = []
    for name, law, place in (*laws, *_on_whole_numbers(document)):
        with contextlib.suppress(UserError):
            found += [(p, *place) for p in (read_phrases(f"{name} ~ {law}", known=document.usage) if law else ())]
    return found


def _on_whole_numbers(document: Document) -> Iterator[tuple[Name, str, tuple[int, int]]]:
    """X, its law and where, of every `P(X = x) = 1/n` with the values of x right behind."""
    for chain, behind in pairwise(document.chains):
        said, values = _probabilities(chain), behind.steps[0] if len(behind.steps) == 1 else None
        if values is None or len(said) != 1 or values.relation not in {"=", "in"}:
            continue
        name, letter, chance = said[0]
        if values.lhs_source.strip() == letter:
            yield name, law_on(values.rhs_source, chance), (chain.line, chain.span.start)


def _other_value(name: Name, value: str, text: str) -> list[str]:
    """The only other value of a name whose values a sentence lists: 0, of P(X = 1) where X is 0 or 1."""
    number = r"[-+−]?\s*\\?\w+\b"
    pair = rf"\$?\s*(?:\\?\{{)?\s*({number})\s*\$?\s*(?:,|or\b|and\b)\s*\$?\s*({number})\s*(?:\\?\}})?"
    pair += r"(?!\s*\$?\s*(?:,|or\b|and\b)\s*\$?\s*[-+]?\d)"
    takes = (
        r"(?:be\s+an?\s+(?:\w+\s+){0,3}(?:that|which)\s+)?(?:is|be|are|takes?|taking)\s+(?:on\s+)?(?:only\s+)?"
        r"(?:either\s+)?(?:the\s+)?(?:values?\s+)?(?:either\s+)?(?:in\s+)?"
    )
    hit = re.search(rf"{pattern_of(name)}[$)\\]*\s*(?:{takes}|\\in|∈)\s*{pair}", text)
    values = ["".join(v.split()) for v in hit.groups()] if hit is not None else []
    return [v for v in values if v != value] if value in values and len(set(values)) == 2 else []


def _probabilities(chain: Chain) -> list[tuple[Name, str, str]]:
    """X, a, p of every P(X = a) in a chain of equations whose last side is the value p of all of them."""
    if not chain.steps or any(s.relation != "=" or s.problem is not None for s in chain.steps):
        return []
    last = chain.steps[-1]
    value = "".join(last.rhs_source.split())
    events = [_event(side) for side in (chain.first, *(s.rhs for s in chain.steps[:-1]))]
    if not value or any(event is None for event in events) or _event(last.rhs) is not None:
        return []
    return [(name, point, value) for event in events if event is not None for name, point in (event,)]


def _event(side: Node | None) -> tuple[Name, str] | None:
    head = ungroup(side) if side is not None else None
    if not isinstance(head, Head) or head.kind != "P" or head.given or len(head.args) != 1:
        return None
    event = ungroup(head.args[0])
    if not isinstance(event, Relation) or event.kinds != ("=",) or not isinstance(event.sides[0], Name):
        return None
    return event.sides[0], str(event.sides[1])
