r"""Joint laws that a document states point by point: P(X = 0, Y = 1) = 1/4 and so on, until they add up to 1.

What is written of these variables in numbers is then computed: moments, probabilities, sums over supports. A law is in
force until words such as "let" and "suppose" say something else.

>>> from derivations.reading import read_document
>>> text = r"$$P(X = 0, Y = 2) = \frac13, \quad P(X = 1, Y = 0) = \frac23$$ $$P(X = 1) = \frac23$$ $$E[X Y] = 1$$"
>>> document = read_document(text)
>>> tables = JointTables.stated_in(document.chains, document.text)
>>> [tables.decided(step).verdict for chain in document.chains[2:] for step in chain.steps]
['proved', 'refuted']
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sympy import Integer, Rational, sqrt

from derivations.notation import text
from derivations.reading import Step
from derivations.reading.syntax.statements import Chain
from derivations.reading.syntax.tree import (
    Abs,
    Add,
    Call,
    Head,
    Mul,
    Name,
    Neg,
    Node,
    Number,
    Power,
    Quotient,
    Relation,
    Root,
    SetOf,
    Sum,
    ungroup,
    walk,
)
from verify.decision import Decision
from verify.steps.written import sides_of

__all__ = ["JointTables"]

REACH: Final = 60  # lines below a table for which it is meant
_NEW_CASE: Final = re.compile(
    r"(?im)\b(?:let|suppose|consider|assume|assuming|now|instead|if|when|where|example|general|otherwise|define)\b"
    r"|~|\\sim\b|^#",
)
_HOLDS: Final = {
    "=": lambda a, b: a == b, "!=": lambda a, b: a != b, "<": lambda a, b: a < b, ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b, ">=": lambda a, b: a >= b,
}  # fmt: skip
Point = dict[Name, Any]


class _NotCovered(Exception):
    """A part that is not computed."""


@dataclass(frozen=True, slots=True)
class _Table:
    """The points with their probabilities, stated from the first place to the last one."""

    names: tuple[Name, ...]
    points: tuple[tuple[Point, Any], ...]
    places: tuple[int, int]
    line: int

    def values(self, name: Name) -> list[Any]:
        """The values of one of the names."""
        return sorted({point[name] for point, _ in self.points})

    def named(self, letter: Node) -> Name | None:
        """The variable that a letter is a value of: the X of x."""
        capital = Name(letter.base.upper()) if isinstance(letter, Name) and letter == Name(letter.base) else None
        return capital if capital in self.names else None

    def value(self, node: Node, at: Mapping[Name, Any]) -> Any:
        """The value of an expression where letters, and in a moment the variables, have values."""
        node = ungroup(node)
        match node:
            case Number(value):
                return Rational(value.numerator, value.denominator)
            case Name() if node in at:
                return at[node]
            case Neg(body):
                return -self.value(body, at)
            case Add(terms, signs) if set(signs) <= {"+", "-"}:
                return sum(
                    (self.value(t, at) * (1 if s == "+" else -1) for t, s in zip(terms, signs, strict=True)), Integer(0)
                )
            case Mul(factors):
                product = Integer(1)
                for factor in factors:
                    product *= self.value(factor, at)
                return product
            case Quotient(above, below):
                return self._divided(self.value(above, at), self.value(below, at))
            case Power(base, exponent):
                return self._power(self.value(base, at), self.value(exponent, at))
            case Root(radicand, None):
                return self._power(self.value(radicand, at), Rational(1, 2))
            case Abs(body):
                return abs(self.value(body, at))
            case Head():
                return self._moment(node, at)
            case Sum(body, (variable,), lower, upper, domain, None):
                return sum(
                    (self.value(body, {**at, variable: v}) for v in self._range(variable, lower, upper, domain)),
                    Integer(0),
                )
            case Call(Name(base="p" | "f"), arguments) if not node.separator:
                return self._probability(node, arguments, at)
        raise _NotCovered

    @staticmethod
    def _divided(above: Any, below: Any) -> Any:
        if below == 0:
            raise _NotCovered
        return above / below

    @staticmethod
    def _power(base: Any, exponent: Any) -> Any:
        whole = exponent.is_Integer and abs(exponent) <= 20 and (base != 0 or exponent >= 0)
        if not whole and (exponent != Rational(1, 2) or not base.is_nonnegative):
            raise _NotCovered
        return sqrt(base) if exponent == Rational(1, 2) else base**exponent

    def _range(self, variable: Name, lower: Node | None, upper: Node | None, domain: Node | None) -> list[Any]:
        """The values that the index of a sum runs through."""
        if isinstance(domain, SetOf) and not domain.condition:
            return [self.value(item, {}) for item in domain.items]
        own = self.named(variable)
        if isinstance(domain, Name) and own is not None and domain == Name(own.base, style="cal"):
            return self.values(own)
        ends = [self.value(end, {}) for end in (lower, upper) if end is not None]
        if domain is None and len(ends) == 2 and all(end.is_Integer for end in ends) and ends[1] - ends[0] < 50:
            return [Integer(v) for v in range(int(ends[0]), int(ends[1]) + 1)]
        raise _NotCovered

    def _moment(self, head: Head, at: Mapping[Name, Any]) -> Any:
        given = [self._event(part, at) for part in head.given]
        if head.subscript:
            raise _NotCovered
        if head.kind == "P":
            events = [self._event(part, at) for part in head.args]
            return self._chance([*events, *given], given)
        rows = [(point, chance) for point, chance in self.points if all(event(point) for event in given)]
        weight = sum((chance for _, chance in rows), Integer(0))
        parts = [[self.value(a, {**at, **point}) for point, _ in rows] for a in head.args]

        def mean(values: Sequence[Any]) -> Any:
            return self._divided(sum((v * c for v, (_, c) in zip(values, rows, strict=True)), Integer(0)), weight)

        def joint(one: Sequence[Any], other: Sequence[Any]) -> Any:
            return mean([a * b for a, b in zip(one, other, strict=True)]) - mean(one) * mean(other)

        match head.kind, parts:
            case "E", [values]:
                return mean(values)
            case "Var", [values]:
                return joint(values, values)
            case "Sd", [values]:
                return sqrt(joint(values, values))
            case "Cov", [one, other]:
                return joint(one, other)
            case "Corr", [one, other]:
                return self._divided(joint(one, other), sqrt(joint(one, one) * joint(other, other)))
        raise _NotCovered

    def _event(self, node: Node, at: Mapping[Name, Any]) -> Any:
        node = ungroup(node)
        if not isinstance(node, Relation) or any(kind not in _HOLDS for kind in node.kinds):
            raise _NotCovered

        def holds(point: Point) -> bool:
            values = [self.value(side, {**at, **point}) for side in node.sides]
            pairs = zip(node.kinds, values, values[1:], strict=False)
            return all(_HOLDS[kind](a, b) for kind, a, b in pairs)

        return holds

    def _chance(self, events: Sequence[Any], given: Sequence[Any]) -> Any:
        both, under = (_total([p for p in self.points if all(e(p[0]) for e in few)]) for few in (events, given))
        return self._divided(both, under)

    def _probability(self, call: Call, arguments: Sequence[Node], at: Mapping[Name, Any]) -> Any:
        """p(x, y), p(x | y), f_X(0): the probability of values of the variables that letters or the subscript tell."""
        below = call.function.subscript
        names = list(below) if below else [self.named(a) for a in (*arguments, *call.given)]
        if len(names) != len(arguments) + len(call.given) or any(n not in self.names for n in names):
            raise _NotCovered
        values = [self.value(a, at) for a in (*arguments, *call.given)]

        def event(name: Any, value: Any) -> Any:
            return lambda point: point[name] == value

        events = [event(n, v) for n, v in zip(names, values, strict=True)]
        return self._chance(events, events[len(arguments) :])


@dataclass(frozen=True, slots=True)
class JointTables:
    """The joint laws that the chains of a document state, in their order."""

    tables: tuple[_Table, ...] = ()
    stating: frozenset[int] = frozenset()
    text: str = ""

    @classmethod
    def stated_in(cls, chains: Sequence[Chain], text: str) -> JointTables:
        """Look through the document."""
        found: list[_Table] = []
        stating: set[int] = set()
        names: tuple[Name, ...] = ()
        points: list[tuple[Point, Any]] = []
        first = 0
        for chain in chains:
            for point, chance in _stated(chain):
                if tuple(point) != names or _total(points) == 1:
                    done = next((t for t in reversed(found) if t.names == tuple(point)), None)
                    if done is not None and _total([p for p in done.points if p[0] == point]) == chance:
                        continue
                    names, points, first = tuple(point), [], chain.span.start
                points.append((point, chance))
                if _total(points) == 1 and len({tuple(p.values()) for p, _ in points}) == len(points):
                    places = (first, chain.span.end)
                    found.append(_Table(names, tuple(points), places, chain.line))
        for table in found:
            inside = (c for c in chains if _within(c, table.places) and any(_stated(c)))
            stating |= {step.span.start for chain in inside for step in chain.steps}
        return cls(tuple(found), frozenset(stating), text)

    def states(self, step: Step) -> bool:
        """Whether the step is one of those that state a joint law."""
        return step.span.start in self.stating

    def decided(self, step: Step) -> Decision | None:
        """The verdict of a step about the variables of the law that is stated last above it, and is in force."""
        above = [t for t in self.tables if t.places[1] <= step.span.start and step.line <= t.line + REACH]
        if above and _NEW_CASE.search(self.text[above[-1].places[1] : step.span.start]):
            return None
        if not above or step.relation not in _HOLDS or step.problem is not None or len(sides_of(step)) < 2:
            return None
        table = above[-1]
        parts = [part for side in sides_of(step) for part in walk(side)]
        if not any(part in table.names or isinstance(part, Call) for part in parts):
            return None
        try:
            lhs, rhs = (table.value(side, {}) for side in sides_of(step))
        except _NotCovered:
            return None
        law = f"under the joint law of line {table.line}"
        gap = lhs - rhs
        holds = bool(_HOLDS[step.relation](gap, 0)) if gap.is_Rational else step.relation == "=" and gap.equals(0)
        if holds:
            return Decision("proved", f"computed {law}", "joint law", known_from=(table.line,))
        if not gap.is_Rational:
            return None
        return Decision("refuted", f"{law}, the left side is {text(lhs)} and the right side {text(rhs)}", "joint law")


def _total(points: Sequence[tuple[Point, Any]]) -> Any:
    return sum((chance for _, chance in points), Integer(0))


def _within(chain: Chain, places: tuple[int, int]) -> bool:
    return places[0] <= chain.span.start and chain.span.end <= places[1]


def _stated(chain: Chain) -> Iterator[tuple[Point, Any]]:
    """The points and probabilities that a chain states, whose sides but the last are probabilities of points."""
    if not chain.steps or any(s.relation != "=" or s.problem is not None for s in chain.steps):
        return
    *sides, last = [side for side in (chain.first, *(s.rhs for s in chain.steps)) if side is not None]
    chance, points = _number(last), [_point(side) for side in sides]
    if chance is not None and 0 <= chance <= 1 and len(points) == len(chain.steps):
        yield from ((point, chance) for point in points if point is not None and None not in points)


def _point(side: Node) -> Point | None:
    """X = 0, Y = 1 of P(X = 0, Y = 1), for two variables or more."""
    head = ungroup(side)
    if not isinstance(head, Head) or head.kind != "P" or head.given or len(head.args) < 2:
        return None
    found: Point = {}
    for event in map(ungroup, head.args):
        value = _number(event.sides[1]) if isinstance(event, Relation) and event.kinds == ("=",) else None
        name = event.sides[0] if isinstance(event, Relation) else None
        if value is None or not isinstance(name, Name) or name in found:
            return None
        found[name] = value
    return found


def _number(node: Node) -> Any:
    """The value of a number, or of a quotient or product of numbers."""
    node = ungroup(node)
    match node:
        case Number(value):
            return Rational(value.numerator, value.denominator)
        case Neg(body):
            return None if (inner := _number(body)) is None else -inner
        case Quotient(above, below):
            top, bottom = _number(above), _number(below)
            return top / bottom if top is not None and bottom else None
    return None
