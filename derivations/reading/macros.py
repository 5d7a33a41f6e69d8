r"""The macros that a document defines: \newcommand, \def, \let, \DeclareMathOperator, \DeclarePairedDelimiter.

>>> found = Definitions(r"\newcommand{\E}[1]{\mathbb{E}[#1]} \def\s{\sigma^2}")
>>> found.run()
>>> [(name, macro.arity) for _, name, macro in found.macros]
[('E', 1), ('s', 0)]
"""

from __future__ import annotations

import re
from typing import Final

from derivations.reading.scan import Macro, Raw, Unreadable, scan
from derivations.reading.tree import Span

__all__ = ["Definitions"]

_DEFINE: Final = re.compile(
    r"(?<!\\)(?:\\\\)*(?P<comment>%[^\n]*)|(?P<define>\\(?:re|provide)?newcommand\b|\\DeclareMathOperator\b|\\DeclarePairedDelimiter\b"
    r"|\\def(?=\s*\\)|\\let(?=\s*\\))"
)
_NEWCOMMAND: Final = re.compile(
    r"\\(?:re|provide)?newcommand\*?\s*(?:\{\s*\\([A-Za-z]+)\s*\}|\\([A-Za-z]+))\s*(?:\[(\d)\])?\s*(?:\[([^\]]{0,200})\])?\s*(?=\{)"
)
_OPERATOR: Final = re.compile(r"\\DeclareMathOperator\*?\s*(?:\{\s*\\([A-Za-z]+)\s*\}|\\([A-Za-z]+))\s*(?=\{)")
_DELIMITER: Final = re.compile(
    r"\\DeclarePairedDelimiter\*?\s*(?:\{\s*\\([A-Za-z]+)\s*\}|\\([A-Za-z]+))\s*\{([^{}]{0,40})\}\s*\{([^{}]{0,40})\}"
)
_DEF: Final = re.compile(r"\\def\s*\\([A-Za-z]+)\s*((?:\#\d)*)\s*(?=\{)")
_LET: Final = re.compile(r"\\let\s*\\([A-Za-z]+)\s*=?\s*\\([A-Za-z]+)")
_MAX_MACROS: Final = 500
_MAX_MACRO: Final = 5_000
_MAX_PROBLEMS: Final = 50


class Definitions:
    """The macros a document defines."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.macros: list[tuple[int, str, Macro]] = []
        self.spans: list[Span] = []
        self.problems: list[Unreadable] = []

    def run(self) -> None:
        at = 0
        while len(self.problems) < _MAX_PROBLEMS and (match := _DEFINE.search(self.text, at)):
            at = match.end() if match.lastgroup == "comment" else self._define(match.start("define"), match.end())

    def _group(self, start: int) -> int:
        """The offset behind the group that opens at `start`, -1 if it is not closed in reasonable time."""
        level = 0
        escaped = False
        for at in range(start, min(len(self.text), start + _MAX_MACRO)):
            character = self.text[at]
            if not escaped:
                level += (character == "{") - (character == "}")
                if level == 0:
                    return at + 1
            escaped = character == "\\" and not escaped
        return -1

    def _define(self, start: int, end: int) -> int:
        text = self.text
        if match := _LET.match(text, start):
            target = match.group(2)
            known = next((macro for _, name, macro in reversed(self.macros) if name == target), None)
            alias = Macro(0, (Raw("builtin", target, start, match.end(), False),))
            return self._defined(start, match.end(), match.group(1), known or alias)
        if match := _DELIMITER.match(text, start):
            name = match.group(1) or match.group(2)
            body = (*scan(r"\left" + match.group(3)), Raw("param", "1", 0, 0, False), *scan(r"\right" + match.group(4)))
            return self._defined(start, match.end(), name, Macro(1, body, starred=True))
        match = _NEWCOMMAND.match(text, start) or _OPERATOR.match(text, start) or _DEF.match(text, start)
        stop = self._group(match.end()) if match else -1
        if match is None or stop < 0:
            self.problems.append(Unreadable("a macro definition that cannot be read", start, end, text[start:end]))
            return end
        try:
            body = tuple(scan(text[match.end() + 1 : stop - 1]))
            default = tuple(scan(match.group(4))) if match.re is _NEWCOMMAND and match.group(4) is not None else None
        except Unreadable as error:
            self.problems.append(Unreadable(error.message, start, end, text[start:end]))
            return end
        name = match.group(1)
        if match.re is _NEWCOMMAND:
            name = match.group(1) or match.group(2)
            macro = Macro(int(match.group(3) or 0), body, default)
        elif match.re is _OPERATOR:
            name = match.group(1) or match.group(2)
            macro = Macro(0, (Raw("builtin", "operatorname", 0, 0, False), *scan("{"), *body, *scan("}")))
        else:
            macro = Macro(len(match.group(2)) // 2, body)
        return self._defined(start, stop, name, macro)

    def _defined(self, start: int, end: int, name: str, macro: Macro) -> int:
        if len(self.macros) < _MAX_MACROS:
            self.macros.append((end, name, macro))
        self.spans.append(Span(start, end))
        return end
