"""Pairs that are iid or independent together, and vectors that are independent, in phrases and in words.

What each entry refutes is evaluated again by enumeration, which shares no code with the search.
"""

import pytest

from tests.verify.enumerated import both_sides, close
from verify.chain import check

PAIRS = [
    "Let $(X_1,Y_1),\\dots,(X_n,Y_n)$ be i.i.d. pairs of random variables.",
    "The pairs $(X_i, Y_i)$ are independent and identically distributed.",
    "We observe an i.i.d. sample $(X_1,Y_1),\\ldots,(X_n,Y_n)$.",
    "Let $\\{(X_i,Y_i)\\}_{i=1}^n$ be i.i.d.",
    "% assume: (X_i, Y_i) iid",
    "% assume: (X_1, Y_1), \\dots, (X_n, Y_n) iid",
]
OF_PAIRS = [  # what follows of iid pairs, and what does not
    (r"E[X_1 Y_2] = E[X_1] E[Y_1]", r"E[X_1 Y_1] = E[X_1] E[Y_1]"),
    (r"E[\sum_{i=1}^n X_i Y_i] = n E[X_1 Y_1]", r"E[\sum_{i=1}^n X_i Y_i] = n E[X_1] E[Y_1]"),
    (r"E[X_1 X_2 Y_1 Y_2] = E[X_1 Y_1]^2", r"E[X_1 X_2 Y_1 Y_2] = E[X_1 X_2] E[Y_1 Y_2]"),
    (
        r"\mathrm{Var}(\sum_{i=1}^n X_i Y_i) = n \mathrm{Var}(X_1 Y_1)",
        r"\mathrm{Var}(\sum_{i=1}^n (X_i + Y_i)) = n \mathrm{Var}(X_1) + n \mathrm{Var}(Y_1)",
    ),
]
VECTORS = [  # words, what follows, what does not
    ("The random vectors $(X,Y)$ and $(Z,W)$ are independent.", "E[X Y Z W] = E[X Y] E[Z W]", "E[X Y] = E[X] E[Y]"),
    ("The pair $(X,Y)$ is independent of $Z$.", "E[X Y Z] = E[X Y] E[Z]", "E[X Y Z] = E[X] E[Y] E[Z]"),
    ("Let $(X_1,X_2)$ be independent of $(X_3,X_4)$.", "E[X_1 X_3] = E[X_1] E[X_3]", "E[X_1 X_2] = E[X_1] E[X_2]"),
    (
        "The random pairs $(X_i,Y_i)$ are independent.", "E[X_1 Y_1 X_2] = E[X_1 Y_1] E[X_2]",
        "E[X_1 Y_2] = E[X_1] E[Y_1]",
    ),
    (
        "Let $(X_i,Y_i)$, $i=1,\\dots,n$, be i.i.d. copies of $(X,Y)$.", "E[X_1 Y_2] = E[X] E[Y]",
        "E[X Y] = E[X] E[Y]",
    ),
    ("The pairs $(X_i,Y_i)$ have mean zero.", "", "E[X_1 Y_1] = E[X_1] E[Y_1]"),
]  # fmt: skip


def verdict(words, relation):
    """The last step of the words with the relation."""
    return check(f"{words}\n\n$$ {relation} $$\n").steps[-1]


@pytest.mark.parametrize("words", PAIRS)
@pytest.mark.parametrize(("follows", "does_not"), OF_PAIRS)
def test_pairs_that_are_iid_together(words, follows, does_not):
    assert verdict(words, follows).verdict == "proved"
    wrong = verdict(words, does_not)
    assert wrong.verdict in {"refuted", "missing-hypothesis"}
    (left, said_left), (right, said_right) = both_sides(wrong)
    assert close(left, said_left)
    assert close(right, said_right)
    assert not close(left, right)


@pytest.mark.parametrize(("words", "follows", "does_not"), VECTORS)
def test_vectors_that_are_independent(words, follows, does_not):
    if follows:
        assert verdict(words, follows).verdict == "proved"
    assert verdict(words, does_not).verdict in {"refuted", "missing-hypothesis", "unknown"}


def test_the_sample_covariance_of_iid_pairs_is_unbiased():
    means = r"$\bar X = \frac1n \sum_{i=1}^n X_i$, $\bar Y = \frac1n \sum_{i=1}^n Y_i$"
    words = rf"Let $(X_i, Y_i)$ be i.i.d. pairs, {means}."
    centred = r"\sum_{i=1}^n (X_i - \bar X)(Y_i - \bar Y)"
    assert verdict(words, rf"E[\frac{{1}}{{n-1}} {centred}] = \mathrm{{Cov}}(X_1, Y_1)").verdict == "proved"
    assert verdict(words, rf"E[\frac{{1}}{{n}} {centred}] = \mathrm{{Cov}}(X_1, Y_1)").verdict == "refuted"
