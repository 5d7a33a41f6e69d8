r"""A tree as LaTeX that is read back to an equal tree."""

from __future__ import annotations

from typing import ClassVar, Final

from derivations.reading.syntax import tree
from derivations.reading.syntax.printing import ATOM, POWER, PRODUCT, Plain
from derivations.reading.syntax.spelling import GREEK, words
from derivations.reading.syntax.tree import Call, Head, Mul, Name, Node, Number, Power, Quotient

__all__ = ["to_latex"]

_LATEX_RELATIONS: Final = {
    "~=": r"\approx",
    "==": r"\equiv",
    "<=": r"\le",
    ">=": r"\ge",
    "!=": r"\ne",
    "~": r"\sim",
    "in": r"\in",
    "notin": r"\notin",
    "subset": r"\subset",
    "propto": r"\propto",
    "->": r"\to",
    "<-": r"\leftarrow",
    "indep": r"\perp",
    "=d": r"\overset{d}{=}",
    "<<": r"\ll",
    ">>": r"\gg",
    "=>": r"\Rightarrow",
    "<=>": r"\Leftrightarrow",
    "<~": r"\lesssim",
    ">~": r"\gtrsim",
    ":=": r"\coloneqq",
    "=:": r"\eqqcolon",
    "ni": r"\ni",
    "dependent": r"\not\perp",
    "!~=": r"\not\approx",
    "asymp": r"\asymp",
    "prec": r"\prec",
    "succ": r"\succ",
}


_COMMANDS: Final = words("max min exp log ln sin cos tan sinh cosh tanh det")


class _Latex(Plain):
    dot = r" \cdot "
    opening, closing = r"\left(", r"\right)"
    styles: ClassVar = {"bold": r"\mathbf", "cal": r"\mathcal", "bb": r"\mathbb", "frak": r"\mathfrak"}

    def relation_sign(self, kind: str) -> str:
        return _LATEX_RELATIONS.get(kind, kind)

    def infinity(self, _: tree.Infinity) -> str:
        return r"\infty"

    def dots(self, _: tree.Dots) -> str:
        return r"\cdots"

    def hole(self, _: tree.Hole) -> str:
        return r"\cdot"

    def word(self, base: str) -> str:
        if base in GREEK or base in _COMMANDS:
            return f"\\{base}"
        return base if len(base) == 1 or not base.isalpha() else rf"\mathrm{{{base}}}"

    def decorated(self, command: str, text: str) -> str:
        if command == "d":
            return rf"\mathrm{{d}}{text}"
        return ("" if command.startswith("\\") else "\\") + f"{command}{{{text}}}"

    def script(self, sign: str, nodes: tuple[Node, ...]) -> str:
        return sign + "{" + ",".join(self.show(node) for node in nodes) + "}"

    def words(self, node: tree.Words) -> str:
        return rf"\text{{{node.text}}}"

    def sign(self, sign: str) -> str:
        return {"±": r"\pm", "∓": r"\mp"}.get(sign, sign)

    def mul(self, node: Mul) -> str:
        """As it was written, with a dot where nothing between the factors would change the reading."""
        shown = [self.factor(factor, last=index == len(node.factors) - 1) for index, factor in enumerate(node.factors)]
        text = shown[0]
        operators = node.operators or (r"\cdot",) * (len(shown) - 1)
        for index, (operator, piece) in enumerate(zip(operators, shown[1:], strict=True)):
            left, right = node.factors[index], node.factors[index + 1]
            base = right.base if isinstance(right, Power) else right
            safe = isinstance(left, Number | Head | Quotient | Name | Power) and isinstance(base, Name | Head)
            text += (r" \, " if not operator and safe else r" \times " if operator == "times" else self.dot) + piece
        return text

    def factor(self, node: Node, *, last: bool) -> str:
        return super().factor(node, last=last) if not isinstance(node, Quotient) else self.show(node)

    def elementwise(self, node: tree.Elementwise) -> str:
        return r" \odot ".join(self.show(factor, POWER) for factor in node.factors)

    def quotient(self, node: Quotient) -> str:
        return rf"\frac{{{self.show(node.numerator)}}}{{{self.show(node.denominator)}}}"

    def exponent(self, node: Node) -> str:
        return "^{" + self.show(node) + "}"

    def root(self, node: tree.Root) -> str:
        index = f"[{self.show(node.index)}]" if node.index is not None else ""
        return rf"\sqrt{index}{{{self.show(node.radicand)}}}"

    def transpose(self, node: tree.Transpose) -> str:
        return self.show(node.body, ATOM) + r"^{\top}"

    def head(self, node: Head) -> str:
        subscript = "_{" + self.list(node.subscript) + "}" if node.subscript else ""
        content = self.inside(node.args, r"\mid", node.given)
        sign = {"E": r"\mathbb{E}", "P": r"\mathbb{P}", "Indicator": r"\mathbb{1}"}.get(
            node.kind, rf"\mathrm{{{node.kind}}}"
        )
        left, right = (r"\left[", r"\right]") if node.kind in {"E", "Indicator"} else (r"\left(", r"\right)")
        return f"{sign}{subscript}{left}{content}{right}"

    def call(self, node: Call) -> str:
        if node.function == Name("inner"):
            return rf"\langle {self.list(node.args)} \rangle"
        separator = r"\mid" if node.separator == "|" else node.separator
        return rf"{self.function(node.function)}\left({self.inside(node.args, separator, node.given)}\right)"

    def group(self, node: tree.Group) -> str:
        left, right = {"[]": ("[", "]"), "{}": (r"\{", r"\}"), "<>": (r"\langle ", r"\rangle ")}[node.kind]
        return rf"\left{left}{self.show(node.body)}\right{right}"

    def abs(self, node: tree.Abs) -> str:
        return rf"\left|{self.show(node.body)}\right|"

    def norm(self, node: tree.Norm) -> str:
        order = "_{" + self.show(node.order) + "}" if node.order is not None else ""
        return rf"\left\|{self.show(node.body)}\right\|{order}"

    def floor(self, node: tree.Floor) -> str:
        return rf"\left\lfloor {self.show(node.body)} \right\rfloor"

    def ceil(self, node: tree.Ceil) -> str:
        return rf"\left\lceil {self.show(node.body)} \right\rceil"

    def binomial(self, node: tree.Binomial) -> str:
        return rf"\binom{{{self.show(node.n)}}}{{{self.show(node.k)}}}"

    def big(self, sign: str, limits: str, body: Node) -> str:
        command = {"argmax": r"\arg\max", "argmin": r"\arg\min"}.get(sign, f"\\{sign}")
        return f"{command}{limits} {self.show(body, PRODUCT)}"

    integral_sign = r"\int"

    def differential(self, variable: Node) -> str:
        return rf"\,\mathrm{{d}}{self.show(variable)}"

    def derivative(self, node: tree.Derivative) -> str:
        d = r"\partial " if node.partial else r"\mathrm{d}"
        total = sum(node.orders)
        below = "".join(
            f"{d}{self.show(variable)}" + (f"^{{{order}}}" if order > 1 else "")
            for variable, order in zip(node.variables, node.orders, strict=True)
        )
        return rf"\frac{{{d}{f'^{{{total}}}' if total > 1 else ''}}}{{{below}}}\left[{self.show(node.body)}\right]"

    def evaluated(self, node: tree.Evaluated) -> str:
        lower = "_{" + self.show(node.lower) + "}" if node.lower is not None else ""
        return rf"\left.{self.show(node.body)}\right|{lower}" + (
            "^{" + self.show(node.upper) + "}" if node.upper is not None else ""
        )

    def cases(self, node: tree.Cases) -> str:
        rows = (
            f"{self.show(value)} & " + (r"\text{otherwise}" if condition is None else self.condition(condition))
            for value, condition in zip(node.values, node.conditions, strict=True)
        )
        return r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}"

    def setof(self, node: tree.SetOf) -> str:
        return r"\left\{" + self.inside(node.items, ":", node.condition) + r"\right\}"


def to_latex(node: Node) -> str:
    r"""The tree as LaTeX.

    >>> from derivations.reading import read_expression
    >>> to_latex(read_expression("n/2*Var(w_1)"))
    '\\frac{n}{2} \\cdot \\mathrm{Var}\\left(w_{1}\\right)'
    """
    return _Latex().show(node)
