"""Sums of symbolic length: what is taken apart is proved, what is false is not."""

import pytest
from sympy import Eq, Max, Min, floor

from derivations.catalogue import derive
from derivations.claims import Claim, Relation
from derivations.hypotheses import Definition, Holds
from derivations.terms import Indicator, Sum, family, natural_numbers, oo, positive_integers
from verify.checks import Settings, Subject
from verify.checks.enumeration import search
from verify.checks.smt import SMT, prove
from verify.integers.summation import parts_of

n, m, s, k = positive_integers("n m s k")
i, j, t, u = positive_integers("i j t u")
q, o = natural_numbers("q o")
x, w, y = (family(name, oo, kind="real") for name in "xwy")
M = family("M", oo, oo, kind="real")


def claim(left, right, *hypotheses):
    return Claim(hypotheses, Relation(left, "=", right))


TRUE = {
    "order": claim(Sum(M[i, j], (i, 1, n), (j, 1, m)), Sum(M[i, j], (j, 1, m), (i, 1, n))),
    "product": claim(Sum(x[i] * w[j], (i, 1, n), (j, 1, m)), Sum(x[i], (i, 1, n)) * Sum(w[j], (j, 1, m))),
    "names": claim(Sum(x[i], (i, 1, n)), Sum(x[j], (j, 1, n))),
    "counts": claim(Sum(Sum(x[i], (i, 1, n)), (j, 1, m)), m * Sum(x[i], (i, 1, n))),
    "definition": claim(
        Sum(y[j], (j, 1, m)), Sum(x[i] * M[i, j], (i, 1, n), (j, 1, m)),
        Definition(y[j], Sum(x[i] * M[i, j], (i, 1, n)), forall=(j,)),
    ),
    "inside": claim(
        Sum(Indicator(s * (u - 1) + t <= k), (u, 1, n), (t, 1, m)),
        Sum(Max(0, Min(n, floor((k - t) / s) + 1)), (t, 1, m)),
    ),
    "hypothesis": claim(Sum(k * x[i], (i, 1, n)), Sum(2 * s * x[i], (i, 1, n)), Holds(Eq(k, 2 * s))),
}  # fmt: skip
FALSE = {
    "transposed": claim(Sum(M[i, j], (i, 1, n), (j, 1, n)) + 0, Sum(M[j, i] * 2, (i, 1, n), (j, 1, n))),
    "range": claim(Sum(x[i], (i, 1, n)), Sum(x[i], (i, 1, n + 1))),
    "factor": claim(Sum(Sum(x[i], (i, 1, n)), (j, 1, m)), n * Sum(x[i], (i, 1, n))),
    "square": claim(Sum(x[i] * x[i], (i, 1, n)), Sum(x[i], (i, 1, n)) * Sum(x[j], (j, 1, n))),
    "closed form": claim(
        Sum(Indicator(s * (u - 1) + t <= k), (u, 1, n), (t, 1, m)),
        Sum(Min(n, floor((k - t) / s) + 1), (t, 1, m)),
    ),
    "empty": claim(Sum(Indicator(u >= k + t), (u, 1, n), (t, 1, m)), Sum(n - k - t + 1, (t, 1, m))),
}  # fmt: skip


def proved(of):
    parts = parts_of(of)
    return bool(parts) and all(prove(part).word == "proved" for _, part in parts)


@pytest.mark.parametrize("name", TRUE)
def test_true_equations_of_sums_are_proved(name):
    assert search(TRUE[name]).failure is None
    assert proved(TRUE[name])


@pytest.mark.parametrize("name", FALSE)
def test_false_ones_are_not(name):
    assert search(FALSE[name]).failure is not None
    assert not proved(FALSE[name])
    verdict = SMT.run(Subject("false", FALSE[name]), Settings())
    assert verdict.verdict in {"inconclusive", "refuted"}


def test_the_count_of_taps_is_proved_by_the_number_of_outputs():
    taps = derive("conv-taps-inside").claim
    assert [name for name, _ in parts_of(taps)] == ["base", "step", "claim"]
    wrong = Claim((), Relation(taps.relation.lhs, "=", taps.relation.rhs.replace(Max, Min)))
    assert not proved(wrong)
