"""Decimals in an equation: each stands for any number that rounds to what is printed.

An equation that holds as written is proved. Else the exact value that a decimal ought to have is found, and the step is
proved where it rounds to what is printed; it is refuted where no numbers that round to the printed ones make it true.

>>> from derivations.reading import read_expression
>>> sides = read_expression("1/8"), read_expression("0.13")
>>> numbers = Printed.of(sides)
>>> numbers.ranges
((Fraction(1, 8), Fraction(27, 200)),)
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

from sympy import Expr, Rational, expand

from derivations.errors import UserError
from derivations.hypotheses import Hypothesis
from derivations.notation import text
from derivations.reading.syntax.tree import Name, Node, Number, rebuild, walk
from verify.decision import Decision
from verify.steps.wide import closed_sides
from verify.worlds.counterexample import Counterexample
from verify.worlds.satisfied import value_in
from verify.worlds.world import NoWorldError

__all__ = ["Printed", "to_printed_digits"]

MOST = 3  # decimals that are varied together
DIGITS = 50
Deciding = Callable[[Any, Any], Decision]


@dataclass(frozen=True, slots=True)
class Printed:
    """The decimals of an equation, each replaced by a letter, and the ranges of what rounds to them."""

    sides: tuple[Node, ...]
    letters: tuple[Name, ...]
    values: tuple[Fraction, ...]
    ranges: tuple[tuple[Fraction, Fraction], ...]

    @classmethod
    def of(cls, sides: Sequence[Node]) -> Printed:
        """The decimals in the order in which they stand; a number printed twice is one number."""
        found = dict.fromkeys(
            (n.value, n.places) for side in sides for n in walk(side) if isinstance(n, Number) and n.places
        )
        letters = {key: Name(f"decimal{i}") for i, key in enumerate(found)}

        def lettered(node: Node) -> Node:
            return letters.get((node.value, node.places), node) if isinstance(node, Number) else node

        half = [Fraction(1, 2 * 10 ** (places or 0)) for _, places in found]
        values = tuple(value for value, _ in found)
        ranges = tuple((v - h, v + h) for v, h in zip(values, half, strict=True))
        return cls(tuple(rebuild(side, lettered) for side in sides), tuple(letters.values()), values, ranges)


def to_printed_digits(
    found: Decision, sides: Sequence[Node], term: Callable[[Node], Any], decide: Deciding, under: Sequence[Hypothesis]
) -> Decision:
    """The decision about an equation whose decimals may be rounded; `found` is the one about it as written.

    `term` makes terms of trees, `decide` decides an equation under the hypotheses `under`.
    """
    point = found.counterexample
    decimals = Printed.of(sides)
    if found.verdict == "proved" or not decimals.letters or (found.verdict != "unknown" and point is None):
        return found
    try:
        letters = [term(name) for name in decimals.letters]
        lhs, rhs = map(term, decimals.sides)
    except UserError as error:
        return Decision("unknown", f"equal to the printed decimals at most: {error}")
    gap = _Gap(lhs, rhs, letters, point, under)
    exact = gap.exact_value(decimals) if len(letters) == 1 else None
    if exact is not None and decide(*gap.sides([exact])).verdict == "proved":
        low, high = decimals.ranges[0]
        shown = f"{text(exact)}, which is {_digits(exact, decimals)}"
        if low <= exact <= high:
            return Decision("proved", f"equal to the printed decimals: exactly {shown}", "exact value, rounded")
        return replace(found, reason=f"the decimal should be {shown}")
    if found.verdict == "unknown":
        return found
    if gap.excluded(decimals):
        return found
    why = (
        "equal to the printed decimals where it was tried, not exactly"
        if exact is not None or len(letters) == 1
        else ("may hold for numbers that round to the printed decimals; not for these themselves")
    )
    return Decision("unknown", why)


def _digits(exact: Any, decimals: Printed) -> str:
    """The exact value to two more digits than are printed."""
    places = len(str(decimals.ranges[0][1].denominator)) + 1
    return str(exact.round(places)) if exact.is_number else str(exact)


class _Gap:
    """The difference of the sides at the point of a counterexample, as a function of the decimals."""

    def __init__(
        self, lhs: Any, rhs: Any, letters: list[Any], point: Counterexample | None, under: Sequence[Hypothesis]
    ) -> None:
        self.terms, self.letters, self.point, self.under = (lhs, rhs), letters, point, under
        self.made: dict[tuple[Any, ...], Any] = {}

    def sides(self, values: Sequence[Any]) -> tuple[Any, Any]:
        """Both sides with numbers for the decimals."""
        table = dict(zip(self.letters, values, strict=True))
        lhs, rhs = self.terms
        return lhs.xreplace(table), rhs.xreplace(table)

    def at(self, values: Sequence[Fraction]) -> Any:
        """The exact difference at the point; None where it is not known."""
        key = tuple(values)
        if key not in self.made:
            self.made[key] = self._at(self.sides([Rational(v.numerator, v.denominator) for v in values]))
        return self.made[key]

    def _at(self, sides: tuple[Any, Any]) -> Any:
        point = self.point
        with contextlib.suppress(UserError, NoWorldError, ZeroDivisionError):
            if point is not None and point.world is not None:
                return value_in(sides[0], point.world) - value_in(sides[1], point.world)
            parameters = {} if point is None else point.parameters
            made = closed_sides(self.under, *sides)
            gap = made[0] - made[1]
            gap = gap.xreplace({s: parameters[text(s)] for s in gap.free_symbols if text(s) in parameters})
            return None if gap.free_symbols else gap
        return None

    def exact_value(self, decimals: Printed) -> Expr | None:
        """The one value of the one decimal for which the sides, linear in it, are equal at the point."""
        first, second = ((v,) for v in decimals.ranges[0])
        at = [self.at(first), self.at(second)]
        if None in at or not all(value.is_number and value.is_finite for value in at):
            return None
        slope = expand(at[1] - at[0])
        if slope == 0:
            return None
        low, high = (Rational(v.numerator, v.denominator) for v in decimals.ranges[0])
        exact = expand(low - at[0] * (high - low) / slope)
        return exact if isinstance(exact, Expr) and exact.is_real else None

    def excluded(self, decimals: Printed) -> bool:
        """Whether the sides differ at the point for all numbers that round to the printed ones.

        The difference, or it times all the decimals, is a polynomial of degree 2 in each of them where it is shown to
        be one at a further point; then its coefficients in the basis of Bernstein enclose it.
        """
        if len(self.letters) > MOST:
            return False
        divided = all(low > 0 for low, _ in decimals.ranges)
        return self._apart(decimals, power=0) or (divided and self._apart(decimals, power=1))

    def _apart(self, decimals: Printed, *, power: int) -> bool:
        grid = [(low, (low + high) / 2, high) for low, high in decimals.ranges]
        values = {
            choice: self._number([axis[i] for axis, i in zip(grid, choice, strict=True)], power)
            for choice in product(range(3), repeat=len(grid))
        }
        if None in values.values():
            return False
        for place in range(len(grid)):
            values |= {
                choice: 2 * value - (values[_with(choice, place, 0)] + values[_with(choice, place, 2)]) / 2
                for choice, value in values.items()
                if choice[place] == 1
            }
        apart = [Fraction(i + 1, i + 4) for i in range(len(grid))]
        there = [low + t * (high - low) for t, (low, high) in zip(apart, decimals.ranges, strict=True)]
        found = self._number(there, power)
        expected = sum((value * _weight(choice, apart) for choice, value in values.items()), start=Rational(0))
        slack = Rational(1, 10 ** (DIGITS // 2))
        if found is None or abs(found - expected) > slack:
            return False
        return all(v > slack for v in values.values()) or all(v < -slack for v in values.values())

    def _number(self, values: Sequence[Fraction], power: int) -> Any:
        found = self.at(values)
        if found is None:
            return None
        scale = prod(values, start=Fraction(1)) ** power
        found = (found * Rational(scale.numerator, scale.denominator)).evalf(DIGITS)
        return found if found.is_real and found.is_finite else None


def _with(choice: tuple[int, ...], place: int, value: int) -> tuple[int, ...]:
    return (*choice[:place], value, *choice[place + 1 :])


def _weight(choice: tuple[int, ...], apart: Sequence[Fraction]) -> Rational:
    weight = Fraction(1)
    for i, t in zip(choice, apart, strict=True):
        weight *= ((1 - t) ** 2, 2 * t * (1 - t), t * t)[i]
    return Rational(weight.numerator, weight.denominator)
