"""Inequalities for all values: textbook ones are proved, false ones never are, and points agree with the solver."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Max, Rational

from derivations.hypotheses import Holds
from derivations.terms import E, random_variables, relu
from verify.chain import check
from verify.inequalities.everywhere import everywhere

X, Y = random_variables("x y")
TEXTBOOK = [
    (r"E|S + T| \le E|S| + E|T|",),
    (r"|S + T| \le |S| + |T|",),
    (r"E[\max(S, T)] \ge \max(E[S], E[T])",),
    (r"E[\min(S, T)] \le \min(E[S], E[T])",),
    (r"P(S \ge c) \le E[S]/c", "c > 0", "S >= 0"),
    (r"P(|S| \ge c) \le E[S^2]/c^2", "c > 0"),
    (r"P(|S - E[S]| \ge c) \le Var(S)/c^2", "c > 0"),
    (r"P(|S - \mu| \ge c) \le \sigma^2/c^2", "c > 0", r"E[S] = \mu", r"Var(S) = \sigma^2"),
    (r"E[S^2] \le E[S]", "S ~ U(0, 1)"),
    (r"E[e^S] \ge e^{E[S]}",),
    (r"E[\log S] \le \log E[S]", "S > 0"),
    (r"E[1/S] \ge 1/E[S]", "S > 0"),
    (r"E[\sqrt{S}] \le \sqrt{E[S]}", "S > 0"),
    (r"relu(S + T) \le relu(S) + relu(T)",),
    (r"Var(S) \le \frac14", "0 <= S <= 1"),
    (r"Var(S) \le \frac{(b-a)^2}{4}", "a <= S <= b"),
    (r"3 Var(S) \le 12", "-2 <= S <= 2"),
]
FALSE = [
    (r"E|S + T| \ge E|S| + E|T|",),
    (r"|S + T| \le |S| - |T|",),
    (r"E[\max(S, T)] \le \max(E[S], E[T])",),
    (r"P(S \ge c) \le E[S]/c", "c > 0"),
    (r"P(|S - \mu| \ge c) \le \sigma^2/c^2", "c > 0", r"Var(S) = \sigma^2"),
    (r"P(|S| \ge c) \le E[S^2]/c", "c > 0"),
    (r"E[e^S] \le e^{E[S]}",),
    (r"E[1/S] \ge 1/E[S]",),
    (r"E[1/S^2] \ge 1/E[S]^2",),  # convex on both sides of its pole, and not across it
    (r"E[S^2] \le E[S]", "S ~ U(0, 2)"),
    (r"Var(S) \le \frac18", "0 <= S <= 1"),
    (r"Var(S) \le \frac{(b-a)^2}{8}", "a <= S <= b"),
    (r"Var(S) \ge \frac14", "0 <= S <= 1"),
]


@pytest.mark.parametrize("stated", TEXTBOOK)
def test_inequalities_of_textbooks_are_proved(stated):
    assert [step.verdict for step in check(stated[0], assuming=stated[1:]).steps] == ["proved"]


@pytest.mark.parametrize("stated", FALSE)
def test_their_slips_are_not(stated):
    (step,) = check(stated[0], assuming=stated[1:]).steps
    assert step.verdict in {"refuted", "missing-hypothesis", "unknown"}


NUMBERS = st.integers(-2, 2).map(Fraction)
TERMS = st.recursive(
    st.sampled_from(["x", "y"]) | NUMBERS,
    lambda inner: st.tuples(st.sampled_from(["+", "*", "max", "relu", "abs"]), inner, inner),
    max_leaves=5,
)


def symbolic(tree):
    if isinstance(tree, str):
        return {"x": X, "y": Y}[tree]
    if isinstance(tree, Fraction):
        return Rational(tree.numerator, tree.denominator)
    kind, a, b = tree[0], symbolic(tree[1]), symbolic(tree[2])
    return {"+": a + b, "*": a * b, "max": Max(a, b), "relu": relu(a), "abs": abs(b)}[kind]


def at(tree, point):
    if isinstance(tree, str | Fraction):
        return point.get(tree, tree)
    a, b = at(tree[1], point), at(tree[2], point)
    return {"+": a + b, "*": a * b, "max": max(a, b), "relu": max(a, 0), "abs": abs(b)}[tree[0]]


@settings(deadline=None, max_examples=60)
@given(TERMS, TERMS, st.lists(st.tuples(*[st.fractions(-4, 4, max_denominator=4)] * 2), min_size=20, max_size=20))
def test_what_is_proved_for_all_values_holds_at_points(low, high, points):
    if everywhere((), E(symbolic(low)), E(symbolic(high))) is not None:
        assert all(at(low, {"x": x, "y": y}) <= at(high, {"x": x, "y": y}) for x, y in points)


def test_conditions_between_random_variables_are_used():
    assert everywhere((Holds(X <= Y),), E(X), E(Y)) is not None
    assert everywhere((Holds(X <= Y),), E(Y), E(X)) is None
