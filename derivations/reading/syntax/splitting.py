r"""The tokens of one display cut into statements, row by row, before anything in it is parsed.

`a = b \\ = c` is one statement; `a = b \\ c = d`, `a = b, c = d` and `a = b \text{ and } c = d` are two; what stands
beside a statement and is none becomes its remark; `A \Rightarrow B` is two, the second with the connective "=>".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Final

from derivations.reading.syntax.cursor import Token
from derivations.reading.syntax.scan import Unreadable
from derivations.reading.syntax.spelling import CLOSERS, OPENERS, words
from derivations.reading.syntax.usage import pairs

__all__ = ["Statement", "split"]

_LAYOUT: Final = frozenset(["NL", "QUAD", "AMP"])
_ENDS: Final = frozenset(["NL", "QUAD", "TEXT", "LOGIC", "COMMA", "SEMI"])
_ROW: Final = frozenset(["NL"])
_BREAKS: Final = frozenset(["NL", "QUAD", "TEXT", "LOGIC", "SEMI"])
_JOINING: Final = words(
    """and or where for if when with since because so thus hence then therefore by as using from but while let i e that
    which all assuming provided whenever due note whence also here implies follows given see eq any some every"""
)
_OPERATORS: Final = frozenset(["PLUS", "MUL", "SLASH"])


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
        self.columns: dict[int, int] = {}  # the statement that each column of an alignment is about
        self.quantified = False
        self.dotted = (-1, 0)  # the statement and side in which a full stop stood for a product

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
            self._words(index, token)
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
        elif kind == "PERIOD" and self._multiplies(index):
            self.current.sides[-1].append(replace(token, type="MUL", text="cdot"))
            self.dotted = (self.active, len(self.current.relations))
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

    def _words(self, index: int, token: Token) -> None:
        """Words that join statements, or a remark; a word like "modulo" between operands is neither, and unreadable."""
        words = token.text.strip(" ,.:").lower()
        following = self._next(index)
        joins = token.text.lstrip().startswith(("(", "[", ",", "-")) or _JOINING & set(re.findall(r"[a-z]+", words))
        between = bool(self.current.sides[-1]) and following is not None and following.type not in _ENDS | {"REL"}
        if between and not joins and not self._row_ends(index):
            self.current.sides[-1].append(token)
            return
        self._remark(token)
        self._soft(index, words if len(words.split()) <= 3 else "text")

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

    def _multiplies(self, index: int) -> bool:
        """The stop of `1. p + 0. (1-p)`: behind a number, before a factor of a sum, and not before a statement."""
        side, following = self.current.sides[-1], self._next(index)
        if not side or side[-1].type not in {"NUMBER", "RG"} or following is None:
            return False
        if following.type not in {"WORD", "LP", "NUMBER"} or self.tokens[index + 1].type in _LAYOUT:
            return False
        if self.dotted == (self.active, len(self.current.relations)):
            return True
        for place in range(self.following[index], len(self.tokens)):
            kind = self.tokens[place].type if self.levels[place] == 0 else ""
            if kind in {"PLUS", "REL", *_BREAKS}:
                return kind == "PLUS"
        return False

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
            self.current.sides[-1].append(replace(self.tokens[index], type="BREAK"))
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
        column, odd = divmod(self.ampersands, 2)
        following = self._next(index)
        if not odd and column in self.columns and following is not None and following.type == "REL":
            self.active = self.columns[column]
        elif self.ampersands > 1 and "REL" not in beside:
            self._soft(index, ",")
            if not odd:
                self.columns[column] = self.active

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
