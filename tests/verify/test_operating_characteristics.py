"""The error rates of the sequential verdicts, computed rather than simulated.

For Bernoulli draws n and the number of successes determine the statistic, so that dynamic programming over the two
gives the exact probability that it ever reaches its level, even where that is 1e-7.
"""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import pytest
from scipy.stats import binom

from verify.statistics.evidence import log_evidence_against, log_evidence_for, sample_limit
from verify.statistics.sequential import Certified, mean_test
from verify.statistics.streams import stream

SKEWED = [(0.02, 0.8), (0.1, 0.5), (0.9, 0.05)]  # (success probability, resolution)
RATES = [1e-3, 1e-6]


def probability_of_reaching(level, statistic, *, p, mu0, looks, block=64):
    """P(statistic(n, S, Q) >= level for some n <= looks) for Bernoulli(p) draws less mu0, and P(not).

    The law of the number of successes is kept where it exceeds 1e-30; what is left out counts as reached.
    """
    law, lowest, reached = np.ones(1), 0, 0.0
    for start in range(0, looks, block):
        n = np.arange(start + 1, start + block + 1.0)[:, None]
        successes = np.arange(lowest, lowest + len(law) + block)
        S, Q = successes - n * mu0, successes * (1 - mu0) ** 2 + (n - successes) * mu0**2
        law = np.concatenate([law, np.zeros(block)])
        for stops in statistic(n, S, np.maximum(Q, 0)) >= level:
            law[1:] = law[1:] * (1 - p) + law[:-1] * p
            law[0] *= 1 - p
            reached += law[stops].sum()
            law[stops] = 0
        kept = np.flatnonzero(law > 1e-30)
        first, last = kept[0], kept[-1] + 1
        reached += law[:first].sum() + law[last:].sum()
        law, lowest = law[first:last], lowest + first
    return reached, law.sum()


def rate_of_false_refutation(p, resolution, alpha, evidence=log_evidence_against):
    v, delta = p * (1 - p), resolution * p
    looks = math.ceil(sample_limit(v=v, delta=delta, beta=alpha))
    return probability_of_reaching(-math.log(alpha), partial(evidence, v=v, delta=delta), p=p, mu0=p, looks=looks)[0]


def rate_of_false_confirmation(p, mean, resolution, beta, evidence=log_evidence_for):
    v, delta = mean * (1 - mean), resolution * p
    looks = math.ceil(sample_limit(v=v, delta=delta, beta=beta))
    return probability_of_reaching(-math.log(beta), partial(evidence, v=v, delta=delta), p=mean, mu0=p, looks=looks)[0]


def without_the_variance(n, S, Q, *, v, delta):
    """Dropping 2 n v from V = (Q + 2 n v)/3."""
    return log_evidence_against(n, S, np.maximum(Q - 2 * n * v, 1e-9 - 2 * n * v), v=v, delta=delta)


def gaussian(n, S, Q, *, v, delta):
    """V = n v, which would do for Gaussian draws."""
    return log_evidence_against(n, S, n * v, v=v, delta=delta)


def without_the_shift(n, S, Q, *, v, delta):
    """Confirming by a sum close to 0, with nulls that are not at the distance delta."""
    return log_evidence_for(n, S / 2, Q, v=v, delta=delta)


def test_the_computation_agrees_with_enumeration_of_every_sequence():
    p, mu0, looks = 0.3, 0.25, 12

    def statistic(n, S, Q):
        return np.abs(S) / np.sqrt(Q)

    total = 0.0
    for bits in range(2**looks):
        x = np.array([bits >> i & 1 for i in range(looks)])
        S, Q = np.cumsum(x - mu0), np.cumsum((x - mu0) ** 2)
        if (statistic(None, S, Q) >= 1.5).any():
            total += p ** x.sum() * (1 - p) ** (looks - x.sum())
    computed, _ = probability_of_reaching(1.5, statistic, p=p, mu0=mu0, looks=looks, block=4)
    assert computed == pytest.approx(total, rel=1e-12)


@pytest.mark.parametrize("alpha", RATES)
@pytest.mark.parametrize(("p", "resolution"), SKEWED)
def test_a_true_claim_is_ever_refuted_with_probability_at_most_alpha(p, resolution, alpha):
    rate = rate_of_false_refutation(p, resolution, alpha)
    assert alpha / 10 < rate <= alpha  # valid, and not by being deaf


@pytest.mark.parametrize("beta", RATES)
@pytest.mark.parametrize("side", [-1, 1])
@pytest.mark.parametrize(("p", "resolution"), SKEWED)
def test_a_claim_off_by_delta_is_ever_confirmed_with_probability_at_most_beta(p, resolution, beta, side):
    mean = p * (1 + side * resolution)
    assert 0 < rate_of_false_confirmation(p, mean, resolution, beta) <= beta


@pytest.mark.parametrize("beta", RATES)
@pytest.mark.parametrize("excess", [1.5, 3.0])
def test_a_claim_off_by_more_than_delta_is_confirmed_less_often_still(beta, excess):
    p, resolution = 0.1, 0.5
    exactly_off = rate_of_false_confirmation(p, p * (1 + resolution), resolution, beta)
    assert rate_of_false_confirmation(p, p * (1 + excess * resolution), resolution, beta) < exactly_off


@pytest.mark.parametrize("beta", RATES)
@pytest.mark.parametrize(("p", "resolution"), SKEWED)
def test_a_true_claim_is_confirmed_within_the_sample_limit_nearly_always(p, resolution, beta):
    v, delta = p * (1 - p), resolution * p
    looks = math.ceil(sample_limit(v=v, delta=delta, beta=beta))
    statistic = partial(log_evidence_for, v=v, delta=delta)
    _, unconfirmed = probability_of_reaching(-math.log(beta), statistic, p=p, mu0=p, looks=looks)
    assert unconfirmed < 10 * beta  # the limit is asymptotic: the most skewed law needs the factor


@pytest.mark.parametrize(("p", "resolution"), SKEWED)
def test_a_statistic_without_its_variance_term_breaks_the_error_rate(p, resolution):
    assert rate_of_false_refutation(p, resolution, 1e-3, evidence=without_the_variance) > 1e-2
    assert rate_of_false_refutation(p, resolution, 1e-6, evidence=without_the_variance) > 1e-3


@pytest.mark.parametrize(("p", "resolution"), SKEWED)
def test_a_statistic_for_gaussian_draws_breaks_the_error_rate_on_skewed_ones(p, resolution):
    assert rate_of_false_refutation(p, resolution, 1e-6, evidence=gaussian) > 1e-6


def test_a_confirmation_with_the_wrong_nulls_breaks_the_error_rate():
    assert rate_of_false_confirmation(0.1, 0.15, 0.5, 1e-3, evidence=without_the_shift) > 1e-2


def test_at_a_nominal_five_percent_simulated_verdicts_keep_their_rates():
    p, resolution, runs, rate = 0.1, 0.3, 400, 0.05

    def verdict(mean, run):
        return mean_test(
            lambda rng, size: rng.random(size) < mean,
            p,
            resolution=resolution,
            alpha=rate,
            beta=rate,
            variance=Certified(mean * (1 - mean)),
            rng=stream(f"five-percent-{mean}", run),
        ).verdict

    most = binom.isf(1e-9, runs, rate)
    true = [verdict(p, run) for run in range(runs)]
    off = [verdict(p * (1 + resolution), run) for run in range(runs)]
    assert true.count("refuted") <= most
    assert off.count("confirmed") <= most
    assert true.count("confirmed") >= runs - 2 * most
