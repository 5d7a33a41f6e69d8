"""What words say of expressions, of some members, of other variables or not any more proves nothing of these variables;
what they say of the variables themselves does.
"""

import pytest

from verify.chain import check

FOLLOWS = [  # words, a relation that follows, and one that does not
    # of expressions
    ("Let $p$ and $q$ be random variables whose difference has mean zero.", "", "E[p] = 0"),
    ("The noises $a$ and $b$ are independent, and their sum $a+b$ has mean zero.", "E[a b] = E[a] E[b]", "E[a] = 0"),
    ("Let $u$ and $v$ be random. Here $u - v$ and $u + v$ are independent.", "", "E[u v] = E[u] E[v]"),
    ("Let $r$ and $s$ be random and let $|r|$ and $|s|$ be independent.", "", "E[r s] = E[r] E[s]"),
    ("The pairs $(a, b)$ and $(c, d)$ of random variables are independent.", "", "E[a b] = E[a] E[b]"),
    ("The logarithm of $R$ is normal with mean $m$ and variance $t^2$, with constants $m$ and $t$.", "", "E[R] = m"),
    ("Let $g$ be random. The deviation $g - E[g]$ has mean zero. We do not say that $g$ has.", "", "E[g] = 0"),
    ("Let $a$ be random, made from $z$, which is symmetric around zero (its weights are symmetric).", "", "E[a] = 0"),
    # of some
    ("The even members $a_2, a_4, a_6, \\dots$ of the random $a_1, a_2, \\dots$ have mean zero.", "", "E[a_1] = 0"),
    ("At least one of the random variables $a$, $b$ and $c$ has mean zero.", "", "E[a] = 0"),
    ("We assume either that $a$ has mean zero or that $b$ has, both random.", "", "E[a] = 0"),
    ("Only the first two of the random variables $a_1, a_2, a_3$ are independent.", "", "E[a_2 a_3] = E[a_2] E[a_3]"),
    ("Any two of the variables $a$, $b$, $c$ are independent.", "E[a b] = E[a] E[b]", "E[a b c] = E[a] E[b] E[c]"),
    (
        "The errors $e_1,\\dots,e_n$ are independent; the parameters $t_1,\\dots,t_n$ are random, each with mean zero.",
        "E[e_1 e_2] = E[e_1] E[e_2]", "E[e_1] = 0",
    ),
    ("Let $h_1, h_2$ be the random activations. In the first layer the activation has mean zero.", "", "E[h_2] = 0"),
    ("The variables $a$, $b$ and $c$ are independent. The largest of their variances is $1$.", "", r"\Var(a) = 1"),
    ("Both $a$ and $b$ are independent of $c$; they are random.", r"\Cov(a + b, c) = 0", "E[a b c] = E[a b] E[c]"),
    (
        "Every $u_i$ is independent of every $v_j$, where $u_1,\\dots,u_n$ and $v_1,\\dots,v_n$ are random.",
        "E[u_1 v_2] = E[u_1] E[v_2]", "E[u_1 u_2 v_1] = E[u_1 u_2] E[v_1]",
    ),
    (
        "Each of the random $a_1,\\dots,a_n$ is independent of $b$.",
        "E[a_1 b] = E[a_1] E[b]", "E[a_1 a_2 b] = E[a_1 a_2] E[b]",
    ),
    # not any more
    ("Earlier the gains $a$ and $b$ were independent. From now on we drop this assumption.", "", "E[a b] = E[a] E[b]"),
    (
        "A paper assumes that $a$ and $b$ are independent. We do not follow it; our $a$ and $b$ are arbitrary.",
        "", "E[a b] = E[a] E[b]",
    ),
    (
        "He et al. suppose that the weights $a$, $b$ are independent; we do not follow them, for it fails.",
        "", "E[a b] = E[a] E[b]",
    ),
    (
        "In a sequel to this paper we shall assume that $a$ and $b$ are independent. Now they are random.",
        "", "E[a b] = E[a] E[b]",
    ),
    (
        "Next week we will add the hypothesis that $a$ and $b$ are uncorrelated. This week they are just random.",
        "", r"\Cov(a, b) = 0",
    ),
    ("Let $a$ be random with $E[a^2] = 1$. We do \\emph{not} require $E[a] = 0$.", "", "E[a] = 0"),
    ("Let $a$ be random and let $b = a - E[a]$ be its centred version.", "E[b] = 0", "E[a] = 0"),
    ("Here $a$ and $b$ are independent. In reality $a$ and $b$ share a cause.", "", "E[a b] = E[a] E[b]"),
    (
        "(i) The random $a$ and $b$ are independent. (ii) The random $a$ and $b$ are dependent, as now.",
        "", "E[a b] = E[a] E[b]",
    ),
    ("In Section 3 the letter $z$ stood for a variable of mean zero. Here $z$ is any random number.", "", "E[z] = 0"),
    ("Case 1. The variable $z$ is symmetric. Case 2. The variable $z$ is random.", "", "E[z] = 0"),
    ("Jones claims that $a$ and $b$ are independent; we make no such assumption.", "", "E[a b] = E[a] E[b]"),
    ("The slides say ``$a$ and $b$ are independent'', of random variables.", "", "E[a b] = E[a] E[b]"),
    ("Many students conclude that the random $a$ and $b$ are independent.", "", "E[a b] = E[a] E[b]"),
    # what is still said
    (
        "Let $a$ and $b$ have mean zero. Had they been independent, more would follow; we make no such assumption.",
        "\\mathrm{Cov}(a, b) = E[a b]", "E[a b] = 0",
    ),
    ("Let $a$ be independent of $b$. I need not say that $b$ has mean zero.", "E[a b] = 0", "E[a] = 0"),
    # given another one
    ("Given the scale $s$, the variables $a$ and $b$ are independent.", "", "E[a b] = E[a] E[b]"),
    ("Given two variables $a$ and $b$ that are independent, we compute:", "E[a b] = E[a] E[b]", "E[a] = 0"),
    # laws
    (
        "Let $G \\sim N(0, v)$ with variance $v > 0$. Let $F$ be normal with mean $0$ and standard deviation $v$.",
        "\\mathrm{Var}(G) = v", "\\mathrm{Var}(F) = v",
    ),
    ("Let $T \\sim \\mathrm{Exp}(\\lambda)$, where $\\lambda$ is the mean.", "E[T] = \\lambda", "E[T] = 1/\\lambda"),
    ("Let $H$ be normal with mean $m$ and variance $d$. The law of $G$ is not known.", "E[H] = m", "E[G] = m"),
    ("Let $G$ be gamma with shape $k$ and rate $b$. Elsewhere $b$ is a scale.", "E[G] = k/b", "E[G] = k b"),
    # moments that are supposed
    ("Let $x$ be random with $E[x] = 0$ and $E[x^2] = s^2$.", "\\mathrm{Var}(x) = s^2", "\\mathrm{Var}(x) = s"),
    (
        "Let the $e_t$ be independent, with $E[e_t] = 0$ and $E[e_t^2] = s^2$ for every $t$.",
        "\\mathrm{Var}(e_t + e_{t-1}) = 2 s^2", "\\mathrm{Var}(e_t + e_{t-1}) = s^2",
    ),
    # models
    ("Let $e_t$ be white noise with variance $s$.", "\\mathrm{Var}(e_t - e_{t-2}) = 2 s", "E[e_t^2 e_{t-1}^2] = s^2"),
    (
        "Put $y_i = b x_i + e_i$, the $x_i$ constants and the $e_i$ independent with mean zero and variance $t$.",
        "\\mathrm{Var}(y_i) = t", "E[y_i] = b",
    ),
]  # fmt: skip


def _verdict(words: str, claim: str) -> tuple[str, str]:
    step = check(f"{words}\n\n$$ {claim} $$\n").steps[-1]
    return step.verdict, step.reason


@pytest.mark.parametrize(("words", "right", "wrong"), FOLLOWS)
def test_what_words_say_of_others_proves_nothing_of_these(words, right, wrong):
    if right:
        found, reason = _verdict(words, right)
        assert found == "proved", reason
    assert _verdict(words, wrong)[0] != "proved"


def test_a_value_that_is_supposed_is_no_name_for_another():
    """Where E[x^2] is supposed to be s^2, a false line about s is refuted, and not taken for the meaning of s."""
    words = "Let $x$ be random with $E[x] = 0$ and $E[x^2] = s^2$."
    assert _verdict(words, "\\mathrm{Var}(x) = 2 s^2")[0] == "refuted"
    assert _verdict(words, "E[x^4] = s^4")[0] != "proved"
