"""Sequential tests of E[X] = mu0 by sampling, with three verdicts and their error rates.

With the resolution Delta, for any law of X, however heavy its tails, and however long the test runs:

- refuted: evidence that the mean is not mu0. P(ever refuted | E X = mu0) <= alpha.
- confirmed: evidence that |E X - mu0| < Delta. P(ever confirmed | |E X - mu0| >= Delta) <= beta.
- inconclusive: the samples or the seconds are spent; the test can be resumed.

Where the evidence reaches both, both are true (0 < |E X - mu0| < Delta) and the claim is confirmed. All that is asked
is a bound v on Var X: `Certified`, from a `KurtosisBound`, or a `PlugIn`. `evidence.py` says why it is valid.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np

from verify.statistics.evidence import confidence_radius, log_evidence_against, log_evidence_for, sample_limit
from verify.statistics.streams import standard_normal, standard_uniform, stream
from verify.verdicts import ErrorBudget, Verdict

__all__ = [
    "Certified", "Draw", "KurtosisBound", "PlugIn", "SequentialResult", "State", "Variance", "covariance_kernel",
    "mean_test", "standard_normal", "standard_uniform", "stream", "variance_kernel",
]  # fmt: skip

Draw = Callable[[np.random.Generator, int], Any]

FIRST_CHUNK, LARGEST_CHUNK, GROWTH = 1024, 2**16, 1.3  # the largest stays in a core's cache
PILOT_SLACK = 0.2  # the pilot's bound on the variance is at most 1/(1 - 0.2) times its estimate
PILOT_SHARE = 0.1  # the part of alpha and of beta that pays for the pilot
BURN_IN = 0.3  # no plug-in verdict before n = 0.3 v/Delta^2
LARGEST_COUNT = 2**53  # float64 counts no further
SMALLEST_VARIANCE, LARGEST_VARIANCE = 1e-280, 1e280  # beyond these, squares leave the range of float64


@dataclass(frozen=True, slots=True)
class Certified:
    """Route A: Var X <= bound is proved, by moment algebra, by interval arithmetic or from a bounded support."""

    bound: float

    def __post_init__(self) -> None:
        if not SMALLEST_VARIANCE <= self.bound <= LARGEST_VARIANCE:
            raise ValueError(f"Certified(bound={self.bound!r}) must be positive and finite; a constant needs no test")

    def __str__(self) -> str:
        return f"variance at most {self.bound:.6g}, certified"


@dataclass(frozen=True, slots=True)
class KurtosisBound:
    """Route B: E (X - E X)^4 <= kurtosis (Var X)^2: 3 for a Gaussian, 9^d for a polynomial of degree d in Gaussians.

    A pilot of n pairs, apart from the main stream, bounds the variance. Z = (X - X')^2/2 >= 0 has E Z = Var X and
    E Z^2 = (E (X - E X)^4 + 3 (Var X)^2)/2 <= c (E Z)^2 with c = (kurtosis + 3)/2. Because exp(-a) <= 1 - a + a^2/2 for
    a >= 0, P(mean of Z <= (1 - t) E Z) <= exp(-n t^2/(2 c)) (Maurer 2003). So Var X <= mean(Z)/(1 - t) with
    t = sqrt(2 c ln(1/eta)/n), but for a probability eta, which is taken out of alpha and of beta.
    """

    kurtosis: float

    def __post_init__(self) -> None:
        if not 1 <= self.kurtosis < math.inf:
            raise ValueError(f"KurtosisBound(kurtosis={self.kurtosis!r}) must be finite, and no kurtosis is below 1")

    def __str__(self) -> str:
        return f"variance bounded by a pilot, given a kurtosis of at most {self.kurtosis:g}"

    def pairs(self, eta: float) -> int:
        """The pairs for which t is `PILOT_SLACK`."""
        return math.ceil((self.kurtosis + 3) * math.log(1 / eta) / PILOT_SLACK**2)

    def bound(self, pairs: int, total: float, eta: float) -> float:
        """The bound on Var X from the sum of Z over the pilot."""
        return total / pairs / (1 - math.sqrt((self.kurtosis + 3) * math.log(1 / eta) / pairs))


@dataclass(frozen=True, slots=True)
class PlugIn:
    """Route C: the sample's variance stands for v. The error rates are asymptotic; no strict run accepts it alone."""

    def __str__(self) -> str:
        return "variance plugged in from the sample, asymptotic"


Variance = Certified | KurtosisBound | PlugIn


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What a test needs to go on: its settings, its stream's position, the pilot's sum and those of Y = X - mu0."""

    settings: Mapping[str, Any]
    generator: Mapping[str, Any]
    n: int = 0
    S: float = 0.0
    Q: float = 0.0
    chunk: int = FIRST_CHUNK
    pilot_pairs: int = 0
    pilot_sum: float = 0.0
    seconds: float = 0.0

    @property
    def samples(self) -> int:
        """Draws of X so far, the pilot's among them."""
        return self.n + 2 * self.pilot_pairs

    def to_dict(self) -> dict[str, Any]:
        """The state as JSON."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> State:
        """The state that `to_dict` wrote."""
        return cls(**data)


@dataclass(frozen=True, slots=True, kw_only=True)
class SequentialResult:
    """What `mean_test` found; give `state` back to it to go on.

    `interval` covers E X at all sample sizes at once with probability 1 - alpha. It, `estimate`, `variance_bound` and
    `delta` are None where the samples do not reach that far.
    """

    verdict: Literal["confirmed", "refuted", "inconclusive"]
    expected: float
    estimate: float | None
    interval: tuple[float, float] | None
    variance_bound: float | None
    delta: float | None
    alpha: float
    beta: float
    route: str
    note: str
    state: State = field(repr=False)

    @property
    def samples(self) -> int:
        """Draws of X, the pilot's among them."""
        return self.state.samples

    @property
    def seconds(self) -> float:
        """Seconds spent, summed over the parts of a resumed test."""
        return self.state.seconds

    def as_verdict(self, *, result: str, check: str, seed: int, rerun: str, expected: Any = None) -> Verdict:
        """The verdict of `check` on `result`; `expected` is the exact value, where there is one."""
        return Verdict(
            result=result,
            check=check,
            verdict=self.verdict,
            expected=self.expected if expected is None else expected,
            estimate=self.estimate,
            interval=self.interval,
            samples=self.samples,
            seconds=self.seconds,
            seed=seed,
            error_budget=ErrorBudget(alpha=self.alpha, beta=self.beta),
            rerun=rerun,
            route=self.route,
            note=self.note,
        )


def mean_test(
    draw: Draw,
    expected: float,
    *,
    resolution: float,
    alpha: float,
    beta: float,
    variance: Variance,
    rng: np.random.Generator,
    scale: float | None = None,
    budget_seconds: float | None = None,
    max_samples: float | None = None,
    state: State | None = None,
    progress: Callable[[int, float], None] | None = None,
) -> SequentialResult:
    """Test E[X] = expected, where `draw(rng, size)` returns `size` independent copies of X.

    Delta is `resolution` times `scale`, which is |expected| by default, and the standard deviation of X where that is
    0. Sampling stops at a verdict, at `max_samples` (by default where a true claim is all but sure to be confirmed),
    or after `budget_seconds`. Limits are looked at between chunks, so that the last chunk may pass them. Given the
    `state` of an earlier result, the test goes on as if never interrupted: `rng` is set to the position it had.
    `progress(samples, limit)` is called after each chunk.

    A draw that is not finite makes the test inconclusive, with a note that names it. Arguments that make no sense, a
    draw of the wrong shape and a state of another test are ValueErrors.

    >>> def relu_squared(rng, size):
    ...     return np.maximum(standard_normal(rng, size), 0) ** 2
    >>> for claim in (0.5, 0.6):
    ...     found = mean_test(relu_squared, claim, resolution=0.05, alpha=1e-6, beta=1e-6, variance=Certified(5 / 4),
    ...                       rng=stream("relu-half-second-moment", 0))
    ...     print(claim, found.verdict)
    0.5 confirmed
    0.6 refuted
    """
    for name, value in (("budget_seconds", budget_seconds), ("max_samples", max_samples)):
        if value is not None and not value >= 0:
            raise ValueError(f"{name} (={value!r}) must not be negative")
    test = _Test(draw, float(expected), resolution, scale, alpha, beta, variance)
    state = test.opening(rng) if state is None else test.resumed(state, rng)
    started = time.perf_counter() - state.seconds
    stop = math.inf if budget_seconds is None else state.seconds + budget_seconds

    while True:
        verdict, note = test.judge(state)
        limit = test.limit(state) if max_samples is None else max_samples
        if verdict != "inconclusive" or note:
            break
        if max_samples is None and budget_seconds is None and limit > LARGEST_COUNT:
            raise ValueError(
                f"a resolution of {resolution:g} at a mean of {expected:g} takes {limit:.2g} samples; "
                f"give a scale, budget_seconds or max_samples"
            )
        if state.samples >= limit:
            note = f"not decided by {state.samples:,} samples"
            break
        if state.seconds >= stop:
            note = f"not decided within {budget_seconds:g} s"
            break
        try:
            state = test.step(state, rng)
        except _NotFiniteError as error:
            note = str(error)
            break
        state = replace(state, seconds=time.perf_counter() - started)
        if progress:
            progress(state.samples, limit)
    return test.report(state, verdict, note)


def variance_kernel(draw: Draw) -> Draw:
    """Draws of (X - X')^2/2, whose mean is Var X, from draws of X.

    >>> kernel = variance_kernel(standard_normal)
    >>> kernel(stream("doc", 0), 4).shape
    (4,)
    """

    def kernel(rng: np.random.Generator, size: int) -> np.ndarray:
        x = np.asarray(draw(rng, 2 * size), dtype=float)
        return (x[:size] - x[size:]) ** 2 / 2

    return kernel


def covariance_kernel(draw: Draw) -> Draw:
    """Draws of (X - X') (Y - Y')/2, whose mean is Cov(X, Y); `draw(rng, size)` returns the two arrays x and y.

    >>> kernel = covariance_kernel(lambda rng, size: (standard_normal(rng, size), standard_normal(rng, size)))
    >>> kernel(stream("doc", 0), 4).shape
    (4,)
    """

    def kernel(rng: np.random.Generator, size: int) -> np.ndarray:
        x, y = (np.asarray(part, dtype=float) for part in draw(rng, 2 * size))
        return (x[:size] - x[size:]) * (y[:size] - y[size:]) / 2

    return kernel


class _NotFiniteError(Exception):
    """A draw that has no place in a mean."""


@dataclass(frozen=True, slots=True)
class _Test:
    """One claim with its settings. What changes is the state."""

    draw: Draw
    expected: float
    resolution: float
    scale: float | None
    alpha: float
    beta: float
    variance: Variance

    def __post_init__(self) -> None:
        ErrorBudget(alpha=self.alpha, beta=self.beta)
        if not math.isfinite(self.expected):
            raise ValueError(f"expected (={self.expected!r}) must be finite")
        for name, value in (("resolution", self.resolution), ("scale", self.scale)):
            if value is not None and not 0 < value < math.inf:
                raise ValueError(f"{name} (={value!r}) must be positive and finite")

    def opening(self, rng: np.random.Generator) -> State:
        return State(settings=self.settings(), generator=_plain(rng.bit_generator.state))

    def resumed(self, state: State, rng: np.random.Generator) -> State:
        for name, value in self.settings().items():
            if state.settings[name] != value:  # a test that changes as it runs has no error rate
                raise ValueError(f"the state belongs to a test with {name}={state.settings[name]!r}, not {value!r}")
        rng.bit_generator.state = _arrays(state.generator)
        return state

    def settings(self) -> dict[str, Any]:
        names = ("expected", "resolution", "scale", "alpha", "beta")
        return {**{name: getattr(self, name) for name in names}, "variance": repr(self.variance)}

    @property
    def eta(self) -> float:
        """What the pilot takes out of alpha and of beta."""
        return PILOT_SHARE * min(self.alpha, self.beta) if isinstance(self.variance, KurtosisBound) else 0.0

    @property
    def pilot_pairs(self) -> int:
        return self.variance.pairs(self.eta) if isinstance(self.variance, KurtosisBound) else 0

    def bound(self, state: State) -> float | None:
        """v, or None as long as it is not known."""
        match self.variance:
            case Certified(bound):
                return bound
            case KurtosisBound():
                done = state.pilot_pairs == self.pilot_pairs
                return self.variance.bound(state.pilot_pairs, state.pilot_sum, self.eta) if done else None
            case PlugIn():
                return max(state.Q - state.S**2 / state.n, 0.0) / state.n if state.n else None

    def delta(self, v: float | None) -> float | None:
        if scale := self.scale or abs(self.expected):
            return self.resolution * scale
        return None if v is None else self.resolution * math.sqrt(v)

    def limit(self, state: State) -> float:
        pilot, v = 2 * self.pilot_pairs, self.bound(state)
        if not v:
            return pilot + FIRST_CHUNK
        return pilot + sample_limit(v=v, delta=self.delta(v), beta=self.beta - self.eta)

    def judge(self, state: State) -> tuple[str, str]:
        """The verdict at this state and a note; an inconclusive one with a note is final."""
        v, plugged_in = self.bound(state), isinstance(self.variance, PlugIn)
        if v is None or not state.n:
            return "inconclusive", ""
        delta, sums = self.delta(v), (state.n, state.S, state.Q)
        if v == 0 and plugged_in:
            return "inconclusive", f"X did not vary in {state.n:,} draws: there is no variance to plug in"
        if v == 0:  # but for probability eta, X is constant, and any draw is its mean
            holds = state.S == 0 or abs(state.S) < state.n * delta
            return "confirmed" if holds else "refuted", "X is constant"
        if not SMALLEST_VARIANCE <= v <= LARGEST_VARIANCE:
            return "inconclusive", f"a variance of {v:.3g} leaves the range of float64: rescale the claim"
        if plugged_in and state.n < BURN_IN * v / delta**2:
            return "inconclusive", ""
        if log_evidence_for(*sums, v=v, delta=delta) >= -math.log(self.beta - self.eta):
            if plugged_in:
                return "inconclusive", "confirmed (asymptotic): no strict run accepts a plugged-in variance alone"
            return "confirmed", ""
        if log_evidence_against(*sums, v=v, delta=delta) >= -math.log(self.alpha - self.eta):
            return "refuted", "asymptotic: the variance is plugged in" if plugged_in else ""
        return "inconclusive", ""

    def step(self, state: State, rng: np.random.Generator) -> State:
        """One chunk more: of the pilot while the variance is unknown, then of the main stream."""
        with np.errstate(over="ignore"):  # what overflows is named below
            if pairs := min(self.pilot_pairs - state.pilot_pairs, LARGEST_CHUNK // 2):
                y, _ = self.sample(2 * pairs, state, rng)
                y = y[:pairs] - y[pairs:]
                total = state.pilot_sum + float(np.square(y, out=y).sum()) / 2
                state = replace(state, pilot_pairs=state.pilot_pairs + pairs, pilot_sum=total)
            else:
                y, total = self.sample(state.chunk, state, rng)
                Q = state.Q + float(np.square(y, out=y).sum())
                chunk = min(math.ceil(GROWTH * state.chunk), LARGEST_CHUNK)
                state = replace(state, n=state.n + state.chunk, S=state.S + total, Q=Q, chunk=chunk)
        if not math.isfinite(state.S + state.Q + state.pilot_sum):
            raise _NotFiniteError("the squares of the draws leave the range of float64: rescale the claim")
        return replace(state, generator=_plain(rng.bit_generator.state))

    def sample(self, size: int, state: State, rng: np.random.Generator) -> tuple[np.ndarray, float]:
        """`size` draws of Y = X - mu0 in float64, and their sum."""
        x = np.asarray(self.draw(rng, size))
        if x.shape != (size,) or x.dtype.kind not in "fiub":
            raise ValueError(f"draw(rng, {size}) must return {size} real numbers, not {x.dtype} of shape {x.shape}")
        y = x.astype(np.float64)
        y -= self.expected
        total = float(y.sum())
        if not math.isfinite(total) and not (finite := np.isfinite(y)).all():
            first = int(np.argmin(finite))
            raise _NotFiniteError(f"draw {state.samples + first + 1:,} is {x[first]}, which has no place in a mean")
        return y, total

    def report(self, state: State, verdict: Any, note: str) -> SequentialResult:
        v, estimate, radius = self.bound(state), None, None
        if state.n:
            estimate = self.expected + state.S / state.n
        if state.n and v and SMALLEST_VARIANCE <= v <= LARGEST_VARIANCE:
            radius = confidence_radius(state.n, state.S, state.Q, v=v, alpha=self.alpha - self.eta)
        return SequentialResult(
            verdict=verdict,
            expected=self.expected,
            estimate=estimate,
            interval=None if radius is None else (estimate - radius, estimate + radius),
            variance_bound=v,
            delta=self.delta(v),
            alpha=self.alpha,
            beta=self.beta,
            route=str(self.variance),
            note=note,
            state=state,
        )


def _plain(value: Any) -> Any:
    """A generator's state in the types of JSON."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return value.tolist() if isinstance(value, np.ndarray | np.generic) else value


def _arrays(value: Any) -> Any:
    """A generator's state as numpy takes it, from what `_plain` made of it."""
    if isinstance(value, Mapping):
        return {key: _arrays(item) for key, item in value.items()}
    return np.array(value, dtype=np.uint64) if isinstance(value, list) else value
