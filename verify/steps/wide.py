r"""Steps with integrals, series, limits and derivatives: a wider vocabulary than that of moments, and its decisions.

Moments are replaced by what the stated laws make of them, integrals and series by closed forms; what is left is
compared as one rational function of exponentials, powers and gamma functions, or range by range through the integrands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from fractions import Fraction
from typing import Any

from sympy import (
    Add,
    Derivative,
    Dummy,
    Eq,
    Expr,
    Ge,
    Gt,
    Integer,
    Integral,
    Le,
    Limit,
    Lt,
    Pow,
    Rational,
    Subs,
    Symbol,
    digamma,
    erf,
    erfinv,
    expand,
    gamma,
    log,
    oo,
    sqrt,
)

from derivations.entailment import follows
from derivations.errors import UserError
from derivations.hypotheses import Definition, HasLaw, Holds, Hypothesis
from derivations.laws import Bernoulli, Binomial, DiscreteUniform, Geometric, Law, Normal, Poisson
from derivations.normal_form import NormalForm
from derivations.notation import text as shown
from derivations.reading import tree
from derivations.reading.meaning import LAWS as LAW_CLASSES
from derivations.reading.phrases import law_of
from derivations.reading.terms import NoMeaning, Vocabulary
from derivations.reading.tree import Name, Node, rebuild, ungroup, walk
from derivations.substitution import in_domain
from derivations.terms import (
    Cov,
    E,
    Element,
    Head,
    P,
    Var,
    bound_symbols,
    cells,
    family,
    is_random,
    step,
    subterms,
)
from verify.closed_forms.calculus import closed, is_open, same_ranges
from verify.closed_forms.cut_integrals import cut_mean
from verify.closed_forms.generating import logarithms_apart, transform
from verify.closed_forms.vanishing import possible_at, vanishes
from verify.inequalities.parameters import chances_of, domains
from verify.worlds.counterexample import Counterexample
from verify.worlds.exact_laws import real_at

__all__ = ["WideVocabulary", "closed_sides", "is_wide", "needed_by", "wide_equal", "with_guards"]

WIDE = (tree.Integral, tree.Limit, tree.Derivative, tree.Evaluated)
LARGEST_GAMMA = 150
MOST_POINTS = 12
LINE = Name("R", style="bb")
INVERSE = (tree.Neg(tree.Number(Fraction(1))),)


def is_wide(node: Node) -> bool:
    """Whether a side needs the wider vocabulary."""
    return any(
        isinstance(part, WIDE)
        or (isinstance(part, tree.Sum) and isinstance(part.upper, tree.Infinity))
        or (isinstance(part, tree.Call) and part.function.base in {"Gamma", "B", "psi"})
        or (isinstance(part, tree.Call) and part.function == Name("erf", label=INVERSE))
        or (isinstance(part, tree.Call) and part.separator == ";" and part.given != ())
        for part in walk(node)
    )


class WideVocabulary(Vocabulary):
    """A vocabulary that reads integrals, series, limits, derivatives, gamma functions and densities called by name."""

    __slots__ = ()

    def _made(self, node: Node) -> Any:
        match node:
            case tree.Infinity():
                return oo
            case tree.Integral(_, (variable,), _, _, domain) if domain in {None, LINE}:
                return self._integral(node, variable)
            case tree.Evaluated(body, tree.Relation((name, place), ("=",)), None):
                return Subs(self.term(body), self._bound(name), self.term(place))
            case tree.Evaluated(body, lower, upper) if lower is not None and upper is not None:
                return self._between(node, body, lower, upper)
            case tree.Limit(body, variable, target):
                return Limit(self.term(body), self._bound(variable), self.term(target))
            case tree.Derivative(body, variables, orders):
                names = [self.term(v) for v in variables]
                if not all(isinstance(n, Symbol) and not is_random(n) for n in names):
                    raise NoMeaning("a derivative by something that is no letter is outside what is covered", node)
                made = self.term(body)
                if not made.is_number and not made.free_symbols.intersection(names):
                    raise NoMeaning("nothing stated says how it depends on what it is differentiated by", node)
                return Derivative(made, *zip(names, orders, strict=True))
            case tree.Call(function, args, given) if function.base == "Gamma" and len(args) == 1 and not given:
                if function.primes:
                    t = Dummy("t", positive=True)
                    return self._gamma(args[0]) and gamma(t).diff(t, function.primes).xreplace({t: self.term(args[0])})
                return self._gamma(args[0])
            case tree.Call(Name("erf", (), label), (argument,), ()) if label == INVERSE:
                return erfinv(self.term(argument))
            case tree.Call(Name("psi"), (argument,), ()):
                return digamma(self.term(argument))
            case tree.Call(Name("B"), (first, second), ()):
                return self._gamma(first) * self._gamma(second) / self._gamma(tree.Add((first, second), ("+", "+")))
            case tree.Call(function, args) if len(args) == 1 and node.separator and (made := self._density(node)):
                return made
            case _:
                return super()._made(node)

    def _integral(self, node: tree.Integral, variable: Node) -> Integral:
        """An integral; `d(g(t))` behind it is g'(t) dt, and the limits are those of t."""
        inside, body = ungroup(variable), node.body
        if isinstance(inside, Name) and self.role_of(inside) == "random" and not _stands_in_a_head(inside, body):
            letter = Name(f"{inside}*")  # the value that a variable takes, under the same name
            body = rebuild(body, lambda part: letter if part == inside else part)
            inside = letter
        function = self.term(body)
        if not isinstance(inside, Name):
            letters = {n for n in walk(inside) if isinstance(n, Name)}
            bound = [n for n in letters if (role := self.roles.of(n)) is not None and role.role == "bound"]
            if len(bound) != 1:
                raise NoMeaning("which letter the integral runs over is not clear", variable)
            function *= self.term(inside).diff(self._bound(bound[0]))
            inside = bound[0]
        name = self._bound(inside)
        if node.domain is not None:
            return Integral(function, (name, -oo, oo))
        if node.lower is None or node.upper is None:
            if node.lower is not node.upper:
                raise NoMeaning("an integral with one limit is outside what is covered", node)
            return Integral(function, name)
        return Integral(function, (name, self.term(node.lower), self.term(node.upper)))

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
        named = [end.sides[0] for end in (lower, upper) if isinstance(end, tree.Relation)]
        lower, upper = (end.sides[1] if isinstance(end, tree.Relation) else end for end in (lower, upper))
        function, ends = self.term(body), (self.term(lower), self.term(upper))
        letters = {n for n in walk(body) if isinstance(n, Name) and n in (named or [n])}
        bound = [n for n in letters if named or ((role := self.roles.of(n)) is not None and role.role == "bound")]
        if len(bound) != 1:
            raise NoMeaning("which letter the limits are for is not clear", node)
        t = self.term(bound[0])
        return Limit(function, t, ends[1]) - Limit(function, t, ends[0])

    def _density(self, node: tree.Call) -> Any:
        law = law_of(tree.Call(function=node.function, args=node.given))
        kind = LAW_CLASSES.get(law[0]) if law is not None else None
        if kind is None or law is None or len(law[1]) != len(fields(kind)):
            return None
        made = kind(*(self.term(part) for part in law[1]))
        point = self.term(node.args[0])
        return made.density(point) if made.density(point) is not None else made.probability(point)


def _stands_in_a_head(name: Name, body: Node) -> bool:
    return any(isinstance(part, tree.Head) and name in set(walk(part)) for part in walk(body))


def wide_equal(hypotheses: Sequence[Hypothesis], lhs: Any, rhs: Any) -> tuple[bool | None, str, Any]:
    """Whether the two sides are equal, None where it is not known; why; for False a point where they differ, and for
    True what must be positive for the sides to exist.
    """
    if not any(isinstance(part, Head) for side in (lhs, rhs) for part in subterms(side)) and cells(lhs) | cells(rhs):
        equal, why, needed = wide_equal(hypotheses, *map(_value_by_value, (lhs, rhs)))
        return (True, why, needed) if equal else (None, "a random variable stands outside its moments", None)
    try:
        guards: list[Any] = []
        left, right = _without_moments(hypotheses, guards, lhs, rhs)
        said = _said(hypotheses, guards)
        left, right = left.xreplace(said), right.xreplace(said)
    except UserError as error:
        return None, str(error), None
    if isinstance(left, Integral) and len(left.limits[0]) == 1 and not is_open(right):
        t = left.limits[0][0]
        roots = {p.base: Symbol(p.base.name, positive=True) for p in right.atoms(Pow) if _is_root_of_letter(p, t)}
        if vanishes((right.diff(t) - left.function).xreplace(roots), guards):
            why = with_guards("an antiderivative, up to a constant: differentiated back", [*guards, *roots])
            return True, why, [*guards, *roots]
        return None, _LEFT, None
    left, right = closed(left, guards), closed(right, guards)
    orders, stated = _orders(hypotheses)
    denied = next((g for g in guards if follows(orders, Le(g.xreplace(stated), 0)) is not None), None)
    if denied is not None:
        return None, f"undefined: it needs {shown(denied)} > 0, which what is stated denies", None
    guards[:] = [g for g in guards if follows(orders, Gt(g.xreplace(stated), 0)) is None]
    if possible_at(guards) is None:
        return None, "its integrals and limits are not seen to exist together", None
    gap = left - right
    if not is_open(gap):
        if vanishes(gap, guards):
            return True, with_guards("both sides have one closed form under the stated laws", guards), guards
        point = _apart(hypotheses, left, right, guards)
        return (False, "closed forms", point) if point else (None, "the closed forms are not seen to be equal", None)
    groups = same_ranges(gap)
    if groups is not None and all(vanishes(part, guards) for part in groups.values()):
        return True, with_guards("the integrands are equal over the same range", guards), guards
    return None, _LEFT, None


def _value_by_value(side: Any) -> Any:
    """A side without moments, with a number for each random variable: what holds for all of these holds for it."""
    table = {
        cell: family(str(cell.family), *cell.family.sizes, kind="real")[cell.indices]
        if isinstance(cell, Element) else Symbol(str(cell), real=True)
        for cell in cells(side)
    }  # fmt: skip
    return side.xreplace(table)


def _orders(hypotheses: Sequence[Hypothesis]) -> tuple[list[Hypothesis], dict[Any, Any]]:
    """The inequalities that are stated, and letters in their domains as they stand in those."""
    orders: list[Hypothesis] = [h for h in hypotheses if isinstance(h, Holds) and not isinstance(h.relation, Eq)]
    return orders, {plain: letter for letter, plain in domains(hypotheses).items()}


def closed_sides(hypotheses: Sequence[Hypothesis], *sides: Any) -> tuple[Any, ...]:
    """The sides in closed form under the stated laws; UserError where they have none that is known."""
    guards: list[Any] = []
    made = tuple(closed(side, guards) for side in _without_moments(hypotheses, guards, *sides))
    if any(map(is_open, made)):
        raise UserError(_LEFT)
    return made


def with_guards(reason: str, guards: Sequence[Any]) -> str:
    """The reason with what must be positive for the sides to exist."""
    needed = needed_by(guards)
    return f"{reason}, where {' and '.join(needed)}" if needed else reason


def needed_by(guards: Sequence[Any]) -> tuple[str, ...]:
    """What must be positive, in words."""
    return tuple(dict.fromkeys(f"{shown(guard)} > 0" for guard in guards))


def _is_root_of_letter(power: Any, variable: Any) -> bool:
    letter = power.base.is_Symbol and power.base != variable and power.base.is_positive is None
    return bool(letter and power.exp.is_Rational and not power.exp.is_Integer)


_LEFT = "an integral or series without a closed form that is known here"


def _apart(
    hypotheses: Sequence[Hypothesis], left: Any, right: Any, guards: Sequence[Any] = ()
) -> Counterexample | None:
    """A point, with the letters in their domains, that shows the two sides apart to 50 digits."""
    laws = [h.law for h in hypotheses if isinstance(h, HasLaw)]
    seen = {part for side in (left, right) for part in _letters(side)}
    named = {str(part) for part in seen}
    seen |= {part for law in laws for p in law.parameters for part in _letters(p) if str(part) not in named}
    letters = sorted(seen, key=str)
    if len(letters) > 6 or any(str(s).startswith("<") for s in letters):
        return None
    stated = [h for h in hypotheses if isinstance(h, Holds | Definition)]
    if any(isinstance(h, Definition) or any(isinstance(p, Head) for p in subterms(h.relation)) for h in stated):
        return None
    found = possible_at(guards) or {}
    for shift in range(10):
        rising = letters if shift % 2 == 0 else letters[::-1]  # c < a as well as a < c
        point = {s: _value(s, i + shift // 2, laws) for i, s in enumerate(rising)} | (found if shift >= 8 else {})
        if shift in {6, 7}:
            point = {s: v if s.is_integer or v < 1 else v / 16 for s, v in point.items()}
        plain = {str(s): v for s, v in point.items()}
        if not all(_possible(law, plain) for law in laws) or possible_at(guards, point) is None:
            continue
        if not all(_holds(h, plain) for h in stated if isinstance(h, Holds)):
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
    chances = {p for law in laws for p in chances_of(law)}
    if str(letter) in {str(c) for c in chances}:
        return Rational(1, place + 3)
    trials = {str(s) for law in laws if isinstance(law, Binomial) for s in _letters(law.trials)}
    if letter.is_integer or str(letter) in trials:
        return Integer(place + 2 + (not in_domain(letter, Integer(place + 2))))
    return Rational(place * place + 3, 2)


def _possible(law: Law, point: dict[str, Any]) -> bool:
    """Whether there is such a law."""
    named = {s: point[str(s)] for p in law.parameters for s in _letters(p)}
    try:
        made = law.substitute(named)
    except UserError:
        return False
    return all(condition == True for condition in made.conditions.values())  # noqa: E712


def _holds(stated: Holds, point: dict[str, Any]) -> bool:
    """Whether a relation between letters is seen to hold at a point."""
    letters = {s: point[str(s)] for s in _letters(stated.relation) if str(s) in point}
    return bool(not stated.forall and stated.relation.xreplace(letters) == True)  # noqa: E712


def _variables(part: Any) -> set[Any]:
    """What a derivative is taken by, or what is put in the place of which letter."""
    return set(part.variables)


def _without_moments(hypotheses: Sequence[Hypothesis], guards: list[Any], *sides: Any) -> tuple[Any, ...]:
    """The sides with moments of stated laws evaluated, other moments as letters, and parameters in their domains."""
    laws = {h.term: h.law for h in hypotheses if isinstance(h, HasLaw) and isinstance(h.term, Symbol)}
    form = NormalForm(hypotheses)
    moving = {v for side in sides for d in side.atoms(Derivative, Subs) for v in d.atoms(Symbol) & _variables(d)}
    table: dict[Any, Any] = {}
    for side in sides:
        bound = set().union(*(bound_symbols(part) for part in subterms(side)))
        for part in subterms(side):
            if isinstance(part, Head) and not bound.isdisjoint(part.free_symbols):
                raise UserError(f"{part} changes with the index of a sum; not decided here")
            if isinstance(part, E) and part not in table and part.has(log):
                inside = expand(logarithms_apart(part.args[0], laws, guards))
                if inside != part.args[0]:
                    pieces = [E(p) if is_random(p) else p for p in Add.make_args(inside)]
                    (table[part],) = _without_moments(hypotheses, guards, Add(*pieces))
            if isinstance(part, Head) and part not in table:
                value = _probability(part, laws, guards) or _generated(part, laws, guards)
                above = {step(x): 1 for x, law in laws.items() if law.continuous and law.support.inf.is_nonnegative}
                whole = part.xreplace(above)
                value = transform(whole, laws, guards) if value is None else value
                value = cut_mean(part, hypotheses) if value is None else value
                value = form.value(part) if value is None else value
                for inner in list(subterms(value)):
                    if isinstance(inner, Head):
                        if not moving.isdisjoint(inner.free_symbols):
                            raise UserError(f"{inner} changes with the variable of a derivative; not decided here")
                        value = value.xreplace({inner: Symbol(f"<{inner}>", real=True)})
                table[part] = value
    order = sorted(table, key=lambda h: -h.count_ops())
    made = list(sides)
    for part in order:
        made = [side.xreplace({part: table[part]}) for side in made]
    if any(cells(side) for side in made):
        raise UserError("a random variable stands outside its moments")
    positive = domains(hypotheses)
    guards[:] = [g for guard in guards if not (g := guard.xreplace(positive)).is_positive]
    return tuple(side.xreplace(positive) for side in made)


def _generated(part: Any, laws: dict[Any, Law], guards: list[Any]) -> Any:
    """The value of a moment that a transform of the law gives; of variances and covariances through means."""
    if not isinstance(part, Var | Cov):
        return transform(part, laws, guards)
    one, other = part.args[0], part.args[-1]
    product, *means = (transform(E(term), laws, guards) for term in (expand(one * other), one, other))
    return None if product is None or None in means else product - means[0] * means[1]


def _said(hypotheses: Sequence[Hypothesis], guards: list[Any]) -> dict[Any, Any]:
    """The values of letters that stand for moments of variables with a law: mu = E[X], and s > 0 with s^2 = Var(X)."""
    laws = [h for h in hypotheses if isinstance(h, HasLaw) and isinstance(h.term, Symbol)]
    taken = {str(s) for h in laws for p in h.law.parameters for s in p.free_symbols}
    found: dict[Any, Any] = {}
    for h in hypotheses:
        if not isinstance(h, Holds) or not isinstance(h.relation, Eq) or h.forall:
            continue
        for moment, power in (h.relation.args, h.relation.args[::-1]):
            letter = power.base if isinstance(power, Pow) and power.exp == 2 else power
            owned = isinstance(moment, Head) and cells(moment) <= {law.term for law in laws} and cells(moment)
            if not owned or not isinstance(letter, Symbol) or is_random(letter) or str(letter) in taken:
                continue
            if letter == power or letter.is_positive:
                (value,) = _without_moments(hypotheses, guards, moment)
                found[letter] = value if letter == power else sqrt(value)
    return {s: v for s, v in found.items() if not v.free_symbols & found.keys()}


def _probability(part: Expr, laws: dict[Any, Law], guards: list[Any]) -> Any:
    """P(X = k) and P(X >= k) of a variable of a discrete law, P(X <= c) of a normal one; None for other events."""
    event = part.args[0] if isinstance(part, P) else None
    if not isinstance(event, Eq | Le | Lt | Ge | Gt):
        return None
    name, point = event.args
    law = laws.get(name)
    if law is None:
        return _probability(P(event.reversed), laws, guards) if point in laws else None
    if isinstance(law, Normal) and not isinstance(event, Eq) and not is_random(point):
        below = (1 + erf((point - law.mean) / sqrt(2 * law.variance_))) / 2
        return below if isinstance(event, Le | Lt) else 1 - below
    if point.is_integer and point.is_nonnegative and not point.is_number and not law.continuous:
        return _at_any_value(event, law, point, guards)
    if not point.is_Integer:
        return None
    if isinstance(event, Eq):
        value = law.probability(point)
        return value if value is not None and law.support.contains(point) == True else None  # noqa: E712
    if law.points is not None:
        return Add(*(law.probability(k) for k in law.points if event.func(k, point) == True))  # noqa: E712
    if not isinstance(law, Poisson | Binomial | Geometric) or not 0 <= point <= MOST_POINTS:
        return None
    first = int(law.support.inf)
    upto = int(point) + isinstance(event, Le | Gt)
    values = [Integer(k) for k in range(first, upto)]
    if isinstance(law, Binomial) and not law.trials.is_Integer:
        values = [k for k in values if k <= 1]  # a number of trials is at least 1
    if len(values) < upto - first:
        return None
    below = Add(*(law.probability(k) for k in values if law.support.contains(k) == True))  # noqa: E712
    return below if isinstance(event, Le | Lt) else 1 - below


def _at_any_value(event: Any, law: Law, point: Any, guards: list[Any]) -> Any:
    """P(X = k) and P(X > k) for a letter k; that it is a value of X goes into the guards where it need not be one."""
    match law:
        case Bernoulli():
            between = [2 - point]
        case DiscreteUniform(low, high):
            between = [point - low + 1, high - point + 1]
        case Geometric():
            between = [point - law.first + 1]
        case Binomial() | Poisson():
            between = []
        case _:
            return None
    if isinstance(event, Eq):
        value = law.probability(point)
    elif isinstance(law, Geometric):
        above = (1 - law.p) ** (point - law.first + int(isinstance(event, Gt | Le)))
        value = above if isinstance(event, Gt | Ge) else 1 - above
    elif isinstance(law, DiscreteUniform):
        below = (point - law.low + int(isinstance(event, Le | Gt))) / law.size
        value = below if isinstance(event, Le | Lt) else 1 - below
    else:
        return None
    guards += [g for g in between if not g.is_positive]
    return value
