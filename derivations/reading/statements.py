r"""The tokens of one display -> chains of relations, over lines and columns, with remarks and connectives.

A display is cut at its relations, row by row, before anything in it is parsed: a side that cannot be read is one `Problem`,
and the others are read. `a = b \\ = c` is one chain; `a = b \\ c = d`, `a = b, c = d` and `a = b \text{ and } c = d` are two;
`a = b \qquad (\text{why})` has a remark; `A \Rightarrow B` is two chains, the second with the connective "=>".
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Final

from derivations.reading.cursor import Token
from derivations.reading.formula import parse
from derivations.reading.scan import Unreadable
from derivations.reading.spelling import CLOSERS, OPENERS
from derivations.reading.tree import Node, Span
from derivations.reading.usage import Usage, pairs

__all__ = ["Chain", "Problem", "Remark", "Source", "Statement", "Step", "read_chains", "split"]

_LAYOUT: Final = frozenset(["NL", "QUAD", "AMP"])
_ENDS: Final = frozenset(["NL", "QUAD", "TEXT", "LOGIC", "COMMA", "SEMI"])
_ROW: Final = frozenset(["NL"])
_BREAKS: Final = frozenset(["NL", "QUAD", "TEXT", "LOGIC", "SEMI"])
_OPERATORS: Final = frozenset(["PLUS", "MUL", "SLASH"])


class Source:
    """A text that knows its lines."""

    __slots__ = ("_starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [0, *(i + 1 for i, character in enumerate(text) if character == "\n")]

    def position(self, offset: int) -> tuple[int, int]:
        """The line and column of an offset, both counted from 1.

        >>> Source("a\\nbc").position(3)
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
    span: Span = Span(0, 0)

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

    `relation` is "=", "!=", "<", ">", "<=", ">=", "~=" (approximately), ":=", "==", "~" (has the law), "in", "propto", "->",
    "<-" (assignment), "indep", "=d" and so on, whatever its spelling; `reason` is what stood over it.
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

    `connective` says how it hangs on the chain before it in the same display ("", ",", "and", "=>", "<=>", "where", ...);
    `continued` that it began with a relation and took the last side of the chain before as its left side.
    """

    line: int
    span: Span
    steps: tuple[Step, ...]
    first: Node | None = None
    inline: bool = False
    connective: str = ""
    continued: bool = False
    display: int = 0


@dataclass(slots=True)
class Statement:
    """Sides and the relations between them, as tokens."""

    connective: str = ""
    sides: list[list[Token]] = field(default_factory=lambda: [[]])
    relations: list[Token] = field(default_factory=list)
    remarks: list[tuple[int, Token]] = field(default_factory=list)
    host: Statement | None = None  # what it stands beside, if it began in the middle of a row
    place: int = 0

    def empty(self) -> bool:
        return not self.relations and not self.sides[0]


def _levels(tokens: list[Token]) -> list[int]:
    """The depth of brackets of every token, its own bracket counted; brackets without a partner do not count."""
    matched: dict[int, int] = {}
    try:
        matched = pairs(tokens)
    except Unreadable:
        opened: list[int] = []
        for index, token in enumerate(tokens):
            if token.type == "NL":
                opened = []
            elif token.type in OPENERS:
                opened.append(index)
            elif token.type in CLOSERS and opened:
                matched[opened.pop()] = index
    closing = set(matched.values())
    levels: list[int] = []
    level = 0
    for index in range(len(tokens)):
        level += index in matched
        levels.append(level)
        level -= index in closing
    return levels


class _Splitter:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.levels = _levels(tokens)
        self.following: list[int] = [len(tokens)] * len(tokens)  # where the next token is that is no layout
        for index in range(len(tokens) - 2, -1, -1):
            self.following[index] = self.following[index + 1] if tokens[index + 1].type in _LAYOUT else index + 1
        self.statements = [Statement()]
        self.active = 0
        self.leading = 0
        self.ampersands = 0
        self.quantified = False

    @property
    def current(self) -> Statement:
        return self.statements[self.active]

    def run(self) -> list[Statement]:
        for index, token in enumerate(self.tokens):
            if self.levels[index]:
                self.current.sides[-1].append(token)
            else:
                self.token(index, token)
        return [statement for statement in self._settled() if not statement.empty()]

    def token(self, index: int, token: Token) -> None:
        kind = token.type
        if kind == "REL" and not self.quantified:
            self._relation(token)
        elif kind == "LOGIC":
            self._new(token.text)
        elif kind == "REMARK":
            self._remark(token)
        elif kind == "TEXT":
            self._remark(token)
            words = token.text.strip(" ,.:").lower()
            self._soft(index, words if len(words.split()) <= 3 else "text")
        elif kind == "NL":
            self.ampersands = 0
            self.quantified = False
            self._soft(index, "nl")
        elif kind == "QUAD":
            self._soft(index, ",")
        elif kind == "AMP":
            self._column(index)
        elif kind == "COMMA":
            self._comma(index, token)
        elif kind == "SEMI" or (kind == "PERIOD" and not self._row_ends(index)):
            self._new(token.text)
        elif kind == "QUANTIFIER":
            self._new("")
            self.quantified = True
            self.current.sides[-1].append(token)
        elif kind == "COLON" and self.quantified:
            self._new("")
        elif kind != "PERIOD":
            self.current.sides[-1].append(token)

    def _relation(self, token: Token) -> None:
        statement = self.current
        if statement.relations and not statement.sides[-1] and statement.relations[-1].text == token.text:
            return  # "a = \\ = b"
        statement.relations.append(token)
        statement.sides.append([])

    def _new(self, connective: str) -> None:
        self.quantified = False
        if self.current.empty():
            self.current.connective = self.current.connective or connective
        else:
            self.statements.append(Statement(connective=connective))
            self.active = len(self.statements) - 1

    def _remark(self, token: Token) -> None:
        target = self.current
        if target.empty() and self.active:
            target = self.statements[self.active - 1]
        target.remarks.append((len(target.sides) - 1, token))

    def _next(self, index: int) -> Token | None:
        place = self.following[index]
        return self.tokens[place] if place < len(self.tokens) else None

    def _related(self, index: int, ends: frozenset[str]) -> bool:
        """Whether a relation comes before the next of `ends`, layout right behind `index` left out."""
        for place in range(self.following[index], len(self.tokens)):
            if self.levels[place] == 0:
                if self.tokens[place].type == "REL":
                    return True
                if self.tokens[place].type in ends:
                    return False
        return False

    def _incomplete(self) -> bool:
        side = self.current.sides[-1]
        if not side:
            return True
        end = len(side) - 1
        while end > 1 and side[end].type == "RG":
            level = 1
            start = end - 1
            while start > 0 and level:
                level += (side[start].type == "RG") - (side[start].type == "LG")
                start -= 1
            if side[start].type not in {"SUB", "SUP"}:
                break
            end = start - 1
        return side[end].type in _OPERATORS | {"INT", "BIG"}

    def _soft(self, index: int, connective: str) -> None:
        """A row, a quad, a column or words: does the statement go on behind it?"""
        self.quantified = False
        following = self._next(index)
        row = connective == "nl"
        if row and following is not None and following.type == "REL" and self.current.host is not None:
            self.active = self.leading  # "a = b, \\quad (why) \\\\ = c"
        if row:
            self.leading = self.active
        if index + 1 < len(self.tokens) and self.tokens[index + 1].type in (_ROW if row else _LAYOUT):
            return  # the last one of a run decides
        if following is None or following.type in {"REL", "TEXT", "LOGIC"} or self._incomplete():
            return
        if not row and self._row_ends(index):
            return
        if self.current.sides[-1][-1].type == "COMMA":
            self.current.sides[-1].pop()
        if following.type in _OPERATORS and not (row and self._begins_chain(index)):
            return
        if row and not self._related(index, _BREAKS) and self.current.relations and following.type != "QUANTIFIER":
            return
        host = self.current
        self._new("" if row else connective)
        if row:
            self.leading = self.active
        else:
            self.current.host, self.current.place = host, len(host.sides) - 1

    def _row_ends(self, index: int) -> bool:
        """Whether nothing but layout is left in the row."""
        for place in range(index + 1, min(self.following[index] + 1, len(self.tokens))):
            if self.tokens[place].type == "NL":
                return True
        return self.following[index] >= len(self.tokens)

    def _begins_chain(self, index: int) -> bool:
        """Whether the row that begins with a sign is `-a &= b`, with a left side of its own."""
        previous = "NL"
        for place in range(index + 1, len(self.tokens)):
            token = self.tokens[place]
            if token.type == "NL" or (token.type == "AMP" and previous == "NL"):
                return False
            if token.type == "REL":
                return previous == "AMP"
            previous = token.type
        return False

    def _column(self, index: int) -> None:
        self.ampersands += 1
        beside = {self.tokens[i].type for i in (index - 1, index + 1) if 0 <= i < len(self.tokens)}
        if self.ampersands > 1 and "REL" not in beside:
            self._soft(index, ",")

    def _comma(self, index: int, token: Token) -> None:
        following = self._next(index)
        if following is None or following.type in {"LOGIC", "TEXT", "PERIOD"}:
            return
        related = self._related(index, _ENDS)
        if related and (self.current.relations or self.quantified):
            self._new(",")
        elif not (self.current.relations and self.tokens[index + 1].type in _LAYOUT and following.type != "DOTS"):
            self.current.sides[-1].append(token)

    def _settled(self) -> list[Statement]:
        """Lone expressions beside a statement become its remarks."""
        kept: list[Statement] = []
        for statement in self.statements:
            side = statement.sides[0]
            lone = not statement.relations and bool(side)
            host = statement.host or (kept[-1] if kept and side and side[0].type == "QUANTIFIER" else None)
            if lone and host is not None and host.relations:
                place = statement.place if statement.host is not None else len(host.sides) - 1
                host.remarks.append((place, Token("REMARK", "", side[0].start, side[-1].end)))
                continue
            if lone and side[0].type == "QUANTIFIER":
                continue
            kept.append(statement)
        return kept


def split(tokens: list[Token]) -> list[Statement]:
    """Cut the tokens of one display into statements."""
    return _Splitter(tokens).run()


def _problem(source: Source, error: Unreadable) -> Problem:
    line, column = source.position(error.start)
    return Problem(line, column, error.token, error.message, Span(error.start, error.end))


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
    """The chains of one display and what could not be read in it; `before` is the chain a leading relation goes on from."""
    chains: list[Chain] = []
    problems: list[Problem] = []
    known = known.within(tokens)
    for statement in split(tokens):
        law = [False, *(relation.text in {"~", "=d"} for relation in statement.relations)]
        nodes: list[Node | None] = []
        failed: list[Problem | None] = []
        places: list[Span] = []
        for index, side in enumerate(statement.sides):
            node, problem = None, None
            anchor = (
                statement.relations[index - 1] if index else (statement.relations[0] if statement.relations else None)
            )
            if side:
                place = Span(side[0].start, max(token.end for token in side))
            else:
                place = (
                    Span(anchor.end, anchor.end)
                    if anchor is not None and index
                    else Span(anchor.start, anchor.start)
                    if anchor
                    else Span(0, 0)
                )
            try:
                if side or index:
                    if not side and anchor is not None:
                        raise Unreadable(
                            "a side is missing behind it",
                            anchor.start,
                            anchor.end,
                            source.text[anchor.start : anchor.end],
                        )
                    node = parse(side, known, latex=latex, law=law[index])
            except Unreadable as error:
                problem = _problem(source, error)
                problems.append(problem)
            nodes.append(node)
            failed.append(problem)
            places.append(place)
        chain = _chain(statement, nodes, failed, places, source, chains[-1] if chains else before)
        if chain is None:
            first = statement.relations[0]
            line, column = source.position(first.start)
            problems.append(
                Problem(line, column, first.text, "a relation with nothing to its left", Span(first.start, first.end))
            )
            continue
        chains.append(
            Chain(
                chain.line,
                chain.span,
                chain.steps,
                chain.first,
                inline,
                statement.connective if chains else "",
                chain.continued,
                display,
            )
        )
    return chains, problems


def _chain(
    statement: Statement,
    nodes: list[Node | None],
    failed: list[Problem | None],
    places: list[Span],
    source: Source,
    before: Chain | None,
) -> Chain | None:
    texts = [source.text[place.start : place.end] for place in places]
    continued = not statement.sides[0]
    if continued:
        if before is None or not before.steps:
            return None
        nodes[0], texts[0], places[0] = before.steps[-1].rhs, before.steps[-1].rhs_source, places[0]
        failed[0] = before.steps[-1].problem if nodes[0] is None else None
    steps = []
    for index, relation in enumerate(statement.relations):
        line, column = source.position(relation.start)
        remarks = tuple(
            Remark(token.text or source.text[token.start : token.end], Span(token.start, token.end))
            for at, token in statement.remarks
            if at == index + 1 or (at == 0 and index == 0)
        )
        steps.append(
            Step(
                relation.text,
                nodes[index],
                nodes[index + 1],
                texts[index],
                texts[index + 1],
                line,
                column,
                Span(relation.start, max(relation.end, places[index + 1].end)),
                relation.reason,
                remarks,
                failed[index + 1] or failed[index],
            )
        )
    start = places[0].start
    span = Span(start, max(place.end for place in places))
    return Chain(source.position(start)[0], span, tuple(steps), nodes[0], continued=continued)
