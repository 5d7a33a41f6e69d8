"""Sums, products and powers as layout: signs, fractions, joined radicals, brackets only where they are needed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from sympy import Add, Expr, Mul, Pow, Rational, S

from derivations.notation.nodes import (
    Accent,
    Big,
    Binomial,
    Call,
    Cases,
    Count,
    Factors,
    Fenced,
    Fraction,
    Ident,
    Indicator,
    Infix,
    Matrix,
    Node,
    Number,
    Root,
    Scripts,
    Terms,
    Words,
)  # fmt: skip
from derivations.notation.order import BIG, factor_key, has_heads, is_negative, ordered_terms

__all__ = ["EULER", "factors", "fenced", "number", "power", "product", "raised", "total"]

Layout = Callable[[Expr, bool], Node]
EULER: Final = Ident("e", "upright")
ONE: Final = Number("1")
MOST_BITS: Final = 10_000


def number(value: Rational, inline: bool) -> Node:
    """An exact number; `inline` makes fractions slashed, here and below."""
    node = digits(abs(int(value.p)))
    if value.q != 1:
        node = Fraction(node, digits(int(value.q)), slashed=inline)
    return Terms((("-", node),)) if value < 0 else node


def digits(value: int) -> Node:
    """A natural number; one of thousands of digits, which Python refuses to write out, is described."""
    bits = value.bit_length()
    return Number(str(value)) if bits < MOST_BITS else Words(f"an integer of {bits} bits")


def fenced(node: Node) -> Node:
    """In round brackets."""
    return Fenced("(", node, ")")


def total(term: Add, layout: Layout, inline: bool) -> Node:
    """A sum; where every term has one and the same denominator, (1 + a^2)/2 and not 1/2 + a^2/2."""
    parts = ordered_terms(term)
    denominators = {int(part.as_coeff_Mul()[0].q) for part in parts if part.as_coeff_Mul()[0].is_Rational}
    common = denominators.pop() if len(denominators) == 1 and not any(map(has_heads, parts)) else 1
    items = []
    for part in parts:
        sign, node = _signed(_scaled(part, common), layout, inline)
        items.append((sign, _as_term(node)))
    node = Terms(tuple(items))
    if common == 1:
        return node
    return Fraction(fenced(node) if inline else node, digits(common), slashed=inline)


def _scaled(part: Expr, by: int) -> Expr:
    """The term times a number; only the numbers are multiplied, so that no power is worked out."""
    if by == 1:
        return part
    coefficient, rest = part.as_coeff_Mul()
    return coefficient * by if rest == 1 else _unevaluated(coefficient * by, *Mul.make_args(rest))


def _unevaluated(coefficient: Rational, *factors: Expr) -> Expr:
    if coefficient == 1:
        return factors[0] if len(factors) == 1 else Mul(*factors, evaluate=False)
    return Mul(coefficient, *factors, evaluate=False)


def _signed(part: Expr, layout: Layout, inline: bool) -> tuple[str, Node]:
    if isinstance(part, Mul):
        return _product(part, layout, inline)
    if part.is_Number and part.is_negative:
        return "-", layout(-part, inline)
    return "+", layout(part, inline)


def _as_term(node: Node) -> Node:
    return fenced(node) if isinstance(node, Terms | Infix) else node


def product(term: Mul, layout: Layout, inline: bool) -> Node:
    """A product or quotient, a minus in front of all of it."""
    sign, node = _product(term, layout, inline)
    return Terms((("-", _as_term(node)),)) if sign == "-" else node


def _product(term: Mul, layout: Layout, inline: bool) -> tuple[str, Node]:
    coefficient, arguments = term.as_coeff_mul()
    negative = bool(coefficient.is_negative)
    coefficient = -coefficient if negative else coefficient
    top: list[Expr] = []
    bottom: list[Expr] = []
    top_roots: list[Expr] = []
    bottom_roots: list[Expr] = []
    for argument in arguments:
        base, exponent = argument.as_base_exp() if isinstance(argument, Pow) else (argument, S.One)
        if isinstance(base, Add) and exponent.is_odd and all(map(is_negative, base.args)):
            negative, base = not negative, -base
            argument = base if exponent == 1 else Pow(base, exponent, evaluate=False)  # noqa: PLW2901
        if exponent == S.Half:
            top_roots.append(base)
        elif exponent == -S.Half:
            bottom_roots.append(base)
        elif exponent.is_Rational and exponent < 0:
            bottom.append(base if exponent == -1 else Pow(base, -exponent, evaluate=False))
        else:
            top.append(argument)
    if term.is_commutative:
        top.sort(key=factor_key)
        bottom.sort(key=factor_key)
    above, below = (int(coefficient.p), int(coefficient.q)) if coefficient.is_Rational else (None, 1)
    for root in [root for root in top_roots if root.is_Integer and below % int(root) == 0 and below != 1]:
        if below % int(root) == 0:
            top_roots.remove(root)
            bottom_roots.append(root)
            below //= int(root)

    numeric, symbolic = _radicals(top_roots, bottom_roots, layout)
    inside: list[Node] = [] if above == 1 else [layout(coefficient, inline) if above is None else digits(above)]
    outside: list[Node] = []
    under: list[Node] = [digits(below)] if below != 1 else []
    under += [layout(factor, inline) for factor in bottom]
    if isinstance(numeric, Fraction):  # a root that stays under the bar
        under.append(numeric.denominator)
        inside += [numeric.numerator] if numeric.numerator != ONE else []
        numeric = None
    inside += [numeric] if numeric else []
    keep = inline or any(has_heads(factor) for factor in [*bottom, *bottom_roots])
    pulled = [factor for factor in top if _stands_behind(factor)]
    keep = keep or (len(pulled) == 1 and not inside and len(top) == 1 and isinstance(pulled[0], Add))
    for factor in top:
        (outside if under and factor in pulled and not keep else inside).append(layout(factor, inline))
    if symbolic:
        (outside if under else inside).append(symbolic)
        inside = _before_heads(inside, symbolic, len(pulled))
    if not under:
        return "-" if negative else "+", factors(inside)
    bar = Fraction(factors(inside) if inside else ONE, factors(under), slashed=False)
    node = _slashed(bar) if inline else bar
    return "-" if negative else "+", factors([node, *outside])


def _before_heads(items: list[Node], root: Node, heads: int) -> list[Node]:
    """A root of symbols stands behind the constants and before Var, E and sums."""
    if root not in items or not heads:
        return items
    rest = [item for item in items if item is not root]
    return [*rest[: len(rest) - heads], root, *rest[len(rest) - heads :]]


def _stands_behind(factor: Expr) -> bool:
    """Whether a factor is written behind a fraction rather than on it: 1/2 Var(y), and not Var(y)/2."""
    base = factor.as_base_exp()[0] if isinstance(factor, Pow) else factor
    return has_heads(base) or isinstance(base, BIG) or factor_key(factor)[0] in {7, 12, 13, 14, 15}


def _slashed(bar: Fraction) -> Node:
    above = fenced(bar.numerator) if isinstance(bar.numerator, Terms) else bar.numerator
    simple = isinstance(bar.denominator, Ident | Number | Scripts | Accent | Call | Fenced | Root)
    return Fraction(above, bar.denominator if simple else fenced(bar.denominator), slashed=True)


def _radicals(top: list[Expr], bottom: list[Expr], layout: Layout) -> tuple[Node | None, Node | None]:
    """Square roots joined where that is sound: one for the front (or a Fraction to merge), one for the back."""
    if not top and not bottom:
        return None, None
    sound = all(root.is_nonnegative for root in [*top, *bottom])
    above = [layout(root, False) for root in sorted(top, key=factor_key)]
    below = [layout(root, False) for root in sorted(bottom, key=factor_key)]
    if sound:
        above, below = ([factors(above)] if above else []), ([factors(below)] if below else [])
    if sound and above and below:
        joined = Root(Fraction(above[0], below[0]))
        return None, joined
    roots = [factors([Root(node) for node in nodes]) if nodes else None for nodes in (above, below)]
    if roots[1] is not None:
        return Fraction(roots[0] or ONE, roots[1]), None
    return (roots[0], None) if all(root.is_number for root in top) else (None, roots[0])


def factors(items: Iterable[Node]) -> Node:
    """A product of nodes, with brackets where one of them needs some."""
    nodes = [inner for item in items for inner in (item.items if isinstance(item, Factors) else (item,))]
    if len(nodes) == 1:
        return nodes[0]
    last = len(nodes) - 1 if sum(isinstance(node, Big) for node in nodes) == 1 else None
    return Factors(tuple(_as_factor(node, place == last) for place, node in enumerate(nodes)))


def _as_factor(node: Node, last: bool) -> Node:
    if isinstance(node, Terms | Infix | Cases) or (isinstance(node, Big) and not last):
        return fenced(node)
    if isinstance(node, Fraction) and node.slashed:
        return fenced(node)
    return node


def power(term: Pow, layout: Layout, inline: bool) -> Node:
    """x^2, a square root, 1/x; a negative exponent goes under the bar."""
    base, exponent = term.base, term.exp
    if exponent == S.Half:
        return Root(layout(base, False))
    if exponent.is_Rational and exponent.p == 1 and 1 < exponent.q <= 9:
        return Root(layout(base, False), Number(str(exponent.q)))
    if exponent.is_Rational and exponent < 0:
        bar = Fraction(ONE, layout(base if exponent == -1 else Pow(base, -exponent, evaluate=False), inline))
        return _slashed(bar) if inline else bar
    return raised(layout(base, inline), layout(exponent, True))


def raised(base: Node, exponent: Node) -> Node:
    """Base to the exponent, in brackets where the base needs them."""
    if isinstance(base, Scripts) and base.sup is None and not isinstance(base.base, Call):
        return replace(base, sup=exponent)
    plain = isinstance(base, Ident | Number | Accent | Fenced | Call | Root | Count | Binomial | Matrix)
    if isinstance(base, Indicator) and base.subscript:
        plain = True
    return Scripts(base if plain else fenced(base), None, exponent)
