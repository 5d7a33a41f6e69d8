r"""What books take for granted of samples: \bar x is the mean of the x_i, s_x^2 and s_{xy} divide by n - 1, and a model
between vectors, y = a + b x + e, holds for each y_i.

It is only ever used to prove a step, which then says so.

>>> from derivations.reading import read_document
>>> document = read_document(r"$$\sum_{i=1}^n (x_i - \bar x) = 0$$")
>>> samples = Samples()
>>> samples.look_through(document.chains, (), document.text)
>>> [(str(name), str(value)) for name, value in samples.statistics.items()]
[('bar(x)', '(1/n)*sum_{i=1}^n x_i')]
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Final

from derivations.reading import Step
from derivations.reading.meaning.stated import DefinitionPhrase, EquationPhrase, IidPhrase, LawPhrase, Phrase
from derivations.reading.syntax.statements import Chain
from derivations.reading.syntax.tree import (
    Add,
    Call,
    Dots,
    Mul,
    Name,
    Node,
    Number,
    Power,
    Quotient,
    Root,
    Sum,
    Transpose,
    Tuple,
    rebuild,
    ungroup,
    walk,
)
from verify.steps.written import expressions_of, sides_of

__all__ = ["Samples"]

_SPREADS: Final = re.compile(r"(?i)\bsample\W+(?:\w+\W+){0,2}?(?:variances?|standard\s+deviations?|covariances?)\b")
_CORRELATION: Final = re.compile(r"(?i)\bcorrelations?\b")
_SCORES: Final = re.compile(r"(?i)\b(?:standard(?:i[sz]ed)?\W+scores?|z-?scores?)\b")
_LEAST_SQUARES: Final = re.compile(r"(?i)\bleast[\s-]+squares\b")
_ONE_COVARIATE: Final = re.compile(r"(?i)\bsimple\W+linear\s+regression\b")
_DETERMINATION: Final = re.compile(r"(?i)\bcoefficient\s+of\s+determination\b")
_INDEPENDENT: Final = re.compile(
    r"(?i)\bindependent\s+(?:\w+\s+)?(?:observations?|errors?|noise|measurements?|data\s+points|samples?)\b"
)
_COVARIATES: Final = frozenset("stuvwxzX")  # letters that vectors beside y have
ZERO: Final = Number(Fraction(0))
ONE: Final = Number(Fraction(1))
TWO: Final = Number(Fraction(2))


@dataclass(slots=True)
class Samples:
    """The statistics of the families that a document sums over, and its models between vectors."""

    statistics: dict[Name, Node] = field(default_factory=dict)
    models: dict[Name, Phrase] = field(default_factory=dict)
    stated: list[Phrase] = field(default_factory=list)
    perhaps_vectors: dict[Name, Name] = field(default_factory=dict)
    vectors: dict[str, tuple[Name, Node]] = field(default_factory=dict)
    residuals: tuple[Name, Node] | None = None

    def look_through(self, chains: Sequence[Chain], phrases: Sequence[Phrase], text: str) -> None:
        """Find the families, their statistics and the models."""
        steps = [step for chain in chains for step in chain.steps]
        nodes = [part for step in steps for side in sides_of(step) for part in walk(side)]
        lines = [s for s in steps if s.relation in {"=", ":="} and isinstance(s.lhs, Name) and s.rhs is not None]
        stated = [(step.lhs, step.rhs) for step in lines]
        stated += [(p.name, p.value) for p in phrases if isinstance(p, DefinitionPhrase)]
        families: dict[Name, tuple[Name, Node]] = {}
        for part in (p for p in nodes if isinstance(p, Sum) and len(p.variables) == 1 and p.upper is not None):
            (index,) = part.variables
            for name in (n for n in walk(part.body) if isinstance(n, Name) and n.subscript == (index,)):
                if isinstance(index, Name) and name == Name(name.base, (index,), accent=name.accent):
                    assert part.upper is not None
                    families.setdefault(Name(name.base, accent=name.accent), (index, part.upper))
        present = {n for n in nodes if isinstance(n, Name)}
        for vector, (index, size) in families.items():
            mean = Name(vector.base, accent=f"bar {vector.accent}".strip())
            value = _mean(vector, index, size)
            first = next((step for step in steps if any(mean in walk(side) for side in sides_of(step))), None)
            sums = [v for name, v in stated if name == mean and any(isinstance(part, Sum) for part in walk(v))]
            begins = bool(sums) and (first is None or (first.lhs == mean and first.rhs in sums))
            if mean in present and not begins and all(_is_mean(v, value) for name, v in stated if name == mean):
                self.statistics[mean] = value
        ranges = {vector.base: of for vector, of in families.items() if not vector.accent}
        if _LEAST_SQUARES.search(text) and (of := _range_said(steps)) and "y" not in ranges:
            ranges |= dict.fromkeys("xy", of)
        if _SPREADS.search(text) or _CORRELATION.search(text):
            self._spreads(ranges, present, text)
        if _LEAST_SQUARES.search(text) and _ONE_COVARIATE.search(text) and {"x", "y"} <= ranges.keys():
            called = {part.function for part in nodes if isinstance(part, Call)}
            self._estimates(ranges["x"], present - called, {name for name, _ in stated}, text)
        self.vectors = {base: of for base, of in ranges.items() if Name(base) in present}
        self._models(lines, phrases, ranges, present, text)

    def _estimates(self, of: tuple[Name, Node], present: set[Name], told: set[Name], text: str) -> None:
        """The line by least squares, slope s_xy/s_x^2 and through the means, what it makes of each x_i, and its sums of
        squares.
        """
        (index, size), mean = of, _mean(Name("y"), *of)
        slope = Quotient(_moment("x", "y", *of), _moment("x", "x", *of))
        through = Mul((slope, _mean(Name("x"), *of)), ("",))
        line = {0: Name("beta", (ZERO,), accent="hat"), 1: Name("beta", (ONE,), accent="hat")}
        values: dict[Name, Node] = {line[0]: Add((mean, through), ("+", "-")), line[1]: slope}
        a, b = (name if name in told else values[name] for name in line.values())
        fitted = {i: Add((a, Mul((b, _member("x", i)), ("",))), ("+", "+")) for i in _indices(present)}
        values |= {Name("y", (i,), accent="hat"): value for i, value in fitted.items()}
        of_y, of_line = _member("y", index), fitted.get(index, Name("y", (index,), accent="hat"))
        sums = {"TSS": (of_y, mean), "ESS": (of_line, mean), "RSS": (of_y, of_line)}
        squares = {Name(n): Sum(Power(Add(pair, ("+", "-")), TWO), (index,), ONE, size) for n, pair in sums.items()}
        values |= squares
        if _DETERMINATION.search(text):
            values[Name("R")] = Root(Quotient(squares[Name("ESS")], squares[Name("TSS")]))
        self.residuals = (index, size)
        self.statistics |= {name: value for name, value in values.items() if name in present - told}

    def _spreads(self, ranges: dict[str, tuple[Name, Node]], present: set[Name], text: str) -> None:
        named = {str(name): name for name in present}
        for one, (index, size) in ranges.items():
            spread = Root(_moment(one, one, index, size))
            meant: dict[str, Node] = {f"s_{one}": spread}
            if _SCORES.search(text):
                from_mean = Add((_member(one, index), _mean(Name(one), index, size)), ("+", "-"))
                meant[f"z^({one})_{index}"] = Quotient(from_mean, spread)
            for other in ranges:
                joint = _moment(one, other, index, size)
                meant[f"s_{one}{other}"] = joint
                if _CORRELATION.search(text):
                    below = Mul((spread, Root(_moment(other, other, index, size))), ("",))
                    meant[f"r_{one}{other}"] = Quotient(joint, below)
            self.statistics |= {named[shown]: value for shown, value in meant.items() if shown in named}

    def _models(
        self,
        lines: Iterable[Step],
        phrases: Sequence[Phrase],
        ranges: dict[str, tuple[Name, Node]],
        present: set[Name],
        text: str,
    ) -> None:
        """Y = a + b x + e, where there are members y_i, x_i and e_i of these names: it holds for each i.

        Where no x_i is written, x may still be a vector: what holds for all x_i holds for one x, and no more is said.
        """
        lawful = [n for p in phrases if isinstance(p, LawPhrase) for n in p.names if isinstance(n, Name)]
        members = {n.base: n.subscript[0] for n in lawful if len(n.subscript) == 1}
        members |= {base: index for base, (index, _) in ranges.items()}
        for step in lines:
            vector = step.lhs
            if not isinstance(vector, Name) or vector != Name(vector.base) or step.rhs is None:
                continue
            noise = (members[n.base] for n in walk(step.rhs) if isinstance(n, Name) and n.base in members)
            written = (i for i in noise if Name(vector.base, (i,)) in present)
            index = members.get(vector.base) or next(written, None)
            members |= {n.base: index for n in present if index is not None and n.subscript == (index,)}
            own = {n for n in walk(step.rhs) if isinstance(n, Name) and n == Name(n.base) and n.base in members}
            if not isinstance(index, Name) or not own or vector in own or vector in self.models:
                continue
            plain = {n for n in walk(step.rhs) if isinstance(n, Name) and n == Name(n.base)} - own - {vector}
            perhaps = {n for n in plain if n.base in _COVARIATES}
            self.perhaps_vectors |= dict.fromkeys([vector] if perhaps else [], next(iter(perhaps), vector))
            own |= perhaps
            table = {name: Name(name.base, (index,), span=name.span) for name in own}
            value = rebuild(step.rhs, lambda n, table=table: table.get(n, n) if isinstance(n, Name) else n)
            name = Name(vector.base, (index,))
            self.models[vector] = DefinitionPhrase(text=f"{name} = {value}", name=name, value=value)
            if _INDEPENDENT.search(text):
                self.stated += [IidPhrase(text=f"{n} independent", names=(n,)) for n in table.values() if n in lawful]

    def names_in(self, step: Step) -> set[Name]:
        """The statistics that stand in a step."""
        return {n for side in sides_of(step) for n in walk(side) if isinstance(n, Name) and n in self.statistics}

    def concern(self, step: Step, phrases: Sequence[Phrase]) -> bool:
        """Whether a statistic stands in a step or in a definition, or a model is of its names."""
        nodes = [*sides_of(step), *(part for p in phrases for part in expressions_of(p))]
        names = {n for node in nodes for n in walk(node) if isinstance(n, Name)}
        bases = {vector.base for vector in self.models}
        if self.residuals and Name("RSS") in names:
            return True
        return bool(names & self.statistics.keys()) or any(n.base in bases and n.subscript for n in names)

    def doubtful(self, step: Step) -> str:
        """The letter in the model of a name of the step that may be one number, or one for each member."""
        names = {n.base for side in sides_of(step) for n in walk(side) if isinstance(n, Name)}
        return next((str(letter) for vector, letter in self.perhaps_vectors.items() if vector.base in names), "")

    def applied(self, node: Node) -> Node:
        """The expression with statistics replaced by what they are; s_x^2 by what is under the root."""
        return rebuild(node, self._changed)

    def _changed(self, part: Node) -> Node:
        if isinstance(part, Power) and part.exponent == TWO and isinstance(root := ungroup(part.base), Root):
            return root.radicand
        if isinstance(part, Call) and part.function == Name("RSS") and len(part.args) == 2 and self.residuals:
            return self._residuals(part)
        if isinstance(part, Mul) and (product := self._inner_product(part)) is not None:
            return product
        value = self.statistics.get(part) if isinstance(part, Name) else None
        return part if value is None else replace(value, span=part.span)

    def _residuals(self, call: Call) -> Node:
        """RSS(a, b): the sum of (y_i - a - b x_i)^2."""
        assert self.residuals is not None
        (index, size), (a, b) = self.residuals, call.args
        gap = Add((_member("y", index), a, Mul((b, _member("x", index)), ("",))), ("+", "-", "-"))
        return Sum(Power(gap, TWO), (index,), ONE, size, span=call.span)

    def _inner_product(self, part: Mul) -> Node | None:
        """x^T y of the vectors of two samples with one range as the sum of x_i y_i."""
        first, second = part.factors if len(part.factors) == 2 else (part, part)
        if not isinstance(first, Transpose) or not isinstance(first.body, Name) or not isinstance(second, Name):
            return None
        names = [name.base for name in (first.body, second) if name == Name(name.base)]
        if len(names) != 2 or not self.vectors.keys() >= set(names) or len({self.vectors[n] for n in names}) != 1:
            return None
        index, size = self.vectors[names[0]]
        members = Mul(tuple(_member(name, index) for name in names), ("",))
        return Sum(members, (index,), ONE, size, span=part.span)

    def phrases(self, phrases: Sequence[Phrase], *, models: bool = True) -> tuple[Phrase, ...]:
        """The phrases about members in place of those about vectors, with the statistics replaced."""
        kept = [p for p in phrases if not (isinstance(p, DefinitionPhrase) and p.name in self.models)]
        made: list[Phrase] = []
        for phrase in (*kept, *(self.models.values() if models else ()), *self.stated):
            if isinstance(phrase, DefinitionPhrase):
                made.append(replace(phrase, value=self.applied(phrase.value)))
            elif isinstance(phrase, EquationPhrase):
                made.append(replace(phrase, lhs=self.applied(phrase.lhs), rhs=self.applied(phrase.rhs)))
            else:
                made.append(phrase)
        return tuple(made)

    def said(self, step: Step, phrases: Sequence[Phrase]) -> str:
        """What was taken for granted."""
        nodes = [*sides_of(step), *(part for p in phrases for part in expressions_of(p))]
        names = {n for node in nodes for n in walk(node) if isinstance(n, Name)}
        shown = [str(name) for name in self.statistics if name in names]
        models = [p.text for p in self.models.values()]
        return "; ".join([*([f"{', '.join(shown)} of the sample as usual"] if shown else []), *models])


def _range_said(steps: Iterable[Step]) -> tuple[Name, Node] | None:
    """The range `i = 1, ..., n` of an index."""
    said = [(s.lhs, s.rhs.items) for s in steps if isinstance(s.lhs, Name) and isinstance(s.rhs, Tuple)]
    found = {(i, items[-1]) for i, items in said if len(items) == 3 and items[0] == ONE and isinstance(items[1], Dots)}
    return found.pop() if len(found) == 1 else None


def _indices(present: set[Name]) -> set[Name]:
    r"""The i of what is written as \hat y_i."""
    fitted = (n.subscript for n in present if n == Name("y", n.subscript, accent="hat") and len(n.subscript) == 1)
    return {i for (i,) in fitted if isinstance(i, Name)}


def _member(base: str, index: Name) -> Name:
    return Name(base, (index,))


def _mean(vector: Name, index: Name, size: Node) -> Node:
    return Mul((Quotient(ONE, size), Sum(replace(vector, subscript=(index,)), (index,), ONE, size)), ("",))


def _is_mean(value: Node | None, mean: Node) -> bool:
    """Whether it is the mean as it is usually written, 1/n in front or as a fraction, or is made of other means."""
    assert isinstance(mean, Mul)
    (one, total), value = mean.factors, None if value is None else ungroup(value)
    if isinstance(value, Number):
        return True  # a value that it is said to have
    assert isinstance(one, Quotient)
    written = isinstance(value, Quotient) and (value.numerator, value.denominator) == (total, one.denominator)
    inside = [] if value is None else list(walk(value))
    means = any(isinstance(part, Name) and part.accent.startswith("bar") for part in inside)
    return value == mean or written or (means and not any(isinstance(part, Sum) for part in inside))


def _moment(one: str, other: str, index: Name, size: Node) -> Node:
    """The sum of (x_i - mean)(y_i - mean), divided by n - 1."""
    parts = [Add((_member(b, index), _mean(Name(b), index, size)), ("+", "-")) for b in (one, other)]
    body: Node = Power(parts[0], TWO) if one == other else Mul(tuple(parts), ("",))
    return Quotient(Sum(body, (index,), ONE, size), Add((size, ONE), ("+", "-")), "frac")
