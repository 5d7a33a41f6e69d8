"""What papers and lectures say around a step, in their own words, and the verdict that it makes of the step."""

import pytest

from verify.chain import check


def verdicts(text, *assuming):
    return [step.verdict for step in check(text, assuming=assuming).steps]


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (r"Var(\sum_{i=1}^n X_i) = \sum_{i=1}^n Var(X_i)", "proved"),
        ("E[X_1 X_2] = E[X_1] E[X_2]", "proved"),
        (r"Var(\sum_{i=1}^n X_i) = 0", "refuted"),  # of two members, not of one and itself
        ("Var(X_1 + X_2) = 2 Var(X_1)", "missing-hypothesis"),
        ("E[X_1^2 X_2] = E[X_1^2] E[X_2]", "missing-hypothesis"),  # independence would do
    ],
)
def test_members_of_a_family_are_uncorrelated_with_one_another(step, expected):
    assert verdicts(f"Let $X_1, \\dots, X_n$ be uncorrelated. $${step}$$") == [expected]
    assert verdicts(f"$${step}$$", "X_1, ..., X_n uncorrelated") == [expected]


def test_an_equation_of_two_members_says_nothing_of_one():
    stated = ("E[x_i x_j] = c", "E[x_i^2] = v")
    assert verdicts(r"$$E[(\sum_{i=1}^n x_i)^2] = n v + n (n - 1) c$$", *stated) == ["proved"]
    assert verdicts(r"$$E[(\sum_{i=1}^n x_i)^2] = n c + n (n - 1) c$$", *stated) != ["proved"]
    assert verdicts("$$E[x_1^2] = c$$", *stated) != ["proved"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"$$E_D[(y - h)^2] = (E_D[y] - h)^2 + E_D[(y - E_D[y])^2]$$", ["proved"]),
        (r"$$E_D[(y - h)^2] = (E_D[y] - h)^2 - E_D[(y - E_D[y])^2]$$", ["refuted"]),
        (r"$$E_D[(y - h)^2] = (E_S[y] - h)^2 + E_D[(y - E_D[y])^2]$$", ["unknown"]),  # two of them
    ],
)
def test_an_expectation_over_a_data_set_is_over_all_that_is_random(text, expected):
    assert verdicts(text) == expected


def test_a_definition_that_is_not_covered_costs_the_steps_about_it_alone():
    text = r"Let $h = E[t | x]$. $$E[(2 y)^2] = 4 E[y^2] = 2 E[y^2]$$"
    assert verdicts(text)[1:] == ["proved", "refuted"]


def test_a_letter_for_what_numbers_make_is_known_below():
    text = r"""Put $\mu_B = \frac{1}{m}\sum_{i=1}^m x_i$ and $\sigma_B^2 = \frac1m\sum_{i=1}^m (x_i-\mu_B)^2$ and
    $\hat x_i = \frac{x_i-\mu_B}{\sigma_B}$. Then
    $$\frac1m\sum_{i=1}^m \hat x_i = \frac{1}{m\sigma_B}\sum_{i=1}^m (x_i-\mu_B) = 0$$
    $$\frac1m\sum_{i=1}^m \hat x_i^2 = \frac{1}{m\sigma_B^2}\sum_{i=1}^m (x_i-\mu_B)^2 = 1$$
    $$\sum_{i=1}^m \hat x_i^2 = 1$$"""
    assert verdicts(text) == ["definition"] * 3 + ["proved"] * 4 + ["refuted"]
