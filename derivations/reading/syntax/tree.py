r"""The syntax tree of what was written: frozen nodes, nothing simplified, nothing reordered, every node with its span.

`E(x^2) - E(x)^2 + E(x)^2` keeps its three terms and `E(x)/E(x)` stays a quotient. Two trees are equal when the
mathematics was written the same way: spans, the kind of brackets, `\cdot` or nothing between factors, `\frac` or `/`
do not count. Round brackets leave no node of their own; square, curly and angle brackets around a lone expression do
(`Group`), because a document may give them a meaning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, replace
from fractions import Fraction
from typing import Final


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Offsets in the document: `text[start:end]`."""

    start: int
    end: int


NOWHERE: Final = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Node:
    """What every node has: its span, which does not count in comparisons."""

    span: Span = field(default=NOWHERE, compare=False, repr=False, kw_only=True)

    def __str__(self) -> str:
        """As plain text, the form that is echoed and can be read again."""
        from derivations.reading.syntax.printing import read_as

        return read_as(self)


@dataclass(frozen=True, slots=True)
class Number(Node):
    """An exact number; `places` counts the printed digits after the point of a decimal, None for a whole number."""

    value: Fraction
    places: int | None = None


@dataclass(frozen=True, slots=True)
class Infinity(Node):
    """The sign ∞."""


@dataclass(frozen=True, slots=True)
class Name(Node):
    r"""A letter or word with all that belongs to its name: `\hat{\theta}'`, `w_{ij}`, `n_\text{in}`, `x^{(i)}`,
    `\mathbf{x}`.

    Greek letters are spelled out ("mu"). `style` is "", "bold", "cal", "bb", "frak"; `accent` "", "hat", "bar",
    "tilde", "bar hat" (the outer one first), "d" of a differential, ...; `label` is the superscript that
    is no power: `x^{(i)}`, `x^*`.
    """

    base: str
    subscript: tuple[Node, ...] = ()
    label: tuple[Node, ...] = ()
    primes: int = 0
    accent: str = ""
    style: str = ""


@dataclass(frozen=True, slots=True)
class Head(Node):
    """An operator of probability: kind E, Var, Cov, Corr, Sd, P or Indicator; `given` what stands behind the bar."""

    kind: str
    args: tuple[Node, ...]
    given: tuple[Node, ...] = ()
    subscript: tuple[Node, ...] = ()
    bracket: str = field(default="[]", compare=False)


@dataclass(frozen=True, slots=True)
class Call(Node):
    r"""A function of arguments: `\max(0, y)`, `f_Y(y)`, `p(x | y)`, `Gam(x; a, b)`; f'(x) has a name with a prime."""

    function: Name
    args: tuple[Node, ...]
    given: tuple[Node, ...] = ()
    separator: str = ""
    bracket: str = field(default="()", compare=False)


@dataclass(frozen=True, slots=True)
class Group(Node):
    """A lone expression in brackets that are not round: kind "[]", "{}" or "<>". See `ungroup`."""

    body: Node
    kind: str


@dataclass(frozen=True, slots=True)
class Add(Node):
    """Terms with their signs "+", "-", "±", "∓", in the order written."""

    terms: tuple[Node, ...]
    signs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Neg(Node):
    """Minus one expression."""

    body: Node


@dataclass(frozen=True, slots=True)
class Mul(Node):
    """Factors in the order written; `operators` says what stood between them ("" for nothing)."""

    factors: tuple[Node, ...]
    operators: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Elementwise(Node):
    r"""The product `a \odot b` entry by entry."""

    factors: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Quotient(Node):
    """A fraction, `style` "frac" or "slash"."""

    numerator: Node
    denominator: Node
    style: str = field(default="frac", compare=False)


@dataclass(frozen=True, slots=True)
class Power(Node):
    """base^exponent."""

    base: Node
    exponent: Node


@dataclass(frozen=True, slots=True)
class Root(Node):
    """The root of order `index`, the square root without one."""

    radicand: Node
    index: Node | None = None


@dataclass(frozen=True, slots=True)
class Sum(Node):
    """A sum over `variables`: from `lower` to `upper`, over the set `domain`, or where `condition` holds."""

    body: Node
    variables: tuple[Name, ...] = ()
    lower: Node | None = None
    upper: Node | None = None
    domain: Node | None = None
    condition: Node | None = None


@dataclass(frozen=True, slots=True)
class Product(Node):
    """A product, with the limits of a `Sum`."""

    body: Node
    variables: tuple[Name, ...] = ()
    lower: Node | None = None
    upper: Node | None = None
    domain: Node | None = None
    condition: Node | None = None


@dataclass(frozen=True, slots=True)
class Integral(Node):
    r"""An integral; a variable is a Name, or what stands behind d when it is an expression: `d[\exp(z)]`, `dF(x)`."""

    body: Node
    variables: tuple[Node, ...]
    lower: Node | None = None
    upper: Node | None = None
    domain: Node | None = None


@dataclass(frozen=True, slots=True)
class Limit(Node):
    """The limit of `body` as `variable` goes to `target`."""

    body: Node
    variable: Node
    target: Node


@dataclass(frozen=True, slots=True)
class Extremum(Node):
    r"""`\max_{x} f`, kind "max", "min", "sup", "inf", "argmax" or "argmin", over what its subscript says."""

    kind: str
    body: Node
    over: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Derivative(Node):
    """The derivative of `body` by each variable, as often as `orders` says; `partial` if written with ∂."""

    body: Node
    variables: tuple[Node, ...]
    orders: tuple[int, ...]
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Evaluated(Node):
    """`[F(x)]_a^b`, or `F(x)|_{x=0}` with the relation as the lower place."""

    body: Node
    lower: Node | None = None
    upper: Node | None = None


@dataclass(frozen=True, slots=True)
class Cases(Node):
    """Values and their conditions; the condition None is "otherwise"."""

    values: tuple[Node, ...]
    conditions: tuple[Node | None, ...]


@dataclass(frozen=True, slots=True)
class Dots(Node):
    """The dots of a written-out sum, product or list."""


@dataclass(frozen=True, slots=True)
class Hole(Node):
    r"""The dot that stands for an argument: `\max(0, \cdot)`."""


@dataclass(frozen=True, slots=True)
class Words(Node):
    """Words where an expression may stand: the condition "x is even" of a case."""

    text: str


@dataclass(frozen=True, slots=True)
class Tuple(Node):
    """Expressions separated by commas."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class SetOf(Node):
    """A set: its elements, and the condition behind the colon or bar."""

    items: tuple[Node, ...]
    condition: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Interval(Node):
    """An interval with at least one closed end (the open one is a `Tuple` of two)."""

    lower: Node
    upper: Node
    left_closed: bool = True
    right_closed: bool = True


@dataclass(frozen=True, slots=True)
class Given(Node):
    """`X | Y` or `i : n` where it is no argument list: the subscript of `f_{X|Y}`."""

    left: tuple[Node, ...]
    right: tuple[Node, ...]
    separator: str


@dataclass(frozen=True, slots=True)
class Binomial(Node):
    """n over k."""

    n: Node
    k: Node


@dataclass(frozen=True, slots=True)
class Factorial(Node):
    """body!"""

    body: Node


@dataclass(frozen=True, slots=True)
class Floor(Node):
    """The largest integer at most body."""

    body: Node


@dataclass(frozen=True, slots=True)
class Ceil(Node):
    """The smallest integer at least body."""

    body: Node


@dataclass(frozen=True, slots=True)
class Abs(Node):
    """|body|."""

    body: Node


@dataclass(frozen=True, slots=True)
class Norm(Node):
    """The norm of body, of order `order` where one is written."""

    body: Node
    order: Node | None = None


@dataclass(frozen=True, slots=True)
class Transpose(Node):
    r"""body^\top."""

    body: Node


@dataclass(frozen=True, slots=True)
class Relation(Node):
    """Sides joined by relations inside an expression: `X = x` in P(X = x), `0 < x < 1` in an indicator."""

    sides: tuple[Node, ...]
    kinds: tuple[str, ...]


_FIELDS: Final[dict[type[Node], tuple[str, ...]]] = {}


def _child_fields(node: Node) -> tuple[str, ...]:
    """The fields that hold nodes: those that are declared to."""
    kind = type(node)
    if kind not in _FIELDS:
        declared = ((part.name, str(part.type)) for part in fields(node))
        _FIELDS[kind] = tuple(name for name, of in declared if "Node" in of or "Name" in of)
    return _FIELDS[kind]


def children(node: Node) -> Iterator[Node]:
    """The nodes directly below, in the order written.

    >>> from derivations.reading import read_expression
    >>> [str(child) for child in children(read_expression("a + 2*b"))]
    ['a', '2*b']
    """
    return iter(_below(node))


def _below(node: Node) -> list[Node]:
    found: list[Node] = []
    for name in _child_fields(node):
        value = getattr(node, name)
        if not value:
            continue
        if isinstance(value, tuple):
            found += [item for item in value if isinstance(item, Node)]
        elif isinstance(value, Node):
            found.append(value)
    return found


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, from the top down and from left to right."""
    pending = [node]
    while pending:
        current = pending.pop()
        yield current
        below = _below(current)
        below.reverse()
        pending += below


def names(node: Node) -> Iterator[Name]:
    """The names in it, those of functions and those inside subscripts included."""
    return (found for found in walk(node) if isinstance(found, Name))


def depth(node: Node) -> int:
    """How many nodes lie on the longest way down."""
    deepest, pending = 0, [(node, 1)]
    while pending:
        current, level = pending.pop()
        deepest = max(deepest, level)
        pending.extend((child, level + 1) for child in children(current))
    return deepest


def rebuild(node: Node, change: Callable[[Node], Node]) -> Node:
    """The tree with `change` applied to every node, from the leaves up.

    >>> from derivations.reading import read_expression
    >>> str(rebuild(read_expression("x + E[x]"), lambda node: Name("y") if node == Name("x") else node))
    'y + E[y]'
    """
    changes: dict[str, object] = {}
    for name in _child_fields(node):
        value = getattr(node, name)
        if isinstance(value, Node):
            changed: object = rebuild(value, change)
        elif isinstance(value, tuple):
            changed = tuple(rebuild(item, change) if isinstance(item, Node) else item for item in value)
        else:
            continue
        if changed != value:
            changes[name] = changed
    return change(replace(node, **changes) if changes else node)  # type: ignore[arg-type]


def ungroup(node: Node) -> Node:
    """The tree without its `Group` nodes, for a document that gives brackets no meaning of their own."""
    return rebuild(node, lambda found: found.body if isinstance(found, Group) else found)
