r"""Notations that lectures, notebooks and forum answers use beyond plain LaTeX, each read as it is meant."""

import pytest

from derivations.reading import read_as, read_document
from derivations.reading.meaning.conventions import conventions_of
from derivations.reading.meaning.who_is_random import find_roles


def steps(text):
    return [
        f"{read_as(step.lhs)} {step.relation} {read_as(step.rhs)}"
        for chain in read_document(text).chains
        for step in chain.steps
    ]


def completed(text):
    chains = tuple(read_document(text).chains)
    applied = conventions_of(chains, (), find_roles(chains)).applied(chains)
    return [f"{step.lhs} {step.relation} {step.rhs}" for chain in applied for step in chain.steps]


MET = {
    "a reStructuredText directive": (
        ".. math::\n   :label: v\n\n   E[X] &= a \\\\\n   &= b\n\nwords = no formula\n\n.. math:: E[Y] = c\n",
        ["E[X] = a", "a = b", "E[Y] = c"],
    ),
    "a reStructuredText role": ("Let :math:`E[X] = a` hold.", ["E[X] = a"]),
    "blanks inside dollars, in Markdown": ("# T\nWe see $ E[X] = a $, and pay 5 $ or 6 $ = 7.", ["E[X] = a"]),
    "an equation typed in a sentence": (
        "# T\nwith E[X] = 0, Var(w_i) = 1. Then $a = b$.",
        ["E[X] = 0", "Var(w_i) = 1", "a = b"],
    ),
    "a law written as code": (
        "# T\nthe mask `m ~ Bernoulli(1-p)` of `x = f(y)`; $a = b$.",
        ["m ~ Bernoulli(1 - p)", "a = b"],
    ),
    "a tie before a law": ("Let $q_i, k_i ~ N(0, 1)$ and $x~y = z$.", ["(q_i, k_i) ~ N(0, 1)", "x*y = z"]),
    "a relation in a text command": (r"$E[X] \text{=} a$", ["E[X] = a"]),
    "an upper limit that repeats the index": (r"$\sum_{k=0}^{k=n} a_k = b$", ["sum_{k=0}^n a_k = b"]),
    "a root of what stands in brackets": (r"$\sqrt(2x) = y$", ["sqrt(2*x) = y"]),
    "a bracket command of the physics package": (r"$\mathrm{Var}\qty [x] = v$", ["Var(x) = v"]),
    "a display that goes on in the next": ("$$E[X] = a =$$\n$$= b =$$\n$$c$$", ["E[X] = a", "a = b", "b = c"]),
    "a display that goes on from a lone expression": ("$$E[X]$$\n$$= b$$", ["E[X] = b"]),
    "a left side on a line of its own": ("Proof\nCov(X, Y)\n= E[X*Y] - E[X]*E[Y]", ["Cov(X, Y) = E[X*Y] - E[X]*E[Y]"]),
    "a full stop for a product": (r"$E[X] = 1. p + 0. (1-p) = p$", ["E[X] = 1*p + 0*(1 - p)", "1*p + 0*(1 - p) = p"]),
    "a full stop between statements": (r"$E[X] = 1. Y = 2$", ["E[X] = 1", "Y = 2"]),
    "combining accents": ("Var(x̄) = v", ["Var(bar(x)) = v"]),
    "combining accents in LaTeX": (r"$x̂ = ŷ$", ["hat(x) = hat(y)"]),
    "a factor before a moment, typed": ("Cov(aX, Y) = aCov(X, Y)", ["Cov(a*X, Y) = a*Cov(X, Y)"]),
}


@pytest.mark.parametrize("case", MET)
def test_what_is_met_is_read(case):
    text, expected = MET[case]
    assert steps(text) == expected
    assert read_document(text).problems == ()


def test_a_relation_that_nothing_completes_is_named():
    (problem,) = read_document("$$E[X] =$$ and then words").problems
    assert (problem.line, problem.column, problem.token) == (1, 8, "=")


def test_an_unknown_command_costs_the_sides_beside_it_alone():
    found = read_document(r"$$E[X] = a \\ = \foo{3} \\ = b \\ c = d$$")
    assert [step.problem is None for chain in found.chains for step in chain.steps] == [True, False, False, True]
    assert [problem.token for problem in found.problems] == [r"\foo"]


SUMS = {
    "two indices below one sum": (r"$V = \sum_{i,j=1}^n E[X_i X_j]$", "V = sum_{i=1}^n sum_{j=1}^n E[X_i*X_j]"),
    "a sum with nothing below it": (r"$V = \sum E[X_i] \sum_{i=1}^m a_i$", "V = sum_{i=1}^m E[X_i]*sum_{i=1}^m a_i"),
}


@pytest.mark.parametrize("case", SUMS)
def test_limits_that_are_left_out(case):
    text, expected = SUMS[case]
    assert completed(text)[-1] == expected


def test_a_bare_sum_takes_its_range_from_a_row_of_dots():
    lines = completed(r"$y = w_1 x_1 + \cdots + w_n x_n$ so that $E[y] = \sum E[w_i x_i]$")
    assert lines[-1] == "E[y] = sum_{i=1}^n E[w_i*x_i]"


def test_a_bare_sum_over_one_index_runs_to_n_and_one_over_two_stays_as_it_is():
    assert completed(r"$V = \sum E[X_i]$") == ["V = sum_{i=1}^n E[X_i]"]
    assert "sum E" in completed(r"$V = \sum E[X_i Y_j]$")[-1]


def test_a_letter_that_a_stated_law_holds_is_no_function():
    (chain,) = read_document("% assume: y ~ N(0, \\sigma^2)\n$$Var(y) = \\sigma^2(1 - p)$$").chains
    assert read_as(chain.steps[0].rhs) == "sigma^2*(1 - p)"
