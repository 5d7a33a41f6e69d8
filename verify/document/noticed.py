r"""What the chains of a document show before any step is decided: names that they define, orders, families.

>>> from derivations.reading import read_document
>>> found = Noticed.in_chains(read_document("0 <= X <= 1\n\nc = 2").chains)
>>> [str(name) for name in found.defined], [line for line, _ in found.conditions]
(['c'], [1, 1])
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from derivations.reading import Step
from derivations.reading.meaning.stated import DefinitionPhrase, EquationPhrase
from derivations.reading.syntax.statements import Chain
from derivations.reading.syntax.tree import (
    Abs,
    Call,
    Derivative,
    Head,
    Infinity,
    Mul,
    Name,
    Neg,
    Node,
    Number,
    Quotient,
    children,
    ungroup,
    walk,
)  # fmt: skip
from verify.document.in_passing import gives_one_value
from verify.document.index_conditions import Condition, conditions_in
from verify.steps.carried import functions_of
from verify.steps.written import as_equation, defined_by, letters_of, name_and_value, sides_of, sizes_of

__all__ = ["ORDERS", "Noticed", "is_range", "names_in", "parts_in", "plain_names"]

ORDERS: Final = frozenset(["<", ">", "<=", ">="])


@dataclass(frozen=True, slots=True)
class Noticed:
    """Names that stand alone on a left side and the steps that define them, functions that are defined and those that a
    line says something of, letters of families and of sizes (the n of a sum), orders of random variables (X >= 0),
    conditions on indices.
    """

    defined: frozenset[Name]
    defining: tuple[tuple[Step, DefinitionPhrase], ...]
    functions: frozenset[Name]
    called: dict[Name, Step]
    calls: tuple[tuple[Call, Step], ...]
    members: frozenset[str]
    sizes: frozenset[Name]
    conditions: tuple[tuple[int, Step], ...]
    on_indices: tuple[Condition, ...]

    @classmethod
    def in_chains(cls, chains: Sequence[Chain]) -> Noticed:
        """Look through the whole document."""
        every = [step for chain in chains for step in chain.steps]
        said = [s for s in every if s.relation in {"=", ":="}]
        calls = [(s, ungroup(s.lhs)) for s in said if s.lhs is not None]
        on_indices = tuple(conditions_in(chains))
        apart = {(c.line, c.end) for c in on_indices}
        apart |= {(s.line, s.span.end) for chain in chains if gives_one_value(chain) for s in chain.steps}
        named = [s for s in said if s.lhs is not None and s.rhs is not None and name_and_value(s) is not None]
        lines = [s for s in named if (s.line, s.span.end) not in apart]
        return cls(
            defined=frozenset(s.lhs for s in named if isinstance(s.lhs, Name)),
            defining=tuple((s, p) for s in lines for p in defined_by(s) if p.name not in set(walk(p.value))),
            functions=frozenset(functions_of(chains)),
            called={c.function: s for s, c in calls if isinstance(c, Call)},
            calls=tuple((c, s) for s, c in calls if isinstance(c, Call) and not c.given),
            members=frozenset(n.base for s in every for n in names_in(s) if n.subscript and not n.accent),
            sizes=frozenset(n for s in every for side in sides_of(s) for n in sizes_of(side)),
            conditions=tuple((s.line, s) for s in every if is_range(s) and any(n.base.isupper() for n in names_in(s))),
            on_indices=on_indices,
        )

    def says_above(self, call: Call, step: Step) -> bool:
        """Whether a line above says what a function is for every argument, as `f(x) = ...` does."""
        same = (c for c, said in self.calls if c.function == call.function and said.span.end <= step.span.start)
        return any(len(c.args) == len(call.args) and all(isinstance(a, Name) for a in c.args) for c in same)

    def orders(self, step: Step) -> list[tuple[int, EquationPhrase]]:
        """The orders between variables beside or above a step, of its names or of what those stand for, by line."""
        names = self.reached(step)
        found = []
        for line, condition in self.conditions:
            if line > step.line + 3 or condition is step or not names & set(names_in(condition)):
                continue
            if (order := as_equation(condition)) is not None:
                found.append((line, order))
        return found

    def reached(self, step: Step) -> set[Name]:
        """The names of a step and those that they stand for."""
        names = set(names_in(step))
        values = (p.value for _, p in self.defining if p.name in names)
        return names | {n for value in values for n in walk(value) if isinstance(n, Name)}

    def made_above(self, step: Step) -> list[Step]:
        """The lines above a step that make its left side of other letters: b = a + 1."""
        lines = [(said, p) for said, p in self.defining if p.name == step.lhs and said.span.end <= step.span.start]
        return [said for said, p in lines if letters_of(p.value)]

    def made_of(self, names: Iterable[Name]) -> set[Name]:
        """The names and all that the document makes them of."""
        found = set(names)
        for _ in self.defining:
            bases = {n.base for n in found}
            more = {n for _, p in self.defining if p.name.base in bases for n in plain_names(p.value)}
            if more <= found:
                break
            found |= more
        return found


def parts_in(step: Step) -> list[Node]:
    """All parts of both sides."""
    return [part for side in (step.lhs, step.rhs) if side is not None for part in walk(side)]


def plain_names(node: Node) -> list[Name]:
    """The names in an expression, their indices left out."""
    return [node] if isinstance(node, Name) else [n for part in children(node) for n in plain_names(part)]


def names_in(step: Step) -> list[Name]:
    """The names on both sides, in their order."""
    return [part for side in sides_of(step) for part in walk(side) if isinstance(part, Name)]


def is_range(step: Step) -> bool:
    """`0 <= x`, `p < q`, `X >= 0`, `|c| < 1`: an order of a bare name and something without it and without moments."""
    if step.relation not in ORDERS or step.lhs is None or step.rhs is None:
        return False
    sides = (ungroup(step.lhs), ungroup(step.rhs))
    plain = not any(isinstance(part, Head | Call | Derivative) for side in sides for part in walk(side))
    for one, other in (sides, sides[::-1]):
        simple = all(isinstance(part, Name | Number | Neg | Infinity) for part in _parts(other))
        name = ungroup(one.body) if isinstance(one, Abs) else one
        if plain and isinstance(name, Name) and name not in set(walk(other)) and simple:
            return True
    return False


def _parts(node: Node) -> list[Node]:
    """A product or quotient of names and numbers as its factors; anything else as it is."""
    if isinstance(node, Mul):
        return [part for factor in node.factors for part in _parts(factor)]
    if isinstance(node, Quotient):
        return [*_parts(node.numerator), *_parts(node.denominator)]
    return _parts(node.body) if isinstance(node, Neg) else [node]
