r"""A density that a line states, with where it holds: moments and probabilities of its variable are integrals; with
probabilities of whole numbers, P(X = k) = ..., they are sums.

>>> from derivations.reading import read_document, read_expression
>>> text = r"Let $X$ have density $f(x) = 2x$ for $0 \le x \le 1$."
>>> stated = stated_density(read_document(text).chains[0].steps[0], text)
>>> print(with_density(read_expression("E[X^2]"), stated))
int_{0}^1 t_^2*(2*t_) dt_
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import count
from typing import Final

from derivations.errors import UserError
from derivations.reading import Step, read_expression
from derivations.reading.meaning.stated import DefinitionPhrase, LawPhrase, Phrase
from derivations.reading.syntax.tree import (
    Add,
    Call,
    Cases,
    Head,
    Infinity,
    Integral,
    Interval,
    Mul,
    Name,
    Neg,
    Node,
    Number,
    Power,
    Relation,
    Root,
    Sum,
    Tuple,
    rebuild,
    ungroup,
    walk,
)
from verify.closed_forms.law_functions import ONE, TURNED, ZERO, fraction_of
from verify.decision import Decision
from verify.steps.chain_rule import unfolded
from verify.steps.whole_ranges import mass_at, whole_ends
from verify.steps.written import letters_of, sides_of
from verify.worlds.counterexample import Law

__all__ = ["StatedDensity", "decided_by_densities", "densities_in_force", "stated_density", "with_density"]

_CONSTANTS: Final = {Name("e"), Name("pi"), Name("exp")}
TWO: Final = Number(Fraction(2))
LINE: Final = (Neg(Infinity()), Infinity())
_OPENS: Final = r"(?:\$+|\\\[|\\\(|\\begin\{[a-z]+\*?\}|\\label\{[^{}]*\}|[\s&:(])*$"
_LETTER: Final = r"(?:\$|\\\()\s*([A-Z](?:_\w)?)\s*(?:\$|\\\))"
_WORDS: Final = r"(?:(?!\$|\.\s).)*"
_OWNER: Final = re.compile(
    rf"(?is){_LETTER}{_WORDS}\bdensit(?:y|ies)\b{_WORDS}{_OPENS}|\bdensit(?:y|ies)\b{_WORDS}{_LETTER}{_WORDS}{_OPENS}"
)
_WHERE: Final = re.compile(
    r"(?:[\s,&]|\\q?quad\b|\\[,;:! ]|\$|\\\)|\\\(|\\(?:text|mathrm)\s*\{[^{}]*\}"
    r"|\b(?:for|if|when|on|where|over|with|support|all|every)\b)*"
    r"(?P<where>(?:\.\.\.|[^$.;])*?)"
    r"(?=\s*(?:\$|\\\)|\\\]|\\end|(?<!\.)\.(?!\.)|;|\\;|$|\)\s|\\q?quad\b|,\s*(?:and|\\(?![lcd]?dots))))"
)


@dataclass(frozen=True, slots=True)
class StatedDensity:
    """The density of a variable: a formula in `letter` between the ends of each piece, and 0 elsewhere.

    Where it is `discrete`, the formula is the probability of each whole number between these.
    """

    variable: Name
    function: Name
    letter: Name
    pieces: tuple[tuple[Node, Node, Node], ...]
    line: int
    discrete: bool = False

    def integral(self, of: Node, letter: Name) -> Node:
        """The integral of a term in the variable times the density, or the sum."""
        kind = Sum if self.discrete else Integral
        parts = tuple(kind(self.times(of, formula, letter), (letter,), low, high) for low, high, formula in self.pieces)
        return parts[0] if len(parts) == 1 else Add(parts, ("+",) * len(parts))

    def times(self, of: Node, formula: Node, letter: Name) -> Node:
        """A term in the variable times a formula of the density, both in one letter."""
        table = {self.variable: letter, self.letter: letter}
        term, weight = (
            rebuild(node, lambda n: table.get(n, n) if isinstance(n, Name) else n) for node in (of, formula)
        )
        return weight if term == ONE else Mul((term, weight), ("",))


def stated_density(step: Step, text: str) -> StatedDensity | None:
    """The density that a line states, where its variable and where it holds are said."""
    if step.lhs is None or step.rhs is None:
        return None
    call, value = ungroup(step.lhs), ungroup(step.rhs)
    if (mass := _stated_masses(step, text)) is not None:
        return mass
    if not isinstance(call, Call) or len(call.args) != 1 or not isinstance(call.args[0], Name) or call.given:
        return None
    (letter,) = call.args
    before = text[max(0, step.span.start - 300) : step.span.start]
    owner = _owner(call.function, before[: max(0, before.rfind(step.lhs_source.strip()))])
    pieces = list(_pieces(value, letter, text[step.span.end :][:120]))
    if owner is None or not pieces or None in pieces:
        return None
    return StatedDensity(owner, call.function, letter, tuple(p for p in pieces if p is not None), step.line)


def _stated_masses(step: Step, text: str) -> StatedDensity | None:
    """The probabilities `P(X = k) = ...` that a line states, where the range of k is said."""
    event = mass_at(step.lhs)
    if event is None or step.rhs is None:
        return None
    variable, function, letter = event
    ends = whole_ends(_where(text[step.span.end :][:120]), letter)
    if ends is None or letter not in letters_of(step.rhs) or any(isinstance(part, Head) for part in walk(step.rhs)):
        return None
    return StatedDensity(variable, function, letter, ((*ends, step.rhs),), step.line, discrete=True)


def _owner(function: Name, before: str) -> Name | None:
    """The variable whose density it is: of f_X it is X, else the one before or behind the word."""
    if len(function.subscript) == 1 and isinstance(function.subscript[0], Name):
        return function.subscript[0]
    found = _OWNER.search(before) if not function.subscript else None
    name = read_expression(next(filter(None, found.groups())), latex=True) if found else None
    return name if isinstance(name, Name) else None


def _pieces(value: Node, letter: Name, behind: str) -> Iterator[tuple[Node, Node, Node] | None]:
    """The ends and the formula of each piece; None for what is not understood."""
    if isinstance(value, Cases):
        for formula, condition in zip(value.values, value.conditions, strict=True):
            if ungroup(formula) != ZERO:
                ends = _ends(condition, letter) if condition is not None else None
                yield None if ends is None else (*ends, formula)
        return
    where = _where(behind)
    ends = _ends(where, letter) if where is not None else None
    yield (*(ends or LINE), value)


def _where(behind: str) -> Node | None:
    """The condition that stands behind a formula."""
    hit = _WHERE.match(behind)
    try:
        return read_expression(hit["where"].strip(" ,&("), latex=True) if hit and hit["where"].strip(" ,&(") else None
    except UserError:
        return None


def _ends(where: Node | None, letter: Name) -> tuple[Node, Node] | None:
    """The ends of `a <= x <= b`, `x > a`, `x in [a, b]`, `[a, b]`."""
    match where:
        case Relation((left, right), (kind,)) if ungroup(left) == letter and kind != "in":
            return {"<": (LINE[0], right), "<=": (LINE[0], right), ">": (right, LINE[1]), ">=": (right, LINE[1])}.get(
                kind
            )
        case Relation((left, right), (kind,)) if ungroup(right) == letter:
            return _ends(
                Relation((right, left), (TURNED.get(kind, kind),)), letter
            )
        case Relation((low, middle, high), kinds) if ungroup(middle) == letter and set(kinds) <= {"<", "<="}:
            return low, high
        case Relation((middle, inside), ("in",)) if ungroup(middle) == letter:
            return _ends(inside, letter)
        case Interval(low, high) | Tuple((low, high)):
            return low, high
    return None


def with_density(node: Node, stated: StatedDensity) -> Node:
    """The expression with moments and probabilities of the variable as integrals, and its density written out."""
    letters = (Name("t" + "_" * i) for i in count(1))

    def mean(of: Node) -> Node:
        return stated.integral(of, next(letters))

    def changed(part: Node) -> Node:
        match part:
            case Head(kind, args, ()) if not _speaks_of(args, stated):
                return part
            case Head("E", (of,), ()):
                return mean(of)
            case Head("Var" | "Sd" as kind, (of,), ()):
                spread = Add((mean(Power(of, TWO)), Power(mean(of), TWO)), ("+", "-"))
                return Root(spread) if kind == "Sd" else spread
            case Head("Cov", (one, other), ()):
                return Add((mean(Mul((one, other), ("",))), Mul((mean(one), mean(other)), ("",))), ("+", "-"))
            case Head("P", (Relation() as event,), ()):
                return _probability(event, stated, next(letters)) or part
            case Call(Name("F", (owner,), primes=0), (at,), ()) if owner == stated.variable:
                return _probability(Relation((owner, at), ("<=",)), stated, next(letters)) or part
            case Integral() if not stated.discrete:
                return _written_out(part, stated)
            case Sum() if stated.discrete:
                return _with_masses(part, stated)
        return part

    return rebuild(node, changed)


def _speaks_of(args: Sequence[Node], stated: StatedDensity) -> bool:
    """Whether its arguments are made of the variable and no other capital letter."""
    names = set().union(*map(letters_of, args))
    return stated.variable in names and not any(n.base.isupper() for n in names - {stated.variable})


def _probability(event: Relation, stated: StatedDensity, letter: Name) -> Node | None:
    """P(X <= a), P(X > a) and P(a < X < b), for points of the one piece."""
    if len(stated.pieces) != 1 or stated.discrete:
        return None
    ((low, high, formula),) = stated.pieces
    sides = tuple(stated.letter if ungroup(side) == stated.variable else side for side in event.sides)
    ends = _ends(Relation(sides, event.kinds), stated.letter)
    if ends is None:
        return None
    ends = low if ends[0] == LINE[0] else ends[0], high if ends[1] == LINE[1] else ends[1]
    if not all(end in (low, high) or _between(end, low, high) for end in ends):
        return None
    return Integral(stated.times(ONE, formula, letter), (letter,), *ends)


def _between(point: Node, low: Node, high: Node) -> bool:
    """Whether a number lies between two, or a letter may be meant to."""
    point = ungroup(point)
    if isinstance(point, Name):
        return True
    value, least, most = (fraction_of(node) for node in (point, low, high))
    above = low == LINE[0] or (value is not None and least is not None and least <= value)
    return value is not None and above and (high == LINE[1] or (most is not None and value <= most))


def _written_out(part: Integral, stated: StatedDensity) -> Node:
    """An integral with the density in it, over the line or over the one piece."""
    (variable,) = part.variables if len(part.variables) == 1 else (None,)
    call = Call(stated.function, (variable,)) if isinstance(variable, Name) else None
    if call is None or call not in set(walk(part.body)):
        return part
    assert isinstance(variable, Name)

    def body(formula: Node) -> Node:
        written = rebuild(formula, lambda n: variable if n == stated.letter else n)
        return rebuild(part.body, lambda n: written if n == call else n)

    ends = (part.lower, part.upper)
    whole = part.domain == Name("R", style="bb") or ends == LINE
    if not whole and (len(stated.pieces) != 1 or None in ends):
        return part
    if not whole:
        ((low, high, formula),) = stated.pieces
        inside = all(end is not None and (end in (low, high) or _between(end, low, high)) for end in ends)
        return replace(part, body=body(formula)) if inside else part
    parts = tuple(Integral(body(formula), (variable,), low, high) for low, high, formula in stated.pieces)
    return parts[0] if len(parts) == 1 else Add(parts, ("+",) * len(parts))


def _with_masses(part: Sum, stated: StatedDensity) -> Node:
    """A sum with the stated probabilities in it, within the range for which they are stated."""
    ((low, high, formula),) = stated.pieces
    (letter,) = part.variables if len(part.variables) == 1 else (None,)
    if letter is None or part.lower is None or part.upper is None or part.condition is not None:
        return part
    first, least = fraction_of(part.lower), fraction_of(low)
    starts = part.lower == low or (first is not None and least is not None and least <= first)
    if not starts or not (part.upper == high or high == LINE[1]):
        return part
    table = {stated.letter: letter}
    written = rebuild(formula, lambda n: table.get(n, n) if isinstance(n, Name) else n)
    here = (stated.variable, stated.function, letter)
    return replace(part, body=rebuild(part.body, lambda n: written if mass_at(n) == here else n))


def densities_in_force(
    lines: Sequence[Step], text: str, phrases: Sequence[Phrase], of: Step | None = None
) -> list[StatedDensity]:
    """The last density that the lines state of each variable, but of those that have a law by now.

    Those alone that have all letters of a step, where it is given.
    """
    lawful = {n for p in phrases if isinstance(p, LawPhrase) for n in p.names}
    stated = sorted((d for s in lines if (d := stated_density(s, text)) is not None), key=lambda d: d.line)
    last = {d.variable: d for d in stated if d.variable not in lawful}.values()
    letters = set().union(*map(letters_of, sides_of(of))) if of is not None else set()
    return [d for d in last if of is None or letters - _CONSTANTS <= {d.variable, *_letters(d)}]


def _letters(stated: StatedDensity) -> set[Name]:
    return set().union(*(letters_of(node) for piece in stated.pieces for node in piece))


def decided_by_densities(
    step: Step, stated: Sequence[StatedDensity], phrases: Sequence[Phrase],
    decide: Callable[[Step, Sequence[Phrase]], Decision],
) -> Decision | None:  # fmt: skip
    """The verdict with the moments as integrals of densities that integrate to 1; None where they decide nothing."""
    made = {p.name: p.value for p in phrases if isinstance(p, DefinitionPhrase) and isinstance(p.name, Name)}
    rest = [p for p in phrases if not isinstance(p, DefinitionPhrase)]
    for one in stated:
        sides = [unfolded(side, {}, made) for side in sides_of(step)]
        lhs, rhs = (with_density(side, one) for side in sides)
        if [lhs, rhs] == sides:
            continue
        total = replace(step, lhs=one.integral(ONE, Name("t_")), rhs=ONE, relation="=")
        if decide(total, rest).verdict != "proved":
            continue
        found = decide(replace(step, lhs=lhs, rhs=rhs), rest)
        chance = any(isinstance(part, Call) or (isinstance(part, Head) and part.kind == "P")
                     for side in sides for part in walk(side))  # fmt: skip
        what = "probabilities" if one.discrete else "density"
        said = f"with the {what} of line {one.line}" + ", on its support" * chance
        if found.verdict == "proved":
            return replace(found, reason=f"{found.reason}, {said}")
        heads = any(isinstance(part, Head) for side in (lhs, rhs) for part in walk(side))
        if found.verdict == "refuted" and not heads and found.counterexample is not None:
            law = Law((str(one.variable),), (), f"the density of line {one.line}")
            shown = replace(found.counterexample, laws=(law,))
            return replace(found, reason=f"{found.reason}, {said}", counterexample=shown)
    return None
