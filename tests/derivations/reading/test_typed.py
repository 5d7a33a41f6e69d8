"""What people type without delimiters: formulas and names in a line of words."""

import pytest

from derivations.reading import read_document
from derivations.reading.typed import is_prose, typed_in
from verify.chain import check

DROPOUT = """\
Let m ~ Bernoulli(p), and let x be independent of m. The outputs are y = m*x/p.

E[y] = E[m x]/p
     = E[m] E[x]/p     since m and x are independent
     = p E[x]/p        (mean of a Bernoulli)
     = E[x]
"""


@pytest.mark.parametrize(
    ("line", "pieces"),
    [
        ("Let X_1, ..., X_n be i.i.d. with mean 0.", ["X_1, ..., X_n", "0"]),
        ("Then E[x y] = E[x] E[y] (where x and y are independent).", ["E[x y] = E[x] E[y]", "x", "y"]),
        ("If a = 2 then a dog and/or a cat - so what?", ["a = 2"]),
        ("By Chebyshev, P(|S_n| ≥ t) ≤ n/t².", ["P(|S_n| ≥ t) ≤ n/t²"]),
        ("The slope is a and the noise is e ~ N(0, s^2), e.g. s = 1.", ["e ~ N(0, s^2)", "s = 1"]),
        ("    = 3 x  because", ["= 3 x"]),
        ("well-known facts (see page 3, or 4)...", ["3", "4"]),
    ],
)
def test_pieces_of_mathematics_in_a_line(line, pieces):
    found = typed_in(line)
    assert [piece.text for piece in found][: len(pieces)] == pieces
    assert all(line[piece.start :].startswith(piece.text) for piece in found)


def test_a_line_that_begins_with_words_is_no_formula():
    assert is_prose("Leaky relu with slope a: f(z) = max(0, z) + a*min(0, z)")
    assert not is_prose("Var(x + y) = Var(x) + Var(y)   (independent)")
    assert not is_prose("MSE = bias^2 + variance")


def test_remarks_behind_a_line_do_not_cost_the_line():
    assert [step.line for chain in read_document(DROPOUT).chains if not chain.inline for step in chain.steps] == [
        3, 4, 5, 6,
    ]  # fmt: skip
    assert [step.verdict for step in check(DROPOUT).steps] == ["definition"] * 2 + ["proved"] * 4


def test_what_a_plain_sentence_states_is_known_and_used():
    wrong = DROPOUT.replace("= p E[x]/p   ", "= p^2 E[x]/p ")
    assert [step.verdict for step in check(wrong).steps][-2:] == ["refuted", "refuted"]
    loose = DROPOUT.replace(", and let x be independent of m", "").replace("since m and x are independent", "")
    assert [step.verdict for step in check(loose).steps][3] == "missing-hypothesis"
