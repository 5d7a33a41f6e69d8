"""A checked derivation as a page: typeset as written, marked by colour and sign, safe, offline."""

import re
from xml.etree import ElementTree as ET

import pytest

from derivations.errors import UserError
from verify.chain import check
from verify.checked_page import body, page
from verify.checked_text import document_lines

TWO = ("x, y independent",)
PRODUCT = r"\[ \mathrm{Var}(xy) = E[x^2]E[y^2] - E[xy]^2 = \mathrm{Var}(x)\mathrm{Var}(y) \]"


def maths(html):
    """The formulas of a page, each parsed as XML, as the text that they show."""
    found = re.findall(r"<math.*?</math>", html, re.DOTALL)
    return ["".join(ET.fromstring(math).itertext()).replace("\u2061", "").replace("\u2062", "") for math in found]


def test_the_chain_is_typeset_with_the_writer_s_names_and_order():
    shown = "".join(maths(body(check(PRODUCT, assuming=TWO))))
    assert "Var(xy)=𝔼[x2]𝔼[y2]−𝔼[xy]2=Var(x)Var(y)" in shown
    dots = "".join(maths(body(check(r"$$\bar v = w_1 x_1 + \dots + w_n x_n = b + a - \tfrac{2}{4} c$$"))))
    assert "v¯=w1x1+⋯+wnxn=b+a−24c" in dots


def test_every_mark_has_a_sign_and_a_word_beside_its_colour():
    html = body(check(PRODUCT + "\n\n$$Var(3x) = 3Var(x)$$", assuming=TWO))
    for verdict, sign in (("proved", "✓"), ("refuted", "✗"), ("missing-hypothesis", "!")):
        assert f'aria-label="{verdict}">{sign}</span>' in html
    assert "missing-hypothesis, line 1" in html
    assert "refuted, line 3" in html


def test_the_law_of_every_variable_and_both_sides_are_in_a_table():
    html = body(check(PRODUCT, assuming=TWO))
    tables = [maths(table) for table in re.findall(r'<table class="hm-law">.*?</table>', html)]
    assert {table[0] for table in tables[:2]} == {"x", "y"}
    assert len(tables) == 3
    assert html.count("<th>probability</th>") == 2
    assert "<th>left side</th>" in html
    assert "<th>right side</th>" in html


def test_missing_and_stated_hypotheses_are_typeset():
    html = body(check(PRODUCT, assuming=TWO))
    missing = html.split("To be stated:")[1].split("</ul>")[0]
    assert maths(missing) == ["𝔼[x]=0", "𝔼[y]=0"]
    understood = html.split("Assumed, as understood:")[1].split("</ul>")[0]
    assert re.sub("<.*?>", " ", understood).split()[:5] == ["x", "and", "y", "are", "independent"]


def test_hypotheses_that_differ_stand_with_their_chains():
    text = "% assume: x, y independent\n$$E[xy] = E[x]E[y]$$\n% forget\n% assume: E[z] = 0\n$$E[3z] = 0$$\n"
    html = body(check(text))
    assert html.count('<p class="hm-assumed">Assumed: ') == 2
    lines = list(document_lines(check(text)))
    assert [line for line in lines if line.startswith("Assumed")] == [
        "Assumed: the moments that are written are finite",
        "Assumed: (1) x and y are independent",
        "Assumed: (2) E[z] = 0",
    ]


def test_what_the_left_side_really_is_is_typeset():
    html = body(check("$$Var(3x) = 3Var(x)$$"))
    said = html.split("The left side is ")[1].split("</p>")[0]
    assert "".join(maths(said)) == "9𝔼[x2]−9𝔼[x]2"


def test_what_could_not_be_read_is_shown_as_it_stands_in_the_source():
    html = body(check(r"\[ E[x] = \sqrt{\text{<i>y</i>}} ) \]"))
    assert "<i>" not in html
    assert html.count("&lt;i&gt;y") >= 2
    assert "unreadable, line 1" in html
    assert maths(html)[-1] == "𝔼[x]"


@pytest.mark.parametrize(
    "text",
    [
        "$$E[<script>alert(1)</script>] = 1$$", "% assume: x ~ N(0, 1)\n$$Var(x) = \\text{</style><script>}$$",
        r"$$\mathrm{\"onload=\"x} = 1$$", "$$E[x] = \\text{&lt;}\u202e\x1b[31m$$",
    ],
)  # fmt: skip
def test_nothing_that_was_written_becomes_markup(text):
    html = page([('<img src="x">', check(text))])
    assert "<script" not in html
    assert "<img" not in html
    assert "\x1b" not in "".join(document_lines(check(text)))


def test_the_page_needs_no_network_and_no_script():
    html = page([("notes.tex", check(PRODUCT, assuming=TWO))])
    assert "default-src 'none'" in html
    assert not re.search(r"<script|<link|@import|url\((?!data:)|(?:src|href)=\"(?!#|data:)", html)
    assert "<title>notes.tex</title>" in html
    assert "prefers-color-scheme:dark" in html
    assert "@media print" in html


def test_several_documents_are_listed_with_their_counts_and_linked():
    html = page([("a.tex", check(PRODUCT, assuming=TWO)), ("b.tex", check("$$E[x] = E[x]$$"))])
    assert re.findall(r'<a href="#(.*?)">(.*?)</a>', html) == [("document-1", "a.tex"), ("document-2", "b.tex")]
    assert 'id="document-2"><h2>b.tex</h2>' in html


def test_a_long_formula_can_break_before_its_signs_and_scrolls_in_its_box():
    html = body(check("$$E[x] = " + " + ".join(f"E[x_{{{i}}}]" for i in range(30)) + "$$"))
    assert html.count("<wbr>") >= 29
    assert ".hm-rhs{" in html
    assert "overflow:auto hidden" in html


def test_a_report_shows_itself():
    report = check(PRODUCT, assuming=TWO)
    assert repr(report) == "<checked derivation: 1 proved, 1 missing-hypothesis>"
    assert str(report).splitlines()[0].startswith("Assumed: x and y are independent")
    assert report._repr_html_() == body(report)
    assert "<html" not in body(report)
    assert report.to_html("mine").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("width", [40, 60, 100])
def test_lines_fit_the_terminal(width):
    report = check(PRODUCT + "\n" + PRODUCT, assuming=TWO)
    assert max(map(len, document_lines(report, width=width))) <= width


def test_colours_go_to_marks_and_verdicts_alone():
    report = check(PRODUCT, assuming=TWO)
    plain = list(document_lines(report))
    painted = list(document_lines(report, paint=lambda words, verdict: f"<{verdict}>{words}</>"))
    assert [re.sub("<.*?>", "", line) for line in painted] == plain
    assert "<proved>✓</><missing-hypothesis>!</>  1  \\[" in "\n".join(painted)


def test_one_phrase_may_be_given_as_a_string_and_what_is_no_text_is_refused():
    assert check("E[x*y] = E[x]*E[y]", assuming="x, y independent").steps[0].verdict == "proved"
    with pytest.raises(UserError, match="check reads a text, not int; read the file first"):
        check(3)


def test_what_was_tried_and_did_not_help_is_not_said_to_be_assumed():
    text = "Let X and Y be independent.\n\n$$z = 2X + 3$$\n$$\\mathrm{Var}(z) = 2\\mathrm{Var}(X) + 3$$\n"
    report = check(text)
    assert report.steps[-1].verdict == "refuted"
    assert not [h for h in report.hypotheses if "z and X" in h or "X and z" in h]


def test_formulas_in_the_words_of_a_slip_are_typeset():
    html = body(check("Var(X) = E[X^2] + E[X]^2"))
    slip = html.split("Likely slip: ")[1].split("</p>")[0]
    assert maths(slip) == ["Var(X)", "𝔼[X2]−𝔼[X]2"]
    assert slip.endswith(", with a minus.")


def test_a_display_that_goes_on_shows_no_left_side_twice():
    html = body(check("$$E[(X+1)^2] = E[X^2+2X+1]$$\n$$= E[X^2]+2E[X]+1$$"))
    assert html.count("hm-chain hm-on") == 1
    assert html.count('class="hm-lhs"') == 1
    assert "hm-on" not in body(check("$$E[2X] = 2E[X]$$\n$$2E[X] = E[2X]$$")).split("</style>")[1]


def test_a_step_shows_itself_in_a_notebook():
    step = check("E[2*x] = 3*E[x]").steps[0]
    assert maths(step._repr_html_())[0] == "𝔼[2x]"
    assert "refuted, line 1" in step._repr_html_()


def test_a_notebook_without_html_gets_latex_and_a_table():
    report = check("Let x be centred.\n\nE[x^2] = Var(x) = E[x]^2\n\nP(x>0 = 3")
    assert report.steps[0]._repr_latex_() == (
        r"$\displaystyle \mathbb{E}[x^2] = \operatorname{Var}(x) \quad \text{(proved)}$"
    )
    rows = report._repr_markdown_().splitlines()
    verdicts = [row.split("|")[2].strip() for row in rows[2:]]
    assert verdicts == ["✓ proved", "✗ refuted", "? unreadable", "? unreadable"]
    assert all(row.replace(r"\|", "").count("|") == 5 for row in rows)


def test_what_was_said_of_the_step_before_is_not_said_again():
    report = check("Let x and y be independent.\n\nE[2 x y] = 2 E[x] E[y] = E[x y] + E[x] E[y]\n\nE[x y] = E[x] E[y]")
    assert str(report).count("by the words") == 2
    assert report.to_html().count("by the words") == 2


def test_values_that_are_no_fractions_show_their_size():
    page = check("$$E[e^X] = e^{E[X]}$$")._repr_html_()
    assert "≈ 1.859" in page  # (1 + e)/2
    assert "≈ 1.649" in page
