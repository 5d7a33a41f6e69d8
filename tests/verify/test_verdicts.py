"""A verdict is one of four words, with all that is needed to judge it and to run it again."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from sympy import Rational, sqrt

from verify.verdicts import ErrorBudget, Verdict, exit_status, rerun_line, summary


def verdict(word="confirmed", **fields):
    return Verdict(result="he-forward", check="sampling", verdict=word, rerun="halfmoment verify he-forward", **fields)


def test_a_verdict_is_one_of_four_words():
    with pytest.raises(ValueError, match="must be one of proved, confirmed, refuted, inconclusive"):
        verdict("true")


def test_a_verdict_is_never_true_or_false():
    with pytest.raises(TypeError, match="one of four words"):
        bool(verdict())


def test_a_verdict_without_the_line_that_reruns_it_is_refused():
    with pytest.raises(ValueError, match="rerun_line"):
        Verdict(result="x", check="y", verdict="proved", rerun="")


def test_exact_numbers_are_strings_and_measured_numbers_are_numbers():
    data = verdict(
        expected=sqrt(2) / 3,
        estimate=0.4714,
        interval=(Fraction(1, 3), 0.6),
        witness={"w": [Rational(1, 2), 1]},
        samples=10,
    ).to_dict()
    assert data["expected"] == "sqrt(2)/3"
    assert data["estimate"] == 0.4714
    assert data["interval"] == ["1/3", 0.6]
    assert data["witness"] == {"w": ["1/2", "1"]}
    assert data["samples"] == 10


def test_the_json_carries_every_field_of_the_interface_and_no_infinities():
    data = verdict(interval=(float("-inf"), 1.0), error_budget=ErrorBudget(alpha=1e-8, beta=1e-7)).to_dict()
    assert {
        "result", "check", "verdict", "expected", "estimate", "interval", "samples", "seconds", "seed", "error_budget",
        "rerun",
    } <= set(data)  # fmt: skip
    assert data["error_budget"] == {"alpha": 1e-8, "beta": 1e-7}
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    assert data["interval"] == [None, 1.0]


def test_str_and_repr_are_one_line():
    full = verdict(
        expected="1/2",
        estimate=0.5004,
        interval=(0.49, 0.51),
        samples=2_400_000,
        seconds=0.31,
        route="sampled",
        note="a\nb",
    )
    assert str(full) == (
        "he-forward sampling: confirmed; expected 1/2, estimate 0.5004, interval [0.49, 0.51], "
        "2,400,000 samples, 0.31 s; sampled; a b"
    )
    assert repr(full) == "Verdict('he-forward', 'sampling', 'confirmed')"


def test_the_shares_of_a_family_add_up_to_its_budget():
    share = ErrorBudget(alpha=1e-6, beta=2e-6).split(40)
    assert (share.alpha * 40, share.beta * 40) == (pytest.approx(1e-6), pytest.approx(2e-6))


@pytest.mark.parametrize("rate", [0, 1, -0.1, float("nan")])
def test_an_error_rate_lies_between_zero_and_one(rate):
    with pytest.raises(ValueError, match="alpha"):
        ErrorBudget(alpha=rate, beta=0.1)


def test_a_family_of_no_checks_is_refused():
    with pytest.raises(ValueError, match=r"checks \(=0\)"):
        ErrorBudget(alpha=0.1, beta=0.1).split(0)


def test_the_rerun_line_quotes_what_a_shell_would_split():
    assert rerun_line("a b", "exact", seed=3, resolution=0.01, budget=2.5) == (
        "halfmoment verify 'a b' --check exact --seed 3 --resolution 0.01 --budget 2.5"
    )


def test_the_exit_status_tells_refuted_from_undecided():
    good, bad, open_ = verdict("proved"), verdict("refuted"), verdict("inconclusive")
    assert exit_status([good, verdict()]) == 0
    assert exit_status([good, open_]) == 3
    assert exit_status([open_, bad, good]) == 1
    assert summary([good, bad, bad]) == {"proved": 1, "confirmed": 0, "refuted": 2, "inconclusive": 0}
