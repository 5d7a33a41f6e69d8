r"""Layout tree -> LaTeX for amsmath and amssymb.

>>> from derivations.notation.layout import layout
>>> from derivations.terms import E, Var, random_variables
>>> x, y = random_variables("x y")
>>> print(to_latex(layout(E(x**2 * y**2) - E(x * y) ** 2)))
\mathbb{E}[x^2 y^2] - \mathbb{E}[x y]^2
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from derivations.notation import nodes as n
from derivations.notation.arithmetic import EULER
from derivations.notation.names import GREEK, is_greek

__all__ = ["SIGNS", "between", "escape", "symbol", "to_latex"]

SIGNS: Final = {
    "=": "=", "!=": r"\ne", "<=": r"\le", "<": "<", ">=": r"\ge", ">": ">", "in": r"\in", "~": r"\sim",
    "and": r"\text{ and }", "or": r"\text{ or }", "mod": r"\bmod", ",": ",", ":": r"\colon", "union": r"\cup", "!": "!",
    "±": r"\pm", "∓": r"\mp", "~=": r"\approx", "!~=": r"\not\approx", "==": r"\equiv", ":=": ":=", "=:": "=:",
    "<<": r"\ll", ">>": r"\gg", "<~": r"\lesssim", ">~": r"\gtrsim", "asymp": r"\asymp", "prec": r"\prec",
    "succ": r"\succ", "propto": r"\propto", "ni": r"\ni", "notin": r"\notin", "subset": r"\subset", "->": r"\to",
    "<-": r"\leftarrow", "=>": r"\Rightarrow", "<=>": r"\Leftrightarrow", "indep": r"\perp",
    "dependent": r"\not\perp", "=d": r"\overset{d}{=}", "dot": r"\cdot", "times": r"\times", "odot": r"\odot",
    "cap": r"\cap", ";": ";", "|": r"\mid",
}  # fmt: skip
FENCES: Final = {
    "(": ("(", ""), ")": ("", ")"), "[": ("[", ""), "]": ("", "]"), "{": (r"\{", ""), "}": ("", r"\}"), "|": ("|", "|"),
    "floor": (r"\lfloor", r"\rfloor"), "ceil": (r"\lceil", r"\rceil"), "<": (r"\langle", ""), ">": ("", r"\rangle"),
    "norm": (r"\lVert", r"\rVert"),
}  # fmt: skip
CLOSING: Final = {"(": ")", "[": "]"}
_KNOWN: Final = frozenset(["max", "min", "exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "arcsin", "arccos",
                           "arctan", "gcd", "det"])  # fmt: skip
_SPECIAL: Final = {
    "infinity": r"\infty",
    "dots": r"\dots",
    "cdots": r"\cdots",
    "partial": r"\partial",
    "transpose": r"\top",
    "omicron": "o",
    "Upsilon": r"\Upsilon",
}
_STYLES: Final = {"upright": "mathrm", "blackboard": "mathbb", "calligraphic": "mathcal", "fraktur": "mathfrak",
                  "bold": "boldsymbol"}  # fmt: skip
_LETTER_STYLES: Final = frozenset(["blackboard", "calligraphic", "fraktur", "bold"])
_RINGS: Final = {"ring": "mathring"}
_ESCAPES: Final = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": "$<$", ">": "$>$", "−": "$-$",
    "×": r"$\times$", "·": r"$\cdot$", "≤": r"$\le$", "≥": r"$\ge$", "≠": r"$\ne$", "∈": r"$\in$", "→": r"$\to$",
    "…": r"\dots{}",
    "“": "``", "”": "''",
    "‘": "`", "’": "'", "–": "--", "—": "---", "²": "$^2$", "³": "$^3$", "½": r"$\tfrac12$", "\u00a0": "~",
}  # fmt: skip


def escape(text: str) -> str:
    r"""Any text for LaTeX's text mode.

    >>> print(escape("50% of σ_w"))
    50\% of $\sigma$\_w
    """
    greek = {letter: spelled for spelled, letter in GREEK.items()}

    def one(character: str) -> str:
        if character in _ESCAPES:
            return _ESCAPES[character]
        if character in greek:
            return f"${symbol(greek[character])}$"
        return character if ord(character) < 0x180 else rf"\texttt{{U+{ord(character):04X}}}"

    powers = re.split(r"(\^\d)", text)
    return "".join(f"$^{part[1]}$" if place % 2 else "".join(map(one, part)) for place, part in enumerate(powers))


def symbol(spelled: str) -> str:
    """The command of a letter with an English name."""
    return _SPECIAL.get(spelled, "\\" + spelled)


def to_latex(node: n.Node) -> str:
    """The LaTeX of a node; of a Sentence in text mode, of everything else in math mode."""
    match node:
        case n.Ident():
            return _ident(node)
        case n.Number(digits):
            return digits
        case n.Words(words):
            return rf"\text{{{escape(words)}}}"
        case n.Terms(items):
            return _terms(items)
        case n.Factors(items):
            return _factors(items)
        case n.Fraction(numerator, denominator, slashed):
            above, below = to_latex(numerator), to_latex(denominator)
            return f"{above}/{below}" if slashed else rf"\frac{{{above}}}{{{below}}}"
        case n.Root(radicand, index):
            return rf"\sqrt{f'[{to_latex(index)}]' if index else ''}{{{to_latex(radicand)}}}"
        case n.Scripts(base, sub, sup):
            inner = to_latex(base)
            return (inner if _is_script_base(base) else f"{{{inner}}}") + _script("_", sub) + _script("^", sup)
        case n.Accent(base, "prime"):
            return to_latex(base) + "'"
        case n.Accent(base, kind):
            return rf"\{_RINGS.get(kind, kind)}{{{to_latex(base)}}}"
        case n.Fenced(left, body, right):
            return _fenced(left, to_latex(body), right, n.is_tall(body))
        case n.Call(head, arguments, bracket):
            inner = ", ".join(map(to_latex, arguments))
            tall = any(map(n.is_tall, arguments))
            return to_latex(head) + (r"\!" if tall else "") + _fenced(bracket, inner, CLOSING[bracket], tall)
        case n.Big():
            return _big(node)
        case n.Operator():
            return _operator(node)
        case n.Count(members, condition):
            tall = n.is_tall(node)
            inner = _fenced("{", f"{to_latex(members)} : {to_latex(condition)}", "}", tall)
            return _fenced("|", inner, "|", tall)
        case n.Indicator(condition, True):
            return rf"\mathbf{{1}}_{{{to_latex(condition)}}}"
        case n.Indicator(condition, _):
            return _fenced("[", to_latex(condition), "]", n.is_tall(condition))
        case n.Partial(quantity, variable, True):
            return rf"\frac{{\partial}}{{\partial {to_latex(variable)}}} {to_latex(quantity)}"
        case n.Partial(quantity, variable):
            return rf"\frac{{\partial {to_latex(quantity)}}}{{\partial {to_latex(variable)}}}"
        case n.Infix(items, signs):
            return _infix(items, signs)
        case n.Postfix(base, sign):
            return to_latex(base) + SIGNS[sign]
        case n.Binomial(top, bottom):
            return rf"\binom{{{to_latex(top)}}}{{{to_latex(bottom)}}}"
        case n.Cases(rows):
            lines = (f"{to_latex(value)} & {_condition(condition)}" for value, condition in rows)
            return r"\begin{cases} " + r" \\ ".join(lines) + r" \end{cases}"
        case n.Matrix(rows):
            lines = (" & ".join(map(to_latex, row)) for row in rows)
            return r"\begin{bmatrix} " + r" \\ ".join(lines) + r" \end{bmatrix}"
        case n.Sentence(parts):
            return "".join(escape(part) if isinstance(part, str) else f"${to_latex(part)}$" for part in parts)
        case _:
            raise TypeError(f"no LaTeX for {type(node).__name__}")


def _ident(node: n.Ident) -> str:
    spelled, style = node.name, node.style
    if node == EULER:
        return "e"
    if is_greek(spelled) or spelled in _SPECIAL:
        letter = symbol(spelled)
        return rf"\{_STYLES[style]}{{{letter}}}" if style in _LETTER_STYLES else letter
    if style == "function":
        return f"\\{spelled}" if spelled in _KNOWN else rf"\operatorname{{{_upright(spelled)}}}"
    if style in _STYLES and spelled not in {"*", "+", "-"}:
        return rf"\{_STYLES[style]}{{{_upright(spelled)}}}"
    plain = len(spelled) == 1 and spelled.isascii() and (spelled.isalnum() or spelled in "*+-")
    return spelled if plain else rf"\text{{{escape(spelled)}}}"


def _upright(word: str) -> str:
    return word if word.isascii() and word.isalnum() else rf"\text{{{escape(word)}}}"


def _terms(items: tuple[tuple[str, n.Node], ...]) -> str:
    (sign, first), *rest = items
    lead = "" if sign == "+" else SIGNS.get(sign, sign) + (" " if sign in SIGNS else "")
    return lead + to_latex(first) + "".join(f" {SIGNS.get(sign, sign)} {to_latex(item)}" for sign, item in rest)


def _factors(items: tuple[n.Node, ...]) -> str:
    return to_latex(items[0]) + "".join(between(left, right) + to_latex(right) for left, right in pairwise(items))


def between(left: n.Node, right: n.Node) -> str:
    """What stands between two factors; TeX itself puts a thin space before names of operators."""
    space = n.gap(left, right)
    if space == "thin":
        return " " if _opens_with_space(right) else r" \, "
    return r" \cdot " if space == "dot" else " "


def _opens_with_space(node: n.Node) -> bool:
    """Whether TeX itself puts a thin space before it: operator names, sums, fractions, tall brackets."""
    while isinstance(node, n.Scripts):
        node = node.base
    if isinstance(node, n.Call):
        return isinstance(_core(node.head), n.Ident) and getattr(_core(node.head), "style", "") == "function"
    if isinstance(node, n.Fenced):
        return n.is_tall(node)
    return isinstance(node, n.Big | n.Operator | n.Fraction | n.Partial | n.Binomial)


def _core(node: n.Node) -> n.Node:
    return _core(node.base) if isinstance(node, n.Scripts) else node


def _is_script_base(base: n.Node) -> bool:
    simple = n.Ident | n.Number | n.Accent | n.Fenced | n.Call | n.Root | n.Matrix | n.Count | n.Binomial
    return isinstance(base, simple) or (isinstance(base, n.Indicator) and base.subscript)


def _script(mark: str, node: n.Node | None) -> str:
    if node is None:
        return ""
    inner = to_latex(node)
    letters = n.Ident | n.Number
    if isinstance(node, n.Factors | n.Infix) and all(isinstance(item, letters) for item in node.items):
        inner = inner.replace(" ", "") if "\\" not in inner else inner
    return f"{mark}{inner}" if len(inner) == 1 else f"{mark}{{{inner}}}"


def _fenced(left: str, body: str, right: str, tall: bool) -> str:
    opening, closing = FENCES[left][0], FENCES[right][1]
    if tall:
        return rf"\left{opening} {body} \right{closing}"
    if opening == "|":
        return rf"\lvert {body} \rvert"
    space = " " if opening.startswith("\\l") else ""
    return f"{opening}{space}{body}{space}{closing}"


def _big(node: n.Big) -> str:
    body = to_latex(node.body)
    variable = to_latex(node.variable)
    low, high = (to_latex(end) if end else None for end in (node.low, node.high))
    if node.kind == "integral":
        ends = f"_{{{low}}}^{{{high}}}" if low and high else ""
        return rf"\int{ends} {body} \, d{variable if len(variable) == 1 else ' ' + variable}"
    if node.kind in {"max", "min"}:
        return rf"\{node.kind}_{{{_range(variable, low, high)}}} {body}"
    sign = "sum" if node.kind == "sum" else "prod"
    under = f"{variable}={low}" if low else variable
    return rf"\{sign}_{{{under}}}{f'^{{{high}}}' if high else ''} {body}"


def _operator(node: n.Operator) -> str:
    sign = {"product": r"\prod", "integral": r"\int", "argmax": r"\arg\max", "argmin": r"\arg\min"}.get(
        node.kind, f"\\{node.kind}"
    )
    behind = "".join(rf" \, d {to_latex(variable)}" for variable in node.differentials)
    return f"{sign}{_script('_', node.low)}{_script('^', node.high)} {to_latex(node.body)}{behind}"


def _range(variable: str, low: str | None, high: str | None) -> str:
    if low and high:
        return rf"{low} \le {variable} \le {high}"
    return rf"{variable} \ge {low}" if low else variable


def _infix(items: tuple[n.Node, ...], signs: tuple[str, ...]) -> str:
    pieces = [to_latex(items[0])]
    for sign, item in zip(signs, items[1:], strict=True):
        pieces.append((", " if sign == "," else f" {SIGNS.get(sign, sign)} ") + to_latex(item))
    return "".join(pieces)


def _condition(condition: n.Node | None) -> str:
    return r"\text{otherwise}" if condition is None else rf"\text{{if }} {to_latex(condition)}"
