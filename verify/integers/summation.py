"""A claim about sums whose length is symbolic, taken apart into claims without them.

A sum of products is a product of sums over indices that no factor connects. Two such sums are equal if their terms are;
a sum over one index more is the shorter one's term if it is so for no terms, and one term more adds what it should.
What is left is an equation of the sums' products. Each part is for a solver; all parameters stay symbolic.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count, permutations
from typing import Any

from sympy import Add, Ge, Integer, Le, Mul, Pow, Symbol, expand
from sympy.core.function import AppliedUndef

from derivations.claims import Claim, Relation
from derivations.hypotheses import Holds
from derivations.substitution import in_domain
from derivations.terms import Element, Sum, free_symbols, subterms
from verify.integers.integer_claims import IntegerClaim, Naming, arguments, owner

__all__ = ["parts_of"]

DEEP = 20
MONOMIALS = 16

Limit = tuple[Symbol, Any, Any]


@dataclass(frozen=True, slots=True)
class _Component:
    """A sum over indices that its factors connect."""

    limits: tuple[Limit, ...]
    body: Any


@dataclass(frozen=True, slots=True)
class _Product:
    """A factor without indices times components."""

    factor: Any
    components: tuple[_Component, ...]


@lru_cache(maxsize=64)
def parts_of(claim: Claim) -> tuple[tuple[str, Claim], ...]:
    """The claims, each with its name, that together give this one; none where it cannot be taken apart.

    >>> from derivations.catalogue import derive
    >>> [name for name, _ in parts_of(derive("conv-taps-inside").claim)]
    ['base', 'step', 'claim']
    """
    if claim.relation.symbol != "=":
        return ()
    namings = IntegerClaim.of(claim).namings
    whole = [_unfolded(side, namings) for side in (claim.relation.lhs, claim.relation.rhs)]
    if not all(any(isinstance(part, Sum) for part in subterms(side)) for side in whole):
        return ()
    names = (Symbol(f"i{n}", integer=True) for n in count())
    sides = [_products(side, names) for side in whole]
    if not sides[0] or not sides[1] or len(sides[0]) != len(sides[1]):
        return ()
    given = tuple(h for h in claim.hypotheses if isinstance(h, Holds) and not h.forall)
    for order in permutations(sides[1]) if len(sides[1]) <= 3 else [sides[1]]:
        parts = _matched(sides[0], order, given)
        if parts is not None:
            return tuple(parts)
    return ()


def _unfolded(term: Any, namings: Sequence[Naming], depth: int = 0) -> Any:
    """Names replaced by what the hypotheses say they stand for."""
    if isinstance(term, Element | AppliedUndef):
        for naming in namings:
            if owner(naming.name) == owner(term) and depth < DEEP:
                found = naming.match(arguments(term))
                if found is not None and all(in_domain(symbol, value) for symbol, value in found.items()):
                    return _unfolded(_apart(naming.term).xreplace(found), namings, depth + 1)
        return term
    if isinstance(term, Sum):
        return Sum(_unfolded(term.function, namings, depth), *term.limits)
    return term.func(*(_unfolded(a, namings, depth) for a in term.args)) if isinstance(term, Add | Mul | Pow) else term


_FRESH = count()


def _apart(term: Any) -> Any:
    """Its sums over indices that occur nowhere else."""
    if not isinstance(term, Sum):
        return term.func(*map(_apart, term.args)) if isinstance(term, Add | Mul | Pow) else term
    new = {limit[0]: Symbol(f"j{next(_FRESH)}", **limit[0].assumptions0) for limit in term.limits}
    limits = [(new[index], *(end.xreplace(new) for end in ends)) for index, *ends in term.limits]
    return Sum(_apart(term.function).xreplace(new), *limits)


def _products(term: Any, names: Iterator[Symbol]) -> list[_Product] | None:
    """The term as a sum of products of components."""
    found = []
    for limits, factors in _monomials(term):
        bound = {limit[0] for limit in limits}
        if any(bound & (free_symbols(low) | free_symbols(high)) for _, low, high in limits):
            return None
        if any(not (high - low).is_integer or low.is_infinite or high.is_infinite for _, low, high in limits):
            return None
        outside = Mul(*(f for f in factors if not bound & free_symbols(f)))
        groups: list[tuple[set[Symbol], list[Any]]] = []
        for factor in factors:
            touched = bound & free_symbols(factor)
            if touched:
                joined = [g for g in groups if g[0] & touched]
                groups = [g for g in groups if not g[0] & touched]
                groups.append((touched.union(*(g[0] for g in joined)), [factor, *(f for g in joined for f in g[1])]))
        for index, low, high in limits:
            if not any(index in indices for indices, _ in groups):
                size = high - low + 1
                if not size.is_nonnegative:
                    return None
                outside *= size
        components = [
            _component([limit for limit in limits if limit[0] in indices], Mul(*inside), names)
            for indices, inside in groups
        ]
        found.append(_Product(outside, tuple(components)))
    return found if len(found) <= MONOMIALS else None


def _component(limits: list[Limit], body: Any, names: Iterator[Symbol]) -> _Component:
    """The component over indices of its own names."""
    new = {limit[0]: next(names) for limit in limits}
    return _Component(tuple((new[i], low, high) for i, low, high in limits), body.xreplace(new))


def _monomials(term: Any) -> list[tuple[list[Limit], list[Any]]]:
    """The term as a sum of products below one sum each: its limits, its factors."""
    if isinstance(term, Add):
        return [monomial for part in term.args for monomial in _monomials(part)]
    if isinstance(term, Mul):
        found: list[tuple[list[Limit], list[Any]]] = [([], [])]
        for part in term.args:
            found = [
                (limits + more, factors + others)
                for limits, factors in found
                for more, others in _monomials(part)
            ]  # fmt: skip
            if len(found) > MONOMIALS:
                return [([], [term])]
        return found
    if isinstance(term, Sum):
        fresh = _apart(term)
        return [(limits + [tuple(x) for x in fresh.limits], factors) for limits, factors in _monomials(fresh.function)]
    return [([], [term])]


def _matched(
    left: Sequence[_Product], right: Sequence[_Product], given: tuple[Holds, ...]
) -> list[tuple[str, Claim]] | None:
    """The parts by which these products are pairwise equal."""
    parts: list[tuple[str, Claim]] = []
    totals = [Integer(0), Integer(0)]
    values = (Symbol(f"S{n}", real=True) for n in count())
    for one, other in zip(left, right, strict=True):
        rest = list(other.components)
        sums = []
        for component in one.components:
            for candidate in rest:
                proofs = _equal(component, candidate, given)
                if proofs is not None:
                    parts += proofs
                    rest.remove(candidate)
                    sums.append(next(values))
                    break
            else:
                return None
        if rest:
            return None
        for place, product in enumerate((one, other)):
            totals[place] += product.factor * Mul(*sums)
    return [*parts, ("claim", Claim(given, Relation(totals[0], "=", totals[1])))]


def _equal(one: _Component, other: _Component, given: tuple[Holds, ...]) -> list[tuple[str, Claim]] | None:
    """What shows that two sums are equal, if their ranges are, or the first has one index more."""
    longer, shorter = len(one.limits), len(other.limits)
    if longer == shorter:
        for order in permutations(other.limits):
            if all(
                expand(a - b) == 0
                for x, y in zip(one.limits, order, strict=True)
                for a, b in zip(x[1:], y[1:], strict=True)
            ):
                renamed = other.body.xreplace({y[0]: x[0] for x, y in zip(one.limits, order, strict=True)})
                if _same_shape(one.body, renamed):
                    return [("terms", Claim((*given, *_inside(one.limits)), Relation(one.body, "=", renamed)))]
        return None
    if longer != shorter + 1:
        return None
    for extra in one.limits:
        kept = [limit for limit in one.limits if limit is not extra]
        for order in permutations(other.limits):
            if any(
                expand(a - b) != 0 for x, y in zip(kept, order, strict=True) for a, b in zip(x[1:], y[1:], strict=True)
            ):
                continue
            closed = other.body.xreplace({y[0]: x[0] for x, y in zip(kept, order, strict=True)})
            return _by_induction(extra, one.body, closed, (*given, *_inside(kept)))
    return None


def _same_shape(one: Any, other: Any) -> bool:
    """Whether two terms speak of the same data; a solver need not be asked where they do not."""
    return bool(one.atoms(Element) == other.atoms(Element))


def _by_induction(extra: Limit, body: Any, closed: Any, given: tuple[Holds, ...]) -> list[tuple[str, Claim]] | None:
    """Sum over the extra index = closed, by the number of its terms."""
    index, low, high = extra
    size = expand(high - low + 1)
    if not isinstance(size, Symbol) or not size.is_nonnegative:
        return None
    n = Symbol(f"{size.name}", integer=True, nonnegative=True)
    free = tuple(h for h in given if size not in h.free_symbols)
    at = closed.xreplace({size: n})
    base = Relation(Integer(0), "=", closed.xreplace({size: Integer(0)}))
    step = Relation(at + body.xreplace({index: low + n}), "=", closed.xreplace({size: n + 1}))
    return [("base", Claim(free, base)), ("step", Claim(free, step))]


def _inside(limits: Sequence[Limit]) -> tuple[Holds, ...]:
    return tuple(Holds(r) for i, low, high in limits for r in (Ge(i, low), Le(i, high)) if r not in (True, False))
