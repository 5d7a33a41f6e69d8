r"""Words near the mathematics that state a hypothesis: "independent", "i.i.d.", "zero mean", "symmetric around 0".

They are found sentence by sentence, with the names in the inline mathematics of the sentence. Whether a hint is used, and for
which names when the sentence has none, is for the caller to decide; a negated one says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from derivations.reading.tree import Node, Span

__all__ = ["Hint", "find_hints"]

_KINDS: Final = {
    "iid": r"\bi\.?\s?i\.?\s?d\b\.?|\bindependent(?:ly)?,?\s+(?:and\s+)?identical(?:ly)?(?:\s+distributed)?\b|\bidentically\s+(?:and\s+)?independently\b",
    "independent": r"\b(?:mutually\s+|jointly\s+|statistically\s+)?independent(?:ly)?\b|\bindependence\b",
    "identically distributed": r"\bidentical(?:ly)?\s+distributed\b|\bsame\s+(?:distribution|law)\b|\bidentical\s+distributions?\b",
    "uncorrelated": r"\buncorrelated\b|\bzero\s+covariance\b",
    "centred": r"\bzero[\s-]+mean\b|\bmean[\s-]+(?:is\s+|of\s+)?zero\b|\bmean\s+\$?0\b|\bcent(?:ered|red)\b(?!\s+(?:moment|at\s+[^0\s]))",
    "symmetric": r"\bsymmetric(?:al|ally)?\b(?:\s+(?:distribution|law|density|around|about)\b[^.,;]{0,20}?(?:0|zero|the\s+origin))?",
    "unit variance": r"\bunit[\s-]+variance\b|\bvariance\s+(?:one|1)\b",
}  # fmt: skip
_LAWS: Final = (
    "standard normal|log-?normal|normal|gaussian|bernoulli|binomial|poisson|uniform|exponential|gamma|beta|laplace|rademacher|geometric"
)
_LAW: Final = re.compile(
    rf"\b({_LAWS})(?:ly)?\b[^.$]{{0,20}}?\b(?:distribution|distributed|law|random\s+variables?|trials?)\b|\b(?:is|are|be)\s+({_LAWS})\b", re.IGNORECASE
)
_NEGATION: Final = re.compile(r"\b(?:not|no\s+longer|non|never|without|neither|n't|cannot|unless|if\s+only|drop(?:ping)?)\b[^.,;]{0,30}$", re.IGNORECASE)
_CONDITION: Final = re.compile(r"\b(?:if|when|whenever|provided|assum\w+|suppos\w+|let|given)\b", re.IGNORECASE)
_PATTERNS: Final = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _KINDS.items()}


@dataclass(frozen=True, slots=True)
class Hint:
    """A hypothesis in words: its kind, the expressions of its sentence, the words themselves.

    `kind` is a key of the phrases ("independent", "iid", "centred", ...) or "law", and then `law` names it.
    """

    kind: str
    names: tuple[Node, ...]
    text: str
    span: Span
    line: int
    negated: bool = False
    conditional: bool = False
    law: str = ""


def find_hints(prose: str, inline: Sequence[tuple[Span, Node]], line_of: Callable[[int], int] = lambda _: 1) -> list[Hint]:
    """The hints of a text in which the mathematics is blanked out; `inline` holds what was read there.

    >>> [hint.kind for hint in find_hints("The weights are i.i.d. with zero mean.", [])]
    ['iid', 'centred']
    """
    found: list[Hint] = []
    for match in re.finditer(r"[^.!?\x01]+(?:\.(?=\S|\s?[a-z])[^.!?\x01]+)*[.!?\x01]?", prose):
        sentence, start = match.group(), match.start()
        if not sentence.strip():
            continue
        taken: list[Span] = []
        names = tuple(node for span, node in inline if start <= span.start < match.end())
        conditional = _CONDITION.search(sentence) is not None
        hits = [(kind, hit, "") for kind, pattern in _PATTERNS.items() for hit in pattern.finditer(sentence)]
        hits += [("law", hit, (hit.group(1) or hit.group(2)).lower()) for hit in _LAW.finditer(sentence)]
        for kind, hit, law in hits:
            if any(span.start <= hit.start() < span.end for span in taken):
                continue
            taken.append(Span(hit.start(), hit.end()))
            negated = _NEGATION.search(sentence[: hit.start()]) is not None
            span = Span(start + hit.start(), start + hit.end())
            found.append(Hint(kind, names, hit.group(), span, line_of(span.start), negated, conditional, law))
    return sorted(found, key=lambda hint: hint.span)
