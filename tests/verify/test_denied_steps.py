"""What the words beside an equation say is wrong: it is claimed that the two sides differ."""

import pytest

from verify.chain import check

GIVEN = r"Let $x$ and $y$ be independent. "

DENIED = [
    r"It is a common slip to write $\Var(xy) = \Var(x)\Var(y)$.",
    r"Writing $\Var(x - y) = \Var(x) - \Var(y)$ would be wrong.",
    "Note that \\[ E[x^2] = E[x]^2 \\] does not hold in general.",
    r"It is tempting to write \[ E[1/x] = 1/E[x], \] but this fails.",
    r"A common mistake is to forget the square and write $\Var(3x) = 3\Var(x)$.",
    r"It is not true that $\Var(x - y) = \Var(x) - \Var(y)$.",
    r"Do not write $E[x + y] = E[x] E[y]$!",
    r"In general $\Var(xy) \neq \Var(x)\Var(y)$.",
    r"Note that $E[x^2] \ne E[x]^2$ in general.",
]


@pytest.mark.parametrize("words", DENIED)
def test_what_is_rightly_denied_is_proved_with_a_law(words):
    (step,) = check(GIVEN + words).steps
    assert (step.verdict, step.relation) == ("proved", "!=")
    assert "the left side is" in step.reason


@pytest.mark.parametrize(
    "words",
    [
        r"It is not true that $E[xy] = E[x] E[y]$.",
        r"Writing $\Var(x - y) = \Var(x) + \Var(y)$ would be wrong.",
        r"Note that $\Var(x + y) \ne \Var(x) + \Var(y)$ in general.",
    ],
)
def test_what_holds_is_not_proved_to_differ(words):
    (step,) = check(GIVEN + words).steps
    assert step.verdict == "unknown"
    assert "here they are equal" in step.reason


def test_what_stands_beside_a_denial_is_checked_as_ever():
    text = GIVEN + r"We get $\Var(2x) = 4\Var(x)$ and not $\Var(2x) = 2\Var(x)$. Hence $\Var(2y) = 2\Var(y)$."
    assert [step.verdict for step in check(text).steps] == ["proved", "proved", "refuted"]


def test_a_denied_equation_is_no_fact_for_what_follows():
    text = GIVEN + r"It is wrong that $E[x^2] = 2$. Hence $\Var(x) = 2 - E[x]^2$."
    assert check(text).steps[-1].verdict == "refuted"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (r"Let $x$ be Laplace distributed with mean 0 and scale $b$. Then $E[x^2] = 2 b^2$.", "proved"),
        (r"Let $x$ be Laplace distributed with mean 0 and scale $b$. Then $E[x^2] = b^2$.", "refuted"),
        (r"Let $x$ be Laplace with location $m$ and scale parameter $s$. Then $\Var(x) = 2 s^2$.", "proved"),
        (r"Let $x$ be Laplace with location $m$ and scale parameter $s$. Then $E[x^2] = 2 s^2$.", "refuted"),
        (r"The noise $e$ has a Laplace distribution with parameters $0$ and $1/c$, so $\Var(e) = 2/c^2$.", "proved"),
    ],
)
def test_laplace_laws_in_words(text, verdict):
    assert check(text).steps[-1].verdict == verdict
