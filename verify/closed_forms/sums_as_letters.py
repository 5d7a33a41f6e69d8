"""Powers of sums without multiplying them out: a sum of products over an index is a random variable of its own.

>>> from derivations.terms import Sum, Var, family, positive_integers
>>> (n, j), w = positive_integers("n j"), family("w", "n")
>>> equal_in_letters(Var(Sum(w[j] + 1, (j, 1, n)) ** 2), Var((Sum(w[j], (j, 1, n)) + n) ** 2))
True
"""

from __future__ import annotations

from typing import Any

from sympy import Add, Expr, PolynomialError, Sum, Symbol, expand
from sympy.core.relational import Relational

from derivations.errors import UserError
from derivations.normal_form import NormalForm
from derivations.terms import Element, RandomVariable, is_random

__all__ = ["equal_in_letters"]

INDEX = Symbol("_index", integer=True, positive=True)


def equal_in_letters(lhs: Any, rhs: Any) -> bool:
    """Whether the sides are equal for all values of their sums; False says nothing."""
    names: dict[Any, RandomVariable] = {}
    try:
        return NormalForm(()).equal(*(_lettered(side, names, frozenset()) for side in (lhs, rhs))) is True
    except (UserError, PolynomialError):
        return False


def _lettered(term: Any, names: dict[Any, RandomVariable], bound: frozenset[Any]) -> Any:
    """The term with a letter for each random sum of a product, whose factors without the index come out of it."""
    if isinstance(term, Sum):
        inner = bound | {limit[0] for limit in term.limits}
        body = _lettered(term.function, names, inner)
        if not is_random(body):
            return Sum(body, *term.limits)
        for limit in term.limits:
            inner -= {limit[0]}
            body = Add(*(_summed(part, limit, names, inner) for part in Add.make_args(expand(body))))
        return body
    if not isinstance(term, Expr | Relational) or not term.args or isinstance(term, Element):
        return term
    return term.func(*(_lettered(part, names, bound) for part in term.args))


def _summed(part: Expr, limit: Any, names: dict[Any, RandomVariable], bound: frozenset[Any]) -> Expr:
    index, low, high = limit
    outside, inside = part.as_independent(index, as_Add=False)
    if bound.intersection(inside.free_symbols):
        raise UserError(f"{inside} has two indices")
    if inside == 1:
        return outside * (high - low + 1)
    whole = Sum(inside.xreplace({index: INDEX}), (INDEX, low, high))
    return outside * names.setdefault(whole, RandomVariable(f"_sum{len(names)}"))
