"""Hypotheses and conventions read as sentences."""

import pytest
from sympy import Eq, Gt, Rational, Symbol, tanh

from derivations.hypotheses import (
    IID,
    Centred,
    Definition,
    DependsThrough,
    EqualVariance,
    HasDensity,
    HasLaw,
    Holds,
    Hypothesis,
    IdenticallyDistributed,
    IdenticallyDistributedRows,
    Independent,
    IndependentElements,
    IndependentRows,
    NoAtom,
    Odd,
    PairwiseIndependent,
    PairwiseIndependentElements,
    Symmetric,
)
from derivations.laws import Exponential, Finite, Normal, Rademacher, Uniform
from derivations.notation import latex, markdown, mathml, text, typst
from derivations.notation.words import assumptions, conventions
from derivations.terms import (
    Count,
    E,
    Sum,
    Var,
    constants,
    family,
    integers,
    natural_numbers,
    oo,
    opaque_function,
    positive_integers,
    random_variables,
)

x, y, z, v, b = random_variables("x y z v b")
n, m, k, n_in = positive_integers("n m k n_in")
i, j, t = integers("i j t")
p = natural_numbers("p")
a, sigma = constants("a sigma", positive=True)
w, u, X = family("w", n), family("w", m, n), family("x", n)
L = Symbol("L")

SENTENCES = [
    (Independent(x, y), "x and y are independent"),
    (Independent(x, y, z), "x, y and z are mutually independent"),
    (Independent((x, y), z), "(x, y) and z are independent"),
    (Independent(w, (X, b)), "(w_1, ..., w_n) and (x_1, ..., x_n, b) are independent"),
    (IndependentElements(w), "w_1, ..., w_n are independent"),
    (IdenticallyDistributed(u), "w_{1,1}, ..., w_{m,n} are identically distributed"),
    (IdenticallyDistributed(u[1, :]), "w_{1,1}, ..., w_{1,n} are identically distributed"),
    (Symmetric(y), "y is symmetric about 0"),
    (Symmetric(w), "each w_j is symmetric about 0"),
    (Centred(w), "E[w_j] = 0 for every j"),
    (Centred(u), "E[w_ij] = 0 for every i and j"),
    (EqualVariance(w, sigma**2), "Var(w_j) = sigma^2 for every j"),
    (HasLaw(y, Normal(0, sigma**2)), "y ~ N(0, sigma^2)"),
    (HasLaw(w, Uniform(-a, a)), "w_j ~ U(-a, a) for every j"),
    (HasLaw(x, Exponential(2)), "x ~ Exponential(2)"),
    (HasLaw(x, Rademacher()), "x ~ Rademacher"),
    (HasLaw(x, Finite(((1, Rational(2, 3)), (-2, Rational(1, 3))))),
     "x is 1 with probability 2/3, -2 with probability 1/3"),
    (HasDensity(y), "y has a density f_Y"),
    (NoAtom(y), "P(y = 0) = 0"),
    (NoAtom(w, 1), "P(w_j = 1) = 0 for every j"),
    (Odd(opaque_function("phi")), "phi is odd"),
    (Odd(tanh), "tanh is odd"),
    (DependsThrough(L, X, w), "L depends on x_1, ..., x_n only through w_1, ..., w_n"),
    (Holds(Gt(Var(x), 0)), "Var(x) > 0"),
    (PairwiseIndependentElements(X), "x_1, ..., x_n are pairwise independent"),
    (IndependentRows((w, X)), "the vectors (w_j, x_j) are independent"),
    (IdenticallyDistributedRows((w, X)), "the vectors (w_j, x_j) are identically distributed"),
    (PairwiseIndependent((x, y), w), "each of x and y is independent of each w_j"),
    (Holds(Eq(E(x), 1), note="Glorot's compromise"), "E[x] = 1 (modelling assumption: Glorot's compromise)"),
    (Holds(Eq(E(x), 1), note="requirement: a mean of 1"), "E[x] = 1 (requirement: a mean of 1)"),
    (Definition(v, Sum(w[j] * X[j], (j, 1, n))), "v = sum_{j=1}^{n} w_j*x_j"),
    (Definition(X[i], E(w[i]), forall=(i,)), "x_i = E[w_i] for every i"),
]  # fmt: skip


@pytest.mark.parametrize(("hypothesis", "sentence"), SENTENCES, ids=lambda item: item if isinstance(item, str) else "")
def test_a_hypothesis_reads_as_a_sentence(hypothesis, sentence):
    assert text(hypothesis) == sentence


def test_every_kind_of_hypothesis_has_its_words():
    direct = Hypothesis.__subclasses__()
    known = {kind.__name__ for parent in direct for kind in (parent, *parent.__subclasses__())}
    assert {type(hypothesis).__name__ for hypothesis, _ in SENTENCES} == known


def test_formulas_in_a_sentence_are_set_as_formulas_in_every_format():
    odd = Holds(Eq(E(x), 1), note="50% & more")
    assert latex(odd) == r"$\mathbb{E}[x] = 1$ (modelling assumption: 50\% \& more)"
    assert markdown(Independent(x, y)) == "$x$ and $y$ are independent"
    assert mathml(odd).startswith("<math>")
    assert mathml(odd).endswith("</math> (modelling assumption: 50% &amp; more)")
    assert typst(Independent(x, y)) == '$x$#" and "$y$#" are independent"'


def test_independent_and_identically_distributed_is_said_in_one_sentence():
    shown = [text(sentence) for sentence in assumptions((*IID(w), Centred(w), IndependentElements(X)))]
    assert shown == [
        "w_1, ..., w_n are independent and identically distributed",
        "E[w_j] = 0 for every j",
        "x_1, ..., x_n are independent",
    ]


def test_conventions_name_the_domain_of_every_free_symbol_once():
    terms = [n * k * Count(t * k <= p, (t, 0, oo)), sigma * n, constants("mu") + i]
    assert text(conventions(terms)) == (
        "where k and n are positive integers, p >= 0 is an integer, i is an integer, sigma > 0, mu is real, "
        "and t runs over the integers"
    )


def test_conventions_leave_out_bound_symbols_and_speak_of_moments_only_where_there_are_some():
    assert text(conventions([Sum(j, (j, 1, n))])) == "where n is a positive integer"
    assert text(conventions([E(x)])) == "all moments that occur are finite"
    assert conventions([x + 1]) is None
