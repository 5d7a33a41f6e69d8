"""Vectors that are written out, `x = (x_1, ..., x_n)`, and what words say of their components."""

import pytest

from verify.chain import check

QUERY = (
    r"Take $q=(q_1,\dots,q_d)$ and $k=(k_1,\dots,k_d)$, a query and a key. %s independent random variables with "
    r"mean $0$ and variance $1$. The score is $s = \sum_{i=1}^{d} q_i k_i$."
)
ALL_ARE = [
    "We assume that all the components are",
    "All entries are assumed to be",
    "As usual, let all of the coordinates be",
    "Suppose that all their components are",
]
SCORE = [
    ("$E[q_i k_i] = E[q_i] E[k_i]$", "proved"),
    ("$E[q_i^2 k_i^2] = 1$", "proved"),
    ("$Var(s) = d$", "proved"),
    ("$Var(s) = d^2$", "refuted"),
]
NOISE = [
    r"Let $x = (x_1, \ldots, x_n)$ be a random vector whose entries are iid with mean $0$ and variance $v$.",
    r"Let $x = (x_1, \ldots, x_n)^\top$ be a vector of iid random variables with mean $0$ and variance $v$.",
    r"Let $\mathbf{x} = (x_1, x_2, \dots, x_n)^T$ have i.i.d. components with mean zero and variance $v$.",
    r"The random vector $x = (x_1,\dots,x_n)$ has iid coordinates with zero mean and variance $v$.",
    r"Consider an input $x = [x_1, \dots, x_n]$, the components of which are i.i.d. with zero mean and variance $v$.",
    r"Let $\vec{x} = (x_1,\dots,x_n)$ be a vector. Its elements are iid, with mean zero and variance $v$.",
    r"Given a vector $x := (x_1,\dots,x_n)$, suppose that its entries are i.i.d. with zero mean and variance $v$.",
    r"Let $x = (x_1,\dots,x_n)$ be a random vector with components that are iid with mean zero and variance $v$.",
]
OF_NOISE = [
    (r"$Var(\sum_{i=1}^n a_i x_i) = v \sum_{i=1}^n a_i^2$", "proved"),
    (r"$Var(\sum_{i=1}^n a_i x_i) = v (\sum_{i=1}^n a_i)^2$", "refuted"),
    (r"$E[x_1 x_2] = 0$", "proved"),
    (r"$E[x_1^4] = v^2$", "refuted"),
]
CASES = [(QUERY % words, step, verdict) for words in ALL_ARE for step, verdict in SCORE]
FIXED = r" Let $a = (a_1, \ldots, a_n)$ be a fixed vector."
CASES += [(noise + FIXED, step, verdict) for noise in NOISE for step, verdict in OF_NOISE]
THREE = r"Let $\mathbf{g} = (g_1, g_2, g_3)$ be a random vector with uncorrelated components of zero mean."
CASES += [
    (THREE, "$Var(g_1 + g_2 + g_3) = Var(g_1) + Var(g_2) + Var(g_3)$", "proved"),
    (THREE, "$E[(g_1 + g_2)^2] = E[g_1^2] + E[g_2^2]$", "proved"),
    (THREE, "$E[g_1^2 g_2^2] = E[g_1^2] E[g_2^2]$", "missing-hypothesis"),
    (THREE, "$Var(g_1 + g_2 + g_3) = 3 Var(g_1)$", "missing-hypothesis"),
]
TWO = (
    r"Let $u = (u_1,\dots,u_n)^\top$ and $v = (v_1,\dots,v_n)^\top$ be two independent random vectors, each with "
    r"i.i.d. entries of mean zero and variance $1$."
)
APART = (
    r"Let $u = (u_1,\dots,u_n)$ and $v = (v_1,\dots,v_n)$ be two random vectors, each with i.i.d. entries of "
    r"mean zero and variance $1$."
)
WHOLE = r"The random vectors $u = (u_1,\dots,u_n)$ and $v = (v_1,\dots,v_n)$ are independent of each other."
CASES += [
    (TWO, r"$Var(\sum_{i=1}^n u_i v_i) = n$", "proved"),
    (TWO, r"$Var(\sum_{i=1}^n u_i v_i) = n^2$", "refuted"),
    (APART, r"$Var(\sum_{i=1}^n u_i v_i) = n$", "missing-hypothesis"),
    (APART, r"$Var(u_1 + u_2) = 2$", "proved"),
    # vectors that are independent of each other have components that need not be
    (WHOLE, "$E[u_1 v_2] = E[u_1] E[v_2]$", "proved"),
    (WHOLE, "$E[u_1 u_2] = E[u_1] E[u_2]$", "missing-hypothesis"),
]
MISSING = "missing-hypothesis"
AGAIN = NOISE[0] + "\n\nNow let $x$ be a random variable with mean zero, independent of $y$."
CASES += [(AGAIN, "$E[x^2] = Var(x)$", "proved"), (AGAIN, "$E[x y] = 0$", "proved"), (AGAIN, "$E[x^3] = 0$", MISSING)]


@pytest.mark.parametrize(("text", "step", "verdict"), CASES, ids=range(len(CASES)))
def test_what_is_said_of_the_components_of_a_vector(text, step, verdict):
    found = check(f"{text} Then {step}.").steps[-1]
    assert found.verdict == verdict, found.reason
