"""A place in the raw tokens, and how TeX takes arguments from there; the base of the lexer."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from derivations.reading.syntax.scan import Raw, Unreadable
from derivations.reading.syntax.spelling import CONSTANT_WORDS, FUNCTIONS, GREEK, HEADS, OPERAND_ENDS, PLAIN_WORDS

__all__ = ["MAX_NESTING", "Cursor", "Token"]

MAX_NESTING: Final = 40


@dataclass(slots=True)
class Token:
    """One token of mathematics; a WORD also says its style, accent, whether upright and whether from a command."""

    type: str
    text: str
    start: int
    end: int
    space: bool = False
    style: str = ""
    accent: str = ""
    upright: bool = False
    typed: bool = False  # a word of the plain form
    reason: str = ""
    apart: bool = False  # a spacing command stands before it


class Cursor(ABC):
    """Raw tokens on one side, tokens of mathematics on the other, and a place between them."""

    def __init__(self, raw: Sequence[Raw], *, latex: bool) -> None:
        self.raw = list(raw)
        self.latex = latex
        self.at = 0
        self.out: list[Token] = []
        self.environments: list[str] = []
        self.level = 0
        self.spaced = False
        self.match = self._braces()
        self.delimiters = self._left_right()

    @abstractmethod
    def one(self, stop: int, *, sub: bool = False) -> None:
        """Read the token at the current place with all that belongs to it, never beyond `stop`."""

    def _braces(self) -> dict[int, int]:
        open_at: list[int] = []
        match: dict[int, int] = {}
        for index, token in enumerate(self.raw):
            if token.kind != "char":
                continue
            if token.text == "{":
                open_at.append(index)
            elif token.text == "}":
                if not open_at:
                    raise self.error("a closing brace without an opening one", token)
                match[open_at.pop()] = index
            if len(open_at) > MAX_NESTING:
                raise self.error(f"nested deeper than {MAX_NESTING} levels", token)
        if open_at:
            raise self.error("an opening brace that is never closed", self.raw[open_at[-1]])
        return match

    def _left_right(self) -> dict[int, str]:
        r"""What the delimiter at an index stands for when `\left` and `\right` decide it together."""
        roles: dict[int, str] = {}
        lefts: list[int] = []
        for index, token in enumerate(self.raw[:-1]):
            if token.kind != "cmd":
                continue
            if token.text == "left":
                lefts.append(index + 1)
            elif token.text == "right" and lefts:
                position = lefts.pop()
                left, right = self.raw[position], self.raw[index + 1]
                if left.text == "." and right.text in {"|", "vert", "rvert"}:
                    roles[position], roles[index + 1] = "LDOT", "RDOT"
                elif left.text in {"{", "lbrace"} and right.text == ".":
                    roles[position], roles[index + 1] = "SYSTEM", ""
        return roles

    @staticmethod
    def error(message: str, token: Raw) -> Unreadable:
        return Unreadable(message, token.start, token.end, ("\\" if token.kind == "cmd" else "") + token.text)

    def emit(self, kind: str, token: Raw, text: str | None = None, **more: object) -> None:
        made = Token(kind, token.text if text is None else text, token.start, token.end, token.space)
        made.apart, self.spaced = self.spaced, False
        for name, value in more.items():
            setattr(made, name, value)
        self.out.append(made)

    def peek(self, offset: int = 0) -> Raw | None:
        return self.raw[self.at + offset] if self.at + offset < len(self.raw) else None

    def run(self, stop: int, *, sub: bool = False) -> None:
        while self.at < stop:
            self.one(stop, sub=sub)

    def group(self, opening: Raw, *, sub: bool = False, wrap: bool = True) -> None:
        """Read `{...}` at the current place; with `wrap` its content stands between LG and RG."""
        stop = self.match[self.at]
        over = next(
            (i for i in self._level_commands(self.at + 1, stop) if self.raw[i].text in {"over", "choose"}), None
        )
        self.at += 1
        if wrap:
            self.emit("LG", opening, "{")
        if over is not None:
            bar = self.raw[over]
            self.emit("FRAC" if bar.text == "over" else "BINOM", bar)
            for end in (over, stop):
                self.emit("LG", bar, "{")
                self.run(end)
                self.emit("RG", bar, "}")
                self.at = end + 1
        else:
            self.run(stop, sub=sub)
        self.at = stop + 1
        if wrap:
            self.emit("RG", self.raw[stop], "}")

    def _level_commands(self, start: int, stop: int) -> list[int]:
        found, index = [], start
        while index < stop:
            if index in self.match:
                index = self.match[index]
            elif self.raw[index].kind == "cmd":
                found.append(index)
            index += 1
        return found

    def argument(self, owner: Raw, *, sub: bool = False, wrap: bool = True) -> None:
        """One TeX argument of `owner`: a group, or one token with what belongs to it."""
        token = self.peek()
        if token is None or (token.kind == "char" and token.text in "}&^_") or token.text.startswith("."):
            raise self.error("an argument is missing after it", owner)
        self.level += 1
        if self.level > MAX_NESTING:
            raise self.error(f"nested deeper than {MAX_NESTING} levels", owner)
        if token.kind == "char" and token.text == "{":
            self.group(token, sub=sub, wrap=wrap)
        else:
            if wrap:
                self.emit("LG", token, "{")
            if token.kind == "number" and self.latex and len(token.text) > 1:
                self.raw[self.at] = token._replace(text=token.text[1:], start=token.start + 1, space=False)
                self.emit("NUMBER", token, token.text[0])
            elif token.kind == "letter":
                length = self._size_below() if sub else 1
                last = self.raw[self.at + length - 1]
                word = "".join(part.text for part in self.raw[self.at : self.at + length])
                self.at += length
                self.emit("WORD", token._replace(end=last.end), word, upright=length > 1)
            elif not self.latex:
                self._plain_argument(token, owner)
            else:
                self.one(len(self.raw), sub=sub)
            if wrap:
                self.emit("RG", self.raw[self.at - 1], "}")
        self.level -= 1

    def _size_below(self) -> int:
        """How many letters of `n_in` typed without braces stand below, where a size is meant: 2, else 1."""
        run = 0
        while (part := self.peek(run)) is not None and part.kind == "letter" and not (run and part.space):
            run += 1
        owner = "".join(part.text for part in self.raw[max(0, self.at - 4) : self.at - 1] if part.kind == "letter")
        below = "".join(part.text for part in self.raw[self.at : self.at + run])
        return run if below in {"in", "out"} and (owner.endswith("fan") or owner[-1:] in set("nNdm")) else 1

    def _plain_argument(self, token: Raw, owner: Raw) -> None:
        """After ^ or _ in the plain form: (...), a number or word with its sign, or a word with its brackets."""
        if token.kind == "char" and token.text == "(":
            self.parenthesised(token)
            return
        if token.kind == "char" and token.text in "+-":
            self.at += 1
            self.emit("PLUS", token)
            token = self.peek() or token
        if token.kind == "char" and token.text not in "*'":
            raise self.error("write an exponent or index in brackets", token)
        word = token.kind == "word" and token.text in FUNCTIONS | HEADS.keys() | PLAIN_WORDS.keys()
        known = word or token.text in GREEK | CONSTANT_WORDS.keys()
        if owner.text == "^" and token.kind == "word" and len(token.text) > 1 and not known:
            raise self.error("where does the exponent end? write it in brackets", token)
        self.one(len(self.raw))
        following = self.peek()
        if (
            word
            and following is not None
            and following.text == "("
            and not following.space
            and self.out[-1].type == "WORD"
        ):
            stop = self.closing(self.at)
            self.run(stop + 1)

    def closing(self, index: int) -> int:
        """The raw index of the bracket that closes the one at `index`."""
        level = 0
        for i in range(index, len(self.raw)):
            token = self.raw[i]
            if token.kind == "char":
                level += (token.text in "([{") - (token.text in ")]}")
                if level == 0:
                    return i
        raise self.error("an opening bracket that is never closed", self.raw[index])

    def parenthesised(self, owner: Raw) -> None:
        """Read `(...)` at the current place as an argument."""
        opening = self.peek()
        if opening is None or opening.text != "(":
            raise self.error("brackets are missing after it", owner)
        stop = self.closing(self.at)
        self.level += 1
        if self.level > MAX_NESTING:
            raise self.error(f"nested deeper than {MAX_NESTING} levels", owner)
        self.at += 1
        self.run(stop)
        self.at = stop + 1
        self.level -= 1

    def take_raw(self, owner: Raw) -> list[Raw]:
        """The raw tokens of one argument, not read as mathematics."""
        token = self.peek()
        if token is None:
            raise self.error("an argument is missing after it", owner)
        if token.kind == "char" and token.text == "{":
            stop = self.match[self.at]
            taken = self.raw[self.at + 1 : stop]
            self.at = stop + 1
            return taken
        self.at += 1
        return [token]

    def skip_optional(self) -> list[Raw] | None:
        token = self.peek()
        if token is None or token.kind != "char" or token.text != "[":
            return None
        stop = self.closing(self.at)
        taken = self.raw[self.at + 1 : stop]
        self.at = stop + 1
        return taken

    def digested(self, raw: Sequence[Raw], *, sub: bool = False) -> list[Token]:
        """The tokens of a piece on its own."""
        inner = type(self)(raw, latex=self.latex)
        inner.level = self.level + 1
        inner.environments = ["nested"]
        if inner.level > MAX_NESTING:
            raise self.error(f"nested deeper than {MAX_NESTING} levels", raw[0])
        inner.run(len(inner.raw), sub=sub)
        return inner.out

    def _after_operand(self) -> bool:
        return bool(self.out) and self.out[-1].type in OPERAND_ENDS
