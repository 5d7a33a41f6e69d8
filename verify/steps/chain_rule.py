"""Derivatives through the definitions of a document: L = (y - t)^2/2, y = sigmoid(a), a = w x + b.

The derivative of L by w is taken through all of them; that by y through those that y does not need.

>>> from derivations.reading import read_expression as read
>>> made = {read("y"): read("a^2"), read("a"): read("w*x")}
>>> print(unfolded(read("y + b"), {}, made))
(w*x)^2 + b
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from derivations.reading.syntax.tree import Call, Derivative, Evaluated, Name, Node, Relation, rebuild, walk
from verify.steps.carried import Function, with_definitions
from verify.steps.written import letters_of

__all__ = ["differentiates", "through", "unfolded"]

DEEPEST: Final = 12
LARGEST: Final = 2_000  # nodes
DIFFERENTIABLE: Final = frozenset(["tanh", "exp", "log", "ln", "sin", "cos", "sigmoid"])


def unfolded(node: Node, functions: Mapping[Name, Function], made: Mapping[Name, Node]) -> Node:
    """The tree with every defined name replaced by what it stands for, down to names and functions of no definition."""
    for _ in range(DEEPEST):
        if made.keys().isdisjoint(letters_of(node)):
            break
        node = with_definitions(node, {}, made)
        if sum(1 for _ in walk(node)) > LARGEST:
            break
    return with_definitions(node, functions, {})


def differentiates(node: Node) -> bool:
    """Whether a derivative is written in it, with d or with a prime."""
    return any(isinstance(part, Derivative) or (isinstance(part, Call) and part.function.primes) for part in walk(node))


def through(node: Node, made: Mapping[Name, Node], functions: Mapping[Name, Function]) -> Node:
    """The tree with its derivatives taken through the definitions, and all else unfolded."""
    return unfolded(rebuild(node, lambda part: _derived(part, made, functions)), functions, made)


def _derived(node: Node, made: Mapping[Name, Node], functions: Mapping[Name, Function]) -> Node:
    if isinstance(node, Derivative) and len(node.variables) == 1 and isinstance(node.variables[0], Name):
        by, letter = node.variables[0], Name("u_", span=node.span)
        rest = {name: value for name, value in made.items() if name != by}
        body = unfolded(node.body, functions, rest)
        held = rebuild(body, lambda part: letter if part == by else part)
        return _at(replace(node, body=held, variables=(letter,)), letter, by)
    if isinstance(node, Call) and node.function.primes and len(node.args) == 1 and not node.given:
        letter, plain = Name("u_", span=node.span), replace(node.function, primes=0)
        if plain in functions or (plain == Name(plain.base) and plain.base in DIFFERENTIABLE):
            called = with_definitions(replace(node, function=plain, args=(letter,)), functions, {})
            return _at(Derivative(called, (letter,), (node.function.primes,)), letter, node.args[0])
    return node


def _at(derivative: Node, letter: Name, place: Node) -> Node:
    return Evaluated(derivative, Relation((letter, place), ("=",)), None)
