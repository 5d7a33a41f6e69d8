"""What is said or derived in a case ends with it, and "for all x" says nothing of the value that x was given."""

import pytest

from derivations.reading import read_document
from verify.chain import check
from verify.document.cases import Cases

P, R, M, U, D = "proved", "refuted", "missing-hypothesis", "unknown", "definition"

DOCUMENTS = [
    (
        (
            "1) If $E[X] = 0$, it holds that\n$$Var(X) = E[X^2].$$\n\nA word on the side. We note\n"
            "$$3 Var(X) = 3 E[X^2].$$\n\n2) Of any law we have\n$$Var(X) = E[X^2].$$"
        ),
        [D, P, P, M],
    ),
    (
        (
            "1) First, consider the case that $E[X] = 0$. Then $Var(X) = E[X^2]$.\n\nA square is always non-negative. "
            "We note $$3 Var(X) = 3 E[X^2].$$\n\n2) Next consider the case that $E[X] = 1$. Then\n$$Var(X) = E[X^2].$$"
        ),
        [D, P, P, D, R],
    ),
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
        "Suppose $E[X]=0$. Then $\\mathrm{Var}(X) = E[X^2]$. Drop this condition. Now $\\mathrm{Var}(X) = E[X^2]$.",
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
    (
        "Suppose $E[Y] = 0$. If $X \\sim N(0,1)$, then $E[X^2] = 1$. In general, $\\mathrm{Var}(Y) = E[Y^2]$.",
        [D, D, P, P],
    ),
    ("Suppose $E[X] = 0$.\n\n## Another part\n\n$\\mathrm{Var}(X) = E[X^2]$.", [D, U]),
    ("Do not assume $E[X] = 0$. Then $\\mathrm{Var}(X) = E[X^2]$.", [D, M]),
    ("It is false that $\\mathrm{Var}(X) = E[X^2]$. Then $\\mathrm{Var}(X) = E[X^2]$.", [P, M]),
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


CONTRADICTORY = [
    "Let $X \\sim N(0,1)$ with $E[X^2] = 2$. Then $E[X^2] = 2$.",
    "Let $X \\sim N(0,1)$. Suppose $E[X^2] = 2$. Then $\\mathrm{Var}(X) = 2$.",
    "Let $E[X] = 2$ and $E[X^2] = 1$. Then $\\mathrm{Var}(X) = -3$.",
    "Let $X \\sim U(0,a)$ where $E[X] = -1$. Then $E[X] = -1$.",
    "Let $X \\sim \\mathrm{Bernoulli}(p)$ with $E[X] = 2$. Then $E[X^2] = 2$.",
    "Let $X$ be symmetric with $E[X] = 1$. Then $E[X] = 1$.",
    "Let $X$ and $Y$ be independent with $\\mathrm{Cov}(X, Y) = 1$. Then $E[XY] = 1 + E[X]E[Y]$.",
    "Assume $E[X^2] = 0$ and $\\mathrm{Var}(X) = 1$. Then $E[X^2] = 0$.",
    "Let $X \\sim N(0,1)$ and $P(X > 0) = 1/3$. Then $P(X > 0) = 1/3$.",
    "Let $X \\sim N(0, \\sigma^2)$ with $E[X] = 1$. Then $E[X] = 1$.",
    "Let $X \\sim N(0,1)$ and $Y = 2X$ with $\\mathrm{Var}(Y) = 2$. Then $\\mathrm{Var}(Y) = 2$.",
    "Let $X_1, \\dots, X_n$ be iid with $E[X_1] = 0$ and $E[X_2] = 1$. Then $E[X_2] = 1$.",
    "Let $E[X^2] = 1$, $E[X^4] = 1/2$. Then $\\mathrm{Var}(X^2) = -1/2$.",
    "Let $0 \\le X \\le 1$ with $E[X] = 2$. Then $E[X] = 2$.",
    "Let $X \\ge 0$ with $E[X] = -2$. Then $E[X] = -2$.",
    "Let $E[|X|] = 0$ and $E[X] = 1$. Then $E[X] = 1$.",
    "Let $E[X^2] = 1$, $E[Y^2] = 1$ and $E[XY] = 2$. Then $E[(X-Y)^2] = -2$.",
]


@pytest.mark.parametrize("text", CONTRADICTORY)
def test_hypotheses_that_nothing_satisfies_are_named_and_prove_nothing(text):
    steps = check(text).steps
    assert "contradict" in " ".join(step.reason for step in steps)
    assert steps[-1].verdict != P or "E[X^2] = 0" in text


CONSISTENT = [
    ("Let $X \\sim N(\\mu,1)$ with $E[X] = 2$. Then $E[X^2] = 5$.", P),
    ("Let $E[X] = 2$ and $E[X^2] = 5$. Then $\\mathrm{Var}(X) = 1$.", P),
    ("Let $E[X^2] = 1$, $E[Y^2] = 1$ and $E[XY] = 1$. Then $E[(X-Y)^2] = 0$.", P),
    ("Let $0 \\le X \\le 1$ with $E[X] = 1/2$. Then $E[2X] = 1$.", P),
    ("Let $E[X^2] = 1$, $E[X^4] = 1$. Then $\\mathrm{Var}(X^2) = 0$.", P),
]


@pytest.mark.parametrize(("text", "verdict"), CONSISTENT)
def test_hypotheses_that_something_satisfies_prove(text, verdict):
    assert check(text).steps[-1].verdict == verdict
