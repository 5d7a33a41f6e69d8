"""Moments as sums and integrals against stated probabilities and densities, with letters that words confine."""

import pytest

from tests.verify.documents import last, verdicts

EXPONENTIAL = r"Let $W$ have the density $g(w) = r e^{-r w}$ for $w \ge 0$, where $r > 0$. "
GEOMETRIC = r"Let $0<q<1$. The variable $M$ has the law $P(M = j) = q(1-q)^{j-1}$ for $j = 1, 2, 3, \dots$ "
FROM_ZERO = r"Let $0<q<1$. The variable $M$ has the law $\Pr(M = j) = q(1-q)^j$, $j = 0, 1, 2, \ldots$. "
DICE = r"The score $M$ has the law $P(M = j) = \frac{j}{10}$ for $j = 1, 2, 3, 4$. "
BINOMIAL = r"Let $0<q<1$. The law of $M$ is $P(M=j) = \binom{3}{j} q^j (1-q)^{3-j}$ for $j \in \{0,1,2,3\}$. "
CALLS = r"The number $N$ of calls arriving in an hour has the Poisson distribution with parameter $m > 0$. "


@pytest.mark.parametrize(
    ("stated", "right", "wrong"),
    [
        (EXPONENTIAL, r"E[W] = \int_0^\infty w\, r e^{-rw}\, dw", r"E[W] = \int_0^\infty r e^{-rw}\, dw"),
        (EXPONENTIAL, r"2\int_0^\infty w e^{-rw}\,dw = \frac{2}{r} E[W]", r"2\int_0^\infty w e^{-rw}\,dw = 2 E[W]"),
        (EXPONENTIAL, r"\mathrm{Var}(W) = \frac{2}{r^2} - \frac{1}{r^2}", r"\mathrm{Var}(W) = \frac{2}{r^2}"),
        (GEOMETRIC, r"E[M] = \sum_{j=1}^\infty j\, q (1-q)^{j-1}", r"E[M] = \sum_{j=1}^\infty j\, q (1-q)^j"),
        (GEOMETRIC, r"E[M(M-1)] = \sum_{j=2}^\infty j(j-1) q (1-q)^{j-1}", r"E[M(M-1)] = \frac{2(1-q)}{q}"),
        (GEOMETRIC, r"\mathrm{Var}(M) = \frac{1-q}{q^2}", r"\mathrm{Var}(M) = \frac{2-q}{q^2}"),
        (GEOMETRIC, r"\sum_{j=1}^\infty j P(M = j) = \frac 1 q", r"\sum_{j=1}^\infty j P(M = j) = \frac{1}{1-q}"),
        (FROM_ZERO, r"E[M] = \frac{1-q}{q}", r"E[M] = \frac{1}{q}"),
        (DICE, r"E[M] = 3", r"E[M] = \frac{5}{2}"),
        (DICE, r"E[M^2] = \sum_{j=1}^4 \frac{j^3}{10}", r"E[M^2] = \sum_{j=1}^4 \frac{j^2}{10}"),
        (BINOMIAL, r"E[M] = 3q", r"E[M] = 3q^2"),
        (CALLS, r"E[N] = \sum_{k=0}^\infty k e^{-m} \frac{m^k}{k!}", r"E[N] = \sum_{k=0}^\infty e^{-m} \frac{m^k}{k!}"),
        (CALLS, r"E[N(N-1)] = \sum_{k=2}^\infty k(k-1) e^{-m} \frac{m^k}{k!}", r"E[N(N-1)] = m"),
    ],
)  # fmt: skip
def test_a_moment_is_a_sum_or_integral(stated, right, wrong):
    assert last(f"{stated} $${right}$$").verdict == "proved"
    assert last(f"{stated} $${wrong}$$").verdict in {"refuted", "missing-hypothesis", "unknown"}


@pytest.mark.parametrize(
    ("stated", "wrong"),
    [(GEOMETRIC, r"\mathrm{Var}(M) = \frac{2-q}{q^2}"), (DICE, r"E[M] = \frac52"), (FROM_ZERO, r"E[M] = \frac1q"),
     (EXPONENTIAL, r"E[W] = \frac{2}{r}"), (CALLS, r"E[N^2] = m^2")],
)  # fmt: skip
def test_a_false_value_is_refuted(stated, wrong):
    assert last(f"{stated} $${wrong}$$").verdict == "refuted"


def test_probabilities_that_do_not_sum_to_1_prove_nothing():
    text = r"The score $M$ has the law $P(M = j) = \frac{j}{6}$ for $j = 1, 2, 3, 4$. $$E[M] = 5$$"
    assert last(text).verdict == "unknown"


def test_the_bias_of_a_coin_takes_no_values():
    coin = "A coin shows heads with probability $p$, where $0<p<1$."
    text = coin + r" $$\frac{2(1-p)}{p^2} + \frac1p - \frac1{p^2} = \frac{%s}{p^2}$$"
    assert last(text % "1-p").verdict == "proved"
    assert last(text % "2-p").verdict == "refuted"


SIGNS = [
    "Suppose that $X$ never takes negative values.",
    "The variable $X$ cannot be negative.",
    "Let $X$ be a variable that takes only nonnegative values.",
    "The loss $X$ is never negative.",
    "The variable $X$ is almost surely positive.",
]


@pytest.mark.parametrize("said", SIGNS)
def test_words_that_say_a_sign(said):
    claim = f"{said} Let $a > 0$. $$E[X] \\ge E[X \\mathbf{{1}}\\{{X \\ge a\\}}] \\ge a P(X \\ge a)$$"
    assert verdicts(claim)[-2:] == ["proved", "proved"]
    assert last(f"{said} $$E[X] \\le E[X]^2$$").verdict in {"refuted", "unknown"}


@pytest.mark.parametrize(
    "text",
    [
        r"If $Y$ is strictly positive, then $$E\Bigl[\frac1Y\Bigr] \ge \frac{1}{E[Y]}.$$",
        r"When the variable $Y$ is positive, we find $$E\Bigl[\frac1Y\Bigr] \ge \frac{1}{E[Y]}.$$",
        r"We have $$E\Bigl[\frac1Y\Bigr] \ge \frac{1}{E[Y]}$$ provided that $Y$ is positive.",
    ],
)
def test_a_sign_that_is_supposed_holds_in_its_sentence_alone(text):
    assert verdicts(text) == ["proved"]
    assert verdicts(f"{text}\n\nIn general $E[|Y|] = E[Y]$.")[-1] in {"refuted", "unknown"}


@pytest.mark.parametrize("word", ["Only if", "It is not known whether", "Even if"])
def test_no_sign_is_supposed(word):
    assert last(f"{word} $Y$ is positive, $$E[1/Y] \\ge 1/E[Y]$$").verdict != "proved"
