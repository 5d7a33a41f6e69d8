"""Rules of plain algebra: what holds for all values of the symbols, with E, Var, Cov and sums as symbols."""

from __future__ import annotations

from typing import Any

from sympy import Add, Dummy, Eq, Expr, Integer, Mul, Sum, Tuple, cancel, sqrt, together

from derivations.claims import DoesNotApply
from derivations.definedness import stays_defined
from derivations.entailment import Context, entails, follows
from derivations.hypotheses import Holds
from derivations.kernel import Rewrite, Theorem
from derivations.normal_form import NormalForm
from derivations.rules.registry import rule
from derivations.terms import Head, free_symbols, is_random

__all__ = ["abstracted", "algebra", "moments", "positive_root", "solve_for", "sum_of_constant", "sum_pull_out"]


def abstracted(*terms: Any) -> list[Any]:
    """Replace every E, Var, Cov, sum, ... by one symbol each, the same one in all terms."""
    names: dict[Any, Any] = {}

    def replaced(term: Any) -> Any:
        if isinstance(term, Head | Sum):
            positive = {"nonnegative": True} if term.is_nonnegative else {"real": True}
            return names.setdefault(term, Dummy(**positive))
        return term.func(*map(replaced, term.args)) if term.args else term

    return [replaced(term) for term in terms]


@rule
def algebra(term: Any, context: Context, *, to: Any) -> Rewrite:
    """A -> B, if A - B is the zero rational function of its variables, E's, Var's, ... being variables too.

    Decided by sympy's polynomial arithmetic (`cancel`), not by simplification; equal roots are found by the normal form
    without any hypothesis.
    """
    if to == term or not isinstance(term, Expr):
        raise DoesNotApply(f"algebra: {term} is already there")
    left, right = abstracted(term, to)
    if cancel(together(left - right)) != 0:
        form = NormalForm(())
        if is_random(left) or is_random(right) or form.equal(left, right) is not True:
            raise DoesNotApply(f"algebra: {term} and {to} are not the same rational function")
    return Rewrite(to, stays_defined(context, term, to, "algebra"))


@rule
def moments(term: Any, context: Context, *, to: Any) -> Rewrite:
    """A -> B, if A and B have the same moment normal form under the hypotheses (see derivations.normal_form)."""
    support = NormalForm(context).equal_support(term, to)
    if support is None:
        raise DoesNotApply(f"moments: {term} = {to} does not follow from the hypotheses")
    return Rewrite(to, support | stays_defined(context, term, to, "moments"))


@rule
def sum_of_constant(term: Any, context: Context) -> Rewrite:
    """C + ... + c (n times) -> n c; of several indices, the innermost."""
    if not isinstance(term, Sum):
        raise DoesNotApply(f"sum_of_constant needs a sum over an index, got {term}")
    body, (index, low, high), *rest = term.args
    if index in free_symbols(body):
        raise DoesNotApply(f"sum_of_constant: {body} depends on {index}")
    if follows(context, high >= low - 1) != frozenset() or not (low.is_integer and high.is_integer):
        raise DoesNotApply(f"sum_of_constant: {low}..{high} may be no range of integers, or empty by more than one")
    total = (high - low + 1) * body
    return Rewrite(Sum(total, *rest) if rest else total)


@rule
def sum_pull_out(term: Any, context: Context) -> Rewrite:
    """sum_j c a_j -> c sum_j a_j, for c without j; a sum of terms is taken apart."""
    if not isinstance(term, Sum) or len(term.limits) != 1:
        raise DoesNotApply(f"sum_pull_out needs a sum over one index, got {term}")
    if any(end.is_infinite for end in term.limits[0][1:]):
        raise DoesNotApply(f"sum_pull_out needs a finite range, got {term}")
    body, limit = term.args[0], term.args[1]
    result = Integer(0)
    for part in Add.make_args(body):
        factors = Mul.make_args(part)
        outside = Mul(*(f for f in factors if limit[0] not in free_symbols(f)))
        result += outside * Sum(Mul(*(f for f in factors if limit[0] in free_symbols(f))), limit)
    if result == term:
        raise DoesNotApply(f"sum_pull_out: nothing leaves the sum {term}")
    return Rewrite(result)


@rule
def solve_for(term: Any, context: Context, known: Theorem, *, requirement: Any = None) -> Rewrite:
    """X -> B/A, if A X = B is known (or A X is known and required to be B), A != 0, and neither A nor B holds X.

    `known` is a theorem L = R. Without `requirement`, L = R is solved for X; with a hypothesis Holds(Eq(L, C)) as
    requirement, R = C is.
    """
    left, right = _sides(known, "solve_for")
    used: set[Any] = set()
    if requirement is not None:
        support = entails(context, requirement)
        if support is None:
            raise DoesNotApply(f"solve_for: the requirement {requirement} is not assumed")
        used |= support
        if not isinstance(requirement, Holds) or not isinstance(requirement.relation, Eq):
            raise DoesNotApply(f"solve_for: the requirement {requirement} is no equation")
        sides = requirement.relation.args
        if left not in sides:
            raise DoesNotApply(f"solve_for: the requirement {requirement} says nothing about {left}")
        left = sides[1] if sides[0] == left else sides[0]
    else:
        used |= stays_defined(context, Integer(0), Tuple(left, right), "solve_for")
    unknown = Dummy("X", real=True)
    gap = (left - right).xreplace({term: unknown})
    held = {part: Dummy(real=True) for part in gap.atoms(Sum) if unknown not in free_symbols(part)}
    slope, rest = _linear(together(gap.xreplace(held)).as_numer_denom()[0], unknown, term)
    sums = {name: part for part, name in held.items()}
    used |= stays_defined(context, Integer(0), 1 / slope.xreplace(sums), "solve_for")
    return Rewrite(cancel(-rest / slope).xreplace(sums), frozenset(used))


@rule
def positive_root(term: Any, context: Context, known: Theorem) -> Rewrite:
    """A -> sqrt(B), if A^2 = B is known and A >= 0."""
    square, value = _sides(known, "positive_root")
    if square != term**2:
        raise DoesNotApply(f"positive_root needs to know what {term**2} is, got {known.claim.relation}")
    support = follows(context, term >= 0)
    if support is None:
        raise DoesNotApply(f"positive_root needs {term} >= 0; add assuming=Holds({term} >= 0)")
    return Rewrite(sqrt(value), support)


def _sides(known: Theorem, name: str) -> tuple[Expr, Expr]:
    if known.claim.relation.symbol != "=":
        raise DoesNotApply(f"{name} needs an equation, got {known.claim.relation}")
    return known.lhs, known.rhs


def _linear(gap: Expr, unknown: Any, term: Any) -> tuple[Expr, Expr]:
    polynomial = gap.expand()
    slope = polynomial.coeff(unknown, 1)
    rest = polynomial.coeff(unknown, 0)
    if (polynomial - slope * unknown - rest).expand() != 0 or slope == 0 or (slope + rest).has(term):
        raise DoesNotApply(f"solve_for: {gap} is not linear in {term}")
    return slope, rest
