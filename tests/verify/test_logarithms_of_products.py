r"""Logarithms of products, as the logarithm of a likelihood has them, with and without brackets."""

import pytest

from verify.chain import check

STATED = ["x_i positive", r"\lambda positive", "n integer"]


@pytest.mark.parametrize(
    ("step", "verdict"),
    [
        (r"\log \prod_{i=1}^n x_i = \sum_{i=1}^n \log x_i", "proved"),
        (r"\log \left[ \prod_{i=1}^n x_i \right] = \sum_{i=1}^n \log x_i", "proved"),
        (r"\log \prod_{i=1}^n \lambda e^{-\lambda x_i} = n \log \lambda - \lambda \sum_{i=1}^n x_i", "proved"),
        (r"\log \prod_{i=1}^n \lambda e^{-\lambda x_i} = \log \lambda - \lambda \sum_{i=1}^n x_i", "refuted"),
        (r"\sum_{i=1}^n \log \frac{\lambda}{x_i!} = n \log \lambda - \sum_{i=1}^n \log x_i!", "proved"),
        (r"\sum_{i=1}^n \log \frac{\lambda}{x_i} = n \log \lambda + \sum_{i=1}^n \log x_i", "refuted"),
        (r"\sum_{i=1}^n \log x_i^2 = 2 \sum_{i=1}^n \log x_i", "proved"),
        (r"\sum_{i=1}^n \log (x_i + \lambda) = \sum_{i=1}^n \log x_i + n \log \lambda", "refuted"),
    ],
)
def test_a_logarithm_of_a_likelihood(step, verdict):
    found = check(f"$${step}$$", assuming=STATED).steps[-1]
    assert found.verdict == verdict, found.reason


def test_a_logarithm_of_a_product_is_no_product_of_logarithms():
    assert check(r"$$\log \prod_{i=1}^n x_i = \prod_{i=1}^n \log x_i$$", assuming=STATED).summary.keys() != {"proved"}


def test_what_must_be_positive_is_said():
    found = check(r"$$\sum_{i=1}^n \log (a x_i) = n \log a + \sum_{i=1}^n \log x_i$$", assuming=STATED[:1]).steps[-1]
    assert (found.verdict, "a > 0" in found.reason) == ("proved", True), found.reason


@pytest.mark.parametrize("operator", ["\\prod_{i=1}^n x_i", "\\sum_{i=1}^n x_i"])
def test_a_function_without_brackets_takes_all_that_follows(operator):
    found = check(f"$$\\log {operator} y_i = \\log\\left({operator} y_i\\right)$$", assuming=["n integer"]).steps[-1]
    assert found.verdict == "proved", found.reason


@pytest.mark.parametrize("step", [r"\log(-x) = \log(-1) + \log(x)", r"\log(-2x) = \log 2 + \log x"])
def test_nothing_is_proved_of_negative_numbers(step):
    assert check(f"$${step}$$", assuming=["x < 0"]).steps[-1].verdict != "proved"


@pytest.mark.parametrize(("step", "stated", "expected"), [
    (r"\log(x^2) = 2\log(-x)", "x < 0", "proved"),
    (r"\log(x^2) = 2\log(x)", "x > 0", "proved"),
    (r"\log(x^2) = 2\log(-x) + 1", "x < 0", "refuted"),
    (r"\log(x y) = \log(-x) + \log(-y)", "x < 0; y < 0", "proved"),
    (r"\sqrt{x^2 y^2} = -x y", "x < 0; y > 0", "proved"),
    (r"\sqrt{x^2 y^2} = x y", "x < 0; y > 0", "refuted"),
])  # fmt: skip
def test_of_negative_letters(step, stated, expected):
    assert check(f"${step}$", assuming=stated.split(";")).steps[0].verdict == expected


@pytest.mark.parametrize("step", [r"\log(x^2) = 3\log(-x)", r"\log(x^2) = 2\log(x)", r"\log(x^4) = 2\log(-x)"])
def test_a_step_whose_parts_have_no_value_for_the_stated_sign_is_not_proved(step):
    assert check(f"${step}$", assuming=["x < 0"]).steps[0].verdict != "proved"
