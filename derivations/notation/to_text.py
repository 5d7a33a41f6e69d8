"""Layout tree -> plain ASCII on one line, the form our reader of plain text takes.

>>> from derivations.notation.layout import layout
>>> from derivations.terms import E, random_variables
>>> x, y = random_variables("x y")
>>> to_text(layout(E(x**2) * E(y**2) - E(x) ** 2 * E(y) ** 2))
'E[x^2]*E[y^2] - E[x]^2*E[y]^2'
"""

from __future__ import annotations

from typing import Final

from derivations.notation import nodes as n
from derivations.notation.arithmetic import EULER

__all__ = ["to_text"]

LIST, SUM, PRODUCT, POWER, ATOM = range(5)
_SPECIAL: Final = {"infinity": "inf", "dots": "...", "cdots": "...", "transpose": "T"}
_FENCES: Final = {"floor": "floor(", "ceil": "ceil(", "|": "abs(", "norm": "norm("}
_SIGNS: Final = {"dot": "*", "times": "*"}


def to_text(node: n.Node) -> str:
    """The node on one line, in ASCII unless a name is not."""
    match node:
        case n.Ident(name, _):
            return _SPECIAL.get(name, name)
        case n.Number(text) | n.Words(text):
            return text
        case n.Terms(items):
            (sign, first), *rest = items
            lead = "" if sign == "+" else sign
            return lead + _at(first, PRODUCT) + "".join(f" {sign} {_at(item, PRODUCT)}" for sign, item in rest)
        case n.Factors(items):
            return "*".join([*(_closed(item) for item in items[:-1]), _at(items[-1], PRODUCT)])
        case n.Fraction(numerator, denominator, _):
            return f"{_closed(numerator)}/{_at(denominator, POWER)}"
        case n.Root(radicand, None):
            return f"sqrt({to_text(radicand)})"
        case n.Root(radicand, index):
            return f"{_at(radicand, ATOM)}^(1/{to_text(index)})" if index else ""
        case n.Scripts(base, None, sup) if base == EULER and sup is not None:
            return f"exp({to_text(sup)})"
        case n.Scripts(base, sub, sup):
            return _at(base, ATOM) + _subscript(sub) + _superscript(sup)
        case n.Accent(base, "prime"):
            return f"{to_text(base)}'"
        case n.Accent(base, kind):
            return f"{kind}({to_text(base)})"
        case n.Fenced(left, body, right):
            return _fenced(left, to_text(body), right)
        case n.Call(head, arguments, bracket):
            inner = ", ".join(map(to_text, arguments))
            if isinstance(head, n.Scripts) and isinstance(head.base, n.Ident) and head.base.style == "function":
                return f"{to_text(head.base)}({inner}, {to_text(head.sub) if head.sub else ''})"
            return f"{to_text(head)}{bracket}{inner}{')' if bracket == '(' else ']'}"
        case n.Big():
            return _big(node)
        case n.Operator():
            return _operator(node)
        case n.Count(members, condition):
            return f"|{{{to_text(members)} : {to_text(condition)}}}|"
        case n.Indicator(condition, _):
            return f"I[{to_text(condition)}]"
        case n.Partial(quantity, variable, True):
            return f"partial/partial {to_text(variable)} ({to_text(quantity)})"
        case n.Partial(quantity, variable, _):
            return f"partial {to_text(quantity)}/partial {to_text(variable)}"
        case n.Infix((left, right), ("mod",)):
            return f"mod({_bare(left)}, {_bare(right)})"
        case n.Infix(items, signs):
            pieces = [to_text(items[0])]
            for sign, item in zip(signs, items[1:], strict=True):
                pieces.append(f"{sign} " if sign in {",", ";"} else f" {_SIGNS.get(sign, sign)} ")
                pieces.append(to_text(item))
            return "".join(pieces)
        case n.Postfix(base, sign):
            return _at(base, ATOM) + sign
        case n.Binomial(top, bottom):
            return f"binom({to_text(top)}, {to_text(bottom)})"
        case n.Cases(rows):
            parts = (f"{to_text(v)} {'otherwise' if c is None else f'if {to_text(c)}'}" for v, c in rows)
            return f"cases({'; '.join(parts)})"
        case n.Matrix(rows):
            return "[" + ", ".join("[" + ", ".join(map(to_text, row)) + "]" for row in rows) + "]"
        case n.Sentence(parts):
            return "".join(part if isinstance(part, str) else to_text(part) for part in parts)
        case _:
            raise TypeError(f"no text for {type(node).__name__}")


def _bare(node: n.Node) -> str:
    return to_text(node.body if isinstance(node, n.Fenced) and node.left == "(" else node)


def _level(node: n.Node) -> int:
    match node:
        case n.Infix(_, ("mod",)):
            return ATOM
        case n.Infix(_, signs) if set(signs) <= _SIGNS.keys():
            return PRODUCT
        case n.Infix():
            return LIST
        case n.Terms():
            return SUM
        case n.Factors() | n.Fraction() | n.Big() | n.Operator() | n.Partial():
            return PRODUCT
        case n.Scripts(base, None, _) if base == EULER:
            return ATOM
        case n.Scripts(_, _, None):
            return ATOM
        case n.Scripts() | n.Postfix():
            return POWER
        case n.Root(_, index) if index is not None:
            return POWER
        case _:
            return ATOM


def _at(node: n.Node, level: int) -> str:
    return to_text(node) if _level(node) >= level else f"({to_text(node)})"


def _closed(node: n.Node) -> str:
    """As a factor that something follows: a sum over an index and a derivative need brackets then."""
    return f"({to_text(node)})" if _ends_open(node) else _at(node, PRODUCT)


def _ends_open(node: n.Node) -> bool:
    if isinstance(node, n.Factors):
        return _ends_open(node.items[-1])
    return isinstance(node, n.Big | n.Operator | n.Partial)


def _subscript(node: n.Node | None) -> str:
    if node is None:
        return ""
    if isinstance(node, n.Factors) and all(isinstance(item, n.Ident) and len(item.name) == 1 for item in node.items):
        return "_" + "".join(map(to_text, node.items))
    if isinstance(node, n.Infix):
        return "_{" + ",".join(map(to_text, node.items)) + "}"
    inner = to_text(node)
    return f"_{inner}" if inner.isalnum() else f"_{{{inner}}}"


def _superscript(node: n.Node | None) -> str:
    if node is None:
        return ""
    inner = to_text(node)
    if isinstance(node, n.Fenced):
        return f"^{{{inner}}}"
    return f"^{inner}" if isinstance(node, n.Number | n.Ident) and inner.isalnum() else f"^({inner})"


def _fenced(left: str, body: str, right: str) -> str:
    if left == "|" and "|" not in body:
        return f"|{body}|"
    return f"{_FENCES[left]}{body})" if left in _FENCES else f"{left}{body}{right}"


def _big(node: n.Big) -> str:
    variable = to_text(node.variable)
    low, high = (to_text(end) if end else None for end in (node.low, node.high))
    if node.kind in {"max", "min"}:
        ends = f"{low} <= {variable} <= {high}" if low and high else f"{variable} >= {low}" if low else variable
        return f"{node.kind}_{{{ends}}} {_at(node.body, PRODUCT)}"
    if node.kind == "integral":
        ends = f"_{{{low}}}^{{{high}}}" if low and high else ""
        return f"int{ends} {_at(node.body, PRODUCT)} d{variable}"
    word = "sum" if node.kind == "sum" else "product"
    return f"{word}_{{{variable}{f'={low}' if low else ''}}}{f'^{{{high}}}' if high else ''} {_at(node.body, PRODUCT)}"


def _operator(node: n.Operator) -> str:
    sign = {"integral": "int", "product": "prod"}.get(node.kind, node.kind)
    low, high = (f"{mark}{{{to_text(end)}}}" if end else "" for mark, end in (("_", node.low), ("^", node.high)))
    behind = "".join(f" d{to_text(variable)}" for variable in node.differentials)
    return f"{sign}{low}{high} {_at(node.body, PRODUCT)}{behind}"
