"""Inequalities that hold for all values of the variables: then they hold for the means, and with probability 1.

A gap that is linear in means, c E[f] + d E[g], is the mean of c f + d g; where z3 finds no real numbers that make this
negative, the inequality is proved. Jensen's inequality is the other way to an order of means: by the sign of the second
derivative.

>>> from derivations.hypotheses import Holds
>>> from derivations.terms import E, P, random_variables, constants
>>> from sympy import Ge, Gt, exp
>>> x, y = random_variables("x y")
>>> t = constants("t")
>>> everywhere((), E(abs(x + y)), E(abs(x)) + E(abs(y)))
'the difference, |x| + |y| - |x + y|, is never negative'
>>> everywhere((Holds(Gt(t, 0)),), P(Ge(x, t)), E(x) / t) is None
True
>>> everywhere((), exp(E(x)), E(exp(x)))
"Jensen's inequality: exp(x) is convex"
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

from sympy import Abs as AbsoluteValue
from sympy import (
    Add,
    Dummy,
    Eq,
    Ge,
    Gt,
    Integer,
    Interval,
    Le,
    Lt,
    Max,
    Min,
    Mul,
    Number,
    Pow,
    Symbol,
    diff,
    exp,
    expand,
    log,
    together,
)  # fmt: skip
from sympy.core.relational import Relational

from derivations.entailment import unfold
from derivations.errors import UserError
from derivations.hypotheses import HasLaw, Holds, Hypothesis
from derivations.notation import text
from derivations.terms import Abs, E, Element, Head, Indicator, P, RandomVariable, Var, is_random, relu, subterms
from verify.inequalities.parameters import asked_by_laws
from verify.inequalities.reals import NoPieces, Reals
from verify.inequalities.tail_bounds import by_second_moment, with_squares

__all__ = ["everywhere"]


def everywhere(hypotheses: Sequence[Hypothesis], low: Any, high: Any) -> str | None:
    """Why low <= high for all values of their variables, under the hypotheses; None where that is not found."""
    try:
        low, high = (unfold(hypotheses, side)[0] for side in (low, high))
    except UserError:
        return None
    why = _jensen(hypotheses, low, high) or _never_negative(hypotheses, high - low)
    with contextlib.suppress(UserError):
        why = why or by_second_moment(hypotheses, low, high)
    gaps = [square - low for square in with_squares(hypotheses, high)]
    gaps += [high - square for square in with_squares(hypotheses, low)]
    gaps += [high - square for square in _about_the_middle(hypotheses, low)]
    return why or next(filter(None, (_never_negative(hypotheses, gap) for gap in gaps)), None)


def _about_the_middle(hypotheses: Sequence[Hypothesis], low: Any) -> Iterator[Any]:
    """What is at least `low`: for the variance of a variable between bounds, its mean square about their middle."""
    orders = [h.relation for h in hypotheses if isinstance(h, Holds) and isinstance(h.relation, Ge | Gt | Le | Lt)]
    for variance in low.atoms(Var):
        g = variance.args[0]
        least = [r.lts for r in orders if r.gts == g and not is_random(r.lts)]
        most = [r.gts for r in orders if r.lts == g and not is_random(r.gts)]
        if least and most and diff(low.xreplace({variance: (letter := Dummy())}), letter).is_nonnegative:
            yield low.xreplace({variance: E((g - (least[0] + most[0]) / 2) ** 2)})


def _never_negative(hypotheses: Sequence[Hypothesis], gap: Any) -> str | None:
    """Why the gap is not negative: whichever piece a kink of it takes, for the letters of its means or these put in."""
    kink = next((part for part in subterms(gap) if _is_kink(part)), None)
    if kink is not None:
        found = [_never_negative(hypotheses, gap.xreplace({kink: piece})) for piece in _pieces(kink)]
        return None if None in found else found[0]
    context = [*hypotheses, *asked_by_laws(hypotheses)]
    stated = [h.relation for h in context if isinstance(h, Holds) and not h.forall and not _has_means(h.relation)]
    stated += [relation for h in context if isinstance(h, HasLaw) for relation in _in_support(h)]
    for written in dict.fromkeys((gap, _with_moments_put_in(hypotheses, gap))):
        value = _as_one_mean(_with_numbers(written))
        if value is not None:
            with contextlib.suppress(NoPieces):
                if _touches_from_above(value) or Reals().follows(stated, value):
                    return f"the difference, {text(value)}, is never negative"
    return None


def _touches_from_above(value: Any) -> bool:
    """Whether a convex function of one variable is not negative where it is least: e^x - x - 1 at 0."""
    variables = [part for part in subterms(value) if isinstance(part, RandomVariable | Element)]
    if len(set(variables)) != 1 or not value.atoms(exp, log):
        return False
    at = Symbol("_at", real=True, positive=True if _domain(value, variables[0]) else None)
    function = value.xreplace({variables[0]: at})
    if function.free_symbols != {at} or not _is_smooth(function):
        return False
    if not together(diff(function, at, 2)).is_nonnegative:
        return False
    slope = diff(function, at)
    return any(slope.subs(at, least) == 0 and function.subs(at, least) >= 0 for least in (Integer(0), Integer(1)))


def _is_kink(part: Any) -> bool:
    return isinstance(part, relu | Max | Min | Abs | AbsoluteValue) and not is_random(part) and _has_means(part)


def _pieces(kink: Any) -> tuple[Any, ...]:
    if isinstance(kink, relu):
        return kink.args[0], Integer(0)
    return kink.args if isinstance(kink, Max | Min) else (kink.args[0], -kink.args[0])


def _with_numbers(gap: Any) -> Any:
    """Variances as means, and the means inside other moments as the numbers that they are."""
    gap = gap.replace(lambda part: isinstance(part, Var), lambda part: E((part.args[0] - E(part.args[0])) ** 2))
    heads = [part for part in subterms(gap) if isinstance(part, Head)]
    inner = {h for part in heads for argument in part.args for h in subterms(argument) if isinstance(h, E)}
    letters = {h: Symbol(f"_m{i}", real=True) for i, h in enumerate(sorted(inner, key=str))}
    table = {part: part.func(*(a.xreplace(letters) for a in part.args)) for part in heads if part not in inner}
    return gap.xreplace(table)


def _with_moments_put_in(hypotheses: Sequence[Hypothesis], gap: Any) -> Any:
    """The gap with stated moments, E[x] = m and Var(x) = s^2, for these letters outside of all moments."""
    stated = [h.relation for h in hypotheses if isinstance(h, Holds) and isinstance(h.relation, Eq) and not h.forall]
    pairs = [(a, b) for relation in stated for a, b in (relation.args, relation.args[::-1])]
    means = {moment.args[0]: value for moment, value in pairs if isinstance(moment, E) and not _has_means(value)}
    table = {}
    for moment, value in pairs:
        if isinstance(moment, E | Var) and not value.is_number and not _has_means(value):
            (inner,) = moment.args
            table[value] = E((inner - means.get(inner, E(inner))) ** 2) if isinstance(moment, Var) else moment
    outside = {part: Symbol(f"_h{i}") for i, part in enumerate(sorted(gap.atoms(Head), key=str))}
    return gap.xreplace(outside).xreplace(table).xreplace({letter: part for part, letter in outside.items()})


def _in_support(law: HasLaw) -> Iterator[Relational]:
    support = law.law.support
    if isinstance(support, Interval) and isinstance(law.term, RandomVariable | Element):
        yield from (Ge(law.term, support.inf) for _ in range(bool(support.inf.is_finite)))
        yield from (Le(law.term, support.sup) for _ in range(bool(support.sup.is_finite)))


def _has_means(term: Any) -> bool:
    return any(isinstance(part, Head) and not isinstance(part, Indicator) for part in subterms(term))


def _as_one_mean(gap: Any) -> Any:
    """The f of which a gap that is linear in means and probabilities is the mean; itself, where it has none."""
    total = Integer(0)
    for term in Add.make_args(expand(gap)):
        heads = [part for part in Mul.make_args(term) if isinstance(part, E | P)]
        factor = term / heads[0] if heads else term
        if len(heads) > 1 or _has_means(factor) or any(_has_means(head.args[0]) for head in heads):
            return None
        inner = heads[0].args[0] if heads else Integer(1)
        total += factor * (Indicator(inner) if heads and isinstance(heads[0], P) else inner)
    return total


def _domain(value: Any, mean: Any) -> str:
    """How a term compares with 0 where a value has a meaning: ">" in a logarithm, ">=" below a root, "" for all."""
    if log(mean) in set(subterms(value)):
        return ">"
    roots = [part.exp for part in subterms(value) if isinstance(part, Pow) and part.base == mean]
    roots = [power for power in roots if power.is_Rational and power.q % 2 == 0]
    return "" if not roots else ">" if min(roots) < 0 else ">="


def _jensen(hypotheses: Sequence[Hypothesis], low: Any, high: Any) -> str | None:
    """f(E[g]) <= E[f(g)] where f'' >= 0, and the other way round where f'' <= 0."""
    for mean, value, word in ((high, low, "convex"), (low, high, "concave")):
        if not isinstance(mean, E) or is_random(value):
            continue
        inner = {h.args[0] for h in value.atoms(E)} if value != mean else set()
        if len(inner) != 1 or value.atoms(Head) != value.atoms(E):
            continue
        (g,) = inner
        positive = _is_positive(hypotheses, g)
        domain = "" if positive else _domain(value, E(g))
        sign = (
            {"positive": True}
            if positive or domain
            else {"nonnegative": True}
            if _is_not_negative(hypotheses, g)
            else {}
        )
        at = Symbol("_at", real=True, **sign)
        function = value.xreplace({E(g): at})
        if function.xreplace({at: g}) != mean.args[0] or at not in function.free_symbols or not _is_smooth(function):
            continue
        curved = together(diff(function, at, 2))
        if curved.is_nonnegative if word == "convex" else curved.is_nonpositive:
            where = f" where {text(g)} {domain} 0" if domain else ""
            return f"Jensen's inequality: {text(mean.args[0])} is {word}{where}"
    return None


def _is_smooth(function: Any) -> bool:
    """Whether the function has no poles, kinks or jumps: 1/x^2 has a pole between -1 and 2, where it is not convex."""
    for part in subterms(function):
        natural = isinstance(part, Pow) and part.exp.is_Integer and part.exp.is_nonnegative
        inside = part.base if isinstance(part, Pow) else part.args[0] if isinstance(part, log) else None
        known = isinstance(part, Add | Mul | exp | Symbol | Number) or natural
        if not known and (inside is None or not inside.is_positive):
            return False
    return True


def _is_not_negative(hypotheses: Sequence[Hypothesis], term: Any) -> bool:
    return any(isinstance(h, Holds) and h.relation in (Ge(term, 0), Le(0, term)) for h in hypotheses)


def _is_positive(hypotheses: Sequence[Hypothesis], term: Any) -> bool:
    laws = [h.law.support for h in hypotheses if isinstance(h, HasLaw) and h.term == term]
    stated = any(isinstance(h, Holds) and h.relation in (Gt(term, 0), Lt(0, term)) for h in hypotheses)
    return stated or any(isinstance(s, Interval) and s.inf.is_nonnegative for s in laws)
