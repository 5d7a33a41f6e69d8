r"""Densities that words give an owner: "with the density $p$ of $y_1$" makes p(t) the density of y_1, as p_{y_1}(t) is.

>>> owners(r"Let $p$ be the density of $y$. Here $x$ has the density $q(x)$.")
{'p': 'y', 'q': 'x'}
>>> owners("The density $p$ of $y$ is even, and $x$ has density $p$, too.")
{}
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from derivations.errors import UserError
from derivations.reading.meaning.holders import mapped
from derivations.reading.syntax.formula import read_expression
from derivations.reading.syntax.statements import Chain
from derivations.reading.syntax.tree import Call, Name, Node, rebuild

__all__ = ["owners", "with_owners"]

_F: Final = r"\$\s*(?P<f>[a-zA-Z])\s*(?:\([^$()]*\))?\s*\$"
_X: Final = r"\$\s*(?P<x>\\?[A-Za-z]+(?:_(?:\{\w+\}|\w))?)\s*\$"
_DENSITY: Final = r"(?:probability\s+)?density(?:\s+function)?"
_THE: Final = r"(?:(?:the|a|an|its|some|smooth|even|symmetric|continuous|bounded|positive)\s+)*"
_FORMS: Final = [
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"\b{_DENSITY}\s+{_F}\s+of\s+{_THE}(?:[a-z]+\s+)?{_X}",
        rf"{_F}\s+(?:is|be|for|denotes?|as)\s+{_THE}{_DENSITY}\s+of\s+{_THE}(?:[a-z]+\s+)?{_X}",
        rf"{_X}\s+(?:has|have|having|with|possess\w*)\s+{_THE}{_DENSITY}\s+{_F}",
        rf"\b{_DENSITY}\s+of\s+{_THE}(?:[a-z]+\s+)?{_X}\s+(?:is|be)\s+(?:denoted\s+by\s+|called\s+|written\s+)?{_F}",
        rf"{_X}\s+(?:is|be)\s+(?:an?\s+)?(?:[a-z]+\s+){{0,3}}variable\s*,?\s+whose\s+{_DENSITY}\s+{_F}",
        rf"\b(?:write|denote)\s+{_F}\s+for\s+{_THE}{_DENSITY}\s+of\s+{_THE}(?:[a-z]+\s+)?{_X}",
    )
]


def owners(text: str) -> dict[str, str]:
    """The functions that words call the density of one variable in the whole text, with that variable."""
    plain = re.sub(r"\\\(|\\\)", "$", text)
    found: dict[str, set[str]] = {}
    for form in _FORMS:
        for hit in form.finditer(plain):
            found.setdefault(hit["f"], set()).add(hit["x"])
    return {function: next(iter(names)) for function, names in found.items() if len(names) == 1}


def with_owners(chains: Sequence[Chain], owned: Mapping[str, str]) -> tuple[Chain, ...]:
    """The chains in which such functions bear their owner."""
    made: dict[Name, Name] = {}
    for function, owner in owned.items():
        try:
            name = read_expression(owner, latex=True)
        except UserError:
            continue
        if isinstance(name, Name):
            made[Name(function)] = Name(function, subscript=(name,))

    def changed(node: Node) -> Node:
        owned_by = made.get(node.function) if isinstance(node, Call) and len(node.args) == 1 else None
        return replace(node, function=owned_by) if isinstance(node, Call) and owned_by is not None else node

    return tuple(mapped(chain, lambda tree: rebuild(tree, changed)) for chain in chains) if made else tuple(chains)
