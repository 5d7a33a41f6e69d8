"""The command line, called in this process."""

import pytest

from halfmoment.cli import main


@pytest.fixture
def run(capsys):
    """run(*arguments) -> (exit status, stdout, stderr)."""

    def call(*arguments):
        with pytest.raises(SystemExit) as stop:
            main(list(arguments))
        out, err = capsys.readouterr()
        return stop.value.code, out, err

    return call
