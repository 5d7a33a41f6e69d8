"""Hypotheses for all indices, at particular ones; and names, replaced by what they stand for. Trusted.

>>> from derivations.hypotheses import Centred
>>> from derivations.terms import E, family, positive_integers
>>> n, k = positive_integers("n k")
>>> w = family("w", n)
>>> instances(Centred(w), E(w[k + 1]))[1]
Holds(Eq(E(w[k + 1]), 0))
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from sympy import Expr, Function, Symbol
from sympy.core.relational import Relational

from derivations.hypotheses import Definition, Holds, Hypothesis
from derivations.substitution import in_domain
from derivations.terms import Element, Family, Partial, renamed_apart, subterms

__all__ = ["Context", "Support", "instances", "keeps_apart", "matches", "unfold"]

Context = Sequence[Hypothesis]
Support = frozenset[Hypothesis]


def instances(hypothesis: Hypothesis, term: Any) -> list[Hypothesis]:
    """A hypothesis for all indices, as it is and specialised to the indices at which the term holds what it names.

    A definition is specialised to where its name occurs (or, to fold it, all that it stands for); a relation to every
    index at which a member or function of it occurs.
    """
    if not isinstance(hypothesis, Holds | Definition) or not hypothesis.forall:
        return [hypothesis]
    forall = hypothesis.forall
    if isinstance(hypothesis, Holds):
        mappings = list(_every_index(hypothesis.relation, term, forall))
    else:
        folded = isinstance(hypothesis.term, Partial) or type(term) is type(hypothesis.term)
        mappings = [
            mapping for pattern in (hypothesis.name, *([hypothesis.term] if folded else []))
            for mapping in matches(pattern, term, forall)
        ]  # fmt: skip
    made: list[Hypothesis] = []
    for mapping in [{}, *mappings]:
        if not all(in_domain(symbol, value) for symbol, value in mapping.items()):
            continue
        if isinstance(hypothesis, Holds) and not keeps_apart(hypothesis.relation, mapping):
            continue
        taken = {s for i in (*forall, *mapping.values()) for s in i.free_symbols}
        if isinstance(hypothesis, Holds):
            relation = renamed_apart(hypothesis.relation, taken).xreplace(mapping)
            if isinstance(relation, Relational):
                made.append(Holds(relation, note=hypothesis.note))
        else:
            value = renamed_apart(hypothesis.term, taken).xreplace(mapping)
            made.append(Definition(hypothesis.name.xreplace(mapping), value))
    return list(dict.fromkeys(made))


def keeps_apart(relation: Any, mapping: Mapping[Symbol, Expr]) -> bool:
    """Whether members that a relation tells apart stay so: `Cov(x_i, x_j) = 0` speaks of a member and another one."""
    found = [part for part in dict.fromkeys(subterms(relation)) if isinstance(part, Element)]
    return len({part.xreplace(dict(mapping)) for part in found}) == len(found)


Slot = tuple[Any, tuple[Expr, ...]]


def _slots(term: Any, symbols: Iterable[Symbol] | None = None) -> Iterator[Slot]:
    """Members of families and values of functions in a term (that hold one of the symbols): (what, its arguments)."""
    for part in dict.fromkeys(subterms(term)):
        if isinstance(part, Element | Function) and (symbols is None or part.free_symbols.intersection(symbols)):
            yield (part.family, part.indices) if isinstance(part, Element) else (part.func, part.args)


def _value(pattern: Expr, found: Expr, forall: tuple[Symbol, ...]) -> tuple[Symbol, Expr] | None:
    """The quantified index of the pattern, index + offset, and its value where the pattern becomes `found`."""
    inside = [s for s in forall if s in pattern.free_symbols]
    if len(inside) != 1 or inside[0] in (pattern - inside[0]).free_symbols:
        return None
    return inside[0], found - (pattern - inside[0])


def _matched(
    patterns: list[Slot], found: list[Slot], mapping: dict[Symbol, Expr], forall: tuple[Symbol, ...]
) -> Iterator[dict[Symbol, Expr]]:
    """Every way to give the indices values such that each of the patterns is among what was found."""
    if not patterns:
        if mapping:
            yield mapping
        return
    (what, arguments), *rest = patterns
    for other, values in found:
        if other != what or len(values) != len(arguments):
            continue
        pairs = [_value(a, v, forall) for a, v in zip(arguments, values, strict=True)]
        wider = dict(mapping)
        if all(pair is None or wider.setdefault(*pair) == pair[1] for pair in pairs):
            yield from _matched(rest, found, wider, forall)


def matches(pattern: Any, term: Any, forall: tuple[Symbol, ...]) -> Iterator[dict[Symbol, Expr]]:
    """Values of the indices for which the members and functions of the pattern are found in the term."""
    yield from _matched(list(_slots(pattern, forall)), list(_slots(term)), {}, forall)


def _every_index(relation: Any, term: Any, forall: tuple[Symbol, ...]) -> Iterator[dict[Symbol, Expr]]:
    values: dict[Symbol, dict[Expr, None]] = {symbol: {symbol: None} for symbol in forall}
    found = list(_slots(term))
    for what, arguments in _slots(relation, forall):
        for other, others in found:
            if other == what and len(others) == len(arguments):
                for pair in map(_value, arguments, others, [forall] * len(others)):
                    if pair is not None:
                        values[pair[0]][pair[1]] = None
    for choice in product(*values.values()):
        yield dict(zip(forall, choice, strict=True))


def unfold(context: Context, term: Any) -> tuple[Any, Support]:
    """Replace defined names by what they stand for, until none is left; but a derivative by its name. What one member
    stands for goes before what every member does: a recursion starts there.

    A derivative is not a function of the values of what it is a derivative of, so nothing is replaced inside it.
    """
    used: set[Hypothesis] = set()
    definitions = sorted((h for h in context if isinstance(h, Definition)), key=lambda h: bool(h.forall))
    for _ in range(20):
        before = term
        for hypothesis in definitions:
            if term.has(_called(hypothesis)):
                for made in instances(hypothesis, term):
                    assert isinstance(made, Definition)
                    old, new = (made.name, made.term)
                    if isinstance(new, Partial):
                        old, new = new, old
                    replaced = _replaced(renamed_apart(term, new.free_symbols - old.free_symbols), old, new)
                    if replaced != term:
                        term = replaced
                        used.add(hypothesis)
        if term == before:
            break
    return term, frozenset(used)


def _called(definition: Definition) -> Any:
    """What a term holds wherever the definition may replace something in it."""
    named = definition.term.args[1] if isinstance(definition.term, Partial) else definition.name
    return named.family if isinstance(named, Element) else named


def _replaced(term: Any, old: Any, new: Any) -> Any:
    if term == old:
        return new
    if not term.has(old) or isinstance(term, Partial):
        return term
    return term.func(*(a if isinstance(a, Family) else _replaced(a, old, new) for a in term.args))
