"""SMT: claims about integers proved by z3 and by cvc5, every parameter symbolic.

A statement about L layers is proved by base and step, taken from its derivation; without one, layer by layer for small
L, which confirms it and no more. Sums of symbolic length are taken apart (`verify.integers.summation`). That the
hypotheses can hold at once is checked, or a contradiction would prove anything. A model that refutes is believed only
after the claim has been counted out there.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sympy import And, Eq, Integer, Le, Not, Symbol, expand
from sympy.core.function import AppliedUndef

from derivations.claims import Claim, Relation
from derivations.derivation import Proof
from derivations.hypotheses import Holds
from derivations.kernel import Theorem, apply
from derivations.terms import Element, free_symbols, subterms
from verify.checks import Check, Settings, Subject, register
from verify.checks.enumeration import Failure, fails_at
from verify.integers.elimination import Elimination, UnreadableError
from verify.integers.hints import multiplied, rounded
from verify.integers.integer_claims import IntegerClaim, about_integers, arguments, owner
from verify.integers.solvers import SOLVERS, Solvers
from verify.integers.summation import parts_of
from verify.verdicts import Verdict

__all__ = ["SMT", "Outcome", "prove"]

LAYERS = (0, 1, 2)  # where there is no derivation
BOXES = (1, 2, 3, 4, 6, 8, 12, 20, 1000)
NO_MODEL = "no point is known at which the hypotheses hold"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the solvers made of a claim: a word, who proved it in how many seconds, where the hypotheses hold."""

    word: str  # proved, refuted, unknown, unreadable
    proved_by: dict[str, float]
    holds_at: dict[str, int] | None = None
    failure: Failure | None = None
    reason: str = ""


def prove(claim: Claim, lemmas: Iterable[Claim] = ()) -> Outcome:
    """Put a claim to the solvers; `lemmas` are equations already proved, true for all values of their symbols.

    >>> from derivations.catalogue import derive
    >>> outcome = prove(derive("effective-kernel-size").claim)
    >>> outcome.word, sorted(outcome.proved_by)
    ('proved', ['cvc5', 'z3'])
    """
    solvers = Solvers()
    about = _about(claim, lemmas)
    reading = Elimination(about.namings, solvers.follows)
    try:
        reading.facts += [reading.relation(condition) for condition in about.conditions]
        left, right = reading.term(about.relation.lhs), reading.term(about.relation.rhs)
    except UnreadableError as error:
        return Outcome("unreadable", {}, reason=str(error))
    goal = (Eq if about.relation.symbol == "=" else Le)(left, right, evaluate=False)
    facts = [*reading.facts, *rounded(reading.quotients.values(), [*reading.facts, goal])]
    ways, proofs = tuple(_ways(reading, goal)), dict[str, float]()
    for name in SOLVERS:
        one = Solvers(names=(name,))
        found = any(one.follows(facts, wanted) for wanted in ways)
        if not found and proofs:  # it is true: a solver that multiplies less well is helped
            helped = [*facts, *multiplied([*reading.facts, Not(goal)], about.parameters)]
            found = any(one.follows(helped, wanted) for wanted in reversed(ways))
        if found:
            proofs[name] = sum(answer.seconds for answer in one.answers)
    if proofs:
        model = solvers.model(reading.facts)
        holds_at = None if model is None else {str(s): v for s, v in model.items() if s in about.parameters}
        return Outcome("unknown" if model is None else "proved", proofs, holds_at, reason="" if model else NO_MODEL)
    return _refuted(claim, about, reading, goal, solvers)


def _about(claim: Claim, lemmas: Iterable[Claim]) -> IntegerClaim:
    known = [_for_all(lemma) for lemma in lemmas if set(lemma.hypotheses) <= set(claim.hypotheses)]
    return IntegerClaim.of(Claim((*known, *claim.hypotheses), claim.relation))


def _for_all(lemma: Claim) -> Holds:
    fixed = set().union(*(h.free_symbols for h in lemma.hypotheses))
    relation = lemma.relation
    indices = [s for s in sorted(free_symbols(relation.lhs) - fixed, key=str) if isinstance(s, Symbol)]
    return Holds(Eq(relation.lhs, relation.rhs), forall=tuple(indices))


def _ways(reading: Elimination, goal: Any) -> Iterator[Any]:
    """What it suffices to prove: that a side satisfies the condition that determines the other, or the goal itself."""
    if isinstance(goal, Eq):
        gap = expand(goal.lhs - goal.rhs)
        for symbol, condition in reading.determined.items():
            slope = gap.coeff(symbol, 1)
            value = expand(symbol - gap / slope) if slope in (1, -1) else symbol
            if symbol not in free_symbols(value) and (value.is_integer or not symbol.is_integer):
                yield condition(value)
    yield goal


def _refuted(claim: Claim, about: IntegerClaim, reading: Elimination, goal: Any, solvers: Solvers) -> Outcome:
    """A model of the facts and the contrary in the smallest box that has one, if the claim fails there."""
    whole = [s for s in about.parameters if s.is_integer]
    members = {key: symbol for key, symbol in reading.made.items() if isinstance(key, Element) and symbol.is_integer}
    for box in BOXES:
        inside = [And(s <= box, s >= -box) for s in (*whole, *members.values())]
        model = solvers.model([*reading.facts, Not(goal), *inside])
        if model is None:
            continue
        values: dict[Any, Any] = {s: model[s] for s in whole if s in model}
        for key, symbol in members.items():
            indices = tuple(int(i.xreplace(values)) for i in key.indices if i.xreplace(values).is_Integer)
            if symbol in model and len(indices) == len(key.indices):
                values[key.family, indices] = model[symbol]
        failure = fails_at(claim, values)
        if failure is not None:
            return Outcome("refuted", {}, failure=failure)
    return Outcome("unknown", {}, reason="no solver decided")


def _inductions(theorem: Theorem) -> Iterator[Theorem]:
    """The inductions that a theorem rests on, each after those it rests on itself."""
    for part in theorem.parts:
        yield from _inductions(part)
    operation, *arguments = theorem.origin
    if operation is apply and arguments[0].name == "induction":
        yield theorem


def _outcomes(subject: Subject) -> Iterator[tuple[str, Outcome]]:
    """What was proved, and how: base and step of every induction, then the claim."""
    lemmas: list[Claim] = []
    for proof in _own(subject):
        for theorem in _inductions(proof.theorem):
            if any(theorem.claim.same_as(lemma) for lemma in lemmas):
                continue
            for what, part in zip(("base", "step"), theorem.parts, strict=True):
                yield what, prove(part.claim, lemmas)
            lemmas.append(theorem.claim)
    yield "claim", prove(subject.claim, lemmas)


def _layers(claim: Claim) -> Iterator[tuple[Symbol, int, Claim]]:
    """The claim for a few numbers of layers, where one parameter numbers layers: it is an index of a name."""
    about = IntegerClaim.of(claim)
    named = {owner(naming.name) for naming in about.namings}
    indices = {
        symbol for term in (about.relation.lhs, about.relation.rhs) for part in subterms(term)
        if isinstance(part, Element | AppliedUndef) and owner(part) in named
        for index in arguments(part) for symbol in index.free_symbols
    }  # fmt: skip
    depths = [s for s in about.parameters if s in indices and s.is_nonnegative and not s.is_positive]
    for depth in LAYERS if len(depths) == 1 else ():
        layers = {depths[0]: Integer(depth)}
        left, right = (side.xreplace(layers) for side in (claim.relation.lhs, claim.relation.rhs))
        relation = Relation(left, claim.relation.symbol, right)
        yield depths[0], depth, Claim(tuple(h.substitute(layers) for h in claim.hypotheses), relation)


def _readable(claim: Claim, lemmas: Iterable[Claim]) -> bool:
    about = _about(claim, lemmas)
    reading = Elimination(about.namings, lambda _facts, _goal: True)
    try:
        for term in (about.relation.lhs, about.relation.rhs):
            reading.term(term)
        for condition in about.conditions:
            reading.relation(condition)
    except UnreadableError:
        return False
    return True


def _applies(subject: Subject) -> bool:
    """Whether the claim can be put to a solver: as it stands, or for a few layers."""
    if not about_integers(subject.claim):
        return False
    lemmas = [theorem.claim for proof in _own(subject) for theorem in _inductions(proof.theorem)]
    if _readable(subject.claim, lemmas) or any(_readable(claim, ()) for *_, claim in _layers(subject.claim)):
        return True
    parts = parts_of(subject.claim)
    return bool(parts) and all(_readable(claim, ()) for _, claim in parts)


def _own(subject: Subject) -> list[Proof]:
    """The main derivation, if it is one of this claim."""
    return [proof for proof in subject.proofs[:1] if proof.claim.same_as(subject.claim)]


def _run(subject: Subject, settings: Settings) -> Verdict:
    started = time.perf_counter()
    found, partly = list(_outcomes(subject)), ""
    if found[-1][1].word in {"unknown", "unreadable"}:
        parts = [(what, prove(claim)) for what, claim in parts_of(subject.claim)]
        if parts and all(outcome.word == "proved" for _, outcome in parts):
            found = parts
    if found[-1][1].word in {"unknown", "unreadable"} and (layers := list(_layers(subject.claim))):
        found, partly = [(f"{n} = {depth}", prove(claim)) for n, depth, claim in layers], ", all else symbolic"
    seconds = time.perf_counter() - started
    for what, outcome in found:
        if outcome.failure is not None:
            left, right, point = outcome.failure.left, outcome.failure.right, outcome.failure.point
            return SMT.verdict(
                subject, settings, "refuted", expected=str(right), estimate=str(left), seconds=seconds,
                route=f"a model of the contrary ({what}), counted out", witness=point,
            )  # fmt: skip
    open_ = [f"{what}: {o.reason}" for what, o in found if o.word != "proved"]
    if open_:
        return SMT.verdict(subject, settings, "inconclusive", seconds=seconds, note="; ".join(open_))
    by = []
    for name in SOLVERS:
        times = [o.proved_by[name] for _, o in found if name in o.proved_by]
        if times:
            by.append(f"{name} {len(times)} of {len(found)} in {sum(times):.3f} s")
    holds_at = found[-1][1].holds_at
    return SMT.verdict(
        subject, settings, "confirmed" if partly else "proved", expected=str(subject.claim.relation.rhs),
        seconds=seconds, route=f"{', '.join(what for what, _ in found)}{partly}: {'; '.join(by)}",
        note=f"the hypotheses hold at {', '.join(f'{n} = {v}' for n, v in holds_at.items())}" if holds_at else "",
    )  # fmt: skip


SMT = register(Check("smt", _applies, _run, brief=True))
