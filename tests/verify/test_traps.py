"""Small documents that try to make the check say wrong things."""

import pytest

from verify.chain import check

P, R, M, U, D = "proved", "refuted", "missing-hypothesis", "unknown", "definition"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (r"Let $X \sim N(0, \sigma)$ where $\sigma$ is the standard deviation. Then $\mathrm{Var}(X) = \sigma$.", R),
        (r"Let $X \sim N(0, \sigma)$ where $\sigma$ is the standard deviation. Then $\mathrm{Var}(X) = \sigma^2$.", P),
        (r"Let $X \sim N(0, \sigma)$ where $\sigma$ is the variance. Then $\mathrm{Var}(X) = \sigma^2$.", R),
        (r"Let $X \sim N(0, \sigma)$. Then $\mathrm{Var}(X) = \sigma^2$.", U),
        (r"Let $X \sim N(0, \sigma)$. Then $\mathrm{Var}(2X) = 4 \mathrm{Var}(X)$.", P),
        (r"Let $X \sim N(0, 4)$. Then $\mathrm{Var}(X) = 16$.", R),
    ],
)
def test_the_second_parameter_of_a_normal_law_is_what_words_call_it(text, verdict):
    assert check(text).steps[-1].verdict == verdict


@pytest.mark.parametrize(
    "text",
    [
        "Let $X$ have density $f(x) = x$ for $0 \\le x \\le 1$. Then $E[X] = 1/3$.",
        "Let $X$ be almost surely equal to $3$. Then $\\mathrm{Var}(X) = 0$.",
        "Let $X$ be Cauchy. Then $E[X] = 0$.",
        "Let $X_1, \\dots, X_n$ be exchangeable. Then $E[X_1 X_2] = E[X_2 X_3]$.",
        "Let $X \\sim N(0,1)$ and $Y = 1/X$. Then $E[Y] = 0$.",
    ],
)
def test_what_is_said_of_a_variable_and_is_not_covered_decides_nothing(text):
    assert check(text).steps[-1].verdict == U


def test_a_mean_of_the_sample_is_that_in_what_is_shown_against_a_step():
    text = (
        r"Let $X_1,\dots,X_n$ be iid with variance $\sigma^2$ and $S^2 = \frac{1}{n}\sum_{i=1}^n (X_i - \bar X)^2$. "
        r"Then $E[S^2] = \sigma^2$."
    )
    step = check(text).steps[-1]
    assert step.verdict == R
    assert "the left side is sigma^2 - sigma^2/n" in step.reason
    assert not any("bar" in name for law in step.counterexample.laws for name in law.names)


COPIES = r"""Let $X$ be 0 or 1 with $P(X = 1) = p$; $X_1, \ldots, X_n$ are independent copies of $X$. Then $E[X] = p$
and $\mathrm{Var}(X) = p(1-p)$, $E[\sum_{i=1}^n X_i] = n p$, $\mathrm{Var}(\sum_{i=1}^n X_i) = n p (1-p)$."""


@pytest.mark.parametrize(
    ("text", "verdicts"),
    [
        ("Let $X$ take the values $a$ and $b$ with probability 1/2 each. Then $\\mathrm{Var}(X) = (a-b)^2/4$.", [P]),
        (
            "Let $X \\in \\{-2, 1\\}$ with $P(X = -2) = 1/3$ and $P(X=1) = 2/3$. Then $E[X] = 0$, $E[X^3] = 0$.",
            [D, D, D, P, R],
        ),
        ("$P(X=-1)=1/4$, $P(X=0)=1/2$, $P(X=1)=1/4$. Then $\\mathrm{Var}(X) = 1/2$.", [D, D, D, P]),
        ("$X$ takes the value 3 with probability $p$ and $-1$ otherwise. Then $E[X] = 4p - 1$, $E[X] = 4p+1$.", [P, R]),
        ("Let $X$ take values $-1, 0, 1$ with equal probability. Then $\\mathrm{Var}(X) = 2/3$.", [P]),
        (COPIES, [D, P, P, P, P]),
        ("Let $X$ be 0 or 1 or 2 with $P(X=1) = 1/3$. Then $E[X] = 1/3$.", [D, U]),
        ("$P(X = 1) = 1/2$ and $P(X = 2) = 1/3$. Then $E[X] = 7/6$.", [D, D, U]),
        ("Let $X$ take the values $a$ and $b$. Then $E[X] = (a+b)/2$.", [U]),
    ],
)
def test_laws_on_a_few_points_are_read_where_their_probabilities_add_up(text, verdicts):
    assert [step.verdict for step in check(text).steps] == verdicts


@pytest.mark.parametrize(
    ("text", "verdicts"),
    [
        (r"Let $\mu = E[X]$. Then $\mu = 0$. Then $E[X] = 0$.", [D, "choice", M]),
        (r"Let $\mu = E[X]$. Let $\mu = E[Y]$. Then $E[X] = E[Y]$.", [D, U, R]),
        (r"Let $Y = 2X$. Let $Y = 3X$. Then $\mathrm{Var}(Y) = 4\mathrm{Var}(X)$.", [D, U, U]),
        (r"Let $Y = 2X$. Then $Y = 3X$. Then $\mathrm{Var}(Y) = 9\mathrm{Var}(X)$.", [D, U, U]),
        (r"Let $s = \mathrm{Var}(X)$. Then $s = 2$. Then $\mathrm{Var}(2X) = 8$.", [D, U, R]),
        (r"$$\mathrm{Var}(X) = 3$$ Hence $$\mathrm{Var}(X) = 3$$", [R, R]),
        (r"$$E[XY] = E[X]E[Y]$$ Therefore $$\mathrm{Cov}(X,Y) = 0$$", [M, M]),
        (r"$$\mathrm{Var}(2X) = 2\mathrm{Var}(X)$$ Hence $$\mathrm{Var}(4X) = 4\mathrm{Var}(X)$$", [R, R]),
        (r"Let $X$ be constant. Then $\mathrm{Var}(X) = 0$.", [P]),
        (r"Let $c$ be a constant. Then $\mathrm{Var}(cX) = \mathrm{Var}(X)$.", [R]),
    ],
)
def test_a_claim_about_a_letter_is_no_definition_and_proves_nothing_by_itself(text, verdicts):
    assert [step.verdict for step in check(text).steps] == verdicts


@pytest.mark.parametrize(
    ("step", "verdict"),
    [
        (r"|X + Y| \le |X| + |Y|", P),
        (r"|X + Y| \ge |X| + |Y|", R),
        (r"E|X + Y| \le E|X| + E|Y|", P),
        (r"E|X + Y| \ge E|X| + E|Y|", R),
        (r"e^{E[X]} \le E[e^X]", P),
        (r"|E[X]| \le E|X|", P),
        (r"|E[X]| \ge E|X|", R),
        (r"x^2 + y^2 \ge 2xy", P),
        (r"x^2 + y^2 > 2xy", R),
        (r"\max(0, x + y) \le \max(0, x) + \max(0, y)", P),
        (r"\max(0, x + y) \ge \max(0, x) + \max(0, y)", R),
        (r"E[XY]^2 \le E[X^2] E[Y^2]", P),
        (r"\mathrm{Cov}(X,Y) \le \mathrm{Var}(X)", "missing-hypothesis"),  # where both variances are equal
    ],
)
def test_inequalities_that_hold_everywhere_and_their_converses(step, verdict):
    assert check(f"$${step}$$").steps[0].verdict == verdict


def test_a_function_that_is_called_convex_or_concave_has_jensens_inequality():
    claims = r"Then $\phi(E[X]) \le E[\phi(X)]$ and $E[\phi(X)] \le \phi(E[X])$."
    assert [s.verdict for s in check(rf"Let $\phi$ be convex. {claims}").steps] == [P, U]
    assert [s.verdict for s in check(rf"Let $\phi$ be concave. {claims}").steps] == [U, P]
    assert [s.verdict for s in check(claims).steps] == [U, U]
    assert [s.verdict for s in check(rf"The function $\phi$ is not convex. {claims}").steps] == [U, U]


@pytest.mark.parametrize(
    "text",
    [
        r"Let $x \sim N(m, v)$. Put $v = 2x + z$. Then $\mathrm{Var}(y v) = v^2 \mathrm{Var}(y)$.",
        "Suppose $x \\sim N(m, v)$ and $z \\sim U(-a, a)$. Let $v = z - y$. Then $\\mathrm{Cov}(x, v) = 0$.",
    ],
)
def test_a_parameter_that_a_line_makes_random_decides_nothing(text):
    assert check(text).steps[-1].verdict == U


def test_a_random_number_of_terms_costs_its_steps_alone():
    text = r"Let $N \sim \mathrm{Poisson}(\lambda)$ and $S = \sum_{i=1}^N X_i$ with $X_i$ iid. $$\mathrm{Var}(S) = 1$$"
    assert check(text).steps[-1].verdict == U
    assert check(text + " $$E[2Y] = 2E[Y]$$").steps[-1].verdict == P
