"""Terms as z3 writes them: whether a gap is never negative where stated relations hold.

>>> from sympy import Abs, Ge, Symbol
>>> a, b = Symbol("a", real=True), Symbol("b", positive=True)
>>> Reals().follows([Ge(a, b)], Abs(a) - b), Reals().follows([], Abs(a) - b)
(True, False)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from sympy import Abs as AbsoluteValue
from sympy import Add, Eq, Expr, Ge, Gt, Le, Lt, Max, Min, Mul, Ne, Piecewise, Pow, Rational, Symbol, sign

from derivations.terms import Abs, Element, Indicator, relu, step

__all__ = ["NoPieces", "Reals"]

EFFORT: Final = 2_000_000  # steps of the solver
LARGEST_POWER: Final = 8
_ORDERS: Final = {Ge: "__ge__", Gt: "__gt__", Le: "__le__", Lt: "__lt__", Eq: "__eq__", Ne: "__ne__"}


class NoPieces(Exception):
    """A term that has no polynomial pieces."""


class Reals:
    """Terms as z3 writes them, and what must hold for them to be defined."""

    def __init__(self) -> None:
        import z3

        self.z3 = z3
        self.letters: dict[Any, Any] = {}
        self.defined: list[Any] = []
        self.pieces: dict[Any, Callable[..., Any]] = {
            Add: lambda *parts: sum(parts[1:], parts[0]),
            Mul: self._product,
            Abs: self._size,
            AbsoluteValue: self._size,
            relu: lambda part: z3.If(part > 0, part, 0),
            step: lambda part: z3.If(part > 0, z3.RealVal(1), z3.RealVal(0)),
            sign: lambda part: z3.If(part > 0, z3.RealVal(1), z3.If(part < 0, z3.RealVal(-1), z3.RealVal(0))),
            Max: lambda *parts: self._extreme(parts, "__ge__"),
            Min: lambda *parts: self._extreme(parts, "__le__"),
        }

    def follows(self, stated: Sequence[Any], gap: Any) -> bool:
        """Whether the gap is never negative where the stated relations hold and all is defined."""
        return self._never(stated, lambda: self.number(gap) < 0)

    def is_positive(self, stated: Sequence[Any], gap: Any) -> bool:
        """Whether the gap is always positive there."""
        return self._never(stated, lambda: self.number(gap) <= 0)

    def _never(self, stated: Sequence[Any], denied: Callable[[], Any]) -> bool:
        solver = self.z3.Solver()
        solver.set("rlimit", EFFORT)
        for relation in stated:
            try:
                solver.add(self.truth(relation))
            except NoPieces:
                continue  # fewer conditions: what follows from them follows from all
        solver.add(denied())
        solver.add(*self.defined)
        return bool(solver.check() == self.z3.unsat)

    def number(self, term: Any) -> Any:
        if isinstance(term, Rational):
            return self.z3.RealVal(str(term))
        if isinstance(term, Symbol | Element):
            return self._letter(term)
        if isinstance(term, Pow):
            return self._power(term)
        if isinstance(term, Indicator):
            return self.z3.If(self.truth(term.args[0]), self.z3.RealVal(1), self.z3.RealVal(0))
        if isinstance(term, Piecewise):
            found: Any = None
            for value, condition in reversed(term.args):
                found = self.number(value) if found is None else self.z3.If(
                    self.truth(condition), self.number(value), found
                )  # fmt: skip
            return found
        made = self.pieces.get(term.func)
        if made is None or not isinstance(term, Expr):
            raise NoPieces
        return made(*map(self.number, term.args))

    def truth(self, relation: Any) -> Any:
        if relation in (True, False):
            return self.z3.BoolVal(bool(relation))
        name = next((name for kind, name in _ORDERS.items() if isinstance(relation, kind)), None)
        if name is None:
            raise NoPieces
        return getattr(self.number(relation.lhs), name)(self.number(relation.rhs))

    def _letter(self, symbol: Any) -> Any:
        if symbol not in self.letters:
            letter = self.letters[symbol] = self.z3.Real(f"v{len(self.letters)}")
            if symbol.is_positive:
                self.defined.append(letter > 0)
            elif symbol.is_nonnegative:
                self.defined.append(letter >= 0)
        return self.letters[symbol]

    def _power(self, term: Any) -> Any:
        base, exponent = term.args
        if not exponent.is_Integer or abs(exponent) > LARGEST_POWER:
            raise NoPieces
        inside = self.number(base)
        whole = self._product(*[inside] * abs(int(exponent)))
        if exponent > 0:
            return whole
        self.defined.append(inside != 0)
        return 1 / whole

    def _product(self, *parts: Any) -> Any:
        found = parts[0]
        for part in parts[1:]:
            found = found * part
        return found

    def _size(self, part: Any) -> Any:
        return self.z3.If(part >= 0, part, -part)

    def _extreme(self, parts: Sequence[Any], order: str) -> Any:
        found = parts[0]
        for part in parts[1:]:
            found = self.z3.If(getattr(found, order)(part), found, part)
        return found
