"""Counts of parameters and multiplications: whole numbers, or products with sizes and letters in them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from derivations.convolution.sizes import Size, SizeSum

__all__ = ["Count"]


@dataclass(frozen=True, slots=True)
class Count:
    """A sum of whole numbers times products of factors; with no factors in it, a number.

    >>> from derivations.convolution.sizes import letter
    >>> print(Count.of(9, 64, "C") + Count.of(64))
    64 + 576*C
    >>> print(Count.of(3, letter("i"), letter("i").through((1, -1, 2, 1))))
    3*i*(floor((i-1)/2)+1)
    """

    terms: tuple[tuple[tuple[str, ...], int], ...] = ()

    @classmethod
    def of(cls, *factors: int | str | Size | SizeSum) -> Count:
        """The product of these."""
        coefficient, names = 1, []
        for factor in factors:
            if isinstance(factor, int):
                coefficient *= factor
            elif isinstance(factor, str):
                names.append(factor)
            elif factor.is_number:
                coefficient *= factor(0)
            else:
                text = str(factor)
                names.append(text if text.isalpha() else f"({text})")
        return cls(((tuple(names), coefficient),) if coefficient else ())

    def __add__(self, other: Count) -> Count:
        total: Counter[tuple[str, ...]] = Counter(dict(self.terms))
        total.update(dict(other.terms))
        return Count(tuple(sorted((names, value) for names, value in total.items() if value)))

    def times(self, factor: int) -> Count:
        """The sum times a whole number."""
        return Count(tuple((names, value * factor) for names, value in self.terms if factor))

    @property
    def number(self) -> int | None:
        """The value, if there is no letter in it."""
        return sum(value for _, value in self.terms) if all(not names for names, _ in self.terms) else None

    def __str__(self) -> str:
        return " + ".join(_product(names, value) for names, value in self.terms) or "0"


def _product(names: tuple[str, ...], value: int) -> str:
    powers = [name if times == 1 else f"{name}^{times}" for name, times in Counter(names).items()]
    return "*".join([*([str(value)] if value != 1 or not powers else []), *powers])
