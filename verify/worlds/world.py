"""A world: a concrete model of a claim, with numbers for parameters and polynomials in latents for random cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sympy import Add, Integer, Mul, Product, Sum, Symbol, diff, sympify
from sympy.core.function import AppliedUndef

from derivations.hypotheses import Definition
from derivations.laws import Law
from derivations.substitution import in_domain
from derivations.terms import (
    Element,
    Family,
    Partial,
    bound_in,
    renamed_apart,
    replace_free,
    subterms,
)

__all__ = ["NoWorldError", "World", "substitute", "written_out"]


class NoWorldError(Exception):
    """No world of the kind asked for can be built for the claim; says why."""


@dataclass(frozen=True, slots=True)
class World:
    """Numbers for parameters, polynomials for functions and cells, laws for latents."""

    parameters: dict[Any, Any]
    functions: dict[Any, Any] = field(default_factory=dict)
    cells: dict[Any, Any] = field(default_factory=dict)
    latents: dict[Any, Law] = field(default_factory=dict)
    definitions: tuple[Definition, ...] = ()
    losses: dict[Any, Any] = field(default_factory=dict)
    known: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def concrete(self, term: Any) -> Any:
        """The term with numbers for parameters, sums written out and definitions unfolded; heads stay."""
        term = sympify(term)
        if term not in self.known:
            written = written_out(substitute(term, self.parameters))
            if written is not term:  # there may be members with numbers by now
                written = substitute(written, self.parameters)
            found = self._unfold(self._derived(written))
            self.known[term] = self.known[found] = found
        return self.known[term]

    def in_latents(self, term: Any) -> Any:
        """A concrete random term as a function of the latents."""
        return substitute(self.concrete(term), self.cells | self.functions)

    def describe(self) -> str:
        """The world in one line."""
        shown = [f"{name} = {value}" for name, value in self.parameters.items()]
        shown += [f"{cell} = {value}" for cell, value in self.cells.items()]
        shown += [f"{latent} ~ {law}" for latent, law in self.latents.items()]
        return "; ".join(shown)

    def _unfold(self, term: Any) -> Any:
        for _ in range(20):
            before, term = term, self._unfold_once(term)
            if term == before:
                return term
        raise NoWorldError(f"the definitions in {term} do not end")

    def _unfold_once(self, term: Any) -> Any:
        of_one_last = sorted(self.definitions, key=lambda d: not d.forall)
        found = {part: meaning for d in of_one_last for part, meaning in self._made(d, term)}
        if not found:
            return term
        return substitute(written_out(substitute(term.xreplace(found), self.parameters)), self.parameters)

    def _made(self, definition: Definition, term: Any) -> Iterator[tuple[Any, Any]]:
        called = _called(definition.name)
        parts = {part for part in subterms(term) if _called(part) == called}
        if not parts:
            return
        if definition not in self.known:
            self.known[definition] = [substitute(side, self.parameters) for side in (definition.name, definition.term)]
        name, meaning = self.known[definition]
        for part in parts:
            if part == name:
                yield part, meaning
            elif isinstance(part, Element) and isinstance(name, Element) and part.family == name.family:
                bound = dict(zip(name.indices, part.indices, strict=True))
                if all(k == v or (k in definition.forall and in_domain(k, v)) for k, v in bound.items()):
                    yield part, meaning.xreplace({k: v for k, v in bound.items() if k in definition.forall})

    def _derived(self, term: Any) -> Any:
        """Derivatives of a loss carried out: its definitions are unfolded just as far as the variable."""
        found = {}
        for part in set(subterms(term)):
            if isinstance(part, Partial):
                loss, variable = part.args
                whole = written_out(substitute(self.losses[loss], self.parameters))
                stand_in = Symbol("_d", real=True)
                for _ in range(20):
                    before, whole = whole, self._unfold_once(whole.xreplace({variable: stand_in}))
                    if whole == before:
                        break
                found[part] = diff(whole, stand_in).xreplace({stand_in: variable})
        return term.xreplace(found) if found else term


def _called(term: Any) -> Any:
    """What a term and a definition of it have in common, whatever their indices and sizes are."""
    return term.family.name if isinstance(term, Element) else getattr(term, "name", None) or term


def substitute(term: Any, mapping: dict[Any, Any]) -> Any:
    """The term with cells, parameters and functions replaced; what a sum binds is its own."""
    if not mapping:
        return term
    functions = {k for k in mapping if isinstance(k, type)}
    replaced = term if not functions else term.replace(
        lambda part: isinstance(part, AppliedUndef) and part.func in functions,
        lambda part: mapping[part.func](*part.args),
    )  # fmt: skip
    values = {k: v for k, v in mapping.items() if k not in functions}
    if not bound_in(replaced).isdisjoint(values):
        replaced = renamed_apart(replaced, values.keys())
    return replaced.xreplace(values)


def written_out(term: Any) -> Any:
    """The term with its sums and products of numeric limits written out."""
    return _written_out(term) if term.has(Sum, Product) else term


def _written_out(term: Any) -> Any:
    if isinstance(term, Sum | Product):
        body, (index, low, high) = term.args[0], term.args[1]
        if not (isinstance(low, Integer) and isinstance(high, Integer)):
            return term
        if high < low - 1:
            raise NoWorldError(f"a sum or product from {low} down to {high}")
        inner = term.func(body, *term.args[2:]) if len(term.args) > 2 else body
        parts = [written_out(replace_free(inner, {index: Integer(i)})) for i in range(int(low), int(high) + 1)]
        return Add(*parts) if isinstance(term, Sum) else Mul(*parts)
    if not term.args or isinstance(term, Family):
        return term
    return term.func(*(a if isinstance(a, Family) else written_out(a) for a in term.args))
