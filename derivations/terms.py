"""The vocabulary: terms are made here, of the parts in `expressions`, and looked through.

Everything is a sympy expression that never evaluates itself: `E(x + x)` is `E(2*x)`, because sympy adds, but
`E(2*x)` stays until a rule rewrites it.

>>> x, y = random_variables("x y")
>>> Var(x * y)
Var(x*y)
>>> n, j = positive_integers("n j")
>>> w = family("w", n)
>>> Sum(w[j] ** 2, (j, 1, n))
Sum(w[j]**2, (j, 1, n))
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Any

from sympy import Abs, Basic, Expr, Function, Integral, Product, Sum, Symbol, oo
from sympy.core.function import AppliedUndef
from sympy.core.symbol import Str

from derivations.expressions import (
    Binder,
    Count,
    Cov,
    DensityAt,
    E,
    Element,
    Family,
    Head,
    Indicator,
    Largest,
    P,
    Partial,
    RandomVariable,
    Section,
    Smallest,
    Var,
    as_term,
    is_random,
)  # fmt: skip
from derivations.rectifiers import leaky_relu, relu, step

__all__ = [
    "Abs",
    "Count",
    "Cov",
    "DensityAt",
    "E",
    "Element",
    "Family",
    "Head",
    "Indicator",
    "Integral",
    "Largest",
    "P",
    "Partial",
    "Product",
    "RandomVariable",
    "Section",
    "Smallest",
    "Sum",
    "Var",
    "as_term",
    "bound_in",
    "bound_symbols",
    "canonical_bound",
    "cells",
    "constants",
    "family",
    "free_symbols",
    "integers",
    "is_opaque",
    "is_random",
    "leaky_relu",
    "natural_numbers",
    "oo",
    "opaque_function",
    "positive_integers",
    "random_variables",
    "relu",
    "renamed_apart",
    "replace_free",
    "step",
    "subterms",
]  # fmt: skip


def random_variables(names: str) -> Any:
    """One RandomVariable for a single name, a tuple for several."""
    made = tuple(RandomVariable(name) for name in names.split())
    return made if len(made) > 1 else made[0]


def family(name: str, *sizes: Any, kind: str = "random") -> Family:
    """The family w_1..w_n, or w_ij with two sizes."""
    return Family(name, sizes, kind)


def _symbols(names: str, **assumptions: bool) -> Any:
    made = tuple(Symbol(name, **assumptions) for name in names.split())
    return made if len(made) > 1 else made[0]


def constants(names: str, **assumptions: bool) -> Any:
    """Real constants; more sympy assumptions (positive=True) by keyword."""
    return _symbols(names, real=True, **assumptions)


def integers(names: str) -> Any:
    """Integer symbols of either sign."""
    return _symbols(names, integer=True)


def natural_numbers(names: str) -> Any:
    """Integer symbols that are at least 0."""
    return _symbols(names, integer=True, nonnegative=True)


def positive_integers(names: str) -> Any:
    """Integer symbols that are at least 1."""
    return _symbols(names, integer=True, positive=True)


def opaque_function(name: str) -> Any:
    """A real function about which only hypotheses (Odd(phi)) are known."""
    return Function(name, real=True)


def bound_symbols(node: Basic) -> set[Symbol]:
    """The symbols that `node` itself binds (a sum's index, an integral's variable)."""
    return set(node.bound_symbols) if isinstance(node, Sum | Product | Integral | Binder) else set()


@lru_cache(maxsize=8192)
def bound_in(term: Basic) -> frozenset[Symbol]:
    """The symbols that something in the term binds."""
    if not isinstance(term, Basic) or not term.args or isinstance(term, Str | Family):
        return frozenset()
    return frozenset(bound_symbols(term)).union(*map(bound_in, term.args))


def replace_free(term: Any, mapping: dict[Any, Any]) -> Any:
    """Replace symbols where nothing binds them.

    >>> n, j, k = positive_integers("n j k")
    >>> w = family("w", n)
    >>> replace_free(w[j] + Sum(w[j], (j, 1, n)), {j: k}) - w[k]
    Sum(w[j], (j, 1, n))
    """
    bound = bound_symbols(term)
    mapping = {k: v for k, v in mapping.items() if k not in bound}
    if term in mapping:
        return mapping[term]
    if not term.args or isinstance(term, Family):
        return term
    return term.func(*(a if isinstance(a, Family) else replace_free(a, mapping) for a in term.args))


def renamed_apart(term: Any, taken: Collection[Basic]) -> Any:
    """The same term with no binder on a symbol of `taken`: j becomes j' where something called j is to come inside.

    >>> j, n = positive_integers("j n")
    >>> w = family("w", n)
    >>> renamed_apart(j * Sum(w[j], (j, 1, n)), {j})
    j*Sum(w[j'], (j', 1, n))
    """
    taken = taken if isinstance(taken, set | frozenset) else set(taken)
    if taken.isdisjoint(bound_in(term)):
        return term
    mapping = {}
    for symbol in bound_symbols(term) & taken:
        name = symbol.name + "'"
        while any(getattr(s, "name", "") == name for s in (*taken, *term.atoms(Symbol))):
            name += "'"
        mapping[symbol] = Symbol(name, **symbol.assumptions0)
    arguments = [renamed_apart(a, taken) if isinstance(a, Basic) else a for a in term.args]
    if mapping and isinstance(term, Sum | Product | Integral | Binder):
        body, *limits = arguments
        moved = [(mapping.get(limit[0], limit[0]), *limit[1:]) for limit in limits]
        return term.func(body.xreplace(mapping), *moved)
    return term.func(*arguments)


def canonical_bound(term: Any) -> Any:
    """The same term, its binders named by how many binders they hold, so that equal terms are the same object.

    >>> n, j, k = positive_integers("n j k")
    >>> w = family("w", n)
    >>> canonical_bound(Sum(w[j], (j, 1, n))) == canonical_bound(Sum(w[k], (k, 1, n)))
    True
    """
    return _named_bound(term)[0]


def _named_bound(term: Any) -> tuple[Any, int]:
    if not getattr(term, "args", ()) or isinstance(term, Str | Family):
        return term, 0
    parts = [_named_bound(argument) for argument in term.args]
    arguments, height = [part for part, _ in parts], max(height for _, height in parts)
    if not isinstance(term, Sum | Product | Integral | Binder):
        return (term.func(*arguments) if height else term), height
    body, *limits = arguments
    mapping = {
        limit[0]: Symbol(f"_{height + 1}{'abcdefghijkl'[place]}", **limit[0].assumptions0)
        for place, limit in enumerate(limits)
    }  # fmt: skip
    moved = [(mapping[limit[0]], *(end.xreplace(mapping) for end in limit[1:])) for limit in limits]
    return term.func(body.xreplace(mapping), *moved), height + 1


def free_symbols(term: Basic) -> set[Symbol]:
    """The symbols of a term that nothing in it binds, random variables included."""
    return set(term.free_symbols)


def subterms(term: Basic) -> Iterator[Basic]:
    """The term and every expression or relation in it, outermost first; limits of binders come as their parts."""
    yield term
    for argument in term.args:
        if not isinstance(argument, Str | Family):
            yield from subterms(argument)


def cells(term: Basic) -> set[Expr]:
    """The random variables and random family members that occur in a term, also inside heads; a derivative is one.

    >>> x, y = random_variables("x y")
    >>> sorted(cells(E(x * y) + x), key=str)
    [x, y]
    """
    if isinstance(term, RandomVariable | Partial):
        return {term}
    own = {term} if isinstance(term, Element) and term.family.kind == "random" else set()
    return own.union(*(cells(a) for a in term.args if not isinstance(a, Str | Family)))


def is_opaque(term: Basic) -> bool:
    """Whether the term is an undefined function applied to something: phi(y)."""
    return isinstance(term, AppliedUndef)
