"""`halfmoment trace`: the table, JSON, regions, and one clear line for every way a TARGET fails."""

import json

import pytest

from halfmoment.cli import main

SOURCE = """
import torch.nn as nn
def net():
    body = nn.Sequential(nn.Conv2d(1, 3, 4, bias=False), nn.ReLU(), nn.AvgPool2d(2), nn.Flatten())
    return body.append(nn.Linear(75, 4, bias=False))
def talks():
    print("hello")
    return net()
def needs(width):
    return net()
def raises():
    return [][1]
def number():
    return 5
def leaves():
    raise SystemExit(3)
class Net(nn.Sequential):
    def __init__(self):
        super().__init__(nn.Conv1d(1, 1, 3), nn.BatchNorm1d(1), nn.Dropout())
text = "no module"
made = net()
"""


@pytest.fixture
def run(capsys, tmp_path):
    def call(target, *arguments):
        (tmp_path / "net.py").write_text(SOURCE)
        (tmp_path / "broken.py").write_text("x = (\n")
        (tmp_path / "failing.py").write_text("import torch\nraise KeyError('at import')\n")
        with pytest.raises(SystemExit) as stop:
            main(["trace", target.replace("TMP", str(tmp_path)), *arguments])
        out, err = capsys.readouterr()
        return stop.value.code, out, err

    return call


def test_json_has_the_interface(run):
    code, out, _ = run("TMP/net.py:net", "--input", "1,1,13,13", "--json")
    traced = json.loads(out)
    assert code == 0
    assert (traced["schema_version"], traced["params"], traced["macs"], traced["macs_in_bounds"]) == (
        1,
        348,
        5100,
        5100,
    )
    assert traced["layers"][2]["receptive_field"][0]["span"] == 5


def test_what_the_users_code_prints_is_kept_off_stdout(run):
    _, out, err = run("TMP/net.py:talks", "--input", "1,1,13,13", "--json")
    assert json.loads(out)["params"] == 348
    assert "hello" in err


def test_the_table_ends_with_the_totals(run):
    _, out, _ = run("TMP/net.py:net", "--input", "1,1,13,13")
    assert out.splitlines()[-1].split() == ["total", "1", "x", "4", "all", "13", "-", "0", "348", "5,100", "5,100"]


def test_a_class_and_a_module_will_do_and_eval_is_the_default(run):
    _, out, _ = run("TMP/net.py:Net", "--input", "2,1,9", "--json")
    assert json.loads(out)["receptive_field"][0]["kind"] == "window"
    _, out, _ = run("TMP/net.py:Net", "--input", "2,1,9", "--json", "--train")
    assert json.loads(out)["receptive_field"][0]["kind"] == "global"
    assert run("TMP/net.py:made", "--input", "1,1,13,13")[0] == 0


def test_regions_and_explanations_are_printed(run):
    _, out, _ = run("TMP/net.py:Net", "--input", "2,1,9", "--regions")
    assert "axis 0, output 6: {6, 7, 8}" in out
    _, out, _ = run("TMP/net.py:net", "--input", "1,1,13,13", "--explain", "4")
    assert "(1 x 75) by (75 x 4)" in out


@pytest.mark.parametrize(
    ("target", "shape", "message"),
    [
        ("TMP/none.py:net", "1,1,9,9", "no such file"),
        ("TMP/net.py:nett", "1,1,9,9", "did you mean 'net'?"),
        ("TMP/net.py", "1,1,9,9", "needs a colon"),
        ("TMP/net.py:needs", "1,1,9,9", "needs arguments (width)"),
        ("TMP/net.py:raises", "1,1,9,9", "IndexError: list index out of range (net.py, line 12)"),
        ("TMP/net.py:number", "1,1,9,9", "returns int, not a torch.nn.Module"),
        ("TMP/net.py:text", "1,1,9,9", "neither a module nor callable"),
        ("TMP/net.py:leaves", "1,1,9,9", "SystemExit: 3"),
        ("TMP/broken.py:net", "1,1,9,9", "SyntaxError"),
        ("TMP/failing.py:net", "1,1,9,9", "KeyError: 'at import' (failing.py, line 2)"),
        ("no_such_package.net:net", "1,1,9,9", "no module named 'no_such_package'"),
        ("not a name:net", "1,1,9,9", "is not a module's name"),
        ("TMP/net.py:net", "1,1,3,3", "layer '0': window d(k-1)+1 = 4 is larger than the padded input i = 3"),
        ("TMP/net.py:net", "1,1,13", "layer '0': window d(k-1)+1 = 4"),
        ("TMP/net.py:net", "1,1,x,3", "'x' is not a positive whole number"),
        ("TMP/net.py:net", "1,1,20,20", "layer '4'"),
    ],
)
def test_bad_input_is_one_line_and_exit_2(run, target, shape, message):
    code, out, err = run(target, "--input", shape)
    assert (code, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1
