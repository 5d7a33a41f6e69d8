"""Rules about E and P."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sympy import Add, Eq, Expr, Function, Integer, Mul, Sum, expand
from sympy.core.relational import Relational

from derivations.claims import DoesNotApply
from derivations.entailment import Context, entails, instances
from derivations.hypotheses import Definition, Holds, IdenticallyDistributed, NoAtom, Odd, Symmetric
from derivations.independence import blocks
from derivations.kernel import Rewrite
from derivations.rules.registry import rule
from derivations.terms import E, Element, Family, P, Var, bound_symbols, cells, is_random, step, subterms

__all__ = [
    "binds",
    "by_definition",
    "by_hypothesis",
    "constant_part",
    "expectation_linear",
    "expectation_of_sum",
    "factor_independent",
    "fold_definition",
    "mean_of_odd",
    "no_atom",
    "odd_function",
    "positive_half",
    "reflect",
    "refuse_range",
    "same_law",
    "step_mean",
]  # fmt: skip


def constant_part(term: Expr) -> tuple[Expr, Expr]:
    """Split a product into its constant factor and the rest."""
    factors = Mul.make_args(term)
    return Mul(*(f for f in factors if not is_random(f))), Mul(*(f for f in factors if is_random(f)))


def _inner(term: Any, name: str, shape: str = "E[X]") -> Any:
    if not isinstance(term, E):
        raise DoesNotApply(f"{name} needs {shape}, got {term}")
    return term.args[0]


def refuse_range(total: Sum, name: str) -> None:
    """A rule about finite sums needs ends that are integers and not random."""
    for _, low, high in total.limits:
        if is_random(low) or is_random(high) or not (low.is_integer and high.is_integer):
            raise DoesNotApply(f"{name} needs a sum whose ends are integers and not random, got {low}..{high}")


def binds(term: Any) -> bool:
    """Whether something in the term binds an index, so that a cell in it stands for many."""
    return any(bound_symbols(part) for part in subterms(term))


@rule
def expectation_linear(term: Any, context: Context) -> Rewrite:
    """E[a X + b Y + c] -> a E[X] + b E[Y] + c, for constants a, b, c."""
    inner = expand(_inner(term, "expectation_linear", "E[a X + b Y + c]"))
    result = Integer(0)
    for part in Add.make_args(inner):
        scale, rest = constant_part(part)
        result += scale * (E(rest) if rest != 1 else 1)
    if result == term:
        raise DoesNotApply(f"expectation_linear: {term} is neither a sum nor a multiple")
    return Rewrite(result)


@rule
def expectation_of_sum(term: Any, context: Context) -> Rewrite:
    """E[X_1 + ... + X_n] -> E[X_1] + ... + E[X_n], for a sum over an index."""
    inner = _inner(term, "expectation_of_sum", "E of a sum over an index")
    if not isinstance(inner, Sum):
        raise DoesNotApply(f"expectation_of_sum needs a sum over an index, got {term}")
    refuse_range(inner, "expectation_of_sum")
    return Rewrite(Sum(E(inner.args[0]), *inner.args[1:]))


@rule
def factor_independent(term: Any, context: Context) -> Rewrite:
    """E[X Y] -> E[X] E[Y], if X and Y are independent."""
    inner = _inner(term, "factor_independent", "E of a product")
    scale, moving = constant_part(inner)
    factors = list(Mul.make_args(moving))
    owned = [cells(f) for f in factors]
    if any(map(binds, factors)):
        raise DoesNotApply(f"factor_independent: take the sum out of {term} first (expectation_of_sum)")
    found, used = blocks(context, set().union(*owned) if owned else ())
    groups: list[tuple[set[Any], list[Any]]] = []
    for factor, own in zip(factors, owned, strict=True):
        reach = set(own).union(*(b for b in found if b & own))
        joined = [g for g in groups if g[0] & reach]
        groups = [g for g in groups if g not in joined]
        groups.append((reach.union(*(g[0] for g in joined)), [*(f for g in joined for f in g[1]), factor]))
    if len(groups) < 2:
        names = ", ".join(sorted(map(str, set().union(*owned)))) if owned else ""
        raise DoesNotApply(
            f"factor_independent needs the factors of {inner} independent; add assuming=Independent({names})"
        )
    return Rewrite(scale * Mul(*(E(Mul(*group)) for _, group in groups)), used)


@rule
def same_law(term: Any, context: Context) -> Rewrite:
    """E[g(w_j)] -> E[g(w_1)], if the w_j are identically distributed; likewise for Var.

    With several members of one index, they must be independent of each other, so that their joint law is the same too.
    """
    if not isinstance(term, E | Var):
        raise DoesNotApply(f"same_law needs E or Var of a term in w_j, got {term}")
    members = {c for c in cells(term) if isinstance(c, Element) and any(i != 1 for i in c.indices)}
    if not members or cells(term) != members or binds(term):
        raise DoesNotApply(f"same_law needs only members of families with an index other than 1, got {term}")
    if len({m.family for m in members}) < len(members):
        raise DoesNotApply(f"same_law: {term} holds two members of one family")
    mapping = {m: m.family[(Integer(1),) * len(m.indices)] for m in members}
    support: set[Any] = set()
    for group in (members, set(mapping.values())):
        found, used = blocks(context, group)
        support |= used
        if len(found) < len(group):
            raise DoesNotApply(f"same_law needs {', '.join(sorted(map(str, group)))} independent of each other")
    for member in members:
        known = entails(context, IdenticallyDistributed(member.family))
        if known is None:
            raise DoesNotApply(
                f"same_law needs the members of {member.family} identically distributed; "
                f"add assuming=IdenticallyDistributed({member.family})"
            )
        support |= known
    return Rewrite(term.xreplace(mapping), frozenset(support))


@rule
def mean_of_odd(term: Any, context: Context) -> Rewrite:
    """E[g(Y)] -> 0, if g is odd and Y is symmetric: E[g(Y)] = E[g(-Y)] = -E[g(Y)]."""
    inner = _inner(term, "mean_of_odd", "E[g(Y)]")
    support = entails(context, Symmetric(inner))
    if support is None:
        names = ", ".join(sorted(map(str, cells(inner))))
        raise DoesNotApply(f"mean_of_odd needs {inner} odd in symmetric variables; add assuming=Symmetric({names})")
    return Rewrite(Integer(0), support)


@rule
def by_hypothesis(term: Any, context: Context) -> Rewrite:
    """A -> B, if A = B is a hypothesis."""
    for hypothesis in context:
        if not isinstance(hypothesis, Holds):
            continue
        for made in instances(hypothesis, term):
            if isinstance(made, Holds) and isinstance(made.relation, Eq):
                for side, other in (made.relation.args, made.relation.args[::-1]):
                    if side == term:
                        return Rewrite(other, frozenset({hypothesis}))
    raise DoesNotApply(f"by_hypothesis: no hypothesis says what {term} is; add assuming=Holds(Eq({term}, ...))")


@rule
def by_definition(term: Any, context: Context) -> Rewrite:
    """V -> its definition."""
    for hypothesis in context:
        if isinstance(hypothesis, Definition) and hypothesis.name.func == term.func:
            for made in instances(hypothesis, term):
                if isinstance(made, Definition) and made.name == term:
                    return Rewrite(made.term, frozenset({hypothesis}))
    raise DoesNotApply(f"by_definition: {term} has no definition; add assuming=Definition({term}, ...)")


def _alike(pattern: Any, term: Any) -> bool:
    """Whether an instance of the pattern could be the term; replacing indices changes neither of these."""
    return bool(pattern.func == term.func and pattern.atoms(Family) == term.atoms(Family))


@rule
def fold_definition(term: Any, context: Context) -> Rewrite:
    """The definition of v -> v."""
    for hypothesis in context:
        if isinstance(hypothesis, Definition) and _alike(hypothesis.term, term):
            if hypothesis.term == term:
                return Rewrite(hypothesis.name, frozenset({hypothesis}))
            for made in instances(hypothesis, term):
                if isinstance(made, Definition) and made.term == term:
                    return Rewrite(made.name, frozenset({hypothesis}))
    raise DoesNotApply(f"fold_definition: {term} is not what a definition stands for")


@rule
def step_mean(term: Any, context: Context) -> Rewrite:
    """E[1_{y>0}] -> P(y > 0)."""
    inner = _inner(term, "step_mean", "E[step(y)]")
    if not isinstance(inner, step):
        raise DoesNotApply(f"step_mean needs E[step(y)], got {term}")
    return Rewrite(P(inner.args[0] > 0))


@rule
def reflect(term: Any, context: Context) -> Rewrite:
    """E[g(Y)] -> E[g(-Y)], if Y is symmetric."""
    inner = _inner(term, "reflect", "E[g(Y)]")
    found = cells(inner)
    if len(found) != 1:
        raise DoesNotApply(f"reflect needs one random variable, got {', '.join(sorted(map(str, found)))} in {term}")
    (y,) = found
    if binds(inner):
        raise DoesNotApply(f"reflect: {y} stands for many in {term}, which need not change their signs together")
    support = entails(context, Symmetric(y))
    if support is None:
        raise DoesNotApply(f"reflect needs {y} symmetric; add assuming=Symmetric({y})")
    return Rewrite(term.xreplace({y: -y}), support)


@rule
def odd_function(term: Any, context: Context) -> Rewrite:
    """phi(-t) -> -phi(t), if phi is odd."""
    if not isinstance(term, Function) or len(term.args) != 1 or not term.args[0].could_extract_minus_sign():
        raise DoesNotApply(f"odd_function needs phi(-t), got {term}")
    support = entails(context, Odd(term.func))
    if support is None:
        raise DoesNotApply(f"odd_function needs {term.func} odd; add assuming=Odd({term.func})")
    return Rewrite(-term.func(-term.args[0]), support)


@rule
def positive_half(term: Any, context: Context) -> Rewrite:
    """P(Y > 0) -> (1 - P(Y = 0))/2, if Y is symmetric: P(Y < 0) = P(Y > 0), and the three add up to 1."""
    y = _event(term, "positive_half", "P(Y > 0)", lambda left, right: left > right)
    support = entails(context, Symmetric(y))
    if support is None:
        raise DoesNotApply(f"positive_half needs {y} symmetric; add assuming=Symmetric({y})")
    return Rewrite((1 - P(Eq(y, 0))) / 2, support)


@rule
def no_atom(term: Any, context: Context) -> Rewrite:
    """P(Y = 0) -> 0, if the law of Y has no atom at 0."""
    y = _event(term, "no_atom", "P(Y = 0)", Eq)
    support = entails(context, NoAtom(y))
    if support is None:
        raise DoesNotApply(f"no_atom needs P({y} = 0) = 0; add assuming=NoAtom({y}, 0)")
    return Rewrite(Integer(0), support)


def _event(term: Any, name: str, shape: str, relation: Callable[[Any, Any], Any]) -> Any:
    if isinstance(term, P) and isinstance(term.args[0], Relational):
        sides = [side for side in term.args[0].args if side != 0]
        if len(sides) == 1 and term.args[0] == relation(sides[0], Integer(0)):
            return sides[0]
    raise DoesNotApply(f"{name} needs {shape}, got {term}")
