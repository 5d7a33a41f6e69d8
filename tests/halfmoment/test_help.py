"""`--help` of every command: its examples stand on lines of their own."""

from importlib import import_module

import pytest

from halfmoment.cli import COMMANDS


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_example_stands_on_a_line_of_its_own(run, name):
    status, out, err = run(name, "--help")
    assert (status, err) == (0, "")
    shown = [line.strip() for line in out.splitlines()]
    command = import_module(f"halfmoment.commands.{name}").command
    examples = [line.strip() for line in command.help.splitlines() if line.strip().startswith("halfmoment ")]
    assert [line for line in shown if line.startswith("halfmoment ")] == examples
    assert name == "list" or examples
    assert "\\b" not in out


def test_help_and_no_arguments_name_every_command(run):
    _, out, _ = run("--help")
    assert [name for name in COMMANDS if f"\n  {name} " not in out] == []
