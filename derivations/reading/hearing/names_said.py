r"""The names that inline mathematics is about, as they are written: X of `X \sim N(0, 1)`, X_i of `X_1, ..., X_n`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final

from derivations.reading.hearing.components import components_of, plain_letter
from derivations.reading.hearing.predicates import DOTS, MARK
from derivations.reading.syntax.spelling import GREEK

__all__ = [
    "LONE_NAME",
    "each_of",
    "families_in",
    "is_family",
    "is_joint",
    "is_listed",
    "letter_of",
    "listed_in",
    "member_of",
    "pairs_of",
    "parts_of",
    "stands_in",
    "subject_before",
    "subject_of",
    "subjects_before",
]

FAR: Final = 60  # characters of words that a subject has behind it at the most
LONE_NAME: Final = re.compile(r"\\?[A-Za-z]+(?:_(?:\{\w+\}|\w))?")

_NAME: Final = re.compile(
    r"\s*(?:\\(?:mathbf|boldsymbol|bm|tilde|hat|bar|overline|mathrm|mathsf)\s*\{?)*\\?[A-Za-z]+\d*\}*'*"
    r"(?:_(?:\{[^{}]*\}|\\?\w+)|\^(?:\{\(?[^{}]*\)?\}|\\?\w))*\s*(?:[({][^={}]*[)}])?\s*"
)
_ON_LETTERS: Final = frozenset(
    ["mathbf", "boldsymbol", "bm", "tilde", "hat", "bar", "overline", "mathrm", "mathsf", "widehat", "widetilde", "vec"]
)
_HEAD: Final = re.compile(r"\s*(?:[EVP]|Pr|[Vv]ar|[Cc]ov|[Cc]orr|[Ss]d)\s*(?:\\left\s*)?[(\[{]")  # no variable
_UPRIGHT: Final = re.compile(r"\s*\\(?:mathrm|mathbb|mathsf|operatorname\*?|text)\s*\{(\w+)\}")
_MACRO: Final = re.compile(r"\s*\\(?P<name>[A-Za-z]+)\s*[({\[]")  # of a moment, perhaps
_MEMBER: Final = re.compile(r"\s*(\\?[A-Za-z]+)(?:_\{?[01]\}?|\^\{?(\()[01]\)\}?)\s*,.*(?:dots|\.\.\.|…)")
_OF_OTHERS: Final = re.compile(
    rf"\b(?:independent(?:ly)?|uncorrelated)\s+(?:of|from|with|to)\s+(?:[a-z]+\s+){{0,3}}{MARK}"
    rf"(?:(?:\s*,\s*|\s+and\s+)(?:of\s+)?(?:[a-z]+\s+){{0,2}}{MARK}(?!\s*(?:is|are|takes?|equals?|has|be)\b))*",
    re.IGNORECASE,
)
_BARE_DOTS: Final = re.compile(  # r_1 ... r_n
    rf"\A\s*([A-Za-z]+_\{{?[01]\}}?)\s+(?:[A-Za-z]+_\{{?2\}}?\s+)?{DOTS}\s+([A-Za-z]+_(?:\w|\{{\w+\}}))\s*\Z"
)
_OF_ROWS: Final = re.compile(rf"\s*\(([^()]*)\)\s*,\s*(?:\([^()]*\)\s*,\s*)?{DOTS}\s*,\s*\(([^()]*)\)\s*")
_WITH_INDEX: Final = re.compile(r"\s*(?P<name>.+?)_(?:\{(?P<braced>\w+)\}|(?P<index>\w))\s*")
_HOLES: Final = re.compile(rf"\s*\\?[A-Za-z]+_\{{?(?:0|1)\}}?\s*,\s*\\?[A-Za-z]+_\{{?[3-9]\}}?.*{DOTS}")
_PAIR: Final = re.compile(r"[^,]+?_(\{\w+\}|\w)(?:\s*,\s*[^,]+?_\1)+")
_ROW: Final = re.compile(rf"[^,]+?_\{{?[01]\}}?\s*,\s*(?:[^,]+?_\{{?2\}}?\s*,\s*)?{DOTS}\s*,\s*[^,]+")
_ROW_OR_NAME: Final = re.compile(rf"{_ROW.pattern}|[^,]+")


def subject_of(written: str) -> list[str]:
    r"""The names that inline mathematics is about: X of `X \sim N(0, 1)`, v of `v = w x`; of `E[X] = 0` none.

    >>> subject_of(r"m_i \sim \mathrm{Bern}(p)"), subject_of("E(X) = 0"), subject_of("X, Y")
    (['m_i'], [], ['X, Y'])
    """
    written = _BARE_DOTS.sub(r"\1, ..., \2", written)
    tuples = re.fullmatch(r"\s*\\?[({]\s*(.*?)\s*\\?[)}]\s*(?:_.*)?", written)
    if tuples and _PAIR.fullmatch(tuples[1]):  # (x_i, y_i) are iid together
        return []
    written = tuples[1] if tuples else written
    left = re.split(r"\\(?:overset|stackrel|sim|in|coloneqq|triangleq|equiv|to|mapsto)\b|:?=|~", written, maxsplit=1)[0]
    pieces = [piece for piece in re.split(r",(?![^{(]*[})])", left) if piece.strip()]
    macros = [hit["name"] for piece in pieces if (hit := _MACRO.match(piece)) is not None]
    if (
        not pieces
        or any(_HEAD.match(_UPRIGHT.sub(r"\1", piece, count=1)) for piece in pieces)
        or any(name not in _ON_LETTERS | GREEK for name in macros)
    ):
        return []
    if re.match(r"\s*(?:\\mathrm\s*\{e\}|e)\s*\^", written):  # e^x is a number
        return []
    if not all(_NAME.fullmatch(piece) or re.fullmatch(rf"\s*{DOTS}\s*", piece) for piece in pieces):
        return []
    if _HOLES.match(written):  # x_1, x_3, x_5, ...
        return []
    if re.match(r"\s*(?:\\?[A-Za-z]\w*)\s*(?:=|\\in)\s*(?:\d|\\?\{)", written) and re.search(r"dots|\.\.\.", written):
        return []
    if re.fullmatch(r"[^=]*=\s*-?\d+(?:\.\d+)?\s*", written):  # a number
        return []
    return [left.strip()]


def joint_name(written: str) -> str:
    r"""The pairs of a list, or one vector, as one name for what is said of them together; "" for anything else.

    >>> joint_name(r"(X_1, Y_1), \dots, (X_n, Y_n)"), joint_name("(X, Y)"), joint_name("X, Y")
    ('(X_i, Y_i)', '(X, Y)', '')
    """
    if (listed := _OF_ROWS.fullmatch(written)) is not None:
        rows = [[_WITH_INDEX.fullmatch(part) for part in row.split(",")] for row in listed.groups()]
        names = [[part["name"] for part in row if part] for row in rows]
        places = [{part["braced"] or part["index"] for part in row if part} for row in rows]
        alike = names[0] == names[1] and len(names[0]) == len(rows[0]) == len(rows[1])
        return f"({', '.join(f'{name}_i' for name in names[0])})" if alike and [*map(len, places)] == [1, 1] else ""
    inside = re.fullmatch(r"\s*(?:\\\{\s*)?\(([^()]*)\)\s*(?:(?:\\\}\s*)?_\{?[a-z]\b.*)?", written, re.DOTALL)
    parts = inside[1].split(",") if inside is not None else []
    names_only = all(_NAME.fullmatch(part) and not re.search(rf"\(|{DOTS}", part) for part in parts)
    return f"({', '.join(part.strip() for part in parts)})" if len(parts) > 1 and names_only else ""


def is_joint(name: str) -> bool:
    """Whether a name stands for a vector, or for a row of members."""
    return name.startswith("(")


def is_expression(written: str) -> bool:
    r"""Whether inline mathematics is made of names and is neither a name, nor a number, nor a relation: X - Y, |X|.

    >>> [is_expression(one) for one in ("X-Y", "|X|", "(x_i, y_i)", "x_i", "n = 3", "-1", r"x_1,\dots,x_{n-1}")]
    [True, True, False, False, False, False, False]
    """
    if re.search(rf"[=<>~]|\\(?:sim|in|to|mapsto|[lg]eq?|mid|perp|times|mathbb|%)(?![a-z])|{DOTS}", written):
        return False
    inside = re.fullmatch(r"\s*\\?[({]\s*(.*?)\s*\\?[)}]\s*", written)
    if subject_of(written) or re.search(r"[A-Za-z]", written) is None or inside is not None:
        return False
    return re.search(r"(?<=[\w)}\]])\s*[-+*/]|\\[td]?frac\b|\\sum\b|\||\\[lr]?vert\b", written) is not None


def speaks_of_expressions(text: str, written: Sequence[str]) -> bool:
    """Whether a list of mathematics has an expression in it.

    >>> speaks_of_expressions("⟦0⟧ and ⟦1⟧", ["X", "Y - X"]), speaks_of_expressions("⟦0⟧", ["(X, Y)"])
    (True, False)
    """
    return any(is_expression(written[int(number)]) for number in re.findall(MARK, text))


def member_of(names: str) -> str:
    """One name that stands for all of `X_1, ..., X_n`: X_i."""
    listed = _MEMBER.match(names)
    if listed is None:
        return names.strip()
    return f"{listed[1]}^{{(i)}}" if listed[2] else f"{listed[1]}_i"


def each_of(name: str) -> list[str]:
    """The members that inline mathematics names one by one, as in `q_i, k_i`; of a row of dots the one for all."""
    return [member_of(name)] if _MEMBER.match(name) else [part.strip() for part in re.split(r",(?![^{(]*[})])", name)]


def letter_of(name: str) -> str:
    r"""The letter of a name without what is on it: w of `w_i`.

    >>> letter_of("w_i"), letter_of(r"\varepsilon^{(1)}")
    ('w', 'varepsilon')
    """
    return re.split(r"[_^]", name.strip())[0].lstrip("\\")


def is_listed(names: str) -> bool:
    """Whether it lists the members of a family, as `X_1, ..., X_n` does."""
    return _MEMBER.match(names) is not None


def is_family(name: str) -> bool:
    """Whether a name stands for the members of a family: X_i, or `X_1, ..., X_n`."""
    return re.search(r"_\{?[^{}]*[a-z]", name) is not None or _MEMBER.match(name) is not None


def pairs_of(names: Sequence[str]) -> Iterator[str]:
    """Every two of the names; of one family two of its members."""
    family = re.fullmatch(r"(.*)_i", names[0]) if len(names) == 1 else None
    if family is not None:
        yield f"{names[0]}, {family[1]}_j"
    yield from (f"{one}, {other}" for one, other in combinations(names, 2))


def stands_in(name: str, written: str) -> bool:
    """Whether a name is in an expression, which then is no law of it: X in E(X Y)."""
    return re.search(rf"(?<![A-Za-z\\]){re.escape(name.strip())}(?![a-z])", written) is not None


def listed_in(text: str, written: Sequence[str]) -> list[str]:
    """The names in a list; `X_1`, ..., `X_n` is one of them."""
    marks = [] if re.search(DOTS, text) else re.findall(MARK, text)
    together = [joint_name(written[int(number)]) for number in marks]
    if any(together) and (len(marks) > 1 or is_family(together[0])):
        pairs = zip(together, marks, strict=True)
        return [name for one, k in pairs for name in ([one] if one else subject_of(written[int(k)]))]
    names: list[str] = []
    dotted = False
    for number, sign in re.findall(rf"{MARK}|({DOTS})", text):
        found = subject_of(written[int(number)]) if number else []
        if found and names and _is_made_of(written[int(number)], names):  # independent weights w, v = w x
            continue
        if sign or re.fullmatch(rf"[\s,]*{DOTS}[\s,]*", written[int(number)]):
            dotted = True
        elif dotted and names and found:
            same = (i for i, name in enumerate(names) if letter_of(name) == letter_of(found[0]))
            first = next(same, len(names) - 1)
            names[first:] = [f"{names[first]}, \\ldots, {found[0]}"]
            dotted = False
        else:
            names += [name for listed in found for name in families_in(listed)]
    return names


def _is_made_of(written: str, names: Sequence[str]) -> bool:
    """Whether it is an equation that makes something of these names."""
    _, equals, value = written.partition("=")
    letters = {letter_of(member) for name in names for member in each_of(name)}
    return bool(equals) and any(re.search(rf"(?<![A-Za-z\\]){re.escape(one)}(?![A-Za-z])", value) for one in letters)


def families_in(listed: str) -> list[str]:
    r"""The families of a list, one behind the other: of `q_1, \ldots, q_d, k_1, \ldots, k_d` two; else the list.

    >>> families_in(r"q_1,\dots,q_{d},k_1,\dots,k_{d}"), families_in("x, y")
    (['q_1,\\dots,q_{d}', 'k_1,\\dots,k_{d}'], ['x, y'])
    >>> families_in(r"b, w_1, \dots, w_n")
    ['b', 'w_1, \\dots, w_n']
    """
    rows = _ROW_OR_NAME.findall(listed)
    whole = re.sub(r"\s", "", ",".join(rows)) == re.sub(r"\s", "", listed)
    return [row.strip() for row in rows] if len(rows) > 1 and whole and any(map(_ROW.match, rows)) else [listed]


def parts_of(listed: str, written: Sequence[str]) -> list[str]:
    r"""The entries of vectors and matrices: q_i and k_i of `q, k`, W_{ij} of `W` in R^{m x n}; what is written out.

    >>> parts_of("q, k", []), parts_of(r"\mathbf{g}", [r"\mathbf{g} = (h_1, h_2)"]), parts_of(r"\vec v", [])
    (['q_i', 'k_i'], ['h_1', 'h_2'], ['v_i'])
    """
    if (known := components_of(written).get(re.sub(r"\s", "", listed))) is not None:
        return [known] if _MEMBER.match(known) else [part.strip() for part in known.split(",")]
    if not re.search(r"_", listed):
        listed = plain_letter(listed)
    two = rf"\s*{re.escape(listed)}(?:\b.*\\times|_\{{?[a-z]\s*,?\s*[a-z]\b)"
    below = "{ij}" if any(re.match(two, one) for one in written) else "i"
    return [f"{n}_{below}" if re.fullmatch(r"\\?[A-Za-z]+", n) else n for n in each_of(listed)]


def subjects_before(words: str, written: Sequence[str]) -> list[str]:
    """The names of the list that stands last before words, as far as it stands beside the last one.

    >>> subjects_before("The steps ⟦0⟧ and ⟦1⟧ are independent and", ["X_1", "X_2"])
    ['X_1', 'X_2']
    """
    last = subject_before(words, written)
    words = _OF_OTHERS.sub("", words)
    lists = list(re.finditer(rf"{MARK}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+)(?:the\s+)?(?:[a-z]+\s+)?{MARK})*", words))
    if not last or not lists:
        return []
    names = [member_of(written[int(number)].strip()) for number in re.findall(MARK, lists[-1].group())]
    return names if all(map(LONE_NAME.fullmatch, names)) else [last]


def subject_before(words: str, written: Sequence[str]) -> str:
    """The name that stands last before words, with no other mathematics between; "" where there is none. What it is
    independent of is passed over.

    >>> subject_before("Let ⟦0⟧ be a variable that", ["X_1, ..., X_n"])
    'X_i'
    >>> subject_before("The sign ⟦0⟧ is independent of the input ⟦1⟧ and", ["s", "x"])
    's'
    """
    words = _OF_OTHERS.sub("", words)
    marks = list(re.finditer(MARK, words))
    if not marks or len(words) - marks[-1].end() > FAR:
        return ""
    name = member_of(written[int(marks[-1][1])].strip())
    return name if LONE_NAME.fullmatch(name) else ""
