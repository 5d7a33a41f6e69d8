"""Values that a line gives a letter of which nothing else is known: "if all are alike, $a_t = 1/T$ for all t and so".

Nothing stated could prove or break such a line: it says which values are looked at, unless its sentence derives it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from derivations.reading import Step
from derivations.reading.meaning.stated import DeclarationPhrase, DefinitionPhrase, Phrase
from derivations.reading.syntax.statements import Chain
from derivations.reading.syntax.tree import Head, Name, Node, ungroup, walk
from verify.steps.written import letters_of, names_of

__all__ = ["gives_its_value", "is_a_value", "is_free"]

_DERIVED: Final = re.compile(
    r"(?i)\b(?:show\w*|prov\w+|verif\w+|comput\w+|calculat\w+|deriv\w+|hence|thus|therefore|consequently|giv(?:es|ing)"
    r"|yields?|gets?|obtain\w*|follows?|impl(?:y|ies|ying)|conclu\w+|claim\w*|solv\w+|solutions?|answers?|results?|because"
    r"|since|whether|minimi\w+|maximi\w+|optim\w+|leads?|reduces?|turns?\s+out|arriv\w+|finds?|found|then|so)\b"
    r"|⇒|=>|\\(?:implies|Rightarrow|iff|therefore)\b"
)
_SENTENCE: Final = re.compile(
    r"[.!?;](?:\s|\Z)|\n\s*\n|\$\$|\\\]|\\(?:end|begin)\{\w+\*?\}|\\item\b|\\(?:sub)*section\b|\\paragraph\b"
)
_MATHS: Final = re.compile(r"\$[^$]*\$|\\\(.*?\\\)", re.DOTALL)


def is_a_value(step: Step) -> bool:
    """Whether it gives a letter a value without moments, and without that letter."""
    name, value = (ungroup(side) if side is not None else None for side in (step.lhs, step.rhs))
    if step.relation != "=" or not isinstance(name, Name) or value is None:
        return False
    others = {letter.base for letter in letters_of(value)}
    return name.base not in others and not any(isinstance(part, Head) for part in walk(value))


def gives_its_value(text: str, chain: Chain | None) -> bool:
    """Whether an inline equation stands in a sentence that derives nothing before it."""
    if chain is None or not chain.inline or len(chain.steps) != 1:
        return False
    lead = _SENTENCE.split(text[max(0, chain.span.start - 300) : chain.span.start])[-1]
    words = _MATHS.sub(" ", re.sub(r"\\(?:emph|textbf|textit)\{([^{}]*)\}", r"\1", lead)).rstrip("$(\\ ")
    return re.search(r"[A-Za-z]{2}", words) is not None and _DERIVED.search(words) is None


def is_free(name: Node | None, told: Iterable[Phrase]) -> bool:
    """Whether nothing is told of a letter but that it is a number."""
    return isinstance(name, Name) and all(
        n.base != name.base for p in told if not isinstance(p, DeclarationPhrase)
        for n in (names_of(p) if not isinstance(p, DefinitionPhrase) else [p.name]) if isinstance(n, Name)
    )  # fmt: skip
