"""Wrong claims made from right ones: a coefficient, a sign, an exponent, a dropped term, n for m, floor for ceiling.

>>> from derivations.catalogue import derive
>>> found = mutations(derive("variance-identity").claim)
>>> print(len(found) > 10, *sorted({m.slip for m in found}), sep=", ")
True, coefficient, dropped factor, dropped term, exponent, head, off by one, scale, sign
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

from sympy import Add, Integer, Mul, Pow, Rational, Symbol, Tuple, ceiling, floor

from derivations.claims import Claim, KernelError, Relation
from derivations.derivation import start
from derivations.normal_form import NormalForm
from derivations.polynomial import OutsideFragment
from derivations.rules.expectation import by_definition, fold_definition
from derivations.rules.gradient import chain_rule, chain_rule_elementwise, derivative_of_sum
from derivations.terms import E, Element, Family, Partial, RandomVariable, Var, bound_symbols, is_random, subterms
from verify.checks import Settings, Subject, all_checks

__all__ = ["Mutation", "judge", "mutations"]


@dataclass(frozen=True, slots=True)
class Mutation:
    """A claim with one slip in it."""

    slip: str
    claim: Claim
    original: Claim

    def __str__(self) -> str:
        return f"{self.slip}: {self.claim.relation}"


def mutations(claim: Claim) -> list[Mutation]:
    """Every single slip in either side of the claim, each statement once."""
    relation = claim.relation
    found: dict[Any, Mutation] = {}
    swaps = _swaps(claim)
    for left in (True, False):
        side, other = (relation.lhs, relation.rhs) if left else (relation.rhs, relation.lhs)
        for slip, new in (*_slips(side, swaps), ("scale", 2 * side), ("off by one", side + 1)):
            sides = (new, other) if left else (other, new)
            if new != side and not new.has(*_BROKEN) and sides not in found:
                found[sides] = Mutation(slip, Claim(claim.hypotheses, Relation(sides[0], "=", sides[1])), claim)
    return list(found.values())


_BROKEN = (Integer(1) / 0, -Integer(1) / 0)


def _swaps(claim: Claim) -> dict[Any, Any]:
    """Each size or integer parameter with another one of the same kind."""
    sides = (claim.relation.lhs, claim.relation.rhs)
    bound = {s for side in sides for part in subterms(side) for s in bound_symbols(part)}
    symbols = {s for side in sides for s in side.free_symbols} | {
        s for side in sides for part in subterms(side) if isinstance(part, Element)
        for size in part.family.sizes for s in size.free_symbols
    }  # fmt: skip
    for hypothesis in claim.hypotheses:
        symbols |= {s for s in hypothesis.free_symbols if isinstance(s, Symbol)}
    integers = sorted((s for s in symbols - bound if s.is_integer and not isinstance(s, RandomVariable)), key=str)
    return {s: integers[(i + 1) % len(integers)] for i, s in enumerate(integers)} if len(integers) > 1 else {}


def _slips(term: Any, swaps: dict[Any, Any]) -> Iterator[tuple[str, Any]]:
    """The term with one slip, in every way; indices of family members are left alone."""
    yield from _local(term, swaps)
    if isinstance(term, Element) or not term.args:
        return
    for place, argument in enumerate(term.args):
        if isinstance(argument, Family):
            continue
        if isinstance(argument, Tuple):
            inner = ((slip, Tuple(argument[0], *new)) for slip, new in _limits(argument, swaps))
        elif isinstance(term, Pow) and place == 1:
            continue
        else:
            inner = _slips(argument, swaps)
        for slip, new in inner:
            arguments = [*term.args[:place], new, *term.args[place + 1 :]]
            yield slip, term.func(*arguments)


def _limits(limits: Any, swaps: dict[Any, Any]) -> Iterator[tuple[str, list[Any]]]:
    low, high = limits[1], limits[2]
    if high.is_finite is not False and high.is_infinite is not True:
        for slip, new in (("off by one", high + 1), *_slips(high, swaps)):
            yield slip, [low, new]


def _local(term: Any, swaps: dict[Any, Any]) -> Iterator[tuple[str, Any]]:
    if isinstance(term, Rational):
        yield "coefficient", term + 1
        yield "coefficient", term * 2
        yield "sign", -term
    if term in swaps:
        yield "other size", swaps[term]
        yield "off by one", term + 1
    if isinstance(term, Add):
        for part in term.args:
            yield "dropped term", term - part
            yield "sign", term - 2 * part
    if isinstance(term, Mul):
        for part in term.args:
            yield "dropped factor", term / part
    if isinstance(term, Pow):
        if isinstance(term.exp, Integer):
            yield "exponent", term.base ** (term.exp + 1)
            yield "exponent", term.base ** (term.exp - 1)
        else:
            yield "exponent", term.base
        if not is_random(term):
            yield "exponent", 1 / term
    if isinstance(term, Var):
        yield "head", E(term.args[0]) ** 2
        yield "head", E(term.args[0] ** 2)
    if isinstance(term, E):
        yield "head", Var(term.args[0])
        if isinstance(term.args[0], Pow) and isinstance(term.args[0].exp, Integer):
            yield "head", E(term.args[0].base) ** term.args[0].exp
    if isinstance(term, floor):
        yield "rounding", ceiling(term.args[0])
        yield "rounding", term.args[0]
    if isinstance(term, ceiling):
        yield "rounding", floor(term.args[0])


def judge(mutation: Mutation, *, id: str, settings: Settings) -> tuple[str, str]:  # noqa: A002
    """("refuted", route), ("equivalent", how it is proved), or ("survived", "")."""
    subject = Subject(id, mutation.claim)
    checks = all_checks()
    for name in ("exact", "enumeration", "certified", "smt", "monte-carlo"):
        if checks[name].applies(subject):
            verdict = checks[name].run(subject, settings).verdict
            if verdict == "refuted":
                return "refuted", name
            if verdict == "proved" or _equivalent(mutation):
                return "equivalent", name if verdict == "proved" else "normal form"
    return ("equivalent", "normal form") if _equivalent(mutation) else ("survived", "")


def _equivalent(mutation: Mutation) -> bool:
    """Whether the slip changed nothing: each side equals what it was, or the sides each other, under the hypotheses."""
    hypotheses = mutation.claim.hypotheses
    new, old = mutation.claim.relation, mutation.original.relation
    form = NormalForm(hypotheses)
    try:
        if form.equal(new.lhs, new.rhs) is True:
            return True
        return all(
            form.equal(_without_derivatives(a, hypotheses), _without_derivatives(b, hypotheses)) is True
            for a, b in ((new.lhs, old.lhs), (new.rhs, old.rhs))
            if a != b
        )
    except OutsideFragment:
        return False


def _without_derivatives(term: Any, hypotheses: tuple[Any, ...]) -> Any:
    """The term with the derivatives of a loss carried through its layers, each step by a rule of the kernel."""
    chain = start(term, assuming=hypotheses)
    numbers = count()
    while chain.current.has(Partial):
        index = Symbol(f"_c{next(numbers)}", integer=True, positive=True)
        attempts: list[tuple[Any, dict[str, Any]]] = [
            (fold_definition, {}),
            (derivative_of_sum, {}),
            (chain_rule_elementwise, {}),
            (chain_rule, {"index": index}),
            *((by_definition, {"at": part.args[0]}) for part in chain.current.atoms(Partial)),
        ]
        for rule, parameters in attempts:
            try:
                chain = chain.by(rule, **parameters)
                break
            except KernelError:
                continue
        else:
            break
    return chain.current
