"""Recursions x_t = a x_{t-1} + e_t: where they start, what drives them, and laws that refute what is false of them.

The oracle runs the recursion over all outcomes of independent noise of small laws.
"""

from fractions import Fraction
from itertools import product

import pytest

from derivations.errors import UserError
from verify.chain import check

STEP = "x_t = a x_{t-1} + e_t"
NOISE = ["e_t iid", "E[e_t] = 0"]


def verdict(step, *assuming):
    return check(f"${step}$", assuming=[STEP, *assuming]).steps[0].verdict


def moments(a, first, times):
    """E of functions of (x_1, ..., x_times, e_1, ...) under noise that is -2 or 1, or -1 or 1."""

    def mean(function, noise):
        total = Fraction(0)
        for outcome in product(noise.items(), repeat=times):
            x, chance, path = Fraction(first), Fraction(1), []
            for value, p in outcome:
                x, chance = a * x + value, chance * p
                path.append(x)
            total += chance * function(path, [value for value, _ in outcome])
        return total

    return mean


NOISES = [{-2: Fraction(1, 3), 1: Fraction(2, 3)}, {-1: Fraction(1, 2), 1: Fraction(1, 2)}]


@pytest.mark.parametrize(("step", "gap"), [
    ("E[x_3 x_2] = a E[x_2^2]", lambda m, a: m(lambda x, _: x[2] * x[1] - a * x[1] ** 2)),
    ("E[x_3 x_1] = a^2 E[x_1^2]", lambda m, a: m(lambda x, _: x[2] * x[0] - a**2 * x[0] ** 2)),
    ("E[x_3 x_1] = a E[x_1^2]", lambda m, a: m(lambda x, _: x[2] * x[0] - a * x[0] ** 2)),
    ("E[x_3 e_3] = E[e_3^2]", lambda m, a: m(lambda x, e: x[2] * e[2] - e[2] ** 2)),
    ("E[x_3 e_2] = E[e_2^2]", lambda m, a: m(lambda x, e: x[2] * e[1] - e[1] ** 2)),
    ("E[x_3^2] = (1 + a^2 + a^4) E[e_1^2]", lambda m, a: m(lambda x, e: x[2] ** 2 - (1 + a**2 + a**4) * e[0] ** 2)),
    ("E[x_3^2] = (1 + a + a^2) E[e_1^2]", lambda m, a: m(lambda x, e: x[2] ** 2 - (1 + a + a**2) * e[0] ** 2)),
])  # fmt: skip
def test_it_is_run_from_its_start(step, gap):
    gaps = [gap(lambda f, n=n, a=a: moments(Fraction(a), 0, 3)(f, n), a) for n in NOISES for a in (2, -3)]
    assert verdict(step, *NOISE, "x_0 = 0", "a constant") == ("refuted" if any(gaps) else "proved")


@pytest.mark.parametrize("start", ["x_0 = 0", "x_1 = 0"])
@pytest.mark.parametrize(("step", "expected"), [
    ("Cov(x_t, x_{t-1}) = a Var(x_{t-1})", "proved"),
    ("Cov(x_t, x_{t-1}) = Var(x_{t-1})", "refuted"),
    ("Var(x_t) = a^2 Var(x_{t-1}) + Var(e_1)", "proved"),
    ("Var(x_t) = a Var(x_{t-1}) + Var(e_1)", "refuted"),
])  # fmt: skip
def test_what_starts_with_a_number_is_independent_of_later_noise(start, step, expected):
    assert verdict(step, *NOISE, start) == expected


def test_what_starts_with_a_variable_need_not_be():
    found = check("$Var(x_t) = a^2 Var(x_{t-1}) + Var(e_1)$", assuming=[STEP, *NOISE, "x_0 = z"]).steps[0]
    assert (found.verdict, found.missing) == ("missing-hypothesis", ("Cov(x_{t - 1}, e_t) = 0",))


def test_a_start_at_1_is_no_second_definition():
    assert verdict("x_3 = a^2 e_1 + a e_2 + e_3", "x_1 = e_1") == "proved"
    assert verdict("E[x_2 x_1] = 25 a", "x_1 = 5", *NOISE) == "proved"
    assert verdict("E[x_2 x_1] = 0", "x_1 = 5", *NOISE) == "refuted"


def test_laws_name_members_that_there_are():
    # x_{t-2} is x_0 at t = 2, and no x_{-1} at t = 1, of which the recursion says nothing
    assert verdict("E[x_t] = a^2 E[x_{t-2}]", "E[e_t] = 0") == "unknown"
    found = check("$E[x_t] = a E[x_{t-2}]$", assuming=[STEP, "E[e_t] = 0"]).steps[0]
    assert (found.verdict, int(found.counterexample.parameters["t"]) >= 2) == ("refuted", True)


def test_variances_that_stay_as_they_are_are_an_assumption():
    found = check("$Var(x_t) = Var(x_{t-1})$", assuming=[STEP]).steps[0]
    assert (found.verdict, "may be assumed here" in found.reason) == ("unknown", True)


def test_a_member_after_the_start_has_one_meaning():
    with pytest.raises(UserError, match="contradict"):
        check("$E[x_3] = 0$", assuming=[STEP, "x_0 = 0", "x_2 = e_1"])


@pytest.mark.parametrize("noise", ["i.i.d.", "uncorrelated"])
def test_a_moving_average_of_noise_reaches_back_before_the_first(noise):
    words = rf"Let the $e_t$ be {noise} with mean zero and variance $s^2$, and $x_t = e_t + \theta e_{{t-1}}$."
    words += r" Here $\theta$ is a constant. "
    follows = [r"\Var(x_t) = (1 + \theta^2) s^2", r"\Cov(x_t, x_{t-1}) = \theta s^2", r"\Cov(x_t, x_{t-2}) = 0"]
    wrong = [r"\Var(x_t) = (1 + \theta)^2 s^2", r"\Cov(x_t, x_{t-1}) = \theta^2 s^2", r"\Cov(x_t, x_{t-2}) = s^2"]
    for step in follows:
        assert check(f"{words} $${step}$$").steps[-1].verdict == "proved"
    for step in wrong:
        assert check(f"{words} $${step}$$").steps[-1].verdict != "proved"
