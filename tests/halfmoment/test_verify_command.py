"""`halfmoment verify`: the same verdicts however many workers, exit statuses, JUnit and JSON."""

import json
from xml.etree import ElementTree as ET

import pytest

from derivations.catalogue import proof, result, unregister
from verify.run import verify
from verify.verdicts import ErrorBudget

QUICK = ["variance-identity", "variance-of-product"]


def told(verdicts):
    """Verdicts without their times."""
    return [{key: value for key, value in v.to_dict().items() if key not in {"seconds", "route"}} for v in verdicts]


def test_the_verdicts_do_not_depend_on_the_number_of_workers():
    options = {"seed": 3, "resolution": 0.1}
    alone = verify(QUICK, **options)
    assert told(verify(QUICK, workers=2, **options)) == told(alone)
    assert len({v.check for v in alone}) >= 4


def test_the_command_prints_a_line_for_each_check_and_counts_them(run):
    status, out, err = run("verify", *QUICK, "--resolution", "0.1")
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert lines[-1].endswith("0 refuted, 0 inconclusive")
    assert sum(line.split()[:1] == ["variance-of-product"] for line in lines) == len(verify(QUICK[1:], resolution=0.1))


def test_json_and_junit_tell_the_same(run, tmp_path):
    file = tmp_path / "verdicts.xml"
    status, out, _ = run("verify", *QUICK, "--resolution", "0.1", "--json", "--junit", str(file))
    found = json.loads(out)
    assert (status, found["schema_version"]) == (0, 1)
    assert set(found["verdicts"][0]) >= {"result", "check", "verdict", "expected", "estimate", "interval", "samples",
                                         "seconds", "seed", "error_budget", "rerun"}  # fmt: skip
    suite = ET.fromstring(file.read_text())
    cases = [(case.get("classname").removeprefix("halfmoment."), case.get("name")) for case in suite]
    assert cases == [(v["result"], v["check"]) for v in found["verdicts"]]
    assert suite.get("failures") == "0"


def test_the_family_shares_one_error_budget():
    verdicts = verify(QUICK, family_error=1e-3, resolution=0.1)
    budgets = {v.error_budget for v in verdicts if v.check == "monte-carlo"}
    assert budgets == {ErrorBudget(alpha=1e-3 / 2, beta=1e-3 / 2)}


def test_a_check_rerun_by_its_line_gives_the_same_verdict(run):
    (first,) = verify(["variance-of-product"], checks=["monte-carlo"], seed=5, resolution=0.1)
    status, out, _ = run(*first.rerun.split()[1:], "--json")
    (again,) = json.loads(out)["verdicts"]
    assert status == 0
    assert (again["estimate"], again["samples"]) == (first.estimate, first.samples)


def test_no_time_for_sampling_leaves_it_inconclusive_with_exit_status_3(run):
    status, out, _ = run("verify", "variance-of-neuron", "--check", "monte-carlo", "--budget", "1e-9")
    assert status == 3
    assert "1 inconclusive" in out


def test_a_result_that_another_project_registers_is_verified():
    @result("variance-of-product-again", source="a test")
    def again():
        """The variance of a product, once more."""
        return proof("variance-of-product")

    try:
        assert {v.verdict for v in verify(["variance-of-product-again"], checks=["replay", "exact"])} == {
            "proved", "confirmed",
        }  # fmt: skip
    finally:
        unregister("variance-of-product-again")


def test_checks_that_need_torch_run_beside_the_others_in_every_worker(run):
    from halfmoment import verify as public

    _, out, _ = run("verify", "effective-kernel-size", "--json", "--workers", "2")
    kinds = [v["check"] for v in json.loads(out)["verdicts"]]
    assert kinds == [v.check for v in public(["effective-kernel-size"])]
    assert kinds[0] == "replay"
    assert "torch" in kinds


@pytest.mark.parametrize(("arguments", "line"), [
    (["variance-of-produkt"], "did you mean 'variance-of-product'?"),
    (["--check", "monte-karlo"], "unknown check 'monte-karlo'; did you mean 'monte-carlo'?"),
    (["variance-identity", "--check", "smt"], "the check smt does not apply to variance-identity"),
    (["--budget", "0"], "--budget (=0.0) must be more than 0 seconds"),
    (["--budget", "nan"], "--budget (=nan) must be more than 0 seconds"),
    (["--family-error", "2"], "must lie between 0 and 1"),
    (["--seed", "-1"], "-1 is not in the range"),
    (["--workers", "0"], "0 is not in the range"),
    (["--junit", "/nowhere/at/all.xml"], "cannot write '/nowhere/at/all.xml'"),
])  # fmt: skip
def test_bad_calls_get_one_line_and_exit_status_2(run, arguments, line):
    status, out, err = run("verify", *arguments)
    assert (status, out) == (2, "")
    assert line in err
    assert err.count("\n") == 1
