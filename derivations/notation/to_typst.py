"""Layout tree -> typst mathematics, for PDF without TeX.

Every sign that typst's syntax could take for its own (commas, brackets, slashes) is written by name.

>>> from derivations.notation.layout import layout
>>> from derivations.terms import E, random_variables
>>> to_typst(layout(E(random_variables("x")) ** 2))
'attach(bb(E) bracket.l x bracket.r, t: 2)'
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from derivations.notation import nodes as n
from derivations.notation.names import LETTERS

__all__ = ["SIGNS", "quoted", "to_typst"]

SIGNS: Final = {
    "=": "=", "!=": "eq.not", "<=": "lt.eq", "<": "lt", ">=": "gt.eq", ">": "gt", "in": "in", "~": "tilde.op", "+": "+",
    "-": "-", "and": 'space "and" space',
    "or": 'space "or" space', "mod": 'space "mod" space', ",": "comma", ":": "colon",
    "union": "union", "!": '"!"', "±": "plus.minus", "∓": "minus.plus", "~=": "approx", "!~=": "approx.not",
    "==": "equiv", ":=": "colon.eq", "=:": "eq.colon", "<<": "lt.double", ">>": "gt.double", "<~": "lt.tilde",
    ">~": "gt.tilde", "asymp": "asymp", "prec": "prec", "succ": "succ", "propto": "prop", "ni": "in.rev",
    "notin": "in.not", "subset": "subset", "->": "arrow.r", "<-": "arrow.l", "=>": "arrow.r.double",
    "<=>": "arrow.l.r.double", "indep": "perp", "dependent": "cancel(perp)", "=d": "attach(limits(eq), t: d)",
    "dot": "dot.op", "times": "times", "odot": "⊙", "cap": "inter", ";": "semi", "|": "divides",
}  # fmt: skip
_FENCES: Final = {
    "(": "paren.l", ")": "paren.r", "[": "bracket.l", "]": "bracket.r", "{": "brace.l", "}": "brace.r", "|": "bar.v",
    "<": "chevron.l", ">": "chevron.r", "norm": "bar.v.double",
}  # fmt: skip
_SPECIAL: Final = {"infinity": "infinity", "dots": "dots.h", "cdots": "dots.h.c", "transpose": "top",
                   "partial": "partial", "phi": "ϕ", "epsilon": "ϵ"}  # fmt: skip
_ACCENTS: Final = {"hat": "hat", "bar": "macron", "tilde": "tilde", "dot": "dot", "ddot": "dot.double", "vec": "arrow",
                   "check": "caron", "breve": "breve", "ring": "circle"}  # fmt: skip
_STYLES: Final = {"blackboard": "bb", "calligraphic": "cal", "fraktur": "frak", "bold": "bold"}


def quoted(text: str) -> str:
    """A typst string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def to_typst(node: n.Node) -> str:
    """The node in typst's mathematics; a Sentence as typst markup."""
    match node:
        case n.Ident():
            return _ident(node)
        case n.Number(digits):
            return digits
        case n.Words(words):
            return quoted(words)
        case n.Terms(items):
            (sign, first), *rest = items
            lead = "" if sign == "+" else f"{SIGNS[sign]} "
            return lead + to_typst(first) + "".join(f" {SIGNS[operator]} {to_typst(item)}" for operator, item in rest)
        case n.Factors(items):
            return _factors(items)
        case n.Fraction(numerator, denominator, True):
            return f"{to_typst(numerator)} slash {to_typst(denominator)}"
        case n.Fraction(numerator, denominator, _):
            return f"frac({to_typst(numerator)}, {to_typst(denominator)})"
        case n.Root(radicand, index):
            return f"root({to_typst(index)}, {to_typst(radicand)})" if index else f"sqrt({to_typst(radicand)})"
        case n.Scripts(base, sub, sup):
            below = f", b: {to_typst(sub)}" if sub else ""
            above = f", t: {to_typst(sup)}" if sup else ""
            return f"attach({to_typst(base)}{below}{above})"
        case n.Accent(base, "prime"):
            return f"{to_typst(base)}'"
        case n.Accent(base, kind):
            return f"{_ACCENTS[kind]}({to_typst(base)})"
        case n.Fenced(left, body, right):
            return _fenced(left, to_typst(body), right, n.is_tall(body))
        case n.Call(head, arguments, bracket):
            inner = " comma ".join(map(to_typst, arguments))
            tall = any(map(n.is_tall, arguments))
            return f"{to_typst(head)} {_fenced(bracket, inner, ')' if bracket == '(' else ']', tall)}"
        case n.Big():
            return _big(node)
        case n.Operator():
            return _operator(node)
        case n.Count(members, condition):
            inner = f"{to_typst(members)} thin colon thin {to_typst(condition)}"
            tall = n.is_tall(node)
            return _fenced("|", _fenced("{", inner, "}", tall), "|", tall)
        case n.Indicator(condition, True):
            return f"attach(bold(1), b: {to_typst(condition)})"
        case n.Indicator(condition, _):
            return _fenced("[", to_typst(condition), "]", n.is_tall(condition))
        case n.Partial(quantity, variable, True):
            return f"frac(partial, partial {to_typst(variable)}) {to_typst(quantity)}"
        case n.Partial(quantity, variable):
            return f"frac(partial {to_typst(quantity)}, partial {to_typst(variable)})"
        case n.Infix(items, signs):
            pieces = [to_typst(items[0])]
            for sign, item in zip(signs, items[1:], strict=True):
                pieces.append(f" {SIGNS[sign]} {to_typst(item)}")
            return "".join(pieces)
        case n.Postfix(base, sign):
            return f"{to_typst(base)} {SIGNS[sign]}"
        case n.Binomial(top, bottom):
            return f"binom({to_typst(top)}, {to_typst(bottom)})"
        case n.Cases(rows):
            return f"cases({', '.join(f'{to_typst(value)} & {_condition(condition)}' for value, condition in rows)})"
        case n.Matrix(rows):
            return f'mat(delim: "[", {"; ".join(", ".join(map(to_typst, row)) for row in rows)})'
        case n.Sentence(parts):
            return "".join(f"#{quoted(part)}" if isinstance(part, str) else _in_text(part) for part in parts)
        case _:
            raise TypeError(f"no typst for {type(node).__name__}")


def _in_text(node: n.Node) -> str:
    return f"$display({to_typst(node)})$" if n.is_stacked(node) else f"${to_typst(node)}$"


def _ident(node: n.Ident) -> str:
    if node.name in _SPECIAL:
        return _SPECIAL[node.name]
    if node.style == "function":
        return f"op({quoted(node.name)}{', limits: #true' if node.name in {'max', 'min'} else ''})"
    letter = LETTERS.get(node.name, node.name if len(node.name) == 1 and node.name.isalpha() else "")
    if node.style in _STYLES:
        return f"{_STYLES[node.style]}({letter or quoted(node.name)})"
    if node.name in LETTERS:
        return letter
    if len(node.name) == 1 and node.name.isalpha():
        return f"upright({node.name})" if node.style == "upright" else node.name
    return quoted(node.name)


def _factors(items: tuple[n.Node, ...]) -> str:
    pieces = [to_typst(items[0])]
    for left, right in pairwise(items):
        space = n.gap(left, right)
        named = isinstance(right, n.Call) and isinstance(right.head, n.Ident) and right.head.style == "function"
        thin = " " if named or isinstance(right, n.Big) else " thin "
        pieces += [{"": " ", "thin": thin, "dot": " dot.op "}[space], to_typst(right)]
    return "".join(pieces)


def _fenced(left: str, body: str, right: str, tall: bool) -> str:
    opening = f"{left}.l" if left in {"floor", "ceil"} else _FENCES[left]
    closing = f"{right}.r" if right in {"floor", "ceil"} else _FENCES[right]
    if left == "|" and not tall:
        return f'class("opening", bar.v) {body} class("closing", bar.v)'
    return f"lr({opening} {body} {closing})" if tall else f"{opening} {body} {closing}"


def _big(node: n.Big) -> str:
    body, variable = to_typst(node.body), to_typst(node.variable)
    low, high = (to_typst(end) if end else None for end in (node.low, node.high))
    if node.kind == "integral":
        ends = f"attach(integral, b: {low}, t: {high})" if low and high else "integral"
        return f"{ends} {body} thin d {variable}"
    if node.kind in {"max", "min"}:
        under = f"{variable} gt.eq {low}" if low else variable
        under = f"{low} lt.eq {variable} lt.eq {high}" if low and high else under
        return f'attach(op("{node.kind}", limits: #true), b: {under}) {body}'
    under = f"{variable} = {low}" if low else variable
    above = f", t: {high}" if high else ""
    return f"attach({'sum' if node.kind == 'sum' else 'product'}, b: {under}{above}) {body}"


def _operator(node: n.Operator) -> str:
    sign = node.kind if node.kind in {"sum", "product", "integral"} else f'op("{node.kind}", limits: #true)'
    below = f", b: {to_typst(node.low)}" if node.low else ""
    above = f", t: {to_typst(node.high)}" if node.high else ""
    behind = "".join(f" thin d {to_typst(variable)}" for variable in node.differentials)
    return f"{f'attach({sign}{below}{above})' if below or above else sign} {to_typst(node.body)}{behind}"


def _condition(condition: n.Node | None) -> str:
    return '"otherwise"' if condition is None else f'"if" space {to_typst(condition)}'
