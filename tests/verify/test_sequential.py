"""Sequential tests: their verdicts, their guards, their resumption, and the random streams they draw from."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from verify.statistics import evidence, streams
from verify.statistics.sequential import (
    Certified,
    KurtosisBound,
    PlugIn,
    State,
    covariance_kernel,
    mean_test,
    standard_normal,
    standard_uniform,
    stream,
    variance_kernel,
)
from verify.statistics.streams import box_muller


def relu_squared(rng, size):
    return np.maximum(standard_normal(rng, size), 0) ** 2  # mean 1/2, variance 5/4, kurtosis about 26


def constant(value):
    return lambda rng, size: np.full(size, value)


def run(draw=relu_squared, expected=0.5, *, variance=Certified(1.25), seed=0, **options):  # noqa: B008
    defaults = {"resolution": 0.02, "alpha": 1e-6, "beta": 1e-6, "rng": stream("test", seed)}
    return mean_test(draw, expected, variance=variance, **defaults | options)


# Evidence


def log_factor(x, *, mean, rate, v):
    """From the definition: the sum of l (X - m) - l^2 ((X - m)^2/6 + v/3)."""
    return sum(rate * (x - mean) - rate**2 * ((x - mean) ** 2 / 6 + v / 3))


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 2**32), st.integers(0, 30), st.floats(0.1, 10), st.floats(0.01, 10))
def test_the_evidence_is_what_its_definition_says(seed, n, v, delta):
    x, claim = np.random.default_rng(seed).exponential(size=n), 0.7
    sums = n, sum(x - claim), sum((x - claim) ** 2)
    rate = delta / (v + delta**2 / 3)
    above, below = (log_factor(x, mean=claim - s * delta, rate=s * rate, v=v) for s in (-1, 1))
    assert evidence.log_evidence_for(*sums, v=v, delta=delta) == pytest.approx(min(above, below), abs=1e-9)
    rates = np.linspace(-1, 1, 4001) * 8 / math.sqrt(200 * v)
    normal = stats.norm.pdf(rates, scale=1 / math.sqrt(200 * v)) * (rates[1] - rates[0])
    mixture = sum(np.exp(log_factor(x, mean=claim, rate=s * rate, v=v)) / 4 for s in (-1, 1))
    mixture += sum(np.exp([log_factor(x, mean=claim, rate=l, v=v) for l in rates]) * normal) / 2 if n else 1 / 2
    assert evidence.log_evidence_against(*sums, v=v, delta=delta) == pytest.approx(math.log(mixture), abs=1e-6)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.floats(-50, 50), st.floats(0.001, 1)), min_size=1, max_size=5),
    st.floats(0.01, 20),
    st.floats(0, 100),
)
def test_no_draw_is_expected_to_add_evidence_for_a_wrong_claim_or_against_a_true_one(law, delta, excess):
    values, weights = (np.array(column) for column in zip(*law, strict=True))
    weights /= weights.sum()
    mean = weights @ values
    v = max(weights @ (values - mean) ** 2, 1e-6)
    true = values - mean
    assert weights @ np.exp(evidence.log_evidence_against(1, true, true**2, v=v, delta=delta)) <= 1 + 1e-12
    for side in (-1, 1):
        off = true + side * (delta + excess)
        assert weights @ np.exp(evidence.log_evidence_for(1, off, off**2, v=v, delta=delta)) <= 1 + 1e-12


# Verdicts


@pytest.mark.parametrize("variance", [Certified(1.25), KurtosisBound(30)], ids=str)
@pytest.mark.parametrize(("claim", "verdict"), [(0.5, "confirmed"), (0.56, "refuted")])
def test_a_verdict_falls_at_the_first_look_at_which_its_evidence_reaches_its_level(claim, verdict, variance):
    options = {"expected": claim, "variance": variance, "alpha": 1e-4, "beta": 1e-5, "resolution": 0.05}
    share = 1e-6 if isinstance(variance, KurtosisBound) else 0.0  # a tenth of the smaller rate pays for the pilot
    found, evidences = run(**options, max_samples=0), []
    while found.verdict == "inconclusive":
        found = run(**options, state=found.state, max_samples=found.samples + 1)
        if found.state.n:
            known = {"v": found.variance_bound, "delta": found.delta}
            sums = found.state.n, found.state.S, found.state.Q
            against = evidence.log_evidence_against(*sums, **known) + math.log(1e-4 - share)
            evidences.append((evidence.log_evidence_for(*sums, **known) + math.log(1e-5 - share), against))
    assert found.verdict == verdict
    assert all(max(early) < 0 for early in evidences[:-1])
    assert evidences[-1][verdict == "refuted"] >= 0


def test_the_pilots_constant_is_the_ratio_of_moments_of_the_pair_kernel():
    values, weights = np.array([0.0, 1.0, 5.0]), np.array([0.5, 0.3, 0.2])
    mean = weights @ values
    kurtosis = weights @ (values - mean) ** 4 / (weights @ (values - mean) ** 2) ** 2
    Z, pairs = np.subtract.outer(values, values) ** 2 / 2, np.outer(weights, weights)
    c = (pairs * Z**2).sum() / (pairs * Z).sum() ** 2
    eta, bound = 1e-7, KurtosisBound(float(kurtosis))
    n = bound.pairs(eta)
    assert n == pytest.approx(2 * c * math.log(1 / eta) / 0.2**2, abs=1)
    assert bound.bound(n, 3.0 * n, eta) == pytest.approx(3.0 / (1 - math.sqrt(2 * c * math.log(1 / eta) / n)))


@pytest.mark.parametrize("p", [0.5, 0.1, 0.01])
def test_the_pilots_bound_fails_with_probability_at_most_eta(p):
    """For Bernoulli draws the pilot's sum is half a binomial count, so that the probability is known exactly."""
    variance = p * (1 - p)
    bound, eta = KurtosisBound((1 - 3 * variance) / variance), 1e-5
    n = bound.pairs(eta)
    least = next(k for k in range(n) if bound.bound(n, k / 2, eta) >= variance)
    assert 0 < stats.binom.cdf(least - 1, n, 2 * variance) <= eta


@pytest.mark.parametrize("variance", [Certified(1.25), KurtosisBound(81)], ids=str)
@pytest.mark.parametrize(
    ("claim", "verdict"), [(0.5, "confirmed"), (0.55, "refuted"), (0.45, "refuted"), (-0.5, "refuted")]
)
def test_relu_half_second_moment_is_confirmed_and_its_neighbours_are_refuted(claim, verdict, variance):
    found = run(expected=claim, variance=variance)
    assert (found.verdict, found.note) == (verdict, "")
    assert abs(found.estimate - 0.5) < 0.1


def test_a_claim_wrong_by_ten_percent_is_refuted_a_hundred_times_sooner_than_a_true_one_is_confirmed_at_one_percent():
    true, wrong = run(resolution=0.01), run(expected=0.55, resolution=0.01)
    assert (true.verdict, wrong.verdict) == ("confirmed", "refuted")
    assert wrong.samples * 25 < true.samples < evidence.sample_limit(v=1.25, delta=0.005, beta=1e-6) + 2**16


def test_a_mean_of_zero_is_tested_in_units_of_the_standard_deviation():
    assert run(standard_normal, 0, variance=Certified(1)).delta == 0.02
    assert run(lambda rng, size: 1000 * standard_normal(rng, size), 0, variance=Certified(1e6)).delta == 20
    assert run(standard_normal, 0, variance=Certified(1), scale=5).delta == 0.1


def test_a_mean_within_the_resolution_is_confirmed_and_estimated():
    found = run(expected=0.504)
    assert found.verdict == "confirmed"
    assert found.interval[0] < 0.5 < found.interval[1]


def test_where_both_kinds_of_evidence_fire_the_claim_is_confirmed():
    n, S, Q, v, delta = 10_000, 3_000.0, 11_000.0, 1.0, 1.0
    level = -math.log(1e-6)
    assert evidence.log_evidence_against(n, S, Q, v=v, delta=delta) > level
    assert evidence.log_evidence_for(n, S, Q, v=v, delta=delta) > level
    found = run(lambda rng, size: 0.3 + standard_normal(rng, size), 0, variance=Certified(1), resolution=1.0)
    assert found.verdict == "confirmed"


def test_a_plugged_in_variance_is_labelled_and_confirms_nothing_by_itself():
    found = run(variance=PlugIn())
    assert found.verdict == "inconclusive"
    assert found.note.startswith("confirmed (asymptotic)")
    assert found.samples >= 0.3 * found.variance_bound / found.delta**2
    refuted = run(expected=0.6, variance=PlugIn())
    assert (refuted.verdict, refuted.note) == ("refuted", "asymptotic: the variance is plugged in")


def test_a_plugged_in_variance_is_that_of_the_sample_and_waits_for_its_burn_in():
    found = run(lambda rng, size: 5 + standard_normal(rng, size), 1, variance=PlugIn(), resolution=0.002)
    assert found.verdict == "refuted"
    assert found.variance_bound == pytest.approx(1, rel=0.05)
    assert found.samples >= 0.3 * found.variance_bound / 0.002**2


@pytest.mark.parametrize("draw", [standard_normal, lambda rng, size: rng.exponential(size=size)], ids=["normal", "exp"])
def test_the_pilots_bound_lies_above_the_variance_and_not_far_above(draw):
    assert run(draw, 1, variance=KurtosisBound(9), max_samples=0).variance_bound is None
    bounds = [run(draw, 1, variance=KurtosisBound(9), seed=s, resolution=0.3).variance_bound for s in range(5)]
    assert all(1 < bound < 1.4 for bound in bounds)


def test_variances_and_covariances_are_means_of_pair_kernels():
    def pair(rng, size):
        x = standard_normal(rng, size)
        return 3 + x, 7 - x + standard_normal(rng, size)

    shifted = variance_kernel(lambda rng, size: 50 + 2 * standard_normal(rng, size))
    assert run(shifted, 4, variance=Certified(32)).verdict == "confirmed"  # (X-X')^2/2 = 4 chi^2
    assert run(shifted, 4.4, variance=Certified(32)).verdict == "refuted"
    assert run(covariance_kernel(pair), -1, variance=Certified(3)).verdict == "confirmed"  # Var = 2 + 1
    assert run(covariance_kernel(pair), 1, variance=Certified(3)).verdict == "refuted"


def test_counts_far_beyond_the_range_of_exp_do_not_overflow():
    n = 1e12
    for S in (0.0, 1e9, -n):
        logs = [f(n, S, n, v=1.0, delta=0.01) for f in (evidence.log_evidence_against, evidence.log_evidence_for)]
        assert np.isfinite(logs).all()
    assert evidence.log_evidence_against(n, -n, n, v=1.0, delta=0.01) > 1e8


def test_a_resolution_far_above_the_standard_deviation_is_no_obstacle():
    found = run(lambda rng, size: 1 + 1e-9 * standard_normal(rng, size), 1, variance=Certified(1e-18))
    assert found.verdict == "confirmed"


# Intervals


def test_the_interval_is_where_the_evidence_against_a_mean_stays_below_its_level():
    n, S, Q, v, alpha = 5_000, 40.0, 5_600.0, 1.1, 1e-4
    radius = evidence.confidence_radius(n, S, Q, v=v, alpha=alpha)
    rates = np.linspace(-1, 1, 20_001)
    weights = stats.norm.pdf(rates, scale=(200 * v) ** -0.5) * (rates[1] - rates[0])

    def mixture(mean):  # by quadrature over the rates, without the closed form
        V = (Q - 2 * mean * S + n * mean**2 + 2 * n * v) / 3
        return np.sum(np.exp(rates * (S - n * mean) - rates**2 * V / 2) * weights)

    for side in (-1, 1):
        assert mixture(S / n + side * 0.999 * radius) < 2 / alpha < mixture(S / n + side * 1.001 * radius)


def test_an_interval_needs_a_few_draws():
    assert evidence.confidence_radius(10, 0.0, 10.0, v=1.0, alpha=1e-6) is None
    assert evidence.confidence_radius(100, 0.0, 100.0, v=1.0, alpha=1e-6) < 3


def test_the_interval_covers_the_mean_at_every_look():
    looks = []

    def heavy(rng, size):  # variance 3, no fourth moment
        return rng.standard_t(3, size)

    found = run(heavy, 0, variance=Certified(3), max_samples=0)
    for _ in range(40):
        found = run(heavy, 0, variance=Certified(3), state=found.state, max_samples=found.samples + 1, resolution=0.02)
        looks.append(found.interval)
    assert all(low < 0 < high for low, high in looks)
    widths = [high - low for low, high in looks]
    assert widths == sorted(widths, reverse=True)


# Resuming


@settings(deadline=None, max_examples=25)
@given(
    st.lists(st.integers(0, 60_000), max_size=5),
    st.sampled_from([0.5, 0.53, 0.6]),
    st.sampled_from([Certified(1.25), KurtosisBound(30), PlugIn()]),
    st.sampled_from([np.random.SFC64, np.random.PCG64, np.random.Philox, np.random.MT19937]),
)
def test_a_resumed_test_ends_exactly_as_an_uninterrupted_one(interruptions, claim, variance, bits):
    options = {"expected": claim, "variance": variance, "resolution": 0.05}
    whole = run(rng=np.random.Generator(bits(5)), **options)
    part = run(rng=np.random.Generator(bits(5)), max_samples=0, **options)
    for samples in interruptions:
        state = State.from_dict(json.loads(json.dumps(part.state.to_dict())))
        part = run(rng=np.random.Generator(bits()), state=state, max_samples=samples, **options)
    end = run(rng=np.random.Generator(bits()), state=part.state, **options)
    fields = ("verdict", "estimate", "interval", "samples", "variance_bound", "note")
    assert [getattr(end, name) for name in fields] == [getattr(whole, name) for name in fields]
    assert (end.state.S, end.state.Q) == (whole.state.S, whole.state.Q)


def test_seconds_add_up_over_the_parts():
    first = run(max_samples=10_000)
    assert first.seconds > 0
    assert run(state=replace(first.state, seconds=1000.0)).seconds > 1000


def test_a_state_of_another_test_is_refused():
    state = run(max_samples=0).state
    with pytest.raises(ValueError, match=r"test with expected=0.5, not 0.6"):
        run(expected=0.6, state=state)
    with pytest.raises(ValueError, match=r"test with alpha=1e-06, not 0.001"):
        run(alpha=1e-3, state=state)


def test_more_samples_may_be_given_to_a_test_that_ran_out_of_them():
    short = run(max_samples=5_000)
    assert (short.verdict, short.note) == ("inconclusive", f"not decided by {short.samples:,} samples")
    assert run(state=short.state).verdict == "confirmed"


# Guards


@pytest.mark.parametrize(("bad", "word"), [(np.nan, "nan"), (np.inf, "inf"), (-np.inf, "-inf")])
@pytest.mark.parametrize("variance", [Certified(1.25), KurtosisBound(3), PlugIn()], ids=str)
def test_a_draw_that_is_not_finite_is_named(bad, word, variance):
    def draw(rng, size):
        x = relu_squared(rng, size)
        x[6] = bad
        return x

    found = run(draw, variance=variance)
    assert found.verdict == "inconclusive"
    assert found.note == f"draw 7 is {word}, which has no place in a mean"


def test_squares_that_overflow_are_named():
    found = run(lambda rng, size: 1e200 * rng.standard_normal(size), 0, variance=PlugIn())
    assert found.verdict == "inconclusive"
    assert found.note == "the squares of the draws leave the range of float64: rescale the claim"


def test_a_variance_that_underflows_is_named():
    found = run(lambda rng, size: 1e-150 * rng.standard_normal(size), 0, variance=PlugIn())
    assert found.verdict == "inconclusive"
    assert found.note.endswith("leaves the range of float64: rescale the claim")


def test_a_constant_is_judged_where_its_variance_is_known_to_be_zero():
    assert run(constant(0.5), 0.5, variance=KurtosisBound(3)).verdict == "confirmed"
    assert run(constant(0.0), 0.0, variance=KurtosisBound(3)).verdict == "confirmed"
    assert run(constant(0.6), 0.5, variance=KurtosisBound(3)).verdict == "refuted"
    assert run(constant(1e-9), 0.0, variance=KurtosisBound(3)).verdict == "refuted"
    assert run(constant(0.5), 0.5, variance=Certified(0.01)).verdict == "confirmed"
    unknown = run(constant(0.5), 0.5, variance=PlugIn())
    assert (unknown.verdict, unknown.note[:17]) == ("inconclusive", "X did not vary in")


@pytest.mark.parametrize("bound", [0.0, -1.0, math.inf, math.nan])
def test_a_variance_bound_that_is_none_is_refused(bound):
    with pytest.raises(ValueError, match="must be positive and finite"):
        Certified(bound)


def test_no_kurtosis_is_below_one():
    with pytest.raises(ValueError, match="no kurtosis is below 1"):
        KurtosisBound(0.5)


def test_a_budget_of_nothing_decides_nothing():
    for options in ({"budget_seconds": 0}, {"max_samples": 0}):
        found = run(**options)
        assert (found.verdict, found.samples, found.estimate, found.interval) == ("inconclusive", 0, None, None)
        assert found.note.startswith("not decided")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"budget_seconds": -1}, "budget_seconds (=-1) must not be negative"),
        ({"max_samples": math.nan}, "max_samples (=nan) must not be negative"),
        ({"resolution": 0}, "resolution (=0) must be positive and finite"),
        ({"scale": -2}, "scale (=-2) must be positive and finite"),
        ({"alpha": 0}, "alpha (=0) must lie strictly between 0 and 1"),
        ({"expected": math.nan}, "expected (=nan) must be finite"),
        ({"expected": 1e-9}, "a resolution of 0.02 at a mean of 1e-09 takes 4.6e+23 samples; give a scale"),
        ({"draw": lambda rng, size: np.ones(3)}, "must return 1024 real numbers, not float64 of shape (3,)"),
        ({"draw": lambda rng, size: np.ones(size) * 1j}, "must return 1024 real numbers, not complex128"),
    ],
)
def test_arguments_that_make_no_sense_are_refused(options, message):
    with pytest.raises(ValueError) as error:  # noqa: PT011 - the text is compared below
        run(**options)
    assert message in str(error.value)


def test_progress_is_told_the_samples_and_the_limit():
    calls = []
    found = run(progress=lambda samples, limit: calls.append((samples, limit)))
    assert calls[-1][0] == found.samples
    assert [samples for samples, _ in calls] == sorted({samples for samples, _ in calls})
    assert {limit for _, limit in calls} == {evidence.sample_limit(v=1.25, delta=0.01, beta=1e-6)}


def test_a_result_becomes_a_verdict_with_its_error_rates():
    verdict = run().as_verdict(result="relu", check="sampling", seed=0, rerun="halfmoment verify relu", expected="1/2")
    data = verdict.to_dict()
    assert (data["verdict"], data["expected"]) == ("confirmed", "1/2")
    assert data["route"] == "variance at most 1.25, certified"
    assert data["error_budget"] == {"alpha": 1e-6, "beta": 1e-6}
    assert data["interval"][0] < 0.5 < data["interval"][1]


# Streams


def test_a_stream_is_the_same_in_every_process():
    code = "from verify.statistics.streams import stream; print(stream('he-forward', 7).integers(2**63))"
    printed = {
        subprocess.run([sys.executable, "-c", code], env={"PYTHONHASHSEED": h}, capture_output=True, check=True).stdout
        for h in ("1", "2")
    }
    assert printed == {f"{stream('he-forward', 7).integers(2**63)}\n".encode()}


def test_streams_differ_by_check_and_by_seed():
    firsts = {stream(check, seed).integers(2**63) for check in ("a", "b", "ab") for seed in range(3)}
    assert len(firsts) == 9


def test_a_negative_seed_is_refused():
    with pytest.raises(ValueError, match=r"seed \(=-1\)"):
        stream("a", -1)


def test_the_law_of_the_normal_draws_over_all_their_inputs():
    """A draw is a function of two integers below 2^24: here are its moments over all of them, not over a sample."""
    grid = streams._midpoints(np.arange(2**24, dtype=np.uint32) << 8)
    assert grid[0] > 0
    radius, angle = grid.copy(), np.full_like(grid, 1)
    box_muller(radius, angle)  # at u2 = 1 the cosine is 1
    one, angle = np.full_like(grid, np.exp(np.float32(-0.5))), grid  # at u1 = exp(-1/2) the radius is 1
    box_muller(one, angle)
    assert np.isfinite(radius).all()
    assert radius.max() < 5.9
    cosine, sine = one, angle
    for factor, moments in (
        (radius, [2, 8, 48, 384]),  # E R^(2k) = 2^k k!
        (cosine, [1 / 2, 3 / 8, 5 / 16, 35 / 128]),  # the mean of cos^(2k) is C(2k, k)/4^k
        (sine, [1 / 2, 3 / 8, 5 / 16, 35 / 128]),
    ):
        square = np.square(factor, dtype=np.float64)
        power = np.ones_like(square)
        for exact in moments:
            power *= square
            assert power.mean() == pytest.approx(exact, rel=3e-5)
    for odd in (cosine, sine, cosine * sine):
        assert abs(np.mean(odd, dtype=np.float64)) < 1e-7


def test_normal_draws_pass_a_test_of_their_distribution():
    z = standard_normal(stream("ks", 0), 200_001).astype(float)
    assert len(z) == 200_001
    assert stats.kstest(z, "norm").pvalue > 1e-6
    assert stats.kstest(standard_uniform(stream("ks", 1), 100_001).astype(float), "uniform").pvalue > 1e-6
    halves = z[:100_000], z[100_001:]
    assert stats.kstest(halves[0] * halves[1], stats.norm.rvs(size=200_000, random_state=1) * z[:200_000]).pvalue > 1e-6
