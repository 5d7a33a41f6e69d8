r"""Variables in intervals, tails by second moments, strict inequalities, and what is lacking for an order."""

from __future__ import annotations

import pytest

from verify.chain import check

SAMPLE = [
    r"X_i iid", r"E[X_i] = \mu", r"Var(X_i) = \sigma^2", r"\bar X = \frac{1}{n} \sum_{i=1}^n X_i", "t > 0"
]  # fmt: skip
WITHIN = r"E[X] = \mu; Var(X) = \sigma^2; k > 0; \sigma > 0"
CLAIMS = [
    ("Var(X) <= 1/4", "X in [0, 1]", "proved", ()),
    ("Var(X) <= 1/5", "X in [0, 1]", "refuted", ()),
    ("Var(X) <= (b-a)^2/4", "X in [a, b]", "proved", ()),
    ("E[X] < 1", "X in (0, 1)", "unknown", ()),
    ("E[X^2] <= E[X]", "X in (0, 1)", "proved", ()),
    ("E[X^2] <= E[X]", "", "missing-hypothesis", ("X >= 0", "X <= 1")),
    ("P(X >= t) <= E[X]/t", "t > 0", "missing-hypothesis", ("X >= 0",)),
    ("E[X^3] >= E[X]^3", "", "missing-hypothesis", ("X >= 0",)),
    ("E[X^3] >= E[X]^3", "X >= 0", "proved", ()),
    ("E[X^3] <= E[X]^3", "X >= 0", "refuted", ()),
    ("E[X]^2 < E[X^2]", "", "missing-hypothesis", ("Var(X) > 0",)),
    ("E[X]^2 < E[X^2]", "X ~ N(m, s^2)", "proved", ()),
    ("E[X]^2 > E[X^2]", "", "refuted", ()),
    (r"P(|X - \mu| < k \sigma) >= 1 - 1/k^2", WITHIN, "proved", ()),
    (r"P(|X - \mu| < k \sigma) >= 1 - 1/k^4", WITHIN, "refuted", ()),
]


@pytest.mark.parametrize(("claim", "assumed", "verdict", "missing"), CLAIMS)
def test_orders_with_what_they_lack(claim, assumed, verdict, missing):
    step = check(claim, assuming=assumed.split("; ") if assumed else []).steps[0]
    assert (step.verdict, tuple(step.missing)) == (verdict, missing)


def test_chebyshev_for_a_sample_mean():
    assert check(r"P(|\bar X - \mu| >= t) <= \sigma^2/(n t^2)", assuming=SAMPLE).steps[0].verdict == "proved"
    assert check(r"P(|\bar X - \mu| >= t) <= \sigma^2/(n^2 t^2)", assuming=SAMPLE).steps[0].verdict == "refuted"


def test_no_mean_of_0_is_offered_for_what_is_never_negative():
    step = check("E[X^2] >= E[X]", assuming=["X in [0, 1]"]).steps[0]
    assert step.verdict == "refuted"
    assert step.missing == ()
