"""Sums over a sample of numbers as means: (1/n) sum x_i^2 is E[X^2] for an X that takes each x_i with probability 1/n.

An inequality that holds for the means of all variables holds for the sums over all samples.

>>> from sympy import Sum
>>> from derivations.terms import constants, family
>>> n, i, c = constants("n i c")
>>> x = family("x", n, kind="real")
>>> as_means((Sum(x[i], (i, 1, n)) / n - c) ** 2, Sum(x[i] ** 2, (i, 1, n)))
((-c + E(x))**2, n*E(x**2))
"""

from __future__ import annotations

from typing import Any

from sympy import Sum, Symbol

from derivations.terms import E, Element, Head, RandomVariable, subterms

__all__ = ["as_means"]


def as_means(*sides: Any) -> tuple[Any, ...] | None:
    """The sides with expectations in place of sums over one range; None where there are none, or others."""
    sums = {part for side in sides for part in subterms(side) if isinstance(part, Sum)}
    ranges = {part.limits[0][1:] for part in sums if len(part.limits) == 1}
    if len(ranges) != 1 or any(len(part.limits) != 1 or part.function.has(Sum) for part in sums):
        return None
    ((first, last),) = ranges
    if first != 1 or not isinstance(last, Symbol) or any(isinstance(p, Head) for side in sides for p in subterms(side)):
        return None
    table = {part: last * E(mean) for part in sums if (mean := _of_one_member(part)) is not None}
    made = tuple(side.xreplace(table) for side in sides)
    left = any(isinstance(part, Element) for side in made for part in subterms(side))
    return None if left or table.keys() != sums else made


def _of_one_member(part: Any) -> Any:
    """What is summed, for one member: its numbers as random variables."""
    index = part.limits[0][0]
    members = {inner for inner in subterms(part.function) if isinstance(inner, Element)}
    if any(member.indices != (index,) for member in members):
        return None
    named = part.function.xreplace({member: RandomVariable(str(member.family)) for member in members})
    return None if named.has(index) else named
