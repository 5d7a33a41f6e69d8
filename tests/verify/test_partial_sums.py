r"""Sums over parts of one range: S_n and S_m of a random walk, increments, sums that do not overlap."""

import pytest

from verify.chain import check

WALK = (
    "Let $X_1, X_2, \\dots$ be iid with mean $\\mu$ and variance $\\sigma^2$, and let $S_k = \\sum_{i=1}^k X_i$. "
    "Let $n < m$.\n\n"
)
STATED = ["X_i iid", r"E[X_i] = \mu", r"Var(X_i) = \sigma^2", "n < m", "n integer", "m integer"]


@pytest.mark.parametrize(
    ("step", "verdict"),
    [
        (r"\mathrm{Cov}(S_n, S_m) = n \sigma^2", "proved"),
        (r"\mathrm{Cov}(S_n, S_m) = m \sigma^2", "refuted"),
        (r"\mathrm{Cov}(S_n, S_m - S_n) = 0", "proved"),
        (r"\mathrm{Cov}(S_m, S_m - S_n) = 0", "refuted"),
        (r"\mathrm{Var}(S_m - S_n) = (m - n) \sigma^2", "proved"),
        (r"\mathrm{Var}(S_m - S_n) = (m + n) \sigma^2", "refuted"),
        (r"E[S_n S_m] = n \sigma^2 + n m \mu^2", "proved"),
        (r"E[S_n S_m] = n \sigma^2 + n^2 \mu^2", "refuted"),
        (r"\mathrm{Var}(S_n + S_m) = (m + 3n) \sigma^2", "proved"),
        (r"\mathrm{Var}(S_n + S_m) = (m + n) \sigma^2", "refuted"),
    ],
)
def test_the_sums_of_a_random_walk(step, verdict):
    found = check(f"{WALK}$${step}$$\n").steps[-1]
    assert found.verdict == verdict, found.reason


@pytest.mark.parametrize(
    ("step", "verdict"),
    [
        (r"\mathrm{Cov}(\sum_{i=1}^n X_i, \sum_{i=n+1}^m X_i) = 0", "proved"),
        (r"\mathrm{Cov}(\sum_{i=1}^n X_i, \sum_{i=n}^m X_i) = \sigma^2", "proved"),
        (r"\mathrm{Cov}(\sum_{i=1}^n X_i, \sum_{i=n}^m X_i) = 0", "refuted"),
        (r"\mathrm{Cov}(\sum_{i=1}^n X_i, \sum_{j=1}^m X_j) = \min(n, m) \sigma^2", "proved"),
        (r"\mathrm{Cov}(\sum_{i=1}^n X_i, \sum_{j=1}^m X_j) = \max(n, m) \sigma^2", "refuted"),
        (r"\mathrm{Var}(\sum_{i=n+1}^m X_i) = (m - n) \sigma^2", "proved"),
        (r"\mathrm{Var}(\sum_{i=n+1}^m X_i) = (m - n - 1) \sigma^2", "refuted"),
    ],
)
def test_sums_that_overlap(step, verdict):
    found = check(f"$${step}$$", assuming=STATED).steps[-1]
    assert found.verdict == verdict, found.reason


@pytest.mark.parametrize(
    ("step", "verdict"),
    [
        (r"E[\sum_{i=1}^n X_i + \sum_{i=n+1}^m X_i] = \sum_{i=1}^m E[X_i]", "proved"),
        (r"E[\sum_{i=1}^n X_i + \sum_{i=n}^m X_i] = \sum_{i=1}^m E[X_i]", "refuted"),
        (r"\mathrm{Cov}(\sum_{i=1}^n X_i, \sum_{j=1}^m X_j) = \sum_{i=1}^n \mathrm{Var}(X_i)", "proved"),
        (r"\mathrm{Cov}(\sum_{i=1}^n X_i, \sum_{j=1}^m X_j) = \sum_{i=1}^m \mathrm{Var}(X_i)", "refuted"),
    ],
)
def test_members_with_laws_of_their_own(step, verdict):
    found = check(f"$${step}$$", assuming=["X_i independent", *STATED[3:]]).steps[-1]
    assert found.verdict == verdict, found.reason


def test_without_an_order_nothing_is_said_to_hold():
    for step in (r"\mathrm{Cov}(\sum_{i=1}^n X_i, \sum_{j=1}^m X_j) = n \sigma^2",):
        assert check(f"$${step}$$", assuming=STATED[:3]).steps[-1].verdict != "proved"
