"""`halfmoment report` and the main job behind it: a part that fails is reported, and the rest still comes."""

import json

import pytest

from cnn.study import Plan, study
from derivations.catalogue import result, unregister
from halfmoment import main_job
from halfmoment.main_job import make_report, report_status
from verify.report.model import Failure, Report, Section
from verify.verdicts import Verdict

TINY = Plan(
    rate_seeds=1, start_epochs=1, final_epochs=1, final_seeds=2, augmented=False, networks=50, signal_images=2,
    held_back=40, resolution=0.2,
)  # fmt: skip


@pytest.fixture(scope="module")
def studied():
    from cnn.data import load

    data = load("mnist-5k")
    small = type(data)(data.name, data.train[::25], data.test[::10])
    return study(small, plan=TINY, workers=1)


@pytest.fixture
def small(monkeypatch, studied):
    """The main job with a training study that is already there."""
    monkeypatch.setattr(main_job, "_studied", lambda *_: studied)


@pytest.fixture
def plain(monkeypatch):
    """The main job with neither training nor figures."""
    monkeypatch.setattr(main_job, "_studied", lambda *_: None)


def test_the_report_holds_derivations_verdicts_and_the_study(run, small, tmp_path):
    file = tmp_path / "report.html"
    status, out, err = run(
        "report", "variance-identity", "variance-of-product", "--quick", "--workers", "1", "-o", str(file)
    )
    assert (status, err) == (0, "")
    assert out.startswith(f"{file}: 2 results derived; ")
    page = file.read_text()
    for words in ("Variance of a product of two independent variables", "monte-carlo", "What is taken for what",
                  "How large the signal is, layer by layer, before training", "Which learning rate",
                  "scipy", "seed"):  # fmt: skip
        assert words in page
    assert page.count("data:image/svg+xml;base64,") >= 5
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


def test_json_goes_to_stdout_and_no_file_is_written(run, small, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    status, out, _ = run("report", "variance-identity", "--quick", "--workers", "1", "--json")
    found = json.loads(out)
    assert status == 0
    assert [section["id"] for section in found["sections"]] == ["geometry", "signal", "rates", "final"]
    assert all(layer["agrees"] for layer in found["sections"][0]["data"])
    assert list(tmp_path.iterdir()) == []


def test_a_failed_training_leaves_derivations_and_verdicts(run, tmp_path):
    file = tmp_path / "report.json"
    status, _, err = run(
        "report", "variance-identity", "--quick", "--workers", "1", "--data", "/nowhere", "-o", str(file)
    )
    found = json.loads(file.read_text())
    assert status == 3
    assert [failure["part"] for failure in found["failures"]] == ["training study"]
    assert "'/nowhere'" in found["failures"][0]["message"]
    assert err.startswith("failed: training study: ")
    assert found["summary"]["proved"] == 1
    assert found["derivations"][0]["id"] == "variance-identity"


def test_a_result_that_cannot_be_derived_leaves_the_others(plain):
    @result("broken-on-purpose", source="a test")
    def broken():
        """A result whose derivation fails."""
        raise RecursionError("too deep")

    told = []
    try:
        report = make_report(
            ids=["broken-on-purpose", "variance-identity"], quick=True, workers=1, on_failure=told.append
        )
    finally:
        unregister("broken-on-purpose")
    assert report.failures == (Failure("derivation of broken-on-purpose", "RecursionError: too deep"),)
    assert [derivation.id for derivation in report.derivations] == ["variance-identity"]
    assert {verdict.result for verdict in report.verdicts} == {"variance-identity"}
    assert "Traceback" in told[0]
    assert report_status(report) == 3


def test_progress_is_told_part_by_part(plain):
    seen = []
    make_report(ids=["variance-identity"], quick=True, workers=1, stage=lambda *now: seen.append(now))
    assert list(dict.fromkeys(name for name, _, _ in seen)) == ["derive", "verify", "report"]
    assert all(done <= total for _, done, total in seen)


def a_verdict(word):
    return Verdict(result="r", check="c", verdict=word, rerun="again")


@pytest.mark.parametrize(("changes", "status"), [
    ({}, 0),
    ({"verdicts": (a_verdict("proved"), a_verdict("confirmed"))}, 0),
    ({"verdicts": (a_verdict("inconclusive"),)}, 3),
    ({"verdicts": (a_verdict("inconclusive"),), "told": (a_verdict("refuted"),)}, 1),
    ({"failures": (Failure("a part", "why"),)}, 3),
    ({"failures": (Failure("a part", "why"),), "verdicts": (a_verdict("refuted"),)}, 1),
    ({"sections": (Section("geometry", "", (), [{"agrees": True}, {"agrees": False}]),)}, 1),
])  # fmt: skip
def test_the_exit_status(changes, status):
    assert report_status(Report(title="", command="", **changes)) == status


@pytest.mark.parametrize(("arguments", "line"), [
    (["-o", "report.docx"], "a report cannot be written to 'report.docx'; known endings: .html, .pdf, .md, .json"),
    (["-o", "/nowhere/report.html"], "cannot write '/nowhere/report.html'"),
    (["variance-of-produkt"], "did you mean 'variance-of-product'?"),
    (["--seed", "-1"], "-1 is not in the range"),
])  # fmt: skip
def test_bad_calls_get_one_line_and_exit_status_2_before_any_work(run, monkeypatch, arguments, line):
    monkeypatch.setattr(main_job, "make_report", lambda **_: pytest.fail("the work began"))
    status, out, err = run("report", *arguments)
    assert (status, out) == (2, "")
    assert line in err
    assert err.count("\n") == 1
