"""The first look at an expression: layout and punctuation away, words of the plain form cut, every bar told apart."""

from __future__ import annotations

from dataclasses import replace

from derivations.reading.syntax.cursor import Token
from derivations.reading.syntax.spelling import CLOSERS, FUNCTIONS, HEADS, OPENERS, OPERAND_ENDS, SUBSCRIPT_WORDS
from derivations.reading.syntax.usage import BRACKETS, Usage

__all__ = ["split_words", "tell_bars_apart", "tidied"]


def tidied(tokens: list[Token]) -> list[Token]:
    """Without the layout inside brackets and the punctuation at the end of a case."""
    made: list[Token] = []
    cases = 0
    for given in tokens:
        token, kind = given, given.type
        cases += (kind == "CASES") - (kind == "ENDCASES")
        if kind in {"QUAD", "NL", "REMARK"} or (kind == "AMP" and not cases):
            continue
        if kind == "PLUS" and token.text != "+" and made and made[-1].type == "PLUS" and made[-1].text == "+":
            made.pop()  # 1 + -2, 1 + \\pm 2
        if kind in {"AMP", "ROW", "ENDCASES"} and made and made[-1].type in {"COMMA", "PERIOD", "SEMI"}:
            made.pop()
        if kind == "TEXT" and token.text.strip().lower() == "and":
            token = replace(token, type="COMMA", text=",")
        elif kind == "LOGIC":
            token = replace(token, type="COMMA", text=",") if token.text == "and" else replace(token, type="REL")
        if kind == "AMP" and made and made[-1].type == "AMP":
            continue
        if kind == "COMMA" and cases and made and made[-1].type == "AMP":
            continue  # "x & , x > 0"
        if kind == "OTHERWISE" and made and made[-1].type == "COMMA":
            made.pop()
        made.append(token)
    while made and made[-1].type == "ROW":
        made.pop()
    return made


def tell_bars_apart(tokens: list[Token]) -> list[Token]:
    """Every | told apart: the two ends of an absolute value, a condition, or the bar of an evaluation."""
    if not any(token.type in {"BAR", "NBAR"} for token in tokens):
        return tokens
    later: dict[int, int] = {}
    counts = [{"BAR": 0, "NBAR": 0}]
    for index in range(len(tokens) - 1, -1, -1):
        kind = tokens[index].type
        if kind in CLOSERS:
            counts.append({"BAR": 0, "NBAR": 0})
        elif kind in OPENERS and len(counts) > 1:
            counts.pop()
        elif kind in {"BAR", "NBAR"}:
            later[index] = counts[-1][kind]
            counts[-1][kind] += 1
    made: list[Token] = []
    opened: list[list[str]] = [[]]
    for index, given in enumerate(tokens):
        token, kind = given, given.type
        after_operand = bool(made) and made[-1].type in OPERAND_ENDS
        if kind in OPENERS:
            opened.append([])
        elif kind in CLOSERS and len(opened) > 1:
            opened.pop()
        elif kind in {"BAR", "NBAR"}:
            ends = ("LBAR", "RBAR") if kind == "BAR" else ("LNORM", "RNORM")
            if after_operand and opened[-1] and opened[-1][-1] == kind:
                opened[-1].pop()
                token = replace(token, type=ends[1])
            elif not after_operand or (
                later[index] % 2 and not (index + 1 < len(tokens) and tokens[index + 1].type == "SUB")
            ):
                opened[-1].append(kind)
                token = replace(token, type=ends[0])
            elif index + 1 < len(tokens) and tokens[index + 1].type == "SUB":
                token = replace(token, type="EVAL")
            else:
                token = replace(token, type="MID")
        made.append(token)
    return made


def split_words(tokens: list[Token], known: Usage) -> list[Token]:
    """Words of the plain form that are products: `xy` where x and y are letters of the document, `nVar(x)`."""
    made: list[Token] = []
    for index, token in enumerate(tokens):
        word = token.text
        if (
            token.type != "WORD"
            or not token.typed
            or word in SUBSCRIPT_WORDS
            or word in known.words
            or word in known.declared
        ):
            made.append(token)
            continue
        called = index + 1 < len(tokens) and tokens[index + 1].type in BRACKETS and not tokens[index + 1].space
        tail = (
            next((n for n in range(len(word) - 1, 2, -1) if word[-n:] in HEADS or word[-n:] in FUNCTIONS), 0)
            if called
            else 0
        )
        if word in HEADS or word in FUNCTIONS:
            made.append(token)
        elif tail and (set(word[:-tail]) <= known.letters | {"n", "m"} or _scaled(word)):
            made.extend(_letters(token, word[:-tail]))
            made.append(
                replace(token, text=word[-tail:], start=token.end - tail, upright=True, typed=True, space=False)
            )
        elif (_scales_a_letter(word) and word[1] in known.letters) or (len(word) <= 4 and set(word) <= known.letters):
            made.extend(_letters(token, word))
        else:
            made.append(token)
    return made


def _scales_a_letter(word: str) -> bool:
    """`EX`, `aX`: a head or a small letter before a capital."""
    return len(word) == 2 and (word[0] == "E" or (word[0].islower() and word[1].isupper()))


def _scaled(word: str) -> bool:
    """`aCov(`, `cVar(`: one letter before a moment."""
    return word[0].islower() and word[1:] in HEADS and len(word) > 3


def _letters(token: Token, word: str) -> list[Token]:
    return [
        replace(
            token,
            text=letter,
            start=token.start + i,
            end=token.start + i + 1,
            typed=False,
            space=token.space and i == 0,
        )
        for i, letter in enumerate(word)
    ]
