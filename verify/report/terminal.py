"""Verdicts on a terminal, and progress that only a terminal sees."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as RichProgress
from rich.table import Table
from rich.text import Text

from verify.verdicts import Verdict, summary

__all__ = ["Progress", "print_verdicts"]

WIDE = 1000  # columns where nothing has to fit on a screen: a row is a line
STYLES = {"proved": "green", "confirmed": "green", "refuted": "bold red", "inconclusive": "yellow"}


class Progress:
    """A bar on stderr, shown only where stderr is a terminal."""

    def __init__(self, total: int, *, what: str = "checks") -> None:
        console = Console(stderr=True)
        self._bar = RichProgress(
            TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"),
            console=console, transient=True, disable=not console.is_terminal,
        )  # fmt: skip
        self._task = self._bar.add_task("", total=total)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def place(self, done: int, total: int) -> None:
        """So many of so many are done."""
        self._bar.update(self._task, completed=done, total=total)

    def step(self, what: str) -> None:
        """One more is done."""
        self._bar.update(self._task, advance=1, description=what)


def print_verdicts(verdicts: Sequence[Verdict]) -> None:
    """A table, the explanation of everything not proved or confirmed, and a line that counts."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDE)
    table = Table(box=None, pad_edge=False, show_edge=False)
    for name in ("result", "check", "verdict"):
        table.add_column(name, no_wrap=True)
    table.add_column("how")
    for v in verdicts:
        how = v.route or v.note
        if v.interval is not None and v.estimate is not None:
            low, high = v.interval
            how = f"{v.estimate:.6g} in [{low:.6g}, {high:.6g}], {v.samples:,} samples; {how}"
        table.add_row(Text(v.result), Text(v.check), Text(v.verdict, style=STYLES[v.verdict]), Text(how))
    console.print(table)
    for v in verdicts:
        if v.verdict in {"refuted", "inconclusive"}:
            console.print(Text(f"\n{v}", style=STYLES[v.verdict]))
            if v.witness is not None:
                console.print(Text(f"  in the world {v.witness}"))
            console.print(Text(f"  rerun: {v.rerun}"))
    console.print(Text(", ".join(f"{count} {word}" for word, count in summary(verdicts).items())))
