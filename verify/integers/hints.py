"""Facts that follow from others and that a solver may not see for itself: they add nothing and spare it a search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sympy import Add, And, Ge, Gt, Le, Lt, Or, Symbol, expand
from sympy.core.relational import Relational

__all__ = ["Quotient", "multiplied", "rounded"]


@dataclass(frozen=True, slots=True)
class Quotient:
    """`value` = floor(top / bottom), where bottom > 0."""

    value: Symbol
    top: Any
    bottom: Any


def rounded(quotients: Iterable[Quotient], said: Iterable[Any]) -> Iterator[Any]:
    """What floors say of products: t <= floor(e/s) exactly when t s <= e.

    For the integers t whose product with s is spoken of, and for -t, t + 1 and -t - 1.

    >>> from derivations.terms import positive_integers
    >>> e, q, s, t = positive_integers("e q s t")
    >>> next(rounded([Quotient(q, e, s)], [t * s >= 3]))
    ((t <= q) & (e - s*t >= 0)) | ((t > q) & (e - s*t < 0))
    """
    spoken = {
        part.as_coeff_Mul()[1]
        for fact in said for relation in fact.atoms(Relational)
        for part in Add.make_args(expand(relation.lhs - relation.rhs))
    }  # fmt: skip
    for quotient in quotients:
        times = [m / quotient.bottom for m in spoken]
        for symbol in sorted((t for t in times if t.is_Symbol and t.is_integer and t != quotient.value), key=str):
            for t in (symbol, -symbol, symbol + 1, -symbol - 1):
                gap = expand(quotient.top - t * quotient.bottom)
                within = And(Le(t, quotient.value, evaluate=False), Ge(gap, 0, evaluate=False), evaluate=False)
                beyond = And(Gt(t, quotient.value, evaluate=False), Lt(gap, 0, evaluate=False), evaluate=False)
                yield Or(within, beyond, evaluate=False)


def multiplied(facts: Iterable[Any], symbols: Iterable[Symbol]) -> Iterator[Any]:
    """What follows from inequalities of integers when each is multiplied by a positive one.

    >>> from derivations.terms import positive_integers
    >>> i, s = positive_integers("i s")
    >>> list(multiplied([i < 3], [s]))
    [-i*s + 2*s >= 0]
    """
    positive = [symbol for symbol in symbols if symbol.is_integer and symbol.is_positive]
    for part in (part for fact in facts for part in (fact.args if isinstance(fact, And) else (fact,))):
        if isinstance(part, Le | Lt | Ge | Gt) and part.lhs.is_integer and part.rhs.is_integer:
            gap = part.gts - part.lts - (1 if isinstance(part, Lt | Gt) else 0)
            yield from (Ge(expand(gap * symbol), 0, evaluate=False) for symbol in positive)
