"""Sizes as formulas in the input's size: nested floors combine, so a chain of layers is one floor where it can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd

__all__ = ["AffineLayer", "Size", "SizeSum", "least_input", "letter", "number"]

AffineLayer = tuple[int, int, int, int]  # (m, b, c, e): i -> m floor((i + b)/c) + e


@dataclass(frozen=True, slots=True)
class Size:
    """m floor((a x + b)/c) + e, where x is the letter or, where floors do not combine, another Size; m = 0 is a number.

    >>> i = letter("i")
    >>> print(i.through((1, -4, 2, 1)).through((1, -2, 2, 1)))    # kernels 4 and 2, stride 2
    floor((i-6)/4)+1
    """

    m: int
    a: int
    x: str | Size
    b: int
    c: int
    e: int

    def through(self, layer: AffineLayer) -> Size:
        """The size after a layer i -> m floor((i + b)/c) + e."""
        m, b, c, e = layer
        inner = self._over(b, c)
        return Size(inner.m * m, inner.a, inner.x, inner.b, inner.c, inner.e * m + e).tidy()

    def _over(self, b: int, c: int) -> Size:
        """floor((self + b)/c).

        With F an integer and g = gcd(m, c),  floor((m F + e)/c) = floor((m/g F + floor(e/g))/(c/g));
        a bare F = floor((a x + b)/c') goes in:  floor((F + e)/c) = floor((a x + b + c' e)/(c' c)).
        """
        e = self.e + b
        if c == 1:
            return Size(self.m, self.a, self.x, self.b, self.c, e)
        if self.m == 0:
            return Size(0, 0, self.x, 0, 1, e // c)
        g = gcd(self.m, c)
        m, e, c = self.m // g, e // g, c // g
        if c == 1:
            return Size(m, self.a, self.x, self.b, self.c, e)
        if m == 1:
            return Size(1, self.a, self.x, self.b + self.c * e, self.c * c, 0)
        if self.c == 1:
            return Size(1, m * self.a, self.x, m * self.b + e, c, 0)
        return Size(1, m, Size(1, self.a, self.x, self.b, self.c, 0), e, c, 0)

    def tidy(self) -> Size:
        """One form for each map: common factors out, the constant outside the floor 1 where there is a floor."""
        m, a, x, b, c, e = self.m, self.a, self.x, self.b, self.c, self.e
        if m == 0:
            return Size(0, 0, x, 0, 1, e)
        g = gcd(a, c)
        a, b, c = a // g, b // g, c // g  # floor((g a x + b)/(g c)) = floor((a x + floor(b/g))/c)
        if c == 1:
            return Size(m * a, 1, x, 0, 1, m * b + e)
        turn = (e - 1) // m  # moves whole turns of the floor so that the constant outside is in 1..m
        return Size(m, a, x, b + turn * c, c, e - m * turn)

    def __call__(self, i: int) -> int:
        """The size for an input of size i."""
        x = i if isinstance(self.x, str) else self.x(i)
        return self.m * ((self.a * x + self.b) // self.c) + self.e

    @property
    def block(self) -> tuple[int, int] | None:
        """(first, width): sizes first + width q .. first + width q + width - 1 give the same result; None if not so."""
        if self.m == 0 or self.a != 1 or isinstance(self.x, Size):
            return None
        return -self.b % self.c, self.c

    @property
    def is_number(self) -> bool:
        """Whether the input's size does not matter."""
        return self.m == 0

    def __str__(self) -> str:
        if self.m == 0:
            return str(self.e)
        inner = self.x if isinstance(self.x, str) else f"({self.x})" if self.a != 1 else str(self.x)
        linear = _term(self.a, inner) + _signed(self.b)
        if self.c == 1:
            body = _term(self.m, linear)
        else:
            numerator = f"({linear})" if self.b or not isinstance(self.x, str) else linear
            body = _term(self.m, f"floor({numerator}/{self.c})")
        return body + _signed(self.e)


@dataclass(frozen=True, slots=True)
class SizeSum:
    """A sum of sizes, those of one form taken together.

    >>> i = letter("i")
    >>> print(SizeSum.of([i, i.through((1, -1, 1, 0)), i.through((1, 0, 2, 0)), i.through((1, 0, 2, 3))]))
    2*i+2*floor(i/2)+2
    """

    terms: tuple[Size, ...]
    constant: int

    @classmethod
    def of(cls, sizes: Sequence[Size], constant: int = 0) -> SizeSum:
        """Their sum plus a number.

        A floor's numerator is brought into (-c, 0], and floor(y/c) + ... + floor((y - c + 1)/c) is y - c + 1.
        """
        forms: dict[tuple[int, str | Size, int], dict[int, int]] = {}
        for size in sizes:
            constant += size.e
            if size.m:
                turn = -(-size.b // size.c)
                constant += size.m * turn
                residues = forms.setdefault((size.a, size.x, size.c), {})
                residues[-(size.b - turn * size.c)] = residues.get(-(size.b - turn * size.c), 0) + size.m
        terms: dict[tuple[int, str | Size, int, int], int] = {}
        for (a, x, c), residues in forms.items():
            common = min(residues.values()) if len(residues) == c else 0
            constant -= common * (c - 1)
            terms[1, x, 0, 1] = terms.get((1, x, 0, 1), 0) + common * a
            for rest, m in residues.items():
                terms[a, x, -rest, c] = terms.get((a, x, -rest, c), 0) + m - common
        return cls(tuple(Size(m, a, x, b, c, 0) for (a, x, b, c), m in terms.items() if m), constant)

    def __call__(self, i: int) -> int:
        """The sum for an input of size i."""
        return sum(size(i) for size in self.terms) + self.constant

    @property
    def is_number(self) -> bool:
        """Whether the input's size does not matter."""
        return not self.terms

    def __str__(self) -> str:
        return "+".join(map(str, self.terms)) + _signed(self.constant) if self.terms else str(self.constant)


def letter(name: str) -> Size:
    """The input's size itself."""
    return Size(1, 1, name, 0, 1, 0)


def number(value: int, name: str = "i") -> Size:
    """A size that does not depend on the letter.

    >>> str(number(7))
    '7'
    """
    return Size(0, 0, name, 0, 1, value)


def least_input(least: Sequence[object], o: int) -> int:
    """The least input of a chain whose output is at least `o`; `least` holds each layer, first to last.

    Each layer's size does not fall as its input grows, so the sizes with output o are least(o) .. least(o + 1) - 1.
    """
    for layer in reversed(least):
        o = layer.least_input(o)  # type: ignore[attr-defined]
    return o


def _signed(value: int) -> str:
    return f"{value:+d}" if value else ""


def _term(factor: int, body: str) -> str:
    return body if factor == 1 else f"-{body}" if factor == -1 else f"{factor}*{body}"
