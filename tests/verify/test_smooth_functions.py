"""Roots, exponentials and their kin inside moments: a law refutes what is false, and is checked in intervals."""

from fractions import Fraction

import mpmath
import pytest
from mpmath import iv

from verify.chain import check


def interval(number):
    """What surely holds a fraction."""
    number = Fraction(str(number))
    return iv.mpf(number.numerator) / iv.mpf(number.denominator)


def mean(function):
    return lambda law: sum(p * function(x) for x, p in law)


def sigmoid(x):
    return 1 / (1 + iv.exp(-x))


def softplus(x):
    return iv.log(1 + iv.exp(x))


def tanh(x):
    return 1 - 2 / (1 + iv.exp(2 * x))


X = mean(lambda x: x)
FALSE = [
    (r"E[\exp(X)] = 1", "X symmetric", mean(iv.exp), lambda _: iv.mpf(1)),
    (r"E[\exp(X)] = 1 + E[X]", "", mean(iv.exp), lambda law: 1 + X(law)),
    (r"E[e^X] \le e^{E[X]}", "", mean(iv.exp), lambda law: iv.exp(X(law))),
    (r"E[\log X] = \log E[X]", "X > 0", mean(iv.log), lambda law: iv.log(X(law))),
    (r"E[\log X] \ge \log E[X]", "", mean(iv.log), lambda law: iv.log(X(law))),
    (r"E[\sqrt{X}] = \sqrt{E[X]}", "", mean(iv.sqrt), lambda law: iv.sqrt(X(law))),
    (r"E[\tanh(X)] = \tanh(E[X])", "", mean(tanh), lambda law: tanh(X(law))),
    (r"E[\tanh(X)^2] = E[X^2]", "", mean(lambda x: tanh(x) ** 2), mean(lambda x: x**2)),
    (r"E[sigmoid(X)] = 1/3", "X symmetric", mean(sigmoid), lambda _: interval("1/3")),
    (r"E[sigmoid(X)] = sigmoid(E[X])", "", mean(sigmoid), lambda law: sigmoid(X(law))),
    (r"E[softplus(X)] = 0", "X symmetric", mean(softplus), lambda _: iv.mpf(0)),
    (r"E[\sin(X)] = E[X]", "", mean(iv.sin), X),
]


@pytest.mark.parametrize(("claim", "assumed", "left", "right"), FALSE)
def test_a_false_step_is_refuted_by_a_law(claim, assumed, left, right):
    (step,) = check(claim, assuming=[assumed] if assumed else []).steps
    assert step.verdict == "refuted"
    (law,) = step.counterexample.laws
    assert sum(p for _, p in law.atoms) == 1
    assert assumed != "X symmetric" or {((-x,), p) for (x,), p in law.atoms} == set(law.atoms)
    sides = [side([(interval(x), interval(p)) for (x,), p in law.atoms]) for side in (left, right)]
    with mpmath.workdps(40):
        for shown, side in zip((step.counterexample.lhs, step.counterexample.rhs), sides, strict=True):
            assert mpmath.mpf(str(shown.evalf(40))) in side
    assert sides[0].b < sides[1].a or sides[1].b < sides[0].a  # no number is in both


def test_a_law_off_the_domain_of_a_logarithm_refutes_nothing():
    (step,) = check(r"E[\log X] = \log E[X]").steps
    assert all(value > 0 for law in step.counterexample.laws for (value,), _ in law.atoms)


@pytest.mark.parametrize("claim", [
    r"E[e^{X} e^{-X}] = 1",
    r"E[\log(X^2)] = 2 E[\log|X|]",
    r"E[\tanh(X)] = E[\frac{e^X - e^{-X}}{e^X + e^{-X}}]",
    r"E[\sqrt{X^2}] = E|X|",
])  # fmt: skip
def test_a_true_step_is_not(claim):
    (step,) = check(claim).steps
    assert step.verdict in {"proved", "unknown"}


@pytest.mark.parametrize(("claim", "verdict"), [
    (r"E[e^X] \ge 1 + E[X]", "proved"),
    (r"E[e^{-X}] \ge 1 - E[X]", "proved"),
    (r"E[\log X] \le E[X] - 1", "proved"),
    (r"E[X \log X] \ge E[X] - 1", "proved"),
    (r"E[e^X] \ge 2 + E[X]", "refuted"),
    (r"E[\log X] \le E[X] - 2", "refuted"),
    (r"E[e^{tX}] \ge e^{t E[X]}", "proved"),
    (r"E[e^{tX}] \le e^{t E[X]}", "refuted"),
    (r"E[1/\sqrt{X}] \ge 1/\sqrt{E[X]}", "proved"),
    (r"E[1/\sqrt{X}] \le 1/\sqrt{E[X]}", "refuted"),
])  # fmt: skip
def test_tangents_and_curvature_bound_means(claim, verdict):
    assert [step.verdict for step in check(claim).steps] == [verdict]


@pytest.mark.parametrize(("claim", "stated"), [
    (r"Var(y) = m \sigma^2", (r"y = \sum_{j=1}^n x_j", "x_j iid", r"Var(x_j) = \sigma^2")),
    (r"Var(w) = 2/n_{out}", ("w ~ N(0, 2/n_{in})",)),
    (r"Var(y) = n_out Var(w) E[x^2]",
     (r"y = \sum_{j=1}^{n_in} w_j x_j", "w_j iid", "x_j iid", "w and x independent", "E[w_j] = 0")),
])  # fmt: skip
def test_one_size_is_not_another(claim, stated):
    (step,) = check(claim, assuming=stated).steps
    assert step.verdict == "refuted"
    sizes = {name: value for name, value in step.counterexample.parameters.items() if name[0] in "nm"}
    assert len(sizes) == 2
    assert all(value.is_Integer and value > 0 for value in sizes.values())


def test_a_size_that_a_sentence_speaks_of_may_be_the_other_one():
    text = r"Let $y = \sum_{j=1}^n x_j$ with $x_j$ iid. Here $m$ is the number of summands. $$E[y] = m E[x_1]$$"
    assert check(text).steps[-1].verdict == "unknown"


@pytest.mark.parametrize("law", ["x ~ U(-a, a)", "x ~ N(0, s^2)", "x ~ Laplace(0, b)"])
def test_a_sign_times_a_power_is_no_power_by_itself(law):
    (odd,) = check(r"$E[x \operatorname{sign}(x)] = 0$", assuming=[law]).steps
    (size,) = check(r"$E[x \operatorname{sign}(x)] = E|x|$", assuming=[law]).steps
    (even,) = check(r"$E[x^2 \operatorname{sign}(x)] = 0$", assuming=[law]).steps
    (power,) = check(r"$E[x \operatorname{sign}(x)^2] = 0$", assuming=[law]).steps
    verdicts = [step.verdict for step in (odd, size, even, power)]
    assert verdicts == ["refuted", "proved", "proved", "proved"]
