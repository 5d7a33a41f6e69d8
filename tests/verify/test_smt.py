"""z3 and cvc5 prove integer claims, every parameter symbolic, and refute wrong ones by a point that is counted out."""

from __future__ import annotations

from itertools import product

import pytest
from sympy import Abs, And, Eq, Max, Min, Mod, Or, ceiling, floor

import verify.integers.solvers
from derivations.catalogue import catalogue, derive
from derivations.claims import Claim, Relation
from derivations.hypotheses import Definition, Holds
from derivations.terms import (
    Count,
    Indicator,
    Largest,
    Product,
    Smallest,
    Sum,
    family,
    integers,
    natural_numbers,
    oo,
    opaque_function,
    positive_integers,
    random_variables,
)
from verify.checks import Settings, Subject
from verify.checks.enumeration import fails_at
from verify.checks.smt import SMT, prove
from verify.integers.elimination import Elimination, UnreadableError
from verify.integers.hints import Quotient, multiplied, rounded
from verify.integers.integer_claims import about_integers
from verify.integers.solvers import SOLVERS, Solvers

i, k, s, d, g = positive_integers("i k s d g")
p, t, q, n = natural_numbers("p t q n")
u, v = integers("u v")


def claim(left, right, *hypotheses, symbol="="):
    return Claim(hypotheses, Relation(left, symbol, right))


def run(subject):
    return SMT.run(subject, Settings())


@pytest.mark.parametrize("name", SOLVERS)
def test_each_solver_answers_the_same_questions(name):
    solver = Solvers(names=(name,))
    assert solver.follows([i >= k + 2], i >= 3)
    assert not solver.follows([i >= k + 2], i >= 4)
    assert solver.follows([], Or(u >= 0, u <= -1))
    assert not solver.follows([], And(u >= 0, v >= 0))
    model = solver.model([Eq(i * i + k * k, 25), i > k])
    assert (model[i], model[k]) == (4, 3)
    assert solver.model([Eq(i * i, 2)]) is None
    assert {answer.solver for answer in solver.answers} == {name}


def test_work_is_bounded_and_beyond_it_nothing_is_claimed(monkeypatch):
    facts, goal = [k * s <= i, i < k * s + s, q * s <= i, i < q * s + s], Eq(q, k)
    assert Solvers().follows(facts, goal)
    monkeypatch.setattr(verify.integers.solvers, "EFFORT", {"z3": {"rlimit": 10}, "cvc5": {"rlimit-per": "1"}})
    short = Solvers()
    assert not short.follows(facts, goal)
    assert short.model(facts) is None
    assert {answer.word for answer in short.answers} == {"unknown"}


@pytest.mark.parametrize(
    ("left", "right", "hypotheses"),
    [
        (floor(i / s), (i - Mod(i, s)) / s, ()),
        (floor(floor(i / s) / k), floor(i / (s * k)), ()),
        (ceiling(i / s), floor((i - 1) / s) + 1, ()),
        (ceiling(i / s), floor((i + s - 1) / s), ()),
        (Max(u, v) + Min(u, v), u + v, ()),
        (Abs(u), Max(u, -u), ()),
        (Indicator(u >= v) + Indicator(u < v), 1, ()),
        (Largest(u - d * t, (t, 0, k)), u, ()),
        (Smallest(u - d * t, (t, 0, k)), u - d * k, ()),
        (Count(t * s < i, (t, 0, oo)), ceiling(i / s), ()),
        (Count(t <= p, (t, 0, k)), Min(p, k) + 1, ()),
        (Sum(q, (t, 0, n)), (n + 1) * q, ()),
        (Sum(q, (t, 1, n), (u, 1, k)), n * k * q, ()),
        (Sum(t**2, (t, 1, 4)), 30, ()),
        (i / s, q, (Holds(Eq(i, q * s)),)),
        (floor(u / s), 0, (Holds(u >= 0), Holds(u < s))),
    ],
)
def test_identities_of_integers_are_proved(left, right, hypotheses):
    outcome = prove(claim(left, right, *hypotheses))
    assert outcome.word == "proved", outcome
    assert outcome.holds_at is not None


def test_the_last_terms_of_a_product_are_taken_off():
    strides = family("s", oo, kind="positive")
    longer = Product(strides[i], (i, 1, n + 2))
    assert prove(claim(longer, Product(strides[i], (i, 1, n + 1)) * strides[n + 2])).word == "proved"
    assert prove(claim(Product(strides[i], (i, 1, n)), longer, symbol="<=")).word == "proved"
    assert prove(claim(longer, Product(strides[i], (i, 1, n)) * strides[n + 2])).word != "proved"


def window_count(last):
    return Count(last <= i + 2 * p - 1, (t, 0, oo))


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("plain ceiling", claim(window_count(t * s + k - 1), ceiling((i + 2 * p - k) / s) + 1, Holds(i + 2 * p >= k))),
        ("one stride off", claim(window_count(t * s + k - 1), floor((i + 2 * p - k) / s), Holds(i + 2 * p >= k))),
        ("same for even k", claim(window_count(t + k - 1), i, Holds(Eq(p, floor(k / 2))))),
        ("no dilation", claim(window_count(t + d * (k - 1)), i + 2 * p - k + 1, Holds(i + 2 * p >= d * (k - 1) + 1))),
        ("a transposed convolution that undoes every size", claim(s * floor((i - k) / s) + k, i, Holds(i >= k))),
        ("the window may be larger than the input", claim(window_count(t * s + k - 1), floor((i + 2 * p - k) / s) + 1)),
        ("nested floors that add up", claim(floor(i / s) + floor(k / s), floor((i + k) / s))),
    ],
)
def test_a_false_statement_is_refuted_by_a_point_that_was_counted_out(name, wrong):
    verdict = run(Subject(name, wrong))
    assert verdict.verdict == "refuted", verdict
    values = {symbol: verdict.witness[str(symbol)] for symbol in (i, k, s, d, p) if str(symbol) in verdict.witness}
    assert fails_at(wrong, values) is not None
    assert max(values.values()) <= 4  # in the smallest box that has such a point


def test_a_contradiction_proves_nothing():
    outcome = prove(claim(floor(i / s), i, Holds(i * s < i)))
    assert (outcome.word, outcome.reason) == ("unknown", "no point is known at which the hypotheses hold")


def test_what_makes_a_count_or_an_extreme_exist_is_proved_first():
    reading = Elimination((), Solvers().follows)
    for term, reason in (
        (Count(t * u <= i, (t, 0, oo)), "is lost at some t"),
        (Count(t * p <= i, (t, 0, oo)), "is lost at some t"),
        (Count(t >= i, (t, 0, oo)), "lost for good"),
        (Largest(t * u, (t, 0, k)), "extreme"),
        (Largest(t, (t, k, i)), "is not empty"),
        (floor(i / u), "> 0 below a floor"),
        (i / u, "is not 0"),
        (Largest(floor(t / k), (t, 0, k)), "which is bound"),
        (Product(family("s", oo, kind="positive")[i] / k, (i, 1, n)), "a sum over data or fractions"),
    ):
        with pytest.raises(UnreadableError, match=reason):
            reading.term(term)


def test_depth_is_proved_by_base_and_step_and_without_a_derivation_only_confirmed():
    result = derive("receptive-field")
    assert run(Subject.of(result)).verdict == "proved"
    alone = run(Subject("receptive-field", result.claim))
    assert (alone.verdict, alone.route.split(",")[0]) == ("confirmed", "L = 0")


def test_a_derivation_of_another_claim_lends_nothing():
    result = derive("receptive-field")
    wrong = Claim(result.claim.hypotheses, Relation(result.claim.relation.lhs, "=", result.claim.relation.rhs + 1))
    assert run(Subject("receptive-field", wrong, result.routes)).verdict == "refuted"


def test_a_recurrence_is_followed_for_a_few_layers():
    a = opaque_function("a")
    start, then = Holds(Eq(a(0), 1)), Definition(a(q + 1), 2 * a(q), forall=(q,))
    assert run(Subject("powers", claim(a(n), 2**n, start, then))).verdict == "confirmed"
    wrong = run(Subject("powers", claim(a(n), n + 1, start, then)))
    assert (wrong.verdict, wrong.expected, wrong.estimate) == ("refuted", "3", "4")
    assert "(n = 2)" in wrong.route


def test_it_applies_to_what_a_solver_can_read():
    applied = {id_ for id_, result in catalogue().items() if SMT.applies(Subject.of(result))}
    assert {id_ for id_, result in catalogue().items() if about_integers(result.claim)} <= applied
    assert not {"variance-of-neuron", "he-forward"} & applied
    assert not SMT.applies(Subject("random", claim(random_variables("x"), 0)))


@pytest.mark.parametrize("id_", sorted(i for i, r in catalogue().items() if SMT.applies(Subject.of(r))))
def test_the_catalogues_integer_results_are_proved_by_both_solvers(id_):
    verdict = run(Subject.of(derive(id_)))
    assert verdict.verdict == "proved", verdict
    parts = verdict.route.split(": ")[0].count(", ") + 1
    for solver in SOLVERS:
        assert f"{solver} {parts} of {parts} in" in verdict.route


@pytest.mark.parametrize("solver", SOLVERS)
@pytest.mark.parametrize(
    ("left", "right"),
    [
        (ceiling(u / s), floor(u / s) + 1),
        (floor((i * q + i) / s) + 1, floor((i * q + i + s) / s)),
        (Indicator(t * s <= u), Indicator(t <= floor(u / s))),
        (Max(0, floor(u / s)), floor(Max(0, u) / s)),
    ],
)
def test_what_rounding_says_of_products_helps_both_solvers(solver, left, right):
    assert solver in prove(claim(left, right, symbol="<=")).proved_by


def test_what_is_added_to_the_facts_follows_from_them():
    """At every small point where the quotient is what it says, so hold the lemmas; multiplied facts too."""
    value = floor(u / s)
    lemmas = list(rounded([Quotient(q, u, s)], [t * s >= v]))
    assert len(lemmas) == 4
    for point in ({u: a, s: b, t: c} for a, b, c in product(range(-5, 6), range(1, 4), range(4))):
        at = point | {q: value.subs(point)}
        assert all(lemma.subs(at) for lemma in lemmas)
    for fact in (u < v, u <= v, u > v, u >= v, And(u < v, u > -v)):
        said = list(multiplied([fact], [s]))
        assert len(said) == (2 if isinstance(fact, And) else 1)
        for point in ({u: a, v: b, s: 3} for a, b in product(range(-3, 4), repeat=2)):
            assert bool(fact.subs(point)) == all(bool(one.subs(point)) for one in said)
