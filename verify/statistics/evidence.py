r"""The statistic behind the sequential verdicts: evidence that may be looked at after every sample.

X_1, X_2, ... are independent copies of X with Var X <= v, and nothing else is known of their law. The claim is
E X = mu0, the resolution Delta.

Why it is valid. For every real y, exp(y - y^2/6) <= 1 + y + y^2/3: the logarithm of the right side less y - y^2/6
vanishes at 0 and has the derivative (y^3/9)/(1 + y + y^2/3), which has the sign of y. Put y = l (X - m) with m = E X
and take means (Delyon 2009): for every real l,

    E exp(l (X - m) - (l^2/2) ((X - m)^2 + 2 v)/3) <= (1 + l^2 Var X/3) exp(-l^2 v/3) <= 1.

So with Y = X - m, S = sum Y, Q = sum Y^2 and V = (Q + 2 n v)/3, M(l) = exp(l S - l^2 V/2) is a supermartingale that
starts at 1, and so is every mixture of M(l) over l. By Ville's inequality P(M ever reaches 1/alpha) <= alpha.

Against the claim: m = mu0, and the mixture with mass 1/4 at l, 1/4 at -l and 1/2 on N(0, 1/r), r = 200 v,

    exp(l S - l^2 V/2)/4 + exp(-l S - l^2 V/2)/4 + sqrt(r/(r + V)) exp(S^2/(2 (r + V)))/2.

The rate l = Delta/(v + Delta^2/3) maximises l Delta - l^2 (v + Delta^2 + 2 v)/6, the expected growth of ln M(l) where
the mean is off by Delta and Var X = v. It is Delta/v where Delta^2 is far below v, and is not too bold elsewhere.

For the claim: the smaller of two factors, one at each of the nulls m = mu0 + Delta and mu0 - Delta with l pointing
towards mu0. The upper one is a supermartingale not only where E X = m but where E X = m + e for any e >= 0. Let
g(y) = exp(t - t^2/6) with t = min(y, 3). It is nondecreasing, at least exp(y - y^2/6) and at most 1 + y + y^2/3 (at
y = 3 these are 4.5 and 7). With y = -l (X - m), where y + l e is centred,

    E exp(y - y^2/6) <= E g(y) <= E g(y + l e) <= 1 + l^2 Var X/3.

The lower one is its mirror image. Where |E X - mu0| >= Delta, one of the two is such a supermartingale, so that the
smaller of them ever reaches 1/beta with probability at most beta.

All of it is computed in logarithms: the evidence itself soon leaves the range of floating point.

Sources: Delyon, Exponential inequalities for sums of weakly dependent variables (2009); Howard, Ramdas, McAuliffe and
Sekhon, Time-uniform Chernoff bounds via nonnegative supermartingales (2020), and Time-uniform, nonparametric,
nonasymptotic confidence sequences (2021).
"""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Any

import numpy as np

__all__ = ["confidence_radius", "log_evidence_against", "log_evidence_for", "sample_limit"]

PRIOR = 200  # r/v, of the order of the samples that a verdict takes in units of v/Delta^2


def log_evidence_against(n: Any, S: Any, Q: Any, *, v: float, delta: float) -> Any:
    """Log of the evidence against E X = mu0; ln(1/alpha) refutes the claim.

    n, S = sum Y and Q = sum Y^2 with Y = X - mu0 are numbers or arrays; v bounds Var X.

    >>> bool(log_evidence_against(10_000, 500.0, 10_000.0, v=1.0, delta=0.05) > 10)
    True
    """
    V = (Q + 2 * n * v) / 3
    l, r = _rate(v, delta), PRIOR * v
    two_points = np.logaddexp(l * S, -l * S) - l**2 * V / 2 - math.log(4)
    normal = S**2 / (2 * (r + V)) - np.log1p(V / r) / 2 - math.log(2)
    return np.logaddexp(two_points, normal)


def log_evidence_for(n: Any, S: Any, Q: Any, *, v: float, delta: float) -> Any:
    """Log of the evidence that |E X - mu0| < delta; ln(1/beta) confirms it. Arguments as for the evidence against.

    >>> bool(log_evidence_for(10_000, 0.0, 10_000.0, v=1.0, delta=0.05) > 10)
    True
    """
    l = _rate(v, delta)

    def factor(inward: Any) -> Any:
        """One side; `inward` is S, signed so that from this side's null it grows towards mu0."""
        V = (Q + 2 * delta * inward + n * delta**2 + 2 * n * v) / 3
        return l * (inward + n * delta) - l**2 * V / 2

    return np.minimum(factor(S), factor(-S))


def sample_limit(*, v: float, delta: float, beta: float) -> float:
    """Samples after which a true claim is confirmed but for a probability of about beta.

    Where E X = mu0 and Var X = v, and Delta^2 is far below v, the log of a factor is about x^2/2 - z x with
    x = Delta sqrt(n/v) and z standard normal. It reaches ln(1/beta), but for probability beta/2 on each side, once
    x = z + sqrt(z^2 + 2 ln(1/beta)) with z the upper beta/2 quantile.

    >>> round(sample_limit(v=1.0, delta=0.01, beta=1e-8) * 0.01**2)
    198
    """
    z = -NormalDist().inv_cdf(beta / 2)
    x = z + math.sqrt(z * z + 2 * math.log(1 / beta))
    in_deviations = 1 / (_rate(v, delta) * math.sqrt(v))  # sqrt(v)/Delta
    return x * x * in_deviations * in_deviations


def confidence_radius(n: int, S: float, Q: float, *, v: float, alpha: float) -> float | None:
    """The t for which E X lies within t of the sample's mean, at all n at once, with probability 1 - alpha.

    This inverts the normal mixture. A mean at distance t from the sample's has the evidence against it
    g = n^2 t^2/(2 x) - ln(x/r)/2 with x = r + V = b + n t^2/3, b being x at t = 0. It grows with x up to x = 3 n b and
    falls beyond, so that g < L = ln(2/alpha) near the sample's mean and again where x/r > exp(3 n - 1 - 2 L). There
    t^2 > 400 v exp(3 n - 1 - 2 L)/n, and Chebyshev's inequality leaves E X a probability of exp(2 L + 1 - 3 n)/400 to
    be so far away. Over all n > L + 1 these sum to less than alpha/2; Ville's inequality spends the other half.

    None where n is too small for an interval.

    >>> confidence_radius(10_000, 0.0, 10_000.0, v=1.0, alpha=1e-6) < 0.07
    True
    """
    level, r = math.log(2 / alpha), PRIOR * v
    b = r + (max(Q - S * S / n, 0.0) + 2 * n * v) / 3

    def evidence(t: float) -> float:
        x = b + n * t * t / 3
        return (n * t) ** 2 / (2 * x) - math.log(x / r) / 2

    low, high = 0.0, math.sqrt(3 * b * (3 * n - 1) / n)
    if n <= level + 1 or evidence(high) < level:
        return None
    while low < (middle := (low + high) / 2) < high:
        low, high = (low, middle) if evidence(middle) >= level else (middle, high)
    return high


def _rate(v: float, delta: float) -> float:
    return delta / (v + delta * delta / 3)
