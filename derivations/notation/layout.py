"""Terms, relations, sets and laws as layout trees.

>>> from derivations.terms import E, random_variables
>>> x = random_variables("x")
>>> layout(E(x) ** 2).base.head
Ident(name='E', style='blackboard')
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any, Final

import sympy as sp
from sympy.core.function import AppliedUndef, UndefinedFunction
from sympy.core.relational import Relational
from sympy.core.symbol import Str
from sympy.logic.boolalg import BooleanFalse, BooleanTrue

from derivations.expressions import Binder
from derivations.laws import Law, Normal, Uniform
from derivations.notation.arithmetic import EULER, factors, fenced, number, power, product, raised, total
from derivations.notation.names import index, is_greek, name, printable
from derivations.notation.nodes import (
    Big,
    Binomial,
    Call,
    Cases,
    Count,
    Factors,
    Fenced,
    Ident,
    Indicator,
    Infix,
    Matrix,
    Node,
    Number,
    Partial,
    Postfix,
    Scripts,
    Terms,
    Words,
    is_tall,
    width,
)  # fmt: skip
from derivations.terms import Count as CountTerm
from derivations.terms import Cov as CovTerm
from derivations.terms import DensityAt as DensityTerm
from derivations.terms import E as ETerm
from derivations.terms import Element, Family, Head, Largest, Smallest, leaky_relu, relu, step
from derivations.terms import Indicator as IndicatorTerm
from derivations.terms import P as PTerm
from derivations.terms import Partial as PartialTerm
from derivations.terms import Var as VarTerm

__all__ = ["density_name", "joined", "law", "layout", "members", "relation"]

EXPECTATION: Final = Ident("E", "blackboard")
SHORT_EXPONENT: Final = 4.5  # wider exponents of e are set as exp(...)
_RELATIONS: Final = {"==": "=", "!=": "!=", "<=": "<=", "<": "<", ">=": ">=", ">": ">"}
_CONSTANTS: Final[dict[Any, Node]] = {
    sp.E: EULER, sp.pi: Ident("pi"), sp.I: Ident("i", "upright"), sp.EulerGamma: Ident("gamma"),
    sp.oo: Ident("infinity"), -sp.oo: Terms((("-", Ident("infinity")),)),
}  # fmt: skip
_NUMBER_SETS: Final = {
    sp.S.Integers: "Z",
    sp.S.Naturals: "N",
    sp.S.Reals: "R",
    sp.S.Rationals: "Q",
    sp.S.Complexes: "C",
}


def layout(term: Any, inline: bool = False) -> Node:
    """The layout tree of a term, relation, set, law or tuple of those; a node is returned as it is.

    `inline` writes fractions with a slash, as exponents do. What has no rule of its own is set as name(arguments).
    """
    if isinstance(term, Node):
        return term
    if isinstance(term, Law):
        return law(term)
    if isinstance(term, int):
        return number(sp.Integer(term), inline)
    if isinstance(term, tuple | list | sp.Tuple):
        return fenced(joined(tuple(layout(item) for item in term)))
    if isinstance(term, sp.MatrixBase):
        return Matrix(tuple(tuple(layout(term[i, j]) for j in range(term.cols)) for i in range(term.rows)))
    if isinstance(term, UndefinedFunction):
        return name(term.__name__)
    if isinstance(term, type):
        return Ident(term.__name__, "function")
    if isinstance(term, sp.Rational):
        return number(term, inline)
    for arithmetic, write in ((sp.Add, total), (sp.Mul, product), (sp.Pow, power)):
        if isinstance(term, arithmetic):
            return write(term, layout, inline)
    for kind, rule in _RULES:
        if isinstance(term, kind):
            return rule(term)
    return _generic(term)


def relation(lhs: Any, sign: str, rhs: Any) -> Node:
    """Two sides and the sign between them: "=", "<=", "in", "~" and so on."""
    return Infix((layout(lhs), layout(rhs)), (sign,))


def joined(items: tuple[Node, ...]) -> Node:
    """Items with commas between them."""
    return items[0] if len(items) == 1 else Infix(items, (",",) * max(len(items) - 1, 0))


def _generic(term: Any) -> Node:
    arguments = getattr(term, "args", ())
    if isinstance(term, sp.Basic) and arguments:
        return Call(_function_name(type(term).__name__), tuple(layout(argument) for argument in arguments))
    return Words(printable(str(term)))


def _function_name(spelled: str) -> Node:
    node = name(spelled)
    return Ident(node.name, "function") if isinstance(node, Ident) and node.style == "upright" else node


# ---- atoms ----------------------------------------------------------------------------------------------------------


def _symbol(term: Any) -> Node:
    return name(term.name)


def _float(term: sp.Float) -> Node:
    mantissa, _, exponent = str(abs(term)).partition("e")
    mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
    node: Node = Number(mantissa)
    if exponent:
        node = Factors((node, raised(Number("10"), layout(sp.Integer(exponent)))))
    return Terms((("-", node),)) if term < 0 else node


def _element(term: Element) -> Node:
    return _indexed(term.family, term.indices, commas=False)


def _family(term: Family) -> Node:
    listed = members(term)
    return fenced(listed) if isinstance(listed, Infix) else listed


def members(family: Family) -> Node:
    """w_1, ..., w_n, or w_{1,1}, ..., w_{m,n}; each of up to three."""
    if len(family.sizes) == 1 and family.sizes[0] in (1, 2, 3):
        each = tuple(_indexed(family, (sp.Integer(i + 1),)) for i in range(int(family.sizes[0])))
        return each[0] if len(each) == 1 else Infix(each, (",",) * (len(each) - 1))
    ends = (family[(sp.S.One,) * len(family.sizes)], family[family.sizes])
    first, last = (_indexed(end.family, end.indices) for end in ends)
    return Infix((first, Ident("dots"), last), (",", ","))


def _indexed(family: Family, places: tuple[sp.Expr, ...], *, commas: bool = True) -> Node:
    base = name(family.name)
    indices = tuple(layout(place, True) for place in places)
    sub = joined(indices) if commas else index(indices)
    if isinstance(base, Scripts):
        return Scripts(base.base, joined((base.sub, *indices)) if base.sub else sub, base.sup)
    return Scripts(base, sub)


# ---- heads ----------------------------------------------------------------------------------------------------------


def _expectation(term: ETerm) -> Node:
    return Call(EXPECTATION, (layout(term.args[0]),), "[")


def _head(term: Head) -> Node:
    head = Ident("P") if isinstance(term, PTerm) else Ident(type(term).__name__, "function")
    return Call(head, tuple(layout(argument) for argument in term.args))


def _indicator(term: IndicatorTerm) -> Node:
    return Indicator(layout(term.args[0]), subscript=False)


def _step(term: step) -> Node:
    return Indicator(Infix((layout(term.args[0]), Number("0")), (">",)), subscript=True)


def _relu(term: relu) -> Node:
    return Call(Ident("max", "function"), (Number("0"), layout(term.args[0])))


def _leaky_relu(term: leaky_relu) -> Node:
    return Call(Scripts(Ident("leaky", "function"), layout(term.args[1])), (layout(term.args[0]),))


def density_name(term: Any) -> Node:
    """f_Y for the variable y: the letter of the variable in capitals."""
    return Scripts(Ident("f"), _capital(layout(term, True)))


def _capital(node: Node) -> Node:
    if isinstance(node, Ident) and len(node.name) == 1:
        return Ident(node.name.upper(), node.style)
    if isinstance(node, Scripts):
        return Scripts(_capital(node.base), node.sub, node.sup)
    return node


def _density(term: DensityTerm) -> Node:
    return Call(density_name(term.args[0]), (layout(term.args[1]),))


def _partial(term: PartialTerm) -> Node:
    quantity, variable = map(layout, term.args)
    simple = isinstance(quantity, Ident | Scripts | Call)
    body = fenced(quantity) if isinstance(quantity, Terms | Infix) else quantity
    plain = isinstance(variable, Ident | Scripts | Call)
    return Partial(body, variable if plain else fenced(variable), operator=not simple)


def _derivative(term: sp.Derivative) -> Node:
    if len(term.variable_count) == 1 and term.variable_count[0][1] == 1:
        return _partial(PartialTerm(term.expr, term.variables[0]))
    return _generic(term)


# ---- what binds an index --------------------------------------------------------------------------------------------


def _limits(limits: Any) -> tuple[Node, Node | None, Node | None]:
    variable, *ends = (layout(part) for part in limits)
    low, high = ends if len(ends) == 2 else (None, *ends, None)[:2] if ends else (None, None)
    return variable, low, high


def _big(kind: Any) -> Callable[[Any], Node]:
    def rule(term: Any) -> Node:
        node = layout(term.args[0])
        for limits in term.args[1:]:
            body = fenced(node) if isinstance(node, Terms | Infix | Cases) else node
            node = Big(kind, body, *_limits(limits))
        return node

    return rule


def _extreme(term: Binder) -> Node:
    variable, low, high = _limits(term.args[1])
    body = layout(term.args[0])
    kind: Any = "max" if isinstance(term, Largest) else "min"
    plain = isinstance(body, Ident | Number | Scripts | Call)
    unbounded = term.args[1][2] == sp.oo
    return Big(kind, body if plain else fenced(body), variable, low, None if unbounded else high)


def _count(term: CountTerm) -> Node:
    variable, low, high = _limits(term.args[1])
    if low is None or high is None:
        return _generic(term)
    if term.args[1][2] == sp.oo:
        return Count(Infix((variable, low), (">=",)), layout(term.args[0]))
    return Count(Infix((low, variable, high), ("<=", "<=")), layout(term.args[0]))


# ---- functions ------------------------------------------------------------------------------------------------------


def _exp(term: Any) -> Node:
    exponent = layout(term.args[0], True)
    if width(exponent) <= SHORT_EXPONENT and not is_tall(exponent):
        return Scripts(EULER, None, exponent)
    return Call(Ident("exp", "function"), (layout(term.args[0]),))


def _fence(left: str, right: str) -> Callable[[Any], Node]:
    return lambda term: Fenced(left, layout(term.args[0]), right)


def _extremum(term: Any) -> Node:
    arguments = sorted(term.args, key=lambda argument: (not argument.is_number, sp.default_sort_key(argument)))
    return Call(Ident(type(term).__name__.lower(), "function"), tuple(layout(argument) for argument in arguments))


def _named(spelled: str) -> Callable[[Any], Node]:
    def rule(term: Any) -> Node:
        head = Ident(spelled) if is_greek(spelled) else Ident(spelled, "function")
        return Call(head, tuple(layout(argument) for argument in term.args))

    return rule


def _opaque(term: AppliedUndef) -> Node:
    return Call(name(type(term).__name__), tuple(layout(argument) for argument in term.args))


def _modulo(term: Any) -> Node:
    sides = [layout(argument) for argument in term.args]
    return Infix(tuple(fenced(side) if isinstance(side, Terms | Infix | Factors) else side for side in sides), ("mod",))


def _factorial(term: Any) -> Node:
    base = layout(term.args[0])
    return Postfix(base if isinstance(base, Ident | Number | Scripts | Fenced) else fenced(base), "!")


def _binomial(term: Any) -> Node:
    return Binomial(layout(term.args[0]), layout(term.args[1]))


def _piecewise(term: Any) -> Node:
    return Cases(tuple((layout(value), None if when == sp.true else layout(when)) for value, when in term.args))


# ---- relations, logic, sets -----------------------------------------------------------------------------------------


def _relational(term: Relational) -> Node:
    return Infix((layout(term.lhs), layout(term.rhs)), (_RELATIONS.get(term.rel_op, term.rel_op),))


def _logic(word: str) -> Callable[[Any], Node]:
    def rule(term: Any) -> Node:
        parts = sorted(term.args, key=sp.default_sort_key)
        nodes = (fenced(layout(part)) if isinstance(part, sp.And | sp.Or) else layout(part) for part in parts)
        return Infix(tuple(nodes), (word,) * (len(parts) - 1))

    return rule


def _interval(term: sp.Interval) -> Node:
    ends = joined((layout(term.start), layout(term.end)))
    return Fenced("(" if term.left_open else "[", ends, ")" if term.right_open else "]")


def _finite_set(term: sp.FiniteSet) -> Node:
    return Fenced("{", joined(tuple(layout(item) for item in sorted(term.args, key=sp.default_sort_key))), "}")


def _number_set(term: Any) -> Node:
    return Ident(_NUMBER_SETS[term], "blackboard")


def _union(term: sp.Union) -> Node:
    return Infix(tuple(map(layout, term.args)), ("union",) * (len(term.args) - 1))


# ---- matrices -------------------------------------------------------------------------------------------------------


def _matrix_product(term: Any) -> Node:
    return factors(layout(argument) for argument in term.args)


def _transpose(term: Any) -> Node:
    return raised(layout(term.args[0]), Ident("transpose"))


def _matrix_entry(term: Any) -> Node:
    return Scripts(layout(term.args[0]), index(tuple(layout(place + 1, True) for place in term.args[1:])))


# ---- laws -----------------------------------------------------------------------------------------------------------


def law(of: Law) -> Node:
    """A law with its parameters: N(0, sigma^2), U(-a, a)."""
    if isinstance(of, Normal | Uniform):
        head = Ident(type(of).__name__[0], "calligraphic")
    else:
        head = Ident(type(of).__name__, "function")
    parameters = tuple(getattr(of, field.name) for field in fields(of)) if is_dataclass(of) else ()
    return Call(head, tuple(layout(parameter) for parameter in parameters)) if parameters else head


_RULES: Final[tuple[tuple[Any, Callable[[Any], Node]], ...]] = (
    (Family, _family),
    (Element, _element),
    (ETerm, _expectation),
    ((VarTerm, CovTerm, PTerm), _head),
    (IndicatorTerm, _indicator),
    (DensityTerm, _density),
    (PartialTerm, _partial),
    ((Largest, Smallest), _extreme),
    (CountTerm, _count),
    (step, _step),
    (relu, _relu),
    (leaky_relu, _leaky_relu),
    ((sp.Symbol, sp.MatrixSymbol, Str), _symbol),
    (sp.Float, _float),
    (tuple(type(constant) for constant in _CONSTANTS), lambda term: _CONSTANTS[term]),
    ((BooleanTrue, BooleanFalse), lambda term: Words(str(term).lower())),
    (sp.MatMul, _matrix_product),
    (sp.MatAdd, lambda term: Terms(tuple(("+", layout(argument)) for argument in term.args))),
    (sp.Transpose, _transpose),
    (sp.matrices.expressions.matexpr.MatrixElement, _matrix_entry),
    (sp.exp, _exp),
    (sp.Sum, _big("sum")),
    (sp.Product, _big("product")),
    (sp.Integral, _big("integral")),
    (sp.Derivative, _derivative),
    (sp.Abs, _fence("|", "|")),
    (sp.floor, _fence("floor", "floor")),
    (sp.ceiling, _fence("ceil", "ceil")),
    ((sp.Max, sp.Min), _extremum),
    (sp.Mod, _modulo),
    (sp.factorial, _factorial),
    (sp.binomial, _binomial),
    (sp.Piecewise, _piecewise),
    (sp.gamma, _named("Gamma")),
    (sp.asin, _named("arcsin")),
    (sp.acos, _named("arccos")),
    (sp.atan, _named("arctan")),
    (AppliedUndef, _opaque),
    (Relational, _relational),
    (sp.Contains, lambda term: relation(term.args[0], "in", term.args[1])),
    (sp.And, _logic("and")),
    (sp.Or, _logic("or")),
    (sp.Interval, _interval),
    (sp.FiniteSet, _finite_set),
    (tuple(type(numbers) for numbers in _NUMBER_SETS), _number_set),
    (sp.Union, _union),
)
