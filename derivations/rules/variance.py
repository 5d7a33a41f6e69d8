"""Rules about Var and Cov."""

from __future__ import annotations

from typing import Any

from sympy import Add, Sum, expand

from derivations.claims import DoesNotApply
from derivations.entailment import Context
from derivations.kernel import Rewrite
from derivations.normal_form import NormalForm
from derivations.polynomial import fresh_index
from derivations.rules.expectation import constant_part, refuse_range
from derivations.rules.registry import rule
from derivations.terms import Cov, E, Var, is_random

__all__ = ["covariance_definition", "variance_definition", "variance_of_sum", "variance_shift_scale"]


@rule
def variance_definition(term: Any, context: Context) -> Rewrite:
    """Var(X) -> E[(X - E[X])^2]."""
    if not isinstance(term, Var):
        raise DoesNotApply(f"variance_definition needs Var(X), got {term}")
    inner = term.args[0]
    return Rewrite(E((inner - E(inner)) ** 2))


@rule
def covariance_definition(term: Any, context: Context) -> Rewrite:
    """Cov(X, Y) -> E[(X - E[X]) (Y - E[Y])]."""
    if not isinstance(term, Cov):
        raise DoesNotApply(f"covariance_definition needs Cov(X, Y), got {term}")
    x, y = term.args
    return Rewrite(E((x - E(x)) * (y - E(y))))


@rule
def variance_shift_scale(term: Any, context: Context) -> Rewrite:
    """Var(a X + b) -> a^2 Var(X), for constants a and b."""
    if not isinstance(term, Var):
        raise DoesNotApply(f"variance_shift_scale needs Var(a X + b), got {term}")
    moving = Add(*(part for part in Add.make_args(term.args[0]) if is_random(part)))
    scale, rest = constant_part(moving)
    if moving == term.args[0] and scale == 1:
        raise DoesNotApply(f"variance_shift_scale: {term} has neither a constant factor nor a constant term")
    return Rewrite(scale**2 * Var(rest) if rest != 1 else 0 * scale)


@rule
def variance_of_sum(term: Any, context: Context) -> Rewrite:
    """Var(X_1 + ... + X_n) -> Var(X_1) + ... + Var(X_n), if the X_j are uncorrelated.

    Cov(X_j, X_k) = 0 for j != k is decided by the moment normal form from the hypotheses.
    """
    if not isinstance(term, Var) or not isinstance(term.args[0], Sum | Add):
        raise DoesNotApply(f"variance_of_sum needs the variance of a sum, got {term}")
    inner = expand(term.args[0]) if isinstance(term.args[0], Add) else term.args[0]
    if isinstance(inner, Sum):
        body, (index, low, high) = inner.args[0], inner.args[1]
        if len(inner.limits) != 1:
            raise DoesNotApply(f"variance_of_sum takes one index at a time, got {term}")
        refuse_range(inner, "variance_of_sum")
        other, another = fresh_index(low), fresh_index(low)
        pairs = [(body.xreplace({index: other}), body.xreplace({index: another}))]
        distinct = [(other, another)]
        result: Any = Sum(Var(body), (index, low, high))
    else:
        parts = [p for p in inner.args if is_random(p)]
        pairs = [(a, b) for i, a in enumerate(parts) for b in parts[:i]]
        distinct = []
        result = Add(*(Var(p) for p in parts))
    used: set[Any] = set()
    for first, second in pairs:
        support = NormalForm(context, distinct=distinct).equal_support(Cov(first, second), 0)
        if support is None:
            raise DoesNotApply(
                f"variance_of_sum needs uncorrelated terms, and Cov({first}, {second}) = 0 does not follow; "
                "add assuming= independence, or a zero mean"
            )
        used |= support
    return Rewrite(result, frozenset(used))
