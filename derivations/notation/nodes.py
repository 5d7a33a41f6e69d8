"""The layout tree: what stands where in a printed formula. Taste is spent when it is built; serialisers only spell it.

Brackets that a formula needs on paper are `Fenced` nodes of the tree. Text on one line needs more of them (a/(b*c));
its serialiser adds those.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Any, Literal

__all__ = [
    "Accent",
    "Big",
    "Binomial",
    "Call",
    "Cases",
    "Count",
    "Factors",
    "Fenced",
    "Fraction",
    "Ident",
    "Indicator",
    "Infix",
    "Matrix",
    "Node",
    "Number",
    "Operator",
    "Partial",
    "Postfix",
    "Root",
    "Scripts",
    "Sentence",
    "Terms",
    "Words",
    "gap",
    "is_stacked",
    "is_tall",
    "width",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Node:
    """Anything that can be printed."""


@dataclass(frozen=True, slots=True)
class Ident(Node):
    """One name without scripts: a letter, the English name of a Greek letter, "infinity", or a word.

    Words are upright whatever the style says. "function" is upright and spaced as a function's name is.
    """

    name: str
    style: Literal["italic", "upright", "function", "blackboard", "calligraphic", "fraktur", "bold"] = "italic"


@dataclass(frozen=True, slots=True)
class Number(Node):
    """Digits, never with a sign."""

    digits: str


@dataclass(frozen=True, slots=True)
class Words(Node):
    """Ordinary words inside a formula."""

    words: str


@dataclass(frozen=True, slots=True)
class Terms(Node):
    """A sum: pairs of "+", "-", "±" or "∓" and what follows it. A plus in front is not printed."""

    items: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Factors(Node):
    """A product by juxtaposition."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Fraction(Node):
    """A fraction; `slashed` on one line, as in exponents."""

    numerator: Node
    denominator: Node
    slashed: bool = False


@dataclass(frozen=True, slots=True)
class Root(Node):
    """A square root, or one of another index."""

    radicand: Node
    index: Node | None = None


@dataclass(frozen=True, slots=True)
class Scripts(Node):
    """A base with a subscript, a superscript or both."""

    base: Node
    sub: Node | None = None
    sup: Node | None = None


@dataclass(frozen=True, slots=True)
class Accent(Node):
    """A name with something above it, or a prime behind."""

    base: Node
    kind: Literal["hat", "bar", "tilde", "dot", "ddot", "vec", "check", "breve", "ring", "prime"]


@dataclass(frozen=True, slots=True)
class Fenced(Node):
    """Something in brackets: "(", "[", "{", "<", "|", "norm", "floor" or "ceil".

    Left and right differ for half-open intervals.
    """

    left: str
    body: Node
    right: str


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A head or function with its arguments: Var(x), E[x], max(0, y)."""

    head: Node
    arguments: tuple[Node, ...]
    bracket: Literal["(", "["] = "("


@dataclass(frozen=True, slots=True)
class Big(Node):
    """A sum, product, integral, maximum or minimum over `variable` with its limits."""

    kind: Literal["sum", "product", "integral", "max", "min"]
    body: Node
    variable: Node
    low: Node | None
    high: Node | None


@dataclass(frozen=True, slots=True)
class Operator(Node):
    """An operator as somebody wrote it: any limits, several differentials, or a domain below an integral.

    `kind` is "sum", "product", "integral", "lim", or a word such as "max", "sup" and "argmax".
    """

    kind: str
    body: Node
    low: Node | None = None
    high: Node | None = None
    differentials: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Count(Node):
    """The number of elements of a set: |{ members : condition }|."""

    members: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Indicator(Node):
    """1 where the condition holds: Iverson's bracket, or a bold 1 with the condition as subscript."""

    condition: Node
    subscript: bool


@dataclass(frozen=True, slots=True)
class Partial(Node):
    """The partial derivative of a quantity; as an `operator` in front of it where the quantity is long."""

    quantity: Node
    variable: Node
    operator: bool = False


@dataclass(frozen=True, slots=True)
class Infix(Node):
    """Items joined by one sign each: relations, "dot" and "times", "and", "or", "mod", ",", ";", ":", the bar "|"."""

    items: tuple[Node, ...]
    signs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Postfix(Node):
    """Something with a sign behind it: n!"""

    base: Node
    sign: str


@dataclass(frozen=True, slots=True)
class Binomial(Node):
    """n over k in brackets."""

    top: Node
    bottom: Node


@dataclass(frozen=True, slots=True)
class Cases(Node):
    """Values with their conditions; None is "otherwise"."""

    rows: tuple[tuple[Node, Node | None], ...]


@dataclass(frozen=True, slots=True)
class Matrix(Node):
    """Rows of entries in square brackets."""

    rows: tuple[tuple[Node, ...], ...]


@dataclass(frozen=True, slots=True)
class Sentence(Node):
    """Words and formulas in turn, set as running text."""

    parts: tuple[str | Node, ...]


def gap(left: Node, right: Node) -> Literal["", "thin", "dot"]:
    """What stands between two factors: nothing, a thin space, or a dot where two numbers would meet."""
    if _first(right) is Number:
        return "dot"
    if isinstance(left, Ident | Number | Scripts | Accent) and isinstance(right, Ident | Scripts | Accent | Fenced):
        spelled = _spelled_out(left) or _spelled_out(right) or isinstance(_base(right), Indicator)
        call = isinstance(_base(left), Call) or isinstance(_base(right), Call)
        return "thin" if spelled or call else ""
    if isinstance(right, Root) and isinstance(left, Ident | Number | Scripts) and not isinstance(_base(left), Call):
        return ""
    head = _base(right.head) if isinstance(right, Call) else None
    if isinstance(head, Ident) and head.style == "function":
        return "thin"  # as TeX sets the name of an operator
    if isinstance(left, Number) or isinstance(right, Fenced) or (isinstance(left, Fenced) and isinstance(right, Ident)):
        return "thin" if isinstance(left, Fraction | Root) or isinstance(_base(left), Call) else ""
    return "thin"


def _base(node: Node) -> Node:
    while isinstance(node, Scripts | Accent):
        node = node.base
    return node


def _first(node: Node) -> type[Node]:
    base = _base(node)
    return _first(base.items[0]) if isinstance(base, Factors) else type(base)


def _spelled_out(node: Node) -> bool:
    base = _base(node)
    return isinstance(base, Ident) and len(base.name) > 1 and base.style == "upright"


def is_tall(node: Node) -> bool:
    """Whether brackets around the node must grow."""
    match node:
        case Fraction(slashed=False) | Big() | Operator() | Binomial() | Cases() | Matrix() | Partial():
            return True
        case Root(radicand, _):
            return is_tall(radicand)
        case Scripts(base, _, _) | Accent(base, _) | Postfix(base, _):
            return is_tall(base)
        case Fenced(_, body, _):
            return is_tall(body)
        case Fraction(numerator, denominator, True):
            return is_tall(numerator) or is_tall(denominator)
        case Terms(items):
            return any(is_tall(item) for _, item in items)
        case Factors(items) | Infix(items, _):
            return any(is_tall(item) for item in items)
        case Call(head, arguments, _):
            return is_tall(head) or any(is_tall(item) for item in arguments)
        case Count(members, condition):
            return is_tall(members) or is_tall(condition)
        case Indicator(condition, False):
            return is_tall(condition)
        case _:
            return False


def is_stacked(node: Node) -> bool:
    """Whether a fraction in the node has something high above or below its bar."""
    if isinstance(node, Fraction) and (is_tall(node.numerator) or is_tall(node.denominator)):
        return True
    return any(map(is_stacked, _inside(node)))


def _inside(thing: Any) -> Iterator[Node]:
    """The nodes directly below."""
    for part in thing if isinstance(thing, tuple) else (getattr(thing, field.name) for field in fields(thing)):
        if isinstance(part, Node):
            yield part
        elif isinstance(part, tuple):
            yield from _inside(part)


def width(node: Node) -> float:
    """About how wide the node is in print, in units of the font size; used to decide where long lines break."""
    match node:
        case Ident(name, style):
            return 0.57 if len(name) == 1 or style == "italic" else 0.52 * len(name)
        case Number(digits) | Words(digits):
            return 0.5 * len(digits)
        case Terms(items):
            return sum(width(item) for _, item in items) + 1.22 * (len(items) - 1) + (0.8 if items[0][0] == "-" else 0)
        case Factors(items):
            thin = sum(gap(left, right) != "" for left, right in pairwise(items))
            return sum(map(width, items)) + 0.2 * thin
        case Fraction(numerator, denominator, slashed):
            wide = width(numerator), width(denominator)
            return sum(wide) + 0.5 if slashed else max(wide) + 0.25
        case Root(radicand, _):
            return width(radicand) + 0.9
        case Scripts(base, sub, sup):
            return width(base) + 0.05 + max(_small(sub), _small(sup))
        case Accent(base, _) | Postfix(base, _):
            return width(base) + 0.3
        case Fenced(_, body, _):
            return width(body) + (1.5 if is_tall(body) else 0.8)
        case Call(head, arguments, _):
            inner = sum(map(width, arguments)) + 0.45 * (len(arguments) - 1)
            return width(head) + inner + (1.2 if any(map(is_tall, arguments)) else 0.65)
        case Big(kind, body, variable, low, high):
            ends = _small(low), _small(high)
            if kind == "integral":
                return 0.8 + max(ends) + width(body) + 1.3
            under = sum(ends) + 1.2 if kind in {"max", "min"} else max(ends[0] + _small(variable) + 0.5, ends[1])
            return max(1.6, under + 0.3) + width(body)
        case Operator(kind, body, low, high, differentials):
            named = 1.6 if kind in {"sum", "product", "integral"} else 0.55 * len(kind)
            return max(named, _small(low), _small(high)) + width(body) + sum(width(d) + 0.8 for d in differentials)
        case Count(members, condition):
            return width(members) + width(condition) + 2.4
        case Indicator(condition, subscript):
            return 0.6 + (_small(condition) if subscript else width(condition))
        case Partial(quantity, variable, operator):
            return (width(quantity) + width(variable) if operator else max(width(quantity), width(variable))) + 0.8
        case Infix(items, signs):
            return sum(map(width, items)) + sum(
                0.45 if sign in {",", ";"} else 1.34 if len(sign) < 3 or sign in {"dot", "times"} else 2.2
                for sign in signs
            )
        case Binomial(top, bottom):
            return max(width(top), width(bottom)) + 1.5
        case Cases(rows):
            return 2 + max(width(value) + (width(condition) + 1.5 if condition else 4) for value, condition in rows)
        case Matrix(rows):
            return 0.5 + sum(max(map(width, column)) + 1 for column in zip(*rows, strict=True))
        case Sentence(parts):
            return sum(0.45 * len(part) if isinstance(part, str) else width(part) for part in parts)
        case _:
            raise TypeError(f"no width for {type(node).__name__}")


def _small(node: Node | None) -> float:
    """The width of a script or limit, where signs stand without space."""
    if node is None:
        return 0.0
    signs = len(node.items) - 1 if isinstance(node, Terms | Infix) else 0
    return 0.73 * (width(node) - 0.44 * signs)
