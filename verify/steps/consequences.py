"""Equations that particular values satisfy, and what follows from them: solving, inserting, dividing by what is not 0.

An equation between letters that is no identity asserts nothing that could be proved; but one that vanishes wherever the
earlier ones do (and no denominator does) follows from them. That is membership in the radical of an ideal.

>>> from sympy import symbols
>>> a, b, m = symbols("a b m", real=True)
>>> known = Equations()
>>> known.add(m, a / (a + b), 3)
>>> known.support(b, a * (1 / m - 1))
(3,)
>>> known.support(b, a * (1 / m + 1))
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from sympy import (
    Dummy,
    Expr,
    Integer,
    Mul,
    PolynomialError,
    Pow,
    Symbol,
    exp,
    expand,
    factor_list,
    groebner,
    log,
    together,
)
from sympy.core.function import AppliedUndef

from derivations.reading.meaning.stated import LawPhrase, Phrase
from derivations.terms import Element, Head, Sum, is_random
from verify.steps.written import names_of
from verify.time_limit import OutOfTime, within

__all__ = ["Apart", "Equations", "solved_by"]

MOST: Final = 6  # equations at once
LETTERS: Final = 9
DEGREE: Final = 12
SECONDS: Final = 0.8
Apart = Callable[[Any], bool]


def nothing(_: Any) -> bool:
    """Of nothing is it known that it is not 0."""
    return False


@dataclass(slots=True)
class _Letters:
    """One letter for everything that is no polynomial: a name, a root, an exponential, a function."""

    table: dict[str, Symbol] = field(default_factory=dict)
    roots: list[Any] = field(default_factory=list)
    nonzero: set[Any] = field(default_factory=set)

    def letter(self, part: Any) -> Any:
        key = str(part)
        if key not in self.table:
            self.table[key] = Dummy(f"l{len(self.table)}")
            if part.is_nonzero or isinstance(part, exp):
                self.nonzero.add(self.table[key])
        return self.table[key]

    def plain(self, part: Any) -> Any:
        if part.is_Rational:
            return part
        if part.is_Add or part.is_Mul:
            return part.func(*map(self.plain, part.args))
        if part.is_Pow and part.exp.is_Integer:
            return self.plain(part.base) ** part.exp
        if part.is_Pow and part.exp.is_Rational and part.exp.q == 2:
            known = f"sqrt({part.base})" in self.table
            root = self.letter(Symbol(f"sqrt({part.base})"))
            if not known:
                self.roots.append(root**2 - self.plain(part.base))
            return root ** int(part.exp.p)
        return self.letter(part)


@dataclass(slots=True)
class Equations:
    """The equations for particular values that stand in a document so far, with their lines."""

    known: list[tuple[Any, Any, int]] = field(default_factory=list)
    stated: tuple[tuple[str, frozenset[str], bool], ...] = ()
    under: dict[tuple[Any, Any, int], tuple[frozenset[str], frozenset[str]]] = field(default_factory=dict)
    chosen: dict[str, tuple[Any, Any, int]] = field(default_factory=dict)
    signs: dict[Any, Any] = field(default_factory=dict)

    def add(self, lhs: Any, rhs: Any, line: int) -> None:
        """Keep an equation between letters."""
        if _covered(lhs) and _covered(rhs):
            self.known.append((lhs, rhs, line))
            self.under[lhs, rhs, line] = self._said_of(_names(lhs) | _names(rhs))

    def choose(self, moment: Any, value: Any, line: int) -> None:
        """Keep a choice of a moment, instead of the one before."""
        if _covered(moment) and _covered(value):
            if (before := self.chosen.get(str(moment))) is not None:  # with what was solved from it
                self.known[:] = [e for e in self.known if e[2] < before[2] or not isinstance(e[0], Symbol)]
            self.chosen[str(moment)] = (moment, value, line)
            self.under[moment, value, line] = self._said_of(_names(moment) | _names(value))

    def copied(self) -> Equations:
        """The same, to be changed without these."""
        return Equations(self.known.copy(), self.stated, self.under.copy(), self.chosen.copy(), self.signs.copy())

    def forget(self, letters: Collection[str], over: Callable[[int], bool] | None = None) -> bool:
        """Forget the equations with these letters or of lines that are over; whether there were any."""

        def stays(e: tuple[Any, Any, int]) -> bool:
            return not over(e[2]) if over is not None else not (_names(e[0]) | _names(e[1])) & set(letters)

        known = [e for e in self.known if stays(e)]
        chosen = {m: e for m, e in self.chosen.items() if stays(e)}
        found = len(known) < len(self.known) or len(chosen) < len(self.chosen)
        self.known, self.chosen = known, chosen
        return found

    def at(self, lines: Collection[int]) -> list[tuple[Any, Any]]:
        """The sides of the equations of these lines."""
        return [(lhs, rhs) for lhs, rhs, line in (*self.known, *self.chosen.values()) if line in lines]

    def now(self, phrases: Iterable[Phrase]) -> None:
        """Tell what is stated from here on: an equation is kept only while its letters have their laws."""
        self.stated = tuple((p.text, frozenset(n.base for n in names_of(p)), isinstance(p, LawPhrase)) for p in phrases)

    def _said_of(self, names: Iterable[str]) -> tuple[frozenset[str], frozenset[str]]:
        """The laws, and all else, that is stated of letters."""
        letters = {name.partition("[")[0].partition("_")[0] for name in names}
        about = [(text, law) for text, bases, law in self.stated if bases & letters]
        return frozenset(t for t, law in about if law), frozenset(t for t, law in about if not law)

    def _holds_still(self, equation: tuple[Any, Any, int]) -> bool:
        laws, rest = self.under[equation]
        laws_now, rest_now = self._said_of(_names(equation[0]) | _names(equation[1]))
        return laws <= laws_now and rest <= rest_now

    def support(
        self, lhs: Any, rhs: Any, meanings: Sequence[tuple[Any, Any]] = (), *, apart: Apart = nothing
    ) -> tuple[int, ...] | None:
        """The lines whose equations give this one, or None where it is not seen to follow from them.

        `meanings` are what other letters stand for; `apart` says what is not 0.
        """
        if not _covered(lhs) or not _covered(rhs):
            return None
        lhs, rhs = lhs.xreplace(self.signs), rhs.xreplace(self.signs)
        letters = set().union(*(_names(e[0]) | _names(e[1]) for e in self.known))
        mine = _names(lhs) | _names(rhs)
        meant = [(a, b, 0) for a, b in meanings if str(a) in mine - letters and _covered(b) and not b.has(Sum)]
        used = self._connected(lhs, rhs, meant)
        if all(line == 0 for *_, line in used):
            return None
        for near in [used[-1:], used] if len(used) > 1 else [used] if used else []:
            pairs = tuple((a, b) for a, b, _ in near)
            if _is_seen_to_follow(pairs, lhs, rhs, tuple(part for part in solved_by(pairs) if apart(part))):
                return tuple(sorted({line for _, _, line in near} - {0}))
        return None

    def lacking(
        self, lhs: Any, rhs: Any, meanings: Sequence[tuple[Any, Any]] = (), *, apart: Apart = nothing
    ) -> tuple[tuple[int, ...], Any] | None:
        """The lines whose equations give this one where something is not 0, and that."""
        for part in solved_by([(a, b) for a, b, _ in self.known][-MOST:]):
            if not apart(part):
                lines = self.support(lhs, rhs, meanings, apart=lambda other, part=part: other == part or apart(other))
                if lines is not None:
                    return lines, part
        return None

    def _connected(self, lhs: Any, rhs: Any, meant: Sequence[tuple[Any, Any, int]]) -> list[tuple[Any, Any, int]]:
        """The latest equations that share letters with the claim or with one another."""
        names, rest = _names(lhs) | _names(rhs), [*self.known, *self.chosen.values()]
        rest = [*sorted(filter(self._holds_still, rest), key=lambda e: e[2]), *meant]
        found: list[tuple[Any, Any, int]] = []
        while at := next((e for e in reversed(rest) if (_names(e[0]) | _names(e[1])) & names), None):
            rest.remove(at)
            found.append(at)
            names |= _names(at[0]) | _names(at[1])
        mine = _names(lhs) | _names(rhs)
        while alone := [
            e for e in found if _only_names(e, mine.union(*(_names(s) for o in found if o is not e for s in o[:2])))
        ]:
            found.remove(alone[0])
        return found[:MOST][::-1]


def solved_by(equations: Sequence[tuple[Any, Any]]) -> list[Any]:
    """What equations are divided by to solve them for a letter: 1 - b for v = b v + c."""
    found: dict[Any, None] = {}
    for one, other in equations:
        top = expand(together(one - other).as_numer_denom()[0])
        for letter in sorted(top.free_symbols, key=str) if top.is_polynomial(*top.free_symbols) else ():
            polynomial = top.as_poly(letter)
            if polynomial.degree() == 1:
                found |= dict.fromkeys(sorted(_factors([polynomial.LC()]), key=str))
    return list(found)


def _only_names(equation: tuple[Any, Any, int], others: Collection[str]) -> bool:
    """Whether it gives a name to something, and the name stands nowhere else."""
    name, value, _ = equation
    return str(name) not in others and isinstance(name, Symbol) and str(name) not in _names(value)


def _names(term: Any) -> set[str]:
    """The letters of a term, whatever is assumed of them."""
    return {str(part) for part in term.atoms(Symbol, Element)}


def _covered(term: Any) -> bool:
    mixed = is_random(term) and term.has(Head)
    return isinstance(term, Expr) and not mixed and not term.has(AppliedUndef) and term.count_ops() < 120


@lru_cache(maxsize=256)
def _is_seen_to_follow(equations: tuple[tuple[Any, Any], ...], lhs: Any, rhs: Any, apart: tuple[Any, ...]) -> bool:
    """The same is asked under several readings."""
    try:
        return within(SECONDS, lambda: _follows(equations, lhs, rhs, apart))
    except (OutOfTime, PolynomialError):
        return False


def _follows(equations: Sequence[tuple[Any, Any]], lhs: Any, rhs: Any, apart: Sequence[Any]) -> bool:
    sides = [(lhs, rhs)]
    if _not_negative(lhs) and _not_negative(rhs):
        sides.append((lhs**2, rhs**2))
    for side, other in ((lhs, rhs), (rhs, lhs)):
        if isinstance(other, exp) and side.is_Symbol:
            sides.append((log(side), other.args[0]))
    return any(_vanishes(equations, one - other, apart) for one, other in sides)


def _not_negative(term: Any) -> bool:
    if isinstance(term, Mul):
        return bool(term.is_nonnegative) or all(map(_not_negative, term.args))
    root = isinstance(term, Pow) and term.exp.is_Rational and term.exp.q == 2
    return bool(term.is_nonnegative or root)


def _vanishes(equations: Sequence[tuple[Any, Any]], gap: Any, apart: Sequence[Any]) -> bool:
    """Whether the gap is 0 wherever the equations hold and no denominator is 0, nor what is `apart`."""
    letters = _Letters()
    fractions = [together(letters.plain(a - b)).as_numer_denom() for a, b in equations]
    top, bottom = together(letters.plain(gap)).as_numer_denom()
    if top == 0:
        return False
    roots = [together(root).as_numer_denom() for root in letters.roots]
    not_0 = [letters.plain(part) for part in apart]
    factors = _factors([bottom, *(d for _, d in (*fractions, *roots)), *letters.nonzero, *not_0])
    given = [numerator for numerator, _ in (*fractions, *roots) if numerator != 0]
    given, top, factors = _inserted(given, top, factors)
    below = Mul(*factors)
    if below == 0 or any(equation.is_number for equation in given):
        return False  # they contradict each other
    if not given:
        return bool(top == 0)
    every = sorted(set().union(*(p.free_symbols for p in (top, below, *given))), key=str)
    if len(every) > LETTERS or any(not p.is_polynomial(*every) for p in (top, below, *given)):
        return False
    if any(p.as_poly(*every).total_degree() > DEGREE for p in (top, below, *given)):
        return False
    u, v = Dummy("u"), Dummy("v")
    ring = (u, v, *every)
    consistent = [*given, 1 - v * below]
    if groebner(consistent, *ring, order="grevlex").exprs == [1]:
        return False
    return bool(groebner([*consistent, 1 - u * top], *ring, order="grevlex").exprs == [1])


def _inserted(given: list[Any], top: Any, below: set[Any]) -> tuple[list[Any], Any, set[Any]]:
    """The equations, the claim and what is not 0, without the letters that an equation gives by a division.

    An equation c x = d gives x where c is a product of what is not 0.
    """
    while True:
        found = next((
            (equation, letter, poly) for equation in given for letter in sorted(equation.free_symbols, key=str)
            if (poly := equation.as_poly(letter)) is not None and poly.degree() == 1
            and _factors([poly.LC()]) <= {sign * b for b in below for sign in (1, -1)}
        ), None)  # fmt: skip
        if found is None:
            return given, top, below
        equation, letter, poly = found
        value = {letter: -poly.nth(0) / poly.LC()}
        (top, *rest) = (
            together(part.xreplace(value)).as_numer_denom()[0] for part in (top, *(e for e in given if e != equation))
        )
        top, given = expand(top), [e for e in map(expand, rest) if e != 0]
        parts = [together(part.xreplace(value)).as_numer_denom() for part in below]
        if any(expand(part) == 0 for part, _ in parts):
            return given, top, {Integer(0)}
        below = _factors(part for pair in parts for part in pair)


def _factors(parts: Iterable[Any]) -> set[Any]:
    """The different factors of polynomials, numbers left out."""
    found: set[Any] = set()
    for part in parts:
        if part != Integer(1) and not part.is_number:
            found |= {factor for factor, _ in factor_list(part)[1]}
    return found
