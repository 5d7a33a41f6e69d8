"""Laws as people tell them: what follows from each is proved, and a slip is not."""

import pytest

from derivations.reading.hearing.laws_in_words import in_plain_words
from derivations.reading.hearing.prose import stated_in
from verify.chain import check

LAWS = [
    # on an interval
    (r"The offset $t$ is uniform over the interval from $-h$ to $h$.",
     r"\mathrm{Var}(t) = \frac{h^2}{3}", r"E[t^2] = h^2"),
    (r"Draw $t$ from the uniform distribution on $[0, 2]$.", r"E[t^2] = \frac43", r"E[t^2] = 1"),
    # two values
    ("Let $g$ be a Bernoulli gate with success probability $p$.", "E[g^2] = p", "E[g^2] = p^2"),
    ("$g$ is a 0/1 mask with keep probability $p$.", "E[g^3] = p", "E[g^3] = p^3"),
    ("Here $g$ is a binary gate which is one with probability $p$.", "E[g^3] = p", "E[g^3] = p^3"),
    ("$g$ takes only the values $0$ and $1$, the latter with probability $p$.", "E[g] = p", "E[g] = 1 - p"),
    ("$g$ takes only the values $1$ and $0$, the latter with probability $p$.", "E[g] = 1 - p", "E[g] = p"),
    ("$g$ only takes the values $a$ and $b$, the former with probability $p$.",
     "E[g] = a p + b (1 - p)", "E[g] = a + b"),
    ("$g$ is either 0 or 2, and it is 2 with probability $p$.", "E[g^2] = 4 p", "E[g^2] = 2 p"),
    ("$g$ is zero with probability $p$ and one otherwise.", "E[g] = 1 - p", "E[g] = p"),
    ("Let $g$ be the indicator of an event of probability $p$.", "E[g^2] = p", "E[g^2] = p^2"),
    ("The spikes $g_i$ are iid Bernoulli variables of rate $p$.", "E[g_1 g_2] = p^2", "E[g_1^2] = p^2"),
    ("The sign $s$ equals $1$ or $-1$ with equal probability.", "E[s^2] = 1", "E[s] = 1"),
    ("Let $s$ be a random sign.", "E[s^4] = 1", "E[s^3] = 1"),
    # laws with parameters that are told one by one
    ("We add Laplace noise $L$ with location 0 and scale $b$.", r"\mathrm{Var}(L) = 2 b^2", r"\mathrm{Var}(L) = b^2"),
    ("$L$ possesses a Laplace distribution centred at zero with scale parameter $b$.",
     "E[L^2] = 2 b^2", "E[L^2] = b^2"),
    ("$L$ is Laplace noise centered around $m$ with scale $b$.", "E[L] = m", "E[L] = b"),
    (r"Waiting times $T_1$ and $T_2$ are independent and both exponential with mean $\theta$.",
     r"\mathrm{Var}(T_1 + T_2) = 2 \theta^2", r"\mathrm{Var}(T_1 + T_2) = \theta^2"),
    ("The $t_i$ are i.i.d. exponential with rate 2.", r"E[t_1 t_2] = \frac14", r"E[t_1^2] = \frac14"),
    ("$T$ has an exponential distribution of rate $r$.", r"E[T] = \frac1r", "E[T] = r"),
    ("The number of hits $N$ has a Poisson law of intensity $c$.", "E[N^2] = c^2 + c", "E[N^2] = c^2"),
    ("The score $z$ may be regarded as Gaussian with zero mean and variance $q$.", "E[z^4] = 3 q^2", "E[z^4] = q^2"),
    ("The score $z$ is modelled as a standard normal variable.", "E[z^4] = 3", "E[z^4] = 1"),
    ("$D$ is the outcome of a fair die.", r"E[D] = \frac72", "E[D] = 3"),
    # one law for two
    ("$w$ has the same law as $-w$.", "E[w^3] = 0", "E[w^2] = 0"),
    ("The law of $-w$ is the same as that of $w$.", "E[w^3] = 0", "E[w^4] = 0"),
    ("Let $X'$ be an independent copy of $X$.",
     r"E[(X - X')^2] = 2 \mathrm{Var}(X)", r"E[(X - X')^2] = \mathrm{Var}(X)"),
    ("Let $X$ and $Y$ be independent copies of the same random variable.", "E[X Y] = E[X]^2", r"E[X Y] = E[X^2]"),
    ("$Y$ has the same law as $X$ and is independent of it.",
     r"\mathrm{Var}(X - Y) = 2 \mathrm{Var}(Y)", "E[X Y] = E[X^2]"),
    ("Let $Y$ be distributed as $X$.", "E[Y^3] = E[X^3]", "E[X Y] = E[X]^2"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "step", "wrong"), LAWS, ids=range(len(LAWS)))
def test_a_law_in_words_proves_what_follows_from_it(words, step, wrong):
    right, slip = (check(f"{words}\n\n$$ {one} $$\n").steps[-1] for one in (step, wrong))
    assert right.verdict == "proved", right.reason
    assert slip.verdict in {"refuted", "missing-hypothesis"}, slip.reason


@pytest.mark.parametrize(
    ("words", "step"),
    [
        ("The sign $s$ is independent of $x$ and equals $1$ or $-1$ with equal probability.", "E[x] = 0"),
        ("$R$ takes the values $+1$ and $-1$ with probability $1/2$ each and is independent of $X$.", r"E[X] = 0"),
        ("Let $X$ be any variable and let $Y$ be Rademacher and independent of $X$.", r"E[X^2 Y^2] = E[X]^2 + 1"),
        ("Let $m$ be a random sign and let $X$ have a variance.", r"\mathrm{Var}(m X) = \mathrm{Var}(X)"),
    ],
)
def test_the_law_of_one_is_not_that_of_the_other(words, step):
    assert check(f"{words}\n\n$$ {step} $$\n").steps[-1].verdict != "proved"


@pytest.mark.parametrize(
    ("words", "step"),
    [
        # words of laws that are not taken: nothing is refuted that may follow from them
        ("$s$ is a fair coin.", r"E[s] = \frac12"),
        ("The noise $L$ is drawn as Laplace noise with some scale, and has location 0.", "E[L] = 0"),
        (r"$x$ and $y$ are exponential with a rate that $\theta$ decides.", r"E[x^2] = 2 E[x]^2"),
        ("We add a Gaussian error $u$ to it, as usual.", "E[u^3] = 0"),
        ("A unit is kept where $M = 1$; $M$ is Bernoulli with drop probability $d$.", "E[M] = 1 - d"),
        ("$s$ is a random sign or a copy of one.", "E[s^2] = 1"),
    ],
)
def test_a_law_that_was_not_taken_lets_nothing_be_refuted(words, step):
    assert check(f"{words}\n\n$$ {step} $$\n").steps[-1].verdict in {"unknown", "proved", "definition"}


@pytest.mark.parametrize(
    "words",
    [
        "By Gaussian elimination $X$ has a normal form with an exponential bound of rate $c$.",
        "The sum of the errors $X$ has a Poisson law of intensity $c$.",
        "Is $X$ a random sign of something?",
        "The number of inputs $x_i$ has an upper bound.",
    ],
)
def test_other_things_are_called_normal_or_exponential(words):
    maths = [part for place, part in enumerate(words.split("$")) if place % 2]
    prose = "".join("\x02" if place % 2 else part for place, part in enumerate(words.split("$")))
    assert not [said.text for said in stated_in(prose, maths) if "~" in said.text]


def test_the_value_that_has_the_probability_is_one_of_the_two():
    words = "⟦0⟧ is either 0 or 1, and it is 2 with probability ⟦1⟧"
    assert in_plain_words(words, ["g", "p"]) == words
