"""Rules about floors, ceilings and remainders of integers, and about counts between two bounds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import (
    Add,
    Ge,
    Integer,
    Le,
    Max,
    Min,
    Mod,
    Mul,
    Sum,
    Symbol,
    cancel,
    ceiling,
    floor,
    fraction,
    together,
)

from derivations.claims import DoesNotApply
from derivations.definedness import stays_defined
from derivations.entailment import Context
from derivations.kernel import Rewrite
from derivations.rules.counting import affine, bounded, needs
from derivations.rules.registry import rule
from derivations.terms import Indicator, bound_symbols, free_symbols

__all__ = [
    "at_most", "count_between", "factor_sums", "floor_at_most", "floor_at_most_ceiling", "floor_of_smaller",
    "floor_quotient", "floor_shift", "nested_floor", "remainder", "rounding_gap",
]  # fmt: skip


def _quotient(term: Any, name: str, head: Any = floor) -> tuple[Any, Any]:
    """Numerator and denominator of what is rounded; both integers, the denominator positive."""
    if not isinstance(term, head):
        raise DoesNotApply(f"{name} needs {head.__name__}(e/s), got {term}")
    top, bottom = fraction(together(term.args[0]))
    if not (top.is_integer and bottom.is_integer and bottom.is_positive):
        raise DoesNotApply(f"{name} needs integers and a positive divisor, got {term}")
    return top, bottom


@rule
def floor_shift(term: Any, context: Context, *, to: Any) -> Rewrite:
    """floor(x) + m -> floor(y) + n, if x + m = y + n, and m and n are integers."""
    if to == term:
        raise DoesNotApply(f"floor_shift: {term} is already there")
    (inner, shift), (other, rest) = _one_floor(term), _one_floor(to)
    if cancel(together(inner + shift - other - rest)) != 0:
        raise DoesNotApply(f"floor_shift: {term} and {to} differ by more than an integer taken into the floor")
    return Rewrite(to, stays_defined(context, term, to, "floor_shift"))


def _one_floor(term: Any) -> tuple[Any, Any]:
    """X and m of floor(x) + m."""
    floors = [part for part in Add.make_args(term) if isinstance(part, floor)]
    shift = term - Add(*floors)
    if len(floors) > 1 or not shift.is_integer:
        raise DoesNotApply(f"floor_shift needs one floor and integers beside it, got {term}")
    return (floors[0].args[0] if floors else Integer(0)), shift


@rule
def floor_quotient(term: Any, context: Context, *, quotient: Any) -> Rewrite:
    """floor(e/s) -> q, if q s <= e < q s + s: Euclid's quotient is the only one."""
    top, bottom = _quotient(term, "floor_quotient")
    if not quotient.is_integer:
        raise DoesNotApply(f"floor_quotient needs an integer quotient, got {quotient}")
    used = needs(context, top >= quotient * bottom, "floor_quotient")
    used |= needs(context, top <= quotient * bottom + bottom - 1, "floor_quotient")
    return Rewrite(quotient, used | stays_defined(context, term, quotient, "floor_quotient"))


@rule
def nested_floor(term: Any, context: Context) -> Rewrite:
    """floor((floor(x) + m)/n) -> floor((x + m)/n), for integers m and n >= 1.

    An integer is at most (floor(x) + m)/n exactly when n times it, less m, is at most floor(x), that is at most x.
    """
    top, bottom = _quotient(term, "nested_floor")
    floors = [part for part in Add.make_args(top) if isinstance(part, floor)]
    if len(floors) != 1:
        raise DoesNotApply(f"nested_floor needs one floor below a floor, got {term}")
    whole = cancel(together((floors[0].args[0] + top - floors[0]) / bottom))
    return Rewrite(floor(whole), stays_defined(context, term, whole, "nested_floor"))


@rule
def remainder(term: Any, context: Context) -> Rewrite:
    """E mod s -> e - s floor(e/s), if s >= 1."""
    if not isinstance(term, Mod) or not term.args[1].is_positive:
        raise DoesNotApply(f"remainder needs e mod s with s >= 1, got {term}")
    value, divisor = term.args
    return Rewrite(value - divisor * floor(value / divisor))


@rule
def floor_of_smaller(term: Any, context: Context) -> Rewrite:
    """floor(min(a, b)/s) -> floor(a/s) - [s floor(a/s) >= b + 1], if a <= b + s, for integers and s >= 1.

    Where s floor(a/s) <= b, the multiple floor(a/s) of s is below both; else floor(a/s) - 1 is, and no larger one.
    """
    top, bottom = _quotient(term, "floor_of_smaller")
    smaller_of = [part for part in Add.make_args(top) if isinstance(part, Min)]
    if len(smaller_of) != 1 or len(smaller_of[0].args) != 2:
        raise DoesNotApply(f"floor_of_smaller needs the floor of the smaller of two, got {term}")
    first, second = (part + top - smaller_of[0] for part in smaller_of[0].args)
    for larger, smaller in ((first, second), (second, first)):
        support = bounded(context, larger <= smaller + bottom)
        if support is not None:
            whole = floor(larger / bottom)
            return Rewrite(whole - Indicator(bottom * whole >= smaller + 1), support)
    raise DoesNotApply(f"floor_of_smaller needs {first} and {second} at most {bottom} apart")


@rule
def rounding_gap(term: Any, context: Context) -> Rewrite:
    """ceil(x) - floor(x) -> at most 1."""
    if not isinstance(term, Add) or len(term.args) != 2:
        raise DoesNotApply(f"rounding_gap needs ceil(x) - floor(x), got {term}")
    up = [part.args[0] for part in term.args if isinstance(part, ceiling)]
    down = [(-part).args[0] for part in term.args if isinstance(-part, floor)]
    if len(up) != 1 or up != down:
        raise DoesNotApply(f"rounding_gap needs ceil(x) - floor(x), got {term}")
    return Rewrite(Integer(1), relation="<=")


@rule
def floor_at_most_ceiling(term: Any, context: Context) -> Rewrite:
    """floor(x) -> at most ceil(x)."""
    if not isinstance(term, floor):
        raise DoesNotApply(f"floor_at_most_ceiling needs floor(x), got {term}")
    return Rewrite(ceiling(term.args[0]), relation="<=")


@rule
def at_most(term: Any, context: Context, *, bound: Any) -> Rewrite:
    """X -> at most y, if x <= y follows from the hypotheses."""
    return Rewrite(bound, needs(context, term <= bound, "at_most"), relation="<=")


@rule
def floor_at_most(term: Any, context: Context, *, bound: Any) -> Rewrite:
    """floor(e/s) + m -> at most floor(f/s) + m, if e <= f and s >= 1."""
    (inner, shift), (other, rest) = _one_floor(term), _one_floor(bound)
    (top, bottom), (over, divisor) = (_quotient(floor(value), "floor_at_most") for value in (inner, other))
    if (shift, bottom) != (rest, divisor):
        raise DoesNotApply(f"floor_at_most: {term} and {bound} differ by more than what is divided below the floor")
    return Rewrite(bound, needs(context, top <= over, "floor_at_most"), relation="<=")


@rule
def count_between(term: Any, context: Context) -> Rewrite:
    """sum_{u=0}^{n-1} [a <= s u] [s u <= b] -> max(0, min(n, floor(b/s) + 1) - max(0, ceil(a/s))), if s >= 1, n >= 0.

    The u that count run from max(0, ceil(a/s)) to min(n - 1, floor(b/s)). Of several indices, the innermost.
    """
    if not isinstance(term, Sum):
        raise DoesNotApply(f"count_between needs a sum of indicators, got {term}")
    body, (index, low, high), *outer = term.args
    factors = Mul.make_args(body)
    least = [f.args[0] for f in factors if isinstance(f, Indicator) and isinstance(f.args[0], Ge)]
    most = [f.args[0] for f in factors if isinstance(f, Indicator) and isinstance(f.args[0], Le)]
    if (len(factors), len(least), len(most)) != (2, 1, 1) or low != 0 or not high.is_integer:
        raise DoesNotApply(f"count_between needs the sum over u = 0..n-1 of [s u >= a] [s u <= b], got {term}")
    (step, first), (other, last) = (affine(r.lhs - r.rhs, index, "count_between") for r in (*least, *most))
    if step != other or not (step.is_integer and step.is_positive and first.is_integer and last.is_integer):
        raise DoesNotApply(f"count_between needs one step, a positive integer, and integers, got {body}")
    used = needs(context, high >= -1, "count_between")
    count = Min(high + 1, floor(-last / step) + 1) - Max(0, ceiling(-first / step))
    value = Max(0, count)
    return Rewrite(Sum(value, *outer) if outer else value, used)


@rule
def factor_sums(term: Any, context: Context, *, inner: Sequence[Symbol]) -> Rewrite:
    """sum_a sum_b f_a g_b -> (sum_a f_a) (sum_b g_b), for finite ranges without a and b; b are the indices `inner`."""
    if not isinstance(term, Sum) or not set(inner) < bound_symbols(term):
        raise DoesNotApply(f"factor_sums needs a sum over {', '.join(map(str, inner))} and more, got {term}")
    bound = bound_symbols(term)
    for _, low, high in term.limits:
        if bound & (low.free_symbols | high.free_symbols) or low.is_infinite or high.is_infinite:
            raise DoesNotApply(f"factor_sums needs finite ranges that do not depend on an index, got {term}")
    factors = Mul.make_args(term.function)
    within = [f for f in factors if set(inner) & free_symbols(f)]
    outside = [f for f in factors if f not in within]
    if caught := [f for f in within if (bound - set(inner)) & free_symbols(f)]:
        raise DoesNotApply(f"factor_sums: {caught[0]} depends on an index of either sum")
    sums = [
        Sum(Mul(*part), *(limit for limit in term.limits if (limit[0] in inner) is chosen))
        for part, chosen in ((outside, False), (within, True))
    ]
    return Rewrite(sums[0] * sums[1])
