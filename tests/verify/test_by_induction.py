"""Closed forms of sums and products up to n, and letters whose sign matters; each with numbers as the oracle."""

import math
from fractions import Fraction

import pytest

from verify.chain import check

CLOSED = [
    (r"\sum_{i=0}^{n} r^i", r"\frac{1-r^{n+1}}{1-r}", r"\frac{1-r^{n}}{1-r}",
     lambda i, r: r**i, 0, lambda n, r: (1 - r ** (n + 1)) / (1 - r)),
    (r"\sum_{i=1}^{n} i r^i", r"\frac{r(1-(n+1)r^n + n r^{n+1})}{(1-r)^2}", r"\frac{r(1-(n+1)r^n)}{(1-r)^2}",
     lambda i, r: i * r**i, 1, lambda n, r: r * (1 - (n + 1) * r**n + n * r ** (n + 1)) / (1 - r) ** 2),
    (r"\sum_{i=1}^n \frac{1}{i(i+1)}", r"\frac{n}{n+1}", r"\frac{n+1}{n+2}", lambda i, r: Fraction(1, i * (i + 1)), 1,
     lambda n, r: Fraction(n, n + 1)),
    (r"\sum_{l=1}^{n} (r - 1) 2^{l-1}", "(r-1)(2^n - 1)", "(r-1) 2^n", lambda i, r: (r - 1) * 2 ** (i - 1), 1,
     lambda n, r: (r - 1) * (2**n - 1)),
    (r"\prod_{i=1}^n i", "n!", "(n-1)!", lambda i, r: i, 1, lambda n, r: math.factorial(n)),
    (r"\prod_{i=1}^n r", "r^n", "r^{n+1}", lambda i, r: r, 1, lambda n, r: r**n),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right", "slip", "term", "first", "value"), CLOSED)
def test_a_closed_form_is_proved_and_a_slip_of_it_is_not(left, right, slip, term, first, value):
    r = Fraction(3, 7)
    fold = math.prod if "prod" in left else sum
    for n in range(1, 7):
        assert fold(term(i, r) for i in range(first, n + 1)) == value(n, r)
    assert [step.verdict for step in check(f"{left} = {right}").steps] == ["proved"]
    assert [step.verdict for step in check(f"{left} = {slip}").steps] == ["refuted"]


@pytest.mark.parametrize("text", [r"\sum_{k=5}^{n} 2^k = 2^{n+1} - 32", r"\sum_{k=m}^{n} 2^k = 2^{n+1} - 2^m"])
def test_a_range_that_may_run_backwards_is_left_open(text):
    assert [step.verdict for step in check(text).steps] == ["unknown"]


@pytest.mark.parametrize(("text", "verdict", "missing"), [
    (r"\log(ab) = \log a + \log b", "proved", ()),
    (r"\log(a^2) = 2 \log |a|", "proved", ()),
    (r"\log(a^2) = 3 \log |a|", "refuted", ()),
    (r"\sqrt{ab} = \sqrt{a} \sqrt{b}", "proved", ()),
    (r"|ab| = |a| |b|", "proved", ()),
    (r"|a + b| = |a| + |b|", "refuted", ()),
    (r"\sqrt{a^2} = a", "missing-hypothesis", ("a > 0",)),
    (r"\sqrt{a^2 b} = a \sqrt{b}", "missing-hypothesis", ("a > 0",)),
    (r"\sqrt{a^2} = -a", "refuted", ()),
    (r"\sqrt{a^2 + b^2} = a + b", "refuted", ()),
])  # fmt: skip
def test_letters_whose_sign_matters_are_named(text, verdict, missing):
    (step,) = check(text).steps
    assert (step.verdict, step.missing) == (verdict, missing)


def test_a_sign_that_is_excluded_is_not_offered():
    assert check(r"\sqrt{a^2} = a", assuming=["a < 0"]).steps[0].verdict in {"refuted", "unknown"}
    assert check(r"\sqrt{a^2} = -a", assuming=["a < 0"]).steps[0].verdict in {"proved", "unknown"}
