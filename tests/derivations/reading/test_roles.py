"""Who is random: the order of the reasons, one after the other."""

import pytest

from derivations.reading import read_document
from derivations.reading.meaning.phrases import read_phrases
from derivations.reading.meaning.who_is_random import find_roles
from derivations.reading.syntax.tree import Name, Number


def roles(text, assuming="", **options):
    found = read_document(text, **options)
    said = read_phrases(assuming, known=found.usage)
    return find_roles(found.chains, said, found.hints)


def table(text, assuming="", **options):
    return {name: role.role for name, role in roles(text, assuming, **options).table.items()}


CASES = [
    ("Var(a*X) = a^2*Var(X)", "", {"a": "constant", "X": "random"}),
    ("Var(a*X) = a^2*Var(X)", "a random", {"a": "random", "X": "random"}),
    ("E[x*y] = E[x]*E[y]", "", {"x": "random", "y": "random"}),
    ("E[x*y] = E[x]*E[y]", "x constant", {"x": "constant", "y": "random"}),
    (
        "Var(sum_{i=1}^n a_i X_i) = sum_{i=1}^n a_i^2 Var(X_i)",
        "",
        {"a_i": "constant", "X_i": "random", "i": "index", "n": "constant"},
    ),
    ("E[X] = sum_{x in S} x*P(X = x)", "", {"X": "random", "x": "bound", "S": "constant"}),
    ("E[X] = int_0^1 x f_X(x) dx", "", {"X": "random", "x": "bound", "f_X": "function"}),
    (
        "E[v] = n*E[w_1]",
        "v = w_1*x_1 + ... + w_n*x_n; w_j iid",
        {"v": "random", "w_j": "random", "x_n": "random", "n": "constant", "j": "index"},
    ),
    ("E[m*x] = p*E[x]", "m ~ Bernoulli(p); m, x independent", {"m": "random", "x": "random", "p": "constant"}),
    ("E[(x - mu)^2] = Var(x)", "mu = E[x]", {"x": "random", "mu": "constant"}),
    (
        "MSE(t) = E[(t - theta)^2]\nMSE(t) = Var(t) + Bias(t, theta)^2\nBias(t, theta) = E[t] - theta",
        "",
        {"MSE": "function", "Bias": "function", "t": "random", "theta": "constant"},
    ),
    ("o = sigmoid(w*x + b)", "", {"o": "constant", "w": "constant", "x": "constant", "b": "constant"}),
    ("y = max(0, x)\nE[y^2] = E[x^2]/2", "x symmetric", {"x": "random", "y": "random"}),
    ("E[e^(t*X)] = M_X(t)", "", {"X": "random", "t": "constant", "M_X": "function"}),
    ("x_i = 0, i = 1, ..., n", "", {"x_i": "constant", "i": "index", "n": "constant"}),
    ("E[f(x)] = 0", "f odd; x symmetric", {"f": "function", "x": "random"}),
    ("E[Y | X] = a*X", "", {"Y": "random", "X": "random", "a": "constant"}),
    ("lim_{n -> inf} Var(m_n) = 0", "", {"n": "bound", "m_n": "random"}),
]


@pytest.mark.parametrize(("text", "assuming", "expected"), CASES)
def test_roles(text, assuming, expected):
    found = table(text, assuming, form="plain")
    assert {name: found.get(name) for name in expected} == expected


def test_every_role_has_its_reason():
    reasons = {role.name: role.reason for role in roles("Var(a*X) = a^2*Var(X)", "X ~ N(0, 1)").table.values()}
    assert reasons == {"a": "stands bare on a side that is a number", "X": "has a law: X ~ N(0, 1)"}


def test_a_usual_letter_for_a_constant_that_stands_in_heads_alone_can_be_both():
    found = roles("Var(a*X + b) = a^2*Var(X)").table
    assert (found["b"].role, found["b"].alternative) == ("random", "constant")
    assert found["X"].alternative == ""


def test_a_constant_anywhere_in_the_document_is_one_everywhere():
    assert table("E[a*X] = b\nVar(a*Y) = a^2*Var(Y)")["a"] == "constant"


def test_words_declare():
    text = r"Let $X$ be a random variable with mean $\mu$. $$\mathrm{Var}(X) = \mathbb{E}[(X-\mu)^2]$$"
    found = roles(text).table
    assert (found["mu"].role, found["mu"].reason) == ("constant", "said in words: with mean")
    assert found["X"].role == "random"


def test_a_law_stated_in_the_document_declares():
    found = roles(r"$X \sim \mathrm{Bern}(p)$ \[ \mathrm{E}(X) = p \]").table
    assert found["X"].reason == r"has a law: X ~ \mathrm{Bern}(p)"


def test_members_of_a_family_have_the_role_of_the_family():
    found = roles("E[w_1*x] = 0", "w_j iid; w and x independent")
    for name in (Name("w", (Number(1),)), Name("w", (Name("k"),)), Name("w")):
        role = found.of(name)
        assert role is not None
        assert (role.name, role.role) == ("w_j", "random")
    assert found.of(Name("nowhere")) is None


def test_a_subscript_that_is_a_word_belongs_to_the_name():
    found = table(r"$$\mathrm{Var}(w) = \frac{1}{n_{in}}, \quad \mathrm{Var}(w) = \frac{1}{n_{out}}$$")
    assert {"n_{in}", "n_{out}"} <= set(found)
