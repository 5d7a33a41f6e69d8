"""Hypotheses and conventions in words.

>>> from derivations.hypotheses import Centred, Independent
>>> from derivations.notation.to_text import to_text
>>> from derivations.terms import family, positive_integers, random_variables
>>> x, y = random_variables("x y")
>>> to_text(describe(Independent(x, y)))
'x and y are independent'
>>> to_text(describe(Centred(family("w", positive_integers("n")))))
'E[w_j] = 0 for every j'
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sympy import Basic, Symbol
from sympy.core.symbol import Str

from derivations import hypotheses as hyp
from derivations.laws import Finite, Law
from derivations.notation.layout import density_name, layout, members, relation
from derivations.notation.nodes import Fenced, Infix, Node, Sentence
from derivations.terms import Count, E, Element, Family, P, RandomVariable, bound_symbols, subterms

__all__ = ["assumptions", "conventions", "describe"]

Part = str | Node


def describe(hypothesis: hyp.Hypothesis) -> Sentence:
    """One hypothesis as a sentence without its full stop."""
    return Sentence(_merged(_describe(hypothesis)))


def _describe(hypothesis: hyp.Hypothesis) -> list[Part]:
    match hypothesis:
        case hyp.PairwiseIndependent(groups):
            return [*_any_of(groups[0]), " is independent of ", *_any_of(groups[1])]
        case hyp.Independent(groups, note):
            named = [_group(group) for group in groups]
            mutually = "mutually " if len(named) > 2 else ""
            return [*_listed(named), f" are {mutually}independent", *_note(note)]
        case hyp.PairwiseIndependentElements(family):
            return [members(family), " are pairwise independent"]
        case hyp.IndependentElements(family):
            return [members(family), " are independent"]
        case hyp.IdenticallyDistributed(family):
            return [members(family), " are identically distributed"]
        case hyp.IndependentRows(families):
            return ["the vectors ", _row(families), " are independent"]
        case hyp.IdenticallyDistributedRows(families):
            return ["the vectors ", _row(families), " are identically distributed"]
        case hyp.Symmetric(term):
            return [*_each(term), " is symmetric about ", layout(0)]
        case hyp.HasLaw(term, Finite(atoms)):
            values = [part for value, probability in atoms
                      for part in (layout(value), " with probability ", layout(probability, True), ", ")]  # fmt: skip
            return [*_each(term), " is ", *values[:-1]]
        case hyp.HasLaw(term, law):
            return [relation(_member(term), "~", law), *_for_every(_indices(term))]
        case hyp.HasDensity(term):
            return [*_each(term), " has a density ", density_name(_member(term))]
        case hyp.NoAtom(term, value):
            return [relation(_probability(term, value), "=", 0), *_for_every(_indices(term))]
        case hyp.Odd(function):
            return [layout(function), " is odd"]
        case hyp.DependsThrough(quantity, family, through):
            return [layout(quantity), " depends on ", members(family), " only through ", members(through)]
        case hyp.Holds(claim, forall, note):
            return [layout(claim), *_for_every(forall), *_apart(claim, forall), *_note(note)]
        case hyp.Definition(name, term, forall, note):
            return [relation(name, "=", term), *_for_every(forall), *_note(note)]
        case _:
            return [repr(hypothesis)]


def _note(note: str) -> list[Part]:
    """What an assumption stands for; unless the note says which kind it is, a modelling assumption."""
    if not note:
        return []
    return [f" ({note})" if ":" in note else f" (modelling assumption: {note})"]


def _probability(term: Any, value: Any) -> Node:
    from sympy import Eq

    return layout(P(Eq(_member(term), value, evaluate=False)))


def _member(term: Any) -> Any:
    return term[_indices(term)] if isinstance(term, Family) else term


def _indices(term: Any) -> tuple[Symbol, ...]:
    if not isinstance(term, Family):
        return ()
    places = hyp.index_of(term)
    return places if len(places) == len(term.sizes) else tuple(map(Symbol, "ijklabcd"[: len(term.sizes)]))


def _each(term: Any) -> list[Part]:
    return ["each ", layout(_member(term))] if isinstance(term, Family) else [layout(term)]


def _any_of(group: tuple[Any, ...]) -> list[Part]:
    """Each w_j, or: each of x, y and z."""
    return _each(group[0]) if len(group) == 1 else ["each of ", *_listed([layout(_member(item)) for item in group])]


def _for_every(indices: Sequence[Symbol]) -> list[Part]:
    return [" for every ", *_listed([layout(index) for index in indices])] if indices else []


def _apart(claim: Any, indices: Sequence[Symbol]) -> list[Part]:
    """Members with indices of their own are different ones: Cov(x_i, x_j) = 0."""
    if len(indices) != 2 or not any(e.indices == (indices[0],) for e in claim.atoms(Element)):
        return []
    first = {e.family for e in claim.atoms(Element) if e.indices == (indices[0],)}
    same = any(e.indices == (indices[1],) and e.family in first for e in claim.atoms(Element))
    return [" with ", relation(indices[0], "!=", indices[1])] if same else []


def _group(group: tuple[Any, ...]) -> Node:
    if len(group) == 1:
        return layout(group[0])
    inner = [members(item) if isinstance(item, Family) else layout(item) for item in group]
    return Fenced("(", Infix(tuple(inner), (",",) * (len(inner) - 1)), ")")


def _row(families: Sequence[Family]) -> Node:
    """(x_j, y_j)."""
    inner = [layout(_member(family)) for family in families]
    return Fenced("(", Infix(tuple(inner), (",",) * (len(inner) - 1)), ")")


def _listed(items: Sequence[Part]) -> list[Part]:
    """A, b and c."""
    if len(items) == 1:
        return [items[0]]
    pieces: list[Part] = []
    for item in items[:-1]:
        pieces += [item, ", "]
    return [*pieces[:-1], " and ", items[-1]]


def _merged(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Neighbouring words in one piece."""
    merged: list[Part] = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        else:
            merged.append(part)
    return tuple(merged)


def assumptions(hypotheses: Iterable[hyp.Hypothesis]) -> tuple[Sentence, ...]:
    """The hypotheses as sentences; independent and identically distributed families are said in one."""
    given = tuple(dict.fromkeys(hypotheses))
    sentences: list[Sentence] = []
    for hypothesis in given:
        match hypothesis:
            case hyp.PairwiseIndependentElements():
                sentences.append(describe(hypothesis))
            case hyp.IndependentElements(family) if hyp.IdenticallyDistributed(family) in given:
                sentences.append(Sentence((members(family), _IID)))
            case hyp.IndependentRows(families) if hyp.IdenticallyDistributedRows(families) in given:
                sentences.append(Sentence(("the vectors ", _row(families), _IID)))
            case hyp.IdenticallyDistributed(family) if hyp.IndependentElements(family) in given:
                continue
            case hyp.IdenticallyDistributedRows(families) if hyp.IndependentRows(families) in given:
                continue
            case _:
                sentences.append(describe(hypothesis))
    return tuple(sentences)


_IID = " are independent and identically distributed"
_DOMAINS: tuple[tuple[str, str, str], ...] = (
    ("positive integer", "is a positive integer", "are positive integers"),
    ("natural", "is an integer", "are integers"),
    ("integer", "is an integer", "are integers"),
    ("positive", "", ""),
    ("natural real", "", ""),
    ("real", "is real", "are real"),
)  # fmt: skip


def conventions(terms: Iterable[Any], hypotheses: Iterable[hyp.Hypothesis] = ()) -> Sentence | None:
    """What the symbols range over, and that moments are finite; None where there is nothing to say.

    >>> from derivations.notation.to_text import to_text
    >>> from derivations.terms import E, natural_numbers, positive_integers, random_variables
    >>> n, k = positive_integers("n k")
    >>> to_text(conventions([n * k * E(random_variables("x")) + natural_numbers("p")]))
    'where k and n are positive integers and p >= 0 is an integer; all moments that occur are finite'
    """
    parts = [part for term in [*terms, *_contents(hypotheses)] for part in _parts(term)]
    bound = set().union(*(bound_symbols(part) for part in parts if isinstance(part, Basic)))
    bound |= {index for hypothesis in hypotheses for index in getattr(hypothesis, "forall", ())}
    named: dict[str, dict[str, Node]] = {}
    for part in parts:
        if isinstance(part, Symbol) and not isinstance(part, RandomVariable) and part not in bound:
            named.setdefault(_domain(part), {})[part.name] = layout(part)
        if isinstance(part, Family) and part.kind in {"positive", "natural"}:
            kind = "positive integer" if part.kind == "positive" else "natural"
            named.setdefault(kind, {})[part.name] = layout(_member(part))
    clauses = [_clause(kind, one, many, list(dict(sorted(named[kind].items())).values()))
               for kind, one, many in _DOMAINS if kind in named]  # fmt: skip
    counted = {part.args[1][0]: layout(part.args[1][0]) for part in parts if isinstance(part, Count)}
    clauses += [[*_listed(list(counted.values())), " runs over the integers"]] if counted else []
    pieces: list[Part] = []
    for place, clause in enumerate(clauses):
        last = ", and " if place > 1 else " and "
        pieces += ["where " if place == 0 else ", " if place < len(clauses) - 1 else last, *clause]
    if any(isinstance(part, E) or type(part).__name__ in {"Var", "Cov"} for part in parts):
        pieces.append("; all moments that occur are finite" if pieces else "all moments that occur are finite")
    return Sentence(_merged(pieces)) if pieces else None


def _clause(kind: str, one: str, many: str, nodes: list[Node]) -> list[Part]:
    if kind in {"natural", "positive", "natural real"}:
        nodes = [Infix((node, layout(0)), (">" if kind == "positive" else ">=",)) for node in nodes]
    verb = one if len(nodes) == 1 else many
    return [*_listed(nodes), f" {verb}" if verb else ""]


def _domain(symbol: Symbol) -> str:
    if symbol.is_integer:
        return "positive integer" if symbol.is_positive else "natural" if symbol.is_nonnegative else "integer"
    if symbol.is_positive:
        return "positive"
    return "natural real" if symbol.is_nonnegative else "real"


def _contents(hypotheses: Iterable[hyp.Hypothesis]) -> Iterator[Any]:
    for hypothesis in hypotheses:
        for field in hypothesis.__dataclass_fields__:
            yield getattr(hypothesis, field)


def _parts(thing: Any) -> Iterator[Any]:
    """Every term and family in a thing, the sizes of families included."""
    if isinstance(thing, tuple | list):
        for item in thing:
            yield from _parts(item)
    elif isinstance(thing, Law):
        yield from _parts(thing.parameters)
    elif isinstance(thing, Family):
        yield thing
        yield from _parts(thing.sizes)
    elif isinstance(thing, Basic) and not isinstance(thing, Str):
        for part in subterms(thing):
            yield part
            if isinstance(part, Element):
                yield part.family
                yield from _parts(part.family.sizes)
