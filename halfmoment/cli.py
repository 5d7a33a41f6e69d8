"""The command line. A subcommand's module is imported only when it is called, so `--help` imports nothing heavy."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from derivations.errors import UserError, nearest

# name -> one line of help; the module is halfmoment.commands.NAME and holds a click command called `command`
COMMANDS: dict[str, str] = {
    "list": "The catalogue of results.",
    "derive": "Print how results are derived, step by step.",
    "moment": "Expand your own expression in E, Var and Cov, with its steps.",
    "check": "Check a written derivation, step by step.",
    "verify": "Run every check of the catalogue's results.",
    "conv": "Sizes, receptive field and counts of a chain of layers written as text.",
    "trace": "Shapes, exact receptive fields, parameters and multiplications of any torch module.",
    "train": "Train LeNet-5 and confirm the derived variances on it.",
    "report": "The main job: derive, verify, train, and write one report.",
}


class LazyCommands(click.Group):
    """A group that knows the names and the help of its subcommands and imports only the one called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of COMMANDS."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the subcommand's module; an unknown name is answered with the nearest known one."""
        if cmd_name not in COMMANDS:
            raise nearest(cmd_name, list(COMMANDS), what="command")
        command = import_module(f"halfmoment.commands.{cmd_name}").command
        assert isinstance(command, click.Command)
        # a raw docstring spells click's mark for lines that stay as they are with two characters
        command.help = (command.help or "").replace("\\b\n", "\b\n")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the names with their help without importing anything."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyCommands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="halfmoment")
def halfmoment() -> None:
    """Derive, check and verify how signals pass through a neural network.

    Exit status: 0 all held; 1 something was refuted or lacks a hypothesis; 2 the call or the input cannot be used;
    3 something stayed inconclusive, unknown or unreadable.
    """


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; a user's error is one line on stderr and exit status 2."""
    try:
        status = halfmoment.main(arguments, standalone_mode=False)
    except UserError as error:
        complain(str(error))
    except click.ClickException as error:
        complain(error.format_message())
    except (KeyboardInterrupt, click.Abort):
        click.echo("halfmoment: interrupted", err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(141)
    else:
        sys.exit(status if isinstance(status, int) else 0)


def complain(message: str) -> None:
    """One line on stderr, exit status 2."""
    click.echo("halfmoment: " + " ".join(message.split()), err=True)
    sys.exit(2)
