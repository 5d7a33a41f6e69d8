"""What was written is typeset as it was written: its LaTeX is read back as the same tree, its MathML is XML."""

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings

from derivations.notation import latex, mathml, typst
from derivations.notation.nodes import width
from derivations.notation.to_typst import SIGNS
from derivations.reading import read_expression
from derivations.reading.syntax.typesetting import typeset
from derivations.reading.syntax.usage import Usage

from .trees import trees

KNOWN = Usage(declared=frozenset(["f", "g", "f_Y"]))


@given(trees)
@settings(deadline=None, max_examples=250)
def test_what_is_typeset_is_read_back_as_the_same_tree(node):
    source = latex(typeset(node))
    assert read_expression(source, latex=True, known=KNOWN) == node, source


@given(trees)
@settings(deadline=None, max_examples=150)
def test_its_mathml_is_well_formed(node):
    arity = {"mfrac": 2, "msub": 2, "msup": 2, "msubsup": 3, "munder": 2, "munderover": 3, "mroot": 2, "mover": 2}
    for element in ET.fromstring(mathml(typeset(node))).iter():
        if element.tag in arity:
            assert len(element) == arity[element.tag], ET.tostring(element)
    assert width(typeset(node)) > 0


# (as written, as typeset)
WRITTEN = [
    (r"\frac{1}{2}\,y", r"\frac{1}{2} \, y"),
    ("1/2*Var(x*y)", r"\frac{1}{2} \operatorname{Var}(x y)"),
    (r"a^{n/2}", "a^{n/2}"),
    (r"2 \cdot 3 \times x", r"2 \cdot 3 \times x"),
    (r"E[x^2] - E[x]^2 + E[x]^2", r"\mathbb{E}[x^2] - \mathbb{E}[x]^2 + \mathbb{E}[x]^2"),
    (r"x_1 + \dots + x_n", r"x_1 + \cdots + x_n"),
    (r"f(x_1, \dots, x_n)", r"f(x_1, \dots, x_n)"),
    (r"\left(\frac{a}{b}\right)^2", r"\left( \frac{a}{b} \right)^2"),
    (r"\int_0^\infty y^2 f_Y(y)\,dy", r"\int_0^{\infty} y^2 \, f_Y(y) \, d y"),
    (r"\max_{1 \le j \le n} x_j", r"\max_{1 \le j \le n} x_j"),
    (r"E[X \mid Y]", r"\mathbb{E}[X \mid Y]"),
    (r"\frac{\partial L}{\partial w_{ij}}", r"\frac{\partial L}{\partial w_{ij}}"),
]


@pytest.mark.parametrize(("written", "expected"), WRITTEN)
def test_names_order_and_signs_are_the_writer_s(written, expected):
    assert latex(typeset(read_expression(written, known=KNOWN))) == expected


def test_typst_knows_every_sign_accent_and_operator():
    import typst as compiler

    sources = [r"\hat{a} + \bar{b} + \vec{c} + \ddot{x} + \check{x} + \breve{x} + \mathring{x} + \tilde{x} + \dot{x}",
               r"\mathbf{x} + \mathcal{N} + \mathbb{R} + \mathfrak{g} + \varepsilon + \boldsymbol{\mu} \pm 1 \mp 2",
               r"\prod_{i=1}^n \lim_{x \to 0} \sup_x \arg\max_y \int_{\mathbb{R}} f(x) \,dx", r"\|x\|_2 a \odot b",
               r"\langle a, b\rangle \times \lfloor c \rfloor \cdot \mathbb{E}[X \mid Y] (A \cap B)"]  # fmt: skip
    lines = [typst(typeset(read_expression(source, latex=True, known=KNOWN))) for source in sources]
    lines += [f"a {sign} b" for sign in SIGNS.values()]
    assert compiler.compile("\n\n".join(f"${line}$" for line in lines).encode(), format="svg")
