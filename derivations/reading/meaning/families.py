"""Names and lists as they are written: indices, families, what a row of dots leaves out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from derivations.reading.meaning.dots import dots_to_sum, written_out
from derivations.reading.meaning.occurrences import is_index
from derivations.reading.syntax import tree
from derivations.reading.syntax.tree import Name, Node, walk

__all__ = ["apart_in", "dotted_lists", "indices_of", "letter_of", "plain", "runs"]


def plain(node: Node) -> Node:
    """Without brackets of their own, and sums that are written out with dots as sums."""

    def summed(found: Node) -> Node:
        if isinstance(found, tree.Add | tree.Mul) and any(isinstance(p, tree.Dots) for p in tree.children(found)):
            return dots_to_sum(found) or found
        return found

    return tree.rebuild(tree.ungroup(node), summed)


def dotted_lists(node: Node) -> Iterator[tuple[Node, Node]]:
    """Pattern and last value of the lists with dots: x_1, ..., x_n."""
    for part in walk(node):
        if isinstance(part, tree.Tuple):
            for run in runs(part.items):
                found = written_out(run) if len(run) > 1 else None
                if found is not None:
                    yield found[0], found[3]


def runs(nodes: Sequence[Node]) -> Iterator[list[Node]]:
    """The items of a list; w_1, ..., w_n in one piece."""
    run: list[Node] = []
    for node in nodes:
        dotted = isinstance(node, tree.Dots) or (run and isinstance(run[-1], tree.Dots))
        goes_on = (
            run
            and len(nodes) > 2
            and isinstance(node, Name)
            and isinstance(run[-1], Name)
            and letter_of(node) == letter_of(run[-1])
        )
        if run and not dotted and not (goes_on and any(isinstance(n, tree.Dots) for n in nodes)):
            yield run
            run = []
        run.append(node)
    if run:
        yield run


def indices_of(name: Name, apart: frozenset[str] = frozenset()) -> tuple[Node, ...]:
    r"""The indices of a member of a family, below or as in `x^{(i)}`; a subscript of words such as "in" belongs to
    the name, and so does a letter that is `apart`: the w of \sigma_w.
    """
    if not all(_is_index(part) and str(part) not in apart for part in name.subscript):
        return ()
    return (*name.subscript, *name.label) if all(map(_is_index, name.label)) else name.subscript


def _is_index(part: Node) -> bool:
    match part:
        case tree.Number(_, places):
            return places is None
        case Name(base):
            return len(base) == 1
        case _:
            return isinstance(part, tree.Add | tree.Mul)


def letter_of(name: Name, apart: frozenset[str] = frozenset()) -> str:
    """What a member of a family shares with the others: w of w_j; of another name all of it."""
    if not indices_of(name, apart):
        return str(name)
    return str(replace(name, subscript=(), label=() if all(map(_is_index, name.label)) else name.label))


def apart_in(nodes: Sequence[Node]) -> frozenset[str]:
    r"""The letters below others that are no indices there: not used for indices, and bound by no sum.

    >>> from derivations.reading import read_expression
    >>> sorted(apart_in([read_expression(r"\sigma_w^2 \sum_{c=1}^n x_c y_j")]))
    ['w']
    """
    bound = {v for node in nodes for part in walk(node) if isinstance(part, tree.Sum | tree.Product)
              for v in part.variables}  # fmt: skip
    letters = {s for node in nodes for n in walk(node) if isinstance(n, Name) for s in n.subscript}
    return frozenset(str(s) for s in letters if isinstance(s, Name) and not is_index(s) and s not in bound)
