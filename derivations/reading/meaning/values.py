r"""Letters for the values of a variable that takes whole numbers alone: the k of `P(X = k)`, where X is Poisson.

>>> from derivations.reading import read_expression
>>> from derivations.reading.meaning.phrases import read_phrases
>>> sorted(map(str, values_of_discrete([read_expression("P(X = k) - P(Y = t)")], read_phrases("X ~ Poisson(r)"))))
['k']
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from derivations.reading.meaning.stated import LawPhrase, Phrase
from derivations.reading.syntax.tree import Head, Name, Node, Relation, ungroup, walk

__all__ = ["values_of_discrete"]

WHOLE: Final = frozenset(["Bernoulli", "Binomial", "DiscreteUniform", "Geometric", "Poisson"])


def values_of_discrete(nodes: Iterable[Node], phrases: Sequence[Phrase]) -> set[Name]:
    """The letters that a variable with a law on whole numbers is compared with in a probability."""
    discrete = {name for p in phrases if isinstance(p, LawPhrase) and p.law in WHOLE for name in p.names}
    heads = (part for node in nodes for part in walk(node) if isinstance(part, Head) and part.kind == "P")
    events = [event for head in heads for event in (*head.args, *head.given) if isinstance(event, Relation)]
    found: set[Name] = set()
    for event in events:
        sides = [ungroup(side) for side in event.sides]
        if discrete.intersection(sides):
            found |= {side for side in sides if isinstance(side, Name) and side not in discrete}
    return found
