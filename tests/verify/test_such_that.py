"""What variables are introduced with is supposed: "let X and Y be such that ..."; moments of expressions and copies."""

import pytest

from verify.chain import check

SUPPOSED = [  # words, what follows, what does not
    (
        "Let $X$ and $Y$ be random variables such that $E[XY]=E[X]E[Y]$.",
        r"\mathrm{Var}(X+Y) = \mathrm{Var}(X) + \mathrm{Var}(Y)", "E[X^2 Y] = E[X^2] E[Y]",
    ),
    (
        r"Suppose that $X$ and $Y$ fulfil $\mathrm{Var}(X+Y) = \mathrm{Var}(X) + \mathrm{Var}(Y)$.",
        r"\mathrm{Cov}(X, Y) = 0", "E[X] = 0",
    ),
    (
        "Consider random variables $X$ and $Y$ with the property that $E[XY] = 0$.",
        "E[(X+Y)^2] = E[X^2] + E[Y^2]", r"\mathrm{Cov}(X, Y) = 0",
    ),
    ("Let $X$ and $Y$ be random. The mean of the difference $X - Y$ is zero.", "E[X] = E[Y]", "E[X] = 0"),
    (
        "We denote the mean of the input $X$ by $m$ and its second moment by $q$.",
        r"\mathrm{Var}(X) = q - m^2", r"\mathrm{Var}(X) = q",
    ),
]  # fmt: skip
SPLIT = [  # names with a range, a place or a noun between them and what is said
    (
        "The entries $A_{ij}$, $1 \\le i,j \\le n$, of the random matrix $A$ are iid with mean $0$ and variance $1$.",
        r"\mathrm{Var}\left(\sum_{i=1}^n A_{ii}\right) = n", "E[A_{11}^4] = 1",
    ),
    (
        "We initialise the weights $W_{ij}$ of the layer independently from a uniform distribution on $[-a,a]$.",
        r"\mathrm{Var}(W_{12}) = \frac{a^2}{3}", r"\mathrm{Var}(W_{12}) = a^2",
    ),
    (
        "We observe $w = x + u$, where the error $u$ has mean zero and is uncorrelated with the true value $x$.",
        r"\mathrm{Var}(w) = \mathrm{Var}(x) + \mathrm{Var}(u)", "E[u^2 x] = E[u^2] E[x]",
    ),
    (
        "Let $X$ be random with $E[X] = 0$, $E[X^2] = s^2$, and let $Y$ be independent of $X$ with the same law.",
        r"\mathrm{Var}(X Y) = s^4", r"\mathrm{Var}(X + Y) = s^2",
    ),
    (
        "Let $B_i$ be independent and Bernoulli distributed with parameter $p$, and $N = B_1 + \\cdots + B_n$.",
        r"\mathrm{Var}(N) = n p (1 - p)", r"\mathrm{Var}(N) = n p",
    ),
    (
        "\\begin{theorem} Let $X_1,\\ldots,X_n$ be pairwise independent. Then variances add.\\end{theorem}\nIndeed,",
        r"\mathrm{Var}(X_1 + X_2) = \mathrm{Var}(X_1) + \mathrm{Var}(X_2)", "E[X_1] = 0",
    ),
]  # fmt: skip
SAME = [  # words, what follows, what does not
    (
        "Assume that $w_1,\\dots,w_n$ are i.i.d. with mean zero. Assume the same for $v_1,\\dots,v_n$.",
        "E[v_1 v_2] = 0", "E[v_1 w_1] = 0",
    ),
    ("Let $x$ have mean zero. The same holds for the noise $e$.", "E[e] = 0", "E[e x] = 0"),
]  # fmt: skip
NOT_SUPPOSED = [
    ("Let $X$ and $Y$ be random variables. They satisfy $E[XY] = E[X] E[Y]$.", r"\mathrm{Cov}(X, Y) = 0"),
    ("Let $X$ and $Y$ be random. We shall prove that they satisfy $E[XY] = E[X] E[Y]$.", r"\mathrm{Cov}(X, Y) = 0"),
]


def last(words, relation):
    return check(f"{words}\n\n$$ {relation} $$\n").steps[-1].verdict


@pytest.mark.parametrize(("words", "follows", "does_not"), SUPPOSED + SPLIT)
def test_what_variables_are_introduced_with_is_supposed(words, follows, does_not):
    assert last(words, follows) == "proved"
    assert last(words, does_not) in {"refuted", "missing-hypothesis"}


@pytest.mark.parametrize(("words", "follows", "does_not"), SAME)
def test_the_same_is_said_of_others(words, follows, does_not):
    assert last(words, follows) == "proved"
    assert last(words, does_not) != "proved"


@pytest.mark.parametrize(("words", "relation"), NOT_SUPPOSED)
def test_a_claim_is_not_supposed(words, relation):
    assert last(words, relation) != "proved"
