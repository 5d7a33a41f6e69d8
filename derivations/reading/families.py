"""Names and lists as they are written: indices, families, what a row of dots leaves out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from derivations.reading import tree
from derivations.reading.dots import dots_to_sum, written_out
from derivations.reading.tree import Name, Node, walk

__all__ = ["dotted_lists", "indices_of", "letter_of", "plain", "runs"]


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


def indices_of(name: Name) -> tuple[Node, ...]:
    """The indices of a member of a family; a subscript of words such as "in" belongs to the name."""
    return name.subscript if all(map(_is_index, name.subscript)) else ()


def _is_index(part: Node) -> bool:
    match part:
        case tree.Number(_, places):
            return places is None
        case Name(base):
            return len(base) == 1
        case _:
            return isinstance(part, tree.Add | tree.Mul)


def letter_of(name: Name) -> str:
    """What a member of a family shares with the others: w of w_j; of another name all of it."""
    return str(replace(name, subscript=())) if indices_of(name) else str(name)
