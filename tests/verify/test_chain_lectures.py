"""Whole derivations as lectures print them: a layer of a network, and proofs about named laws.

Twenty files in data/lectures are written as a lecturer's file looks; a comment in each says what its steps deserve.
"""

import re
from pathlib import Path

import pytest

from verify.chain import check

NEURON = (
    "w_j iid", "x_j iid", "w and x independent", "E[w_j] = 0", r"v = w_1 x_1 + w_2 x_2 + \cdots + w_n x_n",
    r"x_1 = \max(0, y_1)", "y_1 symmetric",
)  # fmt: skip
LAYER = r"""$$\text{Var}\left(v\right) = n\text{Var}\left(w_1\right)\mathbb{E}\left[x_1^2\right]
= \frac{n}{2}\text{Var}\left(w_1\right)\text{Var}\left(y_1\right)$$"""


def test_the_variance_through_a_rectified_layer_is_proved():
    assert [step.verdict for step in check(LAYER, assuming=NEURON).steps] == ["proved", "proved"]


@pytest.mark.parametrize(
    ("left_out", "step", "needed"),
    [
        ("w and x independent", 0, {"(w_1, ..., w_n) and (x_1, ..., x_n) are independent"}),
        ("E[w_j] = 0", 0, {"E[w_j] = 0 for every j"}),
        ("x_j iid", 0, {"x_1, ..., x_n are identically distributed"}),
        ("y_1 symmetric", 1, {"each y_j is symmetric about 0"}),
    ],
)
def test_without_a_hypothesis_the_step_that_needs_it_says_so(left_out, step, needed):
    found = check(LAYER, assuming=[h for h in NEURON if h != left_out]).steps[step]
    assert found.verdict == "missing-hypothesis"
    assert set(found.missing) == needed
    names = [name for law in found.counterexample.laws for name in law.names]
    assert len(names) == len(set(names))


BLOCKS = r"""
% assume: a_i iid; z_i iid; a and z independent; a_1 symmetric; u = a_1 z_1 + \cdots + a_m z_m
\[ E[u] = E[a_1 z_1 + \cdots + a_m z_m] = m E[a_1 z_1] = m E[a_1] E[z_1] = 0 \]
% forget
% assume: a_i iid; z_i iid; a and z independent
% assume: E[a_i] = 0; u = a_1 z_1 + \cdots + a_m z_m; z_1 = \max(0, s_1); s_1 symmetric
\[ E[z_1^2] = E[\max(0, s_1)^2] \]
\begin{align} Var(u) &= m Var(a_1) E[z_1^2] \\ &= \frac{m}{2} Var(a_1) Var(s_1) \end{align}
% forget
"""
SUM = "u = sum_{j=1}^{m} a_j*z_j"
APART = "(a_1, ..., a_m) and (z_1, ..., z_m) are independent"


@pytest.mark.parametrize(
    ("left_out", "needed"),
    [
        (None, {}),
        ("E[a_i] = 0; ", {5: {"E[a_j] = 0 for every j"}}),
        ("; a and z independent", {1: {APART}, 2: {"Cov(a_1, z_1) = 0"}, 5: {APART}}),
        ("a_1 symmetric; ", {3: {"E[a_j] = 0 for every j"}}),
        (r"u = a_1 z_1 + \cdots + a_m z_m", {0: {SUM}, 5: {SUM}}),
        (r"z_1 = \max(0, s_1); ", {4: {"z_1 = max(0, s_1)"}, 6: {"z_1 = max(0, s_1)"}}),
        ("; s_1 symmetric", {6: {"each s_j is symmetric about 0"}}),
    ],
)
def test_every_step_of_an_exercise_names_what_was_left_out(left_out, needed):
    steps = check(BLOCKS.replace(left_out or "%", "" if left_out else "%")).steps
    missing = {at: set(step.missing) for at, step in enumerate(steps) if step.verdict != "proved"}
    assert {step.verdict for step in steps} <= {"proved", "missing-hypothesis"}
    assert missing == needed


GAMMA = r"""Let $X \sim \mathrm{Gam}(a, b)$. Then
\begin{align}
\mathrm{E}(X^2) &= \int_{\mathcal{X}} x^2 f_X(x)\,\mathrm{d}x
= \int_0^\infty x^2 \frac{b^a}{\Gamma(a)} x^{a-1} e^{-bx}\,\mathrm{d}x \\
&= \frac{\Gamma(a+2)}{b^2\,\Gamma(a)} \int_0^\infty \mathrm{Gam}(x; a+2, b)\,\mathrm{d}x = \frac{a(a+1)}{b^2}
\end{align}"""
POISSON = r"""Let $N \sim \mathrm{Poiss}(\lambda)$. Then
\[ \mathrm{E}[N^2] = \sum_{k=0}^\infty k^2 \frac{\lambda^k e^{-\lambda}}{k!}
= e^{-\lambda} \sum_{k=1}^\infty k \frac{\lambda^k}{(k-1)!} = \lambda^2 + \lambda . \]"""


@pytest.mark.parametrize("document", [GAMMA, POISSON])
def test_sums_and_integrals_over_a_support_are_followed(document):
    verdicts = [step.verdict for step in check(document).steps if step.relation == "="]
    assert set(verdicts) == {"proved"}


@pytest.mark.parametrize(
    ("document", "old", "new"),
    [(GAMMA, r"a(a+1)}{b^2", r"a(a+2)}{b^2"), (POISSON, r"k^2 \frac", r"k \frac")],
)
def test_a_wrong_factor_under_the_integral_or_the_sum_is_seen(document, old, new):
    steps = [step for step in check(document.replace(old, new)).steps if step.relation == "="]
    assert "refuted" in {step.verdict for step in steps}


def test_the_heads_of_a_document_are_read_through_their_definition():
    report = check(
        "$$Bias(T) = E[T] - c$$\n\n$$MSE(T) = E[(T - c)^2]$$\n\n$$MSE(T) = Var(T) + Bias(T)^2$$\n\n$$MSE(T) = Var(T)$$"
    )
    assert [step.verdict for step in report.steps[:3]] == ["definition", "definition", "proved"]
    assert report.steps[3].verdict != "proved"


def test_words_near_a_display_are_used_and_named():
    text = "The variables $X$ and $Y$ are independent.\n\n$$\\mathrm{Var}(X+Y) = \\mathrm{Var}(X) + \\mathrm{Var}(Y)$$"
    (step,) = check(text).steps
    assert step.verdict == "proved"
    assert "independent" in step.reason
    assert check(text.replace("are", "are not")).steps[0].verdict == "missing-hypothesis"


LECTURES = sorted((Path(__file__).parent / "data" / "lectures").iterdir())


def deserved(document):
    return re.search(r"verdicts: ([a-z -]+?)(?: -->|\n|$)", document)[1].split()


def test_there_are_twenty_lectures_and_slips_in_most_of_them():
    assert len(LECTURES) >= 20
    seeded = [path for path in LECTURES if {"refuted", "missing-hypothesis"} & set(deserved(path.read_text()))]
    assert len(seeded) >= 15


@pytest.mark.parametrize("path", LECTURES, ids=lambda path: path.stem)
def test_every_step_of_a_lecture_gets_the_verdict_it_deserves(path):
    document = path.read_text(encoding="utf-8")
    report = check(document)
    assert [step.verdict for step in report.steps] == deserved(document), str(report)
    assert [step.line for step in report.steps] == sorted(step.line for step in report.steps)
