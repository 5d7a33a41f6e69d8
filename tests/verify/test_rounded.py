"""A decimal stands for any number that rounds to it: proved, refuted with the exact value, or unknown."""

from fractions import Fraction
from math import pi, sqrt

import pytest

from verify.chain import check

EXACT = [  # a side whose exact value, in floating point, is known here
    (r"Var(\max(0, y)) = {} Var(y)", ["y ~ N(0, s^2)"], (1 - 1 / pi) / 2),
    ("E[|y|] = {} s", ["y ~ N(0, s^2)", "s > 0"], sqrt(2 / pi)),
    ("E[x] = {}", ["E[x] = 1/3"], 1 / 3),
    ("{} = Var(x)", ["x ~ U(0, 1)"], 1 / 12),
    (r"\int_0^a t^2 dt = {} a^3", ["a > 0"], 1 / 3),
    ("E[{} x] = 8 E[x]/7", [], 8 / 7),
    ("e^{{-1}} = {}", [], 0.36787944117),
]


def decided(text, assuming=()):
    (step,) = check(f"$${text}$$", assuming=list(assuming)).steps
    return step


@pytest.mark.parametrize(("form", "assuming", "exact"), EXACT)
@pytest.mark.parametrize("places", [1, 2, 4])
def test_a_decimal_is_proved_where_the_exact_value_rounds_to_it_and_else_refuted(form, assuming, exact, places):
    near = round(Fraction(exact).limit_denominator(10**9), places)
    for shift in (-1, 0, 1):
        printed = near + Fraction(shift, 10**places)
        holds = abs(float(printed) - exact) <= 0.5 * 10**-places
        step = decided(form.format(f"{float(printed):.{places}f}"), assuming)
        assert step.verdict == ("proved" if holds else "refuted"), step
        assert holds or step.counterexample is not None


def test_a_refuted_decimal_names_the_exact_value():
    assert "1/12" in decided("Var(x) = 0.09", ["x ~ U(0, 1)"]).reason


@pytest.mark.parametrize("text", ["1/8 = 0.13", "1/8 = 0.12", "-1/8 = -0.13"])
def test_half_a_unit_may_be_rounded_either_way(text):
    assert decided(text).verdict == "proved"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("0.33 E[x] + 0.67 E[x] = E[x]", "proved"),
        ("0.33 E[x] + 0.66 E[x] = E[x]", "unknown"),
        ("0.33 E[x] + 0.64 E[x] = E[x]", "refuted"),
        ("0.33 + 0.33 = 0.67", "unknown"),
        ("0.33 + 0.33 = 0.69", "refuted"),
        ("Var(0.5 x) = 0.25 Var(x)", "proved"),
        ("Var(0.5 x) = 0.5 Var(x)", "refuted"),
        ("Var(0.50 x) = 0.3 Var(x)", "unknown"),
        ("E[x]/0.5 = 3 E[x]", "refuted"),
        ("E[x^2] = 0.6", "refuted"),
    ],
)
def test_several_decimals_refute_only_what_no_rounding_explains(text, verdict):
    assert decided(text).verdict == verdict
