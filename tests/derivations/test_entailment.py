"""What follows from hypotheses, against exact finite laws; and what must not follow."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Abs, Eq, Integer, Max, Ne, Rational, sign, tanh

from derivations.entailment import _parity, entails, follows, instances, unfold
from derivations.hypotheses import (
    Centred,
    Definition,
    HasDensity,
    HasLaw,
    Holds,
    IdenticallyDistributed,
    Independent,
    IndependentElements,
    NoAtom,
    Odd,
    Symmetric,
)  # fmt: skip
from derivations.laws import Bernoulli, Exponential, Normal, Rademacher, Uniform
from derivations.terms import (
    E,
    Element,
    Indicator,
    Largest,
    Product,
    Sum,
    Var,
    constants,
    family,
    natural_numbers,
    oo,
    opaque_function,
    positive_integers,
    random_variables,
    relu,
)  # fmt: skip
from tests.derivations.oracle import holds
from tests.derivations.scenarios import (
    Component,
    assumed,
    dependent,
    m,
    n,
    odd,
    phi,
    random_term,
    scenario,
    variable,
    whole_family,
)  # fmt: skip

i, j, k = positive_integers("i j k")
x, y, z, v, t = random_variables("x y z v t")
w, u, h = family("w", n), family("u", n), family("h", n)
W = family("W", n, m)
a, b = constants("a b")

seeds = st.integers(0, 2**32)


# ---- nothing follows that is false -------------------------------------------------------------------------------


def goal(rng, within, names):
    """A random statement about the variables of a scenario and the names defined in it."""

    def term():
        kind = rng.random()
        if kind < 0.4:
            return rng.choice(within.letters + names)
        if kind < 0.6 and within.families:
            return rng.choice(within.families)
        if kind < 0.7 and within.families:
            owner = rng.choice(within.families)
            return owner[(Integer(rng.choice((1, 2))),) * len(owner.sizes)]
        return random_term(rng, within, degree=2, kinks=True)

    kind = rng.choice(("independent", "independent", "symmetric", "no atom", "family"))
    if kind == "independent":
        return Independent(*(tuple(term() for _ in range(rng.choice((1, 1, 2)))) for _ in range(rng.choice((2, 2, 3)))))
    if kind == "no atom":
        return NoAtom(term())
    if kind == "symmetric" or not within.families:
        return Symmetric(term())
    return rng.choice((IdenticallyDistributed, IndependentElements))(rng.choice(within.families))


def definitions(rng, within):
    """A defined variable, and a defined family, that hide what they depend on."""
    found, names = [], []
    if rng.random() < 0.6:
        found.append(Definition(v, random_term(rng, within, degree=2, kinks=rng.random() < 0.5)))
        names.append(v)
    known = [owner for owner in within.families if len(owner.sizes) == 1]
    if known and rng.random() < 0.6:
        owner, other = rng.choice(known), rng.choice(known)
        body = rng.choice((
            phi(owner[j]), owner[j] * rng.choice(within.letters), odd(owner[j]) * a, owner[j] ** 2 + owner[1],
            owner[j] * Sum(owner[k], (k, 1, n)), j * owner[j], owner[j] * other[j], owner[j] + other[1],
        ))  # fmt: skip
        found.append(Definition(h[j], body, forall=(j,)))
        within.components[0].families.append(h)
        names.append(h[2])
    return found, names


@given(seeds)
@settings(max_examples=40, deadline=None, derandomize=True)
def test_what_follows_is_true_on_random_laws(seed):
    rng = random.Random(seed)
    within = scenario(rng)
    defined, names = definitions(rng, within)
    drawn = [replace(within.world(rng, 2), definitions=tuple(defined)) for _ in range(2)]
    assert all(holds(hypothesis, world) for world in drawn for hypothesis in within.hypotheses)
    for _ in range(6):
        wanted = goal(rng, within, names)
        if entails([*within.hypotheses, *defined], wanted) is not None:
            assert all(holds(wanted, world) for world in drawn)


# ---- each clause: what follows, and what must not ----------------------------------------------------------------


def pairwise():
    """Three variables, any two of them independent, the third a function of the other two."""
    cells = list(random_variables("x y z"))

    def draw(rng, numbers):
        p, q, r = (Fraction(rng.randint(1, 5)) for _ in range(3))
        return [
            (Fraction(1, 4), {cells[0]: p * first, cells[1]: q * second, cells[2]: r * first * second})
            for first in (1, -1) for second in (1, -1)
        ]  # fmt: skip

    hypotheses = [Independent(x, y), Independent(y, z), Independent(x, z)]
    return Component(cells, tuple(cells), [*hypotheses, *map(Symmetric, cells)], draw)


def plain(*names):
    return [variable(name, "plain") for name in names]


FOLLOWS = [
    # independence
    (plain("x", "y", "z"), [], Independent(x**2, (y, z))),
    (plain("x", "y", "z"), [], Independent(x * y, relu(z))),
    (plain("x", "y"), [], Independent(x, Integer(3))),
    ([whole_family("w", "independent", n), *plain("x")], [], Independent(w[1], w[2], x)),
    ([whole_family("w", "independent", n), *plain("x")], [], Independent(Sum(w[j], (j, 1, n)), x)),
    ([whole_family("w", "dependent", n), whole_family("u", "dependent", n)], [], Independent(w, u[1])),
    (plain("x", "y", "z"), [Definition(v, y * z)], Independent(v, x)),
    (plain("x", "y", "z"), [Definition(v, x), Definition(t, y * z)], Independent(v, t)),
    ([whole_family("w", "dependent", n), *plain("x")], [Definition(h[j], w[j] ** 2, forall=(j,))], Independent(h, x)),
    ([pairwise()], [], Independent(x, z**2)),
    # symmetry
    ([variable("x", "symmetric")], [], Symmetric(x * Abs(x))),
    ([variable("x", "symmetric")], [], Symmetric(relu(x) - relu(-x))),
    ([variable("x", "symmetric")], [], Symmetric(odd(x))),
    ([variable("x", "symmetric"), *plain("y")], [], Symmetric(x * y)),
    ([variable("x", "symmetric"), variable("y", "symmetric")], [], Symmetric(x + 2 * y)),
    ([variable("x", "symmetric"), *plain("y")], [Definition(v, x**3 * y)], Symmetric(v)),
    ([variable("x", "rademacher")], [], Symmetric(x)),
    ([whole_family("w", "identical symmetric", n)], [], Symmetric(w[2])),
    ([whole_family("w", "identical symmetric", n)], [], Symmetric(Sum(w[j] ** 3, (j, 1, n)))),
    (
        [whole_family("w", "independent symmetric", n), whole_family("u", "dependent", n)], [],
        Symmetric(Sum(w[j] * u[j], (j, 1, n))),
    ),
    ([pairwise()], [], Symmetric(x + y)),
    # identical distribution of defined families
    ([whole_family("w", "identical", n)], [Definition(h[j], phi(w[j]), forall=(j,))], IdenticallyDistributed(h)),
    (
        [whole_family("w", "identical", n), *plain("x")], [Definition(h[j], w[j] * x, forall=(j,))],
        IdenticallyDistributed(h),
    ),
    (
        [whole_family("w", "identical", n), whole_family("u", "identical", n)],
        [Definition(h[j], w[j] * u[j], forall=(j,))], IdenticallyDistributed(h),
    ),
    (
        [whole_family("W", "identical", n, m), *plain("x")],
        [Definition(h[i], Sum(W[i, j] * x, (j, 1, m)), forall=(i,))], IdenticallyDistributed(h),
    ),
    # atoms
    ([variable("x", "no atom")], [], NoAtom(x)),
    ([variable("x", "rademacher")], [], NoAtom(x)),
    # moments
    ([variable("x", "centred")], [], Holds(Eq(E(x * 3), 0))),
    ([whole_family("w", "independent centred", n)], [], Holds(Eq(E(w[2]), 0))),
    ([whole_family("w", "independent centred", n)], [], Holds(Eq(E(w[k]), 0), forall=(k,))),
    (plain("x", "y"), [], Holds(Eq(E(x * y), E(x) * E(y)))),
]  # fmt: skip

DOES_NOT_FOLLOW = [
    # independence
    ([pairwise()], [], Independent(x, y, z)),
    ([pairwise()], [], Independent((x, y), z)),
    (plain("x", "y"), [], Independent(x * y, y)),
    (plain("x", "y"), [], Independent(x, x)),
    ([dependent("x", "y"), *plain("z")], [], Independent(x, y)),
    (plain("x", "z"), [Definition(v, x * z)], Independent(v, x)),
    (plain("x", "y", "z"), [Definition(v, x * z), Definition(t, y * z)], Independent(v, t)),
    ([whole_family("w", "identical dependent", n)], [], Independent(w[1], w[2])),
    ([whole_family("w", "independent", n)], [], Independent(w, w[1])),
    ([whole_family("w", "independent", n)], [], Independent(Sum(w[j], (j, 1, n)), w[2])),
    ([whole_family("w", "independent", n)], [], Independent(Sum(w[j] * w[j + 1], (j, 1, n - 1)), w[2])),
    ([whole_family("w", "independent", n), *plain("x")], [Definition(h[j], w[j] + x, forall=(j,))], Independent(h, x)),
    (
        [whole_family("w", "independent", n)], [Definition(h[j], w[j] * w[1], forall=(j,))],
        IndependentElements(h),
    ),
    ([whole_family("w", "dependent", n)], [], IndependentElements(w)),
    # symmetry
    ([pairwise()], [], Symmetric(x * y * z)),
    ([pairwise()], [], Symmetric(x + y + z)),
    ([dependent("x", "y")], [], Symmetric(x)),
    ([variable("x", "centred")], [], Symmetric(x)),
    ([variable("x", "symmetric")], [], Symmetric(relu(x))),
    ([variable("x", "symmetric")], [], Symmetric(x + a)),
    ([variable("x", "symmetric")], [], Symmetric(phi(x))),
    ([variable("x", "symmetric"), *plain("y")], [], Symmetric(x**2 * y)),
    ([variable("x", "symmetric"), *plain("y")], [], Symmetric(x + y)),
    ([variable("x", "symmetric")], [Definition(v, x**2)], Symmetric(x * v + v)),
    (
        [whole_family("w", "identical symmetric", n)], [],
        Symmetric(Sum(w[j] * w[j + 1], (j, 1, n - 1)) + Sum(w[j] ** 2, (j, 1, n))),
    ),
    ([whole_family("w", "identical dependent symmetric", n)], [], Symmetric(Sum(w[j], (j, 1, n)))),
    ([whole_family("w", "identical dependent symmetric", n)], [], Symmetric(w[1] - w[2])),
    ([whole_family("w", "identical symmetric", n)], [], Symmetric(Largest(w[j], (j, 1, n)))),
    ([whole_family("w", "independent", n)], [], Symmetric(Sum(w[j], (j, 1, n)))),
    # identical distribution
    ([whole_family("w", "independent", n)], [], IdenticallyDistributed(w)),
    ([whole_family("w", "identical", n)], [Definition(h[j], w[j] * w[1], forall=(j,))], IdenticallyDistributed(h)),
    ([whole_family("w", "identical", n)], [Definition(h[j], j * w[j], forall=(j,))], IdenticallyDistributed(h)),
    (
        [whole_family("w", "identical", n)], [Definition(h[j], Sum(w[k], (k, 1, j)), forall=(j,))],
        IdenticallyDistributed(h),
    ),
    (
        [whole_family("w", "identical", n), whole_family("u", "dependent", n)],
        [Definition(h[j], w[j] * u[j], forall=(j,))], IdenticallyDistributed(h),
    ),
    (
        [whole_family("W", "identical dependent", n, m)],
        [Definition(h[i], Sum(W[i, j], (j, 1, m)), forall=(i,))], IdenticallyDistributed(h),
    ),
    # atoms and moments
    ([variable("x", "symmetric")], [], NoAtom(x)),
    ([variable("x", "bernoulli")], [], NoAtom(x)),
    ([variable("x", "no atom"), variable("y", "no atom")], [], NoAtom(x - y)),
    ([variable("x", "no atom")], [], NoAtom(x, 1)),
    ([dependent("x", "y")], [], Holds(Eq(E(x * y), E(x) * E(y)))),
    ([whole_family("w", "independent", n)], [], Centred(w)),
]  # fmt: skip


def drawn(components, defined, count):
    within = assumed(components)
    worlds = [replace(within.world(random.Random(seed), 2), definitions=tuple(defined)) for seed in range(count)]
    for world in worlds[:3]:
        assert all(holds(hypothesis, world) for hypothesis in within.hypotheses)
    return [*within.hypotheses, *defined], worlds


def _wanted(parameter):
    """The hypothesis asked for names a case; components hold functions, whose addresses change."""
    return "" if isinstance(parameter, list | tuple) else str(parameter)


@pytest.mark.parametrize(("components", "defined", "wanted"), FOLLOWS, ids=_wanted)
def test_it_follows_and_is_true(components, defined, wanted):
    context, worlds = drawn(components, defined, 3)
    support = entails(context, wanted)
    assert support is not None
    assert support <= set(context)
    assert entails(tuple(support), wanted) is not None
    assert all(holds(wanted, world) for world in worlds)


@pytest.mark.parametrize(("components", "defined", "wanted"), DOES_NOT_FOLLOW, ids=_wanted)
def test_it_does_not_follow_and_is_false_somewhere(components, defined, wanted):
    context, worlds = drawn(components, defined, 40)
    assert not all(holds(wanted, world) for world in worlds)
    assert entails(context, wanted) is None


def test_pairwise_independence_shows_in_no_single_moment_of_two():
    """The world that separates pairwise from mutual independence is one: it satisfies what is assumed."""
    context, worlds = drawn([pairwise()], [], 3)
    assert entails(context, Independent(x, y)) == {Independent(x, y)}
    assert all(holds(Independent(x, y), world) and not holds(Independent(x, y, z), world) for world in worlds)


# ---- indices -----------------------------------------------------------------------------------------------------


def test_members_are_different_only_where_their_indices_are():
    context = [IndependentElements(w)]
    assert entails(context, Independent(w[j], w[j + 1])) is not None
    assert entails(context, Independent(w[j], w[k])) is None
    assert entails([IndependentElements(W)], Independent(W[i, 1], W[i, 2])) is not None
    assert entails([IndependentElements(W)], Independent(W[i, j], W[j, i])) is None
    assert entails([Independent(w[j], x)], Independent(w[k], x)) is None


def test_a_law_of_one_member_is_not_that_of_all():
    law = Normal(0, 1)
    assert entails([HasLaw(w, law)], HasLaw(w[3], law)) is not None
    assert entails([HasLaw(w[3], law)], HasLaw(w, law)) is None
    assert entails([HasLaw(w[3], law)], IdenticallyDistributed(w)) is None
    assert entails([HasLaw(w, law)], IdenticallyDistributed(w)) is not None
    assert entails([Holds(Eq(E(w[1]), 0))], Centred(w)) is None


def test_laws_say_what_they_are():
    for law, symmetric, smooth in (
        (Normal(0, 1), True, True), (Normal(1, 1), False, True), (Uniform(-1, 1), True, True),
        (Exponential(1), False, True), (Rademacher(), True, True), (Bernoulli(Integer(1) / 2), False, False),
    ):  # fmt: skip
        context = [HasLaw(x, law)]
        assert (entails(context, Symmetric(x)) is not None) == symmetric
        assert (entails(context, NoAtom(x)) is not None) == smooth
        assert (entails(context, HasDensity(x)) is not None) == law.continuous
        assert entails(context, HasDensity(x**2)) is None
        assert (entails(context, NoAtom(x, 1)) is not None) == law.continuous
    assert entails([HasDensity(x)], NoAtom(x, 5)) is not None
    assert entails([NoAtom(x)], HasDensity(x)) is None


def test_what_is_odd():
    psi = opaque_function("psi")
    assert entails([], Odd(tanh)) == frozenset()
    assert entails([], Odd(psi)) is None
    assert entails([Odd(psi)], Odd(psi)) == {Odd(psi)}
    assert entails([Odd(phi)], Odd(psi)) is None


def test_a_quantified_equation_stays_in_its_domain():
    f = opaque_function("f")
    every = Holds(Eq(f(j), 0), forall=(j,))
    assert entails([every], Holds(Eq(f(k + 1), 0))) is not None
    for point in (a, Integer(0), k - 1, x, Integer(1) / 2):
        assert entails([every], Holds(Eq(f(point), 0))) is None
    scaled = Holds(Eq(E(a * x), 0), forall=(a,))
    assert entails([scaled], Holds(Eq(E(x * x), 0))) is None


def test_no_index_is_caught():
    """V_i = sum_j W_ij at i = j is sum_k W_jk, not sum_j W_jj."""
    layer = Definition(h[i], Sum(W[i, j], (j, 1, m)), forall=(i,))
    rows, support = unfold([layer], h[j])
    assert support == {layer}
    (index,) = rows.bound_symbols
    assert index != j
    assert rows.function == W[j, index]
    c = family("c", n, n, kind="real")
    sums = Holds(Eq(E(w[i]), Sum(c[i, j], (j, 1, n))), forall=(i,))
    assert entails([sums], Holds(Eq(E(w[j]), Sum(c[j, j], (j, 1, n))))) is None
    assert entails([sums], Holds(Eq(E(w[j]), Sum(c[j, k], (k, 1, n))))) is not None


def test_a_section_has_what_the_whole_has_and_not_more():
    assert entails([Independent(W, z)], Independent(W[1, :], z)) is not None
    assert entails([Independent(W[1, :], z)], Independent(W, z)) is None
    assert entails([Independent(W[1, :], z)], Independent(W[2, :], z)) is None
    assert entails([IdenticallyDistributed(W)], IdenticallyDistributed(W[:, 2])) is not None
    assert entails([IndependentElements(W[1, :])], IndependentElements(W)) is None
    assert W[1, :][j] == Element(W, Integer(1), j)


def test_a_definition_that_runs_in_a_circle_ends():
    assert unfold([Definition(v, t), Definition(t, v)], v)[0] in (v, t)
    assert unfold([Definition(v, v + 1)], v)[0] != v
    assert entails([Definition(v, 2 * v)], Symmetric(v)) is None


# ---- inequalities ------------------------------------------------------------------------------------------------


def test_one_inequality_gives_another():
    assert follows([Holds(i < k)], i <= k - 1) == {Holds(i < k)}
    assert follows([Holds(a < b)], a <= b) == {Holds(a < b)}
    assert follows([Holds(a < b)], a <= b - 1) is None
    assert follows([Holds(a <= b)], a < b) is None
    assert follows([Holds(Ne(a, b))], Ne(b, a)) == {Holds(Ne(a, b))}
    assert follows([], Sum(Var(w[j]), (j, 1, n)) >= 0) == frozenset()
    assert follows([], Var(x) > 0) is None
    c = family("c", n, kind="real")
    assert follows([Holds(c[j] >= 1, forall=(j,))], c[k] >= 1) is not None
    assert follows([Holds(c[j] >= 1)], c[k] >= 1) is None


def test_the_largest_of_symmetric_variables_is_not_symmetric():
    context = [IndependentElements(w), Symmetric(w)]
    assert entails(context, Symmetric(Largest(w[j], (j, 1, n)))) is None


def test_an_even_number_of_signs_in_a_product_cancels():
    context = [IndependentElements(w), Symmetric(w)]
    assert entails(context, Symmetric(Product(w[j], (j, 1, n)))) is None


def test_an_equation_for_one_index_is_none_for_all():
    c = family("c", n, kind="real")
    assert entails([Holds(Eq(c[j], 0))], Holds(Eq(c[j], 0), forall=(j,))) is None
    assert entails([Holds(Eq(c[j], 0), forall=(j,))], Holds(Eq(c[j], 0))) is not None


def test_a_hypothesis_for_all_natural_numbers_is_not_used_at_others():
    layer, m = natural_numbers("l m")
    r = family("r", oo, kind="real")
    next_layer = Definition(r[layer + 1], r[layer] + 1, forall=(layer,))
    names = [made.name for made in instances(next_layer, r[2 * m])]  # r[0] is no next layer
    assert r[2 * m] not in names
    assert r[2 * m + 1] in [made.name for made in instances(next_layer, r[2 * m + 1])]


def test_constants_stated_to_be_positive_make_sums_and_products_positive():
    positive = [Holds(a > 0), Holds(b >= 0)]
    assert follows(positive, a + b > 0) == frozenset(positive)
    assert follows(positive, a * b >= 0) == frozenset(positive)
    assert follows(positive, a**3 > 0) == frozenset(positive[:1])
    for false in (a * b > 0, a - b >= 0, b > 0, a * b - a >= 0):
        assert follows(positive, false) is None


def test_an_inequality_that_became_true_or_false_is_answered():
    grown = Holds(k >= n).substitute({k: n + 1})
    assert entails([], grown) == frozenset()
    assert entails([], Holds(k >= n).substitute({n: k + 1})) is None


def test_positive_integers_are_at_least_one():
    assert follows([], n + k >= 2) == frozenset()
    assert follows([], 2 * n * k > 1) == frozenset()
    assert follows([], n * k + 1 >= n + k) == frozenset()  # (n - 1) (k - 1) >= 0
    assert follows([], n + k >= 3) is None
    assert follows([Holds(j >= n)], j + k >= n + 1) == frozenset({Holds(j >= n)})
    assert follows([Holds(j >= n)], j + k >= n + 2) is None


def test_a_bound_index_stays_bound_where_signs_are_compared():
    L, (j, e) = natural_numbers("L"), positive_integers("j e")
    strides = family("s", oo, kind="positive")
    total = Sum(strides[j], (j, 1, L))
    assert follows((Holds(e * total <= 4),), e * total + 1 <= 5) is not None
    assert follows((), e * total >= e * L + 1) is None


@st.composite
def _functions_of(draw, variables, depth=3):
    """A term with numbers, sums, products, powers, bars, odd functions, events and the larger of two."""
    part = lambda: draw(_functions_of(variables, depth - 1))  # noqa: E731
    kind = draw(st.integers(0, 8)) if depth else draw(st.integers(0, 1))
    match kind:
        case 0:
            return draw(st.sampled_from(variables))
        case 1:
            return Integer(draw(st.integers(1, 3)))
        case 2:
            return part() + part()
        case 3 | 4:
            return part() * part()
        case 5:
            return part() ** draw(st.integers(1, 3))
        case 6:
            return Abs(part())
        case 7:
            return tanh(part())
        case _:
            return draw(st.sampled_from([Indicator(variables[0] > part()), relu(part()), Max(part(), part())]))


@settings(deadline=None, max_examples=150)
@given(data=st.data())
def test_a_parity_that_is_seen_is_one(data):
    x, y = random_variables("x y")
    term = data.draw(_functions_of((x, y)))
    parity = _parity(frozenset(), term, {x})
    for a, b in ((2, 1), (1, 3), (Rational(1, 2), -2)):
        here, there = (term.xreplace({x: Rational(s * a), y: Rational(b)}).doit() for s in (1, -1))
        assert parity is None or abs((parity * here - there).evalf(30)) < Rational(1, 10**20), (term, parity)


def test_a_member_changes_its_sign_with_its_family():
    c, z = family("c", n), random_variables("z")
    context = [IndependentElements(c), Symmetric(c), Independent(c, z)]
    whole = Sum(c[i], (i, 1, n))
    assert entails(context, Symmetric(z * c[j] * relu(whole) ** 2)) is None
    assert entails(context, Symmetric(z * c[j] * whole * sign(whole))) is not None
    assert entails(context, Symmetric(z * c[j] * whole)) is None
