"""Ways of writing in books of statistical proofs: both signs, later definitions, null variables, numbers of a law."""

import pytest

from verify.chain import check


def steps(document):
    return check(document).steps


def last(document):
    return steps(document)[-1]


def test_a_letter_that_is_defined_below_is_not_refuted_above():
    document = r"$$ \mathrm{E}(\hat\theta) = %s \mu $$ with $\mathrm{E}(X) = \mu$ and $$ \hat\theta = 2 X $$"
    assert steps(document % "2")[0].verdict in {"proved", "unknown", "definition"}
    assert steps(document % "3")[0].verdict in {"unknown", "definition"}


def test_a_law_stated_above_is_no_later_definition():
    text = r"Let $X \sim \mathrm{Bin}(n, p)$. $$ \mathrm{E}(X) = n p^2 $$ It is a sum: $$ X = X_1 + \ldots + X_n $$"
    assert [s.verdict for s in steps(text)][1] == "refuted"


@pytest.mark.parametrize("call", [r"\mathrm{median}(X)", r"\mathrm{mode}(X)", r"\mathrm{h}(X)"])
def test_a_number_that_belongs_to_a_law_is_no_function_of_the_variable(call):
    step = last(rf"Let $X \sim \mathrm{{U}}(a, b)$. $$ {call} = \frac{{a+b}}{{2}} $$")
    assert step.verdict in {"proved", "unknown"}


def test_a_standard_deviation_is_positive():
    law = r"Let $X \sim \mathcal{N}(\mu, \sigma^2)$. "
    assert last(rf"{law} $$ -\frac{{1}}{{\sqrt{{2\pi}} \sigma^3}} < 0 $$").verdict == "proved"
    assert last(rf"{law} $$ -\frac{{1}}{{\sqrt{{2\pi}} \sigma^3}} > 0 $$").verdict == "refuted"
    assert last(rf"{law} $$ \mu \sigma^2 > 0 $$").verdict == "refuted"


NULL = r"Consider the case that $\mathrm{E}(Y^2) = 0$. Then "


@pytest.mark.parametrize(
    "claim",
    [
        r"\mathrm{E}(XY) = 0", r"\mathrm{E}(Y) = 0", r"\mathrm{Var}(Y) = 0", r"\mathrm{Pr}(Y = 0) = 1",
        r"\mathrm{Pr}(XY = 0) = 1", r"[\mathrm{E}(XY)]^2 = \mathrm{E}(X^2) \mathrm{E}(Y^2)",
        r"\mathrm{Var}(X + Y) = \mathrm{Var}(X)",
    ],
)  # fmt: skip
def test_a_variable_without_a_second_moment_is_0(claim):
    assert last(f"{NULL} $$ {claim} $$").verdict in {"proved", "definition"}


@pytest.mark.parametrize("claim", [r"\mathrm{E}(XY) = 1", r"\mathrm{E}(X) = 0", r"\mathrm{Pr}(Y = 0) = 0"])
def test_a_variable_without_a_second_moment_proves_nothing_else(claim):
    assert last(f"{NULL} $$ {claim} $$").verdict != "proved"


def test_both_signs_are_two_steps():
    true = r"$$ \mathrm{Var}(X \pm Y) = \mathrm{Var}(X) + \mathrm{Var}(Y) \pm 2 \mathrm{Cov}(X, Y) $$"
    assert last(true).verdict == "proved"
    assert "both signs" in last(true).reason
    for wrong in (true.replace(r"\pm 2", r"\mp 2"), true.replace(r"\pm 2", "+ 2"), true.replace("2", "")):
        assert last(wrong).verdict in {"refuted", "missing-hypothesis", "unknown"}
    assert last(true.replace(r"\pm 2", r"\mp 2")).verdict in {"refuted", "missing-hypothesis"}
    assert last(r"$$ 0 \leq 2 \pm 2 \, \mathrm{Corr}(X, Y) $$").verdict == "proved"
    assert last(r"$$ 0 \leq 1 \pm 2 \, \mathrm{Corr}(X, Y) $$").verdict != "proved"
    assert last(r"$$ \sqrt{x^2} = \pm x $$").verdict == "unknown"


SYSTEM = r"""Let $y_i \sim \mathrm{Bet}(\alpha, \beta)$ be iid. We solve
$$ m^2 = \frac{\alpha^2}{(\alpha + \beta)^2} $$
$$ m (\alpha + \beta)^2 = \alpha (\alpha + \beta) $$
and find
$$ %s $$
"""


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"m (\alpha + \beta) = \alpha", "proved"),
        (r"\beta = \alpha \left( \frac{1}{m} - 1 \right)", "proved"),
        (r"\beta m = \alpha - \alpha m", "proved"),
        (r"\beta = \alpha \left( \frac{1}{m} + 1 \right)", "unknown"),
        (r"\beta m = \alpha + \alpha m", "unknown"),
        (r"\beta = \alpha (1 - m)", "unknown"),
    ],
)
def test_what_follows_from_an_equation_to_be_solved(line, verdict):
    step = last(SYSTEM % line)
    assert step.verdict == verdict
    assert verdict != "proved" or set(step.known_from) & {2, 3}


def test_a_root_follows_from_a_square_where_both_sides_are_positive():
    text = r"Let $X \sim \mathrm{Exp}(\lambda)$. Choose it so that $$ \lambda^2 = \frac{a}{b} $$ and then $$ %s $$"
    assert last(text % r"\lambda = \sqrt{\frac{a}{b}}").verdict == "proved"
    assert last(text % r"\lambda = \sqrt{\frac{b}{a}}").verdict != "proved"


def test_equations_that_contradict_one_another_prove_nothing():
    assert last(r"Solve $$ x + y = 1 $$ and $$ x + y = 2 $$ then $$ x = 7 y $$").verdict != "proved"


def test_the_variable_of_the_only_law_that_is_named():
    text = r"Let $y_i \sim \mathrm{Bet}(a, b)$. The mean of the beta distribution is $$ \mathrm{E}(X) = %s $$"
    assert last(text % r"\frac{a}{a+b}").verdict == "proved"
    assert last(text % r"\frac{b}{a+b}").verdict != "proved"


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\mathrm{E}(X) \leq \mathrm{E}(Y), \quad \text{if} \quad X \leq Y", "proved"),
        (r"\mathrm{E}(Y) - \mathrm{E}(X) \geq 0, \quad \text{if} \quad X \leq Y", "proved"),
        (r"\mathrm{E}(Y) \leq \mathrm{E}(X), \quad \text{if} \quad X \leq Y", "unknown"),
        (r"\mathrm{E}(X^2) \leq \mathrm{E}(Y^2), \quad \text{if} \quad X \leq Y", "unknown"),
        (r"\mathrm{E}(X) \geq 0, \quad \text{if} \quad X \geq 0", "proved"),
        (r"\mathrm{E}(X) \leq 0, \quad \text{if} \quad X \geq 0", "unknown"),
    ],
)
def test_means_are_in_the_order_of_the_variables(claim, verdict):
    assert steps(f"$$ {claim} $$")[0].verdict in {verdict, *(["refuted"] if verdict == "unknown" else [])}


GAMMA = r"Let $X \sim \mathrm{Gam}(a, b)$, where $\psi(x)$ is the digamma function. "


@pytest.mark.parametrize(
    ("law", "true", "slips"),
    [
        (GAMMA, r"\mathrm{E}(\ln X) = \psi(a) - \ln(b)", [("- ", "- 2 "), (r"\psi(a)", r"\psi(b)")]),
        (GAMMA, r"\mathrm{E}(X \ln X) = \frac{a}{b} [\psi(a + 1) - \ln b]", [("a + 1", "a")]),
        (GAMMA, r"\psi(a + 1) = \psi(a) + \frac{1}{a}", [(r"\frac{1}{a}", "a")]),
        (GAMMA, r"\psi(a) = \frac{\Gamma'(a)}{\Gamma(a)}", [(r"\Gamma'(a)", r"\Gamma(a)")]),
        (GAMMA, r"\int_0^\infty x^{a-1} e^{-x} \ln x \, dx = \Gamma'(a)", [("a-1", "a")]),
        (GAMMA, r"\int_{-\infty}^\infty e^{a y - e^y} \, dy = \Gamma(a)", [("a y", "(a + 1) y")]),
        (
            r"Let $X \sim \chi^2(k)$. ",
            r"\mathrm{E}(X^m) = \frac{2^m \Gamma(\frac{k}{2} + m)}{\Gamma(\frac{k}{2})}",
            [("2^m", "2^k"), ("+ m", "- m")],
        ),
        (r"Let $X \sim \mathrm{Exp}(r)$. ", r"\mathrm{E}(X^s) = \frac{\Gamma(s + 1)}{r^s}", [("s + 1", "s")]),
        (
            r"Let $s$ be constant and $X \sim \mathrm{Bet}(a, b)$. ",
            r"\mathrm{E}(X^s) = \frac{\Gamma(a + s) \Gamma(a + b)}{\Gamma(a) \Gamma(a + b + s)}",
            [("a + b + s", "a + s")],
        ),
    ],
)
def test_moments_of_any_order_and_with_logarithms(law, true, slips):
    assert last(f"{law} $$ {true} $$").verdict == "proved"
    for old, new in slips:
        assert old in true
        assert last(f"{law} $$ {true.replace(old, new, 1)} $$").verdict in {"refuted", "unknown"}


def test_a_letter_for_a_standard_deviation_has_its_value():
    text = r"""Let $T \sim \mathrm{Exp}(r)$. Then
$$ \mathrm{E}(T^3) - 3 m s^2 - m^3 = %s $$
where $m$ and $s$ are the mean and standard deviation of $T$, respectively."""
    assert steps(text % r"\frac{2}{r^3}")[-1].verdict == "proved"
    assert steps(text % r"\frac{4}{r^3}")[-1].verdict != "proved"


def test_an_equation_is_not_carried_to_another_law_of_its_letters():
    old, new = r"% assume: W ~ U(-a, a)", r"% assume: W ~ U(-2 a, 2 a)"
    step = r"$$ \mathrm{Var}(W) = \frac{a^2}{3} $$"
    found = steps(f"{old}\n{step}\n% forget\n{new}\n{step}")
    assert [s.verdict for s in found] == ["proved", "refuted"]
