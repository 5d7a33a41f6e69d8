"""Hypotheses as people state them, and the records they become."""

from fractions import Fraction

import pytest
from sympy import Integer, Rational

from derivations import laws
from derivations.errors import UserError
from derivations.hypotheses import HasLaw
from derivations.reading import read_document, read_expression
from derivations.reading.meaning.named_laws import law_of, phrase_of
from derivations.reading.meaning.phrases import read_phrases
from derivations.reading.meaning.terms import Vocabulary
from derivations.reading.syntax.tree import Name, Number
from derivations.reading.syntax.usage import Usage
from derivations.terms import RandomVariable


def shown(phrase):
    """The class without "Phrase", and every field but the text, as text."""
    values = (getattr(phrase, name) for name in type(phrase).__dataclass_fields__ if name != "text")
    return (type(phrase).__name__.removesuffix("Phrase"), *(flat(value) for value in values))


def flat(value):
    return (
        [str(item) for item in value] if isinstance(value, tuple) else value if isinstance(value, bool) else str(value)
    )


SAID = {
    "x, y independent": ("Independent", ["x", "y"]),
    "x and y are independent": ("Independent", ["x", "y"]),
    r"x \text{ and } y \text{ independent}": ("Independent", ["x", "y"]),
    "x, y and z mutually independent": ("Independent", ["x", "y", "z"]),
    "w and x independent": ("Independent", ["w", "x"]),
    "(x, y) independent of z": ("Independent", ["(x, y)", "z"]),
    "x is independent of y and z": ("Independent", ["x", "(y, z)"]),
    r"X \perp Y": ("Independent", ["X", "Y"]),
    "w_j iid": ("Iid", ["w_j"]),
    "w_j i.i.d.": ("Iid", ["w_j"]),
    "w_j independent and identically distributed": ("Iid", ["w_j"]),
    r"x_1, \ldots, x_n i.i.d.": ("Iid", ["x_1", "...", "x_n"]),
    "w_{ij} iid": ("Iid", ["w_{i,j}"]),
    r"w^{(l)}_{ij} iid": ("Iid", ["w_{i,j}^{(l)}"]),
    "x, y identically distributed": ("IdenticallyDistributed", ["x", "y"]),
    "x, y have the same law": ("IdenticallyDistributed", ["x", "y"]),
    r"X \overset{d}{=} Y": ("IdenticallyDistributed", ["X", "Y"]),
    "x, y equal variances": ("EqualVariance", ["x", "y"]),
    "y symmetric": ("Symmetric", ["y"]),
    "the law of y is symmetric around 0": ("Symmetric", ["y"]),
    "w_1 symmetric about zero": ("Symmetric", ["w_1"]),
    "w zero mean": ("Centred", ["w"]),
    "w_j has mean zero": ("Centred", ["w_j"]),
    "x centred": ("Centred", ["x"]),
    "x centered": ("Centred", ["x"]),
    "y has no atom at 0": ("NoAtom", ["y"], "0"),
    "P(y = 0) = 0": ("NoAtom", ["y"], "0"),
    "y continuous": ("Density", ["y"]),
    "y has a density": ("Density", ["y"]),
    "x, y uncorrelated": ("Uncorrelated", ["x", "y"]),
    "x, y dependent": ("Dependent", ["x", "y"]),
    "x and y not independent": ("Dependent", ["x", "y"]),
    "a constant": ("Declaration", ["a"], "constant"),
    "a, b constants": ("Declaration", ["a", "b"], "constant"),
    r"\hat\theta random": ("Declaration", ["hat(theta)"], "random"),
    "n integer": ("Declaration", ["n"], "integer"),
    "E[w_j] = 0": ("Equation", "E[w_j]", "0", "="),
    r"E[f_j^2] = \sigma_f^2": ("Equation", "E[f_j^2]", "sigma_f^2", "="),
    r"\mathbb{E}\left[x\right] = 0": ("Equation", "E[x]", "0", "="),
    r"n \ge 2": ("Equation", "n", "2", ">="),
    "sigma > 0": ("Equation", "sigma", "0", ">"),
    "x unit variance": ("Equation", "Var(x)", "1", "="),
    r"\mu = E[x]": ("Definition", "mu", "E[x]"),
    r"v = w_1 x_1 + \cdots + w_n x_n": ("Definition", "v", "w_1*x_1 + ... + w_n*x_n"),
    r"x_1 = \max(0, y_1)": ("Definition", "x_1", "max(0, y_1)"),
    "$v := x + y$": ("Definition", "v", "x + y"),
    "f(x) = x^2": ("Definition", "f(x)", "x^2"),
    "o = sigmoid(in)": ("Definition", "o", "sigmoid(in)"),
    "x ~ U(-a, a)": ("Law", ["x"], "Uniform", ["-a", "a"], ["", ""], False),
    r"x \sim \mathcal{U}[-a, a]": ("Law", ["x"], "Uniform", ["-a", "a"], ["", ""], False),
    "x uniform on [0, 1]": ("Law", ["x"], "Uniform", ["0", "1"], ["", ""], False),
    "x is uniform on (-a, a)": ("Law", ["x"], "Uniform", ["-a", "a"], ["", ""], False),
    "m rademacher": ("Law", ["m"], "Rademacher", [], [], False),
    r"z ~ N(0, \sigma^2)": ("Law", ["z"], "Normal", ["0", "sigma^2"], ["", ""], False),
    r"z ~ N(0, sd \sigma)": ("Law", ["z"], "Normal", ["0", "sigma"], ["", "sd"], False),
    "z ~ N(mean 1, sd = 2)": ("Law", ["z"], "Normal", ["1", "2"], ["mean", "sd"], False),
    "x ~ standard normal": ("Law", ["x"], "Normal", ["0", "1"], ["", ""], False),
    "x is standard normal": ("Law", ["x"], "Normal", ["0", "1"], ["", ""], False),
    "m ~ Bernoulli(p)": ("Law", ["m"], "Bernoulli", ["p"], [""], False),
    "m ~ Rademacher": ("Law", ["m"], "Rademacher", [], [], False),
    "x ~ Laplace(0, b)": ("Law", ["x"], "Laplace", ["0", "b"], ["", ""], False),
    r"X \sim \text{Exp}(\lambda)": ("Law", ["X"], "Exponential", ["lambda"], [""], False),
    "x_j ~ iid N(0, 1)": ("Law", ["x_j"], "Normal", ["0", "1"], ["", ""], True),
    "x ~ N(0, 1) iid": ("Law", ["x"], "Normal", ["0", "1"], ["", ""], True),
    r"X_1, X_2 \overset{\text{iid}}{\sim} N(0, 1)": ("Law", ["X_1", "X_2"], "Normal", ["0", "1"], ["", ""], True),
    r"X \sim \ln\mathcal{N}(\mu, \sigma^2)": ("Law", ["X"], "LogNormal", ["mu", "sigma^2"], ["", ""], False),
}


@pytest.mark.parametrize("text", SAID)
def test_a_phrase_becomes_its_record(text):
    (phrase,) = read_phrases(text)
    assert shown(phrase) == SAID[text]


def test_phrases_are_separated_by_semicolons_and_keep_their_order_and_words():
    found = read_phrases(r"w_j iid; w and x independent ; ; E[w_j] = 0")
    assert [phrase.text for phrase in found] == ["w_j iid", "w and x independent", "E[w_j] = 0"]


def test_a_chain_of_relations_is_one_phrase_for_each():
    assert [shown(phrase)[1:] for phrase in read_phrases("0 < a <= 1")] == [("0", "a", "<"), ("a", "1", "<=")]


def test_two_declarations_in_one():
    assert {shown(phrase)[2] for phrase in read_phrases("n positive integer")} == {"integer", "positive"}


def test_a_product_of_declared_letters():
    known = Usage(letters=frozenset("xy"))
    (phrase,) = read_phrases("E[xy] = 0", known=known)
    assert str(phrase.lhs) == "E[x*y]"


@pytest.mark.parametrize(
    "text",
    [
        "x is funny",
        "blah blah",
        "x ~ Foo(1)",
        "E[x] =",
        "independent",
        "; x +* y",
        "x, y independent given",
        "(((",
        "x ~ N(0",
        "1 iid",
    ],
)
def test_what_is_not_understood_is_named(text):
    with pytest.raises(UserError, match="cannot understand the assumption") as error:
        read_phrases(text)
    assert repr(text.strip("; "))[:20].strip("'") in str(error.value)


def test_an_unknown_law_is_answered_with_the_known_ones():
    with pytest.raises(UserError, match="the law Foo is not known; known: Normal, Uniform"):
        read_phrases("x ~ Foo(1)")


def test_too_many_phrases_are_declined():
    with pytest.raises(UserError, match="300 assumptions"):
        read_phrases("x iid;" * 300)


@pytest.mark.parametrize(
    "text", ["x " * 3000 + "independent", "x~" * 3000, "is " * 3000, "(" * 3000, "x ~ N(" * 500, " " * 9000 + "x ids"]
)
def test_long_nonsense_is_declined(text):
    with pytest.raises(UserError, match="cannot understand the assumption"):
        read_phrases(text)


LAWS = {
    r"\mathrm{Bern}(p)": "Bernoulli",
    r"\mathrm{Bin}(n,p)": "Binomial",
    r"\mathrm{Poiss}(\lambda)": "Poisson",
    r"\mathcal{U}(a,b)": "Uniform",
    r"\mathrm{Exp}(\lambda)": "Exponential",
    r"\mathrm{Gam}(a,b)": "Gamma",
    r"\mathcal{N}(0,1)": "Normal",
    r"\operatorname{Laplace}(0,b)": "Laplace",
    r"\mathrm{Rademacher}": "Rademacher",
}


@pytest.mark.parametrize("source", LAWS)
def test_the_law_behind_a_tilde(source):
    found = law_of(read_expression(source))
    assert found is not None
    assert found[0] == LAWS[source]


@pytest.mark.parametrize("source", ["x^2", "Foo(1)", r"\chi^3(k)", "N_1(0, 1)", "N(0, 1 | y)"])
def test_what_is_no_known_law(source):
    assert law_of(read_expression(source)) is None


def test_the_law_a_document_states():
    (chain,) = read_document(r"Let $X, Y \overset{\text{i.i.d.}}{\sim} \mathcal{N}(0, 4)$.").chains
    phrase = phrase_of(chain.steps[0])
    assert phrase is not None
    assert (phrase.names, phrase.law, phrase.parameters, phrase.independent) == (
        (Name("X"), Name("Y")),
        "Normal",
        (Number(Fraction(0)), Number(Fraction(4))),
        True,
    )


@pytest.mark.parametrize(
    ("phrase", "law"),
    [
        ("x ~ Exponential(mean 2)", laws.Exponential(Rational(1, 2))),
        ("x ~ Exponential(scale 2)", laws.Exponential(Rational(1, 2))),
        ("x ~ Poisson(mean 2)", laws.Poisson(Integer(2))),
        ("x ~ Normal(variance 4, mean 1)", laws.Normal(Integer(1), Integer(4))),
        ("x ~ Normal(sd 3, 2)", laws.Normal(Integer(2), Integer(9))),
        ("x ~ Gamma(scale 2, shape 3)", laws.Gamma(Integer(3), Rational(1, 2))),
        ("x ~ Laplace(0, scale 3)", laws.Laplace(Integer(0), Integer(3))),
    ],
)
def test_a_word_says_which_parameter_of_a_law_is_meant(phrase, law):
    read = read_phrases(phrase)
    assert Vocabulary.of([], read).hypotheses(read) == (HasLaw(RandomVariable("x"), law),)


@pytest.mark.parametrize(
    "phrase", ["x ~ Gamma(mean 2, 1)", "x ~ Normal(1, 2, 3)", "x ~ Normal(sd 2)", "x ~ Normal(sd 2, variance 1)"]
)
def test_a_parameter_that_a_law_does_not_have_is_refused(phrase):
    read = read_phrases(phrase)
    with pytest.raises(UserError, match="takes"):
        Vocabulary.of([], read).hypotheses(read)
