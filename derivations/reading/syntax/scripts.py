"""What the callbacks of the grammar hand to one another: contents of brackets, and scripts; and what these make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final, NoReturn

from derivations.reading.syntax import tree
from derivations.reading.syntax.cursor import Token
from derivations.reading.syntax.scan import Unreadable
from derivations.reading.syntax.spelling import FALLING
from derivations.reading.syntax.tree import Add, Call, Mul, Name, Node, Number, Power, Span, Tuple

__all__ = ["Bracketed", "Content", "Script", "fail", "named", "only", "over", "relu", "span_of", "with_powers"]

MAX_FACTORS: Final = 12  # of a falling factorial that is written out


@dataclass(frozen=True, slots=True)
class Content:
    """What stands between brackets: arguments, perhaps a separator and more arguments."""

    args: tuple[Node, ...]
    separator: str
    given: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Script:
    """A subscript, exponent, label, mark, prime or factorial sign."""

    kind: str
    content: Content | None
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Bracketed:
    """A content with the kind of its brackets."""

    kind: str
    content: Content
    span: Span


def span_of(part: Any) -> Span:
    """The span of a token or of anything made from tokens."""
    return Span(part.start, part.end) if isinstance(part, Token) else part.span


def over(parts: Sequence[Any]) -> Span:
    """The span from the first to the last."""
    first, last = span_of(parts[0]), span_of(parts[-1])
    return Span(min(first.start, last.start), max(first.end, last.end))


def fail(message: str, span: Span, token: str) -> NoReturn:
    """Decline: the message, the place and the token."""
    raise Unreadable(message, span.start, span.end, token)


def only(content: Content) -> Node:
    """The only expression of a content, a tuple if there are several."""
    if content.separator:
        return tree.Given(content.args, content.given, content.separator, span=content.span)
    return content.args[0] if len(content.args) == 1 else Tuple(content.args, span=content.span)


def with_powers(base: Node, scripts: Sequence[Script]) -> Node:
    """The node with the exponents and factorial signs among its scripts; anything else is declined."""
    seen: set[str] = set()
    for script in scripts:
        span = Span(base.span.start, max(base.span.end, script.span.end))
        if script.kind in seen:
            what = "two exponents on one base; write brackets" if script.kind == "sup" else "a double factorial"
            fail(what, script.span, script.text)
        if script.kind in {"sup", "factorial"}:
            seen.add(script.kind)
        if script.kind == "sup" and script.content is not None:
            exponent = only(script.content)
            if isinstance(exponent, Call) and exponent.function == Name(FALLING):
                base = _falling(base, exponent.args[0], span)
            elif isinstance(base, Name) and base.style == "bold" and exponent == Name("T"):
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
            fail(f"{what} belongs to a name", script.span, script.text)
    return base


def _falling(base: Node, order: Node, span: Span) -> Node:
    """The product x (x - 1) ... for a number of factors, and x!/(x - n)!."""
    if isinstance(order, Number) and order.places is None and 0 < order.value <= MAX_FACTORS:
        less = (Add((base, Number(Fraction(i))), ("+", "-"), span=span) for i in range(1, int(order.value)))
        factors = (base, *less)
        return Mul(factors, ("",) * (len(factors) - 1), span=span) if len(factors) > 1 else base
    less_by_order = Add((base, order), ("+", "-"), span=span)
    return tree.Quotient(tree.Factorial(base, span=span), tree.Factorial(less_by_order, span=span), span=span)


def parts_of(content: Content) -> tuple[Node, ...]:
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


def named(name: Name, scripts: Sequence[Script]) -> tuple[Name, list[Script]]:
    """The name with its subscripts, primes and labels, and the scripts left over."""
    left: list[Script] = []
    for script in scripts:
        span = Span(name.span.start, script.span.end)
        if script.kind == "sub" and script.content is not None:
            if name.subscript:
                fail("two subscripts on one name", script.span, "_")
            name = replace(name, subscript=parts_of(script.content), span=span)
        elif script.kind == "prime":
            name = replace(name, primes=name.primes + 1, span=span)
        elif (script.kind == "label" and script.content is not None) or (
            script.kind == "mark" and script.text in {"*", "+", "-", "_+", "_-", "_*"}
        ):
            if name.label:
                fail("two labels on one name", script.span, script.text)
            label = script.content.args if script.content is not None else (Name(script.text),)
            name = replace(name, label=label, span=span)
        else:
            left.append(script)
    return name, left


def relu(body: Node, span: Span) -> Node:
    """The positive part of body."""
    return Call(Name("relu"), (body,), span=span)
