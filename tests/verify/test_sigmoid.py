"""What the linearisation of the sigmoid costs: a real sigmoid under Glorot's uniform bound times four, sampled."""

import numpy as np

from derivations.catalogue import derive
from derivations.hypotheses import Definition
from verify.statistics.sequential import (
    Certified,
    mean_test,
    standard_normal,
    standard_uniform,
    stream,
    variance_kernel,
)

FAN_IN = FAN_OUT = 8
RATES = {"resolution": 0.05, "alpha": 1e-6, "beta": 1e-6}


def test_a_real_sigmoid_does_not_keep_the_variance_that_the_linearised_one_keeps():
    claim = derive("sigmoid-glorot-uniform-bound").claim
    assert any(isinstance(h, Definition) and "1/2" in repr(h) for h in claim.hypotheses)  # the linearisation is stated
    names = {str(s): s for s in claim.relation.rhs.free_symbols}
    bound = float(claim.relation.rhs.xreplace({names["n_in"]: FAN_IN, names["n_out"]: FAN_OUT}))

    def output(rng, size):
        w = bound * (2 * standard_uniform(rng, size * FAN_IN).reshape(size, FAN_IN) - 1)
        x = standard_normal(rng, size * FAN_IN).reshape(size, FAN_IN)  # variance 1, which the output should keep
        return 1 / (1 + np.exp(-(w * x).sum(axis=1)))

    # values of (z - z')^2/2 lie in 0..1/2, so their variance is at most 1/16
    found = mean_test(variance_kernel(output), 1.0, **RATES, variance=Certified(1 / 16), rng=stream("sigmoid", 0))
    assert found.verdict == "refuted"
    assert found.interval[1] < 0.25  # no variable in 0..1 has more
