"""Densities, distribution functions and probabilities of a stated law, on its support."""

import math

import pytest
from scipy import stats

from tests.verify.documents import last
from verify.chain import check

GAMMA = r"Let $$ T \sim \mathrm{Gam}(c, r) . $$ "
EXPONENTIAL = r"Let $$ S \sim \mathrm{Exp}(q) . $$ "
NORMAL = r"Let $$ Z \sim \mathcal{N}(m, v) . $$ "


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


LAWS_WITH_CENTRES = [
    (r"\mathcal{N}(1, 4)", stats.norm(1, 2), "1", "1"),
    (r"\mathrm{Laplace}(3, 2)", stats.laplace(3, 2), "3", "3"),
    ("U(2, 5)", stats.uniform(2, 3), r"\frac{7}{2}", None),
    (r"\mathrm{Exp}(3)", stats.expon(scale=1 / 3), r"\frac{\ln 2}{3}", None),
    (r"\ln\mathcal{N}(1, 4)", stats.lognorm(2, scale=math.e), "e", "e^{-3}"),
]


@pytest.mark.parametrize(("law", "same", "median", "mode"), LAWS_WITH_CENTRES)
def test_medians_and_modes_of_laws(law, same, median, mode):
    value = {r"\frac{7}{2}": 3.5, r"\frac{\ln 2}{3}": math.log(2) / 3, "e": math.e}.get(median) or float(median)
    assert same.median() == pytest.approx(value)
    lines = [(rf"\mathrm{{median}}(X) = {median}", True), (rf"\mathrm{{median}}(X) = {median} + 1", False)]
    if "Laplace" not in law:  # whose distribution function is not covered
        lines += [(r"F_X(\mathrm{median}(X)) = \frac{1}{2}", True), (r"F_X(\mathrm{median}(X)) = \frac{1}{3}", False)]
    if mode is not None:
        at = {"e^{-3}": math.exp(-3)}.get(mode) or float(mode)
        assert all(same.pdf(at) > same.pdf(at * (1 + step)) for step in (-0.01, 0.01))
        lines += [(rf"\mathrm{{mode}}(X) = {mode}", True), (rf"\mathrm{{mode}}(X) = 2 {mode}", False)]
        lines += [(rf"\arg\max_x f_X(x) = {mode}", True), (rf"\arg\max_x f_X(x) = 2 {mode}", False)]
    text = rf"Let $X \sim {law}$. " + " ".join(f"$${line}$$" for line, _ in lines)
    steps = check(text).steps[1:]
    assert [s.verdict == "proved" for s in steps] == [proved for _, proved in lines]


@pytest.mark.parametrize(
    ("law", "quantile", "slip"),
    [
        (r"\mathrm{Exp}(q)", r"-\frac{\ln(1-p)}{q}", ("1-p", "p")),
        ("U(a, b)", "b p + a (1-p)", ("b p", "a p")),
        (r"\mathcal{N}(m, v)", r"m + \sqrt{2 v} \cdot \mathrm{erf}^{-1}(2p - 1)", ("2p", "p")),
        (r"\ln\mathcal{N}(m, v)", r"\exp(m + \sqrt{2 v} \cdot \mathrm{erf}^{-1}(2p - 1))", ("2p", "p")),
    ],
)
def test_the_inverse_of_a_distribution_function(law, quantile, slip):
    text = rf"Let $X \sim {law}$. $$F_X(x) = P(X \le x)$$ Thus, the inverse CDF is $$x = "
    assert check(f"{text}{quantile}$$").steps[-1].verdict == "proved"
    assert check(f"{text}{quantile.replace(*slip)}$$").steps[-1].verdict != "proved"
    assert check(f"{text}{quantile}$$".replace("inverse CDF", "value")).steps[-1].verdict != "proved"


@pytest.mark.parametrize(
    ("step", "proved"),
    [
        (r"F_X(x) = \frac12 [1 + \mathrm{erf}(\frac{x - \mu}{\sqrt 2 \sigma})]", True),
        (r"F_X(x) = \frac12 [1 + \mathrm{erf}(\frac{x - \mu}{2 \sigma})]", False),
        (r"P(X > x) = \frac12 [1 - \mathrm{erf}(\frac{x - \mu}{\sqrt 2 \sigma})]", True),
        (r"\int_0^x e^{-t^2} dt = \frac{\sqrt\pi}{2} \mathrm{erf}(x)", True),
        (r"\int_0^x e^{-t^2} dt = \sqrt\pi \mathrm{erf}(x)", False),
        (r"\mu + \sqrt 2 \sigma \mathrm{erf}^{-1}(0) = \mu", True),
        (r"\mu + \sqrt 2 \sigma \mathrm{erf}^{-1}(1) = \mu", False),
    ],
)
def test_the_error_function(step, proved):
    found = check(rf"Let $X \sim \mathcal{{N}}(\mu, \sigma^2)$. $${step}$$").steps[-1]
    assert (found.verdict == "proved") is proved


def test_a_letter_that_is_left_of_an_integral_refutes_nothing():
    chain = r"\int_0^\infty e^{-x^2} dx = \int_0^{2x} \frac12 e^{-z^2/4} dz"
    assert check(f"$${chain}$$").steps[-1].verdict == "unknown"
    assert check(f"$${chain.replace('2x', '2y')}$$").steps[-1].verdict == "refuted"


TAIL = r"Let $X$ be a non-negative random variable. $$F_X(x) = \mathrm{Pr}(X \leq x)$$ "


@pytest.mark.parametrize(
    ("true", "old", "new"),
    [
        (r"\mathrm{E}(X) = \int_0^\infty (1 - F_X(x)) \, dx", "1 - ", "2 - "),
        (r"\mathrm{E}(X) = \int_0^\infty \mathrm{Pr}(X > x) \, dx", "X > x", "X < x"),
        (r"\int_0^\infty \int_x^\infty f_X(z) \, dz \, dx = \int_0^\infty \int_0^z f_X(z) \, dx \, dz", "_0^z", "_1^z"),
        (r"\int_0^\infty f_X(z) \int_0^z 1 \, dx \, dz = \int_0^\infty z f_X(z) \, dz", " 1 ", " 2 "),
        (r"\int_0^\infty [x]_0^z f_X(z) \, dz = \mathrm{E}(X)", "[x]", "[2x]"),
    ],
)
def test_tails_and_iterated_integrals_of_a_density(true, old, new):
    assert last(f"{TAIL} $${true}$$").verdict == "proved"
    assert last(f"{TAIL} $${true.replace(old, new)}$$").verdict != "proved"


def test_the_tail_alone_gives_no_mean_of_what_may_be_negative():
    line = r"$$\mathrm{E}(X) = \int_0^\infty (1 - F_X(x)) \, dx$$"
    assert last(TAIL.replace("non-negative ", "") + line).verdict != "proved"


@pytest.mark.parametrize(
    ("law", "true", "old", "new"),
    [
        (r"\mathrm{Gam}(a, b)",
         r"M_X(t) = \int_{\mathbb{R}} \frac{b^a x^{a-1}}{\Gamma(a)} e^{-(b-t) x} dx", "a-1", "a"),
        (r"\mathrm{Exp}(b)", r"\int_{\mathbb{R}} x b e^{-b x} dx = \frac{1}{b}", "x b", "b"),
        (
            r"\mathrm{Wald}(g, a)",
            r"M_X(t) = \int_0^\infty e^{t x} \frac{a}{\sqrt{2\pi x^3}} e^{-\frac{(a - g x)^2}{2 x}} dx",
            "t x", "2 t x",
        ),
    ],
)  # fmt: skip
def test_generating_functions_as_integrals_over_the_support(law, true, old, new):
    assert last(rf"Let $X \sim {law}$. $${true}$$").verdict == "proved"
    assert last(rf"Let $X \sim {law}$. $${true.replace(old, new)}$$").verdict != "proved"
