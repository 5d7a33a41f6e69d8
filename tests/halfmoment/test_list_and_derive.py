"""`halfmoment list` and `derive`: every result, in every format, and one clear line for bad input."""

import json
import subprocess
import sys

import pytest

from derivations.catalogue import catalogue, derive
from derivations.notation.titles import plain


def test_list_has_a_row_for_every_result(run):
    status, out, _ = run("list")
    assert status == 0
    header, _, *rows = out.splitlines()
    assert header.split() == ["id", "statement", "title"]
    assert [row.split()[0] for row in rows] == list(catalogue())
    assert all(row.endswith(plain(result.title)) for row, result in zip(rows, catalogue().values(), strict=True))
    assert max(map(len, rows)) <= 200


def test_list_as_json_states_each_result_and_its_hypotheses(run):
    _, out, _ = run("list", "--json")
    found = json.loads(out)
    assert found["schema_version"] == 1
    product = next(row for row in found["results"] if row["id"] == "variance-of-product")
    assert product["hypotheses"][0]["text"] == "x and y are independent"
    assert product["statement"]["text"].startswith("Var(x*y) = ")
    assert "\\operatorname{Var}" in product["statement"]["latex"]


def test_derive_prints_hypotheses_steps_and_the_rule_of_each_step(run):
    status, out, _ = run("derive", "variance-of-neuron")
    assert status == 0
    steps = [line for line in out.splitlines() if line.lstrip()[:1].isdigit()]
    assert len(steps) == len(derive("variance-of-neuron").proof.links)
    assert "Then: Var(v) = n*Var(w_1)*E[x_1^2]" in out
    assert "w_1, ..., w_n are independent and identically distributed" in out
    for link in derive("variance-of-neuron").proof.links:
        assert f"[{link.reason.replace('_', ' ')}]" in out


def test_derive_prints_both_routes_and_both_halves_of_an_induction(run):
    _, out, _ = run("derive", "relu-half-second-moment", "receptive-field")
    assert out.count("Another derivation") == 1
    assert out.count("Base case") == out.count("Inductive step") == 1


@pytest.mark.parametrize("form", ["text", "latex", "markdown", "html", "json"])
def test_derive_all_holds_every_result_in_every_format(run, form):
    status, out, err = run("derive", "all", "--format", form)
    assert (status, err) == (0, "")
    if form == "json":
        assert [one["id"] for one in json.loads(out)] == list(catalogue())
    elif form == "html":
        assert all(out.count(f'id="{id_}"') == 1 for id_ in catalogue())
    else:
        for id_ in catalogue():
            assert f"{id_}" in out


@pytest.mark.parametrize(("ending", "start"), [
    ("txt", b"variance-identity: "), ("tex", b"\\subsection*{"), ("md", b"## "), ("html", b"<!DOCTYPE html>"),
    ("json", b"{"), ("pdf", b"%PDF-"),
])  # fmt: skip
def test_the_ending_of_the_file_names_the_format(run, tmp_path, ending, start):
    file = tmp_path / f"it.{ending}"
    status, out, err = run("derive", "variance-identity", "-o", str(file))
    assert (status, out, err) == (0, "", f"wrote {file}\n")
    assert file.read_bytes().startswith(start)


def test_the_derivation_and_its_proofs_print_together(run):
    status, out, _ = run("derive", "conv-output-size", "receptive-field", "--proofs")
    assert status == 0
    assert "Proved by smt: claim: z3 1 of 1 in" in out
    assert "Proved by smt: base, step" in out
    assert "2 steps run again by the kernel" in out
    _, out, _ = run("derive", "conv-output-size", "--proofs", "--json")
    assert [(v["check"], v["verdict"]) for v in json.loads(out)["proofs"]] == [("replay", "proved"), ("smt", "proved")]
    status, _, err = run("derive", "conv-output-size", "--proofs", "--format", "latex")
    assert (status, "--proofs prints in text" in err) == (2, True)


def test_document_makes_a_complete_latex_file(run):
    _, out, _ = run("derive", "all", "--format", "latex", "--document")
    assert out.startswith("\\documentclass")
    assert out.rstrip().endswith("\\end{document}")


@pytest.mark.parametrize(("arguments", "line"), [
    (["variance-of-produkt"], "unknown result 'variance-of-produkt'; did you mean 'variance-of-product'?"),
    (["all", "nonsense-9"], "unknown result 'nonsense-9'"),
    (["second-moment", "--format", "latxe"], "unknown format 'latxe'; did you mean 'latex'?"),
    (["second-moment", "-o", "/nowhere/at/all.pdf"], "cannot write '/nowhere/at/all.pdf'"),
    (["second-moment", "-o", "it.docx"], "no format is known by '.docx'; use .txt, .tex"),
    (["second-moment", "-o", "it.html", "--format", "latex"], "give another ending"),
    (["second-moment", "--document"], "add --format latex"),
    (["second-moment", "--format", "pdf"], "add -o FILE.pdf"),
    ([], "Missing argument 'ID...'"),
])  # fmt: skip
def test_bad_calls_get_one_line_and_exit_status_2(run, arguments, line):
    status, out, err = run("derive", *arguments)
    assert (status, out) == (2, "")
    assert line in err
    assert err.count("\n") == 1


def test_an_unwritable_place_leaves_nothing_behind(run, tmp_path):
    run("derive", "second-moment", "-o", str(tmp_path / "none" / "it.pdf"))
    assert list(tmp_path.iterdir()) == []


PROBE = """
import sys
from halfmoment.cli import main
try:
    main({arguments!r})
except SystemExit as stop:
    assert stop.code == 0, stop.code
heavy = {{"torch", "scipy", "matplotlib", "z3", "cvc5", "jinja2", "pandas"}} & set(sys.modules)
assert not heavy, heavy
"""


@pytest.mark.parametrize("arguments", [["--help"], ["list"], ["derive", "all"], ["derive", "all", "--format", "json"]])
def test_help_list_and_derive_import_nothing_heavy(arguments):
    done = subprocess.run(
        [sys.executable, "-c", PROBE.format(arguments=arguments)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_importing_halfmoment_imports_nothing_else_and_its_names_are_found():
    code = (
        "import sys, halfmoment\n"
        "assert not {'sympy', 'torch', 'numpy'} & set(sys.modules)\n"
        "from halfmoment import catalogue, derive\n"
        "assert 'torch' not in sys.modules\n"
        "assert all(hasattr(halfmoment, name) for name in halfmoment.__all__)\n"
        "assert set(halfmoment.__all__) <= set(dir(halfmoment))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_an_unknown_name_of_the_package_is_an_attribute_error():
    import halfmoment

    with pytest.raises(AttributeError, match=r"it has .*derive"):
        halfmoment.dervie  # noqa: B018
