"""What words say that is not used leaves a step open: it is not called false. Words of densities are used."""

import pytest

from verify.chain import check

MARTINGALE = (
    "Let $M_0, \\dots, M_n$ be random and $D_k = M_k - M_{k-1}$. "
    "The differences $D_k$ have zero mean and are uncorrelated."
)
OPEN = [  # words, a relation that follows from them by what is not used
    ("Let $Q$ be a random variable with values in $\\{0,1\\}$.", "E[Q^2] = E[Q]"),
    ("Let $X$ have mean $a$. Let $Y$ be another random variable with the same mean.", "E[Y] = a"),
    ("Let $G$ be gamma with shape $k$ and rate $b$, and another one, $H$, with shape $k$ and scale $b$.", "E[H] = k b"),
    (MARTINGALE, "E[D_1 D_2] = 0"),
]  # fmt: skip
WITH_A_DENSITY = [
    "Let $X$ be a continuous random variable.",
    "Let $X$ be a random variable with density $f$.",
    "Suppose that $X$ has a probability density function.",
    "The random variable $X$ has an even density.",
    "Let $X$ and $Y$ be independent continuous random variables.",
]
WITHOUT = [
    "Let $X$ be a discrete or continuous random variable.",
    "Let $X$ be a random variable and $f$ a continuous function.",
    "Let $X$ be random and independent of the continuous random variable $Y$.",
]


def last(words, relation):
    return check(f"{words}\n\n$$ {relation} $$\n").steps[-1].verdict


@pytest.mark.parametrize(("words", "relation"), OPEN)
def test_words_that_are_not_used_leave_it_open(words, relation):
    assert last(words, relation) == "unknown"


def test_a_claim_of_what_is_defined_is_refuted_itself():
    words = "Let $X$ and $Y$ be independent with variance $1$, and $S = X + Y$. The sum $S$ has variance $3$."
    assert last(words, r"\mathrm{Var}(S) = 3") == "refuted"


def test_values_in_the_reals_say_nothing():
    assert last("Let $X$ be a random variable with values in $\\mathbb{R}$.", "E[X^2] = E[X]") == "refuted"


@pytest.mark.parametrize("words", WITH_A_DENSITY)
def test_a_variable_with_a_density_has_no_atom(words):
    assert last(words, r"P(X \le 2) = P(X < 2)") == "proved"
    assert last(words, r"P(X \le 2) = P(X < 3)") != "proved"


@pytest.mark.parametrize("words", WITHOUT)
def test_words_of_others_give_no_density(words):
    assert last(words, r"P(X \le 2) = P(X < 2)") == "refuted"


@pytest.mark.parametrize("lower", ["a", "2", "0"])
def test_an_integral_of_a_density_is_the_probability_of_either_event(lower):
    for sign in (r"\ge", ">"):
        assert last("", rf"\int_{lower}^\infty f_Y(y)\,dy = P(Y {sign} {lower})") == "proved"
    assert last("", rf"\int_{lower}^\infty f_Y(y)\,dy = P(Y \le {lower})") != "proved"
