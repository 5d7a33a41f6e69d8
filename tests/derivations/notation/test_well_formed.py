"""Whatever the term, LaTeX has balanced braces and MathML is XML; what has no rule is still printed."""

import re
from xml.etree import ElementTree as ET

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from derivations.notation import latex, layout, mathml, text, typst
from derivations.notation.nodes import width
from derivations.terms import (
    Cov,
    E,
    P,
    Partial,
    Sum,
    Var,
    constants,
    family,
    integers,
    opaque_function,
    positive_integers,
    random_variables,
    relu,
    step,
)

n = positive_integers("n")
j = integers("j")
x, y = random_variables("x y")
t = constants("t")
phi = opaque_function("phi")
W = family("w", n, n)

NAMES = st.sampled_from(
    ["x", "n_in", "sigma", "w'", "x_hat", "a&b", "50%", "$", "{", "<script>", "\\end", "^", "_", "été", "変", '"']
) | st.text(min_size=1, max_size=5)
UNARY = [
    E, Var, P, sp.sqrt, sp.exp, sp.log, sp.Abs, sp.floor, sp.ceiling, relu, step, phi, sp.tanh, sp.gamma, sp.factorial,
    sp.erf, sp.sinc, sp.airyai,
]  # fmt: skip
BINARY = [
    Cov, Partial, sp.Add, sp.Mul, sp.Max, sp.Mod, sp.binomial, sp.besselj,
    lambda a, b: a / b,
    lambda a, b: a**b,
    lambda a, b: a - b,
    lambda a, b: Sum(a * b, (j, 1, n)),
    lambda a, b: sp.Product(a + b, (j, 1, n)),
    lambda a, b: sp.Integral(a * b, (t, -sp.oo, n)),
    lambda a, b: P(sp.Eq(a, b, evaluate=False)),
    lambda a, b: sp.Piecewise((a, x > 0), (b, True)),
    lambda a, b: sp.Mul(a, b, evaluate=False),
]  # fmt: skip
leaves = st.one_of(
    NAMES.map(sp.Symbol),
    st.sampled_from([x, y, t, n, W[j, 1], W[1, 1], sp.pi, sp.E, sp.I, sp.oo, sp.Float("2.5e-30")]),
    st.fractions(max_denominator=20).map(sp.Rational), st.integers(-3, 3).map(sp.Integer),
)  # fmt: skip


def grow(children):
    one = st.tuples(st.sampled_from(UNARY), children).map(lambda pair: built(pair[0], pair[1]))
    two = st.tuples(st.sampled_from(BINARY), children, children).map(lambda three: built(*three))
    return one | two


def built(make, *arguments):
    """The term, or its first argument where sympy refuses or could work for hours, as on factorials of factorials."""
    if not all(map(has_small_numbers, arguments)):
        return arguments[0]
    try:
        return make(*arguments)
    except (TypeError, ValueError, ZeroDivisionError, sp.SympifyError):
        return arguments[0]


def has_small_numbers(term):
    return all(max(abs(number.p), number.q) <= 30 for number in term.atoms(sp.Rational))


terms = st.recursive(leaves, grow, max_leaves=8)


@settings(max_examples=200, deadline=None)
@given(terms)
def test_latex_is_balanced_and_ascii_or_accented(term):
    source = latex(term)
    plain = re.sub(r"\\[\\{}]", "", source)
    depth = 0
    for character in plain:
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0, source
    assert depth == 0, source
    assert source.count(r"\left") - source.count(r"\leftarrow") == source.count(r"\right") - source.count(
        r"\rightarrow"
    )
    assert all(ord(character) < 0x180 for character in source)


@settings(max_examples=200, deadline=None)
@given(terms)
def test_mathml_is_well_formed_xml_with_the_right_number_of_children(term):
    tree = ET.fromstring(mathml(term))
    arity = {"mfrac": 2, "msub": 2, "msup": 2, "msubsup": 3, "munder": 2, "munderover": 3, "mroot": 2, "mover": 2}
    for element in tree.iter():
        if element.tag in arity:
            assert len(element) == arity[element.tag], ET.tostring(element)
        if element.tag in {"mi", "mn", "mo", "mtext"}:
            assert len(element) == 0


@settings(max_examples=200, deadline=None)
@given(terms)
def test_every_term_has_text_typst_and_a_positive_width(term):
    assert text(term).strip() or isinstance(term, sp.Symbol)
    assert typst(term)
    assert width(layout(term)) > 0


ODD_THINGS = [
    sp.Lambda(t, t**2), sp.Matrix([[1]]), (1, x), {1: 2}, "words", None, sp.S.EmptySet, sp.true, sp.nan, sp.S.Integers,
    sp.Union(sp.Interval(0, 1), sp.Interval.open(2, sp.oo)), sp.FiniteSet(1, 2), sp.Derivative(phi(t), t, t),
    sp.Contains(t, sp.S.Reals, evaluate=False),
]  # fmt: skip


@pytest.mark.parametrize("thing", ODD_THINGS, ids=str)
def test_things_without_a_rule_of_their_own_are_printed_too(thing):
    ET.fromstring(mathml(thing))
    assert latex(thing)
    assert typst(thing)
    assert text(thing)


def test_markup_in_a_name_stays_text():
    hostile = sp.Symbol("<script>alert(1)</script>")
    assert "<script>" not in mathml(hostile)
    assert r"\input" not in latex(sp.Symbol(r"\input{/etc/passwd}"))
    assert r"a\}b" in latex(sp.Symbol("a}b"))
