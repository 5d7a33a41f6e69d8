"""What people type without delimiters: formulas and names in a line of words."""

import pytest

from derivations.reading import read_document
from derivations.reading.syntax.typed import is_prose, typed_in
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
        ("The slope is a and the noise is e ~ N(0, s^2), e.g. s = 1.", ["a", "e ~ N(0, s^2)", "s = 1"]),
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


@pytest.mark.parametrize(
    ("line", "pieces"),
    [
        ("Let a and b be independent, where a is centred.", ["a", "b", "a"]),
        ("Such a law and such a mean have a name.", []),
        ("gain of the amplifier a; it takes an hour", ["a"]),
        ("Let xbar = (x_1 + ... + x_n)/n and out := x + h.", ["xbar = (x_1 + ... + x_n)/n", "out := x + h"]),
        ("noise with mean = 0 and variance = 4", ["0", "4"]),
        ("uniform between -a and a", ["-a", "a"]),
    ],
)
def test_letters_that_could_be_articles_and_names_of_several_letters(line, pieces):
    assert [piece.text for piece in typed_in(line)] == pieces


@pytest.mark.parametrize(
    ("text", "step", "wrong"),
    [
        ("T is uniform on [0, 2].", "Var(T) = 1/3", "Var(T) = 1/2"),
        ("S, T ~ U(0, 2), independent.", "E[S T^2] = 4/3", "E[S T^2] = 1"),
        ("S, T ~ U(0, 2), iid", "Var(S + T) = 2/3", "Var(S + T) = 1/3"),
        ("The gain g is uniform between -a and a.", "E[g^2] = a^2/3", "E[g^2] = a^2"),
        ("the dead time D is Poisson with mean a.", "E[D^2] = a^2 + a", "E[D^2] = a^2"),
        ("Put a gate b ~ Bernoulli(c), independent of the signal a.", "E[b a] = c*E[a]", "E[(b a)^2] = c^2*E[a^2]"),
        ("v_j: iid N(0, 2). All of them.", "Var(v_1 + v_2) = 4", "Var(v_1 + v_2) = 8"),
        ("About v and u. They are independent, v has mean 0.", "E[u v] = 0", "Var(u v) = E[v]^2"),
        ("v_j are iid with variance c.", "Var(v_1 - v_2) = 2*c", "Var(v_1 - v_2) = 0"),
    ],
)
@pytest.mark.parametrize("shape", ["{}\n\n$$ {} $$\n", "{}\n\n{}\n"])
def test_words_say_the_same_beside_displays_in_dollars_and_without(text, step, wrong, shape):
    assert check(shape.format(text, step)).steps[-1].verdict == "proved"
    assert check(shape.format(text, wrong)).steps[-1].verdict == "refuted"


def test_a_sentence_goes_on_in_the_next_line():
    text = "Take a gain g and a signal s. They are independent and the gain has\nmean zero, E[g] = 0. Then\n\n  {}\n\n."
    assert [s.verdict for s in check(text.format("E[g*s] = E[g]*E[s] = 0")).steps][-2:] == ["proved"] * 2
    assert check(text.format("Var(g*s) = E[g^2]*Var(s)")).steps[-1].verdict != "proved"
    run_on = "noise e has mean 0 and variance 3 in every channel and also in\nE[e^2] = 3\n     = 4"
    assert [step.verdict for step in check(run_on).steps] == ["proved", "refuted"]


@pytest.mark.parametrize(
    "text",
    [
        r"For a \emph{fair} game see [2], section 3. $$ E[x] = x $$",
        "The uniform bound is independent of a choice of b.\n\n$$ Var(x) = E[x^2] $$",
        "| x | mean |\n|---|---|\n| 1 | 0 |\n\n$$ E[x^2] = Var(x) $$",
        "Let $x$ be a gain of mean a.\n\n$$ E[x] = 0 $$",
    ],
)
def test_words_without_a_letter_of_the_formulas_state_nothing(text):
    assert not read_document(text).said or "$" in text.split("\n")[0]
    assert check(text).steps[-1].verdict != "proved"


def test_what_is_said_of_one_of_two_is_not_overlooked():
    text = "We have two independent readings y and z of one length L. So E[y] = L and E[z] = L, the first one has"
    assert check(f"{text} variance 1, the other 4.\n\n  Var(2*y + z) = 8").steps[-1].verdict in {"proved", "unknown"}
