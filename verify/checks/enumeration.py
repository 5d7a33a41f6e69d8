"""Enumeration: both sides of a claim about integers counted out at every small point, the smallest points first.

A claim of many parameters has many small points, so some larger ones are drawn, too. Each condition among the
hypotheses is broken as well, and must then be missed at some point.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

from derivations.claims import Claim
from derivations.hypotheses import Holds, Hypothesis
from derivations.terms import Element, Family, subterms
from verify.checks import Check, Settings, Subject, register
from verify.integers.brute_force import NoValueError, Point, Unending, Value, evaluator, generic
from verify.integers.integer_claims import IntegerClaim, about_integers, kind_of
from verify.verdicts import Verdict

__all__ = ["ENUMERATION", "Failure", "Search", "fails_at", "search", "sides_of"]

POINTS = 800  # a search ends with the last size that it can finish within this many points
LARGEST = 24  # size
DRAWN = 200  # larger points
SPREAD = 4  # how far a parameter of those is from its least value
LEAST = {"positive": 1, "natural": 0, "integer": 0}


@dataclass(frozen=True, slots=True)
class Failure:
    """A point at which a claim fails, and its two sides there."""

    point: dict[str, Any]
    left: Any
    right: Any

    def __str__(self) -> str:
        values = ", ".join(f"{name} = {value}" for name, value in self.point.items())
        return f"{values}: {self.left} against {self.right}"


@dataclass(frozen=True, slots=True)
class Search:
    """What a search found: a failure or none, among how many points that satisfy the hypotheses, and the largest size
    it went through. The size of a point is the sum of its parameters' distances from their least values; where none of
    those sizes fails, `drawn` larger points that satisfy the hypotheses were looked at.
    """

    failure: Failure | None
    points: int
    size: int
    drawn: int = 0


class _Sides:
    """A claim made ready to be evaluated at many points."""

    def __init__(self, claim: Claim, broken: Hypothesis | None) -> None:
        self.about = IntegerClaim.of(claim, without=broken)
        self.left, self.right = evaluator(self.about.relation.lhs), evaluator(self.about.relation.rhs)
        self.conditions = [evaluator(condition) for condition in self.about.conditions]
        self.solved = [(symbol, evaluator(term)) for symbol, term in self.about.solved]
        self.broken = evaluator(broken.relation) if isinstance(broken, Holds) and not broken.forall else None
        self.compiled: dict[Any, Value] = {}
        self.real = {s: generic(s, ()) for s in self.about.parameters if kind_of(s) == "real"}
        relation = claim.relation
        spoken = [relation.lhs, relation.rhs, *self.about.conditions, *(n.term for n in self.about.namings)]
        self.has_families = any(isinstance(part, Element) for term in spoken for part in subterms(term))

    def allowed(self, point: Point) -> bool:
        """Whether the point satisfies the hypotheses (and not the broken one)."""
        try:
            for symbol, value in self.solved:
                found = value(point)
                kind = kind_of(symbol)
                if kind != "real" and (found != int(found) or (found < LEAST.get(kind, found) and kind != "integer")):
                    return False
                point.values[symbol] = found
            return all(c(point) for c in self.conditions) and not (self.broken is not None and self.broken(point))
        except NoValueError:
            return False

    def failure(self, point: Point) -> Failure | None:
        """How the claim fails here, if it does; the point satisfies the hypotheses."""
        try:
            left, right = self.left(point), self.right(point)
        except NoValueError as error:
            return self._shown(point, "no value", str(error))
        unending = isinstance(left, Unending) or isinstance(right, Unending)
        if self.about.relation.symbol == "<=":
            wrong = left > right and not isinstance(right, Unending)
        else:
            wrong = left != right and (not unending or (left > right) == isinstance(left, Unending))
        return self._shown(point, left, right) if wrong else None

    def at(self, values: dict[Any, int]) -> Failure | None:
        """How the claim fails at the point with these parameters and members; None where it holds or is not asked."""
        point = self.point(values)
        return self.failure(point) if self.allowed(point) else None

    def point(self, values: dict[Any, int]) -> Point:
        """The point with these parameters and members; what is not given is the least that it can be."""
        given = {s: values.get(s, self.real.get(s, LEAST.get(kind_of(s)))) for s in self.about.parameters}
        return Point(given, self.about.namings, lambda h, i: values.get((h, i), _least(h, i)), self.compiled)

    def _shown(self, point: Point, left: Any, right: Any) -> Failure:
        values: dict[str, Any] = {str(symbol): value for symbol, value in point.values.items()}
        for (head, indices), value in sorted(point.elements.items(), key=str):
            name = head.name if isinstance(head, Family) else str(head)
            values[f"{name}[{', '.join(map(str, indices))}]"] = value
        return Failure(values, left, right)


def search(claim: Claim, *, broken: Hypothesis | None = None, points: int = POINTS, seed: str = "") -> Search:
    """The smallest point at which the claim fails; with `broken`, among those that satisfy all but that hypothesis.

    `seed` says which larger points are drawn where no small one fails; a failure among those is made as small as
    lowering one parameter at a time makes it.

    >>> from derivations.catalogue import derive
    >>> claim = derive("conv-output-size").claim
    >>> search(claim).failure
    >>> print(search(claim, broken=claim.hypotheses[0]).failure)
    d = 1, i = 1, k = 3, p = 0, s = 1: 0 against -1
    """
    sides = _Sides(claim, broken)
    kinds = [kind_of(s) for s in sides.about.parameters]
    tried = allowed = 0
    for size in count():
        before = tried
        for spread in _spreads(size, len(kinds) + 1):
            for values in _values(kinds, spread):
                given = dict(zip(sides.about.parameters, values, strict=True)) | sides.real
                for point in _points(sides, given, spread[-1]):
                    tried += 1
                    if sides.allowed(point):
                        allowed += 1
                        failure = sides.failure(point)
                        if failure is not None:
                            return Search(failure, allowed, size)
        if size == LARGEST or 2 * tried - before > points or (size and tried == before):
            failure, drawn = _among_larger(sides, random.Random(seed))  # noqa: S311
            return Search(failure, allowed, size, drawn)
    raise AssertionError("sizes do not end")


def _among_larger(sides: _Sides, rng: random.Random) -> tuple[Failure | None, int]:
    """A failure among points drawn at random, made smaller; and at how many points it was looked for."""
    looked = 0
    for _ in range(DRAWN):
        values: dict[Any, int] = {}
        for symbol in sides.about.parameters:
            if (kind := kind_of(symbol)) in LEAST:
                values[symbol] = LEAST[kind] + rng.randint(-SPREAD if kind == "integer" else 0, SPREAD)

        def member(head: Any, indices: tuple[int, ...], values: dict[Any, int] = values) -> Any:
            if isinstance(head, Family) and head.kind in LEAST:
                return values.setdefault((head, indices), LEAST[head.kind] + rng.randint(0, SPREAD))
            return generic(head, indices)

        point = Point({s: v for s, v in values.items() if not isinstance(s, tuple)} | sides.real, sides.about.namings,
                      member, sides.compiled)  # fmt: skip
        if sides.allowed(point):
            looked += 1
            if sides.failure(point) is not None:
                return _smaller(sides, values), looked
    return None, looked


def _smaller(sides: _Sides, values: dict[Any, int]) -> Failure:
    """The failure with every parameter and member as near to its least value as it can be, one at a time."""
    failure = sides.at(values)
    lowered = True
    while lowered:
        lowered = False
        for key, value in list(values.items()):
            least = LEAST[kind_of(key[0] if isinstance(key, tuple) else key)]
            nearer = values | {key: value - (1 if value > least else -1)}
            if value != least and (found := sides.at(nearer)) is not None:
                values, failure, lowered = nearer, found, True
    assert failure is not None
    return failure


def fails_at(claim: Claim, values: dict[Any, int]) -> Failure | None:
    """How a claim fails at one point: values of its parameters and of members (family, indices)."""
    return _Sides(claim, None).at(values)


def sides_of(claim: Claim) -> Callable[[dict[Any, int]], tuple[Any, Any] | None]:
    """Both sides of a claim as a function of the point; None where the point does not satisfy the hypotheses."""
    sides = _Sides(claim, None)

    def at(values: dict[Any, int]) -> tuple[Any, Any] | None:
        point = sides.point(values)
        return (sides.left(point), sides.right(point)) if sides.allowed(point) else None

    return at


def _least(head: Any, indices: tuple[int, ...]) -> Any:
    kind = kind_of(head) if isinstance(head, Family) else "real"
    return LEAST[kind] if kind in LEAST else generic(head, indices)


def _spreads(size: int, places: int) -> Iterator[tuple[int, ...]]:
    """All ways to share out `size` over so many places."""
    if places == 1:
        yield (size,)
        return
    for first in range(size + 1):
        for rest in _spreads(size - first, places - 1):
            yield (first, *rest)


def _values(kinds: list[str], spread: tuple[int, ...]) -> Iterator[tuple[Any, ...]]:
    """The values of parameters of these kinds at these distances from their least ones."""
    if not kinds:
        yield ()
        return
    kind, distance = kinds[0], spread[0]
    if kind == "real":
        choices = [0] if distance == 0 else []  # replaced by a number without a meaning
    elif kind == "integer" and distance:
        choices = [distance, -distance]
    else:
        choices = [LEAST[kind] + distance]
    for value in choices:
        for rest in _values(kinds[1:], spread[1:]):
            yield (value, *rest)


def _points(sides: _Sides, given: dict[Any, Any], spare: int) -> Iterator[Point]:
    """The points with these parameters, `spare` being shared out over the family members that turn up."""
    point = Point(dict(given), sides.about.namings, _least, sides.compiled)
    if sides.has_families and sides.allowed(point):
        sides.failure(point)
    members = [key for key in sorted(point.elements, key=str) if isinstance(key[0], Family) and key[0].kind in LEAST]
    if not members:
        if spare == 0:
            yield Point(dict(given), sides.about.namings, _least, sides.compiled)
        return
    for spread in _spreads(spare, len(members)):
        chosen = {key: LEAST[key[0].kind] + extra for key, extra in zip(members, spread, strict=True)}

        def value(head: Any, indices: tuple[int, ...], chosen: dict[Any, int] = chosen) -> Any:
            return chosen[head, indices] if (head, indices) in chosen else _least(head, indices)

        yield Point(dict(given), sides.about.namings, value, sides.compiled)


def _run(subject: Subject, settings: Settings) -> Verdict:
    started = time.perf_counter()
    relation = subject.claim.relation
    seed = f"{subject.id}:{settings.seed}"
    found = search(subject.claim, seed=seed)
    looked = f"all {found.points:,} points up to size {found.size} and {found.drawn:,} larger ones"
    if found.failure is not None:
        return ENUMERATION.verdict(
            subject, settings, "refuted", expected=str(found.failure.right), estimate=str(found.failure.left),
            samples=found.points + found.drawn, seconds=time.perf_counter() - started, witness=found.failure.point,
            route="counted out; " + (f"no point below size {found.size} fails" if not found.drawn else "drawn"),
        )  # fmt: skip
    if not found.points:
        note = f"no point up to size {found.size} satisfies the hypotheses"
        return ENUMERATION.verdict(subject, settings, "inconclusive", seconds=time.perf_counter() - started, note=note)
    stated = [h for h in subject.claim.hypotheses if isinstance(h, Holds)]
    needed = {h: search(subject.claim, broken=h, seed=seed).failure for h in stated}
    unnoticed = ", ".join(repr(h) for h, failure in needed.items() if failure is None)
    return ENUMERATION.verdict(
        subject, settings, "inconclusive" if unnoticed else "confirmed", expected=str(relation.rhs),
        samples=found.points + found.drawn, seconds=time.perf_counter() - started,
        route=f"both sides counted out at {looked}",
        note=f"breaking {unnoticed} goes unnoticed" if unnoticed else "",
        witness={repr(h): f"needed at {failure}" for h, failure in needed.items()} or None,
    )  # fmt: skip


ENUMERATION = register(Check("enumeration", lambda subject: about_integers(subject.claim), _run))
