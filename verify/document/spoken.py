"""What the sentences of a document state, and which of it a step may use.

>>> from derivations.reading import read_document
>>> spoken = spoken_in(read_document("Let $X$ be centred. $$E[X] = 0$$"))
>>> [(s.phrase.text, s.words, s.line) for s in spoken]
[('E[X] = 0', 'centred', 1)]
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from derivations.errors import UserError
from derivations.reading import Document, Step
from derivations.reading.meaning.phrases import read_phrases
from derivations.reading.meaning.stated import DefinitionPhrase, EquationPhrase, IndependentPhrase, LawPhrase, Phrase
from derivations.reading.syntax.tree import Call, Head, Name, Node, Power, walk
from verify.steps.written import bases_of, expressions_of, sides_of

__all__ = ["Spoken", "letters_said", "roles_from", "spoken_by", "spoken_in", "spoken_near"]

NEAR = 1_000  # lines that a sentence reaches
_OF_ANOTHER = re.compile(r"\bindependen\w+\s+(?:of|from)\b")
BACK = 5  # lines above it that a sentence with "where" speaks of


@dataclass(frozen=True, slots=True)
class Spoken:
    """A phrase, the words it was said in, their line, where their sentence ends, the line since which it holds, and
    where the sentence begins.
    """

    phrase: Phrase
    words: str
    line: int
    conditional: bool = False
    back: bool = False
    end: int = 0
    since: int = 0
    start: int = 0


def spoken_in(document: Document) -> list[Spoken]:
    """The phrases in the sentences of a document; words that state nothing that is understood are left out."""
    found = []
    for said in document.said:
        try:
            phrases = read_phrases(said.text, known=document.usage)
        except UserError:
            continue
        where = (said.conditional, said.back, said.end, said.since, said.start)
        found += [Spoken(phrase, said.words, said.line, *where) for phrase in phrases]
    return found


def roles_from(spoken: Sequence[Spoken]) -> list[Phrase]:
    """What tells who is random: a law, a moment, a symmetry; "x is independent of n" may speak of a size."""
    return [s.phrase for s in spoken if not isinstance(s.phrase, IndependentPhrase) or not _OF_ANOTHER.search(s.words)]


def spoken_near(spoken: Sequence[Spoken], step: Step, stated: Sequence[Phrase], section: int = 0) -> list[Spoken]:
    """What was said above a step of its names, and of the names in that; the last word on a law or a moment counts.

    `section` is the line where the step's section begins: what it says of a letter takes the place of all before.
    """
    reach = [
        s for s in spoken
        if min(s.line - (BACK if s.back else 0), s.since or s.line) <= step.line
        <= s.line + NEAR
    ]  # fmt: skip
    anew = set().union(*(_about(s) for s in reach if section < s.line <= step.line))
    reach = [s for s in reach if s.line > section or not _about(s) & anew]
    letters = set().union(*(bases_of(side) | _owners(side) for side in sides_of(step)))
    linked = [p for p in stated if isinstance(p, DefinitionPhrase | EquationPhrase)]
    while reached := [p for p in linked if _names_said(p) & letters]:  # what the names of the step are made of
        linked = [p for p in linked if p not in reached]
        letters = letters.union(*(bases_of(part) for p in reached for part in expressions_of(p)))
    named = [p for p in stated if isinstance(p, DefinitionPhrase)]
    while reached := [p for p in named if bases_of(p.value) & letters]:  # what is made of these
        named = [p for p in named if p not in reached]
        letters = letters.union(*(bases_of(p.name) for p in reached))
    lawful = {n for p in stated if isinstance(p, LawPhrase) for n in p.names if isinstance(n, Name)}
    parameters = {n for p in stated if isinstance(p, LawPhrase) for q in p.parameters for n in walk(q)}
    said = {p.text for p in stated}
    latest: dict[object, Spoken] = {}
    for s in reach:
        names = set().union(*map(bases_of, expressions_of(s.phrase)))
        moment = s.phrase.lhs if isinstance(s.phrase, EquationPhrase) else None
        if isinstance(moment, Head) and set(moment.args) <= parameters:  # a parameter has no moments
            continue
        own = {n for part in expressions_of(s.phrase) for n in walk(part) if isinstance(n, Name)}
        told = any(_is_of(n, law) for n in own for law in lawful)
        by_law = _subject(s.phrase) and told and not _gives_a_name(s.phrase, parameters)
        if not names & letters or s.phrase.text in said or by_law:
            continue
        latest[_subject(s.phrase) or s.phrase] = s
    return list(latest.values())


def _owners(side: Node) -> set[str]:
    """The letters whose densities stand in an expression: Y of f_Y(t)."""
    calls = [part for part in walk(side) if isinstance(part, Call)]
    return {n.base for call in calls for n in call.function.subscript if isinstance(n, Name)}


def _is_of(name: Name, lawful: Name) -> bool:
    """Whether a law of one name may be one of the other: that of U is none of U_1."""
    return name.base == lawful.base and (not name.subscript or bool(lawful.subscript))


def _names_said(phrase: DefinitionPhrase | EquationPhrase) -> set[str]:
    """The names that a phrase says something of."""
    return (
        bases_of(phrase.name) if isinstance(phrase, DefinitionPhrase) else bases_of(phrase.lhs) | bases_of(phrase.rhs)
    )


def letters_said(phrase: Phrase) -> frozenset[str]:
    """The letters without an index that a phrase is about."""
    parts = [phrase.lhs] if isinstance(phrase, EquationPhrase) else getattr(phrase, "names", expressions_of(phrase))
    return frozenset(str(n) for part in parts for n in walk(part) if isinstance(n, Name) and not n.subscript)


def _about(spoken: Spoken) -> set[str]:
    """The letters that are spoken of: X of E[X] = mu, and of "X is independent of Y"."""
    phrase = spoken.phrase
    if isinstance(phrase, IndependentPhrase) and re.match(r"\W*independent(?:ly)?\s+(?:of|from)\b", spoken.words):
        return bases_of(phrase.groups[0])
    parts = [phrase.lhs] if isinstance(phrase, EquationPhrase) else getattr(phrase, "names", expressions_of(phrase))
    return set().union(*map(bases_of, parts))


def _gives_a_name(phrase: Phrase, parameters: set[Node]) -> bool:
    """Whether it says what a moment is called, by a letter that is no parameter of a law: the s of Var(x) = s^2."""
    value = phrase.rhs if isinstance(phrase, EquationPhrase) else None
    letter = value.base if isinstance(value, Power) else value
    return isinstance(letter, Name) and letter not in parameters


def spoken_by(used: Sequence[Spoken]) -> str:
    """By which words, those of one line together."""
    lines: dict[int, dict[str, None]] = {}
    for s in used:
        lines.setdefault(s.line, {})[f'"{s.words}"'] = None
    shown = (f"{', '.join(said)} in line {line}" for line, said in lines.items())
    return f"by the words {'; '.join(shown)}"


def _subject(phrase: Phrase) -> object:
    """What there is one of: the law of a name, a moment."""
    if isinstance(phrase, LawPhrase):
        return ("law", phrase.names)
    if isinstance(phrase, EquationPhrase) and isinstance(phrase.lhs, Head):
        return (phrase.lhs.kind, phrase.lhs.args)
    return None
