"""The tokens of one display -> chains of relations, over lines and columns, with remarks and connectives.

A display is cut at its relations before anything in it is parsed: a side that cannot be read is one `Problem`, and the
others are read.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace

from derivations.reading.syntax.cursor import Token
from derivations.reading.syntax.formula import parse
from derivations.reading.syntax.scan import Unreadable
from derivations.reading.syntax.spelling import FONTS
from derivations.reading.syntax.splitting import Statement, split
from derivations.reading.syntax.tree import NOWHERE, Node, Span
from derivations.reading.syntax.usage import Usage

__all__ = ["Chain", "Problem", "Remark", "Source", "Step", "problem_of", "read_chains"]


class Source:
    """A text that knows its lines."""

    __slots__ = ("_starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [0, *(i + 1 for i, character in enumerate(text) if character == "\n")]

    def position(self, offset: int) -> tuple[int, int]:
        r"""The line and column of an offset, both counted from 1.

        >>> Source("a\nbc").position(3)
        (2, 2)
        """
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


@dataclass(frozen=True, slots=True)
class Problem:
    """What could not be read: where, which token, why."""

    line: int
    column: int
    token: str
    message: str
    span: Span = NOWHERE

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.message} ({self.token[:40]!r})"


@dataclass(frozen=True, slots=True)
class Remark:
    """Words next to a step, or the reason over its relation."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Step:
    """`lhs relation rhs`, with both sides as trees and as written; a side that cannot be read is None and in `problem`.

    `relation` is "=", "!=", "<", ">", "<=", ">=", "~=" (approximately), ":=", "==", "~" (has the law), "in",
    "propto", "->", "<-" (assignment), "indep", "=d" and so on, whatever its spelling; `reason` is what stood over it.
    """

    relation: str
    lhs: Node | None
    rhs: Node | None
    lhs_source: str
    rhs_source: str
    line: int
    column: int
    span: Span
    reason: str = ""
    remarks: tuple[Remark, ...] = ()
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    """Relations that follow one another. `first` is the leftmost side, there also when there is no relation at all.

    `connective` says how it hangs on the chain before it in the same display ("", ",", "and", "=>", "<=>", "where",
    ...); `continued` that it began with a relation and took the last side of the chain before as its left side;
    `dangling` is the relation that it ends with, which the next display may complete.
    """

    line: int
    span: Span
    steps: tuple[Step, ...]
    first: Node | None = None
    inline: bool = False
    connective: str = ""
    continued: bool = False
    display: int = 0
    dangling: tuple[str, Problem] | None = None


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of a relation: its tree or why it has none, its place and how it is written."""

    node: Node | None
    problem: Problem | None
    span: Span
    text: str


def problem_of(source: Source, error: Unreadable) -> Problem:
    """What went wrong, with its line and column."""
    line, column = source.position(error.start)
    written = source.text[error.start : error.end]
    return Problem(line, column, written or error.token, error.message, Span(error.start, error.end))


_SIZED_OR_STYLED = re.compile(rf"\\(?:left|[bB]igg?[lr]?|{'|'.join(sorted(FONTS))})\s*\Z")
_NAMED_BRACE = re.compile(r"(?:\\[a-zA-Z]+\*?\s*)?\{\Z")
_REACH = 60  # characters before and behind that may belong to it


def _whole(text: str, start: int, end: int) -> Span:
    r"""From the first to the last token, with the commands and braces around them.

    >>> text = r"\mathbf{x} = \left[ y \right]_{\mathrm{a}}"
    >>> [text[s.start : s.end] for s in (_whole(text, 8, 9), _whole(text, 18, 39))]
    ['\\mathbf{x}', '\\left[ y \\right]_{\\mathrm{a}}']
    """
    opened = closed = 0
    for brace in re.findall(r"(?<!\\)[{}]", text[start:end]):
        closed += brace == "}" and not opened
        opened += 1 if brace == "{" else -1 if opened else 0
    if text.startswith("{", end) and text[start:end].endswith((r"\end", r"\begin")):
        opened += 1
        end += 1
    while opened and (at := text.find("}", end, end + _REACH)) >= 0:
        opened, end = opened - 1, at + 1
    first = max(0, start - _REACH)
    while found := _SIZED_OR_STYLED.search(text[first:start]) or (
        _NAMED_BRACE.search(text[first:start]) if closed or text.startswith("}", end) else None
    ):
        if found.group().endswith("{"):
            end += not closed
            closed = max(closed - 1, 0)
        start = first + found.start()
    return Span(start, end)


class _Reader:
    def __init__(self, source: Source, known: Usage, *, latex: bool) -> None:
        self.source, self.known, self.latex = source, known, latex

    def sides(self, statement: Statement) -> list[_Side]:
        found: list[_Side] = []
        for index, tokens in enumerate(statement.sides):
            before = statement.relations[index - 1] if index else None
            node, problem = None, None
            try:
                if before is not None and not tokens:
                    written = self.source.text[before.start : before.end]
                    raise Unreadable("a side is missing behind it", before.start, before.end, written)
                if tokens:
                    law = before is not None and before.text in {"~", "=d"}
                    node = parse(tokens, self.known, latex=self.latex, law=law)
            except Unreadable as error:
                problem = problem_of(self.source, error)
            place = before.end if before is not None else statement.relations[0].start if statement.relations else 0
            span = Span(place, place)
            if tokens:
                span = _whole(self.source.text, tokens[0].start, max(token.end for token in tokens))
            found.append(_Side(node, problem, span, self.source.text[span.start : span.end]))
        return self._without_torn(found, statement.relations)

    def _without_torn(self, sides: list[_Side], relations: list[Token]) -> list[_Side]:
        """In `P(x > 0 = 3` an order stands in the bracket that is never closed: what follows it is no side."""
        for index, relation in enumerate(relations):
            problem = sides[index].problem
            if problem is not None and "opening" in problem.message and relation.text in {"<", ">", "<=", ">="}:
                sides[index + 1] = replace(sides[index + 1], node=None, problem=sides[index + 1].problem or problem)
        return sides

    def steps(self, statement: Statement, sides: list[_Side]) -> tuple[Step, ...]:
        made: list[Step] = []
        for index, relation in enumerate(statement.relations):
            lhs, rhs = sides[index : index + 2]
            line, column = self.source.position(relation.start)
            remarks = tuple(
                Remark(token.text or self.source.text[token.start : token.end], Span(token.start, token.end))
                for at, token in statement.remarks
                if at == index + 1 or (at == 0 and index == 0)
            )
            step = Step(
                relation=relation.text,
                lhs=lhs.node,
                rhs=rhs.node,
                lhs_source=lhs.text,
                rhs_source=rhs.text,
                line=line,
                column=column,
                span=Span(relation.start, max(relation.end, rhs.span.end)),
                reason=relation.reason,
                remarks=remarks,
                problem=rhs.problem or lhs.problem,
            )
            made.append(step)
        return tuple(made)


def _place(token: Token, source: Source) -> tuple[int, int, str]:
    return token.start, token.end, source.text[token.start : token.end]


def _last_side(chain: Chain, place: Span, source: Source) -> _Side:
    """The last side of a chain, which the next one goes on from."""
    if not chain.steps:
        return _Side(chain.first, None, place, source.text[chain.span.start : chain.span.end])
    last = chain.steps[-1]
    return _Side(last.rhs, last.problem if last.rhs is None else None, place, last.rhs_source)


def read_chains(
    tokens: list[Token],
    source: Source,
    known: Usage,
    *,
    latex: bool = True,
    inline: bool = False,
    display: int = 0,
    before: Chain | None = None,
) -> tuple[list[Chain], list[Problem]]:
    """The chains of one display and what could not be read; `before` is the chain a leading relation goes on from."""
    chains: list[Chain] = []
    problems: list[Problem] = []
    reader = _Reader(source, known.within(tokens), latex=latex)
    statements = split(tokens)
    for statement in statements:
        dangling = None
        if not inline and statement is statements[-1] and statement.relations and not statement.sides[-1]:
            error = Unreadable("a side is missing behind it", *_place(statement.relations[-1], source))
            dangling = (statement.relations[-1].text, problem_of(source, error))
            del statement.relations[-1], statement.sides[-1]
        sides = reader.sides(statement)
        problems += [side.problem for side in sides if side.problem is not None]
        earlier = chains[-1] if chains else before
        if earlier is not None and earlier.dangling is not None and not chains and statement.sides[0]:
            statement.sides.insert(0, [])
            relation, problem = earlier.dangling
            statement.relations.insert(0, Token("REL", relation, problem.span.start, problem.span.end))
            sides.insert(0, _Side(None, None, problem.span, ""))
        continued = not statement.sides[0]
        if continued:
            first = statement.relations[0] if statement.relations else None
            if first is None or earlier is None or (not earlier.steps and earlier.first is None):
                if first is not None:
                    error = Unreadable("a relation with nothing to its left", first.start, first.end, first.text)
                    problems.append(problem_of(source, error))
                continue
            sides[0] = _last_side(earlier, sides[0].span, source)
        start = sides[0].span.start
        chain = Chain(
            line=source.position(start)[0],
            span=Span(start, max(side.span.end for side in sides)),
            steps=reader.steps(statement, sides),
            first=sides[0].node,
            inline=inline,
            connective=statement.connective if chains else "",
            continued=continued,
            display=display,
            dangling=dangling,
        )
        chains.append(chain)
    return chains, problems
