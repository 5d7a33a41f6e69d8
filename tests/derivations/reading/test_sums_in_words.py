"""Letters that words make of others: sums, averages, differences and products with a name."""

import pytest

from derivations.reading.hearing.sums_in_words import in_sentence
from verify.chain import check

SAMPLE = r"Let $T_1, \dots, T_m$ be iid with mean $c$ and variance $v$. "
MADE = [
    ("Let $S$ be their sum.", r"\mathrm{Var}(S) = m v", r"\mathrm{Var}(S) = m^2 v"),
    (r"Write $S$ for the sum of all $T_i$.", "E[S] = m c", "E[S] = c"),
    (r"Let $S$ stand for the sum of the times $T_1, \dots, T_m$.",
     r"\mathrm{Cov}(T_1, S) = v", r"\mathrm{Cov}(T_1, S) = m v"),
    ("Their average is called $A$.", r"\mathrm{Var}(A) = \frac{v}{m}", r"\mathrm{Var}(A) = v"),
    ("The average of the $T_i$ is denoted by $A$.", "E[A] = c", "E[A] = m c"),
    ("I call $A$ their average.", r"E[A^2] = c^2 + \frac{v}{m}", "E[A^2] = c^2 + v"),
    (r"We denote by $\bar T$ the arithmetic mean of $T_1, \dots, T_m$.", r"E[\bar T] = c", r"E[\bar T] = m c"),
    (r"$\bar T$ is their mean.", r"\mathrm{Var}(\bar T) = \frac{v}{m}", r"\mathrm{Var}(\bar T) = v"),
    (r"Let $Q$ be the sum of the squares $T_i^2$.", "E[Q] = m (v + c^2)", "E[Q] = m v"),
    (r"Let $Q$ be the sum of the products $a_i T_i$, $i = 1, \dots, m$, with constants $a_i$.",
     r"E[Q] = c \sum_{i=1}^m a_i", "E[Q] = c"),
]  # fmt: skip
PAIR = r"Let $U$ and $V$ be independent. "
OF_TWO = [
    ("Let $S$ be their sum.",
     r"\mathrm{Var}(S) = \mathrm{Var}(U) + \mathrm{Var}(V)", r"\mathrm{Var}(S) = \mathrm{Var}(U) \mathrm{Var}(V)"),
    ("Denoting the sum of $U$ and $V$ by $S$, one has this.",
     r"\mathrm{Cov}(U, S) = \mathrm{Var}(U)", r"\mathrm{Cov}(U, S) = 0"),
    ("Let $D$ denote the difference $U - V$ of the two.", "E[D] = E[U] - E[V]", "E[D] = E[U] + E[V]"),
    ("Let $P$ be the product of $U$ and $V$.", "E[P] = E[U] E[V]", "E[P^2] = E[P]^2"),
    ("Let $A$ be the average of $U$ and $V$.", r"E[A] = \frac{E[U] + E[V]}{2}", "E[A] = E[U] + E[V]"),
]  # fmt: skip


EVERY = [(SAMPLE + words, *steps) for words, *steps in MADE] + [(PAIR + words, *steps) for words, *steps in OF_TWO]


@pytest.mark.parametrize(("words", "step", "wrong"), EVERY, ids=range(len(EVERY)))
def test_what_words_make_of_names_is_known(words, step, wrong):
    right, slip = (check(f"{words}\n\n$$ {one} $$\n").steps for one in (step, wrong))
    assert right[-1].verdict == "proved", right[-1].reason
    assert "definition" in [s.verdict for s in right]
    assert slip[-1].verdict in {"refuted", "missing-hypothesis"}, slip[-1].reason


@pytest.mark.parametrize(
    ("words", "step"),
    [
        # it is not known how many there are: nothing is said of the sum, and nothing refuted
        ("The $e_i$ are iid with variance $2$, and $S$ is the sum of the errors $e_i$.", r"\mathrm{Var}(S) = 2 k"),
        ("Let $A$ be the average of some $e_i$, which have mean zero.", "E[A] = 0"),
    ],
)
def test_a_sum_of_nobody_knows_how_many_lets_nothing_be_refuted(words, step):
    assert check(f"{words}\n\n$$ {step} $$\n").steps[-1].verdict in {"unknown", "proved"}


def test_what_is_said_of_the_parts_is_not_said_of_the_sum():
    words = r"Let $S$ be the sum of $T_1, \dots, T_m$, which are iid with mean $c$ and variance $v$."
    assert check(f"{words} $$ E[S] = m c $$").steps[-1].verdict == "proved"
    assert check(f"{words} $$ E[S] = c $$").steps[-1].verdict == "refuted"


def test_what_is_said_of_the_population_is_not_said_of_the_average():
    words = r"Let $T_1, \dots, T_m$ be a sample from a population with mean $c$ and variance $v$, and denote by $A$ the"
    assert check(rf"{words} average of $T_1, \dots, T_m$. $$ \mathrm{{Var}}(A) = v $$").steps[-1].verdict != "proved"


@pytest.mark.parametrize(
    ("sentence", "written"),
    [
        ("Let ⟦0⟧ be the mean of ⟦1⟧.", ["m", "X"]),  # an expectation
        ("⟦0⟧ is the mean of ⟦1⟧.", [r"\mu", r"X_1, \dots, X_n"]),
        ("The average of ⟦0⟧ is ⟦1⟧.", [r"X_1, \dots, X_n", "c"]),
        ("⟦0⟧ is the average of ⟦1⟧.", [r"\mu", r"X_1, \dots, X_n"]),
        ("The variance of ⟦0⟧ is the sum of the variances.", ["S"]),
        ("⟦0⟧ has mean ⟦1⟧, the sum of squares is smaller.", ["X", "m"]),
        ("Let ⟦0⟧ be the product space.", ["S"]),
    ],
)
def test_other_words_make_nothing(sentence, written):
    assert not [made for made in in_sentence(sentence, written, []) if made[0]]


def test_the_value_of_a_moment_is_no_term_of_a_sum_and_one_member_no_whole_row():
    said = "⟦0⟧ are iid with variance ⟦1⟧ ; call their average ⟦2⟧ ."
    made = [text for text, _ in in_sentence(said, [r"T_1, \dots, T_m", "v", "A"], [])]
    assert made == [r"A = (T_1 + \dots + T_m)/(m)"]
    assert [text for text, _ in in_sentence(said, ["T_i", "v", "A"], [])] in ([], [""])
