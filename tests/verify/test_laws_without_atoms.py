"""Steps that are false although a law without atoms is stated: the others are functions of that variable."""

import pytest

from tests.verify.enumerated import both_sides, close
from verify.chain import check

FALSE = [
    (r"E[c x y] = 0", "x symmetric; y ~ N(0, s^2); c constant"),
    (r"E[x y] = E[x] E[y]", "y ~ Exp(3); x symmetric"),
    (r"\operatorname{Var}(x + y) = \operatorname{Var}(x) + \operatorname{Var}(y)", "x ~ U(-a, a)"),
    (r"\operatorname{Cov}(x^2, y) = 0", "x ~ N(0, 1); E[y] = 0"),
    (r"E[x^2 y^2] = E[x^2] E[y^2]", "x ~ N(0, 1); y symmetric; \\operatorname{Cov}(x, y) = 0"),
    (r"E[\max(0, x) y] = \frac{1}{2} E[x y]", "x ~ N(0, s^2)"),
    (r"E[\max(0, x) \max(0, y)] = E[\max(0, x)] E[\max(0, y)]", "x ~ N(0, s^2); y symmetric"),
    (r"E[\mathbb{1}\{x > 0\} y] = \frac{1}{2} E[y]", "x ~ U(-a, a)"),
    (r"\operatorname{Var}(x y) = E[x^2] E[y^2]", "x ~ N(m, v); y symmetric"),
    (r"\sum_{j=1}^n E[f_j w_j] = n E[f_1 w_1]", "w_j iid; f_j iid; f_j ~ N(0, s^2)"),
    (r"E[(\sum_{j=1}^n w_j f_j)^2] = n E[w_1^2] E[f_1^2]", "w_j iid; f_j iid; w_j ~ U(-a, a)"),
    (r"E[x y] = E[x] E[y]", "x ~ N(0, s^2); y ~ N(1, 4)"),
    (r"E[x^2 y] = E[x^2] E[y]", "x ~ N(0, s^2); P(y = 0) = 0"),
    (r"E[x y] = E[x] E[y]", "x ~ N(0, s^2); y ~ Exp(3)"),
    (r"\operatorname{Cov}(x, y) = 0", "x ~ U(-a, a); y ~ Laplace(0, b)"),
    (r"E[x y] = E[x] E[y]", "x ~ Exp(2); y ~ Bernoulli(p)"),
    (r"E[\sum_{j=1}^n f_j w_j] = 0", "f_j iid; w_j iid; f_j ~ U(-1, 1); w_j ~ Rademacher"),
    (r"\operatorname{Cov}(x, y) = 0", "x ~ Binomial(3, 1/2); y ~ Bernoulli(1/3)"),
    (r"E[x y] = 0", r"x ~ N(0, s^2); E[y] = 0; \operatorname{Var}(y) = 3"),
    (r"E[x^2 z^2] = E[x^2] E[z^2]", "x ~ N(0, s^2); z ~ U(-a, a)"),
    (r"E[x^2 z] = E[x^2] E[z]", "x ~ Exp(l); z ~ N(0, v)"),
    (r"E[x y z] = 0", "x ~ N(0, 1); y ~ N(0, 1); z ~ U(-a, a); x, y independent; y, z independent; x, z independent"),
    (r"\operatorname{Var}(x - y) = \operatorname{Var}(x) + \operatorname{Var}(y)", "x ~ Gamma(2, 3); y ~ Bernoulli(p)"),
    (r"E[x \max(0, y)] = E[x] E[\max(0, y)]", "x ~ N(0, 1); y ~ U(-a, a)"),
    (r"\operatorname{Cov}(x^2, y^2) = 0", "x ~ N(0, s^2); y ~ U(-a, a); x, y uncorrelated"),
    (r"\operatorname{Var}(b z z + x) = \operatorname{Var}(b z z) + \operatorname{Var}(x)", "x symmetric; z ~ U(-a, a)"),
    (r"E[x^2 y] = E[x^2] E[y]", "x ~ N(0, s^2); y ~ Binomial(3, p)"),
    (
        r"\operatorname{Var}(b w_1 z) = b^2 (E[(w_1 z)^2] - E[w_1 z]^3)",
        "w_j iid; w_j symmetric; z ~ N(m, v); b constant",
    ),
]


@pytest.mark.parametrize(("step", "assume"), FALSE)
def test_a_false_step_has_a_counterexample_that_holds_when_evaluated_by_quadrature(step, assume):
    (found,) = check(f"$${step}$$", assuming=assume.split(";")).steps
    assert found.verdict in {"refuted", "missing-hypothesis"}
    kinks = any(kink in f"{step} {found.counterexample}" for kink in ("max", "mathbb", "|"))
    evaluated = both_sides(found, assume, halves=kinks)
    assert all(close(*pair) for pair in evaluated)
    assert not close(*(value for value, _ in evaluated))


def test_a_function_of_a_variable_is_shown_as_one():
    (found,) = check("$E[x y] = 0$", assuming=["x ~ N(0, 1)", "y symmetric"]).steps
    assert str(found.counterexample).startswith("x ~ N(0, 1); y = ")
    assert found.counterexample.to_dict()["laws"][1]["names"] == ["y"]
    assert "x" in found.counterexample.to_dict()["laws"][1]["equals"]
    assert "~ N(0, 1)" in check("$E[x y] = 0$", assuming=["x ~ N(0, 1)", "y symmetric"]).to_html()


def test_a_division_by_what_is_zero_is_called_undefined_at_once():
    (found,) = check(r"$\frac{E[x]}{E[z]} = \frac{E[x] + 1}{E[z]}$", assuming=["E[z] = 0"]).steps
    assert (found.verdict, found.reason) == (
        "unknown",
        "undefined: it divides by E[z], which is 0",
    )


def test_a_false_power_of_a_sum_is_refuted_before_its_normal_form_is_looked_for():
    square = r"\left(\sum_{j=1}^{n} (\max(0, w_j) + w_j)\right)^2"
    (found,) = check(rf"$$\operatorname{{Var}}({square}) = E[({square})^2] - E[\sum_{{j=1}}^n w_j^2]^2$$").steps
    assert found.verdict == "refuted"
    assert all(evaluated == said for evaluated, said in both_sides(found))


def test_members_of_which_something_is_stated_are_related():
    (found,) = check("$E[c w_2^2] = c E[w_1]^2$", assuming=["w_j independent", "c constant"]).steps
    assert found.verdict == "refuted"
