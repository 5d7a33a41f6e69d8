"""Laws told by a list of values and a list of probabilities, and letters that are no variables."""

from __future__ import annotations

import pytest

from verify.chain import check


def _verdict(text: str) -> str:
    return check(text).chains[-1].steps[-1].verdict


@pytest.mark.parametrize(
    ("right", "verdict"),
    [
        (r"E[X] = 0", "proved"),
        (r"\mathrm{Var}(X) = \frac32", "proved"),
        (r"E[X^3] = \frac32", "proved"),
        (r"E[X^3] = 0", "refuted"),
    ],
)
def test_values_and_their_probabilities(right: str, verdict: str) -> None:
    words = r"Let $X$ take the values $-1$, $0$ and $2$ with probabilities $\frac12$, $\frac14$ and $\frac14$."
    assert _verdict(f"{words}\n\\[ {right} \\]") == verdict


@pytest.mark.parametrize("chances", [r"$\frac12$, $\frac14$ and $\frac18$", r"$\frac12$ and $\frac12$"])
def test_probabilities_that_do_not_fit_state_no_law(chances: str) -> None:
    words = f"Let $X$ take the values $-1$, $0$ and $2$ with probabilities {chances}."
    assert _verdict(f"{words}\n\\[ E[X] = 0 \\]") == "unknown"


@pytest.mark.parametrize("words", ["common variance $v$", "variance $v$", "the same variance $v$"])
def test_uncorrelated_with_a_variance_is_not_said_of_the_variance(words: str) -> None:
    text = f"Here $X$ and $Y$ are uncorrelated with {words}.\n\\[ \\mathrm{{Var}}(X - Y) = "
    assert _verdict(text + "2 v \\]") == "proved"
    assert _verdict(text + "v \\]") == "refuted"


@pytest.mark.parametrize("words", ["non-zero variance", "finite non-zero variance", "nonzero finite variance"])
def test_a_variance_that_is_not_zero_denies_nothing_else(words: str) -> None:
    claims = "\n\\[ \\mathrm{Var}(X + Y) = \\mathrm{Var}(X) + \\mathrm{Var}(Y) \\]"
    assert _verdict(f"Let $X$ and $Y$ be independent, with {words}.{claims}") == "proved"
    assert _verdict(f"Let $X$ and $Y$ be non-independent, with {words}.{claims}") != "proved"
    assert _verdict(f"Let $X$ have {words}.\n\\[ E[X^2] = \\mathrm{{Var}}(X) \\]") == "missing-hypothesis"
