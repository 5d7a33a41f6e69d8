"""What the names of a document stand for: random variables, members of families, whole numbers, constants."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sympy import Expr, Symbol, exp, pi

from derivations import terms as t
from derivations.errors import UserError
from derivations.reading.meaning import stated as said
from derivations.reading.meaning.families import indices_of, letter_of
from derivations.reading.meaning.roles import Roles
from derivations.reading.meaning.values import values_of_discrete
from derivations.reading.syntax import tree
from derivations.reading.syntax.tree import Name, Node, walk

__all__ = ["EULER", "Names", "NoMeaning"]

EULER: Final = Name("e")
_DECLARED: Final = ("positive", "integer", "natural", "odd number", "even number")


class NoMeaning(UserError):
    """A part of a formula that has no meaning here; `span` says which, `token` how it was written."""

    def __init__(self, message: str, node: Node) -> None:
        super().__init__(f"{message} ({str(node)[:60]!r})")
        self.message, self.span, self.token = message, node.span, str(node)


@dataclass(slots=True)
class Names:
    """What each name stands for, as one symbol throughout; `term`, which the indices need, is made on top of it.

    `integer` are whole numbers, of which some have `any_sign`, some begin `from_zero`, some have a `parity` or are said
    to have `both`; `apart` are letters whose index belongs to the name, `mixed` those with indices above and below, and
    `lone` the families of which only single members are named. `drawn` tells what a letter below E stands for,
    `throughout` is written below every E, and `partial` are the ends of partial sums.
    """

    roles: Roles
    sizes: dict[tuple[str, int], tuple[Expr, ...]] = field(default_factory=dict)
    positive: frozenset[str] = frozenset()
    integer: frozenset[str] = frozenset()
    any_sign: frozenset[str] = frozenset()
    from_zero: frozenset[str] = frozenset()
    parity: dict[str, str] = field(default_factory=dict)
    both: frozenset[str] = frozenset()
    families: dict[tuple[str, int], t.Family] = field(default_factory=dict)
    drawn: dict[Any, str] = field(default_factory=dict)
    apart: frozenset[str] = frozenset()
    mixed: frozenset[str] = frozenset()
    lone: frozenset[tuple[str, int]] = frozenset()
    throughout: Node | None = None
    partial: frozenset[str] = frozenset()
    size: Symbol | None = None

    def is_random(self, name: str) -> bool:
        """Whether a name is random, and not for the one reason that it is a small letter inside a head."""
        role = self.roles.table.get(name)
        alone = role is not None and role.reason.startswith("stands inside a head") and not name[:1].isupper()
        return role is not None and role.role == "random" and not alone

    def indices(self, name: Name) -> tuple[Node, ...]:
        """The indices of a member of a family."""
        return indices_of(name, self.apart)

    def letter(self, name: Name) -> str:
        """The letter of the family that a name is a member of."""
        return letter_of(name, self.apart)

    def family(self, name: Name) -> t.Family | None:
        """The family that w_j is a member of, or that the bare letter w stands for; None for a lone variable."""
        arity = len(self.indices(name))
        if not arity:
            arities = [known for letter, known in self.sizes if letter == str(name)]
            lone = self.roles.table.get(str(name))
            if not arities or (lone is not None and lone.reason.startswith(("stands", "has a law"))):
                return None
            arity = arities[0]
        key = (self.letter(name), arity)
        if key not in self.families:
            self.families[key] = t.family(
                key[0], *self.sizes[key], kind="random" if self.role_of(name) == "random" else "real"
            )
        return self.families[key]

    def role_of(self, name: Name) -> str:
        """The role of a name: a constant, where nothing tells."""
        found = self.roles.of(name)
        return found.role if found is not None else "constant"

    def _is_scalar(self, name: Name) -> bool:
        """Whether a bold letter was declared a random variable, or has the law of a number."""
        found = self.roles.of(name)
        return found is not None and found.reason.startswith(("declared a variable", "has a law"))

    def symbol(self, name: Name) -> Any:
        """The member of a family, random variable or constant that a name is. NoMeaning for vectors and matrices."""
        bold = name.style == "bold" and not self._is_scalar(name)
        label = name.label and len(self.indices(name)) != len(name.subscript) + len(name.label)
        if label or name.accent == "vec" or bold or name.style == "bb":
            raise NoMeaning("vectors, matrices and superscripts that are no powers are outside what is covered", name)
        if name.label and self.letter(name) in self.mixed:
            raise NoMeaning("indices above and below the same letter are outside what is covered", name)
        if self.indices(name) and (self.letter(name), len(self.indices(name))) not in self.lone:
            owner = self.family(name)
            assert owner is not None
            return owner[tuple(self.term(index) for index in self.indices(name))]
        shown = str(name)
        if shown in self.both:
            raise NoMeaning("it is said to be odd and to be even", name)
        if shown in self.integer:
            natural = {"nonnegative": True} if shown in self.from_zero else {"positive": True}
            parity = {self.parity[shown]: True} if shown in self.parity else {}
            return Symbol(shown, integer=True, **parity, **({} if shown in self.any_sign else natural))
        if self.role_of(name) == "random":
            return t.RandomVariable(shown)
        if name == Name("pi"):
            return pi
        if name == EULER and not self.roles.letter_e:
            return exp(1)
        return Symbol(shown, real=True, **({"positive": True} if shown in self.positive else {}))

    def term(self, node: Node) -> Any:
        """The term of an expression, an index or a last value."""
        raise NotImplementedError

    def find_numbers(self, phrases: Sequence[said.Phrase], every: Sequence[Node]) -> None:
        """Which constants are whole, positive, odd or even: by what is declared of them, and by counting with them."""
        declared = [p for p in phrases if isinstance(p, said.DeclarationPhrase)]
        named = {role: frozenset(str(n) for p in declared if p.role == role for n in p.names) for role in _DECLARED}
        below = {str(p.lhs) for p in phrases if isinstance(p, said.EquationPhrase) and p.relation in {"<", "<="}}
        counted = {name for name in self._counted_with(every) if not self.is_random(name)}
        self.positive = named["positive"] | {str(n) for p in phrases for n in _deviations(p)} - below
        self.parity = {name: word for word in ("odd", "even") for name in named[f"{word} number"]}
        self.both = named["odd number"] & named["even number"]
        self.any_sign = named["integer"] - self.parity.keys() - named["natural"] - counted - self.positive
        self.integer = named["integer"] | named["natural"] | {"fan_in", "fan_out"} | counted
        self.from_zero = named["natural"] - counted - self.positive

    def _counted_with(self, every: Sequence[Node]) -> set[str]:
        """The names in indices, in the ends of sums and products, and what these run over."""
        functions = {part.function for part in every if isinstance(part, tree.Call)}  # X is no index in M_X(t)
        sums = [part for part in every if isinstance(part, tree.Sum | tree.Product)]
        members = [part for part in every if isinstance(part, Name) and part not in functions]
        nodes = [index for name in members for index in self.indices(name)]
        nodes += [end for part in sums for end in (part.lower, part.upper) if end is not None]
        names = {str(name) for node in nodes for name in walk(node) if isinstance(name, Name)}
        return names | {str(variable) for part in sums for variable in part.variables}

    def find_values(self, phrases: Sequence[said.Phrase], every: Sequence[Node]) -> None:
        """Which whole numbers may be 0: those that sums begin with, and the values of discrete variables."""
        values = {str(name) for name in values_of_discrete(every, phrases)} - self.integer
        values = {name for name in values if not self.is_random(name)}
        self.integer |= values
        self.from_zero |= values
        self.from_zero |= {
            str(variable) for part in every if isinstance(part, tree.Sum | tree.Product) for variable in part.variables
            if not (isinstance(part.lower, tree.Number) and part.lower.value >= 1)
        }  # fmt: skip


def _deviations(phrase: said.Phrase) -> Iterator[Name]:
    """The s of a stated variance s^2: it is the standard deviation that is meant."""
    if isinstance(phrase, said.EquationPhrase) and phrase.relation == "=":
        sides = (tree.ungroup(phrase.lhs), tree.ungroup(phrase.rhs))
        for one, other in (sides, sides[::-1]):
            square = other.base if isinstance(other, tree.Power) and str(other.exponent) == "2" else None
            if isinstance(one, tree.Head) and one.kind == "Var" and isinstance(square, Name):
                yield square
