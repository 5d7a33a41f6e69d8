"""Rules about floors, ceilings and remainders against Python's integers; and what they must not do."""

from __future__ import annotations

from itertools import product

from sympy import Eq, Integer, Max, Min, Mod, ceiling, floor

from derivations.hypotheses import Holds
from derivations.kernel import apply
from derivations.rules.rounding import (
    at_most,
    count_between,
    factor_sums,
    floor_at_most,
    floor_at_most_ceiling,
    floor_of_smaller,
    floor_quotient,
    floor_shift,
    nested_floor,
    remainder,
    rounding_gap,
)
from derivations.terms import Indicator, Sum, constants, family, integers, natural_numbers, oo, positive_integers
from tests.derivations.oracle import World, rational
from tests.derivations.rules.running import after, in_worlds, refuses, same_value

s, n, k = positive_integers("s n k")
q, u, t = natural_numbers("q u t")
a, b, e = integers("a b e")
x = constants("x")

NUMBERS = list(product(range(-7, 8), range(1, 5)))


def at(term, **values):
    symbols = {symbol.name: symbol for symbol in term.free_symbols}
    value = term.xreplace({symbols[name]: Integer(value) for name, value in values.items() if name in symbols})
    return value.replace(Indicator, lambda holds: Integer(bool(holds)))


def test_floor_shift_is_sound():
    """Oracle: Python's // for every numerator and divisor up to 7."""
    for term, to in ((floor((a - s) / s) + 1, floor(a / s)), (floor(a / s), floor((a + 2 * s) / s) - 2)):
        now = after(floor_shift, term, to=to)
        for numerator, divisor in NUMBERS:
            assert at(now, a=numerator, s=divisor) == numerator // divisor


def test_floor_shift_refuses_a_fraction_and_two_floors():
    refuses(floor_shift, floor(a / s), to=floor((a + 1) / s), says="differ by more than an integer")
    refuses(floor_shift, floor(a / s) + x, to=floor(a / s + x), says="needs one floor and integers beside it")
    refuses(floor_shift, floor(a / s) + floor(b / s), to=floor((a + b) / s), says="needs one floor")
    refuses(floor_shift, floor(a / s), to=floor(a / s), says="is already there")


def test_floor_quotient_is_sound():
    """Oracle: Python's //."""
    within = (Holds(a >= 0), Holds(a <= s - 1))
    now = after(floor_quotient, floor((q * s + a) / s), *within, quotient=q)
    for quotient, divisor in product(range(5), range(1, 5)):
        for rest in range(divisor):
            assert at(now, q=quotient) == (quotient * divisor + rest) // divisor


def test_floor_quotient_refuses_a_remainder_that_may_be_too_large_or_negative():
    refuses(floor_quotient, floor((q * s + t) / s), quotient=q, says="floor_quotient needs")
    refuses(floor_quotient, floor((q * s + a) / s), Holds(a <= s - 1), quotient=q, says="floor_quotient needs")
    refuses(floor_quotient, floor(a / e), quotient=q, says="integers and a positive divisor")
    refuses(floor_quotient, floor(x / s), quotient=q, says="integers and a positive divisor")
    refuses(floor_quotient, floor(a / s), quotient=x, says="an integer quotient")
    refuses(floor_quotient, ceiling(a / s), quotient=q, says="needs floor(e/s)")


def test_nested_floor_is_sound():
    """Oracle: Python's //, twice."""
    now = after(nested_floor, floor((floor(a / s) + e) / n))
    for first, shift, divisor, other in product(range(-5, 6), range(-3, 4), range(1, 4), range(1, 4)):
        assert at(now, a=first, e=shift, s=divisor, n=other) == (first // divisor + shift) // other


def test_nested_floor_refuses_a_fraction_beside_the_floor_and_two_floors():
    refuses(nested_floor, floor((floor(a / s) + x) / n), says="integers and a positive divisor")
    refuses(nested_floor, floor((floor(a / s) + b) / e), says="integers and a positive divisor")
    refuses(nested_floor, floor((floor(a / s) + floor(b / s)) / n), says="needs one floor below a floor")
    refuses(nested_floor, floor((2 * floor(a / s) + b) / n), says="needs one floor below a floor")


def test_remainder_is_sound():
    """Oracle: Python's %."""
    now = after(remainder, Mod(a, s))
    for numerator, divisor in NUMBERS:
        assert at(now, a=numerator, s=divisor) == numerator % divisor


def test_remainder_refuses_a_divisor_of_unknown_sign():
    refuses(remainder, Mod(a, e), says="needs e mod s with s >= 1")
    refuses(remainder, floor(a / s), says="needs e mod s")


def test_floor_of_smaller_is_sound():
    """Oracle: the smaller of two numbers, divided by //; the first at most a divisor above the second."""
    now = after(floor_of_smaller, floor((Min(a, b) - k) / s), Holds(a <= b + s))
    for first, second, divisor in product(range(-4, 5), range(-4, 5), range(1, 4)):
        if first <= second + divisor:
            assert at(now, a=first, b=second, s=divisor, k=2) == (min(first, second) - 2) // divisor


def test_floor_of_smaller_refuses_numbers_that_may_be_far_apart():
    refuses(floor_of_smaller, floor(Min(a, b) / s), says="at most s apart")
    refuses(floor_of_smaller, floor(Min(a, b) / s), Holds(a <= b + 2 * s), says="at most s apart")
    refuses(floor_of_smaller, floor(Max(a, b) / s), Holds(a <= b), says="the floor of the smaller of two")
    refuses(floor_of_smaller, floor(Min(a, b, q) / s), Holds(a <= b), says="the floor of the smaller of two")


def test_rounding_gap_is_sound():
    """Oracle: Python's // up and down."""
    theorem = apply(rounding_gap, ceiling(a / s) - floor(a / s), ())
    assert str(theorem.claim.relation) == "ceiling(a/s) - floor(a/s) <= 1"
    assert all(-(-numerator // divisor) - numerator // divisor <= 1 for numerator, divisor in NUMBERS)


def test_rounding_gap_refuses_different_numbers():
    refuses(rounding_gap, ceiling(a / s) - floor(b / s), says="needs ceil(x) - floor(x)")
    refuses(rounding_gap, ceiling(a / s) + floor(a / s), says="needs ceil(x) - floor(x)")
    refuses(rounding_gap, ceiling(a / s), says="needs ceil(x) - floor(x)")


def test_floor_at_most_ceiling_is_sound():
    """Oracle: Python's // up and down."""
    theorem = apply(floor_at_most_ceiling, floor(a / s), ())
    assert str(theorem.claim.relation) == "floor(a/s) <= ceiling(a/s)"
    assert all(numerator // divisor <= -(-numerator // divisor) for numerator, divisor in NUMBERS)


def test_floor_at_most_ceiling_refuses_what_is_not_rounded_down():
    refuses(floor_at_most_ceiling, ceiling(a / s), says="needs floor(x)")


def test_at_most_is_sound():
    """Oracle: Python's <=, at every small point at which the hypothesis holds."""
    theorem = apply(at_most, a * s, (Holds(a * s + 2 <= b),), bound=b)
    assert str(theorem.claim.relation) == "a*s <= b"
    assert theorem.hypotheses
    points = product(range(-3, 4), range(1, 4), range(-9, 10))
    assert all(first * stride <= second for first, stride, second in points if first * stride + 2 <= second)


def test_at_most_refuses_what_does_not_follow():
    refuses(at_most, a, bound=b, says="at_most needs a <= b; add assuming=")
    refuses(at_most, a * s, bound=a, says="at_most needs a*s <= a")


def test_floor_at_most_is_sound():
    """Oracle: Python's //."""
    theorem = apply(floor_at_most, floor(a / s) + 1, (Holds(a <= b),), bound=floor(b / s) + 1)
    assert str(theorem.claim.relation) == "floor(a/s) + 1 <= floor(b/s) + 1"
    assert all(
        low // s_ <= high // s_ for low, high, s_ in product(range(-5, 5), range(-5, 5), (1, 2, 3)) if low <= high
    )


def test_floor_at_most_refuses_other_shifts_and_unknown_order():
    refuses(floor_at_most, floor(a / s) + 1, Holds(a <= b), bound=floor(b / s), says="more than what is divided")
    refuses(floor_at_most, floor(a / s), bound=floor(b / s), says="floor_at_most needs")


def test_count_between_is_sound():
    """Oracle: counting."""
    term = Sum(Indicator(s * u + b >= 0) * Indicator(s * u + b <= a), (u, 0, n - 1))
    now = after(count_between, term)
    for stride, first, last, size in product(range(1, 4), range(-4, 4), range(-3, 6), range(1, 5)):
        counted = sum(0 <= stride * place + first <= last for place in range(size))
        assert at(now, s=stride, b=first, a=last, n=size) == counted


def test_count_between_refuses_two_steps_and_an_empty_range():
    least, most = Indicator(s * u >= a), Indicator(s * u <= b)
    refuses(count_between, Sum(least * Indicator(k * u <= b), (u, 0, n - 1)), says="needs one step")
    refuses(count_between, Sum(Indicator(e * u >= a) * Indicator(e * u <= b), (u, 0, n)), says="a positive integer")
    refuses(count_between, Sum(least * most, (u, 1, n)), says="needs the sum over u = 0..n-1")
    refuses(count_between, Sum(least * most * n, (u, 0, n)), says="needs the sum over u = 0..n-1")
    refuses(count_between, Sum(least, (u, 0, n)), says="needs the sum over u = 0..n-1")
    refuses(count_between, Sum(least * most, (u, 0, a)), says="count_between needs a >= -1; add assuming=")
    refuses(count_between, floor(a / s), says="needs a sum of indicators")


@in_worlds()
def test_factor_sums_is_sound(rng):
    """Oracle: the double sum written out."""
    f, g = family("f", oo, kind="real"), family("g", oo, kind="real")
    numbers = {(name, (place,)): rational(rng) for name in "fg" for place in range(4)}
    world = World([], {n: 3, k: 2} | numbers)
    i, j = positive_integers("i j")
    term = Sum(f[i] * g[j], (i, 1, n), (j, 1, k))
    same_value(term, after(factor_sums, term, inner=(i,)), world)


def test_factor_sums_refuses_what_does_not_factor():
    f, (i, j) = family("f", oo, oo, kind="real"), positive_integers("i j")
    refuses(factor_sums, Sum(f[i, j], (i, 1, n), (j, 1, k)), inner=(i,), says="depends on an index of either sum")
    refuses(factor_sums, Sum(i * j, (i, 1, j), (j, 1, k)), inner=(i,), says="ranges that do not depend on an index")
    refuses(factor_sums, Sum(i * j, (i, 1, oo), (j, 1, k)), inner=(i,), says="finite ranges")
    refuses(factor_sums, Sum(i, (i, 1, n)), inner=(i,), says="needs a sum over i and more")
    refuses(factor_sums, Eq(i, j), inner=(i,), says="needs a sum")
