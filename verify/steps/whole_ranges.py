r"""The range of a letter that takes whole values: `k = 0, 1, 2, ...`, `k = 1, ..., n`, `k \in \{0, 1\}`, `k >= 1`.

>>> from derivations.reading import read_expression
>>> [str(end) for end in whole_ends(read_expression(r"k = 0, 1, \dots, n"), Name("k"))]
['0', 'n']
>>> [str(end) for end in whole_ends(read_expression(r"k \ge 1"), Name("k"))]
['1', 'inf']
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from derivations.reading.syntax.tree import (
    Add,
    Call,
    Dots,
    Head,
    Infinity,
    Name,
    Node,
    Number,
    Relation,
    SetOf,
    Tuple,
    ungroup,
)  # fmt: skip

__all__ = ["mass_at", "whole_ends"]

_FIRST = {Name("N", style="bb"): 1, Name("N", (Number(Fraction(0)),), style="bb"): 0}


def whole_ends(where: Node | None, letter: Name) -> tuple[Node, Node] | None:
    """The first and the last value, None where these are not understood."""
    match where:
        case Tuple((Relation((left, first), ("=",)), *rest)) if ungroup(left) == letter:
            return _ends_of([first, *rest])
        case Relation((left, Tuple(items)), ("=",)) if ungroup(left) == letter:
            return _ends_of(items)
        case Relation((left, SetOf(items, ())), ("in",)) if ungroup(left) == letter:
            return _ends_of(items)
        case Relation((left, inside), ("in",)) if ungroup(left) == letter and inside in _FIRST:
            assert isinstance(inside, Name)
            return Number(Fraction(_FIRST[inside])), Infinity()
        case Relation((left, right), (">=",)) if ungroup(left) == letter:
            return right, Infinity()
        case Relation((left, right), (">",)) if ungroup(left) == letter:
            return Add((right, Number(Fraction(1))), ("+", "+")), Infinity()
        case Relation((low, middle, high), ("<=", "<=")) if ungroup(middle) == letter:
            return low, high
    return None


def _ends_of(items: Sequence[Node]) -> tuple[Node, Node] | None:
    """The ends of `1, 2, 3`, `0, 1, ..., n` and `1, 2, ...`."""
    dots = [place for place, item in enumerate(items) if isinstance(item, Dots)]
    before = [item.value if isinstance(item, Number) else None for item in items[: dots[0] if dots else None]]
    if not before or None in before or before != [before[0] + i for i in range(len(before))]:  # type: ignore[operator]
        return None
    if dots == [len(items) - 1]:
        return items[0], Infinity()
    return (items[0], items[-1]) if dots in ([], [len(items) - 2]) else None


def mass_at(node: Node | None) -> tuple[Name, Name, Name] | None:
    """The variable, the name of the function and the letter of `P(X = k)` and `p_X(k)`."""
    inner = ungroup(node) if node is not None else None
    match inner:
        case Head("P", (event,), ()) if isinstance(event := ungroup(event), Relation) and event.kinds == ("=",):
            variable, letter = map(ungroup, event.sides)
            if isinstance(variable, Name) and isinstance(letter, Name) and variable.base.isupper():
                return variable, Name("P", (variable,)), letter
        case Call(Name("p", (Name() as variable,), primes=0) as function, (Name() as letter,), ()):
            return variable, function, letter
    return None
