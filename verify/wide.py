r"""Steps with integrals, series, limits and derivatives: a wider vocabulary than that of moments, and its decisions.

Moments are replaced by what the stated laws make of them, integrals and series by closed forms; what is left is
compared as one rational function of exponentials, powers and gamma functions, or range by range through the integrands.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import Derivative, Eq, Expr, Integer, Integral, Limit, Rational, Symbol, gamma, oo

from derivations.errors import UserError
from derivations.hypotheses import Definition, HasLaw, Holds, Hypothesis
from derivations.laws import Bernoulli, Binomial, Exponential, Gamma, Laplace, Law, LogNormal, Normal, Poisson
from derivations.normal_form import NormalForm
from derivations.notation import text as shown
from derivations.reading import tree
from derivations.reading.meaning import LAWS as LAW_CLASSES
from derivations.reading.phrases import law_of
from derivations.reading.terms import NoMeaning, Vocabulary
from derivations.reading.tree import Name, Node, walk
from derivations.terms import Element, Head, P, bound_symbols, cells, is_random, subterms
from verify.calculus import closed, is_open, same_ranges, vanishes
from verify.counterexample import Counterexample
from verify.exact_laws import real_at

__all__ = ["WideVocabulary", "is_wide", "wide_equal"]

WIDE = (tree.Integral, tree.Limit, tree.Derivative, tree.Evaluated)
LARGEST_GAMMA = 150
POSITIVE = {Exponential: (0,), Gamma: (0, 1), Laplace: (1,), Poisson: (0,), Normal: (1,), LogNormal: (1,)}


def is_wide(node: Node) -> bool:
    """Whether a side needs the wider vocabulary."""
    return any(
        isinstance(part, WIDE)
        or (isinstance(part, tree.Sum) and isinstance(part.upper, tree.Infinity))
        or (isinstance(part, tree.Call) and part.function.base == "Gamma")
        for part in walk(node)
    )


class WideVocabulary(Vocabulary):
    """A vocabulary that reads integrals, series, limits, derivatives, gamma functions and densities called by name."""

    __slots__ = ()

    def _made(self, node: Node) -> Any:
        match node:
            case tree.Infinity():
                return oo
            case tree.Integral(body, variables, lower, upper, domain) if domain is None and len(variables) == 1:
                name = self._bound(variables[0])
                if lower is None or upper is None:
                    if lower is not upper:
                        raise NoMeaning("an integral with one limit is outside what is covered", node)
                    return Integral(self.term(body), name)
                return Integral(self.term(body), (name, self.term(lower), self.term(upper)))
            case tree.Evaluated(body, lower, upper) if lower is not None and upper is not None:
                return self._between(node, body, lower, upper)
            case tree.Limit(body, variable, target):
                return Limit(self.term(body), self._bound(variable), self.term(target))
            case tree.Derivative(body, variables, orders):
                names = [self.term(v) for v in variables]
                if not all(isinstance(n, Symbol) and not is_random(n) for n in names):
                    raise NoMeaning("a derivative by something that is no letter is outside what is covered", node)
                return Derivative(self.term(body), *zip(names, orders, strict=True))
            case tree.Call(function, args, given) if function.base == "Gamma" and len(args) == 1 and not given:
                return self._gamma(args[0])
            case tree.Call(function, args) if len(args) == 1 and node.separator and (made := self._density(node)):
                return made
            case _:
                return super()._made(node)

    def _bound(self, variable: Node) -> Symbol:
        name = self.term(variable)
        if not isinstance(name, Symbol) or is_random(name):
            raise NoMeaning("the variable of an integral or a limit must be a letter of its own", variable)
        return name

    def _gamma(self, argument: Node) -> Expr:
        made = self.term(argument)
        if any(abs(number) > LARGEST_GAMMA for number in (made, *made.atoms(Rational)) if number.is_number):
            raise NoMeaning(f"a gamma function of a number above {LARGEST_GAMMA} is outside what is covered", argument)
        return gamma(made)

    def _between(self, node: Node, body: Node, lower: Node, upper: Node) -> Any:
        function, ends = self.term(body), (self.term(lower), self.term(upper))
        letters = {n for n in walk(body) if isinstance(n, Name)}
        bound = [n for n in letters if (role := self.roles.of(n)) is not None and role.role == "bound"]
        if len(bound) != 1:
            raise NoMeaning("which letter the limits are for is not clear", node)
        t = self.term(bound[0])
        return Limit(function, t, ends[1]) - Limit(function, t, ends[0])

    def _density(self, node: tree.Call) -> Any:
        law = law_of(tree.Call(function=node.function, args=node.given))
        kind = LAW_CLASSES.get(law[0]) if law is not None else None
        if kind is None or law is None:
            return None
        made = kind(*(self.term(part) for part in law[1]))
        point = self.term(node.args[0])
        return made.density(point) if made.density(point) is not None else made.probability(point)


def wide_equal(hypotheses: Sequence[Hypothesis], lhs: Any, rhs: Any) -> tuple[bool | None, str, Counterexample | None]:
    """Whether the two sides are equal, None where it is not known; why; and for False a point where they differ."""
    try:
        left, right = _without_moments(hypotheses, lhs, rhs)
    except UserError as error:
        return None, str(error), None
    if isinstance(left, Integral) and len(left.limits[0]) == 1 and not is_open(right):
        t = left.limits[0][0]
        if vanishes(right.diff(t) - left.function):
            return True, "an antiderivative, up to a constant: differentiated back", None
        return None, _LEFT, None
    left, right = closed(left), closed(right)
    gap = left - right
    if not is_open(gap):
        if vanishes(gap):
            return True, "both sides have one closed form under the stated laws", None
        point = _apart(hypotheses, left, right)
        return (False, "closed forms", point) if point else (None, "the closed forms are not seen to be equal", None)
    groups = same_ranges(gap)
    if groups is not None and all(vanishes(part) for part in groups.values()):
        return True, "the integrands are equal over the same range", None
    return None, _LEFT, None


_LEFT = "an integral or series without a closed form that is known here"


def _apart(hypotheses: Sequence[Hypothesis], left: Any, right: Any) -> Counterexample | None:
    """A point, with the letters in their domains, that shows the two sides apart to 50 digits."""
    laws = [h.law for h in hypotheses if isinstance(h, HasLaw)]
    seen = {part for side in (left, right) for part in _letters(side)}
    named = {str(part) for part in seen}
    seen |= {part for law in laws for p in law.parameters for part in _letters(p) if str(part) not in named}
    letters = sorted(seen, key=str)
    if len(letters) > 6 or any(str(s).startswith("<") for s in letters):
        return None
    if any(isinstance(h, Holds | Definition) for h in hypotheses):
        return None
    for shift in range(4):
        point = {s: _value(s, i + shift, laws) for i, s in enumerate(letters)}
        plain = {str(s): v for s, v in point.items()}
        if not all(_possible(law, plain) for law in laws):
            continue
        if not (real_at(left, point) and real_at(right, point)):
            continue
        values = [side.xreplace(point) for side in (left, right)]
        gap = (values[0] - values[1]).evalf(50)
        if gap.is_number and gap.is_finite and gap.is_real and abs(gap) > Rational(1, 10**20):
            return Counterexample((), {shown(s): v for s, v in point.items()}, *values)
    return None


def _letters(term: Any) -> set[Any]:
    """The letters of a term, and the members of families of constants."""
    if isinstance(term, Element) or term.is_Symbol:
        return {term}
    return set().union(*(_letters(part) for part in term.args if isinstance(part, Expr)))


def _value(letter: Any, place: int, laws: Sequence[Law]) -> Any:
    """A small value that is not special; a probability where the letter is one."""
    chances = {law.parameters[-1] for law in laws if isinstance(law, Bernoulli | Binomial)}
    if str(letter) in {str(c) for c in chances}:
        return Rational(1, place + 3)
    return Integer(place + 2) if letter.is_integer else Rational(place * place + 3, 2)


def _possible(law: Law, point: dict[str, Any]) -> bool:
    """Whether there is such a law."""
    named = {s: point[str(s)] for p in law.parameters for s in _letters(p)}
    try:
        made = law.substitute(named)
    except UserError:
        return False
    return all(condition == True for condition in made.conditions.values())  # noqa: E712


def _without_moments(hypotheses: Sequence[Hypothesis], *sides: Any) -> tuple[Any, ...]:
    """The sides with moments of stated laws evaluated, other moments as letters, and parameters in their domains."""
    laws = {h.term: h.law for h in hypotheses if isinstance(h, HasLaw) and isinstance(h.term, Symbol)}
    form = NormalForm(hypotheses)
    table: dict[Any, Any] = {}
    for side in sides:
        bound = set().union(*(bound_symbols(part) for part in subterms(side)))
        for part in subterms(side):
            if isinstance(part, Head) and not bound.isdisjoint(part.free_symbols):
                raise UserError(f"{part} changes with the index of a sum; not decided here")
            if isinstance(part, Head) and part not in table:
                value = _probability(part, laws) or form.value(part)
                for inner in list(subterms(value)):
                    if isinstance(inner, Head):
                        value = value.xreplace({inner: Symbol(f"<{inner}>", real=True)})
                table[part] = value
    order = sorted(table, key=lambda h: -h.count_ops())
    made = list(sides)
    for part in order:
        made = [side.xreplace({part: table[part]}) for side in made]
    if any(cells(side) for side in made):
        raise UserError("a random variable stands outside its moments")
    return tuple(side.xreplace(_domains(laws.values())) for side in made)


def _probability(part: Expr, laws: dict[Any, Law]) -> Any:
    if not isinstance(part, P) or not isinstance(part.args[0], Eq):
        return None
    name, point = part.args[0].args
    law = laws.get(name)
    if law is None or not point.is_Integer:
        return None
    value = law.probability(point)
    return value if value is not None and law.support.contains(point) == True else None  # noqa: E712


def _domains(laws: Any) -> dict[Any, Any]:
    """The letters of parameters that must be positive, as positive ones; the s of a variance s^2 is its root."""
    found: dict[Any, Any] = {}
    for law in laws:
        for place in POSITIVE.get(type(law), ()):
            parameter = law.parameters[place]
            letter = parameter.base if parameter.is_Pow and parameter.exp == 2 else parameter
            if isinstance(letter, Symbol) and not letter.is_positive:
                integer = {"integer": True} if letter.is_integer else {}
                found[letter] = Symbol(letter.name, positive=True, **integer)
    return found
