"""What lacks is independence, or that a divisor is never 0: laws of dependent variables, evaluated once more."""

import pytest

from tests.verify.enumerated import both_sides, close
from verify.chain import check

STEPS = [
    (r"E[y \mathbb{1}\{x > 0\}] = E[y] P(x \geq 0)", "x ~ N(0, s^2); y ~ Rademacher", "missing-hypothesis"),
    (r"\operatorname{Cov}(\sum_{j=1}^{n} w_j^2, \sum_{j=1}^{n} f_j) = 0",
     "w_j iid; f_j iid; E[w_j] = 0; f_j ~ U(-a, a)", "missing-hypothesis"),
    (r"\operatorname{Cov}(\frac{1}{n} \sum_{j=1}^{n} w_j, w_1 - \frac{1}{n} \sum_{j=1}^{n} w_j) = 0",
     "w_j identically distributed", "missing-hypothesis"),
    (r"E[\max(0, \sum_{j=1}^{n} w_j f_j)] = E[\sum_{j=1}^{n} w_j f_j] P(\sum_{j=1}^{n} w_j f_j > 0)",
     "f and w independent; f_j iid; w_j ~ Bernoulli(p); f_j ~ U(-a, a)", "refuted"),
    (r"E[\max(X, Y)] = \frac{2}{3}", "X ~ U(0, 1); Y ~ U(0, 1)", "missing-hypothesis"),
    (r"E[|X - Y|] = \frac{1}{3}", "X ~ U(0, 1); Y ~ U(0, 1)", "missing-hypothesis"),
    (r"P(X < Y) = \frac{1}{2}", "X ~ U(0, 1); Y ~ U(0, 1)", "missing-hypothesis"),
    (r"P(X < Y) = \frac{1}{3}", "X ~ U(0, 1); Y ~ U(0, 1)", "refuted"),
    (r"P(X > t) \leq \frac{E[X^2]}{t}", r"X \geq 0; t > 0", "refuted"),
    (r"\operatorname{Cov}((\sum_{j=1}^{n} w_j)^2, 3 w_1 + z) = 0",
     "z and w independent; w_j identically distributed; w_j ~ Rademacher; z ~ N(0, 1)", "missing-hypothesis"),
    (r"\operatorname{Cov}(\operatorname{sign}(y)^2, x) = 0",
     "x ~ N(0, s^2)", "missing-hypothesis"),
    (r"E[w_1^2 w_2] = 0", "w_j identically distributed; w_j ~ U(-a, a)", "missing-hypothesis"),
    (r"E[x z y] = 0", "x, z independent; x ~ N(0, 1); z ~ N(0, 1)", "missing-hypothesis"),
]  # fmt: skip


@pytest.mark.parametrize(("step", "assume", "verdict"), STEPS)
def test_a_dependent_law_shows_it(step, assume, verdict):
    (found,) = check(f"$${step}$$", assuming=assume.split(";")).steps
    assert found.verdict == verdict
    kinks = any(kink in f"{step} {found.counterexample}" for kink in ("max", "mathbb", "|"))
    evaluated = both_sides(found, assume, halves=kinks)
    assert all(close(*pair) for pair in evaluated)
    if verdict == "missing-hypothesis":
        stated = [*assume.split(";"), *(h.partition(" for every")[0] for h in found.missing)]
        assert check(f"$${step}$$", assuming=stated).steps[0].verdict == "proved"


@pytest.mark.parametrize(
    ("step", "law", "verdict"),
    [
        (r"\frac{0}{X} = 0", "X ~ Bernoulli(p)", "unknown"),
        (r"\frac{X}{X} = 1", "X ~ Poisson(2)", "unknown"),
        (r"\frac{X}{X} = 1", "X ~ Exp(2)", "proved"),
        (r"\frac{X}{X} = 1", "X ~ Rademacher", "proved"),
    ],
)
def test_a_division_by_what_is_0_with_a_positive_probability_is_undefined(step, law, verdict):
    (found,) = check(f"$${step}$$", assuming=[law]).steps
    assert found.verdict == verdict
    assert ("undefined" in found.reason) is (verdict == "unknown")
