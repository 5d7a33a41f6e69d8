r"""What a token is, where that depends on its neighbours or on the rest of the document.

Is a letter before brackets a function or a factor? Is E an expectation or an error? Is a bar the beginning or the end
of an absolute value, or a condition? Which d belongs to which integral? Is `xy` in plain text one name or a product?
All of it is decided here, once, and the echo shows how; what is truly ambiguous (`a/2b`) is declined by name.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from derivations.reading.cursor import Token
from derivations.reading.differentials import Terminals
from derivations.reading.spelling import (
    CLOSERS,
    DECIDED_FUNCTIONS,
    EXTREMA,
    FUNCTIONS,
    GREEK,
    HEADS,
    OPENERS,
    OPERAND_ENDS,
)
from derivations.reading.tidy import split_words, tell_bars_apart, tidied
from derivations.reading.usage import ATOM_STARTS, BRACKETS, Usage, name_key, scripts_end

__all__ = ["classify"]

_OPERAND_STARTS: Final = ATOM_STARTS | {"LP", "LB", "LS", "LA", "DOTS", "CALLED"}


@dataclass(slots=True)
class _Level:
    """What is open at one level of brackets: integrals that wait for their d, and a d taken out of a numerator."""

    opener: int
    integrals: list[int] = field(default_factory=list)
    deferred: list[Token] = field(default_factory=list)


class _Classifier(Terminals):
    def __init__(self, tokens: list[Token], known: Usage, *, latex: bool, law: bool) -> None:
        super().__init__(split_words(tell_bars_apart(tidied(tokens)), known), known)
        self.latex, self.law = latex, law
        self.out: list[Token] = []
        self.levels = [_Level(-1)]
        self.after_differential = -1
        self.opened = {close: start for start, close in self.match.items()}
        self.roles: dict[int, str] = {}
        self.closing: dict[int, Token] = {}  # a bracket nobody wrote: the 2 sigma^2 of x/2\sigma^2

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
            self.levels.append(_Level(at))
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
        elif kind == "TEXT":
            raise self.error("words inside an expression", token)
        elif kind == "BREAK":
            begins = self.tokens[min(at + 1, len(self.tokens) - 1)]
            raise self.error("a row that begins with neither a relation nor a sign", begins)
        elif kind == "PARTIAL":
            raise self.error("∂ is read in derivatives alone", token)
        elif kind == "PERIOD":
            raise self.error("a full stop inside an expression", token)
        self.out.append(token)
        return at + 1

    def _wrapped_index(self, opening: int) -> bool:
        """Whether brackets fill a subscript and hold one index: `x_{(1)}`, an order statistic and no x_1."""
        return self.match[opening] == self.match[opening - 1] - 1 and not self._holds(opening, {"COMMA", "REL"})

    def _flush(self, level: _Level) -> None:
        self.out.extend(level.deferred)
        level.deferred = []

    def _close(self, level: _Level) -> None:
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
        if following.type not in _OPERAND_STARTS or following.type in {"BIG", "INT"}:
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
        if place == end or self.kind_at(place) in _OPERAND_STARTS:
            return False
        slash = self.tokens[at]
        self.out.append(replace(slash, type="LG", text="{"))
        self.closing[place] = replace(slash, type="RG", text="}")
        return True

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
            if leading and self.kind_at(end) in _OPERAND_STARTS and not self._is_d(end):
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
        if token.accent or token.style in {"cal", "frak"}:
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
            return "BIG" if following in _OPERAND_STARTS else "NAME"
        if following in BRACKETS or following == "LG":
            return "FUNC"
        return "FUNCB" if following in ATOM_STARTS else "NAME"

    def _primed(self, at: int, end: int) -> bool:
        return any(self.kind_at(place) == "PRIME" for place in range(at + 1, end))

    def _owned(self, at: int) -> bool:
        """Whether a capital stands below: f_X(x), M_{X_i}(t) are functions of a law."""
        below = self.tokens[at + 1 : at + 4] if self.kind_at(at + 1) == "SUB" else []
        return next((t.text[:1].isupper() and len(t.text) == 1 for t in below if t.type == "WORD"), False)

    def _is_call(self, at: int, end: int) -> bool:
        token = self.tokens[at]
        text, key = token.text, name_key(self.tokens, at, self.match)
        if key in self.known.declared or text in self.known.declared:
            return True
        if len(text) > 1 and text not in GREEK:
            return not self.tokens[end].space or token.upright
        if self.kind_at(end) != "LP":
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


def classify(tokens: list[Token], known: Usage, *, latex: bool = True, law: bool = False) -> list[Token]:
    """The terminals of the grammar, for one expression; `law` where it stands behind ~ and U[0, 1] is a law.

    >>> from derivations.reading.lexer import tokenize
    >>> from derivations.reading.scan import scan
    >>> [token.type for token in classify(tokenize(scan("f(x)+n(n-1)")), Usage())]
    ['FNAME', 'LP', 'NAME', 'RP', 'PLUS', 'NAME', 'LP', 'NAME', 'PLUS', 'NUMBER', 'RP']
    """
    return _Classifier(tokens, known, latex=latex, law=law).run()
