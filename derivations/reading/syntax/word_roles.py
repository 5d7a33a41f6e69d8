"""What a word is by its neighbours: a letter, a function that is called, a head such as E, a maximum."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from derivations.reading.syntax.cursor import Token
from derivations.reading.syntax.differentials import Terminals
from derivations.reading.syntax.spelling import CLOSERS, DECIDED_FUNCTIONS, EXTREMA, FUNCTIONS, GREEK, HEADS
from derivations.reading.syntax.usage import ATOM_STARTS, BRACKETS, Usage, name_key, scripts_end

__all__ = ["OPERAND_STARTS", "Level", "WordRoles"]

OPERAND_STARTS: Final = ATOM_STARTS | {"LP", "LB", "LS", "LA", "DOTS", "CALLED"}


@dataclass(slots=True)
class Level:
    """What is open at one level of brackets: integrals that wait for their d, and a d taken out of a numerator."""

    opener: int
    integrals: list[int] = field(default_factory=list)
    deferred: list[Token] = field(default_factory=list)


class WordRoles(Terminals):
    """Tells letters, functions and heads apart; `law` where the expression stands behind ~ and U[0, 1] is a law."""

    def __init__(self, tokens: list[Token], known: Usage, *, law: bool) -> None:
        super().__init__(tokens, known)
        self.law = law
        self.levels = [Level(-1)]

    def _single(self, opening: int) -> bool:
        """Whether the brackets hold one name with its scripts and nothing else."""
        return (
            self.kind_at(opening + 1) == "WORD"
            and scripts_end(self.tokens, opening + 1, self.match) == self.match[opening]
        )

    def _holds(self, opening: int, kinds: set[str]) -> bool:
        level = 0
        for index in range(opening + 1, self.match[opening]):
            level += (index in self.match) - (self.tokens[index].type in CLOSERS)
            if level == 0 and self.tokens[index].type in kinds:
                return True
        return False

    def _role(self, at: int, end: int) -> str:
        token = self.tokens[at]
        text, following = token.text, self.kind_at(end)
        brackets = following in BRACKETS
        previous = self.kind_at(at - 1)
        if self.law and brackets and len(self.levels) == 1 and text not in FUNCTIONS:
            return "FNAME"
        other = token.style in {"cal", "frak"} and not (text == "E" and following in {"LB", "LS"})  # \\mathcal{E}[X]
        if token.accent or other:
            return "FNAME" if brackets and self._is_call(at, end) else "NAME"
        if text in HEADS and previous not in {"PARTIAL", "PD"}:
            role = self._head(at, end, following)
            if role:
                return role
        if (text in FUNCTIONS or text == "lim") and not token.style:
            return self._function(at, end, following)
        return "FNAME" if brackets and self._is_call(at, end) else "NAME"

    def _head(self, at: int, end: int, following: str) -> str:
        token = self.tokens[at]
        text = token.text
        kind = HEADS[text]
        brackets = following in BRACKETS or (following == "LG" and (token.style == "bb" or token.upright))
        italic = len(text) == 1 and not token.upright and not token.style
        if text == "1" and token.style not in {"bb", "bold"}:
            return ""
        if kind == "Indicator":
            scripted = end > at + 1 and self.kind_at(at + 1) == "SUB"
            if (
                italic
                and not (brackets and self._holds(end, {"REL"}))
                and not (scripted and self._holds(at + 2, {"REL", "LS"}))
            ):
                return ""
            return "HEAD" if brackets else "INDICATOR" if scripted else ""
        if italic and text in "EV" and self._is_letter(at, end, following):
            return ""
        if text == "V" and italic and not brackets:
            return ""
        if brackets:
            return "HEAD"
        if (
            kind in {"E", "Var", "Sd", "Cov"}
            and following in ATOM_STARTS
            and not (token.typed and len(text) > 1 and text.islower())
        ):
            if italic and following not in {"WORD", "LBAR", "LNORM", "FRAC", "LG"}:
                return ""
            return "HEADB"
        return ""

    def _is_letter(self, at: int, end: int, following: str) -> bool:
        """Whether an italic E or V is a letter of its own: it stands bare in the display, or in the document and
        looks it here.
        """
        text = self.tokens[at].text
        if text in self.known.declared or text in self.known.words:
            return True
        if following in {"LB", "LS", "END"} or text not in self.known.variables:
            return following == "END"
        if text in self.known.local:
            return True
        argument = self.tokens[end + 1] if following in BRACKETS else self.tokens[end]
        plain = following != "LP" or (self._single(end) and not self._holds(end, {"SUP"}))
        return argument.type == "WORD" and argument.text.islower() and plain

    def _function(self, at: int, end: int, following: str) -> str:
        text = self.tokens[at].text
        if text in EXTREMA and (self.kind_at(at + 1) == "SUB" or text in {"lim", "argmin", "argmax"}):
            return "BIG" if following in OPERAND_STARTS else "NAME"
        if following in BRACKETS or following == "LG":
            return "FUNC"
        return "FUNCB" if following in ATOM_STARTS else "NAME"

    def _primed(self, at: int, end: int) -> bool:
        return any(self.kind_at(place) == "PRIME" for place in range(at + 1, end))

    def _owned(self, at: int) -> bool:
        """Whether a capital stands below: f_X(x), M_{X_i}(t) are functions of a law."""
        below = self.tokens[at + 1 : at + 4] if self.kind_at(at + 1) == "SUB" else []
        return next((t.text[:1].isupper() and len(t.text) == 1 for t in below if t.type == "WORD"), False)

    def _stands_inside(self, at: int, opening: int) -> bool:
        """Whether a letter stands bare in the brackets behind it: the f of f(1 - f) is a number."""
        key, inside = name_key(self.tokens, at, self.match), range(opening + 1, self.match[opening])
        same = (i for i in inside if self.tokens[i].type == "WORD" and name_key(self.tokens, i, self.match) == key)
        return any(self.kind_at(scripts_end(self.tokens, i, self.match)) not in BRACKETS for i in same)

    def _is_call(self, at: int, end: int) -> bool:
        token = self.tokens[at]
        text, key = token.text, name_key(self.tokens, at, self.match)
        if key in self.known.declared or text in self.known.declared:
            return True
        if len(text) > 1 and text not in GREEK:
            return not self.tokens[end].space or token.upright
        if self.kind_at(end) != "LP" or self._stands_inside(at, end):
            return False
        if self._holds(end, {"COMMA", "SEMI", "MID"}) or (text in {"f", "g", "h", "F", "G", "Gamma"} and key == text):
            return True
        if text == "p" and key == text and self._holds(end, {"REL"}):
            return True
        if text in {"f", "F", "M", "G"} and self._owned(at) and key not in self.known.local:
            return True
        single, decided = self._single(end), text in DECIDED_FUNCTIONS
        if (decided and self.kind_at(at + 1) == "PRIME") or (self._primed(at, end) and key in self.known.functions):
            return True
        if text == "sigma" and single and self.tokens[end + 1].text.isupper():
            return True
        bare = text == "sigma" and key in self.known.variables - self.known.functions
        if bare or key in self.known.local:
            return decided and text != "sigma" and single
        return single or (decided and (key in self.known.functions or key not in self.known.variables))
