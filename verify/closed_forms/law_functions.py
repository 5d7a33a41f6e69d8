r"""The functions of a stated law: f_X is its density, F_X(x) and P(X <= x) its integral up to x, for x in the support.

>>> from derivations.reading import Step, read_expression
>>> from derivations.reading.meaning.phrases import read_phrases
>>> laws = read_phrases("X ~ Exp(r)")
>>> print(with_law_functions(read_expression("F_X(x) - f_X(2)"), laws))
int_{0}^x Exponential(t_; r) dt_ - Exponential(2; r)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Final

from derivations.reading import Step, read_expression
from derivations.reading.meaning.named_laws import law_of
from derivations.reading.meaning.stated import LawPhrase, Phrase
from derivations.reading.syntax.spelling import FUNCTIONS
from derivations.reading.syntax.tree import (
    Add,
    Call,
    Derivative,
    Evaluated,
    Extremum,
    Head,
    Infinity,
    Integral,
    Name,
    Neg,
    Node,
    Number,
    Quotient,
    Relation,
    rebuild,
    ungroup,
    walk,
)

__all__ = ["ONE", "TURNED", "ZERO", "ends_of", "fraction_of", "inverse_of_a_distribution", "with_law_functions"]

FROM_ZERO: Final = frozenset(["Exponential", "Gamma", "LogNormal", "Beta", "Wald"])
LINE: Final = frozenset(["Normal", "Laplace", "ExGaussian"])
LOG_NORMAL: Final = r"\frac12 (1 + \mathrm{erf}(\frac{\ln(x) - a}{\sqrt{2 b}}))"  # its distribution function
# words right before a display
_INVERSE: Final = re.compile(
    r"(?i)\b(?:inverse\s+(?:CDF|cumulative\s+distribution\s+function)|quantile\s+function)\b[^.$]*"
    r"(?:\$+|\\\[|\\begin\{[a-z]+\*?\}|\\label\{[^{}]*\}|[\s&:])*$"
)
# in the parameters as the laws have them: a variance, a rate
MEDIANS: Final = {
    "Normal": "a", "Laplace": "a", "Uniform": r"\frac{a + b}{2}", "Exponential": r"\frac{\ln(2)}{a}",
    "LogNormal": r"\exp(a)",
}  # fmt: skip
MODES: Final = {"Normal": "a", "Laplace": "a", "LogNormal": r"\exp(a - b)"}
CENTRES: Final = {"median": MEDIANS, "med": MEDIANS, "mode": MODES}
ZERO, ONE = Number(Fraction(0)), Number(Fraction(1))
LETTER: Final = Name("t_")
TURNED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}  # with the sides the other way round
BELOW, ABOVE = frozenset(["<", "<="]), frozenset([">", ">="])


def with_law_functions(node: Node, phrases: Iterable[Phrase]) -> Node:
    """The expression with densities, distribution functions and probabilities of stated laws written out."""
    laws = {
        name: replace(p, names=(name,)) for p in phrases if isinstance(p, LawPhrase) and not any(p.keys)
        for name in p.names if isinstance(name, Name)
    }  # fmt: skip

    def changed(part: Node) -> Node:
        match part:
            case Call(Name(base), (Name() as owner,), ()) if base.lower() in CENTRES and owner in laws:
                return _of_law(CENTRES[base.lower()], laws[owner]) or part
            case Extremum("argmax" | "max", body, (Name() as x,)):
                law = next((law for law in laws.values() if body == _density(law, x)), None)
                mode = None if law is None else _of_law(MODES, law)
                if law is None or mode is None:
                    return part
                return mode if part.kind == "argmax" else _density(law, mode)
            case Call(Name("F", (owner,), primes=0), (argument,), ()) if (
                owner in laws and laws[owner].law == "LogNormal" and _in_support(laws[owner], argument)
            ):
                return _written(LOG_NORMAL, laws[owner], argument)
            case Call(Name(base, (owner,)) as function, (argument,), ()) if (
                base in {"f", "F"} and owner in laws and _in_support(laws[owner], argument)
            ):
                return _function(laws[owner], base, function.primes, argument)
            case Head("P", (Relation() as event,), ()):
                return _probability(event, laws) or part
            case Head("P", (Relation() as event,), (Relation() as condition,)):
                return _given(event, condition, laws) or part
            case Integral(_, (Name() as variable,)):
                return _over_support(_on_support(part, variable, laws), variable)
        return part

    return rebuild(node, changed)


def inverse_of_a_distribution(step: Step, phrases: Iterable[Phrase], before: str) -> tuple[Node, Node] | None:
    """F(g(p)) and p, where the words before `x = g(p)` call it the inverse of the distribution function of a law.

    Of a log-normal law it may be `ln(x) = g(p)` or `x = exp(g(p))`.
    """
    laws = [p for p in phrases if isinstance(p, LawPhrase)]
    if len(laws) != 1 or step.lhs is None or step.rhs is None or _INVERSE.search(before) is None:
        return None
    (law,), name, value = laws, step.lhs, ungroup(step.rhs)
    if law.law == "LogNormal":
        match name, value:
            case Call(Name("ln" | "log"), (inner,)), _:
                name = inner
            case _, Call(Name("exp"), (inner,)):
                value = inner
            case _:
                return None
        law = replace(law, law="Normal")
    own = {n for part in law.parameters for n in walk(part)}
    letters = {n for n in walk(value) if isinstance(n, Name) and n.base not in FUNCTIONS} - own
    low = _low(law.law, law.parameters)
    if not isinstance(name, Name) or name in letters or len(letters) != 1 or low is None:
        return None
    return _between(law, low, value), letters.pop()


def _of_law(values: Mapping[str, str], law: LawPhrase) -> Node | None:
    """A number that belongs to a law, such as its median."""
    return _written(values[law.law], law) if law.law in values else None


def _written(formula: str, law: LawPhrase, at: Node = ZERO) -> Node:
    """A formula in the parameters of a law, a and b, and in a point x."""
    parameters = dict(zip((Name("a"), Name("b")), law.parameters, strict=False))
    table: dict[Node, Node] = {**parameters, Name("x"): at}
    return rebuild(read_expression(formula), lambda part: table.get(part, part))


def _density(law: LawPhrase, at: Node) -> Node:
    return Call(Name(law.law), (at,), law.parameters, ";", span=at.span)


def _low(law: str, parameters: tuple[Node, ...]) -> Node | None:
    """The lower end of the support."""
    if law in LINE:
        return Neg(Infinity())
    return ZERO if law in FROM_ZERO else parameters[0] if law == "Uniform" and len(parameters) == 2 else None


def ends_of(law: LawPhrase) -> tuple[Node | None, Node | None] | None:
    """The ends of the support of a law with a density, None for an infinite one; None for other laws."""
    low = _low(law.law, law.parameters)
    if low is None:
        return None
    high = {"Beta": ONE, "Uniform": law.parameters[-1]}.get(law.law)
    return (None if law.law in LINE else low), high


def _in_support(law: LawPhrase, at: Node) -> bool:
    """Whether a point is in the support of a law, or a bare letter, which is meant to stand for one that is."""
    at = ungroup(at)
    if at in [_of_law(values, law) for values in (MEDIANS, MODES)]:
        return True
    ends = law.parameters if law.law == "Uniform" else (ZERO, ONE) if law.law == "Beta" else None
    if law.law in LINE or isinstance(at, Name) or at in map(ungroup, ends or ()):
        return True
    if ends is None:
        return not any(isinstance(n, Neg | Call | Infinity) or "-" in getattr(n, "signs", ()) for n in walk(at))
    low, high = (e.value if isinstance(e := ungroup(end), Number) else None for end in ends)
    value = fraction_of(at)
    return None not in (low, high, value) and low <= value <= high  # type: ignore[operator]


def fraction_of(node: Node) -> Fraction | None:
    """The value of a number, of its negative or of a quotient of numbers."""
    match ungroup(node):
        case Number(value):
            return value
        case Neg(body) if (inside := fraction_of(body)) is not None:
            return -inside
        case Quotient(above, below):
            top, bottom = fraction_of(above), fraction_of(below)
            return top / bottom if top is not None and bottom else None
    return None


def _between(law: LawPhrase, low: Node, high: Node) -> Node:
    return Integral(_density(law, LETTER), (LETTER,), low, high)


def _function(law: LawPhrase, base: str, primes: int, argument: Node) -> Node:
    low = _low(law.law, law.parameters)
    if base == "F" and primes == 0:
        return _between(law, low, argument) if low is not None else _called(law, base, argument)
    orders = primes - (base == "F")
    if orders == 0:
        return _density(law, argument)
    return Evaluated(Derivative(_density(law, LETTER), (LETTER,), (orders,)), Relation((LETTER, argument), ("=",)))


def _called(law: LawPhrase, base: str, argument: Node) -> Node:
    return Call(Name(base, (law.names[0],)), (argument,))  # type: ignore[arg-type]


def _probability(event: Relation, laws: dict[Name, LawPhrase]) -> Node | None:
    """P(X <= x), P(X > x) and P(a < X < b) of a law with a density."""
    sides, kinds = [ungroup(side) for side in event.sides], event.kinds
    at = next((i for i, side in enumerate(sides) if isinstance(side, Name) and side in laws), None)
    if at is None:
        return None
    law = laws[sides[at]]  # type: ignore[index]
    low = _low(law.law, law.parameters)
    if low is None or not all(_in_support(law, side) for i, side in enumerate(sides) if i != at):
        return None
    if len(sides) == 2 and set(kinds) <= BELOW | ABOVE:
        kind = kinds[0] if at == 0 else TURNED[kinds[0]]
        upto = _between(law, low, sides[1 - at])
        return upto if kind in BELOW else Add((ONE, upto), ("+", "-"))
    if len(sides) == 3 and at == 1 and set(kinds) <= BELOW:
        return Add((_between(law, low, sides[2]), _between(law, low, sides[0])), ("+", "-"))
    return None


def _given(event: Relation, condition: Relation, laws: dict[Name, LawPhrase]) -> Node | None:
    """P(X > s + t | X > s) and the like of a positive variable, for letters that stand for values of it."""
    one, other = _bound(event, laws), _bound(condition, laws)
    if one is None or other is None or one[0] != other[0] or laws[one[0]].law not in FROM_ZERO:
        return None
    (name, kind, at), (_, kind_given, at_given) = one, other
    further, nearer = (at, at_given) if kind_given in ABOVE else (at_given, at)
    if not _is_beyond(further, nearer):
        return None
    both = event
    if (kind in ABOVE) != (kind_given in ABOVE):
        both = Relation((nearer, name, further), ("<", "<"))
    above, below = _probability(both, laws), _probability(condition, laws)
    return None if above is None or below is None else Quotient(above, below)


def _bound(event: Relation, laws: dict[Name, LawPhrase]) -> tuple[Name, str, Node] | None:
    """The variable of an event such as X > x, its relation and its bound."""
    if len(event.sides) != 2 or not set(event.kinds) <= BELOW | ABOVE:
        return None
    left, right = map(ungroup, event.sides)
    if isinstance(left, Name) and left in laws:
        return left, event.kinds[0], right
    if isinstance(right, Name) and right in laws:
        return right, TURNED[event.kinds[0]], left
    return None


def _is_beyond(further: Node, nearer: Node) -> bool:
    """Whether one is the other and more, in letters and numbers: s + t and s."""
    further = ungroup(further)
    if not isinstance(further, Add) or set(further.signs) != {"+"}:
        return False
    rest = list(further.terms)
    for term in nearer.terms if isinstance(nearer, Add) and set(nearer.signs) == {"+"} else (nearer,):
        if term not in rest:
            return False
        rest.remove(term)
    return all(isinstance(term, Name) or (isinstance(term, Number) and term.value > 0) for term in rest)


def _on_support(part: Integral, variable: Name, laws: Mapping[Name, LawPhrase]) -> Integral:
    """An integral over the values x of the variable X of a stated law, written as one over the line, on its support."""
    law = laws.get(Name(variable.base.upper(), variable.subscript))
    if part.domain != Name("R", style="bb") or law is None or law.law in LINE or variable.base.isupper():
        return part
    low = _low(law.law, law.parameters)
    high = {"Beta": ONE, "Uniform": law.parameters[-1]}.get(law.law, Infinity())
    return part if low is None else replace(part, lower=low, upper=high, domain=None)


def _over_support(part: Integral, variable: Name) -> Node:
    """An integral of a density that is called by name: from where the support begins."""
    for call in (c for c in walk(part.body) if isinstance(c, Call) and c.args == (variable,) and c.separator == ";"):
        law = law_of(Call(call.function, call.given))
        whole = part.domain == Name("R", style="bb")
        below = isinstance(part.lower, Neg) and isinstance(part.lower.body, Infinity)
        if law is not None and law[0] in FROM_ZERO and (whole or below):
            upper = ONE if law[0] == "Beta" and (whole or isinstance(part.upper, Infinity)) else part.upper
            return replace(part, lower=ZERO, upper=Infinity() if upper is None else upper, domain=None)
    return part
