"""The roles of the names of a document: who is random, a constant, an index, a function, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from derivations.reading.meaning.occurrences import Identity, identity_of
from derivations.reading.syntax.spelling import GREEK
from derivations.reading.syntax.tree import Head, Name, Node, names, walk

__all__ = ["BARE", "CAPITALS", "MOMENTS", "UNTOLD", "USUAL_CONSTANTS", "Role", "Roles"]

# letters that lectures use for constants: where one stands in heads alone, both readings are possible
USUAL_CONSTANTS: Final = (GREEK | frozenset("abcdkmnprst")) - {"xi", "varepsilon", "epsilon", "zeta", "omega", "eta"}
CAPITALS: Final = frozenset("UVWXYZ")
UNTOLD: Final = "neither random nor bound by anything stated"
BARE: Final = "stands bare on a side that is a number"
MOMENTS: Final = frozenset(["E", "Var", "Cov", "Corr", "Sd", "P"])


@dataclass(frozen=True, slots=True)
class Role:
    """The role of a name or of a whole family: "random", "constant", "index", "function" or "bound", and why."""

    name: str
    role: str
    reason: str
    alternative: str = ""


@dataclass(frozen=True, slots=True)
class Roles:
    """The roles of a document. `of(name)` finds the one of a Name, a member of a family included."""

    table: dict[str, Role]
    _by_identity: dict[Identity, Role] = field(default_factory=dict, repr=False)
    letter_e: bool = False  # e is a letter, and Euler's number in e^x alone

    def of(self, name: Name, *, function: bool = False) -> Role | None:
        """The role of a name, None if it does not occur in the document or the phrases."""
        found = self._by_identity.get(identity_of(name, function=function))
        if found is None and not name.subscript and not function:
            found = next(
                (role for key, role in self._by_identity.items() if key.arity and key.base == identity_of(name).base),
                None,
            )
        return found

    def with_likes(self, likes: Iterable[tuple[str, str]]) -> Roles:
        """The same, with the roles of letters that have that of another one: y_{l-1} that of y_l."""
        found: dict[Identity, Role] = {}
        told = {key: role for key, role in self._by_identity.items() if role.reason != UNTOLD}
        for new, old in likes:
            for key, role in told.items():
                if key.base == old and replace(key, base=new) not in told:
                    found[replace(key, base=new)] = replace(role, name=role.name.replace(old, new))
        table = self.table | {role.name: role for role in found.values()}
        return replace(self, table=table, _by_identity=self._by_identity | found)

    def as_constants(self, names: Sequence[str]) -> Roles:
        """The same roles with these names read as constants."""
        return self._with(names, "constant", "read as a constant")

    def as_random(self, names: Iterable[str]) -> Roles:
        """The same roles with these names read as random variables."""
        return self._with(names, "random", "read as a random variable")

    def doubtful_constants(self, sides: Iterable[Node]) -> list[str]:
        """Constants, for no more than that they stand bare, that may well be random: X in E[X] = X.

        They stand alone in a head and are not called as constants are, or they are called as variables are.
        """
        sides = tuple(sides)
        heads = [part for side in sides for part in walk(side) if isinstance(part, Head) and part.kind in MOMENTS]
        alone = {name for head in heads if not any(self._is(n, "random") for n in names(head)) for name in names(head)}
        found = dict.fromkeys(name for side in sides for name in names(side))
        return [
            role.name for name in found
            if (role := self.of(name)) is not None and role.role == "constant" and role.reason == BARE
            and ((name in alone and name.base not in USUAL_CONSTANTS) or name.base in CAPITALS)
        ]  # fmt: skip

    def _is(self, name: Name, role: str) -> bool:
        found = self.of(name)
        return found is not None and found.role == role

    def _with(self, names: Iterable[str], role: str, reason: str) -> Roles:
        names = frozenset(names)

        def changed(old: Role) -> Role:
            return Role(old.name, role, reason) if old.name in names else old

        table = {name: changed(role) for name, role in self.table.items()}
        return replace(self, table=table, _by_identity={key: changed(role) for key, role in self._by_identity.items()})
