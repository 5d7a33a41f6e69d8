"""The trees in chains, steps, phrases and hints, and the same things with other trees in them.

>>> from derivations.reading import read_document
>>> chain = read_document("$a = b$").chains[0]
>>> [str(tree) for tree in trees_in(chain.steps[0])]
['a', 'b']
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from derivations.reading.syntax.tree import Node

__all__ = ["children_mapped", "mapped", "trees_in"]


def trees_in(holder: Any) -> Iterator[Node]:
    """Every tree that something holds."""
    if isinstance(holder, Node):
        yield holder
    elif isinstance(holder, tuple | list):
        for item in holder:
            yield from trees_in(item)
    elif is_dataclass(holder):
        for part in fields(holder):
            yield from trees_in(getattr(holder, part.name))


def mapped(holder: Any, change: Any) -> Any:
    """The same thing with every tree in it changed."""
    if isinstance(holder, Node):
        return change(holder)
    if isinstance(holder, tuple | list):
        return type(holder)(mapped(item, change) for item in holder)
    if is_dataclass(holder) and not isinstance(holder, type):
        values = {part.name: getattr(holder, part.name) for part in fields(holder)}
        changed = {name: mapped(value, change) for name, value in values.items()}
        return replace(holder, **{name: value for name, value in changed.items() if value != values[name]})
    return holder


def children_mapped(node: Node, change: Any) -> Node:
    """The node with every child changed."""
    made: dict[str, Any] = {}
    for part in fields(node):
        value = getattr(node, part.name)
        if part.name == "function":  # its name says whose density or activation it is
            continue
        if isinstance(value, Node):
            made[part.name] = change(value)
        elif isinstance(value, tuple) and any(isinstance(item, Node) for item in value):
            made[part.name] = tuple(change(item) if isinstance(item, Node) else item for item in value)
    return replace(node, **{name: value for name, value in made.items() if value != getattr(node, name)})
