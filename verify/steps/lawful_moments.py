"""Sides without moments: each as what the stated laws make of it, or as a letter of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import Add, Derivative, Eq, Expr, Ge, Gt, Integer, Le, Lt, Pow, Subs, Symbol, erf, expand, log, sqrt

from derivations.errors import UserError
from derivations.hypotheses import HasLaw, Holds, Hypothesis
from derivations.laws import Bernoulli, Binomial, DiscreteUniform, Geometric, Law, Normal, Poisson
from derivations.normal_form import NormalForm
from derivations.terms import Cov, E, Head, P, Var, bound_symbols, cells, is_random, step, subterms
from verify.closed_forms.by_density import integrated
from verify.closed_forms.cut_integrals import cut_mean
from verify.closed_forms.generating import logarithms_apart, transform
from verify.closed_forms.through_means import through_means
from verify.inequalities.parameters import domains

__all__ = ["letters_of_moments", "without_moments"]

MOST_POINTS = 12


def _variables(part: Any) -> set[Any]:
    """What a derivative is taken by, or what is put in the place of which letter."""
    return set(part.variables)


def without_moments(hypotheses: Sequence[Hypothesis], guards: list[Any], *sides: Any) -> tuple[Any, ...]:
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
                    (table[part],) = without_moments(hypotheses, guards, Add(*pieces))
            if isinstance(part, Head) and part not in table:
                value = _probability(part, laws, guards) or _generated(part, laws, guards)
                above = {step(x): 1 for x, law in laws.items() if law.continuous and law.support.inf.is_nonnegative}
                whole = part.xreplace(above)
                value = transform(whole, laws, guards) if value is None else value
                value = cut_mean(part, hypotheses) if value is None else value
                value = integrated(part, laws, guards) if value is None else value
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

    def mean(term: Any) -> Any:
        if not is_random(term):
            return term
        value = transform(E(term), laws, guards)
        return integrated(E(term), laws, guards) if value is None else value

    return through_means(part, mean) if isinstance(part, Var | Cov) else transform(part, laws, guards)


def letters_of_moments(hypotheses: Sequence[Hypothesis], guards: list[Any]) -> dict[Any, Any]:
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
                (value,) = without_moments(hypotheses, guards, moment)
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
