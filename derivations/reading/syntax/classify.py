r"""What a token is, where that depends on its neighbours or on the rest of the document.

Is a letter before brackets a function or a factor? Is E an expectation or an error? Is a bar the beginning or the end
of an absolute value, or a condition? Which d belongs to which integral? Is `xy` in plain text one name or a product?
All of it is decided here, once, and the echo shows how; what is truly ambiguous (`a/2b`) is declined by name.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from derivations.reading.syntax.cursor import Token
from derivations.reading.syntax.ratios import Ratios
from derivations.reading.syntax.spelling import CLOSERS, OPENERS, OPERAND_ENDS
from derivations.reading.syntax.tidy import split_words, tell_bars_apart, tidied
from derivations.reading.syntax.usage import BRACKETS, Usage, scripts_end
from derivations.reading.syntax.word_roles import OPERAND_STARTS, Level

__all__ = ["classify"]

_UNREAD: Final = {
    "TEXT": "words inside an expression",
    "BREAK": "a row that begins with neither a relation nor a sign",
    "PARTIAL": "∂ is read in derivatives alone",
    "PERIOD": "a full stop inside an expression",
}


class _Classifier(Ratios):
    def __init__(self, tokens: list[Token], known: Usage, *, latex: bool, law: bool) -> None:
        words = split_words(tell_bars_apart(tidied(tokens)), known)
        super().__init__(words, known, latex=latex, law=law)
        self.after_differential = -1

    def run(self) -> list[Token]:
        at = 0
        if self._is_d(0) and self.kind_at(1) == "WORD" and scripts_end(self.tokens, 1, self.match) == len(self.tokens):
            self.tokens[0] = replace(self.tokens[0], upright=True)  # du = 2 x dx
        while at < len(self.tokens):
            if at in self.closing:
                self.out.append(self.closing.pop(at))
            at = self.step(at)
        self.out.extend(self.closing.values())
        self._close(self.levels[0])
        return self.out

    def step(self, at: int) -> int:
        token = self.tokens[at]
        kind = token.type
        level = self.levels[-1]
        if (
            kind in {"PLUS", "COMMA", "REL", "SEMI", "MID", "AMP", "ROW"}
            and level.deferred
            and self.out[-1].type in OPERAND_ENDS
        ):
            self._flush(level)
        if kind in OPENERS:
            self.levels.append(Level(at))
        elif kind in CLOSERS:
            self._close(self.levels.pop())
        elif kind == "INT":
            level.integrals.append(at)
        elif kind == "WORD":
            return self._word(at)
        elif kind == "SLASH":
            self.out.append(token)
            self._check_slash(at)
            return at + 1
        elif kind == "NUMBER" and self._is_indicator(at):
            self.tokens[at] = replace(token, type="WORD", style="bb")
            return self._word(at)
        elif kind == "NUMBER" and self._is_second_index(at):
            self.out.append(replace(token, type="COMMA", text=","))
        elif kind == "NUMBER":
            self._check_number(at)
        elif kind == "SUB" and self.kind_at(at + 2) == "LP" and self._wrapped_index(at + 2):
            raise self.error("an index in brackets is not read", self.tokens[at + 2])
        elif kind == "SUP" and self._is_label(at):
            self.out.append(replace(token, type="LABEL"))
            return at + 1
        elif kind == "MUL" and token.text == "cdot" and self._is_hole(at):
            self.out.append(replace(token, type="HOLE"))
            return at + 1
        elif kind == "UNKNOWN":
            raise self.error(token.text, token)
        elif kind == "BREAK":
            raise self.error(_UNREAD[kind], self.tokens[min(at + 1, len(self.tokens) - 1)])
        elif kind in _UNREAD:
            raise self.error(_UNREAD[kind], token)
        self.out.append(token)
        return at + 1

    def _wrapped_index(self, opening: int) -> bool:
        """Whether brackets fill a subscript and hold one index: `x_{(1)}`, an order statistic and no x_1."""
        return self.match[opening] == self.match[opening - 1] - 1 and not self._holds(opening, {"COMMA", "REL"})

    def _flush(self, level: Level) -> None:
        self.out.extend(level.deferred)
        level.deferred = []

    def _close(self, level: Level) -> None:
        self._flush(level)
        if level.integrals:
            raise self.error("an integral without its differential (dx)", self.tokens[level.integrals[-1]])

    def _is_hole(self, at: int) -> bool:
        before, after = self.kind_at(at - 1), self.kind_at(at + 1)
        return (before in OPENERS or before in {"COMMA", "MID", "SEMI"}) and (
            after in CLOSERS or after in {"COMMA", "MID", "SEMI"}
        )

    def _is_label(self, at: int) -> bool:
        """`x^{(i)}`: brackets alone in the superscript of a name."""
        if self.kind_at(at + 2) not in {"LP", "LB"} or self.match.get(at + 2) != self.match[at + 1] - 1:
            return False
        base = len(self.out) - 1
        level = 0
        while base >= 0 and (level or self.out[base].type in {"PRIME", "RG"}):
            level += (self.out[base].type == "RG") - (self.out[base].type == "LG")
            base -= 2 if level == 0 and self.out[base].type == "LG" and self.out[base - 1].type == "SUB" else 1
        return base >= 0 and self.out[base].type in {"NAME", "FNAME"} and self.out[base].text != "e"

    def _is_indicator(self, at: int) -> bool:
        """`1{x > 0}` and `1_{x > 0}`: a 1 before a condition."""
        opening = at + 1 + (self.kind_at(at + 1) == "SUB")
        braced = self.kind_at(opening) in BRACKETS | {"LG"} and opening in self.match
        if self.tokens[at].text != "1" or not braced:
            return False
        inner = opening + (self.kind_at(opening + 1) == "LS")
        return self._holds(opening, {"REL"}) or self._holds(inner, {"REL"})

    def _is_second_index(self, at: int) -> bool:
        """`w_{j1}`: a letter and a number, alone in a subscript."""
        around = [self.kind_at(place) for place in (at - 3, at - 2, at - 1, at + 1)]
        return around == ["SUB", "LG", "WORD", "RG"] and len(self.tokens[at - 1].text) == 1

    def _word(self, at: int) -> int:
        token = self.tokens[at]
        taken = self._differential(at)
        if taken:
            return taken
        if token.text == "d" and token.upright and self.kind_at(at + 1) in BRACKETS | {"WORD"}:
            if self.kind_at(at + 1) in BRACKETS or self.tokens[at + 1].accent:
                raise self.error("a differential outside of an integral or derivative", token)
            self.tokens[at + 1] = replace(self.tokens[at + 1], accent="d", start=token.start)
            return at + 1
        if (
            token.text == "Delta"
            and not token.accent
            and "Delta" not in self.known.variables  # a letter of its own: \Delta > 0
            and self.kind_at(at + 1) == "WORD"
            and not self.tokens[at + 1].accent
        ):
            self.tokens[at + 1] = replace(self.tokens[at + 1], accent="Delta", start=token.start)
            return at + 1
        end = scripts_end(self.tokens, at, self.match)
        role = self._role(at, end)
        previous = self.out[-1].type if self.out else ""
        if previous in {"PD", "DIFF", "DIFFMORE", "DIFFPRE"} and role in {"HEADB", "FUNCB"}:
            role = "NAME"
        self.roles[at] = role
        self.out.append(replace(token, type=role))
        return at + 1

    def _differential(self, at: int) -> int:
        """If a differential starts here, emit it and say where to go on."""
        typed = self._typed_d(at)
        token = self.tokens[at]
        following = at if typed else at + 1
        level = self.levels[-1]
        upright = token.upright or (not self.latex and bool(level.integrals))
        if not typed and not (
            self._is_d(at) and (self.kind_at(following) == "WORD" or (upright and self.kind_at(following) in BRACKETS))
        ):
            return 0
        outer = self.levels[-2] if len(self.levels) > 1 else None
        numerator = (
            outer is not None
            and level.opener > 0
            and self.kind_at(level.opener - 1) == "FRAC"
            and bool(outer.integrals)
        )
        if level.integrals:
            kind = "DIFF"
        elif self.after_differential == at:
            kind = "DIFFMORE"
        elif numerator:
            return self._deferred(at, typed)
        else:
            return 0
        d = replace(token, type=kind)
        end = scripts_end(self.tokens, following, self.match)
        if kind == "DIFF":
            leading = scripts_end(self.tokens, level.integrals.pop(), self.match) == at
            if leading and self.kind_at(end) in OPERAND_STARTS and not self._is_d(end):
                d.type = "DIFFPRE"
        self.out.append(d)
        if typed:
            self.tokens[at] = replace(token, text=token.text[1:], start=token.start + 1, typed=False)
        if self.kind_at(following) == "WORD":
            word = self.tokens[following]
            call = (
                self.kind_at(end) == "LP" and (word.text.isupper() or word.text in {"mu", "nu"}) and self._single(end)
            )
            self.out.append(replace(word, type="FNAME" if call else "NAME"))
            self.after_differential = self.match[end] + 1 if call else end
            return following + 1
        self.after_differential = scripts_end(self.tokens, self.match[following], self.match)
        return following

    def _deferred(self, at: int, typed: bool) -> int:
        r"""`\int \frac{dx}{x}`: the differential goes behind the term."""
        token = self.tokens[at]
        following = at if typed else at + 1
        end = scripts_end(self.tokens, following, self.match)
        outer = self.levels[-2]
        outer.integrals.pop()
        word = self.tokens[following]
        name = replace(word, text=word.text[1:], type="NAME", typed=False) if typed else replace(word, type="NAME")
        outer.deferred += [replace(token, type="DIFF", text="d"), name, *self.tokens[following + 1 : end]]
        if self.out[-1].type == "LG" and self.kind_at(end) == "RG":
            self.out.append(replace(token, type="NUMBER", text="1"))
        return end


def classify(tokens: list[Token], known: Usage, *, latex: bool = True, law: bool = False) -> list[Token]:
    """The terminals of the grammar, for one expression; `law` where it stands behind ~ and U[0, 1] is a law.

    >>> from derivations.reading.syntax.lexer import tokenize
    >>> from derivations.reading.syntax.scan import scan
    >>> [token.type for token in classify(tokenize(scan("f(x)+n(n-1)")), Usage())]
    ['FNAME', 'LP', 'NAME', 'RP', 'PLUS', 'NAME', 'LP', 'NAME', 'PLUS', 'NUMBER', 'RP']
    """
    return _Classifier(tokens, known, latex=latex, law=law).run()
