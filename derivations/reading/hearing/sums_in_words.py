r"""Letters that words make of others: "let S be the sum of X_1, ..., X_n", "their average is called m".

⟦k⟧ stands for `written[k]`; what cannot be made out is a phrase without text.

>>> in_sentence("Let ⟦0⟧ stand for the sum of the variables ⟦1⟧", ["S", r"X_1, \dots, X_n"], [])
[('S = X_1 + \\dots + X_n', 'sum of the variables $X_1, \\dots, X_n$')]
>>> in_sentence("Their average is called ⟦0⟧", ["m"], ["x_1, ..., x_n"])
[('m = (x_1 + ... + x_n)/(n)', 'Their average')]
>>> in_sentence("Denote the difference of ⟦0⟧ and ⟦1⟧ by ⟦2⟧.", ["X", "Y", "D"], [])
[('D = X - (Y)', 'difference of $X$ and $Y$')]
>>> in_sentence("⟦0⟧ is the sum of the inputs ⟦1⟧.", ["s", "x_i"], [])
[('', 'sum of the inputs $x_i$')]
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final

from derivations.reading.hearing.names_said import is_family, letter_of
from derivations.reading.hearing.paraphrases import speaks_of
from derivations.reading.hearing.predicates import DOTS

__all__ = ["in_sentence", "with_sums"]

_M: Final = r"⟦\d+⟧"
_LIST: Final = rf"{_M}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s*,?\s*{DOTS}\s*,?\s*)(?:the\s+)?(?:[a-z]+\s+)?{_M})*"
_KIND: Final = (
    r"(?P<adjectives>(?:(?:arithmetic|sample|empirical|simple|plain|total|ordinary|usual)\s+)*)"
    r"(?P<kind>sum|total|average|mean|difference|product)"
)
_ADJECTIVES: Final = r"(?:(?!that\b|which\b)[a-z.-]+\s+){0,3}"
_OF: Final = (
    rf"(?:(?P<their>their|its)\s+{_KIND}|(?:the|a|an)\s+{_KIND}(?:\s+(?:of|between|over)\s+(?:(?:the|all|these|two|both)\s+)*"
    rf"{_ADJECTIVES}(?P<of>{_LIST}))?)"
)
_NAMED: Final = r"(?P<name>⟦\d+⟧)"
_CALLED: Final = r"(?:(?:called|denoted\s+by|denoted|written\s+as|written|named)\s+)"
_WE_CALL: Final = r"(?:which\s+(?:we|I)\s+(?:call|denote\s+by|write\s+as)|call\s+it|denoted\s+by|called|written)"
_WAYS: Final = [
    rf"{_NAMED}\s+(?:be|is|denotes?|denote|stands?\s+for|being|represents?|means)\s+{{of}}",
    rf"\b(?:denot(?:e|ing)|call(?:ing)?|writ(?:e|ing)|us(?:e|ing))\s+(?:by\s+)?{_NAMED}\s+(?:for\s+)?{{of}}",
    rf"\b(?:denot(?:e|ing)|call(?:ing)?|writ(?:e|ing)|nam(?:e|ing))\s+{{of}}\s+(?:by\s+|as\s+)?{_NAMED}",
    rf"\b{{of}}\s+(?:is|are|will\s+be|shall\s+be|be)\s+{_CALLED}?{_NAMED}",
    rf"{_NAMED}\s*,\s*{{of}}",
    rf"\b{{of}}\s*,?\s+{_WE_CALL}\s+{_NAMED}",
]
_TAIL: Final = rf"(?P<value>\s+{_M})?(?:\s*,?\s*\(?(?:(?:for|with|where)\s+)?(?P<range>{_M}))?"


def _with_kinds(pattern: str) -> re.Pattern[str]:
    """The pattern with the groups of its two kinds told apart."""
    kinds = _OF.replace("?P<kind>", "?P<kind1>", 1).replace("?P<adjectives>", "?P<adjectives1>", 1)
    whole = pattern.replace("{of}", kinds)
    return re.compile(whole + _TAIL, re.IGNORECASE)


_COMPILED: Final = [_with_kinds(way) for way in _WAYS]
_IS: Final = _COMPILED[3]
_IS_CALLED: Final = re.compile(_CALLED, re.IGNORECASE)
_NAME: Final = re.compile(
    r"\s*(?:\\(?:bar|overline|hat|tilde|widehat|widetilde)\s*)?\{?\s*\\?[A-Za-z]+\s*\}?(?:_(?:\w|\{\w+\}))?'*\s*"
)
_DOTTED: Final = re.compile(
    rf"\s*(?P<first>\\?[A-Za-z]+'*_\{{?1\}}?)\s*,?\s*(?:\\?[A-Za-z]+'*_\{{?2\}}?\s*,\s*)?(?P<dots>{DOTS})\s*,?\s*"
    r"(?P<last>\\?[A-Za-z]+'*_(?:(?P<one>\w)|\{(?P<size>[^{}]+)\}))\s*"
)


def in_sentence(
    sentence: str, written: Sequence[str], before: Sequence[str], defined: Collection[str] = ()
) -> list[tuple[str, str]]:
    """What a sentence makes of the names in it, or of those spoken of `before`, as phrases with their words."""
    return with_sums(sentence, written, before, defined)[1]


def with_sums(
    sentence: str, written: Sequence[str], before: Sequence[str], defined: Collection[str] = ()
) -> tuple[str, list[tuple[str, str]]]:
    """The same, and the sentence without averages that would be heard as expectations: these are sums, too."""
    found: dict[str, tuple[str, str]] = {}
    averages: list[tuple[int, int]] = []
    for pattern in _COMPILED:
        for hit in pattern.finditer(sentence):
            name = written[int(hit["name"][1:-1])].strip()
            kind = (hit["kind"] or hit["kind1"]).lower()
            if not _NAME.fullmatch(name) or letter_of(name) in defined or name in found:
                continue
            members = _members(hit, sentence, written, before)
            if kind == "mean" and not _is_arithmetic(hit, name, members):
                continue
            expected = name.startswith(r"\mu") or (pattern is _IS and not _IS_CALLED.search(hit.group()))
            if kind == "average" and expected:
                continue
            if re.match(r"\s*,", sentence[hit.end("name") :]) and not hit["of"]:  # a remark on it
                continue
            made = _value_said(hit, written) or _made(kind, members) or _of_each(kind, members, hit["range"], written)
            if kind == "average" and not made and not any("_" in member for member in members):  # an expectation
                continue
            found[name] = (f"{name} = {made}" if made else "", _shown(hit, written))
            averages += [hit.span("kind" if hit["kind"] else "kind1")] if kind in {"average", "mean"} else []
    for start, end in sorted(averages, reverse=True):
        sentence = f"{sentence[:start]}sum{sentence[end:]}"
    return sentence, list(found.values())


def _is_arithmetic(hit: re.Match[str], name: str, members: Sequence[str]) -> bool:
    """Whether a mean is that of a sample, and no expectation: it is called so, or has a bar."""
    called = re.search(r"(?i)arithmetic|sample|empirical", hit["adjectives"] or hit["adjectives1"] or "")
    return called is not None or (re.match(r"\\(?:bar|overline)\b", name) is not None and bool(members))


def _shown(hit: re.Match[str], written: Sequence[str]) -> str:
    """The words for what is made, with their mathematics."""
    end = hit.end("of") if hit["of"] else max(hit.end("kind"), hit.end("kind1"))
    start = hit.start("their") if hit["their"] else hit.start("kind")
    return re.sub(r"⟦(\d+)⟧", lambda mark: f"${written[int(mark[1])].strip()}$", hit.string[start:end])


def _members(hit: re.Match[str], sentence: str, written: Sequence[str], before: Sequence[str]) -> list[str]:
    """What the sum is of: the list behind it, or the names in front, or those of the sentence before."""
    if hit["of"]:
        return [written[int(number)].strip() for number in re.findall(r"⟦(\d+)⟧", hit["of"])]
    of_a_sample = re.search(r"(?i)sample|empirical", hit["adjectives1"] or hit["adjectives"] or "") is not None
    if not hit["their"] and not of_a_sample:
        return []
    names = speaks_of(sentence[: hit.start()], written) or list(before)
    rows = [name for name in names if _DOTTED.fullmatch(name)]
    return rows[-1:] if rows else names if hit["their"] else []


def _value_said(hit: re.Match[str], written: Sequence[str]) -> str:
    """The formula that stands behind: "their sum x + y"."""
    said = hit["value"] or (hit["of"] if hit["of"] and hit["of"].count("⟦") == 1 else "")
    formula = written[int(re.sub(r"\D", "", said))].strip() if said else ""
    operated = re.search(r"(?<=[\w})'])\s*[-+]\s*(?=[\w\\({])", formula)
    return formula if operated and not re.search(r"[=<>~]|\\sim", formula) else ""


def _of_each(kind: str, members: Sequence[str], said: str | None, written: Sequence[str]) -> str:
    """The sum or average over an index of what has it, whose range is said or that of a list with dots."""
    formula, _, behind = ",".join(members).partition(",") if len(members) in {1, 2} else ("", "", "")
    indices = set(re.findall(r"_\{?([a-z])\}?(?![A-Za-z])", formula))
    if kind not in {"sum", "total", "average"} or len(indices) != 1 or re.search(r"[=<>~+]|\\sim|\d_|_\{?\d", formula):
        return ""
    (index,) = indices
    over = behind or (written[int(said[1:-1])] if said else "")
    found = re.fullmatch(rf"\s*{index}\s*=\s*1\s*(?:,|\.\.)(?:.*[,.])?\s*(\w+)\s*", over)
    letters = {_letter(name) for name in re.findall(rf"\\?[A-Za-z]+_\{{?{index}\}}?", formula)}
    rows = (row for part in written if (row := _DOTTED.fullmatch(part)) and _letter(row["last"]) in letters)
    sizes = {found[1]} if found else {row["one"] or row["size"] for row in rows}
    if len(sizes) != 1:
        return ""
    size = sizes.pop()
    total = rf"\sum_{{{index}=1}}^{{{size}}} {formula.strip()}"
    return total if kind != "average" else rf"\frac{{1}}{{{size}}} {total}"


def _made(kind: str, members: Sequence[str]) -> str:
    """The sum, average, difference or product of names, "" where it is not known how many there are."""
    if len(members) == 1 and (row := _DOTTED.fullmatch(members[0])) and _letter(row["first"]) == _letter(row["last"]):
        total = f"{row['first']} + {row['dots']} + {row['last']}"
        size = row["one"] or row["size"]
        mean = f"({total})/({size})"
        return {"sum": total, "total": total, "average": mean, "mean": mean}.get(kind, "")
    names = [part.strip() for member in members for part in re.split(r",(?![^{(]*[})])", member)]
    if len(names) < 2 or not all(map(_NAME.fullmatch, names)) or any(map(is_family, names)):
        return ""
    total = " + ".join(names)
    match kind:
        case "sum" | "total":
            return total
        case "average" | "mean":
            return f"({total})/{len(names)}"
        case "difference" if len(names) == 2:
            return f"{names[0]} - ({names[1]})"
        case "product":
            return " ".join(names)
    return ""


def _letter(member: str) -> str:
    """The letter of a member."""
    return re.split(r"_", member)[0]
