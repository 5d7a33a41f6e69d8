"""Inequalities between moments: proved by a sum of what is never negative, refuted by a law, never wrong."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from derivations.terms import Cov, E, Var, random_variables, relu
from verify.chain import check
from verify.inequalities.moment_order import at_most

TRUE = [
    ("E[X^2] >= E[X]^2", ""),
    ("Var(X) >= 0", ""),
    ("Var(X) <= E[X^2]", ""),
    ("abs(Cov(X, Y)) <= sqrt(Var(X))*sqrt(Var(Y))", ""),
    ("Cov(X, Y)^2 <= Var(X)*Var(Y)", ""),
    ("abs(E[X*Y]) <= sqrt(E[X^2]*E[Y^2])", ""),
    ("abs(E[X]) <= E[abs(X)]", ""),
    ("E[abs(X)] <= sqrt(E[X^2])", ""),
    ("E[X^4] >= E[X^2]^2", ""),
    ("E[X^4]*E[X^2] >= E[X^3]^2", ""),
    ("Var(abs(X)) <= Var(X)", ""),
    ("Var(X + Y) <= 2*Var(X) + 2*Var(Y)", ""),
    ("sqrt(Var(X + Y)) <= sqrt(Var(X)) + sqrt(Var(Y))", ""),
    ("Var(a*X + b*Y) <= 2*a^2*Var(X) + 2*b^2*Var(Y)", "a, b constant"),
    ("Var(X + Y) >= Var(X)", "X, Y independent"),
    ("Var(X*Y) >= Var(X)*Var(Y)", "X, Y independent"),
    ("E[max(0, X)] >= max(0, E[X])", ""),
    ("Var(max(0, X)) <= Var(X)", ""),
    ("E[(X - c)^2] >= Var(X)", "c constant"),
    ("Corr(X, Y) <= 1", ""),
    ("Corr(X, Y) >= -1", ""),
    ("P(X > 0) <= 1", ""),
    ("Var(X) <= 1/4", "X ~ Bernoulli(p)"),
    ("a^2 + b^2 >= 2*a*b", "a, b constant"),
    (r"\operatorname{Var}\left(\frac1n\sum_{i=1}^n X_i\right) \le \operatorname{Var}(X_1)", "X_i iid"),
]
FALSE = [
    "E[X^2] <= E[X]^2",
    "E[X] <= E[Y]",
    "Cov(X, Y)^2 >= Var(X)*Var(Y)",
    "Var(X + Y) > Var(X) + Var(Y) + 2*Cov(X, Y)",
    "E[X] < E[X]^2",
]


def one(text, assume=""):
    (step,) = check(f"$${text}$$" if "\\" in text else text, assuming=[assume] if assume else []).steps
    return step


@pytest.mark.parametrize(("text", "assume"), TRUE)
def test_true_inequalities_are_proved(text, assume):
    assert one(text, assume).verdict == "proved"


@pytest.mark.parametrize("text", FALSE)
def test_false_inequalities_are_refuted_by_a_law(text):
    step = one(text)
    assert step.verdict == "refuted"
    assert all(len(law.atoms) > 1 for law in step.counterexample.laws)


NEEDS = [
    ("Var(X + Y) >= Var(X)", "Cov(X, Y) = 0"),
    ("E[X] >= 0", "X >= 0"),
    ("E[X^2] >= E[X]", "E[X] = 0"),
    ("Var(X) >= E[X^2]", "E[X] = 0"),
]


@pytest.mark.parametrize(("text", "needed"), NEEDS)
def test_what_is_needed_is_named(text, needed):
    step = one(text)
    assert (step.verdict, step.missing) == ("missing-hypothesis", (needed,))


@pytest.mark.parametrize("text", ["Var(X) > 0", "Cov(X, Y)^2 < Var(X)*Var(Y)"])
def test_strict_inequalities_that_may_be_equalities_are_not_proved(text):
    assert one(text).verdict not in {"proved", "missing-hypothesis"}


def test_letters_of_a_law_stay_in_its_domain():
    assert one("sqrt(p^2) = p", "X ~ Bernoulli(p)").verdict != "refuted"
    assert one("p <= 1", "X ~ Bernoulli(p)").verdict == "proved"


X, Y = random_variables("x y")
TERMS = [
    E(X) ** 2,
    E(X**2),
    Var(X),
    Var(Y),
    Cov(X, Y),
    Var(X + Y),
    E(X * Y),
    E(Y) ** 2,
    E(relu(X)) ** 2,
    E(relu(X) ** 2),
]


def values_of(atoms):
    """The same moments of a joint law with equal chances, by arithmetic on its rows alone."""

    def mean(function):
        return sum((Fraction(function(x, y)) for x, y in atoms), Fraction(0)) / len(atoms)

    ex, ey, exx, eyy, exy = (
        mean(f) for f in (lambda x, y: x, lambda x, y: y, lambda x, y: x * x, lambda x, y: y * y, lambda x, y: x * y)
    )
    half = mean(lambda x, y: max(x, 0))
    both = mean(lambda x, y: (x + y) ** 2) - (ex + ey) ** 2
    return [
        ex**2, exx, exx - ex**2, eyy - ey**2, exy - ex * ey, both, exy, ey**2, half**2,
        mean(lambda x, y: max(x, 0) ** 2),
    ]  # fmt: skip


LAWS = [((0, 1), (1, 0)), ((1, 2), (2, 1), (-1, 3)), ((-2, 1), (1, 1), (0, -3), (2, 2)), ((1, 1), (-1, -1), (3, 2)),
        ((-1, 0), (-2, 0), (4, 1)), ((1, -1), (2, -2)), ((0, 0), (0, 5)), ((-3, -1), (-1, -3))]  # fmt: skip


@settings(deadline=None, max_examples=25)
@given(st.lists(st.integers(-2, 2), min_size=len(TERMS), max_size=len(TERMS)))
def test_nothing_is_proved_that_a_law_breaks(weights):
    gap = sum(w * t for w, t in zip(weights, TERMS, strict=True))
    holds = all(sum(w * v for w, v in zip(weights, values_of(law), strict=True)) >= 0 for law in LAWS)
    if not holds:
        assert at_most((), 0 * X, gap) is None


def test_every_single_term_is_ordered_as_the_laws_allow():
    for (i, low), (j, high) in product(enumerate(TERMS), repeat=2):
        broken = any(values_of(law)[i] > values_of(law)[j] for law in LAWS)
        assert not (broken and at_most((), low, high))
