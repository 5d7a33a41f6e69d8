"""Generating functions, skewness and what words say of letters: typed by hand, each with a slip."""

import pytest

from verify.chain import check

NORMAL = r"Let $X \sim \mathcal{N}(\mu, \sigma^2)$."
EXPONENTIAL = r"Let $X \sim \mathrm{Exp}(\lambda)$."
WALD = r"Let $X \sim \mathrm{Wald}(\gamma, \alpha)$."
BOTH = r"Let $X$ be a random variable with mean $\mu$ and standard deviation $\sigma$."
OWN = r"$$ M_Y(t) = \frac{1}{1-t} $$"  # nothing is said about Y: the line is what M_Y means

STEPS = [
    (NORMAL, r"M_X(t) = e^{\mu t + \frac{1}{2} \sigma^2 t^2}", r"\frac{1}{2}", ""),
    (NORMAL, r"M_X(t) = \int_{-\infty}^\infty \frac{1}{\sqrt{2\pi}\sigma} e^{tx - \frac{(x-\mu)^2}{2\sigma^2}} \, dx",
     "tx", "2tx"),
    (EXPONENTIAL, r"M_X'(t) = \lambda (\lambda-t)^{-2}", "-2", "-3"),
    (EXPONENTIAL, r"M_X''(0) = \mathrm{E}(X^2)", "X^2", "X^3"),
    (EXPONENTIAL, r"\mathrm{Skew}(X) = 2", "2", "3"),
    (WALD, r"M_X'(0) = \frac{\alpha}{\gamma}", r"\gamma}", r"\gamma^2}"),
    (WALD, r"e^{\alpha\gamma - \sqrt{\alpha^2 \gamma^2}} = \frac{\sqrt{\gamma^2}}{\gamma}", r"\gamma}", r"\alpha}"),
    (r"Let $X \sim \mathrm{Bin}(n, p)$.", r"G_X(z) = (1 - p + p z)^n", "- p", "+ p"),
    (OWN, r"M_Y'(t) = \frac{1}{(1-t)^2}", "^2", "^3"),
    (OWN, r"M_Y''(0) = 2", "2", "1"),
    (BOTH, r"\mathrm{Skew}(X) = \frac{\mathrm{E}(X^3) - 3\mu\sigma^2 - \mu^3}{\sigma^3}", "- 3", "- 2"),
    (BOTH, r"\sigma^2 = \mathrm{E}(X^2) - \mu^2", r"\mu^2", r"\mu"),
    (r"Here $\mu$ and $\sigma$ are the mean and standard deviation of $X$, respectively.",
     r"\mathrm{E}(X^2) = \sigma^2 + \mu^2", r"+ \mu", r"- \mu"),
    ("It is invariant under addition of a constant:", r"\mathrm{Var}(X + a) = \mathrm{Var}(X)", "X + a", "aX"),
]  # fmt: skip


def verdict(known, display):
    return check(f"{known}\n\n$$ {display} $$\n").steps[-1].verdict


@pytest.mark.parametrize(("known", "step", "part", "slip"), STEPS)
def test_a_true_step_is_proved_and_a_slip_of_it_is_not(known, step, part, slip):
    assert verdict(known, step) == "proved"
    head, _, tail = step.rpartition(part)
    wrong = f"{head}{slip}{tail}" if part not in {"X + a", "tx", "- p"} else step.replace(part, slip)
    assert verdict(known, wrong) != "proved"


def test_the_line_that_a_generating_function_has_no_law_for_is_what_it_means():
    assert [step.verdict for step in check(OWN).steps] == ["definition"]


def test_a_derivative_of_a_moment_that_is_not_known_is_not_zero():
    assert verdict("", r"\frac{d}{dt} \mathrm{E}(g(tX)) = 0") != "proved"


def test_without_the_words_the_constant_is_asked_for():
    assert verdict("", r"\mathrm{Var}(X + a) = \mathrm{Var}(X)") == "missing-hypothesis"


SERIES = r"G_X(z) = \sum_{x=0}^{\infty} f_X(x) z^x"


@pytest.mark.parametrize(
    ("step", "proved"),
    [
        (r"\mathrm{E}[z^X] = \sum_{x=0}^\infty f_X(x) z^x", True),
        (r"\mathrm{E}[z^X] = \sum_{x=0}^\infty f_X(x) z^{2x}", False),
        (r"\mathrm{E}[z^X] = \sum_{x=1}^\infty f_X(x) z^x", False),
        (r"\sum_{x=0}^\infty f_X(x) = 1", True),
        (r"\sum_{x=0}^\infty x f_X(x) = 1", False),
        (r"\sum_{k=0}^\infty k^2 P(X = k) = \mathrm{Var}(X) + \mathrm{E}[X]^2", True),
        (r"\sum_{k=0}^\infty k^2 P(X = k) = \mathrm{Var}(X)", False),
    ],
)
def test_sums_over_the_whole_numbers_are_means_of_what_counts(step, proved):
    words = "Let $X$ be a random variable whose set of possible values is a subset of the natural numbers."
    assert (verdict(words, step) == "proved") is proved


def test_a_sum_over_whole_numbers_is_no_mean_of_what_may_be_negative():
    assert (
        verdict("Let $X$ be a discrete random variable.", r"\sum_{x=0}^\infty x^3 f_X(x) = \mathrm{E}[X^3]") != "proved"
    )
