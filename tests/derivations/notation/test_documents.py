"""Whole derivations: text, LaTeX, Markdown, HTML fragment, typst and JSON say the same, in order, and say it once."""

import json
import re
from xml.etree import ElementTree as ET

import pytest
from sympy import Eq, Rational

from derivations.hypotheses import Centred, HasDensity, Holds, Independent, Symmetric
from derivations.notation.breaking import latex_lines
from derivations.notation.documents import as_json, as_latex, as_markdown, as_text
from derivations.notation.html import as_html
from derivations.notation.layout import layout
from derivations.notation.nodes import width
from derivations.notation.printed import PrintedDerivation, PrintedStep
from derivations.notation.typst_document import as_typst
from derivations.terms import E, Sum, Var, family, natural_numbers, positive_integers, random_variables, relu

x, y = random_variables("x y")
n = positive_integers("n")
l = natural_numbers("l")
r = family("r", n, kind="real")

PRODUCT = PrintedDerivation(
    "mean-of-product", "Mean of a product & more", "A 2020, B_1 50%", (Independent(x, y), Centred(x)),
    (PrintedStep("factor_independent", E(x * y), "=", E(x) * E(y), (Independent(x, y),)),
     PrintedStep("by_hypothesis", E(x) * E(y), "=", 0 * x, (Centred(x),))),
    (E(x * y), "=", 0),
)  # fmt: skip
HALF = (E(relu(y) ** 2), "=", E(y**2) / 2)
ROUTES = PrintedDerivation(
    "half", "Half", "He", (Symmetric(y),), (PrintedStep("relu_square", *HALF),), HALF,
    (PrintedDerivation("", "", "", (Symmetric(y), HasDensity(y)), (PrintedStep("split_at", *HALF),), HALF),),
)  # fmt: skip
BASE = PrintedDerivation("", "", "", (), (PrintedStep("algebra", r[0], "=", 1 + 0 * n),), (r[0], "=", 1))
INDUCTIVE = PrintedDerivation(
    "", "", "", (Holds(Eq(r[l], l)),), (PrintedStep("algebra", r[l + 1], "=", l + 1),), (r[l + 1], "=", l + 1)
)
INDUCTION = PrintedDerivation(
    "grow", "Growth", "folklore", (),
    (PrintedStep("induction", r[n], "<=", n, (), (BASE, INDUCTIVE), ("some-result",)),), (r[n], "<=", n),
)  # fmt: skip
EXAMPLES = (PRODUCT, ROUTES, INDUCTION)


def test_text_numbers_the_steps_and_aligns_signs_and_rules():
    assert (
        as_text(PRODUCT)
        == """\
mean-of-product: Mean of a product & more
Source: A 2020, B_1 50%
Assume: x and y are independent
        E[x] = 0
Then: E[x*y] = 0
All moments that occur are finite
  1. E[x*y] = E[x]*E[y]  [factor independent]
  2.        = 0          [by hypothesis]
"""
    )


def test_another_route_states_only_what_it_assumes_moreover():
    shown = as_text(ROUTES)
    assert shown.count("symmetric about 0") == 1
    assert "Another derivation\n  Assume moreover: y has a density f_Y\n" in shown


def test_an_induction_shows_base_and_step_before_its_conclusion():
    shown = as_text(INDUCTION)
    order = ["Base case", "r_0 = 1", "Inductive step", "Assume: r_l = l", "r_{l + 1} = l + 1",
             "r_n <= n  [induction, with some-result]"]  # fmt: skip
    places = [shown.index(piece) for piece in order]
    assert places == sorted(places)
    assert shown.count("Where n is a positive integer") == 1


@pytest.mark.parametrize("write", [as_text, as_latex, as_markdown, as_html, as_typst], ids=lambda f: f.__name__)
@pytest.mark.parametrize("derivation", EXAMPLES, ids=lambda d: d.id)
def test_every_format_names_title_source_rules_and_assumptions(derivation, write):
    shown = re.sub(r"[\\&;]|amp", "", write(derivation))
    for word in (
        derivation.title.split()[0],
        derivation.source[:4],
        *(s.rule.replace("_", " ") for s in derivation.steps),
    ):
        assert word in shown
    for route in derivation.routes:
        assert "Another derivation" in shown
        assert route.steps[0].rule.replace("_", " ") in shown


@pytest.mark.parametrize("derivation", EXAMPLES, ids=lambda d: d.id)
def test_the_html_is_well_formed_and_has_one_row_for_each_step(derivation):
    fragment = as_html(derivation).replace("<wbr>", "<wbr/>")
    tree = ET.fromstring(fragment)
    rules = [element for element in tree.iter("div") if element.get("class") == "hm-rule"]
    assert len(rules) == sum(len(inner.steps) for inner in derivation.nested())
    assert tree.get("id") == derivation.id


def test_the_html_of_a_step_says_what_it_uses():
    assert 'title="uses: x and y are independent"' in as_html(PRODUCT)


def test_markup_in_titles_and_sources_is_escaped():
    hostile = PrintedDerivation("i", "<b>\\input{x}", "a_b * `c`", (), PRODUCT.steps, PRODUCT.statement)
    assert "<b>" not in as_html(hostile)
    assert "\\input" not in as_latex(hostile)
    assert r"\<b\>" in as_markdown(hostile)
    assert r"a\_b \* \`c\`" in as_markdown(hostile)


def test_json_has_the_promised_keys_and_both_spellings():
    data = json.loads(json.dumps(as_json(ROUTES)))
    assert {"schema_version", "id", "title", "source", "hypotheses", "steps", "statement"} <= set(data)
    assert data["schema_version"] == 1
    assert data["statement"] == {"text": "E[max(0, y)^2] = 1/2*E[y^2]",
                                 "latex": r"\mathbb{E}[\max(0, y)^2] = \frac{1}{2} \, \mathbb{E}[y^2]"}  # fmt: skip
    step = data["steps"][0]
    assert {"rule", "lhs", "rhs", "hypotheses"} <= set(step)
    assert step["rule"] == "relu_square"
    assert data["hypotheses"] == [{"text": "y is symmetric about 0", "latex": "$y$ is symmetric about $0$"}]
    assert data["routes"][0]["steps"][0]["rule"] == "split_at"


def test_a_long_sum_is_broken_before_its_signs_and_no_line_is_too_wide():
    variables = random_variables("a b c d e f g h")
    node = layout(sum(Rational(place, 7) * Var(v) * E(v) ** 2 for place, v in enumerate(variables, start=1)) - E(x * y))
    lines = latex_lines(node, 20.0)
    assert len(lines) == -(-width(node) // 20)
    assert all(line.startswith(("+", "-")) for line in lines[1:])


def test_a_long_bracket_is_broken_inside_with_brackets_of_fixed_size():
    variables = random_variables("a b c d e f g h")
    first, *more = latex_lines(layout(n * E(sum(v**2 for v in variables))), 8.0)
    assert r"\mathbb{E}\bigl[" in first
    assert more[-1].endswith(r"\bigr]")
    assert not any(r"\left" in line for line in [first, *more])


def test_a_formula_that_fits_stays_on_one_line():
    assert len(latex_lines(layout(Sum(r[l] + 1, (l, 1, n))), 30.0)) == 1


def test_every_formula_in_a_title_is_read_and_typeset():
    from derivations.catalogue import catalogue
    from derivations.notation.nodes import Words
    from derivations.notation.titles import heading, plain

    titles = [result.title for result in catalogue().values()]
    assert sum("`" in title for title in titles) > 40
    for title in titles:
        assert title.count("`") % 2 == 0
        assert not any(isinstance(part, Words) for part in heading(title).parts), title
        words = "".join(part for part in heading(title).parts if isinstance(part, str))
        assert not set("=^") & set(words), f"put the formulas of {title!r} between backquotes"
        assert "`" not in plain(title)


def test_a_title_is_typeset_in_every_format_and_plain_in_text_and_json():
    from derivations.catalogue import derive
    from derivations.notation.documents import as_json, as_latex, as_markdown, as_text
    from derivations.notation.html import as_html
    from derivations.notation.printed import printed_result
    from derivations.notation.typst_document import as_typst

    he = printed_result(derive("he-forward"))
    assert "forward: Var(w) = 2/n" in as_text(he).splitlines()[0]
    assert as_json(he)["title"].endswith("Var(w) = 2/n")
    assert r"forward: $\operatorname{Var}(w) = 2/n$}" in as_latex(he)
    assert r"forward: $`\operatorname{Var}(w) = 2/n`$" in as_markdown(he)
    assert '<mn>2</mn><mo lspace="0" rspace="0">/</mo><mi>n</mi>' in as_html(he).split("</h2>")[0]
    assert "2 slash n" in as_typst(he).splitlines()[0]
