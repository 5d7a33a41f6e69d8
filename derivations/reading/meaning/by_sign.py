r"""Definitions by cases that split at one value: y for y >= 0 and a y for y < 0.

>>> from derivations.reading import read_expression
>>> node = read_expression(r"\begin{cases} y & y \ge 0 \\ a y & y < 0 \end{cases}")
>>> [str(part) for part in split_at_zero(node.values, node.conditions)]
['y', '>=', 'y', 'a*y']
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from derivations.reading.syntax.tree import Add, Node, Number, Relation, ungroup

__all__ = ["split_at_zero"]

_OPPOSITE = {">=": "<", ">": "<=", "<": ">=", "<=": ">"}
_TURNED = {">=": "<=", ">": "<", "<": ">", "<=": ">="}
_ZERO = Number(Fraction(0))


def split_at_zero(
    values: Sequence[Node], conditions: Sequence[Node | None]
) -> tuple[Node, str, Node, Node] | None:
    """What is compared with 0, ">" or ">=", and the values above and below; None for any other cases."""
    if len(values) != 2:
        return None
    found = [_sign(condition) for condition in conditions]
    first, second = found
    if first is None or (second is None and conditions[1] is not None):
        return None
    if second is not None and (second[0] != first[0] or second[1] != _OPPOSITE[first[1]]):
        return None
    inside, kind = first
    high, low = values if kind in {">", ">="} else (values[1], values[0])
    return inside, kind if kind in {">", ">="} else _OPPOSITE[kind], high, low


def _sign(condition: Node | None) -> tuple[Node, str] | None:
    """The x and > of `x > 0`, of `0 < x` and of `x + a > a`, which compares the difference."""
    relation = ungroup(condition) if condition is not None else None
    if not isinstance(relation, Relation) or len(relation.kinds) != 1 or relation.kinds[0] not in _OPPOSITE:
        return None
    (one, other), kind = map(ungroup, relation.sides), relation.kinds[0]
    if other == _ZERO:
        return one, kind
    if one == _ZERO:
        return other, _TURNED[kind]
    return Add((one, other), ("+", "-")), kind
