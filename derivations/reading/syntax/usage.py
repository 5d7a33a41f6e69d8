"""How a document uses its names: which letters are called, which stand bare. And where brackets and scripts end."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from derivations.reading.syntax.cursor import Token
from derivations.reading.syntax.scan import Unreadable
from derivations.reading.syntax.spelling import CLOSERS, DECIDED_FUNCTIONS, HEADS, OPENERS, words

__all__ = ["ATOM_STARTS", "BRACKETS", "Usage", "name_key", "pairs", "scripts_end", "usage", "usage_of_stated"]

MAX_BRACKETS: Final = 80
_LETTER: Final = re.compile(r"(?<![\\\w{])(?!a\s+[a-z]{2})[A-Za-z]\b(?!\.)")  # no article
_RELATED: Final = re.compile(r"[=<>~]|\\sim\b|\\[lg]eq?\b")

BRACKETS: Final = frozenset(["LP", "LB", "LS"])
ATOM_STARTS: Final = words(
    """WORD FRAC SQRT ROOT BINOM LBAR LNORM LFLOOR LCEIL BIG INT NUMBER LG LDOT CASES INFINITY DERIV DERIVOP"""
)


@dataclass(frozen=True, slots=True)
class Usage:
    """How a document uses its names: `functions` are called, `variables` stand bare, `letters` are single letters.

    `words` are names of several letters and `declared` names of functions that were declared as such; `local` are the
    names that stand bare in the display at hand.
    """

    functions: frozenset[str] = frozenset()
    variables: frozenset[str] = frozenset()
    letters: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    declared: frozenset[str] = frozenset()
    local: frozenset[str] = frozenset()

    def __or__(self, other: Usage) -> Usage:
        return Usage(*(getattr(self, name) | getattr(other, name) for name in self.__slots__))

    def within(self, tokens: list[Token]) -> Usage:
        """The same, looking at one display."""
        return replace(self, local=usage([tokens]).variables)


def pairs(tokens: list[Token]) -> dict[int, int]:
    """Where the bracket opened at an index is closed; brackets of any kind close each other, as in [0, 1)."""
    opened: list[int] = []
    found: dict[int, int] = {}
    for index, token in enumerate(tokens):
        if token.type in OPENERS:
            opened.append(index)
            if len(opened) > MAX_BRACKETS:
                raise Unreadable(
                    f"brackets nested deeper than {MAX_BRACKETS} levels", token.start, token.end, token.text
                )
        elif token.type in CLOSERS:
            if not opened:
                raise Unreadable("a closing bracket without an opening one", token.start, token.end, token.text)
            found[opened.pop()] = index
    if opened:
        token = tokens[opened[-1]]
        raise Unreadable("an opening bracket that is never closed", token.start, token.end, token.text)
    return found


def scripts_end(tokens: list[Token], index: int, match: dict[int, int]) -> int:
    """The index behind the scripts that follow the token at `index`."""
    at = index + 1
    while at < len(tokens):
        kind = tokens[at].type
        if kind in {"SUB", "SUP", "LABEL"} and at + 1 in match:
            at = match[at + 1] + 1
        elif kind in {"PRIME", "MARK", "FACT"}:
            at += 1
        else:
            break
    return at


def name_key(tokens: list[Token], index: int, match: dict[int, int]) -> str:
    """A name with its subscript, as text: f_Y and f_j are used in different ways."""
    token = tokens[index]
    key = f"{token.accent}{token.style}{token.text}"
    while index + 1 < len(tokens) and tokens[index + 1].type == "PRIME":
        index += 1
    if index + 2 in match and tokens[index + 1].type == "SUB":
        key += "_" + "".join(part.text for part in tokens[index + 3 : match[index + 2]])
    return key


def usage(pieces: Iterable[list[Token]]) -> Usage:
    """How the names are used in the mathematics of a document, or of one display."""
    called: set[str] = set()
    bare: set[str] = set()
    letters: set[str] = set()
    declared: set[str] = set()
    for tokens in pieces:
        try:
            match = pairs(tokens)
        except Unreadable:
            continue
        declared |= _defined_heads(tokens, match)
        for index, token in enumerate(tokens):
            if token.type != "WORD":
                continue
            if len(token.text) == 1 and not token.style and token.text not in "EPVId":
                letters.add(token.text)
            end = scripts_end(tokens, index, match)
            following = tokens[end].type if end < len(tokens) else "END"
            key = name_key(tokens, index, match)
            if following in BRACKETS:
                if token.text not in HEADS and _looks_called(tokens, index, end, match):
                    called.add(key)
            elif _is_lone_argument(tokens, index, end) or (token.text == "Delta" and following == "WORD"):
                continue  # \Delta x is a difference where no \Delta stands alone
            elif token.text not in HEADS or following not in ATOM_STARTS | {"BAR", "NBAR"}:
                bare.add(key)
    return Usage(frozenset(called), frozenset(bare), frozenset(letters), declared=frozenset(declared))


def _defined_heads(tokens: list[Token], match: dict[int, int]) -> set[str]:
    r"""The V of `V(b) := \Var(X - b Y)` and of `V(b) = \Var(X - b Y)`: functions of their own, and no variances."""
    found = set()
    for index, token in enumerate(tokens[:-1]):
        end = match.get(index + 1, -1) + 1
        called = token.type == "WORD" and token.text in {"V", "E"} and not token.style and not token.upright
        inside = tokens[index + 2 : end - 1]
        letter = len(inside) == 1 and inside[0].type == "WORD" and not inside[0].text[:1].isupper()
        begins = index == 0 or tokens[index - 1].type in {"AMP", "ROW", "NL", "TEXT", "COMMA"}
        if not (called and letter and begins) or end >= len(tokens) or tokens[index + 1].type != "LP":
            continue
        behind = tokens[end + 1] if end + 1 < len(tokens) else None
        another = behind is not None and behind.type == "WORD" and HEADS.get(behind.text) and behind.text != token.text
        if tokens[end].type == "REL" and (tokens[end].text == ":=" or (another and token.text == "V")):
            found.add(token.text)
    return found


def usage_of_stated(texts: Iterable[str], *, latex: bool = True) -> Usage:
    r"""How phrases use their names: sigma is a variable in `y ~ N(0, \sigma^2)`, a and b are letters in `a, b iid`.

    >>> sorted(usage_of_stated([r"y \sim N(0, \sigma^2); phi odd"]).variables)
    ['sigma', 'y']
    >>> sorted(usage_of_stated(["X, Y and Z iid"]).letters)
    ['X', 'Y', 'Z']
    """
    from derivations.reading.syntax.lexer import tokenize
    from derivations.reading.syntax.scan import scan

    pieces, listed = [], frozenset[str]()
    for piece in (piece for text in texts for piece in re.split(r"[;\n]", text)):
        if not _RELATED.search(piece):
            listed |= set(_LETTER.findall(piece))
            continue
        with contextlib.suppress(Unreadable):
            pieces.append(tokenize(scan(piece, latex=latex), latex=latex))
    return usage(pieces) | Usage(letters=listed)


def _is_lone_argument(tokens: list[Token], index: int, end: int) -> bool:
    """The p and q of D(p, q): they can be functions, but no squares as in N(0, s^2)."""
    return (
        index > 0
        and end < len(tokens)
        and all(token.type != "SUP" for token in tokens[index + 1 : end])
        and tokens[index - 1].type in {"LP", "COMMA", "MID", "NBAR"}
        and tokens[end].type in {"RP", "COMMA", "MID", "NBAR"}
    )


def _looks_called(tokens: list[Token], index: int, opening: int, match: dict[int, int]) -> bool:
    """Evidence that a letter before brackets is a function: several arguments, a prime, or one name as argument
    of f, g, h, F, ... or of a capital letter with a subscript, as in M_X(t).
    """
    inside = tokens[opening + 1 : match[opening]]
    if any(part.type in {"COMMA", "MID", "SEMI"} for part in inside) or tokens[index + 1].type == "PRIME":
        return True
    single = bool(inside) and inside[0].type == "WORD" and scripts_end(tokens, opening + 1, match) == match[opening]
    primed = any(token.type == "PRIME" for token in tokens[index + 1 : opening])
    owned = len(tokens[index].text) == 1 and tokens[index].text.isupper() and tokens[index + 1].type == "SUB"
    return (owned and primed) or (single and (tokens[index].text in DECIDED_FUNCTIONS or owned))
