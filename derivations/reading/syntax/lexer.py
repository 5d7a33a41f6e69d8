r"""Raw tokens -> the tokens of mathematics: commands resolved, sizing and spacing gone, arguments in braces, words
found.

Two forms share this: LaTeX, where letters side by side are factors, and what a person types, where they are one word.
After it nothing depends on the form any more, but for a word like `xy`, which `classify` decides with the whole
document in view.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from derivations.reading.syntax.commands import Commands
from derivations.reading.syntax.cursor import Token
from derivations.reading.syntax.scan import Raw
from derivations.reading.syntax.spelling import (
    ACCENTS,
    CHARACTERS,
    CLOSERS,
    COMMANDS,
    CONSTANT_WORDS,
    FONT_SWITCHES,
    FONTS,
    FUNCTIONS,
    GREEK,
    HEADS,
    LAW_WORDS,
    LETTER_WORDS,
    OPENERS,
    PLAIN_WORDS,
    SUBSCRIPT_WORDS,
)

__all__ = ["tokenize"]

_TRANSPOSED: Final = re.compile(r"(?:math(?:sf|rm|tt)|text(?:rm|sf)?|rm|operatorname)(?:T|\{T\})")
_PLAIN_CONNECTIVES: Final = frozenset(
    ["and", "or", "where", "for", "if", "when", "with", "since", "because", "then", "so", "thus", "hence", "but", "let"]
)
_CALLED_WORDS: Final = frozenset(["sqrt", "floor", "ceil", "abs", "norm", "binom", "choose", "cases", "text"])
_ACCENT_WORDS: Final = frozenset(
    ["hat", "bar", "tilde", "Delta", "bold", "cal", "bb", "frak", "vec", "dot", "ddot", "check"]
)
_KNOWN_WORDS: Final = FUNCTIONS | HEADS.keys() | PLAIN_WORDS.keys() | CONSTANT_WORDS.keys()


def subscript_word(word: str) -> bool:
    """Whether letters side by side in a subscript are one word (n_in) and not several indices (w_ij)."""
    if len(word) < 2 or word in SUBSCRIPT_WORDS or word in GREEK:
        return True
    letters = set(word)
    return not (
        len(word) == 2
        or word.isupper()
        or (len(word) == 3 and (letters <= set("ijklmnpqrst") or letters <= set("xyzuvw")))
    )


class _Lexer(Commands):
    """Letters, words, characters and scripts."""

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
            if following is not None and following.kind == "cmd" and following.text in FONT_SWITCHES:
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
            if following is not None and following.kind == "char" and following.text in "_^" and self.out:
                end = self.match[self.at]  # x{_i} is x_i
                self.at += 1
                self.run(end)
                self.at = end + 1
                return
            before = len(self.out)
            self.group(token)
            if len(self.out) == before + 2:
                del self.out[before:]  # {} between a name and its script
            elif self._relates(before):
                self.out[before:] = self.out[before + 1 : -1]  # {=}, or a whole display in braces
            elif len(self.out) == before + 3 and self.out[-2].type in {"WORD", "NUMBER"}:
                self.out[before:] = [self.out[-2]]
        elif text == "}":
            raise self.error("a closing brace without an opening one", token)
        elif text in "^_":
            self._script(token)
        elif text == "&" and self.environments and self.environments[-1] == "substack":
            return
        elif text in CHARACTERS:
            self.emit(CHARACTERS[text], token)
        else:
            raise self.error("a character that is no mathematics", token)

    def _relates(self, before: int) -> bool:
        """Whether the group that was just read holds a relation or a row of its own."""
        level = 0
        for token in self.out[before + 1 : -1]:
            level += (token.type in OPENERS) - (token.type in CLOSERS)
            if level == 0 and token.type in {"REL", "LOGIC", "NL"}:
                return True
        return False

    def _script(self, token: Raw) -> None:
        following = self.peek()
        if following is None:
            raise self.error("an argument is missing after it", token)
        inner = self.raw[self.at + 1 : self.match[self.at]] if self.at in self.match else [following]
        after = self.at + 1
        if token.text == "^" and following.kind == "cmd" and after in self.match:  # ^\mathrm{T}
            end = self.match[after] + 1
            if self._mark(self.raw[self.at : end]):
                self.at = end
                self.emit("MARK", following, "T")
                return
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
        if (
            following.kind == "cmd" and following.text == "left" and (end := self._right_of(self.at))
        ):  # e^\left( x \right)
            self.emit("LG", token, "{")
            self.run(end)
            self.emit("RG", self.raw[end - 1], "}")
            return
        self.argument(token)

    def _right_of(self, left: int) -> int:
        r"""The index behind the \right( that belongs to a \left(; 0 where there is none."""
        depth = 0
        for place in range(left, len(self.raw) - 1):
            token = self.raw[place]
            depth += (token.kind == "cmd") * ((token.text == "left") - (token.text == "right"))
            if depth == 0:
                return place + 2
        return 0

    def _mark(self, inner: list[Raw]) -> str:
        if len(inner) == 1:
            text = inner[0].text
            after = self.raw[self.at + 1] if self.at + 1 < len(self.raw) else None
            signed = (
                not self.latex
                and self.at not in self.match
                and after is not None
                and after.kind in {"number", "word", "cmd"}
            )
            if inner[0].kind == "char" and text in "*+-" and not (signed and text in "+-"):
                return text
            if inner[0].kind == "cmd" and COMMANDS.get(text, ("",))[0] == "MARK":
                return COMMANDS[text][1]
        spelling = "".join(part.text for part in inner)
        return "T" if _TRANSPOSED.fullmatch(spelling) else ""

    def _letters(self, stop: int, *, sub: bool) -> None:
        r"""Letters of LaTeX: each a name of its own, but for words like Var( that people type without \mathrm."""
        start = self.at
        end = start + 1
        while end < stop and self.raw[end].kind == "letter" and not self.raw[end].space:
            end += 1
        run = "".join(token.text for token in self.raw[start:end])
        following = self.raw[end] if end < len(self.raw) else None
        opens = following is not None and (
            (following.kind == "char" and following.text in "([_^")
            or (
                following.kind == "cmd"
                and following.text in {"left", "{", "big", "Big", "bigl", "Bigl", "bigg", "Bigg"}
            )
        )
        if run in {"le", "leq", "ge", "geq"} and self.out and self.out[-1].type == "AMP":
            last = self.raw[end - 1]
            self.emit("UNKNOWN", self.raw[start]._replace(end=last.end), f"{run} without its backslash: \\{run}")
            self.at = end
            return
        known = FUNCTIONS | HEADS.keys() | LAW_WORDS
        word = 0
        if run in LETTER_WORDS or (len(run) > 2 and run in known) or (sub and len(run) > 1 and subscript_word(run)):
            word = len(run)
        elif opens and len(run) > 1:
            word = next((n for n in range(len(run), 2, -1) if run[-n:] in known), len(run) if run in known else 0)
            called = (
                following is not None and following.text == "(" and (len(run) > 3 or (len(run) > 2 and run.isupper()))
            )
            word = len(run) if called and not word else word  # MSE(x), Bias(x)
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
            accent = word if word == "Delta" else ACCENTS.get(word, "")
            self._restyle(before, token, accent, FONTS.get(PLAIN_WORDS.get(word, ""), ""))
        elif word == "root" and following is not None and following.text == "_":
            self.at += 1
            self.emit("ROOT", token)
            self.argument(token)
            self.emit("LG", token, "{")
            self.parenthesised(token)
            self.emit("RG", self.raw[self.at - 1], "}")
        elif word == "in" and not (
            self._after_operand() and following is not None and following.text not in ")],;.+*/=^"
        ):
            self.emit("WORD", token, typed=True)
        elif word in {"if", "otherwise", "else"} and self.environments and self.environments[-1] == "cases":
            self.emit("AMP", token)
            if word != "if":
                self.emit("OTHERWISE", token)
        elif word.lower() in _PLAIN_CONNECTIVES or word == "otherwise":
            self.emit("TEXT", token)
        elif word in CONSTANT_WORDS or (word in PLAIN_WORDS and word not in _CALLED_WORDS | _ACCENT_WORDS | {"root"}):
            self._command(
                Raw("cmd", CONSTANT_WORDS.get(word, PLAIN_WORDS.get(word, word)), token.start, token.end, token.space),
                stop,
            )
        else:
            self.emit("WORD", token, typed=len(word) > 1 and word not in GREEK)

    def _called(self, token: Raw) -> None:
        word = token.text
        pairs = {
            "floor": ("LFLOOR", "RFLOOR"),
            "ceil": ("LCEIL", "RCEIL"),
            "abs": ("LBAR", "RBAR"),
            "norm": ("LNORM", "RNORM"),
        }
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
            self.emit(pairs[word][1], self.raw[self.at - 1])
        elif word == "sqrt":
            self.emit("SQRT", token)
            self.emit("LG", token, "{")
            self.parenthesised(token)
            self.emit("RG", self.raw[self.at - 1], "}")
        else:
            self.emit("CALLED", token, {"choose": "binom"}.get(word, word))
            self.emit("LG", token, "{")
            self.parenthesised(token)
            self.emit("RG", self.raw[self.at - 1], "}")


def tokenize(raw: Sequence[Raw], *, latex: bool = True) -> list[Token]:
    r"""The tokens of mathematics.

    >>> from derivations.reading.syntax.scan import scan
    >>> [token.type for token in tokenize(scan(r"\frac12 \mathrm{Var}(x)"))]
    ['FRAC', 'LG', 'NUMBER', 'RG', 'LG', 'NUMBER', 'RG', 'WORD', 'LP', 'WORD', 'RP']
    """
    lexer = _Lexer(raw, latex=latex)
    lexer.run(len(lexer.raw))
    return lexer.out
