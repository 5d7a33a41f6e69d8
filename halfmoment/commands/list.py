"""`halfmoment list`: the catalogue."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from shutil import get_terminal_size
from textwrap import shorten
from typing import Any

import click

from derivations.catalogue import Result, catalogue
from derivations.notation.documents import as_json
from derivations.notation.printed import printed_result
from halfmoment.tables import format_table

__all__ = ["command", "row"]

STATEMENT = 44  # columns of a table's row


@click.command(name="list")
@click.option("--json", "as_json_", is_flag=True, help="Print JSON.")
def command(*, as_json_: bool) -> int:
    """Every result of the catalogue: its id, what it states and its title; --json adds hypotheses and source."""
    results = [row(result) for result in catalogue().values()]
    if as_json_:
        found = {"schema_version": 1, "results": results}
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        click.echo(_table(results))
    return 0


def _table(results: Sequence[dict[str, Any]]) -> str:
    """A line each, long statements cut; on a terminal that is too narrow for it all in full, one below the other."""
    rows = [[r["id"], shorten(r["statement"]["text"], STATEMENT, placeholder=" ..."), r["title"]] for r in results]
    table = format_table(["id", "statement", "title"], rows)
    if not sys.stdout.isatty() or max(map(len, table.splitlines())) <= get_terminal_size().columns:
        return table
    return "\n\n".join(f"{r['id']}: {r['title']}\n  {r['statement']['text']}\n  {r['source']}" for r in results)


def row(result: Result) -> dict[str, Any]:
    """One result for JSON, without its steps."""
    found = as_json(printed_result(result))
    return {name: found[name] for name in ("id", "title", "source", "hypotheses", "statement")}
