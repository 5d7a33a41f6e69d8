"""What is known at one place of a document, kept to go back to: what is said and derived in a case ends with it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from derivations.reading.stated import Phrase
from derivations.reading.tree import Name
from verify.background import Background
from verify.meanings import Meanings
from verify.particular_values import ParticularValues
from verify.spoken import names_of

__all__ = ["Known"]


@dataclass(slots=True)
class Known:
    """Where a check learns something: meanings of names, values, what words suppose and choose."""

    meanings: Meanings
    values: ParticularValues
    background: Background

    def kept(self) -> tuple[Any, ...]:
        """All of it as it is now."""
        said, overlooked = self.background, self.background.overlooked
        learned = (said.supposed, said.claims, said.chosen, overlooked.open, overlooked.foreign)
        return (
            self.meanings.copied(), self.values.equations.copy(), self.values.consequences.copied(),
            *(part.copy() for part in learned),
        )  # fmt: skip

    def go_back(self, kept: tuple[Any, ...]) -> None:
        """Know what was kept, and nothing else; what was kept is used up."""
        said, overlooked = self.background, self.background.overlooked
        meanings, self.values.equations, self.values.consequences, *learned = kept
        self.meanings.become(meanings)
        said.supposed, said.claims, said.chosen, overlooked.open, overlooked.foreign = learned

    def forget(self, letters: Collection[str]) -> bool:
        """Forget what is said of letters; whether there was anything."""
        meanings, values, said = self.meanings, self.values, self.background
        about = [p for p in meanings.known if _subject(p) & set(letters)]
        named = [n for n in meanings.letters if str(n) in letters]
        supposed = [s for s in said.supposed if _names(s[2]) & set(letters)]
        meanings.known[:] = [p for p in meanings.known if not any(p is q for q in about)]
        meanings.letters = {n: value for n, value in meanings.letters.items() if n not in named}
        said.supposed = [s for s in said.supposed if s not in supposed]
        equations = [e for e in values.equations if {str(s) for s in e[1].free_symbols} & set(letters)]
        values.equations = [e for e in values.equations if e not in equations]
        made = [n for n in meanings.made if str(n) in letters]
        meanings.made = {n: value for n, value in meanings.made.items() if n not in made}
        return values.consequences.forget(letters) or bool(about or named or supposed or equations or made)


def _names(phrase: Phrase) -> set[str]:
    return {str(name) for name in names_of(phrase) if not name.subscript}


def _subject(phrase: Phrase) -> set[str]:
    """The letters that a phrase says something of: of Y = 2X that is Y."""
    name = getattr(phrase, "name", None)
    if isinstance(name, Name):
        return {str(name)} if not name.subscript else set()
    names = getattr(phrase, "names", None)
    return {str(n) for n in names if isinstance(n, Name) and not n.subscript} if names else _names(phrase)
