r"""What an equation implies by arithmetic: it is multiplied, divided or solved for one of its parts.

>>> from derivations.reading import read_document
>>> from derivations.reading.meaning.who_is_random import find_roles
>>> document = read_document(r"$$n \mathrm{Var}(w) \mathrm{Var}(x) = \mathrm{Var}(x) \implies \mathrm{Var}(w) = 1/n$$")
>>> (given,), (step,) = (chain.steps for chain in document.chains)
>>> solved(step, given, find_roles(document.chains))
'by arithmetic from what implies it, where Var(x) is not 0 and n is not 0'
"""

from __future__ import annotations

from typing import Any

from sympy import Expr, Mul, PolynomialError, Pow, cancel, factor, fraction, gcd, together

from derivations.errors import UserError
from derivations.notation import text
from derivations.reading import Step
from derivations.reading.meaning.roles import Roles
from derivations.reading.meaning.terms import Vocabulary
from derivations.terms import Var, is_random
from verify.steps.written import sides_of

__all__ = ["IMPLIED", "solved"]

IMPLIED = "from what implies it"


def solved(step: Step, given: Step, roles: Roles) -> str | None:
    """Why an equation follows from another one by arithmetic, and where; None if it does not.

    The difference of its sides is the other difference times a quotient r, and r is defined where the step itself is,
    but for a variance, or a number of things, that was divided by.
    """
    sides = [*sides_of(step), *sides_of(given)]
    if len(sides) != 4 or step.relation != "=" or given.relation != "=":
        return None
    try:
        terms = [Vocabulary.of(sides, (), roles=roles).term(side) for side in sides]
        if not all(isinstance(term, Expr) for term in terms) or any(map(is_random, terms)):
            return None
        left, right, low, high = (together(term) for term in terms)
        gap, known = cancel(left - right), cancel(low - high)
        if gap == 0 or known == 0:
            return None
        below = fraction(cancel(gap / known))[1]
        above = fraction(known)[0]
        divided = gcd(below, above)
        rest = cancel(above / divided)
    except (UserError, PolynomialError):
        return None
    lost = _factors(divided) - _factors(fraction(gap)[1])
    if rest.is_number or not _divides(rest, fraction(gap)[0]) or not all(map(_is_positive, lost)):
        return None
    where = {part for term in (below, fraction(gap)[1], fraction(known)[1]) for part in _factors(term)}
    words = " and ".join(f"{text(part)} is not 0" for part in sorted(where, key=str))
    return f"by arithmetic {IMPLIED}" + (f", where {words}" if words else "")


def _is_positive(term: Any) -> bool:
    """A variance, or a symbol that is positive: 0 in degenerate cases alone, which nobody means."""
    return isinstance(term, Var) or bool(term.is_positive)


def _divides(part: Any, whole: Any) -> bool:
    return bool(fraction(cancel(whole / part))[1].is_number)


def _factors(term: Any) -> set[Any]:
    """The factors that are no numbers, without their exponents."""
    found = set()
    for part in Mul.make_args(factor(term)):
        base = part.base if isinstance(part, Pow) and part.exp.is_positive else part
        if not base.is_number:
            found.add(base)
    return found
