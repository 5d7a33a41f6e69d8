"""Densities, distribution functions and probabilities of a stated law, on its support."""

import pytest

from verify.chain import check

GAMMA = r"Let $$ T \sim \mathrm{Gam}(c, r) . $$ "
EXPONENTIAL = r"Let $$ S \sim \mathrm{Exp}(q) . $$ "
NORMAL = r"Let $$ Z \sim \mathcal{N}(m, v) . $$ "


def last(document):
    return check(document).steps[-1]


@pytest.mark.parametrize(
    ("law", "true", "old", "new"),
    [
        (GAMMA, r"f'_T(t) = \frac{r^c}{\Gamma(c)} t^{c-2} e^{-r t} (c - 1 - r t)", "c - 1 - r t", "c - 1 + r t"),
        (GAMMA, r"\frac{\mathrm{d} f_T(t)}{\mathrm{d} t} = \left( \frac{c-1}{t} - r \right) f_T(t)", "c-1", "c"),
        (GAMMA, r"F_T(t) = \int_0^t \frac{r^c}{\Gamma(c)} z^{c-1} e^{-r z} \, \mathrm{d}z", "c-1", "c"),
        (GAMMA, r"\int_{\mathbb{R}} \mathrm{Gam}(x; c + 1, r) \, \mathrm{d}x = 1", "= 1", "= c"),
        (EXPONENTIAL, r"F_S(s) = 1 - \exp[-q s]", "1 - ", "1 + "),
        (EXPONENTIAL, r"\mathrm{Pr}(S > s) = \exp[-q s]", "S > s", "S < s"),
        (EXPONENTIAL, r"F_S(s) = \int_{-\infty}^s \mathrm{Exp}(z; q) \, \mathrm{d}z", "z; q", "z; 2 q"),
        (EXPONENTIAL, r"f'_S(s) = - q f_S(s)", "- q", "q"),
        (EXPONENTIAL, r"\mathrm{E}[\ln f_S(S)] = \ln q - 1", "- 1", "+ 1"),
        (
            NORMAL,
            r"\mathrm{E}[\ln f_Z(Z)] = -\frac{1}{2} \ln(2 \pi v) - \frac{1}{2}",
            r"(2 \pi v)",
            r"(\pi v)",
        ),
        (NORMAL, r"f'_Z(z) = -\frac{z - m}{v} f_Z(z)", "z - m", "z + m"),
    ],
)
def test_the_functions_of_a_law(law, true, old, new):
    assert last(f"{law} $$ {true} $$").verdict == "proved"
    assert old in true
    assert last(f"{law} $$ {true.replace(old, new)} $$").verdict != "proved"


def test_nothing_is_refuted_off_the_support():
    assert last(rf"{EXPONENTIAL} If $s < 0$, then $$ F_S(s) = 0 $$").verdict != "refuted"


DISCRETE = r"Let $X$ follow a discrete uniform distribution, $$ X \sim \mathcal{U}(a, b) . $$ "


@pytest.mark.parametrize(
    ("true", "old", "new"),
    [
        (r"\mathrm{E}(X) = \frac{a+b}{2}", "a+b", "a+b+1"),
        (r"\mathrm{Var}(X) = \frac{(b-a+1)^2 - 1}{12}", "(b-a+1)^2 - 1", "(b-a)^2"),
        (r"\mathrm{E}(X^2) = \sum_{x=a}^b x^2 \cdot \frac{1}{b-a+1}", "b-a+1", "b-a"),
        (r"\sum_{x=a}^b x \cdot \frac{1}{b-a+1} = \frac{a+b}{2}", "x=a", "x=0"),
        (r"\mathcal{U}(x; a, b) = \frac{1}{b-a+1}", "b-a+1", "b-a"),
    ],
)
def test_a_uniform_law_that_is_called_discrete(true, old, new):
    assert last(f"{DISCRETE} $$ {true} $$").verdict == "proved"
    assert old in true
    assert last(f"{DISCRETE} $$ {true.replace(old, new)} $$").verdict in {"refuted", "unknown"}


def test_a_uniform_law_is_continuous_where_nothing_calls_it_discrete():
    text = r"Let $X$ follow a uniform distribution, $$ X \sim \mathcal{U}(a, b) . $$ $$ \mathrm{Var}(X) = %s $$"
    assert last(text % r"\frac{(b-a)^2}{12}").verdict == "proved"
    assert last(text % r"\frac{(b-a+1)^2 - 1}{12}").verdict == "refuted"


@pytest.mark.parametrize(
    ("true", "old", "new"),
    [
        (r"\sum_{k=0}^\infty q^k = \frac{1}{1-q}", "k=0", "k=1"),
        (r"\sum_{k=1}^\infty k q^{k-1} = \frac{1}{(1-q)^2}", "k-1", "k"),
        (r"\sum_{k=1}^\infty k (1-p)^{k-1} p = \frac{1}{p}", r"\frac{1}{p}", r"\frac{1-p}{p}"),
        (r"\sum_{k=2}^\infty k^2 q^k = \frac{q (1 + q)}{(1-q)^3} - q", "- q", "+ q"),
    ],
)
def test_geometric_series(true, old, new):
    text = rf"Let $X \sim \mathrm{{Weibull}}(p)$. $$ {true} $$"
    assert last(text).verdict == "proved"
    assert last(text.replace(old, new)).verdict != "proved"


def test_a_law_that_is_not_covered_costs_the_steps_about_its_variable():
    assert "not covered" in last(r"Let $X \sim \mathrm{Weibull}(p)$. $$ \mathrm{E}(X) = p^2 $$").reason


def test_braces_make_a_uniform_law_discrete():
    assert last(r"Let $X \sim \mathcal{U}\{1, n\}$. $$ \mathrm{Var}(X) = \frac{n^2 - 1}{12} $$").verdict == "proved"
    assert last(r"Let $X \sim \mathcal{U}\{1, n\}$. $$ \mathrm{Var}(X) = \frac{(n-1)^2}{12} $$").verdict == "refuted"


def test_a_law_is_discrete_where_its_own_sentence_says_so():
    text = r"Let $X$ follow a discrete uniform distribution, $X \sim U(1, n)$. Let $Y \sim U(0, 1)$."
    assert check(text + r" $$\operatorname{Var}(Y) = \frac{1}{12}$$").steps[-1].verdict == "proved"
    assert check(text + r" $$\operatorname{Var}(Y) = \frac{1}{4}$$").steps[-1].verdict == "refuted"
    assert check(text + r" $$\operatorname{Var}(X) = \frac{n^2 - 1}{12}$$").steps[-1].verdict == "proved"
