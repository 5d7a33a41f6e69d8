"""Rules about integers: counting, extremes, floors, sums with one term more, induction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import (
    Add,
    Eq,
    Expr,
    Gt,
    Integer,
    Le,
    Lt,
    Max,
    Min,
    Mul,
    Ne,
    Product,
    Sum,
    Symbol,
    cancel,
    ceiling,
    expand,
    floor,
    fraction,
    oo,
    together,
)

from derivations.claims import DoesNotApply
from derivations.definedness import stays_defined
from derivations.entailment import Context, Support, entails, follows, in_domain
from derivations.hypotheses import Holds
from derivations.kernel import Rewrite, Theorem
from derivations.rules.algebra import abstracted
from derivations.rules.registry import rule
from derivations.terms import Count, Largest, Smallest, bound_symbols, free_symbols, renamed_apart, subterms

__all__ = [
    "affine", "bounded", "count_multiples", "extreme_of_affine", "induction", "needs", "one_more_term", "push_into_sum",
    "rename_index", "swap_sums",
]  # fmt: skip


def affine(body: Any, index: Any, name: str) -> tuple[Any, Any]:
    """Body = start + slope * index."""
    body = expand(body)
    slope, start = body.coeff(index, 1), body.coeff(index, 0)
    if expand(body - slope * index - start) != 0 or index in free_symbols(slope) | free_symbols(start):
        raise DoesNotApply(f"{name} needs a term of the form a + b {index}, got {body}")
    return slope, start


def needs(context: Context, relation: Any, name: str) -> Support:
    """The hypotheses from which the inequality follows, or a refusal that names it."""
    support = bounded(context, relation)
    if support is None:
        raise DoesNotApply(f"{name} needs {relation}; add assuming=Holds({relation})")
    return support


def bounded(context: Context, relation: Any) -> Support | None:
    """`follows`, knowing besides what a ceiling is, and that Max(x, y) is x or y and at least both."""
    support = follows(context, relation)
    if support is not None or relation in (True, False) or isinstance(relation, Eq | Ne):
        return support
    gap = expand(relation.gts - relation.lts)
    for head in gap.atoms(Max, Min):
        slope = gap.coeff(head, 1)
        if (gap - slope * head).expand().has(head):
            return None
        parts = [expand(gap.xreplace({head: part})) for part in head.args]
        found = [bounded(context, part > 0 if isinstance(relation, Gt | Lt) else part >= 0) for part in parts]
        if (slope.is_nonnegative and isinstance(head, Max)) or (slope.is_nonpositive and isinstance(head, Min)):
            return next((s for s in found if s is not None), None)
        return None if None in found else frozenset().union(*(s for s in found if s is not None))
    known = [h for part in gap.atoms(ceiling) for h in _of_ceiling(part)]
    support = entails((*context, *known), Holds(relation))
    return None if support is None else support - set(known)


def _of_ceiling(term: Any) -> list[Holds]:
    """E <= s ceil(e/s) <= e + s - 1, for integers and s >= 1."""
    top, bottom = fraction(together(term.args[0]))
    if not (top.is_integer and bottom.is_integer and bottom.is_positive):
        return []
    made = [bottom * term >= top, bottom * term <= top + bottom - 1]
    return [Holds(relation) for relation in made if relation not in (True, False)]


def _whole(term: Any) -> bool:
    """Whether a term is an integer; so are sums and products of integers."""
    if isinstance(term, Sum | Product):
        return _whole(term.function)
    return bool(term.is_integer) or (isinstance(term, Add | Mul) and all(map(_whole, term.args)))


@rule
def count_multiples(term: Any, context: Context) -> Rewrite:
    """|{t >= 0 : t s + a <= b}| -> floor((b - a)/s) + 1, if s >= 1 and a <= b + s.

    The t that count are 0..floor((b - a)/s); where b - s <= b - a < 0 there is none, and the floor is -1.
    """
    if not isinstance(term, Count) or not isinstance(term.args[0], Le):
        raise DoesNotApply(f"count_multiples needs the number of t with t s + a <= b, got {term}")
    condition, (index, low, high) = term.args
    step, _ = affine(condition.lhs - condition.rhs, index, "count_multiples")
    if (low, high) != (Integer(0), oo) or not (step.is_integer and step.is_positive):
        raise DoesNotApply(f"count_multiples needs t >= 0 and a step that is a positive integer, got {term}")
    bottom, top = (side.xreplace({index: Integer(0)}) for side in (condition.lhs, condition.rhs))
    if not _whole(top - bottom):
        raise DoesNotApply(f"count_multiples needs integers, got {term}")
    last = top - bottom if step == 1 else floor((top - bottom) / step)
    return Rewrite(last + 1, needs(context, bottom <= top + step, "count_multiples"))


@rule
def extreme_of_affine(term: Any, context: Context) -> Rewrite:
    """Max over t = 0..m of (a + b t) -> a + b m, and min -> a, if b >= 0 and m >= 0."""
    if not isinstance(term, Largest | Smallest):
        raise DoesNotApply(f"extreme_of_affine needs a largest or smallest value over an index, got {term}")
    body, (index, low, high) = term.args
    if not (_whole(low) and _whole(high)):
        raise DoesNotApply(f"extreme_of_affine needs a range that ends at integers, got {low}..{high}")
    slope, _ = affine(body, index, "extreme_of_affine")
    used = needs(context, slope >= 0, "extreme_of_affine") | needs(context, high >= low, "extreme_of_affine")
    return Rewrite(_at(body, index, high if isinstance(term, Largest) else low), used)


def _at(body: Any, index: Symbol, value: Any) -> Any:
    """The body at one value of its index; binders in it make way."""
    return renamed_apart(body, {index, *value.free_symbols}).xreplace({index: value})


def _unrolled(term: Any) -> Any:
    """Sums and products with their last term split off; empty ones gone."""
    if isinstance(term, Sum | Product) and len(term.limits) == 1:
        body, (index, low, high) = term.args
        identity = Integer(0) if isinstance(term, Sum) else Integer(1)
        if (high - low + 1) == 0:
            return identity
        before = high - 1
        if (before - low + 1).is_nonnegative:
            last, rest = _unrolled(_at(body, index, high)), _unrolled(term.func(body, (index, low, before)))
            return rest + last if isinstance(term, Sum) else rest * last
        return term
    return term.func(*map(_unrolled, term.args)) if term.args else term


@rule
def one_more_term(term: Any, context: Context, *, to: Any) -> Rewrite:
    """sum_{l=1}^{n+1} a_l -> sum_{l=1}^{n} a_l + a_{n+1}; an empty sum -> 0; products likewise; in either direction."""
    if not isinstance(term, Expr):
        raise DoesNotApply(f"one_more_term needs a term, got {term}")
    left, right = abstracted(_unrolled(term), _unrolled(to))
    if to == term or cancel(together(left - right)) != 0:
        raise DoesNotApply(f"one_more_term: {term} and {to} do not agree when their last terms are split off")
    return Rewrite(to, stays_defined(context, term, to, "one_more_term"))


@rule
def induction(term: Any, context: Context, base: Theorem, step: Theorem, *, index: Symbol, upto: Any) -> Rewrite:
    """r_L -> C(L), if r_0 = C(0), and r_{l+1} = C(l+1) under the one more hypothesis r_l = C(l), with l in no other.

    Where the hypothesis says r_l(u) = C(l, u) for all u, so do base, step and what follows; u is in no other either.
    """
    if not in_domain(index, Integer(0)) or not in_domain(index, index + 1):
        raise DoesNotApply(f"induction needs an index that runs over 0, 1, 2, ..., a natural number, not {index}")
    if not in_domain(index, upto) or not upto.is_nonnegative:
        raise DoesNotApply(f"induction needs a depth that is an integer of at least 0, got {upto}")
    for hypothesis in step.hypotheses:
        if isinstance(hypothesis, Holds) and isinstance(hypothesis.relation, Eq):
            start, closed = hypothesis.relation.lhs, hypothesis.relation.rhs
            if index in free_symbols(start) - set(hypothesis.forall) and start.xreplace({index: upto}) == term:
                break
    else:
        raise DoesNotApply(f"induction: the step does not assume {term} = ... with {index} for {upto}")
    others = (set(step.hypotheses) - {hypothesis}) | set(base.hypotheses)
    for symbol in (index, *hypothesis.forall):
        if any(symbol in h.free_symbols for h in others):
            raise DoesNotApply(f"induction: {symbol} is free in a hypothesis other than {hypothesis}")
    wanted = [
        (base.lhs, start.xreplace({index: Integer(0)})), (base.rhs, closed.xreplace({index: Integer(0)})),
        (step.lhs, start.xreplace({index: index + 1})), (step.rhs, closed.xreplace({index: index + 1})),
    ]  # fmt: skip
    if {base.claim.relation.symbol, step.claim.relation.symbol} != {"="}:
        raise DoesNotApply(f"induction needs equations, got {base} and {step}")
    for found, expected in wanted:
        if found != expected:
            raise DoesNotApply(f"induction: a premise has {found} where {expected} is needed")
    return Rewrite(closed.xreplace({index: upto}), discharged=frozenset({hypothesis}))


@rule
def push_into_sum(term: Any, context: Context) -> Rewrite:
    """C sum_j a_j -> sum_j C a_j, for C without j."""
    factors = Mul.make_args(term)
    sums = [f for f in factors if isinstance(f, Sum)]
    if len(sums) != 1 or len(factors) < 2:
        raise DoesNotApply(f"push_into_sum needs a product with one sum in it, got {term}")
    outside = Mul(*(f for f in factors if f is not sums[0]))
    if caught := bound_symbols(sums[0]) & free_symbols(outside):
        raise DoesNotApply(f"push_into_sum: {sorted(map(str, caught))} would be bound in {outside}; rename the index")
    return Rewrite(sums[0].func(outside * sums[0].function, *sums[0].limits))


@rule
def swap_sums(term: Any, context: Context, *, inner: Sequence[Symbol]) -> Rewrite:
    """sum_t sum_i b_i a_ti -> sum_i b_i sum_t a_ti, for ranges without t and i; t are the indices `inner`."""
    if not isinstance(term, Sum) or not set(inner) < bound_symbols(term):
        raise DoesNotApply(f"swap_sums needs a sum over {', '.join(map(str, inner))} and more, got {term}")
    bound = bound_symbols(term)
    if any(bound & (low.free_symbols | high.free_symbols) for _, low, high in term.limits):
        raise DoesNotApply(f"swap_sums needs ranges that do not depend on an index, got {term}")
    if any(end.is_infinite for _, *ends in term.limits for end in ends):
        raise DoesNotApply(f"swap_sums needs finite ranges, got {term}")
    factors = Mul.make_args(term.function)
    within = Mul(*(f for f in factors if set(inner) & free_symbols(f)))
    outside = Mul(*(f for f in factors if not set(inner) & free_symbols(f)))
    innermost = Sum(within, *(limit for limit in term.limits if limit[0] in inner))
    result = Sum(outside * innermost, *(limit for limit in term.limits if limit[0] not in inner))
    if result == term:
        raise DoesNotApply(f"swap_sums: {term} is in this order already")
    return Rewrite(result)


@rule
def rename_index(term: Any, context: Context, *, index: Symbol, to: Symbol) -> Rewrite:
    """sum_j a_j -> sum_k a_k, for k of the same kind that does not occur; likewise for what else binds an index."""
    if not isinstance(term, Sum | Product | Count | Largest | Smallest) or index not in bound_symbols(term):
        raise DoesNotApply(f"rename_index needs a term that binds {index}, got {term}")
    if any(to == part for part in subterms(term)):
        raise DoesNotApply(f"rename_index: {to} occurs in {term} already")
    if index.assumptions0 != to.assumptions0:
        raise DoesNotApply(f"rename_index: {to} does not run over what {index} does")
    return Rewrite(term.func(*(part.xreplace({index: to}) for part in term.args)))
