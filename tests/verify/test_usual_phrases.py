"""What papers and lectures say around a step, in their own words, and the verdict that it makes of the step."""

import pytest

from derivations.reading import read_document
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


@pytest.mark.parametrize(
    ("sentence", "phrases"),
    [
        (r"Let $w_j$ be i.i.d.\ with zero mean, and the weights independent of the $x_j$",
         ["w_j iid", "E[w_j] = 0", "w_j independent of x_j"]),
        ("where the $X_i$ are independent Bernoulli$(1/2)$", ["X_i independent", "X_i ~ Bernoulli(1/2)"]),
        (r"$X_1, \dots, X_n$ are i.i.d. taking the values $\pm 1$ with probability $1/2$ each",
         [r"X_1, \dots, X_n iid", "X_i ~ Rademacher"]),
        (r"$s$ takes values in $\{-1, +1\}$ with equal probability", ["s ~ Rademacher"]),
        (r"The $w_{ij}$ are drawn independently from the same distribution. This distribution has zero mean",
         ["w_{ij} independent", "w_{ij} identically distributed", "E[w_{ij}] = 0"]),
        (r"$q_i, k_i$ are iid with mean 0", ["q_i, k_i iid", "E[q_i] = 0", "E[k_i] = 0"]),
        (r"Let $X_i$ be {\sc iid}", ["X_i iid"]),
        ("Let $X$ have the exponential$(b)$ law", []),  # a mean or a rate
        ("$w_i$ are drawn independently of each other and of the $x_i$",
         ["w_i independent", "w_i independent of x_i"]),
        ("They are $x_i$. They are independent", ["x_i independent"]),
        ("A layer without biases: $x_i$ are independent", ["x_i independent"]),
        ("Without independence: $x_i$ are independent", []),
        ("Let $v_i$ be the weights. These are not independent", []),
    ],
)  # fmt: skip
def test_sentences_say(sentence, phrases):
    assert [said.text for said in read_document(sentence + ".").said] == phrases


def test_words_behind_a_display_reach_all_of_it():
    text = r"""$$
    \begin{align}
    Var(s) &= Var(\sum_i^n w_i x_i) \\
    &= \sum_i^n Var(w_i x_i) \\
    &= \sum_i^n Var(x_i) Var(w_i) \\
    &= n Var(w) Var(x)
    \end{align}
    $$
    where in the second step we assumed zero mean inputs and weights. In the last step we assumed that all $w_i, x_i$
    are identically distributed, and all of them are independent."""
    assert verdicts("Let $s = \\sum_i^n w_i x_i$. " + text) == ["definition"] + ["proved"] * 4


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"When every block doubles it, $Var(y) = 2 Var(x)$, then $Var(3y) = 18 Var(x)$.", ["definition", "proved"]),
        (r"Asking that $Var(y) = 1$ is a choice.", ["choice"]),
        (r"A sufficient condition is $$n Var(w) = 1.$$", ["choice"]),
        (r"Let $\mu = E(X)$, $\sigma^2 = Var(X)$. $$Var(2X) = 4\sigma^2$$", ["definition", "definition", "proved"]),
        (r"$$E[S^2] = 2$$ where $S^2 = X^2 + Y^2$ is not known.", ["unknown", "unknown"]),
    ],
)
def test_words_make_a_condition_or_a_name(text, expected):
    assert verdicts(text) == expected


def test_a_quotation_in_markdown_is_read_and_its_marks_are_no_signs():
    lines = ["[!proof]- Proof", "$$", r"\begin{align*}", "V(X+X)", r"&= V(2X) \\", "&= 4 V(X)", r"\end{align*}", "$$"]
    text = "# Notes\n" + "".join(f"> {line}\n" for line in lines)
    assert verdicts(text) == ["proved", "proved"]
    assert verdicts("# Notes\n$$\nE[X^2]\n> 2 E[X^2] + 1\n$$\n") == ["refuted"]  # a sign


def test_items_of_a_list_are_no_factors():
    assert verdicts("(a) Var(X + 1) = Var(X)\n(b) Var(2X) = 4 Var(X)\n2. Var(3X) = 3 Var(X)\n") == [
        "proved", "proved", "refuted",
    ]  # fmt: skip


def test_copies_written_with_dots_are_as_many_as_the_terms_beside_them():
    text = r"Let $X_1, \dots, X_n$ be a random sample from a distribution with mean $\mu$ and variance $\sigma^2$. $$"
    assert verdicts(text + r"E[X_1 + \dots + X_n] = \mu + \dots + \mu = n \mu$$") == ["proved", "proved"]
    assert verdicts(text + r"E[X_1 + \dots + X_n] = \mu + \dots + \mu = (n - 1) \mu$$") == ["proved", "refuted"]
    assert verdicts(text + r"Var(X_1 + \dots + X_n) = \sigma^2 + \dots + \sigma^2 = n \sigma$$") == [
        "proved",
        "refuted",
    ]


def test_a_sigma_is_a_standard_deviation():
    n = "n positive"
    assert verdicts(r"$$\sqrt{\frac{\sigma^2}{n}} = \frac{\sigma}{\sqrt n}$$", n) == ["proved"]
    assert verdicts(r"$$\sqrt{\frac{\sigma^2}{n}} = \frac{\sigma}{n}$$", n) == ["refuted"]


def test_a_condition_holds_for_all_displays_below_one_another():
    text = "If $X$ and $Y$ are independent:\n\n$$E[X Y] = E[X] E[Y]$$\n\n" + "$$E[X Y^2] = E[X] E[Y^2]$$\n\n" * 3
    assert verdicts(text) == ["proved"] * 4
    assert verdicts(text + "Other words.\n\n$$E[X Y] = E[X] E[Y]$$")[-1] in {"unknown", "missing-hypothesis"}


def test_a_rectifier_is_spelled_in_many_ways():
    for name in ("ReLU", "ReLu", "Relu", r"\mathrm{RELU}", r"\operatorname{relu}"):
        assert verdicts(rf"Let $y$ be symmetric. $$E[{name}(y)^2] = \frac12 Var(y)$$") == ["proved"]


def test_neighbours_of_a_family_differ_without_a_hypothesis():
    (step,) = check("$$Var(Y_t) = Var(Y_{t-1})$$").steps
    assert (step.verdict, step.missing) == ("missing-hypothesis", ("Y_1, ..., Y_n are identically distributed",))


def test_a_law_with_a_hyphen_in_text_is_that_law():
    for law in (r"\text{ex-Gaussian}(m, s, r)", r"\mathrm{ex-Gaussian}(m, s, r)"):
        text = rf"Let $X \sim {law}$. $$ E[X] = m + \frac1r $$"
        assert check(text).steps[-1].verdict == "proved"
        assert check(text.replace("1r", "2r")).steps[-1].verdict == "refuted"
    assert check(r"Let $X \sim \text{Log-normal}(m, s^2)$. $$ E[X] = e^{m + s^2/2} $$").steps[-1].verdict == "proved"


def test_parameters_that_words_beside_a_step_give_another_meaning_refute_nothing():
    text = r"""Let $X \sim \text{ex-Gaussian}(\mu, \sigma, r)$.
$$ E[(X - \mu)^2] = \sigma^2 $$
where $\mu$ and $\sigma$ are the %s of $X$, respectively.

$$ \mathrm{Var}(X) = \sigma^2 $$
"""
    verdicts = [step.verdict for step in check(text % "mean and standard deviation").steps]
    assert verdicts[1] == "unknown"
    assert [step.verdict for step in check(text % "first parameters").steps][1] == "refuted"
