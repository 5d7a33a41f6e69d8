"""What lectures leave out is written out: each convention, where it holds and where it does not."""

from __future__ import annotations

import pytest

from derivations.reading import read_as, read_document
from derivations.reading.meaning.conventions import conventions_of
from derivations.reading.meaning.phrases import read_phrases
from derivations.reading.meaning.who_is_random import find_roles


def read(text, assume=""):
    """The sides of the first chain of a document under the conventions, and what is assumed."""
    document = read_document(text)
    phrases = read_phrases(assume, known=document.usage)
    found = conventions_of(document.chains, phrases, find_roles(document.chains, phrases, document.hints))
    steps = found.applied(document.chains)[0].steps
    return [read_as(steps[0].lhs), *(read_as(step.rhs) for step in steps)]


@pytest.mark.parametrize(("written", "meant"), [
    (r"$$s = \sum_i^n w_i x_i$$", "sum_{i=1}^n w_i*x_i"),
    (r"$$\sum_{i=1}^{n} x_i = \sum_i x_i$$", "sum_{i=1}^n x_i"),
    (r"$$\sum_{i=1}^{n} x_i = \sum_{j} x_j$$", "sum_{j=1}^n x_j"),
    (r"$$x_1 + \cdots + x_n = \sum_i x_i$$", "sum_{i=1}^n x_i"),
    (r"$$s = \sum_i x_i$$", "sum_{i=1}^n x_i"),  # nothing else says how far
    (r"$$\sum_{i=1}^n x_i + \sum_{i=1}^m y_i = \sum_i z_i$$", "sum_{i} z_i"),  # two things do
    (r"$$s = \sum_{i=1}^n a_i + b_i + c$$", "sum_{i=1}^n (a_i + b_i) + c"),
    (r"$$s = \sum_{i=1}^n a_i - b_i$$", "sum_{i=1}^n (a_i - b_i)"),
    (r"$$s = \sum_{i=1}^n a_i + \sum_{i=1}^n b_i$$", "sum_{i=1}^n a_i + sum_{i=1}^n b_i"),
    (r"$$s = \sum_{i=1}^n \sum_{j \ne i} x_i x_j$$", "sum_{i=1}^n (sum_{j=1}^n x_i*x_j - x_i*x_i)"),
    (
        r"$$s = \sum_{1 \le i < j \le n} \operatorname{Cov}(X_i, X_j)$$",
        "(sum_{i=1}^n sum_{j=1}^n Cov(X_i, X_j) - sum_{i=1}^n Cov(X_i, X_i))/2",
    ),
    (r"$$s = \sum_{1 \le i < j \le n} i X_j$$", "sum_{1 <= i < j <= n} i*X_j"),  # not symmetric: left alone
])  # fmt: skip
def test_sums_run_as_far_as_the_document_says(written, meant):
    assert read(written)[-1] == meant


@pytest.mark.parametrize(("written", "assume", "meant"), [
    (r"$$\operatorname{Var}(X) = \sigma_X^2$$", "", "Sd(X)^2"),
    (r"$$E[X] = \mu_X$$", "", "E[X]"),
    (r"$$\operatorname{Cov}(X, Y) = \sigma_{XY}$$", "", "Cov(X, Y)"),
    (r"$$\operatorname{Corr}(X, Y) = \rho_{XY}$$", "", "Corr(X, Y)"),
    (r"$$E[X^2] = \sigma_X^2$$", r"E[X^2] = \sigma_X^2", "sigma_X^2"),  # what is stated about it is what it is
    (r"$$E[X] = \mu_X$$", r"X ~ N(\mu_X, 1)", "mu_X"),
    (r"$$E[x_i] = \sigma_i$$", "", "sigma_i"),  # an index
    (r"$$E[X] = \sigma_c$$", "", "sigma_c"),  # c is nobody
])  # fmt: skip
def test_letters_of_moments_are_those_moments_unless_something_else_is_said(written, assume, meant):
    assert read(written, assume)[-1] == meant


@pytest.mark.parametrize(("written", "assume", "meant"), [
    (r"$$\sum_{i=1}^n E[w_i] = n E[w]$$", "", "n*E[w_1]"),
    (r"$$\sum_{i=1}^n E[w_i] = n E[w] + w$$", "", "n*E[w] + w"),  # w stands for itself
    (r"$$\sum_{i=1}^n E[w_i] = n E[w]$$", "w = w_1 + w_2", "n*E[w]"),
    (r"$$E[w] = E[w_1 + \cdots + w_n] = \sum_{i=1}^n E[w_i]$$", "", "E[w]"),  # it is their sum
    (r"$$E[w_{ij}^2] = E[w^2]$$", "", "E[w_{1,1}^2]"),
    (r"$$E[y_1^2] = \int y^2 f_Y(y)\,dy$$", "", "int y^2*f_Y(y) dy"),
])  # fmt: skip
def test_a_bare_letter_in_heads_alone_is_any_member(written, assume, meant):
    assert meant in read(written, assume)


def test_an_equation_about_a_bare_letter_is_about_every_member():
    document = read_document(r"$$\sum_{i=1}^n E[w_i^2] = n E[w^2]$$")
    phrases = read_phrases("E[w] = 0; w iid")
    found = conventions_of(document.chains, phrases, find_roles(document.chains, phrases, document.hints))
    equation, iid = found.stated(phrases)
    assert read_as(equation.lhs) == "E[w_j]"
    assert read_as(iid.names[0]) == "w"


def test_labels_and_letters_that_count_nothing_belong_to_the_name():
    lhs, rhs = read(r"$$\sum_{i=1}^m x^{(i)} y^{(l)} = D_h + w_{x} + x_{k}$$")
    assert (lhs, rhs) == ("sum_{i=1}^m x_i*y^(l)", "D_h + w_x + x_k")


def test_the_density_of_a_member_is_a_density_in_a_letter():
    assert read(r"$$E[f_j] = \int f_j \Pr(f_j)\,df_j$$") == ["E[f_j]", "int f_j*p(f_j) df_j"]
    assert read(r"$$\Pr(f_j) = 1/2$$")[0] == "P(f_j)"


@pytest.mark.parametrize(("written", "assume", "range_"), [
    (r"$$\sum_{i<j} (X_i - X_j)^2 = n$$", "", "n"),
    (r"$$\sum_{i \ne j} X_i X_j = 1$$", r"X_1, \dots, X_m iid", "m"),
    (r"$$\sum_{1 \le i<j \le N} |X_j - X_i| = n$$", "", "N"),
])  # fmt: skip
def test_pairs_run_as_far_as_a_list_says_or_the_only_size(written, assume, range_):
    assert f"sum_{{j=1}}^{range_}" in read(written, assume)[0]


def test_a_sum_over_ordered_pairs_of_what_is_not_symmetric_is_left_alone():
    assert read(r"$$\sum_{i<j} (X_i - 2 X_j)^2 = n$$")[0].startswith("sum_{i < j}")
    assert read(r"$$\sum_{i<j} (X_i - X_j)^3 = n$$")[0].startswith("sum_{i < j}")
