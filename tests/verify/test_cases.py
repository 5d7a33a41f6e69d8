"""What is said or derived in a case ends with it, and "for all x" says nothing of the value that x was given."""

import pytest

from derivations.reading import read_document
from verify.cases import Cases
from verify.chain import check

P, R, M, U, D = "proved", "refuted", "missing-hypothesis", "unknown", "definition"

DOCUMENTS = [
    ("If $x = 2$ then $x^2 = 4$. For all $x$, $x^2 = 4$.", [D, P, U]),
    (r"If $E[X] = 0$, then $\mathrm{Var}(X) = E[X^2]$. In general, $\mathrm{Var}(X) = E[X^2]$.", [D, P, M]),
    (r"When $E[X] = 0$ we have $\mathrm{Var}(X) = E[X^2]$. For every $X$, $\mathrm{Var}(X) = E[X^2]$.", [D, P, U]),
    ("If $X \\sim N(0,1)$, then $E[X^2] = 1$. In general, $E[X^2] = 1$.", [D, P, R]),
    ("$E[X^2] = 1$. If $X \\sim N(0,1)$, then $E[X^2] = 1$.", [R, D, P]),
    ("If $X$ and $Y$ are independent, then $E[XY] = E[X]E[Y]$. In general, $E[XY] = E[X]E[Y]$.", [P, M]),
    (
        (
            "Case 1: $E[X] = 0$. Then $\\mathrm{Var}(X) = E[X^2]$ and $E[3X] = 0$.\n\n"
            "Case 2: $E[X] = 1$. Then $\\mathrm{Var}(X) = E[X^2] - 1$ and $E[3X] = 0$."
        ),
        [D, P, P, D, P, R],
    ),
    (r"In the case $n = 1$, $\sum_{i=1}^n x_i = x_1$. Otherwise $\sum_{i=1}^n x_i = x_1$.", [D, P, U]),
    ("When $p = 1/2$, $p(1-p) = 1/4$. So $p(1-p) = 1/4$ always.", [D, P, U]),
    ("Setting $a = 2$ gives $a^2 + a = 6$. Setting $a = 3$ gives $a^2 + a = 6$.", [D, P, D, R]),
    ("Taking $a = 2$ gives $a^2 + a = 6$. Taking $a = 3$ gives $a^2 + a = 6$.", [D, P, D, R]),
    ("Let $k$ be even, $k = 2m$. Then $k^2 = 4m^2$.\n\nLet $k$ be odd, $k = 2m + 1$. Then $k^2 = 4m^2$.", [D, P, D, R]),
    ("Let $x = 3$. Then $x^2 = 9$.\n\n# Another section\n\nFor all $x$, $x^2 = 9$.", [D, P, U]),
    ("For $x = 2$, $x^2 = 4$. Hence $x^2 = 4$ for all $x$.", [D, P, U]),
    (
        "Suppose $E[X]=0$. Then $\\mathrm{Var}(X) = E[X^2]$. Now drop this condition. Then $\\mathrm{Var}(X) = E[X^2]$.",
        [D, P, U],
    ),
    (
        "Suppose $E[X] = 0$. Then $\\mathrm{Var}(X) = E[X^2]$.\n\n## General case\n\nNow $\\mathrm{Var}(X) = E[X^2]$.",
        [D, P, M],
    ),
    ("$\\mathrm{Var}(X) = E[X^2]$ if $E[X] = 0$. And $\\mathrm{Var}(X) = E[X^2]$.", [P, D, U]),
    ("If\n$$E[X] = 0,$$\nthen\n$$\\mathrm{Var}(X) = E[X^2].$$\nIn general\n$$\\mathrm{Var}(X) = E[X^2].$$", [D, P, M]),
    (
        (
            r"If $Y = 2X$ then $\mathrm{Var}(Y) = 4\mathrm{Var}(X)$. For arbitrary $X, Y$ we have "
            r"$\mathrm{Var}(Y) = 4 \mathrm{Var}(X)$."
        ),
        [D, P, U],
    ),
    ("Do not assume $E[X] = 0$. Then $\\mathrm{Var}(X) = E[X^2]$.", [D, M]),
    ("It is false that $\\mathrm{Var}(X) = E[X^2]$. Then $\\mathrm{Var}(X) = E[X^2]$.", [M, M]),
    ("Suppose for contradiction that $E[X^2] = -1$. Then $E[2X^2] = -2$.", [D, U]),
    (
        (
            "Suppose first that $X \\sim \\mathrm{Bernoulli}(1/2)$. Then $E[X] = 1/2$. Now suppose $X \\sim N(0,1)$. "
            "Then $E[X] = 1/2$."
        ),
        [D, P, D, R],
    ),
    (
        (
            "Let $x_j$ be iid. Then $\\mathrm{Var}(x_1 + x_2) = 2\\mathrm{Var}(x_1)$.\n\n"
            "Now drop the independence. $\\mathrm{Var}(x_1+x_2) = 2 \\mathrm{Var}(x_1)$."
        ),
        [P, U],
    ),
]


@pytest.mark.parametrize(("text", "verdicts"), DOCUMENTS)
def test_what_a_case_says_ends_with_it(text, verdicts):
    assert [step.verdict for step in check(text).steps] == verdicts


@pytest.mark.parametrize(
    ("text", "reach"),
    [
        ("If $a = 1$ then b.\n\n$c = 2$", "If $a = 1$ then b.\n\n"),
        ("If $a = 1$ then $b = 2$. Hence $c = 3$. Let $d = 4$.", "If $a = 1$ then $b = 2$. Hence $c = 3$. "),
        (
            "If $a = 1$, i.e. $b = 2$, we have\n\n$$c = 3.$$\n\nAnd $d = 4$.",
            "If $a = 1$, i.e. $b = 2$, we have\n\n$$c = 3.$$\n\n",
        ),
        ("In the case $a = 1.5$ b. And $c = 1$.\n\nThen $d = 2$.", "In the case $a = 1.5$ b. And $c = 1$.\n\n"),
    ],
)
def test_a_condition_reaches_to_the_end_of_its_sentence_and_a_case_to_that_of_its_paragraph(text, reach):
    (scope,) = Cases.of(read_document(text)).scopes
    assert text[scope.start : scope.sure] == reach
