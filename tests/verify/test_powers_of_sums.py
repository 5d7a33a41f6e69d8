"""Fourth powers of sums: what needs no multiplying out is proved without it, what a law refutes is not compared."""

import pytest

from derivations.terms import E, Sum, Var, family, positive_integers, relu
from tests.verify.enumerated import both_sides
from verify.chain import check
from verify.closed_forms.sums_as_letters import equal_in_letters

(n, j, k), w, v = positive_integers("n j k"), family("w", "n"), family("v", "n", "n")
S = Sum(w[j], (j, 1, n))


@pytest.mark.parametrize(
    ("left", "right", "equal"),
    [
        (Var(Sum(2 * w[j] + 1, (j, 1, n)) ** 2), Var((2 * S + n) ** 2), True),
        (E(Sum(w[j] * w[k], (j, 1, n), (k, 1, n)) ** 2), E(S**4), True),
        (E(Sum(w[j] * Sum(w[k], (k, 1, n)), (j, 1, n)) ** 2), E(Sum(w[k], (k, 1, n)) ** 4), True),
        (Var(S**2), E(S**4) - E(S**2) ** 2, True),
        (Var(S**2), E(S**4) - E(S) ** 4, False),
        (Var(Sum(w[j] + 1, (j, 1, n)) ** 2), Var((S + 1) ** 2), False),
        (E(Sum(w[j] ** 2, (j, 1, n)) ** 2), E(S**4), False),
        (E(Sum(relu(w[j]), (j, 1, n)) ** 4), E(relu(S) ** 4), False),
        (E(Sum(v[j, k], (j, 1, n), (k, 1, n)) ** 2), E(Sum(v[j, j], (j, 1, n)) ** 2), False),
        (E(Sum(w[j], (j, 1, n)) ** 2), E(Sum(w[j], (j, 1, n - 1)) ** 2), False),
        (E(Sum(w[j], (j, 1, n)) * w[j]), E(Sum(w[k] * w[j], (k, 1, n))), True),
        (E(Sum(w[j], (j, 1, n)) * w[j]), E(Sum(w[j] ** 2, (j, 1, n))), False),
    ],
)
def test_sums_are_letters(left, right, equal):
    assert equal_in_letters(left, right) is equal


def test_a_power_of_a_sum_that_is_split_by_linearity_is_proved():
    whole = r"\left(\sum_{j=1}^{n} c |w_j| w_j + \sum_{j=1}^{n} (c w_j + 1)\right)^2"
    split = r"\left(c \sum_{j=1}^{n} |w_j| w_j + \left(\sum_{j=1}^{n} c w_j + \sum_{j=1}^n 1\right)\right)^2"
    (found,) = check(
        rf"$$\operatorname{{Var}}({whole}) = \operatorname{{Var}}({split})$$", assuming=["c constant"]
    ).steps
    assert found.verdict == "proved"


def test_what_a_law_refutes_is_not_given_up_for_lack_of_time():
    a, b = r"\sum_{j=1}^{n} w_j |w_j|", r"\sum_{j=1}^{n} (3 \mathbb{1}\{w_j > 0\} + 1)"
    whole = rf"\left({a} + {b}\right)^2"
    step = rf"$$\operatorname{{Var}}({whole}) = E[({whole})^2] - (E[({a})^2] + E[({b})^2])^2$$"
    (found,) = check(step, assuming=["w_j iid", "E[w_j] = 0"]).steps
    assert found.verdict == "refuted"
    assert all(evaluated == said for evaluated, said in both_sides(found))


@pytest.mark.parametrize("inner", ["f_j", r"\max(0, f_j)", "|f_j|", r"\mathbb{1}\{f_j > 0\}"])
def test_a_layer_on_a_layer_is_its_step_times_itself(inner):
    whole = rf"\sum_{{j=1}}^{{n}} w_j {inner}"
    (first,) = check(rf"$E[\max(0, {whole})] = E[({whole}) \mathbb{{1}}\{{{whole} > 0\}}]$").steps
    assert first.verdict == "proved"
    (false,) = check(rf"$E[\max(0, {whole})] = E[{whole}] P({whole} > 0)$", assuming=["w_j iid", "f_j iid"]).steps
    assert false.verdict == "refuted"
