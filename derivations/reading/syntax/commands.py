"""What each LaTeX command does to the tokens. An unknown one is an error that names it, never skipped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from derivations.reading.syntax.cursor import MAX_NESTING, Cursor
from derivations.reading.syntax.scan import Raw, spelled
from derivations.reading.syntax.spelling import (
    ACCENTS,
    CASE_ENVIRONMENTS,
    CHARACTERS,
    COMMANDS,
    DROP_WITH_ARGUMENT,
    FALLING,
    FONT_SWITCHES,
    FONTS,
    FUNCTIONS,
    GREEK,
    HEADS,
    LAW_WORDS,
    LOGIC,
    NEGATED,
    QUADS,
    RELATIONS,
    ROW_ENVIRONMENTS,
    SIDED,
    SIZING,
    SPACING,
    TEXT_COMMANDS,
    TRANSPARENT,
    words,
)

__all__ = ["Commands"]

_CONNECTIVES: Final = words(
    """and or where for if when with since because otherwise then so thus hence while but let by as from given else
    also that is are not using therefore whenever unless all any some every assuming provided"""
)
_BUILT_IN: Final = {
    "E": "E",
    "Var": "Var",
    "Cov": "Cov",
    "Corr": "Corr",
    "Pr": "Pr",
    "argmax": "argmax",
    "argmin": "argmin",
    "dd": "d",
}
_DEFINED_AS: Final = re.compile(
    r"(?i)\s*(\\(text|mathrm|rm|tiny|scriptsize)\b\s*)?\{?\s*(def\.?|defn?|definition|\\(Delta|triangle))\s*\}?\s*"
)
_IN_LAW: Final = re.compile(r"\s*(\\(text|mathrm|mathcal|rm)\b\s*)?\{?\s*(d|D|dist\.?|law)\s*\}?\s*")


class Commands(Cursor):
    """The commands, environments, fonts and words in text."""

    def _command(self, token: Raw, stop: int) -> None:
        name = token.text
        if name in SPACING or (name in SIZING):
            self.spaced = name in {",", ":", ";", ">", "thinspace", "medspace", "thickspace"}
            return
        if name in QUADS:
            self.emit("QUAD", token)
        elif name in {"left", "right", "middle"} or name in SIDED:
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
            following = self.peek()
            if following is not None and following.text == "(" and not following.space:
                self.emit("LG", token, "{")
                self.parenthesised(token)
                self.emit("RG", token, "}")
            else:
                self.argument(token)
        elif name in TEXT_COMMANDS:
            self._text(token, self.take_raw(token))
        elif name in FONTS:
            if (following := self.peek()) is not None and following.text == "*" and not following.space:
                self.at += 1
            switch = name in FONT_SWITCHES
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
        elif name in {"eqno", "leqno"}:  # the number of a display ends it
            self.at = stop
        elif name in TRANSPARENT:
            if name == "underline" and [made.type for made in self.out[-2:]] == ["SUP", "LG"]:
                self.emit("WORD", token, FALLING, upright=True)
                self.emit("LP", token, "(")
                self.argument(token, wrap=False)
                self.emit("RP", token, ")")
                return
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
        elif name == "%" and self.out and self.out[-1].type == "NUMBER":
            number = self.out[-1]
            number.text, number.end = f"{Decimal(number.text).scaleb(-2):f}", token.end
        elif name in GREEK:
            self.emit("WORD", token)
        elif name in FUNCTIONS or name in _BUILT_IN:
            self.emit("WORD", token, _BUILT_IN.get(name, name), upright=True)
        elif name == "R":
            self.emit("WORD", token, style="bb")
        elif name == "lim":
            self.emit("WORD", token, upright=True)
        else:
            self.emit("UNKNOWN", token, f"unknown command \\{name}")

    def _delimiter(self, sizing: Raw) -> None:
        r"""What follows \left, \right, \middle or \bigl."""
        token = self.peek()
        if token is None:
            raise self.error("a delimiter is missing after it", sizing)
        side = (
            "right"
            if sizing.text == "right" or sizing.text.endswith("r")
            else "middle"
            if sizing.text == "middle"
            else "left"
        )
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
        r"""`\left\{ \begin{array}...` after a relation is a list of cases; before one it is a system of equations."""
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
        if name in CASE_ENVIRONMENTS or (pending and name in ROW_ENVIRONMENTS):
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
        written = "".join(part.text for part in content)
        balanced = all(written.count(a) == written.count(b) for a, b in ("()", "[]"))  # ( normalise, s > 0 \text{)}
        if content and balanced and all(part.kind == "char" and part.text in CHARACTERS for part in content):
            self.out.extend(self.digested(content))  # \text{=}
            return
        text = spelled(content).replace("\\ ", " ").replace("\\,", " ")
        if self.environments and self.environments[-1] == "cases":
            self._case_condition(token, content)
            return
        padded = bool(content) and content[0].space
        following = self.peek()
        scripted = following is not None and following.kind == "char" and following.text in "([_^"
        scripted = scripted or (following is not None and following.text in {"left", "big", "Big", "bigl", "Bigl", "{"})
        in_subscript = len(self.out) > 1 and self.out[-1].type == "LG" and self.out[-2].type == "SUB"
        if in_subscript:
            word = re.sub(r"[^A-Za-z0-9]", "", text)
            if word:
                self.emit("WORD", token, word, upright=True)
        elif re.fullmatch(r"[A-Za-z]{2,}\.", text) and self.out and self.out[-1].type == "REL":  # = \text{const.}
            self.emit("WORD", token, text[:-1], upright=True)
        elif (
            re.fullmatch(r"[A-Za-z]+", text)
            and (not padded or (len(text) == 1 and scripted))  # \text w_A
            and text.lower() not in _CONNECTIVES
            and (scripted or not self._after_operand() or text[0].isupper() or text == "d")
        ):
            self.emit("WORD", token, text, upright=True)
        elif text and not ((scripted or not self._after_operand()) and self._pair(token, text)):
            self.emit("TEXT", token, text)

    def _pair(self, token: Raw, text: str) -> bool:
        r"""Read `fan-in` or `fan\_in` as fan with the subscript in, a law with a hyphen as its name; was it one?"""
        pair = re.fullmatch(r"([A-Za-z]+)(?:-|\\?_ ?)([A-Za-z]+)", text)
        if pair is None or pair.group(1).lower() in {"non", "by"}:
            return False
        if "-" in text and pair.group(1) + pair.group(2) in LAW_WORDS:  # log-normal
            self.emit("WORD", token, pair.group(1) + pair.group(2), upright=True)
            return True
        self.emit("WORD", token, pair.group(1), upright=True)
        self.emit("SUB", token)
        self.emit("LG", token)
        self.emit("WORD", token, pair.group(2), upright=True)
        self.emit("RG", token)
        return True

    def _case_condition(self, token: Raw, content: list[Raw]) -> None:
        """The words beside a case, and the formulas in them: if $y < 0$."""
        signs = [place for place, part in enumerate(content) if part.text == "$"]
        if len(signs) % 2:
            signs = []
        places = [-1, *signs, len(content)]
        for number, (start, end) in enumerate(pairwise(places)):
            part = content[start + 1 : end]
            if number % 2:
                self.out.extend(self.digested(part))
            elif number == 0 or part:
                self._case_words(token, spelled(part).replace("\\ ", " ").replace("\\,", " "))

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
        if style == "up" and any(part.text == "_" for part in plain) and self._pair(token, spelled(content)):
            return
        if (
            style == "up"
            and plain
            and all(part.kind in {"letter", "word"} or part.text in {"-", "*"} for part in plain)
        ):
            word = "".join(part.text for part in plain if part.kind in {"letter", "word"})
            previous = self.out[-1] if self.out else None
            if (
                previous is not None
                and previous.type == "WORD"
                and previous.text + word in HEADS
                and previous.style == "bb"
            ):
                previous.text, previous.style, previous.upright, previous.end = (
                    previous.text + word,
                    "",
                    True,
                    plain[-1].end,
                )
            elif word:
                span = token._replace(end=max(token.end, plain[-1].end))
                self.emit("WORD", span, word, upright=True)
            return
        inner = self.digested(content) if content else []
        joined = "".join(made.text for made in inner)
        if style == "up" and len(inner) > 1 and joined in HEADS and all(made.type == "WORD" for made in inner):
            self.emit("WORD", token._replace(end=inner[-1].end), joined, upright=True)
            return
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
        if (
            not made
            or made[0].type != "WORD"
            or (len(made) > 1 and made[1].type not in {"SUB", "SUP", "PRIME", "MARK"})
        ):
            raise self.error("an accent goes on one name", token)
        if accent and " " in made[0].accent:
            raise self.error("three accents on one name", token)
        made[0].accent = f"{accent} {made[0].accent}".strip()
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
        if len(made) != 1 or made[0].type != "REL" or made[0].text not in NEGATED:
            raise self.error(r"\not is read before = and \in alone", token)
        made[0].text = NEGATED[made[0].text]
