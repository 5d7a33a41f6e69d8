"""Square roots in the moment normal form: s with s^2 = p, for radicands p made square-free, one for each factor.

>>> from derivations.normal_form import NormalForm
>>> from derivations.terms import Var, constants, random_variables
>>> from sympy import sqrt
>>> x, a = random_variables("x"), constants("a")
>>> NormalForm([]).equal(sqrt(Var(2 * x)), 2 * sqrt(Var(x))), NormalForm([]).equal(sqrt(a**2), a)
(True, False)
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import prod
from typing import Any

from sympy import Abs, Expr, Integer, Mul, Pow, cancel, factor_list, factorint, fraction, sign, sqrt

from derivations.facts import Facts
from derivations.polynomial import OutsideFragment, Polynomial
from derivations.terms import E, Var

__all__ = ["Roots"]

Ratio = tuple[Polynomial, Polynomial]
ONE = Polynomial.number(1)


class Roots:
    """The roots met so far, and their squares.

    `read` makes a term a ratio of polynomials, `plain` a polynomial, `half_line` a power of |term| and its kin.
    """

    def __init__(
        self,
        facts: Facts,
        read: Callable[[Expr], Ratio],
        plain: Callable[[Expr], Polynomial],
        settled: Callable[[Polynomial], Polynomial],
        half_line: Callable[[Expr, int], Polynomial],
    ) -> None:
        self._facts, self._read, self._plain, self._settled, self._half_line = facts, read, plain, settled, half_line
        self._squares: dict[Expr, Polynomial] = {}
        self._nonnegative: set[Expr] = set()

    def __bool__(self) -> bool:
        return bool(self._squares)

    def __contains__(self, generator: Any) -> bool:
        return generator in self._squares

    def lowered(self, generator: Expr, exponent: int) -> Polynomial | None:
        """A power of a root with its squares replaced; None where there is none."""
        if 0 <= exponent < 2:
            return None
        square, (half, rest) = self._squares[generator], divmod(exponent, 2)
        if half >= 0:
            return square.power(half) * Polynomial.of(generator).power(rest)
        inverse = square.inverse()
        return None if inverse is None else inverse.power(-half) * Polynomial.of(generator).power(rest)

    def of(self, base: Expr) -> Ratio:
        """sqrt(base) with the squares taken out: sqrt(p/q) = sqrt(p q)/q, one generator for each irreducible factor."""
        apart = [part for part in Mul.make_args(base) if part.is_nonnegative and not part.is_number]
        if apart and base.is_Mul:
            rest = Mul(*(part for part in base.args if part not in apart))
            roots = [self.of(part) for part in (*apart, rest) if part != 1]
            return prod((top for top, _ in roots), start=ONE), prod((bottom for _, bottom in roots), start=ONE)
        return self._facts.remembered(sqrt(base), lambda _: self._of_one(base))

    def _of_one(self, base: Expr) -> Ratio:
        for variance in base.atoms(Var) | {e for e in base.atoms(E) if e.is_nonnegative}:
            above, below = fraction(cancel(self._settled(self._read(variance)[0]).to_sympy()))
            number, factors = factor_list(above * below)
            doubtful = [factor for factor, exponent in factors if exponent % 2 and not factor.is_positive]
            self._nonnegative |= {-f if number.is_negative else f for f in doubtful if len(doubtful) == 1}
        top, bottom = self._read(base)
        numerator, denominator = fraction(cancel(self._settled(top).to_sympy() / self._settled(bottom).to_sympy()))
        if not (denominator.is_positive or denominator in self._nonnegative or self._facts.side(denominator)[0] > 0):
            self._facts.declines(f"the root of {base}")
            return Polynomial.of(sqrt(base)), ONE
        number, factors = factor_list(numerator * denominator)
        result = ONE
        unsigned: list[Expr] = []
        for factor, exponent in factors:
            if self._is_nonnegative(factor) or self._is_nonnegative(-factor):
                turned = 1 if self._is_nonnegative(factor) else -1
                number *= turned**exponent
                root = self._surd(turned * factor) if exponent % 2 else ONE
                result *= self._plain(turned * factor).power(exponent // 2) * root
            else:
                unsigned += [factor] * (exponent % 2)
                result *= self._half_line(Abs(factor), exponent // 2) if exponent > 1 else ONE
        if unsigned:
            if len(unsigned) > 1:
                self._facts.declines(f"the sign of {Mul(*unsigned)} under a root")
            result *= self._surd(Mul(sign(number), *unsigned))
        elif number.is_negative:
            raise OutsideFragment(f"the root of {base}, which is negative")
        for prime, exponent in factorint(abs(number.p) * number.q).items():
            result *= (self._surd(Integer(prime)) if exponent % 2 else ONE).scaled(Fraction(prime ** (exponent // 2)))
        return result.scaled(Fraction(1, int(number.q))), self._plain(denominator)

    def _is_nonnegative(self, factor: Expr) -> bool:
        return bool(factor.is_nonnegative or factor in self._nonnegative or self._facts.side(factor)[0] > 0)

    def _surd(self, radicand: Expr) -> Polynomial:
        generator = sqrt(radicand)
        if not isinstance(generator, Pow) or generator.base != radicand:
            raise OutsideFragment(f"the root of {radicand}")
        self._squares[generator] = self._settled(self._plain(radicand))
        return Polynomial.of(generator)
