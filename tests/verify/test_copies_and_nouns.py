"""Copies of a variable have its law, and bare nouns stand for the names that they were given."""

import pytest

from verify.chain import check

BACKWARD = (
    r"Write $g = \sum_{i=1}^{m} w_i \delta_i$, where $\delta_i$ is the error signal that arrives at unit $i$. Suppose "
    r"that the $w_i$ are i.i.d. with zero mean, that the $\delta_i$ are i.i.d., and that weights and error signals are "
    r"independent of each other."
)
NEURON = (
    r"A neuron computes $z=\sum_{j=1}^n w_jx_j$. The $w_j$ are i.i.d. with mean 0, the $x_j$ are i.i.d., weights and "
    r"inputs are independent."
)
ROUNDING = (
    r"Let $\Delta > 0$. The rounding error $e$ is uniformly distributed on $[-\Delta/2, \Delta/2]$. The signal is "
    r"$s = x + e$. Consider $y = \sum_{j=1}^n w_j e_j$. The errors $e_1,\dots,e_n$ are i.i.d. copies of $e$. "
    r"The weights are random: they are i.i.d. with variance $v$ and independent of all rounding errors."
)
NORMAL = "Let $X, Y, Z$ be i.i.d. copies of a standard normal random variable."
COPIES = r"Let $X_1,\dots,X_n$ be independent copies of a random variable $X$ with mean $m$ and variance $v$."
MEAN = (
    r"Let $x$ have mean $m$ and variance $v$. The normalised value is $u = (x - m)/\sqrt{v}$. Let "
    r"$x_1,\dots,x_n$ be i.i.d. copies of $x$ and $\bar x = \frac1n \sum_{i=1}^n x_i$."
)
NOISE = (
    r"Let $x$ be an activation. Instead of a coin you can multiply by Gaussian noise $\xi \sim \mathcal{N}(1, c)$, "
    r"again independent of $x$."
)
MASK = (
    r"A unit with output $h$ is kept with probability $p$ and set to zero otherwise. So let "
    r"$m \sim \mathrm{Bernoulli}(p)$ be drawn independently of $h$."
)
THEN = r"Let $\Delta > 0$. The error $r$ is then uniform on $[-\Delta, 0]$."
CASES = [
    (BACKWARD, "$E[w_i \\delta_i] = 0$", "proved"),
    (BACKWARD, "$Var(g) = m Var(w_1) E[\\delta_1^2]$", "proved"),
    (BACKWARD, "$Var(g) = m Var(w_1) Var(\\delta_1)$", "missing-hypothesis"),
    (NEURON, "$Var(z) = n Var(w_1) E[x_1^2]$", "proved"),
    (NEURON, "$Var(z) = n Var(w_1) Var(x_1)$", "missing-hypothesis"),
    (ROUNDING, r"$Var(e_j) = \Delta^2/12$", "proved"),
    (ROUNDING, r"$E[y] = 0$", "proved"),
    (ROUNDING, r"$Var(y) = n v \Delta^2/12$", "missing-hypothesis"),
    (ROUNDING, r"$Var(e_1 + e_2) = \Delta^2/12$", "refuted"),
    (NORMAL, "$Var(X+Y+Z) = 3$", "proved"),
    (NORMAL, "$Var(X+Y+Z) = 9$", "refuted"),
    (NORMAL, "$E[X^4] = 3$", "proved"),
    (COPIES, "$Var(X_1 + X_2) = 2 v$", "proved"),
    (COPIES, "$Var(X_1 + X_2) = 4 v$", "refuted"),
    (MEAN, r"$E[\bar x] = m$", "proved"),
    (MEAN, r"$Var(\bar x) = v/n$", "proved"),
    (MEAN, r"$E[\bar x^2] = m^2 + v/n^2$", "refuted"),
    (NOISE, r"$E[\xi x] = E[x]$", "proved"),
    (NOISE, r"$Var(\xi x) = Var(x) + c E[x^2]$", "proved"),
    (NOISE, r"$Var(\xi x) = Var(x) + c E[x]^2$", "refuted"),
    (MASK, "$E[m h] = p E[h]$", "proved"),
    (MASK, "$Var(m h) = p Var(h)$", "missing-hypothesis"),
    (THEN, r"$E[r] = -\Delta/2$", "proved"),
    (THEN, r"$E[r^2] = \Delta^2/12$", "refuted"),
]


@pytest.mark.parametrize(("text", "step", "verdict"), CASES, ids=range(len(CASES)))
def test_what_copies_and_nouns_are(text, step, verdict):
    found = check(f"{text} Then {step}.").steps[-1]
    assert found.verdict == verdict, found.reason


def test_words_of_independence_that_are_said_of_nobody_break_nothing():
    text = "Let $x$ be an input. Nobody knows this, again independent of $x$. Then $E[w x] = E[w] E[x]$."
    assert check(text).steps[-1].verdict != "refuted"


LATER = (
    r"Consider $y = \sum_{j=1}^n w_j e_j$ with fixed weights. The errors $e_1,\dots,e_n$ are i.i.d. Hence %s."
    "\n\nAt initialisation the weights are random as well: they are i.i.d. with variance $v$.\n"
)


def test_fixed_weights_that_are_random_further_down_break_nothing():
    step = r"$$Var(y) = \sum_{j=1}^n w_j^2 Var(e_j)$$"
    assert check(LATER % step).steps[-1].verdict in {"proved", "unknown"}
