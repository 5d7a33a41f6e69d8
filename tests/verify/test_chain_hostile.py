"""Hostile input is answered: no exception but the one line for a user, no hang, no growth of memory.

The long run takes HALFMOMENT_FUZZ_SECONDS, by default a minute in CI and 4 seconds elsewhere.
"""

import contextlib
import gc
import os
import random
import signal
import statistics
import time
import tracemalloc
from itertools import pairwise
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st
from sympy.core.cache import clear_cache

from derivations.errors import UserError
from halfmoment.commands.check import command
from verify.chain import check
from verify.checked import VERDICTS
from verify.document.walkthrough import FAILED

DOCUMENT = r"""Let $X \sim \mathcal{N}(\mu, \sigma^2)$. % assume: Y symmetric
\begin{align*}
\mathrm{Var}(X) &= \mathbb{E}[X^2] - \mathbb{E}[X]^2 = \int_{-\infty}^{\infty} (x-\mu)^2 f_X(x)\,dx \\
 &\overset{(a)}{=} \sum_{j=1}^{n} \tfrac{1}{n} \sigma^2 = \sigma^2 \; . \tag{1}
\end{align*}
and $\mathbb{E}[\max(0, Y)^2] = \frac{1}{2}\mathbb{E}[Y^2]$."""
PIECES = [
    r"\frac", "{", "}", "[", "]", "^", "_", "&", r"\\", "$", "$$", r"\sum_{j=1}^n", r"\int", "=", "E[x]", "9^9^9",
    "%", "assume:", r"\left(", r"\right)", "\x00", "é", "Var(", ")", "/0", r"\begin{align}", r"\end{align}",
]  # fmt: skip


def survives(text):
    report = None
    with contextlib.suppress(UserError):
        report = check(text, seconds=0.5)
    if report is None:
        return
    assert {step.verdict for step in report.steps} <= set(VERDICTS)
    assert not [step.reason for step in report.steps if step.reason.startswith(FAILED)]
    assert report.to_html("a < b & c").startswith("<!DOCTYPE html>")


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=200))
def test_random_bytes(data):
    survives(data.decode("latin-1"))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_rows_of_pieces_of_formulas(pieces):
    survives("$$" + " ".join(pieces) + "$$")


@settings(deadline=None, max_examples=60)
@example(247, 0, "\\\\")
@given(st.integers(0, len(DOCUMENT)), st.integers(0, 12), st.sampled_from(["", *PIECES]))
def test_mutated_documents(place, width, piece):
    survives(DOCUMENT[:place] + piece + DOCUMENT[place + width :])


def test_the_page_escapes_what_was_written_and_several_files_get_one_line_each(tmp_path):
    from click.testing import CliRunner

    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text("$$E[x + y] = E[x] + E[y]$$ and $$Var(3x) = 3 Var(x)$$ <script>")
    paths = [str(tmp_path / name) for name in ("a.md", "b.md")]
    runner = CliRunner()
    shown = runner.invoke(command, paths, standalone_mode=False)
    assert shown.return_value == 1
    assert [line for line in shown.output.splitlines() if not line.startswith(" ")] == [
        f"{path}: 1 proved, 1 refuted" for path in paths
    ]
    target = tmp_path / "out.html"
    runner.invoke(command, [*paths, "-o", str(target)], standalone_mode=False)
    page = target.read_text()
    assert "<script>" not in page
    assert page.count("probability") == 2
    assert "✗" in page


SECONDS = float(os.environ.get("HALFMOMENT_FUZZ_SECONDS", "60" if os.environ.get("CI") else "4"))
STEP_SECONDS = 0.5
HARD_BOUND = 30  # seconds of the processor for a whole document: its steps are few, and each of them is bounded
DATA = Path(__file__).parent / "data"
TOKENS = [
    *PIECES, r"\mathbb{E}", r"\operatorname{Var}", r"\max(0,", r"\sqrt", r"\prod", r"\partial", r"\binom", "!", "~",
    "|", r"\lfloor", r"\sim \mathcal{N}(0, 1)", "9999999999", "^{^{", r"\newcommand{\a}{\a\a}", r"\a", r"\text{",
    "% assume:", "% forget", "<!--", "-->", r"\overset", r"\underbrace", r"\begin{cases}", ";", "iid", "\u202e", "\n",
    "\r", "\t",
]  # fmt: skip


def documents(rng):
    """Random bytes, random rows of tokens, and real documents with pieces cut, doubled, exchanged or put in."""
    sources = [path.read_text(encoding="utf-8") for path in sorted(DATA.rglob("*.*")) if path.is_file()]
    pages = [source[place : place + 500] for source in sources for place in range(0, len(source), 500)] + [DOCUMENT]
    while True:
        kind = rng.randrange(4)
        page = rng.choice(pages)
        if kind == 0:
            yield rng.randbytes(rng.randrange(200)).decode("latin-1")
        elif kind == 1:
            yield "$$" + " ".join(rng.choices(TOKENS, k=rng.randrange(14))) + "$$"
        elif kind == 2:
            for _ in range(rng.randrange(1, 6)):
                place, width = rng.randrange(len(page) + 1), rng.randrange(10)
                page = (
                    page[:place]
                    + rng.choice(["", "", page[place : place + width] * 2, *TOKENS])
                    + page[place + width :]
                )
            yield page
        else:
            other = rng.choice(pages)
            yield page[: rng.randrange(len(page) + 1)] + other[rng.randrange(len(other) + 1) :]


class Hang(Exception):
    """A document took longer than the hard bound."""


@contextlib.contextmanager
def hard_bound(document):
    def stop(*_):
        raise Hang(document)

    before = signal.signal(signal.SIGPROF, stop)
    old = signal.setitimer(signal.ITIMER_PROF, HARD_BOUND)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, *old)
        signal.signal(signal.SIGPROF, before)


def kept():
    """Bytes in use, without sympy's caches, which are bounded and fill slowly."""
    clear_cache()
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


def test_a_long_run_of_hostile_documents_sees_no_exception_no_hang_and_no_growth():
    """Memory: after the hostile documents one and the same document is checked again and again. A check that leaks
    keeps at least what it made, its report; what is in use must rise by less than that.
    """
    rng = random.Random(20261122)
    stop = time.process_time() + SECONDS
    count = 0
    for document in documents(rng):
        if time.process_time() > stop:
            break
        with contextlib.suppress(UserError), hard_bound(document):
            report = check(document, seconds=STEP_SECONDS)
            assert {step.verdict for step in report.steps} <= set(VERDICTS)
            assert not [step.reason for step in report.steps if step.reason.startswith(FAILED)], document
            str(report)
        count += 1
    assert count
    tracemalloc.start()
    try:
        sizes = [kept()]
        for _ in range(12):
            check(DOCUMENT, seconds=STEP_SECONDS)
            sizes.append(kept())
        report = check(DOCUMENT, seconds=STEP_SECONDS)
        with_report = kept()
        del report
        report_size = with_report - kept()
    finally:
        tracemalloc.stop()
    rises = [b - a for a, b in pairwise(sizes[8:])]
    assert statistics.median(rises) < report_size, sizes
