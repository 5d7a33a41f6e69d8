"""Variables with a density have no atoms, and whole numbers that are equally likely have a law."""

import pytest

from verify.chain import check


def verdicts(text, assuming=()):
    return [step.verdict for step in check(text, assuming=assuming).steps]


@pytest.mark.parametrize("step", [r"P(T<t)=P(T\le t)", r"P(T>t)=1-P(T<t)", r"P(3T<t)=P(3T\le t)"])
def test_a_variable_with_a_density_is_nowhere_with_a_positive_probability(step):
    assert verdicts(f"$${step}$$", ["T continuous"]) == ["proved"]
    assert verdicts(f"$${step}$$") == ["refuted"]


def test_an_atom_of_another_variable_says_nothing_of_one_with_a_density():
    assert verdicts("$$P(T<2)=P(T<3)$$", ["T continuous"]) == ["refuted"]
    assert verdicts(r"$$E[T 1_{\{T<c\}}]=E[T 1_{\{T\le c\}}]$$", ["T continuous"]) != ["refuted"]


SAID = [
    r"$$\Pr(D = d) = \frac1m, \quad d = 1, 2, \ldots, m.$$",
    r"$$P(D=d)=\frac{1}{m}\quad\text{for}\quad d\in\{1,\dots,m\}.$$",
    r"Let $D$ take each of the values $1, \dots, m$ with equal probability.",
    r"$D$ takes each of the values $1, 2, \ldots, m$ with probability $1/m$.",
    r"$D$ is equally likely to be any of the numbers $1, 2, \ldots, m$.",
]


@pytest.mark.parametrize("said", SAID)
def test_whole_numbers_with_equal_chances(said):
    assert verdicts(said + r" $$\mathrm{Var}(D)=\frac{m^2-1}{12}$$")[-1] == "proved"
    assert verdicts(said + r" $$\mathrm{Var}(D)=\frac{m^2}{12}$$")[-1] != "proved"


@pytest.mark.parametrize("chance", [r"\frac{1}{m+1}", r"\frac{2}{m}", "p"])
def test_chances_that_do_not_add_up_to_1_make_no_law(chance):
    said = rf"$$P(D=d)={chance}, \quad d = 1, \ldots, m.$$"
    assert verdicts(said + r" $$E[D]=\frac{m+1}{2}$$")[-1] != "proved"


def test_the_number_of_a_display_ends_it():
    assert verdicts(r"$$ E[2x] = 2E[x] . \eqno(3)$$ $$ E[3x] = 2E[x] \leqno{(B)}$$") == ["proved", "refuted"]
