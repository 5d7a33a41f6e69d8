"""Moments and probabilities of a variable of which a line states the density."""

import pytest

from tests.verify.documents import last, tells_apart

LINEAR = r"Let $X$ have density $f(x) = 2x$ for $0 \le x \le 1$. "
CASES = (
    r"Let $X$ be a random variable with density $$f_X(x) = \begin{cases} 3 x^2 & 0 < x < 1 \\"
    r" 0 & \text{otherwise} \end{cases}$$ "
)
RATE = r"Let $X$ be a random variable with probability density function $$ f(x) = r e^{-r x}, \quad x > 0. $$ "
TWO_SIDED = r"The density of $X$ is $f_X(x) = \frac{1}{2} e^{-|x|}$ for $x \in \mathbb{R}$. "
PARABOLA = r"Let $X$ have density $h(x) = \frac{3}{4} (1 - x^2)$ on $[-1, 1]$. "
PARETO = r"Let $X$ have density $f(x) = \frac{a m^a}{x^{a+1}}$ for $x \ge m$. "


@pytest.mark.parametrize(("density", "right", "wrong"), [
    (LINEAR, r"E[X] = \frac{2}{3}", r"E[X] = \frac{1}{2}"),
    (LINEAR, r"E[X^2] = \int_0^1 x^2 f(x) \, dx", r"E[X^2] = \int_0^1 x f(x) \, dx"),
    (LINEAR, r"\mathrm{Var}(X) = \frac{1}{18}", r"\mathrm{Var}(X) = \frac{1}{12}"),
    (LINEAR, r"P(X \le 1/2) = \frac{1}{4}", r"P(X \le 1/2) = \frac{1}{2}"),
    (LINEAR + "Let $Y = X^2$. ", r"E[Y] = \frac{1}{2}", r"E[Y] = \frac{4}{9}"),
    (CASES, r"\int_{-\infty}^\infty x f_X(x) \, dx = \frac{3}{4}", r"\int_{-\infty}^\infty x f_X(x) \, dx = 1"),
    (CASES, r"\mathrm{Var}(X) = \frac{3}{80}", r"\mathrm{Var}(X) = \frac{3}{5}"),
    (RATE, r"E[X] = \frac{1}{r}", r"E[X] = r"),
    (RATE, r"P(X > b) = e^{-r b}", r"P(X > b) = 1 - e^{-r b}"),
    (TWO_SIDED, r"\mathrm{Var}(X) = 2", r"\mathrm{Var}(X) = 1"),
    (PARABOLA, r"E[X^2] = \frac{1}{5}", r"E[X^2] = \frac{1}{3}"),
    (PARABOLA, r"\mathrm{Cov}(X, X^2) = 0", r"\mathrm{Cov}(X, X^3) = 0"),
    (PARABOLA, r"P(X > 0) = \frac{1}{2}", r"P(X > 0) = \frac{1}{3}"),
    (PARETO, r"E[X] = \frac{a m}{a - 1}", r"E[X] = \frac{a m}{a + 1}"),
])  # fmt: skip
def test_a_stated_density_decides(density, right, wrong):
    step = tells_apart(density, right, wrong)
    assert step.verdict == "refuted"
    assert "density of line" in str(step.counterexample)


@pytest.mark.parametrize("text", [
    r"Let $X$ have density $f(x) = x$ for $0 \le x \le 1$. $$E[X] = \frac{1}{3}$$",  # its integral is 1/2
    r"Let $X$ have density $f(x) = c x$ for $0 \le x \le 1$. $$E[X] = \frac{c}{3}$$",
    LINEAR + r"$$E[X Y] = \frac{2}{3} E[Y]$$",
    LINEAR + r"$$P(X \le 2) = 4$$",  # the formula holds up to 1
    LINEAR + r"$$E[X \mid X > 1/2] = \frac{2}{3}$$",
])  # fmt: skip
def test_what_a_density_does_not_say_is_not_proved(text):
    assert last(text).verdict in {"unknown", "refuted", "missing-hypothesis"}


@pytest.mark.parametrize("density", [
    r"Let $X$ have density $g(x) = x$ on $[0, 1]$. ", r"Let $X$ have density $g(x) = 6 x (1 - x)$ on $D$. ",
])  # fmt: skip
def test_a_density_that_is_not_used_keeps_a_step_from_being_refuted(density):
    assert last(density + r"$$E[X] = \frac{1}{7}$$").verdict == "unknown"


def test_integrals_of_powers_over_a_half_line():
    for line, verdict in {
        r"\int_1^\infty \frac{1}{t^2} dt = 1": "proved", r"\int_0^1 \frac{1}{\sqrt{t}} dt = 2": "proved",
        r"\int_1^e \frac{1}{t} dt = 1": "proved", r"\int_1^\infty \frac{1}{t^3} dt = 1": "refuted",
        r"\int_0^1 \frac{1}{t} dt = 1": "unknown", r"\int_{-1}^1 \frac{1}{t^2} dt = -2": "unknown",
        r"\int_1^\infty \frac{1}{t} dt = 1": "unknown", r"\int_{-1}^\infty t^{-2} dt = 1": "unknown",
    }.items():  # fmt: skip
        assert last(f"$${line}$$").verdict == verdict
