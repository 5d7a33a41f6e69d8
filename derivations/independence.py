"""Which variables are independent of which: mutually independent blocks, and what terms are made of. Trusted.

>>> from derivations.hypotheses import Independent
>>> from derivations.terms import random_variables
>>> x, y, z = random_variables("x y z")
>>> found, _ = blocks([Independent(x, (y, z))], [x, y, z])
>>> sorted(sorted(map(str, block)) for block in found)
[['x'], ['y', 'z']]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import combinations
from typing import Any

from sympy import Symbol, expand

from derivations.hypotheses import (
    Definition,
    Hypothesis,
    Independent,
    IndependentElements,
    IndependentRows,
    PairwiseIndependent,
    PairwiseIndependentElements,
)
from derivations.instances import Context, Support, unfold
from derivations.terms import (
    Element,
    Family,
    Partial,
    RandomVariable,
    bound_in,
    cells,
    renamed_apart,
)  # fmt: skip

__all__ = [
    "NOTHING",
    "Cell",
    "base_cells",
    "blocks",
    "definition_of",
    "independent",
    "surely_distinct",
]

NOTHING: Support = frozenset()  # what always holds needs no hypothesis


def definition_of(context: Context, family: Family) -> Definition | None:
    """What says of every member of the family what it stands for."""
    return next((
        h for h in context
        if isinstance(h, Definition) and isinstance(h.name, Element) and h.name.family == family
        and h.name.indices == h.forall and not isinstance(h.term, Partial)
    ), None)  # fmt: skip


def surely_distinct(first: Element, second: Element) -> bool:
    """Whether two members of a family are different ones whatever the values of the symbols."""
    return any(expand(a - b).is_nonzero and expand(a - b).is_Integer
               for a, b in zip(first.indices, second.indices, strict=True))  # fmt: skip


Distinct = Callable[[Element, Element], bool]
Cell = Any


def _covers(group: tuple[Any, ...], cell: Cell) -> bool:
    return any(item == cell or (isinstance(cell, Element) and item == cell.family) for item in group)


def blocks(
    context: Context, cells_: Iterable[Cell], distinct: Distinct = surely_distinct
) -> tuple[list[frozenset[Cell]], Support]:
    """Split variables, members and whole families into mutually independent blocks, as finely as `context` allows.

    Sound by induction: where mutually independent groups cover all cells, the cells fall into independent parts; the
    parts of one group that are mutually independent among themselves stay so beside the other groups.
    """
    todo = frozenset(cells_)
    if len(todo) < 2:
        return [todo] if todo else [], NOTHING
    for hypothesis in context:
        parts = _parts(hypothesis, todo, distinct)
        if parts is None:
            continue
        found: list[frozenset[Cell]] = []
        used: set[Hypothesis] = {hypothesis}
        for part in parts:
            finer, support = blocks(context, part, distinct)
            found += finer
            used |= support
        return found, frozenset(used)
    return [todo], NOTHING


def _parts(hypothesis: Hypothesis, todo: frozenset[Cell], distinct: Distinct) -> list[frozenset[Cell]] | None:
    if isinstance(hypothesis, Independent):
        if isinstance(hypothesis, PairwiseIndependent) and (len(todo) > 2 or any(isinstance(c, Family) for c in todo)):
            return None
        owner = {c: [i for i, g in enumerate(hypothesis.groups) if _covers(g, c)] for c in todo}
        if any(len(owners) != 1 for owners in owner.values()):
            return None
        parts = [frozenset(c for c in todo if owner[c] == [i]) for i in range(len(hypothesis.groups))]
    elif isinstance(hypothesis, IndependentElements):
        if isinstance(hypothesis, PairwiseIndependentElements) and len(todo) > 2:
            return None
        if not all(isinstance(c, Element) and c.family == hypothesis.family for c in todo):
            return None
        if not all(distinct(a, b) for a, b in combinations(sorted(todo, key=str), 2)):
            return None
        parts = [frozenset({c}) for c in todo]
    elif isinstance(hypothesis, IndependentRows):
        if not all(isinstance(c, Element) and c.family in hypothesis.families for c in todo):
            return None
        rows: dict[Any, set[Element]] = {}
        for cell in sorted(todo, key=str):
            rows.setdefault(cell.indices, set()).add(cell)
        if not all(distinct(min(a, key=str), min(b, key=str)) for a, b in combinations(rows.values(), 2)):
            return None
        parts = [frozenset(row) for row in rows.values()]
    else:
        return None
    parts = [p for p in parts if p]
    return parts if len(parts) > 1 else None


def _taken_symbols(context: Context) -> set[Symbol]:
    """The symbols that no bound index may be called by: a hypothesis may speak of them."""
    return set().union(*map(_spoken_of, context))


@lru_cache(maxsize=4096)
def _spoken_of(hypothesis: Hypothesis) -> frozenset[Symbol]:
    return frozenset(hypothesis.free_symbols)


def base_cells(definitions: Context, group: Iterable[Any], context: Context) -> tuple[set[Cell], Support]:
    """The cells a group of terms depends on; an element with a bound index stands for its whole family.

    With no definitions names stay folded.
    """
    found: set[Cell] = set()
    used: set[Hypothesis] = set()
    for item in group:
        if not definitions and isinstance(item, RandomVariable | Element):
            found |= cells(item)
            continue
        bound: set[Symbol] = set()
        definition = definition_of(definitions, item) if isinstance(item, Family) else None
        if definition is not None:
            bound = set(definition.forall)
            used.add(definition)
        elif isinstance(item, Family):
            found.add(item)
            continue
        term, support = unfold(definitions, item if definition is None else definition.term)
        if bound_in(term):
            term = renamed_apart(term, _taken_symbols(context))  # a hypothesis may speak of what it binds
        used |= support
        bound |= bound_in(term)
        for cell in cells(term):
            whole = isinstance(cell, Element) and any(i.free_symbols & bound for i in cell.indices)
            found.add(cell.family if whole else cell)
    return found, frozenset(used)


def independent(context: Context, groups: tuple[tuple[Any, ...], ...]) -> Support | None:
    """The hypotheses by which the groups of terms are mutually independent, or None."""
    for definitions in ([], context):
        members = [base_cells(definitions, group, context) for group in groups]
        everything = set().union(*(cells_ for cells_, _ in members))
        if sum(len(cells_) for cells_, _ in members) != len(everything):
            continue
        found, used = blocks(context, everything)
        if all(any(block <= cells_ for cells_, _ in members) for block in found):
            return used.union(*(support for _, support in members))
    return None
