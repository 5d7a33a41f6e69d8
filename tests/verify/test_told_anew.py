"""Words that give a moment or a member another value than before, and what holds from there on."""

import pytest

from verify.chain import check

CENTRED = "The $x_i$ are independent random variables with mean $0$ and variance $1$. Then $E[x_i^2] = 1$."
ANEW = [
    r"Suppose next that the inputs have lost their centring: $E[x_i] = \nu$.",
    r"Suppose now that $E[x_i] = \nu$.",
    r"Next, assume that the mean of the $x_i$ is $\nu$.",
]


@pytest.mark.parametrize("words", ANEW)
def test_an_earlier_value_of_a_moment_holds_no_more(words):
    steps = (r"$E[x_i^2] = 1 + \nu^2$", r"$5 (1 + \nu^2) = 5 + \nu^2$", r"$\nu^2 = 3 \nu^2$")
    for apart in ("\n\n", " "):
        found = [check(f"{CENTRED}{apart}{words} Then {step}.").steps[-1] for step in steps]
        assert [s.verdict for s in found] == ["proved", "refuted", "refuted"], [s.reason for s in found]


def test_a_name_for_a_moment_takes_nothing_back():
    text = f"{CENTRED} Write $\\mu = E[x_i]$. Then $E[x_i^2] = 1$ and $\\mu = 0$."
    assert [s.verdict for s in check(text).steps[-2:]] == ["proved", "proved"]


HEAD = (
    r"Let $o = \sum_{t=1}^{T} a_t v_t$, where $v_1,\dots,v_T$ are uncorrelated, all with the same variance $\sigma^2$. "
)
GIVEN = [
    r"If the head looks everywhere equally, $a_t = 1/T$ for all $t$ and so %s.",
    r"With $a_t = 1/T$ we get %s.",
    r"For $a_t = 1/T$ this is %s.",
    r"For uniform attention we have $a_t = 1/T$, hence %s.",
    r"Uniform attention means $a_t = 1/T$, hence %s.",
    r"In a plain average the weights are $a_t = 1/T$, hence %s.",
    r"If all weights are equal, that is $a_t = 1/T$, then %s.",
    r"Let $a_t = 1/T$ for all $t$. Then %s.",
]


@pytest.mark.parametrize("words", GIVEN)
def test_members_have_the_value_that_words_give_them(words):
    found = [check(HEAD + words % f"$Var(o) = {value}$").steps[-1] for value in (r"\sigma^2/T", r"\sigma^2/T^2")]
    assert [s.verdict for s in found] == ["proved", "refuted"], [s.reason for s in found]


def test_a_value_that_is_derived_is_not_taken_for_granted_and_breaks_nothing():
    text = HEAD + r"Minimising under the constraint gives $a_t = 1/T$. Then $Var(o) = \sigma^2/T$."
    assert [s.verdict for s in check(text).steps[-2:]] == ["unknown", "unknown"]


IN_WORDS = [
    "When every $a_t$ equals $1/T$, we have %s.",
    "Suppose that all the $a_t$ are equal to $1/T$. Then %s.",
    "Here the $a_t$ are all set to $1/T$, and %s.",
]


@pytest.mark.parametrize("words", IN_WORDS)
def test_a_value_in_words_is_not_overlooked(words):
    assert check(HEAD + words % r"$Var(o) = \sigma^2/T$").steps[-1].verdict in {"proved", "unknown"}
    assert check(HEAD + r"Then $Var(o) = \sigma^2/T$.").steps[-1].verdict == "refuted"


def test_another_value_takes_the_place_of_the_first():
    text = HEAD + r"With $a_t = 1/T$ we get $Var(o) = \sigma^2/T$. If instead $a_t = 2/T$, then $Var(o) = \sigma^2/T$."
    assert [s.verdict for s in check(text).steps[-3:]] == ["proved", "definition", "refuted"]


TWO = (
    r"$X$ and $Y$ are independent random variables with $E[X] = \mu$, $E[Y] = 0$, $Var(X) = Var(Y) = \sigma^2$. Hence "
)
RUNS = "The runs X1, X2 are independent and have the same mean mu and the same variance s^2.\n\n"
GRADIENTS = (
    r"Denote by $g_1,\dots,g_B$ the gradients of the examples. They are i.i.d. with mean $m$ and variance $v$. Then "
)
LISTS = [
    (r"The $w_{ij}$ are independent with zero mean and $Var(w_{ij}) = \sigma_w^2$.", "definition"),
    (r"The weights $w_{ij}$ are independent with zero mean, $E[v_i] = 0$ and $Var(v_i) = \sigma_v^2$.", "definition"),
    (TWO + r"$E[X^2] E[Y^2] = (\sigma^2+\mu^2) \sigma^2$.", "proved"),
    (TWO + r"$4 Var(X) - 9 Var(Y) = -5 \sigma^2$.", "proved"),
    (TWO + r"$4 Var(X) - 9 Var(Y) = 5 \sigma^2$.", "refuted"),
    # what holds in a case is claimed, and not supposed
    ("Let $x$ and $w$ be independent. In this case\n$$E[x w] = 0.$$\n", "missing-hypothesis"),
    ("Let $x$ and $w$ be independent. In that case\n$$E[x w] = E[x] E[w].$$\n", "proved"),
    # letters with a number behind them are names
    (RUNS + "  E[(X1 - X2)^2] = 2*s^2\n", "proved"),
    (RUNS + "  Var(2*X1) = 2*s^2\n", "refuted"),
    (GRADIENTS + r"$Var(g_1 + g_2) = 2v$.", "proved"),
    (GRADIENTS + r"$E[g_1 g_2] = v$.", "refuted"),
]


@pytest.mark.parametrize(("text", "verdict"), LISTS, ids=range(len(LISTS)))
def test_what_a_list_of_moments_supposes(text, verdict):
    found = check(text).steps[-1]
    assert found.verdict == verdict, found.reason
