"""`halfmoment conv`: sizes, receptive field and counts of a chain of layers written as text."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click

from derivations.convolution.chain import GRAMMAR, read_chain
from derivations.convolution.matrix import ChainMatrices, LayerMatrix, chain_matrices
from derivations.convolution.walk import Row, Walk, walk
from derivations.errors import UserError
from halfmoment.tables import field_columns, print_table

__all__ = ["command", "read_shape", "to_dict"]

PRINTED_WIDTH, PRINTED_ROWS = 160, 40  # of a matrix

DESCRIPTION = f"""Sizes, receptive field, parameters and multiplications of a chain of layers.

\b
  halfmoment conv "conv k4 c3; relu; avgpool k2; linear 4" --input 1,13,13
  halfmoment conv "conv k7 s2 p3 c64; maxpool k3 s2 p1; 3*(conv k3 p1)" --input i --solve size=7

{GRAMMAR}
A field is the span of input positions that one output sees, in brackets how many of them it truly touches where there
are holes, and low..high where it differs with the output's position. The jump is the input step per output step; the
start is the first position output 0 sees, unclipped by the border. Multiplications count the taps that fall on
padding; "in bounds" leaves them out."""


@click.command(help=DESCRIPTION)
@click.argument("spec")
@click.option(
    "--input",
    "shape",
    default="i",
    metavar="C,H,W",
    help="Channels and sizes; letters give formulas. A single letter: two axes of that size, channels C.",
)
@click.option("--solve", metavar="size=N", help="Every input size that yields this output size (size=7x5 per axis).")
@click.option(
    "--plot",
    type=click.Path(path_type=Path),
    metavar="FILE.svg",
    help="Draw what the middle output sees, on the input.",
)
@click.option("--matrix", is_flag=True, help="The chain as a product of symbolic matrices; biases left out.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(spec: str, *, shape: str, solve: str | None, plot: Path | None, matrix: bool, as_json: bool) -> int:
    """Walk the chain and print its table."""
    layers = read_chain(spec)
    axes = 3 if any(layer.kind.endswith("3d") for layer in layers) else 2
    if any(layer.kind.endswith("1d") for layer in layers):
        axes = 1
    walked = walk(layers, read_shape(shape, axes=max([axes, *_kernel_axes(layers)])))
    solved = _solve(walked, solve) if solve else None
    matrices = chain_matrices(layers, walked.rows[0].shape) if matrix else None
    if plot:
        from halfmoment.field_plot import draw_field

        draw_field(walked, plot)
        click.echo(f"wrote {plot}", err=True)
    if as_json:
        found = to_dict(walked, spec, solved) | (_matrices_dict(matrices) if matrices else {})
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        _print(walked, solved)
        if matrices:
            _print_matrices(matrices)
    return 0


def read_shape(text: str, *, axes: int = 2) -> tuple[int | str, ...]:
    """The input's shape, channels first: numbers or letters; a single letter stands for all the sizes.

    >>> read_shape("3,224,i"), read_shape("n")
    ((3, 224, 'i'), ('C', 'n', 'n'))
    """
    parts = [part.strip() for part in text.split(",")]
    for part in parts:
        if not re.fullmatch(r"[A-Za-z]|[1-9]\d{0,9}", part):
            raise UserError(
                f"--input {text[:60]!r}: {part[:20]!r} is neither a positive whole number nor a letter; "
                "write C,H,W as in 3,224,224, or one letter"
            )
    if len(parts) == 1:
        if parts[0].isdigit():
            raise UserError(f"--input {text!r} gives channels and no size; write C,H,W as in 3,224,224, or one letter")
        return ("C" if parts[0] != "C" else "K", *parts * axes)
    if len(parts) > 4:
        raise UserError(f"--input {text[:60]!r} has {len(parts)} entries; channels and one to three sizes are read")
    return tuple(int(part) if part.isdigit() else part for part in parts)


def _kernel_axes(layers: object) -> list[int]:
    return [len(layer.numbers.get("k", ())) for layer in layers]  # type: ignore[attr-defined]


def _solve(walked: Walk, text: str) -> list[dict[str, object]]:
    match = re.fullmatch(r"(?:size=)?(\d{1,9}(?:x\d{1,9}){0,2})", text.replace(" ", ""))
    if not match:
        raise UserError(f"--solve {text[:40]!r} cannot be read; write size=7, or size=7x5 for one per axis")
    if walked.last.flat is not None:
        raise UserError("--solve needs an output with axes, and the chain ends flat; leave out flatten and linear")
    sizes = [int(size) for size in match[1].split("x")]
    axes = len(walked.last.axes)
    if len(sizes) not in {1, axes}:
        raise UserError(f"--solve gives {len(sizes)} sizes and the output has {axes} axes")
    found = []
    for axis, size in enumerate(sizes * (axes // len(sizes))):
        if size < 1:
            raise UserError("--solve size=0: an output has at least one position")
        inputs = walked.inputs_giving(axis, size)
        found.append(
            {
                "axis": axis,
                "output": size,
                "first": inputs and inputs[0],
                "last": inputs and inputs[1],
                "any": inputs is not None,
            }
        )
    return found


def to_dict(walked: Walk, spec: str, solved: list[dict[str, object]] | None = None) -> dict[str, object]:
    """The walk as JSON: numbers, or formulas as strings."""

    def count(of: object) -> object:
        return None if of is None else str(of) if of.number is None else of.number  # type: ignore[attr-defined]

    def fields(row: Row) -> list[object]:
        return [field and field.to_dict() for field in row.fields]

    first, last = walked.rows[0], walked.last
    result: dict[str, object] = {
        "schema_version": 1,
        "chain": spec,
        "input_shape": list(first.shape),
        "output_shape": list(last.shape),
        **{of: count(walked.total(of)) for of in ("params", "macs", "macs_in_bounds")},
        "smallest_input": [walked.smallest_input(axis) for axis in range(len(last.axes))],
        "layers": [
            {
                "layer": row.layer.text if row.layer else "",
                "output_shape": list(row.shape),
                **{of: count(getattr(row, of)) for of in ("params", "macs", "macs_in_bounds")},
                "receptive_field": fields(row),
            }
            for row in walked.rows[1:]
        ],
        "receptive_field": fields(last),
    }
    if any(isinstance(size, str) for size in last.shape[1:]):
        result["in_bounds_from"] = [axis.counted_from for axis in last.axes]
        result["same_size"] = [_block(walked, axis) for axis in range(len(last.axes))]
    if solved is not None:
        result["solve"] = solved
    return result


def _matrices_dict(found: ChainMatrices) -> dict[str, object]:
    def one(matrix: LayerMatrix) -> dict[str, object]:
        return {"name": matrix.name, "shape": list(matrix.shape), "rows": matrix.table()}

    return {
        "matrices": [one(matrix) for matrix in found.layers],
        "product": one(found.whole),
        "equals_chain": found.equals_chain,
    }


def _print_matrices(found: ChainMatrices) -> None:
    sizes = "".join(f"({rows} x {columns})" for rows, columns in (m.shape for m in reversed(found.layers)))
    click.echo(f"\ny = {' '.join(m.name for m in reversed(found.layers))} x, of sizes {sizes}")
    for matrix in (*found.layers, found.whole) if len(found.layers) > 1 else found.layers:
        table = [["." if entry == "0" else entry for entry in row] for row in matrix.table()]
        widths = [max(map(len, column)) for column in zip(*table, strict=True)]
        click.echo(f"{matrix.name} =")
        if sum(widths) + 2 * len(widths) > PRINTED_WIDTH or len(table) > PRINTED_ROWS:
            click.echo(f"  {matrix.shape[0]} x {matrix.shape[1]} entries; --json prints them all")
            continue
        for row in table:
            click.echo("  " + "  ".join(entry.rjust(width) for entry, width in zip(row, widths, strict=True)).rstrip())
    verdict = "equals" if found.equals_chain else "does not equal"
    click.echo(f"the product applied to x {verdict} the chain applied to x, window by window, for every x and weight")


def _block(walked: Walk, axis: int) -> str | None:
    size = walked.last.axes[axis].size
    if size.block is None or not isinstance(size.x, str):
        return None
    first, width = size.block
    low = f"{width}q{f'+{first}' if first else ''}" if width > 1 else f"q{f'+{first}' if first else ''}"
    return low if width == 1 else f"{low} .. {width}q+{first + width - 1}"


def _print(walked: Walk, solved: list[dict[str, object]] | None) -> None:
    header = [
        "layer",
        "size",
        "field",
        "jump",
        "start",
        "params",
        "multiplications",
        "in bounds",
    ]
    lines = []
    for row in walked.rows:
        counts = [row.params, row.macs, row.macs_in_bounds]
        name = row.layer.text if row.layer else "input"
        lines.append([name, _shape(row.shape), *field_columns(row.fields), *(f"{_grouped(c)}" for c in counts)])
    totals = [walked.total(of) for of in ("params", "macs", "macs_in_bounds")]
    lines.append(["total", "", "", "", "", *map(_grouped, totals)])
    print_table(header, lines, right=[2, 3, 4, 5, 6, 7])
    last = walked.last
    for axis, state in enumerate(last.axes):
        block = _block(walked, axis) if last.flat is None else None
        if block and "..." not in block and ".." in block and (axis == 0 or state.size != last.axes[axis - 1].size):
            smallest = walked.smallest_input(axis)
            click.echo(f"the same output size {state.size} for {state.size.x} = {block}; smallest input {smallest}")
    for axis, state in enumerate(last.axes):
        if state.counted_from > walked.smallest_input(axis) and (axis == 0 or state.size != last.axes[axis - 1].size):
            click.echo(f"multiplications in bounds: for {walked.rows[0].axes[axis].size} >= {state.counted_from}")
    for text in dict.fromkeys(_solution(one, alone=_agree(solved or [])) for one in solved or []):
        click.echo(text)


def _agree(solved: list[dict[str, object]]) -> bool:
    return all({**one, "axis": 0} == {**solved[0], "axis": 0} for one in solved)


def _solution(one: dict[str, object], *, alone: bool) -> str:
    where = "" if alone else f" (axis {one['axis']})"
    if not one["any"]:
        return f"no input size gives output size {one['output']}{where}"
    if one["last"] is None:
        return f"every input size from {one['first']} on gives output size {one['output']}{where}"
    return f"output size {one['output']} for input sizes {one['first']} to {one['last']}{where}"


def _shape(shape: tuple[int | str, ...]) -> str:
    """The shape as a product; equal formulas as a power."""
    head, *sizes = (str(size) if isinstance(size, int) or size.isalpha() else f"({size})" for size in shape)
    if len(sizes) > 1 and len(set(sizes)) == 1 and sizes[0].startswith("("):
        sizes = [f"{sizes[0]}^{len(sizes)}"]
    return " x ".join([head, *sizes])


def _grouped(count: object) -> str:
    value = getattr(count, "number", None)
    return f"{value:,}" if value is not None else str(count)
