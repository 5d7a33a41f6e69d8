"""Inequalities between sums over samples and moments, letters that words call integers, letters before brackets."""

import pytest

from tests.verify.documents import last, tells_apart

NUMBERS = r"For real numbers $x_1,\dots,x_n$ we have "


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"\Bigl(\frac1n\sum_{i=1}^n x_i\Bigr)^2 \le \frac1n\sum_{i=1}^n x_i^2",
         r"\Bigl(\frac1n\sum_{i=1}^n x_i\Bigr)^2 \ge \frac1n\sum_{i=1}^n x_i^2"),
        (r"\Bigl(\sum_{i=1}^n x_i\Bigr)^2 \le n\sum_{i=1}^n x_i^2",
         r"\Bigl(\sum_{i=1}^n x_i\Bigr)^2 \le \sum_{i=1}^n x_i^2"),
        (r"\Bigl(\frac1n\sum_{i=1}^n x_i - c\Bigr)^2 \le \frac1n\sum_{i=1}^n (x_i-c)^2",
         r"\frac1n\sum_{i=1}^n x_i^3 \ge \Bigl(\frac1n\sum_{i=1}^n x_i\Bigr)^3"),
    ],
)  # fmt: skip
def test_an_inequality_between_sums_over_a_sample(right, wrong):
    tells_apart(NUMBERS, right, wrong)


@pytest.mark.parametrize(
    "claim",
    [r"\frac{\mathrm{Var}(X)}{\mathrm{Var}(X)+c} < 1", r"E[X^2] + c > E[X]^2", r"\frac{E[X^2]}{E[X^2]+c} < 1"],
)
def test_a_strict_inequality_between_moments(claim):
    assert last(f"Take one input $X$ and a number $c > 0$. $${claim}$$").verdict == "proved"


def test_a_strict_inequality_that_may_be_an_equality():
    assert last(r"Take one input $X$. Let $c \ge 0$. $$E[X^2] + c > E[X]^2$$").verdict != "proved"


@pytest.mark.parametrize(
    "words",
    [
        "Let $n$ and $k$ be integers.",
        "Let $n, k$ be positive integers.",
        r"For integers $n,k\ge 1$ we find",
        r"Integers: input $n\ge1$, kernel $k\ge1$.",
        "Here $n$ and $k$ are whole numbers.",
    ],
)
def test_letters_that_words_call_integers(words):
    assert last(words + r" $$\lfloor n - k \rfloor + 1 = n - k + 1$$").verdict == "proved"
    assert last(words + r" $$\lfloor \frac{n-k}{2} \rfloor = \frac{n-k}{2}$$").verdict == "refuted"


@pytest.mark.parametrize("words", ["Here $n$ is no integer.", "Here $n$ is a non-integer.", "If $n$ is no integer,"])
def test_no_integers(words):
    assert last(words + r" $$\lfloor n \rfloor = n$$").verdict != "proved"


def test_a_letter_that_stands_in_the_brackets_behind_it_is_no_function():
    tells_apart(r"Let $0 \le f \le 1$.", r"D^2 f(1-f) \le \frac{D^2}{4}", r"D^2 f(1-f) \le \frac{D^2}{5}")
    tells_apart(r"Let $B \sim \mathrm{Bernoulli}(g)$.", r"\mathrm{Var}(B) = g(1-g)", r"\mathrm{Var}(B) = g(1+g)")


def test_a_spacing_is_no_difference():
    spacing = r"Let $\Delta > 0$ and $B \sim \mathrm{Bernoulli}(f)$. $$E[\Delta B] = \Delta\, f$$"
    assert last(spacing).verdict == "proved"
    assert last(spacing.replace(r"\Delta\, f", r"\Delta^2 f")).verdict == "refuted"


GENERATING = [
    (r"Let $X\sim\mathrm{Poisson}(m)$.", r"E[e^{tX}] = \sum_{k=0}^\infty e^{tk}e^{-m}\frac{m^k}{k!}",
     r"E[e^{tX}] = e^{m(t-1)}"),
    (r"Let $Y_1\sim N(a_1,s_1^2)$ and $Y_2\sim N(a_2,s_2^2)$ be independent.",
     r"E[e^{t(Y_1+Y_2)}] = E[e^{tY_1}]\,E[e^{tY_2}]", r"E[e^{tY_1}] = e^{a_1 t + s_1 t^2/2}"),
    (r"Let $Y_1\sim N(a_1,s_1^2)$ and $Y_2\sim N(a_2,s_2^2)$ be independent.",
     r"e^{a_1t+s_1^2t^2/2}\,e^{a_2t+s_2^2t^2/2} = e^{(a_1+a_2)t+(s_1^2+s_2^2)t^2/2}",
     r"e^{a_1t+s_1^2t^2/2}\,e^{a_2t+s_2^2t^2/2} = e^{(a_1+a_2)t+(s_1+s_2)^2t^2/2}"),
    (r"Let $U \sim U(0,1)$.", r"E[e^U] = \int_0^1 e^u\,du", r"E[e^U] = e"),
    (r"Let $U \sim U(0,1)$.", r"\mathrm{Cov}(e^U, e^{1-U}) = e - (e-1)^2", r"\mathrm{Cov}(e^U, e^{1-U}) = (e-1)^2 - e"),
    (r"Let $U \sim U(0,1)$.", r"E[U e^U] = 1", r"E[U e^U] = e"),
    (r"Let $U \sim U(0,2)$.", r"E[e^{-U}] = \frac{1 - e^{-2}}{2}", r"E[e^{-U}] = 1 - e^{-2}"),
]  # fmt: skip


@pytest.mark.parametrize(("law", "right", "wrong"), GENERATING)
def test_means_of_exponentials(law, right, wrong):
    assert last(f"{law} $${right}$$").verdict == "proved"
    assert last(f"{law} $${wrong}$$").verdict in {"refuted", "unknown"}


def test_a_mean_that_words_say_of_a_law_is_none_of_the_formula_behind_it():
    text = r"""A normal variable with mean $\mu$ and variance $\sigma^2$ has mgf $e^{\mu t+\sigma^2t^2/2}$.
    Let $Y \sim N(\mu, \sigma^2)$. $$E[e^{tY}] = e^{\mu t + \sigma^2 t^2/2}$$"""
    assert last(text).verdict == "proved"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"P(\max(U,V) \le t) = P(U \le t) P(V \le t)", r"P(\max(U,V) \le t) = P(U \le t)^2"),
        (r"P(\min(U,V) > t) = P(U > t) P(V > t)", r"P(\min(U,V) \le t) = P(U \le t) P(V \le t)"),
    ],
)
def test_the_larger_of_two_independent_variables(right, wrong):
    tells_apart("Let $U$ and $V$ be independent.", right, wrong)
    assert last(f"Take two variables $U$, $V$. $${right}$$").verdict == "missing-hypothesis"
