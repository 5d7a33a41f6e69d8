"""A sum with a random number of terms is not decided as one with a constant number."""

import pytest

from tests.verify.documents import last

MEMBERS = r"Let $X_1, X_2, \dots$ be i.i.d. with mean $\mu$ and variance $\sigma^2$"
SUM = r"Let $S = \sum_{i=1}^N X_i$. "


@pytest.mark.parametrize("text", [
    MEMBERS + r", and let $N$ be independent of the $X_i$. " + SUM + r"$$\mathrm{Var}(S) = E[N] \sigma^2$$",
    MEMBERS + r", and let $N \sim \mathrm{Poisson}(\lambda)$ be independent of them. " + SUM + r"$$E[S] = N \mu$$",
    MEMBERS + ". " + SUM + r"$$E[S] = \mu E[N]$$ $$\mathrm{Var}(S) = N \sigma^2$$",
    MEMBERS + r". Let $S = X_1 + \dots + X_N$. $$E[S \mid N] = N \mu$$ $$\mathrm{Var}(S) = N \sigma^2$$",
])  # fmt: skip
def test_a_random_number_of_terms_is_named(text):
    step = last(text)
    assert step.verdict == "unknown"
    assert "N is a random number of terms" in step.reason


def test_a_constant_number_of_terms_is_decided():
    text = MEMBERS + r". Let $S = \sum_{i=1}^n X_i$. $$\mathrm{Var}(S) = n \sigma^2$$"
    assert last(text).verdict == "proved"
