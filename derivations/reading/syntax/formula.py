r"""One expression: text or tokens -> tree.

Bounded: a formula of more than 20,000 tokens, brackets deeper than 40 or a tree deeper than 150 are declined by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

from lark import Lark
from lark.exceptions import UnexpectedToken
from lark.lexer import Lexer

from derivations.errors import UserError
from derivations.reading.syntax.build import Builder
from derivations.reading.syntax.classify import classify
from derivations.reading.syntax.cursor import Token
from derivations.reading.syntax.lexer import tokenize
from derivations.reading.syntax.scan import Macro, Unreadable, expand, scan
from derivations.reading.syntax.tree import Node, depth
from derivations.reading.syntax.usage import Usage, usage

__all__ = ["MAX_DEPTH", "parse", "read_expression"]

MAX_DEPTH: Final = 150


class _Fed(Lexer):
    """Lark's lexer is not used: the parser is fed finished tokens."""

    __future_interface__ = 1

    def __init__(self, lexer_conf: object) -> None:
        del lexer_conf

    def lex(self, lexer_state: Any, parser_state: Any) -> Iterator[Any]:
        del lexer_state, parser_state
        yield from ()


@cache
def _parser() -> Lark:
    grammar = files("derivations.reading.syntax").joinpath("grammar.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", lexer=_Fed, transformer=Builder())


def parse(tokens: list[Token], known: Usage, *, latex: bool = True, law: bool = False) -> Node:
    """The tree of one expression; what cannot be read raises `Unreadable` with its place and token."""
    if not tokens:
        raise Unreadable("an expression is missing", 0, 0, "")
    terminals = classify(tokens, known, latex=latex, law=law)
    if not terminals:
        raise Unreadable("an expression is missing", tokens[0].start, tokens[-1].end, tokens[0].text)
    try:
        parser: Any = _parser().parse_interactive("")
        for terminal in terminals:
            parser.feed_token(terminal)
        made = parser.feed_token(Token("$END", "", 0, 0))
    except UnexpectedToken as error:
        found: Any = error.token
        if found.type != "$END":
            raise Unreadable("it does not fit here", found.start, found.end, found.text) from None
        last = terminals[-1]
        raise Unreadable("the expression stops too early", last.start, last.end, last.text) from None
    if not isinstance(made, Node):
        raise Unreadable("an expression is missing", tokens[0].start, tokens[-1].end, tokens[0].text)
    if depth(made) > MAX_DEPTH:
        raise Unreadable(f"nested deeper than {MAX_DEPTH} levels", tokens[0].start, tokens[-1].end, tokens[0].text)
    return made


def read_expression(
    text: str, *, latex: bool | None = None, known: Usage | None = None, macros: Mapping[str, Macro] | None = None
) -> Node:
    r"""The tree of one expression, LaTeX or plain text (which of them is seen by the backslash, unless told).

    >>> read_expression("Var(x*y)")
    Head(kind='Var', args=(Mul(factors=(Name(base='x', subscript=(), label=(), primes=0, accent='', style=''),
    Name(base='y', subscript=(), label=(), primes=0, accent='', style='')), operators=('*',)),), given=(),
    subscript=(), bracket='()')
    >>> str(read_expression(r"\frac{n}{2}\,\mathrm{Var}(w_1)\,\mathbb{E}\left[y_1^2\right]"))
    '(n/2)*Var(w_1)*E[y_1^2]'
    >>> str(read_expression("max(0, y)^2"))
    'max(0, y)^2'
    >>> read_expression("x + ")
    Traceback (most recent call last):
        ...
    derivations.errors.UserError: cannot read 'x + ' at column 3: the expression stops too early ('+')
    """
    latex = "\\" in text if latex is None else latex
    try:
        tokens = tokenize(expand(scan(text, latex=latex), macros or {}), latex=latex)
        while tokens and tokens[-1].type in {"PERIOD", "COMMA", "SEMI", "NL", "QUAD"}:
            tokens.pop()
        return parse(tokens, (usage([tokens]) | (known or Usage())).within(tokens), latex=latex)
    except Unreadable as error:
        shown = text if len(text) <= 60 else text[:57] + "..."
        token = (text[error.start : error.end] or error.token)[:40]
        raise UserError(f"cannot read {shown!r} at column {error.start + 1}: {error.message} ({token!r})") from None
