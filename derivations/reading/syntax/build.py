"""The callbacks of the grammar: they make the tree from the bottom up, and decline what has no meaning."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any, Final

from derivations.reading.syntax import tree
from derivations.reading.syntax.build_operators import OperatorBuilder
from derivations.reading.syntax.cursor import Token
from derivations.reading.syntax.scripts import (
    Bracketed,
    Content,
    Script,
    fail,
    named,
    only,
    over,
    relu,
    span_of,
    with_powers,
)
from derivations.reading.syntax.spelling import ALIASES, HEADS
from derivations.reading.syntax.tree import (
    Add,
    Call,
    Group,
    Head,
    Mul,
    Name,
    Neg,
    Node,
    Number,
    Quotient,
    Relation,
    Span,
    Tuple,
)

__all__ = ["Builder"]

_SET_OPERATIONS: Final = {"cap": "intersection", "cup": "union"}
_NAMED_LATER: Final = {"abs": tree.Abs, "floor": tree.Floor, "ceil": tree.Ceil}


def _is_measure(script: Script) -> bool:
    r"""The Q of `E^Q[X]`, `\mathbb{E}^{\mathbb{P}}[X]`: a measure, no power."""
    exponent = script.content.args[0] if script.kind == "sup" and script.content is not None else None
    return isinstance(exponent, Name) and (exponent.base.isupper() or bool(exponent.style))


class Builder(OperatorBuilder):
    """One method for each rule of grammar.lark; `children` are tokens and what the rules below made."""

    # ---- lists

    def start(self, children: list[Any]) -> Node:
        return only(children[0])

    def content(self, children: list[Any]) -> Content:
        if len(children) > 3:
            fail("more than one bar, colon or semicolon between brackets", children[3].span, children[3].text)
        args, separator, given = children[0], "", ()
        if len(children) == 3:
            separator, given = children[1].text, children[2]
        last = given[-1] if given else args[-1]
        return Content(args, separator, given, over([args[0], last]))

    def separator(self, children: list[Any]) -> Script:
        token = children[0]
        text = {"MID": "|", "SEMI": ";", "COLON": ":"}[token.type]
        return Script("separator", None, text, span_of(token))

    def args(self, children: list[Any]) -> tuple[Node, ...]:
        return tuple(child for child in children if isinstance(child, Node))

    def relation(self, children: list[Any]) -> Node:
        return Relation(tuple(children[::2]), tuple(token.text for token in children[1::2]), span=over(children))

    # ---- sums and products

    def expr(self, children: list[Any]) -> Node:
        if len(children) == 1:
            return children[0]
        terms = [child for child in children if isinstance(child, Node)]
        signs = [child.text for child in children if isinstance(child, Token)]
        if len(signs) < len(terms):
            signs.insert(0, "+")
        if len(terms) == 1 and signs[0] in "+-":
            return Neg(terms[0], span=over(children)) if signs[0] == "-" else terms[0]
        return Add(tuple(terms), tuple(signs), span=over(children))

    def operator(self, children: list[Any]) -> list[Any]:
        return children

    def items(self, children: list[Any]) -> Node:
        if len(children) == 1:
            return children[0]
        factors: list[Node] = []
        operators: list[str] = []
        operator: list[Any] = []
        chained = False  # whether the only factor is a row of \odot that this product made, and no bracket
        for child in children:
            if isinstance(child, list):
                operator = child
                continue
            node = child
            if len(operator) == 2:
                node = Neg(child, span=over([operator[1], child])) if operator[1].text == "-" else child
            sign = operator[0].text if operator else ""
            operator = []
            if not factors:
                factors = [node]
            elif sign in {"/", "odot"}:
                left = self._product(factors, operators)
                span = over([left, node])
                if sign == "/":
                    factors = [Quotient(left, node, "slash", span=span)]
                else:
                    earlier = left.factors if chained and isinstance(left, tree.Elementwise) else (left,)
                    factors = [tree.Elementwise((*earlier, node), span=span)]
                operators, chained = [], sign == "odot"
            elif sign in _SET_OPERATIONS:
                left = self._product(factors, operators)
                factors, operators = [Call(Name(_SET_OPERATIONS[sign]), (left, node), span=over([left, node]))], []
            else:
                factors.append(node)
                operators.append(sign)
                chained = False
        return self._product(factors, operators)

    @staticmethod
    def _product(factors: list[Node], operators: list[str]) -> Node:
        return factors[0] if len(factors) == 1 else Mul(tuple(factors), tuple(operators), span=over(factors))

    # ---- bare arguments

    def run(self, children: list[Any]) -> Node:
        return self._product(children, [""] * (len(children) - 1))

    function_run = run
    derivative_body = run

    def head_bare(self, children: list[Any]) -> Node:
        return self._head(children, Content((children[-1],), "", (), children[-1].span), "")

    def function_bare(self, children: list[Any]) -> Node:
        return self._call(
            children[0], children[1:-1], Content((children[-1],), "", (), children[-1].span), "", over(children)
        )

    # ---- names, numbers, calls

    def number(self, children: list[Any]) -> Node:
        token = children[0]
        digits = token.text.lower()
        mantissa, _, exponent = digits.partition("e")
        places = len(mantissa.partition(".")[2]) if "." in mantissa else None
        value = Fraction(mantissa)
        if exponent:
            value *= Fraction(10) ** int(exponent)
            places = max(0, (places or 0) - int(exponent))
        return Number(value, places, span=span_of(token))

    @staticmethod
    def _name(token: Token) -> Name:
        base = ALIASES.get(token.text, token.text) if token.upright or token.typed else token.text
        return Name(base, accent=token.accent, style=token.style, span=span_of(token))

    def name(self, children: list[Any]) -> Node:
        return self._name(children[0])

    def infinity(self, children: list[Any]) -> Node:
        return tree.Infinity(span=over(children))

    def dots(self, children: list[Any]) -> Node:
        return tree.Dots(span=over(children))

    def hole(self, children: list[Any]) -> Node:
        return tree.Hole(span=over(children))

    def words(self, children: list[Any]) -> Node:
        return tree.Words(children[0].text, span=over(children))

    def arguments(self, children: list[Any]) -> Bracketed:
        kind = {"LP": "()", "LB": "[]", "LS": "{}", "LG": "{}"}[children[0].type]
        return Bracketed(kind, children[1], over(children))

    def call(self, children: list[Any]) -> Node:
        arguments = children[-1]
        return self._call(children[0], children[1:-1], arguments.content, arguments.kind, over(children))

    def _call(self, token: Token, scripts: list[Script], content: Content, bracket: str, span: Span) -> Node:
        function, left = named(self._name(token), scripts)
        powers: list[Script] = []
        for script in left:
            exponent = only(script.content) if script.content is not None else None
            if exponent == Neg(Number(Fraction(1))):
                function = replace(function, label=(exponent,))
            else:
                powers.append(script)
        if function.base in _NAMED_LATER and len(content.args) == 1 and function == Name(function.base):
            return with_powers(_NAMED_LATER[function.base](content.args[0], span=span), powers)
        if function == Name("p") and content.args and all(isinstance(part, Relation) for part in content.args):
            return with_powers(Head("P", content.args, content.given, bracket=bracket, span=span), powers)
        made = Call(function, content.args, content.given, content.separator, bracket, span=span)
        return with_powers(made, powers) if powers else made

    def _head(self, children: list[Any], content: Content, bracket: str) -> Node:
        token, scripts = children[0], children[1:-1]
        subscript: tuple[Node, ...] = ()
        powers: list[Script] = []
        for script in scripts:
            if script.content is not None and not subscript and (script.kind == "sub" or _is_measure(script)):
                subscript = script.content.args
            else:
                powers.append(script)
        made = Head(HEADS[token.text], content.args, content.given, subscript, bracket, span=over(children))
        return with_powers(made, powers) if powers else made

    def head(self, children: list[Any]) -> Node:
        arguments = children[-1]
        content = arguments.content
        if content.separator not in {"", "|"}:
            fail(f"{children[0].text} takes arguments and, behind a bar, conditions", content.span, content.separator)
        return self._head(children, content, arguments.kind)

    def indicator(self, children: list[Any]) -> Node:
        below = next((s.content for s in children[1:] if s.kind == "sub" and s.content is not None), None)
        if below is None:
            fail("an indicator says of what", span_of(children[0]), children[0].text)
        args = below.args
        if len(args) == 1 and isinstance(args[0], tree.SetOf) and not args[0].condition:
            args = args[0].items
        powers = [s for s in children[1:] if s.kind != "sub"]
        return with_powers(Head("Indicator", args, bracket="_", span=over(children)), powers)

    # ---- forms with arguments of their own

    def fraction(self, children: list[Any]) -> Node:
        return Quotient(only(children[2]), only(children[5]), "frac", span=over(children))

    def binomial(self, children: list[Any]) -> Node:
        return tree.Binomial(only(children[2]), only(children[5]), span=over(children))

    def binomial_called(self, children: list[Any]) -> Node:
        args = children[2].args
        if len(args) != 2 or children[2].separator:
            fail("binom takes two arguments", children[2].span, "binom")
        return tree.Binomial(args[0], args[1], span=over(children))

    def square_root(self, children: list[Any]) -> Node:
        return tree.Root(only(children[2]), span=over(children))

    def root(self, children: list[Any]) -> Node:
        return tree.Root(only(children[5]), only(children[2]), span=over(children))

    def absolute(self, children: list[Any]) -> Node:
        return tree.Abs(only(children[1]), span=over(children))

    def norm(self, children: list[Any]) -> Node:
        return tree.Norm(only(children[1]), span=over(children))

    def floor(self, children: list[Any]) -> Node:
        return tree.Floor(only(children[1]), span=over(children))

    def ceil(self, children: list[Any]) -> Node:
        return tree.Ceil(only(children[1]), span=over(children))

    def invisible(self, children: list[Any]) -> Node:
        return only(children[1])

    # ---- brackets

    def _brackets(self, kind: str, children: list[Any]) -> Bracketed:
        return Bracketed(kind, children[1], over(children))

    def parentheses(self, children: list[Any]) -> Bracketed:
        return self._brackets("()", children)

    def brackets(self, children: list[Any]) -> Bracketed:
        return self._brackets("[]", children)

    def braces(self, children: list[Any]) -> Bracketed:
        return self._brackets("{}", children)

    def angles(self, children: list[Any]) -> Bracketed:
        return self._brackets("<>", children)

    def right_open(self, children: list[Any]) -> Bracketed:
        return self._brackets("[)", children)

    def left_open(self, children: list[Any]) -> Bracketed:
        return self._brackets("(]", children)

    def _group(self, group: Bracketed) -> Node:
        content, span, kind = group.content, group.span, group.kind
        args, one = content.args, len(content.args) == 1 and not content.separator
        if kind in {"[)", "(]"} or (kind == "[]" and len(args) == 2 and not content.separator):
            if len(args) != 2 or content.separator:
                fail("an interval has two ends", span, kind)
            return tree.Interval(args[0], args[1], kind[0] == "[", kind[1] == "]", span=span)
        if kind == "()":
            return only(content)
        if kind == "[]" and one and isinstance(args[0], Relation):
            return Head("Indicator", args, bracket="[]", span=span)
        if kind == "<>" and len(args) == 2 and not content.separator:
            return Call(Name("inner"), args, bracket="<>", span=span)
        if kind == "{}" and not (one and not isinstance(args[0], Relation | tree.Dots)):
            return tree.SetOf(args, content.given, span=span)
        if one and kind == "<>":
            return Head("E", args, bracket="<>", span=span)  # the mean, as physics writes it
        if one:
            return Group(args[0], kind, span=span)
        if kind != "[]":
            fail("one expression is expected between these brackets", span, kind)
        return Group(only(content), kind, span=span)

    def bracketed(self, children: list[Any]) -> Node:
        group, scripts = children[0], children[1:]
        if not scripts:
            return self._group(group)
        span = over(children)
        first = scripts[0]
        if first.kind == "mark" and first.text in {"_+", "+"}:
            return with_powers(relu(only(group.content), span), scripts[1:])
        below = [s for s in scripts if s.kind == "sub"]
        if below and group.kind == "[]" and len(group.content.args) == 1:
            relation = isinstance(only(below[0].content), Relation)
            if len(scripts) == 2 or (len(scripts) == 1 and relation):
                return self._evaluated(group.content.args[0], scripts, span)
        return with_powers(self._group(group), scripts)

    def atom(self, children: list[Any]) -> Node:
        node, scripts = children[0], children[1:]
        if not scripts:
            return node
        if isinstance(node, Name):
            node, left = named(node, scripts)
            return with_powers(node, left)
        if isinstance(node, tree.Norm):
            order = next((s.content for s in scripts if s.kind == "sub" and s.content is not None), None)
            node = replace(node, order=only(order)) if order is not None else node
            scripts = [s for s in scripts if s.kind != "sub"]
        return with_powers(node, scripts)

    def headed(self, children: list[Any]) -> Node:
        return with_powers(children[0], children[1:]) if len(children) > 1 else children[0]

    # ---- scripts

    def _script(self, kind: str, children: list[Any]) -> Script:
        return Script(kind, children[2], children[0].text, over(children))

    def power(self, children: list[Any]) -> Script:
        return self._script("sup", children)

    def subscript(self, children: list[Any]) -> Script:
        return self._script("sub", children)

    def label(self, children: list[Any]) -> Script:
        script = self._script("label", children)
        inner = only(script.content) if script.content is not None else None
        inner = inner.body if isinstance(inner, Group) else inner
        items = inner.items if isinstance(inner, Tuple) else (inner,)
        content = Content(tuple(item for item in items if item is not None), "", (), script.span)
        return replace(script, content=content)

    def mark(self, children: list[Any]) -> Script:
        return Script("mark", None, children[0].text, over(children))

    def prime(self, children: list[Any]) -> Script:
        return Script("prime", None, "'", over(children))

    def factorial(self, children: list[Any]) -> Script:
        return Script("factorial", None, "!", over(children))
