"""What a section of a document says of a letter is not taken for granted in the next one."""

import pytest

from verify.chain import check
from verify.document.sections import Sections

TEXT = "Let $a = 1$.\n# One\nLet $x = 3$.\n## Inside\n$x$\n# Two\n$y$\n"


@pytest.mark.parametrize(
    ("said", "line", "over"),
    [(1, 7, False), (3, 5, False), (3, 7, True), (5, 7, True), (7, 7, False), (7, 3, False)],
)
def test_a_section_is_over_with_the_next_of_its_level(said, line, over):
    assert Sections.of(TEXT).over(said, line) is over


@pytest.mark.parametrize(
    ("first", "second", "over"),
    [
        ("Setup", "Result", False), ("Notation and model", "B", False), ("Model 1", "Model 2", True),
        ("Claim", "Proof", False), ("Problem 1", "Solution", False), ("Problem 1", "Problem 2", True),
        ("Setup", "The general case", True),
    ],
)  # fmt: skip
def test_titles_say_how_far_a_section_reaches(first, second, over):
    for mark in ("# {}", r"\section{{{}}}"):
        text = "\n".join([mark.format(first), "Let $x = 3$.", mark.format(second), "$x$"])
        assert Sections.of(text).over(2, 4) is over, text


@pytest.mark.parametrize(
    ("sentence", "letters"),
    [
        (r"Let $X_1, \dots, X_n$ be iid.", "X"), (r"Let $X \sim N(\mu, 1)$.", "X"), ("For real $x$ we have", "x"),
        ("Let $X$ and $Y$ be independent.", "XY"), (r"Let $x \in \mathbb{R}$.", "x"), ("Then $z$ is 3.", ""),
        ("Consider a random variable $Z$.", "Z"),
    ],
)  # fmt: skip
def test_letters_are_introduced_by_words(sentence, letters):
    text = f"# A\n{sentence}\n"
    assert Sections.of(text).anew(len(text)) == frozenset(letters)


FORWARD = r"""# Forward
The weights $W_{ij}$ are i.i.d. with zero mean and variance $s^2$, and $y_i = \sum_{j=1}^n W_{ij} x_j$.
# Backward
"""


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (r"Let $d_j = \sum_{i=1}^m W_{ij} e_i$ with $e_i$ i.i.d., independent of $W$. $$Var(d_j) = m s^2 E[e_1^2]$$",
         "proved"),
        (r"Let $d_j = \sum_{i=1}^m W_{ij} e_i$ with $e_i$ i.i.d., independent of $W$. $$Var(d_j) = m s^2 Var(e_1)$$",
         "missing-hypothesis"),
        (r"Let $W_{ij}$ be independent of $e_i$. $$E[W_{11} e_1] = 0$$", "missing-hypothesis"),
    ],
)  # fmt: skip
def test_what_something_is_independent_of_keeps_what_was_said_of_it(text, verdict):
    found = check(FORWARD + text).steps[-1]
    assert found.verdict == verdict, found.reason


def test_a_bare_letter_that_a_section_lets_be_is_not_the_family():
    text = "# A\nLet $x_j$ be i.i.d. and $y=\\sum_{j=1}^n x_j$.\n# B\nLet $x$ and $f$ be uncorrelated%s.\n\n"
    text += "For $u = x + f$: $Var(u) = 2Var(x)$."
    assert check(text % " with $Var(f) = Var(x)$").steps[-1].verdict == "proved"
    assert check(text % "").steps[-1].verdict == "missing-hypothesis"


def test_a_letter_that_a_section_introduces_is_no_member_of_an_earlier_family():
    text = "# A\nLet $x_1, \\dots, x_n$ be i.i.d. Bernoulli with parameter $p$. Then $E[x_1] = p$.\n# B\n%s $E[x] = p$."
    assert check(text % "Let $x$ be a random variable. Then").steps[-1].verdict != "proved"
    assert check(text % "Again").steps[-1].verdict == "proved"


LAW_OF_D = "# One\n\nLet $d \\sim \\mathrm{Bernoulli}(p)$ be independent of $a$. Then $E[d^2] = p$.\n\n"
SYMMETRIC_D = "# One\n\nLet $d$ be symmetric and independent of $a$. Then $E[d^3] = 0$.\n\n"
MADE_ANEW = "# Another\n\nLet $X$ and $Y$ be independent with $E[X] = 0$. Put $d = X + 2 Y$. Then\n\n"


@pytest.mark.parametrize("before", [LAW_OF_D, SYMMETRIC_D])
@pytest.mark.parametrize(("step", "expected"), [
    ("$$E[d] = p$$", "definition"),  # what is p here
    ("$$E[d^3] = 0$$", "missing-hypothesis"),
    ("$$E[d] = 2 E[Y]$$", "proved"),
    ("$$Var(d) = Var(X) + 4 Var(Y)$$", "proved"),
    ("$$Var(d) = Var(X) + 2 Var(Y)$$", "refuted"),
])  # fmt: skip
def test_a_letter_that_a_section_defines_is_not_the_one_of_another_section(before, step, expected):
    assert check(before + MADE_ANEW + step).steps[-1].verdict == expected


def test_in_one_section_both_are_meant():
    text = r"Let $s = w_1 x_1 + \dots + w_n x_n$ with $s \sim N(0, t^2)$. Then $E[s^4] = 3 t^4$."
    assert check(text).steps[-1].verdict == "proved"
