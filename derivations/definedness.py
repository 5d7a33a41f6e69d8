"""Where a term is defined: what it divides by.

A theorem A = B says: where A is defined, B is too, and they are equal. So a step may drop a divisor, but may bring in
only what is known not to be 0.

>>> from derivations.terms import Var, constants, random_variables
>>> x = random_variables("x")
>>> a, b = constants("a b")
>>> sorted(divisors(a / (Var(x) * (a**2 - b**2))), key=str)
[Var(x), a + b, a - b]
"""

from __future__ import annotations

from typing import Any

from sympy import Expr, Ne, Pow, factor_list, together

from derivations.claims import DoesNotApply
from derivations.entailment import Context, Support, follows
from derivations.terms import subterms

__all__ = ["divisors", "stays_defined"]


def divisors(term: Any) -> set[Expr]:
    """The irreducible factors of everything that the term divides by, numbers apart."""
    bases = {p.base for p in subterms(term) if isinstance(p, Pow) and not p.exp.is_nonnegative}
    return {factor for base in bases for factor, _ in factor_list(together(base).as_numer_denom()[0])[1]}


def stays_defined(context: Context, before: Any, after: Any, name: str) -> Support:
    """The hypotheses by which nothing that only `after` divides by is 0; DoesNotApply where that does not follow."""
    used: Support = frozenset()
    for divisor in sorted(divisors(after) - divisors(before), key=str):
        found = [follows(context, condition) for condition in (Ne(divisor, 0), divisor > 0)]
        support = next((s for s in found if s is not None), None)
        if support is None:
            remedy = divisor > 0 if divisor.is_nonnegative else Ne(divisor, 0)
            raise DoesNotApply(f"{name} would divide by {divisor}; add assuming=Holds({remedy})")
        used |= support
    return used
