"""A law that is stated of an expression says what its moments are, and those of what it is made of."""

import pytest

from tests.verify.documents import last, tells_apart

CHI2 = r"Let $\sigma > 0$ be a constant. We know that $\frac{(n-1) S^2}{\sigma^2} \sim \chi^2(n-1)$. "
SCORE = r"Let $\frac{X - \mu}{\sigma} \sim N(0, 1)$. "
BETA = r"We know that $R^2 \sim \mathrm{Bet}(a, b)$. "


@pytest.mark.parametrize(("law", "right", "wrong"), [
    (CHI2, r"E\left[\frac{(n-1) S^2}{\sigma^2}\right] = n - 1", r"E\left[\frac{(n-1) S^2}{\sigma^2}\right] = n"),
    (CHI2, r"E[S^2] = \sigma^2", r"E[S^2] = \frac{n}{n-1} \sigma^2"),
    (CHI2, r"\mathrm{Var}(S^2) = \frac{2 \sigma^4}{n-1}", r"\mathrm{Var}(S^2) = \frac{\sigma^4}{n-1}"),
    (CHI2, r"E[S^4] = \sigma^4 \frac{n+1}{n-1}", r"E[S^4] = \sigma^4"),
    (SCORE, r"E[X^2] = \mu^2 + \sigma^2", r"E[X^2] = \mu^2 + \sigma"),
    (SCORE, r"\mathrm{Var}(3 X) = 9 \sigma^2", r"\mathrm{Var}(3 X) = 3 \sigma^2"),
    (BETA, r"E[R^2] = \frac{a}{a+b}", r"E[R^2] = \frac{b}{a+b}"),
    (r"Let $\frac{X - \mu}{\sigma} \sim N(0, 1)$, and let $X$ and $Y$ be independent. ",
     r"\mathrm{Cov}(X, Y) = 0", r"\mathrm{Var}(X Y) = \sigma^2 \mathrm{Var}(Y)"),
])  # fmt: skip
def test_moments_follow_from_the_law_of_an_expression(law, right, wrong):
    tells_apart(law, right, wrong)


@pytest.mark.parametrize("text", [
    CHI2 + r"$$E[S] = \sigma$$",  # an odd power
    r"Let $X + Y \sim N(0, 1)$. $$\mathrm{Var}(X) = 1$$",  # of two variables
    r"Let $X^2 + X \sim N(0, 1)$. $$E[X] = 0$$",
    r"Let $X^2 \sim \mathrm{Exp}(1)$ and $E[X] = 0$. $$E[X^3] = 0$$",
])  # fmt: skip
def test_what_the_law_of_an_expression_does_not_say_is_not_proved(text):
    assert last(text).verdict in {"unknown", "refuted", "missing-hypothesis"}
