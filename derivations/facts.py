"""What the moment normal form knows of the variables: one place that reads the hypotheses and records which it used."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar, cast

from sympy import Basic, Expr, Ge, Gt, Le, Lt, Ne, Symbol

from derivations.entailment import Context, Support, entails
from derivations.hypotheses import (
    Definition,
    HasDensity,
    HasLaw,
    Holds,
    Hypothesis,
    IdenticallyDistributed,
    IdenticallyDistributedRows,
    Independent,
    IndependentElements,
    IndependentRows,
    NoAtom,
    Symmetric,
)  # fmt: skip
from derivations.laws import Law
from derivations.terms import Element, Family, Partial, RandomVariable, Section, is_random, subterms

__all__ = ["Facts", "spoken_of"]

T = TypeVar("T")


class Facts:
    """The hypotheses; those that took part (`used`), what was divided by (`guards`), what was left (`outside`)."""

    def __init__(self, context: Context, distinct: Sequence[tuple[Expr, Expr]] = ()) -> None:
        self.context = tuple(context)
        self.distinct = {frozenset(pair) for pair in distinct}
        self._apart = {
            frozenset(h.relation.args): h
            for h in self.context
            if isinstance(h, Holds) and isinstance(h.relation, Ne | Lt | Gt) and not h.forall
        }
        self.used: set[Hypothesis] = set()
        self.guards: set[Expr] = set()
        self.outside: list[str] = []
        self._laws = {h.term: h for h in self.context if isinstance(h, HasLaw)}
        self._known: dict[Hypothesis, Support | None] = {}
        self._read: dict[Expr, tuple[Any, set[Hypothesis], list[str]]] = {}
        self._symmetric = any(isinstance(h, Symmetric) or (isinstance(h, HasLaw) and h.law.symmetric) for h in context)
        self._rows = [h.families for h in self.context if isinstance(h, IndependentRows)]
        self._ordered = any(isinstance(h, Holds) and isinstance(h.relation, Gt | Lt | Ge | Le) for h in context)
        self.has_points = any(law.law.points is not None for law in self._laws.values())
        self._smooth = any(isinstance(h, NoAtom | HasDensity | HasLaw) for h in context)

    def uses(self, support: Support | None) -> bool:
        """Record a support; whether there is one."""
        self.used |= support or frozenset()
        return support is not None

    def declines(self, reason: str) -> None:
        """Record that the fragment was left, so that a difference says nothing."""
        if reason not in self.outside:
            self.outside.append(reason)

    def differ(self, indices: frozenset[Expr]) -> bool:
        """Whether two indices are said to be different."""
        if indices in self._apart:
            self.used.add(self._apart[indices])
        return indices in self.distinct or indices in self._apart

    def remembered(self, term: Any, read: Callable[[Any], T]) -> T:
        """What `read` makes of the term, computed once; what took part or was declined in it is recorded every time."""
        if term not in self._read:
            used, outside = self.used, self.outside
            self.used, self.outside = set(), []
            try:
                self._read[term] = read(term), self.used, self.outside
            finally:
                self.used, self.outside = used | self.used, [*outside, *(r for r in self.outside if r not in outside)]
        found, took_part, declined = self._read[term]
        self.used |= took_part
        for reason in declined:
            self.declines(reason)
        return cast("T", found)

    def forget(self) -> None:
        """Read everything anew from now on."""
        self._read.clear()

    def law(self, cell: Any) -> Law | None:
        """The stated law of a cell; asking counts as use."""
        stated = self._laws.get(cell) or (self._laws.get(cell.family) if isinstance(cell, Element) else None)
        if stated is None:
            return None
        self.used.add(stated)
        return stated.law

    def symmetric(self, term: Expr) -> bool:
        """Whether term and -term have one law."""
        return self._symmetric and self._follows(Symmetric(term))

    def side(self, constant: Expr) -> tuple[int, bool]:
        """1 or -1 where a stated inequality puts a constant on one side of 0, else 0; and whether it is not 0."""
        if self._ordered:
            for side, strict, relation in ((1, True, Gt), (-1, True, Lt), (1, False, Ge), (-1, False, Le)):
                if self._follows(Holds(relation(constant, 0))):
                    return side, strict
        return 0, False

    def no_atom(self, term: Expr) -> bool:
        """Whether P(term = 0) = 0."""
        return self._smooth and self._follows(NoAtom(term))

    def identical(self, family: Family) -> bool:
        """Whether all members of the family have one law."""
        return self._follows(IdenticallyDistributed(family))

    def row_of(self, family: Family) -> tuple[Family, ...]:
        """The families whose members of one index are one row, of rows that are independent; or the family alone."""
        return next((families for families in self._rows if family in families), (family,))

    def identical_rows(self, families: Iterable[Family]) -> bool:
        """Whether all rows of the families have one joint law."""
        return self._follows(IdenticallyDistributedRows(tuple(sorted(families, key=str))))

    def _follows(self, goal: Hypothesis) -> bool:
        """Whether the hypothesis follows from those stated, which count as used then."""
        if goal not in self._known:
            self._known[goal] = entails(self.context, goal)
        return self.uses(self._known[goal])

    def folded(self) -> frozenset[Definition]:
        """Definitions of variables of which more is stated: independence, a law. They are names until that is used."""
        spoken = set().union(*(map(_called, spoken_of(h)) for h in self.context))
        return frozenset(
            h for h in self.context
            if isinstance(h, Definition) and not h.forall and is_random(h.name) and _called(h.name) in spoken
            and not isinstance(h.term, Partial)
        )  # fmt: skip

    def strangers(self, terms: Iterable[Basic]) -> Iterator[str]:
        """Hypotheses about the terms that the normal form cannot put to use: what it does not see may follow."""
        names = set().union(*map(_names, terms))
        todo = list(self.context)
        while linked := [h for h in todo if names & _names_of(h)]:
            todo = [h for h in todo if h not in linked]
            names = names.union(*map(_names_of, linked))
            yield from (f"the hypothesis {h} speaks of more than variables" for h in linked if self._strange(h))

    def _strange(self, hypothesis: Hypothesis) -> bool:
        match hypothesis:
            case Independent(groups):
                return not all(self._plain(item) for group in groups for item in group)
            case IndependentElements(item) | IdenticallyDistributed(item) | Symmetric(item):
                return not self._plain(item)
            case IndependentRows(items) | IdenticallyDistributedRows(items):
                return not all(map(self._plain, items))
            case HasLaw(item, _) | HasDensity(item) | NoAtom(item, _):
                return not self._plain(item)
            case Holds(relation):
                return is_random(relation)
        return False

    def _plain(self, item: Any) -> bool:
        """Whether it is a variable, a member or a whole family, and none that a definition replaces."""
        family = item.family if isinstance(item, Element) else item
        defined = {h.name.family if isinstance(h.name, Element) else h.name for h in self.context
                   if isinstance(h, Definition)}  # fmt: skip
        known = isinstance(item, RandomVariable | Element | Family) and not isinstance(item, Section)
        return known and family not in defined


def _called(item: Any) -> Any:
    return item.family if isinstance(item, Element) else item


def spoken_of(hypothesis: Hypothesis) -> list[Any]:
    """What a hypothesis says is independent, or has a law of some kind."""
    match hypothesis:
        case Independent(groups):
            return [item for group in groups for item in group]
        case IndependentElements(item) | IdenticallyDistributed(item) | Symmetric(item):
            return [item]
        case IndependentRows(items) | IdenticallyDistributedRows(items):
            return list(items)
        case HasLaw(item, _) | HasDensity(item) | NoAtom(item, _):
            return [item]
    return []


def _names(term: Any) -> set[Any]:
    """The random variables, families and constants that are no integers in a term."""
    if isinstance(term, Family):
        return {term.whole if isinstance(term, Section) else term}
    parts = subterms(term)
    return {
        part.family if isinstance(part, Element) else part for part in parts
        if isinstance(part, Element) or (isinstance(part, Symbol) and not part.is_integer)
    }  # fmt: skip


def _names_of(hypothesis: Hypothesis) -> set[Any]:
    match hypothesis:
        case Independent(groups):
            return {name for group in groups for item in group for name in _names(item)}
        case IndependentElements(item) | IdenticallyDistributed(item) | Symmetric(item):
            return _names(item)
        case IndependentRows(items) | IdenticallyDistributedRows(items):
            return set().union(*map(_names, items))
        case HasDensity(item) | NoAtom(item, _):
            return _names(item)
        case HasLaw(item, law):
            return _names(item).union(*map(_names, law.parameters))
        case Definition(name, term, _):
            return _names(name) | _names(term)
        case Holds(relation):
            return _names(relation)
    return set()
