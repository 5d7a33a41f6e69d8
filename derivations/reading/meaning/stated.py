"""The records of stated hypotheses, one class for each thing that can be said."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from derivations.reading.syntax.tree import Dots, Head, Name, Node, Number, Power, Root, Sum, ungroup, walk


def defined_square(lhs: Node, rhs: Node) -> tuple[Name, Node] | None:
    r"""The name and value of S in `S^2 = \frac{1}{n-1} \sum_i (X_i - m)^2`, the root of a sum without moments."""
    square = ungroup(lhs)
    if not isinstance(square, Power) or square.exponent != Number(Fraction(2)) or not isinstance(square.base, Name):
        return None
    inside = list(walk(rhs))
    summed = any(isinstance(part, Sum | Dots) for part in inside)
    plain = square.base not in inside and not any(isinstance(part, Head) for part in inside)
    return (square.base, Root(rhs)) if summed and plain else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """One stated hypothesis; `text` as it was written."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IndependentPhrase(Phrase):
    """The groups are mutually independent; one group alone means its members. `(x, y)` in brackets is one group."""

    groups: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairwisePhrase(Phrase):
    """Any two of the names, or any two members of the one family named, are independent; where there are others, any
    name and any one of those.
    """

    names: tuple[Node, ...]
    others: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IidPhrase(Phrase):
    """The members are independent and identically distributed: of a family `w_j`, or the names listed."""

    names: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IdenticallyDistributedPhrase(Phrase):
    """They have the same law."""

    names: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EqualVariancePhrase(Phrase):
    """They have the same variance."""

    names: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SymmetricPhrase(Phrase):
    """Each is symmetric around 0."""

    names: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CentredPhrase(Phrase):
    """Each has mean 0."""

    names: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAtomPhrase(Phrase):
    """P(name = at) = 0 for each."""

    names: tuple[Node, ...]
    at: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class DensityPhrase(Phrase):
    """Each has a density."""

    names: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UncorrelatedPhrase(Phrase):
    """Every two of them have covariance 0."""

    names: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DependentPhrase(Phrase):
    """They may depend on one another."""

    names: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclarationPhrase(Phrase):
    """What the names are: "random", "constant", "function", "index", "integer", "positive", "odd", "even", ..."""

    names: tuple[Node, ...]
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EquationPhrase(Phrase):
    """A relation that holds: `E[w_j] = 0`, `n > 1`."""

    lhs: Node
    rhs: Node
    relation: str = "="


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionPhrase(Phrase):
    r"""A name or function that stands for an expression: `\mu = E[x]`, `v = w_1 x_1 + w_2 x_2`."""

    name: Node
    value: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class LawPhrase(Phrase):
    """Each name has the law, a key of LAW_NAMES.

    `keys` says for each parameter how it was named ("" if it was not): the second parameter of a normal law is its
    variance unless its key is "sd". `independent` if "iid" stood there.
    """

    names: tuple[Node, ...]
    law: str
    parameters: tuple[Node, ...]
    keys: tuple[str, ...] = ()
    independent: bool = False
