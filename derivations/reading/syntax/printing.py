r"""A tree as text again: canonical plain text, which is the echo of what was read, and LaTeX.

Both can be read back to an equal tree. Brackets are written where the reading needs them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from derivations.reading.syntax import tree
from derivations.reading.syntax.spelling import GREEK
from derivations.reading.syntax.tree import Add, Call, Head, Mul, Name, Node, Number, Power, Quotient

__all__ = ["ATOM", "LEVELS", "OPEN_TO_THE_RIGHT", "POWER", "PRODUCT", "SUM", "Plain", "read_as"]

SUM, PRODUCT, POWER, ATOM = 1, 2, 3, 4
LEVELS: Final[dict[type[Node], int]] = {
    tree.Relation: 0,
    tree.Given: 0,
    Add: SUM,
    tree.Neg: SUM,
    Mul: PRODUCT,
    Quotient: PRODUCT,
    tree.Elementwise: PRODUCT,
    tree.Sum: PRODUCT,
    tree.Product: PRODUCT,
    tree.Integral: PRODUCT,
    tree.Limit: PRODUCT,
    tree.Extremum: PRODUCT,
    tree.Derivative: PRODUCT,
    Power: POWER,
    tree.Factorial: POWER,
    tree.Transpose: POWER,
    tree.Evaluated: POWER,
}
OPEN_TO_THE_RIGHT: Final = (tree.Sum, tree.Product, tree.Integral, tree.Limit, tree.Extremum, tree.Derivative)
_RELATIONS: Final = {
    "~=": "≈",
    "==": "≡",
    "<<": "≪",
    ">>": "≫",
    "=d": r"\overset{d}{=}",
    "<~": r"\lesssim",
    ">~": r"\gtrsim",
    "ni": r"\ni",
    "asymp": r"\asymp",
    "prec": r"\prec",
    "succ": r"\succ",
    "dependent": r"\not\perp",
    "!~=": r"\not\approx",
    "=:": r"\eqqcolon",
}


class Plain:
    """One method for each kind of node."""

    dot = "*"
    opening, closing = "(", ")"
    styles: ClassVar = {"bold": "bold", "cal": "cal", "bb": "bb", "frak": "frak"}

    def show(self, node: Node, level: int = 0) -> str:
        text: str = getattr(self, type(node).__name__.lower())(node)
        return self.round(text) if LEVELS.get(type(node), ATOM) < level else text

    def round(self, text: str) -> str:
        return self.opening + text + self.closing

    def list(self, nodes: Sequence[Node]) -> str:
        return ", ".join(self.show(node) for node in nodes)

    def inside(self, args: Sequence[Node], separator: str, given: Sequence[Node]) -> str:
        mark = f" {separator} " if separator != ";" else "; "
        return self.list(args) + (mark + self.list(given) if given else "")

    def relation_sign(self, kind: str) -> str:
        return _RELATIONS.get(kind, kind)

    # ---- leaves

    def number(self, node: Number) -> str:
        if node.places is None:
            return str(node.value) if node.value.denominator == 1 else self.round(str(node.value))
        if node.places <= 0:
            return f"{int(node.value / 10**-node.places)}e{-node.places}"
        digits = str(int(node.value * 10**node.places)).rjust(node.places + 1, "0")
        return f"{digits[: -node.places]}.{digits[-node.places :]}"

    def infinity(self, _: tree.Infinity) -> str:
        return "inf"

    def dots(self, _: tree.Dots) -> str:
        return "..."

    def hole(self, _: tree.Hole) -> str:
        return "·"

    def word(self, base: str) -> str:
        return base

    def decorated(self, command: str, text: str) -> str:
        return f"{command}({text})"

    def name(self, node: Name) -> str:
        base, _, own = node.base.partition("_") if node.subscript else (node.base, "", "")
        text = self.word(base)
        if node.style:
            text = self.decorated(self.styles[node.style], text)
        for accent in reversed(node.accent.split()):
            text = self.decorated(accent, text)
        if own:
            text += "_{" + ",".join([own.strip("{}"), *map(self.show, node.subscript)]) + "}"
        elif node.subscript:
            text += self.script("_", node.subscript)
        return text + "'" * node.primes + self.label(node.label)

    def label(self, label: tuple[Node, ...]) -> str:
        if not label:
            return ""
        first = label[0]
        if isinstance(first, Name) and first.base in {"*", "+", "-", "_+", "_-", "_*"}:
            return (first.base[0] if len(first.base) == 2 else "^") + "{" + first.base[-1] + "}"
        if isinstance(first, tree.Neg):
            return "^{-1}"
        return "^{(" + self.list(label) + ")}"

    def script(self, sign: str, nodes: tuple[Node, ...]) -> str:
        text = ",".join(self.show(node) for node in nodes)
        return sign + (text if len(nodes) == 1 and self.is_short(nodes[0]) else "{" + text + "}")

    def is_short(self, node: Node) -> bool:
        """Whether it can stand as a script without braces."""
        if isinstance(node, tree.Infinity):
            return True
        if isinstance(node, Number):
            return node.places is None and node.value.denominator == 1 and node.value >= 0
        return isinstance(node, Name) and node == Name(node.base) and (len(node.base) == 1 or node.base in GREEK)

    def words(self, node: tree.Words) -> str:
        return f"text({node.text})"

    # ---- sums, products, powers

    def add(self, node: Add) -> str:
        pieces = []
        for index, (term, sign) in enumerate(zip(node.terms, node.signs, strict=True)):
            shown = self.show(term, PRODUCT)
            if index == 0:
                pieces.append(shown if sign == "+" else self.sign(sign) + shown)
            else:
                pieces.append(f" {self.sign(sign)} {shown}")
        return "".join(pieces)

    def sign(self, sign: str) -> str:
        return sign

    def neg(self, node: tree.Neg) -> str:
        return "-" + self.show(node.body, PRODUCT)

    def mul(self, node: Mul) -> str:
        return self.dot.join(
            self.factor(factor, last=index == len(node.factors) - 1) for index, factor in enumerate(node.factors)
        )

    def factor(self, node: Node, *, last: bool) -> str:
        return self.show(node, PRODUCT if last and isinstance(node, OPEN_TO_THE_RIGHT) else POWER)

    def elementwise(self, node: tree.Elementwise) -> str:
        return " ⊙ ".join(self.show(factor, POWER) for factor in node.factors)

    def quotient(self, node: Quotient) -> str:
        top = self.show(
            node.numerator,
            PRODUCT if isinstance(node.numerator, Mul) and not self.ends_open(node.numerator) else POWER,
        )
        return f"{top}/{self.show(node.denominator, POWER)}"

    @staticmethod
    def ends_open(node: Mul) -> bool:
        return isinstance(node.factors[-1], OPEN_TO_THE_RIGHT)

    def power(self, node: Power) -> str:
        return self.show(node.base, ATOM) + self.exponent(node.exponent)

    def exponent(self, node: Node) -> str:
        return "^" + (self.show(node) if self.is_short(node) else self.round(self.show(node)))

    def root(self, node: tree.Root) -> str:
        name = "sqrt" if node.index is None else "root" + self.script("_", (node.index,))
        return f"{name}({self.show(node.radicand)})"

    def factorial(self, node: tree.Factorial) -> str:
        return self.show(node.body, ATOM) + "!"

    def transpose(self, node: tree.Transpose) -> str:
        return self.show(node.body, ATOM) + "^⊤"

    # ---- heads and calls

    def head(self, node: Head) -> str:
        subscript = "_{" + self.list(node.subscript) + "}" if node.subscript else ""
        content = self.inside(node.args, "|", node.given)
        return node.kind + subscript + (f"[{content}]" if node.kind == "E" else f"({content})")

    def call(self, node: Call) -> str:
        if node.function == Name("inner"):
            return f"⟨{self.list(node.args)}⟩"
        return f"{self.function(node.function)}({self.inside(node.args, node.separator, node.given)})"

    def function(self, node: Name) -> str:
        return self.name(node)

    def group(self, node: tree.Group) -> str:
        left, right = {"[]": ("[", "]"), "{}": ("{", "}"), "<>": ("⟨", "⟩")}[node.kind]
        return left + self.show(node.body) + right

    def abs(self, node: tree.Abs) -> str:
        return f"abs({self.show(node.body)})"

    def norm(self, node: tree.Norm) -> str:
        return f"norm({self.show(node.body)})" + (self.script("_", (node.order,)) if node.order is not None else "")

    def floor(self, node: tree.Floor) -> str:
        return f"floor({self.show(node.body)})"

    def ceil(self, node: tree.Ceil) -> str:
        return f"ceil({self.show(node.body)})"

    def binomial(self, node: tree.Binomial) -> str:
        return f"binom({self.show(node.n)}, {self.show(node.k)})"

    # ---- big operators

    def below(self, node: tree.Sum | tree.Product) -> str:
        variables = ",".join(self.show(name) for name in node.variables)
        if node.condition is not None and node.lower is not None:
            return f"{variables}={self.show(node.lower)}, {self.condition(node.condition)}"
        if node.condition is not None:
            return self.show(node.condition)
        if node.domain is not None:
            return f"{variables} {self.relation_sign('in')} {self.show(node.domain)}"
        if node.lower is not None:
            return (variables + "=" if variables else "") + self.show(node.lower)
        return variables

    def limits(self, below: str, above: Node | None) -> str:
        return ("_{" + below + "}" if below else "") + (self.exponent(above) if above is not None else "")

    def big(self, sign: str, limits: str, body: Node) -> str:
        return f"{sign}{limits} {self.show(body, PRODUCT)}"

    def sum(self, node: tree.Sum) -> str:
        return self.big("sum", self.limits(self.below(node), node.upper), node.body)

    def product(self, node: tree.Product) -> str:
        return self.big("prod", self.limits(self.below(node), node.upper), node.body)

    def limit(self, node: tree.Limit) -> str:
        return self.big(
            "lim",
            "_{" + f"{self.show(node.variable)} {self.relation_sign('->')} {self.show(node.target)}" + "}",
            node.body,
        )

    def extremum(self, node: tree.Extremum) -> str:
        return self.big(node.kind, "_{" + self.list(node.over) + "}" if node.over else "", node.body)

    integral_sign = "int"

    def integral(self, node: tree.Integral) -> str:
        lower = node.lower if node.upper is not None else node.domain
        limits = self.limits(self.show(lower) if lower is not None else "", node.upper)
        variables = " ".join(self.differential(variable) for variable in node.variables)
        return f"{self.integral_sign}{limits} {self.show(node.body, PRODUCT)} {variables}"

    def differential(self, variable: Node) -> str:
        text = self.show(variable, ATOM)
        plain = isinstance(variable, Name) and not variable.accent and not variable.style
        return f"d{text}" if plain or not isinstance(variable, Name) else f"d {text}"

    def derivative(self, node: tree.Derivative) -> str:
        d = "∂" if node.partial else "d"
        total = sum(node.orders)
        below = " ".join(
            self.differential(variable).replace("d", d, 1) + (f"^{order}" if order > 1 else "")
            for variable, order in zip(node.variables, node.orders, strict=True)
        )
        return f"{d}{f'^{total}' if total > 1 else ''}/{below}({self.show(node.body)})"

    def evaluated(self, node: tree.Evaluated) -> str:
        lower = "_{" + self.show(node.lower) + "}" if node.lower is not None else ""
        return f"[{self.show(node.body)}]{lower}" + (
            "^{" + self.show(node.upper) + "}" if node.upper is not None else ""
        )

    # ---- lists

    def cases(self, node: tree.Cases) -> str:
        rows = []
        for value, condition in zip(node.values, node.conditions, strict=True):
            words = "otherwise" if condition is None else "if " + self.condition(condition)
            rows.append(f"{self.show(value)} {words}")
        return f"cases({'; '.join(rows)})"

    def condition(self, node: Node) -> str:
        return self.list(node.items) if isinstance(node, tree.Tuple) else self.show(node)

    def tuple(self, node: tree.Tuple) -> str:
        return self.round(self.list(node.items))

    def setof(self, node: tree.SetOf) -> str:
        return "{" + self.inside(node.items, ":", node.condition) + "}"

    def interval(self, node: tree.Interval) -> str:
        return (
            ("[" if node.left_closed else "(")
            + f"{self.show(node.lower)}, {self.show(node.upper)}"
            + ("]" if node.right_closed else ")")
        )

    def given(self, node: tree.Given) -> str:
        return self.inside(node.left, node.separator, node.right)

    def relation(self, node: tree.Relation) -> str:
        text = self.show(node.sides[0], SUM)
        for kind, side in zip(node.kinds, node.sides[1:], strict=True):
            text += f" {self.relation_sign(kind)} {self.show(side, SUM)}"
        return text


def read_as(node: Node) -> str:
    r"""The tree as canonical plain text.

    >>> from derivations.reading import read_expression
    >>> read_as(read_expression(r"\tfrac12 \int_{-\infty}^{\infty} y^2 f_Y(y)\,dy"))
    '(1/2)*int_{-inf}^inf y^2*f_Y(y) dy'
    """
    return Plain().show(node)
