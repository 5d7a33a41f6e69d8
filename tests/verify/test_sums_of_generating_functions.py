"""E[exp(s(U + V))] and M_S = M_U M_V: by independence, and never without it."""

from __future__ import annotations

import pytest

from verify.chain import check

DOCUMENT = r"""Let $U$ and $V$ be two independent random variables and let $S = U + V$. Then

$$ M_S(s) = M_U(s) \cdot M_V(s) $$

The moment-generating function of $U$ is

$$ M_U(s) = \mathrm{E}\left(\exp[s U]\right) $$

and so that of the sum is

$$ \begin{split}
M_S(s) &= \mathrm{E}(\exp[s S]) \\
&= \mathrm{E}(\exp[s(U+V)]) \\
&= \mathrm{E}(\exp[sU] \cdot \exp[sV]) \\
&= \mathrm{E}(\exp[sU]) \cdot \mathrm{E}(\exp[sV]) \\
&= M_U(s) M_V(s) \; .
\end{split} $$
"""


def test_every_step_is_proved_for_independent_variables():
    found = check(DOCUMENT).steps
    assert [s.verdict for s in found if s.verdict != "definition"] == ["proved"] * 5


def test_without_independence_the_product_is_not_proved():
    steps = check(DOCUMENT.replace("two independent", "two")).steps
    by_line = {s.line: s.verdict for s in steps}
    assert by_line[3] != "proved"  # the claim
    assert by_line[15] != "proved"  # the factorisation
    assert by_line[14] == by_line[16] == "proved"


@pytest.mark.parametrize(
    ("right", "wrong", "line"),
    [
        (r"M_U(s) \cdot M_V(s)", r"M_U(s) + M_V(s)", 3),
        (r"M_U(s) \cdot M_V(s)", r"M_U(s) \cdot M_U(s)", 3),
        (r"&= M_U(s) M_V(s)", r"&= M_U(s) M_U(s)", 16),
        (r"\exp[sU] \cdot \exp[sV]", r"\exp[sU] + \exp[sV]", 14),
        (r"\exp[s(U+V)]", r"\exp[s(U-V)]", 13),
    ],
)
def test_a_false_variant_is_never_proved(right, wrong, line):
    steps = check(DOCUMENT.replace(right, wrong)).steps
    assert next(s.verdict for s in steps if s.line == line) != "proved"


def test_a_letter_below_a_function_is_no_index():
    text = r"$$ M_T(r) = 1 $$ $$ \mathrm{E}[TW] = \mathrm{E}[T]\,\mathrm{E}[W] + M_T(r) - M_T(r) $$"
    assert check(text).steps[-1].verdict != "proved"
