r"""Raw tokens -> the tokens of mathematics: commands resolved, sizing and spacing gone, arguments in braces, words found.

Two forms share this: LaTeX, where letters side by side are factors, and what a person types, where they are one word. After
it nothing depends on the form any more, but for a word like `xy`, which `classify` decides with the whole document in view.
An unknown command is an error that names it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from derivations.reading.scan import Raw, Unreadable, spelled
from derivations.reading.spelling import (
    ACCENTS,
    COMMANDS,
    CONSTANT_WORDS,
    DROP_WITH_ARGUMENT,
    FONTS,
    FUNCTIONS,
    GREEK,
    HEADS,
    LAW_WORDS,
    LOGIC,
    PLAIN_WORDS,
    QUADS,
    RELATIONS,
    ROW_ENVIRONMENTS,
    SIZING,
    SPACING,
    SUBSCRIPT_WORDS,
    TEXT_COMMANDS,
    TRANSPARENT,
)

__all__ = ["MAX_NESTING", "Token", "tokenize"]

MAX_NESTING: Final = 40

OPERAND_ENDS: Final = frozenset(["WORD", "NUMBER", "INFINITY", "RP", "RB", "RS", "RG", "RBAR", "RNORM", "RFLOOR", "RCEIL", "RA", "PRIME", "FACT", "MARK", "DOTS", "HOLE", "ENDCASES"])  # fmt: skip
_CHARACTERS: Final = {
    "(": "LP", ")": "RP", "[": "LB", "]": "RB", "+": "PLUS", "-": "PLUS", "*": "MUL", "/": "SLASH", ",": "COMMA", ";": "SEMI",
    ":": "COLON", ".": "PERIOD", "!": "FACT", "|": "BAR", "=": "REL", "<": "REL", ">": "REL", "'": "PRIME", "&": "AMP",
}  # fmt: skip
_CONNECTIVES: Final = frozenset(
    ["and", "or", "where", "for", "if", "when", "with", "since", "because", "otherwise", "then", "so", "thus", "hence", "while", "but", "let", "by", "as", "from", "given", "else", "also", "that", "i", "e", "is", "are", "not", "using", "because", "therefore", "therfore", "therefor", "whenever", "unless", "all", "any", "some", "every", "assuming", "provided"]
)
_PLAIN_CONNECTIVES: Final = frozenset(
    ["and", "or", "where", "for", "if", "when", "with", "since", "because", "then", "so", "thus", "hence", "but", "let"]
)
_CALLED_WORDS: Final = frozenset(
    ["sqrt", "floor", "ceil", "abs", "norm", "binom", "choose", "cases", "text"]
)
_ACCENT_WORDS: Final = frozenset(["hat", "bar", "tilde", "bold", "cal", "bb", "frak", "vec", "dot", "ddot", "check"])
_LETTER_WORDS: Final = frozenset(["net", "out", "loss", "err", "fan", "err"])  # names that people type as bare letters
_KNOWN_WORDS: Final = FUNCTIONS | HEADS.keys() | PLAIN_WORDS.keys() | CONSTANT_WORDS.keys()
_BUILT_IN: Final = {"E": "E", "Var": "Var", "Cov": "Cov", "Corr": "Corr", "Pr": "Pr", "argmax": "argmax", "argmin": "argmin", "dd": "d"}
_DEFINED_AS: Final = re.compile(r"(?i)\s*(\\(text|mathrm|rm|tiny|scriptsize)\b\s*)?\{?\s*(def\.?|defn?|definition|\\(Delta|triangle))\s*\}?\s*")
_IN_LAW: Final = re.compile(r"\s*(\\(text|mathrm|mathcal|rm)\b\s*)?\{?\s*(d|D|dist\.?|law)\s*\}?\s*")
_ROWS: Final = frozenset(["cases", "dcases", "rcases", "numcases"])


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


def subscript_word(word: str) -> bool:
    """Whether letters side by side in a subscript are one word (n_in) and not several indices (w_ij)."""
    if len(word) < 2 or word in SUBSCRIPT_WORDS or word in GREEK:
        return True
    letters = set(word)
    return not (len(word) == 2 or word.isupper() or (len(word) == 3 and (letters <= set("ijklmnpqrst") or letters <= set("xyzuvw"))))


class _Lexer:
    def __init__(self, raw: Sequence[Raw], *, latex: bool) -> None:
        self.raw = list(raw)
        self.latex = latex
        self.at = 0
        self.out: list[Token] = []
        self.environments: list[str] = []
        self.level = 0
        self.match = self._braces()
        self.delimiters = self._left_right()

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
        """What the delimiter at an index stands for when `\\left` and `\\right` decide it together."""
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
        for name, value in more.items():
            setattr(made, name, value)
        self.out.append(made)

    def peek(self, offset: int = 0) -> Raw | None:
        return self.raw[self.at + offset] if self.at + offset < len(self.raw) else None

    def run(self, stop: int, *, sub: bool = False) -> None:
        while self.at < stop:
            self.one(stop, sub=sub)

    # ---- arguments

    def group(self, opening: Raw, *, sub: bool = False, wrap: bool = True) -> None:
        """Read `{...}` at the current place; with `wrap` its content stands between LG and RG."""
        stop = self.match[self.at]
        over = next((i for i in self._level_commands(self.at + 1, stop) if self.raw[i].text in {"over", "choose"}), None)
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
        if token is None or (token.kind == "char" and token.text in "}&^_"):
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
                self.at += 1
                self.emit("WORD", token)
            elif not self.latex:
                self._plain_argument(token)
            else:
                self.one(len(self.raw), sub=sub)
            if wrap:
                self.emit("RG", self.raw[self.at - 1], "}")
        self.level -= 1

    def _plain_argument(self, token: Raw) -> None:
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
        self.one(len(self.raw))
        following = self.peek()
        if word and following is not None and following.text == "(" and not following.space and self.out[-1].type == "WORD":
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
        inner = _Lexer(raw, latex=self.latex)
        inner.level = self.level + 1
        inner.environments = ["nested"]
        if inner.level > MAX_NESTING:
            raise self.error(f"nested deeper than {MAX_NESTING} levels", raw[0])
        inner.run(len(inner.raw), sub=sub)
        return inner.out

    # ---- one token

    def one(self, stop: int, *, sub: bool = False) -> None:
        token = self.raw[self.at]
        if token.kind == "letter":
            self._letters(stop, sub=sub)
            return
        self.at += 1
        if token.kind in {"cmd", "builtin"}:
            self._command(token, stop)
        elif token.kind == "word":
            self._word(token, stop, sub=sub)
        elif token.kind == "number":
            self.emit("NUMBER", token)
        elif token.kind == "param":
            raise self.error("a macro parameter outside a macro", token)
        else:
            self._character(token, sub=sub)

    def _character(self, token: Raw, *, sub: bool) -> None:
        text = token.text
        if text == "{":
            self.at -= 1
            following = self.peek(1)
            if following is not None and following.kind == "cmd" and following.text in {"rm", "bf", "it", "cal", "sf", "tt"}:
                content = self.take_raw(token)
                self._font(content[0], content[1:])
                return
            if not self.latex and not (self.out and self.out[-1].type in {"SUB", "SUP", "FRAC"}):
                end = self.match[self.at]
                self.at += 1
                self.emit("LS", token)
                self.run(end)
                self.at = end + 1
                self.emit("RS", self.raw[end])
                return
            before = len(self.out)
            self.group(token)
            if len(self.out) == before + 3 and self.out[-2].type in {"WORD", "NUMBER"}:
                self.out[before:] = [self.out[-2]]
        elif text == "}":
            raise self.error("a closing brace without an opening one", token)
        elif text in "^_":
            self._script(token)
        elif text == "&" and self.environments and self.environments[-1] == "substack":
            return
        elif text == "~":
            self.emit("REL", token)
        elif text in _CHARACTERS:
            self.emit(_CHARACTERS[text], token)
        else:
            raise self.error("a character that is no mathematics", token)

    def _script(self, token: Raw) -> None:
        following = self.peek()
        if following is None:
            raise self.error("an argument is missing after it", token)
        inner = self.raw[self.at + 1 : self.match[self.at]] if self.at in self.match else [following]
        if not inner and self.at in self.match:
            self.at = self.match[self.at] + 1
            return
        if token.text == "_":
            if len(inner) == 1 and inner[0].kind == "char" and inner[0].text in "+-*" and self._mark(inner):
                self.at = self.match[self.at] + 1 if self.at in self.match else self.at + 1
                self.emit("MARK", inner[0], "_" + inner[0].text)
                return
            self.emit("SUB", token)
            self.argument(token, sub=True)
            return
        if inner and all((part.kind == "cmd" and part.text == "prime") or part.text == "'" for part in inner):
            self.at = self.match[self.at] + 1 if self.at in self.match else self.at + 1
            for part in inner:
                self.emit("PRIME", part, "'")
            return
        mark = self._mark(inner)
        if mark:
            self.at = self.match[self.at] + 1 if self.at in self.match else self.at + 1
            self.emit("MARK", inner[0], mark)
            return
        self.emit("SUP", token)
        self.argument(token)

    def _mark(self, inner: list[Raw]) -> str:
        if len(inner) == 1:
            text = inner[0].text
            after = self.raw[self.at + 1] if self.at + 1 < len(self.raw) else None
            signed = not self.latex and self.at not in self.match and after is not None and after.kind in {"number", "word", "cmd"}
            if inner[0].kind == "char" and text in "*+-" and not (signed and text in "+-"):
                return text
            if inner[0].kind == "cmd" and COMMANDS.get(text, ("",))[0] == "MARK":
                return COMMANDS[text][1]
        spelling = "".join(part.text for part in inner)
        return "T" if spelling in {"mathsfT", "mathsf{T}", "mathrmT", "mathrm{T}", "textT", "text{T}"} else ""

    def _letters(self, stop: int, *, sub: bool) -> None:
        """Letters of LaTeX: each a name of its own, but for words like Var( that people type without \\mathrm."""
        start = self.at
        end = start + 1
        while end < stop and self.raw[end].kind == "letter" and not self.raw[end].space:
            end += 1
        run = "".join(token.text for token in self.raw[start:end])
        following = self.raw[end] if end < len(self.raw) else None
        opens = following is not None and (
            (following.kind == "char" and following.text in "([_^") or (following.kind == "cmd" and following.text in {"left", "{", "big", "Big", "bigl", "Bigl", "bigg", "Bigg"})
        )  # fmt: skip
        known = FUNCTIONS | HEADS.keys() | LAW_WORDS
        word = 0
        if run in _LETTER_WORDS or (sub and len(run) > 1 and subscript_word(run)):
            word = len(run)
        elif opens and len(run) > 1:
            word = next((n for n in range(len(run), 2, -1) if run[-n:] in known), len(run) if run in known else 0)
        for token in self.raw[start : end - word]:
            self.emit("WORD", token)
        if word:
            first, last = self.raw[end - word], self.raw[end - 1]
            self.emit("WORD", first._replace(end=last.end), run[-word:], upright=True)
        self.at = end

    def _word(self, token: Raw, stop: int, *, sub: bool) -> None:
        """A word of the plain form."""
        word = token.text
        following = self.peek()
        called = following is not None and following.kind == "char" and following.text == "("
        if sub and len(word) > 1 and not subscript_word(word) and word not in _KNOWN_WORDS:
            for offset, letter in enumerate(word):
                self.emit("WORD", token._replace(text=letter, start=token.start + offset, end=token.start + offset + 1))
        elif word in _CALLED_WORDS and called:
            self._called(token)
        elif word in _ACCENT_WORDS and called:
            before = len(self.out)
            self.parenthesised(token)
            self._restyle(before, token, ACCENTS.get(word, ""), FONTS.get(PLAIN_WORDS[word], ""))
        elif word == "root" and following is not None and following.text == "_":
            self.at += 1
            self.emit("ROOT", token)
            self.argument(token)
            self.emit("LG", token, "{")
            self.parenthesised(token)
            self.emit("RG", token, "}")
        elif word == "in" and not (self._after_operand() and following is not None and following.text not in ")],;.+*/=^"):
            self.emit("WORD", token, typed=True)
        elif word in {"if", "otherwise", "else"} and self.environments and self.environments[-1] == "cases":
            self.emit("AMP", token)
            if word != "if":
                self.emit("OTHERWISE", token)
        elif word.lower() in _PLAIN_CONNECTIVES or word == "otherwise":
            self.emit("TEXT", token)
        elif word in CONSTANT_WORDS or (word in PLAIN_WORDS and word not in _CALLED_WORDS | _ACCENT_WORDS | {"root"}):
            self._command(Raw("cmd", CONSTANT_WORDS.get(word, PLAIN_WORDS.get(word, word)), token.start, token.end, token.space), stop)
        else:
            self.emit("WORD", token, typed=len(word) > 1 and word not in GREEK)

    def _called(self, token: Raw) -> None:
        word = token.text
        pairs = {"floor": ("LFLOOR", "RFLOOR"), "ceil": ("LCEIL", "RCEIL"), "abs": ("LBAR", "RBAR"), "norm": ("LNORM", "RNORM")}
        if word == "text":
            stop = self.closing(self.at)
            self._text(token, self.raw[self.at + 1 : stop])
            self.at = stop + 1
        elif word == "cases":
            self.environments.append("cases")
            self.emit("CASES", token)
            before = len(self.out)
            self.parenthesised(token)
            level = 0
            for inner in self.out[before:]:
                level += (inner.type in {"LP", "LB", "LS", "LG"}) - (inner.type in {"RP", "RB", "RS", "RG"})
                if inner.type == "SEMI" and level == 0:
                    inner.type = "ROW"
            if not self.environments or self.environments.pop() != "cases":
                raise self.error("an environment begins inside it and does not end there", token)
            self.emit("ENDCASES", token)
        elif word in pairs:
            self.emit(pairs[word][0], token)
            self.parenthesised(token)
            self.emit(pairs[word][1], token)
        elif word == "sqrt":
            self.emit("SQRT", token)
            self.emit("LG", token, "{")
            self.parenthesised(token)
            self.emit("RG", token, "}")
        else:
            self.emit("CALLED", token, {"choose": "binom"}.get(word, word))
            self.emit("LG", token, "{")
            self.parenthesised(token)
            self.emit("RG", token, "}")

    def _after_operand(self) -> bool:
        return bool(self.out) and self.out[-1].type in OPERAND_ENDS

    # ---- commands

    def _command(self, token: Raw, stop: int) -> None:
        name = token.text
        if name in SPACING or (name in SIZING and name not in {"bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "Biggl", "Biggr"}):
            return
        if name in QUADS:
            self.emit("QUAD", token)
        elif name in {"left", "right", "middle"} or name in SIZING:
            self._delimiter(token)
        elif name in {"\\", "cr", "newline", "tabularnewline"}:
            self._row_break(token)
        elif name in {"begin", "end"}:
            self._environment(token)
        elif name in {"frac", "dfrac", "tfrac", "cfrac", "sfrac", "nicefrac"}:
            self.emit("FRAC", token)
            self.argument(token)
            self.argument(token)
        elif name in {"binom", "dbinom", "tbinom"}:
            self.emit("BINOM", token)
            self.argument(token)
            self.argument(token)
        elif name == "sqrt":
            index = self.skip_optional()
            self.emit("SQRT" if index is None else "ROOT", token)
            if index is not None:
                self.emit("LG", token, "{")
                self.out.extend(self.digested(index))
                self.emit("RG", token, "}")
            self.argument(token)
        elif name in TEXT_COMMANDS:
            self._text(token, self.take_raw(token))
        elif name in FONTS:
            if (following := self.peek()) is not None and following.text == "*" and not following.space:
                self.at += 1
            switch = name in {"rm", "bf", "it", "cal", "sf", "tt"}
            content = self.raw[self.at : stop] if switch else self.take_raw(token)
            if switch:
                self.at = stop
            self._font(token, content)
        elif name in ACCENTS:
            before = len(self.out)
            self.argument(token, wrap=False)
            self._restyle(before, token, ACCENTS[name], "")
        elif name in DROP_WITH_ARGUMENT:
            if (following := self.peek()) is not None and following.text == "*":
                self.at += 1
            self.skip_optional()
            self.take_raw(token)
        elif name in TRANSPARENT:
            self.argument(token, wrap=False)
        elif name in {"textcolor", "colorbox", "cancelto"}:
            self.take_raw(token)
            self.argument(token, wrap=False)
        elif name in {"underbrace", "overbrace"}:
            self.argument(token)
            if (following := self.peek()) is not None and following.text in {"_", "^"}:
                self.at += 1
                remark = self.take_raw(following)
                self.emit("REMARK", following, spelled(remark))
        elif name in {"overset", "underset", "stackrel"}:
            self._stacked(token)
        elif name in {"xrightarrow", "xlongequal", "xleftarrow"}:
            kind = {"xrightarrow": "->", "xlongequal": "=", "xleftarrow": "<-"}[name]
            self.emit("REL", token, kind, reason=spelled(self.take_raw(token)))
        elif name == "substack":
            self.environments.append("substack")
            self.argument(token, wrap=False)
            if not self.environments or self.environments.pop() != "substack":
                raise self.error("an environment begins inside it and does not end there", token)
        elif name == "not":
            self._negated(token)
        elif name in {"iint", "iiint"}:
            for _ in range(len(name) - 2):
                self.emit("INT", token)
        elif name == "arg":
            while (following := self.peek()) is not None and following.kind == "cmd" and following.text in SPACING:
                self.at += 1
            if following is None or following.text not in {"min", "max"}:
                raise self.error(r"\arg is read before \min and \max alone", token)
            self.at += 1
            self.emit("WORD", token._replace(end=following.end), "arg" + following.text, upright=True)
        elif name in RELATIONS:
            self.emit("REL", token, RELATIONS[name])
        elif name in LOGIC:
            self.emit("LOGIC", token, LOGIC[name])
        elif name in COMMANDS:
            kind, value = COMMANDS[name]
            self.emit(kind, token, value)
        elif name in GREEK:
            self.emit("WORD", token)
        elif name in FUNCTIONS or name in _BUILT_IN:
            self.emit("WORD", token, _BUILT_IN.get(name, name), upright=True)
        elif name == "R":
            self.emit("WORD", token, style="bb")
        elif name == "lim":
            self.emit("WORD", token, upright=True)
        else:
            raise self.error(f"unknown command \\{name}", token)

    def _delimiter(self, sizing: Raw) -> None:
        """What follows \\left, \\right, \\middle or \\bigl."""
        token = self.peek()
        if token is None:
            raise self.error("a delimiter is missing after it", sizing)
        side = "right" if sizing.text == "right" or sizing.text.endswith("r") else "middle" if sizing.text == "middle" else "left"
        role = self.delimiters.get(self.at)
        if role is not None:
            self.at += 1
            if role == "SYSTEM":
                self._system()
            elif role:
                self.emit(role, token)
        elif token.text == ".":
            self.at += 1
        elif token.text in {"|", "vert"} and not (token.kind == "cmd" and token.text == "|"):
            self.at += 1
            self.emit({"left": "LBAR", "right": "RBAR", "middle": "MID"}[side], token, "|")
        elif token.text in {"|", "Vert"}:
            self.at += 1
            self.emit({"left": "LNORM", "right": "RNORM", "middle": "MID"}[side], token, "‖")
        elif token.text in {"<", ">"} and token.kind == "char":
            self.at += 1
            self.emit("LA" if token.text == "<" else "RA", token)

    def _system(self) -> None:
        """`\\left\\{ \\begin{array}...` after a relation is a list of cases; before one it is a system of equations."""
        following = self.peek()
        if self.out and self.out[-1].type in {"REL", "AMP"} and following is not None and following.text == "begin":
            self.environments.append("pending cases")

    def _row_break(self, token: Raw) -> None:
        if (following := self.peek()) is not None and following.text == "*" and not following.space:
            self.at += 1
        if (following := self.peek()) is not None and following.text == "[" and not following.space:
            width = self.raw[self.at + 1] if self.at + 1 < len(self.raw) else None
            if width is not None and (width.kind == "number" or width.text == "-"):
                self.skip_optional()
        top = self.environments[-1] if self.environments else ""
        self.emit({"cases": "ROW", "substack": "COMMA"}.get(top, "NL"), token)

    def _environment(self, token: Raw) -> None:
        name = "".join(part.text for part in self.take_raw(token)).rstrip("*")
        if token.text == "end":
            if not self.environments or self.environments[-1] == "nested":
                raise self.error(f"\\end{{{name}}} without its \\begin", token)
            if self.environments.pop() == "cases":
                self.emit("ENDCASES", token)
            return
        if len(self.environments) > MAX_NESTING:
            raise self.error(f"nested deeper than {MAX_NESTING} levels", token)
        pending = bool(self.environments) and self.environments[-1] == "pending cases"
        if pending:
            self.environments.pop()
        if name in _ROWS or (pending and name in ROW_ENVIRONMENTS):
            self.environments.append("cases")
            if name == "array":
                self.skip_optional()
                self.take_raw(token)
            self.emit("CASES", token)
        elif name in ROW_ENVIRONMENTS:
            self.environments.append(name)
            self.skip_optional()
            if name in {"array", "alignat", "alignedat", "IEEEeqnarray"}:
                self.take_raw(token)
        elif name.endswith("matrix"):
            raise self.error("matrices are not read", token)
        else:
            raise self.error(f"unknown environment {name}", token)

    def _text(self, token: Raw, content: list[Raw]) -> None:
        text = spelled(content).replace("\\ ", " ").replace("\\,", " ")
        if self.environments and self.environments[-1] == "cases":
            self._case_words(token, text)
            return
        padded = bool(content) and content[0].space
        pair = re.fullmatch(r"([A-Za-z]+)(?:-|\\?_ ?)([A-Za-z]+)", text)
        following = self.peek()
        scripted = following is not None and following.kind == "char" and following.text in "([_^"
        scripted = scripted or (following is not None and following.text in {"left", "big", "Big", "bigl", "Bigl", "{"})
        in_subscript = len(self.out) > 1 and self.out[-1].type == "LG" and self.out[-2].type == "SUB"
        if in_subscript:
            word = re.sub(r"[^A-Za-z0-9]", "", text)
            if word:
                self.emit("WORD", token, word, upright=True)
        elif re.fullmatch(r"[A-Za-z]+", text) and not padded and text.lower() not in _CONNECTIVES and (
            scripted or not self._after_operand() or text[0].isupper() or text == "d"
        ):  # fmt: skip
            self.emit("WORD", token, text, upright=True)
        elif pair and (scripted or not self._after_operand()) and pair.group(1).lower() not in {"non", "by"}:
            self.emit("WORD", token, pair.group(1), upright=True)
            self.emit("SUB", token)
            self.emit("LG", token)
            self.emit("WORD", token, pair.group(2), upright=True)
            self.emit("RG", token)
        elif text:
            self.emit("TEXT", token, text)

    def _case_words(self, token: Raw, text: str) -> None:
        row = self.out[next((i for i in range(len(self.out) - 1, -1, -1) if self.out[i].type in {"ROW", "CASES"}), 0) :]
        seen = any(part.type == "AMP" for part in row)
        words = re.sub(r"^(if|for|when|where|,|\s)+\b", "", text.strip(" ,.;"), flags=re.IGNORECASE).strip()
        if not seen:
            self.emit("AMP", token)
        if re.match(r"(otherwise|else|elsewhere|o\.?w)", words, re.IGNORECASE):
            self.emit("OTHERWISE", token)
        elif words in {"and", "or"}:
            self.emit("COMMA", token)
        elif words:
            self.emit("WORDS", token, words)

    def _font(self, token: Raw, content: Sequence[Raw]) -> None:
        style = FONTS[token.text]
        plain = [part for part in content if not (part.kind == "cmd" and part.text in SPACING)]
        if style == "up" and plain and all(part.kind in {"letter", "word"} or part.text in {"-", "*"} for part in plain):
            word = "".join(part.text for part in plain if part.kind in {"letter", "word"})
            previous = self.out[-1] if self.out else None
            if previous is not None and previous.type == "WORD" and previous.text + word in HEADS and previous.style == "bb":
                previous.text, previous.style, previous.upright, previous.end = previous.text + word, "", True, plain[-1].end
            elif word:
                span = token._replace(end=max(token.end, plain[-1].end))
                self.emit("WORD", span, word, upright=True)
            return
        inner = self.digested(content) if content else []
        for made in inner:
            if made.type == "WORD" and style == "up":
                made.upright = True
            elif made.type == "WORD":
                made.style = style
            elif made.type == "NUMBER" and made.text == "1" and style in {"bb", "bold"}:
                made.type, made.style = "WORD", style
        if inner:
            inner[0].space = token.space
        self.out.extend(inner)

    def _restyle(self, before: int, token: Raw, accent: str, style: str) -> None:
        """Put an accent or style on the name that was just read."""
        made = self.out[before:]
        while len(made) > 1 and made[0].type == "LG" and made[-1].type == "RG":
            made = made[1:-1]
        self.out[before:] = made
        if not made or made[0].type != "WORD" or (len(made) > 1 and made[1].type not in {"SUB", "SUP", "PRIME", "MARK"}):
            raise self.error("an accent goes on one name", token)
        if accent and made[0].accent:
            raise self.error("two accents on one name", token)
        made[0].accent = accent or made[0].accent
        made[0].style = style or made[0].style
        made[0].typed = False
        made[0].start, made[0].space = token.start, token.space

    def _stacked(self, token: Raw) -> None:
        above = self.take_raw(token)
        below = self.digested(self.take_raw(token))
        reason = spelled(above)
        if len(below) == 1 and below[0].type in {"REL", "LOGIC"}:
            made = below[0]
            made.start, made.reason = token.start, reason
            if made.text == "=" and _DEFINED_AS.fullmatch(reason):
                made.text = ":="
            elif made.text == "=" and _IN_LAW.fullmatch(reason):
                made.text = "=d"
            self.out.append(made)
        elif token.text == "underset" and below and below[0].type in {"WORD", "BIG"}:
            self.out.extend(below)
            self.emit("SUB", token)
            self.emit("LG", token)
            self.out.extend(self.digested(above, sub=True))
            self.emit("RG", token)
        else:
            raise self.error("it is read over a relation alone", token)

    def _negated(self, token: Raw) -> None:
        before = len(self.out)
        self.argument(token, wrap=False)
        made = self.out[before:]
        negated = {"=": "!=", "in": "notin", "indep": "dependent", "~=": "!~="}
        if len(made) != 1 or made[0].type != "REL" or made[0].text not in negated:
            raise self.error(r"\not is read before = and \in alone", token)
        made[0].text = negated[made[0].text]


def tokenize(raw: Sequence[Raw], *, latex: bool = True) -> list[Token]:
    r"""The tokens of mathematics.

    >>> from derivations.reading.scan import scan
    >>> [token.type for token in tokenize(scan(r"\frac12 \mathrm{Var}(x)"))]
    ['FRAC', 'LG', 'NUMBER', 'RG', 'LG', 'NUMBER', 'RG', 'WORD', 'LP', 'WORD', 'RP']
    """
    lexer = _Lexer(raw, latex=latex)
    lexer.run(len(lexer.raw))
    return lexer.out
