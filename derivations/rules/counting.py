"""Rules about integers: counting, extremes, floors, sums with one term more, induction."""

from __future__ import annotations

from typing import Any

from sympy import Integer, Le, Product, Sum, Symbol, cancel, expand, floor, oo, together

from derivations.claims import DoesNotApply
from derivations.entailment import Context, follows
from derivations.hypotheses import Holds
from derivations.kernel import Rewrite, Theorem
from derivations.rules.algebra import abstracted
from derivations.rules.registry import rule
from derivations.terms import Count, Largest, Smallest, free_symbols

__all__ = ["count_multiples", "extreme_of_affine", "induction", "one_more_term"]


def _affine(body: Any, index: Any, name: str) -> tuple[Any, Any]:
    """Body = start + slope * index."""
    body = expand(body)
    slope, start = body.coeff(index, 1), body.coeff(index, 0)
    if expand(body - slope * index - start) != 0 or index in free_symbols(slope) | free_symbols(start):
        raise DoesNotApply(f"{name} needs a term of the form a + b {index}, got {body}")
    return slope, start


def _needs(context: Context, relation: Any, name: str) -> Any:
    support = follows(context, relation)
    if support is None:
        raise DoesNotApply(f"{name} needs {relation}; add assuming=Holds({relation})")
    return support


@rule
def count_multiples(term: Any, context: Context) -> Rewrite:
    """|{t >= 0 : t s + a <= b}| -> floor((b - a)/s) + 1, if s >= 1 and a <= b."""
    if not isinstance(term, Count) or not isinstance(term.args[0], Le):
        raise DoesNotApply(f"count_multiples needs the number of t with t s + a <= b, got {term}")
    condition, (index, low, high) = term.args
    slope, room = _affine(condition.rhs - condition.lhs, index, "count_multiples")
    if (low, high) != (Integer(0), oo) or not (-slope).is_positive:
        raise DoesNotApply(f"count_multiples needs t >= 0 and a positive step, got {term}")
    top, bottom = condition.rhs, condition.lhs - (-slope) * index
    return Rewrite(floor(room / -slope) + 1, _needs(context, top >= expand(bottom), "count_multiples"))


@rule
def extreme_of_affine(term: Any, context: Context) -> Rewrite:
    """Max over t = 0..m of (a + b t) -> a + b m, and min -> a, if b >= 0 and m >= 0."""
    if not isinstance(term, Largest | Smallest):
        raise DoesNotApply(f"extreme_of_affine needs a largest or smallest value over an index, got {term}")
    body, (index, low, high) = term.args
    slope, _ = _affine(body, index, "extreme_of_affine")
    used = _needs(context, slope >= 0, "extreme_of_affine") | _needs(context, high >= low, "extreme_of_affine")
    return Rewrite(body.xreplace({index: high if isinstance(term, Largest) else low}), used)


def _unrolled(term: Any) -> Any:
    """Sums and products with their last term split off; empty ones gone."""
    if isinstance(term, Sum | Product) and len(term.limits) == 1:
        body, (index, low, high) = term.args
        identity = Integer(0) if isinstance(term, Sum) else Integer(1)
        if (high - low + 1) == 0:
            return identity
        before = high - 1
        if (before - low + 1).is_nonnegative:
            last, rest = _unrolled(body.xreplace({index: high})), _unrolled(term.func(body, (index, low, before)))
            return rest + last if isinstance(term, Sum) else rest * last
        return term
    return term.func(*map(_unrolled, term.args)) if term.args else term


@rule
def one_more_term(term: Any, context: Context, *, to: Any) -> Rewrite:
    """sum_{l=1}^{n+1} a_l -> sum_{l=1}^{n} a_l + a_{n+1}; an empty sum -> 0; products likewise; in either direction."""
    left, right = abstracted(_unrolled(term), _unrolled(to))
    if to == term or cancel(together(left - right)) != 0:
        raise DoesNotApply(f"one_more_term: {term} and {to} do not agree when their last terms are split off")
    return Rewrite(to)


@rule
def induction(term: Any, context: Context, base: Theorem, step: Theorem, *, index: Symbol, upto: Any) -> Rewrite:
    """r_L -> C(L), if r_0 = C(0), and r_{l+1} = C(l+1) under the one more hypothesis r_l = C(l), with l in no other."""
    if not upto.is_integer or not upto.is_nonnegative:
        raise DoesNotApply(f"induction needs a depth that is an integer of at least 0, got {upto}")
    for hypothesis in step.hypotheses:
        if isinstance(hypothesis, Holds) and not hypothesis.forall:
            start, closed = hypothesis.relation.lhs, hypothesis.relation.rhs
            if index in free_symbols(start) and start.xreplace({index: upto}) == term:
                break
    else:
        raise DoesNotApply(f"induction: the step does not assume {term} = ... with {index} for {upto}")
    others = set(step.hypotheses) - {hypothesis}
    if any(index in h.free_symbols for h in others | set(base.hypotheses)):
        raise DoesNotApply(f"induction: {index} is free in a hypothesis other than {hypothesis}")
    wanted = [
        (base.lhs, start.xreplace({index: Integer(0)})), (base.rhs, closed.xreplace({index: Integer(0)})),
        (step.lhs, start.xreplace({index: index + 1})), (step.rhs, closed.xreplace({index: index + 1})),
    ]  # fmt: skip
    for found, expected in wanted:
        if found != expected:
            raise DoesNotApply(f"induction: a premise has {found} where {expected} is needed")
    return Rewrite(closed.xreplace({index: upto}), discharged=frozenset({hypothesis}))
