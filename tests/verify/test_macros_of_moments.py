"""The many ways in which documents define their own commands for moments."""

import pytest

from verify.chain import check

PLAIN = [
    r"\providecommand{\EE}{\mathbb{E}}\providecommand{\V}{\mathrm{Var}}",
    r"\newcommand{\EE}{\mathbb{E}}\providecommand{\EE}{\mathbb{P}}\newcommand\V{\operatorname*{Var}}",
    r"\DeclareRobustCommand{\EE}{\mathbb{E}}\DeclareMathOperator*{\V}{Var}",
    r"\NewDocumentCommand{\EE}{}{\mathbb{E}}\NewDocumentCommand\V{}{\mathrm{Var}}",
    r"\gdef\EE{\mathbf E}\edef\V{\mathrm{Var}}",
    r"\def\EE{{\rm E}}\def\V{\mathop{\rm Var}\nolimits}",
    r"\def\EE[#1]{\mathbb{E}\left[#1\right]}\def\V(#1){\mathrm{Var}\!\left(#1\right)}",
]
WITH_ARGUMENTS = [
    r"\def\EE#1{\mathbb{E}[#1]}\gdef\V #1{\mathrm{Var}(#1)}",
    r"\NewDocumentCommand{\EE}{m}{\mathbb{E}\left[#1\right]}\NewDocumentCommand{\V}{ m }{\mathrm{Var}(#1)}",
    r"\newcommand{\EE}[1]{\mathbb{E}\big[#1\big]}\providecommand*{\V}[1]{\operatorname{Var}(#1)}",
]
CALLED = [(macros, r"\EE[%s]", r"\V(%s)") for macros in PLAIN]
CALLED += [(macros, r"\EE{%s}", r"\V{%s}") for macros in WITH_ARGUMENTS]


@pytest.mark.parametrize(("macros", "mean", "variance"), CALLED, ids=range(len(CALLED)))
def test_a_command_of_the_document_is_a_moment(macros, mean, variance):
    square, var = mean % "X^2", variance % "X"
    lines = (f"{square} = {var} + {mean % 'X'}^2", f"{square} = {var}", f"{square} = {var} - {mean % 'X'}^2")
    text = macros + " Let $X$ be a random variable. " + " ".join(f"$${line}$$" for line in lines)
    assert [s.verdict for s in check(text).steps] == ["proved", "missing-hypothesis", "missing-hypothesis"]


def test_a_command_with_brackets_elsewhere_stays_unreadable():
    text = r"\def\EE[#1]{\mathbb{E}[#1 + 1]} Let $X$ be a random variable. $$\EE[X] = \mathbb{E}[X]$$"
    assert check(text).steps[0].verdict == "unreadable"
