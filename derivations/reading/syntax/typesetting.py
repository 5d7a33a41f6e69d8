r"""A formula that somebody wrote, as a layout tree: its own names, its own order, nothing simplified.

From there it goes to every format, as the terms of this project do.

>>> from derivations.notation import latex, text
>>> from derivations.reading import read_expression
>>> written = typeset(read_expression(r"E[x]^2 - w_1 x_1 + \cdots + E[\,w_n x_n]/2"))
>>> print(latex(written))
\mathbb{E}[x]^2 - w_1 x_1 + \cdots + \frac{\mathbb{E}[w_n x_n]}{2}
>>> text(written)
'E[x]^2 - w_1*x_1 + ... + E[w_n*x_n]/2'
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from derivations.notation import nodes as n
from derivations.notation.arithmetic import fenced, raised
from derivations.notation.layout import joined
from derivations.notation.names import index, is_greek, printable
from derivations.reading.syntax import tree
from derivations.reading.syntax.printing import ATOM, LEVELS, OPEN_TO_THE_RIGHT, POWER, PRODUCT, SUM, Plain

__all__ = ["typeset"]

_STYLES: Final = {"bold": "bold", "cal": "calligraphic", "bb": "blackboard", "frak": "fraktur"}
_HEADS: Final = {"E": n.Ident("E", "blackboard"), "P": n.Ident("P"), "Sd": n.Ident("SD", "function")}
_GROUPS: Final = {"[]": ("[", "]"), "{}": ("{", "}"), "<>": ("<", ">")}
_SET_OPERATIONS: Final = {"intersection": "cap", "union": "union"}
_SIGNS_BEFORE: Final = {"Delta": n.Ident("Delta"), "d": n.Ident("d", "upright")}  # what is a part of a name
_SIGNED_LABELS: Final = frozenset("*+-")
_ATOMS: Final = n.Ident | n.Scripts | n.Accent | n.Call


def typeset(node: tree.Node, *, inline: bool = False) -> n.Node:
    """The layout tree of what was written; `inline` writes fractions with a slash, for running text."""
    return _at(node, inline=inline)


def _at(node: tree.Node, level: int = 0, *, inline: bool = False) -> n.Node:
    """The node, in round brackets where what stands around it binds as tightly as `level`.

    `inline` writes fractions with a slash, as in exponents and indices.
    """
    made = _node(node, inline)
    barred = isinstance(made, n.Fraction) and not made.slashed and level <= POWER
    return fenced(made) if _level(node) < level and not barred else made


def _level(node: tree.Node) -> int:
    r"""How tightly what was written binds; a difference `\Delta a` is written as a product is."""
    return PRODUCT if isinstance(node, tree.Name) and node.accent in _SIGNS_BEFORE else LEVELS.get(type(node), ATOM)


def _node(node: tree.Node, inline: bool) -> n.Node:
    def at(child: tree.Node, level: int = 0) -> n.Node:
        return _at(child, level, inline=inline)

    match node:
        case tree.Number():
            return _number(node, inline)
        case tree.Infinity():
            return n.Ident("infinity")
        case tree.Name():
            return _name(node)
        case tree.Dots():
            return n.Ident("cdots")
        case tree.Hole():
            return n.Ident("·")
        case tree.Words(text):
            return n.Words(printable(text))
        case tree.Add(terms, signs):
            return n.Terms(tuple((sign, at(term, PRODUCT)) for sign, term in zip(signs, terms, strict=True)))
        case tree.Neg(body):
            return n.Terms((("-", at(body, PRODUCT)),))
        case tree.Mul():
            return _product(node, inline)
        case tree.Elementwise(factors):
            return n.Infix(tuple(at(factor, POWER) for factor in factors), ("odot",) * (len(factors) - 1))
        case tree.Quotient(numerator, denominator):
            if inline:
                return n.Fraction(at(numerator, PRODUCT), at(denominator, POWER), slashed=True)
            return n.Fraction(at(numerator), at(denominator))
        case tree.Power(base, exponent):
            return raised(at(base, ATOM), _at(exponent, inline=True))
        case tree.Root(radicand, order):
            return n.Root(at(radicand), _at(order, inline=True) if order is not None else None)
        case tree.Factorial(body):
            return n.Postfix(at(body, ATOM), "!")
        case tree.Transpose(body):
            return raised(at(body, ATOM), n.Ident("transpose"))
        case tree.Head():
            return _head(node, inline)
        case tree.Call():
            return _call(node, inline)
        case tree.Group(body, kind):
            left, right = _GROUPS[kind]
            return n.Fenced(left, at(body), right)
        case tree.Abs(body):
            return n.Fenced("|", at(body), "|")
        case tree.Norm(body, order):
            norm = n.Fenced("norm", at(body), "norm")
            return n.Scripts(norm, _at(order, inline=True)) if order is not None else norm
        case tree.Floor(body):
            return n.Fenced("floor", at(body), "floor")
        case tree.Ceil(body):
            return n.Fenced("ceil", at(body), "ceil")
        case tree.Binomial(top, bottom):
            return n.Binomial(at(top), at(bottom))
        case tree.Tuple(items):
            return fenced(_list(items, inline))
        case tree.SetOf(items, condition):
            return n.Fenced("{", _given(items, ":", condition, inline), "}")
        case tree.Interval(lower, upper, left_closed, right_closed):
            ends = joined((at(lower), at(upper)))
            return n.Fenced("[" if left_closed else "(", ends, "]" if right_closed else ")")
        case tree.Given(left, right, separator):
            return _given(left, separator, right, inline)
        case tree.Relation(sides, kinds):
            return n.Infix(tuple(at(side, SUM) for side in sides), kinds)
        case tree.Cases(values, conditions):
            rows = zip(values, conditions, strict=True)
            return n.Cases(tuple((at(value), _condition(condition)) for value, condition in rows))
        case tree.Evaluated(body, lower, upper):
            low, high = (_at(end, inline=True) if end is not None else None for end in (lower, upper))
            return n.Scripts(n.Fenced("[", at(body), "]"), low, high)
        case tree.Derivative():
            return _derivative(node, inline)
        case _:
            return _operator(node, inline)


# ---- names and numbers


def _number(node: tree.Number, inline: bool) -> n.Node:
    if node.places is not None:
        mantissa, _, exponent = Plain().number(node).partition("e")
        if exponent:
            return n.Infix((n.Number(mantissa), n.Scripts(n.Number("10"), None, n.Number(exponent))), ("times",))
        return n.Number(mantissa)
    top = n.Number(str(abs(node.value.numerator)))
    made = n.Fraction(top, n.Number(str(node.value.denominator)), inline) if node.value.denominator != 1 else top
    return n.Terms((("-", made),)) if node.value < 0 else made


def _name(node: tree.Name) -> n.Node:
    base = printable(node.base)
    short = len(base) == 1 or is_greek(base)
    made: n.Node = n.Ident(base, _STYLES.get(node.style, "italic" if short else "upright"))  # type: ignore[arg-type]
    for accent in reversed(node.accent.split() if node.accent not in _SIGNS_BEFORE else ()):
        made = n.Accent(made, accent)  # type: ignore[arg-type]
    for _ in range(node.primes):
        made = n.Accent(made, "prime")
    below = [_at(part, inline=True) for part in node.subscript]
    above: n.Node | None = None
    if node.label:
        first = node.label[0]
        sign = first.base.removeprefix("_") if isinstance(first, tree.Name) else ""
        if sign in _SIGNED_LABELS:
            mark = n.Ident(sign, "upright")
            below, above = ([*below, mark], None) if first != tree.Name(sign) else (below, mark)
        elif isinstance(first, tree.Neg):
            above = _at(first, inline=True)
        else:
            above = fenced(_list(node.label, inline=True))
    if below or above is not None:
        made = n.Scripts(made, index(tuple(below)) if below else None, above)
    before = _SIGNS_BEFORE.get(node.accent)
    return made if before is None else n.Factors((before, made))


def _function(node: tree.Name) -> n.Node:
    """The name of a function; one of several letters is upright and spaced as a function's."""
    made = _name(node)
    core = made.base if isinstance(made, n.Scripts) else made
    if not isinstance(core, n.Ident) or core.style != "upright":
        return made
    named = n.Ident(core.name, "function")
    return n.Scripts(named, made.sub, made.sup) if isinstance(made, n.Scripts) else named


# ---- products, heads, calls


def _product(node: tree.Mul, inline: bool) -> n.Node:
    """Factors side by side, and a dot or a cross where one was written; `a mod s` is read as a call of mod."""
    called = node.factors[-1]
    if isinstance(called, tree.Call) and called.function == tree.Name("mod") and len(called.args) == 1:
        rest = node.factors[:-1]
        left = tree.Mul(rest, node.operators[:-1]) if len(rest) > 1 else rest[0]
        return n.Infix((_at(left, POWER, inline=inline), _at(called.args[0], POWER, inline=inline)), ("mod",))
    last = len(node.factors) - 1
    shown = [
        _at(factor, PRODUCT if place == last and isinstance(factor, OPEN_TO_THE_RIGHT) else POWER, inline=inline)
        for place, factor in enumerate(node.factors)
    ]
    shown = [fenced(item) if isinstance(item, n.Infix | n.Fraction) and _is_flat(item) else item for item in shown]
    signs = [{"cdot": "dot", "times": "times"}.get(sign, "") for sign in node.operators] or [""] * last
    runs: list[list[n.Node]] = [[shown[0]]]
    for sign, item, written in zip(signs, shown[1:], node.factors[1:], strict=True):
        if sign or isinstance(written, tree.Number):
            runs.append([item])
        else:
            runs[-1].append(item)
    between = tuple(
        sign or "dot" for sign, written in zip(signs, node.factors[1:], strict=True)
        if sign or isinstance(written, tree.Number)
    )  # fmt: skip
    items = tuple(run[0] if len(run) == 1 else n.Factors(tuple(run)) for run in runs)
    return n.Infix(items, between) if between else items[0]


def _is_flat(item: n.Node) -> bool:
    return isinstance(item, n.Infix) or (isinstance(item, n.Fraction) and item.slashed)


def _list(nodes: Sequence[tree.Node], inline: bool) -> n.Node:
    """With commas; dots in a list stand on the line."""
    return joined(tuple(n.Ident("dots") if node == tree.Dots() else _at(node, inline=inline) for node in nodes))


def _given(left: Sequence[tree.Node], separator: str, right: Sequence[tree.Node], inline: bool) -> n.Node:
    if not right:
        return _list(left, inline)
    return n.Infix((_list(left, inline), _list(right, inline)), (separator or "|",))


def _head(node: tree.Head, inline: bool) -> n.Node:
    if node.kind == "Indicator":
        return n.Indicator(_list(node.args, inline), subscript=node.bracket != "[]")
    head: n.Node = _HEADS.get(node.kind, n.Ident(node.kind, "function"))
    if node.subscript:
        head = n.Scripts(head, _list(node.subscript, inline=True))
    square = node.bracket == "[]" or (node.bracket != "()" and node.kind == "E")
    return n.Call(head, (_given(node.args, "|", node.given, inline),), "[" if square else "(")


def _call(node: tree.Call, inline: bool) -> n.Node:
    if node.function == tree.Name("inner"):
        return n.Fenced("<", _list(node.args, inline), ">")
    if node.function.base in _SET_OPERATIONS and len(node.args) == 2:
        sides = tuple(_at(arg, POWER, inline=inline) for arg in node.args)
        return n.Infix(sides, (_SET_OPERATIONS[node.function.base],))
    content = _given(node.args, node.separator, node.given, inline)
    return n.Call(_function(node.function), (content,), "[" if node.bracket == "[]" else "(")


# ---- operators


def _operator(node: tree.Node, inline: bool) -> n.Node:
    match node:
        case tree.Sum() | tree.Product():
            kind = "sum" if isinstance(node, tree.Sum) else "product"
            high = _at(node.upper, inline=True) if node.upper is not None else None
            return n.Operator(kind, _at(node.body, PRODUCT, inline=inline), _range(node), high)
        case tree.Integral(body, variables, lower, upper, domain):
            below = lower if upper is not None else domain
            low, high = (_at(end, inline=True) if end is not None else None for end in (below, upper))
            differentials = tuple(_at(variable, ATOM, inline=inline) for variable in variables)
            return n.Operator("integral", _at(body, PRODUCT, inline=inline), low, high, differentials)
        case tree.Limit(body, variable, target):
            low = n.Infix((_at(variable, inline=True), _at(target, inline=True)), ("->",))
            return n.Operator("lim", _at(body, PRODUCT, inline=inline), low)
        case tree.Extremum(kind, body, over):
            low = _list(over, inline=True) if over else None
            return n.Operator(kind, _at(body, PRODUCT, inline=inline), low)
        case _:
            raise TypeError(f"no layout for {type(node).__name__}")


def _range(node: tree.Sum | tree.Product) -> n.Node | None:
    """What stands below a sum."""

    def small(part: tree.Node) -> n.Node:
        return _at(part, inline=True)

    variables = joined(tuple(map(small, node.variables))) if node.variables else None
    if node.condition is not None:
        condition = _condition(node.condition, inline=True)
        if variables is None or node.lower is None:
            return condition
        return joined((n.Infix((variables, small(node.lower)), ("=",)), condition or variables))
    ends = [("in", node.domain), ("=", node.lower)]
    for sign, end in ends:
        if end is not None:
            return n.Infix((variables, small(end)), (sign,)) if variables is not None else small(end)
    return variables


def _condition(node: tree.Node | None, *, inline: bool = False) -> n.Node | None:
    if node is None:
        return None
    return _list(node.items, inline) if isinstance(node, tree.Tuple) else _at(node, inline=inline)


def _derivative(node: tree.Derivative, inline: bool) -> n.Node:
    """dL/dx, or d/dx (...) where what is differentiated is long."""
    sign = n.Ident("partial") if node.partial else n.Ident("d", "upright")
    total = sum(node.orders)
    above: n.Node = raised(sign, n.Number(str(total))) if total > 1 else sign
    below: list[n.Node] = []
    for variable, order in zip(node.variables, node.orders, strict=True):
        shown = _at(variable, ATOM, inline=inline)
        below += [sign, raised(shown, n.Number(str(order))) if order > 1 else shown]
    body = _at(node.body, inline=inline)
    first = next((part for part in tree.walk(node.body) if isinstance(part, tree.Name | tree.Number)), None)
    if isinstance(body, _ATOMS) and total == 1 and not isinstance(first, tree.Number):  # d 0 would be a product
        return n.Fraction(n.Factors((above, body)), n.Factors(tuple(below)))
    return n.Factors((n.Fraction(above, n.Factors(tuple(below))), n.Fenced("[", body, "]")))
