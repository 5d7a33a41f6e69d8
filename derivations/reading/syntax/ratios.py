"""Numbers and slashes: what a denominator holds, and what is declined because it can be read in two ways."""

from __future__ import annotations

from dataclasses import replace

from derivations.reading.syntax.cursor import Token
from derivations.reading.syntax.spelling import OPERAND_ENDS
from derivations.reading.syntax.usage import BRACKETS, Usage, scripts_end
from derivations.reading.syntax.word_roles import OPERAND_STARTS, WordRoles

__all__ = ["Ratios"]


class Ratios(WordRoles):
    r"""Reads `a/bc` and `2\frac12` as they are meant, behind the terminals `out`, or raises an error that says why not.

    `roles` are those of the words read so far, `opened` tells where a bracket begins, and `closing` holds brackets that
    nobody wrote, by where they close: those around the 2 sigma^2 of x/2\sigma^2.
    """

    def __init__(self, tokens: list[Token], known: Usage, *, latex: bool, law: bool) -> None:
        super().__init__(tokens, known, law=law)
        self.latex = latex
        self.out: list[Token] = []
        self.roles: dict[int, str] = {}
        self.opened = {close: start for start, close in self.match.items()}
        self.closing: dict[int, Token] = {}

    def _check_number(self, at: int) -> None:
        r"""A number is no factor behind another: `x 2`, `2 3`, and `2\frac12`, which can be a sum; in `n 2^k` it is."""
        token = self.tokens[at]
        raised = self.kind_at(at + 1) == "SUP" and self.kind_at(at - 1) != "NUMBER"
        if at and self._ends_operand(at - 1) and not raised:
            raise self.error("a number behind a factor; write the sign between them", token)
        if self.kind_at(at + 1) != "FRAC" or at + 2 not in self.match:
            return
        below = self.match[at + 2] + 1
        whole = [
            self.kind_at(place + 1) == "NUMBER" and self.match.get(place) == place + 2 for place in (at + 2, below)
        ]
        if all(whole):
            message = "a number before a fraction of numbers can be a sum or a product; write + or \\cdot"
            raise self.error(message, self.tokens[at + 1])

    def _ends_operand(self, at: int) -> bool:
        """Whether the token at this place ends an operand, and not the limits of a sum or the base of a logarithm."""
        kind = self.kind_at(at)
        while kind in {"RG", "PRIME", "MARK"}:
            if kind != "RG":
                at -= 1
            elif self.kind_at(self.opened[at] - 1) in {"SUB", "SUP", "LABEL"}:
                at = self.opened[at] - 2
            else:
                return self.kind_at(self.opened[at] - 1) != "DERIVOP"
            kind = self.kind_at(at)
        if kind == "WORD":
            return self.roles.get(at, "NAME") not in {"FUNCB", "HEADB", "BIG"}
        return kind in OPERAND_ENDS

    def _operand_end(self, at: int) -> int:
        """The index behind the one operand that starts here."""
        kind = self.kind_at(at)
        if kind == "WORD":
            end = scripts_end(self.tokens, at, self.match)
            if self.kind_at(end) in BRACKETS and self._role(at, end) in {"HEAD", "FUNC", "FNAME"}:
                end = scripts_end(self.tokens, self.match[end], self.match)
            return end
        if kind in {"FRAC", "BINOM", "ROOT", "DERIV"} and at + 1 in self.match:
            second = self.match[at + 1] + 1
            return scripts_end(self.tokens, self.match.get(second, second), self.match)
        if kind in {"SQRT", "CALLED"} and at + 1 in self.match:
            return scripts_end(self.tokens, self.match[at + 1], self.match)
        if at in self.match:
            return scripts_end(self.tokens, self.match[at], self.match)
        return scripts_end(self.tokens, at, self.match) if at < len(self.tokens) else at

    def _check_slash(self, at: int) -> None:
        start = at + 1
        if start >= len(self.tokens):
            return
        end = self._operand_end(start)
        if end >= len(self.tokens) or self.kind_at(start) in {"BIG", "INT", "DERIVOP"}:
            return
        following = self.tokens[end]
        if following.type not in OPERAND_STARTS or following.type in {"BIG", "INT"}:
            return
        if following.type == "WORD":
            stop = scripts_end(self.tokens, end, self.match)
            role = self._role(end, stop)
            if role in {"HEAD", "HEADB", "BIG"} or self._is_d(end) or self._typed_d(end):
                return
            if self._role(start, scripts_end(self.tokens, start, self.match)) in {"HEADB", "FUNCB"}:
                return
        if not self.latex and following.space and not self.tokens[at].space:
            return
        if self._is_close(at, end) or (following.apart and self._is_plain_ratio(at, end)):
            return
        raise self.error("a/bc can be a/(bc) or (a/b)c; write brackets", following)

    def _is_plain_ratio(self, at: int, end: int) -> bool:
        r"""`1/2 \, z` and `\sqrt{2}/2 \, z`: a ratio of numbers with a space behind it is a factor."""
        start, plain = at, {"NUMBER", "SQRT", "LG", "RG"}
        while start and self.kind_at(start - 1) in plain and self.kind_at(start) != "SQRT":
            start -= 1
        return start < at and all(self.kind_at(i) in plain for i in range(at + 1, end))

    def _is_close(self, at: int, end: int) -> bool:
        r"""`x^2/2\sigma^2`: a number and the names right behind it are one denominator, but not below a number."""
        before = [token.type for token in self.out[-3:-1]]
        numeric = before[-1:] == ["NUMBER"] and (len(before) < 2 or before[0] not in OPERAND_ENDS | {"SLASH", "MUL"})
        if self.kind_at(at + 1) != "NUMBER" or numeric or end != at + 2:
            return False
        place = end
        while self.kind_at(place) == "WORD" and not self.tokens[place].space:
            stop = scripts_end(self.tokens, place, self.match)
            if self._role(place, stop) != "NAME" or self._is_d(place):
                break
            place = stop
        if place == end or self.kind_at(place) in OPERAND_STARTS:
            return False
        slash = self.tokens[at]
        self.out.append(replace(slash, type="LG", text="{"))
        self.closing[place] = replace(slash, type="RG", text="}")
        return True
