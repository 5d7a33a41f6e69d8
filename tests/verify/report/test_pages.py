"""Pages and PDFs stand alone: no network, no script, their own mathematics font, and a browser and a reader agree."""

import re
import subprocess
from html.parser import HTMLParser
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont

from derivations.catalogue import catalogue
from derivations.errors import UserError
from derivations.notation import typst
from derivations.notation.documents import as_latex
from derivations.notation.printed import printed_result
from derivations.terms import E, Var, random_variables
from verify.report import font
from verify.report.page import derivations_page, page
from verify.report.typst_pdf import derivations_pdf, typst_pdf


@pytest.fixture(scope="module")
def derivations():
    return tuple(map(printed_result, catalogue().values()))


@pytest.fixture(scope="module")
def html(derivations):
    return derivations_page(derivations)


class Outside(HTMLParser):
    """Collects whatever a page would fetch or run."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        fetched = [
            value
            for name, value in attrs
            if name in {"src", "href", "data", "action"} and not value.startswith(("#", "data:"))
        ]
        handlers = [name for name, _ in attrs if name.startswith("on")]
        self.found += [tag] * (tag in {"script", "link", "iframe", "object", "embed"}) + fetched + handlers


def test_a_page_fetches_nothing_and_runs_nothing(html):
    outside = Outside()
    outside.feed(html)
    assert outside.found == []
    assert not re.findall(r"url\((?!data:)", html)
    assert "default-src 'none'" in html


def test_every_result_is_on_the_page_and_linked(html, derivations):
    for derivation in derivations:
        assert f'id="{derivation.id}"' in html
        assert f'href="#{derivation.id}"' in html


def test_the_embedded_font_holds_every_character_of_the_formulas(html):
    characters = TTFont(BytesIO(font.subset_font())).getBestCmap()
    formulas = "".join(re.findall(r"<math.*?</math>", html, re.DOTALL))
    shown = {*re.sub(r"<[^>]*>|&[a-z]+;|&#x[0-9a-f]+;|\s", "", formulas)}
    assert {character for character in shown if ord(character) not in characters} == set()


def test_the_font_is_a_small_renamed_subset_with_its_mathematics_table_and_its_licence(html):
    data = font.subset_font()
    subset = TTFont(BytesIO(data))
    names = {record.nameID: str(record) for record in subset["name"].names}
    assert "MATH" in subset
    assert names[1] == font.FAMILY
    assert "Copyright" in names[0]
    assert "SIL Open Font License" in names[13]
    assert len(data) < font.font_path().stat().st_size / 10
    assert "SIL OPEN FONT LICENSE Version 1.1" in html
    assert "STIX Fonts Project Authors" in html


def test_a_missing_font_is_one_line_that_names_the_remedy(monkeypatch):
    monkeypatch.setattr(font, "find_spec", lambda name: None)
    with pytest.raises(UserError, match="pip install ziamath"):
        font.font_path()


def test_a_page_of_one_derivation_has_its_title_as_the_only_heading(derivations):
    assert re.findall(r"<h[1-3]>(.*?)</h[1-3]>", derivations_page(derivations[:1])) == [derivations[0].title]


def test_the_title_of_a_page_is_text():
    assert "<h1>&lt;b&gt;</h1>" in page("<b>", "")


def test_chromium_draws_the_formulas_in_the_embedded_font(html, tool, tmp_path):
    chromium, pdffonts, pdftotext = map(tool, ("chromium", "pdffonts", "pdftotext"))
    source, printed = tmp_path / "page.html", tmp_path / "page.pdf"
    source.write_text(html, encoding="utf-8")
    command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}",
               "--no-pdf-header-footer", f"--print-to-pdf={printed}", source.as_uri()]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    fonts = subprocess.run([pdffonts, printed], check=True, capture_output=True, text=True).stdout
    assert font.FAMILY.replace(" ", "") in fonts
    text = subprocess.run([pdftotext, "-layout", printed, "-"], check=True, capture_output=True, text=True).stdout
    assert "Var(" in text.replace(" ", "")
    assert "𝔼[" in text.replace(" ", "")


def test_typst_sets_the_catalogue_and_the_text_can_be_copied(derivations, tool, tmp_path):
    path = tmp_path / "all.pdf"
    path.write_bytes(derivations_pdf(derivations))
    text = subprocess.run([tool("pdftotext"), path, "-"], check=True, capture_output=True, text=True).stdout
    for derivation in derivations:
        assert derivation.title.split()[0] in text
    assert "Var(" in text.replace("\n", "")


def test_the_same_source_gives_the_same_pdf():
    x = random_variables("x")
    source = f"${typst(Var(x) + E(x) ** 2)}$"
    assert typst_pdf(source) == typst_pdf(source)


def test_pdflatex_compiles_the_catalogue_without_a_warning(derivations, tool, tmp_path):
    (tmp_path / "all.tex").write_text(as_latex(derivations, document=True), encoding="utf-8")
    command = [tool("pdflatex"), "-interaction=nonstopmode", "-halt-on-error", "all.tex"]
    run = subprocess.run(
        command, check=False, cwd=tmp_path, capture_output=True, text=True, errors="replace", timeout=120
    )
    complaints = re.findall(r"^(?:!|.*(?:Overfull|Underfull|Warning|Error)).*$", run.stdout, re.MULTILINE)
    assert complaints == []
    assert run.returncode == 0
    assert (tmp_path / "all.pdf").exists()
