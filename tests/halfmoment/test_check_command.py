"""`halfmoment check`: what is printed, written and returned, and one clear line for what cannot be used."""

import io
import json
import sys

import pytest

GOOD = "$$E[x + y] = E[x] + E[y]$$\n"
BAD = "Some words.\n\n$$\\mathrm{Var}(3x)\n  = 9\\,\\mathrm{Var}(x)\n  = 3\\,\\mathrm{Var}(x)$$\n"


@pytest.fixture
def write(tmp_path):
    def file(name, content):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(path)

    return file


@pytest.mark.parametrize("name", ["notes.tex", "notes.md", "notes.txt"])
def test_the_lines_of_the_document_come_back_with_a_mark_for_each_step(run, write, name):
    status, out, err = run("check", write(name, BAD))
    assert (status, err) == (1, "")
    lines = out.splitlines()
    assert [line.split("  ")[0].strip() for line in lines if "Var}" in line] == ["", "✓", "✗"]
    assert "✗   5    = 3\\,\\mathrm{Var}(x)$$" in lines
    caret = lines[lines.index("✗   5    = 3\\,\\mathrm{Var}(x)$$") + 1]
    assert caret == "         ^^^^^^^^^^^^^^^^^^^^"
    assert "counterexample: x = 0 or 1, each with probability 1/2" in out


def test_the_exit_status_says_what_came_of_it(run, write):
    unknown = write("u.tex", r"$$\mathrm{E}[|x|^{1.37}] = 3$$")
    assert run("check", write("g.tex", GOOD))[0] == 0
    assert run("check", unknown)[0] == 3
    assert run("check", unknown, "--allow-unknown")[0] == 0
    assert run("check", unknown, write("b.tex", BAD))[0] == 1
    assert run("check", "--allow-unknown", unknown, write("b.tex", BAD))[0] == 1
    assert run("check", write("empty.tex", ""))[0] == 0


def test_standard_input_is_read(run, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(GOOD.encode())))
    status, out, _ = run("check", "-")
    assert (status, out.splitlines()[-1]) == (0, "-: 1 proved")


def test_windows_line_ends_and_a_byte_order_mark_are_no_part_of_the_mathematics(run, write):
    path = write("w.tex", b"\xef\xbb\xbf" + BAD.replace("\n", "\r\n").encode())
    status, out, _ = run("check", path, "--json")
    steps = json.loads(out)["chains"][0]["steps"]
    assert status == 1
    assert [(step["line"], step["verdict"]) for step in steps] == [(4, "proved"), (5, "refuted")]


def test_several_files_get_a_line_each_and_one_for_every_step_that_does_not_hold(run, write):
    good, bad = write("good.tex", GOOD), write("bad.tex", BAD)
    status, out, _ = run("check", good, bad)
    assert status == 1
    slip = "Var(c X) is c^2 Var(X), not c Var(X)"
    assert out.splitlines()[:2] == [f"{good}: 1 proved", f"{bad}: 1 proved, 1 refuted"]
    (line,) = out.splitlines()[2:]
    assert line.startswith(f"  {bad}:5:3: refuted: = 3\\,\\mathrm{{Var}}(x): ")
    assert slip in line or "factor" in line


def test_json_holds_the_hypotheses_of_each_chain_and_what_the_left_side_is(run):
    _, out, _ = run("check", "--json", "-e", "Var(x*y) = Var(x)*Var(y)", "--assume", "x, y independent")
    (chain,) = json.loads(out)["chains"]
    assert chain["hypotheses"] == ["x and y are independent"]
    assert chain["steps"][0]["missing"] == ["E[x] = 0", "E[y] = 0"]
    _, out, _ = run("check", "--json", "-e", "Var(3*x) = 3*Var(x)")
    assert json.loads(out)["chains"][0]["steps"][0]["truth"] == "9*E[x^2] - 9*E[x]^2"


def test_verbose_says_how_each_step_was_read_and_decided(run):
    _, out, _ = run("check", "--verbose", "-e", r"\frac{1}{2}\,E[2x] = E[x]")
    assert "read as: (1/2)*E[2*x] = E[x]" in out
    assert "decided by: moment normal form" in out


@pytest.mark.parametrize(
    ("ending", "start"), [("html", "<!DOCTYPE html>"), ("json", "{"), ("txt", "Assumed"), ("HTML", "<!DOCTYPE html>")]
)
def test_the_ending_of_the_output_gives_the_format(run, tmp_path, ending, start):
    target = tmp_path / f"out.{ending}"
    status, out, err = run("check", "-e", "E[x + 1] = E[x] + 1", "-o", str(target))
    assert (status, out, err) == (0, "", "-e: 1 proved\n")
    assert target.read_text(encoding="utf-8").startswith(start)


def test_a_page_that_cannot_be_made_leaves_the_old_one(run, write, tmp_path):
    target = write("out.html", "old")
    assert run("check", str(tmp_path / "nowhere.tex"), "-o", target)[0] == 2
    assert (tmp_path / "out.html").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out.html"]


UNUSABLE = [
    ((), "nothing to check"),
    (("nowhere.tex",), "No such file"),
    (("{here}",), "Is a directory"),
    (("{binary}",), "zero byte at 2; name the LaTeX source"),
    (("{latin}",), "no UTF-8 text at byte 1; save it as UTF-8"),
    (("{huge}",), "more than 1,000,000 bytes; check it in parts"),
    (("{phrase}",), "phrase.tex: cannot understand the assumption 'blorp the foo'"),
    (("-e", "E[x] = 1", "--assume", "blorp"), "cannot understand the assumption 'blorp'"),
    (("-e", "E[x] = 1", "--assume", "E[x] = 1; E[x] = 2"), "contradict each other: E[x] = 1, E[x] = 2"),
    (("-e", "E[x] = 1", "-o", "{here}"), "cannot write"),
    (("-e", "E[x] = 1", "-o", "{here}/no/such.html"), "cannot write"),
    (("-e", "E[x] = 1", "-o", "{here}/out.pdf"), "the ending .pdf is no format here; use .html, .json or .txt"),
    (("-e", "E[x] = 1", "--format", "xml"), "xml"),
    (("a\0b",), "cannot read"),
]


@pytest.mark.parametrize(("arguments", "told"), UNUSABLE, ids=[told[:30] for _, told in UNUSABLE])
def test_what_cannot_be_used_is_one_line_and_status_2(run, write, tmp_path, arguments, told):
    places = {
        "here": str(tmp_path),
        "binary": write("binary.tex", b"ab\0cd"),
        "latin": write("latin.tex", b"a\xe9b"),
        "huge": write("huge.tex", b"a" * 1_000_001),
        "phrase": write("phrase.tex", "% assume: blorp the foo\n$$E[x] = 1$$"),
    }
    status, out, err = run("check", *(a.format(**places) if "{" in a else a for a in arguments))
    assert (status, out) == (2, "")
    assert err.startswith("halfmoment: ")
    assert err.count("\n") == 1
    assert told in err


def test_a_hypothesis_of_the_document_that_clashes_costs_its_steps_alone(run, write):
    text = "% assume: E[x] = 1; E[x] = 2\n$$E[x^2] = 4$$\n% forget\n" + GOOD
    status, out, _ = run("check", write("clash.tex", text))
    assert status == 3
    assert out.splitlines()[-1].endswith(": 1 proved, 1 unknown")


def test_a_terminal_of_ascii_gets_ascii_marks(run, monkeypatch):
    monkeypatch.setattr(sys.stdout, "reconfigure", lambda **_: None, raising=False)
    monkeypatch.setattr("halfmoment.commands.check._is_unicode", lambda: False)
    _, out, _ = run("check", "-e", "Var(3*x) = 9*Var(x) = 3*Var(x)")
    assert out.isascii()
    assert "+x  1  Var(3*x)" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--json", "--format", "html"], "--json asks for json, --format asks for html"),
        (["--json", "-o", "page.html"], "-o page.html asks for html"),
        (["--assume", "E[x^2] = -1"], "'E[x^2] = -1': no law has that"),
    ],
)
def test_what_contradicts_itself_is_said_in_one_line(run, arguments, said):
    status, out, err = run("check", "-e", "E[2x] = 2 E[x]", *arguments)
    assert (status, out) == (2, "")
    assert said in err
    assert len(err.strip().splitlines()) == 1


def test_a_notebook_is_read_by_its_markdown_cells(run, write):
    cells = [
        {"cell_type": "markdown", "source": ["Let $X$ be centred.\n", "$$E[2X] = 0$$"]},
        {"cell_type": "code", "source": "E = 1 # $E[X] = 3$"},
        {"cell_type": "markdown", "source": "$$E[X] = 1$$"},
    ]
    _, out, _ = run("check", "--json", write("notes.ipynb", json.dumps({"cells": cells, "nbformat": 4})))
    steps = [step for chain in json.loads(out)["chains"] for step in chain["steps"]]
    assert [(step["line"], step["verdict"]) for step in steps] == [(2, "proved"), (4, "refuted")]
    status, _, err = run("check", write("bad.ipynb", "[]"))
    assert (status, "no Jupyter notebook" in err) == (2, True)
