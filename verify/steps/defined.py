r"""Where the two sides of a step are defined: what they divide by, take logarithms and roots of, and ask moments of.

It is read off what was written, because algebra cancels: E[X]/E[X] = 1 holds where E[X] is not 0. A verdict is
about the laws and values for which both sides are defined; what that asks and the hypotheses do not grant goes with it.

>>> from derivations.reading import read_expression
>>> [str(c) for c in conditions(read_expression(r"\frac{\log(X)}{\sqrt{Var(X)}}", latex=True))]
['sqrt(Var(X)) is not 0', 'X is positive', 'Var(X) is not negative']
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sympy import Expr, Ge, Gt, Integer, Le, Lt, Mul, Ne, PolynomialError, Pow, Sum, Symbol, factor, fraction, together

from derivations.entailment import follows, unfold
from derivations.errors import UserError
from derivations.hypotheses import Hypothesis
from derivations.normal_form import NormalForm
from derivations.notation import text
from derivations.reading import read_as
from derivations.reading.syntax.tree import Call, Head, Name, Neg, Node, Number, Power, Quotient, Root, ungroup, walk
from derivations.terms import Element, is_random, subterms
from verify.closed_forms.diverging import diverges, has_atom_at_a_zero, takes_both_signs
from verify.inequalities.moment_order import at_most
from verify.inequalities.parameters import asked_by_laws

__all__ = ["Condition", "Undefined", "conditions", "is_not_0", "refuse_infinite", "unmet"]

MOMENTS: Final = ("E", "Var", "Cov", "Corr", "Sd")
LARGE: Final = 60  # parts of a divisor beyond which its sign is not looked for


class Undefined(UserError):
    """A side that is undefined for every law and value."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold of a part of a formula for it to be defined: it is "not 0", "positive", "not negative"."""

    part: Node
    asks: str

    def __str__(self) -> str:
        return f"{read_as(self.part)} is {self.asks}"


def conditions(node: Node) -> Iterator[Condition]:
    """What must hold for a formula to be defined, from the outside in."""
    for part in walk(node):
        match part:
            case Quotient(_, denominator):
                yield Condition(ungroup(denominator), "not 0")
            case Power(base, exponent) if _negative(exponent) or _takes_an_even_root(exponent):
                if _negative(exponent):
                    yield Condition(ungroup(base), "not 0")
                if _takes_an_even_root(exponent):
                    yield Condition(ungroup(base), "not negative")
            case Head("Corr", arguments):
                yield from (Condition(Head("Var", (argument,)), "not 0") for argument in arguments)
            case Call(Name(base="log" | "ln"), (argument,)):
                yield Condition(ungroup(argument), "positive")
            case Call(Name(base="sqrt"), (radicand,)):
                yield Condition(ungroup(radicand), "not negative")
            case Root(radicand, index) if index is None or (isinstance(index, Number) and index.value % 2 == 0):
                yield Condition(ungroup(radicand), "not negative")


def _negative(exponent: Node) -> bool:
    inner = ungroup(exponent)
    return isinstance(inner, Neg) or (isinstance(inner, Number) and inner.value < 0)


def unmet(sides: Sequence[Node], hypotheses: Sequence[Hypothesis], read: Callable[[Node], Any]) -> list[str]:
    """The conditions of both sides that the hypotheses do not grant, in words; Undefined where one cannot be met."""
    stated = (*hypotheses, *asked_by_laws(hypotheses))
    words: dict[str, None] = {}
    for condition in (c for side in sides for c in conditions(side)):
        words |= dict.fromkeys(_lacking(condition, stated, read))
    words |= dict.fromkeys(refuse_infinite(sides, hypotheses, read))
    words |= dict.fromkeys(_too_few(sides, stated, read))
    return list(words)


def refuse_infinite(sides: Sequence[Node], hypotheses: Sequence[Hypothesis], read: Callable[[Node], Any]) -> list[str]:
    """The moments of both sides that must exist, in words; Undefined where the stated laws make one infinite."""
    stated = (*hypotheses, *asked_by_laws(hypotheses))
    words: dict[str, None] = {}
    for head in (part for side in sides for part in walk(side) if isinstance(part, Head) and part.kind in MOMENTS):
        parts = [_term(c, read) for argument in head.args for c in conditions(argument)]
        _refuse_what_diverges(head, parts, stated, read)
        if any(part is not None and is_random(part) for part in parts):
            words[f"{read_as(head)} exists"] = None
    return list(words)


def _refuse_what_diverges(
    head: Head, divisors: Sequence[Any], stated: Sequence[Hypothesis], read: Callable[[Node], Any]
) -> None:
    """Undefined where the stated laws make a moment infinite, or divide by 0 with a positive probability."""
    terms = (_argument(argument, read) for argument in head.args)
    inside = [None if term is None else unfold(stated, term)[0] for term in terms]
    divisors = [*divisors, *(fraction(together(term))[1] for term in inside if isinstance(term, Expr))]
    if any(part is not None and has_atom_at_a_zero(stated, part) for part in divisors):
        raise Undefined(f"undefined: what {read_as(head)} divides by is 0 with a positive probability")
    times = 2 if head.kind in {"Var", "Sd"} else 1
    if any(part is not None and diverges(stated, part, times) for part in inside):
        raise Undefined(f"undefined: {read_as(head)} does not exist under the stated laws")


def _argument(node: Node, read: Callable[[Node], Any]) -> Any:
    try:
        return read(node)
    except UserError:
        return None


def _too_few(sides: Sequence[Node], stated: Sequence[Hypothesis], read: Callable[[Node], Any]) -> Iterator[str]:
    """`n >= 2`, where w_2 stands beside a sum over all w_j, and nothing says that there are so many."""
    with contextlib.suppress(UserError):
        parts = [part for side in sides for part in subterms(read(side))]
        summed = {(s.args[1][1], s.args[1][2]) for s in parts if isinstance(s, Sum)}
        for member in sorted({part for part in parts if isinstance(part, Element)}, key=str):
            for index, size in zip(member.indices, member.family.sizes, strict=True):
                many = index.is_Integer and index > 1 and (Integer(1), size) in summed
                if many and follows(stated, Ge(size, index)) is None:
                    yield f"{text(size)} >= {index}"


def _term(condition: Condition, read: Callable[[Node], Any]) -> Any:
    try:
        return read(condition.part)
    except UserError:
        return None


def _takes_an_even_root(exponent: Node) -> bool:
    """Whether it is 1/2, -1/2, 3/4."""
    inner = ungroup(exponent)
    inner = ungroup(inner.body) if isinstance(inner, Neg) else inner
    if isinstance(inner, Quotient):
        above, below = ungroup(inner.numerator), ungroup(inner.denominator)
        whole = isinstance(above, Number) and isinstance(below, Number) and below.value != 0
        return whole and (above.value / below.value).denominator % 2 == 0
    return isinstance(inner, Number) and inner.places is None and inner.value.denominator % 2 == 0


def _lacking(condition: Condition, stated: Sequence[Hypothesis], read: Callable[[Node], Any]) -> list[str]:
    """What is lacking for a condition, in words; nothing where it follows."""
    term = _term(condition, read)
    if term is None:
        return [str(condition)]
    if condition.asks == "not 0":
        if is_random(term) and has_atom_at_a_zero(stated, term):
            raise Undefined(
                f"undefined: it divides by {read_as(condition.part)}, which is 0 with a positive probability"
            )
        factors = _factors(unfold(stated, term)[0])
        if any(_value(factor, stated) == 0 for factor in factors):
            raise Undefined(f"undefined: it divides by {read_as(condition.part)}, which is 0")
        lacking = [f"{text(f)} is not 0" for f in sorted(factors, key=str) if not is_not_0(_value(f, stated), stated)]
        return [str(condition)] if len(str(condition)) < sum(map(len, lacking)) else lacking
    if term.is_positive or (term.is_nonnegative and condition.asks == "not negative"):
        return []
    if takes_both_signs(stated, term):
        raise Undefined(f"undefined: it needs that {condition}, which the stated law does not allow")
    value = _value(term, stated)
    if not is_random(value) and _is_out_of_reach(value, condition.asks, stated):
        raise Undefined(f"undefined: it needs that {condition}, against what is stated")
    if condition.asks == "positive":
        return [] if follows(stated, Gt(value, 0)) is not None else [str(condition)]
    granted = not is_random(term) and at_most(stated, Integer(0), term) is not None
    return [] if granted or follows(stated, Ge(value, 0)) is not None else [str(condition)]


def _is_out_of_reach(value: Any, asks: str, stated: Sequence[Hypothesis]) -> bool:
    """Whether a number that must be positive, or not negative, is stated not to be."""
    if asks == "positive":
        return bool(value.is_nonpositive) or any(follows(stated, w(value, 0)) is not None for w in (Lt, Le))
    return bool(value.is_negative) or follows(stated, Lt(value, 0)) is not None


def _value(term: Any, hypotheses: Sequence[Hypothesis]) -> Any:
    try:
        return term if is_random(term) else NormalForm(hypotheses).value(term)
    except UserError:
        return term


def is_not_0(term: Any, hypotheses: Sequence[Hypothesis]) -> bool:
    """Whether it follows that a term is not 0: from an inequality about each factor, or its negative, or a square."""
    ways = (lambda f: Ne(f, 0), lambda f: Gt(f, 0), lambda f: Gt(-f, 0), lambda f: Gt(f**2, 0))

    def shown(part: Any) -> bool:
        fit = ways[: 1 if sum(1 for _ in subterms(part)) > LARGE else 4 if isinstance(part, Symbol | Element) else 3]
        return any(follows(hypotheses, way(part)) is not None for way in fit)

    return all(map(shown, _factors(term)))


def _factors(term: Any) -> set[Any]:
    """What is 0 exactly where the term is: the irreducible factors of its numerator, without roots and exponents."""
    top = together(term).as_numer_denom()[0]
    with contextlib.suppress(PolynomialError):
        top = factor(top)
    found: set[Any] = set()
    for part in Mul.make_args(top):
        if isinstance(part, Pow) and part.exp.is_positive:
            found |= _factors(part.base)
        elif part.is_zero is not False:
            found.add(part)
    return found
