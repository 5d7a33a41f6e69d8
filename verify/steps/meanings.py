r"""What the names of a document have come to mean on the way through it, and what they meant before.

>>> from derivations.reading import read_document
>>> first, second = (chain.steps[0] for chain in read_document("v = x + 1\n\nv = x + 2").chains)
>>> meanings = Meanings()
>>> meanings.define(first, defined_by(first))
>>> str(meanings.forget(first.lhs).value), meanings.known
('x + 1', [])
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, fields

from derivations.reading import Step
from derivations.reading.meaning.stated import DefinitionPhrase, Phrase
from derivations.reading.syntax.tree import Name, Node
from verify.steps.written import defined_by, name_and_value

__all__ = ["Meanings", "defined_by", "given_anew"]


def given_anew(phrases: Iterable[Phrase], more: Sequence[Phrase]) -> tuple[Phrase, ...]:
    """All phrases, without what a letter stands for by the first where the second ones give it another value."""
    names = {p.name for p in more if isinstance(p, DefinitionPhrase)}
    kept = (p for p in phrases if not isinstance(p, DefinitionPhrase) or p.name not in names)
    return (*kept, *more)


@dataclass(slots=True)
class Meanings:
    """Phrases that are known, letters for moments with their lines, names with the line that had them last; where each
    was defined, which line told of it last, and as what it was defined before; letters that stand for values (`made`)
    and those that were claimed of; where names were `renewed`, of which nothing that was said before holds any more.
    """

    known: list[Phrase] = field(default_factory=list)
    letters: dict[Name, tuple[Node, int]] = field(default_factory=dict)
    seen: dict[Name, int] = field(default_factory=dict)
    defined: dict[Name, int] = field(default_factory=dict)
    told: dict[Name, int] = field(default_factory=dict)
    older: dict[Name, tuple[int, Phrase | Node]] = field(default_factory=dict)
    made: dict[Name, Node] = field(default_factory=dict)
    asserted: set[Name] = field(default_factory=set)
    renewed: dict[Name, int] = field(default_factory=dict)

    def copied(self) -> Meanings:
        """The same, to be changed without these."""
        parts = (getattr(self, f.name) for f in fields(self))
        return Meanings(*(part.copy() for part in parts))

    def become(self, other: Meanings) -> None:
        """Go back to what a copy kept."""
        for part in fields(self):
            setattr(self, part.name, getattr(other, part.name))

    def define(self, step: Step, phrases: Iterable[Phrase]) -> None:
        """Keep what a line makes of a name."""
        phrases = tuple(phrases)
        self.known += phrases
        sides = (getattr(p, part, None) for p in phrases for part in ("name", "lhs", "rhs"))
        self.told |= {side: step.line for side in sides if isinstance(side, Name)}
        found = name_and_value(step)
        if found is not None:
            self.defined[found[0]] = step.line

    def lines_for(self, names: Collection[Name]) -> set[int]:
        """The lines that say what these names stand for."""
        said = {line for name, (_, line) in self.letters.items() if name in names}
        return said | {line for name, line in self.told.items() if name in names}

    def forget(self, name: Name) -> Phrase | Node | None:
        """Take back what the document made of a name, and say what that was."""
        self.seen.pop(name, None)
        self.defined.pop(name, None)
        if name in self.letters:
            return self.letters.pop(name)[0]
        found = next((p for p in self.known if name in {getattr(p, "name", None), getattr(p, "lhs", None)}), None)
        self.known[:] = [p for p in self.known if p is not found]
        return found

    def remember(self, name: Name, line: int, meaning: Phrase | Node | None) -> None:
        """Give a name what was forgotten."""
        self.seen[name] = line
        self.defined[name] = line
        if isinstance(meaning, Phrase):
            self.known.append(meaning)
        elif meaning is not None:
            self.letters[name] = (meaning, line)
