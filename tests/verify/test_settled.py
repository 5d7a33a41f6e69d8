r"""Moments that a document chooses or proves are equations that later lines may be solved with: a = \sqrt{6/n}."""

import pytest

from tests.verify.documents import verdicts
from verify.chain import check

UNIFORM = r"Let $W \sim U(-a, a)$. Then $\operatorname{Var}(W) = \frac{a^2}{3}$. "


@pytest.mark.parametrize(
    ("choice", "bound"),
    [
        (r"\frac{1}{n}", r"\sqrt{\frac{3}{n}}"),
        (r"\frac{2}{n}", r"\sqrt{\frac{6}{n}}"),
        (r"\frac{2}{n_{in} + n_{out}}", r"\sqrt{\frac{6}{n_{in} + n_{out}}}"),
        (r"\frac{2}{n_{in} + n_{out}}", r"\frac{\sqrt{6}}{\sqrt{n_{in} + n_{out}}}"),
    ],
)
def test_the_bound_of_a_uniform_law_follows_from_the_chosen_variance(choice, bound):
    found = check(UNIFORM + rf"We choose $\operatorname{{Var}}(W) = {choice}$, hence $a = {bound}$.").steps[-1]
    assert found.verdict == "proved"
    assert "follows from the equation" in found.reason


def test_another_choice_takes_the_place_of_the_first():
    text = UNIFORM + r"We choose $\operatorname{Var}(W) = \frac{2}{n}$, so $a = \sqrt{\frac{6}{n}}$." + "\n\n"
    text += r"We choose $\operatorname{Var}(W) = \frac{1}{n}$, so $a = \sqrt{\frac{3}{n}}$." + "\n"
    assert verdicts(text)[-1] == "proved"
    assert verdicts(text + r"Hence $a = \sqrt{\frac{6}{n}}$.")[-1] != "proved"


def test_a_wrong_bound_is_not_proved():
    text = UNIFORM + r"We choose $\operatorname{Var}(W) = \frac{2}{n}$, so "
    for wrong in (r"\sqrt{\frac{3}{n}}", r"\frac{6}{n}", r"-\sqrt{\frac{6}{n}}", r"\sqrt{6 n}"):
        assert verdicts(text + f"$a = {wrong}$.")[-1] != "proved"


def test_two_conditions_are_one_wish():
    text = r"We want $n \operatorname{Var}(W) = 1$ and $m \operatorname{Var}(W) = 1$."
    assert verdicts(text) == ["choice", "choice"]


def test_batch_normalisation_as_a_paragraph():
    text = (
        r"Let $\hat x = \frac{x-\mu}{\sqrt{\sigma^2}}$ where $\mu = E[x]$ and $\sigma^2 = \operatorname{Var}(x)$. "
        r"Then $E[\hat x] = 0$ and $\operatorname{Var}(\hat x) = 1$. "
        r"With $y = \gamma\hat x+\beta$, $E[y] = \beta$ and $\operatorname{Var}(y) = \gamma$."
    )
    told = ["definition"] * 3 + ["proved"] * 2 + ["definition", "proved"]
    assert verdicts(text)[:-1] == told
    assert verdicts(text)[-1] in {"refuted", "missing-hypothesis"}


def test_a_letter_that_is_a_function_and_a_variable_refutes_nothing():
    lines = [
        r"Let $y = f(x) + \epsilon$ with $E[\epsilon] = 0$ and $\epsilon$ independent of $g$.",
        r"$$E[(y - g)^2] = E[\epsilon^2] + \operatorname{Var}(g) + (f - E[g])^2$$",
        r"$$E[x^2] = E[x]^2 + 1$$",
    ]
    found = check("\n\n".join(lines)).steps
    assert found[-2].verdict == "unknown"
    assert "stands for a variable and for a function" in found[-2].reason
    assert found[-1].verdict in {"refuted", "missing-hypothesis"}


def test_a_letter_gets_a_new_meaning_under_another_heading():
    lines = [
        "# One",
        "Let $y = a x$.",
        "# Two",
        r"Let $y = x + b$ with constants $a$, $b$.",
        r"$\operatorname{Var}(y) = \operatorname{Var}(x)$.",
    ]
    found = check("\n\n".join(lines)).steps
    assert [s.verdict for s in found] == ["definition", "definition", "proved"]
    same = check("\n\n".join(line for line in lines if line != "# Two")).steps
    assert [s.verdict for s in same][1:] != ["definition", "proved"]


LECTURE = r"""
# Neuron
We assume that the weights $w_j$ are i.i.d. with zero mean and variance $s^2$, the inputs $x_j$ are i.i.d., and that
weights and inputs are independent.
$$\operatorname{Var}\Big(\sum_{j=1}^n w_j x_j\Big) = n s^2 E[x_1^2]$$
# Rectifier
Let $x = \max(0,y)$ with $y$ symmetric around zero. Then
$$E[x^2] = \int_0^\infty y^2 p(y)\,dy = \frac12 \operatorname{Var}(y)$$
Hence we require $\frac{n}{2}\sigma_w^2 = 1$, that is $\sigma_w = \sqrt{2/n}$.
# Walk
Let the steps $X_i$ be independent Rademacher random variables. Then $\operatorname{Var}(\sum_{i=1}^n X_i) = n$.
# Mean
Let $X_1,\ldots,X_n$ be independent variables with mean $\mu$ and variance $\tau^2$, $M = \frac1n\sum_{i=1}^n X_i$.
Then $E[M] = \mu$, $\operatorname{Var}(M) = \tau^2/n$ and $\operatorname{Var}(M) = \tau^2$.
"""


def test_a_lecture_of_several_sections():
    found = check(LECTURE).steps
    assert [s.verdict for s in found] == [
        "proved",
        "definition", "proved", "proved", "choice", "proved",
        "proved",
        "definition", "proved", "proved", "refuted",
    ]  # fmt: skip


def test_a_mean_that_words_give_to_one_variable_is_not_that_of_another():
    text = r"Let $X$ have mean $\mu$ and variance $\tau^2$, and let $M$ be a second variable."
    for step in (r"E[M] = \mu", r"\operatorname{Var}(M) = \tau^2"):
        assert check(f"{text}\n\n$${step}$$").steps[-1].verdict != "proved"


BETA_MOMENTS = r"""Let $y_1, \ldots, y_n$ be independent with
$$y_i \sim \mathrm{Beta}(a, b), \quad i = 1, \ldots, n$$
and let
$$\bar y = \frac1n \sum_{i=1}^n y_i$$
$$\bar v = \frac{1}{n-1} \sum_{i=1}^n (y_i - \bar y)^2$$
We have to solve the following equation system for $a$ and $b$:
$$\begin{split} \bar y &= \frac{a}{a+b} \\
\bar v &= \frac{a b}{(a+b)^2 (a+b+1)} \end{split}$$
From the first, we have
"""


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"a = \bar y \left(\frac{\bar y (1 - \bar y)}{\bar v} - 1\right)", "proved"),
        (r"b = (1 - \bar y) \left(\frac{\bar y (1 - \bar y)}{\bar v} - 1\right)", "proved"),
        (r"b = \bar y \left(\frac{\bar y (1 - \bar y)}{\bar v} - 1\right)", "unknown"),
        (r"a = \bar y \left(\frac{\bar y (1 - \bar y)}{\bar v} + 1\right)", "unknown"),
    ],
)
def test_the_method_of_moments_solves_two_equations(line, verdict):
    assert verdicts(BETA_MOMENTS + f"$$b = \\frac{{a}}{{\\bar y}} - a$$ $${line}$$")[-2:] == ["proved", verdict]


@pytest.mark.parametrize(("power", "verdict"), [(3, "proved"), (2, "unknown")])
def test_what_a_letter_stands_for_is_inserted_into_equations_to_be_solved(power, verdict):
    line = rf"$$\bar v = \frac{{q}}{{a (1+q)^{power} + (1+q)^2}}$$"
    assert verdicts(BETA_MOMENTS + rf"If we define $q = 1/\bar y - 1$, then {line}")[-1] == verdict


def test_equations_that_contradict_each_other_give_nothing():
    text = r"We have to solve the following equations for $a$ and $b$: "
    text += r"$$\begin{split} m &= \frac{a}{a+b} \\ m &= \frac{a}{a+b} + 1 \end{split}$$ "
    assert verdicts(text + "Hence $$a = 3 b + 7$$")[-1] == "unknown"


@pytest.mark.parametrize(
    ("claim", "assuming", "verdict"),
    [
        ("a = sqrt(3/n)", "w ~ U(-a, a); Var(w) = 1/n", "proved"),
        ("a = sqrt(6/n)", "w ~ U(-a, a); Var(w) = 1/n", "refuted"),
        ("a = sqrt(6/(n+m))", "w ~ U(-a, a); Var(w) = 2/(n+m)", "proved"),
        ("s^2 = a^2/3", "W ~ U(-a, a); Var(W) = s^2", "proved"),
        ("s^2 = a^2/2", "W ~ U(-a, a); Var(W) = s^2", "refuted"),
        ("b = s/sqrt(2)", "X ~ Laplace(0, b); Var(X) = s^2; s > 0", "proved"),
        ("p = 1/2", "X ~ Bernoulli(p); Var(X) = 1/4", "proved"),
        ("p = 1/4", "S ~ Binomial(n, p); E[S] = 2; Var(S) = 3/2", "proved"),
        ("n = 5", "S ~ Binomial(n, 1/2); E[S] = 2", "refuted"),
        ("a = sqrt(6)*s", "s^2 = a^2/3; a > 0; s > 0", "refuted"),
        ("a = 2", "a^2 = 4", "definition"),
    ],
)
def test_letters_have_the_values_that_stated_moments_give_them(claim, assuming, verdict):
    (step,) = check(claim, assuming=assuming.split(";")).steps
    assert step.verdict == verdict, step.reason
    if step.verdict == "refuted":  # the values shown satisfy what is stated, and not the claim
        shown = step.counterexample
        assert shown.lhs != shown.rhs
        assert all(value > 0 for value in shown.parameters.values())


def test_a_document_may_say_a_stated_letter_anew():
    text = r"Let $w \sim U(-a, a)$ with variance $s^2$. We have $s^2 = a^2/3$. $a = s$."
    assert verdicts(text)[-2:] == ["proved", "unknown"]


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("Var(X+Y) = s^2 + t^2 + 2*r*s*t", "proved"),
        ("Var(X+Y) = s^2 + t^2 + r*s*t", "refuted"),
        ("Cov(X,Y) = r*s*t", "proved"),
        ("Cov(X,Y) = r*s^2*t^2", "refuted"),
        ("Var(X+Y) = s^2 + t^2", "missing-hypothesis"),
    ],
)
@pytest.mark.parametrize("reverse", [False, True])
def test_a_stated_correlation_is_solved_for_the_covariance_in_any_order(claim, verdict, reverse):
    stated = ["Corr(X,Y) = r", "Var(X) = s^2", "Var(Y) = t^2", "s > 0", "t > 0"]
    (step,) = check(claim, assuming=stated[::-1] if reverse else stated).steps
    assert step.verdict == verdict, step.reason


def test_equations_to_be_solved_are_not_forgotten_where_a_line_is_refuted():
    text = r"""Let $X \sim \mathrm{Beta}(a, b)$ and $\mathrm{E}[X] = \frac{a}{a+b}$.
    Let $$m = \frac1N \sum_{i=1}^N y_i$$ $$s = \frac1N \sum_{i=1}^N y_i^2$$
    We have to solve the following equation system for $a$ and $b$: $$\begin{split} m &= \frac{a}{a+b} \\
    s &= \frac{a + 7}{a b + 1} \end{split}$$ From this, one obtains $$b = \frac{a}{m} - a$$ $$a = m s$$"""
    assert verdicts(text)[-2:] == ["proved", "unknown"]
