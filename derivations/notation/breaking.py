r"""Long formulas in LaTeX, broken into lines before + and -, outside brackets first; else between factors.

>>> from derivations.notation.layout import layout
>>> from derivations.terms import Var, random_variables
>>> total = layout(sum(Var(x) for x in random_variables("x y z")))
>>> latex_lines(total, 8.0)
['\\operatorname{Var}(x) + \\operatorname{Var}(y)', '+ \\operatorname{Var}(z)']
>>> from sympy import Sum, symbols
>>> i, j, n = symbols("i j n")
>>> print(*latex_lines(layout(Sum(1 / i, (i, 1, n)) * Sum(1 / j, (j, 1, n))), 6.0), sep="\n")
\left( \sum_{i=1}^{n} \frac{1}{i} \right)
\cdot \left( \sum_{j=1}^{n} \frac{1}{j} \right)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from derivations.notation.nodes import Call, Count, Factors, Fenced, Infix, Node, Terms, is_tall, width
from derivations.notation.to_latex import SIGNS, between, to_latex

__all__ = ["latex_lines"]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of LaTeX; a line may break before it if `depth` (of brackets) is allowed; None: never.

    `sign` stands before it where it starts a line.
    """

    source: str
    width: float
    depth: int | None
    sign: str = ""


def latex_lines(node: Node, limit: float) -> list[str]:
    """The LaTeX of the node on as many lines as it takes to stay below `limit` (in ems), where it can be broken."""
    if width(node) <= limit:
        return [to_latex(node)]
    lines: list[list[_Piece]] = []
    for products, deepest in product((False, True), range(3)):
        lines = _packed(list(_pieces(node, 0, deepest, products)), deepest, limit)
        if all(sum(piece.width for piece in line) <= limit for line in lines):
            break
    signs = ["", *(f"{line[0].sign} ".lstrip() for line in lines[1:])]
    return [sign + " ".join(piece.source for piece in line) for sign, line in zip(signs, lines, strict=True)]


def _packed(pieces: list[_Piece], deepest: int, limit: float) -> list[list[_Piece]]:
    """First fit, a whole unbreakable run at a time."""
    runs: list[list[_Piece]] = []
    for piece in pieces:
        if runs and (piece.depth is None or piece.depth > deepest):
            runs[-1].append(piece)
        else:
            runs.append([piece])
    lines: list[list[_Piece]] = []
    for run in runs:
        if lines and sum(piece.width for piece in [*lines[-1], *run]) <= limit:
            lines[-1].extend(run)
        else:
            lines.append(list(run))
    return lines


def _pieces(node: Node, depth: int, deepest: int, products: bool) -> Iterator[_Piece]:
    r"""The node as stretches; brackets that hold a possible break get a fixed size, for \\left must not span lines."""
    if isinstance(node, Terms):
        for place, (sign, item) in enumerate(node.items):
            lead = sign if place or sign == "-" else ""
            first, *rest = _pieces(item, depth, deepest, products)
            before = depth if place else None
            yield _Piece(f"{lead} {first.source}".strip(), first.width + (1.22 if lead else 0), before)
            yield from rest
    elif isinstance(node, Factors) and (products or any(_opens(item) for item in node.items)):
        for place, item in enumerate(node.items):
            first, *rest = _pieces(item, depth, deepest, products)
            space = between(node.items[place - 1], item).strip() + " " if place else ""
            breaks = products and place and isinstance(item, Fenced)
            source = (space + first.source).strip()
            yield _Piece(source, first.width + 0.15, depth if breaks else None, r"\cdot" if breaks else "")
            yield from rest
    elif depth < deepest and isinstance(node, Count):
        size = "bigg" if is_tall(node) else "big"
        yield _Piece(rf"\{size}l|\{size}l\{{ {to_latex(node.members)} :", 2.0 + width(node.members), None)
        yield from _pieces(node.condition, depth + 1, deepest, products)
        yield _Piece(rf"\{size}r\}}\{size}r|", 1.0, None)
    elif depth and isinstance(node, Infix) and len(node.signs) == 1 and node.signs[0] in SIGNS:
        yield from _pieces(node.items[0], depth, deepest, products)
        first, *rest = _pieces(node.items[1], depth, deepest, products)
        yield _Piece(f"{SIGNS[node.signs[0]]} {first.source}", first.width + 1.3, depth)
        yield from rest
    elif depth < deepest and _opens(node):
        assert isinstance(node, Fenced | Call)
        body = node.body if isinstance(node, Fenced) else node.arguments[0]
        tall = is_tall(body)
        left, right = ("(", ")") if (node.left if isinstance(node, Fenced) else node.bracket) == "(" else ("[", "]")
        head = to_latex(node.head) if isinstance(node, Call) else ""
        size = "bigg" if tall else "big"
        yield _Piece(rf"{head}\{size}l{left}", 0.8 + (width(node.head) if isinstance(node, Call) else 0), None)
        yield from _pieces(body, depth + 1, deepest, products)
        yield _Piece(rf"\{size}r{right}", 0.5, None)
    else:
        yield _Piece(to_latex(node), width(node), None)


def _opens(node: Node) -> bool:
    if isinstance(node, Call):
        return len(node.arguments) == 1 and isinstance(node.arguments[0], Terms | Factors)
    return isinstance(node, Fenced) and node.left in {"(", "["} and isinstance(node.body, Terms)
