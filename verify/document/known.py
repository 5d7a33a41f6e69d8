"""What is known at one place of a document, kept to go back to: what is said and derived in a case ends with it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sympy import Symbol

from derivations.reading.meaning.stated import DefinitionPhrase, Phrase
from derivations.reading.syntax.tree import Name
from verify.document.background import Background
from verify.steps.meanings import Meanings
from verify.steps.particular_values import ParticularValues
from verify.steps.written import letters_of, names_of

__all__ = ["Known"]


@dataclass(slots=True)
class Known:
    """Where a check learns something: meanings of names, values, what words suppose and choose."""

    meanings: Meanings
    values: ParticularValues
    background: Background
    stating: Sequence[tuple[Phrase, int, int]] = ()

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

    def from_over(self, over: Callable[[int], bool], anew: Collection[str]) -> set[str]:
        """The letters that lines which are over give a number, and those of `anew` that they say anything of."""
        meanings, values = self.meanings, self.values
        given = [
            (str(n), meanings.defined[n], not letters_of(v)) for n, v in meanings.made.items() if n in meanings.defined
        ]
        given += [(str(p.name), line, not letters_of(p.value)) for line, _, p in self.background.supposed
                  if isinstance(p, DefinitionPhrase)]  # fmt: skip
        given += [(str(a), line, b.is_number) for a, b, line in values.consequences.known if isinstance(a, Symbol)]
        given += [(str(n), line, False) for n, line in meanings.defined.items()]
        given += [(letter, line, False) for p, line, _ in self.stating for letter in _subject(p)]
        given += [(str(s), line, False) for a, _, line in values.consequences.known for s in a.free_symbols]
        return {letter for letter, line, number in given if (number or letter in anew) and over(line)}

    def forget(self, letters: Collection[str], over: Callable[[int], bool] | None = None) -> bool:
        """Forget what is said of letters, by lines that are over where it is told which are, and what follows from
        such; whether there was anything.
        """
        meanings, values, said = self.meanings, self.values, self.background

        def gone(*lines: int) -> bool:
            return over is None or all(map(over, lines))

        about = [p for p in meanings.known if _subject(p) & set(letters) and gone(*self._lines(p))]
        named = [n for n, (_, line) in meanings.letters.items() if str(n) in letters and gone(line)]
        supposed = [s for s in said.supposed if _names(s[2]) & set(letters) and gone(s[0])]
        meanings.known[:] = [p for p in meanings.known if not any(p is q for q in about)]
        meanings.letters = {n: value for n, value in meanings.letters.items() if n not in named}
        said.supposed = [s for s in said.supposed if s not in supposed]
        equations = [e for e in values.equations if {str(s) for s in e[1].free_symbols} & set(letters) and gone(e[2])]
        values.equations = [e for e in values.equations if e not in equations]
        made = [n for n in meanings.made if str(n) in letters and gone(*filter(None, [meanings.defined.get(n)]))]
        meanings.made = {n: value for n, value in meanings.made.items() if n not in made}
        meanings.asserted -= {n for n in meanings.asserted if str(n) in letters}
        return values.consequences.forget(letters, over) or bool(about or named or supposed or equations or made)

    def _lines(self, phrase: Phrase) -> list[int]:
        """The lines that state a phrase."""
        stated = [line for said, line, _ in self.stating if said == phrase]
        line = self.meanings.defined.get(phrase.name) if isinstance(phrase, DefinitionPhrase) else None
        return stated or [line] * (line is not None)


def _names(phrase: Phrase) -> set[str]:
    """The letters of a phrase without an index, and not the index of the members that it is about: t of a_t = 1/T."""
    about = phrase.name.subscript if isinstance(phrase, DefinitionPhrase) and isinstance(phrase.name, Name) else ()
    return {str(name) for name in names_of(phrase) if not name.subscript} - {str(index) for index in about}


def _subject(phrase: Phrase) -> set[str]:
    """The letters that a phrase says something of: of Y = 2X that is Y."""
    name = getattr(phrase, "name", None)
    if isinstance(name, Name):
        return {str(name)} if not name.subscript else set()
    names = getattr(phrase, "names", None)
    return {str(n) for n in names if isinstance(n, Name) and not n.subscript} if names else _names(phrase)
