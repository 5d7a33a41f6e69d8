"""Rules about integers against enumeration; and what they must not do."""

from __future__ import annotations

from fractions import Fraction

from sympy import Eq, Integer, Max, Min, Product, ceiling, floor, ratsimp

from derivations.derivation import start
from derivations.hypotheses import Definition, Holds
from derivations.rules.algebra import algebra
from derivations.rules.counting import (
    count_multiples,
    extreme_of_affine,
    induction,
    one_more_term,
    push_into_sum,
    rename_index,
    swap_sums,
)
from derivations.rules.expectation import by_definition, by_hypothesis
from derivations.terms import (
    Count,
    Largest,
    Smallest,
    Sum,
    constants,
    family,
    integers,
    natural_numbers,
    oo,
    opaque_function,
    positive_integers,
    random_variables,
)
from tests.derivations.oracle import World, rational, value
from tests.derivations.rules.running import after, in_worlds, refuses, same_value

n, m, s, k = positive_integers("n m s k")
t, i, e = integers("t i e")
layer, depth = natural_numbers("l L")
a, b, c = constants("a b c")
d, r = family("d", oo, kind="real"), family("r", oo, kind="real")
u = family("u", n, m, kind="real")
x = random_variables("x")


def test_count_multiples_is_sound():
    """Oracle: counting, for every size, step and offset up to 9; an empty count by at most one step included."""
    term = Count(s * t + k <= i, (t, 0, oo))
    fits = Holds(i + s >= k)
    now = after(count_multiples, term, fits)
    for size in range(10):
        for stride in range(1, 5):
            for kernel in range(1, size + stride + 1):
                found = now.xreplace({i: Integer(size), s: Integer(stride), k: Integer(kernel)})
                assert found == sum(stride * place + kernel <= size for place in range(20))


def test_count_multiples_refuses_backward_and_fractional_steps_and_windows_too_large():
    refuses(count_multiples, Count(s * t + k <= i, (t, 0, oo)), says="count_multiples needs k <= i + s; add assuming=")
    refuses(count_multiples, Count(e * t + k <= k + 1, (t, 0, oo)), says="a step that is a positive integer")
    refuses(count_multiples, Count(s * t + k <= k + 1, (t, 1, oo)), says="needs t >= 0")
    refuses(count_multiples, Count(s * t + a <= n, (t, 0, oo)), says="count_multiples needs integers")
    refuses(count_multiples, Count(s * t**2 <= n, (t, 0, oo)), says="of the form a + b t")
    refuses(count_multiples, floor(a), says="needs the number of t")


@in_worlds()
def test_extreme_of_affine_is_sound(rng):
    """Oracle: the largest and smallest of the values, enumerated."""
    world = World([], {a: rational(rng), n: Fraction(rng.randint(1, 5)), m: Fraction(rng.randint(1, 5))})
    for head in (Largest, Smallest):
        term = head(a + n * t, (t, 0, m - 1))
        same_value(term, after(extreme_of_affine, term), world)


def test_extreme_of_affine_refuses_a_falling_or_empty_sequence():
    refuses(extreme_of_affine, Largest(a * t, (t, 0, m)), says="extreme_of_affine needs a >= 0; add assuming=")
    refuses(extreme_of_affine, Largest(t, (t, 1, m - 1)), says="extreme_of_affine needs m - 1 >= 1")
    refuses(extreme_of_affine, Largest(t**2, (t, 0, m)), says="of the form a + b t")
    refuses(extreme_of_affine, Sum(t, (t, 0, m)), says="needs a largest or smallest value")


@in_worlds()
def test_one_more_term_is_sound(rng):
    """Oracle: sums and products written out."""
    size = rng.randint(1, 4)
    world = World([], {n: Fraction(size)} | {("d", (place,)): rational(rng) for place in range(7)})
    for term, to in (
        (Sum(d[k], (k, 1, n + 1)), Sum(d[k], (k, 1, n)) + d[n + 1]),
        (Product(d[k], (k, 1, n)) * d[n + 1], Product(d[k], (k, 1, n + 1))),
        (Sum(d[k], (k, 1, 0)) + d[1], d[1]),
        (Product(d[k], (k, 3, 2)) * d[2], d[2]),
    ):
        same_value(term, after(one_more_term, term, to=to), world)


def test_one_more_term_refuses_a_wrong_last_term_a_caught_index_and_a_new_divisor():
    longer = Sum(d[k], (k, 1, n + 1))
    refuses(one_more_term, longer, to=Sum(d[k], (k, 1, n)) + d[n], says="do not agree")
    refuses(one_more_term, longer, to=longer, says="do not agree")
    inner = Sum(u[m, k], (k, 1, n))
    nested = Sum(m * inner, (m, 1, k + 1))
    caught = Sum(m * inner, (m, 1, k)) + (k + 1) * Sum(u[k + 1, k], (k, 1, n))
    refuses(one_more_term, nested, to=caught, says="do not agree")
    divided = Sum(d[k], (k, 1, n)) + d[n + 1] * (a**2 - b**2) / ((a - b) * (a + b))
    assert ratsimp(divided - Sum(d[k], (k, 1, n)) - d[n + 1]) == 0
    refuses(one_more_term, longer, to=divided, says="one_more_term would divide by a + b")


def halving(first, statement):
    """r_0 = first and r_{l+1} = r_l/2 + 1, and the two premises of an induction for `statement`."""
    zero, every = Holds(Eq(r[0], first)), Holds(Eq(r[layer + 1], r[layer] / 2 + 1), forall=(layer,))
    base = start(r[0], assuming=zero).by(by_hypothesis).claims(first)
    assumed = Holds(Eq(r[layer], statement(layer)))
    step = (
        start(r[layer + 1], assuming=(every, assumed))
        .by(by_hypothesis)
        .by(by_hypothesis, at=r[layer])
        .by(algebra, to=statement(layer + 1))
        .claims(statement(layer + 1))
    )
    return (zero, every), (base.theorem, step.theorem)


def test_induction_is_sound():
    """Oracle: the recurrence run from 0 in Fractions, to depth 8."""
    context, premises = halving(a, lambda level: 2 + (a - 2) / 2**level)
    closed = after(induction, r[depth], *context, premises=premises, index=layer, upto=depth)
    for first in (Fraction(0), Fraction(-7, 3), Fraction(5)):
        current = first
        for level in range(9):
            assert value(closed, World([], {a: first, depth: Fraction(level)})) == current
            current = current / 2 + 1


def test_induction_refuses_a_wrong_base_a_negative_depth_and_a_shared_index():
    context, (base, step) = halving(a, lambda level: 2 + (a - 2) / 2**level)
    other = start(r[0], assuming=Holds(Eq(r[0], b))).by(by_hypothesis).claims(b).theorem
    context = (*context, Holds(Eq(r[0], b)))
    given = {"index": layer, "upto": depth}
    refuses(induction, r[depth], *context, premises=(other, step), **given, says="a premise has b where a is needed")
    refuses(induction, r[depth], *context, premises=(base, base), **given, says="the step does not assume")
    refuses(induction, r[t], *context, premises=(base, step), index=layer, upto=t, says="at least 0")
    refuses(induction, r[n], *context, premises=(base, step), index=k, upto=n, says="runs over 0, 1, 2")
    every, assumed = Holds(Eq(r[layer + 1], r[layer] + c)), Holds(Eq(r[layer], a + c * layer))
    one = (
        start(r[layer + 1], assuming=(every, assumed))
        .by(by_hypothesis).by(by_hypothesis, at=r[layer]).by(algebra, to=a + c * (layer + 1))
        .claims(a + c * (layer + 1))
    )  # fmt: skip
    premises = base, one.theorem
    refuses(induction, r[depth], *context, every, premises=premises, **given, says="l is free in a hypothesis")


@in_worlds()
def test_push_into_sum_is_sound(rng):
    """Oracle: the sum written out."""
    world = World([], {n: Fraction(3), a: rational(rng)} | {("d", (place,)): rational(rng) for place in range(4)})
    term = a * d[1] * Sum(d[k], (k, 1, n))
    same_value(term, after(push_into_sum, term), world)


def test_push_into_sum_refuses_a_factor_with_the_index():
    refuses(push_into_sum, d[k] * Sum(d[k], (k, 1, n)), says="would be bound in d[k]; rename the index")
    refuses(push_into_sum, Sum(d[k], (k, 1, n)), says="needs a product with one sum in it")
    refuses(push_into_sum, Sum(d[k], (k, 1, n)) * Sum(d[s], (s, 1, n)), says="needs a product with one sum in it")


@in_worlds()
def test_swap_sums_is_sound(rng):
    """Oracle: the double sum written out."""
    numbers = {("u", (p, q)): rational(rng) for p in range(1, 4) for q in range(1, 3)}
    world = World([], {n: Fraction(3), m: Fraction(2)} | numbers | {("d", (p,)): rational(rng) for p in range(4)})
    term = Sum(d[s] * u[s, k], (k, 1, m), (s, 1, n))
    for inner in ((k,), (s,)):
        same_value(term, after(swap_sums, term, inner=inner), world)


def test_swap_sums_refuses_dependent_and_infinite_ranges():
    refuses(swap_sums, Sum(u[s, k], (k, 1, s), (s, 1, n)), inner=(s,), says="ranges that do not depend on an index")
    refuses(swap_sums, Sum(d[s] * d[k], (k, 1, oo), (s, 1, oo)), inner=(s,), says="needs finite ranges")
    refuses(swap_sums, Sum(d[s], (s, 1, n)), inner=(s,), says="needs a sum over s and more")


@in_worlds()
def test_rename_index_is_sound(rng):
    """Oracle: the sum written out."""
    world = World([], {n: Fraction(3), a: rational(rng)} | {("d", (place,)): rational(rng) for place in range(4)})
    term = Sum(a * d[k], (k, 1, n))
    same_value(term, after(rename_index, term, index=k, to=s), world)


def test_rename_index_refuses_a_taken_name_and_another_range():
    refuses(rename_index, Sum(n * d[k], (k, 1, m)), index=k, to=n, says="n occurs in")
    refuses(rename_index, Sum(d[k], (k, 1, m)), index=k, to=layer, says="l does not run over what k does")
    refuses(rename_index, Sum(d[k], (k, 1, m)), index=s, to=n, says="needs a term that binds s")


def test_a_count_is_known_where_a_maximum_or_a_ceiling_bounds_it():
    """Oracle: counting."""
    term = Count(s * t <= Max(k - n, 0), (t, 0, oo))
    now = after(count_multiples, term)
    up = Count(s * t + i <= s * ceiling(i / s), (t, 0, oo))
    then = after(count_multiples, up)
    for stride in range(1, 4):
        for size in range(1, 8):
            values = {s: Integer(stride), k: Integer(size), n: Integer(3), i: Integer(size - 4)}
            assert now.xreplace(values) == sum(stride * place <= max(size - 3, 0) for place in range(9))
            last = stride * -((4 - size) // stride)
            assert then.xreplace(values) == sum(stride * place + size - 4 <= last for place in range(9))
    refuses(count_multiples, Count(s * t <= Min(k - n, 0), (t, 0, oo)), says="count_multiples needs")


def test_induction_holds_for_all_units_at_once():
    """Oracle: the recurrence run from 0; a unit that a hypothesis speaks of is no unit like any other."""
    g, v = opaque_function("g"), integers("v")
    zero = Holds(Eq(g(0, v), v), forall=(v,))
    every = Definition(g(layer + 1, v), g(layer, v + e) + 1, forall=(layer, v))
    assumed = Holds(Eq(g(layer, v), v + (e + 1) * layer), forall=(v,))
    base = start(g(0, v), assuming=zero).by(by_hypothesis).claims(v)
    step = (
        start(g(layer + 1, v), assuming=(every, assumed))
        .by(by_definition).by(by_hypothesis, at=g(layer, v + e)).by(algebra, to=v + (e + 1) * (layer + 1))
        .claims(v + (e + 1) * (layer + 1))
    )  # fmt: skip
    premises, given = (base.theorem, step.theorem), {"index": layer, "upto": depth}
    closed = after(induction, g(depth, v), zero, every, premises=premises, **given)
    place = 5
    for level in range(6):
        assert closed.xreplace({v: Integer(5), e: Integer(2), depth: Integer(level)}) == place
        place += 3  # one layer down: two further, and one more
    one = Holds(Eq(g(0, v), v))
    other = start(g(0, v), assuming=one).by(by_hypothesis).claims(v).theorem
    refuses(
        induction, g(depth, v), one, every, premises=(other, step.theorem), **given, says="v is free in a hypothesis"
    )
