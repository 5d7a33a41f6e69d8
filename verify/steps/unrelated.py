"""Variables that nothing stated relates: what a definition would have to be, or that one is lacking.

`E[h^2] = E[max(0, f)^2]` says nothing wrong about an h that the text defines elsewhere: it holds if h = max(0, f).

>>> from derivations.reading import read_expression as read
>>> name, value = aligned(read("E[h^2]"), read("E[max(0, f)^2]"))
>>> print(name, "=", value)
h = max(0, f)
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from derivations.entailment import unfold
from derivations.hypotheses import Definition, HasLaw, Hypothesis
from derivations.reading.syntax.tree import Name, Node, children, ungroup, walk
from derivations.terms import Element, Family, cells, subterms

__all__ = ["aligned", "strangers"]


def aligned(lhs: Node, rhs: Node) -> tuple[Name, Node] | None:
    """The name on the left and the expression on the right that would make the two sides the same, if one would."""
    found: dict[Name, Node] = {}
    if not _align(ungroup(lhs), ungroup(rhs), found) or len(found) != 1:
        return None
    ((name, value),) = found.items()
    own = {part.base for part in walk(value) if isinstance(part, Name)}
    return None if isinstance(value, Name) or name.base in own else (name, value)


def _align(left: Node, right: Node, found: dict[Name, Node]) -> bool:
    if left == right:
        return True
    if isinstance(left, Name):
        return found.setdefault(left, right) == right
    ours, theirs = list(children(left)), list(children(right))
    same = type(left) is type(right) and len(ours) == len(theirs) and _label(left) == _label(right)
    return same and all(_align(a, b, found) for a, b in zip(ours, theirs, strict=True))


def _label(node: Node) -> tuple[Any, ...]:
    """What a node holds besides nodes: the kind of a head, the signs of a sum, a number."""
    values = [getattr(node, name) for name in node.__slots__ if name not in {"span", "bracket", "operators"}]
    flat = [part for value in values for part in (value if isinstance(value, tuple) else (value,))]
    return tuple(part for part in flat if not isinstance(part, Node))


def strangers(hypotheses: Sequence[Hypothesis], lhs: Any, rhs: Any) -> tuple[list[str], list[str]] | None:
    """The variables of each side where nothing stated relates one side to the other and they are not of one form.

    `E[x] = E[y]` is of one form: it says that two means are equal, which is true or false of all x and y.
    """
    sides = [unfold(hypotheses, side)[0] for side in (lhs, rhs)]
    apart = _apart(hypotheses, *sides)
    left, right = (_owners(cells(side), apart) for side in sides)
    if not left or not right or left & right or (_laws(hypotheses, left) and _laws(hypotheses, right)):
        return None
    stated = [_owners(cells(h.name) | cells(h.term), apart) for h in hypotheses if isinstance(h, Definition)]
    if any(owners & left and owners & right for owners in stated) or _one_form(*sides):
        return None
    return sorted(map(str, left)), sorted(map(str, right))


def _owners(found: set[Any], apart: Collection[Any] = ()) -> set[Any]:
    return {cell.family if isinstance(cell, Element) and cell.family not in apart else cell for cell in found}


def _apart(hypotheses: Sequence[Hypothesis], *sides: Any) -> set[Any]:
    """The families of which only members with numbers occur, and nothing is stated: b_0 and b_1 are two variables."""
    members = [part for side in sides for part in subterms(side) if isinstance(part, Element)]
    whole = {m.family for m in members if not all(i.is_Integer for i in m.indices)}
    return {m.family for m in members} - whole - set().union(*map(_families, hypotheses))


def _families(hypothesis: Hypothesis) -> set[Any]:
    """The families that a hypothesis speaks of as a whole."""
    items = [getattr(hypothesis, name, None) for name in ("family", "term")]
    items += [item for group in getattr(hypothesis, "groups", ()) for item in group]
    return {item for item in items if isinstance(item, Family)}


def _laws(hypotheses: Sequence[Hypothesis], owners: set[Any]) -> bool:
    return any(isinstance(h, HasLaw) and _owners({h.term}) & owners for h in hypotheses)


def _one_form(left: Any, right: Any) -> bool:
    """Whether renaming the variables of one side gives the other."""
    ours, theirs = (sorted(cells(side), key=str) for side in (left, right))
    return len(ours) == len(theirs) and left.xreplace(dict(zip(ours, theirs, strict=True))) == right
