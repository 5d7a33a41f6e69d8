"""What the README shows is what happens."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from derivations.catalogue import catalogue, derive, unregister
from verify.checks import Settings, Subject, all_checks

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.DOTALL)
CONSOLES = [text for kind, text in BLOCKS if kind == "console"]
SESSIONS = [part for text in CONSOLES for part in re.split(r"^\$ ", text, flags=re.MULTILINE) if part]


@pytest.mark.parametrize("session", SESSIONS, ids=lambda s: s.split("\n")[0][:40])
def test_a_command_prints_what_the_readme_shows(session):
    line, expected = session.split("\n", 1)
    command, *arguments = shlex.split(line)
    assert command == "halfmoment"
    done = subprocess.run(
        [sys.executable, "-m", "halfmoment", *arguments], capture_output=True, text=True, check=False, encoding="utf-8"
    )
    assert done.returncode in {0, 1}, done.stderr
    pattern = re.escape(expected.rstrip()).replace(r"\.\.\.", ".*")
    shown = "\n".join(row.rstrip() for row in done.stdout.rstrip().split("\n"))
    assert re.fullmatch(pattern, shown, re.DOTALL), done.stdout


def test_the_result_of_the_readme_is_derived_verified_and_listed():
    (source,) = [text for kind, text in BLOCKS if kind == "python" and "@result" in text]
    catalogue()  # before, so that the new one is an addition
    namespace = {"__name__": "my_results"}
    try:
        exec(compile(source, "README", "exec"), namespace)
        found = derive("variance-of-difference")
        verdicts = {
            check.name: check.run(Subject.of(found), Settings()).verdict
            for check in all_checks().values()
            if check.applies(Subject.of(found)) and check.name != "monte-carlo"
        }
        assert verdicts == {"replay": "proved", "exact": "confirmed", "necessity": "confirmed"}
    finally:
        unregister("variance-of-difference")


def test_the_strategies_of_the_readme_run():
    (source,) = [text for kind, text in BLOCKS if kind == "python" and "strategies" in text]
    exec(compile(source, "README", "exec"), {"__name__": "readme"})


def test_every_command_of_the_readme_exists():
    from halfmoment.cli import COMMANDS

    named = set(re.findall(r"`?halfmoment (\w+)", README)) - {"report"}
    assert named <= set(COMMANDS)


def test_the_readme_names_every_kind_of_check():
    table = set(re.findall(r"^\| ([\w-]+) \|", README, re.MULTILINE)) - {"check", "---"}
    assert table == set(all_checks())


def test_the_picture_is_there():
    assert (Path(__file__).parent.parent / "docs/report.png").stat().st_size > 10_000
