"""What sentences of lectures and papers state, and about which names."""

import re

import pytest

from derivations.reading.hearing.prose import stated_in

SAID = {
    r"Let $m_i \sim B(p)$ be independent masks, independent of the inputs $x_i$, which are i.i.d. with mean $\mu$.":
        ["m_i independent", "m_i independent of x_i", "x_i iid", r"E[x_i] = \mu"],
    "Assume that the components of $q$ and $k$ are independent random variables with mean $0$ and variance $1$.":
        ["q_i independent", "k_i independent", "q_i, k_i independent", "E[q_i] = 0", "E[k_i] = 0", "Var(q_i) = 1",
         "Var(k_i) = 1"],
    "Here the $w_{l,i}$ are i.i.d. with zero mean, independent of the $x_{l,i}$ that are i.i.d.":
        ["w_{l,i} iid", "E[w_{l,i}] = 0", "w_{l,i} independent of x_{l,i}", "x_{l,i} iid"],
    "As in [1], elements in $x_l$ are also mutually independent and share the same distribution, and $x_l$ and $W_l$ "
    "are independent of each other.":
        ["x_l independent", "x_l identically distributed", "x_l, W_l independent"],
    r"We initialise the weights $w_{ij}$ independently from a zero-mean distribution with variance $\sigma^2$.":
        ["w_{ij} independent", "E[w_{ij}] = 0", r"Var(w_{ij}) = \sigma^2"],
    "The weights $w_j$ and inputs $x_j$ are given. The weights and inputs are independent and have zero mean.":
        ["w_j, x_j independent", "E[w_j] = 0", "E[x_j] = 0"],
    r"Let $S$ be the sum of independent Poisson variables $X_i$ with rate $\lambda$.":
        ["X_i independent", r"X_i ~ Poisson(\lambda)"],
    "The sum of the independent variables $X_i$ has a normal distribution with mean $0$ and variance $1$.":
        ["X_i independent"],
    r"Let $X$ and $Y$ be independent normal random variables with means $a$, $b$ and variances $c$, $d$.":
        ["X, Y independent", "E[X] = a", "E[Y] = b", "Var(X) = c", "Var(Y) = d", "X ~ Normal(a, c)",
         "Y ~ Normal(b, d)"],
    r"Let $X_1$, $X_2$, $\ldots$, $X_n$ be i.i.d. random variables with common mean $a$ and variance $v$.":
        [r"X_1, \ldots, X_n iid", "E[X_i] = a", "Var(X_i) = v"],
    r"Let $X$ be a zero-mean Gaussian random variable with standard deviation $\sigma$.":
        ["E[X] = 0", r"Var(X) = (\sigma)^2", r"X ~ Normal(0, sd \sigma)"],
    r"Let $T$ be exponentially distributed with mean $\theta$.":
        [r"E[T] = \theta", r"T ~ Exponential(mean \theta)"],
    "Let $U$ be uniformly distributed between $a$ and $b$.": ["U ~ Uniform(a, b)"],
    r"Here $\mu$ is the mean of $X$ and the variance of $X$ is $\sigma^2$.": [r"E[X] = \mu", r"Var(X) = \sigma^2"],
    "Let $X$ be independent of $Y$ and $Z$ be independent of $X$.": ["X independent of Y", "Z independent of X"],
    "The variables $X$, $Y$ and $Z$ are pairwise independent.": ["X, Y, Z pairwise independent"],
    r"Let $(X_i)_{i \ge 1}$ be a sequence of i.i.d. random variables with mean $\mu$.": ["X_i iid", r"E[X_i] = \mu"],
    r"where $e_i$ are i.i.d. $\mathcal{N}(0, v)$.": ["e_i iid", r"e_i ~ \mathcal{N}(0, v)"],
    "Let $X$ be Binomial with $n$ trials and success probability $p$.": ["X ~ Binomial(n, p)"],
    "Each $X_i$ has mean $a$ and variance $b$, and they are independent.":
        ["E[X_i] = a", "Var(X_i) = b", "X_i independent"],
    "Let $h$ be the hidden units, which are independent of the mask $m$.": ["h independent of m"],
    "The weights are given; the $w_j$'s are independent of the i.i.d. inputs $x_j$.":
        ["w_j independent of x_j", "x_j iid"],
    "All $w_j$ and $x_j$ are mutually independent.": ["w_j independent", "x_j independent", "w_j, x_j independent"],
    "Let $z = w x$ with i.i.d. weights $w_i$, which are independent of the $x_i$.":
        ["w_i iid", "w_i independent of x_i"],
    "The distribution of $y$ is symmetric about zero.": ["y symmetric"],
}  # fmt: skip
NOT_SAID = [
    "Then $X$ and $Y$ are independent.",
    "Hence $X$ has zero mean.",
    "We show that $X$ and $Y$ are independent.",
    "The output of the layer with weights $w_i$ is independent of $z$.",
    "The sum of $X$ and $Y$ is independent of $Z$.",
    "The size of $X$ is symmetric.",
    "The variables $X$ and $Y$ are not independent.",
    "It is unclear whether $X$ has zero mean.",
    "Let $y$ be symmetric around its mean.",
    "Consider the symmetric matrix $A$.",
    "In dropout layers the mean of $X$ grows.",
]


def read(sentence):
    maths = re.findall(r"\$([^$]*)\$", sentence)
    return [said.text for said in stated_in(re.sub(r"\$[^$]*\$", "\x02", sentence), maths) if said.text]


@pytest.mark.parametrize(("sentence", "phrases"), SAID.items())
def test_a_sentence_states(sentence, phrases):
    assert read(sentence) == phrases


@pytest.mark.parametrize("sentence", NOT_SAID)
def test_a_sentence_that_claims_denies_or_speaks_of_something_else_states_nothing(sentence):
    assert read(sentence) == []


def test_a_formula_before_a_subject_of_one_is_none_of_its_subjects():
    assert read(r"If $x_j = \max(0, z_j)$ and $z_j$ is symmetric around zero, it is half.") == ["z_j symmetric"]
    assert read(r"where $v = w x$, $u$ has mean zero.") == ["E[u] = 0"]
    assert read(r"Let $v = w x$ and $u$ be independent.") == ["v, u independent"]


def test_the_word_dropout_denies_nothing():
    assert read("For dropout let $X$ and $Y$ be independent.") == ["X, Y independent"]
