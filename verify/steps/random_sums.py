r"""Sums with a random number of terms, S = X_1 + ... + X_N: they are told, and not decided.

>>> from derivations.reading import read_document
>>> document = read_document(r"$$E\left[\sum_{i=1}^N X_i\right] = E[N] E[X_1]$$")
>>> (step,) = document.chains[0].steps
>>> str(random_number(step, (), moments_of(document.chains)))
'N'
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from derivations.reading import Step
from derivations.reading.meaning.stated import DefinitionPhrase, IndependentPhrase, LawPhrase, Phrase
from derivations.reading.syntax.statements import Chain
from derivations.reading.syntax.tree import Add, Dots, Head, Name, Node, Product, Sum, ungroup, walk
from verify.steps.written import letters_of, sides_of

__all__ = ["OF_RANDOM_LENGTH", "moments_of", "random_number"]

OF_RANDOM_LENGTH = "is a random number of terms, and such sums are not decided"


def moments_of(chains: Iterable[Chain]) -> frozenset[Name]:
    """The names of which a moment is taken as they stand, or given which one is."""
    sides = (side for chain in chains for step in chain.steps for side in sides_of(step))
    heads = [part for side in sides for part in walk(side) if isinstance(part, Head)]
    alone = {ungroup(head.args[0]) for head in heads if len(head.args) == 1}
    given = {n for head in heads for part in head.given for n in letters_of(part)}
    return frozenset({n for n in alone if isinstance(n, Name)} | given)


def random_number(step: Step, phrases: Sequence[Phrase], random: Collection[Name]) -> Name | None:
    """The number of terms of a sum in the step, or in what its names stand for, that is a random variable.

    It is among the `random` names, has a law, or is said to be independent of something.
    """
    nodes = sides_of(step)
    todo = [p for p in phrases if isinstance(p, DefinitionPhrase)]
    while reached := [p for p in todo if _bare(p.name) & set().union(*map(_bare, nodes))]:
        todo = [p for p in todo if p not in reached]
        nodes = [*nodes, *(p.value for p in reached)]
    numbers = {name for node in nodes for part in walk(node) for name in _numbers(part)}
    stated = [p.groups for p in phrases if isinstance(p, IndependentPhrase)]
    stated += [p.names for p in phrases if isinstance(p, LawPhrase)]
    lawful = {part for group in stated for part in group if isinstance(part, Name)}
    return min(numbers & (lawful | set(random)), key=str, default=None)


def _bare(node: Node) -> set[Name]:
    """The names in it, members by their family."""
    return {Name(n.base, accent=n.accent) for n in letters_of(node)}


def _numbers(part: Node) -> Iterator[Name]:
    """The letters in the upper limit of a sum or product, or in the last index of a row of dots."""
    if isinstance(part, Sum | Product) and part.upper is not None:
        yield from letters_of(part.upper)
    if isinstance(part, Add) and any(isinstance(term, Dots) for term in part.terms):
        for name in letters_of(part.terms[-1]):
            yield from (i for index in name.subscript for i in letters_of(index))
