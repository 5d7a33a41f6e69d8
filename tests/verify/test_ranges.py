"""What the words of a document confine a letter to is known to its steps, and nothing else is."""

from __future__ import annotations

import pytest

from derivations.reading import read_document
from verify.chain import check
from verify.document.ranges import ranges_in

FOLDED = r"$$ \mathrm{E}[|cY|] = c\,\mathrm{E}[|Y|] $$"


@pytest.mark.parametrize(
    "words",
    [
        r"Let $c > 0$ be a real number. Then",
        r"Let $c$ be a positive real number. Then",
        r"For any positive constant $c$ we have",
        r"Let $Y$ be a random variable and let $c \geq 0$. Then",
        r"For all $0 < c < 1$,",
        r"Assume that $c > 0$. Then",
        r"Suppose $b > 0$ and $c > 1$. Then",
        r"Let $c$ be a [positive](/D/pos) [constant](/D/const). Then",
        r"If $c > 0$, then",
    ],
)
def test_a_condition_that_the_words_lay_down_is_used(words):
    assert check(f"{words} {FOLDED}").steps[-1].verdict == "proved"


@pytest.mark.parametrize(
    "behind", [r"where $c > 0$.", r"for $c \ge 0$.", r"with a positive factor $c$, where $c > 0$."]
)
def test_a_condition_may_stand_behind(behind):
    steps = [s for s in check(f"We have {FOLDED} {behind}").steps if s.relation == "="]
    assert [s.verdict for s in steps] == ["proved"]


def test_a_condition_may_stand_beside_in_the_display():
    assert check(r"$$ \sqrt{t^2} = t \quad \text{for } t > 0 $$").steps[0].verdict == "proved"
    assert check(r"$$ \mathrm{E}[|tY|] = t\,\mathrm{E}[|Y|], \quad t > 0 $$").steps[0].verdict == "proved"


@pytest.mark.parametrize(
    "words",
    [
        r"Let $c$ be a real number. Then",
        r"Hence $c > 0$. Moreover,",
        r"It follows that $c > 0$. Also,",
        r"Let $d > 0$. Then",
        r"Let $c > -1$. Then",
        r"The case $c > 0$ is easy. In general",
        r"If $c$ is positive or negative,",
        r"First let $c > 0$. Now let $c < 0$. Then",
        r"It is not known whether $c$ is positive. Still",
    ],
)
def test_what_is_claimed_or_said_of_another_letter_proves_nothing(words):
    assert check(f"{words} {FOLDED}").steps[-1].verdict in {"missing-hypothesis", "refuted", "unknown"}


@pytest.mark.parametrize("words", ["Let $c > 0$. Then", "For positive $c$,", "Let $c \\ge 1$. Then"])
def test_a_false_step_stays_false_and_its_law_keeps_the_condition(words):
    step = check(words + r" $$ \mathrm{E}[|cY|] = -c\,\mathrm{E}[|Y|] $$").steps[-1]
    assert step.verdict == "refuted"
    assert step.counterexample is not None
    assert int(step.counterexample.parameters["c"]) > 0


def test_a_condition_of_another_section_is_not_used():
    text = "# One\nLet $c > 0$.\n\n# Two\nLet $Y$ be a random variable.\n" + FOLDED
    assert check(text).steps[-1].verdict == "missing-hypothesis"


def test_the_letter_of_a_variance_that_is_a_square_is_the_standard_deviation():
    text = r"Let $W$ have variance $\tau^2$, that is, $\mathrm{Var}(W) = \tau^2$. $$ \mathrm{sd}(W) = \tau $$"
    assert check(text).steps[-1].verdict == "proved"
    assert check(text.replace(r"= \tau $$", r"= 2\tau $$")).steps[-1].verdict != "proved"
    assert check(text.replace(r"= \tau $$", r"= -\tau $$")).steps[-1].verdict != "proved"


def test_the_bound_of_markov_is_not_refuted_at_a_negative_level():
    words = r"Let $W$ be a non-negative random variable and let $h > 0$. "
    text = words + r"$$ \mathrm{P}(W \geq h) \leq \frac{\mathrm{E}(W)}{h} $$"
    assert check(text).steps[-1].verdict != "refuted"
    wrong = text.replace(r"\frac{\mathrm{E}(W)}{h}", r"\frac{\mathrm{E}(W)}{2h}")
    assert check(wrong).steps[-1].verdict in {"refuted", "missing-hypothesis"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (r"Let $a, b$ be positive.", ["a > 0", "b > 0"]),
        (r"A positive definite matrix $A$.", []),
        (r"$A$ is positive definite and $b$ is positive with probability $p$.", []),
        (r"Is $a > 0$ or not?", []),
        (r"where $r \ge 0$ and $s < 1$", ["r >= 0", "s < 1"]),
        (r"which shows $r > 0$", []),
    ],
)
def test_which_words_lay_something_down(text, found):
    assert [str(r) for r in ranges_in(text, read_document(text).chains)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (r"Let $W$ have mean $m$ and variance $v$, and $k > 0$.", ["k > 0"]),
        (r"Then $E[W] = m$, and $k > 0$.", []),
        (r"We see that $W$ is large, $k > 0$.", []),
    ],
)
def test_a_condition_in_a_list_belongs_to_the_sentence_that_sets_it(text, found):
    assert [str(r) for r in ranges_in(text, read_document(text).chains)] == found
