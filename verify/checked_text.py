r"""A checked derivation as text: the document's own lines with a mark for every step, and below a wrong one why.

>>> from verify.chain import check
>>> print("\n".join(document_lines(check("Var(3*x) = 9*Var(x) = 9*Var(x) + 1"))))
Assumed: the moments that are written are finite
Random:  x
<BLANKLINE>
✓✗  1  Var(3*x) = 9*Var(x) = 9*Var(x) + 1
                           ^^^^^^^^^^^^^^
       refuted: the left side is 9*E[x^2] - 9*E[x]^2
       counterexample: x = 0 or 1, each with probability 1/2: the left side is 9/4, the right side 13/4
"""

from __future__ import annotations

import textwrap
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from derivations.hypotheses import Hypothesis
from derivations.notation import text
from derivations.notation.names import printable
from verify.checked import (
    ASSERT_NOTHING,
    EXPLAINED,
    MARKS,
    CheckedChain,
    CheckedStep,
    Numbers,
    Report,
    is_routine,
    told,
)

__all__ = ["Paint", "counts", "document_lines", "step_line"]

Paint = Callable[[str, str], str]  # (words, verdict) -> the words, coloured
LONGEST: Final = 400  # characters of a source line that are shown where nothing has to fit on a screen
MOST_MARKS: Final = 12  # in front of one line
NARROWEST: Final = 40  # columns below which nothing is wrapped
TAB: Final = 4


def _plain(words: str, verdict: str) -> str:
    del verdict
    return words


def counts(report: Report) -> str:
    """How many steps have each verdict, in words.

    >>> from verify.chain import check
    >>> counts(check("E[x + 1] = E[x] + 1"))
    '1 proved'
    """
    return ", ".join(f"{count} {verdict}" for verdict, count in report.summary.items()) or "no relation found"


def step_line(step: CheckedStep) -> str:
    """One step on one line: its place, its verdict, and what is wrong with it.

    >>> from verify.chain import check
    >>> step_line(check("Var(x + y) = Var(x) + Var(y)").steps[0])
    '1:12: missing-hypothesis: = Var(x) + Var(y): needs Cov(x, y) = 0'
    """
    why = f"needs {'; '.join(step.missing)}" if step.missing else step.likely_slip or step.reason
    shown = f"{step.relation} {step.rhs}" if step.relation else step.lhs
    shown = textwrap.shorten(printable(" ".join(shown.split())), 80, placeholder=" ...")
    return f"{step.line}:{step.column}: {step.verdict}: {shown}: {why}"


def document_lines(
    report: Report, *, width: int | None = None, unicode: bool = True, verbose: bool = False, paint: Paint = _plain
) -> Iterator[str]:
    """The lines that show a document: what was understood, and its chains.

    `width` wraps them, None leaves them as long as they are; `unicode=False` keeps the marks to ASCII; `verbose` says
    of every step how it was read and decided; `paint` colours the marks and verdicts.
    """
    view = _View(report.source, width=width, marks=0 if unicode else 1, verbose=verbose, paint=paint)
    sets = {chain.assumed for chain in report.chains if chain.assumed}
    stated = report.hypotheses if len(sets) <= 1 else report.hypotheses[len(report.assumed) :]
    if stated:
        yield from view.wrapped(f"Assumed: {'; '.join(stated)}", "", " " * 9)
    random = sorted(name for name, role in report.roles.items() if role == "random")
    if random:
        yield from view.wrapped(f"Random:  {', '.join(random)}", "", " " * 9)
    said: set[Hypothesis] = set()
    numbers = Numbers()
    first = True
    for block in _blocks(report, view):
        if stated or random or not first:
            yield ""
        first = False
        assumed = dict.fromkeys(h for chain in block for h in chain.assumed)
        asserts = any(step.verdict not in ASSERT_NOTHING for chain in block for step in chain.steps)
        if len(sets) > 1 and asserts and assumed and assumed.keys() != said:
            known, new = numbers.said(assumed)
            listed = "; ".join([*[known] * bool(known), *(f"({number}) {text(h)}" for number, h in new)])
            yield from view.wrapped(f"Assumed: {listed}", "", " " * 9)
        said = (asserts and set(assumed)) or said
        yield from view.block(block)


def _alike(one: str, other: str) -> bool:
    return "".join(one.split()) == "".join(other.split())


def _blocks(report: Report, view: _View) -> Iterator[list[CheckedChain]]:
    """Chains that share a line of the document belong together."""
    block: list[CheckedChain] = []
    last = 0
    for chain in report.chains:
        if block and chain.line > last:
            yield block
            block = []
        last = max(last, view.last_line(chain)) if block else view.last_line(chain)
        block.append(chain)
    if block:
        yield block


class _View:
    """A source with its lines, and how wide it may be shown."""

    def __init__(self, source: str, *, width: int | None, marks: int, verbose: bool, paint: Paint) -> None:
        self.lines = source.split("\n")
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.width = width if width is None or width >= NARROWEST else NARROWEST
        self.marks, self.verbose, self.paint = marks, verbose, paint
        self.last = ""

    def last_line(self, chain: CheckedChain) -> int:
        """The line where the chain ends."""
        return max(max(step.line, bisect_right(self.starts, max(step.span.end - 1, 0))) for step in chain.steps)

    def block(self, chains: Sequence[CheckedChain]) -> Iterator[str]:
        """The lines of the document that hold these chains, with the marks of the steps in front."""
        last = max(map(self.last_line, chains))
        self.last = ""
        steps = sorted((step for chain in chains for step in chain.steps), key=lambda s: (s.line, s.column))
        by_line = {number: [s for s in steps if s.line == number] for number in range(chains[0].line, last + 1)}
        gutter = max(2, *(min(len(here), MOST_MARKS) for here in by_line.values()))
        digits = len(str(last))
        for number, here in by_line.items():
            marks = "".join(self.paint(MARKS[s.verdict][self.marks], s.verdict) for s in here[:MOST_MARKS])
            margin = " " * (gutter - min(len(here), MOST_MARKS))
            indent = " " * (gutter + digits + 4)
            shown = printable(self.lines[number - 1].expandtabs(TAB).rstrip()) if number <= len(self.lines) else ""
            if not here and not shown:
                continue
            yield from self.source_line(f"{marks}{margin}", f"  {number:>{digits}}  ", shown, indent)
            for step in here:
                yield from self.below(step, indent, shown)

    def source_line(self, marks: str, number: str, shown: str, indent: str) -> Iterator[str]:
        """A line of the document, wrapped or cut where it is too long."""
        if self.width is None:
            yield f"{marks}{number}{shown if len(shown) <= LONGEST else shown[:LONGEST] + ' ...'}".rstrip()
            return
        room = max(self.width - len(indent), 20)
        pieces = textwrap.wrap(shown, room, drop_whitespace=False, replace_whitespace=False) or [""]
        yield f"{marks}{number}{pieces[0]}".rstrip()
        yield from (f"{indent}{piece}".rstrip() for piece in pieces[1:])

    def below(self, step: CheckedStep, indent: str, shown: str) -> Iterator[str]:
        """What is said about a step: where it stands and what is wrong, or what one must know though it holds."""
        wrong = step.verdict in EXPLAINED
        if not wrong and is_routine(step) and not self.verbose:
            return
        if wrong:
            yield from self.carets(step, indent, shown)
        reason = step.reason if self.verbose else told(step)
        if not wrong and not self.verbose and reason == self.last:  # said of the step before
            return
        self.last = "" if wrong else reason
        first, *more = self.wrapped(f"{step.verdict}: {reason}", indent, indent + "  ")
        yield first.replace(step.verdict, self.paint(step.verdict, step.verdict), 1)
        yield from more
        read = " ".join((step.read_as[0], step.relation, step.read_as[1]))
        if all(step.read_as) and (wrong or self.verbose) and not _alike(read, f"{step.lhs}{step.relation}{step.rhs}"):
            yield from self.wrapped(f"read as: {read}", indent, indent + "  ")
        if self.verbose and step.route:
            yield f"{indent}decided by: {step.route}"
        if step.missing:
            yield from self.wrapped(f"needs: {'; '.join(step.missing)}", indent, indent + "  ")
        if step.counterexample is not None:
            lead = "without it" if step.missing else "counterexample"
            yield from self.wrapped(f"{lead}: {step.counterexample}", indent, indent + "  ")
        if step.likely_slip:
            yield from self.wrapped(f"likely slip: {step.likely_slip}", indent, indent + "  ")

    def carets(self, step: CheckedStep, indent: str, shown: str) -> Iterator[str]:
        """A row of ^ under the relation and its right side, as far as they are on this line and it is shown in one."""
        written = self.lines[step.line - 1] if step.line <= len(self.lines) else ""
        start = step.span.start - self.starts[step.line - 1]
        end = min(step.span.end - self.starts[step.line - 1], len(written.rstrip()))
        if not 0 <= start < end:
            return
        room = LONGEST if self.width is None else self.width - len(indent)
        if len(shown) <= room:
            left, right = (len(written[:place].expandtabs(TAB)) for place in (start, end))
            yield f"{indent}{' ' * left}{'^' * (right - left)}"

    def wrapped(self, words: str, first: str, rest: str) -> Iterator[str]:
        """Words after `first`, on more lines after `rest` where they are too long."""
        words = printable(words)
        if self.width is None:
            yield first + words
            return
        yield from textwrap.wrap(
            words, self.width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False
        )
