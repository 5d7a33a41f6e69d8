"""halfmoment.check beside tools that read LaTeX into sympy, on the corpus of the tests: right, wrong, declined, time.

    python -m benchmarks.checkers [--seconds 3] [--every 1]

Every equation of the corpus that deserves "proved", "refuted" or "missing-hypothesis" is one step. A reader gets its
verdict by reading both sides and asking sympy whether the difference is 0; math-verify by its own `verify`. None of
them takes hypotheses: holding is right where the step is proved under them, not holding where it is false without more.
A tool that cannot read a side, or does not decide, declines. A peer that is not installed is said to be so.
"""

from __future__ import annotations

import contextlib
import io
import logging
import signal
import statistics
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import click

from benchmarks.corpus import Block, read_corpus
from derivations.errors import UserError
from derivations.reading import read_document
from verify.chain import check

HOLDS = {"proved": True, "refuted": False, "missing-hypothesis": False}
Read = Callable[[str], Any]


@dataclass(slots=True)
class Row:
    """How often a tool read both sides, was right, wrong, or declined, and the seconds of each step."""

    parsed: int = 0
    right: int = 0
    wrong: int = 0
    declined: int = 0
    seconds: list[float] = field(default_factory=list)

    def add(self, verdict: bool | None, truth: bool, *, parsed: bool, seconds: float) -> None:
        self.parsed += parsed
        self.right += verdict is truth
        self.wrong += verdict is not None and verdict is not truth
        self.declined += verdict is None
        self.seconds.append(seconds)


@contextlib.contextmanager
def limit(seconds: float) -> Iterator[None]:
    """TimeoutError after so many seconds."""

    def stop(*_: Any) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def steps_of(block: Block) -> list[tuple[str, str, bool]]:
    """The two sides as written, and whether the step holds, for the equations of a block."""
    found = [step for chain in read_document(block.document).chains for step in chain.steps]
    if len(found) != len(block.verdicts):
        return []
    return [
        (step.lhs_source, step.rhs_source, HOLDS[deserved])
        for step, deserved in zip(found, block.verdicts, strict=True)
        if deserved in HOLDS and step.relation == "="
    ]


def readers() -> dict[str, Read | str]:
    """The readers by name; a line that says why for one that is missing."""
    found: dict[str, Read | str] = {}
    for backend in ("antlr", "lark"):
        found[f"sympy parse_latex ({backend})"] = _sympy_reader(backend)
    try:
        from latex2sympy2_extended import latex2sympy

        found["latex2sympy2_extended"] = latex2sympy
    except ImportError as error:
        found["latex2sympy2_extended"] = f"not installed ({error})"
    return found


def _sympy_reader(backend: str) -> Read | str:
    from sympy.parsing.latex import parse_latex

    try:
        parse_latex("x", backend=backend)
    except ImportError as error:
        return f"not installed ({error})"
    return lambda text: parse_latex(text, backend=backend)


def by_difference(read: Read, left: str, right: str) -> tuple[bool | None, bool]:
    """Whether sympy finds the difference of what was read to be 0, and whether both sides were read."""
    from sympy import Expr, simplify

    sides = [read(left), read(right)]
    if not all(isinstance(side, Expr) for side in sides):
        return None, False
    try:
        gap = simplify(sides[0] - sides[1])
        return (True if gap == 0 else gap.equals(0)), True
    except TimeoutError:
        raise
    except Exception:  # noqa: BLE001  whatever a peer raises is its answer
        return None, True


def by_math_verify(left: str, right: str) -> tuple[bool | None, bool]:
    """math-verify's own verdict; nothing extracted from a side is not read."""
    from math_verify import parse, verify

    options: dict[str, Any] = {"parsing_timeout": None, "raise_on_error": True}
    sides = [parse(f"${side}$", **options) for side in (left, right)]
    if not all(sides):
        return None, False
    return bool(verify(*sides, timeout_seconds=None)), True


def measured(decide: Callable[[str, str], tuple[bool | None, bool]], left: str, right: str, seconds: float) -> Any:
    """Verdict, whether it was read, and the time."""
    started = time.perf_counter()
    verdict, parsed = None, False
    with contextlib.suppress(Exception), limit(seconds), contextlib.redirect_stdout(io.StringIO()):
        verdict, parsed = decide(left, right)
    return verdict, parsed, time.perf_counter() - started


def ours(blocks: list[Block], seconds: float) -> Row:
    """halfmoment on whole blocks, with their hypotheses; the time of a block is shared by its steps."""
    row = Row()
    for block in blocks:
        wanted = steps_of(block)
        if not wanted:
            continue
        started = time.perf_counter()
        steps: Any = ()
        with contextlib.suppress(UserError):
            assuming = [block.assume] if block.assume else []
            steps = check(block.document, assuming=assuming, seconds=seconds).steps
        each = (time.perf_counter() - started) / len(wanted)
        pairs = zip(steps, block.verdicts, strict=False)
        for step, deserved in pairs:
            if deserved in HOLDS and step.relation == "=":
                parsed = step.verdict != "unreadable"
                row.add(HOLDS.get(step.verdict), HOLDS[deserved], parsed=parsed, seconds=each)
    return row


@click.command()
@click.option("--seconds", default=3.0, show_default=True, help="The most that a tool may take for one step.")
@click.option("--every", default=1, show_default=True, help="Take every so many-th block of the corpus alone.")
def main(*, seconds: float, every: int) -> None:
    """Measure and print the table."""
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    blocks = read_corpus()[::every]
    steps = [step for block in blocks for step in steps_of(block)]
    rows: dict[str, Row | str] = {"halfmoment check": ours(blocks, seconds)}
    deciders: dict[str, Any] = {
        name: read if isinstance(read, str) else (lambda a, b, read=read: by_difference(read, a, b))
        for name, read in readers().items()
    }
    try:
        import math_verify  # noqa: F401

        deciders["math-verify"] = by_math_verify
    except ImportError as error:
        deciders["math-verify"] = f"not installed ({error})"
    for name, decide in deciders.items():
        if isinstance(decide, str):
            rows[name] = decide
            continue
        row = rows[name] = Row()
        for left, right, truth in steps:
            verdict, parsed, took = measured(decide, left, right, seconds)
            row.add(verdict, truth, parsed=parsed, seconds=took)
    print(f"{len(steps)} steps, {sum(truth for *_, truth in steps)} of them true")
    print(f"{'':28} {'parsed':>7} {'right':>7} {'wrong':>7} {'declined':>9} {'median':>9} {'total':>8}")
    for name, row in rows.items():
        if isinstance(row, str):
            print(f"{name:28} {row}")
            continue
        middle = statistics.median(row.seconds) * 1000
        counts = f"{row.parsed:7} {row.right:7} {row.wrong:7} {row.declined:9}"
        print(f"{name:28} {counts} {middle:6.1f} ms {sum(row.seconds):6.1f} s")


if __name__ == "__main__":
    main()
