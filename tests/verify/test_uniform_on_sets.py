"""A uniform law on whole numbers, in words or with braces."""

import pytest

from tests.verify.documents import last


@pytest.mark.parametrize(("law", "right", "wrong"), [
    (r"Let $X$ be uniformly distributed on $\{1, \dots, n\}$. ", r"E[X] = \frac{n+1}{2}", r"E[X] = \frac{n}{2}"),
    (r"Let $X$ be uniform on the set $\{1, 2, \ldots, n\}$. ",
     r"\mathrm{Var}(X) = \frac{n^2-1}{12}", r"\mathrm{Var}(X) = \frac{n^2+1}{12}"),
    (r"Let $X$ be uniformly distributed on the integers $\{-1, 0, 1\}$. ", "E[X^2] = 2/3", "E[X^2] = 1/3"),
    (r"Let $X \sim U\{1, \dots, 6\}$. ", "E[X] = 7/2", "E[X] = 3"),
    (r"Let $X \sim U\{1, 2, 3, 4, 5, 6\}$. ", r"\mathrm{Var}(X) = \frac{35}{12}", r"\mathrm{Var}(X) = \frac{25}{12}"),
    (r"Let $X$ be uniform on $[0, 1]$. ", r"\mathrm{Var}(X) = \frac{1}{12}", r"\mathrm{Var}(X) = \frac{1}{6}"),
])  # fmt: skip
def test_a_set_of_whole_numbers_makes_a_uniform_law_discrete(law, right, wrong):
    assert last(f"{law} $${right}$$").verdict == "proved"
    assert last(f"{law} $${wrong}$$").verdict == "refuted"


@pytest.mark.parametrize("law", [
    r"Let $X$ be uniform on $\{1, 3, 5\}$. ", r"Let $X$ be uniform on $\{a, b, c\}$. ",
    r"Let $Y$ be uniform on $[0, 1]$ and $X$ be uniformly distributed on the set $\{1, 3, 5\}$. ",
])  # fmt: skip
def test_another_set_refutes_and_proves_nothing(law):
    for value in (2, 3):
        assert last(f"{law} $$E[X] = {value}$$").verdict == "unknown"


TWO = (
    r"Let $U \sim U(0, 1)$ and $Y = -\ln U$. Let $M = \max(U_1, U_2)$ where $U_1, U_2$ are independent and uniform"
    r" on $[0, 1]$. "
)


def test_a_law_of_a_letter_is_none_of_its_members_that_are_said_to_have_their_own():
    assert last(TWO + r"$$E[U_1 U_2] = \frac{1}{4}$$").verdict == "proved"
    assert last(TWO + r"$$P(U_1 \le m) P(U_2 \le m) = m^2$$").verdict == "proved"
    assert last(TWO + r"$$P(U_1 \le m) P(U_2 \le m) = m$$").verdict in {"refuted", "unknown"}
    assert last(TWO + r"$$E[U_1 U_2] = \frac{1}{3}$$").verdict == "refuted"
