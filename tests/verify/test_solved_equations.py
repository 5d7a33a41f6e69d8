"""An equation such as v = b^2 v + (1-b)^2 s^2, solved for a letter: what it is divided by must not be 0."""

from fractions import Fraction

import pytest
from sympy import Abs, Gt, Lt, Ne, Symbol

from derivations.entailment import follows
from derivations.hypotheses import Holds
from verify.chain import check

EQUATION = "v = b^2 v + (1-b)^2 s^2"
RIGHT, WRONG = r"$v = \frac{1-b}{1+b} s^2$", r"$v = \frac{1+b}{1-b} s^2$"
WORDS = (
    r"Let $m_t = b m_{t-1} + (1-b) g_t$, where $m_{t-1}$ is independent of $g_t$ and $g_t$ has variance $s^2$%s. "
    r"Then $Var(m_t) = b^2 Var(m_{t-1}) + (1-b)^2 s^2$. In the stationary state $Var(m_t) = Var(m_{t-1}) = v$, so "
)
b = Symbol("b", real=True)


def checked(step, *assuming):
    return check(step, assuming=[EQUATION, *assuming]).steps[0]


@pytest.mark.parametrize("stated", ["b != 1", "0 < b < 1", "|b| < 1", "b > 1", "b < 0"])
def test_it_is_proved_where_the_divisor_is_not_0(stated):
    assert checked(RIGHT, stated).verdict == "proved"


@pytest.mark.parametrize("stated", [(), ("b > 0",), ("b != 2",), ("|b| < 2",), ("s > 0",)])
def test_it_lacks_that_the_divisor_is_not_0(stated):
    found = checked(RIGHT, *stated)
    assert (found.verdict, found.missing) == ("missing-hypothesis", ("b != 1",))
    at = {name: Fraction(str(value)) for name, value in found.counterexample.parameters.items()}
    assert at["v"] == at["b"] ** 2 * at["v"] + (1 - at["b"]) ** 2 * at["s"] ** 2
    assert at["v"] != (1 - at["b"]) / (1 + at["b"]) * at["s"] ** 2


def test_a_false_solution_is_refuted_at_a_solution():
    found = checked(WRONG, "0 < b < 1")
    assert found.verdict == "refuted"
    at = found.counterexample.parameters
    assert at["v"] == at["b"] ** 2 * at["v"] + (1 - at["b"]) ** 2 * at["s"] ** 2


@pytest.mark.parametrize(("said", "step", "expected"), [
    ("", RIGHT, "missing-hypothesis"),
    (", and $0 < b < 1$", RIGHT, "proved"),
    (", and $|b| < 1$", RIGHT, "proved"),
    (r", and $b \ne 1$", RIGHT, "proved"),
    (r", where $b \in (0, 1)$", RIGHT, "proved"),
    (r", where $b \in [0, 1)$", RIGHT, "proved"),
    (r", where $b \in (0, 1)$", WRONG, "unknown"),
    (r", where $b \in [0, 1]$", RIGHT, "missing-hypothesis"),
])  # fmt: skip
def test_words_confine_the_letter(said, step, expected):
    assert check(WORDS % said + step + ".").steps[-1].verdict == expected


def test_a_letter_that_is_supposed_to_solve_an_equation_is_no_fresh_name():
    text = rf"Suppose that ${EQUATION}$, where $b \ne 1$. Then "
    assert check(text + RIGHT).steps[-1].verdict == "proved"
    assert check(text + WRONG).steps[-1].verdict == "unknown"


@pytest.mark.parametrize(("stated", "goal", "expected"), [
    (Lt(Abs(b), 1), Lt(b, 1), True),
    (Lt(Abs(b), 1), Gt(b, -1), True),
    (Lt(Abs(b), 1), Lt(b, 2), True),
    (Gt(Abs(b), 1), Gt(b, 1), False),
    (Lt(b, 1), Lt(Abs(b), 1), False),
    (Ne(b, 1), Ne(1 - b, 0), True),
    (Ne(b, 1), Ne(b, 0), False),
    (Ne(b, 1), Lt(b, 1), False),
])  # fmt: skip
def test_what_follows_from_bars_and_from_values_that_one_must_not_have(stated, goal, expected):
    assert (follows([Holds(stated)], goal) is not None) == expected
