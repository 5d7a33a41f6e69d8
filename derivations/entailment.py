"""What follows from hypotheses: ONE function, `entails`, trusted and tested like a rule.

It answers with the hypotheses it used (a frozenset, empty for what always holds), or None for "does not follow from
what is known here".

>>> from derivations.hypotheses import *
>>> from derivations.terms import Sum, family, positive_integers, random_variables
>>> x, y, z = random_variables("x y z")
>>> sorted(map(str, entails([Independent(x, (y, z))], Independent(x**2, y + z))))
['Independent(x, (y, z))']
>>> entails([Independent(x, (y, z))], Independent(y, z)) is None
True
>>> n, j = positive_integers("n j")
>>> w, v = family("w", n), family("v", n)
>>> context = [IndependentElements(w), Symmetric(w), Independent(w, v)]
>>> len(entails(context, Symmetric(Sum(w[j] * v[j], (j, 1, n)))))
3
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from itertools import combinations
from math import prod
from typing import Any

from sympy import (
    Abs,
    Add,
    Dummy,
    Expr,
    Function,
    Integral,
    Mul,
    Pow,
    Sum,
    Symbol,
    asin,
    asinh,
    atan,
    erf,
    expand,
    sign,
    sin,
    sinh,
    tan,
    tanh,
)  # fmt: skip
from sympy.core.relational import Eq, Relational

from derivations.hypotheses import (
    Definition,
    HasDensity,
    HasLaw,
    Holds,
    Hypothesis,
    IdenticallyDistributed,
    IdenticallyDistributedRows,
    Independent,
    IndependentElements,
    IndependentRows,
    NoAtom,
    Odd,
    PairwiseIndependentElements,
    Symmetric,
)  # fmt: skip
from derivations.independence import NOTHING, Cell, base_cells, definition_of, independent
from derivations.inequalities import inequality_support
from derivations.instances import Context, Support, instances, matches, unfold
from derivations.substitution import in_domain
from derivations.terms import Element, Family, RandomVariable, Section, cells, is_random

__all__ = ["Context", "Support", "entails", "follows", "in_domain", "instances", "matches", "odd_normal", "unfold"]

ODD = (tanh, sin, tan, atan, asin, asinh, sinh, erf, sign)


def entails(context: Context, goal: Hypothesis) -> Support | None:
    """The hypotheses of `context` from which `goal` follows, or None."""
    if goal in context:
        return frozenset({goal})
    match goal:
        case Independent(groups):
            return independent(context, tuple(tuple(map(_whole, group)) for group in groups))
        case PairwiseIndependentElements(family):
            return entails(context, IndependentElements(_whole(family)))
        case IndependentElements(family):
            if _whole(family) != family:
                return entails(context, IndependentElements(_whole(family)))
            return entails(context, IndependentRows((family,)))
        case IdenticallyDistributed(family):
            return _identical(context, _whole(family))
        case IndependentRows(families) | IdenticallyDistributedRows(families):
            return _first(h for h in context if isinstance(h, type(goal)) and set(families) <= set(h.families))
        case HasLaw(term, law):
            return _first(h for h in context if isinstance(h, HasLaw) and _about(h.term, _whole(term)) and h.law == law)
        case Definition(name, term, ()):
            return _same_term(name, term)
        case Symmetric(term):
            return _symmetric(context, _whole(term))
        case HasDensity(term):
            term = _whole(term)
            return _first(h for h in context if isinstance(h, HasLaw) and _about(h.term, term) and h.law.continuous)
        case NoAtom(term, value):
            return _no_atom(context, _whole(term), value)
        case Odd(function):
            return NOTHING if function in ODD else None
        case Holds(relation, forall):
            fresh = {index: Dummy(index.name, **index.assumptions0) for index in forall}
            stated = relation.xreplace(fresh)
            return (NOTHING if stated else None) if stated in (True, False) else _holds(context, stated)
    return None


def follows(context: Context, relation: Any) -> Support | None:
    """`entails` for a relation that sympy may have found true or false already."""
    if relation in (True, False):
        return NOTHING if relation else None
    return entails(context, Holds(relation))


def _first(found: Iterable[Hypothesis]) -> Support | None:
    hypothesis = next(iter(found), None)
    return None if hypothesis is None else frozenset({hypothesis})


def _about(stated: Any, term: Any) -> bool:
    """Whether a hypothesis about `stated` speaks of `term`: the same term, or a member of the family."""
    return bool(stated == term or (isinstance(term, Element) and stated == term.family))


def _whole(item: Any) -> Any:
    """What is said of a whole family is true of its rows and columns."""
    return item.whole if isinstance(item, Section) else item


def _same_term(name: Any, term: Any) -> Support | None:
    """A definition of a term as itself, its bound indices named in any way, says nothing."""
    from derivations.normal_form import NormalForm

    return NOTHING if not name.is_Atom and NormalForm(()).equal_support(name, term) == NOTHING else None


def _identical(context: Context, family: Family) -> Support | None:
    """Directly; by law; or because y_j is one function of the j-th members of independent iid families, and of others.

    Each of these families occurs with the index j in the same places. Where it has a further index its members are
    independent, so that all its rows have one joint law.
    """
    direct = _first(
        h for h in context
        if h == IdenticallyDistributed(family) or (isinstance(h, HasLaw) and h.term == family)
        or (isinstance(h, IdenticallyDistributedRows) and family in h.families)
    )  # fmt: skip
    definition = definition_of(context, family)
    if direct is not None or definition is None:
        return direct
    for definitions in ([], [h for h in context if h != definition]):
        term, used = unfold(definitions, definition.term)
        goals = _same_for_all(context, term, set(definition.forall))
        found = [entails(context, goal) for goal in goals or ()]
        if goals is not None and None not in found:
            return used.union({definition}, *(support for support in found if support is not None))
    return None


def _same_for_all(context: Context, term: Any, indices: set[Symbol]) -> list[Hypothesis] | None:
    """What must follow for the law of the term to be the same for all values of the indices; None: nothing will do."""
    places: dict[Family, set[tuple[Symbol | None, ...]]] = {}
    for cell in cells(term):
        if isinstance(cell, Element):
            places.setdefault(cell.family, set()).add(tuple(i if i in indices else None for i in cell.indices))
    moving = sorted((f for f, found in places.items() if found != {(None,) * len(f.sizes)}), key=str)
    stand_ins = {c: Dummy() for c in cells(term) if isinstance(c, Element) and c.family in moving}
    if any(len(places[f]) > 1 for f in moving) or (term.xreplace(stand_ins).free_symbols & indices):
        return None
    if any(i not in indices and i.free_symbols & indices for c in stand_ins for i in c.indices):
        return None
    rows = _in_rows(context, moving)
    goals: list[Hypothesis] = [
        IdenticallyDistributed(row[0]) if len(row) == 1 else IdenticallyDistributedRows(row) for row in rows
    ]
    goals += [IndependentElements(f) for f in moving if any(None in place for place in places[f])]
    rest, _ = base_cells([], [term], context)
    rest -= {*moving, *stand_ins}
    if len(rows) + bool(rest) > 1:
        goals.append(Independent(*rows, *([tuple(sorted(rest, key=str))] if rest else [])))
    return goals


def _in_rows(context: Context, families: Sequence[Family]) -> list[tuple[Family, ...]]:
    """The families, those together whose rows have one joint law."""
    found: list[tuple[Family, ...]] = []
    left = list(families)
    for together in [h.families for h in context if isinstance(h, IdenticallyDistributedRows)]:
        if row := tuple(f for f in left if f in together):
            found.append(row)
            left = [f for f in left if f not in row]
    return [*found, *((f,) for f in left)]


def _symmetric(context: Context, term: Any) -> Support | None:
    """Directly; by law; or as an odd function of independent symmetric variables, given the others."""
    if isinstance(term, Family):
        return _first(h for h in context if isinstance(h, HasLaw) and h.term == term and h.law.symmetric)
    direct = _first(
        h for h in context
        if (isinstance(h, Symmetric) and _about(h.term, term))
        or (isinstance(h, HasLaw) and _about(h.term, term) and h.law.symmetric)
    )  # fmt: skip
    if direct is not None:
        return direct
    definitions = [h for h in context if isinstance(h, Definition)]
    ways = (_odd_in_symmetric(context, term, names) for names in ([], definitions)[: 1 + bool(definitions)])
    return next((support for support in ways if support is not None), None)


def _odd_in_symmetric(context: Context, term: Any, definitions: Context) -> Support | None:
    """As an odd function of independent symmetric variables, given the others, once names are replaced."""
    term, used = unfold(definitions, term)
    members, _ = base_cells(definitions, [term], context)
    signs = {c: s for c in members if (s := _symmetric_cell(context, c)) is not None}
    as_it_is = cache(partial(odd_normal, context, term))
    for size in range(1, len(signs) + 1):
        for chosen in combinations(sorted(signs, key=str), size):
            rest = {c for c in members if c not in chosen and getattr(c, "family", None) not in chosen}
            if not _flips(context, term, set(chosen), as_it_is):
                continue
            groups = [(c,) for c in chosen] + ([tuple(rest)] if rest else [])
            support = independent(context, tuple(groups)) if len(groups) > 1 else NOTHING
            if support is not None:
                odd = {h for h in context if isinstance(h, Odd) and term.has(h.function)}
                return used | odd | support.union(*(signs[c] for c in chosen))
    return None


def _symmetric_cell(context: Context, cell: Cell) -> Support | None:
    """The joint law of a cell (of all members, for a family) is unchanged by a change of sign."""
    if isinstance(cell, Family):
        each = entails(context, Symmetric(cell))
        within = entails(context, IndependentElements(cell))
        return None if each is None or within is None else each | within
    return _first(
        h for h in context
        if (isinstance(h, Symmetric) and _about(h.term, cell))
        or (isinstance(h, HasLaw) and _about(h.term, cell) and h.law.symmetric)
    )  # fmt: skip


def _flips(context: Context, term: Any, chosen: set[Cell], as_it_is: Callable[[], Any]) -> bool:
    """Whether the term, which is written `as_it_is`, changes its sign with the signs of the chosen cells."""
    if (parity := _parity(context, term, chosen)) is not None:
        return parity == -1
    mapping = {
        c: -c for c in cells(term) if c in chosen or (isinstance(c, Element) and c.family in chosen)
    }  # fmt: skip
    return bool(expand(odd_normal(context, term.xreplace(mapping)) + as_it_is()) == 0)


def _parity(context: Context, term: Any, chosen: set[Cell]) -> int | None:
    """1 where a term stays as it is when the chosen cells change their signs, -1 where it changes its own, as it is
    written; None where neither is seen.
    """
    if term in chosen or (isinstance(term, Element) and term.family in chosen):
        return -1
    if not is_random(term) or isinstance(term, RandomVariable | Element):
        return 1
    inside = [_parity(context, a, chosen) if isinstance(a, Expr) else 1 if not cells(a) else None for a in term.args]
    known = [part for part in inside if part is not None]
    if len(known) < len(inside):
        return None
    if isinstance(term, Mul | Sum):  # the limits of a sum stay as they are
        return prod(known)
    if isinstance(term, Pow) and term.exp.is_Integer:
        return known[0] ** int(term.exp % 2)
    if all(part == 1 for part in known) or isinstance(term, Abs):
        return 1
    odd = isinstance(term, Add) or (isinstance(term, Function) and entails(context, Odd(term.func)) is not None)
    return -1 if odd and all(part == -1 for part in known) else None


def odd_normal(context: Context, term: Any) -> Any:
    """Move signs out of odd functions and sums: phi(-t) is written -phi(t)."""
    if not term.args or not is_random(term):
        return term
    rebuilt = term.func(*(odd_normal(context, a) if isinstance(a, Expr) and is_random(a) else a for a in term.args))
    if isinstance(rebuilt, Function) and len(rebuilt.args) == 1 and rebuilt.args[0].could_extract_minus_sign():
        if rebuilt.func == Abs:
            return rebuilt.func(-rebuilt.args[0])
        if entails(context, Odd(rebuilt.func)) is not None:
            return -rebuilt.func(-rebuilt.args[0])
    if isinstance(rebuilt, Sum | Integral) and expand(rebuilt.args[0]).could_extract_minus_sign():
        return -rebuilt.func(expand(-rebuilt.args[0]), *rebuilt.args[1:])
    return rebuilt


def _no_atom(context: Context, term: Any, value: Any) -> Support | None:
    if isinstance(term, Add):  # c X + b, with a density of X
        fixed, moving = term.as_independent(*(part for part in term.args if is_random(part)), as_Add=True)
        factor, variable = moving.as_coeff_Mul()
        single = isinstance(variable, RandomVariable | Element) and bool(factor.is_nonzero)
        return entails(context, HasDensity(variable)) if single and not is_random(fixed) else None
    for hypothesis in context:
        if isinstance(hypothesis, NoAtom) and _about(hypothesis.term, term) and hypothesis.value == value:
            return frozenset({hypothesis})
        if isinstance(hypothesis, HasDensity) and _about(hypothesis.term, term):
            return frozenset({hypothesis})
        if isinstance(hypothesis, HasLaw) and _about(hypothesis.term, term):
            law = hypothesis.law
            if law.continuous or (value == 0 and law.mass_at_0 == 0):
                return frozenset({hypothesis})
    return None


def _holds(context: Context, relation: Relational) -> Support | None:
    stated = [(h, made) for h in context if isinstance(h, Holds) for made in instances(h, relation)]
    for hypothesis, made in stated:
        if isinstance(made, Holds) and made.relation in (relation, relation.reversed):
            return frozenset({hypothesis})
    if isinstance(relation, Eq):
        from derivations.normal_form import NormalForm

        return NormalForm(context).equal_support(relation.lhs, relation.rhs)
    return inequality_support([(h, m.relation) for h, m in stated if isinstance(m, Holds)], relation)
