"""Rules about derivatives through a layer."""

from __future__ import annotations

from typing import Any

from sympy import Add, Integer, Sum, Symbol, diff

from derivations.claims import DoesNotApply
from derivations.entailment import Context
from derivations.hypotheses import DependsThrough
from derivations.kernel import Rewrite
from derivations.rules.registry import rule
from derivations.terms import Element, Partial, subterms

__all__ = ["chain_rule", "derivative_of_sum"]


@rule
def chain_rule(term: Any, context: Context, *, index: Symbol) -> Rewrite:
    """dL/dx_j -> sum_i dL/dv_i dv_i/dx_j, if L depends on x only through v_1..v_m."""
    if not isinstance(term, Partial) or not isinstance(term.args[1], Element):
        raise DoesNotApply(f"chain_rule needs the derivative of a loss by a member of a family, got {term}")
    loss, x = term.args
    for hypothesis in context:
        if isinstance(hypothesis, DependsThrough) and (hypothesis.quantity, hypothesis.family) == (loss, x.family):
            v = hypothesis.through[index]
            (size,) = hypothesis.through.sizes
            if index in term.free_symbols:
                raise DoesNotApply(f"chain_rule: the index {index} occurs in {term} already")
            return Rewrite(Sum(Partial(loss, v) * Partial(v, x), (index, 1, size)), frozenset({hypothesis}))
    raise DoesNotApply(f"chain_rule needs to know what {loss} depends on {x} through; add assuming=DependsThrough(...)")


@rule
def derivative_of_sum(term: Any, context: Context) -> Rewrite:
    """d/dx_j (sum_k w_k x_k + b) -> w_j, for 1 <= j <= n and w, b without x."""
    if not isinstance(term, Partial) or not isinstance(term.args[1], Element):
        raise DoesNotApply(f"derivative_of_sum needs the derivative of a sum by a member of a family, got {term}")
    total, x = term.args
    result = Integer(0)
    for part in Add.make_args(total):
        held = {p for p in subterms(part) if isinstance(p, Element) and p.family == x.family}
        if not held:
            continue
        if not isinstance(part, Sum) or len(part.limits) != 1:
            raise DoesNotApply(f"derivative_of_sum needs a sum over an index, got {part}")
        body, (index, low, high) = part.args
        (size,) = x.family.sizes
        if held != {x.family[index]} or (low, high) != (Integer(1), size):
            raise DoesNotApply(f"derivative_of_sum: {part} does not run over all of {x.family}")
        stand_in = Symbol("_x", real=True)
        slope = diff(body.xreplace({x.family[index]: stand_in}), stand_in)
        if stand_in in slope.free_symbols:
            raise DoesNotApply(f"derivative_of_sum: {body} is not linear in {x.family[index]}")
        result += slope.xreplace({index: x.indices[0]})
    return Rewrite(result)
