"""The report: all that was found is in it, in every format; what came from input is escaped; nothing is fetched."""

import json
import re
from html.parser import HTMLParser

import pytest

from derivations.catalogue import catalogue, derive
from derivations.errors import UserError
from derivations.notation.printed import PrintedDerivation, printed_result
from verify.report.model import Failure, Figure, Paragraph, Report, Section, Table, how
from verify.report.render import ENDINGS, render
from verify.verdicts import Verdict

HOSTILE = "<script>alert('x')</script> & | `code` #text[x] $x$ \\ \"quoted\""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="120pt" height="60pt"><rect width="10" height="10"/></svg>'


def verdict(result="variance-of-product", check="exact", word="confirmed", **more):
    return Verdict(result=result, check=check, verdict=word, rerun=f"halfmoment verify {result}", **more)


def a_report(**changes):
    fields = {
        "title": "A report",
        "command": "halfmoment report --seed 0",
        "highlights": (("2", "results derived"), ("3.1%", "mean test error")),
        "derivations": (printed_result(derive("variance-of-product")), printed_result(derive("receptive-field"))),
        "verdicts": (
            verdict(check="monte-carlo", expected=2.5, estimate=2.49, interval=(2.4, 2.6), samples=1000,
                    route="by lot"),
            verdict("receptive-field", "smt", "proved", route="by z3"),
        ),
        "told": (verdict("variance-of-neuron", "lenet5-c1"),),
        "sections": (
            Section(
                "study", "The study",
                (Paragraph("Words."), Table(("layer", "size"), (("c1", "28"),), right=(1,)),
                 Figure("A plot", "See it rise.", SVG)),
                {"layers": 1},
            ),
        ),
        "environment": (("python", "3.11"), ("seed", "0")),
    }
    return Report(**(fields | changes))


class Page(HTMLParser):
    """Tags, ids, addresses and text of a page; raises where tags do not match."""

    VOID = frozenset({"meta", "img", "wbr", "br", "link"})

    def __init__(self, text):
        super().__init__()
        self.open, self.ids, self.addresses, self.words = [], [], [], []
        self.tags = set()
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag not in self.VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value)
            if name in {"src", "href"}:
                self.addresses.append(value)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


@pytest.fixture(scope="module")
def page():
    return render(a_report(), ".html")


def test_html_is_well_formed_and_fetches_nothing(page):
    parsed = Page(page)
    assert "script" not in parsed.tags
    assert all(address.startswith(("#", "data:")) for address in parsed.addresses)
    assert not re.search(r"url\((?!data:)", page)
    assert "default-src 'none'" in page


def test_every_entry_of_the_contents_leads_somewhere_once(page):
    parsed = Page(page)
    targets = [address[1:] for address in parsed.addresses if address.startswith("#")]
    assert set(targets) >= {"variance-of-product", "receptive-field", "study", "environment"}
    assert all(parsed.ids.count(target) == 1 for target in targets)


def test_the_verdicts_stand_below_their_derivation(page):
    parts = page.split('<div class="derived">')[1:]
    assert "monte-carlo" in parts[0]
    assert "by z3" not in parts[0]
    assert "by z3" in parts[1]


@pytest.mark.parametrize("ending", [".html", ".md"])
def test_first_the_counts_of_the_verdicts(ending):
    text = render(a_report(), ending)
    assert "2 results derived; 3 verdicts: 1 proved, 2 confirmed." in text
    assert text.index("2 results derived;") < text.index("Variance of a product")


@pytest.mark.parametrize("ending", [".html", ".md"])
def test_a_failed_part_is_reported_as_failed(ending):
    text = render(a_report(failures=(Failure("training study", "no data"),)), ending)
    assert "Failed: training study" in text
    assert "no data" in text
    assert "Variance of a product" in text


def test_a_refuted_verdict_is_on_the_first_screen_with_its_counterexample():
    refuted = verdict(word="refuted", expected=1, estimate=2, witness="x = 3")
    text = render(a_report(verdicts=(refuted,)), ".html")
    first = text.split("<nav>")[0]
    assert "expected 1, found 2" in first
    assert "x = 3" in first


def hostile():
    derivation = printed_result(derive("variance-identity"))
    named = PrintedDerivation(
        derivation.id, HOSTILE, HOSTILE, derivation.hypotheses, derivation.steps, derivation.statement
    )
    return a_report(
        title=HOSTILE, derivations=(named,), verdicts=(verdict("variance-identity", note=HOSTILE, route=HOSTILE),),
        highlights=((HOSTILE, HOSTILE),), failures=(Failure(HOSTILE, HOSTILE),), environment=((HOSTILE, HOSTILE),),
        sections=(Section("s", HOSTILE, (Paragraph(HOSTILE), Table((HOSTILE,), ((HOSTILE,),), caption=HOSTILE),
                                         Figure(HOSTILE, HOSTILE, SVG))),),
    )


def test_text_from_outside_is_text_in_html():
    page = Page(render(hostile(), ".html"))
    assert "script" not in page.tags
    assert page.words.count(HOSTILE) >= 6


def test_text_from_outside_is_text_in_markdown():
    text = render(hostile(), ".md")
    assert "<script>" not in text
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert all(len(re.findall(r"(?<!\\)\|", row)) in {2, 3, 4} for row in rows)


def test_text_from_outside_does_not_break_the_pdf():
    assert render(hostile(), ".pdf")[:5] == b"%PDF-"


def test_json_holds_every_derivation_and_verdict():
    found = json.loads(render(a_report(), ".json"))
    assert found["schema_version"] == 1
    assert [one["id"] for one in found["derivations"]] == ["variance-of-product", "receptive-field"]
    assert found["summary"] == {"proved": 1, "confirmed": 2, "refuted": 0, "inconclusive": 0}
    assert [v["check"] for v in found["verdicts"]] == ["monte-carlo", "smt", "lenet5-c1"]
    assert found["sections"] == [{"id": "study", "title": "The study", "data": {"layers": 1}}]


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_same_report_gives_the_same_bytes(ending):
    assert render(a_report(), ending) == render(a_report(), ending)


@pytest.mark.parametrize("ending", [".html", ".md", ".json"])
def test_every_result_of_the_catalogue_can_be_reported(ending):
    report = a_report(derivations=tuple(map(printed_result, catalogue().values())))
    text = render(report, ending)
    assert all(id_ in text for id_ in catalogue())


def test_an_unknown_ending_is_an_error():
    with pytest.raises(UserError, match=r"a report cannot be written as '.docx'; known: .html, .pdf"):
        render(a_report(), ".docx")


def test_how_tells_estimate_interval_and_samples():
    (first, _) = a_report().verdicts
    assert how(first) == "2.49 in [2.4, 2.6]; expected 2.5; 1,000 samples; by lot"


def test_the_page_is_as_wide_as_the_screen_and_no_wider(tool, tmp_path):
    """In a headless browser at the width of a telephone nothing sticks out to the right."""
    import subprocess

    probe = "<script>document.title=document.documentElement.scrollWidth+' of '+window.innerWidth</script>"
    file = tmp_path / "page.html"
    policy = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
    file.write_text(policy.sub("", render(a_report(), ".html")).replace("</body>", probe + "</body>"), encoding="utf-8")
    done = subprocess.run(
        [tool("chromium"), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}",
         "--window-size=500,900", "--dump-dom", file.as_uri()],
        capture_output=True, text=True, check=True, timeout=120,
    )
    needed, given = map(int, re.search(r"<title>(\d+) of (\d+)</title>", done.stdout).groups())
    assert needed <= given
