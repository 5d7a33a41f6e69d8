"""`halfmoment trace`: shapes, exact receptive fields, parameters and multiplications of any torch module."""

from __future__ import annotations

import json
import sys
from contextlib import redirect_stdout

import click

from derivations.errors import UserError

__all__ = ["command"]


DESCRIPTION = """Shapes, receptive fields, parameters and multiplications of any torch module.

TARGET is package.module:callable or file.py:callable; the callable takes no arguments and returns a torch.nn.Module
(a module class, or a module itself, will do).

\b
  halfmoment trace net.py:net --input 1,3,224,224
  halfmoment trace net.py:net --input 1,3,224,224 --explain layer1.0.conv2

Fields are exact: an operation that has no rule is refused by name, with the layer that has it. A field is the span that
one output position sees, in brackets how many positions it truly touches where there are holes, low..high where it
differs with the position; the jump is the input step per output step, the start the first position output 0 sees,
unclipped."""


@click.command(help=DESCRIPTION)
@click.argument("target")
@click.option("--input", "shape", required=True, metavar="N,C,H,W", help="The input's shape, batch and channels first.")
@click.option("--explain", metavar="LAYER", help="The formulas of one layer with its numbers in them.")
@click.option("--regions", is_flag=True, help="For each output position the input positions it sees, clipped.")
@click.option("--train", is_flag=True, help="Trace in training mode; without it the module is traced in eval mode.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(target: str, *, shape: str, explain: str | None, regions: bool, train: bool, as_json: bool) -> int:
    """Trace and print."""
    sizes = read_sizes(shape)
    from cnn.target import load_module
    from cnn.trace import trace

    with redirect_stdout(sys.stderr):  # what the user's own code prints is not a result
        module = load_module(target)
        module.train(train)
        traced = trace(module, sizes)
    if explain is not None:
        text = traced.explain(explain)
        click.echo(json.dumps({"schema_version": 1, "layer": explain, "text": text}) if as_json else text)
        return 0
    seen = {}
    if regions:
        seen = {axis: [str(region) for region in traced.regions(axis)] for axis in range(len(sizes) - 2)}
    if as_json:
        extra = {"regions": list(seen.values())} if regions else {}
        click.echo(json.dumps(traced.to_dict() | extra, ensure_ascii=False, indent=2))
        return 0
    click.echo(str(traced))
    for axis, listed in seen.items():
        for position, region in enumerate(listed):
            click.echo(f"axis {axis}, output {position}: {region}")
    return 0


def read_sizes(text: str) -> tuple[int, ...]:
    """A shape such as 1,3,224,224.

    >>> read_sizes("1,3,32,32")
    (1, 3, 32, 32)
    """
    parts = [part.strip() for part in text.split(",")]
    for part in parts:
        if not part.isdecimal() or len(part) > 9 or int(part) < 1:
            raise UserError(
                f"--input {text[:60]!r}: {part[:20]!r} is not a positive whole number; write N,C,H,W as in 1,3,224,224"
            )
    return tuple(map(int, parts))
