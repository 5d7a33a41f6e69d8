"""The value of an integer claim at a point, by counting: every sum, extreme and count is gone through one by one.

It shares nothing with the rules of a derivation: no closed form is used, and a floor is a floor of a fraction.

>>> from derivations.terms import Count, natural_numbers, oo, positive_integers
>>> i, k, s = positive_integers("i k s")
>>> t = natural_numbers("t")
>>> value = evaluator(Count(t * s + k <= i, (t, 0, oo)))
>>> value(Point({i: 7, k: 3, s: 2}))
3
"""

from __future__ import annotations

import hashlib
import math
import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import count
from typing import Any

from sympy import (
    Abs,
    Add,
    Eq,
    Ge,
    Gt,
    Integer,
    Le,
    Lt,
    Max,
    Min,
    Mod,
    Mul,
    Ne,
    Pow,
    Rational,
    Symbol,
    ceiling,
    floor,
    oo,
)
from sympy.core.function import AppliedUndef
from sympy.logic.boolalg import BooleanFalse, BooleanTrue

from derivations.expressions import Binder
from derivations.terms import Count, Element, Family, Indicator, Largest, Product, Sum
from verify.integers.integer_claims import Naming, arguments, kind_of, owner

__all__ = ["NoValueError", "Point", "Unending", "Value", "evaluator"]

Value = Callable[["Point"], Any]
LEAST = {"positive": 1, "natural": 0}
RELATIONS = {Le: operator.le, Ge: operator.ge, Lt: operator.lt, Gt: operator.gt, Eq: operator.eq, Ne: operator.ne}
NAMINGS = "namings"
FAR = 4  # a count that goes this many times as far as all values together has no end in sight


class NoValueError(ArithmeticError):
    """The term has no value here: a division by 0, the largest of nothing."""


class Unending(int):
    """A count that was still going on where the search stopped: at least this many."""


@dataclass(frozen=True, slots=True)
class _Pattern:
    """An index of a naming: a quantified symbol plus `rest`, or `rest` alone."""

    symbol: Symbol | None
    rest: Value
    least: Any

    @classmethod
    def of(cls, pattern: Any, naming: Naming) -> _Pattern:
        """Read one."""
        bound = [s for s in naming.forall if s in pattern.free_symbols]
        if not bound:
            return cls(None, evaluator(pattern), None)
        (symbol,) = bound
        return cls(symbol, evaluator(pattern - symbol), LEAST.get(kind_of(symbol)))


def _head(term: Any) -> Any:
    """The family, or the name of the function."""
    head = owner(term)
    return head if isinstance(head, Family) else head.__name__


class Point:
    """Values of symbols, family members and functions; what no value is given for is asked of `missing`."""

    __slots__ = ("compiled", "elements", "known", "missing", "namings", "values")

    def __init__(
        self,
        values: dict[Symbol, Any],
        namings: tuple[Naming, ...] = (),
        missing: Callable[[Any, tuple[int, ...]], Any] | None = None,
        compiled: dict[Any, Value] | None = None,
    ) -> None:
        self.values = values
        self.namings = namings
        self.missing = missing or generic
        self.known: dict[Any, Any] = {}
        self.elements: dict[Any, Any] = {}
        self.compiled = {} if compiled is None else compiled

    def look_up(self, head: Any, indices: tuple[Any, ...]) -> Any:
        """The member of a family, or the value of a function, at these indices."""
        key = (head, indices)
        if key not in self.known:
            self.known[key] = self._found(head, indices)
        return self.known[key]

    def _found(self, head: Any, indices: tuple[Any, ...]) -> Any:
        for named, term, patterns in self._prepared():
            if named == head and (found := self._matched(patterns, indices)) is not None:
                outside, self.values = self.values, self.values | found
                try:
                    return term(self)
                except RecursionError:
                    raise NoValueError(f"{head} is defined by itself at {indices}") from None
                finally:
                    self.values = outside
        self.elements[head, indices] = value = self.missing(head, indices)
        return value

    def _prepared(self) -> list[tuple[Any, Value, list[_Pattern]]]:
        """The namings made ready, once for all points that share the evaluators."""
        if NAMINGS not in self.compiled:
            self.compiled[NAMINGS] = [
                (_head(naming.name), evaluator(naming.term), [_Pattern.of(p, naming) for p in arguments(naming.name)])
                for naming in self.namings
            ]  # type: ignore[assignment]
        return self.compiled[NAMINGS]  # type: ignore[return-value]

    def _matched(self, patterns: list[_Pattern], indices: tuple[Any, ...]) -> dict[Symbol, Any] | None:
        found: dict[Symbol, Any] = {}
        for pattern, index in zip(patterns, indices, strict=True):
            value = index - pattern.rest(self)
            if pattern.symbol is None:
                if value != 0:
                    return None
            elif found.setdefault(pattern.symbol, value) != value or (
                pattern.least is not None and value < pattern.least
            ):
                return None
        return found

    @property
    def far(self) -> int:
        """All values together: how long a condition must fail for a count without an end to stop."""
        return sum(abs(int(v)) for v in (*self.values.values(), *self.elements.values())) + 2


def generic(head: Any, indices: tuple[Any, ...]) -> int:
    """A number in 1..9973 that depends on nothing but the name and the indices: as good as a letter for an equation."""
    name = f"{head.name if isinstance(head, Family) else head}{indices}"
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") % 9973 + 1


def evaluator(term: Any) -> Value:
    """A function from points to the term's value: an int, a Fraction or, for a relation, a bool."""
    if isinstance(term, Integer):
        return _constant(int(term))
    if isinstance(term, Rational):
        return _constant(Fraction(int(term.p), int(term.q)))
    if isinstance(term, BooleanTrue | BooleanFalse):
        return _constant(bool(term))
    if isinstance(term, Symbol):
        return lambda point: point.values[term]
    if isinstance(term, Element | AppliedUndef):
        return _member(term)
    if isinstance(term, Binder | Sum | Product):
        return _bound(term)
    parts = [evaluator(argument) for argument in term.args]
    if type(term) in RELATIONS:
        compare, (first, second) = RELATIONS[type(term)], parts
        return lambda point: compare(first(point), second(point))
    if isinstance(term, Indicator):
        return lambda point: int(parts[0](point))
    if isinstance(term, Mod):
        return lambda point: _modulo(parts[0](point), parts[1](point))
    if isinstance(term, Pow):
        return lambda point: _power(parts[0](point), parts[1](point))
    for head, function in HEADS.items():
        if isinstance(term, head):
            return _applied(function, parts)
    raise NoValueError(f"{type(term).__name__} is not counted")


def _constant(value: Any) -> Value:
    return lambda _point: value


def _applied(function: Callable[[list[Any]], Any], parts: list[Value]) -> Value:
    return lambda point: function([part(point) for part in parts])


HEADS: dict[Any, Callable[[list[Any]], Any]] = {
    Add: sum,
    Mul: lambda values: reduce(operator.mul, values),
    floor: lambda values: math.floor(values[0]),
    ceiling: lambda values: math.ceil(values[0]),
    Max: max,
    Min: min,
    Abs: lambda values: abs(values[0]),
}


def _power(base: Any, exponent: Any) -> Any:
    if exponent >= 0:
        return base**exponent
    if base == 0:
        raise NoValueError("a division by 0")
    return Fraction(1, 1) / Fraction(base) ** -exponent


def _modulo(value: Any, divisor: Any) -> Any:
    if divisor == 0:
        raise NoValueError("a remainder modulo 0")
    return value - divisor * math.floor(Fraction(value) / divisor)


def _member(term: Any) -> Value:
    head, parts = _head(term), [evaluator(argument) for argument in arguments(term)]
    return lambda point: point.look_up(head, tuple(_whole(part(point)) for part in parts))


def _whole(value: Any) -> Any:
    return int(value) if value == int(value) else value


def _bound(term: Any) -> Value:
    """A sum, product, extreme or count, gone through index by index."""
    body = evaluator(term.args[0])
    ranges = [
        (index, evaluator(low), None if high is oo else evaluator(high)) for index, low, high in reversed(term.args[1:])
    ]

    def values(point: Point) -> Iterator[Any]:
        return (body(point) for _ in _each(point, ranges))

    if isinstance(term, Sum):
        return lambda point: sum(values(point))
    if isinstance(term, Product):
        return lambda point: reduce(operator.mul, values(point), 1)
    if isinstance(term, Count):
        return lambda point: _count(values(point), point.far if ranges[0][2] is None else None)
    choose = max if isinstance(term, Largest) else min
    return lambda point: _extreme(choose, list(values(point)))


def _extreme(choose: Any, values: list[Any]) -> Any:
    if not values:
        raise NoValueError("the largest or smallest of nothing")
    return choose(values)


def _count(holds: Iterator[bool], patience: int | None) -> int:
    """How often the condition holds; without an end, until it has failed for long or held for too long."""
    found = failed = 0
    for held in holds:
        found, failed = (found + 1, 0) if held else (found, failed + 1)
        if patience is not None and failed > patience:
            return found
        if patience is not None and found > FAR * patience:
            holds.close()  # type: ignore[attr-defined]
            return Unending(found)
    return found


def _each(point: Point, ranges: list[Any]) -> Iterator[None]:
    """Give the indices all their values in turn, the outermost slowest."""
    if not ranges:
        yield
        return
    (index, low, high), *rest = ranges
    hidden = point.values.get(index)
    first = _integer(low(point))
    steps = count(first) if high is None else range(first, _integer(high(point)) + 1)
    try:
        for value in steps:
            point.values[index] = value
            yield from _each(point, rest)
    finally:
        if hidden is None:
            point.values.pop(index, None)
        else:
            point.values[index] = hidden


def _integer(value: Any) -> int:
    if value != int(value):
        raise NoValueError(f"a range that ends at {value}")
    return int(value)
