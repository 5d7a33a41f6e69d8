"""Words that a sentence says of somebody: of everything else, of them, of entries, of nobody; recursions."""

import pytest

from verify.chain import check

LAYER = (
    r"Let $z = \sum_{i=1}^{n} w_i a_i + b$, where the weights $w_i$ are i.i.d. with mean zero and variance $s^2$, "
    "and the "
    "bias $b$ is %s with mean zero and variance $t^2$. The activations $a_i$ are independent of the weights%s and "
    "identically "
    "distributed.\n\n"
)
ALL = LAYER % ("drawn independently of everything else", "")
THEM = LAYER % ("independent of them", "")
EMA = (
    r"Let $x_t = c x_{t-1} + (1-c) w_t$. Suppose the $w_t$ are i.i.d. with mean $m$ and variance $s^2$, and $x_0 = 0$."
)
VECTORS = (
    r"Let $q, k \in \mathbb{R}^{d}$ have independent entries with mean $0$ and variance $1$, and set "
    r"$a = \sum_{i=1}^d q_i k_i$."
)
MASK = (
    r"A mask $m_i \sim \mathrm{Bernoulli}(1-p)$ is drawn for every unit, independently of the activation $h_i$, "
    r"and we use "
    r"$g_i = \frac{m_i h_i}{1-p}$."
)
MOMENTUM = (
    r"Let $m_t = \beta m_{t-1} + (1-\beta) g_t$, where $m_{t-1}$ is independent of $g_t$ and $g_t$ has variance $s^2$. "
    r"Then $Var(m_t) = \beta^2 Var(m_{t-1}) + (1-\beta)^2 s^2$. In the stationary state $Var(m_t) = Var(m_{t-1}) = v$,"
)
MODEL = (
    r"Suppose $y_i = c x_i + e_i$ for $i = 1,\dots,n$, where $c$ is a constant, the $x_i$ are constants and the errors "
    r"$e_i$ are i.i.d. with $E[e_i] = 0$ and $Var(e_i) = s^2$. The estimate is "
    r"$$ b = \frac{\sum_{i=1}^n x_i y_i}{\sum_{i=1}^n x_i^2} . $$"
)
SAID = [
    (ALL, r"$Var(z) = n s^2 E[a_1^2] + t^2$", "proved"),
    (ALL, r"$Var(z) = n s^2 E[a_1^2]$", "refuted"),
    (ALL, r"$E[z b] = t^2$", "proved"),
    (ALL, r"$E[z^2] = n s^2 E[a_1]^2 + t^2$", "refuted"),
    (THEM, r"$E[w_1 b] = 0$", "proved"),
    (THEM, r"$E[b^2] = 2t^2$", "refuted"),
    # words of a hypothesis that are said of nobody refute nothing
    ("The bias $b$ is drawn once, and of mean zero.", "$E[b] = 0$", "proved"),
    (EMA, "$E[x_2] = (1-c^2) m$", "proved"),
    (EMA, "$E[x_2] = (1-c) m$", "refuted"),
    (EMA, "$x_2 = (1-c)(w_2 + c w_1)$", "proved"),
    (EMA, "$x_2 = (1-c)(w_2 + w_1)$", "refuted"),
    (EMA, "$Var(x_2) = (1-c)^2(1+c^2) s^2$", "proved"),
    (EMA, "$Cov(x_2, x_1) = c (1-c)^2 s^2$", "proved"),
    (EMA, "$Cov(x_2, x_1) = c^2 (1-c)^2 s^2$", "refuted"),
    (VECTORS, "$Var(a) = d$", "proved"),
    (VECTORS, "$Var(a) = d^2$", "refuted"),
    (VECTORS, r"$Var(a/d) = 1$", "refuted"),
    (MASK, "$E[g_i^2] = E[h_i^2]/(1-p)$", "proved"),
    (MASK, "$E[g_i^2] = E[h_i^2]$", "refuted"),
    (MOMENTUM, r"so $v = \frac{(1-\beta)^2}{1-\beta^2} s^2$", "proved"),
    (MOMENTUM, r"so $v = \frac{1+\beta}{1-\beta} s^2$", "unknown"),
    (MODEL, r"$b = c + \frac{\sum_{i=1}^n x_i e_i}{\sum_{i=1}^n x_i^2}$", "proved"),
    (MODEL, "$E[b] = c$", "proved"),
    (MODEL, "$E[b] = 2c$", "refuted"),
    (MODEL, r"$Var(b) = \frac{s^2}{\sum_{i=1}^n x_i^2}$", "proved"),
    (MODEL, r"$Var(b) = s^2$", "refuted"),
    ("Let $X$ be Bernoulli with $P(X = 1) = 1/m$.", "$Var(X) = (m-1)/m^2$", "proved"),
    ("Let $X$ be Bernoulli with $P(X = 1) = 1/m$.", "$Var(X) = 1/m^2$", "refuted"),
    (r"Let $Y$ be correlated with $X$, with mean $\nu$.", r"$E[Y] = \nu$", "proved"),
    (r"Let $Y$ be uncorrelated with $X$, and of mean $\nu$.", "$Var(X + Y) = Var(X) + Var(Y)$", "proved"),
    ("Let $g_1, \\dots, g_B$ be i.i.d. per-example gradients with mean $G$.", "$E[g_1 g_2] = G^2$", "proved"),
    ("Let $X$ and $Y$ be independent.\n\nIf both means vanish,", "$Var(XY) = Var(X) Var(Y)$", "proved"),
    ("Let $X$ and $Y$ be independent.\n\nIf both means vanish,", "$Var(X + Y) = 2 Var(X)$", "missing-hypothesis"),
    ("For three independent factors with zero mean,", "$Var(XYZ) = Var(X) Var(Y) Var(Z)$", "proved"),
    ("If the weights have zero mean,", "$Var(XY) = Var(X) Var(Y)$", "missing-hypothesis"),
    (r"Let $x$ have variance 1. With a penalty $\lambda > 0$, let $y = (1 + \lambda) x$.", "$Var(y) >= 1$", "proved"),
    (r"Let $x$ have variance 1. With a penalty $\lambda > 0$, let $y = (1 - \lambda) x$.", "$Var(y) >= 1$", "refuted"),
    # numbers and conditions
    (r"Let $x$ have mean $\mu$ and variance $\sigma^2 < \infty$.", r"$E[x^2] = \sigma^2 + \mu^2$", "proved"),
    (r"Let $x$ have mean $\mu$ and variance $\sigma^2 < \infty$.", r"$Var(2x) = 2\sigma^2$", "refuted"),
    ("Let $x$ have mean 2 and variance 3.", "$E[x^2] = 7$", "proved"),
    ("Let $x$ have mean 2 and variance 3.", "$E[x^2] = 5$", "refuted"),
    ("Let $X$ and $Y$ have means 1 and 2.", "$E[X + Y] = 3$", "proved"),
    ("Let $X$ and $Y$ have means 1 and 2.", "$E[Y] = 1$", "refuted"),
    ("Let $z = a + e_1$ with constant $a$, $e_i$ iid with variance 1.", "$Var(z) = 1$", "proved"),
    ("Let $z = a + e_1$ with constant $a$, $e_i$ iid with variance 1.", "$Var(z) = 2$", "refuted"),
    ("Let $x$ have mean zero. For $Var(x) = 1$ we have", "$E[x^2] = 1$", "proved"),
    ("Let $x$ have mean zero. For $Var(x) = 1$ we have", "$E[x^2] = 2$", "refuted"),
    ("Let $x_t = x_{t-1} + e_t$, $x_0 = 0$, $e_t$ iid with mean $m$.", "$E[x_3] = 2m$", "refuted"),
    # a density that holds on a part of the line is not used on all of it
    (r"Let $X$ have density $f(x) = 2 e^{-x^2/2}/\sqrt{2\pi}$ for $x > 0$.", r"$\int_{-\infty}^\infty f(x) dx = 2$",
     "refuted"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "step", "verdict"), SAID, ids=range(len(SAID)))
def test_of_whom_it_is_said(words, step, verdict):
    found = check(f"{words} {step}.\n" if words.endswith((",", "have")) else f"{words}\n\nThen {step}.\n")
    assert found.steps[-1].verdict == verdict, str(found)


def test_what_is_needed_for_a_moment_is_chosen():
    found = check("Let $w$ have variance $s^2$.\n\nFor $Var(2w) = 1$ we need $s^2 = 1/4$.")
    assert [s.verdict for s in found.steps] == ["choice", "choice"], str(found)
    assert check("Let $w$ have variance $s^2$.\n\nFor $2w$: $Var(2w) = s^2$.").steps[-1].verdict == "refuted"


def test_a_line_does_not_follow_from_another_chain():
    text = "Let $x$ have mean 2.\n\n$$E[x^2] = E[x]^2 + Var(x)$$\n\n$$Var(x) = E[x^2]$$\n"
    assert "follows from" not in check(text).steps[-1].reason


def test_the_members_of_a_recursion_count_from_any_step():
    given = ["x_{t+1} = c x_t + (1-c) w_t", "w_t iid", "E[w_t] = m", "x_0 = 0"]
    assert check("E[x_2] = (1-c^2) m", assuming=given).steps[0].verdict == "proved"
    assert check("E[x_2] = (1-c) m", assuming=given).steps[0].verdict == "refuted"


def test_a_rectified_mean_is_not_offered_as_zero():
    found = check("E[a_i] = 0", assuming=["a_i = max(0, y_i)", "y_i symmetric"])
    assert found.steps[0].verdict == "refuted", str(found)


NOISE = ["x_t = c x_{t-1} + e_t", "e_t iid", "x_{t-1} and e_t independent", "c constant"]
DRIVEN = [
    # the noise is independent of what came before, and not of what it makes
    ("Cov(x_t, e_t) = 0", "refuted"),
    ("Cov(x_t, e_t) = Var(e_t)", "proved"),
    ("Cov(x_{t-1}, e_{t-1}) = 0", "refuted"),
    ("Cov(x_t, e_{t-1}) = c Var(e_t)", "proved"),
    ("Cov(x_2, e_1) = 0", "refuted"),
    ("Cov(x_2, e_1) = c Var(e_1)", "proved"),
    ("Cov(x_2, e_3) = 0", "proved"),
    ("Var(x_t) = c^2 Var(x_{t-1}) + Var(e_t)", "proved"),
    ("Var(x_t) = c^2 Var(x_{t-1}) + c Var(e_t)", "refuted"),
    ("Cov(x_t, x_{t-2}) = c^2 Var(x_{t-2})", "proved"),
    ("Cov(x_t, x_{t-1}) = 0", "refuted"),
]


@pytest.mark.parametrize(("step", "verdict"), DRIVEN, ids=range(len(DRIVEN)))
def test_noise_is_independent_of_the_past(step, verdict):
    found = check(step, assuming=NOISE)
    assert found.steps[0].verdict == verdict, str(found)


TWO_NOISES = ["x_t = c x_{t-1} + e_t + f_t", "e_t iid", "f_t iid", "c constant"]
SUM = "Var(x_t) = c^2 Var(x_{t-1}) + Var(e_t) + Var(f_t)"


def test_only_the_noise_that_is_stated_to_be_is_independent_of_the_past():
    found = check(SUM, assuming=[*TWO_NOISES, "x_{t-1} and e_t independent"]).steps[0]
    assert found.verdict == "missing-hypothesis", str(found)
    assert check(SUM, assuming=[*TWO_NOISES, "x_{t-1}, e_t, f_t independent"]).steps[0].verdict == "proved"


def test_what_is_printed_is_what_is_used():
    found = check("Var(x_t) = c^2 Var(x_{t-1}) + Var(e_t)", assuming=NOISE)
    assert "x_{t - 1} and (e_1, ..., e_n) are independent" in found.hypotheses
    assert not any("(x_1, ..., x_n)" in hypothesis for hypothesis in found.hypotheses)


def test_gradient_noise_at_stationarity():
    text = (
        r"Let $x_{t+1} = x_t - \eta g_t$ with $g_t = x_t + e_t$, where the $e_t$ are i.i.d., centred, with variance "
        r"$s^2$, and $e_t$ is independent of $x_t$. Then $$Var(x_{t+1}) = (1-\eta)^2 Var(x_t) + \eta^2 s^2 .$$ "
        r"At stationarity $Var(x_{t+1}) = Var(x_t) = v$, so $$v = \frac{\eta^2 s^2}{1 - (1-\eta)^2}.$$"
    )
    assert [s.verdict for s in check(text).steps] == ["definition"] * 2 + ["proved"] + ["definition"] * 2 + ["proved"]
    assert check(text.replace(r"+ \eta^2 s^2", r"+ \eta s^2")).steps[2].verdict == "refuted"


def test_a_density_by_its_formula():
    text = r"A variable has the density $f(x) = \frac12 e^{-|x|}$. Then $$%s$$"
    assert check(text % r"\int_{-\infty}^\infty x^2 f(x)\,dx = 2").steps[-1].verdict == "proved"
    assert check(text % r"\int_{-\infty}^\infty x f(x)\,dx = 0").steps[-1].verdict == "proved"
    assert check(text % r"\int_{-\infty}^\infty |x| f(x)\,dx = 2").steps[-1].verdict == "unknown"


@pytest.mark.parametrize(
    ("step", "verdict"),
    [
        (r"\int_{-1}^2 |x|^3 dx = 17/4", "proved"),
        (r"\int_{-1}^2 |x|^3 dx = 15/4", "refuted"),
        (r"\int_{-\infty}^\infty e^{-2|x-1|} dx = 1", "proved"),
        (r"\int_0^3 |2x-1| dx = 13/2", "proved"),
        (r"\int_0^3 |2x-1| dx = 6", "refuted"),
    ],
)
def test_integrals_with_bars(step, verdict):
    assert check(step).steps[0].verdict == verdict


WITHIN = (
    r"Let $y_l = \sum_{i=1}^{n_l} w_{l,i} x_{l,i}$, where the $w_{l,i}$ are i.i.d., zero mean, independent of the "
    r"$x_{l,i}$, which are i.i.d."
)


@pytest.mark.parametrize(
    ("step", "verdict"),
    [
        ("Var(y_l) = n_l Var(w_l x_l)", "proved"),
        ("Var(y_l) = n_l Var(w_l) E[x_l^2]", "proved"),
        ("Var(y_l) = n_l^2 Var(w_l) E[x_l^2]", "refuted"),
        ("Var(y_l) = n_l Var(w_l) Var(x_l)", "missing-hypothesis"),
    ],
)
def test_a_bare_letter_of_a_layer_is_a_member(step, verdict):
    assert check(f"{WITHIN} Then ${step}$.").steps[-1].verdict == verdict


def test_what_is_said_of_the_last_name_is_not_said_of_a_formula_before_it():
    text = r"With $x = \max(0, y)$ and $y$ symmetric around zero, $%s$."
    assert check(text % "E[x^2] = Var(y)/2").steps[-1].verdict == "proved"
    assert check(text % "E[x] = 0").steps[-1].verdict == "refuted"


def test_rho_of_two_variables_is_their_correlation():
    given = ["Var(X) = 2", "Var(Y) = 5", "Cov(X, Y) = 1"]
    assert check(r"\rho(X, Y) = \frac{1}{\sqrt{10}}", assuming=given).steps[0].verdict == "proved"
    assert check(r"\rho(X, Y) = \frac{1}{10}", assuming=given).steps[0].verdict == "refuted"


def test_a_variance_of_zero_makes_a_number():
    text = "If the variance of $X$ is zero, then $X$ is constant:\n\n$$(X - E[X])^2 = 0$$"
    assert check(text).steps[-1].verdict == "proved"


LAYER_BELOW = [
    r"v = \sum_{i=1}^n w_i x_i", "w_j iid", "x_j iid", "w and x independent", "E[w_j] = 0", "x_1 = max(0, y)",
    "y symmetric",
]  # fmt: skip


@pytest.mark.parametrize(
    ("step", "verdict"),
    [
        ("Var(v) = n/2 Var(w_1) Var(y)", "proved"),
        ("Var(v) = n Var(w_1) E[max(0, y)^2]", "proved"),
        ("Var(v) = n Var(w_1) Var(y)", "refuted"),
        ("E[x_2^2] = Var(y)/2", "proved"),
    ],
)
def test_members_have_the_law_of_the_first_that_is_defined(step, verdict):
    found = check(step, assuming=LAYER_BELOW)
    assert found.steps[0].verdict == verdict, str(found)


def test_a_paper_with_bare_letters_in_layers():
    text = (
        f"{WITHIN}\n\n"
        r"With $x_l = \max(0, y_{l-1})$ and $y_{l-1}$ symmetric around zero, $E[x_l^2] = \frac12 Var(y_{l-1})$."
        "\n\nSo $Var(y_l) = \\frac12 n_l Var(w_l) Var(y_{l-1})$."
    )
    assert [s.verdict for s in check(text).steps] == ["definition", "definition", "proved", "proved"]
    assert check(text.replace("So $Var(y_l) = \\frac12", "So $Var(y_l) = ")).steps[-1].verdict == "refuted"


NOUNS = (
    "In layer $l$ let $h_l = g(z_l)$ and $z_l = \\sum_{i=1}^n w_{l,i} h_{l-1,i}$. The weights are iid with mean zero "
    "and variance $1/n$, independent of the activations.\n"
)


@pytest.mark.parametrize("step", [r"E[z_l] = 0", r"\mathrm{Var}(z_l) = \frac1n \sum_{i=1}^n E[h_{l-1,i}^2]"])
def test_hypotheses_about_a_noun_without_a_letter_are_not_passed_over(step):
    found = check(f"{NOUNS}\n$${step}$$\n").steps[-1]
    assert found.verdict == "unknown"
    assert "are not used" in found.reason
    plain = NOUNS.split("The weights", maxsplit=1)[0]
    assert check(f"{plain}\n$${step}$$\n").steps[-1].verdict in {"refuted", "missing-hypothesis"}
