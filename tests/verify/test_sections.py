"""What a section of a document says of a letter is not taken for granted in the next one."""

import pytest

from verify.sections import Sections

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
