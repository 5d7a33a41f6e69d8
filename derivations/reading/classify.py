r"""What a token is, where that depends on its neighbours or on the rest of the document.

Is a letter before brackets a function or a factor? Is E an expectation or an error? Is a bar the beginning or the end of an
absolute value, or a condition? Which d belongs to which integral? Is `xy` in plain text one name or a product? All of it is
decided here, once, and the echo shows how; what is truly ambiguous (`a/2b`) is declined by name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from derivations.reading.lexer import OPERAND_ENDS, Token
from derivations.reading.scan import Unreadable
from derivations.reading.spelling import CLOSERS, DECIDED_FUNCTIONS, EXTREMA, FUNCTIONS, GREEK, HEADS, OPENERS, SUBSCRIPT_WORDS

__all__ = ["Usage", "classify", "pairs", "usage"]

MAX_BRACKETS: Final = 80

_ATOM_STARTS = frozenset(["WORD", "FRAC", "SQRT", "ROOT", "BINOM", "LBAR", "LNORM", "LFLOOR", "LCEIL", "BIG", "INT", "NUMBER", "LG", "LDOT", "CASES", "INFINITY", "DERIV", "DERIVOP"])  # fmt: skip
_OPERAND_STARTS = _ATOM_STARTS | {"LP", "LB", "LS", "LA", "DOTS", "CALLED"}
_BRACKETS = frozenset(["LP", "LB", "LS"])


@dataclass(frozen=True, slots=True)
class Usage:
    """How a document uses its names: `functions` are called, `variables` stand bare, `letters` are single letters.

    `words` are names of several letters and `declared` names of functions that were declared as such; `local` are the names
    that stand bare in the display at hand.
    """

    functions: frozenset[str] = frozenset()
    variables: frozenset[str] = frozenset()
    letters: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    declared: frozenset[str] = frozenset()
    local: frozenset[str] = frozenset()

    def __or__(self, other: Usage) -> Usage:
        return Usage(*(getattr(self, name) | getattr(other, name) for name in self.__slots__))

    def within(self, tokens: list[Token]) -> Usage:
        """The same, looking at one display."""
        return replace(self, local=usage([tokens]).variables)


def pairs(tokens: list[Token]) -> dict[int, int]:
    """Where the bracket opened at an index is closed; brackets of any kind close each other, as in [0, 1)."""
    opened: list[int] = []
    found: dict[int, int] = {}
    for index, token in enumerate(tokens):
        if token.type in OPENERS:
            opened.append(index)
            if len(opened) > MAX_BRACKETS:
                raise Unreadable(f"brackets nested deeper than {MAX_BRACKETS} levels", token.start, token.end, token.text)
        elif token.type in CLOSERS:
            if not opened:
                raise Unreadable("a closing bracket without an opening one", token.start, token.end, token.text)
            found[opened.pop()] = index
    if opened:
        token = tokens[opened[-1]]
        raise Unreadable("an opening bracket that is never closed", token.start, token.end, token.text)
    return found


def _scripts_end(tokens: list[Token], index: int, match: dict[int, int]) -> int:
    """The index behind the scripts that follow the token at `index`."""
    at = index + 1
    while at < len(tokens):
        kind = tokens[at].type
        if kind in {"SUB", "SUP", "LABEL"} and at + 1 in match:
            at = match[at + 1] + 1
        elif kind in {"PRIME", "MARK", "FACT"}:
            at += 1
        else:
            break
    return at


def _key(tokens: list[Token], index: int, match: dict[int, int]) -> str:
    """A name with its subscript, as text: f_Y and f_j are used in different ways."""
    token = tokens[index]
    key = f"{token.accent}{token.style}{token.text}"
    if index + 2 in match and tokens[index + 1].type == "SUB":
        key += "_" + "".join(part.text for part in tokens[index + 3 : match[index + 2]])
    return key


def usage(pieces: Iterable[list[Token]]) -> Usage:
    """How the names are used in the mathematics of a document, or of one display."""
    called: set[str] = set()
    bare: set[str] = set()
    letters: set[str] = set()
    for tokens in pieces:
        try:
            match = pairs(tokens)
        except Unreadable:
            continue
        for index, token in enumerate(tokens):
            if token.type != "WORD":
                continue
            if len(token.text) == 1 and not token.style and token.text not in "EPVId":
                letters.add(token.text)
            end = _scripts_end(tokens, index, match)
            following = tokens[end].type if end < len(tokens) else "END"
            key = _key(tokens, index, match)
            if following in _BRACKETS:
                if token.text not in HEADS and _looks_called(tokens, index, end, match):
                    called.add(key)
            elif token.text not in HEADS or following not in _ATOM_STARTS:
                bare.add(key)
    return Usage(frozenset(called), frozenset(bare), frozenset(letters))


def _looks_called(tokens: list[Token], index: int, opening: int, match: dict[int, int]) -> bool:
    """Evidence that a letter before brackets is a function: several arguments, a prime, or one name as argument."""
    inside = tokens[opening + 1 : match[opening]]
    if any(part.type in {"COMMA", "MID", "SEMI"} for part in inside) or tokens[index + 1].type == "PRIME":
        return True
    single = bool(inside) and inside[0].type == "WORD" and _scripts_end(tokens, opening + 1, match) == match[opening]
    return single and tokens[index].text in DECIDED_FUNCTIONS


@dataclass(slots=True)
class _Level:
    """What is open at one level of brackets: integrals that wait for their d, and a d taken out of a numerator."""

    opener: int
    integrals: list[int] = field(default_factory=list)
    deferred: list[Token] = field(default_factory=list)


class _Classifier:
    def __init__(self, tokens: list[Token], known: Usage, *, latex: bool, law: bool) -> None:
        self.known, self.latex, self.law = known, latex, law
        self.tokens = _bars(_tidied(tokens))
        self.match = pairs(self.tokens)
        self.tokens = self._split_words(self.tokens)
        self.match = pairs(self.tokens)
        self.tokens = self._derivatives()
        self.match = pairs(self.tokens)
        self.out: list[Token] = []
        self.levels = [_Level(-1)]
        self.after_differential = -1

    @staticmethod
    def error(message: str, token: Token) -> Unreadable:
        return Unreadable(message, token.start, token.end, token.text)

    def kind_at(self, index: int) -> str:
        return self.tokens[index].type if 0 <= index < len(self.tokens) else "END"

    # ---- words of the plain form

    def _split_words(self, tokens: list[Token]) -> list[Token]:
        made: list[Token] = []
        for index, token in enumerate(tokens):
            word = token.text
            if token.type != "WORD" or not token.typed or word in SUBSCRIPT_WORDS or word in self.known.words or word in self.known.declared:
                made.append(token)
                continue
            called = index + 1 < len(tokens) and tokens[index + 1].type in _BRACKETS and not tokens[index + 1].space
            tail = next((n for n in range(len(word) - 1, 2, -1) if word[-n:] in HEADS or word[-n:] in FUNCTIONS), 0) if called else 0
            if word in HEADS or word in FUNCTIONS:
                made.append(token)
            elif tail and set(word[:-tail]) <= self.known.letters | {"n", "m"}:
                made.extend(_letters(token, word[:-tail]))
                made.append(replace(token, text=word[-tail:], start=token.end - tail, upright=True, typed=True, space=False))
            elif len(word) == 2 and word[0] == "E" and word[1] in self.known.letters:
                made.extend(_letters(token, word))
            elif len(word) <= 4 and set(word) <= self.known.letters:
                made.extend(_letters(token, word))
            else:
                made.append(token)
        return made

    # ---- derivatives

    def _is_d(self, index: int) -> bool:
        token = self.tokens[index] if index < len(self.tokens) else None
        return token is not None and (
            token.type == "PARTIAL" or (token.type == "WORD" and token.text == "d" and not token.style and not token.accent)
        )

    def _typed_d(self, index: int) -> bool:
        """A word like `dx` of the plain form."""
        token = self.tokens[index] if index < len(self.tokens) else None
        return (
            token is not None and token.type == "WORD" and token.typed and len(token.text) > 1 and token.text[0] == "d"
            and token.text not in self.known.words and token.text not in GREEK
        )  # fmt: skip

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
                made += [replace(token, type="DERIVOP", text="∂", reason="1"), self.tokens[at + 2], replace(token, type="PD")]
                made += [*self.tokens[at + 3 : stop], self.tokens[stop]]
                at = stop + 1
                continue
            made.append(token)
            at += 1
        return made

    def _fraction(self, at: int, dropped: set[int]) -> None:
        """Mark `\\frac{d f}{d x}` at this place as a derivative."""
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
            place = _scripts_end(self.tokens, at, self.match)
            top = [replace(token, text=token.text[1:], start=token.start + 1, typed=False), *self.tokens[at + 1 : place]]
        else:
            if self.kind_at(place) == "SUP" and place + 1 in self.match:
                order = "".join(part.text for part in self.tokens[place + 2 : self.match[place + 1]])
                place = self.match[place + 1] + 1
            if self.kind_at(place) == "WORD":
                stop = _scripts_end(self.tokens, place, self.match)
                top = self.tokens[place:stop]
                place = stop
        if self.kind_at(place) != "SLASH":
            return 0
        below: list[Token] = []
        place += 1
        while self._typed_d(place) or (self._is_d(place) and self.kind_at(place + 1) == "WORD"):
            typed = self._typed_d(place)
            word = self.tokens[place] if typed else self.tokens[place + 1]
            stop = _scripts_end(self.tokens, place if typed else place + 1, self.match)
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

    # ---- the walk over the tokens

    def run(self) -> list[Token]:
        at = 0
        while at < len(self.tokens):
            at = self.step(at)
        self._close(self.levels[0])
        return self.out

    def step(self, at: int) -> int:
        token = self.tokens[at]
        kind = token.type
        level = self.levels[-1]
        if kind in {"PLUS", "COMMA", "REL", "SEMI", "MID", "AMP", "ROW"} and level.deferred and self.out[-1].type in OPERAND_ENDS:
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
            self._check_slash(at)
        elif kind == "NUMBER" and self.kind_at(at + 1) in {"NUMBER", "FRAC"}:
            self._check_numbers(at)
        elif kind == "SUP" and self._is_label(at):
            self.out.append(replace(token, type="LABEL"))
            return at + 1
        elif kind == "MUL" and token.text == "cdot" and self._is_hole(at):
            self.out.append(replace(token, type="HOLE"))
            return at + 1
        elif kind == "TEXT":
            raise self.error("words inside an expression", token)
        elif kind == "PARTIAL":
            raise self.error("∂ is read in derivatives alone", token)
        elif kind == "PERIOD":
            raise self.error("a full stop inside an expression", token)
        self.out.append(token)
        return at + 1

    def _flush(self, level: _Level) -> None:
        self.out.extend(level.deferred)
        level.deferred = []

    def _close(self, level: _Level) -> None:
        self._flush(level)
        if level.integrals:
            raise self.error("an integral without its differential (dx)", self.tokens[level.integrals[-1]])

    def _is_hole(self, at: int) -> bool:
        before, after = self.kind_at(at - 1), self.kind_at(at + 1)
        return (before in OPENERS or before in {"COMMA", "MID", "SEMI"}) and (after in CLOSERS or after in {"COMMA", "MID", "SEMI"})

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

    def _check_numbers(self, at: int) -> None:
        if self.kind_at(at + 1) == "NUMBER":
            raise self.error("two numbers side by side; write the sign between them", self.tokens[at + 1])
        numerator = self.tokens[at + 3] if at + 3 < len(self.tokens) else None
        if numerator is not None and numerator.type == "NUMBER" and self.match.get(at + 2) == at + 4:
            below = at + 5
            if self.kind_at(below + 1) == "NUMBER" and self.match.get(below) == below + 2:
                raise self.error("a number before a fraction of numbers can be a sum or a product; write + or \\cdot", self.tokens[at + 1])

    def _operand_end(self, at: int) -> int:
        """The index behind the one operand that starts here."""
        kind = self.kind_at(at)
        if kind == "WORD":
            end = _scripts_end(self.tokens, at, self.match)
            if self.kind_at(end) in _BRACKETS and self._role(at, end) in {"HEAD", "FUNC", "FNAME"}:
                end = _scripts_end(self.tokens, self.match[end], self.match)
            return end
        if kind in {"FRAC", "BINOM", "ROOT", "DERIV"} and at + 1 in self.match:
            second = self.match[at + 1] + 1
            return _scripts_end(self.tokens, self.match.get(second, second), self.match)
        if kind == "SQRT" and at + 1 in self.match:
            return _scripts_end(self.tokens, self.match[at + 1], self.match)
        if at in self.match:
            return _scripts_end(self.tokens, self.match[at], self.match)
        return _scripts_end(self.tokens, at, self.match) if at < len(self.tokens) else at

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
            stop = _scripts_end(self.tokens, end, self.match)
            role = self._role(end, stop)
            if role in {"HEAD", "HEADB", "BIG"} or self._is_d(end) or self._typed_d(end):
                return
            if self._role(start, _scripts_end(self.tokens, start, self.match)) in {"HEADB", "FUNCB"}:
                return
        if not self.latex and following.space and not self.tokens[at].space:
            return
        raise self.error("a/bc can be a/(bc) or (a/b)c; write brackets", following)

    # ---- words

    def _word(self, at: int) -> int:
        token = self.tokens[at]
        taken = self._differential(at)
        if taken:
            return taken
        end = _scripts_end(self.tokens, at, self.match)
        role = self._role(at, end)
        previous = self.out[-1].type if self.out else ""
        if previous in {"PD", "DIFF", "DIFFMORE", "DIFFPRE"} and role in {"HEADB", "FUNCB"}:
            role = "NAME"
        self.out.append(replace(token, type=role))
        return at + 1

    def _differential(self, at: int) -> int:
        """If a differential starts here, emit it and say where to go on."""
        typed = self._typed_d(at)
        token = self.tokens[at]
        following = at if typed else at + 1
        level = self.levels[-1]
        if not typed and not (self._is_d(at) and (self.kind_at(following) == "WORD" or (token.upright and self.kind_at(following) in _BRACKETS))):
            return 0
        outer = self.levels[-2] if len(self.levels) > 1 else None
        numerator = outer is not None and level.opener > 0 and self.kind_at(level.opener - 1) == "FRAC" and bool(outer.integrals)
        if level.integrals:
            kind = "DIFF"
        elif self.after_differential == at:
            kind = "DIFFMORE"
        elif numerator:
            return self._deferred(at, typed)
        else:
            return 0
        d = replace(token, type=kind)
        end = _scripts_end(self.tokens, following, self.match)
        if kind == "DIFF":
            if _scripts_end(self.tokens, level.integrals.pop(), self.match) == at and self.kind_at(end) in _OPERAND_STARTS and not self._is_d(end):
                d.type = "DIFFPRE"
        self.out.append(d)
        if typed:
            self.tokens[at] = replace(token, text=token.text[1:], start=token.start + 1, typed=False)
        if self.kind_at(following) == "WORD":
            word = self.tokens[following]
            call = self.kind_at(end) == "LP" and (word.text.isupper() or word.text in {"mu", "nu"}) and self._single(end)
            self.out.append(replace(word, type="FNAME" if call else "NAME"))
            self.after_differential = self.match[end] + 1 if call else end
            return following + 1
        self.after_differential = _scripts_end(self.tokens, self.match[following], self.match)
        return following

    def _deferred(self, at: int, typed: bool) -> int:
        """`\\int \\frac{dx}{x}`: the differential goes behind the term."""
        token = self.tokens[at]
        following = at if typed else at + 1
        end = _scripts_end(self.tokens, following, self.match)
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
        return self.kind_at(opening + 1) == "WORD" and _scripts_end(self.tokens, opening + 1, self.match) == self.match[opening]

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
        brackets = following in _BRACKETS
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
        brackets = following in _BRACKETS or (following == "LG" and (token.style == "bb" or token.upright))
        italic = len(text) == 1 and not token.upright and not token.style
        if text == "1" and token.style not in {"bb", "bold"}:
            return ""
        if kind == "Indicator":
            scripted = end > at + 1 and self.kind_at(at + 1) == "SUB"
            if italic and not (brackets and self._holds(end, {"REL"})) and not (scripted and self._holds(at + 2, {"REL", "LS"})):
                return ""
            return "HEAD" if brackets else "INDICATOR" if scripted else ""
        if italic and text in "EV" and self._is_letter(at, end, following):
            return ""
        if text == "V" and italic and not brackets:
            return ""
        if brackets:
            return "HEAD"
        if kind in {"E", "Var", "Sd", "Cov"} and following in _ATOM_STARTS and not (token.typed and len(text) > 1 and text.islower()):
            if italic and following not in {"WORD", "LBAR", "LNORM", "FRAC", "LG"}:
                return ""
            return "HEADB"
        return ""

    def _is_letter(self, at: int, end: int, following: str) -> bool:
        """Whether an italic E or V is a letter of its own: it stands bare in the display, or in the document and looks it here."""
        text = self.tokens[at].text
        if text in self.known.declared or text in self.known.words:
            return True
        if following in {"LB", "LS"} or text not in self.known.variables:
            return False
        if text in self.known.local:
            return True
        argument = self.tokens[end + 1] if following in _BRACKETS else self.tokens[end]
        return argument.type == "WORD" and argument.text.islower() and (following != "LP" or self._single(end))

    def _function(self, at: int, end: int, following: str) -> str:
        text = self.tokens[at].text
        if text in EXTREMA and (self.kind_at(at + 1) == "SUB" or text in {"lim", "argmin", "argmax"}):
            return "BIG" if following in _OPERAND_STARTS else "NAME"
        if following in _BRACKETS or following == "LG":
            return "FUNC"
        return "FUNCB" if following in _ATOM_STARTS else "NAME"

    def _is_call(self, at: int, end: int) -> bool:
        token = self.tokens[at]
        text, key = token.text, _key(self.tokens, at, self.match)
        if key in self.known.declared or text in self.known.declared:
            return True
        if len(text) > 1 and text not in GREEK:
            return not self.tokens[end].space or token.upright
        if self.kind_at(end) != "LP":
            return False
        if self._holds(end, {"COMMA", "SEMI", "MID"}) or (text in {"f", "g", "h", "F", "G", "Gamma"} and key == text):
            return True
        single, decided = self._single(end), text in DECIDED_FUNCTIONS
        if decided and self.kind_at(at + 1) == "PRIME":
            return True
        if text == "sigma" and single and self.tokens[end + 1].text.isupper():
            return True
        if key in self.known.local:
            return decided and text != "sigma" and single
        return single or (decided and (key in self.known.functions or key not in self.known.variables))


def _letters(token: Token, word: str) -> list[Token]:
    return [
        replace(token, text=letter, start=token.start + i, end=token.start + i + 1, typed=False, space=token.space and i == 0)
        for i, letter in enumerate(word)
    ]


def _tidied(tokens: list[Token]) -> list[Token]:
    """Without the layout inside brackets and the punctuation at the end of a case."""
    made: list[Token] = []
    cases = 0
    for token in tokens:
        kind = token.type
        cases += (kind == "CASES") - (kind == "ENDCASES")
        if kind in {"QUAD", "NL", "REMARK"} or (kind == "AMP" and not cases):
            continue
        if kind in {"AMP", "ROW", "ENDCASES"} and made and made[-1].type in {"COMMA", "PERIOD", "SEMI"}:
            made.pop()
        if kind == "TEXT" and token.text.strip().lower() == "and":
            token = replace(token, type="COMMA", text=",")
        elif kind == "LOGIC":
            token = replace(token, type="COMMA", text=",") if token.text == "and" else replace(token, type="REL")
        if kind == "AMP" and made and made[-1].type == "AMP":
            continue
        if kind == "OTHERWISE" and made and made[-1].type == "COMMA":
            made.pop()
        made.append(token)
    while made and made[-1].type == "ROW":
        made.pop()
    return made


def _bars(tokens: list[Token]) -> list[Token]:
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
    for index, token in enumerate(tokens):
        kind = token.type
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
            elif not after_operand or (later[index] % 2 and not (index + 1 < len(tokens) and tokens[index + 1].type == "SUB")):
                opened[-1].append(kind)
                token = replace(token, type=ends[0])
            elif index + 1 < len(tokens) and tokens[index + 1].type == "SUB":
                token = replace(token, type="EVAL")
            else:
                token = replace(token, type="MID")
        made.append(token)
    return made


def classify(tokens: list[Token], known: Usage, *, latex: bool = True, law: bool = False) -> list[Token]:
    """The terminals of the grammar, for one expression; `law` where it stands behind ~ and U[0, 1] is a law.

    >>> from derivations.reading.lexer import tokenize
    >>> from derivations.reading.scan import scan
    >>> [token.type for token in classify(tokenize(scan("f(x)+n(n-1)")), Usage())]
    ['FNAME', 'LP', 'NAME', 'RP', 'PLUS', 'NAME', 'LP', 'NAME', 'PLUS', 'NUMBER', 'RP']
    """
    return _Classifier(tokens, known, latex=latex, law=law).run()
