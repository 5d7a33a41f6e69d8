r"""Claims about all layers, by induction: F_L = F_1 \prod_{l=2}^L c_l follows from F_l = c_l F_{l-1}.

>>> from derivations.reading import read_document
>>> (step,) = read_document(r"$$F_L = F_1 \prod_{l=2}^L 2 n_l$$").chains[0].steps
>>> claim = OverLayers.of(step, lambda tree: tree, frozenset([Name("l"), Name("L")]))
>>> [" = ".join(map(str, sides)) for sides in (claim.now, claim.below, claim.start)]
['F_L = F_1*(so far*(2*n_L))', 'F_{L - 1} = F_1*so far', 'F_1 = F_1*1']
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final

from sympy import cancel, together

from derivations.errors import UserError
from derivations.reading import Step
from derivations.reading.meaning.full_sums import ONE
from derivations.reading.meaning.holders import children_mapped
from derivations.reading.meaning.other_layers import OtherLayers, Place
from derivations.reading.meaning.roles import Roles
from derivations.reading.meaning.stated import EquationPhrase, Phrase
from derivations.reading.meaning.terms import Vocabulary
from derivations.reading.syntax.tree import Add, Mul, Name, Node, Number, Product, Sum, rebuild, walk
from derivations.rules.algebra import abstracted

__all__ = ["OverLayers"]

Sides = tuple[Node, Node]
SO_FAR: Final = Name("so far")


@dataclass(frozen=True, slots=True)
class OverLayers:
    """Both sides in the last layer and in the one below, with a letter for the product so far, and where no layer is
    left; `one` is what the claim says of one layer, where it is a product with what is claimed of the first.
    """

    now: Sides
    below: Sides
    start: Sides
    one: Sides | None = None

    @classmethod
    def of(cls, step: Step, read: Callable[[Node], Node], letters: frozenset[Name]) -> OverLayers | None:
        """The claim of a step as it is written; `read` says what trees mean, `letters` count layers."""
        if step.relation != "=" or step.lhs is None or step.rhs is None:
            return None
        found = [part for part in walk(step.rhs) if isinstance(part, Product | Sum)]
        binder = found[0] if len(found) == 1 and len(found[0].variables) == 1 else None
        top = Place.of(binder.upper) if binder is not None and binder.upper is not None else None
        lowest = binder.lower if binder is not None else None
        if binder is None or top is None or top.letter not in letters or not isinstance(lowest, Number):
            return None
        if not any(name == top.letter for name in walk(step.lhs)):
            return None
        product = isinstance(binder, Product)
        last = _with(binder.body, binder.variables[0], top)
        joined = Mul((SO_FAR, last)) if product else Add((SO_FAR, last), ("+", "+"))
        first = Place(top.letter, top.offset - 1)
        none = ONE if product else Number(Fraction(0))

        def sides(instead: Node, end: Place | Number) -> Sides:
            lhs, rhs = step.lhs, _replaced(step.rhs, binder, instead)
            assert lhs is not None
            return read(_with(lhs, top.letter, end, top)), read(_with(rhs, top.letter, end, top))

        before = Number(lowest.value - 1)
        now, below, start = sides(joined, top), sides(SO_FAR, first), sides(none, before)
        alone = isinstance(step.rhs, Mul) and _with(step.lhs, top.letter, before, top) in step.rhs.factors
        one = (now[0], Mul((read(last), below[0]))) if product and alone and len(_factors(step.rhs)) == 2 else None
        return cls(now, below, start, one)

    def follows(
        self, known: Iterable[tuple[int, Phrase]], layers: OtherLayers, roles: Roles, phrases: Sequence[Phrase]
    ) -> int | None:
        """The line of an equation from one layer to the next by which the claim holds; None where none is known."""
        last = max(layers.places(self.now[0]), key=lambda place: place.offset, default=None)
        for line, stated in known if last is not None else ():
            moved = stated if last in layers.places(stated) else layers.at(stated, last)
            if isinstance(moved, EquationPhrase) and moved.relation == "=" and self._by(moved, roles, phrases):
                return line
        return None

    def _by(self, stated: EquationPhrase, roles: Roles, phrases: Sequence[Phrase]) -> bool:
        trees = [*self.now, *self.below, *self.start, stated.lhs, stated.rhs]
        try:
            vocabulary = Vocabulary.of(trees, phrases, roles=roles)
            now, now_value, below, below_value, start, start_value, lhs, rhs = map(vocabulary.term, trees)
        except UserError:
            return False
        if lhs != now or not _same(start, start_value):
            return False
        return _same(rhs.xreplace({below: below_value}), now_value)


def _same(one: Any, other: Any) -> bool:
    left, right = abstracted(one, other)
    return bool(cancel(together(left - right)) == 0)


def _factors(node: Node) -> tuple[Node, ...]:
    return node.factors if isinstance(node, Mul) else (node,)


def _replaced(node: Node | None, old: Node, new: Node) -> Node:
    assert node is not None
    return rebuild(node, lambda part: new if part == old else part)


def _with(node: Node, letter: Name, end: Place | Number, start: Place | None = None) -> Node:
    """The tree with the layer `end` in place of `start`, or of the letter alone, and others as far from it."""
    start = start or Place(letter, 0)
    place = Place.of(node)
    if place is None or place.letter != letter:
        return children_mapped(node, lambda child: _with(child, letter, end, start))
    if isinstance(end, Place):
        return place.moved(start, end).node
    return replace(end, value=end.value + place.offset - start.offset)
