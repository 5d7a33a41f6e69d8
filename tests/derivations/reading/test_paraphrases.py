"""Hypotheses in the many words that people use: nouns for names, "they", "whose variance is", clauses that deny."""

import re

import pytest

from derivations.reading.hearing.prose import stated_in


def read(sentence):
    maths = re.findall(r"\$(.*?)\$", sentence)
    return [said.text for said in stated_in(re.sub(r"\$.*?\$", "\x02", sentence), maths)]


SAID = {
    # nouns
    r"Denote by $e_k$ the error of model $k$. The errors have zero mean and a common variance $v$.": [
        "E[e_k] = 0",
        "Var(e_k) = v",
    ],
    r"The weights are $w_1, \dots, w_m$ and $d_1, \dots, d_m$ the error signals. The error signals are iid.": [
        r"d_1, \dots, d_m iid"
    ],
    r"Take noise $e$. The noise is symmetric and independent of the signal $x$.": ["e symmetric", "e independent of x"],
    r"The mask is $m$. The mask is independent of the input $x$.": ["m independent of x"],
    r"Let $t_1, \dots, t_K$ be the last $K$ iterates. All iterates have the same mean $a$.": ["E[t_i] = a"],
    # they, it, the two
    r"The rate $r$ is random: it has an exponential distribution with mean $2$.": [
        "E[r] = 2",
        "r ~ Exponential(mean 2)",
    ],
    r"There are scores $s_1, \dots, s_n$; every one of them has variance $v$.": ["Var(s_i) = v"],
    r"Take an input $x$ and a mask $m$ drawn independently of it.": ["m independent of x"],
    r"The $u_i$ are iid. The $v_i$ are iid. The two families are independent.": ["u_i iid", "v_i iid"],
    r"The $u_i$ are iid and so are the $v_i$; the two families are independent.": [
        "u_i iid",
        "v_i iid",
        "u_i, v_i independent",
    ],
    r"The draws $x_1, \dots, x_n$ denote a sample of independent numbers; call the mean $a$.": [
        r"x_1, \dots, x_n independent",
        "E[x_i] = a",
    ],
    r"The $b$ is drawn without regard to $w$, so that $b$ and $w$ are independent.": ["b, w independent"],
    # other words
    r"Think of $x_1, \dots, x_n$ as iid draws with variance $v$.": [r"x_1, \dots, x_n iid", "Var(x_i) = v"],
    r"All $g_i$ are drawn independently from the same law, whose mean we call $m$ and whose variance is $v$.": [
        "g_i independent",
        "g_i identically distributed",
        "E[g_i] = m",
        "Var(g_i) = v",
    ],
    r"We observe $X_1, \dots, X_n$, independent draws from one and the same distribution having mean $m$.": [
        r"X_1, \dots, X_n independent",
        r"X_1, \dots, X_n identically distributed",
        "E[X_i] = m",
    ],
    r"The signals $d_i$ do not depend on the weights $w_i$.": ["d_i independent of w_i"],
    r"The mask $m$, tossed independently of the input $x$, is new.": ["m independent of x"],
    r"The inputs $x_i$ of the previous layer are distributed symmetrically around zero.": ["x_i symmetric"],
    r"The variables $y$ and $-y$ have the same law.": ["y symmetric"],
    r"a mask $m$ that we take to be independent of $g$": ["m independent of g"],
    r"The $J_i$ are independent Bernoulli($p$).": ["J_i independent", "J_i ~ Bernoulli(p)"],
    r"$r_1, \dots, r_d$ i.i.d. Rademacher": [r"r_1, \dots, r_d iid", r"r_1, \dots, r_d ~ Rademacher"],
    r"the numbers $q_1,\dots,q_d,k_1,\dots,k_d$ are independent, each of mean $0$": [
        r"q_1,\dots,q_d independent",
        r"k_1,\dots,k_d independent",
        "q_i, k_i independent",
        "E[q_i] = 0",
        "E[k_i] = 0",
    ],
    r"so the mask is $m \sim \mathrm{Bernoulli}(q)$, drawn independently of $x$": ["m independent of x"],
    # bounds behind values
    r"Let $Y$ follow a gamma distribution with shape $a > 0$ and rate $b > 0$.": ["Y ~ Gamma(a, rate b)"],
    r"returns $R_1$ and $R_2$ with standard deviations $s_1, s_2 > 0$": ["Var(R_1) = (s_1)^2", "Var(R_2) = (s_2)^2"],
    # clauses that deny
    r"The error $e$ is centred, and it does not fade.": ["E[e] = 0"],
    r"Today $x$ and $r$ may differ, possibly dependent; the mask $b$ is independent of $x$.": ["b independent of x"],
}


@pytest.mark.parametrize(("sentence", "phrases"), SAID.items())
def test_other_words_state_the_same(sentence, phrases):
    assert [text for text in read(sentence) if text] == phrases


@pytest.mark.parametrize(
    "sentence",
    [
        r"The $x_i$ are not independent, and their variance is unknown.",
        r"A variable with mean $m$ has the generating function $e^{mt}$.",
        r"The sum does not depend on time.",
        r"We do not assume that $x$ is centred, and that $y$ is independent of $x$.",
        r"Consider $f$ as a function with mean zero.",
        r"We have $E[XY] = E[X] E[Y]$, so $X$ and $Y$ are independent.",
        r"Given $S = 1$ the return $R$ has mean $a$.",
        r"correlation $r$, so $\Cov(A, B) = r s$, and $\Var(A) = 1$",
    ],
)
def test_nothing_is_stated(sentence):
    assert [text for text in read(sentence) if text] == []
