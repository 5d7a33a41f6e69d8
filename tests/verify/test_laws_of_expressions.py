"""A law that is stated of an expression, (X - m)/s ~ N(0, 1), and one that its subject cannot have."""

from __future__ import annotations

import pytest

from verify.chain import check


def verdicts(text):
    return [step.verdict for step in check(text).steps if step.relation == "="]


@pytest.mark.parametrize(
    ("text", "last"),
    [
        (r"Let $V \sim \mathcal{N}(m, s^2)$. $$ U = \frac{V-m}{s} \sim \mathcal{N}(0,1) $$ $$ E[U^2] = 1 $$", "proved"),
        (
            r"Let $V \sim \mathcal{N}(m, s^2)$. $$ U = \frac{V-m}{s} \sim \mathcal{N}(0,1) $$ $$ E[U^2] = 2 $$",
            "refuted",
        ),
        (r"Let $V \sim \mathrm{Gam}(r,t)$. $$ U = kV \sim \mathrm{Gam}(r,t/k) $$ $$ E[U] = kr/t $$", "proved"),
        (r"Let $V \sim \mathrm{Gam}(r,t)$. $$ U = kV \sim \mathrm{Gam}(r,t/k) $$ $$ E[U] = r/(kt) $$", "unknown"),
        (
            r"Let $V \sim \mathcal{N}(0,1)$, so that $cV+d \sim \mathcal{N}(d,c^2)$. $$ E[(cV+d)^2] = c^2+d^2 $$",
            "proved",
        ),
    ],
)
def test_its_parameters_are_no_variables(text, last):
    assert verdicts(text)[-1] == last


@pytest.mark.parametrize(
    "text",
    [
        r"Let $V \sim \mathrm{Exp}(4)$ and $U = 2V$. Hence $$ U \sim \mathrm{Exp}(8) $$ $$ E[U] = \frac{1}{8} $$",
        r"Let $V, W \sim \mathcal{N}(0,1)$ be independent, $U = V+W$. $$ U \sim \mathcal{N}(0,3) $$ $$ E[U^2] = 3 $$",
    ],
)
def test_a_law_that_what_it_is_made_of_does_not_have_proves_nothing(text):
    assert "contradict" in check(text).steps[-1].reason
    assert verdicts(text)[-1] == "unknown"


def test_a_law_that_it_does_have_is_used():
    text = (
        r"Let $V, W \sim \mathcal{N}(0,1)$ be independent, $U = V+W$. $$ U \sim \mathcal{N}(0,2) $$ $$ E[U^4] = 12 $$"
    )
    assert verdicts(text)[-1] == "proved"


@pytest.mark.parametrize(
    "implied", [r"V = \text{const.}", r"\begin{matrix} 1 \end{matrix}", r"V = \text{a number that is fixed}"]
)
def test_what_stands_before_an_arrow_is_not_refuted_where_the_rest_is_not_read(implied):
    assert "refuted" not in verdicts(rf"$$ \mathrm{{Var}}(V) = 0 \quad \Rightarrow \quad {implied} $$")
    assert verdicts(r"$$ \mathrm{Var}(V) = 0 $$") == ["refuted"]


def test_the_inverse_of_what_a_name_is_defined_as_is_a_claim():
    text = (
        r"Let $V \sim \mathcal{N}(m, s^2)$. $$ U = h(V) = \frac{V-m}{s} $$ $$ V = h^{-1}(U) = sU + m $$ $$ E[U] = 0 $$"
    )
    assert verdicts(text) == ["definition", "definition", "proved", "definition", "proved"]
    assert verdicts(r"Let $U = 2V$. $$ V = U/2 $$ $$ E[V] = E[U]/2 $$")[-2:] == ["proved", "proved"]
    assert verdicts(r"Let $U = 2V$. $$ V = U/3 $$ $$ E[V] = E[U]/3 $$")[-2:] == ["refuted", "refuted"]


def test_equations_that_are_to_be_solved_define_nothing_and_what_follows_from_them_is_proved():
    given = r"""$$ \bar{z} = \frac{1}{n} \sum_{i=1}^n z_i $$
We have to solve the following system of equations for $r$ and $q$:
$$ \begin{split} \bar{z} &= \frac{r}{r+q} \\ w &= rq \end{split} $$
"""
    assert verdicts(given + r"$$ q = r\left(\frac{1}{\bar{z}} - 1\right) $$")[-3:] == ["choice", "definition", "proved"]
    assert verdicts(given + r"$$ q = r\left(\frac{1}{\bar{z}} + 1\right) $$")[-1] != "proved"
    claimed = given.replace("We have to solve the following system of equations", "Solving this, we obtain")
    assert verdicts(claimed)[-1] != "choice"


def test_if_we_define_is_no_case_that_ends():
    text = "If we define\n\n$$ S = U + V \\; , $$\n\nwe note it.\n\nThe mean of the sum is\n\n$$ E[S] = E[U] + E[V] $$"
    assert verdicts(text)[-1] == "proved"
    assert verdicts(text.replace("E[U] + E[V]", "E[U] - E[V]"))[-1] != "proved"
