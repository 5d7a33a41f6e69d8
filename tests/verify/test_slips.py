"""The slips that people make are named beside the false step."""

import pytest

from verify.chain import check

NAMED = [
    ("E[x^2] = E[x]^2", "", "E[X^2] is not E[X]^2"),
    ("Var(3*x) = 3*Var(x)", "", "c^2 Var(X)"),
    ("Var(x - y) = Var(x) - Var(y)", "x, y independent", "adds the variances"),
    ("Var(x + y) = Var(x) + Var(y)", "", "a covariance was dropped"),
    ("Var(x + y) = Var(x) + Var(y) + Cov(x, y)", "", "2 Cov(X, Y)"),
    ("Var(x*y) = Var(x)*Var(y)", "x, y independent", "unless both means are 0"),
    ("E[max(0, y)^2] = E[y^2]", "y symmetric", "1/2 was dropped"),
    (r"\operatorname{Var}\left(\sum_{j=1}^n w_j x_j\right) = m\operatorname{Var}(w_1)\mathbb{E}[x_1^2]",
     "w_j iid; x_j iid; w and x independent; E[w_j] = 0; m constant", "m stands where n belongs"),
    ("Var(x) = E[x]^2 - E[x^2]", "", "a sign"),
    ("Var(x) = E[x^2] + E[x]^2", "", "with a minus"),
    (r"\operatorname{Var}(w) = \frac{1}{n}", r"w \sim U(-\sqrt{6/n}, \sqrt{6/n}); n positive integer",
     "sqrt(3/n) gives"),
    (r"\operatorname{Var}(z) = \sigma", r"z \sim \mathcal{N}(0, \sigma^2)", "standard deviation is meant"),
    (r"\operatorname{Var}(z) = \sigma^2", r"z \sim \mathcal{N}(0, \sigma)", "standard deviation is meant"),
    (r"\mathbb{E}\left[\sum_{i=1}^n a_i X_i\right] = \sum_{i=1}^n a_j \mathbb{E}[X_i]", "a_i constant; j constant",
     "index of the sum"),
    (r"\lfloor n/2 \rfloor = n/2", "n integer", "floor"),
    ("Var(x + 3) = Var(x) + 3", "", "adding a constant"),
    ("Var(5*x + 3) = 25*Var(x) + 9", "", "adding a constant"),
    ("E[(x + y)^2] = E[x^2] + E[y^2]", "", "cross term"),
    ("Cov(x, y) = E[x*y]", "", "product of the means"),
    ("E[2*x] = 3*E[x]", "", "2/3 times"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "assume", "slip"), NAMED)
def test_the_slip_is_named(text, assume, slip):
    (step,) = check(f"$${text}$$" if "\\" in text else text, assuming=[assume] if assume else []).steps
    assert step.verdict in {"refuted", "missing-hypothesis"}
    assert slip in (step.likely_slip or "")


def test_a_step_that_holds_has_no_slip():
    assert check("Var(x + 3) = Var(x)").steps[0].likely_slip is None
