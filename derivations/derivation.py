"""Writing a derivation: `start(Var(x*y), assuming=...).by(rule, at=...)....claims(...)`.

>>> from derivations.terms import E, Var, random_variables
>>> from derivations.rules.variance import variance_definition
>>> x = random_variables("x")
>>> proof = start(Var(x)).by(variance_definition).claims(E((x - E(x)) ** 2))
>>> print(proof.relation)
Var(x) = E((x - E(x))**2)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sympy import Basic
from sympy.core.symbol import Str

from derivations.claims import Claim, DoesNotApply, KernelError, Relation
from derivations.consistency import refuse_contradictions
from derivations.hypotheses import Hypothesis
from derivations.kernel import Rule, Theorem, apply, flip, instance, join, occurrences, replay, within
from derivations.shown import Shown
from derivations.terms import Family, as_term

__all__ = ["Derivation", "Link", "Proof", "start"]


@dataclass(frozen=True, slots=True)
class Link:
    """One printed step: a theorem about the whole line, its reason (a rule, a result), and what that rests on."""

    reason: str
    theorem: Theorem
    premises: tuple[Proof, ...] = ()


@dataclass(frozen=True, slots=True)
class Derivation:
    """A chain under construction; every method returns a longer one."""

    assuming: tuple[Hypothesis, ...]
    first: Any
    links: tuple[Link, ...] = ()

    @property
    def current(self) -> Any:
        """The term reached so far."""
        return self.links[-1].theorem.rhs if self.links else self.first

    def by(self, rule: Rule, *premises: Proof, at: Any = None, **parameters: Any) -> Derivation:
        """Apply a rule to the whole, or to the one subterm it applies to, or to the one occurrence of `at`."""
        whole = self.current
        theorems = tuple(p.theorem for p in premises)

        def attempt(term: Any) -> Theorem:
            return apply(rule, term, self.assuming, *theorems, **parameters)

        if at is not None:
            path = self._only(as_term(at))
            return self._extended(rule.name, within(attempt(as_term(at)), whole, path), premises)
        try:
            return self._extended(rule.name, attempt(whole), premises)
        except DoesNotApply as refusal:
            reason = refusal
        found: dict[Any, Theorem] = {}
        for term in dict.fromkeys(_places(whole)):
            try:
                found[term] = attempt(term)
            except DoesNotApply:
                continue
        if not found:
            raise reason
        if len(found) > 1:
            raise KernelError(f"{rule.name} applies at {len(found)} places, name one with at=: {_listed(found)}")
        ((term, theorem),) = found.items()
        return self._extended(rule.name, within(theorem, whole, self._only(term)), premises)

    def everywhere(self, rule: Rule, **parameters: Any) -> Derivation:
        """Apply a rule at every place it applies to, as one step."""
        chain: list[Theorem] = []
        whole = self.current
        for term in dict.fromkeys(_places(whole)):
            try:
                theorem = apply(rule, term, self.assuming, **parameters)
            except DoesNotApply:
                continue
            for _ in range(len(list(occurrences(whole, term)))):
                chain.append(within(theorem, whole, next(occurrences(whole, term))))
                whole = chain[-1].rhs
        if not chain:
            raise DoesNotApply(f"{rule.name} applies nowhere in {self.current}")
        return self._extended(rule.name, join(*chain))

    def using(
        self, known: Proof, mapping: Mapping[Any, Any] | None = None, *, backwards: bool = False, name: str = ""
    ) -> Derivation:
        """Rewrite by a proved result, its variables specialised by `mapping`; `backwards` from right to left."""
        theorem = instance(known.theorem, dict(mapping or {}), self.assuming)
        if backwards:
            theorem = flip(theorem)
        whole = within(theorem, self.current, self._only(theorem.lhs))
        return self._extended(name or known.name or "a result", whole)

    def claims(self, rhs: Any, name: str = "") -> Proof:
        """Close the chain: it must end in `rhs`, and use every hypothesis that was declared."""
        if not self.links:
            raise KernelError(f"nothing was derived from {self.first}")
        theorem = join(*(link.theorem for link in self.links))
        if theorem.rhs != as_term(rhs):
            raise KernelError(f"derived was {theorem.rhs}, claimed is {as_term(rhs)}")
        unused = [h for h in self.assuming if h not in theorem.hypotheses]
        if unused:
            raise KernelError(f"declared and never used: {', '.join(map(repr, unused))}; remove it from assuming=")
        if self.links[0].theorem.lhs != self.first:
            raise KernelError(f"the chain starts at {self.links[0].theorem.lhs}, not at {self.first}")
        return Proof(theorem, self.links, self.assuming, name)

    def _extended(self, reason: str, theorem: Theorem, premises: tuple[Proof, ...] = ()) -> Derivation:
        return replace(self, links=(*self.links, Link(reason, theorem, premises)))

    def _only(self, wanted: Any) -> tuple[int, ...]:
        paths = list(occurrences(self.current, wanted))
        if not paths:
            raise KernelError(f"{wanted} does not occur in {self.current}")
        if len(paths) > 1:
            raise KernelError(f"{wanted} occurs {len(paths)} times in {self.current}, at {paths}; use everywhere")
        return paths[0]


@dataclass(frozen=True, slots=True, repr=False)
class Proof(Shown):
    """A closed derivation: the theorem, and the links as they were written."""

    theorem: Theorem
    links: tuple[Link, ...]
    assuming: tuple[Hypothesis, ...]
    name: str = ""

    def __post_init__(self) -> None:
        if type(self.theorem) is not Theorem:
            raise KernelError(f"a Proof is of a Theorem, got {self.theorem!r}")
        missing = ", ".join(sorted(repr(h) for h in set(self.theorem.hypotheses) - set(self.assuming)))
        if missing:
            raise KernelError(f"used and not declared: {missing}; add assuming={missing}")

    @property
    def relation(self) -> Relation:
        """What was proved."""
        return self.theorem.claim.relation

    @property
    def claim(self) -> Claim:
        """Hypotheses, in the order they were declared, and the relation."""
        return Claim(self.assuming, self.relation)

    def replay(self) -> Theorem:
        """Run every rule again."""
        return replay(self.theorem)


def start(first: Any, *, assuming: Hypothesis | Iterable[Any] = ()) -> Derivation:
    """Begin a derivation at a term, under hypotheses (tuples such as IID(w) are flattened)."""
    hypotheses = tuple(dict.fromkeys(_flat(assuming)))
    refuse_contradictions(frozenset(hypotheses))
    return Derivation(hypotheses, as_term(first))


def _flat(hypotheses: Any) -> Iterable[Hypothesis]:
    if isinstance(hypotheses, Hypothesis):
        yield hypotheses
        return
    for hypothesis in hypotheses:
        yield from _flat(hypothesis)


def _places(term: Basic) -> Iterable[Basic]:
    yield term
    for argument in term.args:
        if isinstance(argument, Basic) and not isinstance(argument, Str | Family):
            yield from _places(argument)


def _listed(found: Iterable[Any]) -> str:
    return "; ".join(map(str, found))
