"""Remarks on parameters, lists of nouns and definitions in words: none of them takes a hypothesis away or makes one.

Every wrong step is false for the law that stands beside it, worked out by hand.
"""

import pytest

from verify.chain import check

SCORE = r"""Let the components $q_1,\dots,q_d$ of the query and $k_1,\dots,k_d$ of the key be independent random
variables with mean $0$ and variance $1$, and $d > 1$. The score is $s = \sum_{i=1}^d q_i k_i$.
"""
DROPOUT = r"""Suppose $v=\sum_{j=1}^n w_j\frac{m_j}{p}x_j$, where the masks $m_j$ are Bernoulli($p$) with $0<p\le1$,
the weights $w_j$ are i.i.d. centred with variance $\sigma_w^2$, the inputs satisfy $\mathbb{E}[x_j^2]=q$ for
all $j$, and
masks, weights and inputs are independent of one another.
"""
UNIT = r"""The variables $b,w_1,\dots,w_n,x_1,\dots,x_n$ are mutually independent; the weights have mean $0$ and
variance $\tau^2$, the bias $b$ has mean $0$ and variance $\beta^2$, and the inputs share the mean $m$ and
$E[x_j^2]=q$. Let
$v=b+\sum_{j=1}^n w_jx_j$.
"""
NOISE = r"Let $g$ denote one coordinate of the gradient, and let $\xi \sim N(0,\tau^2)$ be independent of $g$. "
FIXED = r"""Take two fixed positive inputs $x_1,x_2$ and independent weights $w_1, w_2$ with mean zero and
variance $s > 0$.
"""
LAPLACE = r"Noise $Z$ has density $\frac{1}{2b}e^{-|z|/b}$, $b>0$. The typical error is $E|Z| = b$. "
SMOOTH = r"""% assume: m_t = (1-a) m_{t-1} + a X_t; m_{t-1} and X_t independent; Var(X_t) = \sigma^2; 0 < a < 1

Assume that the level has settled, so that $Var(m_t) = Var(m_{t-1})$. """
PAIR = r"The random variables $X$ and $Y$ have $\mathrm{Var}(X)=1$, $\mathrm{Var}(Y)=4$ and correlation $1/2$. "


@pytest.mark.parametrize(
    ("words", "right", "wrong"),
    [
        (SCORE, r"\mathrm{Var}(s) = d", r"\mathrm{Var}(s) = d^2"),  # signs: q k is a sign, d of them
        (DROPOUT, r"\mathrm{Var}(v) = \frac{n \sigma_w^2 q}{p}", r"\mathrm{Var}(v) = n \sigma_w^2 q"),  # p = 1/2
        (UNIT, r"E[v^2] = \beta^2 + n \tau^2 q", r"E[v^2] = \beta^2 + n \tau^2 (q - m^2)"),  # x = 1
        (NOISE, r"\mathrm{Var}(g + \xi) = \mathrm{Var}(g) + \tau^2", r"\mathrm{Var}(g + \xi) = \mathrm{Var}(g)"),
        (FIXED, r"\mathrm{Var}(w_1 x_1 + w_2 x_2) = s (x_1^2 + x_2^2)",
         r"\mathrm{Var}(w_1 x_1 + w_2 x_2) = s (x_1 + x_2)^2"),  # x_1 = x_2 = 1
        (LAPLACE, "E[Z^2] = 2 b^2", "E[Z^2] = b^2"),
        (PAIR, r"\mathrm{Cov}(X, Y) = 1", r"\mathrm{Cov}(X, Y) = 1/2"),
    ],
    ids=["two vectors", "masks", "bias", "coordinate", "fixed", "density", "have"],
)  # fmt: skip
def test_what_a_remark_stands_beside_is_heard(words, right, wrong):
    for step, verdicts in ((right, {"proved"}), (wrong, {"refuted", "missing-hypothesis"})):
        found = check(f"{words}\n$$ {step} $$\n").steps[-1]
        assert found.verdict in verdicts, (step, found.reason)

OF_A_MEAN = r"""We observe i.i.d. $X_1,\ldots,X_n$ with mean $\mu$ and shrink the sample mean $\bar X$ by a
constant $c$.
Let $h = c \bar X$."""
AVERAGE = r"""Let $m_t = \beta m_{t-1} + (1-\beta) g_t$ with $m_0 = 0$; the $g_1, g_2, \ldots$ are i.i.d. with mean
$g$."""


@pytest.mark.parametrize(
    ("words", "step"),
    [
        (OF_A_MEAN, r"E[h] = c \mu"),
        (AVERAGE, r"E[m_t] = (1-\beta^t) g"),
        (r"If $N$ counts the blocks that survive, then", r"E[N] = \frac{3L - 1}{4}"),
        (r"Let $N$ be the number of indices with a positive value.", r"E[N] = \frac{n}{2}"),
    ],
)  # fmt: skip
def test_what_words_alone_define_is_not_refuted(words, step):
    assert check(f"{words}\n$$ {step} $$\n").steps[-1].verdict == "unknown"


def test_so_that_goes_on_with_what_is_assumed():
    values = (r"\frac{a \sigma^2}{2 - a}", "a")
    found = [check(f"{SMOOTH}\n$$ Var(m_t) = {value} $$\n").steps[-1].verdict for value in values]
    assert found[0] == "proved" != found[1]


def test_a_second_value_of_a_remark_is_none():
    text = r"Let $X$ and $Y$ be independent with variance $1$, and $d > 1$. Then $$ \mathrm{Var}(X + Y) = %s $$"
    assert [check(text % value).steps[-1].verdict for value in ("2", "1 + d")] == ["proved", "refuted"]


def test_a_question_what_happens_states_what_is_behind_its_if():
    text = r"What happens if $u$ is independent of $x$? $$ \mathrm{Var}(x + u) = \mathrm{Var}(x) + \mathrm{Var}(u) $$"
    assert check(text).steps[-1].verdict in {"proved", "unknown"}
    assert check(text.replace("What happens if", "Do you think that")).steps[-1].verdict != "proved"
