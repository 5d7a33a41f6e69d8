"""From the syntax tree to terms and hypotheses: what is written is what is meant, and the rest is declined by name."""

import pytest

from derivations.errors import UserError
from derivations.reading import read_expression
from derivations.reading.meaning.phrases import read_phrases
from derivations.reading.meaning.terms import NoMeaning, Vocabulary, expanded_terms
from derivations.terms import Family


def read(text, assume=""):
    tree, phrases = read_expression(text), read_phrases(assume)
    vocabulary = Vocabulary.of([tree], phrases)
    return vocabulary.term(tree), vocabulary.hypotheses(phrases)


@pytest.mark.parametrize(("text", "assume", "said"), [
    ("Var(x*y)", "x, y independent", "Independent(x, y)"),
    ("Var(x*y + z)", "(x, y) and z independent", "Independent((x, y), z)"),
    ("E[w_j]", "w_j iid", "IndependentElements(w), IdenticallyDistributed(w)"),
    ("E[w_1 w_2]", "w_j iid", "IndependentElements(w), IdenticallyDistributed(w)"),
    ("Var(sum_{j=1}^n w_j x_j)", "w and x independent", "Independent(w, x)"),
    ("Var(sum_{j=1}^n w_j x_j)", "w_1, ..., w_n, x_1, ..., x_n independent",
     "IndependentElements(w), IndependentElements(x), Independent(w, x)"),
    ("E[w_1 + w_2]", "w_1, w_2 independent", "Independent(w[1], w[2])"),
    ("E[x]", "x symmetric", "Symmetric(x)"),
    ("E[y_j]", "y_j symmetric", "Symmetric(y)"),
    ("E[w_j]", "E[w_j] = 0", "Holds(Eq(E(w[j]), 0), forall=(j,))"),
    ("E[w_j]", "w_j centred", "Holds(Eq(E(w[j]), 0), forall=(j,))"),
    ("Var(x)", "Var(x) = sigma^2", "Holds(Eq(Var(x), sigma**2))"),
    ("Var(x)", "Var(x) > 0", "Holds(Var(x) > 0)"),
    ("E[x]", "x ~ N(0, 2)", "HasLaw(x, Normal(mean=0, variance_=2))"),
    ("E[x]", "x ~ N(0, sd 2)", "HasLaw(x, Normal(mean=0, variance_=4))"),
    ("E[x]", "x ~ Exp(scale 2)", "HasLaw(x, Exponential(rate=1/2))"),
    ("P(y = 0)", "P(y = 0) = 0", "NoAtom(y, 0)"),
    ("E[phi(y)]", "phi odd", "Odd(phi)"),
    ("E[v]", "v = w*x + b", "Definition(v, b + w*x, ())"),
    ("Cov(x, y)", "x, y uncorrelated", "Holds(Eq(Cov(x, y), 0))"),
    ("E[x]", "x, y dependent", ""),
    ("Var(a*x)", "a constant", ""),
])  # fmt: skip
def test_phrases_become_hypotheses(text, assume, said):
    _, hypotheses = read(text, assume)
    assert ", ".join(map(repr, hypotheses)).replace("w*x + b", "b + w*x") == said  # sympy's order of terms is not fixed


def test_indices_run_as_far_as_sums_over_them():
    term, _ = read("Var(sum_{j=1}^n w_{ij} x_j)")
    assert {str(family): tuple(map(str, family.sizes)) for family in term.atoms(Family)} == {
        "w": ("m", "n"), "x": ("n",),
    }  # fmt: skip


def test_members_by_number_alone_make_a_family_that_ends_with_the_last():
    term, _ = read("E[x_1 + x_3]")
    (family,) = term.atoms(Family)
    assert family.sizes == (3,)


def test_one_name_is_one_symbol_in_expression_and_hypothesis():
    term, (law,) = read("Var(x) + sigma^2", "x ~ N(0, sigma^2)")
    assert term.free_symbols >= law.free_symbols


def test_numbers_stay_exact():
    assert read("0.1*E[x]")[0] / read("E[x]")[0] == read("1/10*E[x]")[0] / read("E[x]")[0]


@pytest.mark.parametrize(("text", "message", "place"), [
    ("E[x | y]", "conditional moments", 0),
    ("2 + E[1/0]", "a division by zero", 6),
    ("E[x]^65", "an exponent above 64", 0),
    ("E[x]^(1/3)", "only whole and half exponents", 0),
    ("E[(a + b + c + d)^60]", "more than 2,000 terms", 3),
    ("E[integral_0^1 t dt]", "an integral is outside", 2),
    ("1 \\pm 2", "the sign ± stands for two expressions", 0),
    ("200!", "only whole numbers from 0 to 150", 0),
    ("E[softmax(x)]", "this function is outside", 2),
])  # fmt: skip
def test_what_has_no_meaning_is_declined_by_name_and_place(text, message, place):
    tree = read_expression(text)
    with pytest.raises(NoMeaning, match=message) as caught:
        Vocabulary.of([tree]).term(tree)
    assert caught.value.span.start == place


@pytest.mark.parametrize(("assume", "message"), [
    ("x, y iid", "one law for several names needs a family"),
    ("x ~ Weibull(1/2)", "Weibull is not covered; known: Normal"),
    ("x ~ N(0)", "Normal takes (mean, variance"),
    ("phi even", "even is not covered"),
    ("x independent", "independent of what"),
])  # fmt: skip
def test_assumptions_that_cannot_be_used_say_so(assume, message):
    with pytest.raises(UserError) as caught:
        read("E[x]", assume)
    assert message in str(caught.value)


def test_expanded_terms_bounds_what_multiplying_out_gives():
    for text in ("(a + b)^5", "(a + b)*(c + d + f)", "(a + b*c)^2*(f - 1)^3", "a^7"):
        term = read(text)[0]
        assert expanded_terms(term) >= len(term.expand().as_ordered_terms())
