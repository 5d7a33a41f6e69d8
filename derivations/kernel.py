"""The kernel: a Theorem exists only where a rule was applied, theorems were joined, or one was specialised.

Trusted: this file and what it imports, `rules`, `normal_form` and sympy's polynomial arithmetic. Python cannot stop a
determined forger; `replay` runs every rule again, under the hypotheses it said it used, and is a default check. A = B
says: where A is defined, so is B, and they are equal. A theorem holds for every value of an index exactly when that
index is not free in its hypotheses, which is what rewriting below a sum asks for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final, NoReturn

from sympy import Basic

from derivations.claims import Claim, KernelError, Relation
from derivations.consistency import refuse_contradictions
from derivations.definedness import stays_defined
from derivations.entailment import Context, Support, entails
from derivations.hypotheses import Hypothesis
from derivations.shown import Shown
from derivations.substitution import refuse_place, refuse_substitution

__all__ = ["Rewrite", "Rule", "Theorem", "apply", "flip", "instance", "join", "occurrences", "replay", "within"]

@dataclass(frozen=True, slots=True)
class Rewrite:
    """What a rule answers: the new term, the hypotheses it used, and the ones of its premises it discharges."""

    term: Any
    support: Support = frozenset()
    relation: str = "="
    discharged: Support = frozenset()


@dataclass(frozen=True, slots=True)
class Rule:
    """A named rule: function(term, context, *premises, **parameters) -> Rewrite, or DoesNotApply."""

    name: str
    function: Callable[..., Rewrite] = field(compare=False)

    @property
    def statement(self) -> str:
        """The rule as mathematics: the first paragraph of its docstring."""
        return (self.function.__doc__ or "").strip().split("\n\n")[0]

    def __repr__(self) -> str:
        return f"Rule({self.name})"


_KEY: Final = object()


class Theorem(Shown):
    """A proved claim with the way it was proved. Made by `apply`, `within`, `join` and `instance` only."""

    __slots__ = ("claim", "origin", "parts")
    claim: Claim
    origin: tuple[Any, ...]  # the kernel's operation and its arguments
    parts: tuple[Theorem, ...]

    def __init__(self, key: object, claim: Claim, origin: tuple[Any, ...], parts: tuple[Theorem, ...] = ()) -> None:
        if key is not _KEY:
            raise KernelError("a Theorem is made by applying a rule or joining theorems, never by hand")
        for name, value in zip(self.__slots__, (claim, origin, parts), strict=True):
            object.__setattr__(self, name, value)

    def __init_subclass__(cls) -> NoReturn:
        raise KernelError("a Theorem is what the kernel made; nothing else may pass for one")

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise KernelError(f"a Theorem cannot be changed (tried to set {name})")

    def __delattr__(self, name: str) -> NoReturn:
        raise KernelError(f"a Theorem cannot be changed (tried to delete {name})")

    lhs = property(lambda self: self.claim.relation.lhs)
    rhs = property(lambda self: self.claim.relation.rhs)
    hypotheses = property(lambda self: self.claim.hypotheses)


def _theorem(
    relation: Relation, hypotheses: set[Hypothesis], origin: tuple[Any, ...], parts: tuple[Theorem, ...] = ()
) -> Theorem:
    refuse_contradictions(frozenset(hypotheses))
    return Theorem(_KEY, Claim(tuple(sorted(hypotheses, key=repr)), relation), origin, parts)


def apply(rule: Rule, term: Any, context: Context, *premises: Theorem, **parameters: Any) -> Theorem:
    """Term = what the rule makes of it, under the hypotheses it used and those of its premises."""
    if not isinstance(rule, Rule) or {type(p) for p in premises} - {Theorem}:
        raise KernelError(f"apply takes a Rule and Theorems, got {rule!r} and {premises!r}")
    result = rule.function(term, tuple(context), *premises, **parameters)
    used = set(result.support).union(*(set(p.hypotheses) - result.discharged for p in premises))
    missing = ", ".join(sorted(repr(h) for h in used - set(context)))
    if missing:
        raise KernelError(f"{rule.name} uses {missing}, not declared; add assuming={missing}")
    origin = (apply, rule, term, tuple(context), parameters)
    return _theorem(Relation(term, result.relation, result.term), used, origin, premises)


def occurrences(term: Basic, wanted: Basic) -> Iterator[tuple[int, ...]]:
    """The paths (argument positions from the root) at which `wanted` occurs in `term`."""
    if term == wanted:
        yield ()
        return
    for place, argument in enumerate(term.args):
        for path in occurrences(argument, wanted):
            yield (place, *path)


def _replaced(term: Basic, path: tuple[int, ...], new: Basic, passed: list[Basic]) -> Any:
    if not path:
        return new
    passed.append(term)
    arguments = list(term.args)
    arguments[path[0]] = _replaced(arguments[path[0]], path[1:], new, passed)
    return term.func(*arguments)


def within(theorem: Theorem, whole: Any, path: tuple[int, ...]) -> Theorem:
    """Whole = whole with the theorem's left side at `path` replaced by its right side."""
    if not path and theorem.lhs == whole:
        return theorem
    if theorem.claim.relation.symbol != "=":
        raise KernelError(f"only an equation can be used inside a term, not {theorem.claim.relation}")
    if path not in occurrences(whole, theorem.lhs):
        raise KernelError(f"{theorem.lhs} does not stand at {path} in {whole}")
    passed: list[Basic] = []
    new = _replaced(whole, path, theorem.rhs, passed)
    for node in passed:
        refuse_place(node, theorem.hypotheses)
    return _theorem(Relation(whole, "=", new), set(theorem.hypotheses), (within, whole, path), (theorem,))


def join(*theorems: Theorem) -> Theorem:
    """A = B and B <= C give A <= C; links must meet exactly."""
    if not theorems or {type(t) for t in theorems} != {Theorem}:
        raise KernelError(f"join takes Theorems, got {theorems!r}")
    for before, after in pairwise(theorems):
        if before.rhs != after.lhs or before.claim.relation.symbol == "in":
            raise KernelError(f"the links do not join: {before!r} and then {after!r}")
    symbols = {t.claim.relation.symbol for t in theorems}
    symbol = "in" if "in" in symbols else "<=" if "<=" in symbols else "="
    if symbols >= {"in", "<="}:
        raise KernelError("a bound cannot be followed by a membership")
    relation = Relation(theorems[0].lhs, symbol, theorems[-1].rhs)
    return _theorem(relation, {h for t in theorems for h in t.hypotheses}, (join,), theorems)


def flip(theorem: Theorem) -> Theorem:
    """A = B gives B = A, where A is defined whenever B is."""
    relation = theorem.claim.relation
    if relation.symbol != "=":
        raise KernelError(f"only an equation can be turned round, not {relation}")
    stays_defined(theorem.hypotheses, relation.rhs, relation.lhs, "turning an equation round")
    return _theorem(Relation(relation.rhs, "=", relation.lhs), set(theorem.hypotheses), (flip,), (theorem,))


def instance(theorem: Theorem, mapping: Mapping[Any, Any], context: Context) -> Theorem:
    """The theorem for particular terms; its hypotheses, specialised, must follow from `context`."""
    refuse_substitution(mapping, (theorem.lhs, theorem.rhs), theorem.hypotheses)
    used: set[Hypothesis] = set()
    for wanted in (h.substitute(dict(mapping)) for h in theorem.hypotheses):
        support = entails(context, wanted)
        if support is None:
            raise KernelError(f"{wanted} is needed and does not follow; add assuming={wanted}")
        used |= support
    sides = [side.xreplace(dict(mapping)) for side in (theorem.lhs, theorem.rhs)]
    relation = Relation(sides[0], theorem.claim.relation.symbol, sides[1])
    return _theorem(relation, used, (instance, dict(mapping), tuple(context)), (theorem,))


def replay(theorem: Theorem) -> Theorem:
    """Run every rule again, under the hypotheses it said it used and no others, and compare.

    Raises KernelError at the first step that comes out otherwise.
    """
    operation, *arguments = theorem.origin
    parts = tuple(replay(part) for part in theorem.parts)
    if operation is apply:
        rule, term, _, parameters = arguments
        again = apply(rule, term, theorem.hypotheses, *parts, **parameters)
    elif operation is within:
        again = within(parts[0], *arguments)
    elif operation in (join, flip):
        again = operation(*parts)
    else:
        again = instance(parts[0], *arguments)
    if not again.claim.same_as(theorem.claim):
        raise KernelError(f"replay gave {again.claim.relation} where {theorem.claim.relation} was recorded")
    return again
