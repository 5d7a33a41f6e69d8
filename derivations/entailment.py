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
from itertools import combinations, product
from typing import Any

from sympy import Abs, Expr, Function, Integer, asin, asinh, atan, erf, expand, sign, sin, sinh, tan, tanh
from sympy.core.relational import Eq, Ge, Gt, Le, Lt, Ne, Relational

from derivations.hypotheses import (
    Definition,
    HasDensity,
    HasLaw,
    Holds,
    Hypothesis,
    IdenticallyDistributed,
    Independent,
    IndependentElements,
    NoAtom,
    Odd,
    Symmetric,
)  # fmt: skip
from derivations.terms import Element, Family, bound_symbols, cells, is_random, renamed_apart, subterms

__all__ = ["Context", "Support", "blocks", "entails", "follows", "instances", "odd_normal", "surely_distinct", "unfold"]

Context = Sequence[Hypothesis]
Support = frozenset[Hypothesis]
ODD = (tanh, sin, tan, atan, asin, asinh, sinh, erf, sign)
NOTHING: Support = frozenset()


def entails(context: Context, goal: Hypothesis) -> Support | None:
    """The hypotheses of `context` from which `goal` follows, or None."""
    if goal in context:
        return frozenset({goal})
    match goal:
        case Independent(groups):
            return _independent(context, groups)
        case IndependentElements(_):
            return None
        case IdenticallyDistributed(family):
            return _first(h for h in context if isinstance(h, HasLaw) and h.term == family and _index_free(h))
        case Symmetric(term):
            return _symmetric(context, term)
        case HasDensity(term):
            return _first(h for h in context if isinstance(h, HasLaw) and _about(h.term, term) and h.law.continuous)
        case NoAtom(term, value):
            return _no_atom(context, term, value)
        case Odd(function):
            return NOTHING if function in ODD else None
        case Holds(relation):
            return _holds(context, relation)
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


def _index_free(hypothesis: HasLaw) -> bool:
    return not any(isinstance(part, Element) for p in hypothesis.law.parameters for part in subterms(p))


def instances(hypothesis: Hypothesis, term: Any) -> list[Hypothesis]:
    """A hypothesis for all indices, specialised in every way to the indices that occur in `term`."""
    if not isinstance(hypothesis, Holds | Definition) or not hypothesis.forall:
        return [hypothesis]
    indices = {i for part in subterms(term) if isinstance(part, Element) for i in part.indices} | {
        i for part in subterms(term) if isinstance(part, Function) for i in part.args
    }
    indices |= {i - 1 for i in indices if not i.is_Atom} | set(hypothesis.forall)
    made: list[Hypothesis] = []
    for choice in product(sorted(indices, key=str), repeat=len(hypothesis.forall)):
        mapping = dict(zip(hypothesis.forall, choice, strict=True))
        taken = {s for i in choice for s in i.free_symbols}
        if isinstance(hypothesis, Holds):
            relation = renamed_apart(hypothesis.relation, taken).xreplace(mapping)
            if isinstance(relation, Relational):
                made.append(Holds(relation, note=hypothesis.note))
        else:
            value = renamed_apart(hypothesis.term, taken).xreplace(mapping)
            made.append(Definition(hypothesis.name.xreplace(mapping), value))
    return made


def unfold(context: Context, term: Any) -> tuple[Any, Support]:
    """Replace defined names by what they stand for, until none is left."""
    used: set[Hypothesis] = set()
    for _ in range(20):
        before = term
        for hypothesis in context:
            if isinstance(hypothesis, Definition):
                for made in instances(hypothesis, term):
                    assert isinstance(made, Definition)
                    if term.has(made.name):
                        others = made.term.free_symbols - made.name.free_symbols
                        term = renamed_apart(term, others).xreplace({made.name: made.term})
                        used.add(hypothesis)
        if term == before:
            break
    return term, frozenset(used)


def surely_distinct(first: Element, second: Element) -> bool:
    """Whether two members of a family are different ones whatever the values of the symbols."""
    return any(expand(a - b).is_nonzero and expand(a - b).is_Integer
               for a, b in zip(first.indices, second.indices, strict=True))  # fmt: skip


Distinct = Callable[[Element, Element], bool]
Cell = Any


def _covers(group: tuple[Any, ...], cell: Cell) -> bool:
    return any(item == cell or (isinstance(cell, Element) and item == cell.family) for item in group)


def blocks(
    context: Context, cells_: Iterable[Cell], distinct: Distinct = surely_distinct
) -> tuple[list[frozenset[Cell]], Support]:
    """Split variables, members and whole families into mutually independent blocks, as finely as `context` allows.

    Sound by induction: where mutually independent groups cover all cells, the cells fall into independent parts; the
    parts of one group that are mutually independent among themselves stay so beside the other groups.
    """
    todo = frozenset(cells_)
    if len(todo) < 2:
        return [todo] if todo else [], NOTHING
    for hypothesis in context:
        parts = _parts(hypothesis, todo, distinct)
        if parts is None:
            continue
        found: list[frozenset[Cell]] = []
        used: set[Hypothesis] = {hypothesis}
        for part in parts:
            finer, support = blocks(context, part, distinct)
            found += finer
            used |= support
        return found, frozenset(used)
    return [todo], NOTHING


def _parts(hypothesis: Hypothesis, todo: frozenset[Cell], distinct: Distinct) -> list[frozenset[Cell]] | None:
    if isinstance(hypothesis, Independent):
        owner = {c: [i for i, g in enumerate(hypothesis.groups) if _covers(g, c)] for c in todo}
        if any(len(owners) != 1 for owners in owner.values()):
            return None
        parts = [frozenset(c for c in todo if owner[c] == [i]) for i in range(len(hypothesis.groups))]
    elif isinstance(hypothesis, IndependentElements):
        if not all(isinstance(c, Element) and c.family == hypothesis.family for c in todo):
            return None
        if not all(distinct(a, b) for a, b in combinations(sorted(todo, key=str), 2)):
            return None
        parts = [frozenset({c}) for c in todo]
    else:
        return None
    parts = [p for p in parts if p]
    return parts if len(parts) > 1 else None


def _base_cells(context: Context, group: Iterable[Any]) -> tuple[set[Cell], Support]:
    """The cells a group of terms depends on; an element with a bound index stands for its whole family.

    With an empty context names stay folded.
    """
    found: set[Cell] = set()
    used: set[Hypothesis] = set()
    for item in group:
        if isinstance(item, Family):
            found.add(item)
            continue
        term, support = unfold(context, item)
        used |= support
        bound = {s for part in subterms(term) for s in bound_symbols(part)}
        for cell in cells(term):
            whole = isinstance(cell, Element) and any(i.free_symbols & bound for i in cell.indices)
            found.add(cell.family if whole else cell)
    return found, frozenset(used)


def _independent(context: Context, groups: tuple[tuple[Any, ...], ...]) -> Support | None:
    for definitions in ([], context):
        members = [_base_cells(definitions, group) for group in groups]
        everything = set().union(*(cells_ for cells_, _ in members))
        if sum(len(cells_) for cells_, _ in members) != len(everything):
            continue
        found, used = blocks(context, everything)
        if all(any(block <= cells_ for cells_, _ in members) for block in found):
            return used.union(*(support for _, support in members))
    return None


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
    term, used = unfold(context, term)
    members, _ = _base_cells(context, [term])
    signs = {c: s for c in members if (s := _symmetric_cell(context, c)) is not None}
    for size in range(1, len(signs) + 1):
        for chosen in combinations(sorted(signs, key=str), size):
            rest = members - set(chosen)
            if not _flips(context, term, set(chosen)):
                continue
            groups = [(c,) for c in chosen] + ([tuple(rest)] if rest else [])
            support = _independent(context, tuple(groups)) if len(groups) > 1 else NOTHING
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


def _flips(context: Context, term: Any, chosen: set[Cell]) -> bool:
    """Whether the term changes its sign with the signs of the chosen cells."""
    mapping = {
        c: -c for c in cells(term) if c in chosen or (isinstance(c, Element) and c.family in chosen)
    }  # fmt: skip
    return bool(expand(odd_normal(context, term.xreplace(mapping)) + odd_normal(context, term)) == 0)


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
    if bound_symbols(rebuilt) and rebuilt.args and expand(rebuilt.args[0]).could_extract_minus_sign():
        return -rebuilt.func(expand(-rebuilt.args[0]), *rebuilt.args[1:])
    return rebuilt


def _no_atom(context: Context, term: Any, value: Any) -> Support | None:
    for hypothesis in context:
        if isinstance(hypothesis, NoAtom) and _about(hypothesis.term, term) and hypothesis.value == value:
            return frozenset({hypothesis})
        if isinstance(hypothesis, HasDensity) and _about(hypothesis.term, term):
            return frozenset({hypothesis})
        if isinstance(hypothesis, HasLaw) and _about(hypothesis.term, term) and hypothesis.law.continuous:
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
    return _inequality([(h, m.relation) for h, m in stated if isinstance(m, Holds)], relation)


def _inequality(stated: list[tuple[Hypothesis, Relational]], relation: Relational) -> Support | None:
    """From the signs of the symbols, or from one stated inequality with room to spare."""
    slack = _slack(relation)
    if slack is None:
        return NOTHING if expand(relation.lhs - relation.rhs).is_nonzero else None
    gap, strict = slack
    if gap.is_positive or (not strict and gap.is_nonnegative):
        return NOTHING
    for hypothesis, known in stated:
        if isinstance(known, Ne | Eq):
            continue
        known_slack = _slack(known)
        if known_slack is None:
            continue
        room = expand(gap - known_slack[0])
        if room.is_positive or (room.is_nonnegative and (known_slack[1] or not strict)):
            return frozenset({hypothesis})
    return None


def _slack(relation: Relational) -> tuple[Expr, bool] | None:
    """The relation as `gap >= 0` or, strictly, `gap > 0`; over integers a strict one is gap - 1 >= 0."""
    if not isinstance(relation, Ge | Gt | Le | Lt):
        return None
    gap = expand(relation.gts - relation.lts)
    strict = isinstance(relation, Gt | Lt)
    if strict and gap.is_integer:
        return gap - Integer(1), False
    return gap, strict

