"""Sums over a sample: means, variances, correlations and least squares, with what books take for granted of them."""

import pytest

from tests.verify.documents import last
from verify.chain import check

MODEL = r"""Consider $n$ independent observations from the model
$$ v = a + b u + \eta, \; \eta_i \sim \mathcal{N}(0, \tau^2), \; i = 1, \ldots, n . $$
Let
$$ w_i = \frac{u_i - \bar{u}}{\sum_{i=1}^n (u_i - \bar{u})^2} $$
and
$$ \hat{b} = \frac{\sum_{i=1}^n (u_i - \bar{u}) (v_i - \bar{v})}{\sum_{i=1}^n (u_i - \bar{u})^2} . $$
$$ \mathrm{E}(v_i) = a + b u_i $$
"""

ROOT = r"\sqrt{\sum_{i=1}^m (t_i - \bar{t})^2}"
CORRELATION = (
    rf"r_{{tu}} = \frac{{\sum_{{i=1}}^m (t_i - \bar{{t}}) (u_i - \bar{{u}})}}{{{ROOT} {ROOT.replace('t', 'u')}}}"
)
CORRELATION = CORRELATION.replace(r"\sqru", r"\sqrt")


@pytest.mark.parametrize(
    ("true", "slips"),
    [
        (r"\sum_{i=1}^n w_i = 0", [("= 0", "= 1")]),
        (r"\sum_{i=1}^n w_i u_i = 1", [("= 1", r"= \sum_{i=1}^n u_i")]),
        (r"\sum_{i=1}^n w_i^2 = \frac{1}{\sum_{i=1}^n (u_i - \bar{u})^2}", [("w_i^2", "w_i^3")]),
        (r"\hat{b} = \sum_{i=1}^n w_i v_i", [("w_i v_i", "w_i^2 v_i")]),
        (r"\mathrm{E}(\hat{b}) = b", [("= b", "= a"), ("= b", "= 2 b")]),
        (r"\mathrm{E}(\bar{v} - \hat{b} \bar{u}) = a", [("- ", "+ ")]),
        (
            r"\mathrm{Var}(\hat{b}) = \frac{\tau^2}{\sum_{i=1}^n (u_i - \bar{u})^2}",
            [(r"\tau^2}", r"n \tau^2}"), (r"(u_i - \bar{u})^2}", "u_i^2}")],
        ),
        (r"\mathrm{Cov}(\bar{v}, \hat{b}) = 0", [("= 0", r"= \frac{\tau^2}{n}")]),
    ],
)
def test_least_squares(true, slips):
    assert last(f"{MODEL}\n$$ {true} $$").verdict == "proved"
    for old, new in slips:
        assert old in true
        assert last(f"{MODEL}\n$$ {true.replace(old, new)} $$").verdict != "proved"


@pytest.mark.parametrize(
    ("true", "old", "new"),
    [
        (r"\sum_{i=1}^m (t_i - \bar{t}) = 0", "t_i - ", "t_i + "),
        (r"\sum_{i=1}^m (t_i - \bar{t})^2 = \sum_{i=1}^m t_i^2 - m \bar{t}^2", "- m", "- "),
        (r"(m - 1) s_t^2 = \sum_{i=1}^m t_i^2 - m \bar{t}^2", "(m - 1)", "m"),
        (r"r_{tu} = \frac{s_{tu}}{s_t s_u}", "s_t s_u", "s_t^2 s_u"),
        (CORRELATION, ROOT, ROOT.removeprefix(r"\sqrt{").removesuffix("}")),
    ],
)  # fmt: skip
def test_the_statistics_of_a_sample_are_the_usual_ones(true, old, new):
    text = r"Sample variances, sample correlation: $$ \sum_{i=1}^m t_i u_i = \sum_{i=1}^m u_i t_i $$ $$ %s $$"
    step = last(text % true)
    assert step.verdict == "proved"
    assert "as usual" in step.reason
    assert old in true
    assert last(text % true.replace(old, new)).verdict not in {"proved", "refuted"}


def test_a_mean_that_the_document_defines_is_that_one():
    text = r"Here $$ \bar{t} = \frac{1}{m+1} \sum_{i=1}^m t_i $$ so that $$ \sum_{i=1}^m (t_i - \bar{t}) = 0 $$"
    assert last(text).verdict != "proved"


def test_an_estimate_that_nothing_is_said_of_is_not_refuted():
    assert last(r"$$ \mathrm{E}(\hat\theta) = \theta $$").verdict in {"unknown", "definition"}
    assert last(r"$$ \mathrm{Var}(\hat{b}_0) = \mathrm{Var}(\bar{Y} - \hat{b}_1 c) $$").verdict == "unknown"
    assert last(r"$$ \mathrm{Var}(2 \hat\theta) = 2 \mathrm{Var}(\hat\theta) $$").verdict == "refuted"


@pytest.mark.parametrize(
    "text",
    [
        r"\sum_{j=1}^n b_j \sum_{i=1}^n a_{ij} = (\sum_{j=1}^n b_j) (\sum_{i=1}^n a_{ij})",
        r"\sum_{j=1}^n b_j \sum_{i=1}^j a_i = (\sum_{j=1}^n b_j) (\sum_{i=1}^j a_i)",
        r"\sum_{j=1}^n (1 + \sum_{i=1}^n a_{ij})^2 = n (1 + \sum_{i=1}^n a_{ij})^2",
        r"\sum_{j=1}^n (\sum_{i=1}^j a_i) (\sum_{i=1}^j b_i) = n (\sum_{i=1}^j a_i) (\sum_{i=1}^j b_i)",
        r"\sum_{k=5}^{n} 1 = n - 4",
    ],
)
def test_sums_inside_that_change_with_the_index_and_ranges_that_turn_round_are_not_proved(text):
    (step,) = check(f"$${text}$$").steps
    assert step.verdict in {"refuted", "unknown"}


def test_a_stated_variance_of_one_sum_says_nothing_of_the_weighted_one():
    assuming = [r"Var(\sum_{i=1}^n x_i) = n Var(x_1)", "Var(x_i) = Var(x_1)"]
    (step,) = check(r"$$Var(\sum_{i=1}^n a_i x_i) = Var(x_1) \sum_{i=1}^n a_i^2$$", assuming=assuming).steps
    assert step.verdict != "proved"


VECTORS = r"""Take independent observations
$$ v = a + b x + \eta, \; \eta_i \sim \mathcal{N}(0, \tau^2), \; i = 1, \ldots, n . $$
"""


def test_a_letter_of_a_model_that_may_be_a_vector_is_one_for_each_member():
    assert last(VECTORS + r"$$ \mathrm{Var}(v_i) = \tau^2 $$").verdict == "proved"
    assert last(VECTORS + r"$$ \mathrm{E}(v_i) = a + b x_i $$").verdict == "proved"
    assert last(VECTORS + r"$$ \mathrm{E}(v_i) = a + b x $$").verdict == "unknown"
    spread = r"$$ \mathrm{E}\left[ \sum_{i=1}^n (v_i - \bar v)^2 \right] = (n-1) \tau^2 $$"
    assert last(VECTORS + spread).verdict == "unknown"
    assert last(VECTORS.replace("b x", "b") + spread).verdict == "proved"


def test_what_a_definition_divides_by_is_not_zero():
    text = r"Here $$ m = \frac{k a}{a + b} $$ and $$ \hat c = \frac{m - r}{r - s} . $$ Then $$ m (a + b) = k a $$"
    assert last(text).verdict == "proved"
    assert last(text + r" and $$ \hat c (r - s) = m - s $$").verdict != "proved"
    assert last(text + r" and $$ \hat c (r - s) = m - r $$").verdict == "proved"


SHIFTED = r"""Let $\tilde{u}_i = c u_i + d$ with constants $c$ and $d$, and let $\bar{u}$ be the sample mean.
$$ \bar{\tilde{u}} = c \bar{u} + d $$
$$ \bar{u} = \frac{1}{n} \sum_{i=1}^n u_i $$
$$ \bar{\tilde{u}} = \frac{1}{n} \sum_{i=1}^n \tilde{u}_i $$
"""


def test_the_mean_of_what_has_an_accent_has_two():
    assert [step.verdict for step in check(SHIFTED).steps] == ["definition", "proved", "proved", "proved"]
    assert last(SHIFTED + r"$$ \sum_{i=1}^n (\tilde u_i - \bar{\tilde u}) = 0 $$").verdict == "proved"
    assert last(SHIFTED + r"$$ \sum_{i=1}^n (\tilde u_i - \bar u) = 0 $$").verdict != "proved"
    assert check(SHIFTED.replace(r"c \bar{u} + d $$", r"c \bar{u} + 2 d $$")).steps[1].verdict != "proved"


def test_a_mean_that_stands_for_something_else_is_not_the_usual_one():
    text = r"Here $$ \bar{u} = \frac{1}{n + 1} \sum_{i=1}^n u_i $$ $$ \sum_{i=1}^n (u_i - \bar u) = 0 $$"
    assert last(text).verdict != "proved"
    text = r"Here $$ \bar{u} = 1 - u $$ $$ \sum_{i=1}^n (u_i - \bar u) = 0 $$"
    assert last(text).verdict != "proved"


def test_a_sample_variance_is_no_variance_of_a_law():
    text = r"Here $q^2$ is the sample variance of $u$. $$ \mathrm{Var}(q^2) = u $$"
    assert last(text).verdict != "proved"


LEAST_SQUARES = r"""
Consider simple linear regression, $$y = \beta_0 + \beta_1 x + \varepsilon, \; \varepsilon_i \sim N(0, \sigma^2), \;
i = 1, \ldots, n$$ with independent observations, and estimation by ordinary least squares.
Let $\bar x$ and $\bar y$ be the sample means, $s_x^2$ the sample variance and
$$\bar x = \frac1n \sum_{i=1}^n x_i, \quad \bar y = \frac1n \sum_{i=1}^n y_i$$
The coefficient of determination $R^2$ and the sums of squares are as usual.
"""


@pytest.mark.parametrize(
    ("line", "proved"),
    [
        (r"\mathrm{Var}(\hat\beta_1) = \frac{\sigma^2}{(n-1) s_x^2}", True),
        (r"\mathrm{Var}(\hat\beta_1) = \frac{\sigma^2}{n s_x^2}", False),
        (r"\mathrm{Var}(\hat\beta_0) = \frac{x^\mathrm{T} x}{n} \cdot \frac{\sigma^2}{(n-1) s_x^2}", True),
        (r"\mathrm{Var}(\hat\beta_0) = x^\mathrm{T} x \cdot \frac{\sigma^2}{(n-1) s_x^2}", False),
        (r"\mathrm{E}[\hat\beta_0] = \beta_0", True),
        (r"\mathrm{E}[\hat\beta_0] = \beta_1", False),
        (r"\mathrm{TSS} - \mathrm{ESS} = \sum_{i=1}^n (y_i - \hat y_i)^2", True),
        (r"\mathrm{TSS} + \mathrm{ESS} = \sum_{i=1}^n (y_i - \hat y_i)^2", False),
        (r"\mathrm{RSS}(\hat\beta_0, \hat\beta_1) = \sum_{i=1}^n (y_i - \hat y_i)^2", True),
        (r"\mathrm{RSS}(\hat\beta_0, \hat\beta_1) = \sum_{i=1}^n (y_i - \bar y)^2", False),
    ],
)
def test_a_line_by_least_squares_is_the_usual_one(line, proved):
    assert (check(LEAST_SQUARES + f"Then $${line}$$").steps[-1].verdict == "proved") is proved


def test_estimates_that_a_document_defines_are_not_the_usual_ones():
    text = LEAST_SQUARES + r"Let $$\hat\beta_1 = \frac{y_1 - y_2}{x_1 - x_2}$$ "
    line = r"Then $$\mathrm{Var}(\hat\beta_1) = \frac{\sigma^2}{(n-1) s_x^2}$$"
    assert check(text + line).steps[-1].verdict != "proved"


@pytest.mark.parametrize(("sign", "verdict"), [("-", "proved"), ("+", "unknown")])
def test_a_sum_is_differentiated_term_by_term(sign, verdict):
    line = (
        rf"$$\frac{{\mathrm{{d}}}}{{\mathrm{{d}} a}} \sum_{{i=1}}^n (y_i - a)^2 = {sign} 2 \sum_{{i=1}}^n (y_i - a)$$"
    )
    assert (
        check("Let $y_1, \\ldots, y_n$ be independent with $y_i \\sim N(0, 1)$. " + line).steps[-1].verdict == verdict
    )


@pytest.mark.parametrize("words", ["the sample variances of", "the sample means of", "sample variance and mean"])
def test_words_about_a_statistic_say_nothing_of_a_law(words):
    text = rf"Let $s$ and $t$ be {words} $x$ and $y$. Then $$\mathrm{{Var}}(x + c) = s$$"
    assert check(text).steps[-1].verdict != "proved"


def test_respective_variances():
    text = r"Let $x$ and $y$ be random variables and let $a$ and $b$ be the variances of $x$ and $y$. "
    lines = [r"\mathrm{Var}(x + 1) = a", r"\mathrm{Var}(y + 1) = b", r"\mathrm{Var}(2x) = 2a"]
    steps = check(text + " ".join(f"$${line}$$" for line in lines)).steps
    assert [s.verdict for s in steps[:2]] == ["proved", "proved"]
    assert steps[2].verdict != "proved"


def test_members_that_a_line_mentions_may_be_defined_beside_it():
    text = (
        r"Let $x_1, \ldots, x_n$ and $y_1, \ldots, y_n$ be real numbers. Let $$S = \sum_{i=1}^n (y_i - z_i)^2$$ with "
    )
    text += r"$$z_i = 2 x_i$$ "
    line = r"$$\sum_{i=1}^n (y_i - z_i) = \sum_{i=1}^n y_i - %s \sum_{i=1}^n x_i$$"
    assert check(text + line % "2").steps[-1].verdict == "proved"
    assert check(text + line % "3").steps[-1].verdict != "proved"


def test_groups_of_different_sizes_are_read():
    text = r"Let $$T = \sum_{i=1}^k \sum_{j=1}^{n_i} (y_{ij} - m_i)^2$$ Then $$\sum_{j=1}^{n_i} y_{ij} = S_i + 1$$"
    assert not any("failed" in step.reason for step in check(text).steps)
