r"""Laws on a few points, told by their values: 0 and 1 is a Bernoulli law, -1 and 1 in equal parts a Rademacher law,
and any others whose probabilities add up to 1 are a finite law.

In a sentence, where ⟦k⟧ stands for inline mathematics:

>>> in_sentence("Let ⟦0⟧ take the value 1 with probability ⟦1⟧ and 0 otherwise.", ["X_i", "p"])
[('X_i ~ Bernoulli(p)', 'take the value 1 with probability $p$ and 0 otherwise')]
>>> in_sentence("⟦0⟧ takes values ⟦1⟧ with equal probability", ["u_i", r"\pm 1"])
[('u_i ~ Rademacher', 'takes values $\\pm 1$ with equal probability')]
>>> in_sentence("⟦0⟧ takes the values ⟦1⟧ and ⟦2⟧ with probability 1/2 each", ["X", "a", "b"])
[('X ~ Finite(a, 1/2, b, 1/2)', 'takes the values $a$ and $b$ with probability 1/2')]
>>> in_sentence("⟦0⟧ takes the value 1 with probability ⟦1⟧ and 0 with probability ⟦1⟧", ["X", "p"])
[]
>>> in_sentence("⟦0⟧ takes the values ⟦1⟧, 0 and 2 with probabilities 1/2, 1/4 and 1/4", ["X", "-1"])
[('X ~ Finite(-1, 1/2, 0, 1/4, 2, 1/4)', 'takes the values $-1$, 0 and 2 with probabilities 1/2, 1/4 and 1/4')]
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from derivations.reading.hearing.names_said import LONE_NAME, is_family, subject_before, subjects_before

__all__ = ["in_sentence", "law_of"]

_M: Final = r"⟦\d+⟧"
_VALUE: Final = rf"(?:the\s+)?(?:values?\s+)?({_M}|[-+−]?\d+(?:/\d+)?\b)"
_NUMBER: Final = r"\d+/\d+|0?\.\d+"
_TAKES: Final = r"(?:tak(?:es?|ing)|assum(?:es?|ing)|equals?|equal\s+to|is|being|be)\s+(?:on\s+)?"
_CHANCE: Final = rf"with\s+(?:a\s+)?probability\s+(?:of\s+)?({_M}|{_NUMBER})"
_EACH: Final = re.compile(
    rf"{_TAKES}{_VALUE}\s+{_CHANCE}\s*(?:,|;)?\s*(?:and|or)?\s*(?:{_TAKES})?{_VALUE}\s+(?:{_CHANCE}|otherwise|else)",
    re.IGNORECASE,
)
_EQUALLY: Final = (
    rf"(?:each\s+)?with\s+(?:equal|the\s+same)\s+probabilit(?:y|ies)|(?:each\s+)?with\s+(?:a\s+)?probability\s+(?:of\s+)?({_M}|{_NUMBER})"
    rf"|with\s+({_M})\s+probability|(?:being\s+)?equally\s+likely"
)
_BOTH: Final = re.compile(rf"{_TAKES}{_VALUE}(?:\s*(?:,|and|or)+\s*{_VALUE})?\s+(?:{_EQUALLY})", re.IGNORECASE)
_JOIN: Final = r"(?:\s*,\s*(?:and\s+|or\s+)?|\s+(?:and|or)\s+)"
_ODDS: Final = rf"(?:{_M}|{_NUMBER})"
_LISTS: Final = re.compile(
    rf"{_TAKES}(?:one\s+of\s+)?(?P<list>{_VALUE}(?:{_JOIN}{_VALUE})+),?\s+with\s+(?:the\s+)?"
    rf"(?:respective\s+|corresponding\s+)?probabilities\s+(?P<chances>{_ODDS}(?:{_JOIN}{_ODDS})+)"
    rf"(?!\s*(?:,|and|or)\s*(?:{_M}|\d))",
    re.IGNORECASE,
)
_WITHIN: Final = re.compile(
    rf"(?:{_TAKES})(?:the\s+)?(?:values?\s+)?in\s+(?:the\s+set\s+)?(?P<set>{_M})\s+(?:{_EQUALLY})", re.IGNORECASE
)
_SIGN: Final = re.compile(rf"(?P<name>{_M})\s+(?:{_EQUALLY})", re.IGNORECASE)
_SIGNS: Final = re.compile(
    r"(.+?)\s*(?:=\s*\\pm\s*1|\\in\s*\\\{\s*-\s*1\s*,\s*\+?\s*1\s*\\\}|\\in\s*\\\{\s*\+?1\s*,\s*-\s*1\s*\\\})"
)
_HALF: Final = frozenset(
    [r"\frac12", r"\frac{1}{2}", r"\tfrac12", r"\tfrac{1}{2}", r"\dfrac{1}{2}", "1/2", "0.5", r"50\%"]
)


def in_sentence(sentence: str, written: Sequence[str]) -> list[tuple[str, str]]:
    """The laws that a sentence tells by their values, as phrases with their words."""
    found: list[tuple[str, str]] = []

    def plain(part: str | None) -> str:
        inner = re.fullmatch(r"⟦(\d+)⟧", part or "")
        return "".join((written[int(inner[1])] if inner else part or "").split())

    def shown(words: str) -> str:
        return " ".join(re.sub(r"⟦(\d+)⟧", lambda m: f"${written[int(m[1])].strip()}$", words).split())

    for hit in _EACH.finditer(sentence):
        one, p, other, q = hit.groups()
        chances = {plain(one): plain(p), plain(other): plain(q)}
        if law := law_of(chances):
            found += [(f"{name} ~ {law}", shown(hit.group())) for name in _whom(hit, written)]
    for hit in _BOTH.finditer(sentence):
        one, other, p, q = hit.groups()
        values = [plain(one), plain(other)] if other else ["1", "-1"] if plain(one) in {r"\pm1", "±1"} else []
        chance = plain(p or q) or "1/2"
        values = values or _listed(plain(one))
        equally = "1/2" if len(values) == 2 and not (p or q) else chance if p or q else f"1/{len(values) or 1}"
        if len(set(values)) == len(values) > 1 and (law := law_of(dict.fromkeys(values, equally))):
            found += [(f"{name} ~ {law}", shown(hit.group())) for name in _whom(hit, written)]
    for hit in _LISTS.finditer(sentence):
        listed = [plain(one[1]) for one in re.finditer(_VALUE, hit["list"])]
        each = [plain(one) for one in re.findall(_ODDS, hit["chances"])]
        if len(set(listed)) == len(listed) == len(each) and (law := law_of(dict(zip(listed, each, strict=True)))):
            found += [(f"{name} ~ {law}", shown(hit.group())) for name in _whom(hit, written)]
    for hit in _WITHIN.finditer(sentence):
        inner = re.fullmatch(r"\\?\{(.+),(.+?)\\?\}", plain(hit["set"]))
        chance, name = plain(hit[2] or hit[3]) or "1/2", subject_before(sentence[: hit.start()], written)
        law = law_of(dict.fromkeys(inner.groups(), chance)) if inner and chance in _HALF else None
        if name and law:
            found.append((f"{name} ~ {law}", shown(hit.group())))
    for hit in _SIGN.finditer(sentence):
        signs = _SIGNS.fullmatch(written[int(hit["name"][1:-1])].strip())
        chance = plain(hit[2] or hit[3]) or "1/2"
        if signs and LONE_NAME.fullmatch(signs[1].strip()) and chance in _HALF:
            found.append((f"{signs[1].strip()} ~ Rademacher", shown(hit.group())))
    names = {text.split(" ~ ")[0] for text, _ in found}
    apart = re.search(r"\bindependent(?:ly)?\b(?!\s+(?:of|from))", sentence)
    return found + [(f"{name} independent", apart.group()) for name in sorted(names) if apart and is_family(name)]


def _whom(hit: re.Match[str], written: Sequence[str]) -> list[str]:
    """The names that it is said of: all of a list where the verb is one of many, "X and Y take the values"."""
    before = hit.string[: hit.start()]
    if re.match(r"(?:tak|assum|equal)(?:es?s)\b|is\b", hit.group(), re.IGNORECASE):
        return [name for name in [subject_before(before, written)] if name]
    return subjects_before(before, written)


def law_of(chances: Mapping[str, str]) -> str | None:
    r"""The law with these values and chances, as written; "" for "otherwise"; None where they may not add up to 1.

    >>> law_of({"1": "p", "0": "1-p"}), law_of({"1": "1/2", "-1": r"\frac12"}), law_of({"1": "p", "0": "p"})
    ('Bernoulli(p)', 'Rademacher', None)
    >>> law_of({"-2": r"\frac{1}{3}", "1": "2/3"}), law_of({"a": "p", "b": ""})
    ('Finite(-2, 1/3, 1, 2/3)', 'Finite(a, p, b, 1-(p))')
    """
    table = {value.lstrip("+").replace("−", "-"): chance for value, chance in chances.items()}
    if set(table) == {"0", "1"}:
        p, q = table["1"], table["0"]
        rest = q.split("=", 1)[-1]  # q = 1 - p
        p = p or (rest[2:] if rest.startswith("1-") else f"1-({q})" if re.fullmatch(r"\\?\w+|[\d.]+", q) else "")
        numbers = _number(p), _number(q)
        sure = "" in {q, table["1"]} or rest in {f"1-{p}", f"(1-{p})", f"1-({p})"} or p == f"1-{rest}"
        added = None not in numbers and sum(n for n in numbers if n is not None) == 1
        return f"Bernoulli({p})" if p and (sure or added) else None
    if set(table) == {"1", "-1"} and set(table.values()) <= _HALF:
        return "Rademacher"
    if len(table) < 2 or any(re.search(r"[,=<>]|\\(?:pm|in|dots|ldots)\b|±", value) for value in table):
        return None
    known = [_number(chance) for chance in table.values()]
    if None not in known:
        whole = sum(number for number in known if number is not None) == 1
        return _finite(dict(zip(table, map(str, known), strict=True))) if whole else None
    (one, p), (other, q) = list(table.items())[:2]
    rest = q.split("=", 1)[-1]
    if len(table) != 2 or not p or (rest and rest not in {f"1-{p}", f"(1-{p})", f"1-({p})"} and p != f"1-{rest}"):
        return None
    return _finite({one: p, other: f"1-({p})"})


def _listed(written: str) -> list[str]:
    r"""The values in a set or list: -1, 0, 1.

    >>> _listed(r"\{-1,0,1\}"), _listed("a")
    (['-1', '0', '1'], [])
    """
    inner = re.fullmatch(r"\\?\{?([^{}()]*?)\\?\}?", written)
    values = inner[1].split(",") if inner is not None else []
    return values if len(values) > 1 and all(re.fullmatch(r"-?\d+|\\?[A-Za-z]+(?:_\w)?", v) for v in values) else []


def _finite(table: Mapping[str, str]) -> str:
    return f"Finite({', '.join(part for atom in table.items() for part in atom)})"


def _number(written: str) -> Fraction | None:
    """A fraction or decimal as a number."""
    plain = re.sub(r"\\[td]?frac\{?(\d+)\}?\s*\{?(\d+)\}?", r"\1/\2", written) if "frac" in written else written
    if re.fullmatch(r"\\[td]?frac\d\d", written):
        plain = f"{written[-2]}/{written[-1]}"
    plain = "1/2" if written in _HALF else plain
    if not re.fullmatch(r"\d{1,9}/[1-9]\d{0,8}|\d{0,9}\.\d{1,9}|\d{1,9}", plain):
        return None
    return Fraction(plain)
