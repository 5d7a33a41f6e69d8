"""Words that call a letter a number, and letters of moments that carry the name of a variable."""

import pytest

from verify.chain import check

CONSTANT = [
    "We add the noise $e$, which is centred, to the answer $q$, a constant.",
    "The answer $q$ (a fixed number) is hidden by centred noise $e$.",
    "Treat $q$ as given; $e$ has mean zero.",
    "We regard $q$ as a known constant. The noise $e$ is centred.",
    "Here $q$ is not random, and $e$ is centred.",
    "Let $q$ be a scalar that does not vary. Let $e$ be centred.",
    "With $q$ an unknown constant and with centred noise $e$:",
    "- answer $q$: deterministic\n- noise $e$: centred",
    "The answer $q$ is held fixed. The noise $e$ is centred.",
]
RANDOM = [
    "We add the noise $e$, which is centred, to the answer $q$.",
    "The answer $q$, a number of hits, is disturbed by $e$.",
    "The answer $q$ is not a constant. The noise $e$ is centred.",
    "We do not treat $q$ as a constant. The noise $e$ is centred.",
    "Here $q$ is not a random number that we drew, and $e$ is centred.",
]


@pytest.mark.parametrize("words", CONSTANT)
def test_a_letter_that_words_call_a_number_is_one(words):
    assert check(f"{words}\n\n$$ E[q e] = 0 $$\n").steps[-1].verdict == "proved"
    assert check(f"{words}\n\n$$ \\mathrm{{Var}}(q + e) = q^2 + E[e^2] $$\n").steps[-1].verdict != "proved"


@pytest.mark.parametrize("words", RANDOM)
def test_other_words_make_no_number_of_it(words):
    assert check(f"{words}\n\n$$ E[q e] = 0 $$\n").steps[-1].verdict != "proved"


@pytest.mark.parametrize("name", ["r", "N", "X", "w"])
def test_a_moment_may_carry_the_name_of_its_variable(name):
    words = rf"Let ${name}$ have mean $\mu_{name}$ and variance $\sigma_{name}^2$."
    assert check(rf"{words} $$ E[{name}^2] = \mu_{name}^2 + \sigma_{name}^2 $$").steps[-1].verdict == "proved"
    assert check(rf"{words} $$ E[{name}^2] = \sigma_{name}^2 $$").steps[-1].verdict in {"refuted", "missing-hypothesis"}


def test_the_last_member_of_a_sum_of_randomly_many_is_no_label():
    words = r"Let $S_N = \sum_{i=1}^N X_i$ with $X_i$ iid, $N$ independent of the $X_i$."
    assert check(rf"{words} $$ E[S_N] = E[N] E[X_1] $$").steps[-1].verdict != "refuted"
