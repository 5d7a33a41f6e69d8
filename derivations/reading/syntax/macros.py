r"""The macros that a document defines: \newcommand and its like, \def, \let, \DeclareMathOperator,
\DeclarePairedDelimiter, \NewDocumentCommand.

>>> found = Definitions(r"\newcommand{\E}[1]{\mathbb{E}[#1]} \def\s{\sigma^2}")
>>> found.run()
>>> [(name, macro.arity) for _, name, macro in found.macros]
[('E', 1), ('s', 0)]
"""

from __future__ import annotations

import re
from typing import Final

from derivations.reading.syntax.scan import Macro, Raw, Unreadable, scan
from derivations.reading.syntax.tree import Span

__all__ = ["Definitions"]

_COMMAND: Final = r"(?:(?:re)?newcommand|providecommand|DeclareRobustCommand)"
_DOCUMENT_COMMAND: Final = r"(?:New|Renew|Provide|Declare)(?:Expandable)?DocumentCommand"
_DEFINE: Final = re.compile(
    r"(?<!\\)(?:\\\\)*(?P<comment>%[^\n]*)"
    rf"|(?P<define>\\{_COMMAND}\b|\\{_DOCUMENT_COMMAND}\b|\\DeclareMathOperator\b|\\DeclarePairedDelimiter\b"
    r"|\\[gex]?def(?=\s*\\)|\\let(?=\s*\\))"
)
_NAMED: Final = r"\s*(?:\{\s*\\(?P<braced>[A-Za-z]+)\s*\}|\\(?P<bare>[A-Za-z]+))\s*"
_NEWCOMMAND: Final = re.compile(
    rf"\\{_COMMAND}\*?{_NAMED}(?:\[(?P<arity>\d)\])?\s*(?:\[(?P<default>[^\]]{{0,200}})\])?\s*(?=\{{)"
)
_NEW_DOCUMENT_COMMAND: Final = re.compile(
    rf"\\{_DOCUMENT_COMMAND}{_NAMED}\{{\s*(?:(?:o|O\s*\{{(?P<default>[^{{}}]{{0,200}})\}})(?P<optional>))?\s*"
    r"(?P<arity>(?:m\s*)*)\}\s*(?=\{)"
)
_OPERATOR: Final = re.compile(r"\\DeclareMathOperator\*?\s*(?:\{\s*\\([A-Za-z]+)\s*\}|\\([A-Za-z]+))\s*(?=\{)")
_DELIMITER: Final = re.compile(
    r"\\DeclarePairedDelimiter\*?\s*(?:\{\s*\\([A-Za-z]+)\s*\}|\\([A-Za-z]+))\s*\{([^{}]{0,40})\}\s*\{([^{}]{0,40})\}"
)
_DEF: Final = re.compile(r"\\[gex]?def\s*\\([A-Za-z]+)\s*((?:\#\d)*|[\[(]\#1[\])])\s*(?=\{)")
_IN_BRACKETS: Final = re.compile(  # the body of \def\E[#1]{\mathbb{E}[#1]}, without what stands behind the name
    r"([^#]*?)\s*(?:\\[,!;:]\s*)*(?:\\left|\\[bB]ig+l?)?\s*(?:[\[(]|\\\{)\s*#1\s*"
    r"(?:\\right|\\[bB]ig+r?)?\s*(?:[\])]|\\\})\s*"
)
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
        forms = (_NEWCOMMAND, _NEW_DOCUMENT_COMMAND, _OPERATOR, _DEF)
        match = next((hit for form in forms if (hit := form.match(text, start))), None)
        stop = self._group(match.end()) if match else -1
        if match is None or stop < 0:
            self.problems.append(Unreadable("a macro definition that cannot be read", start, end, text[start:end]))
            return end
        name = next(filter(None, match.groups()))
        if re.match(r"\\[pP]rovide", text[start:]) and any(known == name for _, known, _ in self.macros):
            self.spans.append(Span(start, stop))
            return stop
        try:
            macro = _macro(match, text[match.end() + 1 : stop - 1])
        except Unreadable as error:
            self.problems.append(Unreadable(error.message, start, end, text[start:end]))
            return end
        return self._defined(start, stop, name, macro)

    def _defined(self, start: int, end: int, name: str, macro: Macro) -> int:
        if len(self.macros) < _MAX_MACROS:
            self.macros.append((end, name, macro))
        self.spans.append(Span(start, end))
        return end


def _macro(match: re.Match[str], written: str) -> Macro:
    """The macro that a definition gives a body, which is `written`."""
    found = match.groupdict()
    default = tuple(scan(found["default"])) if found.get("default") is not None else None
    if match.re is _NEWCOMMAND:
        return Macro(int(found["arity"] or 0), tuple(scan(written)), default)
    if match.re is _NEW_DOCUMENT_COMMAND:
        optional = found["optional"] is not None
        return Macro(found["arity"].count("m") + optional, tuple(scan(written)), default or (() if optional else None))
    body = tuple(scan(written))
    if match.re is _OPERATOR:
        return Macro(0, (Raw("builtin", "operatorname", 0, 0, False), *scan("{"), *body, *scan("}")))
    if match.group(2)[:1] not in {"", "#"}:
        head = _IN_BRACKETS.fullmatch(written)
        if head is None:
            raise Unreadable("a macro whose argument stands in brackets of its own", 0, 0, written)
        return Macro(0, tuple(scan(head[1])))
    return Macro(len(match.group(2)) // 2, body)
