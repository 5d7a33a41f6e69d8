"""What a claim may assume: closed, frozen atoms. `derivations.entailment.entails` says what follows from them.

Hypotheses about a family quantify over all its indices. Finite moments are a standing convention.

>>> from derivations.terms import E, Var, family, positive_integers, random_variables
>>> x, y = random_variables("x y")
>>> Independent(x, y)
Independent(x, y)
>>> n = positive_integers("n")
>>> w = family("w", n)
>>> IID(w)
(IndependentElements(w), IdenticallyDistributed(w))
>>> Centred(w)
Holds(Eq(E(w[j]), 0), forall=(j,))
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, Self

from sympy import Basic, Eq, Symbol
from sympy.core.relational import Relational

from derivations.errors import UserError
from derivations.laws import Law
from derivations.terms import E, Element, Family, Var, as_term, bound_symbols, free_symbols, is_random, subterms

__all__ = [
    "IID",
    "Centred",
    "Definition",
    "DependsThrough",
    "EqualVariance",
    "HasDensity",
    "HasLaw",
    "Holds",
    "Hypothesis",
    "IdenticallyDistributed",
    "IdenticallyDistributedRows",
    "Independent",
    "IndependentElements",
    "IndependentRows",
    "NoAtom",
    "Odd",
    "PairwiseIndependent",
    "PairwiseIndependentElements",
    "Symmetric",
    "index_of",
]


@dataclass(frozen=True, slots=True, repr=False)
class Hypothesis:
    """One atom. `substitute` replaces variables; `free_symbols` are those a generalisation must not touch."""

    def substitute(self, mapping: dict[Any, Any]) -> Self:
        """The same atom with variables, families or parameters replaced, but not the indices it quantifies over.

        >>> from sympy import symbols
        >>> n = symbols("n")
        >>> Definition(Symbol("s"), n, forall=(n,)).substitute({n: 2})
        Definition(s, n, (n,))
        """
        mapping = {old: new for old, new in mapping.items() if old not in getattr(self, "forall", ())}
        made = object.__new__(type(self))
        for part in fields(self):
            object.__setattr__(made, part.name, _replace(getattr(self, part.name), mapping))
        return made

    @property
    def free_symbols(self) -> set[Symbol]:
        """The free symbols of its terms without the indices it quantifies over."""
        return _symbols(tuple(getattr(self, part.name) for part in fields(self)))

    @property
    def bound_symbols(self) -> set[Symbol]:
        """The symbols that it binds: the indices it quantifies over, and those of sums in its terms."""
        return _bound(tuple(getattr(self, part.name) for part in fields(self))) | set(getattr(self, "forall", ()))

    def __repr__(self) -> str:
        shown = (str(getattr(self, part.name)) for part in fields(self) if part.compare)
        return f"{type(self).__name__}({', '.join(shown)})"


def _replace(value: Any, mapping: dict[Any, Any]) -> Any:
    if isinstance(value, Basic):
        return value.xreplace(mapping)
    if isinstance(value, Law):
        return value.substitute(mapping)
    if isinstance(value, tuple):
        return tuple(_replace(part, mapping) for part in value)
    return mapping.get(value, value)


def _symbols(value: Any) -> set[Symbol]:
    if isinstance(value, Family):
        return set().union(*(size.free_symbols for size in value.sizes))
    if isinstance(value, Basic):
        return free_symbols(value)
    if isinstance(value, Law):
        return _symbols(value.parameters)
    if isinstance(value, tuple):
        return set().union(*(_symbols(part) for part in value))
    return set()


def _bound(value: Any) -> set[Symbol]:
    if isinstance(value, Basic) and not isinstance(value, Family):
        return set().union(*(bound_symbols(part) for part in subterms(value)))
    if isinstance(value, Law):
        return _bound(value.parameters)
    if isinstance(value, tuple):
        return set().union(*(_bound(part) for part in value))
    return set()


@dataclass(frozen=True, slots=True, init=False, repr=False)
class Independent(Hypothesis):
    """The groups are mutually independent; a group is a term, a family as a whole, or a tuple of those.

    A `note` marks it as a modelling assumption; it is printed and takes no part in comparisons.
    """

    groups: tuple[tuple[Any, ...], ...]
    note: str = field(compare=False)

    def __init__(self, *groups: Any, note: str = "") -> None:
        object.__setattr__(self, "note", note)
        if len(groups) < 2:
            raise UserError(f"Independent needs at least two groups, got {groups}; for one family: IndependentElements")
        object.__setattr__(self, "groups", tuple(g if isinstance(g, tuple) else (g,) for g in groups))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(str(g[0] if len(g) == 1 else g) for g in self.groups)})"


@dataclass(frozen=True, slots=True, init=False, repr=False)
class PairwiseIndependent(Independent):
    """Any one of one group and any one of another are independent: each w_i of each x_j. Three need not be."""


@dataclass(frozen=True, slots=True, repr=False)
class IndependentElements(Hypothesis):
    """The members of the family are mutually independent."""

    family: Family


@dataclass(frozen=True, slots=True, repr=False)
class PairwiseIndependentElements(IndependentElements):
    """Any two members of the family are independent; three of them need not be."""


@dataclass(frozen=True, slots=True, repr=False)
class IdenticallyDistributed(Hypothesis):
    """All members of the family have one law."""

    family: Family


@dataclass(frozen=True, slots=True, repr=False)
class IndependentRows(Hypothesis):
    """The rows (x_j, y_j, ...) of families with one index are mutually independent; within a row nothing is said."""

    families: tuple[Family, ...]


@dataclass(frozen=True, slots=True, repr=False)
class IdenticallyDistributedRows(Hypothesis):
    """All rows (x_j, y_j, ...) of families with one index have one joint law."""

    families: tuple[Family, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Symmetric(Hypothesis):
    """Y and -Y have the same law; of a family: each member."""

    term: Any


@dataclass(frozen=True, slots=True, repr=False)
class HasLaw(Hypothesis):
    """The variable, or every member of the family, has this law: one law, with constants for parameters."""

    term: Any
    law: Law

    def __post_init__(self) -> None:
        elements = {e for part in self.law.parameters for e in part.atoms(Element)}
        varying = isinstance(self.term, Family) and any(i.free_symbols for e in elements for i in e.indices)
        random = next(filter(is_random, self.law.parameters), None)
        if random is not None:
            inside = ", ".join(sorted(str(s) for s in free_symbols(random) if is_random(s))) or str(random)
            raise UserError(f"the law of {self.term} has {inside} in it; laws given another variable are not covered")
        if varying:
            raise UserError(
                f"the law {self.law} of {self.term} has parameters that differ between its members; "
                "state its moments, as in Var(w_i) = s_i^2"
            )


@dataclass(frozen=True, slots=True, repr=False)
class HasDensity(Hypothesis):
    """The law of the variable has a density, written f_Y."""

    term: Any


@dataclass(frozen=True, slots=True, init=False, repr=False)
class NoAtom(Hypothesis):
    """P(Y = value) = 0."""

    term: Any
    value: Any

    def __init__(self, term: Any, value: Any = 0) -> None:
        object.__setattr__(self, "term", term)
        object.__setattr__(self, "value", as_term(value))


@dataclass(frozen=True, slots=True, repr=False)
class Odd(Hypothesis):
    """phi(-t) = -phi(t) for every t."""

    function: Any


@dataclass(frozen=True, slots=True, repr=False)
class DependsThrough(Hypothesis):
    """The quantity (a loss) depends on the family only through the members of another family."""

    quantity: Any
    family: Family
    through: Family


@dataclass(frozen=True, slots=True, init=False, repr=False)
class Holds(Hypothesis):
    """A relation between moments or parameters, for all values of the `forall` indices.

    `note` says what it stands for where it is a modelling assumption ("Glorot's compromise") and is printed.
    """

    relation: Relational
    forall: tuple[Symbol, ...]
    note: str

    def __init__(self, relation: Any, *, forall: tuple[Symbol, ...] = (), note: str = "") -> None:
        if relation in (True, False) or not isinstance(relation, Relational):
            raise UserError(f"Holds needs a relation that is neither always true nor always false, got {relation}")
        object.__setattr__(self, "relation", relation)
        object.__setattr__(self, "forall", forall)
        object.__setattr__(self, "note", note)

    @property
    def free_symbols(self) -> set[Symbol]:
        return free_symbols(self.relation) - set(self.forall)

    def __repr__(self) -> str:
        relation = self.relation
        shown = f"Eq({relation.lhs}, {relation.rhs})" if isinstance(relation, Eq) else str(relation)
        return f"Holds({shown}{f', forall={self.forall}' if self.forall else ''})"


@dataclass(frozen=True, slots=True, init=False, repr=False)
class Definition(Hypothesis):
    """A fresh name stands for a term: v = w_1 x_1 + ... + w_n x_n; with `forall` indices, a family of such.

    A `note` marks it as a modelling assumption; it is printed and takes no part in comparisons.
    """

    name: Any
    term: Any
    forall: tuple[Symbol, ...]
    note: str = field(compare=False)

    def __init__(self, name: Any, term: Any, *, forall: tuple[Symbol, ...] = (), note: str = "") -> None:
        object.__setattr__(self, "note", note)
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "term", term)
        object.__setattr__(self, "forall", forall)

    @property
    def free_symbols(self) -> set[Symbol]:
        return (free_symbols(self.name) | free_symbols(self.term)) - set(self.forall)


def index_of(family: Family) -> tuple[Symbol, ...]:
    """The index symbols that hypotheses about a family quantify over: j, or i and j."""
    letters = "j" if len(family.sizes) == 1 else "ij"
    return tuple(Symbol(letter, integer=True, positive=True) for letter in letters)


def _each(item: Any, relation: Any) -> Holds:
    if isinstance(item, Family):
        indices = index_of(item)
        return Holds(relation(item[indices]), forall=indices)
    return Holds(relation(item))


def Centred(item: Any) -> Holds:
    """E[Y] = 0; of a family: for each member."""
    return _each(item, lambda y: Eq(E(y), 0))


def EqualVariance(item: Any, variance: Any) -> Holds:
    """Var(Y) = variance; of a family: for each member."""
    return _each(item, lambda y: Eq(Var(y), variance))


def IID(family: Family) -> tuple[IndependentElements, IdenticallyDistributed]:
    """The members are independent and identically distributed: two atoms."""
    return IndependentElements(family), IdenticallyDistributed(family)
