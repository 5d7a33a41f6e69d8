"""What letters are: constants that words call so, functions of constants, lists, labels, definitions by cases."""

import pytest

from tests.verify.documents import last, tells_apart
from verify.chain import check

VAR, COV = r"\mathrm{Var}", r"\mathrm{Cov}"


@pytest.mark.parametrize(
    "said",
    [
        r"where $\gamma$ and $\beta$ are learned numbers",
        r"where $\gamma, \beta$ are trainable parameters",
        r"with a learned scale $\gamma$ and shift $\beta$",
        r"with slope $\gamma$ and intercept $\beta$",
        r"for fixed numbers $\gamma$ and $\beta$",
        r"where the constants are $\gamma$ and $\beta$",
        r"for coefficients $\gamma$, $\beta$",
    ],
)
def test_words_that_call_letters_constants(said):
    text = rf"Let $x$ be an input and $y = \gamma x + \beta$, {said}. Then $$%s$$"
    assert last(text % rf"{VAR}(y) = \gamma^2 {VAR}(x)").verdict == "proved"
    assert last(text % rf"{VAR}(y) = \gamma {VAR}(x)").verdict == "refuted"


@pytest.mark.parametrize(
    ("step", "verdict"),
    [
        (rf"{COV}(a X + b, c Y + d) = a c {COV}(X, Y)", "proved"),
        (rf"{VAR}(a X + b) = a^2 {VAR}(X)", "proved"),
        (rf"{VAR}(a X + b) = a {VAR}(X)", "refuted"),
        (rf"{VAR}(X + b) = {VAR}(X)", "missing-hypothesis"),  # nothing introduces b
        (rf"{VAR}(w x + b) = w^2 {VAR}(x)", "missing-hypothesis"),  # the variables are small letters
        (rf"{VAR}(X + b) = {VAR}(X) + {VAR}(b)", "missing-hypothesis"),
        (rf"{VAR}(X + Y) = {VAR}(X)", "refuted"),
    ],
)
def test_small_letters_beside_capitals(step, verdict):
    found = last(f"Let $a > 0$ and $c > 0$. Then $${step}$$").verdict
    assert found == verdict or (verdict, found) == ("refuted", "unknown")


def test_nothing_is_a_constant_of_which_something_is_said():
    assert last(rf"Let $b$ be independent of $X$. $${VAR}(X + b) = {VAR}(X)$$").verdict == "missing-hypothesis"


def test_functions_of_constants_whose_values_are_moments():
    start = r"Suppose that $E[s] = 0$, and let $$V(b) := \operatorname{Var}((R - b) s).$$ "
    tells_apart(start, "V(b) = E[(R-b)^2 s^2] - E[R s]^2", "V(b) = E[(R-b)^2 s^2] + E[R s]^2")
    tells_apart(start, "V(0) = E[R^2 s^2] - E[R s]^2", "V(0) = E[R^2 s^2] - E[R s]")
    loss = "The loss is $$J(w) = E[(y - w x)^2].$$ "
    tells_apart(loss, "J(w) = E[y^2] - 2 w E[x y] + w^2 E[x^2]", "J(w) = E[y^2] - 2 w E[x y] + w E[x^2]")
    assert last("$$V(x) = E[x^2] - E[x]^2$$ $$V(3x) = 9 V(x)$$").verdict == "proved"  # a variance, as it is written


@pytest.mark.parametrize("said", ["$a, b > 0$", r"$a, b \ge 0$", r"$a, b \in (0, 1)$", "$a > 0$ and $b > 0$"])
def test_letters_that_are_bounded_together(said):
    assert last(rf"Let {said}. Then $$\sqrt{{a^2 b^2}} = a b$$").verdict == "proved"
    assert last(r"Let $a > 0$. Then $$\sqrt{a^2 b^2} = a b$$").verdict == "refuted"


def test_if_one_and_another():
    text = r"If $x > 0$ %s then $$\sqrt{x^2 y^2} = x y$$"
    assert last(text % "and $y > 0$").verdict == "proved"
    assert last(text % "").verdict == "refuted"


def test_capitals_that_are_labels():
    text = r"Let $W_N \sim N(0, 2)$ and $W_G \sim N(0, 3)$ be independent. $$\mathrm{Var}(W_N + W_G) = %s$$"
    assert [last(text % value).verdict for value in (5, 13)] == ["proved", "refuted"]


def test_a_law_that_begins_with_its_sign():
    text = r"Let $W_1, \dots, W_N$ be i.i.d. $\sim N(0, 2)$. $$\mathrm{Var}\Bigl(\sum_{i=1}^N W_i\Bigr) = %s$$"
    assert [last(text % value).verdict for value in ("2 N", "2 N^2")] == ["proved", "refuted"]


def test_sums_that_run_to_a_size_with_a_label():
    n = r"n_{\mathrm{in}}"
    text = (
        rf"A unit computes $v = w_1 x_1 + \cdots + w_{{{n}}} x_{{{n}}}$. We suppose that the weights are i.i.d. and "
        r"centred, the inputs are i.i.d. and centred too, and weights and inputs are independent. Then "
    )
    tells_apart(text, rf"{VAR}(v) = {n} {VAR}(w_1) {VAR}(x_1)", rf"{VAR}(v) = {n}^2 {VAR}(w_1) {VAR}(x_1)")


LEAKY = r"""For $0 < a < 1$ set \[ \phi(y) := \begin{cases} y & \text{if } %s,\\ a y & \text{%s}. \end{cases} \]
Let $y$ be symmetric around $0$. """


@pytest.mark.parametrize(
    ("above", "below"),
    [(r"y \ge 0", "if $y < 0$"), ("y > 0", r"if $y \le 0$"), ("y > 0", "otherwise"), ("0 < y", "else")],
)
def test_a_function_that_is_defined_by_the_sign_of_its_argument(above, below):
    text = LEAKY % (above, below)
    tells_apart(text, r"E[\phi(y)] = (1 - a) E[\max(0, y)]", r"E[\phi(y)] = (1 + a) E[\max(0, y)]")
    tells_apart(text, r"E[\phi(y)^2] = \frac{1 + a^2}{2} E[y^2]", r"E[\phi(y)^2] = \frac{1 + a}{2} E[y^2]")
    display = r"\[ \phi(y) = \max(0, y) %s a \max(0, -y) \]"
    assert last(text + display % "-").verdict == "proved"
    assert last(text + display % "+").verdict != "proved"


def test_a_step_function_of_a_variable():
    text = r"Let $x$ be symmetric, and let $h(x) = \begin{cases} 1 & x > 0 \\ 0 & x \le 0 \end{cases}$. Then "
    tells_apart(text, "E[h(x) x^2] = E[x^2]/2", "E[h(x)^2] = 1/4")


def test_a_letter_before_brackets_that_hold_it_is_a_factor():
    text = r"Let $B \sim \mathrm{Bernoulli}(f)$ and $Q = \Delta B$ with $\Delta > 0$. Then "
    tells_apart(text, r"\mathrm{Var}(Q) = \Delta^2 f (1 - f)", r"\mathrm{Var}(Q) = \Delta f (1 - f)")
    assert last(r"$$\Delta w = - a g$$ $$w + \Delta w = w - a g$$").verdict == "proved"


def test_a_bracket_in_words():
    (first, second) = check(r"\[ y = 2 x \text{ (a name, } s > 0\text{)} \]").steps
    assert (first.verdict, second.verdict) == ("definition", "definition")
