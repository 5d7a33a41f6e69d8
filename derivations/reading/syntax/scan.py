"""Characters -> raw tokens, and the macros of a document put in their place. Everything is bounded."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from derivations.reading.syntax.spelling import COMBINING, LAW_WORDS, styled_character

__all__ = ["MAX_TOKENS", "Macro", "Raw", "Unreadable", "argument", "expand", "scan", "spelled"]

MAX_TOKENS: Final = 20_000
MAX_WORK: Final = 100_000
MAX_DIGITS: Final = 200


class Unreadable(Exception):
    """Something that cannot be read: the message, the offsets and the token."""

    def __init__(self, message: str, start: int, end: int, token: str) -> None:
        super().__init__(message)
        self.message, self.start, self.end, self.token = message, start, end, token


class Raw(NamedTuple):
    """One raw token; kind "cmd" (text without backslash), "letter", "word", "number", "char", "param" (#1 in a macro)
    or "builtin", a command that a macro of the same name does not replace.
    """

    kind: str
    text: str
    start: int
    end: int
    space: bool


@dataclass(frozen=True, slots=True)
class Macro:
    """A command of the document: how many arguments, the default of the first one if it is optional, and the body."""

    arity: int
    body: tuple[Raw, ...]
    default: tuple[Raw, ...] | None = None
    starred: bool = False


_SUPERSCRIPTS: Final = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵀ"
_SUBSCRIPTS: Final = "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ"
_COMMON: Final = rf"""
  (?P<cmd>\\(?:[A-Za-z]+|.|\n))
 |(?P<thousands>\d{{1,3}}(?:\{{,\}}\d{{3}})+(?!\d)|\d+\{{[.,]\}}\d+)
 |(?P<raise>[{_SUPERSCRIPTS}]+) |(?P<lower>[{_SUBSCRIPTS}]+)
 |(?P<operator>:=|<=>|<==|==>|<=|>=|=>|->|<-|\.\.\.(?!\.))
"""
# a tie before a law, as in `q_i ~ N(0, 1)`, is typed for \sim
_LAW_CALL: Final = (
    r"(?:\\(?:mathcal|mathrm|text|operatorname)\s*\{?\s*)?"
    rf"(?:[NU]|{'|'.join(sorted(w for w in LAW_WORDS if w[0].isupper()))})\}}?\s*(?:\\left\s*)?\("
)
_LATEX: Final = re.compile(
    rf"(?P<space>\s+|~(?!\s*(?:{_LAW_CALL}))|%[^\n]*) |(?P<param>\#[1-9]) |{_COMMON} "
    r"|(?P<number>\d+\.\d+|\d+|(?<!\\left)(?<!\\right)\.\d+) |(?P<letter>[A-Za-z]) |(?P<char>.)",
    re.VERBOSE | re.DOTALL,
)
_PLAIN: Final = re.compile(
    rf"""(?P<space>\s+) |{_COMMON} |(?P<plain>!=|==|\*\*|~=)
    |(?P<sub>_[ ]?(?:\d+|[A-Za-z]+?(?=[A-Za-z]_)|[A-Za-z]+\d*))
    |(?P<number>(?:\d+\.\d+|\d+|\.\d+)(?:[eE][+-]?\d{{1,3}}(?![A-Za-z0-9_.]))?)
    |(?P<indexed>[A-Za-z]+\d+) |(?P<word>[A-Za-z]+) |(?P<char>.)""",
    re.VERBOSE | re.DOTALL,
)
_OPERATORS: Final = {
    ":=": "coloneqq",
    "<=>": "iff",
    "<==": "Leftarrow",
    "==>": "Rightarrow",
    "<=": "le",
    ">=": "ge",
    "=>": "Rightarrow",
    "->": "to",
    "<-": "gets",
    "...": "ldots",
    "!=": "ne",
    "==": "equiv",
    "**": "^",
    "~=": "approx",
}


def scan(text: str, start: int = 0, end: int | None = None, *, latex: bool = True) -> list[Raw]:
    r"""The raw tokens of text[start:end], in LaTeX or as typed in plain text.

    >>> [token.text for token in scan(r"\E[x^2]")]
    ['E', '[', 'x', '^', '2', ']']
    >>> [token.text for token in scan("w_1 sigma²", latex=False)]
    ['w', '_', '{', '1', '}', 'sigma', '^', '{', '2', '}']
    """
    tokens: list[Raw] = []
    stop = len(text) if end is None else end
    space = False
    for match in (_LATEX if latex else _PLAIN).finditer(text, start, stop):
        kind, piece = match.lastgroup or "char", match.group()
        if kind == "space":
            space = True
            continue
        if piece in COMBINING and tokens and tokens[-1].kind in {"letter", "word"}:
            tokens[-1:] = _accented(tokens[-1], COMBINING[piece], match.end(), latex=latex)
        else:
            tokens.extend(_tokens(kind, piece, match.start(), match.end(), space=space))
        space = False
        if len(tokens) > MAX_TOKENS:
            raise Unreadable(f"too long: more than {MAX_TOKENS} tokens in one piece; split it", start, stop, piece)
    return tokens


def _accented(letter: Raw, accent: str, end: int, *, latex: bool) -> list[Raw]:
    """The letter below a combining accent, as the command or the word of the form."""
    opening, closing = "{}" if latex else "()"
    sign = Raw("cmd" if latex else "word", accent, letter.start, end, letter.space)
    return [
        sign, Raw("char", opening, letter.start, end, False), letter._replace(end=end, space=False),
        Raw("char", closing, letter.start, end, False),
    ]  # fmt: skip


def _tokens(kind: str, piece: str, start: int, end: int, *, space: bool) -> Iterator[Raw]:
    if kind == "cmd":
        yield Raw("cmd", piece[1:], start, end, space)
    elif kind in {"operator", "plain"}:
        name = _OPERATORS[piece]
        yield Raw("char" if name == "^" else "cmd", name, start, end, space)
    elif kind in {"thousands", "number"}:
        digits = piece.replace("{.}", ".")
        digits = (
            digits.replace("{,}", "") if re.fullmatch(r"\d{1,3}(?:\{,\}\d{3})+", digits) else digits.replace("{,}", ".")
        )
        if len(digits) > MAX_DIGITS:
            raise Unreadable(f"a number of more than {MAX_DIGITS} digits", start, end, piece[:20] + "...")
        yield Raw("number", digits, start, end, space)
    elif kind in {"raise", "lower"}:
        yield from _script(
            "^" if kind == "raise" else "_", unicodedata.normalize("NFKC", piece).replace("−", "-"), start, end
        )
    elif kind == "sub":
        letters = piece[1:].strip()
        yield Raw("char", "_", start, start + 1, space)
        yield Raw("char", "{", start, start + 1, False)
        for part in re.findall(r"[A-Za-z]+|\d+", letters):
            yield Raw("word" if part.isalpha() else "number", part, end - len(letters), end, False)
        yield Raw("char", "}", end, end, False)
    elif kind == "indexed":
        letters = piece.rstrip("0123456789")
        yield Raw("word", letters, start, start + len(letters), space)
        yield from _script("_", piece[len(letters) :], start + len(letters), end)
    elif kind == "char" and not piece.isascii():
        spelled_out = styled_character(piece)
        letter, accent = (*unicodedata.normalize("NFD", piece), "")[:2]
        if spelled_out is None and accent in COMBINING and letter.isascii():
            yield from _accented(Raw("letter", letter, start, end, space), COMBINING[accent], end, latex=True)
        elif spelled_out is None:
            yield Raw("char", piece, start, end, space)
        elif spelled_out != " ":
            for index, token in enumerate(scan(spelled_out)):
                yield token._replace(start=start, end=end, space=space and index == 0)
    else:
        yield Raw(kind, piece[1:] if kind == "param" else piece, start, end, space)


def _script(sign: str, content: str, start: int, end: int) -> Iterator[Raw]:
    yield Raw("char", sign, start, end, False)
    yield Raw("char", "{", start, end, False)
    for token in scan(content):
        yield token._replace(start=start, end=end)
    yield Raw("char", "}", start, end, False)


def spelled(tokens: Sequence[Raw]) -> str:
    """The tokens as text again, for remarks and words.

    >>> spelled(scan("by  independence"))
    'by independence'
    """
    pieces = []
    for index, token in enumerate(tokens):
        text = "\\" + token.text if token.kind == "cmd" else token.text
        after_command = index and tokens[index - 1].kind == "cmd" and token.kind in {"letter", "word"}
        pieces.append((" " if (token.space or after_command) and index else "") + text)
    return "".join(pieces).strip()


def argument(pending: list[Raw], *, optional: bool = False) -> list[Raw] | None:
    """Take one argument off the end of the reversed list `pending`: a group, one token, or [...] if `optional`."""
    if optional:
        if not pending or pending[-1].text != "[" or pending[-1].kind != "char":
            return None
        opening, closing = "[", "]"
    else:
        opening, closing = "{", "}"
        if not pending:
            return None
        if pending[-1].kind != "char" or pending[-1].text != "{":
            return [pending.pop()]
    pending.pop()
    taken: list[Raw] = []
    level = 1
    while pending:
        token = pending.pop()
        if token.kind == "char":
            level += (token.text in {opening, "{"}) - (token.text in {closing, "}"})
            if level == 0:
                return taken
        taken.append(token)
    return None


def expand(tokens: list[Raw], macros: Mapping[str, Macro]) -> list[Raw]:
    r"""The tokens with every macro replaced by its body; what a macro makes carries the span of its call.

    >>> body = tuple(scan(r"\mathbb{E}[#1]"))
    >>> spelled(expand(scan(r"\E{x}=0"), {"E": Macro(1, body)}))
    '\\mathbb{E}[x]=0'
    """
    if not macros or not any(token.kind == "cmd" and token.text in macros for token in tokens):
        return tokens
    done: list[Raw] = []
    pending = tokens[::-1]
    work = 0
    while pending:
        token = pending.pop()
        macro = macros.get(token.text) if token.kind == "cmd" else None
        if macro is None:
            done.append(token)
            continue
        if macro.starred and pending and pending[-1].text == "*":
            pending.pop()
            argument(pending, optional=True)
        arguments: list[list[Raw]] = []
        if macro.default is not None:
            given = argument(pending, optional=True)
            arguments.append(list(macro.default) if given is None else given)
        elif macro.starred:
            argument(pending, optional=True)
        while len(arguments) < macro.arity:
            taken = argument(pending)
            if taken is None:
                raise Unreadable(
                    f"the macro \\{token.text} needs {macro.arity} arguments", token.start, token.end, "\\" + token.text
                )
            arguments.append(taken)
        made: list[Raw] = []
        for part in macro.body:
            if part.kind == "param":
                if int(part.text) <= len(arguments):
                    made.extend(arguments[int(part.text) - 1])
            else:
                made.append(part._replace(start=token.start, end=token.end))
        if made:
            made[0] = made[0]._replace(space=token.space)
        pending.extend(reversed(made))
        work += 1 + len(made)
        if work > MAX_WORK or len(pending) + len(done) > MAX_TOKENS:
            raise Unreadable("this macro expands without end", token.start, token.end, "\\" + token.text)
    return done
