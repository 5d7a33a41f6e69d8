"""Layout tree -> presentation MathML (MathML Core: what browsers draw without help).

>>> from derivations.notation.layout import layout
>>> from derivations.terms import Var, random_variables
>>> print(to_mathml(layout(Var(random_variables("x")))))
<mrow><mi>Var</mi><mo>&#x2061;</mo><mrow><mo stretchy="false">(</mo><mi>x</mi><mo stretchy="false">)</mo></mrow></mrow>
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from html import escape
from itertools import pairwise
from typing import Final

from derivations.notation import nodes as n
from derivations.notation.names import LETTERS

__all__ = ["SIGNS", "math", "mo", "sign_of", "to_mathml"]

SIGNS: Final = {
    "=": "=", "!=": "≠", "<=": "≤", "<": "<", ">=": "≥", ">": ">", "in": "∈", "~": "∼", "+": "+", "-": "−", ",": ",",
    ":": ":", "union": "∪", "!": "!", "±": "±", "∓": "∓", "~=": "≈", "!~=": "≉", "==": "≡", ":=": "≔", "=:": "≕",
    "<<": "≪", ">>": "≫", "<~": "≲", ">~": "≳", "asymp": "≍", "prec": "≺", "succ": "≻", "propto": "∝", "ni": "∋",
    "notin": "∉", "subset": "⊂", "->": "→", "<-": "←", "=>": "⇒", "<=>": "⇔", "indep": "⊥", "dependent": "⊥̸",
    "dot": "⋅", "times": "×", "odot": "⊙", "cap": "∩", ";": ";", "|": "∣",
}  # fmt: skip
_WORDS: Final = frozenset(["and", "or", "mod"])
_FENCES: Final = {"floor": ("⌊", "⌋"), "ceil": ("⌈", "⌉"), "<": ("⟨", "⟩"), ">": ("⟨", "⟩"), "norm": ("‖", "‖")}
_BARS: Final = frozenset(["|", "norm"])  # the same on both sides, so their place must be said
_SHOWN: Final = LETTERS | {"phi": "ϕ", "epsilon": "ϵ", "dots": "…", "cdots": "⋯", "transpose": "⊤", "partial": "∂"}
_STYLES: Final = {"blackboard": "DOUBLE-STRUCK", "calligraphic": "SCRIPT", "fraktur": "FRAKTUR", "bold": "BOLD"}
_ACCENTS: Final = {"hat": "^", "bar": "¯", "tilde": "~", "dot": "˙", "ddot": "¨", "vec": "→", "check": "ˇ",
                   "breve": "˘", "ring": "˚"}  # fmt: skip
_OPERATORS: Final = {"sum": "∑", "product": "∏", "integral": "∫", "argmax": "arg max", "argmin": "arg min"}
_THIN: Final = '<mspace width="0.17em"/>'
_PARTIAL: Final = '<mi mathvariant="normal">∂</mi>'
_APPLY: Final = "<mo>&#x2061;</mo>"
_TIMES: Final = "<mo>&#x2062;</mo>"


def math(node: n.Node, *, display: bool = False) -> str:
    """A whole <math> element; a Sentence gives HTML with one <math> for each formula in it."""
    if isinstance(node, n.Sentence):
        return "".join(escape(part) if isinstance(part, str) else math(part) for part in node.parts)
    attribute = ' displaystyle="true"' if display else ""
    return f"<math{attribute}>{to_mathml(node)}</math>"


def to_mathml(node: n.Node) -> str:
    """The MathML of one node, without the <math> around it."""
    match node:
        case n.Ident():
            return _ident(node)
        case n.Number(digits):
            return f"<mn>{digits}</mn>"
        case n.Words(words):
            return f"<mtext>{escape(words)}</mtext>"
        case n.Terms(items):
            (sign, first), *rest = items
            pieces = [mo("−", form="prefix")] if sign == "-" else []
            pieces.append(to_mathml(first))
            for operator, item in rest:
                pieces += [mo(SIGNS[operator], form="infix"), to_mathml(item)]
            return _row(*pieces)
        case n.Factors(items):
            pieces = [to_mathml(items[0])]
            for left, right in pairwise(items):
                space = n.gap(left, right)
                pieces.append(mo("⋅") if space == "dot" else _TIMES + (_THIN if space == "thin" else ""))
                pieces.append(to_mathml(right))
            return _row(*pieces)
        case n.Fraction(numerator, denominator, True):
            return _row(to_mathml(numerator), mo("/", lspace="0", rspace="0"), to_mathml(denominator))
        case n.Fraction(numerator, denominator, _):
            return f"<mfrac>{to_mathml(numerator)}{to_mathml(denominator)}</mfrac>"
        case n.Root(radicand, index):
            inner = to_mathml(radicand)
            return f"<mroot>{inner}{to_mathml(index)}</mroot>" if index else f"<msqrt>{inner}</msqrt>"
        case n.Scripts(n.Indicator(condition, True), None, sup):
            return _scripts("<mn>𝟏</mn>", condition, sup)
        case n.Scripts(base, sub, sup):
            return _scripts(to_mathml(base), sub, sup)
        case n.Accent(base, "prime"):
            return f"<msup>{to_mathml(base)}<mo>′</mo></msup>"
        case n.Accent(base, kind):
            return f'<mover accent="true">{to_mathml(base)}<mo stretchy="false">{_ACCENTS[kind]}</mo></mover>'
        case n.Fenced(left, body, right):
            return _fenced(left, to_mathml(body), right, n.is_tall(body))
        case n.Call(head, arguments, bracket):
            listed = mo(",").join(map(to_mathml, arguments))
            tall = any(map(n.is_tall, arguments))
            return _row(to_mathml(head), _APPLY, _fenced(bracket, listed, ")" if bracket == "(" else "]", tall))
        case n.Big():
            return _big(node)
        case n.Operator():
            return _operator(node)
        case n.Count(members, condition):
            tall = n.is_tall(node)
            inner = to_mathml(members) + mo(":") + to_mathml(condition)
            return _fenced("|", _fenced("{", inner, "}", tall), "|", tall)
        case n.Indicator(condition, True):
            return _scripts("<mn>𝟏</mn>", condition, None)
        case n.Indicator(condition, _):
            return _fenced("[", to_mathml(condition), "]", n.is_tall(condition))
        case n.Partial(quantity, variable, True):
            below = _row(_PARTIAL, to_mathml(variable))
            return _row(f"<mfrac>{_PARTIAL}{below}</mfrac>", _THIN, to_mathml(quantity))
        case n.Partial(quantity, variable):
            above, below = (_row(_PARTIAL, to_mathml(part)) for part in (quantity, variable))
            return f"<mfrac>{above}{below}</mfrac>"
        case n.Infix(items, signs):
            pieces = [to_mathml(items[0])]
            for sign, item in zip(signs, items[1:], strict=True):
                pieces += [sign_of(sign), to_mathml(item)]
            return _row(*pieces)
        case n.Postfix(base, sign):
            return _row(to_mathml(base), mo(SIGNS[sign], form="postfix", lspace="0"))
        case n.Binomial(top, bottom):
            return _fenced("(", f'<mfrac linethickness="0">{to_mathml(top)}{to_mathml(bottom)}</mfrac>', ")", True)
        case n.Cases(rows):
            lines = ((to_mathml(value), _condition(condition)) for value, condition in rows)
            return _row(mo("{", form="prefix"), _table(lines, 'style="text-align:left"'))
        case n.Matrix(rows):
            return _fenced("[", _table(tuple(tuple(map(to_mathml, row)) for row in rows)), "]", True)
        case n.Sentence():
            return f"<mtext>{math(node)}</mtext>"
        case _:
            raise TypeError(f"no MathML for {type(node).__name__}")


def mo(sign: str, **attributes: str) -> str:
    """An operator element with attributes."""
    spelled = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f"<mo{spelled}>{escape(sign)}</mo>"


def _row(*pieces: str) -> str:
    return f"<mrow>{''.join(pieces)}</mrow>"


def _ident(node: n.Ident) -> str:
    if (letter := _styled(node.name, node.style)) is not None:
        return f"<mi>{letter}</mi>"
    shown = _SHOWN.get(node.name, node.name)
    capital = node.name in LETTERS and shown.isupper()
    upright = len(shown) == 1 and (node.style != "italic" or shown in "∞…⋯⊤∂" or capital)
    return f'<mi mathvariant="normal">{escape(shown)}</mi>' if upright else f"<mi>{escape(shown)}</mi>"


def _styled(name: str, style: str) -> str | None:
    """The letter of its own that Unicode has for a bold, script, blackboard or Fraktur one."""
    if style not in _STYLES or not name.isascii():
        return None
    size = "CAPITAL" if name[0].isupper() else "SMALL"
    kind, letter = _STYLES[style], "LAMDA" if name.lower() == "lambda" else name.upper()
    older = "BLACK-LETTER" if style == "fraktur" else kind
    for spelled in (f"MATHEMATICAL {kind} {size} {letter}", f"{older} {size} {letter}"):
        try:
            return unicodedata.lookup(spelled)
        except KeyError:
            continue
    return None


def _scripts(base: str, sub: n.Node | None, sup: n.Node | None) -> str:
    if sub and sup:
        return f"<msubsup>{base}{to_mathml(sub)}{to_mathml(sup)}</msubsup>"
    if sub:
        return f"<msub>{base}{to_mathml(sub)}</msub>"
    return f"<msup>{base}{to_mathml(sup)}</msup>" if sup else base


def _fenced(left: str, body: str, right: str, tall: bool) -> str:
    opening = _FENCES[left][0] if left in _FENCES else left
    closing = _FENCES[right][1] if right in _FENCES else right
    attributes = {} if tall else {"stretchy": "false"}
    if left in _BARS:
        attributes |= {"fence": "true", "lspace": "0", "rspace": "0"}
        return _row(mo(opening, form="prefix", **attributes), body, mo(closing, form="postfix", **attributes))
    return _row(mo(opening, **attributes), body, mo(closing, **attributes))


def _big(node: n.Big) -> str:
    body, variable = to_mathml(node.body), to_mathml(node.variable)
    low, high = (to_mathml(end) if end else None for end in (node.low, node.high))
    if node.kind == "integral":
        sign = mo("∫")
        ends = f"<msubsup>{sign}{low}{high}</msubsup>" if low and high else sign
        return _row(ends, body, _THIN, _row("<mi>d</mi>", variable))
    if node.kind in {"max", "min"}:
        under = variable
        if low and high:
            under = _row(low, mo("≤"), variable, mo("≤"), high)
        elif low:
            under = _row(variable, mo("≥"), low)
        operator = mo(node.kind, lspace="0", rspace="0", movablelimits="false")
        return _row(f"<munder>{operator}{under}</munder>", _THIN, body)
    sign = mo("∑" if node.kind == "sum" else "∏")
    under = _row(variable, mo("="), low) if low else variable
    operator = f"<munderover>{sign}{under}{high}</munderover>" if high else f"<munder>{sign}{under}</munder>"
    return _row(operator, body)


def _operator(node: n.Operator) -> str:
    shown = _OPERATORS.get(node.kind, node.kind)
    word = {} if len(shown) == 1 else {"lspace": "0", "rspace": "0.17em", "movablelimits": "false"}
    sign = mo(shown, **word)
    low, high = (to_mathml(end) if end else None for end in (node.low, node.high))
    if node.kind == "integral":
        sign = _scripts(sign, node.low, node.high)
    elif low and high:
        sign = f"<munderover>{sign}{low}{high}</munderover>"
    elif low or high:
        tag = "munder" if low else "mover"
        sign = f"<{tag}>{sign}{low or high}</{tag}>"
    behind = (_THIN + _row("<mi>d</mi>", to_mathml(variable)) for variable in node.differentials)
    return _row(sign, to_mathml(node.body), *behind)


def sign_of(sign: str) -> str:
    """The MathML of a sign between two items."""
    if sign in _WORDS:
        return f'<mspace width="0.28em"/><mtext>{sign}</mtext><mspace width="0.28em"/>'
    if sign == "=d":
        return f"<mover>{mo('=')}<mi>d</mi></mover>"
    return mo(SIGNS.get(sign, sign), form="infix")


def _table(rows: Iterable[Iterable[str]], attributes: str = "") -> str:
    cell = f"<mtd {attributes}>" if attributes else "<mtd>"
    lines = ("<mtr>" + "".join(f"{cell}{entry}</mtd>" for entry in row) + "</mtr>" for row in rows)
    return f"<mtable>{''.join(lines)}</mtable>"


def _condition(condition: n.Node | None) -> str:
    return "<mtext>otherwise</mtext>" if condition is None else _row("<mtext>if&#xa0;</mtext>", to_mathml(condition))
