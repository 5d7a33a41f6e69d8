"""Tables on the terminal: as wide as they need to be, so that nothing is cut off when the output is piped."""

from __future__ import annotations

from collections.abc import Sequence

import click

from derivations.convolution.field import Field

__all__ = ["field_columns", "format_table", "print_table"]


def format_table(header: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> str:
    """Columns two spaces apart; those in `right` are aligned to the right.

    >>> print(format_table(["layer", "params"], [["conv", "48"], ["linear", "1,200"]], right=[1]))
    layer   params
    ------  ------
    conv        48
    linear   1,200
    """
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    lines = [header, ["-" * width for width in widths], *rows]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def print_table(header: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> None:
    """Print it on stdout."""
    click.echo(format_table(header, rows, right=right))


def field_columns(fields: Sequence[Field | None]) -> list[str]:
    """Field, jump and start, one value where all axes agree, else one per axis."""

    def joined(values: list[str]) -> str:
        return (values[0] if len(set(values)) == 1 else " x ".join(values)) if values else "-"

    def shown(value: object) -> str:
        return "-" if value is None else str(value)

    return [
        joined(["all read" if field is None else str(field) for field in fields]),
        joined([shown(field and field.jump) for field in fields]),
        joined([shown(field and field.start) for field in fields]),
    ]
