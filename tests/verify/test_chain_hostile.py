"""Hostile input is answered: no exception but the one line for a user, no hang."""

import contextlib

from hypothesis import given, settings
from hypothesis import strategies as st

from derivations.errors import UserError
from halfmoment.commands.check import command
from verify.chain import check
from verify.checked import VERDICTS
from verify.walkthrough import FAILED

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
