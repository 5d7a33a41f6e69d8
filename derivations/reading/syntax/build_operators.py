"""The callbacks for sums, limits, integrals, derivatives, evaluations and cases."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

from derivations.reading.syntax import tree
from derivations.reading.syntax.cursor import Token
from derivations.reading.syntax.scripts import Content, Script, fail, only, over, span_of
from derivations.reading.syntax.tree import Call, Group, Name, Neg, Node, Number, Power, Relation, Span, Tuple

__all__ = ["OperatorBuilder"]

_DIFFERENTIALS: Final = (Name, Call, Group, tree.Add, tree.Mul, tree.Neg, tree.Quotient)


class OperatorBuilder:
    """One method for each rule of grammar.lark about operators with limits."""

    def big(self, children: list[Any]) -> Node:
        token, body, span = children[0], children[-1], over(children)
        scripts = [child for child in children[1:-1] if isinstance(child, Script)]
        sign = next((child for child in children[1:-1] if isinstance(child, Token)), None)
        if sign is not None and sign.text == "-":
            body = Neg(body, span=over([sign, body]))
        below = next((s.content for s in scripts if s.kind == "sub" and s.content is not None), None)
        above = next((s.content for s in scripts if s.kind == "sup" and s.content is not None), None)
        odd = next((s for s in scripts if s.kind not in {"sub", "sup"}), None)
        if odd is not None or len(scripts) != len({script.kind for script in scripts}):
            fail("limits are one subscript and one superscript", (odd or scripts[-1]).span, token.text)
        if token.text == "lim":
            target = only(below) if below is not None else None
            if not isinstance(target, Relation) or target.kinds != ("->",) or above is not None:
                fail("a limit says where its variable goes: \\lim_{x \\to a}", span, "lim")
            return tree.Limit(body, target.sides[0], target.sides[1], span=span)
        if token.text not in {"sum", "prod"}:
            return tree.Extremum(token.text, body, below.args if below is not None else (), span=span)
        kind = tree.Sum if token.text == "sum" else tree.Product
        upper = only(above) if above is not None else None
        variables, lower, domain, condition = self._range(below) if below is not None else ((), None, None, None)
        if isinstance(upper, Relation) and upper.kinds == ("=",) and upper.sides[:1] == variables:
            upper = upper.sides[1]  # \sum_{k=0}^{k=n}
        place = _end_of(body, variables) if kind is tree.Product else None
        if place is None or not isinstance(body, tree.Mul):
            return kind(body, variables, lower, upper, domain, condition, span=span)
        own, signs = body.factors[:place], body.operators
        inside = own[0] if place == 1 else tree.Mul(own, signs[: place - 1], span=over(own))
        made = kind(inside, variables, lower, upper, domain, condition, span=span)
        return tree.Mul((made, *body.factors[place:]), signs[place - 1 :], span=span)

    @staticmethod
    def _range(below: Content) -> tuple[tuple[Name, ...], Node | None, Node | None, Node | None]:
        r"""What stands under a sum: `i=1`, `i`, `i,j=1`, `x \in S`, or a condition."""
        leading = [arg for arg in below.args if isinstance(arg, Name)]
        last = below.args[-1]
        if below.separator:
            return (), None, None, only(below)
        if len(leading) == len(below.args):
            return tuple(leading), None, None, None
        if (
            len(leading) == len(below.args) - 1
            and isinstance(last, Relation)
            and len(last.kinds) == 1
            and isinstance(last.sides[0], Name)
        ):
            if last.kinds == ("=",):
                return (*leading, last.sides[0]), last.sides[1], None, None
            if last.kinds == ("in",):
                return (*leading, last.sides[0]), None, last.sides[1], None
        first = below.args[0]
        many = len(below.args) > 1
        if many and isinstance(first, Relation) and first.kinds == ("=",) and isinstance(first.sides[0], Name):
            rest = below.args[1:]
            condition = rest[0] if len(rest) == 1 else Tuple(rest, span=below.span)
            return (first.sides[0],), first.sides[1], None, condition
        if len(below.args) == 1 and not isinstance(last, Relation):
            return (), last, None, None
        return (), None, None, only(below)

    def integral(self, children: list[Any]) -> Node:
        at = next(i for i, child in enumerate(children) if isinstance(child, Token) and child.type == "DIFF")
        return self._integral(children, children[1 : at - 1], children[at - 1], children[at + 1 :: 2])

    def integral_of_one(self, children: list[Any]) -> Node:
        at = next(i for i, child in enumerate(children) if isinstance(child, Token) and child.type == "DIFF")
        return self._integral(
            children, children[1:at], Number(Fraction(1), span=span_of(children[at])), children[at + 1 :: 2]
        )

    def integral_before(self, children: list[Any]) -> Node:
        return self._integral(children, children[1:-3], children[-1], [children[-2]])

    @staticmethod
    def _integral(children: list[Any], scripts: list[Script], body: Node, variables: list[Node]) -> Node:
        odd = next((node for node in variables if not isinstance(node, _DIFFERENTIALS)), None)
        if odd is not None:
            fail("behind the d of an integral stands a name, or an expression in brackets", odd.span, str(odd))
        below = next((s.content for s in scripts if s.kind == "sub" and s.content is not None), None)
        above = next((s.content for s in scripts if s.kind == "sup" and s.content is not None), None)
        if len(scripts) > (below is not None) + (above is not None):
            fail("limits are one subscript and one superscript", scripts[-1].span, "int")
        lower, domain = (only(below), None) if below is not None else (None, None)
        if isinstance(lower, Relation) and lower.kinds == ("=",):
            lower = lower.sides[1]
        if above is None:
            lower, domain = None, lower.sides[1] if isinstance(lower, Relation) and lower.kinds == ("in",) else lower
        upper = only(above) if above is not None else None
        return tree.Integral(body, tuple(variables), lower, upper, domain, span=over(children))

    def variables(self, children: list[Any]) -> list[tuple[Node, int]]:
        found: list[tuple[Node, int]] = []
        for child in children[1::2]:
            variable, order = child, 1
            if isinstance(child, Power):
                exponent = child.exponent
                if not isinstance(exponent, Number) or exponent.places is not None or not 1 <= exponent.value <= 20:
                    fail("the order of a derivative is a small whole number", child.span, str(exponent))
                variable, order = child.base, int(exponent.value)
            found.append((variable, order))
        return found

    def _derivative(self, token: Token, body: Node, variables: list[tuple[Node, int]], span: Span) -> Node:
        orders = tuple(order for _, order in variables)
        if token.reason != str(sum(orders)):
            fail("the orders above and below in a derivative differ", span_of(token), token.text)
        return tree.Derivative(body, tuple(variable for variable, _ in variables), orders, token.text == "∂", span=span)

    def derivative(self, children: list[Any]) -> Node:
        return self._derivative(children[0], only(children[2]), children[5], over(children))

    def derivative_of(self, children: list[Any]) -> Node:
        body = children[-1]
        if isinstance(body, Group):
            body = body.body
        return self._derivative(children[0], body, children[2], over(children))

    def evaluated_bar(self, children: list[Any]) -> Node:
        return self._evaluated(children[0], children[2:], over(children))

    def evaluated_delimiter(self, children: list[Any]) -> Node:
        return self._evaluated(only(children[1]), children[3:], over(children))

    @staticmethod
    def _evaluated(body: Node, scripts: list[Script], span: Span) -> Node:
        below = next((s.content for s in scripts if s.kind == "sub" and s.content is not None), None)
        above = next((s.content for s in scripts if s.kind == "sup" and s.content is not None), None)
        if below is None or len(scripts) > 1 + (above is not None):
            fail("an evaluation has one place below and one above", span, "|")
        return tree.Evaluated(body, only(below), only(above) if above is not None else None, span=span)

    def cases(self, children: list[Any]) -> Node:
        rows = [child for child in children if isinstance(child, tuple)]
        return tree.Cases(tuple(row[0] for row in rows), tuple(row[1] for row in rows), span=over(children))

    def case(self, children: list[Any]) -> tuple[Node, Node | None]:
        if len(children) < 3:
            fail("a case without its condition", children[0].span, "&")
        return children[0], children[2][0]

    def otherwise(self, children: list[Any]) -> list[Node | None]:
        return [None]

    def conditions(self, children: list[Any]) -> list[Node | None]:
        args = children[0]
        return [args[0] if len(args) == 1 else Tuple(args, span=over(args))]


def _end_of(body: Node, variables: tuple[Name, ...]) -> int | None:
    """The factor at which the body of a product is over: a sum or product that does not depend on its index."""
    factors = body.factors if isinstance(body, tree.Mul) and variables else ()
    for place, factor in enumerate(factors):
        if place and isinstance(factor, tree.Sum | tree.Product):
            own = set(factor.variables)
            if set(variables) & own or not set(variables) & set(tree.walk(factor)):
                return place
    return None
