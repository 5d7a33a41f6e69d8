r"""Means of maxima, distances and indicators under stated laws: E|X - Y|, E[max(X, Y)], P(|X| <= c), P(X < Y).

The variables are integrated out one after the other. The range of each is cut where a kink may change its side, that
is at the zeros of what stands in |.|, max and events, and where these zeros meet for the variables that come after;
between two cuts every kink is one polynomial. What is integrated there is a sum of c t^k e^(s t), or a polynomial
beside the density of a normal law, and has an antiderivative. The order of the cuts follows from what is stated, or no
value is given.

>>> from sympy import Max, Symbol
>>> from derivations.hypotheses import HasLaw, Independent
>>> from derivations.laws import Exponential, Uniform
>>> from derivations.terms import E, P, random_variables
>>> x, y = random_variables("x y")
>>> a, b = Symbol("a", positive=True), Symbol("b", positive=True)
>>> cut_mean(E(Max(x, y)), (HasLaw(x, Uniform(0, 1)), HasLaw(y, Uniform(0, 1)), Independent(x, y)))
2/3
>>> cut_mean(P(x < y), (HasLaw(x, Exponential(a)), HasLaw(y, Exponential(b)), Independent(x, y)))
a/(a + b)
>>> cut_mean(P(x < y), (HasLaw(x, Exponential(a)), HasLaw(y, Exponential(b)))) is None
True
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise, product
from typing import Any, Final

from sympy import (
    Abs,
    Add,
    Dummy,
    Eq,
    Ge,
    Integer,
    Interval,
    Le,
    Max,
    Min,
    Mul,
    Ne,
    Pow,
    Product,
    Sum,
    cancel,
    erf,
    exp,
    expand,
    factorial,
    oo,
    pi,
    sign,
    sqrt,
)  # fmt: skip
from sympy.core.relational import Relational

from derivations.entailment import entails, unfold
from derivations.hypotheses import HasLaw, Holds, Hypothesis, Independent
from derivations.laws import Exponential, Gamma, Laplace, Law, Normal, Uniform
from derivations.normal_form import NormalForm
from derivations.terms import (
    Cov,
    E,
    Head,
    Indicator,
    P,
    RandomVariable,
    Var,
    cells,
    is_random,
    leaky_relu,
    relu,
    step,
    subterms,
)  # fmt: skip
from verify.closed_forms.through_means import through_means
from verify.inequalities.parameters import asked_by_laws, domains
from verify.inequalities.reals import NoPieces, Reals

__all__ = ["cut_mean"]

MOST_VARIABLES: Final = 3
MOST_CUTS: Final = 6
KINKS: Final = (relu, leaky_relu, step, sign, Abs, Max, Min, Indicator)


class _NoValue(Exception):
    """A mean that is not found this way."""


def cut_mean(moment: Any, hypotheses: Sequence[Hypothesis]) -> Any:
    """The value of E, Var, Cov or P of what has kinks, for independent variables of stated laws; None for others."""
    term = unfold(tuple(hypotheses), moment)[0]
    if not any(isinstance(part, (*KINKS, P)) for part in subterms(term)):
        return None
    inner = {part for argument in term.args for part in subterms(argument) if isinstance(part, E | Var | Cov | P)}
    if inner:
        form = NormalForm(hypotheses)
        values = {part: form.value(part) for part in inner}
        if any(isinstance(part, Head) for value in values.values() for part in subterms(value)):
            return None
        term = term.func(*(argument.xreplace(values) for argument in term.args))
    found = cells(term)
    stated = {h.term: h.law for h in hypotheses if isinstance(h, HasLaw)}
    laws = {cell: stated.get(cell) or stated.get(getattr(cell, "family", None)) for cell in sorted(found, key=str)}
    if not 1 <= len(found) <= MOST_VARIABLES or not all(laws.values()):
        return None
    if len(found) > 1 and entails(tuple(hypotheses), Independent(*((cell,) for cell in laws))) is None:
        return None
    if any(isinstance(part, Sum | Product) for part in subterms(term)):
        return None
    letters = {cell: RandomVariable(f"_{i}") for i, cell in enumerate(laws)}  # members are no symbols
    positive = domains(hypotheses)
    known = [h.substitute(positive) for h in hypotheses if isinstance(h, Holds) and not h.forall]
    asked = [h.substitute(positive) for h in asked_by_laws(hypotheses)]
    assumed = tuple(h.relation for h in (*known, *asked) if not is_random(h.relation))
    todo = [(letters[cell], law.substitute(positive)) for cell, law in laws.items() if law is not None]
    try:
        return _value(term.xreplace(positive | letters), todo, assumed)
    except (_NoValue, NoPieces):
        return None


def _value(moment: Any, todo: Sequence[tuple[Any, Law]], assumed: tuple[Any, ...]) -> Any:
    inside = moment.args[0]
    if isinstance(moment, Var | Cov):
        return cancel(through_means(moment, lambda term: _value(E(term), todo, assumed)))
    if isinstance(moment, P):
        inside = Indicator(inside)
    elif not isinstance(moment, E):
        raise _NoValue
    if len(todo) > 1 and all(isinstance(law, Normal) for _, law in todo):
        inside, todo = _along(inside, todo)
    return cancel(_mean(inside, todo, assumed))


def _along(term: Any, todo: Sequence[tuple[Any, Law]]) -> tuple[Any, list[tuple[Any, Law]]]:
    """A term as one in the normal variable u = X + c Y of which its kinks are functions, where it is affine in the
    others: these are E[Y | u], which is affine in u.
    """
    halves = {Max: lambda *a: Add(*a, Abs(a[0] - a[1])) / 2, Min: lambda *a: Add(*a, -Abs(a[0] - a[1])) / 2}
    for kind, half in halves.items():
        term = term.replace(kind, lambda *a, half=half: half(*a) if len(a) == 2 else kind(*a))  # noqa: B023
    laws = dict(todo)
    forms = [form for part in subterms(term) if isinstance(part, KINKS) for form in _forms(part)]
    first = next((v for v in laws if any(form.has(v) for form in forms)), None)
    if first is None:
        raise _NoValue
    slopes = {v: cancel(forms[0].diff(v) / forms[0].diff(first)) for v in laws}
    u = RandomVariable("_u")
    mean = Add(*(slope * laws[v].moment(1) for v, slope in slopes.items()))
    square = cancel(Add(*(slope**2 * laws[v].variance for v, slope in slopes.items())))
    others = {v: slope for v, slope in slopes.items() if v != first}
    moved = term.xreplace({first: u - Add(*(slope * v for v, slope in others.items()))})
    moved = moved.replace(lambda part: isinstance(part, KINKS), lambda part: part.func(*map(_tidied, part.args)))
    names = {part: Dummy() for part in subterms(moved) if isinstance(part, KINKS)}
    outside = moved.xreplace(names).as_poly(*others)
    if any(part.has(*others) for part in names) or outside is None or outside.total_degree() > 1:
        raise _NoValue
    given = {v: laws[v].moment(1) + slope * laws[v].variance / square * (u - mean) for v, slope in others.items()}
    return moved.xreplace(given), [(u, Normal(mean, square))]


def _tidied(argument: Any) -> Any:
    if isinstance(argument, Relational):
        return argument.func(expand(argument.lhs - argument.rhs), 0)
    return expand(argument)


def _mean(term: Any, todo: Sequence[tuple[Any, Law]], assumed: tuple[Any, ...]) -> Any:
    """The mean over the variables that are to do, where what is assumed holds of the others."""
    if not todo:
        return _resolved(term, assumed)
    (variable, law), *rest = todo
    if not cells(term) & {variable}:
        return _mean(term, rest, assumed)
    if law.points is not None:
        return Add(*(law.probability(k) * _mean(term.xreplace({variable: k}), rest, assumed) for k in law.points))
    if not isinstance(law, Uniform | Exponential | Gamma | Normal | Laplace):
        raise _NoValue
    ends = law.support
    assert isinstance(ends, Interval)
    kinks = [law.location] if isinstance(law, Laplace) else []
    edges = _ordered([*_cuts(term, variable, rest), *kinks], ends, assumed)
    total = Integer(0)
    for low, high in pairwise(edges):
        there = [Ge(variable, low)] * (low != -oo) + [Le(variable, high)] * (high != oo)
        found = _mean(term, rest, (*assumed, *there))
        total += _between(found, (variable, low, high), law, (*assumed, *there))
    return total


def _cuts(term: Any, variable: Any, rest: Sequence[tuple[Any, Law]]) -> list[Any]:
    """The values of a variable at which a kink may change its side, or at which the cuts of the others meet."""
    forms = [form for part in subterms(term) if isinstance(part, KINKS) for form in _forms(part)]
    for later, law in reversed(rest):
        ends = [] if law.points is not None else [e for e in (law.support.inf, law.support.sup) if e.is_finite]
        if law.points is not None:
            forms = [form.xreplace({later: k}) for form in forms for k in law.points]
            continue
        roots = [*dict.fromkeys(_root(form, later) for form in forms if form.has(later)), *ends]
        forms = [f for f in forms if not f.has(later)] + [a - b for a, b in combinations(roots, 2)]
    found = list(dict.fromkeys(_root(form, variable) for form in map(expand, forms) if form.has(variable)))
    if len(found) > MOST_CUTS:
        raise _NoValue
    return found


def _root(form: Any, variable: Any) -> Any:
    slope = form.diff(variable)
    if is_random(slope) or slope.is_zero is not False:
        raise _NoValue
    return cancel(expand(variable - form / slope))


def _forms(kink: Any) -> Iterator[Any]:
    """What a kink compares with 0, whichever branches the kinks inside take."""
    for gap in _gaps(kink):
        yield from (expand(form) for form in _branches(gap))


def _gaps(kink: Any) -> list[Any]:
    if isinstance(kink, Max | Min):
        return [a - b for a, b in combinations(kink.args, 2)]
    if isinstance(kink, Indicator):
        event = kink.args[0]
        if event in (True, False):
            return []
        if not isinstance(event, Relational):
            raise _NoValue
        return [event.lhs - event.rhs]
    return [kink.args[0]]


def _branches(term: Any) -> Iterator[Any]:
    """The term with each kink in it replaced by what it may be."""
    if not isinstance(term, (*KINKS, Add, Mul, Pow)):
        yield term
        return
    if not isinstance(term, KINKS):
        yield from (term.func(*parts) for parts in product(*(list(_branches(a)) for a in term.args)))
        return
    for inner in product(*(list(_branches(a)) for a in (term.args if not isinstance(term, Indicator) else ()))):
        match term:
            case Max() | Min():
                yield from inner
            case relu():
                yield from (inner[0], Integer(0))
            case leaky_relu():
                yield from (inner[0], inner[1] * inner[0])
            case Abs():
                yield from (inner[0], -inner[0])
            case sign():
                yield from (Integer(1), Integer(-1))
            case _:
                yield from (Integer(1), Integer(0))


def _ordered(cuts: Sequence[Any], ends: Interval, assumed: tuple[Any, ...]) -> list[Any]:
    """The cuts that lie in a range, in order, between its ends."""
    edges: list[Any] = []
    for cut in cuts:
        if any(_is_at_least(a, b, assumed) for a, b in ((ends.inf, cut), (cut, ends.sup))):
            continue
        if not (_is_at_least(cut, ends.inf, assumed) and _is_at_least(ends.sup, cut, assumed)):
            raise _NoValue
        place = 0
        while place < len(edges) and _is_at_least(cut, edges[place], assumed):
            place += 1
        if not all(_is_at_least(edge, cut, assumed) for edge in edges[place:]):
            raise _NoValue
        edges.insert(place, cut)
    return [ends.inf, *edges, ends.sup]


def _is_at_least(one: Any, other: Any, assumed: tuple[Any, ...]) -> bool:
    if one == oo or other == -oo:
        return True
    if one == -oo or other == oo:
        return False
    gap = cancel(one - other)
    if gap.is_nonnegative is not None:
        return bool(gap.is_nonnegative)
    return Reals().follows(assumed, gap)


def _resolved(term: Any, assumed: tuple[Any, ...]) -> Any:
    """The term with its kinks as they are where the assumed relations hold, but for single points."""
    if not term.args or not any(isinstance(part, KINKS) for part in subterms(term)):
        return term
    if isinstance(term, Indicator):
        event = term.args[0]
        if event in (True, False):
            return Integer(bool(event))
        gap = _resolved(event.lhs, assumed) - _resolved(event.rhs, assumed)
        if isinstance(event, Eq | Ne):
            return Integer(_is_0(gap, assumed) == isinstance(event, Eq))
        above = gap if event.gts == event.lhs else -gap
        at_0 = isinstance(event, Ge | Le)
        if not is_random(above) and not (at_0 and _is_at_least(above, Integer(0), assumed)):
            return Integer(at_0) if _is_0(above, assumed) else Integer(_side(above, assumed))
        return Integer(_side(above, assumed))
    parts = [_resolved(a, assumed) for a in term.args]
    match term:
        case Max() | Min():
            best = parts[0]
            for part in parts[1:]:
                best = part if _side(part - best, assumed) == isinstance(term, Max) else best
            return best
        case relu():
            return parts[0] if _side(parts[0], assumed) else Integer(0)
        case leaky_relu():
            return parts[0] if _side(parts[0], assumed) else parts[1] * parts[0]
        case Abs():
            return parts[0] if _side(parts[0], assumed) else -parts[0]
        case sign():
            return Integer(0 if _is_0(parts[0], assumed) else 1 if _side(parts[0], assumed) else -1)
        case step():
            return Integer(not _is_0(parts[0], assumed) and _side(parts[0], assumed))
    return term.func(*parts)


def _is_0(gap: Any, assumed: tuple[Any, ...]) -> bool:
    """Whether something is 0 where the assumed relations hold; a continuous variable is so at single points only."""
    gap = cancel(expand(gap))
    if is_random(gap) or gap.is_zero is not None:
        return bool(gap == 0)
    if Reals().follows((*assumed, Eq(gap, 0)), Integer(-1)):
        return False
    raise _NoValue


def _side(gap: Any, assumed: tuple[Any, ...]) -> bool:
    """Whether something is above 0 where the assumed relations hold, but for single points."""
    if _is_at_least(gap, Integer(0), assumed):
        return True
    if _is_at_least(Integer(0), gap, assumed):
        return False
    raise _NoValue


def _between(term: Any, limits: tuple[Any, Any, Any], law: Law, assumed: tuple[Any, ...]) -> Any:
    """The integral of a term times the density of a law."""
    variable, low, high = limits
    if isinstance(law, Normal):
        return _normal(term, variable, law, low, high)
    weight = law.density(variable)
    assert weight is not None
    whole = expand(_resolved(weight, assumed) * term)
    return Add(*(_primitive(part, variable, low, high) for part in Add.make_args(expand(whole, power_exp=True))))


def _primitive(part: Any, variable: Any, low: Any, high: Any) -> Any:
    """The integral of c t^k e^(s t): by parts, k times."""
    if part == 0:
        return part
    scale, power, exponent = Integer(1), 0, Integer(0)
    for factor in Mul.make_args(part):
        base, raised = factor.as_base_exp()
        if isinstance(factor, exp):
            exponent += factor.args[0]
        elif not factor.has(variable):
            scale *= factor
        elif base == variable and raised.is_Integer and raised > 0:
            power += int(raised)
        else:
            raise _NoValue
    exponent = expand(exponent)
    slope = cancel(exponent.diff(variable))
    if slope.has(variable) or slope.is_zero is None:
        raise _NoValue
    shift = expand(exponent - slope * variable)

    def at(point: Any) -> Any:
        if point in (oo, -oo):
            if not (slope.is_negative if point == oo else slope.is_positive):
                raise _NoValue
            return Integer(0)
        if slope.is_zero:
            return point ** (power + 1) / (power + 1)
        terms = ((-1) ** j * factorial(power) / factorial(power - j) * point ** (power - j) / slope ** (j + 1)
                 for j in range(power + 1))  # fmt: skip
        return exp(expand(slope * point)) * Add(*terms)

    return scale * exp(shift) * (at(high) - at(low))


def _normal(term: Any, variable: Any, law: Normal, low: Any, high: Any) -> Any:
    """The integral of a polynomial times a normal density: by parts, down to the distribution function."""
    mean, square = law.mean, law.variance_

    def density(point: Any) -> Any:
        return Integer(0) if point in (oo, -oo) else exp(-((point - mean) ** 2) / (2 * square)) / sqrt(2 * pi * square)

    def below(point: Any) -> Any:
        if point in (oo, -oo):
            return Integer(point == oo)
        return (1 + erf((point - mean) / sqrt(2 * square))) / 2

    def raised(point: Any, power: int) -> Any:
        return Integer(0) if point in (oo, -oo) else point**power * density(point)

    polynomial = expand(term).as_poly(variable)
    if polynomial is None or is_random(term.xreplace({variable: Integer(0)})):
        raise _NoValue
    coefficients = polynomial.all_coeffs()[::-1]
    if any(part.has(variable) for part in coefficients):
        raise _NoValue
    found = [below(high) - below(low)]
    for k in range(1, len(coefficients)):
        before = (k - 1) * square * found[k - 2] if k > 1 else 0
        found.append(mean * found[k - 1] + before - square * (raised(high, k - 1) - raised(low, k - 1)))
    return Add(*(c * value for c, value in zip(coefficients, found, strict=True)))
