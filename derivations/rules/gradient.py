"""Rules about derivatives through a layer."""

from __future__ import annotations

from typing import Any

from sympy import Add, Integer, Sum, Symbol, diff

from derivations.claims import DoesNotApply
from derivations.entailment import Context, follows, instances, unfold
from derivations.hypotheses import Definition, DependsThrough
from derivations.kernel import Rewrite
from derivations.rules.registry import rule
from derivations.terms import Element, Family, Head, Partial, cells, relu, renamed_apart, step, subterms

__all__ = ["chain_rule", "chain_rule_elementwise", "derivative_of_sum"]


@rule
def chain_rule(term: Any, context: Context, *, index: Symbol) -> Rewrite:
    """dL/dx_j -> sum_i dL/dv_i dv_i/dx_j, if L depends on x only through v_1..v_m."""
    loss, x = _derivative(term, "chain_rule")
    for hypothesis in context:
        if isinstance(hypothesis, DependsThrough) and (hypothesis.quantity, hypothesis.family) == (loss, x.family):
            if len(hypothesis.through.sizes) != 1:
                raise DoesNotApply(f"chain_rule sums over one index, and {hypothesis.through} has several")
            if index in term.free_symbols:
                raise DoesNotApply(f"chain_rule: the index {index} occurs in {term} already")
            v, (size,) = hypothesis.through[index], hypothesis.through.sizes
            return Rewrite(Sum(Partial(loss, v) * Partial(v, x), (index, 1, size)), frozenset({hypothesis}))
    raise _unknown_path("chain_rule", loss, x)


@rule
def chain_rule_elementwise(term: Any, context: Context) -> Rewrite:
    """dL/dv_i -> dL/dz_i f'(v_i), if L depends on v only through z, and z_k = f(v_k) for every k.

    f is a polynomial, or max(0, v) with the derivative 1_{v>0} that backpropagation takes.
    """
    loss, v = _derivative(term, "chain_rule_elementwise")
    for through in context:
        if isinstance(through, DependsThrough) and (through.quantity, through.family) == (loss, v.family):
            z = through.through[v.indices]
            for known in context:
                if isinstance(known, Definition) and isinstance(known.name, Element) and known.name.family == z.family:
                    for made in instances(known, z):
                        if isinstance(made, Definition) and made.name == z and known.name.indices == known.forall:
                            slope = _slope(made.term, v)
                            return Rewrite(Partial(loss, z) * slope, frozenset({through, known}))
            raise DoesNotApply(f"chain_rule_elementwise needs {z} defined; add assuming=Definition({z}, ...)")
    raise _unknown_path("chain_rule_elementwise", loss, v)


def _slope(function: Any, v: Element) -> Any:
    """The derivative of a function of v alone."""
    stand_in = Symbol("_v", real=True)
    body = function.xreplace({v: stand_in})
    if cells(body) or stand_in not in body.free_symbols or any(isinstance(p, Head | Element) for p in subterms(body)):
        raise DoesNotApply(f"chain_rule_elementwise needs a function of {v} and of nothing else, got {function}")
    if body == relu(stand_in):
        return step(v)
    if not body.is_polynomial(stand_in):
        raise DoesNotApply(f"chain_rule_elementwise differentiates polynomials and max(0, v), not {function}")
    return diff(body, stand_in).xreplace({stand_in: v})


def _derivative(term: Any, name: str) -> tuple[Any, Element]:
    if not isinstance(term, Partial) or not isinstance(term.args[1], Element):
        raise DoesNotApply(f"{name} needs the derivative of a loss by a member of a family, got {term}")
    return term.args[0], term.args[1]


def _unknown_path(name: str, loss: Any, x: Element) -> DoesNotApply:
    return DoesNotApply(
        f"{name} needs to know through what {loss} depends on {x}; "
        f"add assuming=DependsThrough({loss}, {x.family}, ...)"
    )


@rule
def derivative_of_sum(term: Any, context: Context) -> Rewrite:
    """d/dx_j (sum_k w_k x_k + b) -> w_j, for 1 <= j <= n and w, b without x."""
    total, x = _derivative(term, "derivative_of_sum")
    if len(x.indices) != 1:
        raise DoesNotApply(f"derivative_of_sum needs a family with one index, got {x}")
    (j,), (size,) = x.indices, x.family.sizes
    for cell in cells(total):
        if not (isinstance(cell, Element) and cell.family == x.family) and _holds(unfold(context, cell)[0], x.family):
            raise DoesNotApply(f"derivative_of_sum: {cell} depends on {x.family} too; put in its definition first")
    result = Integer(0)
    for part in Add.make_args(total):
        held = _holds(part, x.family)
        if not held:
            continue
        if not isinstance(part, Sum) or len(part.limits) != 1:
            raise DoesNotApply(f"derivative_of_sum needs a sum over an index, got {part}")
        body, (index, low, high) = part.args
        if held != {x.family[index]} or (low, high) != (Integer(1), size):
            raise DoesNotApply(f"derivative_of_sum: {part} does not run over all of {x.family}")
        stand_in = Symbol("_x", real=True)
        slope = diff(body.xreplace({x.family[index]: stand_in}), stand_in)
        if stand_in in slope.free_symbols:
            raise DoesNotApply(f"derivative_of_sum: {body} is not linear in {x.family[index]}")
        result += renamed_apart(slope, j.free_symbols).xreplace({index: j})
    used: set[Any] = set()
    for needed in (j >= 1, j <= size):
        support = follows(context, needed)
        if support is None:
            raise DoesNotApply(f"derivative_of_sum needs {needed}; add assuming=Holds({needed})")
        used |= support
    return Rewrite(result, frozenset(used))


def _holds(term: Any, family: Family) -> set[Any]:
    return {part for part in subterms(term) if isinstance(part, Element) and part.family == family}
