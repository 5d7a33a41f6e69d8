r"""Names that words alone say what they stand for: "let $N$ be the number of survivors", "the sample mean $\bar X$".

>>> from derivations.reading.syntax.tree import Head, Name, walk
>>> described_in("Let $N$ be the number of heads. Then $E[N] = 2$.", Name("N"))
'be the number'
>>> described_in("Let $N$ be a random variable, and $S$ be the number of heads.", Name("N"))
''
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from derivations.reading import Step
from derivations.reading.meaning.stated import DefinitionPhrase, Phrase
from derivations.reading.syntax.tree import Head, Name, walk
from verify.document.noticed import Noticed, parts_in
from verify.steps.written import names_of

__all__ = ["described_in", "introduced"]

_MADE: Final = (  # what is computed or observed, and has a law that the words tell
    r"(?:numbers?|counts?|totals?|proportions?|fractions?|shares?|frequenc(?:y|ies)|times?|outcomes?|results?|winnings?"
    r"|gains?|pa(?:y|id)\w*|lengths?|durations?|distances?|ranks?|maxim(?:um|a)|minim(?:um|a)|largest|smallest|first|last"
    r"|sums?|products?|differences?|ratios?|averages?|estimat\w+|indicators?|cop(?:y|ies))"
)
_PUT: Final = r"(?:be|is|are|being|denotes?|stands?\s+for|counts?|equals?|records?|measures?|gives?|means)"
_BETWEEN: Final = r"[^.;:$\\]{0,40}?"
_BEHIND: Final = re.compile(
    rf"\}}*\$?\s*,?\s*(?P<words>(?:counts|equals?|records|measures)\b(?!\s+in\s+law)"
    rf"|{_PUT}\s+(?:the|a|an|its|our|their|how)\s+(?:{_BETWEEN}\s)?(?:{_MADE}|many|often|long)\b(?!\s+variable))",
    re.IGNORECASE,
)
_BEFORE: Final = re.compile(
    r"(?P<words>\b(?:(?:sample|empirical|batch|running|moving)\s+(?:mean|average|variance)|(?:the|its|our|their)\s+(?:total|number\s+of\s+[a-z]+|time|count|maximum|minimum)"
    r"|such\s+an?(?:\s+[a-z-]+){1,2}))\s+\$?\\?(?:bar|hat|overline|tilde)?[\s{]*\Z",
    re.IGNORECASE,
)
_BESIDE: Final = 60


def introduced(
    step: Step, noticed: Noticed, said: Sequence[Phrase], fixed: Collection[Name], text: str
) -> Iterator[str]:
    """Why a blame overlooks what words tell of a name of which nothing was `said`, which no line defines and which is
    not `fixed`.
    """
    known = {(n.base, n.accent) for phrase in said for n in names_of(phrase)}
    known |= {(n.base, n.accent) for n in noticed.defined}
    made = (p.name for p in said if isinstance(p, DefinitionPhrase))
    known |= {(name.base, name.accent) for name in made if isinstance(name, Name)}
    above = text[: step.span.start]
    inside = {n for part in parts_in(step) if isinstance(part, Head) for n in walk(part) if isinstance(n, Name)}
    for name in sorted(noticed.made_of(inside) - {*fixed, *noticed.sizes}, key=str):
        if (name.base, name.accent) not in known and (words := described_in(above, name)):
            yield f'the words "{words}" say more of {name} than is used'


def described_in(text: str, name: Name) -> str:
    """The words that say what a name stands for, "" where there are none."""
    short = len(name.base) == 1
    accents = "" if name.accent else r"(?<!hat[ \\])(?<!bar[ \\])(?<!\{)"
    written = re.escape(name.base)
    letter = accents + (rf"(?<![A-Za-z\\_]){written}(?![A-Za-z])" if short else rf"\\?{written}\b")
    below = r"(?:_(?:\{[^{}$]*\}|\w))?" if name.subscript else r"(?![_'])"
    for hit in re.finditer(rf"{letter}{below}", text):
        near = text[max(0, hit.start() - _BESIDE) : hit.start()].rpartition("\n\n")[2]
        found = _BEHIND.match(text, hit.end()) or _BEFORE.search(near.removesuffix("\\"))
        if found is not None:
            return " ".join(found["words"].split())
    return ""
