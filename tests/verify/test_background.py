"""What the words suppose is no claim, and nothing is refuted that the words leave room for."""

import pytest

from tests.verify.documents import verdicts
from verify.chain import check


@pytest.mark.parametrize(
    "document",
    [
        r"Consider the case that $\mathrm{E}(Y^2) = 0$.",
        r"The density is $$ f_X(x) = 2x, \quad 0 \leq x \leq 1 $$",
        r"It is defined for $t < \lambda$.",
        r"Let $x = \{x_1, \ldots, x_n\}$ be a sample and $z \in \mathbb{C}$.",
        r"The mean is monotonic if $X \leq Y$.",
    ],
)
def test_a_supposition_or_a_range_asserts_nothing(document):
    assert set(verdicts(document)) == {"definition"}


def test_a_claim_for_one_case_is_not_refuted_by_another():
    claim = r"$$ \mathrm{E}(X Y) = 0 $$"
    assert verdicts(claim) == ["missing-hypothesis"]
    assert verdicts(r"In the case that $\mathrm{E}(Y^2) = 0$, we have" + f"\n\n{claim}\n") == ["definition", "proved"]
    later = r"In the case that $\mathrm{E}(Y^2) = 0$, this is clear." + f"\n\n2) Now in general\n\n{claim}\n"
    assert verdicts(later) == ["definition", "missing-hypothesis"]


def test_a_supposition_is_used_where_it_proves_the_step():
    document = r"Suppose that $\mathrm{E}(X) = 0$. Then" + "\n\n" + r"$$ \mathrm{Var}(X) = \mathrm{E}(X^2) $$"
    (supposed, step) = check(document).steps
    assert (supposed.verdict, step.verdict) == ("definition", "proved")
    assert "assumption of line 1" in step.reason


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (r"$X \sim \mathrm{Mult}(n, p)$ $$ \mathrm{E}(X) = 2 \mathrm{E}(X_1) $$", "Mult"),
        (r"$X \sim \mathrm{Bern}(p)$ $$ \mathrm{Var}(p) = p - p^2 $$", "parameter"),
        (r"$$ \mathrm{E}(Y Y^\mathrm{T}) = \mathrm{E}(Y^2) $$", "transpose"),
        (r"Let $y$ be a random vector. $$ \mathrm{E}(y^T B y) = \mathrm{E}(y)^T B \mathrm{E}(y) $$", "transpose"),
        (r"Let $B$ be a random matrix. $$ \mathrm{E}(\mathrm{tr}(B)) = 2\mathrm{tr}(\mathrm{E}(B)) $$", "matrices"),
        (r"$$ \mathrm{P}(g(X) \leq 2) = \mathrm{P}(X \leq g^{-1}(2)) $$", "inverts"),
    ],
)
def test_what_the_words_leave_room_for_is_unknown_with_the_reason(document, why):
    step = check(document).steps[-1]
    assert step.verdict == "unknown"
    assert why in step.reason


def test_what_they_leave_no_room_for_is_refuted():
    assert verdicts(r"$X \sim \mathrm{Bern}(p)$ $$ \mathrm{Var}(X) = p + p^2 $$")[-1] == "refuted"
    assert verdicts(r"Let $X$ be non-negative. $$ \mathrm{Var}(2X) = 2 \mathrm{Var}(X) $$")[-1] == "refuted"
    assert verdicts(r"$$ a^2 + b^2 \leq 2ab $$") == ["refuted"]


BINOMIAL = r"Let $X \sim \mathrm{Bin}(n, p)$. "
TRIALS = r"It is the sum of $n$ independent and identical Bernoulli trials:"


@pytest.mark.parametrize("head", ["E", "Var"])
def test_a_binomial_variable_is_a_sum_of_trials_where_the_words_say_so(head):
    step = rf"$$ \mathrm{{{head}}}(X) = \mathrm{{{head}}}(X_1 + \ldots + X_n) $$"
    assert verdicts(f"{BINOMIAL}{TRIALS}\n\n{step}\n")[-1] == "proved"
    assert verdicts(f"{BINOMIAL}\n\n{step}\n")[-1] == "unknown"
    wrong = step.replace(r"(X_1 + \ldots + X_n)", r"(2 X_1 + \ldots + 2 X_n)")
    assert verdicts(f"{BINOMIAL}{TRIALS}\n\n{wrong}\n")[-1] != "proved"


def test_two_sides_that_differ_for_some_laws_are_not_said_to_be_equal_for_all():
    assert verdicts(r"$$ \mathrm{E}(X Y) \neq \mathrm{E}(X) \mathrm{E}(Y) $$") == ["unknown"]
    assert verdicts(r"$$ 1 + 1 \neq 2 $$") == ["refuted"]


def test_a_square_may_be_the_name_of_an_estimate():
    named = r"$$ \hat\sigma^2 = \frac{1}{n} \sum_{i=1}^n y_i^2 $$"
    true = r"$$ \mathrm{E}(\hat\sigma^2) = \frac{1}{n} \sum_{i=1}^n \mathrm{E}(y_i^2) $$"
    assert verdicts(f"{named} {true}") == ["definition", "proved"]
    assert verdicts(f"{named} {true.replace('E}(y_i^2)', 'E}(y_i)^2')}")[-1] != "proved"


def test_the_sample_variance_is_named_by_its_square():
    named = r"$$ S^2 = \frac{1}{n-1} \sum_{i=1}^n (X_i - \bar X)^2 $$"
    known = ["X_i iid", r"Var(X_i) = \sigma^2", r"\bar X = \frac{1}{n} \sum_{i=1}^n X_i"]
    unbiased, biased = r"$$ E[S^2] = \sigma^2 $$", r"$$ E[S^2] = \frac{n-1}{n} \sigma^2 $$"
    assert [step.verdict for step in check(f"{named} {unbiased}", assuming=known).steps] == ["definition", "proved"]
    assert [step.verdict for step in check(f"{named} {biased}", assuming=known).steps] == ["definition", "refuted"]
    spelled = [*known, named.strip("$ ")]
    assert check(unbiased, assuming=spelled).steps[0].verdict == "proved"
    assert check(biased, assuming=spelled).steps[0].verdict == "refuted"
    assert check(r"$$ Var(S) = E[S^2] - E[S]^2 $$", assuming=spelled).steps[0].verdict == "proved"


def test_a_condition_between_variables_is_not_overlooked():
    assert verdicts(r"$$ \mathrm{E}(X) \leq \mathrm{E}(Y), \quad \text{if} \quad X \leq Y $$")[0] == "proved"
    assert verdicts(r"$$ \mathrm{E}(X^2) \leq \mathrm{E}(Y^2), \quad \text{if} \quad X \leq Y $$")[0] == "unknown"
    assert verdicts(r"$$ \mathrm{E}(X) \leq \mathrm{E}(Y) $$") == ["refuted"]


def test_a_stated_independence_is_used_further_down():
    stated = r"Here $$ p(x, y) = p(x) \, p(y) $$ and so $$ \mathrm{E}(XY) = \mathrm{E}(X) \mathrm{E}(Y) $$"
    assert verdicts(stated) == ["definition", "proved"]
    assert verdicts(stated.replace(r"\mathrm{E}(Y) $$", r"\mathrm{E}(Y)^2 $$"))[-1] != "proved"


def test_what_follows_from_a_line_that_is_not_proved_is_told_so():
    steps = check(r"$$ \mathrm{E}(u_1) = c $$ $$ 2 \mathrm{E}(u_1) = 2 c $$").steps
    assert steps[-1].verdict in {"proved", "unknown"}


def test_a_law_is_known_in_its_section_and_a_little_above_its_line():
    below = "The weights have $$Var(W) = a^2/3,$$ where $W \\sim U(-a, a)$."
    assert check(below).steps[0].verdict == "proved"
    later = (
        "The weights have $$Var(W) = a^2/3.$$\n\n# Uniform weights\n\nLet $W \\sim U(-a, a)$. Then $$Var(W) = a^2/3.$$"
    )
    assert [step.verdict for step in check(later).steps] == ["unknown", "definition", "proved"]


def test_a_law_behind_if_says_nothing_of_the_display_before():
    text = "A text says \\[ n Var(w) = 1 \\]\nIf $w \\sim U(-a, a)$ then $Var(w) = a^2/3$."
    assert [step.verdict for step in check(text).steps] == ["unknown", "definition", "proved"]


def test_a_definition_that_is_not_covered_costs_the_steps_about_its_name_alone():
    text = "Let $v = (1 - b) \\sum_{i=0}^{\\infty} b^i g_i$. $$E[g_1 + g_2] = E[g_1] + E[g_2]$$ $$Var(2v) = 3$$"
    found = check(text).steps
    assert found[-2].verdict == "proved"
    assert "infinity" in found[-1].reason


def test_a_formula_for_the_variance_of_an_estimate_that_nothing_computes_is_not_refuted():
    text = r"Let $e_i \sim \mathcal{N}(0, \tau^2)$. $$ \mathrm{Var}(\hat{b}_1) = \frac{\tau^2}{n} $$"
    assert verdicts(text)[-1] != "refuted"
    assert verdicts(r"$$ \mathrm{E}(\hat{b}^2) = \mathrm{E}(\hat{b})^2 + 1 + \mathrm{Var}(\hat{b}) $$")[-1] == "refuted"


def test_the_square_of_a_fresh_name_behind_let_is_a_definition():
    text = (
        "Let $X_1, \\dots, X_n$ be i.i.d. with mean $m$, variance $v$, and let $\\bar X = \\frac1n \\sum_{i=1}^n X_i$ "
        "and\n$S^2 = \\frac{1}{n-1}\\sum_{i=1}^n (X_i - \\bar X)^2$. Then $E[S^2] = v$. And $E[S^2] = m$."
    )
    assert [step.verdict for step in check(text).steps][1:] == ["definition", "proved", "refuted"]


def test_what_is_said_of_other_letters_is_shown_and_takes_no_part():
    text = "Let $U \\sim N(0, 1)$ and $v = \\sum_{j=1}^n w_j x_j$. $$Var(X + Y) = Var(X)$$"
    step = check(text).steps[-1]
    assert {name for law in step.counterexample.laws for name in law.names} == {"X", "Y"}
    assert "U ~ N(0, 1)" in str(check(text))


DEFINED = r"""The first moment is the mean: $$ m_1' = m $$
The first moment of $V$ %s
$$ m_1' = E[(V - 0)^1] $$
which is
$$ m_1' = E[V] $$
"""


@pytest.mark.parametrize("words", ["is defined as", "is then defined by", "is [defined as](/D/first)"])
def test_a_definition_below_the_claim_is_the_definition(words):
    assert verdicts(DEFINED % words) == ["definition", "definition", "proved"]
    assert verdicts((DEFINED % words).replace("= E[V] ", "= 2 E[V] "))[-1] != "proved"
    assert verdicts(DEFINED % "equals")[-1] != "proved"


def test_a_letter_that_may_be_a_density_is_not_chosen():
    text = r"Let $X \sim N(m, 1)$ have the density $p(x)$. $$ E[\ln p(X)] = - \frac12 \ln(2 \pi e) $$"
    assert verdicts(text)[-1] != "refuted"
