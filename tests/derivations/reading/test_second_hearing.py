"""Sentences with words between names and what is said of them: whom a predicate is about, and whom it is not."""

import re

import pytest

from derivations.reading.hearing.prose import stated_in

SAID = {
    "In this model $u$ and $v$ are, at least at the start, independent.": ["u, v independent"],
    "So it is fair to suppose that the weights $w_j$ are iid and that they have zero mean.": ["w_j iid", "E[w_j] = 0"],
    "We are given two independent random variables $U$, $V$.": ["U, V independent"],
    "Both terms $u$ and $v$ are centred; moreover, they are independent of one another.":
        ["E[u] = 0", "E[v] = 0", "u, v independent"],
    "Let $g$ be a gain of mean zero and let $a$ be an input whose second moment is $q$; the two are independent.":
        ["E[g] = 0", "E[a^2] = q", "g, a independent"],
    r"The errors $e_1, \ldots, e_n$ are assumed to share a common variance $v$.": ["Var(e_i) = v"],
    "All entries $w_{ij}$ of the matrix are independent Gaussians with mean $0$ and variance $v$.":
        ["w_{ij} independent", "E[w_{ij}] = 0", "Var(w_{ij}) = v", "w_{ij} ~ Normal(0, v)"],
    r"The means of $U$ and $V$ are $a$ and $b$, and their covariance is zero.":
        ["E[U] = a", "E[V] = b", "Cov(U, V) = 0"],
    r"Here $a$ denotes the expectation of $U$ and $b^2$ its variance.": ["E[U] = a", "Var(U) = b^2"],
    r"$s$ is the variance of the gain $g$, $t$ that of the input $h$; the two are independent.":
        ["Var(g) = s", "Var(h) = t", "g, h independent"],
    r"The variance of each of the iid increments $d_1,\dots,d_n$ equals $q$, and their mean is nil.":
        ["Var(d_i) = q", r"d_1,\dots,d_n iid", "E[d_i] = 0"],
    "The control $C$ has known mean zero, $F$ is what is averaged.": ["E[C] = 0"],
    "So we take it that the delay $D$ is, as usual, exponential with mean $t$, and that the jitter $J$, which is "
    "independent of $D$, is normal with mean zero and variance $s$.":
        ["E[D] = t", "D ~ Exponential(mean t)", "J independent of D", "E[J] = 0", "Var(J) = s", "J ~ Normal(0, s)"],
    "Neither $u$ nor $v$ depends on $w$.": ["u independent of w", "v independent of w"],
    "No $x_i$ depends on any $w_j$.": ["x_i independent of w_j"],
    "There is no dependence between the gain $g$ and the input $h$.": ["g, h independent"],
    r"No two of the variables $X_1,\dots,X_n$ are correlated.": [r"X_1,\dots,X_n uncorrelated"],
    "Stochastic independence of $V$ and $W$ is assumed.": ["V, W independent"],
    "By independence of $u$ and $v$ and because both have mean zero,": ["u, v independent", "E[u] = 0", "E[v] = 0"],
    r"From now on, $U \perp V$.": ["U independent of V"],
    "The noises $u$ and $v$ have equal variances.": ["Var(v) = Var(u)"],
    "The scores $s$ and $t$ are standardised to mean zero and unit variance, their correlation being $r$.":
        ["E[s] = 0", "E[t] = 0", "Var(s) = 1", "Var(t) = 1", "Corr(s, t) = r"],
    r"Let $D$ be independent of the loss $L$ and zero on average.": ["D independent of L", "E[D] = 0"],
    "The gains $g_i$ are iid, and the inputs $h_i$ are random but independent of every $g_j$.":
        ["g_i iid", "h_i independent of g_j"],
    "The covariance between the price $a$ and the demand $d$ will be written $c$, and the respective variances $s$ and "
    "$t$.": ["Cov(a, d) = c", "Var(a) = s", "Var(d) = t"],
    r"Let $u_1,\dots,u_n$ be independent of each other as well as of $v$.":
        [r"u_1,\dots,u_n independent", "u_i independent of v"],
    "The entries of the gain vector, $g_1,\\dots,g_n$, are independent of $u$.": ["g_i independent of u"],
    "The gain $g$ has unit mean and the offset $b$ vanishing mean.": ["E[g] = 1", "E[b] = 0"],
    "Let $Y$ be a variable with zero mean, let $a$ and $b$ be numbers.": ["E[Y] = 0"],
}  # fmt: skip
NOT_SAID = [
    "The output of the layer with gains $g_i$ is independent of $z$.",
    "The gradient of $L$ with respect to $w$ has mean zero.",
    "The sum of $u$ and, say, $v$ has, as we know, mean zero.",
    "For the input $u$ our network, in the limit, has zero mean.",
    "Query entries $q_i$ are fixed, key entries $k_i$ are fixed, queries and keys are, of course, independent.",
    "The noises $u$ and $v$ are anything but independent.",
    "Over many runs $u$ and $v$ had, as it were, an empirical correlation of $0$.",
    "In the end $u$ has, after all, an exponential bound of rate $c$.",
    "A test for independence of $U$ and $V$.",
    "We want to show independence of $U$ and $V$.",
    "Let $u$ be the input of a layer whose weights have mean zero.",
    "$U$ is a function of variables with mean zero.",
    "We have $U = V$, thus the noise, which is $V$, has, by the way, mean zero.",
]


def read(sentence: str) -> list[str]:
    maths = re.findall(r"\$([^$]*)\$", sentence)
    return [said.text for said in stated_in(re.sub(r"\$[^$]*\$", "\x02", sentence), maths) if said.text]


@pytest.mark.parametrize("sentence", SAID)
def test_a_predicate_finds_whom_it_is_said_of(sentence):
    assert sorted(set(read(sentence))) == sorted(SAID[sentence])


@pytest.mark.parametrize("sentence", NOT_SAID)
def test_what_is_said_of_something_else_is_not_said_of_the_names(sentence):
    assert read(sentence) == []
