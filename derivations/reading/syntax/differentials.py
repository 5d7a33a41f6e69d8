"""Derivatives found among fractions and quotients, before anything else is decided about their letters."""

from __future__ import annotations

from dataclasses import replace

from derivations.reading.syntax.cursor import Token
from derivations.reading.syntax.scan import Unreadable
from derivations.reading.syntax.spelling import CLOSERS, GREEK
from derivations.reading.syntax.usage import BRACKETS, Usage, pairs, scripts_end

__all__ = ["Terminals"]


class Terminals:
    """The tokens of one expression with its brackets matched and its derivatives marked."""

    def __init__(self, tokens: list[Token], known: Usage) -> None:
        self.known = known
        self.tokens = tokens
        self.match = pairs(tokens)
        self.tokens = self._derivatives()
        self.match = pairs(self.tokens)

    @staticmethod
    def error(message: str, token: Token) -> Unreadable:
        return Unreadable(message, token.start, token.end, token.text)

    def kind_at(self, index: int) -> str:
        return self.tokens[index].type if 0 <= index < len(self.tokens) else "END"

    def _is_d(self, index: int) -> bool:
        token = self.tokens[index] if index < len(self.tokens) else None
        return token is not None and (
            token.type == "PARTIAL"
            or (token.type == "WORD" and token.text == "d" and not token.style and not token.accent)
        )

    def _typed_d(self, index: int) -> bool:
        """A word like `dx` of the plain form."""
        token = self.tokens[index] if index < len(self.tokens) else None
        return (
            token is not None
            and token.type == "WORD"
            and token.typed
            and len(token.text) > 1
            and token.text[0] == "d"
            and token.text not in self.known.words
            and token.text not in GREEK
        )

    def _derivatives(self) -> list[Token]:
        made: list[Token] = []
        dropped: set[int] = set()
        at = 0
        while at < len(self.tokens):
            if at in dropped:
                at += 1
                continue
            token = self.tokens[at]
            if token.type == "FRAC" and at + 1 in self.match:
                self._fraction(at, dropped)
                token = self.tokens[at]
            elif (self._is_d(at) or self._typed_d(at)) and (end := self._slash(at, made)):
                at = end
                continue
            elif token.type == "PARTIAL" and self.kind_at(at + 1) == "SUB":
                stop = self.match[at + 2]
                made += [
                    replace(token, type="DERIVOP", text="∂", reason="1"),
                    self.tokens[at + 2],
                    replace(token, type="PD"),
                ]
                made += [*self.tokens[at + 3 : stop], self.tokens[stop]]
                at = stop + 1
                continue
            made.append(token)
            at += 1
        return made

    def _fraction(self, at: int, dropped: set[int]) -> None:
        r"""Mark `\frac{d f}{d x}` at this place as a derivative."""
        top, top_end = at + 1, self.match[at + 1]
        below, below_end = top_end + 1, self.match.get(top_end + 1, -1)
        if below_end < 0 or not (self._is_d(top + 1) and self._is_d(below + 1) and self.kind_at(below + 2) == "WORD"):
            return
        head = [top + 1]
        if self.kind_at(top + 2) == "SUP":
            head += range(top + 2, self.match[top + 3] + 1)
        text = "∂" if self.tokens[top + 1].type == "PARTIAL" else "d"
        order = "".join(self.tokens[i].text for i in head[3:-1])
        empty = head[-1] + 1 == top_end
        dropped.update([top, *head, top_end] if empty else head)
        self.tokens[at] = replace(self.tokens[at], type="DERIVOP" if empty else "DERIV", text=text, reason=order or "1")
        level = 0
        for index in range(below + 1, below_end):
            level += (index in self.match) - (self.tokens[index].type in CLOSERS)
            if level == 0 and self._is_d(index) and self.kind_at(index + 1) == "WORD":
                self.tokens[index] = replace(self.tokens[index], type="PD")

    def _slash(self, at: int, made: list[Token]) -> int:
        """`dy/dx`, `d/dx`, `∂L/∂w`: put the derivative into `made` and say where it ends, 0 if it is none."""
        token = self.tokens[at]
        top: list[Token] = []
        order = "1"
        place = at + 1
        if self._typed_d(at):
            place = scripts_end(self.tokens, at, self.match)
            top = [
                replace(token, text=token.text[1:], start=token.start + 1, typed=False),
                *self.tokens[at + 1 : place],
            ]
        else:
            if self.kind_at(place) == "SUP" and place + 1 in self.match:
                order = "".join(part.text for part in self.tokens[place + 2 : self.match[place + 1]])
                place = self.match[place + 1] + 1
            if self.kind_at(place) == "WORD":
                stop = scripts_end(self.tokens, place, self.match)
                if self.kind_at(stop) in BRACKETS and self.kind_at(self.match[stop] + 1) == "SLASH":  # df(x)/dx
                    stop = self.match[stop] + 1
                top = self.tokens[place:stop]
                place = stop
        if self.kind_at(place) != "SLASH":
            return 0
        below: list[Token] = []
        place += 1
        while self._typed_d(place) or (self._is_d(place) and self.kind_at(place + 1) == "WORD"):
            typed = self._typed_d(place)
            word = self.tokens[place] if typed else self.tokens[place + 1]
            stop = scripts_end(self.tokens, place if typed else place + 1, self.match)
            below.append(replace(self.tokens[place], type="PD", text="d"))
            below.append(replace(word, text=word.text[1:], start=word.start + 1, typed=False) if typed else word)
            below += self.tokens[(place if typed else place + 1) + 1 : stop]
            place = stop
        if not below:
            return 0
        left, right = replace(token, type="LG", text="{"), replace(token, type="RG", text="}")
        sign = "∂" if token.type == "PARTIAL" else "d"
        made.append(replace(token, type="DERIV" if top else "DERIVOP", text=sign, reason=order))
        made += [left, *top, right] if top else []
        made += [left, *below, right]
        return place
