"""The callbacks of the grammar: they make the tree from the bottom up, and decline what has no meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final, NoReturn

from derivations.reading import tree
from derivations.reading.cursor import Token
from derivations.reading.scan import Unreadable
from derivations.reading.spelling import ALIASES, HEADS
from derivations.reading.tree import (
    Add,
    Call,
    Group,
    Head,
    Mul,
    Name,
    Neg,
    Node,
    Number,
    Power,
    Quotient,
    Relation,
    Span,
    Tuple,
)

__all__ = ["Builder"]

_NAMED_LATER: Final = {"abs": tree.Abs, "floor": tree.Floor, "ceil": tree.Ceil}


@dataclass(frozen=True, slots=True)
class _Content:
    """What stands between brackets: arguments, perhaps a separator and more arguments."""

    args: tuple[Node, ...]
    separator: str
    given: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class _Script:
    kind: str
    content: _Content | None
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class _Bracketed:
    kind: str
    content: _Content
    span: Span


def _span_of(part: Any) -> Span:
    return Span(part.start, part.end) if isinstance(part, Token) else part.span


def _over(parts: Sequence[Any]) -> Span:
    first, last = _span_of(parts[0]), _span_of(parts[-1])
    return Span(min(first.start, last.start), max(first.end, last.end))


def _fail(message: str, span: Span, token: str) -> NoReturn:
    raise Unreadable(message, span.start, span.end, token)


def _one(content: _Content) -> Node:
    """The only expression of a content, a tuple if there are several."""
    if content.separator:
        return tree.Given(content.args, content.given, content.separator, span=content.span)
    return content.args[0] if len(content.args) == 1 else Tuple(content.args, span=content.span)


def _power(base: Node, scripts: Sequence[_Script]) -> Node:
    """The node with the exponents and factorial signs among its scripts; anything else is declined."""
    seen: set[str] = set()
    for script in scripts:
        span = Span(base.span.start, max(base.span.end, script.span.end))
        if script.kind in seen:
            what = "two exponents on one base; write brackets" if script.kind == "sup" else "a double factorial"
            _fail(what, script.span, script.text)
        if script.kind in {"sup", "factorial"}:
            seen.add(script.kind)
        if script.kind == "sup" and script.content is not None:
            exponent = _one(script.content)
            if isinstance(base, Name) and base.style == "bold" and exponent == Name("T"):
                base = tree.Transpose(base, span=span)
            else:
                base = Power(base, exponent, span=span)
        elif script.kind == "factorial":
            base = tree.Factorial(base, span=span)
        elif script.kind == "mark" and script.text == "T":
            base = tree.Transpose(base, span=span)
        else:
            what = {"sub": "a subscript", "prime": "a prime", "label": "a label", "mark": f"the mark {script.text}"}[
                script.kind
            ]
            _fail(f"{what} belongs to a name", script.span, script.text)
    return base


def _parts(content: _Content) -> tuple[Node, ...]:
    """The parts of a subscript: `ij` and `i,j` are two, `i+1` and `2n` are one."""
    if content.separator:
        return (tree.Given(content.args, content.given, content.separator, span=content.span),)
    parts: list[Node] = []
    for arg in content.args:
        if isinstance(arg, Mul) and not any(arg.operators):
            first = arg.factors[0]
            letters = all(isinstance(factor, Name) for factor in arg.factors[1:])
            if (isinstance(first, Name) and all(isinstance(f, Name | Number) for f in arg.factors)) or (
                letters and isinstance(first, Number) and first.value in {0, 1}
            ):
                parts.extend(arg.factors)
                continue
        parts.append(arg)
    return tuple(parts)


def _named(name: Name, scripts: Sequence[_Script]) -> tuple[Name, list[_Script]]:
    """The name with its subscripts, primes and labels, and the scripts left over."""
    left: list[_Script] = []
    for script in scripts:
        span = Span(name.span.start, script.span.end)
        if script.kind == "sub" and script.content is not None:
            if name.subscript:
                _fail("two subscripts on one name", script.span, "_")
            name = replace(name, subscript=_parts(script.content), span=span)
        elif script.kind == "prime":
            name = replace(name, primes=name.primes + 1, span=span)
        elif (script.kind == "label" and script.content is not None) or (
            script.kind == "mark" and script.text in {"*", "+", "-", "_+", "_-", "_*"}
        ):
            if name.label:
                _fail("two labels on one name", script.span, script.text)
            label = script.content.args if script.content is not None else (Name(script.text),)
            name = replace(name, label=label, span=span)
        else:
            left.append(script)
    return name, left


def _relu(body: Node, span: Span) -> Node:
    return Call(Name("relu"), (body,), span=span)


class Builder:
    """One method for each rule of grammar.lark; `children` are tokens and what the rules below made."""

    # ---- lists

    def start(self, children: list[Any]) -> Node:
        return _one(children[0])

    def content(self, children: list[Any]) -> _Content:
        if len(children) > 3:
            _fail("more than one bar, colon or semicolon between brackets", children[3].span, children[3].text)
        args, separator, given = children[0], "", ()
        if len(children) == 3:
            separator, given = children[1].text, children[2]
        last = given[-1] if given else args[-1]
        return _Content(args, separator, given, _over([args[0], last]))

    def separator(self, children: list[Any]) -> _Script:
        token = children[0]
        text = {"MID": "|", "SEMI": ";", "COLON": ":"}[token.type]
        return _Script("separator", None, text, _span_of(token))

    def args(self, children: list[Any]) -> tuple[Node, ...]:
        return tuple(child for child in children if isinstance(child, Node))

    def relation(self, children: list[Any]) -> Node:
        return Relation(tuple(children[::2]), tuple(token.text for token in children[1::2]), span=_over(children))

    # ---- sums and products

    def expr(self, children: list[Any]) -> Node:
        if len(children) == 1:
            return children[0]
        terms = [child for child in children if isinstance(child, Node)]
        signs = [child.text for child in children if isinstance(child, Token)]
        if len(signs) < len(terms):
            signs.insert(0, "+")
        if len(terms) == 1 and signs[0] in "+-":
            return Neg(terms[0], span=_over(children)) if signs[0] == "-" else terms[0]
        return Add(tuple(terms), tuple(signs), span=_over(children))

    def operator(self, children: list[Any]) -> list[Any]:
        return children

    def items(self, children: list[Any]) -> Node:
        if len(children) == 1:
            return children[0]
        factors: list[Node] = []
        operators: list[str] = []
        operator: list[Any] = []
        for child in children:
            if isinstance(child, list):
                operator = child
                continue
            node = child
            if len(operator) == 2:
                node = Neg(child, span=_over([operator[1], child])) if operator[1].text == "-" else child
            sign = operator[0].text if operator else ""
            operator = []
            if not factors:
                factors = [node]
            elif sign in {"/", "odot"}:
                left = self._product(factors, operators)
                span = _over([left, node])
                if sign == "/":
                    factors = [Quotient(left, node, "slash", span=span)]
                else:
                    earlier = left.factors if isinstance(left, tree.Elementwise) and len(factors) == 1 else (left,)
                    factors = [tree.Elementwise((*earlier, node), span=span)]
                operators = []
            elif sign in {"cap", "cup"}:
                _fail("unions and intersections are not read", node.span, sign)
            else:
                factors.append(node)
                operators.append(sign)
        return self._product(factors, operators)

    @staticmethod
    def _product(factors: list[Node], operators: list[str]) -> Node:
        return factors[0] if len(factors) == 1 else Mul(tuple(factors), tuple(operators), span=_over(factors))

    # ---- bare arguments

    def run(self, children: list[Any]) -> Node:
        return self._product(children, [""] * (len(children) - 1))

    function_run = run
    derivative_body = run

    def head_bare(self, children: list[Any]) -> Node:
        return self._head(children[0], children[1:-1], (children[-1],), (), "", _over(children))

    def function_bare(self, children: list[Any]) -> Node:
        return self._call(
            children[0], children[1:-1], _Content((children[-1],), "", (), children[-1].span), "", _over(children)
        )

    # ---- big operators

    def big(self, children: list[Any]) -> Node:
        token, body, span = children[0], children[-1], _over(children)
        scripts = [child for child in children[1:-1] if isinstance(child, _Script)]
        sign = next((child for child in children[1:-1] if isinstance(child, Token)), None)
        if sign is not None and sign.text == "-":
            body = Neg(body, span=_over([sign, body]))
        below = next((s.content for s in scripts if s.kind == "sub" and s.content is not None), None)
        above = next((s.content for s in scripts if s.kind == "sup" and s.content is not None), None)
        odd = next((s for s in scripts if s.kind not in {"sub", "sup"}), None)
        if odd is not None or len(scripts) > 2:
            _fail("limits are one subscript and one superscript", (odd or scripts[-1]).span, token.text)
        if token.text == "lim":
            target = _one(below) if below is not None else None
            if not isinstance(target, Relation) or target.kinds != ("->",) or above is not None:
                _fail("a limit says where its variable goes: \\lim_{x \\to a}", span, "lim")
            return tree.Limit(body, target.sides[0], target.sides[1], span=span)
        if token.text not in {"sum", "prod"}:
            return tree.Extremum(token.text, body, below.args if below is not None else (), span=span)
        kind = tree.Sum if token.text == "sum" else tree.Product
        upper = _one(above) if above is not None else None
        variables, lower, domain, condition = self._range(below) if below is not None else ((), None, None, None)
        return kind(body, variables, lower, upper, domain, condition, span=span)

    @staticmethod
    def _range(below: _Content) -> tuple[tuple[Name, ...], Node | None, Node | None, Node | None]:
        """What stands under a sum: `i=1`, `i`, `i,j=1`, `x \\in S`, or a condition."""
        leading = [arg for arg in below.args if isinstance(arg, Name)]
        last = below.args[-1]
        if below.separator:
            return (), None, None, _one(below)
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
        if len(below.args) == 1 and not isinstance(last, Relation):
            return (), last, None, None
        return (), None, None, _one(below)

    def integral(self, children: list[Any]) -> Node:
        at = next(i for i, child in enumerate(children) if isinstance(child, Token) and child.type == "DIFF")
        return self._integral(children, children[1 : at - 1], children[at - 1], children[at + 1 :: 2])

    def integral_of_one(self, children: list[Any]) -> Node:
        at = next(i for i, child in enumerate(children) if isinstance(child, Token) and child.type == "DIFF")
        return self._integral(
            children, children[1:at], Number(Fraction(1), span=_span_of(children[at])), children[at + 1 :: 2]
        )

    def integral_before(self, children: list[Any]) -> Node:
        return self._integral(children, children[1:-3], children[-1], [children[-2]])

    @staticmethod
    def _integral(children: list[Any], scripts: list[_Script], body: Node, variables: list[Node]) -> Node:
        below = next((s.content for s in scripts if s.kind == "sub" and s.content is not None), None)
        above = next((s.content for s in scripts if s.kind == "sup" and s.content is not None), None)
        if len(scripts) > (below is not None) + (above is not None):
            _fail("limits are one subscript and one superscript", scripts[-1].span, "int")
        lower, domain = (_one(below), None) if below is not None else (None, None)
        if isinstance(lower, Relation) and lower.kinds == ("=",):
            lower = lower.sides[1]
        if above is None:
            lower, domain = None, lower.sides[1] if isinstance(lower, Relation) and lower.kinds == ("in",) else lower
        upper = _one(above) if above is not None else None
        return tree.Integral(body, tuple(variables), lower, upper, domain, span=_over(children))

    # ---- derivatives

    def variables(self, children: list[Any]) -> list[tuple[Node, int]]:
        found: list[tuple[Node, int]] = []
        for child in children[1::2]:
            variable, order = child, 1
            if isinstance(child, Power):
                exponent = child.exponent
                if not isinstance(exponent, Number) or exponent.places is not None or not 1 <= exponent.value <= 20:
                    _fail("the order of a derivative is a small whole number", child.span, str(exponent))
                variable, order = child.base, int(exponent.value)
            found.append((variable, order))
        return found

    def _derivative(self, token: Token, body: Node, variables: list[tuple[Node, int]], span: Span) -> Node:
        orders = tuple(order for _, order in variables)
        if token.reason != str(sum(orders)):
            _fail("the orders above and below in a derivative differ", _span_of(token), token.text)
        return tree.Derivative(body, tuple(variable for variable, _ in variables), orders, token.text == "∂", span=span)

    def derivative(self, children: list[Any]) -> Node:
        return self._derivative(children[0], _one(children[2]), children[5], _over(children))

    def derivative_of(self, children: list[Any]) -> Node:
        body = children[-1]
        if isinstance(body, Group):
            body = body.body
        return self._derivative(children[0], body, children[2], _over(children))

    # ---- evaluated

    def evaluated_bar(self, children: list[Any]) -> Node:
        return self._evaluated(children[0], children[2:], _over(children))

    def evaluated_delimiter(self, children: list[Any]) -> Node:
        return self._evaluated(_one(children[1]), children[3:], _over(children))

    @staticmethod
    def _evaluated(body: Node, scripts: list[_Script], span: Span) -> Node:
        below = next((s.content for s in scripts if s.kind == "sub" and s.content is not None), None)
        above = next((s.content for s in scripts if s.kind == "sup" and s.content is not None), None)
        if below is None or len(scripts) > 1 + (above is not None):
            _fail("an evaluation has one place below and one above", span, "|")
        return tree.Evaluated(body, _one(below), _one(above) if above is not None else None, span=span)

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
        return Number(value, places, span=_span_of(token))

    @staticmethod
    def _name(token: Token) -> Name:
        base = ALIASES.get(token.text, token.text) if token.upright or token.typed else token.text
        return Name(base, accent=token.accent, style=token.style, span=_span_of(token))

    def name(self, children: list[Any]) -> Node:
        return self._name(children[0])

    def infinity(self, children: list[Any]) -> Node:
        return tree.Infinity(span=_over(children))

    def dots(self, children: list[Any]) -> Node:
        return tree.Dots(span=_over(children))

    def hole(self, children: list[Any]) -> Node:
        return tree.Hole(span=_over(children))

    def words(self, children: list[Any]) -> Node:
        return tree.Words(children[0].text, span=_over(children))

    def arguments(self, children: list[Any]) -> _Bracketed:
        kind = {"LP": "()", "LB": "[]", "LS": "{}", "LG": "{}"}[children[0].type]
        return _Bracketed(kind, children[1], _over(children))

    def call(self, children: list[Any]) -> Node:
        arguments = children[-1]
        return self._call(children[0], children[1:-1], arguments.content, arguments.kind, _over(children))

    def _call(self, token: Token, scripts: list[_Script], content: _Content, bracket: str, span: Span) -> Node:
        function, left = _named(self._name(token), scripts)
        powers: list[_Script] = []
        for script in left:
            exponent = _one(script.content) if script.content is not None else None
            if exponent == Neg(Number(Fraction(1))):
                function = replace(function, label=(exponent,))
            else:
                powers.append(script)
        if function.base in _NAMED_LATER and len(content.args) == 1 and function == Name(function.base):
            return _power(_NAMED_LATER[function.base](content.args[0], span=span), powers)
        made = Call(function, content.args, content.given, content.separator, bracket, span=span)
        return _power(made, powers) if powers else made

    def _head(
        self,
        token: Token,
        scripts: list[_Script],
        args: tuple[Node, ...],
        given: tuple[Node, ...],
        bracket: str,
        span: Span,
    ) -> Node:
        subscript: tuple[Node, ...] = ()
        powers: list[_Script] = []
        for script in scripts:
            if script.kind == "sub" and script.content is not None and not subscript:
                subscript = script.content.args
            else:
                powers.append(script)
        made = Head(HEADS[token.text], args, given, subscript, bracket, span=span)
        return _power(made, powers) if powers else made

    def head(self, children: list[Any]) -> Node:
        arguments = children[-1]
        content = arguments.content
        if content.separator not in {"", "|"}:
            _fail(f"{children[0].text} takes arguments and, behind a bar, conditions", content.span, content.separator)
        return self._head(children[0], children[1:-1], content.args, content.given, arguments.kind, _over(children))

    def indicator(self, children: list[Any]) -> Node:
        below = next((s.content for s in children[1:] if s.kind == "sub" and s.content is not None), None)
        if below is None:
            _fail("an indicator says of what", _span_of(children[0]), children[0].text)
        args = below.args
        if len(args) == 1 and isinstance(args[0], tree.SetOf) and not args[0].condition:
            args = args[0].items
        powers = [s for s in children[1:] if s.kind != "sub"]
        return _power(Head("Indicator", args, bracket="_", span=_over(children)), powers)

    # ---- forms with arguments of their own

    def fraction(self, children: list[Any]) -> Node:
        return Quotient(_one(children[2]), _one(children[5]), "frac", span=_over(children))

    def binomial(self, children: list[Any]) -> Node:
        return tree.Binomial(_one(children[2]), _one(children[5]), span=_over(children))

    def binomial_called(self, children: list[Any]) -> Node:
        args = children[2].args
        if len(args) != 2 or children[2].separator:
            _fail("binom takes two arguments", children[2].span, "binom")
        return tree.Binomial(args[0], args[1], span=_over(children))

    def square_root(self, children: list[Any]) -> Node:
        return tree.Root(_one(children[2]), span=_over(children))

    def root(self, children: list[Any]) -> Node:
        return tree.Root(_one(children[5]), _one(children[2]), span=_over(children))

    def absolute(self, children: list[Any]) -> Node:
        return tree.Abs(_one(children[1]), span=_over(children))

    def norm(self, children: list[Any]) -> Node:
        return tree.Norm(_one(children[1]), span=_over(children))

    def floor(self, children: list[Any]) -> Node:
        return tree.Floor(_one(children[1]), span=_over(children))

    def ceil(self, children: list[Any]) -> Node:
        return tree.Ceil(_one(children[1]), span=_over(children))

    def invisible(self, children: list[Any]) -> Node:
        return _one(children[1])

    def cases(self, children: list[Any]) -> Node:
        rows = [child for child in children if isinstance(child, tuple)]
        return tree.Cases(tuple(row[0] for row in rows), tuple(row[1] for row in rows), span=_over(children))

    def case(self, children: list[Any]) -> tuple[Node, Node | None]:
        if len(children) < 3:
            _fail("a case without its condition", children[0].span, "&")
        return children[0], children[2][0]

    def otherwise(self, children: list[Any]) -> list[Node | None]:
        return [None]

    def conditions(self, children: list[Any]) -> list[Node | None]:
        args = children[0]
        return [args[0] if len(args) == 1 else Tuple(args, span=_over(args))]

    # ---- brackets

    def _brackets(self, kind: str, children: list[Any]) -> _Bracketed:
        return _Bracketed(kind, children[1], _over(children))

    def parentheses(self, children: list[Any]) -> _Bracketed:
        return self._brackets("()", children)

    def brackets(self, children: list[Any]) -> _Bracketed:
        return self._brackets("[]", children)

    def braces(self, children: list[Any]) -> _Bracketed:
        return self._brackets("{}", children)

    def angles(self, children: list[Any]) -> _Bracketed:
        return self._brackets("<>", children)

    def right_open(self, children: list[Any]) -> _Bracketed:
        return self._brackets("[)", children)

    def left_open(self, children: list[Any]) -> _Bracketed:
        return self._brackets("(]", children)

    def _group(self, group: _Bracketed) -> Node:
        content, span, kind = group.content, group.span, group.kind
        args, one = content.args, len(content.args) == 1 and not content.separator
        if kind in {"[)", "(]"} or (kind == "[]" and len(args) == 2 and not content.separator):
            if len(args) != 2 or content.separator:
                _fail("an interval has two ends", span, kind)
            return tree.Interval(args[0], args[1], kind[0] == "[", kind[1] == "]", span=span)
        if kind == "()":
            return _one(content)
        if kind == "[]" and one and isinstance(args[0], Relation):
            return Head("Indicator", args, bracket="[]", span=span)
        if kind == "<>" and len(args) == 2 and not content.separator:
            return Call(Name("inner"), args, bracket="<>", span=span)
        if kind == "{}" and not (one and not isinstance(args[0], Relation | tree.Dots)):
            return tree.SetOf(args, content.given, span=span)
        if one:
            return Group(args[0], kind, span=span)
        if kind == "[]":
            return Group(_one(content), kind, span=span)
        _fail("one expression is expected between these brackets", span, kind)

    def bracketed(self, children: list[Any]) -> Node:
        group, scripts = children[0], children[1:]
        if not scripts:
            return self._group(group)
        span = _over(children)
        first = scripts[0]
        if first.kind == "mark" and first.text in {"_+", "+"}:
            return _power(_relu(_one(group.content), span), scripts[1:])
        below = [s for s in scripts if s.kind == "sub"]
        if below and group.kind == "[]" and len(group.content.args) == 1:
            relation = isinstance(_one(below[0].content), Relation)
            if len(scripts) == 2 or (len(scripts) == 1 and relation):
                return self._evaluated(group.content.args[0], scripts, span)
        return _power(self._group(group), scripts)

    def atom(self, children: list[Any]) -> Node:
        node, scripts = children[0], children[1:]
        if not scripts:
            return node
        if isinstance(node, Name):
            node, left = _named(node, scripts)
            return _power(node, left)
        if isinstance(node, tree.Norm):
            order = next((s.content for s in scripts if s.kind == "sub" and s.content is not None), None)
            node = replace(node, order=_one(order)) if order is not None else node
            scripts = [s for s in scripts if s.kind != "sub"]
        return _power(node, scripts)

    def headed(self, children: list[Any]) -> Node:
        return _power(children[0], children[1:]) if len(children) > 1 else children[0]

    # ---- scripts

    def _script(self, kind: str, children: list[Any]) -> _Script:
        return _Script(kind, children[2], children[0].text, _over(children))

    def power(self, children: list[Any]) -> _Script:
        return self._script("sup", children)

    def subscript(self, children: list[Any]) -> _Script:
        return self._script("sub", children)

    def label(self, children: list[Any]) -> _Script:
        script = self._script("label", children)
        inner = _one(script.content) if script.content is not None else None
        inner = inner.body if isinstance(inner, Group) else inner
        items = inner.items if isinstance(inner, Tuple) else (inner,)
        content = _Content(tuple(item for item in items if item is not None), "", (), script.span)
        return replace(script, content=content)

    def mark(self, children: list[Any]) -> _Script:
        return _Script("mark", None, children[0].text, _over(children))

    def prime(self, children: list[Any]) -> _Script:
        return _Script("prime", None, "'", _over(children))

    def factorial(self, children: list[Any]) -> _Script:
        return _Script("factorial", None, "!", _over(children))
