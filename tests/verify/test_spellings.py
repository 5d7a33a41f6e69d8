"""Ways of writing that a step may come in: per cent, two signs in a row, a superscript in sized brackets."""

import pytest

from verify.chain import check


def verdict(text: str) -> str:
    return check(f"$${text}$$").chains[-1].steps[-1].verdict


@pytest.mark.parametrize(("right", "wrong"), [
    (r"0.125 = 12.5 \%", r"0.125 = 1.25 \%"),
    (r"\frac{2}{3} = 66.7\%", r"\frac{2}{3} = 66.6\%"),
    (r"1 + -2 = -1", r"1 + -2 = 3"),
    (r"(a \pm b)^2 = a^2 + b^2 + \pm 2ab", r"(a \pm b)^2 = a^2 + b^2 + \mp 2ab"),
    (r"e^\left( a + \left(b - c\right) \right) \cdot 2 = 2 e^a e^{b-c}", r"e^\left( a + b \right) = e^a + e^b"),
    (r"(1 + 1)^\left[ 3 \right] = 8", r"(1 + 1)^\left[ 3 \right] = 6"),
])  # fmt: skip
def test_a_spelling_is_read_as_it_is_meant(right, wrong):
    assert verdict(right) == "proved"
    assert verdict(wrong) == "refuted"


NUMBERS = r"Let $m$ and $n$ be whole numbers with $0 \le n \le m$. "
POISSON = r"Let $X \sim \mathrm{Poisson}(\lambda)$. "


@pytest.mark.parametrize(("given", "right", "wrong"), [
    (NUMBERS, r"m^{\underline{n}} = \prod_{i=0}^{n-1} (m-i)", r"m^{\underline{n}} = \prod_{i=0}^{n} (m-i)"),
    (NUMBERS, r"m^{\underline{n}} = \frac{m!}{(m-n)!}", r"m^{\underline{n}} = \frac{m!}{n!}"),
    (NUMBERS, r"m^{\underline{2}} = m (m-1)", r"m^{\underline{2}} = m^2"),
    ("", r"5^{\underline{3}} = 60", r"5^{\underline{3}} = 125"),
    (POISSON, r"E[X^{\underline{2}}] = \lambda^2", r"E[X^{\underline{2}}] = \lambda^2 + \lambda"),
    (POISSON, r"E[X^{\underline{3}}] = \lambda^3", r"E[X^{\underline{3}}] = \lambda^2"),
])  # fmt: skip
def test_an_underlined_exponent_is_a_falling_factorial(given, right, wrong):
    proved, refuted = (check(f"{given} $${line}$$").chains[-1].steps[-1] for line in (right, wrong))
    assert proved.verdict == "proved"
    assert refuted.verdict == "refuted" or "n" in wrong


def test_a_relation_without_its_backslash_is_named():
    text = r"\begin{align} E[X] &le 1 - a \\ E[X] &ge 0 \end{align}"
    reasons = [step.reason for step in check(text).steps]
    assert len(reasons) == 2
    assert all("without its backslash" in reason for reason in reasons)
